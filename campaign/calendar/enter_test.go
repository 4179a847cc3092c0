package calendar

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEnter(t *testing.T) {
	today := date("2026-11-22")
	others := []Override{{Date: "2027-02-20", Kind: Workday, Name: "春节", Swaps: "2027-02-11"}}
	for name, c := range map[string]struct {
		o    Override
		want string // pointers and codes
	}{
		"holiday":                  {Override{"2027-02-06", Holiday, "春节", ""}, ""},
		"again":                    {Override{"2027-01-01", Holiday, "元旦", ""}, ""},
		"worked":                   {Override{"2027-02-07", Workday, "春节", ""}, ""},
		"worked for a day":         {Override{"2027-02-07", Workday, "春节", "2027-02-10"}, ""},
		"the same again":           {Override{"2027-02-20", Workday, "春节", "2027-02-11"}, ""},
		"a holiday taken back":     {Override{"2026-10-07", Workday, "国庆节", ""}, ""},
		"31 February":              {Override{"2027-02-31", Holiday, "x", ""}, "/date date_bad"},
		"long ago":                 {Override{"2019-02-05", Holiday, "春节", ""}, "/date year_out_of_range"},
		"far ahead":                {Override{"2032-01-01", Holiday, "元旦", ""}, "/date year_out_of_range"},
		"kind":                     {Override{"2027-02-06", "half", "x", ""}, "/kind kind_bad"},
		"no name":                  {Override{"2027-02-06", Holiday, " ", ""}, "/name name_missing"},
		"long name":                {Override{"2027-02-06", Holiday, strings.Repeat("春", maxName+1), ""}, "/name name_bad"},
		"NUL":                      {Override{"2027-02-06", Holiday, "a\x00b", ""}, "/name name_bad"},
		"a Tuesday is worked":      {Override{"2027-02-23", Workday, "春节", ""}, "/kind workday_already"},
		"a holiday for a day":      {Override{"2027-02-06", Holiday, "春节", "2027-02-10"}, "/swaps swaps_bad"},
		"a weekday for a day":      {Override{"2026-10-07", Workday, "国庆节", "2026-10-06"}, "/swaps swaps_bad"},
		"for a Saturday":           {Override{"2027-02-07", Workday, "春节", "2027-02-06"}, "/swaps swaps_bad"},
		"for a day taken":          {Override{"2027-02-21", Workday, "春节", "2027-02-11"}, "/swaps swaps_taken"},
		"for a day far away":       {Override{"2027-02-21", Workday, "春节", "2027-10-01"}, "/swaps swaps_far"},
		"for 31 February":          {Override{"2027-02-21", Workday, "春节", "2027-02-31"}, "/swaps swaps_bad"},
		"all of it is wrong":       {Override{"x", "y", "", "z"}, "/date date_bad /kind kind_bad /name name_missing"},
		"an announced working day": {Override{"2026-02-14", Workday, "春节", "2026-02-20"}, ""},
	} {
		var got []string
		for _, e := range CN().Enter(c.o, others, today) {
			got = append(got, e.Pointer+" "+e.Code)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", name, got, c.want)
		}
	}
}

func TestEnterYear(t *testing.T) {
	today := date("2026-11-22")
	code := func(c *Calendar, year int) string {
		if errs := c.EnterYear(year, today); len(errs) > 0 {
			return errs[0].Code
		}
		return ""
	}
	with, err := CN().With([]Override{{Date: "2027-02-06", Kind: Holiday, Name: "春节"}})
	if err != nil {
		t.Fatal(err)
	}
	if a, b, c, d := code(CN(), 2027), code(with, 2027), code(CN(), 2026), code(with, 2099); a != CodeYearEmpty || b != "" || c != "" || d != CodeYearOutOfRange {
		t.Errorf("%q %q %q %q", a, b, c, d)
	}
}

func TestOf(t *testing.T) {
	list := CN().Of(2027) // not announced: what is fixed by law
	var got []string
	for _, d := range list {
		got = append(got, d.Date.String()[5:]+" "+d.Name)
	}
	if s := strings.Join(got, ", "); s != "01-01 元旦, 05-01 劳动节, 05-02 劳动节, 10-01 国庆节, 10-02 国庆节, 10-03 国庆节" {
		t.Error(s)
	}
	if n := len(CN().Of(2026)); n != 33+6 {
		t.Errorf("%d days in 2026", n)
	}
}

// Whatever Enter lets pass, With takes, and it is on the day: a bad entry can never stop the calendar from being read.
func TestEnteredIsTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.Map(rapid.IntRange(0, 1200), func(d int) string { return (date("2025-06-01") + Date(d)).String() }), rapid.SampledFrom([]string{"", "2027-02-30", "x"}))
		o := Override{Date: text.Draw(t, "date"), Kind: rapid.SampledFrom([]Kind{Holiday, Workday, "x"}).Draw(t, "kind"), Name: rapid.StringN(0, 3, -1).Draw(t, "name"), Swaps: text.Draw(t, "swaps")}
		if len(CN().Enter(o, nil, date("2026-11-22"))) > 0 {
			return
		}
		c, err := CN().With([]Override{o})
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		day := c.Day(date(o.Date))
		if day.Kind != o.Kind || c.Working(date(o.Date)) != (o.Kind == Workday) || day.As < 1 || day.As > 7 {
			t.Fatalf("%+v: %+v", o, day)
		}
	})
}
