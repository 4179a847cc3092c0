package caps

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whoever calls as soon as Next allows: no window of the given length ever holds more calls than the cap, and no
// allowed moment is missed.
func TestCapsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Caps{PerDay: rapid.IntRange(1, 8).Draw(t, "day"), PerBurst: rapid.IntRange(1, 5).Draw(t, "burst"), Burst: time.Duration(rapid.IntRange(60, 7200).Draw(t, "s")) * time.Second}
		now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
		var calls []time.Time
		count := func(at time.Time, d time.Duration) (n int) {
			for _, x := range calls {
				if x.After(at.Add(-d)) && !x.After(at) {
					n++
				}
			}
			return n
		}
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3*3600).Draw(t, "pause")) * time.Second)
			next := c.Next(calls, now)
			if next.Before(now) {
				t.Fatal("Next is in the past")
			}
			if c.Allows(calls, now) != next.Equal(now) {
				t.Fatal("Allows and Next disagree")
			}
			if next.After(now) {
				just := next.Add(-time.Nanosecond)
				if count(just, day) < c.PerDay && count(just, c.Burst) < c.PerBurst {
					t.Fatalf("a moment before %s was allowed", next)
				}
			}
			if rapid.Bool().Draw(t, "call") {
				now = next
				calls = append(calls, now)
				if count(now, day) > c.PerDay || count(now, c.Burst) > c.PerBurst {
					t.Fatalf("%d calls in 24 h, %d in %s", count(now, day), count(now, c.Burst), c.Burst)
				}
			}
		}
	})
}
