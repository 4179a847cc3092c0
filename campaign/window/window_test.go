package window

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	const text = `{"zone":"Asia/Shanghai","intervals":[{"weekdays":[1,2,3,4,5],"from":"09:00","to":"11:30"},{"weekdays":[7],"from":"14:00","to":"24:00"}]}`
	w, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	back, err := json.Marshal(w)
	if err != nil || string(back) != text {
		t.Fatalf("%s %v", back, err)
	}
}

func TestParseRefuses(t *testing.T) {
	type want struct{ pointer, code string }
	for text, wants := range map[string][]want{
		``:                 {{"", CodeBadJSON}},
		`null`:             {{"/zone", CodeZoneMissing}, {"/intervals", CodeNeverOpens}},
		`[]`:               {{"", CodeBadJSON}},
		`{"zone":1}`:       {{"/zone", CodeBadJSON}},
		`{"zone":"UTC"} x`: {{"", CodeBadJSON}},
		`{"zone":"UTC","intervals":[{"weekdays":"1"}]}`:                                                                              {{"/intervals/weekdays", CodeBadJSON}},
		`{"zone":"UTC","holidays":true,"intervals":[]}`:                                                                              {{"", CodeUnknownField}},
		`{"zone":"UTC","intervals":[]}`:                                                                                              {{"/intervals", CodeNeverOpens}},
		`{"zone":"Local","intervals":[]}`:                                                                                            {{"/zone", CodeZoneUnknown}, {"/intervals", CodeNeverOpens}},
		`{"zone":"Asia/Peking","intervals":[{"weekdays":[1],"from":"09:00","to":"10:00"}]}`:                                          {{"/zone", CodeZoneUnknown}},
		`{"zone":"../etc/passwd","intervals":[{"weekdays":[1],"from":"09:00","to":"10:00"}]}`:                                        {{"/zone", CodeZoneUnknown}},
		`{"zone":"right/Asia/Shanghai","intervals":[{"weekdays":[1],"from":"09:00","to":"10:00"}]}`:                                  {{"/zone", CodeZoneUnknown}},
		`{"zone":"UTC","intervals":[{"weekdays":[],"from":"09:00","to":"10:00"}]}`:                                                   {{"/intervals/0/weekdays", CodeWeekdaysMissing}},
		`{"zone":"UTC","intervals":[{"weekdays":[0,1,1,8],"from":"09:00","to":"10:00"}]}`:                                            {{"/intervals/0/weekdays/0", CodeWeekdayBad}, {"/intervals/0/weekdays/2", CodeWeekdayDuplicate}, {"/intervals/0/weekdays/3", CodeWeekdayBad}},
		`{"zone":"UTC","intervals":[{"weekdays":[1],"from":"10:00","to":"10:00"}]}`:                                                  {{"/intervals/0/to", CodeFromNotBeforeTo}},
		`{"zone":"UTC","intervals":[{"weekdays":[1],"from":"22:00","to":"02:00"}]}`:                                                  {{"/intervals/0/to", CodeFromNotBeforeTo}},
		`{"zone":"UTC","intervals":[{"weekdays":[1],"from":"24:00","to":"24:00"}]}`:                                                  {{"/intervals/0/from", CodeTimeBad}},
		`{"zone":"UTC","intervals":[{"weekdays":[1],"from":"9:00","to":"24:01"}]}`:                                                   {{"/intervals/0/from", CodeTimeBad}, {"/intervals/0/to", CodeTimeBad}},
		`{"zone":"UTC","intervals":[{"weekdays":[1],"from":"09:60","to":"１0:00"}]}`:                                                  {{"/intervals/0/from", CodeTimeBad}, {"/intervals/0/to", CodeTimeBad}},
		`{"zone":"UTC","intervals":[{"weekdays":[1,2],"from":"09:00","to":"12:00"},{"weekdays":[2,3],"from":"11:59","to":"13:00"}]}`: {{"/intervals/1", CodeOverlap}},
		`{"zone":"","intervals":[{"weekdays":[9],"from":"x","to":"y"}]}`:                                                             {{"/zone", CodeZoneMissing}, {"/intervals/0/weekdays/0", CodeWeekdayBad}, {"/intervals/0/from", CodeTimeBad}, {"/intervals/0/to", CodeTimeBad}},
	} {
		w, err := Parse([]byte(text))
		var errs Errors
		if !errors.As(err, &errs) || w.Zone != "" {
			t.Errorf("%s: %v %v", text, w, err)
			continue
		}
		var got []want
		for _, e := range errs {
			if e.Detail == "" {
				t.Errorf("%s: no detail at %s", text, e.Pointer)
			}
			got = append(got, want{e.Pointer, e.Code})
		}
		if d := cmp.Diff(wants, got, cmp.AllowUnexported(want{})); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
	many := Window{Zone: "UTC", Intervals: make([]Interval, maxIntervals+1)}
	if errs := many.Validate(); len(errs) != 1 || errs[0].Code != CodeTooMany {
		t.Errorf("too many: %v", errs)
	}
	// Touching is no overlap, and the same hours on other days neither.
	ok := Window{"UTC", []Interval{{[]int{1}, "09:00", "12:00"}, {[]int{1}, "12:00", "24:00"}, {[]int{2}, "09:00", "12:00"}}}
	if errs := ok.Validate(); len(errs) != 0 {
		t.Errorf("touching: %v", errs)
	}
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestOpenNextUntil(t *testing.T) {
	office := []Interval{{[]int{2, 3, 4, 5, 6, 7}, "10:00", "11:30"}, {[]int{1, 2, 3, 4, 5, 6, 7}, "14:00", "16:30"}} // R10: not on Monday morning
	always := []Interval{{[]int{1, 2, 3, 4, 5, 6, 7}, "00:00", "24:00"}}
	sunday := func(from, to string) []Interval { return []Interval{{[]int{7}, from, to}} }
	for name, c := range map[string]struct {
		zone        string
		in          []Interval
		t           string
		next, until string // until "": closed at t
	}{
		"open":                  {"Asia/Shanghai", office, "2026-07-07T10:30:00.5+08:00", "2026-07-07T10:30:00.5+08:00", "2026-07-07T11:30:00+08:00"},
		"at the start":          {"Asia/Shanghai", office, "2026-07-07T10:00:00+08:00", "2026-07-07T10:00:00+08:00", "2026-07-07T11:30:00+08:00"},
		"just before":           {"Asia/Shanghai", office, "2026-07-07T09:59:59.999999999+08:00", "2026-07-07T10:00:00+08:00", ""},
		"at the end":            {"Asia/Shanghai", office, "2026-07-07T11:30:00+08:00", "2026-07-07T14:00:00+08:00", ""},
		"Monday morning":        {"Asia/Shanghai", office, "2026-07-06T10:30:00+08:00", "2026-07-06T14:00:00+08:00", ""},
		"over the year's end":   {"Asia/Shanghai", office, "2026-12-31T16:30:00+08:00", "2027-01-01T10:00:00+08:00", ""},
		"asked in another zone": {"Asia/Shanghai", office, "2026-07-07T02:30:00Z", "2026-07-07T02:30:00Z", "2026-07-07T03:30:00Z"},
		"once a week":           {"Asia/Shanghai", sunday("10:00", "10:01"), "2026-07-05T10:01:00+08:00", "2026-07-12T10:00:00+08:00", ""},
		"touching at midnight":  {"UTC", []Interval{{[]int{7}, "22:00", "24:00"}, {[]int{1}, "00:00", "01:00"}}, "2026-07-05T23:00:00Z", "2026-07-05T23:00:00Z", "2026-07-06T01:00:00Z"},
		"touching at noon":      {"UTC", []Interval{{[]int{7}, "12:00", "13:00"}, {[]int{7}, "11:00", "12:00"}}, "2026-07-05T11:00:00Z", "2026-07-05T11:00:00Z", "2026-07-05T13:00:00Z"},
		"always":                {"Asia/Shanghai", always, "2026-07-05T11:00:00Z", "2026-07-05T11:00:00Z", "2026-07-12T11:00:00Z"},
		"always, with summer":   {"Europe/Berlin", always, "2026-03-28T11:00:00Z", "2026-03-28T11:00:00Z", "2026-04-04T11:00:00Z"},
		"begins in the gap":     {"America/New_York", sunday("02:30", "04:00"), "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z", ""},
		"ends in the gap":       {"America/New_York", sunday("01:00", "02:30"), "2026-03-08T06:30:00Z", "2026-03-08T06:30:00Z", "2026-03-08T07:00:00Z"},
		"only the gap":          {"America/New_York", sunday("02:00", "03:00"), "2026-03-08T06:30:00Z", "2026-03-15T06:00:00Z", ""},
		"the hour twice, first": {"America/New_York", sunday("01:00", "01:30"), "2026-11-01T05:10:00Z", "2026-11-01T05:10:00Z", "2026-11-01T05:30:00Z"},
		"the hour twice, again": {"America/New_York", sunday("01:00", "01:30"), "2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z", ""},
		"the hour twice, whole": {"America/New_York", sunday("01:00", "02:00"), "2026-11-01T05:00:00Z", "2026-11-01T05:00:00Z", "2026-11-01T07:00:00Z"},
		"half an hour's change": {"Australia/Lord_Howe", sunday("02:10", "05:00"), "2026-10-03T15:00:00Z", "2026-10-03T15:30:00Z", ""},
		"no midnight":           {"America/Sao_Paulo", sunday("00:00", "06:00"), "2018-11-04T02:59:00Z", "2018-11-04T03:00:00Z", ""},
		"a day that never was":  {"Pacific/Apia", []Interval{{[]int{5}, "09:00", "10:00"}}, "2011-12-29T20:00:00Z", "2012-01-05T19:00:00Z", ""},
		"up to the lost day":    {"Pacific/Apia", []Interval{{[]int{4}, "09:00", "24:00"}, {[]int{6}, "00:00", "01:00"}}, "2011-12-30T00:00:00Z", "2011-12-30T00:00:00Z", "2011-12-30T11:00:00Z"},
		"Ramadan":               {"Africa/Casablanca", sunday("02:30", "03:00"), "2026-02-15T00:00:00Z", "2026-02-15T01:30:00Z", ""},
	} {
		w := Window{c.zone, c.in}
		if errs := w.Validate(); len(errs) > 0 {
			t.Fatal(name, errs)
		}
		next, ok := w.Next(at(c.t))
		if !ok || !next.Equal(at(c.next)) {
			t.Errorf("%s: Next = %v %v, want %s", name, next, ok, c.next)
		}
		until, ok := w.Until(at(c.t))
		if ok != (c.until != "") || ok && !until.Equal(at(c.until)) {
			t.Errorf("%s: Until = %v %v, want %s", name, until, ok, c.until)
		}
		if w.Open(at(c.t)) != (c.until != "") {
			t.Errorf("%s: Open = %v", name, w.Open(at(c.t)))
		}
	}
}

func TestUnusableWindowNeverOpens(t *testing.T) {
	for _, w := range []Window{
		{},
		{"Nowhere", []Interval{{[]int{1, 2, 3, 4, 5, 6, 7}, "00:00", "24:00"}}},
		{"America/New_York", nil},
		{"UTC", []Interval{{[]int{0, 8}, "00:00", "24:00"}, {[]int{1}, "12:00", "11:00"}, {[]int{2}, "", ""}}},
	} {
		_, next := w.Next(at("2026-07-05T11:00:00Z"))
		_, until := w.Until(at("2026-07-05T11:00:00Z"))
		if w.Open(at("2026-07-05T11:00:00Z")) || next || until {
			t.Errorf("%v opens", w)
		}
	}
}

// Days on which clocks did something unusual, and ordinary ones.
var zones = map[string][]string{
	"Asia/Shanghai":       {"1986-05-04", "1991-09-14", "2026-12-31"},
	"America/New_York":    {"2026-03-08", "2026-11-01", "2045-03-12", "2026-12-31"},
	"Australia/Lord_Howe": {"2026-04-04", "2026-10-03", "2026-12-31"},
	"Africa/Casablanca":   {"2026-02-15", "2026-03-22", "2018-10-28", "2012-07-20"},
	"Asia/Tehran":         {"2022-03-21", "2022-09-21", "2026-12-31"},
	"America/Sao_Paulo":   {"2018-02-17", "2018-11-04", "2026-12-31"},
	"Pacific/Apia":        {"2011-12-29", "2011-09-24", "2012-04-01", "2021-04-03"},
	"Asia/Pyongyang":      {"2015-08-14", "2018-05-04"},
	"America/Caracas":     {"2007-12-09", "2016-05-01"},
	"Antarctica/Troll":    {"2026-03-29", "2026-10-25"},
}

func draw(t *rapid.T) (Window, time.Time) {
	zone := rapid.SampledFrom(slices.Sorted(maps.Keys(zones))).Draw(t, "zone")
	day := rapid.SampledFrom(zones[zone]).Draw(t, "day")
	nanos := rapid.Int64Range(-3*24*int64(time.Hour), 3*24*int64(time.Hour)).Draw(t, "offset")
	w := Window{Zone: zone}
	// Boundaries dense in the small hours, where clocks change.
	minute := rapid.OneOf(rapid.IntRange(0, 4*60), rapid.IntRange(0, 24*60))
	for range rapid.IntRange(1, 4).Draw(t, "intervals") {
		a, b := minute.Draw(t, "a"), minute.Draw(t, "b")
		v := Interval{rapid.SliceOfNDistinct(rapid.IntRange(1, 7), 1, 7, rapid.ID).Draw(t, "weekdays"), hhmm(min(a, b)), hhmm(max(a, b))}
		w.Intervals = append(w.Intervals, v)
		if len(w.Validate()) > 0 {
			w.Intervals = w.Intervals[:len(w.Intervals)-1]
		}
	}
	if len(w.Intervals) == 0 {
		w.Intervals = []Interval{{[]int{7}, "02:00", "02:30"}}
	}
	return w, at(day + "T12:00:00Z").Add(time.Duration(nanos))
}

func hhmm(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// open is what Open promises, said another way: by the text of the local time.
func open(w Window, loc *time.Location, t time.Time) bool {
	l := t.In(loc)
	hm := l.Format("15:04")
	for _, v := range w.Intervals {
		for _, d := range v.Weekdays {
			if time.Weekday(d%7) == l.Weekday() && v.From <= hm && hm < v.To {
				return true
			}
		}
	}
	return false
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, now := draw(t)
		loc, err := time.LoadLocation(w.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := w.Open(now), open(w, loc, now); got != want {
			t.Fatalf("Open(%v) = %v", now.In(loc), got)
		}
		next, ok := w.Next(now)
		if !ok || next.Before(now) || !open(w, loc, next) {
			t.Fatalf("Next(%v) = %v %v", now.In(loc), next.In(loc), ok)
		}
		scan(t, w, loc, now, next, false)
		if open(w, loc, now) && !next.Equal(now) {
			t.Fatalf("Next left an open moment: %v %v", now, next)
		}
		until, ok := w.Until(next)
		if !ok || !until.After(next) {
			t.Fatalf("Until(%v) = %v %v", next.In(loc), until.In(loc), ok)
		}
		scan(t, w, loc, next, until, true)
		if until.Sub(next) < 7*24*time.Hour && open(w, loc, until) {
			t.Fatalf("open at Until(%v) = %v", next.In(loc), until.In(loc))
		}
	})
}

// scan looks at each minute of [from, to), and its last nanosecond, which must all be as wanted.
func scan(t *rapid.T, w Window, loc *time.Location, from, to time.Time, want bool) {
	for m := from; m.Before(to); m = m.Truncate(time.Minute).Add(time.Minute) {
		if open(w, loc, m) != want {
			t.Fatalf("between %v and %v: open at %v is %v", from.In(loc), to.In(loc), m.In(loc), !want)
		}
	}
	if to.After(from) && open(w, loc, to.Add(-1)) != want {
		t.Fatalf("just before %v", to.In(loc))
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"zone":"Asia/Shanghai","intervals":[{"weekdays":[1],"from":"09:00","to":"24:00"}]}`), int64(1_800_000_000))
	f.Fuzz(func(t *testing.T, data []byte, unix int64) {
		w, err := Parse(data)
		if err != nil {
			return
		}
		now := time.Unix(unix%(1<<33), 0)
		next, ok := w.Next(now)
		if !ok || next.Before(now) || !w.Open(next) {
			t.Fatalf("%s at %v: %v %v", data, now, next, ok)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	w := Window{"Asia/Shanghai", []Interval{{[]int{1, 2, 3, 4, 5}, "09:00", "11:30"}, {[]int{1, 2, 3, 4, 5}, "14:00", "16:30"}, {[]int{6}, "10:00", "12:00"}}}
	now := at("2026-07-07T18:30:00Z")
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			w.Open(now)
		}
	})
	b.Run("next", func(b *testing.B) {
		for b.Loop() {
			w.Next(now)
		}
	})
}
