package plan

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"huifang/campaign/field"
)

// Subject is what a rule is applied to: one event, or one customer with the date that the rule names.
type Subject struct {
	Key    string    // identifies the event, or the customer and the kind of date, for good
	At     time.Time // when the event happened; for rules on an event
	Date   Date      // for rules on a date; only FormBirthday can do without the year
	Region string    // chooses among Rule.Regions; "" or one that is not there: Rule.Steps
	Zone   string    // IANA name of the customer's zone; "": Rule.Zone
}

// Due is one span of time in which a follow-up is to be made: From, up to but without Until.
type Due struct {
	// Key identifies the follow-up for good: rule, subject and what is due. Whoever makes follow-ups keeps it unique, so
	// that making them again makes none twice. In a series it is counted by the distance from the event ("every+36m"), so
	// that the third yearly follow-up is the first of three years; with a rule on a date it has the date too, as a new
	// expiry date or contract begins anew, except for a birthday, which has the year.
	Key   string
	From  time.Time
	Until time.Time
}

const lastYear = 9999

// Due returns all spans that begin in [from, to), in the order of From and then of Key, no Key twice. The same rule and
// subject give the same spans however time is cut: [a,b) and [b,c) together are [a,c). Nothing begins before the event or,
// with a rule on a date, in the case of within and every before that date.
//
// An event that is recorded late, or an expiry date that is entered when its lead time has begun, has spans that begin in
// the past; so ask from well before now, leave out what has Until <= now, and let Key sort out what there is already.
//
// The error is an Errors about the subject, with pointers such as "/zone". A rule that Validate refuses may leave steps out.
func (r Rule) Due(s Subject, from, to time.Time) ([]Due, error) {
	loc, err := r.zoneOf(s)
	if err != nil {
		return nil, err
	}
	steps, ok := r.Regions[s.Region]
	if !ok {
		steps = r.Steps
	}
	g := generator{loc: loc, from: from, to: to, key: r.Code + "/" + s.Key + "/"}
	if r.Event != "" {
		g.event, g.anchor = s.At, DateOf(s.At.In(loc))
	} else {
		g.anchor, g.suffix = s.Date, "@"+s.Date.String()
		if s.Date.Year > 0 {
			g.event = startOf(s.Date, loc)
		}
	}
	if from.Year() > lastYear {
		return nil, nil
	}
	for _, step := range steps {
		if r.Event == "" && s.Date.Year == 0 && step.Form != FormBirthday {
			return nil, field.Errors{{Pointer: "/date", Code: CodeSubjectNoYear, Detail: "a date without a year is of use for a birthday only"}}
		}
		g.step(step)
	}
	// Two series can meet on a day. The same key has the same From; the first step has the say about Until.
	slices.SortStableFunc(g.due, func(a, b Due) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Key, b.Key))
	})
	return slices.CompactFunc(g.due, func(a, b Due) bool { return a.Key == b.Key }), nil
}

// Reach bounds the subjects that can have a Due in [from, to): events at earliest or later and before latest; with a rule on
// a date, dates from the day of earliest to the day of latest in UTC, both included. It is the same for all zones and
// regions, and so a few days wider than need be. A series without end reaches back to the year 1.
func (r Rule) Reach(from, to time.Time) (earliest, latest time.Time) {
	back, ahead := 0, 0 // days
	r.each(func(_, _ string, steps []Step) {
		for _, s := range steps {
			switch s.Form {
			case FormSameEvening:
				back = max(back, 4)
			case FormWithin:
				back = max(back, s.AfterDays)
			case FormEvery:
				if u := units[s.Unit]; s.Count > 0 {
					back = max(back, s.Count*s.N*(u.days+u.months*31))
				} else {
					back = lastYear * maxDays
				}
			case FormBirthday:
				back, ahead = lastYear*maxDays, max(ahead, s.LeadDays)
			case FormExpiry:
				ahead = max(ahead, s.LeadDays)
			}
		}
	})
	const zones = 2 // days between any two calendars
	latest = to
	if r.Event == "" {
		latest = to.AddDate(0, 0, ahead+zones)
	}
	if back += zones; back > DateOf(from.UTC()).Days()-(Date{1, 1, 1}).Days() {
		return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), latest
	}
	return from.AddDate(0, 0, -back), latest
}

// Longest returns within how many days of the calendar every Due of the rule ends.
func (r Rule) Longest() int {
	days := 1
	r.each(func(_, _ string, steps []Step) {
		for _, s := range steps {
			days = max(days, s.Days-s.AfterDays+1, s.SpanDays, s.LeadDays+1)
		}
	})
	return days
}

// zoneOf checks the subject and returns the location in which its days are counted.
func (r Rule) zoneOf(s Subject) (*time.Location, error) {
	var errs field.Errors
	if s.Key == "" {
		errs.Add(CodeSubjectNoKey, "/key", "a key is needed")
	}
	switch {
	case r.Event != "":
		if s.At.IsZero() {
			errs.Add(CodeSubjectNoAt, "/at", "the time of the event is needed")
		}
	case s.Date == Date{}:
		errs.Add(CodeSubjectNoDate, "/date", "the customer has no such date")
	case !s.Date.Valid():
		errs.Add(CodeSubjectDateBad, "/date", "the calendar has no day %s", s.Date)
	}
	zone := s.Zone
	if zone == "" {
		zone = r.Zone
	}
	loc, err := location(zone)
	if err != nil {
		errs.Add(CodeSubjectZone, "/zone", "%q is not an IANA time zone", zone)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return loc, nil
}

// generator collects the due spans of one subject.
type generator struct {
	loc      *time.Location
	from, to time.Time
	key      string    // rule and subject
	suffix   string    // the date, for rules on a date
	event    time.Time // or the beginning of the date
	anchor   Date      // day of the event, or the date
	due      []Due
}

func (g *generator) add(tag string, from, until time.Time) {
	// A clock that is set back over midnight begins a day before the last event of the day before (St John's until 2011).
	if from.Before(g.event) && g.suffix == "" {
		from = g.event
	}
	if !from.Before(g.from) && from.Before(g.to) && from.Before(until) {
		g.due = append(g.due, Due{g.key + tag, from, until})
	}
}

func (g *generator) step(s Step) {
	switch s.Form {
	case FormSameEvening:
		g.evening(s)
	case FormWithin:
		begin := g.event
		if s.AfterDays > 0 {
			begin = startOf(g.anchor.AddDays(s.AfterDays), g.loc)
		}
		g.add("within"+strconv.Itoa(s.Days)+g.suffix, begin, startOf(g.anchor.AddDays(s.Days+1), g.loc))
	case FormEvery:
		g.every(s)
	case FormBirthday:
		g.birthday(s)
	case FormExpiry:
		g.remind("expiry", s, g.anchor)
	}
}

func (g *generator) evening(s Step) {
	from, okFrom := clock(s.From)
	to, okTo := clock(s.To)
	if !okFrom || !okTo {
		return
	}
	least := time.Duration(min(to-from, leastEvening)) * time.Second
	// Today or tomorrow; a change of the clock can take an evening away, and once took a whole day (Apia 2011).
	for d := range 4 {
		begin, end := at(g.anchor.AddDays(d), from, g.loc), at(g.anchor.AddDays(d), to, g.loc)
		if begin.Before(g.event) {
			begin = g.event
		}
		if end.Sub(begin) >= least {
			g.add("evening"+g.suffix, begin, end)
			return
		}
	}
}

func (g *generator) every(s Step) {
	u, ok := units[s.Unit]
	if !ok || s.N < 1 {
		return
	}
	until := Date{lastYear, 12, 31}
	if s.Until != "" {
		var err error
		if until, err = ParseDate(s.Until); err != nil {
			return
		}
	}
	// The first occurrence that can begin at from: an old event costs no more than a new one.
	first := DateOf(g.from.In(g.loc))
	step, unit, most := u.days*s.N, "d", 366*lastYear
	k := (first.Days() - g.anchor.Days() - 1) / max(step, 1)
	if u.months > 0 {
		step, unit, most = u.months*s.N, "m", 12*lastYear
		k = (int(first.Year)*12 + int(first.Month) - int(g.anchor.Year)*12 - int(g.anchor.Month) - 1) / step
	}
	for k = max(k, 1); (s.Count == 0 || k <= s.Count) && k*step <= most; k++ {
		date := g.anchor.AddDays(k * step)
		if u.months > 0 {
			date = g.anchor.AddMonths(k * step)
		}
		if date.Year > lastYear || date.Compare(until) > 0 || !startOf(date.AddDays(-s.LeadDays), g.loc).Before(g.to) {
			return
		}
		g.remind("every+"+strconv.Itoa(k*step)+unit, s, date)
	}
}

func (g *generator) birthday(s Step) {
	year := max(int(g.anchor.Year)+1, int(DateOf(g.from.In(g.loc)).Year)-1)
	for ; year <= lastYear; year++ {
		date := g.anchor.inYear(year)
		begin := startOf(date.AddDays(-s.LeadDays), g.loc)
		if !begin.Before(g.to) {
			return
		}
		g.add("birthday"+strconv.Itoa(year), begin, startOf(date.AddDays(1), g.loc))
	}
}

// remind adds what is due about one day: on it, or before it once or twice.
func (g *generator) remind(tag string, s Step, date Date) {
	begin, end := startOf(date.AddDays(-s.LeadDays), g.loc), startOf(date.AddDays(1), g.loc)
	tag += g.suffix
	switch {
	case s.SecondDays > 0:
		second := startOf(date.AddDays(-s.SecondDays), g.loc)
		g.add(tag, begin, second)
		g.add(tag+"#2", second, end)
	case s.LeadDays > 0:
		g.add(tag, begin, end)
	default:
		g.add(tag, begin, startOf(date.AddDays(max(1, s.SpanDays)), g.loc))
	}
}
