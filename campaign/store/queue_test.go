package store

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// However the queue is advanced, what is behind its front is looked through without a gap, in bounded stretches.
func TestQueueStretches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		epoch := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		furthest := place{}
		for range rapid.IntRange(1, 60).Draw(t, "claims") {
			to := place{epoch.Add(time.Duration(rapid.IntRange(0, 50).Draw(t, "due")) * time.Second), rapid.Int64Range(1, 100).Draw(t, "id")}
			q.advance(to, rapid.IntRange(1, stretchRows).Draw(t, "rows"))
			if furthest.before(to) {
				furthest = to
			}
			if ahead, _, _ := q.look(epoch); ahead.from != furthest || ahead.to != endOfQueue {
				t.Fatalf("ahead is %v, the furthest place was %v", ahead, furthest)
			}
		}
		// Sweep once around, some stretches at a time.
		var seen []stretch
		n := len(q.marks)
		for len(seen) < n {
			_, behind, _ := q.look(epoch)
			if len(behind) == 0 || len(behind) > sweepMost {
				t.Fatalf("%d stretches in one claim", len(behind))
			}
			k := rapid.IntRange(1, len(behind)).Draw(t, "looked")
			seen = append(seen, behind[:k]...)
			q.looked(k)
		}
		seen = seen[:n]
		start := 0
		for i, s := range seen {
			if s.from == (place{}) {
				start = i
			}
		}
		at := place{}
		for i := range seen {
			s := seen[(start+i)%n]
			if s.from != at || s.to.before(s.from) {
				t.Fatalf("stretch %v after %v", s, at)
			}
			at = s.to
		}
		if at != furthest {
			t.Fatalf("looked through up to %v, not %v", at, furthest)
		}
	})
}

// One stretch is looked through each sweepEvery, and again after the clock was set back.
func TestQueueHurry(t *testing.T) {
	var q queue
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, behind, hurry := q.look(now); hurry || len(behind) > 0 {
		t.Fatal("a new queue has nothing behind")
	}
	q.advance(place{now, 1}, 1)
	for i, c := range []struct {
		after time.Duration
		want  bool
	}{{0, true}, {0, false}, {sweepEvery - 1, false}, {1, true}, {-time.Hour, true}, {sweepEvery, true}} {
		now = now.Add(c.after)
		if _, _, hurry := q.look(now); hurry != c.want {
			t.Errorf("look %d: %v", i, hurry)
		}
	}
}
