package window

import (
	"fmt"
	"math"
	"time"

	"huifang/campaign/calendar"
)

// Whether the window is open depends on the wall clock of the zone alone. So a local time that a change of the clock
// skips does not exist, and an interval that begins in such a gap opens at its end; a local time that comes twice counts
// both times. Between two changes of the clock the wall runs evenly, so a search goes from change to change, and between
// them from day to day.

const (
	// reach is how far Next looks, in days: 100 years. A leap day that is a Monday is the rarest; it comes within 40.
	reach = 36525
	// reachNarrowed is how far Next looks when a customer's times or several zones have to meet the window, and Until.
	reachNarrowed = 400
	// untilAtMost is what Until says of a window that does not close within reachNarrowed.
	untilAtMost = 7 * day * time.Second
)

// Bound is a window together with the holidays that hold for it, made for many questions; and, after Narrow, with what is
// known of a customer. It does not change, and is safe for concurrent use.
type Bound struct {
	zones    []*time.Location       // open only when open by the wall clocks of all; none: never open
	rules    []rule                 // the regular intervals
	special  map[calendar.Date]plan // exceptions
	calendar *calendar.Calendar     // nil: not asked
	closed   bool                   // on the calendar's holidays
	own      []rule                 // the customer's convenient times; none: any time
	reach    int64                  // of Next, seconds
}

// rule is an interval made ready.
type rule struct {
	span
	weekdays uint8 // bit d for the ISO weekday d
	part     part
}

func (r rule) on(weekday int, d yearday) bool { return r.weekdays&(1<<weekday) != 0 && r.part.has(d) }

// plan is the hours of an exception.
type plan []span

// Bind makes the window ready with the calendar that Calendar names, as an administrator has completed it; nil is the
// embedded one. A window that cannot be read, or a calendar of another name, gives a Bound that never opens.
func (w Window) Bind(c *calendar.Calendar) *Bound {
	never := &Bound{}
	b := &Bound{reach: reach * day}
	zone, err := location(w.Zone)
	if err != nil {
		return never
	}
	b.zones = []*time.Location{zone}
	switch w.Holidays {
	case "", HolidaysIgnore:
	case HolidaysOpen, HolidaysClosed:
		if c == nil {
			c, _ = calendar.Named(w.Calendar)
		}
		if c == nil || c.Name() != w.Calendar {
			return never
		}
		b.calendar, b.closed = c, w.Holidays == HolidaysClosed
	default:
		return never
	}
	b.rules = make([]rule, 0, len(w.Intervals))
	for _, v := range w.Intervals {
		p, ok := w.partOf(v.Season)
		r, okRule := v.rule(p)
		if !ok || !okRule {
			return never
		}
		b.rules = append(b.rules, r)
	}
	if len(w.Exceptions) > 0 {
		b.special = make(map[calendar.Date]plan, len(w.Exceptions))
	}
	for _, e := range w.Exceptions {
		date, err := calendar.ParseDate(e.Date)
		if err != nil {
			return never
		}
		p := make(plan, 0, len(e.Intervals))
		for _, v := range e.Intervals {
			s, ok := v.read()
			if !ok {
				return never
			}
			p = append(p, s)
		}
		b.special[date] = p
	}
	return b
}

func (v Interval) rule(p part) (rule, bool) {
	s, ok := (Span{v.From, v.To}).read()
	r := rule{span: s, part: p}
	for _, d := range v.Weekdays {
		if d < 1 || d > 7 {
			return rule{}, false
		}
		r.weekdays |= 1 << d
	}
	return r, ok
}

// Open reports whether a call may be placed at t, with the embedded calendar.
func (w Window) Open(t time.Time) bool { return w.Bind(nil).Open(t) }

// Next is Bound.Next with the embedded calendar.
func (w Window) Next(t time.Time) (time.Time, bool) { return w.Bind(nil).Next(t) }

// Until is Bound.Until with the embedded calendar.
func (w Window) Until(t time.Time) (time.Time, bool) { return w.Bind(nil).Until(t) }

// Open reports whether a call may be placed at t.
func (b *Bound) Open(t time.Time) bool {
	for _, zone := range b.zones {
		date, at := wall(t.Unix(), offset(t, zone))
		if x := b.day(date); !b.covers(&x, at) {
			return false
		}
	}
	return len(b.zones) > 0
}

// Next returns the first moment at or after t at which the window is open: t itself when it is open, otherwise an
// opening, on the full second and in the location of t. It is false when there is none within 100 years, which Validate
// makes sure of only without exceptions; and for a narrowed window when there is none within 400 days.
func (b *Bound) Next(t time.Time) (time.Time, bool) {
	limit := t.Unix() + b.reach
	cur := t
	// Each zone's next opening is a moment before which nothing can be open. When no zone moves it on, all are open.
	for moved := len(b.zones) > 0; moved; {
		moved = false
		for _, zone := range b.zones {
			next, ok := b.first(cur, zone, true, limit)
			if !ok {
				return time.Time{}, false
			}
			if next.After(cur) {
				cur, moved = next, len(b.zones) > 1
			}
		}
	}
	return cur, len(b.zones) > 0
}

// Until returns the first moment after t at which the window is closed, and false when it is closed at t. Intervals that
// touch, also over midnight, are one. For a window that stays open for 400 days it returns t and one week.
func (b *Bound) Until(t time.Time) (time.Time, bool) {
	if !b.Open(t) {
		return time.Time{}, false
	}
	var end time.Time
	for _, zone := range b.zones {
		if e, ok := b.first(t, zone, false, t.Unix()+reachNarrowed*day); ok && (end.IsZero() || e.Before(end)) {
			end = e
		}
	}
	if end.IsZero() {
		end = t.Add(untilAtMost)
	}
	return end, true
}

// Rest is for how long the window will be open from t until midnight, by the wall clock of its zone; of several candidates the first.
func (b *Bound) Rest(t time.Time) time.Duration {
	if len(b.zones) == 0 {
		return 0
	}
	y, m, d := t.In(b.zones[0]).Date()
	midnight := time.Date(y, m, d+1, 0, 0, 0, 0, b.zones[0])
	rest := time.Duration(0)
	for {
		from, ok := b.Next(t)
		if !ok || !from.Before(midnight) {
			return rest
		}
		if t, ok = b.Until(from); !ok {
			return rest
		}
		rest += min(t.Sub(from), midnight.Sub(from))
	}
}

// Warning is something that a supervisor has to know about the answers for a time.
type Warning struct {
	Code   string `json:"code"` // CodeYearUnknown
	Year   int    `json:"year"`
	Detail string `json:"detail"` // English, for people
}

// CodeYearUnknown is the code of a Warning: the window asks a calendar, which does not know the holidays of a year. Of
// that year only the holidays with a fixed date are known; the others count as what they are in the week.
const CodeYearUnknown = "calendar_year_unknown"

// Warnings names the years from from to to, by the wall clock, for which the calendar has no data. A window that asks no
// calendar has none.
func (b *Bound) Warnings(from, to time.Time) []Warning {
	if b.calendar == nil || to.Before(from) || len(b.zones) == 0 {
		return nil
	}
	first, last := from.In(b.zones[0]).Year(), to.In(b.zones[0]).Year()
	for _, zone := range b.zones[1:] {
		first, last = min(first, from.In(zone).Year()), max(last, to.In(zone).Year())
	}
	var list []Warning
	for year := first; year <= last; year++ {
		if !b.calendar.Known(year) {
			list = append(list, Warning{CodeYearUnknown, year, fmt.Sprintf(
				"the public holidays of %d (%s) are not known: only those with a fixed date are observed, and no made-up working days", year, b.calendar.Name())})
		}
	}
	return list
}

func offset(t time.Time, zone *time.Location) int64 {
	_, seconds := t.In(zone).Zone()
	return int64(seconds)
}

// wall returns the day and the second of it that the wall clock shows.
func wall(unix, offset int64) (calendar.Date, int) {
	local := unix + offset
	at := local % day
	if at < 0 {
		at += day
	}
	return calendar.Date((local - at) / day), int(at)
}

// today is what decides about a local day.
type today struct {
	weekday int     // ISO; a made-up working day's is the one that it counts as
	yearday yearday //
	special bool    // an exception holds:
	hours   plan    // its hours
	shut    bool    // a public holiday
}

func (b *Bound) day(date calendar.Date) today {
	x := today{weekday: date.Weekday()}
	if b.calendar != nil {
		h := b.calendar.Day(date)
		x.weekday, x.shut = h.As, b.closed && h.Kind == calendar.Holiday
	}
	if len(b.special) > 0 {
		x.hours, x.special = b.special[date]
	}
	_, month, dom := date.Civil()
	x.yearday = yearday(int(month)*100 + dom)
	return x
}

// covers reports whether the window is open at a second of a day.
func (b *Bound) covers(x *today, at int) bool {
	if len(b.own) > 0 && !anyRule(b.own, x, at) {
		return false
	}
	switch {
	case x.special:
		for _, s := range x.hours {
			if s.has(at) {
				return true
			}
		}
		return false
	case x.shut:
		return false
	}
	return anyRule(b.rules, x, at)
}

func anyRule(rules []rule, x *today, at int) bool {
	for i := range rules {
		if r := &rules[i]; r.has(at) && r.on(x.weekday, x.yearday) {
			return true
		}
	}
	return false
}

// first returns the first full second from that of t on, in the location of t, at which the window is open by the wall
// clock of the zone, or closed. It is false when there is none before limit, in Unix seconds.
func (b *Bound) first(t time.Time, zone *time.Location, open bool, limit int64) (time.Time, bool) {
	now := t.Unix()
	for now < limit {
		local := time.Unix(now, 0).In(zone)
		end := min(limit, nextChange(local))
		_, off := local.Zone()
		for now < end {
			date, at := wall(now, int64(off))
			till := int(min(day, int64(at)+end-now)) // the day's end, or the second of it at which the clock changes
			if edge := b.edge(date, at, till, open); edge < till {
				return time.Unix(now+int64(edge-at), 0).In(t.Location()), true
			}
			now += int64(till - at)
		}
	}
	return time.Time{}, false
}

// nextChange returns a moment in Unix seconds, after now, up to which now's offset holds.
func nextChange(now time.Time) int64 {
	_, change := now.ZoneBounds()
	if change.IsZero() {
		return math.MaxInt64
	}
	// Past the end of a zone's table ZoneBounds takes every year for one of 365 days (time.tzset as of Go 1.26): on
	// 31 December of a leap year, by UTC, it names a change that is over. The offset holds until the year's end.
	if unix := now.Unix(); change.Unix() <= unix {
		_, at := wall(unix, 0)
		return unix + int64(day-at)
	}
	return change.Unix()
}

// edge returns the first second of a day in [at, till) at which the window is open, or closed; till when there is none.
func (b *Bound) edge(date calendar.Date, at, till int, open bool) int {
	x := b.day(date)
	if b.covers(&x, at) == open {
		return at
	}
	best := till
	try := func(s span) {
		e := s.to
		if open {
			e = s.from
		}
		// Where two intervals touch, nothing closes.
		if at < e && e < best && b.covers(&x, e) == open {
			best = e
		}
	}
	if x.special {
		for _, s := range x.hours {
			try(s)
		}
	} else if !x.shut {
		for i := range b.rules {
			try(b.rules[i].span)
		}
	}
	for i := range b.own {
		try(b.own[i].span)
	}
	return best
}
