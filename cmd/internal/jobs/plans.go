package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"huifang/campaign/field"
	"huifang/campaign/store"
)

// planEvery is how often running plans are looked at.
const planEvery = 5 * time.Second

// Planner generates plans (R6 to R8): as jobs that people or the service itself queue.
type Planner struct {
	Store *store.Store
	Now   func() time.Time // of tests; nil: the clock
	Log   *slog.Logger
}

func (p *Planner) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// Handle is the Handler of store.JobPlan. Generating again makes exactly what a crash left.
func (p *Planner) Handle(ctx context.Context, t *Task) (any, error) {
	var in store.PlanJob
	if err := json.Unmarshal(t.Args, &in); err != nil {
		return nil, fmt.Errorf("arguments of a plan's job: %w", err)
	}
	run, err := p.Store.RunPlanJob(ctx, t.ID, in, p.now(), t.Progress)
	var wrong field.Errors
	switch {
	case err == nil:
		return run, nil
	case errors.As(err, &wrong):
		return nil, &Failure{wrong[0].Code, wrong[0].Detail}
	case errors.Is(err, store.ErrWrongState):
		return nil, &Failure{"wrong_state", err.Error()}
	case errors.Is(err, store.ErrNotFound):
		return nil, &Failure{"not_found", "the plan does not exist any more"}
	}
	return nil, err
}

// Run looks after plans until ctx ends: it queues what is due to be generated and settles follow-ups with the state of their
// plan. Any number of nodes may do it.
func (p *Planner) Run(ctx context.Context) error {
	tick := time.NewTicker(planEvery)
	defer tick.Stop()
	for {
		p.Once(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Once looks after plans once.
func (p *Planner) Once(ctx context.Context) {
	if err := p.Store.SettlePlans(ctx); err != nil && ctx.Err() == nil {
		p.Log.Warn("follow-ups not settled with their plans", "err", err)
	}
	n, err := p.Store.QueueDuePlans(ctx, p.now())
	switch {
	case err != nil && ctx.Err() == nil:
		p.Log.Warn("plans not looked at", "err", err)
	case n > 0:
		p.Log.Info("plans queued to be generated", "plans", n)
	}
}
