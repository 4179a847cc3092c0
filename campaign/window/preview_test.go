package window

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huifang/campaign/calendar"
)

// line is a day as one line of text.
func (d Day) line() string {
	open := []string{}
	for _, s := range d.Open {
		open = append(open, s.From+"-"+s.To)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %d %s %s %s", d.Date, d.Weekday, strings.Join(open, " "), d.Closed, d.Name))
}

func TestDays(t *testing.T) {
	retail, _ := Preset("retail")
	w := retail.Window
	w.Exceptions = []Exception{{Date: "2026-02-13", Closed: true}, {Date: "2026-02-16", Intervals: []Span{{"10:00", "11:00"}, {"09:00", "10:00"}}}}
	var got []string
	for _, d := range w.Bind(nil).Days(at("2026-02-12T16:30:00Z"), 5) { // 13 February in Shanghai
		got = append(got, d.line())
	}
	want := `2026-02-13 5  exception
2026-02-14 6 14:00-16:30  春节
2026-02-15 7  holiday 春节
2026-02-16 1 09:00-11:00  春节
2026-02-17 2  holiday 春节`
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	for _, c := range []struct {
		w    Window
		want string
	}{
		{Window{Zone: "UTC", Intervals: []Interval{{[]int{1}, "00:00", "12:00", "s"}, {[]int{1}, "12:00", "24:00", ""}}, Seasons: []Season{{"s", "03-01", "03-31"}}},
			"2026-03-07 6  weekend|2026-03-08 7  weekend|2026-03-09 1 00:00-24:00|2026-03-10 2  weekday"},
		{Window{Zone: "UTC", Intervals: []Interval{{[]int{1}, "00:00", "12:00", "s"}}, Seasons: []Season{{"s", "03-10", "03-31"}}},
			"2026-03-07 6  weekend|2026-03-08 7  weekend|2026-03-09 1  season|2026-03-10 2  weekday"},
		{Window{Zone: "Nowhere"}, ""},
	} {
		var lines []string
		for _, d := range c.w.Bind(nil).Days(at("2026-03-07T00:00:00Z"), 4) {
			lines = append(lines, d.line())
		}
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// What the preview shows is what Open says, at every fifth minute of a day; and a closed day has a reason.
func TestDaysAgreeWithOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		b := d.w.Bind(d.cal)
		zone := b.zones[0]
		for _, day := range b.Days(d.now, 3) {
			if (len(day.Open) == 0) != (day.Closed != "") {
				t.Fatalf("%+v", day)
			}
			year, month, dom := day.Date.Civil()
			for m := 0; m < 24*60; m += 5 {
				u := time.Date(year, month, dom, 0, m, 0, 0, zone)
				if calendar.DateOf(u) != day.Date || u.Hour()*60+u.Minute() != m {
					continue // the clock skips it
				}
				shown := false
				for _, s := range day.Open {
					shown = shown || s.From <= hhmm(m) && hhmm(m) < s.To
				}
				if shown != b.Open(u) {
					t.Fatalf("%v: shown %v, open %v: %+v", u, shown, b.Open(u), day)
				}
			}
		}
	})
}
