package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"huifang/dialer"
	"huifang/web/api"
	"huifang/web/auth"
	"huifang/web/live"
)

// stream is an EventSource.
type stream struct {
	t      *testing.T
	events chan event
	cancel context.CancelFunc
	res    *http.Response
}

type event struct {
	id   int64
	at   time.Time
	live live.Live
}

func (c *client) watch(header ...string) *stream {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	req, err := http.NewRequestWithContext(ctx, "GET", c.s.url+api.Prefix+"/live", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	hc := *c.http
	hc.Timeout = 0
	res, err := hc.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		c.t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	s := &stream{t: c.t, events: make(chan event, 1000), cancel: cancel, res: res}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(s.events)
		in := bufio.NewScanner(res.Body)
		in.Buffer(nil, 1<<20)
		var e event
		name := ""
		for in.Scan() {
			switch line := in.Text(); {
			case strings.HasPrefix(line, "id: "):
				e.id, _ = strconv.ParseInt(line[4:], 10, 64)
			case strings.HasPrefix(line, "event: "):
				name = line[7:]
			case strings.HasPrefix(line, "data: "):
				if err := json.Unmarshal([]byte(line[6:]), &e.live); err != nil {
					c.t.Errorf("%v: %s", err, line)
				}
			case line == "" && name == "snapshot":
				e.at = time.Now()
				s.events <- e
				e, name = event{}, ""
			}
		}
	}()
	c.t.Cleanup(func() {
		cancel()
		_ = res.Body.Close()
		<-done
	})
	return s
}

func (s *stream) next(within time.Duration) event {
	s.t.Helper()
	select {
	case e, ok := <-s.events:
		if !ok {
			s.t.Fatal("the stream ended")
		}
		return e
	case <-time.After(within):
		s.t.Fatalf("no event within %v", within)
	}
	return event{}
}

func TestLive(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(3)
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", s.input(&l.ID), &camp)
	w := c.watch("Last-Event-ID", "whatever")
	first := w.next(2 * time.Second)
	if first.live.At.IsZero() || first.live.Dialer.Node != "n1" || len(first.live.Campaigns) != 0 || first.live.Problems == nil || first.live.Dialer.Agents == nil {
		t.Errorf("%+v", first.live)
	}
	// A change of the dialer is there at once.
	start := time.Now()
	s.dialer.set(func(st *dialer.Status) { st.Calls = 7 })
	e := w.next(2 * time.Second)
	if e.live.Dialer.Calls != 7 || e.id <= first.id {
		t.Errorf("%+v", e)
	}
	if took := e.at.Sub(start); took > 500*time.Millisecond {
		t.Errorf("it took %v", took)
	}
	// A change in the database is there within a second or so.
	c.want(200, "POST", fmt.Sprintf("/campaigns/%d/start", camp.ID), nil, nil)
	for {
		e = w.next(3 * time.Second)
		if len(e.live.Campaigns) == 1 {
			break
		}
	}
	got := e.live.Campaigns[0]
	if got.Name != "spring" || got.Counts.Due != 3 || got.DiallableNow != 0 || len(got.Reasons) != 1 || got.Reasons[0].Code != "no_agents_ready" {
		t.Errorf("%+v", got)
	}
	s.dialer.set(func(st *dialer.Status) { st.AsteriskUp = false })
	e = w.next(2 * time.Second)
	if len(e.live.Problems) != 1 || e.live.Problems[0] != live.ProblemAsterisk {
		t.Errorf("%v", e.live.Problems)
	}
}

func TestLiveIsCoalescedAndNeverSilent(t *testing.T) {
	s := newSite(t)
	w := s.as(auth.Supervisor).watch()
	w.next(2 * time.Second)
	start := time.Now()
	n := 0
	for i := 0; time.Since(start) < 2*time.Second; i++ {
		s.dialer.set(func(st *dialer.Status) { st.Calls = i })
		time.Sleep(2 * time.Millisecond)
		for len(w.events) > 0 {
			<-w.events
			n++
		}
	}
	if n < 4 || n > 9 {
		t.Errorf("%d events in 2 s of constant change", n)
	}
	// Nothing changes any more: one event in 5 seconds all the same.
	last := w.next(time.Second)
	e := w.next(6 * time.Second)
	if quiet := e.at.Sub(last.at); quiet > 5500*time.Millisecond || e.live.Dialer.Calls != last.live.Dialer.Calls {
		t.Errorf("silent for %v", quiet)
	}
}

// A client that reads nothing holds up nobody, and all get the same picture.
func TestSlowClientHoldsUpNobody(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.url+api.Prefix+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	hc := *c.http
	hc.Timeout = 0
	slow, err := hc.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Body.Close()
	one, two := c.watch(), c.watch()
	big := strings.Repeat("x", 256<<10) // fills the socket's buffers soon
	for i := range 8 {
		s.dialer.set(func(st *dialer.Status) { st.Calls, st.AsteriskErr = 1000+i, big })
		for {
			a, b := one.next(2*time.Second), two.next(2*time.Second)
			for a.id < b.id {
				a = one.next(2 * time.Second)
			}
			for b.id < a.id {
				b = two.next(2 * time.Second)
			}
			if a.live.Dialer.Calls == 1000+i {
				break
			}
		}
	}
}

func TestLiveEndsWithTheService(t *testing.T) {
	s := newSite(t)
	w := s.as(auth.Supervisor).watch()
	w.next(2 * time.Second)
	s.stop()
	for {
		select {
		case _, ok := <-w.events:
			if !ok {
				return
			}
		case <-time.After(3 * time.Second):
			t.Fatal("the stream goes on")
		}
	}
}
