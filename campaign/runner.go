package campaign

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

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
}

// Claim asks for due follow-ups, one for each of Agents.
type Claim struct {
	Campaign Runnable
	Node     string
	Fence    int64
	Agents   []int64 // who are free
	Limit    int     // no more than so many; 0: one for each agent
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
	Runnable(ctx context.Context) (campaigns []Runnable, trunkCalls map[string]int, err error)
	Claim(ctx context.Context, c Claim) ([]dialer.Order, error)
	Journal(ctx context.Context, attempt int64, entries []dialer.Entry) error
	CloseFinished(ctx context.Context) (int64, error)
	KeepNode(ctx context.Context, node string, epoch int64, lease time.Duration) error
}

// Placer is the dialer as the runner sees it.
type Placer interface {
	Free() []int64
	Freed() <-chan struct{}
	Place(o dialer.Order) error
	SetCampaigns(running map[int64][]string)
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
	Rate    RateLimiter
	Trunks  map[string]dialer.Trunk
	Number  func(trunk, e164 string) string // as the trunk wants it
	Metrics *RunnerMetrics
	Log     *slog.Logger

	turn int // which campaign begins, so that none starves another
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

const (
	tickEvery   = 250 * time.Millisecond // when nothing wakes the runner
	keepEvery   = 2 * time.Second
	nodeLease   = 10 * time.Second
	closeEvery  = 2 * time.Second
	claimWithin = 2 * time.Second
)

// Run works until ctx ends, or until another process has started under this node's name.
func (r *Runner) Run(ctx context.Context) error {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	var kept, closed time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-r.Dialer.Freed():
		case <-tick.C:
		}
		now := time.Now()
		if now.Sub(kept) >= keepEvery {
			if err := r.Store.KeepNode(ctx, r.Node, r.Epoch, nodeLease); err != nil {
				if ctx.Err() != nil {
					return nil
				}
				if errors.Is(err, ErrFenced) {
					return err
				}
				r.Log.Warn("lease not prolonged", "err", err)
			} else {
				kept = now
			}
		}
		if now.Sub(closed) >= closeEvery {
			closed = now
			if n, err := r.Store.CloseFinished(ctx); err != nil && ctx.Err() == nil {
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
	list, load, err := r.Store.Runnable(ctx)
	if err != nil {
		return err
	}
	names := map[int64][]string{}
	for _, c := range list {
		for _, a := range c.Agents {
			names[a] = append(names[a], c.Name)
		}
	}
	r.Dialer.SetCampaigns(names)
	if len(list) == 0 {
		return nil
	}
	free := r.Dialer.Free()
	r.turn++
	for i := range list {
		c := list[(i+r.turn)%len(list)]
		if len(free) == 0 {
			return nil
		}
		if !c.Window.Open(now) {
			continue
		}
		used, err := r.claim(ctx, c, intersect(free, c.Agents), load, now)
		if err != nil {
			return err
		}
		free = without(free, used)
	}
	return nil
}

// claim claims for one campaign and places what it got; it returns the agents that were given a call.
func (r *Runner) claim(ctx context.Context, c Runnable, agents []int64, load map[string]int, now time.Time) (used []int64, err error) {
	trunk, ok := r.Trunks[c.Trunk]
	if !ok {
		return nil, nil // the readiness page says trunk_unknown
	}
	n := pacing.Progressive(len(agents), trunk.MaxCalls-load[c.Trunk])
	if n == 0 {
		return nil, nil
	}
	n = r.Rate.Take(ctx, c.Trunk, trunk.CallsPerSecond, n)
	if n == 0 {
		return nil, nil
	}
	began := time.Now()
	orders, err := r.Store.Claim(ctx, Claim{Campaign: c, Node: r.Node, Fence: r.Epoch, Agents: agents, Limit: n, Now: now})
	r.Metrics.claims.Observe(time.Since(began).Seconds())
	// A campaign with nothing due must not use up the rate of one that has.
	r.Rate.Give(ctx, c.Trunk, trunk.CallsPerSecond, n-len(orders))
	if err != nil {
		return nil, err
	}
	r.Metrics.orders.Add(float64(len(orders)))
	load[c.Trunk] += len(orders)
	for _, o := range orders {
		used = append(used, o.Agent)
		o.Number = r.Number(o.Trunk, o.Number)
		if err := r.Dialer.Place(o); err != nil {
			r.Log.Info("order given back", "attempt", o.Attempt, "err", err)
			r.giveBack(ctx, o.Attempt, err)
		}
	}
	return used, nil
}

// giveBack ends an attempt that no call was started for. When even this fails, the reconciliation does it.
func (r *Runner) giveBack(ctx context.Context, attempt int64, why error) {
	err := r.Store.Journal(ctx, attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "ended", By: call.System, Detail: why.Error(),
		Result: &dialer.Result{Outcome: call.NotPlaced, HungUpBy: call.System}}})
	if err != nil {
		r.Log.Warn("order could not be given back; the reconciliation will", "attempt", attempt, "err", err)
	}
}

// ErrFenced says that another process has started under this node's name.
var ErrFenced = errors.New("another process has started under this node's name")

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
