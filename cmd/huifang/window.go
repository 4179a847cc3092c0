package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"huifang/campaign/window"
)

// windowCmd answers from the shell when calls may be placed (R10). It needs no configuration and no database; the public
// holidays are the embedded ones.
type windowCmd struct {
	Open    windowOpenCmd    `cmd:"" help:"Say whether calls may be placed at a time. Exit status: 0 open, 1 closed, 2 bad input."`
	Next    windowNextCmd    `cmd:"" help:"Say when calls may be placed next. Exit status: 0 found, 1 never, 2 bad input."`
	Presets windowPresetsCmd `cmd:"" help:"List the delivered windows."`
}

type windowFlags struct {
	Preset       string   `help:"A delivered window: hospital, centre-400, retail or carrier."`
	File         string   `type:"path" help:"A window in YAML or JSON, in the form of the API."`
	At           string   `help:"RFC 3339, or \"2026-02-17 10:00\" in --zone. Without it: now."`
	Zone         string   `help:"Time zone in which --at is read and the answer is printed. Without it: the window's."`
	CustomerZone []string `name:"customer-zone" help:"The customer's time zone. Given several times, the customer may be in any: open only where all agree."`
	JSON         bool     `help:"Answer in JSON."`
}

type (
	windowOpenCmd    struct{ windowFlags }
	windowNextCmd    struct{ windowFlags }
	windowPresetsCmd struct {
		JSON bool `help:"With the whole windows, in JSON."`
	}
)

// Exit statuses of `huifang window`.
const (
	windowYes = 0
	windowNo  = 1
	windowBad = 2
)

// windowAnswer is the JSON answer of `huifang window open` and `next`. Times are RFC 3339 in Zone.
type windowAnswer struct {
	Open     bool             `json:"open"`            // at At
	At       string           `json:"at"`              // the time that was asked about
	Next     string           `json:"next,omitempty"`  // first time from At on at which it is open; none: never
	Until    string           `json:"until,omitempty"` // when it closes, counted from Next
	Zone     string           `json:"zone"`
	Warnings []window.Warning `json:"warnings"` // for the days from At to Next
}

// Run exits by itself when the status is not 0: it says more than that something failed.
func (c windowOpenCmd) Run() error { return exit(c.run(time.Now(), os.Stdout, os.Stderr, true)) }

// Run exits as windowOpenCmd's does.
func (c windowNextCmd) Run() error { return exit(c.run(time.Now(), os.Stdout, os.Stderr, false)) }

func exit(status int) error {
	if status != 0 {
		os.Exit(status)
	}
	return nil
}

func (f windowFlags) run(now time.Time, stdout, stderr io.Writer, open bool) (status int) {
	a, err := f.answer(now)
	if err == nil {
		err = a.print(stdout, f.JSON)
	}
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "huifang:", err)
		return windowBad
	case open && !a.Open, a.Next == "":
		return windowNo
	}
	return windowYes
}

func (f windowFlags) answer(now time.Time) (windowAnswer, error) {
	w, err := f.window()
	if err != nil {
		return windowAnswer{}, err
	}
	name := f.Zone
	if name == "" {
		name = w.Zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return windowAnswer{}, fmt.Errorf("--zone: %q is not an IANA time zone", name)
	}
	at := now.In(zone).Truncate(time.Second)
	if f.At != "" {
		if at, err = readTime(f.At, zone); err != nil {
			return windowAnswer{}, fmt.Errorf("--at: %w", err)
		}
	}
	customer := window.Convenience{Zones: f.CustomerZone}
	if errs := customer.Validate(); len(errs) > 0 {
		return windowAnswer{}, fmt.Errorf("--customer-zone: %w", errs)
	}
	b := w.Bind(nil).Narrow(customer)
	a := windowAnswer{Open: b.Open(at), At: at.Format(time.RFC3339), Zone: name, Warnings: []window.Warning{}}
	last := at
	if next, ok := b.Next(at); ok {
		a.Next, last = next.Format(time.RFC3339), next
		if until, ok := b.Until(next); ok {
			a.Until = until.Format(time.RFC3339)
		}
	}
	a.Warnings = append(a.Warnings, b.Warnings(at, last)...)
	return a, nil
}

func (f windowFlags) window() (window.Window, error) {
	switch {
	case (f.Preset == "") == (f.File == ""):
		return window.Window{}, errors.New("give one of --preset and --file")
	case f.File != "":
		data, err := os.ReadFile(f.File)
		if err != nil {
			return window.Window{}, fmt.Errorf("--file: %w", err)
		}
		w, err := readWindow(data)
		if err != nil {
			return w, fmt.Errorf("%s: %w", f.File, err)
		}
		return w, nil
	}
	t, ok := window.Preset(f.Preset)
	if !ok {
		var names []string
		for _, p := range window.Presets() {
			names = append(names, p.Name)
		}
		return window.Window{}, fmt.Errorf("--preset: %q is not one of %s", f.Preset, strings.Join(names, ", "))
	}
	return t.Window, nil
}

// readWindow reads the JSON form of a window, or the same in YAML, which JSON is a part of. A member that comes twice is
// an error.
func readWindow(data []byte) (window.Window, error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var tree any
	if err := d.Decode(&tree); err != nil && !errors.Is(err, io.EOF) {
		return window.Window{}, err
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return window.Window{}, errors.New("one window is expected, and there is more text after it")
	}
	text, err := json.Marshal(plainDates(tree))
	if err != nil {
		return window.Window{}, err
	}
	return window.Parse(text)
}

// plainDates gives the dates that YAML takes for times their text again: date: 2026-12-31 needs no quotation marks.
func plainDates(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = plainDates(v[k])
		}
	case []any:
		for i := range v {
			v[i] = plainDates(v[i])
		}
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
	}
	return v
}

func readTime(s string, zone *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.In(zone), nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		t, err := time.ParseInLocation(layout, s, zone)
		switch {
		case err != nil:
		case t.Format(layout) != s:
			return t, fmt.Errorf("%s did not exist in %s: the clock was set forward over it", s, zone)
		default:
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time such as 2026-02-17T10:00:00+08:00 or 2026-02-17 10:00", s)
}

func (a windowAnswer) print(to io.Writer, asJSON bool) error {
	if asJSON {
		return printJSON(to, a)
	}
	var b strings.Builder
	switch {
	case a.Open:
		fmt.Fprintf(&b, "open at %s, until %s (%s)\n", a.At, a.Until, a.Zone)
	case a.Next == "":
		fmt.Fprintf(&b, "closed at %s, and does not open again (%s)\n", a.At, a.Zone)
	default:
		fmt.Fprintf(&b, "closed at %s, opens at %s until %s (%s)\n", a.At, a.Next, a.Until, a.Zone)
	}
	for _, w := range a.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w.Detail)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// Run lists the presets.
func (c windowPresetsCmd) Run() error { return c.print(os.Stdout) }

func (c windowPresetsCmd) print(to io.Writer) error {
	list := window.Presets()
	if c.JSON {
		return printJSON(to, list)
	}
	width := len(slices.MaxFunc(list, func(a, b window.Trade) int { return len(a.Name) - len(b.Name) }).Name)
	for _, t := range list {
		if _, err := fmt.Fprintf(to, "%-*s  %s  %s\n", width, t.Name, t.LabelEN, t.LabelZH); err != nil {
			return err
		}
	}
	return nil
}

func printJSON(to io.Writer, v any) error {
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
