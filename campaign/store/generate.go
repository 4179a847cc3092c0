package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/calendar"
	"huifang/campaign/field"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
)

// PlanRun says what one generation did. The reasons add up to Seen.
type PlanRun struct {
	ID      int64          `json:"id"`
	Seen    int            `json:"seen" doc:"follow-ups that the rule says are due in the period"`
	Chosen  int            `json:"chosen" doc:"chosen now"`
	Added   int            `json:"added" doc:"made now: chosen, and not there already"`
	Reasons map[string]int `json:"reasons" doc:"why chosen or not, by reason"`
}

// due is one follow-up that the rule says is due, with where it belongs.
type due struct {
	plan.Due
	customer, contact int64
	phone             string
}

// GeneratePlan makes the follow-ups of a plan that is confirmed or running for the period [from, until). It can be repeated:
// what is there keeps its place and its day, nothing is made twice, and what failed is made up for on the days left.
func (s *Store) GeneratePlan(ctx context.Context, id int64, from, until, now time.Time, by int64) (PlanRun, error) {
	run := PlanRun{Reasons: map[string]int{}}
	p, err := s.Plan(ctx, id)
	if err != nil {
		return run, err
	}
	if p.State != "confirmed" && p.State != "running" {
		return run, fmt.Errorf("%w: the plan is %s; confirm it first", ErrWrongState, p.State)
	}
	cal, err := s.Calendar(ctx)
	if err != nil {
		return run, err
	}
	loc, err := time.LoadLocation(p.Rule.Zone)
	if err != nil {
		return run, &FieldError{Pointer: "/rule/zone", Code: "zone_unknown", Detail: err.Error()}
	}
	dues, candidates, err := s.candidates(ctx, p, from, until)
	if err != nil {
		return run, fmt.Errorf("generate plan %d: %w", id, err)
	}
	run.Seen = len(dues)
	period := quota.Period{From: from, To: until, Days: workingDays(cal, from, until, loc), Today: plan.DateOf(now.In(loc))}
	res, err := quota.Choose(p.Choose, period, candidates, uint64(id))
	if err != nil {
		var list field.Errors
		if errors.As(err, &list) {
			return run, &FieldError{Pointer: list[0].Pointer, Code: list[0].Code, Detail: list[0].Detail}
		}
		return run, err
	}
	for reason, n := range res.ByReason {
		if n > 0 {
			run.Reasons[string(reason)] = n
		}
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `insert into plan_run (plan_id, from_at, until_at, state, created_by) values ($1, $2, $3, 'running', $4) returning id`,
			id, from, until, by).Scan(&run.ID); err != nil {
			return err
		}
		chosen := func(yield func(due, time.Time) bool) {
			for i, d := range res.Decisions {
				if !d.Chosen {
					continue
				}
				day := period.Days[d.Day]
				at := time.Date(int(day.Year), time.Month(day.Month), int(day.Day), 0, 0, 0, 0, loc)
				if dues[i].From.After(at) {
					at = dues[i].From
				}
				if !yield(dues[i], at) {
					return
				}
			}
		}
		if run.Chosen, run.Added, err = addFollowUps(ctx, tx, p, chosen); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update plan_run set state = 'done', seen = $2, chosen = $3, added = $4, reasons = $5, ended_at = now() where id = $1`,
			run.ID, run.Seen, run.Chosen, run.Added, run.Reasons)
		return err
	})
	if err != nil {
		return run, fmt.Errorf("generate plan %d: %w", id, err)
	}
	return run, nil
}

func workingDays(cal *calendar.Calendar, from, until time.Time, loc *time.Location) []plan.Date {
	var days []plan.Date
	last := plan.DateOf(until.Add(-time.Nanosecond).In(loc))
	for d := plan.DateOf(from.In(loc)); d.Compare(last) <= 0; d = d.AddDays(1) {
		if cal.Working(calendar.NewDate(int(d.Year), time.Month(d.Month), int(d.Day))) {
			days = append(days, d)
		}
	}
	return days
}

// dateColumn is where the dates that rules name are kept.
var dateColumn = map[string]string{"birthday": "ct.birthday", "expiry": "c.expires_on", "contract": "c.signed_on"}

// candidates lists what the plan's rule says is due, with what has become of it so far.
func (s *Store) candidates(ctx context.Context, p Plan, from, until time.Time) ([]due, []quota.Candidate, error) {
	// A customer without a number cannot be followed up by phone; of several contacts the first is called.
	query := `select 'e' || e.id, e.at, null::date, c.region, ct.zone, coalesce(u.name, ''), coalesce(e.amount, 0), c.id, ct.id, ct.phone
		from service_event e join customer c on c.id = e.customer_id
		cross join lateral (select ct.id, ct.phone, ct.zone from contact ct where ct.customer_id = c.id
		  and (e.contact_id is null or ct.id = e.contact_id) order by ct.id limit 1) ct
		left join unit u on u.id = coalesce(e.unit_id, c.unit_id)
		where e.kind = $1 and e.at < $2 and ($3::bigint is null or coalesce(e.unit_id, c.unit_id) = $3) order by e.id`
	args := []any{p.Rule.Event, until, p.UnitID}
	if p.Rule.Event == "" {
		column, ok := dateColumn[p.Rule.Date]
		if !ok {
			return nil, nil, &FieldError{Pointer: "/rule/date", Code: "date_unknown", Detail: "the customer's file has birthday, expiry and contract"}
		}
		query = `select 'c' || c.id, null::timestamptz, ` + column + `, c.region, ct.zone, coalesce(u.name, ''), 0::bigint, c.id, ct.id, ct.phone
			from customer c cross join lateral (select ct.id, ct.phone, ct.zone, ct.birthday from contact ct where ct.customer_id = c.id order by ct.id limit 1) ct
			left join unit u on u.id = c.unit_id
			where ` + column + ` is not null and ($1::bigint is null or c.unit_id = $1) order by c.id`
		args = []any{p.UnitID}
	}
	states, err := s.planned(ctx, p.ID, p.Rule.Zone)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, nil, err
	}
	var dues []due
	var list []quota.Candidate
	var key, region, zone, unit, phone string
	var at, date *time.Time
	var amount, customer, contact int64
	_, err = pgx.ForEachRow(rows, []any{&key, &at, &date, &region, &zone, &unit, &amount, &customer, &contact, &phone}, func() error {
		subject := plan.Subject{Key: key, At: deref(at), Region: region, Zone: zone}
		if date != nil {
			subject.Date = plan.DateOf(date.UTC())
		}
		found, err := p.Rule.Due(subject, from, until)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		for _, d := range found {
			have := states[d.Key]
			dues = append(dues, due{d, customer, contact, phone})
			list = append(list, quota.Candidate{Key: d.Key, Store: unit, Amount: amount, At: d.From, State: have.state, Planned: have.day})
		}
		return nil
	})
	return dues, list, err
}

type planned struct {
	state quota.State
	day   plan.Date
}

// planned tells what has become of the follow-ups that the plan has made.
func (s *Store) planned(ctx context.Context, id int64, zone string) (map[string]planned, error) {
	rows, err := s.pool.Query(ctx, `select source_key, state, (due_from at time zone $2)::date from follow_up where plan_id = $1`, id, zone)
	if err != nil {
		return nil, err
	}
	out := map[string]planned{}
	var key, state string
	var day *time.Time
	_, err = pgx.ForEachRow(rows, []any{&key, &state, &day}, func() error {
		have := planned{state: quota.Open}
		switch state {
		case "completed":
			have.state = quota.Done
		case "exhausted", "cancelled":
			have.state = quota.Failed
		}
		if day != nil {
			have.day = plan.DateOf(*day)
		}
		out[key] = have
		return nil
	})
	return out, err
}

// followUpBatch is how many follow-ups are inserted by one statement.
const followUpBatch = 5000

func addFollowUps(ctx context.Context, tx pgx.Tx, p Plan, chosen func(func(due, time.Time) bool)) (n, added int, err error) {
	var keys, phones []string
	var customers, contacts []int64
	var from, until []time.Time
	flush := func() error {
		tag, err := tx.Exec(ctx, `
			insert into follow_up (campaign_id, plan_id, source_key, customer_id, contact_id, phone, due_at, due_from, due_until, required)
			select $1, $2, x.key, x.customer, x.contact, x.phone, x.at, x.at, x.until,
			  coalesce((select jsonb_agg(q->>'id') from follow_up_type t, jsonb_array_elements(t.body->'questions') q where t.code = $3 and (q->>'required')::boolean), '[]')
			from unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::timestamptz[], $9::timestamptz[]) as x(key, customer, contact, phone, at, until)
			on conflict do nothing`, p.CampaignID, p.ID, p.TypeCode, keys, customers, contacts, phones, from, until)
		added += int(tag.RowsAffected())
		keys, phones, customers, contacts, from, until = keys[:0], phones[:0], customers[:0], contacts[:0], from[:0], until[:0]
		return err
	}
	for d, at := range chosen {
		n++
		keys, phones = append(keys, d.Key), append(phones, d.phone)
		customers, contacts = append(customers, d.customer), append(contacts, d.contact)
		from, until = append(from, at), append(until, d.Until)
		if len(keys) == followUpBatch {
			if err := flush(); err != nil {
				return n, added, err
			}
		}
	}
	return n, added, flush()
}
