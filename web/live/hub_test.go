package live

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/calendar"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/dialer"
)

// fake is a database that can be down, and a dialer in which nothing changes.
type fake struct {
	down    atomic.Bool
	queries atomic.Int64
	slow    time.Duration
}

var errDown = errors.New("down")

func (f *fake) LiveCampaigns(context.Context, time.Time, time.Time) ([]campaign.Campaign, error) {
	f.queries.Add(1)
	time.Sleep(f.slow)
	if f.down.Load() {
		return nil, errDown
	}
	always := window.Window{Zone: "UTC", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "24:00"}}}
	return []campaign.Campaign{{ID: 1, State: campaign.Running, Settings: campaign.Settings{Name: "c", Trunk: "t", Window: always, AgentIDs: []int64{7, 8, 9}}, Pool: []int64{7, 8, 9},
		Counts: campaign.Counts{Total: 5, Waiting: 5, Due: 5}}}, nil
}

func (f *fake) SplitDue(_ context.Context, _, ready []int64, _ time.Time) (map[int64]store.DueSplit, error) {
	if !slices.Equal(ready, []int64{7}) {
		return nil, errors.New("wrong agents")
	}
	return map[int64]store.DueSplit{1: {Free: 3, OnDNC: 2}}, nil
}

func (f *fake) Calendar(context.Context) (*calendar.Calendar, error) { return calendar.CN(), nil }

func (f *fake) Today(context.Context, time.Time) (campaign.Day, error) {
	return campaign.Day{Attempts: 4}, nil
}

func (f *fake) Status() dialer.Status {
	return dialer.Status{AsteriskUp: true, Trunks: []dialer.TrunkStatus{{Name: "t", MaxCalls: 5}},
		Agents: []dialer.AgentStatus{{ID: 7, State: dialer.AgentReady}, {ID: 8, State: dialer.AgentOnCall}, {ID: 9, State: dialer.AgentOffline}}}
}

func (f *fake) Changed() <-chan struct{} { return nil }

// start runs a Hub and a server of its stream; check is asked often.
func start(t *testing.T, f *fake, check func(context.Context) error) (h *Hub, url string) {
	t.Helper()
	h = NewHub(f, f, func() []campaign.PacingStatus { return nil }, time.UTC, slog.New(slog.DiscardHandler))
	h.checkEvery = 20 * time.Millisecond
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.Stream(w, r, check) }))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- h.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		srv.Close()
	})
	return h, srv.URL
}

func watch(t *testing.T, url string) func() (Live, bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	in := bufio.NewScanner(res.Body)
	return func() (l Live, ok bool) {
		for in.Scan() {
			if data, isData := strings.CutPrefix(in.Text(), "data: "); isData {
				if err := json.Unmarshal([]byte(data), &l); err != nil {
					t.Fatal(err)
				}
				return l, true
			}
		}
		return l, false
	}
}

func always(context.Context) error { return nil }

func TestFiguresSurviveADatabaseThatIsDown(t *testing.T) {
	f := &fake{}
	_, url := start(t, f, always)
	next := watch(t, url)
	l, ok := next()
	if !ok || len(l.Problems) != 0 || len(l.Campaigns) != 1 || l.Campaigns[0].DiallableNow != 3 || l.Campaigns[0].Counts.Due != 5 || l.Today.Attempts != 4 {
		t.Fatalf("%+v", l)
	}
	f.down.Store(true)
	for ok && len(l.Problems) == 0 {
		l, ok = next()
	}
	if !ok || l.Problems[0] != ProblemDatabase || len(l.Campaigns) != 1 || !l.FiguresAt.Before(l.At) {
		t.Fatalf("down: %+v", l)
	}
	f.down.Store(false)
	for ok && len(l.Problems) != 0 {
		l, ok = next()
	}
	if !ok || time.Since(l.FiguresAt) > 3*time.Second {
		t.Fatalf("up again: %+v", l)
	}
}

func TestStreamEndsWithTheSession(t *testing.T) {
	var over atomic.Bool
	_, url := start(t, &fake{}, func(context.Context) error {
		if over.Load() {
			return errors.New("signed out")
		}
		return nil
	})
	next := watch(t, url)
	if _, ok := next(); !ok {
		t.Fatal("no picture")
	}
	over.Store(true)
	begun := time.Now()
	for {
		if _, ok := next(); !ok {
			break
		}
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("the stream went on for %v", took)
	}
}

// The database is asked once for all who look, not at all when nobody does, and a slow one more rarely.
func TestDatabaseIsAskedSparingly(t *testing.T) {
	f := &fake{slow: 200 * time.Millisecond}
	h, url := start(t, f, always)
	time.Sleep(300 * time.Millisecond)
	if n := f.queries.Load(); n != 0 {
		t.Errorf("%d queries while nobody looks", n)
	}
	for range 5 {
		if _, ok := watch(t, url)(); !ok {
			t.Fatal("no picture")
		}
	}
	time.Sleep(3 * time.Second)
	if n := f.queries.Load(); n < 1 || n > 3 { // 200 ms each: one in 2 s
		t.Errorf("%d queries in 3 s for 5 who look", n)
	}
	if !h.watched() {
		t.Error("nobody looks")
	}
}
