// Package jobs does long work in the background: what the pages start and then watch. The queue is the table job (package
// campaign/store). A library for job queues was considered (River): it brings its own schema, leader election and notifications,
// and still leaves to us what these few long jobs need, namely progress, taking a job over within seconds from a process that
// died, and a fence that holds in the transactions of the work itself.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"huifang/campaign/store"
)

const (
	beatEvery  = 500 * time.Millisecond // progress is told twice a second at most
	signEvery  = 5 * time.Second        // and a sign of life without progress
	staleAfter = 30 * time.Second       // a process that gave no sign for so long is dead
	pollEvery  = time.Second
	tidyEvery  = 5 * time.Minute
	endTimeout = 3 * time.Second
)

// Task is a job under way.
type Task struct {
	store.Claim
	done, total atomic.Int64
}

// Progress notes how far the job is; it is told to the database now and then. It is safe for concurrent use.
func (t *Task) Progress(done, total int64) {
	t.done.Store(done)
	t.total.Store(total)
}

// Handler does a job. Its context ends when the job is cancelled or lost, or when the process stops: then it returns soon, and
// the job must be able to begin again where it left off. A *Failure ends the job with a reason for the user, and so does any other error but
// with a general one; result becomes the job's result in JSON.
type Handler func(ctx context.Context, t *Task) (result any, err error)

// Failure is a reason why a job cannot be done that its user can understand.
type Failure struct {
	Code   string
	Detail string
}

func (f *Failure) Error() string { return f.Code + ": " + f.Detail }

// Store is what a Worker needs of campaign/store.
type Store interface {
	RequeueJobs(ctx context.Context, node string) error
	ClaimJob(ctx context.Context, node string, kinds []string, stale time.Duration) (store.Claim, bool, error)
	BeatJob(ctx context.Context, c store.Claim, done, total int64) error
	EndJob(ctx context.Context, c store.Claim, result any, failure string) (string, error)
	ReleaseJob(ctx context.Context, c store.Claim) error
}

// Worker does the jobs of a node.
type Worker struct {
	Node     string
	Store    Store
	Handlers map[string]Handler          // by kind of job
	Tidy     func(context.Context) error // called at the start and every five minutes; may be nil
	Parallel int                         // jobs at once; 0: 1
	Log      *slog.Logger
}

// Run does jobs until ctx ends; what is under way then goes back to the queue. A node has one Worker.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.Store.RequeueJobs(ctx, w.Node); err != nil && ctx.Err() == nil {
		w.Log.Warn("jobs of an earlier life wait until they are taken over", "err", err)
	}
	var wg sync.WaitGroup
	for range max(1, w.Parallel) {
		wg.Go(func() { w.each(ctx, pollEvery, w.work) })
	}
	if w.Tidy != nil {
		wg.Go(func() {
			w.each(ctx, tidyEvery, func(ctx context.Context) bool {
				if err := w.Tidy(ctx); err != nil && ctx.Err() == nil {
					w.Log.Warn("tidying after jobs failed", "err", err)
				}
				return false
			})
		})
	}
	wg.Wait()
	return nil
}

// each calls fn again and again: at once while it returns true, else after a pause.
func (w *Worker) each(ctx context.Context, pause time.Duration, fn func(context.Context) bool) {
	for ctx.Err() == nil {
		if fn(ctx) {
			continue
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// work does one job; false when there is none.
func (w *Worker) work(ctx context.Context) bool {
	kinds := make([]string, 0, len(w.Handlers))
	for k := range w.Handlers {
		kinds = append(kinds, k)
	}
	claim, ok, err := w.Store.ClaimJob(ctx, w.Node, kinds, staleAfter)
	if err != nil {
		if ctx.Err() == nil {
			w.Log.Warn("no job could be claimed", "err", err)
		}
		return false
	}
	return ok && w.do(ctx, claim)
}

// do does a claimed job; false when it is to be tried again after a pause.
func (w *Worker) do(ctx context.Context, claim store.Claim) bool {
	log := w.Log.With("job", claim.ID, "kind", claim.Kind)
	t := &Task{Claim: claim}
	t.Progress(claim.Done, claim.Total)
	jobCtx, cancel := context.WithCancelCause(ctx)
	beats := make(chan struct{})
	go func() {
		defer close(beats)
		w.beat(jobCtx, t, cancel, log)
	}()
	result, err := w.guarded(jobCtx, t)
	lost := errors.Is(context.Cause(jobCtx), store.ErrJobLost) || errors.Is(err, store.ErrJobLost)
	cancel(nil)
	<-beats

	end, stop := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer stop()
	var failure *Failure
	text := ""
	switch {
	case err == nil, lost: // cancelled, or it is another process's: EndJob finds out
		if lost {
			text = "lost"
		} else if berr := w.Store.BeatJob(end, claim, t.done.Load(), t.total.Load()); berr != nil && !errors.Is(berr, store.ErrJobLost) {
			log.Warn("progress not stored", "err", berr)
		}
	case ctx.Err() != nil || databaseAway(err):
		log.Info("job goes back to the queue", "err", err)
		if err := w.Store.ReleaseJob(end, claim); err != nil {
			log.Warn("job not given back; it is taken over after a while", "err", err)
		}
		return false
	case errors.As(err, &failure):
		text = failure.Error()
	default:
		text = "internal: unexpected error; the log has it under the job's number"
		log.Error("job failed", "err", err)
	}
	state, err := w.Store.EndJob(end, claim, result, text)
	switch {
	case errors.Is(err, store.ErrJobLost):
		log.Info("job was taken over")
	case err != nil:
		log.Warn("end of job not stored; it is done again after a while", "err", err)
	default:
		log.Info("job ended", "state", state)
	}
	return true
}

// databaseAway tells errors of the connection from errors of a statement, as a restart of Postgres gives them: classes of
// SQLSTATE from the Postgres manual, appendix A: 08 connection, 57P shutdown.
func databaseAway(err error) bool {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return strings.HasPrefix(pe.Code, "08") || strings.HasPrefix(pe.Code, "57P")
	}
	var connect *pgconn.ConnectError
	var network *net.OpError
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF)
}

// guarded keeps a panic of one job from ending the calls of this process.
func (w *Worker) guarded(ctx context.Context, t *Task) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return w.Handlers[t.Kind](ctx, t)
}

// beat tells progress and gives signs of life, and ends the job's context when the job is lost.
func (w *Worker) beat(ctx context.Context, t *Task, cancel context.CancelCauseFunc, log *slog.Logger) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	var told [2]int64
	last := time.Now()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		now := [2]int64{t.done.Load(), t.total.Load()}
		if now == told && time.Since(last) < signEvery {
			// Without progress the wish to cancel is looked for less often.
			continue
		}
		one, stop := context.WithTimeout(ctx, staleAfter/3)
		err := w.Store.BeatJob(one, t.Claim, now[0], now[1])
		stop()
		switch {
		case errors.Is(err, store.ErrJobLost):
			cancel(store.ErrJobLost)
			return
		case err == nil:
			told, last = now, time.Now()
		case ctx.Err() == nil:
			log.Warn("sign of life not stored", "err", err)
		}
	}
}
