package live

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"huifang/campaign"
	"huifang/dialer"
)

const (
	// minGap coalesces changes: at most 4 events a second.
	minGap = 250 * time.Millisecond
	// maxGap is the longest silence.
	maxGap = 5 * time.Second
	// figuresGap is how often the database is asked at most while somebody looks; more rarely when it answers slowly.
	figuresGap   = time.Second
	queryTimeout = 5 * time.Second
	writeTimeout = 5 * time.Second
)

// Dialer is what the live picture needs of package dialer. Status must list every configured trunk.
type Dialer interface {
	Status() dialer.Status
	Changed() <-chan struct{}
}

// Hub computes the live picture once for all who look at it, and only while somebody does. Run it with Run.
type Hub struct {
	figures Figures
	dialer  Dialer
	pacing  func() []campaign.PacingStatus
	zone    *time.Location // whose midnight "today" begins at
	log     *slog.Logger

	checkEvery time.Duration // how often a stream asks whether its session is over

	wake   chan struct{}
	closed chan struct{} // Run has ended

	mu    sync.Mutex
	subs  map[*subscriber]struct{}
	fresh bool // a subscriber has had nothing yet
}

// subscriber is one stream. Its channel holds the newest event only: a slow client misses some, and delays nobody.
type subscriber struct {
	events chan []byte
}

// NewHub makes a Hub.
func NewHub(f Figures, d Dialer, pacing func() []campaign.PacingStatus, zone *time.Location, log *slog.Logger) *Hub {
	return &Hub{figures: f, dialer: d, pacing: pacing, zone: zone, log: log, checkEvery: 10 * time.Second, wake: make(chan struct{}, 1), closed: make(chan struct{}),
		subs: map[*subscriber]struct{}{}}
}

// Run works until ctx ends; then all streams end. It must be called once.
func (h *Hub) Run(ctx context.Context) error {
	defer close(h.closed)
	s := state{id: time.Now().UnixMilli()} // ids grow over restarts too
	for {
		if !h.watched() {
			select {
			case <-ctx.Done():
				return nil
			case <-h.wake:
				continue
			}
		}
		// Asked for before the picture is taken: a change in between is not lost.
		changed := h.dialer.Changed()
		h.step(ctx, &s)
		if !sleep(ctx, minGap) {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case <-h.wake:
		case <-time.After(figuresGap - minGap):
		}
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// state is what Run remembers from one picture to the next.
type state struct {
	id        int64
	campaigns []campaign.Campaign
	ready     []campaign.Readiness
	today     campaign.Day
	figuresAt time.Time
	nextQuery time.Time
	dbDown    bool
	last      []byte // the last picture without its times
	sentAt    time.Time
}

// step takes a picture and sends it when it differs from the last one, or when there was silence for too long.
func (h *Hub) step(ctx context.Context, s *state) {
	now := time.Now()
	st := h.dialer.Status()
	if !now.Before(s.nextQuery) {
		h.query(ctx, s, st, now)
	}
	l := Live{Dialer: st, Campaigns: make([]LiveCampaign, len(s.ready)), Today: s.today, Problems: []string{}, Pacing: h.pacing()}
	if l.Dialer.Agents == nil {
		l.Dialer.Agents = []dialer.AgentStatus{}
	}
	if l.Dialer.Trunks == nil {
		l.Dialer.Trunks = []dialer.TrunkStatus{}
	}
	if l.Dialer.Queues == nil {
		l.Dialer.Queues = []dialer.QueueStatus{}
	}
	if l.Pacing == nil {
		l.Pacing = []campaign.PacingStatus{}
	}
	for i, c := range s.campaigns {
		l.Campaigns[i] = LiveCampaign{ID: c.ID, Name: c.Name, Mode: c.Mode, State: c.State, Counts: s.ready[i].Counts,
			DiallableNow: s.ready[i].DiallableNow, Reasons: s.ready[i].Reasons, Warnings: s.ready[i].Warnings}
	}
	if !st.AsteriskUp {
		l.Problems = append(l.Problems, ProblemAsterisk)
	}
	if s.dbDown {
		l.Problems = append(l.Problems, ProblemDatabase)
	}
	bare, err := json.Marshal(l)
	if err != nil {
		h.log.ErrorContext(ctx, "live picture", "error", err)
		return
	}
	if !h.takeFresh() && bytes.Equal(bare, s.last) && now.Sub(s.sentAt) < maxGap-minGap {
		return
	}
	l.At, l.FiguresAt = now.UTC(), s.figuresAt.UTC()
	data, err := json.Marshal(l)
	if err != nil {
		h.log.ErrorContext(ctx, "live picture", "error", err)
		return
	}
	s.id++
	s.last, s.sentAt = bare, now
	h.broadcast(fmt.Appendf(nil, "id: %d\nevent: snapshot\ndata: %s\n\n", s.id, data))
}

// query counts anew. A database that answers slowly is asked more rarely: counting takes at most a tenth of the time.
func (h *Hub) query(ctx context.Context, s *state, st dialer.Status, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	local := now.In(h.zone)
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, h.zone)
	err := func() error {
		list, err := h.figures.LiveCampaigns(ctx, midnight, now)
		if err != nil {
			return err
		}
		ready, err := Readiness(ctx, h.figures, st, list, now)
		if err != nil {
			return err
		}
		today, err := h.figures.Today(ctx, midnight)
		if err != nil {
			return err
		}
		s.campaigns, s.ready, s.today, s.figuresAt = list, ready, today, now
		return nil
	}()
	s.nextQuery = now.Add(max(figuresGap-minGap, 10*time.Since(now)))
	if down := err != nil; down != s.dbDown && ctx.Err() != context.Canceled {
		s.dbDown = down
		if down {
			h.log.ErrorContext(ctx, "live picture: figures are not available", "error", err)
		} else {
			h.log.InfoContext(ctx, "live picture: figures are available again")
		}
	}
}

func (h *Hub) watched() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs) > 0
}

func (h *Hub) takeFresh() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	f := h.fresh
	h.fresh = false
	return f
}

func (h *Hub) broadcast(event []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		select {
		case <-s.events: // an event that the client has not taken yet
		default:
		}
		s.events <- event
	}
}

func (h *Hub) subscribe() *subscriber {
	s := &subscriber{events: make(chan []byte, 1)}
	h.mu.Lock()
	h.subs[s] = struct{}{}
	h.fresh = true
	h.mu.Unlock()
	select {
	case h.wake <- struct{}{}:
	default:
	}
	return s
}

func (h *Hub) unsubscribe(s *subscriber) {
	h.mu.Lock()
	delete(h.subs, s)
	h.mu.Unlock()
}

// Stream sends the live picture until the client goes away, the Hub ends, or check, asked every 10 s, says that the
// session is over. A client that takes no event for 5 s is dropped.
func (h *Hub) Stream(w http.ResponseWriter, r *http.Request, check func(context.Context) error) {
	rc := http.NewResponseController(w)
	head := w.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Accel-Buffering", "no") // nginx: do not hold events back
	w.WriteHeader(http.StatusOK)
	send := func(b []byte) bool {
		if err := rc.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
			return false
		}
		if _, err := w.Write(b); err != nil {
			return false
		}
		return rc.Flush() == nil
	}
	if !send([]byte("retry: 1000\n\n")) {
		return
	}
	s := h.subscribe()
	defer h.unsubscribe(s)
	tick := time.NewTicker(h.checkEvery)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-h.closed:
			return
		case e := <-s.events:
			if !send(e) {
				return
			}
		case <-tick.C:
			if check(r.Context()) != nil {
				return
			}
		}
	}
}
