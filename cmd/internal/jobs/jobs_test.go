package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"huifang/campaign/store"
	"huifang/cmd/internal/jobs"
)

// Several workers on several nodes: every job is done once, and each ends as its handler says.
func TestJobsAreDoneOnce(t *testing.T) {
	b := newBench(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	const n = 40
	var runs atomic.Int64
	handlers := map[string]jobs.Handler{
		"good": func(context.Context, *jobs.Task) (any, error) { runs.Add(1); return map[string]int{"answer": 42}, nil },
		"bad": func(context.Context, *jobs.Task) (any, error) {
			return nil, &jobs.Failure{Code: "no", Detail: "because"}
		},
		"worse": func(context.Context, *jobs.Task) (any, error) { panic("oh") },
	}
	ids := map[string]int64{}
	for range n {
		id, err := b.s.AddJob(t.Context(), "good", struct{}{}, 7, b.by)
		b.must(err)
		ids["good"] = id
	}
	for _, kind := range []string{"bad", "worse", "unknown"} {
		id, err := b.s.AddJob(t.Context(), kind, struct{}{}, 7, 0)
		b.must(err)
		ids[kind] = id
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	for _, node := range []string{"n1", "n2"} {
		w := &jobs.Worker{Node: node, Store: b.s, Handlers: handlers, Parallel: 2, Log: slog.New(slog.DiscardHandler)}
		go func() { done <- w.Run(ctx) }()
	}
	open := -1
	for end := time.Now().Add(30 * time.Second); open != 1 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		b.scan(&open, `select count(*) from job where ended_at is null`)
	}
	stop()
	b.must(errors.Join(<-done, <-done))
	if runs.Load() != n {
		t.Errorf("%d jobs were done %d times", n, runs.Load())
	}
	for kind, want := range map[string][2]string{"good": {"done", ""}, "bad": {"failed", "no: because"}, "worse": {"failed", "internal: unexpected error; the log has it under the job's number"}, "unknown": {"queued", ""}} {
		j, err := b.s.Job(t.Context(), ids[kind])
		b.must(err)
		if j.State != want[0] || j.Error != want[1] {
			t.Errorf("%s: %+v", kind, j)
		}
		var result map[string]int
		if kind == "good" && (json.Unmarshal(j.Result, &result) != nil || result["answer"] != 42 || j.Done != 7 || j.CreatedBy != "boss") {
			t.Errorf("%+v", j)
		}
	}
	list, next, err := b.s.Jobs(t.Context(), "good", "", 30)
	b.must(err)
	rest, end, err := b.s.Jobs(t.Context(), "good", next, 30)
	b.must(err)
	if len(list) != 30 || len(rest) != n-30 || end != "" {
		t.Errorf("pages of %d and %d", len(list), len(rest))
	}
	b.must(b.s.CancelJob(t.Context(), ids["unknown"], b.by))
	if j, _ := b.s.Job(t.Context(), ids["unknown"]); j.State != "cancelled" || j.EndedAt == nil {
		t.Errorf("a waiting job that is cancelled: %+v", j)
	}
	if err := b.s.CancelJob(t.Context(), 4711, b.by); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no job: %v", err)
	}
}

// A process that was thought dead finds its job taken over, and stops.
func TestJobIsTakenOver(t *testing.T) {
	b := newBench(t)
	id, err := b.s.AddJob(t.Context(), "slow", struct{}{}, 0, b.by)
	b.must(err)
	started, ended := make(chan struct{}), make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	w := &jobs.Worker{Node: "n1", Store: b.s, Log: slog.New(slog.DiscardHandler), Handlers: map[string]jobs.Handler{"slow": func(ctx context.Context, task *jobs.Task) (any, error) {
		close(started)
		for i := int64(0); ctx.Err() == nil; i++ {
			task.Progress(i, 0)
			time.Sleep(10 * time.Millisecond)
		}
		ended <- context.Cause(ctx)
		return "late", ctx.Err()
	}}}
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	<-started
	other, ok, err := b.s.ClaimJob(t.Context(), "n2", []string{"slow"}, 0)
	if err != nil || !ok || other.ID != id {
		t.Fatalf("%+v %v %v", other, ok, err)
	}
	select {
	case cause := <-ended:
		if !errors.Is(cause, store.ErrJobLost) {
			t.Errorf("it ended by %v", cause)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the first process goes on")
	}
	if state, err := b.s.EndJob(t.Context(), other, map[string]int{"x": 1}, ""); err != nil || state != "done" {
		t.Errorf("%s %v", state, err)
	}
	stop()
	b.must(<-done)
	if j, _ := b.s.Job(t.Context(), id); j.State != "done" || string(j.Result) != `{"x": 1}` {
		t.Errorf("%+v %s", j, j.Result)
	}
}
