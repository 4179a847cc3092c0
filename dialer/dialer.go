// Package dialer places calls and puts them through to agents. A call's life is package dialer/call, an agent's is
// package dialer/agent, both pure; here they are driven: one goroutine per call, which receives an event, steps, and
// runs the effects with deadlines. What is to be stored goes through the call's journal, so that a database that is
// slow or away never holds up a conversation.
//
// The dialer sees the database as [Store] and the recordings as [Recorder].
package dialer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"huifang/ari"
	"huifang/dialer/agent"
	"huifang/dialer/call"
	"huifang/dialer/webrtc"
)

// Config of a dialer. All fields down to Metrics are required.
type Config struct {
	Node     string // name of this node; unique and lasting, for the reconciliation finds its attempts by it
	Epoch    int64  // of the node, grown at this start
	ARI      *ari.Client
	Gateway  *webrtc.Gateway
	Store    Store
	Recorder Recorder
	Trunks   []Trunk
	MaxCall  time.Duration  // the longest a conversation may last
	Zone     *time.Location // whose midnight begins the agents' day
	Metrics  *Metrics
	Logger   *slog.Logger

	TrunkStore TrunkStore // nil: what was spent on trunks is forgotten with the process

	// What calls without an agent need; without it they are not recognised, detected or played anything to.
	Early  func() Early                                         // one for each call
	After  func() After                                         // one for each call
	Prompt func(ctx context.Context, id string) ([]byte, error) // mu-law audio of a prompt

	Colleagues Colleagues // whom agents may ask into their calls; nil: nobody
	Seats      Seats      // where agents sit, over all nodes; nil: this node is the only one

	Others func() []AgentStatus // the agents of other nodes, as seen last; nil: there are none

	Hotline Hotline // stores calls that come in (R19); nil: they are refused
}

// Dialer places calls for one node and holds its agents' desks.
type Dialer struct {
	cfg    Config
	log    *slog.Logger
	trunks map[string]Trunk
	book   *trunkBook

	jobs    *mailbox[func()] // work that callbacks hand over because they must not block or take locks
	changed chan struct{}    // something in the live picture changed
	freed   chan struct{}    // an agent may have become free, or a call has ended
	sweep   chan struct{}    // look for cancelled attempts now

	mu         sync.Mutex
	ctx        context.Context //nolint:containedctx // of Run: the life of calls and lines, which outlive the requests that start them
	calls      map[int64]*liveCall
	finding    []*liveCall       // answered calls that wait for an agent, longest first
	waiting    map[int64]*waiter // callers of the hotline without an agent, by attempt
	arriving   map[string]bool   // channels that have come in and are not calls yet
	rooms      map[*room]struct{}
	coaches    map[int64]*coach // by user
	samples    []Sample         // learnt since Samples was asked last
	desks      map[int64]*desk
	fetching   map[int64]*liveCall // agents of other nodes who are fetched for a call, by agent
	reconciled int                 // the ARI connection whose channels have been reconciled; orders are taken on that one only
	draining   bool
	lines      int // number given to lines, so that no channel or bridge id is used twice
	wg         sync.WaitGroup
}

// New makes a dialer; Run starts it.
func New(cfg Config) *Dialer {
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	d := &Dialer{
		cfg: cfg, log: cfg.Logger.With("node", cfg.Node), trunks: map[string]Trunk{},
		jobs: newMailbox[func()](), changed: make(chan struct{}, 1), freed: make(chan struct{}, 1), sweep: make(chan struct{}, 1),
		calls: map[int64]*liveCall{}, waiting: map[int64]*waiter{}, arriving: map[string]bool{}, rooms: map[*room]struct{}{}, coaches: map[int64]*coach{}, desks: map[int64]*desk{}, fetching: map[int64]*liveCall{},
	}
	for _, t := range cfg.Trunks {
		d.trunks[t.Name] = t
	}
	d.book = newTrunkBook(cfg.Node, cfg.Zone, cfg.Trunks, time.Now())
	return d
}

// Run drives the dialer until ctx ends, and returns when everything it started has ended. Conversations are not hung
// up by that: they go on at Asterisk and the next start adopts them. Call Drain first to let them end.
func (d *Dialer) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.mu.Lock()
	d.ctx = ctx
	d.mu.Unlock()
	d.wg.Go(func() { d.watch(ctx) })
	d.wg.Go(func() { d.seats(ctx) })
	if d.cfg.Hotline != nil {
		d.wg.Go(func() { d.hotline(ctx) })
	}
	d.wg.Go(func() { d.watchTrunks(ctx) })

	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			d.mu.Lock()
			d.draining = true
			for _, dk := range d.desks {
				if dk.page != nil {
					dk.page.close()
				}
			}
			d.mu.Unlock()
			d.closeCoaches()
			d.wg.Wait()
			d.closeLegs()
			return nil
		case <-d.jobs.ready:
			for _, job := range d.jobs.take() {
				job()
			}
		case now := <-tick.C:
			d.tickDesks(now)
			d.tickQueues()
		}
	}
}

// Drain stops taking orders and waits until no call is left or ctx ends.
func (d *Dialer) Drain(ctx context.Context) {
	d.mu.Lock()
	d.draining = true
	d.mu.Unlock()
	t := time.NewTicker(100 * time.Millisecond)
	defer t.Stop()
	for {
		d.mu.Lock()
		n := len(d.calls)
		d.mu.Unlock()
		if n == 0 {
			return
		}
		select {
		case <-ctx.Done():
			d.log.Info("drain ended with calls under way; the next start adopts them", "calls", n)
			return
		case <-t.C:
		}
	}
}

// ErrNotAccepting says that no order is taken now: Asterisk is away, its channels are being reconciled, or the service
// is stopping.
var ErrNotAccepting = errors.New("dialer takes no orders now")

// Place starts the call of a claimed attempt and returns at once. The agent named by the order is reserved for it; when
// he is no longer free, another of the order's pool. An order without an agent reserves nobody before the answer. Without
// an error the attempt gets exactly one Result.
func (d *Dialer) Place(o Order) error {
	trunk, ok := d.trunks[o.Trunk]
	if !ok {
		return fmt.Errorf("trunk %q is not configured", o.Trunk)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.acceptingLocked() {
		return ErrNotAccepting
	}
	if d.calls[o.Attempt] != nil {
		return fmt.Errorf("attempt %d is being placed already", o.Attempt)
	}
	who := o.Agent
	if who != 0 && !d.reserveLocked(who, o) {
		if who, ok = d.reserveAnyLocked(o, nil); !ok {
			return fmt.Errorf("%w: no agent is free", ErrNotAccepting)
		}
	}
	lc := newLiveCall(d, o, trunk)
	lc.agent = who
	if who != o.Agent {
		lc.log(Entry{At: time.Now(), Kind: "agent_found", Agent: who})
	}
	d.calls[o.Attempt] = lc
	d.startLocked(lc, call.Start{At: time.Now(), HasAgent: who != 0})
	return nil
}

func (d *Dialer) startLocked(lc *liveCall, first call.Event) {
	d.wg.Go(func() { lc.run(d.ctx, first) })
	d.touch()
}

func (d *Dialer) acceptingLocked() bool {
	st := d.cfg.ARI.State()
	return d.ctx != nil && d.ctx.Err() == nil && !d.draining && st.Connected && st.Generation == d.reconciled
}

// Accepting is true while orders are taken: Asterisk is there and reconciled, and the node does not drain.
func (d *Dialer) Accepting() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.acceptingLocked()
}

// Free lists the agents who can be reserved now, longest idle first; empty while no order is taken.
func (d *Dialer) Free() []int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.acceptingLocked() {
		return nil
	}
	var free []*desk
	for _, dk := range d.desks {
		if dk.freeLocked() {
			free = append(free, dk)
		}
	}
	slices.SortFunc(free, func(a, b *desk) int { return a.s.Since.Compare(b.s.Since) })
	ids := make([]int64, len(free))
	for i, dk := range free {
		ids[i] = dk.id
	}
	return ids
}

// Freed delivers a token when an agent may have become free or a call has ended.
func (d *Dialer) Freed() <-chan struct{} { return d.freed }

// Changed delivers a token when something in Status has changed.
func (d *Dialer) Changed() <-chan struct{} { return d.changed }

// Sweep makes the dialer look for cancelled attempts now rather than within a second.
func (d *Dialer) Sweep() { signal(d.sweep) }

func (d *Dialer) touch() { signal(d.changed) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Status is the live picture (R34).
func (d *Dialer) Status() Status {
	st := d.cfg.ARI.State()
	s := Status{Node: d.cfg.Node, AsteriskUp: st.Connected, Agents: []AgentStatus{}, Trunks: []TrunkStatus{}}
	if !st.Connected && st.Err != nil {
		s.AsteriskErr = st.Err.Error()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s.Calls, s.Queues = len(d.calls), d.queuesLocked()
	per := map[string]int{}
	for _, lc := range d.calls {
		per[lc.order.Trunk]++
	}
	s.Trunks = d.trunkStatus(per, time.Now())
	for _, dk := range d.desks {
		a := AgentStatus{ID: dk.id, Node: d.cfg.Node, Name: dk.name, State: AgentState(dk.s.State), Since: dk.s.Since, Reason: dk.s.Reason, Media: dk.media(), Free: dk.freeLocked()}
		if a.State == "" {
			a.State = AgentOffline
		}
		if dk.view != nil {
			a.Campaign, a.Phase = dk.view.Screen.Campaign, dk.view.Phase
			if lc := d.calls[dk.s.Attempt]; lc != nil && dk.s.State == agent.OnCall {
				a.Attempt, a.HelpSince, a.HelpNote, a.Coaches = dk.s.Attempt, dk.view.HelpSince, dk.helpNote, d.coachViewsLocked(lc, true)
			}
		}
		s.Agents = append(s.Agents, a)
	}
	slices.SortFunc(s.Agents, func(a, b AgentStatus) int { return strings.Compare(a.Name, b.Name) })
	return s
}

// reserveLocked reserves an agent for an order, if he is free.
func (d *Dialer) reserveLocked(id int64, o Order) bool {
	dk := d.desks[id]
	if dk == nil || !dk.freeLocked() {
		return false
	}
	if err := d.stepLocked(dk, agent.Reserve{Attempt: o.Attempt}); err != nil {
		return false
	}
	now := time.Now()
	dk.view = newView(o, now)
	if o.Policy.Preview > 0 && d.calls[o.Attempt] == nil {
		till := now.Add(o.Policy.Preview)
		dk.view.Phase, dk.view.PreviewTill, dk.view.PreviewDial = "preview", &till, o.Policy.PreviewDial
	}
	dk.campaign = o.Campaign
	d.publishLocked(dk)
	return true
}

// newView is what an agent sees of an order that becomes his now.
func newView(o Order, now time.Time) *CallSnapshot {
	v := &CallSnapshot{Attempt: o.Attempt, Phase: "dialling", Screen: o.Screen, StartedAt: now, Mode: o.Policy.Mode}
	if in := o.Incoming; in != nil {
		v.Phase, v.Incoming = "ringing", &IncomingSnapshot{Category: in.Category, Number: in.DID, ArrivedAt: in.ArrivedAt}
	}
	return v
}

// reserveAnyLocked reserves the longest idle agent of the order's pool, but none whom avoid names for a time that is not over.
func (d *Dialer) reserveAnyLocked(o Order, avoid map[int64]time.Time) (int64, bool) {
	var best *desk
	for _, id := range o.Pool {
		if dk := d.desks[id]; dk != nil && dk.freeLocked() && !time.Now().Before(avoid[id]) && (best == nil || dk.s.Since.Before(best.s.Since)) {
			best = dk
		}
	}
	if best == nil {
		return 0, false
	}
	return best.id, d.reserveLocked(best.id, o)
}
