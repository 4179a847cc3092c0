package calendar

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huifang/campaign/field"
)

func date(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestDate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := time.Date(1, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3_600_000).Draw(t, "days")) // to the year 9857
		d := DateOf(u)
		if d.String() != u.Format(time.DateOnly) || d.Weekday() != (int(u.Weekday())+6)%7+1 || d.Year() != u.Year() || d != NewDate(u.Date()) {
			t.Fatalf("%v became %v, weekday %d", u, d, d.Weekday())
		}
		text, err := json.Marshal(d)
		var back Date
		if err != nil || json.Unmarshal(text, &back) != nil || back != d || date(d.String()) != d {
			t.Fatalf("%v: %s %v", d, text, back)
		}
	})
	for _, s := range []string{"", "2026-02-31", "2027-02-29", "2026-2-01", "2026-13-01", "2026-02-01 ", "20260201", "２026-02-01"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q is %v", s, d)
		}
	}
}

// The days of the announcements, written out: off, and worked.
func TestAnnouncements(t *testing.T) {
	for year, want := range map[string]struct{ off, worked string }{
		"2025": {
			off: "01-01 01-28 01-29 01-30 01-31 02-01 02-02 02-03 02-04 04-04 04-05 04-06 05-01 05-02 05-03 05-04 05-05 " +
				"05-31 06-01 06-02 10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08",
			worked: "01-26 02-08 04-27 09-28 10-11",
		},
		"2026": {
			off: "01-01 01-02 01-03 02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23 04-04 04-05 04-06 05-01 05-02 05-03 05-04 05-05 " +
				"06-19 06-20 06-21 09-25 09-26 09-27 10-01 10-02 10-03 10-04 10-05 10-06 10-07",
			worked: "01-04 02-14 02-28 05-09 09-20 10-10",
		},
	} {
		var off, worked []string
		balance := 0
		for d := date(year + "-01-01"); d <= date(year+"-12-31"); d++ {
			day := CN().Day(d)
			weekend := d.Weekday() > 5
			if (day.Kind == Ordinary) != (day.Name == "") || (day.Kind == Ordinary) != (day.NameEN == "") {
				t.Errorf("%s: %+v", d, day)
			}
			switch day.Kind {
			case Holiday:
				off = append(off, d.String()[5:])
				if !weekend {
					balance++
				}
				if day.As != d.Weekday() || CN().Working(d) {
					t.Errorf("%s: %+v", d, day)
				}
			case Workday:
				worked = append(worked, d.String()[5:])
				balance--
				if !weekend || day.As != 1 || !CN().Working(d) {
					t.Errorf("%s: %+v", d, day)
				}
			default:
				if day.As != d.Weekday() || CN().Working(d) == weekend {
					t.Errorf("%s: %+v", d, day)
				}
			}
		}
		if diff := cmp.Diff([]string{want.off, want.worked}, []string{strings.Join(off, " "), strings.Join(worked, " ")}); diff != "" {
			t.Errorf("%s: %s", year, diff)
		}
		// By the regulation as amended in 2024 there are 13 days off a year, and one on a weekend is made good: what is off
		// from Monday to Friday less what is worked at weekends is 13.
		if balance != 13 {
			t.Errorf("%s: %d days off, 13 by law", year, balance)
		}
	}
	if diff := cmp.Diff([]int{2025, 2026}, CN().Years()); diff != "" {
		t.Error(diff)
	}
	if c, ok := Named("CN"); !ok || c != CN() || c.Name() != "CN" {
		t.Error("CN is not found by its name")
	}
	if _, ok := Named("cn"); ok {
		t.Error("a calendar of that name")
	}
}

func TestYearWithoutData(t *testing.T) {
	for _, year := range []string{"2024", "2027", "2031"} {
		if CN().Known(date(year + "-01-01").Year()) {
			t.Errorf("%s is known", year)
		}
		var off []string
		for d := date(year + "-01-01"); d <= date(year+"-12-31"); d++ {
			switch CN().Day(d).Kind {
			case Holiday:
				off = append(off, d.String()[5:])
			case Workday:
				t.Errorf("%s is worked", d)
			default:
				if CN().Working(d) != (d.Weekday() <= 5) {
					t.Errorf("%s: not as in the week", d)
				}
			}
		}
		want := []string{"01-01", "05-01", "05-02", "10-01", "10-02", "10-03"}
		if year < "2025" {
			want = slices.Delete(want, 2, 3)
		}
		if diff := cmp.Diff(want, off); diff != "" {
			t.Errorf("%s: %s", year, diff)
		}
	}
}

func TestOverrides(t *testing.T) {
	c, err := CN().With([]Override{
		{Date: "2027-02-08", Kind: Holiday, Name: "春节"},
		{Date: "2027-02-20", Kind: Workday, Name: "春节", Swaps: "2027-02-12"}, // a Saturday for a Friday
		{Date: "2027-02-21", Kind: Workday, Name: "春节"},                      // a Sunday
		{Date: "2026-02-23", Kind: Workday},                                  // taken back: a Monday
		{Date: "2026-02-24", Kind: Holiday},
		{Date: "2027-10-01", Kind: Workday},
	})
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]Day{
		"2027-02-08": {Holiday, "春节", "", 1}, "2027-02-20": {Workday, "春节", "", 5}, "2027-02-21": {Workday, "春节", "", 1},
		"2026-02-23": {Workday, "", "", 1}, "2026-02-24": {Holiday, "", "", 2}, "2027-10-01": {Workday, "", "", 5},
		"2026-02-22": {Holiday, "春节", "Spring Festival", 7}, "2027-10-02": {Holiday, "国庆节", "National Day", 6}, "2027-02-09": {"", "", "", 2},
	} {
		if diff := cmp.Diff(want, c.Day(date(s))); diff != "" {
			t.Errorf("%s: %s", s, diff)
		}
	}
	if CN().Working(date("2026-02-23")) || !c.Working(date("2026-02-23")) {
		t.Error("the embedded calendar was changed, or the new one was not")
	}
	again, err := c.With([]Override{{Date: "2026-02-23", Kind: Holiday}})
	if err != nil || again.Working(date("2026-02-23")) || again.Working(date("2027-02-08")) {
		t.Errorf("a later override goes before an earlier one: %v", err)
	}
	if known := c.Announced(2027, 2026); c.Known(2027) || !known.Known(2027) || !known.Known(2025) || CN().Known(2027) || known.Day(date("2027-02-08")).Kind != Holiday {
		t.Error("2027 was announced")
	}
}

func TestOverridesRefused(t *testing.T) {
	c, err := CN().With([]Override{
		{Date: "2026-02-31", Kind: Holiday},
		{Date: "2026-03-02", Kind: "rest"},
		{Date: "2026-03-03", Kind: Holiday, Swaps: "2026-03-02"},
		{Date: "2026-03-07", Kind: Workday, Swaps: "2026-03-08"},
		{Date: "2026-03-14", Kind: Workday, Swaps: "x"},
		{Date: "2026-03-15", Kind: Workday},
		{Date: "2026-03-15", Kind: Holiday},
		{},
	})
	var errs field.Errors
	if !errors.As(err, &errs) || c != nil {
		t.Fatal(c, err)
	}
	var got []string
	for _, e := range errs {
		if e.Detail == "" || !strings.Contains(err.Error(), e.Detail) {
			t.Errorf("%+v", e)
		}
		got = append(got, e.Pointer+" "+e.Code)
	}
	want := []string{"/0/date date_bad", "/1/kind kind_bad", "/2/swaps swaps_bad", "/3/swaps swaps_bad", "/4/swaps swaps_bad", "/6/date date_duplicate", "/7/date date_bad", "/7/kind kind_bad"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`{"year":2030,"holidays":[{"name":"x","from":"2030-01-01","to":"2030-01-02"},{"name":"y","from":"2030-01-02","to":"2030-01-02"}]}`:      "twice",
		`{"year":2030,"holidays":[{"name":"x","from":"2030-02-30","to":"2030-03-02"}]}`:                                                         "not a date",
		`{"year":2030,"holidays":[{"name":"x","days":["2030-01-01"]}]}`:                                                                         "unknown field",
		`{"year":2030,"holidays":[{"name":"x","from":"2030-01-01","to":"2030-01-01","workdays":[{"date":"2030-01-05","swaps":"2030-01-06"}]}]}`: "swaps_bad",
	} {
		c := &Calendar{name: "CN", days: map[Date]Day{}, known: map[int]bool{}}
		if err := c.read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) || c.Known(2030) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
