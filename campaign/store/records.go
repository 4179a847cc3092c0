package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// RecordFilter narrows a list of records; zero values do not narrow.
type RecordFilter struct {
	Agent      int64 // who is to finish it, or was
	Campaign   int64
	Plan       int64
	Unit       int64 // of the customer
	From, To   time.Time
	State      campaign.RecordState
	Unfinished bool // open and overdue
}

// A record is an answered call that has ended. It is due [campaign.RecordWithin] after that, and finished by its disposition.

const recordColumns = `a.id, a.follow_up_id, jsonb_build_object('id', ca.id, 'name', ca.name) as campaign,
	case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as plan,
	case when un.id is not null then jsonb_build_object('id', un.id, 'name', un.name) end as unit,
	case when cu.id is not null then jsonb_build_object('id', cu.id, 'name', cu.name) end as customer,
	c.name as contact, a.phone,
	case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end as agent,
	case when h.id is not null then jsonb_build_object('id', h.id, 'name', h.name) end as held_by,
	a.answered_at, a.ended_at, a.wrapped_up_at as finished_at, coalesce(d.code, '') as disposition, coalesce(k.effect, '') as effect,
	f.required, f.answers,
	not exists (select from recording r where r.attempt_id = a.id and (r.state <> 'missing' or r.reason = 'erased')) as audio_lost`

const recordFrom = ` from attempt a join follow_up f on f.id = a.follow_up_id join campaign ca on ca.id = a.campaign_id
	join contact c on c.id = a.contact_id left join customer cu on cu.id = a.customer_id left join unit un on un.id = cu.unit_id
	left join plan p on p.id = f.plan_id left join app_user h on h.id = a.agent_id
	left join app_user u on u.id = coalesce(a.record_agent, a.agent_id)
	left join attempt_disposition d on d.attempt_id = a.id left join disposition k on k.code = d.code`

type recordRow struct {
	ID          int64
	FollowUpID  int64
	Campaign    campaign.Ref
	Plan        *campaign.Ref
	Unit        *campaign.Ref
	Customer    *campaign.Ref
	Contact     string
	Phone       string
	Agent       *campaign.Ref
	HeldBy      *campaign.Ref
	AnsweredAt  time.Time
	EndedAt     time.Time
	FinishedAt  *time.Time
	Disposition string
	Effect      string
	Required    []string
	Answers     map[string]string
	AudioLost   bool
}

func (r recordRow) record(now time.Time) campaign.Record {
	due := r.EndedAt.Add(campaign.RecordWithin)
	return campaign.Record{ID: r.ID, FollowUpID: r.FollowUpID, State: campaign.StateOfRecord(due, r.FinishedAt, now),
		Lacks:    campaign.RecordLacks(r.FinishedAt != nil, r.Effect, r.Required, r.Answers, r.AudioLost),
		Campaign: r.Campaign, Plan: r.Plan, Unit: r.Unit, Customer: r.Customer, Contact: r.Contact, Phone: r.Phone, Agent: r.Agent, HeldBy: r.HeldBy,
		AnsweredAt: r.AnsweredAt, EndedAt: r.EndedAt, DueAt: due, FinishedAt: r.FinishedAt, Disposition: r.Disposition}
}

// conditions are those of the filter but for the state.
func (f RecordFilter) conditions() conditions {
	var c conditions
	c.add("a.outcome = 'answered' and not " + isNotice)
	if f.Agent != 0 {
		c.add("coalesce(a.record_agent, a.agent_id) = ?", f.Agent)
	}
	if f.Campaign != 0 {
		c.add("a.campaign_id = ?", f.Campaign)
	}
	if f.Plan != 0 {
		c.add("f.plan_id = ?", f.Plan)
	}
	if f.Unit != 0 {
		c.add("cu.unit_id = ?", f.Unit)
	}
	if !f.From.IsZero() {
		c.add("a.ended_at >= ?", f.From)
	}
	if !f.To.IsZero() {
		c.add("a.ended_at < ?", f.To)
	}
	return c
}

// Records lists records as of now: first the unfinished ones, those that are due first leading, so that overdue ones stand at the head;
// then the finished ones, newest call first. Numbers are whole; mask them by role.
func (s *Store) Records(ctx context.Context, f RecordFilter, now time.Time, cursor string, limit int) ([]campaign.Record, string, error) {
	const unfinished, finished = "u", "f"
	part, at, id := unfinished, time.Time{}, int64(0)
	if cursor != "" {
		p, err := decodeCursor(cursor, 3)
		if err != nil {
			return nil, "", err
		}
		us, err1 := strconv.ParseInt(p[1], 10, 64)
		last, err2 := strconv.ParseInt(p[2], 10, 64)
		if err := errors.Join(err1, err2); err != nil || p[0] != unfinished && p[0] != finished {
			return nil, "", errCursor
		}
		part, at, id = p[0], time.UnixMicro(us).UTC(), last
	}
	var list []campaign.Record
	for _, which := range []string{unfinished, finished} {
		if which == unfinished && part == finished || len(list) > limit || which == finished && f.Unfinished {
			continue
		}
		c := f.conditions()
		switch state := f.State; {
		case which == unfinished && (state == campaign.RecordComplete || state == campaign.RecordLate),
			which == finished && (state == campaign.RecordOpen || state == campaign.RecordOverdue):
			continue
		case state == campaign.RecordOpen:
			c.add("a.ended_at >= ?", now.Add(-campaign.RecordWithin))
		case state == campaign.RecordOverdue:
			c.add("a.ended_at < ?", now.Add(-campaign.RecordWithin))
		case state == campaign.RecordComplete:
			c.add("a.wrapped_up_at <= a.ended_at + make_interval(secs => ?)", campaign.RecordWithin.Seconds())
		case state == campaign.RecordLate:
			c.add("a.wrapped_up_at > a.ended_at + make_interval(secs => ?)", campaign.RecordWithin.Seconds())
		}
		order := " order by a.ended_at, a.id"
		if c.add("a.wrapped_up_at is null"); which == finished {
			c.parts[len(c.parts)-1] = "a.wrapped_up_at is not null"
			order = " order by a.ended_at desc, a.id desc"
		}
		if which == part && !at.IsZero() {
			sign := ">"
			if which == finished {
				sign = "<"
			}
			c.add("(a.ended_at, a.id) "+sign+" (?, ?)", at, id)
		}
		c.args = append(c.args, limit+1-len(list))
		rows, err := s.pool.Query(ctx, `select `+recordColumns+recordFrom+c.where()+order+` limit $`+strconv.Itoa(len(c.args)), c.args...)
		if err != nil {
			return nil, "", fmt.Errorf("records: %w", err)
		}
		raw, err := pgx.CollectRows(rows, pgx.RowToStructByName[recordRow])
		if err != nil {
			return nil, "", fmt.Errorf("records: %w", err)
		}
		for _, r := range raw {
			list = append(list, r.record(now))
		}
	}
	list, next := cut(list, limit, func(r campaign.Record) string {
		if r.FinishedAt == nil {
			return encodeCursor(unfinished, usec(r.EndedAt), itoa(r.ID))
		}
		return encodeCursor(finished, usec(r.EndedAt), itoa(r.ID))
	})
	return list, next, nil
}

// RecordFigures counts the records that a filter finds, as of now: of all states, or of unfinished ones only when the filter says so (then
// the others are 0). The filter's State does not count.
func (s *Store) RecordFigures(ctx context.Context, f RecordFilter, now time.Time) (campaign.RecordFigures, error) {
	c := f.conditions()
	if f.Unfinished {
		c.add("a.wrapped_up_at is null")
	}
	n := len(c.args)
	rows, err := s.pool.Query(ctx, fmt.Sprintf(`select
		count(*) filter (where a.wrapped_up_at is null and a.ended_at >= $%[1]d::timestamptz - w) as open,
		count(*) filter (where a.wrapped_up_at is null and a.ended_at < $%[1]d::timestamptz - w) as overdue,
		count(*) filter (where a.wrapped_up_at <= a.ended_at + w) as complete,
		count(*) filter (where a.wrapped_up_at > a.ended_at + w) as late
		from attempt a join follow_up f on f.id = a.follow_up_id left join customer cu on cu.id = a.customer_id, make_interval(secs => $%[2]d) w`, n+1, n+2)+c.where(),
		append(c.args, now, campaign.RecordWithin.Seconds())...)
	return one(rows, err, "record figures", pgx.RowToStructByName[campaign.RecordFigures])
}

// Record returns everything that is known of the record of an answered call, or ErrNotFound. Numbers are whole; mask them by role.
func (s *Store) Record(ctx context.Context, attempt int64, now time.Time) (campaign.RecordDetail, error) {
	rows, err := s.pool.Query(ctx, `select `+recordColumns+recordFrom+` where a.id = $1 and a.outcome = 'answered'`, attempt)
	r, err := one(rows, err, "record", pgx.RowToStructByName[recordRow])
	if err != nil {
		return campaign.RecordDetail{}, err
	}
	d := campaign.RecordDetail{Record: r.record(now), Answers: r.Answers}
	var questions []byte
	err = s.pool.QueryRow(ctx, `
		select ca.purpose, coalesce(t.code, ''), coalesce(t.body->'questions', '[]'), coalesce(d.note, ''),
			case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end, d.callback_at, f.due_from, f.state, f.reason
		from attempt a join follow_up f on f.id = a.follow_up_id join campaign ca on ca.id = a.campaign_id
		left join plan p on p.id = f.plan_id left join follow_up_type t on t.code = coalesce(p.type_code, ca.type_code)
		left join attempt_disposition d on d.attempt_id = a.id left join app_user u on u.id = d.by_user
		where a.id = $1`, attempt).Scan(&d.Purpose, &d.Type, &questions, &d.Note, &d.FinishedBy, &d.CallbackAt, &d.PlannedFor, &d.FollowUpState, &d.FollowUpReason)
	if err != nil {
		return d, fmt.Errorf("record: %w", err)
	}
	if err := json.Unmarshal(questions, &d.Questions); err != nil {
		return d, fmt.Errorf("record: questions: %w", err)
	}
	rows, err = s.pool.Query(ctx, `select `+attemptColumns+attemptFrom+` where a.follow_up_id = $1 order by a.claimed_at, a.id`, d.FollowUpID)
	d.Attempts, err = s.collectAttempts(ctx, rows, err)
	return d, err
}

// MaySeeRecord reports whether an agent held the call of a record or is to finish it.
func (s *Store) MaySeeRecord(ctx context.Context, attempt, agent int64) (bool, error) {
	var may bool
	err := s.pool.QueryRow(ctx, `select exists (select from attempt where id = $1 and $2 in (agent_id, record_agent))`, attempt, agent).Scan(&may)
	if err != nil {
		return false, fmt.Errorf("record: %w", err)
	}
	return may, nil
}

// HandOverRecord gives an unfinished record to another agent. The one who held the call may still finish it, so that nobody is
// kept at his desk by it. ErrNotFound; ErrWrongState when it is finished; a *FieldError when the agent cannot take it.
func (s *Store) HandOverRecord(ctx context.Context, attempt, agent, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var finished bool
		err := tx.QueryRow(ctx, `select wrapped_up_at is not null from attempt where id = $1 and outcome = 'answered' for update`, attempt).Scan(&finished)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return fmt.Errorf("hand over record: %w", err)
		case finished:
			return fmt.Errorf("the record is finished: %w", ErrWrongState)
		}
		tag, err := tx.Exec(ctx, `update attempt set record_agent = $2 where id = $1
			and exists (select from app_user where id = $2 and role = 'agent' and active)`, attempt, agent)
		if err != nil {
			return fmt.Errorf("hand over record: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return &FieldError{Pointer: "/agent_id", Code: "agent_unknown", Detail: "there is no such active agent"}
		}
		return audit(ctx, tx, by, "record.hand_over", object("attempt", attempt), map[string]any{"agent": agent})
	})
}
