package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/plan"
)

// JobPlan is the kind of a job that generates a plan.
const JobPlan = "plan"

// WhyManual is why a plan is generated that a person wants it of; the others are those of package plan.
const WhyManual = "manual"

// PlanJob are the arguments of a job that generates a plan.
type PlanJob struct {
	Plan  int64     `json:"plan"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Why   string    `json:"why"`
	By    int64     `json:"by,omitempty"` // 0: the service itself
}

// QueuePlan queues the generation of a running plan. While one is open the same is returned: there is one for each plan.
// ErrNotFound, ErrWrongState.
func (s *Store) QueuePlan(ctx context.Context, in PlanJob) (job int64, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var state string
		err := tx.QueryRow(ctx, `select state from plan where id = $1 for share`, in.Plan).Scan(&state)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return err
		case state != "running":
			return fmt.Errorf("%w: the plan is %s; launch it first", ErrWrongState, state)
		}
		for {
			err := tx.QueryRow(ctx, `insert into job (kind, args, created_by) values ($1, $2, nullif($3, 0))
				on conflict ((args->>'plan')) where kind = 'plan' and state in ('queued','running') do nothing returning id`, JobPlan, in, in.By).Scan(&job)
			if err == nil && in.By != 0 {
				return audit(ctx, tx, in.By, "plan.generate", object("plan", in.Plan), map[string]any{"job": job})
			}
			if !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
			err = tx.QueryRow(ctx, `select id from job where kind = $1 and args->>'plan' = $2 and state in ('queued','running')`, JobPlan, itoa(in.Plan)).Scan(&job)
			if !errors.Is(err, pgx.ErrNoRows) { // else it has just ended: once more
				return err
			}
		}
	})
	if err != nil {
		return 0, fmt.Errorf("queue plan %d: %w", in.Plan, err)
	}
	return job, nil
}

// OpenPlanJobs returns the job that generates each plan now; plans without one are missing in the map.
func (s *Store) OpenPlanJobs(ctx context.Context, plans []int64) (map[int64]Job, error) {
	ids := make([]string, len(plans))
	for i, id := range plans {
		ids[i] = itoa(id)
	}
	rows, err := s.pool.Query(ctx, `select `+jobColumns+jobFrom+`
		where j.kind = 'plan' and j.args->>'plan' = any($1) and j.state in ('queued','running')`, ids)
	if err != nil {
		return nil, fmt.Errorf("jobs of plans: %w", err)
	}
	jobs, err := pgx.CollectRows(rows, pgx.RowToStructByName[Job])
	if err != nil {
		return nil, fmt.Errorf("jobs of plans: %w", err)
	}
	out := map[int64]Job{}
	for _, j := range jobs {
		var args PlanJob
		if err := json.Unmarshal(j.Args, &args); err != nil {
			return nil, fmt.Errorf("job %d: %w", j.ID, err)
		}
		out[args.Plan] = j
	}
	return out, nil
}

const (
	// planLull is how long a plan whose generation failed or was cancelled is left alone by the service.
	planLull = 15 * time.Minute
	// eventSettles is how long an insert may be under way: a younger event can yet get company with a smaller id.
	eventSettles = time.Minute
	// planQueueLock is the key of the advisory lock of QueueDuePlans.
	planQueueLock = 0x706c616e
)

// QueueDuePlans queues the generation of every running plan that plan.Cycle.Pending says is to be generated at now. Only one
// process at a time does it; the others return 0.
func (s *Store) QueueDuePlans(ctx context.Context, now time.Time) (queued int, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock($1)`, planQueueLock).Scan(&mine); err != nil || !mine {
			return err
		}
		pending, err := pendingPlans(ctx, tx, now)
		if err != nil {
			return err
		}
		for _, j := range pending {
			tag, err := tx.Exec(ctx, `insert into job (kind, args) values ($1, $2)
				on conflict ((args->>'plan')) where kind = 'plan' and state in ('queued','running') do nothing`, JobPlan, j)
			if err != nil {
				return err
			}
			queued += int(tag.RowsAffected())
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("queue plans: %w", err)
	}
	return queued, nil
}

func pendingPlans(ctx context.Context, tx pgx.Tx, now time.Time) ([]PlanJob, error) {
	rows, err := tx.Query(ctx, `
		select p.id, p.rule->>'zone', p.period,
			coalesce((select max(e.id) from service_event e where e.kind = p.rule->>'event'), 0),
			coalesce((select jsonb_agg(jsonb_build_object('From', r.from_at, 'At', r.created_at, 'Took', (extract(epoch from r.ended_at - r.created_at) * 1e9)::bigint,
				'LastEvent', r.last_event)) from (select distinct on (from_at) * from plan_run
				where plan_id = p.id and state = 'done' and until_at > $1 order by from_at, id desc) r), '[]')
		from plan p join campaign c on c.id = p.campaign_id
		where p.state = 'running' and c.state not in ('stopped','finished')
			and not exists (select from job j where j.kind = 'plan' and j.args->>'plan' = p.id::text
				and (j.state in ('queued','running') or j.state in ('failed','cancelled') and j.ended_at > $2 and j.ended_at >= p.moved_at))
		order by p.id`, now, now.Add(-planLull))
	if err != nil {
		return nil, err
	}
	var out []PlanJob
	var id, newest int64
	var zone string
	var period, runs []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &zone, &period, &newest, &runs}, func() error {
		var c plan.Cycle
		var done []plan.Generated
		if err := errors.Join(json.Unmarshal(period, &c), json.Unmarshal(runs, &done)); err != nil {
			return fmt.Errorf("plan %d: %w", id, err)
		}
		if span, why, ok := c.Pending(zone, done, newest, now); ok {
			out = append(out, PlanJob{Plan: id, From: span.From, Until: span.Until, Why: why})
		}
		return nil
	})
	return out, err
}

// RunPlanJob generates what a job asks for and notes what was seen: progress and errors are those of GeneratePlan.
func (s *Store) RunPlanJob(ctx context.Context, job int64, in PlanJob, now time.Time, progress func(done, total int64)) (PlanRun, error) {
	// Before it reads: what comes while it reads may or may not be seen.
	var newest int64
	if err := s.pool.QueryRow(ctx, `select coalesce(max(e.id), 0) from service_event e
		where e.kind = (select rule->>'event' from plan where id = $1) and e.created_at < $2`, in.Plan, now.Add(-eventSettles)).Scan(&newest); err != nil {
		return PlanRun{}, fmt.Errorf("generate plan %d: %w", in.Plan, err)
	}
	run, err := s.GeneratePlan(ctx, in.Plan, PlanPeriod{From: in.From, Until: in.Until}, now, in.By, progress)
	if run.ID != 0 {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if _, terr := s.pool.Exec(end, `update plan_run set job_id = $2, trigger = $3, last_event = $4 where id = $1`, run.ID, job, in.Why, newest); terr != nil {
			err = errors.Join(err, fmt.Errorf("generate plan %d: %w", in.Plan, terr))
		}
	}
	return run, err
}

// PlanRunRecord is a generation that was made or is under way.
type PlanRunRecord struct {
	PlanRun
	PlanID    int64      `json:"-"`
	From      time.Time  `json:"from"`
	Until     time.Time  `json:"until"`
	State     string     `json:"state" enum:"queued,running,done,failed,cancelled"`
	Trigger   string     `json:"trigger" enum:"manual,first,day,events" doc:"why: a person, the first of its period, a new day, new events"`
	Error     string     `json:"error,omitempty"`
	JobID     *int64     `json:"job_id,omitempty"`
	CreatedBy string     `json:"created_by,omitempty" doc:"absent: the service itself"`
	CreatedAt time.Time  `json:"created_at"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
}

const planRunColumns = `r.plan_id, r.id, r.seen, r.chosen, r.added, r.reasons, r.days, r.units, r.tiers, r.warnings, r.from_at, r.until_at, r.state, r.trigger, r.error, r.job_id,
	coalesce(u.name, ''), r.created_at, r.ended_at`

func scanPlanRun(row pgx.CollectableRow) (PlanRunRecord, error) {
	var r PlanRunRecord
	err := row.Scan(&r.PlanID, &r.ID, &r.Seen, &r.Chosen, &r.Added, &r.Reasons, &r.Days, &r.Units, &r.Tiers, &r.Warnings, &r.From, &r.Until, &r.State, &r.Trigger, &r.Error, &r.JobID,
		&r.CreatedBy, &r.CreatedAt, &r.EndedAt)
	return r, err
}

// PlanRuns returns the generations of a plan, newest first.
func (s *Store) PlanRuns(ctx context.Context, id int64, cursor string, limit int) ([]PlanRunRecord, string, error) {
	before, err := idCursor(cursor, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	if err := s.exists(ctx, "plan", id); err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `select `+planRunColumns+` from plan_run r left join app_user u on u.id = r.created_by
		where r.plan_id = $1 and r.id < $2 order by r.id desc limit $3`, id, before, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("runs of plan %d: %w", id, err)
	}
	found, err := pgx.CollectRows(rows, scanPlanRun)
	if err != nil {
		return nil, "", fmt.Errorf("runs of plan %d: %w", id, err)
	}
	found, next := cut(found, limit, func(r PlanRunRecord) string { return idKey(r.ID) })
	return found, next, nil
}

// LastPlanRuns returns the last generation of each plan that was done; plans without one are missing in the map.
func (s *Store) LastPlanRuns(ctx context.Context, plans []int64) (map[int64]PlanRunRecord, error) {
	rows, err := s.pool.Query(ctx, `select `+planRunColumns+` from unnest($1::bigint[]) as p(id)
		cross join lateral (select * from plan_run where plan_id = p.id and state = 'done' order by id desc limit 1) r
		left join app_user u on u.id = r.created_by`, plans)
	if err != nil {
		return nil, fmt.Errorf("last runs of plans: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanPlanRun)
	if err != nil {
		return nil, fmt.Errorf("last runs of plans: %w", err)
	}
	out := make(map[int64]PlanRunRecord, len(found))
	for _, r := range found {
		out[r.PlanID] = r
	}
	return out, nil
}
