package campaign

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/call"
	"huifang/dialer/pacing"
)

// Runnable is a running campaign as the runner sees it.
type Runnable struct {
	ID          int64
	Name        string
	Trunk       string
	CallerID    string
	Window      *window.Bound
	RingTimeout time.Duration
	WrapUp      time.Duration
	Agents      []int64            // who are active and have the skill that the campaign asks for (R35)
	Languages   map[int64][]string // that agents speak (R21); agents without any may be missing
	Mode        dialer.Mode
	Modes       ModeSettings
	Live        int  // attempts that have not ended, over all nodes
	Halted      bool // paused or stopped, with lines that were dialled ahead: only they are looked after
}

// Claim asks for due follow-ups: with Agents one for each of them, without (predictive, agentless) up to Limit for which
// nobody is reserved.
type Claim struct {
	Campaign Runnable
	Node     string
	Fence    int64
	Agents   []int64 // who are free; empty: nobody is reserved
	Limit    int     // no more than so many; 0 with Agents: one for each of them
	Held     bool    // with Agents, in mode predictive: only what may not be dialled without a reserved agent
	Now      time.Time
}

// OpenRecording is a recording that was under way when its node stopped.
type OpenRecording struct {
	Attempt int64
	Part    int
	Path    string
}

// RunnerStore is what the runner needs from the database. Implemented by campaign/store.
type RunnerStore interface {
	// Runnable lists the running campaigns, and those halted whose lines ring on, and how many calls live on each trunk at other nodes than this.
	Runnable(ctx context.Context, node string) (campaigns []Runnable, elsewhere map[string]int, err error)
	Claim(ctx context.Context, c Claim) ([]dialer.Order, error)
	// ClaimManual makes the attempt of a dial that an agent asks for himself. Its errors tell him why not.
	ClaimManual(ctx context.Context, m ManualClaim) (dialer.Order, error)
	Journal(ctx context.Context, attempt int64, entries []dialer.Entry) error
	CloseFinished(ctx context.Context) (int64, error)
	KeepNode(ctx context.Context, node string, epoch int64, lease time.Duration) error
	// ShareLines renews how many lines of each trunk the node holds, and gives up to how many calls it may begin new ones, see
	// [ShareLines].
	ShareLines(ctx context.Context, node string, wishes []LineWish) (limits map[string]int, err error)
	// PacingCounts counts the calls of persons that a node has made for campaigns, exactly (I9).
	PacingCounts(ctx context.Context, node string, campaigns []int64, now time.Time) (map[int64]PacingCounts, error)
	// LoadPacing and SavePacing keep what the pacing has learnt of a campaign, as JSON; none is empty.
	LoadPacing(ctx context.Context, campaign int64) ([]byte, error)
	SavePacing(ctx context.Context, campaign int64, state []byte) error
}

// Placer is the dialer as the runner sees it.
type Placer interface {
	// Accepting is false while nothing may be placed: Asterisk is away or not reconciled, or the node drains.
	Accepting() bool
	Free() []int64
	Freed() <-chan struct{}
	Place(o dialer.Order) error
	SetCampaigns(running map[int64][]string)
	// Present, Floor, Cancel and Samples are what predictive pacing sees and does.
	Present(agents []int64) []int64
	Floor(campaign int64, share map[int64]float64) (f pacing.Floor, ringing []int64)
	Cancel(attempt int64, reason string)
	Samples() []dialer.Sample
}

// RateLimiter allows new calls on a trunk, over all nodes (R15).
type RateLimiter interface {
	// Take takes up to n calls of the trunk's rate and returns how many it got.
	Take(ctx context.Context, trunk string, perSecond float64, n int) int
	// Give gives back calls that were taken and not made.
	Give(ctx context.Context, trunk string, perSecond float64, n int)
}

// Runner claims due follow-ups of the running campaigns for the free agents of its node and has them dialled.
type Runner struct {
	Node    string
	Epoch   int64
	Store   RunnerStore
	Dialer  Placer
	Routes  *Routes
	Shared  bool // other nodes use the same trunks
	Metrics *RunnerMetrics
	Log     *slog.Logger

	turn   int       // which campaign begins, so that none starves another
	shared time.Time // when the node's part of the trunks was renewed
	paces  map[int64]*pace

	mu     sync.Mutex
	pacing map[int64]PacingStatus
}

// RunnerMetrics counts what the runner does.
type RunnerMetrics struct {
	claims prometheus.Histogram
	orders prometheus.Counter
}

// NewRunnerMetrics registers the runner's metrics.
func NewRunnerMetrics(reg prometheus.Registerer) *RunnerMetrics {
	m := &RunnerMetrics{
		claims: prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "huifang", Name: "claim_seconds",
			Help: "Duration of a claim of due follow-ups.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1}}),
		orders: prometheus.NewCounter(prometheus.CounterOpts{Namespace: "huifang", Name: "claimed_total", Help: "Follow-ups claimed."}),
	}
	reg.MustRegister(m.claims, m.orders)
	return m
}

// NodeLease is how long after the last sign of life of a node the others take over its calls.
const NodeLease = 10 * time.Second

const (
	tickEvery   = 250 * time.Millisecond // when nothing wakes the runner
	keepEvery   = 2 * time.Second
	keepAgain   = 250 * time.Millisecond // when it failed
	closeEvery  = 2 * time.Second
	claimWithin = 2 * time.Second
)

// Run works until ctx ends, or until another process has started under this node's name.
func (r *Runner) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.keepLease(ctx) })
	group.Go(func() error { r.work(ctx); return nil })
	return group.Wait()
}

// keepLease says again and again that this node lives; nothing that is slow may hold it up. It ends with ctx, or with
// [ErrFenced].
func (r *Runner) keepLease(ctx context.Context) error {
	every := time.NewTicker(keepEvery)
	defer every.Stop()
	for {
		keep, cancel := context.WithTimeout(ctx, keepEvery)
		err := r.Store.KeepNode(keep, r.Node, r.Epoch, NodeLease)
		cancel()
		again := every.C
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, ErrFenced):
			return err
		case err != nil:
			r.Log.Warn("lease not prolonged", "err", err)
			again = time.After(keepAgain)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-again:
		}
	}
}

// work claims and dials until ctx ends.
func (r *Runner) work(ctx context.Context) {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	var closed time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.Dialer.Freed():
		case <-tick.C:
		}
		now := time.Now()
		if now.Sub(closed) >= closeEvery {
			closed = now
			within, cancel := context.WithTimeout(ctx, claimWithin)
			n, err := r.Store.CloseFinished(within)
			cancel()
			if err != nil && ctx.Err() == nil {
				r.Log.Warn("finished campaigns not closed", "err", err)
			} else if n > 0 {
				r.Log.Info("campaigns finished", "count", n)
			}
		}
		if err := r.tick(ctx, now); err != nil && ctx.Err() == nil {
			r.Log.Warn("nothing was claimed", "err", err)
		}
	}
}

// tick claims for every running campaign once.
func (r *Runner) tick(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, claimWithin)
	defer cancel()
	list, elsewhere, err := r.Store.Runnable(ctx, r.Node)
	if err != nil {
		return err
	}
	if !r.Shared {
		r.Routes.Elsewhere(elsewhere)
	} else if err := r.shareLines(ctx, list, now); err != nil {
		return err
	}
	names := map[int64][]string{}
	for _, c := range list {
		for _, a := range c.Agents {
			if !c.Halted {
				names[a] = append(names[a], c.Name)
			}
		}
	}
	r.Dialer.SetCampaigns(names)
	r.learn(ctx, list, now)
	r.noted(list)
	if len(list) == 0 {
		return nil
	}
	accepting := r.Dialer.Accepting()
	free := r.Dialer.Free()
	ready := free
	for _, c := range list {
		if c.predicts(now) && accepting {
			continue
		}
		ahead, err := r.windDown(ctx, c, now)
		if err != nil {
			return err
		}
		mine := intersect(free, c.Agents)
		free = without(free, mine[:min(ahead, len(mine))]) // they are kept for those who answer
	}
	if !accepting {
		return nil // what would be claimed now could only be given back
	}
	shares, kept := deal(r.bidders(ctx, list, now), free, without(ready, free), now)
	free = without(free, kept)
	r.turn++
	for i := range list {
		c := list[(i+r.turn)%len(list)]
		if c.Halted || !c.Window.Open(now) {
			continue
		}
		used, err := r.serve(ctx, c, r.turnOf(ctx, c, free, kept, now), shares[c.ID], now)
		if err != nil {
			return err
		}
		free, kept = without(free, used), without(kept, used)
	}
	return nil
}

// turnOf gives the agents who are free for a campaign. Where prediction keeps as many lines ringing as agents get free, nobody would
// ever be left for what needs an agent of its own: promised callbacks above all. So each campaign may have one of those kept at times.
func (r *Runner) turnOf(ctx context.Context, c Runnable, free, kept []int64, now time.Time) []int64 {
	mine := intersect(free, c.Agents)
	if len(mine) > 0 || c.Mode == dialer.Manual {
		return mine
	}
	kept = intersect(kept, c.Agents)
	pc := r.paceOf(ctx, c)
	if len(kept) == 0 || now.Sub(pc.turn) < turnEvery {
		return nil
	}
	pc.turn = now
	return kept[:1]
}

// predicts is true for a campaign that is paced by prediction at this moment.
func (c Runnable) predicts(now time.Time) bool {
	return c.Mode == dialer.Predictive && !c.Halted && c.Window.Open(now)
}

// serve dials for one campaign by its mode (R16); it returns the agents that were given a call, or for whom a line is dialled.
func (r *Runner) serve(ctx context.Context, c Runnable, free []int64, share map[int64]float64, now time.Time) (used []int64, err error) {
	room, _ := r.Routes.Room(c, now) // the readiness page says why there is none
	switch c.Mode {
	case dialer.Progressive, dialer.Preview, dialer.Inbound:
		r.paceOf(ctx, c) // learns for the day on which the campaign is switched
		used, _, err = r.claim(ctx, c, Claim{Agents: free, Limit: pacing.Progressive(len(free), room)}, now)
		return used, err
	case dialer.Predictive:
		if used, err = r.held(ctx, c, free, room, now); err != nil {
			return used, err
		}
		room -= len(used)
		n, err := r.predict(ctx, c, share, room, now)
		if err != nil {
			return used, err
		}
		_, placed, err := r.claim(ctx, c, Claim{Limit: n}, now)
		if n > 0 && placed == 0 {
			r.paceOf(ctx, c).dry = now
		}
		mine := slices.DeleteFunc(without(free, used), func(a int64) bool { return share[a] < 1 })
		return append(used, mine[:min(placed, len(mine))]...), err
	case dialer.Agentless:
		if used, err = r.held(ctx, c, free, room, now); err != nil {
			return used, err
		}
		_, _, err = r.claim(ctx, c, Claim{Limit: min(room-len(used), c.Modes.Notice.MaxCalls-c.Live)}, now)
		return used, err
	case dialer.Manual: // agents dial themselves
	}
	return nil, nil
}

// held has one call made at times for an agent who is reserved for it, in a campaign that dials without: to those who need one.
func (r *Runner) held(ctx context.Context, c Runnable, free []int64, room int, now time.Time) (used []int64, err error) {
	pc := r.paceOf(ctx, c)
	if now.Sub(pc.own) < heldEvery || len(free) == 0 || room <= 0 {
		return nil, nil
	}
	pc.own = now
	used, _, err = r.claim(ctx, c, Claim{Agents: free, Limit: 1, Held: true}, now)
	return used, err
}

// claim claims for one campaign, at most what.Limit, and places what it got; it returns the agents that were given a call, and how
// many calls there are.
func (r *Runner) claim(ctx context.Context, c Runnable, what Claim, now time.Time) (used []int64, placed int, err error) {
	n := what.Limit
	if n <= 0 {
		return nil, 0, nil
	}
	// A campaign with nothing due must not use up the rate of one that has.
	grant := r.Routes.Take(ctx, c, n, now)
	defer func() { r.Routes.Return(ctx, grant) }()
	if n = grant.N(); n == 0 {
		return nil, 0, nil
	}
	began := time.Now()
	what.Campaign, what.Node, what.Fence, what.Limit, what.Now = c, r.Node, r.Epoch, n, now
	orders, err := r.Store.Claim(ctx, what)
	r.Metrics.claims.Observe(time.Since(began).Seconds())
	if err != nil {
		return nil, 0, err
	}
	r.Metrics.orders.Add(float64(len(orders)))
	for _, o := range orders {
		if o.Agent != 0 {
			used = append(used, o.Agent)
		}
		if err := r.place(ctx, o, grant); err != nil {
			r.Log.Info("order given back", "attempt", o.Attempt, "err", err)
			continue
		}
		placed++
	}
	return used, placed, nil
}

// Place has the call of a claimed attempt made. When that cannot be, the attempt is given back and the error says why: a
// *trunk.NoTrunk, or the dialer's.
func (r *Runner) Place(ctx context.Context, o dialer.Order) error { return r.place(ctx, o, nil) }

func (r *Runner) place(ctx context.Context, o dialer.Order, grant Grant) error {
	o, err := r.Routes.Pick(ctx, o, grant, time.Now())
	if err != nil {
		r.giveBack(ctx, o.Attempt, err)
		return err
	}
	if err := r.Dialer.Place(o); err != nil {
		r.Routes.Book.TrunkUnused(o.Trunk, o.Attempt)
		r.giveBack(ctx, o.Attempt, err)
		return err
	}
	return nil
}

// giveBack ends an attempt that no call was started for. When even this fails, the reconciliation does it.
func (r *Runner) giveBack(ctx context.Context, attempt int64, why error) {
	err := r.Store.Journal(ctx, attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "ended", By: call.System, Detail: why.Error(),
		Result: &dialer.Result{Outcome: call.NotPlaced, HungUpBy: call.System, Fault: refusedFor(why)}}})
	if err != nil {
		r.Log.Warn("order could not be given back; the reconciliation will", "attempt", attempt, "err", err)
	}
}

// ErrFenced says that this life of a node is over: another process has started under its name, or its lease had expired and
// another node has taken over its calls.
var ErrFenced = errors.New("another process has started under this node's name, or another node has taken over its calls")

func intersect(a, b []int64) []int64 {
	in := map[int64]bool{}
	for _, x := range b {
		in[x] = true
	}
	var out []int64
	for _, x := range a {
		if in[x] {
			out = append(out, x)
		}
	}
	return out
}

func without(a, b []int64) []int64 {
	drop := map[int64]bool{}
	for _, x := range b {
		drop[x] = true
	}
	var out []int64
	for _, x := range a {
		if !drop[x] {
			out = append(out, x)
		}
	}
	return out
}
