package window

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign/calendar"
	"huifang/campaign/field"
)

// whole is the hours of a local day, minute by minute, as "10:00-11:30 14:00-16:30".
func whole(t *testing.T, b *Bound, date, zone string) string {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	d, err := time.ParseInLocation(time.DateOnly, date, loc)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	was := false
	for m := d; ; m = m.Add(time.Minute) {
		open := b.Open(m) && m.Format(time.DateOnly) == date
		switch {
		case open && !was:
			parts = append(parts, m.Format("15:04"))
		case !open && was && m.Format(time.DateOnly) != date:
			parts[len(parts)-1] += "-24:00"
		case !open && was:
			parts[len(parts)-1] += m.Format("-15:04")
		}
		if was = open; m.Format(time.DateOnly) > date {
			return strings.Join(parts, " ")
		}
	}
}

// The times of R10 on days of every sort.
func TestPresets(t *testing.T) {
	const (
		summer = "14:30-16:30 19:00-20:00"
		winter = "14:00-16:30 19:00-20:00"
		centre = "10:30-11:30 15:00-17:30"
		full   = "10:00-11:30 14:00-16:30"
		monday = "14:00-16:30"
	)
	for _, day := range []struct{ date, hospital, centre, retail, carrier string }{
		{"2026-05-31", winter, centre, full, "08:00-21:00"}, // Sunday, the last day of winter
		{"2026-06-01", summer, centre, monday, "08:00-21:00"},
		{"2026-06-02", summer, centre, full, "08:00-21:00"},
		{"2026-09-30", summer, centre, full, "08:00-21:00"},
		{"2026-10-01", "", "", "", ""}, // National Day, a Thursday
		{"2026-10-07", "", "", "", ""}, // its last day
		{"2026-10-08", winter, centre, full, "08:00-21:00"},
		{"2026-10-10", winter, centre, monday, "08:00-21:00"}, // Saturday, made up: counts as a Monday
		{"2026-10-17", winter, centre, full, "08:00-21:00"},   // an ordinary Saturday
		{"2026-12-31", winter, centre, full, "08:00-21:00"},
		{"2027-01-01", "", "", "", ""}, // a year without data: the fixed holidays
		{"2027-01-04", winter, centre, monday, "08:00-21:00"},
	} {
		for name, want := range map[string]string{"hospital": day.hospital, "centre-400": day.centre, "retail": day.retail, "carrier": day.carrier} {
			p, ok := Preset(name)
			if !ok {
				t.Fatal(name)
			}
			if got := whole(t, p.Window.Bind(nil), day.date, "Asia/Shanghai"); got != want {
				t.Errorf("%s on %s: %q, want %q", name, day.date, got, want)
			}
		}
	}
	if n := len(Presets()); n != 4 {
		t.Errorf("%d presets, 4 are tested", n)
	}
	for _, p := range Presets() {
		if errs := p.Window.Validate(); len(errs) > 0 || p.LabelZH == "" || p.LabelEN == "" {
			t.Errorf("%s: %v", p.Name, errs)
		}
		text, err := json.Marshal(p.Window)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Parse(text); err != nil || cmp.Diff(p.Window, back) != "" {
			t.Errorf("%s: %v %s", text, err, cmp.Diff(p.Window, back))
		}
	}
	if _, ok := Preset("Hospital"); ok {
		t.Error("a preset of that name")
	}
	Presets()[0].Window.Intervals[0].Weekdays[0] = 9
	if Presets()[0].Window.Intervals[0].Weekdays[0] != 1 {
		t.Error("a caller changed the presets")
	}
}

// Spring Festival 2026: off from Sunday 15 to Monday 23 February; Saturdays 14 and 28 are worked.
func TestSpringFestival2026(t *testing.T) {
	office := Window{Zone: "Asia/Shanghai", Intervals: []Interval{{[]int{1, 2, 3, 4, 5}, "09:00", "18:00", ""}}}
	mode := map[Holidays]*Bound{}
	for _, h := range []Holidays{"", HolidaysIgnore, HolidaysOpen, HolidaysClosed} {
		office.Holidays, office.Calendar = h, "CN"
		if errs := office.Validate(); len(errs) > 0 {
			t.Fatal(errs)
		}
		mode[h] = office.Bind(nil)
	}
	for date, want := range map[string]string{ // ignored, open, closed: works or not
		"2026-02-13": "+++", // Friday
		"2026-02-14": "-++", // Saturday, made up
		"2026-02-15": "---", // Sunday
		"2026-02-16": "++-", // Monday, the eve
		"2026-02-17": "++-", // New Year
		"2026-02-20": "++-",
		"2026-02-21": "---", // Saturday
		"2026-02-23": "++-", // Monday, a day off for a worked Saturday
		"2026-02-24": "+++",
		"2026-02-28": "-++", // Saturday, made up
		"2026-03-01": "---", // Sunday
	} {
		noon := at(date + "T12:00:00+08:00")
		got := ""
		for _, h := range []Holidays{HolidaysIgnore, HolidaysOpen, HolidaysClosed} {
			got += map[bool]string{true: "+", false: "-"}[mode[h].Open(noon)]
		}
		if got != want {
			t.Errorf("%s: %s, want %s", date, got, want)
		}
		if mode[""].Open(noon) != mode[HolidaysIgnore].Open(noon) {
			t.Errorf("%s: no word on holidays is not ignore", date)
		}
	}
	next, ok := mode[HolidaysClosed].Next(at("2026-02-14T18:00:00+08:00"))
	if !ok || !next.Equal(at("2026-02-24T09:00:00+08:00")) {
		t.Errorf("after the last day: %v %v", next, ok)
	}
	next, ok = mode[HolidaysClosed].Next(at("2026-02-27T18:00:00+08:00"))
	if !ok || !next.Equal(at("2026-02-28T09:00:00+08:00")) {
		t.Errorf("to the Saturday that is worked: %v %v", next, ok)
	}
}

// A made-up day counts as the weekday that it is worked for, when that is known, and as a Monday otherwise.
func TestMadeUpDayIsTheSwappedWeekday(t *testing.T) {
	retail, _ := Preset("retail")
	cal, err := calendar.CN().With([]calendar.Override{{Date: "2026-02-14", Kind: calendar.Workday, Name: "春节", Swaps: "2026-02-20"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := whole(t, retail.Window.Bind(cal), "2026-02-14", "Asia/Shanghai"); got != "10:00-11:30 14:00-16:30" {
		t.Errorf("worked for a Friday: %s", got)
	}
	if got := whole(t, retail.Window.Bind(nil), "2026-02-14", "Asia/Shanghai"); got != "14:00-16:30" {
		t.Errorf("worked for a day unknown: %s", got)
	}
}

// seasonal is any time of a season.
func seasonal(name string) []Interval {
	list := slices.Clone(always)
	for i := range list {
		list[i].Season = name
	}
	return list
}

func TestSeasons(t *testing.T) {
	w := func(from, to string) *Bound {
		w := Window{Zone: "UTC", Intervals: seasonal("s"), Seasons: []Season{{"s", from, to}}}
		if errs := w.Validate(); len(errs) > 0 {
			t.Fatal(errs)
		}
		return w.Bind(nil)
	}
	for _, c := range []struct{ from, to, now, next, until string }{
		{"06-01", "09-30", "2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z", "2026-10-01T00:00:00Z"},
		{"06-01", "09-30", "2026-10-01T00:00:00Z", "2027-06-01T00:00:00Z", "2027-10-01T00:00:00Z"},
		{"10-01", "05-31", "2026-12-31T23:00:00Z", "2026-12-31T23:00:00Z", "2027-06-01T00:00:00Z"}, // over New Year
		{"10-01", "05-31", "2026-06-01T00:00:00Z", "2026-10-01T00:00:00Z", "2027-06-01T00:00:00Z"},
		{"02-29", "02-29", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z"},
		{"02-29", "02-29", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z", "2104-03-01T00:00:00Z"},
		{"02-29", "03-01", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"},
		{"02-20", "02-29", "2026-02-28T23:00:00Z", "2026-02-28T23:00:00Z", "2026-03-01T00:00:00Z"},
		{"02-20", "02-29", "2028-02-28T23:00:00Z", "2028-02-28T23:00:00Z", "2028-03-01T00:00:00Z"},
		{"01-01", "12-31", "2026-02-28T23:00:00Z", "2026-02-28T23:00:00Z", "2026-03-07T23:00:00Z"}, // never closes: a week
	} {
		b := w(c.from, c.to)
		next, ok := b.Next(at(c.now))
		if !ok || !next.Equal(at(c.next)) {
			t.Errorf("%s to %s: Next(%s) = %v %v, want %s", c.from, c.to, c.now, next, ok, c.next)
			continue
		}
		if until, ok := b.Until(next); !ok || !until.Equal(at(c.until)) {
			t.Errorf("%s to %s: Until(%v) = %v %v, want %s", c.from, c.to, next, until, ok, c.until)
		}
	}
	// The rarest day that a window can name.
	rare := Window{Zone: "UTC", Intervals: []Interval{{[]int{1}, "00:00", "24:00", "s"}}, Seasons: []Season{{"s", "02-29", "02-29"}}}
	if next, ok := rare.Next(at("2072-03-01T00:00:00Z")); !ok || !next.Equal(at("2112-02-29T00:00:00Z")) {
		t.Errorf("%v %v", next, ok)
	}
}

func TestExceptions(t *testing.T) {
	w := Window{Zone: "Asia/Shanghai", Intervals: []Interval{{[]int{1, 2, 3, 4, 5}, "09:00", "18:00", ""}}, Holidays: HolidaysClosed, Calendar: "CN",
		Exceptions: []Exception{
			{Date: "2026-12-31", Intervals: []Span{{"09:00", "12:00"}, {"13:00", "14:00"}}}, // fewer hours
			{Date: "2026-12-30", Closed: true},
			{Date: "2026-10-01", Intervals: []Span{{"22:00", "24:00"}}}, // a public holiday
			{Date: "2026-10-03", Intervals: []Span{{"10:00", "11:00"}}}, // and a Saturday
			{Date: "2026-10-10", Closed: true},                          // a made-up working day
		}}
	if errs := w.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	for date, want := range map[string]string{"2026-12-29": "09:00-18:00", "2026-12-30": "", "2026-12-31": "09:00-12:00 13:00-14:00",
		"2026-10-01": "22:00-24:00", "2026-10-02": "", "2026-10-03": "10:00-11:00", "2026-10-10": "", "2026-09-20": "09:00-18:00"} {
		if got := whole(t, w.Bind(nil), date, "Asia/Shanghai"); got != want {
			t.Errorf("%s: %q, want %q", date, got, want)
		}
	}
}

func TestNarrow(t *testing.T) {
	retail, _ := Preset("retail")
	b := retail.Window.Bind(nil)
	const daytime = "10:00-11:30 14:00-16:30"
	for name, c := range map[string]struct {
		c          Convenience
		date, zone string
		want       string
	}{
		"nothing known":             {Convenience{}, "2026-11-24", "Asia/Shanghai", daytime},
		"by the customer's clock":   {Convenience{Zone: "America/New_York"}, "2026-11-24", "America/New_York", daytime},
		"that is night here":        {Convenience{Zone: "America/New_York"}, "2026-11-25", "Asia/Shanghai", "00:00-00:30 03:00-05:30 23:00-24:00"},
		"the zone before candidate": {Convenience{Zone: "Asia/Shanghai", Zones: []string{"America/New_York"}}, "2026-11-24", "Asia/Shanghai", daytime},
		"one candidate":             {Convenience{Zones: []string{"Asia/Tokyo"}}, "2026-11-24", "Asia/Tokyo", daytime},
		"candidates agree":          {Convenience{Zones: []string{"Asia/Shanghai", "Asia/Tokyo"}}, "2026-11-24", "Asia/Shanghai", "10:00-10:30 14:00-15:30"},
		"Monday in one of them":     {Convenience{Zones: []string{"Asia/Shanghai", "Asia/Tokyo"}}, "2026-11-23", "Asia/Shanghai", "14:00-15:30"},
		"candidates never agree":    {Convenience{Zones: []string{"Asia/Shanghai", "America/New_York"}}, "2026-11-24", "Asia/Shanghai", ""},
		"own times":                 {Convenience{Intervals: []Interval{{[]int{2}, "11:00", "15:00", ""}}}, "2026-11-24", "Asia/Shanghai", "11:00-11:30 14:00-15:00"},
		"own times, other day":      {Convenience{Intervals: []Interval{{[]int{3}, "11:00", "15:00", ""}}}, "2026-11-24", "Asia/Shanghai", ""},
		"own times add nothing":     {Convenience{Intervals: []Interval{{[]int{2}, "00:00", "24:00", ""}}}, "2026-11-24", "Asia/Shanghai", daytime},
		"own times, own clock":      {Convenience{Zone: "Asia/Tokyo", Intervals: []Interval{{[]int{2}, "11:00", "15:00", ""}}}, "2026-11-24", "Asia/Tokyo", "11:00-11:30 14:00-15:00"},
		"holiday by their date":     {Convenience{Zone: "America/New_York"}, "2026-10-07", "America/New_York", ""},
		"and the day after":         {Convenience{Zone: "America/New_York"}, "2026-10-08", "America/New_York", daytime},
		"made-up day, on weekdays":  {Convenience{Intervals: []Interval{{[]int{1, 2, 3, 4, 5}, "09:00", "15:00", ""}}}, "2026-10-10", "Asia/Shanghai", "14:00-15:00"},
		"made-up day, at weekends":  {Convenience{Intervals: []Interval{{[]int{6, 7}, "09:00", "15:00", ""}}}, "2026-10-10", "Asia/Shanghai", ""},
		"a zone that is none":       {Convenience{Zone: "Asia/Peking"}, "2026-11-24", "Asia/Shanghai", ""},
		"one of them is none":       {Convenience{Zones: []string{"Asia/Shanghai", "Local"}}, "2026-11-24", "Asia/Shanghai", ""},
		"times that are none":       {Convenience{Intervals: []Interval{{[]int{2}, "11:00", "25:00", ""}}}, "2026-11-24", "Asia/Shanghai", ""},
	} {
		n := b.Narrow(c.c)
		if got := whole(t, n, c.date, c.zone); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if next, ok := n.Next(at("2026-11-24T00:00:00+08:00")); ok != (n.zones != nil && name != "candidates never agree") {
			t.Errorf("%s: Next = %v %v", name, next, ok)
		}
	}
	agree := b.Narrow(Convenience{Zones: []string{"Asia/Shanghai", "Asia/Tokyo"}})
	for now, want := range map[string]string{"2026-11-24T10:00:00+08:00": "10:30", "2026-11-24T15:00:00+08:00": "15:30"} {
		for _, n := range []*Bound{agree, b.Narrow(Convenience{Zones: []string{"Asia/Tokyo", "Asia/Shanghai"}})} {
			if until, ok := n.Until(at(now)); !ok || until.Format("15:04") != want {
				t.Errorf("Until(%s) = %v %v, want %s", now, until, ok, want)
			}
		}
	}
	closed := Window{Zone: "nowhere"}.Bind(nil).Narrow(Convenience{Zone: "Asia/Shanghai"})
	if _, ok := closed.Next(at("2026-11-24T00:00:00+08:00")); ok {
		t.Error("a window that never opens opened for a customer")
	}
}

func TestNextOfWhatSeldomMeets(t *testing.T) {
	w := Window{Zone: "Asia/Shanghai", Intervals: []Interval{{[]int{1}, "09:00", "10:00", "december"}}, Seasons: []Season{{"december", "12-01", "12-07"}}}
	b := w.Bind(nil).Narrow(Convenience{Zones: []string{"Asia/Shanghai", "Asia/Pyongyang"}, Intervals: []Interval{{[]int{1}, "09:59", "10:00", ""}, {[]int{1}, "08:00", "09:01", ""}}})
	if next, ok := b.Next(at("2026-01-01T00:00:00Z")); ok {
		t.Errorf("09:00 in one is 10:00 in the other: %v", next)
	}
	b = w.Bind(nil).Narrow(Convenience{Zones: []string{"Asia/Shanghai", "Asia/Manila"}, Intervals: []Interval{{[]int{1}, "09:59", "10:00", ""}}})
	if next, ok := b.Next(at("2026-12-07T02:00:00Z")); !ok || !next.Equal(at("2027-12-06T01:59:00Z")) {
		t.Errorf("a year later: %v %v", next, ok)
	}
}

func TestWarnings(t *testing.T) {
	retail, _ := Preset("retail")
	b := retail.Window.Bind(nil)
	years := func(b *Bound, from, to string) string {
		var s []string
		for _, w := range b.Warnings(at(from), at(to)) {
			if w.Code != CodeYearUnknown || !strings.Contains(w.Detail, fmt.Sprint(w.Year)) {
				t.Errorf("%v", w)
			}
			s = append(s, fmt.Sprint(w.Year))
		}
		return strings.Join(s, " ")
	}
	for _, c := range []struct{ from, to, want string }{
		{"2026-01-01T00:00:00+08:00", "2026-12-31T23:59:59+08:00", ""},
		{"2026-12-31T15:00:00Z", "2026-12-31T15:59:59Z", ""},
		{"2026-12-31T15:00:00Z", "2026-12-31T16:00:00Z", "2027"}, // midnight in Shanghai
		{"2024-06-01T00:00:00Z", "2028-01-01T00:00:00Z", "2024 2027 2028"},
		{"2028-01-01T00:00:00Z", "2027-01-01T00:00:00Z", ""},
	} {
		if got := years(b, c.from, c.to); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
	if got := years(b.Narrow(Convenience{Zones: []string{"Asia/Shanghai", "Asia/Tokyo"}}), "2026-12-31T14:00:00Z", "2026-12-31T15:00:00Z"); got != "2027" {
		t.Errorf("it is 2027 in Tokyo: %q", got)
	}
	ignored := retail.Window
	ignored.Holidays = HolidaysIgnore
	if got := years(ignored.Bind(nil), "2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z"); got != "" {
		t.Errorf("no calendar is asked: %q", got)
	}
	if got := years(retail.Window.Bind(calendar.CN().Announced(2027)), "2026-01-01T00:00:00+08:00", "2027-12-31T00:00:00+08:00"); got != "" {
		t.Errorf("entered by an administrator: %q", got)
	}
}

func TestValidateFullRule(t *testing.T) {
	const iv = `"zone":"UTC","intervals":[{"weekdays":[1,2,3,4,5,6,7],"from":"09:00","to":"10:00"`
	for text, want := range map[string]string{
		iv + `,"season":"x"}]`: "/intervals/0/season season_unknown",
		iv + `}],"seasons":[{"name":"a","from":"02-31","to":"6-1"}]`:                                                                                                                   "/seasons/0/from month_day_bad /seasons/0/to month_day_bad",
		iv + `}],"seasons":[{"name":"a","from":"","to":"00-10"}]`:                                                                                                                      "/seasons/0/from month_day_bad /seasons/0/to month_day_bad",
		iv + `,"season":"a"}],"seasons":[{"name":"a","from":"02-30","to":"03-01"}]`:                                                                                                    "/seasons/0/from month_day_bad",
		iv + `}],"seasons":[{"name":" ","from":"01-01","to":"02-01"},{"name":"b","from":"01-01","to":"02-01"},{"name":"b","from":"01-01","to":"02-01"}]`:                               "/seasons/0/name season_name_missing /seasons/2/name season_duplicate",
		iv + `,"season":"a"},{"weekdays":[3],"from":"09:30","to":"11:00","season":"b"}],"seasons":[{"name":"a","from":"03-01","to":"04-01"},{"name":"b","from":"10-01","to":"03-01"}]`: "/intervals/1 overlap",
		iv + `,"season":"a"},{"weekdays":[3],"from":"09:30","to":"11:00","season":"b"}],"seasons":[{"name":"a","from":"10-01","to":"03-01"},{"name":"b","from":"03-01","to":"04-01"}]`: "/intervals/1 overlap",
		iv + `},{"weekdays":[3],"from":"09:30","to":"11:00","season":"b"}],"seasons":[{"name":"b","from":"02-29","to":"02-29"}]`:                                                       "/intervals/1 overlap",
		iv + `,"season":"a"},{"weekdays":[3],"from":"09:30","to":"11:00","season":"b"}],"seasons":[{"name":"a","from":"10-01","to":"02-28"},{"name":"b","from":"03-01","to":"04-01"}]`: "",
		iv + `}],"holidays":"yes","calendar":"DE"`:                                        "/holidays holidays_bad /calendar calendar_unknown",
		iv + `}],"holidays":"closed"`:                                                     "/calendar calendar_missing",
		iv + `}],"holidays":"open","calendar":"CN"`:                                       "",
		iv + `}],"holidays":"ignore"`:                                                     "",
		iv + `}],"exceptions":[{"date":"2026-02-29","closed":true}]`:                      "/exceptions/0/date date_bad",
		iv + `}],"exceptions":[{"date":"2028-02-29","closed":true}]`:                      "",
		iv + `}],"exceptions":[{"date":"2026-2-28","closed":true},{"date":"2026-02-28"}]`: "/exceptions/0/date date_bad /exceptions/1 exception_empty",
		iv + `}],"exceptions":[{"date":"2026-03-01","closed":true},{"date":"2026-03-01","closed":true,"intervals":[{"from":"9:00","to":"10:00"}]}]`:            "/exceptions/1/date exception_duplicate /exceptions/1 exception_closed_and_open /exceptions/1/intervals/0/from time_bad",
		iv + `}],"exceptions":[{"date":"2026-03-01","intervals":[{"from":"09:00","to":"10:00"},{"from":"09:59","to":"11:00"},{"from":"12:00","to":"12:00"}]}]`: "/exceptions/0/intervals/1 overlap /exceptions/0/intervals/2/to from_not_before_to",
		// Never opens, though each part is in order: the season is a holiday each year.
		iv + `,"season":"a"}],"seasons":[{"name":"a","from":"10-01","to":"10-03"}],"holidays":"closed","calendar":"CN","exceptions":[{"date":"2026-10-01","intervals":[{"from":"09:00","to":"10:00"}]}]`: "/intervals never_opens",
		iv + `,"season":"a"}],"seasons":[{"name":"a","from":"10-01","to":"10-04"}],"holidays":"closed","calendar":"CN"`:                                                                                  "",
	} {
		_, err := Parse([]byte("{" + text + "}"))
		var errs field.Errors
		if err != nil && !errors.As(err, &errs) {
			t.Fatal(err)
		}
		var got []string
		for _, e := range errs {
			got = append(got, e.Pointer+" "+e.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
	for code, w := range map[string]Window{
		CodeTooManySeasons:    {Zone: "UTC", Intervals: always, Seasons: make([]Season, maxSeasons+1)},
		CodeTooManyExceptions: {Zone: "UTC", Intervals: always, Exceptions: make([]Exception, maxExceptions+1)},
		CodeTooMany:           {Zone: "UTC", Intervals: always, Exceptions: []Exception{{Date: "2026-01-01", Intervals: make([]Span, maxIntervals+1)}}},
		CodeSeasonUnknown:     {Zone: "UTC", Intervals: seasonal("spring")},
		CodeSeasonNameBad:     {Zone: "UTC", Intervals: always, Seasons: []Season{{"a\x00b", "01-01", "02-01"}}},
	} {
		if errs := w.Validate(); len(errs) != 1 || errs[0].Code != code {
			t.Errorf("%s: %v", code, errs)
		}
	}
	c := Convenience{Zone: "Moon", Zones: []string{"UTC", ""}, Intervals: []Interval{{[]int{1}, "09:00", "11:00", ""}, {[]int{1}, "10:00", "12:00", ""}, {[]int{2}, "10:00", "12:00", "summer"}}}
	var got []string
	for _, e := range c.Validate() {
		got = append(got, e.Pointer+" "+e.Code)
	}
	if diff := cmp.Diff([]string{"/zone zone_unknown", "/zones/1 zone_unknown", "/intervals/2/season season_unknown", "/intervals/1 overlap"}, got); diff != "" {
		t.Error(diff)
	}
	if errs := (Convenience{Zones: make([]string, maxZones+1)}).Validate(); len(errs) != 1 || errs[0].Code != CodeTooManyZones {
		t.Errorf("%v", errs)
	}
	if errs := (Convenience{}).Validate(); len(errs) > 0 {
		t.Errorf("%v", errs)
	}
}
