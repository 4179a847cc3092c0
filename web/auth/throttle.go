package auth

import (
	"sync"
	"time"
)

const (
	maxFailures   = 10
	failureWindow = 5 * time.Minute
)

// throttle counts failed sign-ins by login and address, in memory: each process counts for itself.
type throttle struct {
	mu   sync.Mutex
	seen map[string][]time.Time
}

// take counts an attempt as failed until forget is called, so that many at once cannot pass together. It returns how
// long to wait when there were too many.
func (t *throttle) take(key string, now time.Time) (wait time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil {
		t.seen = map[string][]time.Time{}
	}
	if len(t.seen) > 10_000 {
		for k, v := range t.seen {
			if len(recent(v, now)) == 0 {
				delete(t.seen, k)
			}
		}
	}
	times := recent(t.seen[key], now)
	if len(times) >= maxFailures {
		t.seen[key] = times
		return times[0].Add(failureWindow).Sub(now), false
	}
	t.seen[key] = append(times, now)
	return 0, true
}

// forget clears the count after a success.
func (t *throttle) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, key)
}

func recent(times []time.Time, now time.Time) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) >= failureWindow {
		times = times[1:]
	}
	return times
}
