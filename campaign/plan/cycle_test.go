package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huifang/campaign/plan"
)

const shanghai = "Asia/Shanghai"

func at(t *testing.T, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(shanghai)
	if err != nil {
		t.Fatal(err)
	}
	got, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func show(s plan.Span, ok bool) string {
	if !ok {
		return "none"
	}
	loc, _ := time.LoadLocation(shanghai)
	return s.From.In(loc).Format("2006-01-02 15:04") + " to " + s.Until.In(loc).Format("2006-01-02 15:04")
}

func TestCycleSpans(t *testing.T) {
	once := plan.Cycle{Kind: plan.CycleOnce, From: "2026-11-10", To: "2026-11-12"}
	for _, x := range []struct {
		cycle         plan.Cycle
		now           string
		current, next string
	}{
		{plan.Cycle{Kind: plan.CycleMonth}, "2026-11-30 23:59", "2026-11-01 00:00 to 2026-12-01 00:00", "2026-12-01 00:00 to 2027-01-01 00:00"},
		{plan.Cycle{Kind: plan.CycleMonth}, "2026-12-01 00:00", "2026-12-01 00:00 to 2027-01-01 00:00", "2027-01-01 00:00 to 2027-02-01 00:00"},
		{plan.Cycle{Kind: plan.CycleWeek}, "2026-11-22 23:59", "2026-11-16 00:00 to 2026-11-23 00:00", "2026-11-23 00:00 to 2026-11-30 00:00"},
		{plan.Cycle{Kind: plan.CycleWeek}, "2026-11-23 00:00", "2026-11-23 00:00 to 2026-11-30 00:00", "2026-11-30 00:00 to 2026-12-07 00:00"},
		{plan.Cycle{Kind: plan.CycleWeek}, "1969-12-31 12:00", "1969-12-29 00:00 to 1970-01-05 00:00", "1970-01-05 00:00 to 1970-01-12 00:00"},
		{once, "2026-01-01 12:00", "2026-11-10 00:00 to 2026-11-13 00:00", "none"},
		{once, "2026-11-12 23:59", "2026-11-10 00:00 to 2026-11-13 00:00", "none"},
		{once, "2026-11-13 00:00", "none", "none"},
		{plan.Cycle{Kind: "sometimes"}, "2026-11-13 00:00", "none", "none"},
	} {
		now := at(t, x.now)
		if got := show(x.cycle.Current(now, shanghai)); got != x.current {
			t.Errorf("%+v at %s: current %s, want %s", x.cycle, x.now, got, x.current)
		}
		if got := show(x.cycle.Next(now, shanghai)); got != x.next {
			t.Errorf("%+v at %s: next %s, want %s", x.cycle, x.now, got, x.next)
		}
	}
	if _, ok := (plan.Cycle{Kind: plan.CycleMonth}).Current(at(t, "2026-11-13 00:00"), "Asia/Peking"); ok {
		t.Error("a zone that is none has a month")
	}
}

// The spans of a cycle follow each other without gap or overlap, in every zone, and now is in the current one.
func TestCycleSpansTouch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := plan.Cycle{Kind: rapid.SampledFrom([]string{plan.CycleMonth, plan.CycleWeek}).Draw(t, "kind")}
		zone := rapid.SampledFrom([]string{shanghai, "America/New_York", "Europe/London", "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu"}).Draw(t, "zone")
		now := time.Unix(rapid.Int64Range(0, 4102444800).Draw(t, "now"), 0)
		s, ok := c.Current(now, zone)
		n, okNext := c.Next(now, zone)
		if !ok || !okNext || now.Before(s.From) || !now.Before(s.Until) || !n.From.Equal(s.Until) {
			t.Fatalf("%v: %v %v, then %v %v", now, s, ok, n, okNext)
		}
		if again, _ := c.Current(n.From, zone); !again.From.Equal(n.From) || !again.Until.Equal(n.Until) {
			t.Fatalf("%v became %v", n, again)
		}
	})
}

func TestCycleIsRefused(t *testing.T) {
	for _, x := range []struct {
		cycle plan.Cycle
		want  string
	}{
		{plan.Cycle{Kind: plan.CycleMonth}, ""},
		{plan.Cycle{}, "/kind period_kind_unknown"},
		{plan.Cycle{Kind: plan.CycleMonth, From: "2026-11-01", To: "2026-11-30"}, "/from member_misplaced, /to member_misplaced"},
		{plan.Cycle{Kind: plan.CycleOnce}, "/from date_bad, /to date_bad"},
		{plan.Cycle{Kind: plan.CycleOnce, From: "2027-02-31", To: "02-28"}, "/from date_bad, /to date_bad"},
		{plan.Cycle{Kind: plan.CycleOnce, From: "2026-12-02", To: "2026-12-01"}, "/to period_to_before_from"},
		{plan.Cycle{Kind: plan.CycleOnce, From: "2026-12-01", To: "2027-12-01"}, ""},
		{plan.Cycle{Kind: plan.CycleOnce, From: "2026-12-01", To: "2027-12-02"}, "/to period_too_long"},
		{plan.Cycle{Kind: plan.CycleOnce, From: "2026-10-01", To: "2026-11-21"}, "/to period_over"},
		{plan.Cycle{Kind: plan.CycleOnce, From: "2026-10-01", To: "2026-11-22"}, ""},
	} {
		var got []string
		for _, e := range x.cycle.ValidateAt(at(t, "2026-11-22 08:00"), shanghai) {
			got = append(got, e.Pointer+" "+e.Code)
		}
		if s := strings.Join(got, ", "); s != x.want {
			t.Errorf("%+v: %s, want %s", x.cycle, s, x.want)
		}
	}
}

func TestPending(t *testing.T) {
	month := plan.Cycle{Kind: plan.CycleMonth}
	november, december := at(t, "2026-11-01 00:00"), at(t, "2026-12-01 00:00")
	for name, x := range map[string]struct {
		cycle  plan.Cycle
		done   []plan.Generated
		newest int64
		now    string
		want   string
	}{
		"never generated":               {month, nil, 0, "2026-11-05 10:00", "2026-11-01 first"},
		"generated today":               {month, []plan.Generated{{From: november, At: at(t, "2026-11-05 00:01")}}, 0, "2026-11-05 23:59", "none"},
		"the day turns":                 {month, []plan.Generated{{From: november, At: at(t, "2026-11-05 23:59")}}, 0, "2026-11-06 00:00", "2026-11-01 day"},
		"the last of several counts":    {month, []plan.Generated{{From: november, At: at(t, "2026-11-06 00:00")}, {From: november, At: at(t, "2026-11-05 00:00")}}, 0, "2026-11-06 10:00", "none"},
		"no new event":                  {month, []plan.Generated{{From: november, At: at(t, "2026-11-05 08:00"), LastEvent: 7}}, 7, "2026-11-05 10:00", "none"},
		"a new event":                   {month, []plan.Generated{{From: november, At: at(t, "2026-11-05 08:00"), LastEvent: 7}}, 8, "2026-11-05 10:00", "2026-11-01 events"},
		"not at once":                   {month, []plan.Generated{{From: november, At: at(t, "2026-11-05 10:00"), LastEvent: 7}}, 8, "2026-11-05 10:01", "none"},
		"soon":                          {month, []plan.Generated{{From: november, At: at(t, "2026-11-05 10:00"), LastEvent: 7}}, 8, "2026-11-05 10:02", "2026-11-01 events"},
		"a long one has a long pause":   {month, []plan.Generated{{From: november, At: at(t, "2026-11-05 10:00"), Took: 2 * time.Minute, LastEvent: 7}}, 8, "2026-11-05 10:11", "none"},
		"and then its turn":             {month, []plan.Generated{{From: november, At: at(t, "2026-11-05 10:00"), Took: 2 * time.Minute, LastEvent: 7}}, 8, "2026-11-05 10:12", "2026-11-01 events"},
		"the next month is not yet due": {month, []plan.Generated{{From: november, At: at(t, "2026-11-27 01:00")}}, 0, "2026-11-27 23:59", "none"},
		"three days ahead":              {month, []plan.Generated{{From: november, At: at(t, "2026-11-28 00:00")}}, 0, "2026-11-28 00:00", "2026-12-01 first"},
		"both are there":                {month, []plan.Generated{{From: november, At: at(t, "2026-11-28 00:00")}, {From: december, At: at(t, "2026-11-28 00:01")}}, 0, "2026-11-28 12:00", "none"},
		"a single period far ahead":     {plan.Cycle{Kind: plan.CycleOnce, From: "2026-12-10", To: "2026-12-20"}, nil, 0, "2026-12-06 23:59", "none"},
		"a single period ahead":         {plan.Cycle{Kind: plan.CycleOnce, From: "2026-12-10", To: "2026-12-20"}, nil, 0, "2026-12-07 00:00", "2026-12-10 first"},
		"a single period is over":       {plan.Cycle{Kind: plan.CycleOnce, From: "2026-12-10", To: "2026-12-20"}, nil, 9, "2026-12-21 00:00", "none"},
	} {
		got := "none"
		if s, why, ok := x.cycle.Pending(shanghai, x.done, x.newest, at(t, x.now)); ok {
			got = fmt.Sprint(plan.DateOf(s.From.In(november.Location())), " ", why)
		}
		if got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}
