package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// series is what was measured repeatedly.
type series []float64

// durations gives milliseconds.
func durations(ds []time.Duration) series {
	s := make(series, len(ds))
	for i, d := range ds {
		s[i] = float64(d) / float64(time.Millisecond)
	}
	return s
}

// quantile is the smallest value that at least the share q of all does not exceed; 0 for none.
func (s series) quantile(q float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	i := int(q * float64(len(sorted)))
	if float64(i) == q*float64(len(sorted)) {
		i--
	}
	return sorted[min(max(i, 0), len(sorted)-1)]
}

// median is the middle one, or the mean of the two in the middle.
func (s series) median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// mean is 0 for none.
func (s series) mean() (m float64) {
	for _, x := range s {
		m += x / float64(len(s))
	}
	return m
}

// spread shows the median with smallest and largest.
func (s series) spread(format, unit string) string {
	if len(s) == 0 {
		return "-"
	}
	return fmt.Sprintf(format+"%s ("+format+"-"+format+")", s.median(), unit, slices.Min(s), slices.Max(s))
}

// verdict says whether a target was met, by the very figure that is shown.
func verdict(target string, met bool) string {
	if met {
		return target + ": met"
	}
	return target + ": not met"
}

func ratio(a, b float64) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a/b)
}

// facts describe the machine and the programs.
func (b *bench) facts(before, after string) []string {
	facts := []string{fmt.Sprintf("%d cores (%s), %s, %s", runtime.NumCPU(), processor(), kernel(), runtime.Version())}
	if b.lab != nil {
		var programs []string
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		for _, s := range b.lab.Status(ctx) {
			name := map[string]string{"postgres": "PostgreSQL", "redis": "Redis", "pbx": "Asterisk (PBX)", "carrier": "Asterisk (carrier and customers)"}[s.Name]
			programs = append(programs, cmp.Or(name, s.Name)+" "+s.Version)
		}
		facts = append(facts, strings.Join(programs, ", "))
	}
	facts = append(facts, "everything, with the simulated agents and customers, on this one machine; load average "+before+" before and "+after+" after")
	if b.quick {
		facts = append(facts, "run with -quick: the figures mean little")
	}
	return facts
}

func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo") // no file: unknown
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

func kernel() string {
	text, _ := os.ReadFile("/proc/sys/kernel/osrelease") // no file: unknown
	return "Linux " + strings.TrimSpace(string(text))
}

// loadAverage is that of the last minute.
func loadAverage() string {
	text, _ := os.ReadFile("/proc/loadavg") // no file: unknown
	first, _, _ := strings.Cut(string(text), " ")
	return cmp.Or(first, "unknown")
}

// write prints facts, rows and further tables as Markdown.
func write(w io.Writer, facts []string, rows []row, tables []string) error {
	var out strings.Builder
	for _, f := range facts {
		fmt.Fprintf(&out, "- %s\n", f)
	}
	if len(rows) > 0 {
		out.WriteString("\n| what | Huifang | beside it | ratio | target |\n|---|---|---|---|---|\n")
	}
	for _, r := range rows {
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", r.what, cmp.Or(r.ours, "-"), cmp.Or(r.limit, "-"), cmp.Or(r.ratio, "-"), cmp.Or(r.target, "-"))
	}
	for _, t := range tables {
		out.WriteString("\n" + t)
	}
	_, err := io.WriteString(w, out.String())
	return err
}
