package window

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
	"time"
)

// The names of the tz database, links too, as Go carries it.
//
//go:embed testdata/zones.txt
var zoneNames string

// transition is a change of a zone's clock: the first moment of the new offset.
type transition struct {
	at            time.Time // in UTC
	before, after int       // offsets, seconds
}

// transitions finds the changes of the offset from 1970, where the tz database begins to be complete, to 2037 by looking at every sixth hour, and by halving where two
// looks differ. It asks time for offsets only.
func transitions(zone *time.Location) []transition {
	offset := func(unix int64) int {
		_, o := time.Unix(unix, 0).In(zone).Zone()
		return o
	}
	var found []transition
	const step = 6 * 3600
	end := time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	before := offset(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
	for u := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).Unix(); u < end; u += step {
		after := offset(u + step)
		if after == before {
			continue
		}
		lo, hi := u, u+step // offset(lo) is the old one, offset(hi) is not
		for hi-lo > 1 {
			if mid := (lo + hi) / 2; offset(mid) == before {
				lo = mid
			} else {
				hi = mid
			}
		}
		found = append(found, transition{time.Unix(hi, 0).UTC(), before, offset(hi)})
		before = after
	}
	return found
}

// Every change of every clock: windows with an edge in the gap, in the hour that comes twice, and around, against a look at
// every minute. In short mode every 20th zone.
func TestEveryTransition(t *testing.T) {
	count, inGap, twice, seen := 0, 0, 0, map[string]bool{}
	for i, name := range strings.Fields(zoneNames) {
		if testing.Short() && i%20 != 0 {
			continue
		}
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		changes := transitions(zone)
		if key := fmt.Sprint(changes); seen[key] {
			continue // another name for the same clock
		} else {
			seen[key] = true
		}
		for _, tr := range changes {
			count++
			if tr.after > tr.before {
				inGap++
			} else {
				twice++
			}
			checkTransition(t, name, zone, tr)
			if t.Failed() {
				t.Fatalf("%s at %v", name, tr.at.In(zone))
			}
		}
	}
	t.Logf("%d changes of clocks: %d forward, %d back", count, inGap, twice)
	if least := map[bool]int{true: 500, false: 15_000}[testing.Short()]; count < least || inGap < least/3 || twice < least/3 {
		t.Errorf("only %d changes, %d forward, %d back", count, inGap, twice)
	}
}

func checkTransition(t *testing.T, name string, zone *time.Location, tr transition) {
	// The stretch of wall time that is skipped or comes twice lies between these two, by either clock.
	low, high := wallMinute(tr.at.Unix()+int64(min(tr.before, tr.after))), wallMinute(tr.at.Unix()+int64(max(tr.before, tr.after)))
	middle := (low + high) / 2
	from, to := tr.at.Add(-3*time.Hour), tr.at.Add(3*time.Hour)
	step := time.Minute
	if tr.before%60 != 0 || tr.after%60 != 0 {
		step = 30 * time.Second // Liberia until 1972: a whole minute of the wall is half a minute of UTC
	}
	for _, edges := range [][2]int{{middle, high + 30}, {low - 30, middle}, {low, high}, {low + 1, middle + 1}} {
		w, ok := across(name, edges[0], edges[1])
		if !ok {
			continue // a whole day of wall time is skipped: nothing is left to open in
		}
		b := w.Bind(nil)
		// From the end of the stretch to its beginning: the next opening and the next closing are known for each minute.
		var opens, closes time.Time
		for m := to; !m.Before(from); m = m.Add(-step) {
			open := localOpen(w, m.In(zone))
			if b.Open(m) != open {
				t.Errorf("%v: Open(%v) = %v", w.Intervals, m.In(zone), !open)
				return
			}
			if open {
				opens = m
			} else {
				closes = m
			}
			if next, ok := b.Next(m); !opens.IsZero() && (!ok || !next.Equal(opens)) || !ok {
				t.Errorf("%v: Next(%v) = %v %v, want %v", w.Intervals, m.In(zone), next.In(zone), ok, opens.In(zone))
				return
			}
			if until, ok := b.Until(m); ok != open || open && !closes.IsZero() && !until.Equal(closes) {
				t.Errorf("%v: Until(%v) = %v %v, want %v", w.Intervals, m.In(zone), until.In(zone), ok, closes.In(zone))
				return
			}
		}
	}
}

// wallMinute is the minute of wall time, from 1970-01-01 00:00 of the wall clock.
func wallMinute(local int64) int { return int(local / 60) }

// across makes a window that is open in wall time from minute a to minute b, on all days of the week of that stretch.
func across(zone string, a, b int) (Window, bool) {
	w := Window{Zone: zone}
	if b <= a || b-a > 20*60 {
		return w, false
	}
	for day := a / 1440; day*1440 < b; day++ {
		from, to := max(a, day*1440)-day*1440, min(b, (day+1)*1440)-day*1440
		w.Intervals = append(w.Intervals, Interval{[]int{(day+3)%7 + 1}, hhmm(from), hhmm(to), ""})
	}
	return w, true
}

// localOpen is Open for a window of intervals alone, from the fields of the local time as package time gives them.
func localOpen(w Window, l time.Time) bool {
	minute := l.Hour()*60 + l.Minute()
	for _, v := range w.Intervals {
		from, _ := clock(v.From)
		to, _ := clock(v.To)
		if v.Weekdays[0]%7 == int(l.Weekday()) && from <= minute*60 && minute*60 < to {
			return true
		}
	}
	return false
}

// The rule that a zone ends with goes on for ever; leap years and the turn of the year are where package time slips.
func TestAfterTheTable(t *testing.T) {
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Europe/Dublin", "Australia/Sydney", "America/Santiago", "Asia/Gaza", "America/Nuuk", "Africa/Casablanca", "Asia/Shanghai"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		w := Window{Zone: name, Intervals: []Interval{{[]int{1, 2, 3, 4, 5, 6, 7}, "02:30", "02:45", ""}}}
		b := w.Bind(nil)
		for u := time.Date(2037, 12, 25, 0, 0, 0, 0, time.UTC); u.Year() < 2110; u = u.Add(5*time.Hour + 7*time.Minute) {
			next, ok := b.Next(u)
			if !ok || next.Before(u) || !localOpen(Window{Intervals: daily(w.Intervals[0])}, next.In(zone)) || next.Sub(u) > 49*time.Hour {
				t.Fatalf("%s: Next(%v) = %v %v", name, u.In(zone), next.In(zone), ok)
			}
		}
	}
}

// daily is an interval on seven days as seven intervals.
func daily(v Interval) []Interval {
	var list []Interval
	for d := 1; d <= 7; d++ {
		list = append(list, Interval{[]int{d}, v.From, v.To, ""})
	}
	return list
}
