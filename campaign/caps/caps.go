// Package caps says how often somebody may be called, over all campaigns (requirement R12). It is pure: the time is an
// argument. The defaults are those of Chinese carriers' platforms: at most 5 calls in 24 hours and 3 in 5 minutes.
package caps

import (
	"slices"
	"time"
)

// Caps limit the calls to one number and to one customer, in sliding windows.
type Caps struct {
	PerDay   int           // calls in any 24 hours
	PerBurst int           // calls in any Burst
	Burst    time.Duration //
}

// Default returns the carriers' usual limits.
func Default() Caps { return Caps{PerDay: 5, PerBurst: 3, Burst: 5 * time.Minute} }

const day = 24 * time.Hour

// Next returns the first moment, not before now, at which one more call keeps within the caps, given the times of earlier
// calls in any order. A call leaves a window of length d when d has passed since it.
func (c Caps) Next(calls []time.Time, now time.Time) time.Time {
	calls = slices.Clone(calls)
	slices.SortFunc(calls, time.Time.Compare)
	at := now
	for _, limit := range []struct {
		n int
		d time.Duration
	}{{c.PerDay, day}, {c.PerBurst, c.Burst}} {
		if len(calls) < limit.n {
			continue
		}
		// The limit.n-th call from the end must have left the window.
		if free := calls[len(calls)-limit.n].Add(limit.d); free.After(at) {
			at = free
		}
	}
	return at
}

// Allows tells whether a call at now keeps within the caps.
func (c Caps) Allows(calls []time.Time, now time.Time) bool { return !c.Next(calls, now).After(now) }
