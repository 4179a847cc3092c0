package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func rule(zone string, steps ...Step) Rule {
	return Rule{Code: "r", Zone: zone, Event: "e", Steps: steps}
}

func dateRule(zone string, steps ...Step) Rule {
	return Rule{Code: "r", Zone: zone, Date: "d", Steps: steps}
}

// local reads "2026-07-07 18:30" in a zone.
func local(t *testing.T, zone, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// show lists due spans in local time: "key: from - until".
func show(due []Due, zone string) []string {
	loc, _ := time.LoadLocation(zone)
	var lines []string
	for _, d := range due {
		lines = append(lines, fmt.Sprintf("%s: %s - %s", d.Key, d.From.In(loc).Format("2006-01-02 15:04"), d.Until.In(loc).Format("2006-01-02 15:04")))
	}
	return lines
}

func TestDueExamples(t *testing.T) {
	const sh = "Asia/Shanghai"
	evening := Step{Form: FormSameEvening, From: "18:00", To: "20:00"}
	every := func(n int, unit string) Step { return Step{Form: FormEvery, N: n, Unit: unit} }
	for _, c := range []struct {
		name, zone string
		rule       Rule
		at         string // of the event, local
		date       string
		region     string
		years      int // asked for; from the event or from 2026
		want       []string
	}{
		{"same evening", sh, rule(sh, evening), "2026-07-07 10:00", "", "", 1, []string{"r/1/evening: 2026-07-07 18:00 - 2026-07-07 20:00"}},
		{"in the evening", sh, rule(sh, evening), "2026-07-07 19:30", "", "", 1, []string{"r/1/evening: 2026-07-07 19:30 - 2026-07-07 20:00"}},
		{"too late in the evening", sh, rule(sh, evening), "2026-12-31 19:31", "", "", 1, []string{"r/1/evening: 2027-01-01 18:00 - 2027-01-01 20:00"}},
		{"a short evening", sh, rule(sh, Step{Form: FormSameEvening, From: "23:50", To: "24:00"}), "2026-07-07 23:50", "", "", 1, []string{"r/1/evening: 2026-07-07 23:50 - 2026-07-08 00:00"}},
		{"an evening that the clock skips", "America/New_York", rule(sh, Step{Form: FormSameEvening, From: "02:00", To: "03:00"}), "2026-03-08 00:30", "", "", 1, []string{"r/1/evening: 2026-03-09 02:00 - 2026-03-09 03:00"}},
		{
			"same evening, within 2 and 7 days, then every 10 days", sh,
			rule(sh, evening, Step{Form: FormWithin, Days: 2}, Step{Form: FormWithin, Days: 7, AfterDays: 3}, Step{Form: FormEvery, N: 10, Unit: UnitDays, Count: 2, SpanDays: 3}),
			"2026-07-07 10:00", "", "", 1,
			[]string{
				"r/1/within2: 2026-07-07 10:00 - 2026-07-10 00:00", "r/1/evening: 2026-07-07 18:00 - 2026-07-07 20:00", "r/1/within7: 2026-07-10 00:00 - 2026-07-15 00:00",
				"r/1/every+10d: 2026-07-17 00:00 - 2026-07-20 00:00", "r/1/every+20d: 2026-07-27 00:00 - 2026-07-30 00:00",
			},
		},
		{
			"31 January", sh, rule(sh, Step{Form: FormEvery, N: 1, Unit: UnitMonths, Count: 4}), "2026-01-31 10:00", "", "", 1,
			[]string{
				"r/1/every+1m: 2026-02-28 00:00 - 2026-03-01 00:00", "r/1/every+2m: 2026-03-31 00:00 - 2026-04-01 00:00",
				"r/1/every+3m: 2026-04-30 00:00 - 2026-05-01 00:00", "r/1/every+4m: 2026-05-31 00:00 - 2026-06-01 00:00",
			},
		},
		{
			"series that meet", sh,
			rule(sh, Step{Form: FormEvery, N: 1, Unit: UnitQuarters, Count: 2, SpanDays: 5}, Step{Form: FormEvery, N: 1, Unit: UnitHalfYears, Until: "2027-01-30", SpanDays: 9}),
			"2026-01-31 10:00", "", "", 3,
			[]string{"r/1/every+3m: 2026-04-30 00:00 - 2026-05-05 00:00", "r/1/every+6m: 2026-07-31 00:00 - 2026-08-05 00:00"},
		},
		{
			"yearly from 29 February", sh, rule(sh, Step{Form: FormEvery, N: 1, Unit: UnitYears, Until: "2029-02-28"}), "2024-02-29 10:00", "", "", 9,
			[]string{
				"r/1/every+12m: 2025-02-28 00:00 - 2025-03-01 00:00", "r/1/every+24m: 2026-02-28 00:00 - 2026-03-01 00:00", "r/1/every+36m: 2027-02-28 00:00 - 2027-03-01 00:00",
				"r/1/every+48m: 2028-02-29 00:00 - 2028-03-01 00:00", "r/1/every+60m: 2029-02-28 00:00 - 2029-03-01 00:00",
			},
		},
		{
			"weekly over the change of the clock", "Europe/Berlin", rule(sh, every(1, UnitWeeks)), "2026-10-20 23:30", "", "", 0,
			[]string{"r/1/every+7d: 2026-10-27 00:00 - 2026-10-28 00:00", "r/1/every+14d: 2026-11-03 00:00 - 2026-11-04 00:00"},
		},
		{
			"the zone of the customer", "America/New_York", rule(sh, Step{Form: FormWithin, Days: 1}), "2026-07-07 23:00", "", "", 1,
			[]string{"r/1/within1: 2026-07-07 23:00 - 2026-07-09 00:00"},
		},
		{
			"birthday", sh, dateRule(sh, Step{Form: FormBirthday, LeadDays: 3}), "", "1990-07-07", "", 2,
			[]string{"r/1/birthday2026: 2026-07-04 00:00 - 2026-07-08 00:00", "r/1/birthday2027: 2027-07-04 00:00 - 2027-07-08 00:00"},
		},
		{
			"birthday on 29 February", sh, dateRule(sh, Step{Form: FormBirthday}), "", "02-29", "", 3,
			[]string{"r/1/birthday2026: 2026-02-28 00:00 - 2026-03-01 00:00", "r/1/birthday2027: 2027-02-28 00:00 - 2027-03-01 00:00", "r/1/birthday2028: 2028-02-29 00:00 - 2028-03-01 00:00"},
		},
		{"birthday on 1 January with lead", sh, dateRule(sh, Step{Form: FormBirthday, LeadDays: 2}), "", "01-01", "", 1, []string{"r/1/birthday2027: 2026-12-30 00:00 - 2027-01-02 00:00"}},
		{"born this year", sh, dateRule(sh, Step{Form: FormBirthday}), "", "2026-07-07", "", 1, nil},
		{
			"expiry", sh, dateRule(sh, Step{Form: FormExpiry, LeadDays: 30, SecondDays: 7}), "", "2026-09-30", "", 1,
			[]string{"r/1/expiry@2026-09-30: 2026-08-31 00:00 - 2026-09-23 00:00", "r/1/expiry@2026-09-30#2: 2026-09-23 00:00 - 2026-10-01 00:00"},
		},
		{"expiry, one reminder", sh, dateRule(sh, Step{Form: FormExpiry, LeadDays: 30}), "", "2026-09-30", "", 1, []string{"r/1/expiry@2026-09-30: 2026-08-31 00:00 - 2026-10-01 00:00"}},
		{
			"contract", sh, dateRule(sh, every(1, UnitHalfYears), Step{Form: FormWithin, Days: 3}), "", "2026-01-31", "", 1,
			[]string{"r/1/within3@2026-01-31: 2026-01-31 00:00 - 2026-02-04 00:00", "r/1/every+6m@2026-01-31: 2026-07-31 00:00 - 2026-08-01 00:00"},
		},
		{"no midnight", "America/Sao_Paulo", rule(sh, Step{Form: FormEvery, N: 1, Unit: UnitDays, Count: 1}), "2018-11-03 12:00", "", "", 1, []string{"r/1/every+1d: 2018-11-04 01:00 - 2018-11-05 00:00"}},
		{
			"a day that never was", "Pacific/Apia", rule(sh, Step{Form: FormEvery, N: 1, Unit: UnitDays, Count: 2}), "2011-12-29 12:00", "", "", 1,
			[]string{"r/1/every+2d: 2011-12-31 00:00 - 2012-01-01 00:00"},
		},
	} {
		if errs := c.rule.Validate(); len(errs) > 0 {
			t.Fatal(c.name, errs)
		}
		s := Subject{Key: "1", Region: c.region, Zone: c.zone}
		from := local(t, c.zone, "2026-01-01 00:00")
		if c.at != "" {
			s.At = local(t, c.zone, c.at)
			from = s.At
		} else {
			s.Date, _ = ParseDate(c.date)
		}
		to := from.AddDate(c.years, 0, 0)
		if c.years == 0 {
			to = from.AddDate(0, 0, 15)
		}
		due, err := c.rule.Due(s, from, to)
		if d := cmp.Diff(c.want, show(due, c.zone)); d != "" || err != nil {
			t.Errorf("%s: %v %s", c.name, err, d)
		}
	}
}

// R6: a three-year cycle that is yearly in some cities. A customer who moves is not called twice for the same day.
func TestRegions(t *testing.T) {
	three := Step{Form: FormEvery, N: 3, Unit: UnitYears, LeadDays: 60, SecondDays: 15}
	yearly := three
	yearly.N = 1
	r := rule("Asia/Shanghai", three)
	r.Regions = map[string][]Step{"深圳": {yearly}}
	if errs := r.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	at := local(t, "Asia/Shanghai", "2026-03-01 10:00")
	keys := func(region string) (list []string) {
		due, err := r.Due(Subject{Key: "1", At: at, Region: region}, at, at.AddDate(6, 1, 0))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range due {
			list = append(list, strings.TrimPrefix(d.Key, "r/1/every+"))
		}
		return list
	}
	other := []string{"36m", "36m#2", "72m", "72m#2"}
	city := []string{"12m", "12m#2", "24m", "24m#2", "36m", "36m#2", "48m", "48m#2", "60m", "60m#2", "72m", "72m#2"}
	for region, want := range map[string][]string{"": other, "广州": other, "深圳": city} {
		if d := cmp.Diff(want, keys(region)); d != "" {
			t.Error(region, d)
		}
	}
}

// In St John's the clock went from 00:01 back to 23:01 of the day before: the next day had begun before this event.
func TestNotBeforeAnEventInTheHourThatComesTwice(t *testing.T) {
	event := time.Date(2010, 11, 7, 3, 0, 0, 0, time.UTC) // 6 November 23:30, for the second time
	due, err := rule("America/St_Johns", Step{Form: FormEvery, N: 1, Unit: UnitDays, Count: 1}).Due(Subject{Key: "1", At: event}, event.AddDate(0, 0, -1), event.AddDate(0, 0, 2))
	want := []Due{{"r/1/every+1d", event, time.Date(2010, 11, 8, 3, 30, 0, 0, time.UTC)}}
	if d := cmp.Diff(want, due); d != "" || err != nil {
		t.Error(err, d)
	}
}

func TestDueRefusesSubjects(t *testing.T) {
	now := time.Date(2026, 7, 7, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		rule Rule
		s    Subject
		want []problem
	}{
		{rule("UTC", Step{Form: FormWithin, Days: 1}), Subject{Zone: "Asia/Peking"}, []problem{{"/key", CodeSubjectNoKey}, {"/at", CodeSubjectNoAt}, {"/zone", CodeSubjectZone}}},
		{rule("Nowhere", Step{Form: FormWithin, Days: 1}), Subject{Key: "1", At: now}, []problem{{"/zone", CodeSubjectZone}}},
		{dateRule("UTC", Step{Form: FormBirthday}), Subject{Key: "1", At: now}, []problem{{"/date", CodeSubjectNoDate}}},
		{dateRule("UTC", Step{Form: FormBirthday}), Subject{Key: "1", Date: Date{2026, 2, 31}}, []problem{{"/date", CodeSubjectDateBad}}},
		{dateRule("UTC", Step{Form: FormExpiry, LeadDays: 1}), Subject{Key: "1", Date: Date{0, 2, 29}}, []problem{{"/date", CodeSubjectNoYear}}},
	} {
		due, err := c.rule.Due(c.s, now, now.AddDate(1, 0, 0))
		if d := cmp.Diff(c.want, problems(t, err)); d != "" || due != nil {
			t.Errorf("%v: %v %s", c.s, due, d)
		}
	}
}

// Ends of time and rules that Validate refuses give an end, and nothing wild.
func TestDueEnds(t *testing.T) {
	now := time.Date(2026, 7, 7, 0, 0, 0, 0, time.UTC)
	far := time.Date(200000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, s := range []Step{
		{}, {Form: FormEvery}, {Form: FormEvery, N: -1, Unit: UnitDays}, {Form: FormEvery, N: 1, Unit: UnitDays, Until: "soon"},
		{Form: FormSameEvening}, {Form: FormSameEvening, From: "20:00", To: "10:00"}, {Form: FormWithin}, {Form: FormWithin, Days: -7},
		{Form: FormEvery, N: 1, Unit: UnitYears}, {Form: FormEvery, N: 3660, Unit: UnitDays},
	} {
		for _, r := range []Rule{rule("UTC", s), dateRule("UTC", s)} {
			due, err := r.Due(Subject{Key: "1", At: now, Date: Date{2026, 7, 7}}, time.Time{}, far)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range due {
				if d.From.Before(now) || !d.Until.After(d.From) || d.From.Year() > 9999 {
					t.Fatalf("%+v: %+v", s, d)
				}
			}
			if s.N > 0 && s.Unit == UnitYears && len(due) != 9999-2026 {
				t.Errorf("%d years", len(due))
			}
			if due, err := r.Due(Subject{Key: "1", At: now, Date: Date{2026, 7, 7}}, far, far.AddDate(1, 0, 0)); err != nil || len(due) > 0 {
				t.Errorf("%+v: %v %v", s, due, err)
			}
		}
	}
}

// Zones with days on which clocks did something unusual.
var zones = map[string][]string{
	"Asia/Shanghai":       {"1986-05-04", "1991-09-14", "2026-12-31"},
	"America/New_York":    {"2026-03-08", "2026-11-01", "2028-02-29"},
	"America/St_Johns":    {"2010-11-07", "2011-03-13"},
	"Australia/Lord_Howe": {"2026-04-04", "2026-10-03"},
	"America/Sao_Paulo":   {"2018-02-17", "2018-11-04"},
	"Pacific/Apia":        {"2011-12-29", "2012-04-01"},
	"Africa/Casablanca":   {"2026-02-15", "2026-03-22"},
	"America/Havana":      {"2026-03-08", "2026-11-01"},
}

func drawZone(t *rapid.T, without ...string) (string, time.Time) {
	var names []string
	for z := range zones {
		if !slices.Contains(without, z) {
			names = append(names, z)
		}
	}
	slices.Sort(names)
	zone := rapid.SampledFrom(names).Draw(t, "zone")
	day, err := time.Parse("2006-01-02", rapid.SampledFrom(zones[zone]).Draw(t, "day"))
	if err != nil {
		t.Fatal(err)
	}
	return zone, day
}

func drawStep(t *rapid.T, forms []string) Step {
	s := Step{Form: rapid.SampledFrom(forms).Draw(t, "form")}
	switch s.Form {
	case FormSameEvening:
		a, b := rapid.IntRange(0, 1439).Draw(t, "a"), rapid.IntRange(1, 1440).Draw(t, "b")
		hhmm := func(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
		s.From, s.To = hhmm(min(a, b)), hhmm(max(a, b))
	case FormWithin:
		s.Days = rapid.IntRange(1, 10).Draw(t, "days")
		s.AfterDays = rapid.IntRange(0, s.Days).Draw(t, "after")
	case FormEvery:
		s.Unit = rapid.SampledFrom([]string{UnitDays, UnitWeeks, UnitMonths, UnitQuarters, UnitHalfYears, UnitYears}).Draw(t, "unit")
		s.N = rapid.OneOf(rapid.Just(1), rapid.IntRange(1, 12)).Draw(t, "n")
		s.Count = rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 6)).Draw(t, "count")
		if rapid.IntRange(0, 3).Draw(t, "ends") == 3 {
			s.Until = "2026-12-31"
		}
		if rapid.Bool().Draw(t, "reminds") {
			s.LeadDays = rapid.IntRange(0, min(6, s.shortest()-1)).Draw(t, "lead")
		} else {
			s.SpanDays = rapid.IntRange(0, s.shortest()).Draw(t, "span")
		}
	case FormBirthday:
		s.LeadDays = rapid.IntRange(0, 60).Draw(t, "lead")
	case FormExpiry:
		s.LeadDays = rapid.IntRange(1, 366).Draw(t, "lead")
	}
	if (s.Form == FormEvery || s.Form == FormExpiry) && s.LeadDays > 1 {
		s.SecondDays = rapid.IntRange(0, s.LeadDays-1).Draw(t, "second")
	}
	return s
}

// draw returns a rule that Validate takes, and a subject close to a change of the clock.
func draw(t *rapid.T) (Rule, Subject) {
	zone, day := drawZone(t)
	s := Subject{Key: rapid.SampledFrom([]string{"1", "a/b"}).Draw(t, "key"), Zone: zone, Region: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "region")}
	r := Rule{Code: "r", Zone: "UTC", Regions: map[string][]Step{}}
	forms := []string{FormSameEvening, FormWithin, FormEvery, FormEvery}
	if rapid.Bool().Draw(t, "date") {
		r.Date = "d"
		s.Date = DateOf(day.AddDate(0, 0, rapid.IntRange(-40, 40).Draw(t, "shift")))
		forms = append(forms, FormBirthday, FormExpiry)
	} else {
		r.Event = "e"
		s.At = day.Add(time.Duration(rapid.Int64Range(-3*24*int64(time.Hour), 3*24*int64(time.Hour)).Draw(t, "at")))
	}
	list := func() (steps []Step) {
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			r.Steps = append(steps, drawStep(t, forms))
			if len(r.Validate()) == 0 {
				steps = r.Steps
			}
		}
		if len(steps) == 0 {
			steps = []Step{{Form: FormWithin, Days: 1}}
		}
		return steps
	}
	other := list()
	r.Steps = list()
	r.Regions["x"] = other
	if errs := r.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	return r, s
}

// start is when the subject's own time begins.
func start(s Subject) time.Time {
	if s.At.IsZero() {
		return time.Date(int(s.Date.Year), time.Month(s.Date.Month), int(s.Date.Day), 12, 0, 0, 0, time.UTC)
	}
	return s.At
}

func TestDueProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, s := draw(t)
		moment := rapid.Int64Range(-400*24*int64(time.Hour), 800*24*int64(time.Hour))
		a, b, c := start(s).Add(time.Duration(moment.Draw(t, "a"))), start(s).Add(time.Duration(moment.Draw(t, "b"))), start(s).Add(time.Duration(moment.Draw(t, "c")))
		cuts := []time.Time{a, b, c}
		slices.SortFunc(cuts, time.Time.Compare)
		a, b, c = cuts[0], cuts[1], cuts[2]
		get := func(from, to time.Time) []Due {
			due, err := r.Due(s, from, to)
			if err != nil {
				t.Fatal(err)
			}
			return due
		}
		all := get(a, c)
		// A cut at the beginning of a span is the hardest.
		if len(all) > 0 && rapid.Bool().Draw(t, "on the edge") {
			b = all[rapid.IntRange(0, len(all)-1).Draw(t, "edge")].From
		}
		if d := cmp.Diff(all, append(slices.Clip(get(a, b)), get(b, c)...)); d != "" && (len(all) > 0 || len(get(a, b))+len(get(b, c)) > 0) {
			t.Fatalf("cut at %v: %s", b, d)
		}
		seen := map[string]bool{}
		for i, d := range all {
			if d.From.Before(a) || !d.From.Before(c) || !d.Until.After(d.From) {
				t.Fatalf("out of bounds: %v", d)
			}
			if i > 0 && d.From.Before(all[i-1].From) {
				t.Fatalf("%v after %v", d, all[i-1])
			}
			if seen[d.Key] {
				t.Fatalf("%s twice", d.Key)
			}
			seen[d.Key] = true
			if !strings.HasPrefix(d.Key, "r/"+s.Key+"/") {
				t.Fatalf("key %s", d.Key)
			}
			if r.Event != "" && d.From.Before(s.At) {
				t.Fatalf("%v is before the event at %v", d, s.At)
			}
		}
	})
}

// A series against a model that counts day by day with the standard library, from the first day.
// Whoever asks only the subjects within Reach misses none.
func TestReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, s := draw(t)
		moment := rapid.Int64Range(-400*24*int64(time.Hour), 800*24*int64(time.Hour))
		a, b := start(s).Add(time.Duration(moment.Draw(t, "a"))), start(s).Add(time.Duration(moment.Draw(t, "b")))
		due, err := r.Due(s, a, b)
		if err != nil {
			t.Fatal(err)
		}
		earliest, latest := r.Reach(a, b)
		in := !s.At.Before(earliest) && s.At.Before(latest)
		if r.Event == "" {
			in = s.Date.Compare(DateOf(earliest.UTC())) >= 0 && s.Date.Compare(DateOf(latest.UTC())) <= 0
		}
		if len(due) > 0 && !in {
			t.Errorf("%v is due from %s, beyond %s to %s", s, due[0].From, earliest, latest)
		}
	})
	// It does not reach further back than its steps.
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		step Step
		days int
	}{
		{Step{Form: FormSameEvening, From: "19:00", To: "20:00"}, 6}, {Step{Form: FormWithin, Days: 30, AfterDays: 2}, 4},
		{Step{Form: FormEvery, N: 2, Unit: UnitWeeks, Count: 3}, 44}, {Step{Form: FormEvery, N: 1, Unit: UnitYears, Count: 1}, 12*31 + 2},
	} {
		r := Rule{Code: "r", Zone: "UTC", Event: "e", Steps: []Step{c.step}}
		if earliest, latest := r.Reach(from, from.AddDate(0, 1, 0)); !earliest.Equal(from.AddDate(0, 0, -c.days)) || !latest.Equal(from.AddDate(0, 1, 0)) {
			t.Errorf("%+v: %s to %s", c.step, earliest, latest)
		}
	}
	endless := Rule{Code: "r", Zone: "UTC", Event: "e", Steps: []Step{{Form: FormEvery, N: 10, Unit: UnitYears}}}
	if earliest, _ := endless.Reach(from, from); earliest.Year() != 1 {
		t.Error(earliest)
	}
}

func TestSeriesAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Without a day that begins twice and a day that is missing, which are examples above.
		zone, day := drawZone(t, "America/St_Johns", "Pacific/Apia")
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		s := Subject{Key: "1", Zone: zone, At: day.Add(time.Duration(rapid.Int64Range(-40*24*int64(time.Hour), 40*24*int64(time.Hour)).Draw(t, "at")))}
		step := drawStep(t, []string{FormEvery})
		// A year and a half from somewhere in the first twenty.
		from := s.At.AddDate(0, 0, rapid.IntRange(-400, 7000).Draw(t, "from"))
		to := from.AddDate(1, 6, 0)
		var want []string
		y, m, d := s.At.In(loc).Date()
		for k := 1; step.Count == 0 || k <= step.Count; k++ {
			n := k * step.N
			var date time.Time // noon, which every zone has
			switch step.Unit {
			case UnitDays:
				date = time.Date(y, m, d+n, 12, 0, 0, 0, time.UTC)
			case UnitWeeks:
				date = time.Date(y, m, d+7*n, 12, 0, 0, 0, time.UTC)
			default:
				months := map[string]int{UnitMonths: 1, UnitQuarters: 3, UnitHalfYears: 6, UnitYears: 12}[step.Unit] * n
				last := time.Date(y, m+time.Month(months)+1, 0, 12, 0, 0, 0, time.UTC).Day()
				date = time.Date(y, m+time.Month(months), min(d, last), 12, 0, 0, 0, time.UTC)
			}
			if step.Until != "" && date.Format("2006-01-02") > step.Until || date.After(to.AddDate(1, 0, 0)) {
				break
			}
			leads := []int{step.LeadDays}
			if step.SecondDays > 0 {
				leads = append(leads, step.SecondDays)
			}
			for _, lead := range leads {
				begins := date.AddDate(0, 0, -lead).Format("2006-01-02")
				if first := firstOf(begins, loc); !first.Before(from) && first.Before(to) {
					want = append(want, first.UTC().Format(time.RFC3339))
				}
			}
		}
		due, err := rule("UTC", step).Due(s, from, to)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range due {
			got = append(got, d.From.UTC().Format(time.RFC3339))
		}
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%+v: %s", step, d)
		}
	})
}

// firstOf finds the beginning of a local day by looking at every quarter of an hour.
func firstOf(date string, loc *time.Location) time.Time {
	t, _ := time.Parse("2006-01-02", date)
	q := t.Add(-15 * time.Hour)
	for q.In(loc).Format("2006-01-02") != date {
		q = q.Add(15 * time.Minute)
	}
	return q
}

// at promises the first instant whose wall clock shows the time or later: seen minute by minute around every change.
func TestAtEveryChange(t *testing.T) {
	for zone, days := range zones {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range days {
			middle, _ := time.Parse("2006-01-02", text)
			for d := -1; d <= 1; d++ {
				date := DateOf(middle.AddDate(0, 0, d))
				want := map[string]time.Time{}
				noon := middle.AddDate(0, 0, d).Add(12 * time.Hour)
				for m := noon.Add(-40 * time.Hour); m.Before(noon.Add(64 * time.Hour)); m = m.Add(time.Minute) {
					shown := m.In(loc).Format("2006-01-02 15:04")
					if _, ok := want[shown]; !ok {
						want[shown] = m
					}
				}
				for minute := 0; minute < 1440; minute += 5 {
					shown := fmt.Sprintf("%s %02d:%02d", date, minute/60, minute%60)
					got := at(date, minute*60, loc)
					if first, ok := want[shown]; ok && !got.Equal(first) {
						t.Fatalf("%s %s: %v, want %v", zone, shown, got.In(loc), first.In(loc))
					} else if !ok && (got.In(loc).Format("2006-01-02 15:04") <= shown || got.Add(-1).In(loc).Format("2006-01-02 15:04") >= shown) {
						t.Fatalf("%s %s is skipped: %v", zone, shown, got.In(loc))
					}
				}
			}
		}
	}
}

func FuzzParseRule(f *testing.F) {
	f.Add([]byte(`{"code":"a","zone":"Asia/Shanghai","event":"e","steps":[{"form":"every","n":1,"unit":"months","lead_days":3,"second_days":1,"until":"2027-01-31"}]}`), int64(1_800_000_000))
	f.Fuzz(func(t *testing.T, data []byte, unix int64) {
		r, err := ParseRule(data)
		if err != nil {
			return
		}
		event := time.Unix(unix%(1<<33), 0)
		s := Subject{Key: "1", At: event, Date: DateOf(event)}
		due, err := r.Due(s, event, event.AddDate(1, 0, 0))
		if err != nil {
			if s.Date.Valid() && s.Date.Year > 0 {
				t.Fatalf("%s at %v: %v", data, event, err)
			}
			return
		}
		for _, d := range due {
			if d.From.Before(event) || !d.Until.After(d.From) {
				t.Fatalf("%s at %v: %v", data, event, d)
			}
		}
	})
}

// A day's generation for a million customers: what is due on one day for events of the last year.
func BenchmarkDueMillion(b *testing.B) {
	r := rule("Asia/Shanghai", Step{Form: FormSameEvening, From: "19:00", To: "20:00"}, Step{Form: FormWithin, Days: 7, AfterDays: 1}, Step{Form: FormEvery, N: 1, Unit: UnitMonths, SpanDays: 7})
	now := time.Date(2026, 7, 7, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for i := range 1_000_000 {
			due, err := r.Due(Subject{Key: "event", At: now.Add(-time.Duration(i) * 31 * time.Second)}, now, now.AddDate(0, 0, 1))
			if err != nil {
				b.Fatal(err)
			}
			n += len(due)
		}
		b.ReportMetric(float64(n), "due")
	}
}
