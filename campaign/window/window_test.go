package window

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign/field"
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
		``:                 {{"", field.CodeBadJSON}},
		`null`:             {{"/zone", CodeZoneMissing}, {"/intervals", CodeNeverOpens}},
		`[]`:               {{"", field.CodeBadJSON}},
		`{"zone":1}`:       {{"/zone", field.CodeBadJSON}},
		`{"zone":"UTC"} x`: {{"", field.CodeBadJSON}},
		`{"zone":"UTC","intervals":[{"weekdays":"1"}]}`:                                                                              {{"/intervals/weekdays", field.CodeBadJSON}},
		`{"zone":"UTC","holiday":true,"intervals":[]}`:                                                                               {{"", field.CodeUnknown}},
		`{"zone":"UTC","holidays":true,"intervals":[]}`:                                                                              {{"/holidays", field.CodeBadJSON}},
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
		var errs field.Errors
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
	ok := Window{Zone: "UTC", Intervals: []Interval{{[]int{1}, "09:00", "12:00", ""}, {[]int{1}, "12:00", "24:00", ""}, {[]int{2}, "09:00", "12:00", ""}}}
	if errs := ok.Validate(); len(errs) != 0 {
		t.Errorf("touching: %v", errs)
	}
}

var always = []Interval{{[]int{1, 2, 3, 4, 5, 6, 7}, "00:00", "24:00", ""}}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestOpenNextUntil(t *testing.T) {
	office := []Interval{{[]int{2, 3, 4, 5, 6, 7}, "10:00", "11:30", ""}, {[]int{1, 2, 3, 4, 5, 6, 7}, "14:00", "16:30", ""}} // R10: not on Monday morning
	sunday := func(from, to string) []Interval { return []Interval{{[]int{7}, from, to, ""}} }
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
		"touching at midnight":  {"UTC", []Interval{{[]int{7}, "22:00", "24:00", ""}, {[]int{1}, "00:00", "01:00", ""}}, "2026-07-05T23:00:00Z", "2026-07-05T23:00:00Z", "2026-07-06T01:00:00Z"},
		"touching at noon":      {"UTC", []Interval{{[]int{7}, "12:00", "13:00", ""}, {[]int{7}, "11:00", "12:00", ""}}, "2026-07-05T11:00:00Z", "2026-07-05T11:00:00Z", "2026-07-05T13:00:00Z"},
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
		"a day that never was":  {"Pacific/Apia", []Interval{{[]int{5}, "09:00", "10:00", ""}}, "2011-12-29T20:00:00Z", "2012-01-05T19:00:00Z", ""},
		"up to the lost day":    {"Pacific/Apia", []Interval{{[]int{4}, "09:00", "24:00", ""}, {[]int{6}, "00:00", "01:00", ""}}, "2011-12-30T00:00:00Z", "2011-12-30T00:00:00Z", "2011-12-30T11:00:00Z"},
		"before 1970":           {"Asia/Shanghai", office, "1965-03-01T07:00:00+08:00", "1965-03-01T14:00:00+08:00", ""},
		"before 1970, open":     {"UTC", sunday("10:00", "11:00"), "1965-03-07T10:30:00Z", "1965-03-07T10:30:00Z", "1965-03-07T11:00:00Z"},
		"leap year's last day":  {"America/New_York", sunday("02:30", "04:00"), "2040-12-31T04:06:08-05:00", "2041-01-06T02:30:00-05:00", ""},
		"Ramadan":               {"Africa/Casablanca", sunday("02:30", "03:00"), "2026-02-15T00:00:00Z", "2026-02-15T01:30:00Z", ""},
	} {
		w := Window{Zone: c.zone, Intervals: c.in}
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
		{Zone: "Nowhere", Intervals: always},
		{Zone: "America/New_York"},
		{Zone: "UTC", Intervals: []Interval{{[]int{0, 8}, "00:00", "24:00", ""}, {[]int{1}, "12:00", "11:00", ""}, {[]int{2}, "", "", ""}}},
		{Zone: "UTC", Intervals: seasonal("summer")},
		{Zone: "UTC", Intervals: seasonal("summer"), Seasons: []Season{{"summer", "06-31", "09-30"}}},
		{Zone: "UTC", Intervals: always, Holidays: "maybe", Calendar: "CN"},
		{Zone: "UTC", Intervals: always, Holidays: HolidaysClosed},
		{Zone: "UTC", Intervals: always, Holidays: HolidaysOpen, Calendar: "XX"},
		{Zone: "UTC", Intervals: always, Exceptions: []Exception{{Date: "2026-02-30", Closed: true}}},
		{Zone: "UTC", Intervals: always, Exceptions: []Exception{{Date: "2026-02-28", Intervals: []Span{{"9:00", "10:00"}}}}},
	} {
		_, next := w.Next(at("2026-07-05T11:00:00Z"))
		_, until := w.Until(at("2026-07-05T11:00:00Z"))
		if w.Open(at("2026-07-05T11:00:00Z")) || next || until {
			t.Errorf("%v opens", w)
		}
	}
}

func TestRest(t *testing.T) {
	office := []Interval{{[]int{2, 3, 4, 5, 6, 7}, "10:00", "11:30", ""}, {[]int{1, 2, 3, 4, 5, 6, 7}, "14:00", "16:30", ""}}
	for name, c := range map[string]struct {
		zone string
		in   []Interval
		t    string
		want time.Duration
	}{
		"before the day begins": {"Asia/Shanghai", office, "2026-07-07T08:00:00+08:00", 4 * time.Hour},
		"in the morning":        {"Asia/Shanghai", office, "2026-07-07T11:00:00+08:00", 3 * time.Hour},
		"at noon":               {"Asia/Shanghai", office, "2026-07-07T12:00:00+08:00", 150 * time.Minute},
		"shortly before the end, asked in another zone": {"Asia/Shanghai", office, "2026-07-07T08:29:59Z", time.Second},
		"after the end":         {"Asia/Shanghai", office, "2026-07-07T16:30:00+08:00", 0},
		"Monday morning":        {"Asia/Shanghai", office, "2026-07-06T10:30:00+08:00", 150 * time.Minute},
		"over midnight":         {"UTC", []Interval{{[]int{7}, "22:00", "24:00", ""}, {[]int{1}, "00:00", "01:00", ""}}, "2026-07-05T23:00:00Z", time.Hour},
		"always":                {"Asia/Shanghai", always, "2026-07-05T11:00:00Z", 5 * time.Hour},
		"the hour twice, whole": {"America/New_York", []Interval{{[]int{7}, "01:00", "02:00", ""}}, "2026-11-01T05:00:00Z", 2 * time.Hour},
	} {
		w := Window{Zone: c.zone, Intervals: c.in}
		if got := w.Bind(nil).Rest(at(c.t)); got != c.want {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}
