package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign/window"
)

const windowYAML = `# one window
zone: Asia/Shanghai
intervals:
  - {weekdays: [1, 2, 3, 4, 5], from: 09:00, to: 12:00, season: cold}
seasons:
  - {name: cold, from: 10-01, to: 05-31}
holidays: closed
calendar: CN
exceptions:
  - date: 2026-12-31
    closed: true
`

func windowFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "windows.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestWindowAnswers(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 5, time.UTC) // Tuesday 10:00 in Shanghai
	yaml := windowFile(t, windowYAML)
	asJSON := windowFile(t, `{"zone":"Asia/Shanghai","intervals":[{"weekdays":[2],"from":"10:00","to":"10:01"}]}`)
	never := windowFile(t, `{"zone":"UTC","intervals":[{"weekdays":[1],"from":"10:00","to":"10:01"}]}`)
	for name, c := range map[string]struct {
		f          windowFlags
		open, next int // statuses
		want       windowAnswer
		warned     int // year
	}{
		"now": {windowFlags{Preset: "retail"}, 0, 0, windowAnswer{true, "2026-11-24T10:00:00+08:00", "2026-11-24T10:00:00+08:00", "2026-11-24T11:30:00+08:00", "Asia/Shanghai", nil}, 0},
		"Spring Festival": {windowFlags{Preset: "hospital", At: "2026-02-17 10:00"}, 1, 0,
			windowAnswer{false, "2026-02-17T10:00:00+08:00", "2026-02-24T14:00:00+08:00", "2026-02-24T16:30:00+08:00", "Asia/Shanghai", nil}, 0},
		"in another zone": {windowFlags{Preset: "centre-400", At: "2026-07-06 22:45", Zone: "America/New_York"}, 0, 0,
			windowAnswer{true, "2026-07-06T22:45:00-04:00", "2026-07-06T22:45:00-04:00", "2026-07-06T23:30:00-04:00", "America/New_York", nil}, 0},
		"RFC 3339": {windowFlags{Preset: "carrier", At: "2026-07-06T23:30:00Z"}, 1, 0,
			windowAnswer{false, "2026-07-07T07:30:00+08:00", "2026-07-07T08:00:00+08:00", "2026-07-07T21:00:00+08:00", "Asia/Shanghai", nil}, 0},
		"a customer abroad": {windowFlags{Preset: "carrier", At: "2026-07-07 20:00", CustomerZone: []string{"America/New_York"}}, 0, 0,
			windowAnswer{true, "2026-07-07T20:00:00+08:00", "2026-07-07T20:00:00+08:00", "2026-07-08T09:00:00+08:00", "Asia/Shanghai", nil}, 0},
		"a customer somewhere": {windowFlags{Preset: "carrier", At: "2026-07-07 20:00", CustomerZone: []string{"America/New_York", "America/Los_Angeles"}}, 1, 0,
			windowAnswer{false, "2026-07-07T20:00:00+08:00", "2026-07-07T23:00:00+08:00", "2026-07-08T09:00:00+08:00", "Asia/Shanghai", nil}, 0},
		"YAML": {windowFlags{File: yaml, At: "2026-12-30 12:00"}, 1, 0,
			windowAnswer{false, "2026-12-30T12:00:00+08:00", "2027-01-04T09:00:00+08:00", "2027-01-04T12:00:00+08:00", "Asia/Shanghai", nil}, 2027},
		"JSON": {windowFlags{File: asJSON, At: "2026-11-24T10:00:59.5+08:00"}, 0, 0,
			windowAnswer{true, "2026-11-24T10:00:59+08:00", "2026-11-24T10:00:59+08:00", "2026-11-24T10:01:00+08:00", "Asia/Shanghai", nil}, 0},
		"never": {windowFlags{File: never, At: "2026-11-24T10:00:00Z", CustomerZone: []string{"Asia/Shanghai", "UTC"}}, 1, 1,
			windowAnswer{false, "2026-11-24T10:00:00Z", "", "", "UTC", nil}, 0},
	} {
		for _, open := range []bool{true, false} {
			var out, errOut bytes.Buffer
			c.f.JSON = true
			want := c.next
			if open {
				want = c.open
			}
			if status := c.f.run(now, &out, &errOut, open); status != want || errOut.Len() > 0 {
				t.Errorf("%s: status %d, want %d: %s", name, status, want, errOut.String())
			}
			var got windowAnswer
			d := json.NewDecoder(&out)
			d.DisallowUnknownFields()
			if err := d.Decode(&got); err != nil {
				t.Fatal(name, err)
			}
			if got.Warnings == nil || (len(got.Warnings) == 1) != (c.warned != 0) || c.warned != 0 && got.Warnings[0].Year != c.warned {
				t.Errorf("%s: warnings %v", name, got.Warnings)
			}
			got.Warnings = nil
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		var out bytes.Buffer
		c.f.JSON = false
		c.f.run(now, &out, &out, true)
		if !strings.Contains(out.String(), c.want.At) || !strings.Contains(out.String(), c.want.Until) || strings.Contains(out.String(), "warning") != (c.warned != 0) {
			t.Errorf("%s: %s", name, out.String())
		}
	}
}

func TestWindowRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		f    windowFlags
		want string
	}{
		"neither":         {windowFlags{}, "--preset and --file"},
		"both":            {windowFlags{Preset: "retail", File: "x"}, "--preset and --file"},
		"preset":          {windowFlags{Preset: "Retail"}, "hospital, centre-400, retail, carrier"},
		"no file":         {windowFlags{File: filepath.Join(t.TempDir(), "none")}, "no such file"},
		"time":            {windowFlags{Preset: "retail", At: "10:00"}, "--at"},
		"31 February":     {windowFlags{Preset: "retail", At: "2026-02-31 10:00"}, "--at"},
		"skipped time":    {windowFlags{Preset: "retail", At: "2026-03-08 02:30", Zone: "America/New_York"}, "did not exist"},
		"zone":            {windowFlags{Preset: "retail", Zone: "Asia/Peking"}, "--zone"},
		"machine's zone":  {windowFlags{Preset: "retail", Zone: "Local"}, "--zone"},
		"customer's zone": {windowFlags{Preset: "retail", CustomerZone: []string{"Moon"}}, "/zones/0"},
		"empty file":      {windowFlags{File: windowFile(t, "")}, "/zone"},
		"not YAML":        {windowFlags{File: windowFile(t, "zone: [")}, "yaml"},
		"unknown member":  {windowFlags{File: windowFile(t, windowYAML+"holiday: closed\n")}, "holiday"},
		"member twice":    {windowFlags{File: windowFile(t, windowYAML+"holidays: open\n")}, "holidays"},
		"two windows":     {windowFlags{File: windowFile(t, windowYAML+"---\n"+windowYAML)}, "one window"},
		"all problems":    {windowFlags{File: windowFile(t, strings.NewReplacer("10-01", "02-31", "season: cold", "season: warm").Replace(windowYAML))}, "/seasons/0/from"},
	} {
		var out, errOut bytes.Buffer
		if status := c.f.run(time.Now(), &out, &errOut, true); status != windowBad || out.Len() > 0 || !strings.Contains(errOut.String(), c.want) {
			t.Errorf("%s: status %d: %s%s", name, status, out.String(), errOut.String())
		}
	}
}

func TestWindowCommand(t *testing.T) {
	for args, want := range map[string]int{
		"open --preset retail --at 2026-11-24T10:00:00+08:00 --json": windowYes,
		"open --preset retail --at 2026-11-24T12:00:00+08:00 --json": windowNo,
		"next --preset retail --at 2026-11-24T12:00:00+08:00 --json": windowYes,
		"next --preset none": windowBad,
		"presets --json":     windowYes,
	} {
		out, err := exec.Command(binary, append([]string{"window"}, strings.Fields(args)...)...).Output()
		status := 0
		var exited *exec.ExitError
		if errors.As(err, &exited) {
			status = exited.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		if status != want || want != windowBad && !json.Valid(out) {
			t.Errorf("%s: status %d, want %d: %s", args, status, want, out)
		}
	}
	var out bytes.Buffer
	if err := (windowPresetsCmd{}).print(&out); err != nil || strings.Count(out.String(), "\n") != len(window.Presets()) {
		t.Errorf("%s %v", out.String(), err)
	}
}
