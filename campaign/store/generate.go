package store

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign/field"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
	"huifang/campaign/window"
)

// PlanPeriod is the time for which a plan is generated, a month as a rule: From, up to but without Until.
type PlanPeriod struct{ From, Until time.Time }

// PlanRun says what one generation did, or what it would do. The reasons add up to Seen; days, units and tiers add up to
// Chosen.
type PlanRun struct {
	ID       int64          `json:"id,omitempty" doc:"absent of a rehearsal"`
	Seen     int            `json:"seen" doc:"follow-ups that the rule says are due in the period"`
	Chosen   int            `json:"chosen" doc:"chosen now"`
	Added    int            `json:"added" doc:"made now: chosen, and not there already; 0 of a rehearsal"`
	Reasons  map[string]int `json:"reasons" doc:"why chosen or not, by reason: those of the quotas (chosen_all, sample, chosen_tier, chosen_fallthrough, minimum; kept, ended, not_chosen_quota, not_chosen_no_tier, not_chosen_share, not_chosen_week, rotation_off, no_day_left), and no_number, on_dnc, too_late"`
	Days     []DayCount     `json:"days" doc:"chosen now, by the day that is planned"`
	Units    []UnitCount    `json:"units" doc:"by store or department; '' is none"`
	Tiers    []TierCount    `json:"tiers" doc:"by tier of the amount, in the order of the plan; '' is none; empty without tiers"`
	Warnings []field.Error  `json:"warnings" doc:"what is allowed and probably not meant: calendar_unknown, nothing_due, unit_unknown"`
}

// DayCount is how many follow-ups are planned for one day.
type DayCount struct {
	Day   string `json:"day" format:"date"`
	Count int    `json:"count"`
}

// UnitCount is how many follow-ups of one store or department are due, and chosen now.
type UnitCount struct {
	Unit   string `json:"unit"`
	Seen   int    `json:"seen"`
	Chosen int    `json:"chosen"`
}

// TierCount is how many follow-ups of one tier are due, and chosen now.
type TierCount struct {
	Tier   string `json:"tier"`
	Seen   int    `json:"seen"`
	Chosen int    `json:"chosen"`
}

// Reasons of a PlanRun beside those of package quota. Such follow-ups count in samples and minimums like those that ended:
// their places go to others.
const (
	ReasonNoNumber = "no_number" // no contact has a number that can be dialled
	ReasonOnDNC    = "on_dnc"    // every number that could be dialled is on the do-not-call list
	ReasonTooLate  = "too_late"  // its time was over when the plan was generated
)

// GeneratePlan makes the follow-ups of a plan that is confirmed or running (R6, R7). They are committed in batches: after a
// crash, a cancelled ctx or an error, generating again makes exactly what is missing. What is there keeps its place and its
// day, nothing is made twice, and what failed is made up for on the days left. Two generations of one plan at the same time
// run one after the other, on all nodes.
//
// Progress is called with the follow-ups made so far and those chosen; nil is allowed. The heap grows by about 600 bytes for
// each follow-up that is due in the period, chosen or not: 600 MB for a million.
//
// ErrNotFound; ErrWrongState, also when the plan is paused or stopped while it is generated; or a field.Errors that says what
// of the plan or the period makes it impossible.
func (s *Store) GeneratePlan(ctx context.Context, id int64, period PlanPeriod, now time.Time, by int64, progress func(done, total int64)) (PlanRun, error) {
	conn, release, err := s.lockPlan(ctx, id)
	if err != nil {
		return PlanRun{}, fmt.Errorf("generate plan %d: %w", id, err)
	}
	defer release()
	rows, err := conn.Query(ctx, `select `+planColumns+` from plan p where p.id = $1`, id)
	p, err := one(rows, err, "plan", scanPlan)
	if err != nil {
		return PlanRun{}, err
	}
	if !generates(p.State) {
		return PlanRun{}, fmt.Errorf("%w: the plan is %s; confirm it first", ErrWrongState, p.State)
	}
	// Whoever has the lock is the only one: a run that is still running has died.
	var run int64
	err = conn.QueryRow(ctx, `
		with dead as (update plan_run set state = 'failed', error = 'interrupted', ended_at = clock_timestamp() where plan_id = $1 and state = 'running')
		insert into plan_run (plan_id, from_at, until_at, state, created_by) values ($1, $2, $3, 'running', nullif($4, 0)) returning id`,
		id, period.From, period.Until, by).Scan(&run)
	if err != nil {
		return PlanRun{}, fmt.Errorf("generate plan %d: %w", id, err)
	}
	out, err := s.generate(ctx, conn, p, period, now, progress)
	out.ID = run
	if err := s.endRun(ctx, out, err); err != nil {
		return out, fmt.Errorf("generate plan %d: %w", id, err)
	}
	return out, nil
}

// generates reports whether a plan in a state makes follow-ups.
func generates(state string) bool { return state == "confirmed" || state == "running" }

// RehearsePlan says what generating a new plan with these settings would do: the same numbers, and nothing is written.
func (s *Store) RehearsePlan(ctx context.Context, in PlanSettings, period PlanPeriod, now time.Time) (PlanRun, error) {
	if err := checkPlan(in); err != nil {
		return PlanRun{}, err
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return PlanRun{}, fmt.Errorf("rehearse plan: %w", err)
	}
	defer conn.Release()
	c, err := s.choosePlan(ctx, conn.Conn(), Plan{PlanSettings: in}, period, now)
	if err != nil {
		return PlanRun{}, fmt.Errorf("rehearse plan: %w", err)
	}
	return c.run, nil
}

func (s *Store) generate(ctx context.Context, conn *pgx.Conn, p Plan, period PlanPeriod, now time.Time, progress func(done, total int64)) (PlanRun, error) {
	c, err := s.choosePlan(ctx, conn, p, period, now)
	if err != nil {
		return PlanRun{Reasons: map[string]int{}}, err
	}
	c.run.Added, err = addFollowUps(ctx, conn, p, c, progress)
	return c.run, err
}

// endRun stores how a run ended, also when ctx did and with it the connection of the run, and returns the first error.
func (s *Store) endRun(ctx context.Context, run PlanRun, err error) error {
	state, text := "done", ""
	switch {
	case err != nil && ctx.Err() != nil:
		state, text = "cancelled", err.Error()
	case err != nil:
		state, text = "failed", err.Error()
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_, endErr := s.pool.Exec(end, `update plan_run set state = $2, seen = $3, chosen = $4, added = $5, reasons = $6, days = $7, units = $8, tiers = $9,
		warnings = $10, error = $11, ended_at = clock_timestamp() where id = $1`,
		run.ID, state, run.Seen, run.Chosen, run.Added, run.Reasons, list(run.Days), list(run.Units), list(run.Tiers), list(run.Warnings), text)
	if err != nil {
		return err // a run whose end could not be stored is found by the next one
	}
	return endErr
}

// list is a JSON list that is never null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// planLocks is the first key of the advisory locks of plans; the second is the plan's id.
const planLocks = 0x68756966

// lockPlan waits until nobody else generates the plan. The work must be done on the connection that it returns, as the
// lock ends with it, and those who wait hold none.
func (s *Store) lockPlan(ctx context.Context, id int64) (*pgx.Conn, func(), error) {
	for {
		conn, err := s.pool.Acquire(ctx)
		if err != nil {
			return nil, nil, err
		}
		var ok bool
		if err := conn.QueryRow(ctx, `select pg_try_advisory_lock($1, $2)`, planLocks, int32(id)).Scan(&ok); err != nil {
			conn.Release()
			return nil, nil, err
		}
		if ok {
			return conn.Conn(), func() { unlockPlan(ctx, conn, id) }, nil
		}
		conn.Release()
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func unlockPlan(ctx context.Context, conn *pgxpool.Conn, id int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, `select pg_advisory_unlock($1, $2)`, planLocks, int32(id)); err != nil {
		_ = conn.Conn().Close(ctx) // closing it gives the lock back, too
	}
	conn.Release()
}

// choice is what is decided for a plan and a period.
type choice struct {
	run       PlanRun
	dues      []due
	decisions []quota.Decision
	days      []plan.Date
	loc       *time.Location
}

// choosePlan decides and writes nothing.
func (s *Store) choosePlan(ctx context.Context, conn *pgx.Conn, p Plan, period PlanPeriod, now time.Time) (*choice, error) {
	cal, err := s.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	loc, err := time.LoadLocation(p.Rule.Zone)
	if err != nil {
		return nil, field.Errors{{Pointer: "/rule/zone", Code: plan.CodeZoneUnknown, Detail: err.Error()}}
	}
	var calls window.Window
	if err := conn.QueryRow(ctx, `select calling_window from campaign where id = $1`, p.CampaignID).Scan(&calls); err != nil {
		return nil, fmt.Errorf("campaign: %w", err)
	}
	t := timetable{cal, calls.Bind(cal), loc}
	dues, candidates, err := readDues(ctx, conn, p, period, now, t)
	if err != nil {
		return nil, err
	}
	c := &choice{dues: dues, loc: loc}
	var spare []bool
	c.days, spare = t.plan(period)
	// Lots are drawn by the rule's code, so that a plan is generated as it was rehearsed.
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(p.Rule.Code)) // never fails
	res, err := quota.Choose(p.Choose, quota.Period{Days: c.days, Spare: spare, Today: t.today(now)}, candidates, seed.Sum64())
	var wrong field.Errors
	if errors.As(err, &wrong) {
		for i, e := range wrong {
			if !strings.HasPrefix(e.Pointer, "/period/") {
				wrong[i].Pointer = "/choose" + e.Pointer
			}
		}
	}
	if err != nil {
		return nil, err
	}
	c.decisions = res.Decisions
	c.run = sum(p.Choose, c, candidates)
	c.run.Warnings, err = warnings(ctx, conn, p, c, cal, period)
	return c, err
}

// at returns from when the i-th, which is chosen, is to be dialled: the planned day, but not before it is due.
func (c *choice) at(i int) time.Time {
	from, day := time.Unix(c.dues[i].from, 0), dayStart(c.days[c.decisions[i].Day], c.loc)
	if from.After(day) {
		return from
	}
	return day
}

// sum adds up what was decided.
func sum(spec quota.Spec, c *choice, candidates []quota.Candidate) PlanRun {
	run := PlanRun{Seen: len(c.dues), Reasons: map[string]int{}}
	days := make([]int, len(c.days))
	units, tiers := map[string]*UnitCount{}, map[string]*TierCount{}
	for i, d := range c.decisions {
		reason := string(d.Reason)
		switch {
		case c.dues[i].reason != "" && d.Reason == quota.ReasonEnded:
			reason = c.dues[i].reason
		case c.dues[i].over && d.Reason == quota.ReasonNoDay:
			reason = ReasonTooLate
		}
		run.Reasons[reason]++
		unit := units[candidates[i].Store]
		if unit == nil {
			unit = &UnitCount{Unit: candidates[i].Store}
			units[unit.Unit] = unit
		}
		unit.Seen++
		name := spec.TierOf(candidates[i].Amount)
		tier := tiers[name]
		if tier == nil {
			tier = &TierCount{Tier: name}
			tiers[name] = tier
		}
		tier.Seen++
		if !d.Chosen {
			continue
		}
		run.Chosen++
		unit.Chosen++
		tier.Chosen++
		days[d.Day]++
	}
	for i, n := range days {
		if n > 0 {
			run.Days = append(run.Days, DayCount{Day: c.days[i].String(), Count: n})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(units)) {
		run.Units = append(run.Units, *units[name])
	}
	if len(spec.Tiers) > 0 {
		for _, t := range append(spec.Tiers[:len(spec.Tiers):len(spec.Tiers)], quota.Tier{}) {
			if n := tiers[t.Name]; n != nil {
				run.Tiers = append(run.Tiers, *n)
			}
		}
	}
	return run
}

// today returns the first day on which a call may still be placed.
func (t timetable) today(now time.Time) plan.Date {
	if at, ok := t.calls.Next(now); ok {
		now = at
	}
	return plan.DateOf(now.In(t.loc))
}

// plan lists the days of a period on which follow-ups can be made: the working days, and as spare ones for what has no other
// the rest of those on which calls may be placed.
func (t timetable) plan(p PlanPeriod) (days []plan.Date, spare []bool) {
	last := plan.DateOf(p.Until.Add(-time.Nanosecond).In(t.loc))
	for d := plan.DateOf(p.From.In(t.loc)); d.Compare(last) <= 0; d = d.AddDays(1) {
		if t.opens(d) {
			days, spare = append(days, d), append(spare, !t.working(d))
		}
	}
	return days, spare
}

func dayStart(d plan.Date, loc *time.Location) time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, loc)
}

// followUpBatch is how many follow-ups are made in one transaction.
const followUpBatch = 5000

// addFollowUps makes what was chosen, batch by batch. What is there already is left as it is.
func addFollowUps(ctx context.Context, conn *pgx.Conn, p Plan, c *choice, progress func(done, total int64)) (added int, err error) {
	b := followUps{plan: p}
	err = conn.QueryRow(ctx, `select coalesce((select jsonb_agg(q->>'id') from follow_up_type t, jsonb_array_elements(t.body->'questions') q
		where t.code = $1 and (q->>'required')::boolean), '[]')`, p.TypeCode).Scan(&b.required)
	if err != nil {
		return 0, err
	}
	done := 0
	for i := range c.decisions {
		if c.decisions[i].Chosen {
			b.add(&c.dues[i], c.at(i))
		}
		if n := len(b.keys); n == followUpBatch || n > 0 && i == len(c.decisions)-1 {
			made, err := b.commit(ctx, conn)
			if err != nil {
				return added, err
			}
			added, done = added+made, done+n
			if progress != nil {
				progress(int64(done), int64(c.run.Chosen))
			}
		}
	}
	return added, nil
}

// followUps are made together; here they are by column.
type followUps struct {
	plan     Plan
	required []byte // ids of the questions that must be answered

	keys, phones        []string
	customers, contacts []int64
	positions           []int16
	from, until         []time.Time
}

func (b *followUps) add(d *due, at time.Time) {
	b.keys, b.phones, b.positions = append(b.keys, d.key), append(b.phones, d.phone), append(b.positions, d.position)
	b.customers, b.contacts = append(b.customers, d.customer), append(b.contacts, d.contact)
	b.from, b.until = append(b.from, at), append(b.until, time.Unix(d.until, 0))
}

// commit makes the follow-ups of the batch that are not there yet, returns how many, and empties it.
func (b *followUps) commit(ctx context.Context, conn *pgx.Conn) (made int, err error) {
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		// The plan keeps its state while the batch is made: whoever pauses or stops it finds all there is.
		var state string
		if err := tx.QueryRow(ctx, `select state from plan where id = $1 for share`, b.plan.ID).Scan(&state); err != nil {
			return err
		}
		if !generates(state) {
			return fmt.Errorf("%w: the plan has become %s", ErrWrongState, state)
		}
		tag, err := tx.Exec(ctx, `
			insert into follow_up (campaign_id, plan_id, source_key, customer_id, contact_id, phone, number_position, due_at, due_from, due_until, required)
			select $1, $2, x.key, x.customer, x.contact, x.phone, x.position, x.at, x.at, x.until, $3
			from unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::smallint[], $9::timestamptz[], $10::timestamptz[])
			  as x(key, customer, contact, phone, position, at, until)
			on conflict do nothing`, b.plan.CampaignID, b.plan.ID, b.required, b.keys, b.customers, b.contacts, b.phones, b.positions, b.from, b.until)
		made = int(tag.RowsAffected())
		return err
	})
	*b = followUps{plan: b.plan, required: b.required, keys: b.keys[:0], phones: b.phones[:0], customers: b.customers[:0], contacts: b.contacts[:0],
		positions: b.positions[:0], from: b.from[:0], until: b.until[:0]}
	return made, err
}
