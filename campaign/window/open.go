package window

import "time"

// Whether the window is open depends on the wall clock of the zone alone. So a local time that a change of the clock
// skips does not exist, and an interval that begins in such a gap opens at its end; a local time that comes twice counts
// both times. Between two changes of the clock the wall runs evenly, and Next and Until are sums on it; at each change
// they start again.

// maxChanges is how many changes of the clock Next and Until step over. No zone has as many in two weeks.
const maxChanges = 16

// wall is a moment of the week by the wall clock: seconds from Monday 00:00.
func wall(local time.Time) int {
	return (int(local.Weekday())+6)%7*day + local.Hour()*3600 + local.Minute()*60 + local.Second()
}

// Open reports whether a call may be placed at t.
func (w Window) Open(t time.Time) bool {
	loc, err := location(w.Zone)
	return err == nil && w.covers(wall(t.In(loc)))
}

func (w Window) covers(at int) bool {
	for _, v := range w.Intervals {
		if from, to := v.on(at/day + 1); from <= at%day && at%day < to {
			return true
		}
	}
	return false
}

// Next returns the first moment at or after t at which the window is open: t itself when it is open, otherwise an
// opening, on the full second and in the location of t. It is false only for a window that Validate refuses.
func (w Window) Next(t time.Time) (time.Time, bool) {
	return w.first(t, true)
}

// Until returns the first moment after t at which the window is closed, and false when it is closed at t. Intervals that
// touch, also over midnight, are one. For a window that never closes it returns t and one week.
func (w Window) Until(t time.Time) (time.Time, bool) {
	if !w.Open(t) {
		return time.Time{}, false
	}
	if end, ok := w.first(t, false); ok {
		return end, true
	}
	return t.Add(week * time.Second), true
}

// first returns the first moment at or after t at which Open is as wanted.
func (w Window) first(t time.Time, open bool) (time.Time, bool) {
	loc, err := location(w.Zone)
	if err != nil {
		return time.Time{}, false
	}
	cur := t.In(loc)
	for range maxChanges {
		at := wall(cur)
		if w.covers(at) == open {
			return cur.In(t.Location()), true
		}
		wait := w.wait(at, open)
		_, change := cur.ZoneBounds()
		// Whole seconds: boundaries lie on them, and cur is before the next one.
		then := time.Unix(cur.Unix()+int64(wait), 0)
		switch {
		case wait <= week && (change.IsZero() || then.Before(change)):
			return then.In(t.Location()), true
		case change.IsZero():
			return time.Time{}, false
		}
		cur = change
	}
	return time.Time{}, false
}

// wait returns the seconds from a moment of the week to the first boundary at which the wall clock's state becomes as
// wanted, and more than a week when there is none.
func (w Window) wait(at int, open bool) int {
	best := week + 1
	for d := range 7 {
		for _, v := range w.Intervals {
			from, to := v.on(d + 1)
			if from == to {
				continue
			}
			edge := d*day + to
			if open {
				edge = d*day + from
			}
			edge %= week
			if w.covers(edge) != open {
				continue // where two intervals touch, nothing closes
			}
			best = min(best, (edge-at-1+week)%week+1)
		}
	}
	return best
}
