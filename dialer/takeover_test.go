package dialer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"huifang/ari"
	"huifang/dialer/call"
)

// ward is a database in which node b is lost, with one attempt in each state.
type ward struct {
	mu    sync.Mutex // held by the test but while it waits
	away  bool
	taken []time.Time
	since time.Time // the lease of b expired
	rows  []LiveAttempt
	ended map[int64]call.Outcome
	freed []int64
}

var errAway = errors.New("away")

func (w *ward) NodeAble(context.Context, string, int64, bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.away {
		return errAway
	}
	return nil
}

func (w *ward) LostNodes(context.Context) ([]string, error) { return []string{"b"}, nil }

func (w *ward) TakeNode(context.Context, string, string, time.Duration) (time.Duration, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken = append(w.taken, time.Now())
	return time.Since(w.since), true, nil
}

func (w *ward) Live(context.Context, string) ([]LiveAttempt, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.rows), func(r LiveAttempt) bool { return w.ended[r.Attempt] != "" }), nil
}

func (w *ward) Journal(_ context.Context, attempt int64, entries []Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range entries {
		switch e.Kind {
		case "agent_gone":
			w.freed = append(w.freed, attempt)
			i := slices.IndexFunc(w.rows, func(r LiveAttempt) bool { return r.Attempt == attempt })
			w.rows[i].Agent = 0
		case "ended":
			w.ended[attempt] = e.Result.Outcome
		}
	}
	return nil
}

// run lets node a look after others for a time.
func (w *ward) run(t *testing.T, during func()) {
	t.Helper()
	client, err := ari.New(ari.Config{URL: "http://127.0.0.1:1/ari", User: "u", Password: "p", App: "a"})
	if err != nil {
		t.Fatal(err)
	}
	taker := &Takeover{Node: "a", Lease: 10 * time.Second, Store: w, ARI: client, MaxCall: time.Minute,
		Metrics: NewMetrics(prometheus.NewRegistry()), Log: slog.New(slog.DiscardHandler)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- taker.Run(ctx) }()
	w.mu.Lock()
	during()
	w.mu.Unlock()
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// elapse lets time pass, and what happens in it.
func (w *ward) elapse(d time.Duration) {
	w.mu.Unlock()
	time.Sleep(d)
	synctest.Wait()
	w.mu.Lock()
}

// When the database comes back to all nodes at once, nobody takes over before the others could prolong their leases.
func TestTakeoverWaitsAfterAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &ward{since: time.Now(), ended: map[int64]call.Outcome{}}
		w.run(t, func() {
			began := time.Now()
			w.elapse(10 * time.Second)
			if len(w.taken) == 0 || w.taken[0].Sub(began) < takeoverSteady {
				t.Errorf("after the start: taken over after %v", w.taken)
			}
			w.away = true
			w.elapse(30 * time.Second)
			n := len(w.taken)
			w.away = false
			back := time.Now()
			w.elapse(10 * time.Second)
			if len(w.taken) == n || w.taken[n].Sub(back) < takeoverSteady-takeoverEvery {
				t.Errorf("after an outage: taken over after %s", w.taken[n].Sub(back))
			}
		})
	})
}

// A lost node whose Asterisk nobody reaches: what was never armed ends at once, agents are free after their grace, and the rest when
// no call can last any longer.
func TestTakeoverUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		row := func(id int64, state string, agent int64, answered bool) LiveAttempt {
			r := LiveAttempt{Order: Order{Attempt: id, Agent: agent, RingTimeout: 20 * time.Second}, State: state, ClaimedAt: began}
			if answered {
				r.AnsweredAt, r.BridgedAt = began, began
			}
			return r
		}
		w := &ward{since: began, ended: map[int64]call.Outcome{}, rows: []LiveAttempt{
			row(1, "claimed", 11, false), row(2, "armed", 12, false), row(3, "ringing", 0, false), row(4, "talking", 14, true),
		}}
		w.run(t, func() {
			w.elapse(takeoverSteady + 2*takeoverEvery)
			if len(w.ended) != 1 || w.ended[1] != call.NotPlaced {
				t.Errorf("at once: %v", w.ended)
			}
			w.elapse(20 * time.Second)
			if !slices.Equal(w.freed, []int64{2, 4}) {
				t.Errorf("agents freed of the attempts %v", w.freed)
			}
			if len(w.ended) != 1 {
				t.Errorf("too early: %v", w.ended)
			}
			w.elapse(time.Until(began.Add(20*time.Second + ringSlack + time.Minute - time.Second)))
			if len(w.ended) != 1 {
				t.Errorf("too early: %v", w.ended)
			}
			w.elapse(3 * time.Second)
			if w.ended[2] != call.Interrupted || w.ended[3] != call.Interrupted || w.ended[4] != call.Answered {
				t.Errorf("in the end: %v", w.ended)
			}
		})
	})
}

func TestEndOfAttemptsOfTheDead(t *testing.T) {
	now := time.Date(2026, 11, 28, 22, 0, 0, 0, time.UTC)
	before := func(d time.Duration) time.Time { return now.Add(-d) }
	row := LiveAttempt{ClaimedAt: before(6 * time.Hour), AnsweredAt: before(5*time.Hour + 59*time.Minute)}
	gone := func(at time.Time) LiveAttempt { r := row; r.GoneAt = at; return r }
	for _, c := range []struct {
		name  string
		row   LiveAttempt
		there bool
		want  time.Time
	}{
		{"the process was gone for hours", gone(before(5 * time.Hour)), false, before(5 * time.Hour)},
		{"the customer was still there", gone(before(5 * time.Hour)), true, now},
		{"the process lives", row, false, now},
		{"a clock that is wrong: not before the answer", gone(before(7 * time.Hour)), false, row.AnsweredAt},
		{"a clock that is wrong: not in the future", gone(now.Add(time.Hour)), false, now},
	} {
		if got := endOf(c.row, c.there, now); !got.Equal(c.want) {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}
