package window

import (
	"fmt"
	"slices"
	"time"

	"huifang/campaign/calendar"
)

// LookAhead is how far ahead it is said that a year's holidays are not known: whoever enters them needs the time.
const LookAhead = 60 * 24 * time.Hour

// Day is one day of a window, for people: what it is, and when calls may be placed.
type Day struct {
	Date    calendar.Date `json:"date" format:"date"`
	Weekday int           `json:"weekday" doc:"1 Monday to 7 Sunday"`
	As      int           `json:"as" doc:"the weekday that the day counts as; differs from weekday on made-up working days"`
	Kind    calendar.Kind `json:"kind" enum:",holiday,workday" doc:"of the calendar that the window asks; workday: made up for a holiday"`
	Name    string        `json:"name,omitempty" doc:"of the holiday"`
	NameEN  string        `json:"name_en,omitempty"`
	Special bool          `json:"exception" doc:"an exception of the window holds"`
	Open    []Span        `json:"open" doc:"by the wall clock, in order, those that touch as one; [] when closed"`
	Closed  Closed        `json:"closed,omitempty" enum:"exception,holiday,season,weekend,weekday" doc:"why nothing is open"`
}

// Closed is why a day has no open time.
type Closed string

// The values of Closed, in the order in which they are decided.
const (
	ClosedException Closed = "exception"
	ClosedHoliday   Closed = "holiday"
	ClosedSeason    Closed = "season"  // on this weekday there are intervals in other seasons only
	ClosedWeekend   Closed = "weekend" // a Saturday or Sunday without intervals
	ClosedWeekday   Closed = "weekday" // another day of the week without intervals
)

// Days returns n days from that of t on, by the wall clock of the window's zone, or of the customer's after Narrow; of
// several candidates the first is taken. The customer's own convenient times are left out. A time of day that a change of
// the clock skips is shown all the same. A window that never opens has no days.
func (b *Bound) Days(t time.Time, n int) []Day {
	list := []Day{}
	if len(b.zones) == 0 {
		return list
	}
	regular := *b
	regular.own = nil
	first := calendar.DateOf(t.In(b.zones[0]))
	for d := range n {
		list = append(list, regular.preview(first+calendar.Date(d)))
	}
	return list
}

func (b *Bound) preview(date calendar.Date) Day {
	x := b.day(date)
	out := Day{Date: date, Weekday: date.Weekday(), As: x.weekday, Special: x.special, Open: b.spans(&x)}
	if b.calendar != nil {
		h := b.calendar.Day(date)
		out.Kind, out.Name, out.NameEN = h.Kind, h.Name, h.NameEN
	}
	if len(out.Open) == 0 {
		out.Closed = b.whyClosed(&x)
	}
	return out
}

// spans returns the open times of a day.
func (b *Bound) spans(x *today) []Span {
	edges := []int{0, day}
	for _, r := range b.rules {
		edges = append(edges, r.from, r.to)
	}
	for _, s := range x.hours {
		edges = append(edges, s.from, s.to)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	open := []Span{}
	for i, from := range edges[:len(edges)-1] { // between two edges nothing changes
		switch n := len(open); {
		case !b.covers(x, from):
		case n > 0 && open[n-1].To == clockText(from):
			open[n-1].To = clockText(edges[i+1])
		default:
			open = append(open, Span{clockText(from), clockText(edges[i+1])})
		}
	}
	return open
}

func (b *Bound) whyClosed(x *today) Closed {
	switch {
	case x.special:
		return ClosedException
	case x.shut:
		return ClosedHoliday
	case slices.ContainsFunc(b.rules, func(r rule) bool { return r.weekdays&(1<<x.weekday) != 0 }):
		return ClosedSeason
	case x.weekday > 5:
		return ClosedWeekend
	}
	return ClosedWeekday
}

// clockText writes seconds from midnight as "HH:MM".
func clockText(seconds int) string { return fmt.Sprintf("%02d:%02d", seconds/3600, seconds/60%60) }
