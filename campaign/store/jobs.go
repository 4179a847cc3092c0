package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrJobLost says that the job was cancelled, has ended, or belongs to another process now.
var ErrJobLost = errors.New("the job is no longer this process's")

// Job is long work in the background.
type Job struct {
	ID        int64           `json:"id"`
	Kind      string          `json:"kind"`
	State     string          `json:"state" enum:"queued,running,done,failed,cancelled"`
	Args      json.RawMessage `json:"-"`
	Done      int64           `json:"done" doc:"of total, in units of the kind of job"`
	Total     int64           `json:"total" doc:"0: not known yet"`
	Result    json.RawMessage `json:"result"`
	Error     string          `json:"error,omitempty" doc:"why it failed"`
	Cancel    bool            `json:"cancel" doc:"it was asked to stop"`
	Object    *JobObject      `json:"object,omitempty" doc:"what it works on"`
	CreatedBy string          `json:"created_by,omitempty"`
	CreatedAt time.Time       `json:"created_at"`
	StartedAt *time.Time      `json:"started_at,omitempty" doc:"the last time, when it was taken over"`
	EndedAt   *time.Time      `json:"ended_at,omitempty"`
}

// JobObject is what a job works on.
type JobObject struct {
	Kind string `json:"kind" enum:"import,plan"`
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// Claim is the right to work on a job. It ends when another process takes the job over: Token is the fence.
type Claim struct {
	ID    int64
	Kind  string
	Args  json.RawMessage
	Done  int64
	Total int64
	Token time.Time // when it was claimed
}

func addJob(ctx context.Context, db querier, kind string, args any, total, by int64) (id int64, err error) {
	err = db.QueryRow(ctx, `insert into job (kind, args, total, created_by) values ($1, $2, $3, nullif($4, 0)) returning id`,
		kind, args, total, by).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add job: %w", err)
	}
	return id, nil
}

// AddJob queues a job. Args is any JSON object; a member "node" binds the job to the worker of that node.
func (s *Store) AddJob(ctx context.Context, kind string, args any, total, by int64) (int64, error) {
	return addJob(ctx, s.pool, kind, args, total, by)
}

// ClaimJob takes the oldest job of the kinds that waits, or whose process gave no sign of life for stale. A job that was to be
// cancelled meanwhile ends here. ok is false when there is none.
func (s *Store) ClaimJob(ctx context.Context, node string, kinds []string, stale time.Duration) (c Claim, ok bool, err error) {
	_, err = s.pool.Exec(ctx, `
		update job set state = 'cancelled', ended_at = clock_timestamp()
		where state = 'running' and cancel and beat_at < clock_timestamp() - make_interval(secs => $1)`, stale.Seconds())
	if err != nil {
		return c, false, fmt.Errorf("claim job: %w", err)
	}
	err = s.pool.QueryRow(ctx, `
		with next as (
			select id from job
			where kind = any($1) and coalesce(args->>'node', $2) = $2
				and (state = 'queued' or state = 'running' and beat_at < clock_timestamp() - make_interval(secs => $3))
			order by id limit 1 for update skip locked)
		update job set state = 'running', started_at = clock_timestamp(), beat_at = clock_timestamp()
		from next where job.id = next.id returning job.id, job.kind, job.args, job.done, job.total, job.started_at`,
		kinds, node, stale.Seconds()).Scan(&c.ID, &c.Kind, &c.Args, &c.Done, &c.Total, &c.Token)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("claim job: %w", err)
	}
	return c, true, nil
}

// RequeueJobs gives the jobs that are bound to a node, and that its earlier life left behind, back to the queue. Should that life still
// be there, it finds that it has lost them.
func (s *Store) RequeueJobs(ctx context.Context, node string) error {
	_, err := s.pool.Exec(ctx, `
		update job set state = case when cancel then 'cancelled' else 'queued' end, ended_at = case when cancel then clock_timestamp() end
		where state = 'running' and args->>'node' = $1`, node)
	if err != nil {
		return fmt.Errorf("requeue jobs: %w", err)
	}
	return nil
}

// BeatJob is a sign of life with the progress. ErrJobLost: stop working, also because it was cancelled.
func (s *Store) BeatJob(ctx context.Context, c Claim, done, total int64) error {
	var cancel bool
	err := s.pool.QueryRow(ctx, `
		update job set beat_at = clock_timestamp(), done = $3, total = $4
		where id = $1 and state = 'running' and started_at = $2 returning cancel`, c.ID, c.Token, done, total).Scan(&cancel)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && cancel:
		return ErrJobLost
	case err != nil:
		return fmt.Errorf("job's sign of life: %w", err)
	}
	return nil
}

// holdJob locks the job's row for the transaction and makes sure that it is still the claimer's: what the transaction writes
// is not written by two processes.
func holdJob(ctx context.Context, tx pgx.Tx, c Claim) error {
	var cancel bool
	err := tx.QueryRow(ctx, `select cancel from job where id = $1 and state = 'running' and started_at = $2 for update`, c.ID, c.Token).Scan(&cancel)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && cancel:
		return ErrJobLost
	case err != nil:
		return fmt.Errorf("job: %w", err)
	}
	return nil
}

// EndJob ends a claimed job: done with its result, or failed with a reason for the person who started it, or cancelled when
// that was asked for. It returns the state, or ErrJobLost.
func (s *Store) EndJob(ctx context.Context, c Claim, result any, failure string) (state string, err error) {
	if result == nil {
		result = struct{}{}
	}
	err = s.pool.QueryRow(ctx, `
		update job set state = case when cancel then 'cancelled' when $4 <> '' then 'failed' else 'done' end, ended_at = clock_timestamp(),
			result = $3, error = case when cancel then '' else $4 end, done = case when cancel or $4 <> '' then done else greatest(done, total) end
		where id = $1 and state = 'running' and started_at = $2 returning state`, c.ID, c.Token, result, failure).Scan(&state)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", ErrJobLost
	}
	if err != nil {
		return "", fmt.Errorf("end job: %w", err)
	}
	return state, nil
}

// ReleaseJob gives a claimed job back to the queue, for a process that stops.
func (s *Store) ReleaseJob(ctx context.Context, c Claim) error {
	_, err := s.pool.Exec(ctx, `
		update job set state = case when cancel then 'cancelled' else 'queued' end, ended_at = case when cancel then clock_timestamp() end
		where id = $1 and state = 'running' and started_at = $2`, c.ID, c.Token)
	if err != nil {
		return fmt.Errorf("release job: %w", err)
	}
	return nil
}

// CancelJob asks a job to stop; one that waits is cancelled at once. ErrWrongState: it has ended.
func (s *Store) CancelJob(ctx context.Context, id, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error { return cancelJob(ctx, tx, id, by) })
}

func cancelJob(ctx context.Context, tx pgx.Tx, id, by int64) error {
	tag, err := tx.Exec(ctx, `
		update job set cancel = true, state = case when state = 'queued' then 'cancelled' else state end,
			ended_at = case when state = 'queued' then clock_timestamp() end
		where id = $1 and state in ('queued','running')`, id)
	if err != nil {
		return fmt.Errorf("cancel job: %w", err)
	}
	if tag.RowsAffected() == 0 {
		var state string
		err := tx.QueryRow(ctx, `select state from job where id = $1`, id).Scan(&state)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return fmt.Errorf("cancel job: %w", err)
		}
		return fmt.Errorf("%w: the job is %s", ErrWrongState, state)
	}
	return audit(ctx, tx, by, "job.cancel", object("job", id), nil)
}

const jobColumns = `j.id, j.kind, j.state, j.args, j.done, j.total, j.result, j.error, j.cancel, coalesce(u.name, '') as created_by,
	j.created_at, j.started_at, j.ended_at,
	case when i.id is not null then jsonb_build_object('kind', 'import', 'id', i.id, 'name', i.file_name)
	     when p.id is not null then jsonb_build_object('kind', 'plan', 'id', p.id, 'name', p.name) end as object`

const jobFrom = ` from job j left join app_user u on u.id = j.created_by left join import i on i.job_id = j.id
	left join plan p on j.kind = 'plan' and p.id = (j.args->>'plan')::bigint`

// Jobs returns the jobs of a kind ("": any), newest first.
func (s *Store) Jobs(ctx context.Context, kind, cursor string, limit int) ([]Job, string, error) {
	before, err := idCursor(cursor, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `select `+jobColumns+jobFrom+`
		where j.id < $1 and ($2 = '' or j.kind = $2) order by j.id desc limit $3`, before, kind, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("jobs: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Job])
	if err != nil {
		return nil, "", fmt.Errorf("jobs: %w", err)
	}
	list, next := cut(list, limit, func(j Job) string { return idKey(j.ID) })
	return list, next, nil
}

// Job returns one job, or ErrNotFound.
func (s *Store) Job(ctx context.Context, id int64) (Job, error) {
	rows, err := s.pool.Query(ctx, `select `+jobColumns+jobFrom+` where j.id = $1`, id)
	return one(rows, err, "job", pgx.RowToStructByName[Job])
}
