package window

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huifang/campaign/calendar"
)

// Days on which something unusual happens to clocks or calendars, and ordinary ones.
var zones = map[string][]string{
	"Asia/Shanghai":       {"1986-05-04", "1991-09-14", "2026-12-31", "2025-01-27", "2026-02-14", "2026-02-17", "2026-02-28", "2026-05-01", "2026-10-01", "2027-01-01", "2027-05-02", "2028-02-29", "2027-02-28"},
	"America/New_York":    {"2026-03-08", "2026-11-01", "2045-03-12", "2026-12-31", "2026-02-14", "2028-02-29"},
	"Australia/Lord_Howe": {"2026-04-04", "2026-10-03", "2026-12-31"},
	"Africa/Casablanca":   {"2026-02-15", "2026-03-22", "2018-10-28", "2012-07-20"},
	"Asia/Tehran":         {"2022-03-21", "2022-09-21", "2026-12-31"},
	"America/Sao_Paulo":   {"2018-02-17", "2018-11-04", "2026-12-31"},
	"Pacific/Apia":        {"2011-12-29", "2011-09-24", "2012-04-01", "2021-04-03"},
	"Asia/Pyongyang":      {"2015-08-14", "2018-05-04"},
	"America/Caracas":     {"2007-12-09", "2016-05-01"},
	"Antarctica/Troll":    {"2026-03-29", "2026-10-25"},
}

// drawn is a window with the calendar and the customer that go with it.
type drawn struct {
	w   Window
	cal *calendar.Calendar
	c   Convenience
	now time.Time
}

func (d drawn) bound() *Bound { return d.w.Bind(d.cal).Narrow(d.c) }

func hhmm(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

var (
	weekdays = rapid.SliceOfNDistinct(rapid.IntRange(1, 7), 1, 7, rapid.ID)
	minute   = rapid.OneOf(rapid.IntRange(0, 4*60), rapid.IntRange(0, 24*60)) // dense in the small hours, where clocks change
	spans    = rapid.Custom(func(t *rapid.T) Span {
		a, b := minute.Draw(t, "a"), minute.Draw(t, "b")
		if a == b {
			a, b = 600, 601
		}
		return Span{hhmm(min(a, b)), hhmm(max(a, b))}
	})
	monthDay = rapid.OneOf(rapid.SampledFrom([]string{"01-01", "02-28", "02-29", "03-01", "06-01", "09-30", "10-01", "12-31"}),
		rapid.Map(rapid.IntRange(0, 365), func(d int) string { return time.Date(2000, 1, 1+d, 0, 0, 0, 0, time.UTC).Format("01-02") }))
)

// draw gives any window that Validate lets pass, near its days of interest.
func draw(t *rapid.T) drawn {
	zone := rapid.SampledFrom(slices.Sorted(maps.Keys(zones))).Draw(t, "zone")
	noon := at(rapid.SampledFrom(zones[zone]).Draw(t, "day") + "T12:00:00Z")
	d := drawn{now: noon.Add(time.Duration(rapid.Int64Range(-3*24*int64(time.Hour), 3*24*int64(time.Hour)).Draw(t, "offset")))}
	w := Window{Zone: zone}
	if rapid.Bool().Draw(t, "calendar?") {
		w.Holidays, w.Calendar = rapid.SampledFrom([]Holidays{HolidaysClosed, HolidaysClosed, HolidaysOpen}).Draw(t, "holidays"), "CN"
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "seasons") {
		w.Seasons = append(w.Seasons, Season{fmt.Sprint("s", i), monthDay.Draw(t, "first"), monthDay.Draw(t, "last")})
	}
	try := func(next Window) {
		if len(next.Validate()) == 0 {
			w = next
		}
	}
	for range rapid.IntRange(1, 4).Draw(t, "intervals") {
		s, season := spans.Draw(t, "span"), ""
		if len(w.Seasons) > 0 {
			season = rapid.SampledFrom([]string{"", "s0", w.Seasons[len(w.Seasons)-1].Name}).Draw(t, "season")
		}
		next := w
		next.Intervals = append(slices.Clone(w.Intervals), Interval{weekdays.Draw(t, "weekdays"), s.From, s.To, season})
		try(next)
	}
	if len(w.Intervals) == 0 {
		w.Intervals = []Interval{{[]int{7}, "02:00", "02:30", ""}}
	}
	for range rapid.IntRange(0, 3).Draw(t, "exceptions") {
		e := Exception{Date: noon.AddDate(0, 0, rapid.IntRange(-4, 6).Draw(t, "date")).Format(time.DateOnly)}
		if e.Closed = rapid.Bool().Draw(t, "closed"); !e.Closed {
			e.Intervals = rapid.SliceOfN(spans, 1, 2).Draw(t, "hours")
		}
		next := w
		next.Exceptions = append(slices.Clone(w.Exceptions), e)
		try(next)
	}
	d.w, d.cal = w, calendar.CN()
	if rapid.Bool().Draw(t, "override?") {
		o := calendar.Override{Date: noon.AddDate(0, 0, rapid.IntRange(-3, 4).Draw(t, "overridden")).Format(time.DateOnly), Kind: calendar.Holiday}
		if rapid.Bool().Draw(t, "worked") {
			o.Kind, o.Swaps = calendar.Workday, rapid.SampledFrom([]string{"", "2026-02-20", "2026-02-18"}).Draw(t, "swaps")
		}
		cal, err := d.cal.With([]calendar.Override{o})
		if err != nil {
			t.Fatal(err)
		}
		d.cal = cal
	}
	return d
}

func drawCustomer(t *rapid.T) Convenience {
	var c Convenience
	names := rapid.SampledFrom(slices.Sorted(maps.Keys(zones)))
	if rapid.Bool().Draw(t, "near") { // clocks that often agree
		names = rapid.SampledFrom([]string{"Asia/Shanghai", "Asia/Pyongyang", "Asia/Kathmandu", "America/New_York", "America/St_Johns", "America/Caracas"})
	}
	switch rapid.IntRange(0, 2).Draw(t, "known") {
	case 1:
		c.Zone = names.Draw(t, "customer's zone")
	case 2:
		c.Zones = rapid.SliceOfN(names, 1, 3).Draw(t, "candidates")
	}
	for range rapid.IntRange(0, 2).Draw(t, "own") {
		s := spans.Draw(t, "own span")
		c.Intervals = append(c.Intervals, Interval{weekdays.Draw(t, "own weekdays"), s.From, s.To, ""})
		if len(c.Validate()) > 0 {
			c.Intervals = c.Intervals[:len(c.Intervals)-1]
		}
	}
	return c
}

// open is what Open promises, said another way: by the texts of the local time.
func (d drawn) open(t time.Time) bool {
	names := d.c.Zones
	switch {
	case d.c.Zone != "":
		names = []string{d.c.Zone}
	case len(names) == 0:
		names = []string{d.w.Zone}
	}
	for _, name := range names {
		loc, err := location(name)
		if err != nil || !d.openLocally(t.In(loc)) {
			return false
		}
	}
	return true
}

func (d drawn) openLocally(l time.Time) bool {
	date, md, hm := l.Format("2006-01-02"), l.Format("01-02"), l.Format("15:04")
	weekday := (int(l.Weekday())+6)%7 + 1
	holiday := false
	if d.w.Calendar != "" {
		known := d.cal.Day(calendar.DateOf(l))
		weekday, holiday = known.As, known.Kind == calendar.Holiday && d.w.Holidays == HolidaysClosed
	}
	in := func(intervals []Interval, season func(int) bool) bool {
		for i, v := range intervals {
			if slices.Contains(v.Weekdays, weekday) && v.From <= hm && hm < v.To && season(i) {
				return true
			}
		}
		return false
	}
	if len(d.c.Intervals) > 0 && !in(d.c.Intervals, func(int) bool { return true }) {
		return false
	}
	for _, e := range d.w.Exceptions {
		if e.Date == date {
			return slices.ContainsFunc(e.Intervals, func(s Span) bool { return s.From <= hm && hm < s.To })
		}
	}
	return !holiday && in(d.w.Intervals, func(i int) bool {
		name := d.w.Intervals[i].Season
		for _, s := range d.w.Seasons {
			if s.Name == name {
				if s.From <= s.To {
					return s.From <= md && md <= s.To
				}
				return md >= s.From || md <= s.To
			}
		}
		return true
	})
}

// scan looks at each minute of [from, to), and its last nanosecond, which must all be as wanted. Of a stretch longer than
// a week it looks at the first and last three days, and at hours in between.
func (d drawn) scan(t *rapid.T, from, to time.Time, want bool) {
	const days = 24 * time.Hour
	var step time.Duration
	for m := from; m.Before(to); m = m.Truncate(step).Add(step) {
		step = time.Minute
		if to.Sub(from) > 7*days && m.Sub(from) > 3*days && to.Sub(m) > 3*days {
			step = time.Hour
		}
		if d.open(m) != want {
			t.Fatalf("between %v and %v: open at %v is %v", from, to, m, !want)
		}
	}
	if to.After(from) && d.open(to.Add(-1)) != want {
		t.Fatalf("just before %v", to)
	}
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		if d.bound().Open(d.now) != d.open(d.now) {
			t.Fatalf("Open(%v) = %v", d.now, !d.open(d.now))
		}
		next, ok := d.bound().Next(d.now)
		if !ok || next.Before(d.now) || !d.open(next) {
			t.Fatalf("Next(%v) = %v %v", d.now, next, ok)
		}
		if d.open(d.now) && !next.Equal(d.now) {
			t.Fatalf("Next left an open moment: %v %v", d.now, next)
		}
		d.scan(t, d.now, next, false)
		d.until(t, next)
	})
}

func (d drawn) until(t *rapid.T, open time.Time) {
	until, ok := d.bound().Until(open)
	if !ok || !until.After(open) {
		t.Fatalf("Until(%v) = %v %v", open, until, ok)
	}
	d.scan(t, open, until, true)
	if until.Sub(open) != 7*24*time.Hour && d.open(until) {
		t.Fatalf("open at Until(%v) = %v", open, until)
	}
}

func TestNarrowProperties(t *testing.T) {
	met := 0
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		d.c = drawCustomer(t)
		b := d.bound()
		if b.Open(d.now) != d.open(d.now) {
			t.Fatalf("Open(%v) = %v", d.now, !d.open(d.now))
		}
		next, ok := b.Next(d.now)
		if !ok {
			d.scan(t, d.now, d.now.AddDate(0, 0, reachNarrowed), false)
			return
		}
		met++
		if next.Before(d.now) || !d.open(next) || d.open(d.now) && !next.Equal(d.now) {
			t.Fatalf("Next(%v) = %v", d.now, next)
		}
		d.scan(t, d.now, next, false)
		d.until(t, next)
	})
	if met == 0 {
		t.Error("no customer could be called")
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t).w
		text, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var loose Window
		if err := json.Unmarshal(text, &loose); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w, back) + cmp.Diff(w, loose); diff != "" {
			t.Fatalf("%s: %s", text, diff)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"zone":"Asia/Shanghai","intervals":[{"weekdays":[1],"from":"09:00","to":"24:00"}]}`), int64(1_800_000_000))
	f.Add([]byte(`{"zone":"Europe/Berlin","intervals":[{"weekdays":[1,7],"from":"02:00","to":"02:30","season":"x"}],"seasons":[{"name":"x","from":"02-29","to":"02-29"}]}`), int64(1_772_000_000))
	for _, t := range Presets() {
		text, err := json.Marshal(t.Window)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, int64(1_771_200_000))
	}
	f.Fuzz(func(t *testing.T, data []byte, unix int64) {
		w, err := Parse(data)
		if err != nil {
			return
		}
		now := time.Unix(unix%(1<<33), 0)
		b := w.Bind(nil)
		next, ok := b.Next(now)
		if !ok && len(w.Exceptions) > 0 {
			return // they may close the rare days that there are
		}
		if !ok || next.Before(now) || !b.Open(next) || (drawn{w: w, cal: calendar.CN()}).open(next) != true {
			t.Fatalf("%s at %v: %v %v", data, now, next, ok)
		}
		if until, ok := b.Until(next); !ok || !until.After(next) {
			t.Fatalf("%s at %v: until %v %v", data, next, until, ok)
		}
		text, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(text)
		if err != nil {
			t.Fatalf("%s became %s: %v", data, text, err)
		}
		if again, err := json.Marshal(back); err != nil || !bytes.Equal(text, again) {
			t.Fatalf("%s became %s, and then %s: %v", data, text, again, err)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	hospital, _ := Preset("hospital")
	bound := hospital.Window.Bind(nil)
	night, festival := at("2026-07-07T18:30:00Z"), at("2026-02-14T18:30:00Z")
	customer := Convenience{Zones: []string{"America/New_York", "America/Chicago", "America/Los_Angeles"}, Intervals: always}
	abroad := bound.Narrow(customer)
	for name, f := range map[string]func(){
		"bind":            func() { hospital.Window.Bind(nil) },
		"narrow":          func() { bound.Narrow(customer) },
		"open":            func() { bound.Open(night) },
		"open, 3 zones":   func() { abroad.Open(night) },
		"next":            func() { bound.Next(night) },
		"next, festival":  func() { bound.Next(festival) },
		"next, never":     func() { abroad.Next(night) },
		"until":           func() { bound.Until(at("2026-07-07T07:00:00Z")) },
		"window.Open":     func() { hospital.Window.Open(night) },
		"window.Validate": func() { hospital.Window.Validate() },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}
