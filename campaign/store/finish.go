package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/dialer"
	"huifang/dialer/call"
)

// ending is the last entry of an attempt.
type ending struct {
	attempt int64
	dialer.Entry
}

// sender is a connection or a transaction: what sends statements without waiting for each answer.
type sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// end runs the statements of b, gives attempts their outcomes and decides what becomes of the follow-ups: rest writes that.
// First cause wins (I5). The attempts are locked in their order, then the follow-ups in theirs.
func end(ctx context.Context, db sender, b *pgx.Batch, ends []ending) (rest *pgx.Batch, err error) {
	n := len(ends)
	ids, at, outcomes, details := make([]int64, n), make([]time.Time, n), make([]string, n), make([]string, n)
	by, causes, sips, holds := make([]*string, n), make([]*int, n), make([]*int, n), make([]int64, n)
	heard, keys, faults := make([]bool, n), make([]string, n), make([]string, n)
	for i, e := range ends {
		r := e.Result
		ids[i], at[i], outcomes[i], details[i] = e.attempt, e.At, string(r.Outcome), e.Detail
		causes[i], sips[i], holds[i] = nullInt(r.Cause), nullInt(r.SIPCode), r.Hold.Milliseconds()
		heard[i], keys[i], faults[i] = r.Heard, r.Keys, r.Fault
		if r.HungUpBy != "" {
			v := string(r.HungUpBy)
			by[i] = &v
		}
	}
	now := map[int64]bool{} // those that end now
	var id int64
	// Asked by the state: asked by ended_at the planner would read the index of all that live, and of all that lately did.
	// An answered notice has no agent who would have to write a record of it.
	b.Queue(`
		update attempt a set state = 'ended', ended_at = greatest(e.at, a.claimed_at), outcome = e.outcome, hung_up_by = e.hung_up_by, cause = e.cause,
		  sip_code = e.sip_code, hold_ms = e.hold_ms, end_detail = e.detail, heard = e.heard, keys = e.keys, fault = e.fault,
		  wrapped_up_at = case when `+isNotice+` and e.outcome = 'answered' then e.at else a.wrapped_up_at end
		from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::bigint[], $8::text[], $9::boolean[], $10::text[], $11::text[])
		  as e(id, at, outcome, hung_up_by, cause, sip_code, hold_ms, detail, heard, keys, fault)
		where a.id = e.id and a.state <> 'ended' returning a.id`, ids, at, outcomes, by, causes, sips, holds, details, heard, keys, faults).
		Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&id}, func() error { now[id] = true; return nil })
			return err
		})
	locked, err := lockFollowUps(ctx, db, b, ids)
	if err != nil {
		return nil, err
	}
	rest = &pgx.Batch{}
	var changes []change
	for _, e := range ends {
		if !now[e.attempt] {
			continue
		}
		f, ok := locked[e.attempt]
		if !ok {
			return nil, fmt.Errorf("follow-up of attempt %d: %w", e.attempt, pgx.ErrNoRows)
		}
		if f.disposition != "" {
			continue // given while the end was not stored yet, and applied then: whatever the end is, it stands (I7)
		}
		skip, skipped := strings.CutPrefix(e.Detail, campaign.SkippedPrefix)
		switch {
		case f.incoming && e.Result.Outcome == call.Answered && !e.Result.Callback:
			f.reached(rest)
			changes = append(changes, f.wrapUp(e.At))
		case f.incoming && (e.Result.Outcome == call.Missed || e.Result.Outcome == call.LeftMessage):
			f.callBack(rest, e.At)
		case e.Result.Outcome == call.NotPlaced && skipped:
			changes = append(changes, f.skipped(skip, e.At))
		case e.Result.Outcome == call.NotPlaced && isRefusal(e.Result.Fault):
			changes = append(changes, f.refused(e.Result.Fault, e.At))
		case e.Result.Outcome == call.NotPlaced:
			changes = append(changes, f.notPlaced(e.At))
		case e.Result.Outcome == call.Answered && e.Result.Callback && f.closed() == "" && !f.wantsNoCall(*e.Result): // of a notice: he asked for an agent
			changes = append(changes, f.transferLost(rest, e.At))
		case e.Result.Outcome == call.Answered && f.notice:
			changes = append(changes, f.noticed(rest, *e.Result, e.At))
		case e.Result.Outcome == call.Answered:
			changes = append(changes, f.wrapUp(e.At))
		case e.Result.Outcome == call.Failed && e.Result.Fault != "" && f.faults <= MaxGivenBack:
			changes = append(changes, f.givenBack(e.At))
		default:
			c, bad := f.again(string(e.Result.Outcome), e.At)
			if bad {
				f.queueBad(rest, string(e.Result.Outcome))
			}
			changes = append(changes, c)
		}
	}
	save(rest, changes)
	return rest, nil
}

// followUp is a follow-up locked for a decision, with what the decision needs.
type followUp struct {
	id, attempt int64
	contact     int64
	outcome     *string // of the attempt; nil while it lives
	phone       string
	attempts    int
	campaign    campaign.State
	policy      retry.Policy
	history     map[string]int // ended attempts by outcome, without those that were given back
	faults      int            // attempts that failed by their trunk's fault
	onDNC       bool
	disposition string // code, when the attempt has one
	nextNumber  *int   // position of the contact's next number that may be dialled; nil: none
	nextPhone   *string
	zone        *time.Location
	required    []string    // ids of the questions that must be answered (R14)
	plan        string      // state of its plan; "" without one
	mode        dialer.Mode // of the campaign
	modes       campaign.ModeSettings
	agents      []int64 // of the campaign
	agent       int64   // of the attempt; 0: none
	notice      bool    // the attempt played a notice and had no agent
	notAgents   []int64 // who have said that it is not for them
	callback    bool
	incoming    bool // the attempt is a call that came in
}

// isNotice is true for an attempt a that had no agent and was to have none.
const isNotice = `(a.mode = 'agentless' and a.agent_id is null)`

// lockFollowUp locks the follow-up of one attempt.
func lockFollowUp(ctx context.Context, tx pgx.Tx, attempt int64) (followUp, error) {
	locked, err := lockFollowUps(ctx, tx, &pgx.Batch{}, []int64{attempt})
	if err != nil {
		return followUp{}, err
	}
	f, ok := locked[attempt]
	if !ok {
		return f, fmt.Errorf("follow-up of attempt %d: %w", attempt, pgx.ErrNoRows)
	}
	return f, nil
}

// lockFollowUps runs the statements of b and then locks the follow-ups of attempts; they are given by attempt.
func lockFollowUps(ctx context.Context, db sender, b *pgx.Batch, attempts []int64) (map[int64]followUp, error) {
	type rules struct {
		state  campaign.State
		policy retry.Policy
		zone   *time.Location
		mode   dialer.Mode
		modes  campaign.ModeSettings
		agents []int64
	}
	campaigns := map[int64]rules{}
	b.Queue(`select c.id, c.state, c.retry, coalesce(c.calling_window->>'zone', 'UTC'), c.mode, c.mode_settings,
		array(`+agentsOf+`) from campaign c
		where c.id in (select a.campaign_id from attempt a where a.id = any($1))`, attempts).Query(func(rows pgx.Rows) error {
		var id int64
		var state, zone, mode string
		var policy, modes []byte
		var agents []int64
		_, err := pgx.ForEachRow(rows, []any{&id, &state, &policy, &zone, &mode, &modes, &agents}, func() (err error) {
			r := rules{state: campaign.State(state), mode: dialer.Mode(mode), agents: slices.Clone(agents)}
			if r.modes, err = campaign.ReadModeSettings(modes); err != nil {
				return err
			}
			if r.zone, err = time.LoadLocation(zone); err != nil {
				return err
			}
			if r.policy, err = retryOf(policy); err != nil {
				return err
			}
			campaigns[id] = r
			return nil
		})
		return err
	})
	var list []followUp
	var campaignOf []int64
	b.Queue(`
		select a.id, a.outcome, f.id, f.campaign_id, f.contact_id, f.phone, f.attempts, (select true from dnc d where d.phone = f.phone) is not null,
		       coalesce((select ad.code from attempt_disposition ad where ad.attempt_id = a.id), ''),
		       array(select x.outcome from attempt x where x.follow_up_id = f.id and x.outcome is not null and x.outcome <> 'not_placed' and x.direction = 'out'),
		       (select count(*) from attempt x where x.follow_up_id = f.id and x.outcome = 'failed' and x.fault <> ''), n.position, n.phone, array(select jsonb_array_elements_text(f.required)),
		       coalesce((select p.state from plan p where p.id = f.plan_id), ''), coalesce(a.agent_id, 0), `+isNotice+`, f.not_agents, f.is_callback, a.direction = 'in'
		from attempt a join follow_up f on f.id = a.follow_up_id
		left join lateral (
		  select n.position, n.phone from contact_number n where n.contact_id = f.contact_id and n.position > f.number_position and n.bad = ''
		    and not exists (select 1 from dnc d where d.phone = n.phone) order by n.position limit 1
		) n on true
		where a.id = any($1) order by f.id for no key update of f`, attempts).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var f followUp
			var in int64
			var outcomes []string
			if err := rows.Scan(&f.attempt, &f.outcome, &f.id, &in, &f.contact, &f.phone, &f.attempts, &f.onDNC, &f.disposition, &outcomes,
				&f.faults, &f.nextNumber, &f.nextPhone, &f.required, &f.plan, &f.agent, &f.notice, &f.notAgents, &f.callback, &f.incoming); err != nil {
				return err
			}
			f.history = map[string]int{}
			for _, o := range outcomes {
				f.history[o]++
			}
			f.history[string(call.Failed)] -= min(f.faults, MaxGivenBack)
			list, campaignOf = append(list, f), append(campaignOf, in)
		}
		return rows.Err()
	})
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("lock follow-ups: %w", err)
	}
	out := map[int64]followUp{}
	for i, f := range list {
		r := campaigns[campaignOf[i]]
		f.campaign, f.policy, f.zone, f.mode, f.modes, f.agents = r.state, r.policy, r.zone, r.mode, r.modes, r.agents
		out[f.attempt] = f
	}
	return out, nil
}

// change is what becomes of a locked follow-up.
type change struct {
	Contact       int64 // of the follow-up, when it is to wait: its number may have been put right meanwhile
	FollowUp      int64
	State         string
	Reason        string
	Outcome       *string    // of its last attempt; nil: as it is
	Due           *time.Time // nil: as it is
	NotBefore     *time.Time
	Callback      *bool // nil: as it is, with its agent
	CallbackAgent *int64
	RecordDue     *time.Time // nil: as it is
	Position      *int       // of the number to be dialled next; nil: as it is
	Phone         *string
	Attempts      int    // to be added
	NotAgent      *int64 // who has said that it is not for him
}

// save writes changes.
func save(b *pgx.Batch, changes []change) {
	if len(changes) == 0 {
		return
	}
	n := len(changes)
	ids, states, reasons, outcomes := make([]int64, n), make([]string, n), make([]string, n), make([]*string, n)
	due, notBefore, record := make([]*time.Time, n), make([]*time.Time, n), make([]*time.Time, n)
	callbacks, agents, positions, phones, attempts := make([]*bool, n), make([]*int64, n), make([]*int, n), make([]*string, n), make([]int, n)
	notAgents := make([]*int64, n)
	var contacts []int64
	for i, c := range changes {
		ids[i], states[i], reasons[i], outcomes[i] = c.FollowUp, c.State, c.Reason, c.Outcome
		due[i], notBefore[i], record[i] = c.Due, c.NotBefore, c.RecordDue
		if c.Contact != 0 {
			contacts = append(contacts, c.Contact)
		}
		callbacks[i], agents[i], positions[i], phones[i], attempts[i] = c.Callback, c.CallbackAgent, c.Position, c.Phone, c.Attempts
		notAgents[i] = c.NotAgent
	}
	b.Queue(`
		update follow_up f set state = c.state, reason = c.reason, updated_at = now(), last_outcome = coalesce(c.outcome, f.last_outcome),
		  due_at = greatest(coalesce(c.due, f.due_at), c.not_before), record_due_at = coalesce(c.record_due, f.record_due_at),
		  is_callback = coalesce(c.callback, f.is_callback), callback_agent = case when c.callback is null then f.callback_agent else c.agent end,
		  phone = coalesce(c.phone, f.phone), number_position = coalesce(c.position, f.number_position), attempts = f.attempts + c.attempts,
		  with_agent_until = null, not_agents = case when c.not_agent is null or c.not_agent = any(f.not_agents) then f.not_agents else f.not_agents || c.not_agent end
		from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::boolean[], $9::bigint[],
		  $10::integer[], $11::text[], $12::integer[], $13::bigint[])
		  as c(id, state, reason, outcome, due, not_before, record_due, callback, agent, position, phone, attempts, not_agent)
		where f.id = c.id`, ids, states, reasons, outcomes, due, notBefore, record, callbacks, agents, positions, phones, attempts, notAgents)
	if len(contacts) > 0 {
		b.Queue(correctNumbersSQL, contacts)
	}
}

// correctNumbersSQL gives the waiting follow-ups of contacts whose number was put right, or taken out, the one in its place.
const correctNumbersSQL = `
	update follow_up f set phone = n.phone, number_position = n.position
	from contact_number n where f.contact_id = any($1) and f.state in ('waiting','paused') and n.contact_id = f.contact_id
	  and n.position = (select coalesce(max(o.position) filter (where o.position <= f.number_position), min(o.position)) from contact_number o where o.contact_id = f.contact_id)
	  and not exists (select from contact_number o where o.contact_id = f.contact_id and o.phone = f.phone)`

func correctNumbers(ctx context.Context, tx pgx.Tx, contact int64) error {
	if _, err := tx.Exec(ctx, correctNumbersSQL, []int64{contact}); err != nil {
		return fmt.Errorf("correct the numbers of follow-ups: %w", err)
	}
	return nil
}

func (f followUp) save(ctx context.Context, tx pgx.Tx, c change) error {
	b := &pgx.Batch{}
	save(b, []change{c})
	return tx.SendBatch(ctx, b).Close()
}

func (f followUp) set(ctx context.Context, tx pgx.Tx, state, reason string) error {
	return f.save(ctx, tx, f.become(state, reason))
}

func (f followUp) wait(ctx context.Context, tx pgx.Tx, due time.Time, callback bool, agent *int64) error {
	return f.save(ctx, tx, f.later(due, callback, agent))
}

func (f followUp) retry(ctx context.Context, tx pgx.Tx, d retry.Decision) error {
	return f.save(ctx, tx, f.dialAgain(d))
}

func (f followUp) markBad(ctx context.Context, tx pgx.Tx, why string) error {
	b := &pgx.Batch{}
	f.queueBad(b, why)
	return tx.SendBatch(ctx, b).Close()
}

func (f followUp) become(state, reason string) change {
	return change{FollowUp: f.id, State: state, Reason: reason, Outcome: f.outcome}
}

// later makes it wait until due.
func (f followUp) later(due time.Time, callback bool, agent *int64) change {
	c := f.become(f.waiting())
	c.Contact, c.Due, c.Callback, c.CallbackAgent = f.contact, &due, &callback, agent
	return c
}

// wrapUp waits for the agent's disposition, which is what is left of the record.
func (f followUp) wrapUp(ended time.Time) change {
	c := f.become("wrapup", "")
	due := ended.Add(campaign.RecordWithin)
	c.RecordDue = &due
	return c
}

// lostTransferDelay is when a customer whose transfer nobody took is called back, by anybody.
const lostTransferDelay = 10 * time.Minute

// transferLost makes a callback of a call whose customer was transferred and taken by nobody (R18). The system has written the
// record in the name of the agent who talked to him.
func (f followUp) transferLost(b *pgx.Batch, ended time.Time) change {
	due := ended.Add(lostTransferDelay)
	b.Queue(`insert into attempt_disposition (attempt_id, client_id, code, callback_at, by_user, at)
		select $1::bigint, gen_random_uuid(), 'callback', $2::timestamptz, $3::bigint, $4::timestamptz where $3 <> 0 on conflict do nothing`, f.attempt, due, f.agent, ended)
	b.Queue(`update attempt set wrapped_up_at = $2 where id = $1`, f.attempt, ended)
	return f.later(due, true, nil)
}

// closed says why nothing more may be dialled for the follow-up, if so.
func (f followUp) closed() (reason string) {
	switch {
	case f.phone == "":
		return campaign.ReasonNoNumber
	case f.onDNC:
		return "do_not_call"
	case f.campaign == campaign.Stopped || f.campaign == campaign.Finished:
		return "campaign_stopped"
	case f.plan == "stopped":
		return ReasonPlanStopped
	}
	return ""
}

// waiting is the state in which it waits, with a reason: while its plan is paused nothing that looks for work sees it.
func (f followUp) waiting() (state, reason string) {
	if f.plan == "paused" {
		return "paused", ReasonPlanPaused
	}
	return "waiting", ""
}

// again applies the retry policy (R11); bad says that the number is to be marked.
func (f followUp) again(outcome string, now time.Time) (c change, bad bool) {
	if reason := f.closed(); reason != "" {
		return f.become("cancelled", reason), false
	}
	bad = outcome == string(call.Vacant)
	d := retry.Decide(f.policy, f.past(), outcome, now)
	if !d.Retry {
		return f.become("exhausted", d.Reason+":"+outcome), bad
	}
	return f.dialAgain(d), bad
}

// past is the follow-up's history as the retry policy wants it.
func (f followUp) past() retry.History {
	return retry.History{Attempts: f.attempts, ByOutcome: f.history, MoreNumbers: f.nextNumber != nil, Zone: f.zone}
}

// dialAgain makes the follow-up wait for its next dial, on the contact's next number if the policy says so (R11).
func (f followUp) dialAgain(d retry.Decision) change {
	// To whom an agent's call was promised the campaign's notice is not played.
	c := f.later(d.At, f.callback && f.mode == dialer.Agentless, nil)
	if d.Next {
		c.Position, c.Phone = f.nextNumber, f.nextPhone
	}
	return c
}

// queueBad keeps a number from being dialled in later follow-ups of the contact; the data is to be corrected (R11). A contact of a
// simple list has no numbers beside its own: its row is made here. A number that was taken out of a customer's file meanwhile stays out.
func (f followUp) queueBad(b *pgx.Batch, why string) {
	b.Queue(`
		insert into contact_number as n (contact_id, position, phone, bad, bad_at, bad_attempt)
		select f.contact_id, coalesce(o.position, 1), f.phone, $2, clock_timestamp(), $3
		from follow_up f join contact c on c.id = f.contact_id left join contact_number o on o.contact_id = f.contact_id and o.phone = f.phone
		where f.id = $1 and (o.position is not null or c.customer_id is null and not exists (select from contact_number x where x.contact_id = c.id))
		on conflict (contact_id, phone) do update set bad = excluded.bad, bad_at = excluded.bad_at, bad_attempt = excluded.bad_attempt, bad_confirmed_at = null
		where n.bad = ''`, f.id, why, f.attempt)
}

// notPlacedDelay keeps a follow-up that could not be placed from being claimed again in the same second.
const notPlacedDelay = 5 * time.Second

// notPlaced gives the attempt back: it was provably never dialled (I3). A callback stays one.
func (f followUp) notPlaced(now time.Time) change {
	c := f.become(f.waiting())
	if reason := f.closed(); reason != "" {
		c = f.become("cancelled", reason)
	} else {
		next := now.Add(notPlacedDelay)
		c.Contact, c.NotBefore, c.Outcome = f.contact, &next, nil
	}
	c.Attempts = -1
	return c
}
