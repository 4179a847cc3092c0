package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/campaign/retry"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/call"
)

var (
	_ dialer.Store         = (*Store)(nil)
	_ campaign.RunnerStore = (*Store)(nil)
)

// inPool is true for a user u who can get the calls of a campaign c to which he is assigned: an active agent, with the skill that it
// asks for (R35). Whoever counts agents asks it, so that no page promises what the runner does not do.
const inPool = `u.active and u.role = 'agent' and (c.skill = '' or exists (select from user_skill k where k.user_id = u.id and k.skill = c.skill))`

// agentsOf selects the pool of campaign c: the agents x who can get its calls.
const agentsOf = `select x.user_id from campaign_agent x join app_user u on u.id = x.user_id where x.campaign_id = c.id and ` + inPool

// languagesOf are the languages that a user u speaks. Nobody has said which: then he gets all, rather than nobody those customers (R21).
const languagesOf = `coalesce((select array_agg(l.skill) from user_skill l where l.user_id = u.id and l.skill in ('mandarin', 'cantonese')), '{mandarin,cantonese}')`

// Runnable implements campaign.RunnerStore.
func (s *Store) Runnable(ctx context.Context, node string) ([]campaign.Runnable, map[string]int, error) {
	cal, err := s.Calendar(ctx)
	if err != nil {
		return nil, nil, err
	}
	elsewhere, live, ahead, err := s.liveCounts(ctx, node)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.pool.Query(ctx, `
		select c.id, c.name, c.trunk, c.caller_id, c.calling_window, c.ring_timeout_s, c.wrapup_s, c.mode, c.mode_settings,
		       array(`+agentsOf+` order by x.user_id),
		       coalesce((select jsonb_object_agg(u.id, `+languagesOf+`) from campaign_agent a join app_user u on u.id = a.user_id where a.campaign_id = c.id), '{}'),
		       c.state <> 'running'
		from campaign c where c.state = 'running' or c.id = any($1) and c.state in ('paused', 'stopped') order by c.id`, ahead)
	if err != nil {
		return nil, nil, fmt.Errorf("list running campaigns: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (campaign.Runnable, error) {
		var r campaign.Runnable
		var win, modes []byte
		var ring, wrap int
		if err := row.Scan(&r.ID, &r.Name, &r.Trunk, &r.CallerID, &win, &ring, &wrap, &r.Mode, &modes, &r.Agents, &r.Languages, &r.Halted); err != nil {
			return r, err
		}
		r.RingTimeout, r.WrapUp = time.Duration(ring)*time.Second, time.Duration(wrap)*time.Second
		w, err := window.Parse(win)
		if err != nil {
			return r, fmt.Errorf("campaign %d: %w", r.ID, err)
		}
		r.Window = w.Bind(cal)
		if r.Modes, err = campaign.ReadModeSettings(modes); err != nil {
			return r, fmt.Errorf("campaign %d: %w", r.ID, err)
		}
		return r, nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list running campaigns: %w", err)
	}
	for i := range list {
		list[i].Live = live[list[i].ID]
	}
	return list, elsewhere, nil
}

// liveCounts counts the attempts that have not ended: those of other nodes by trunk, all by campaign; and lists the campaigns with
// calls for which nobody is reserved.
func (s *Store) liveCounts(ctx context.Context, node string) (elsewhere map[string]int, live map[int64]int, ahead []int64, err error) {
	rows, err := s.pool.Query(ctx, `select trunk, campaign_id, count(*), count(*) filter (where node <> $1), bool_or(mode = 'predictive' and agent_id is null)
		from attempt where ended_at is null group by trunk, campaign_id`, node)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("count live calls: %w", err)
	}
	elsewhere, live, ahead = map[string]int{}, map[int64]int{}, []int64{}
	var trunk string
	var of int64
	var n, other int
	var alone bool
	_, err = pgx.ForEachRow(rows, []any{&trunk, &of, &n, &other, &alone}, func() error {
		elsewhere[trunk] += other
		live[of] += n
		if alone {
			ahead = append(ahead, of)
		}
		return nil
	})
	if err != nil {
		return nil, nil, nil, fmt.Errorf("count live calls: %w", err)
	}
	return elsewhere, live, ahead, nil
}

// overCapsAtArm is true when the attempt a that is to be armed now would break the caps.
var overCapsAtArm = `((select ` + overCaps("clock_timestamp()") + ` from attempt b where b.phone = a.phone and b.id <> a.id)
	or (a.customer_id is not null and (select ` + overCaps("clock_timestamp()") + ` from attempt b where b.customer_id = a.customer_id and b.id <> a.id)))`

// armWithin is how long after its claim, and the preview, an attempt may be armed: the caps count it from the claim (R12).
const armWithin = time.Minute

// staleAtArm is true when the claim of attempt a is too old, $3 being how old it may be.
const staleAtArm = `a.claimed_at < clock_timestamp() - $3::interval`

// abandonedAtArm is true when the number of attempt a, for which prediction has reserved nobody, was abandoned lately.
const abandonedAtArm = `a.mode = 'predictive' and a.agent_id is null and exists (select 1 from attempt b where b.phone = a.phone and b.id <> a.id
	and b.outcome = 'abandoned' and b.ended_at > clock_timestamp() - $4::interval)`

// callsUsAtArm is true when the customer of attempt a is calling us this moment (R19).
const callsUsAtArm = `exists (select 1 from attempt b where b.phone = a.phone and b.id <> a.id and b.ended_at is null and b.direction = 'in')`

// Arm implements dialer.Store: the last check before the dial (I2, I4). The window is checked against now.
func (s *Store) Arm(ctx context.Context, o dialer.Order, now time.Time) (ok bool, reason string, err error) {
	if reason, err := s.mayCall(ctx, o, now); err != nil || reason != "" {
		return false, reason, err
	}
	tag, err := s.pool.Exec(ctx, `
		update attempt a set state = 'armed', armed_at = clock_timestamp(), trunk = $5, caller_id = $6
		where a.id = $1 and a.fence = $2 and a.state = 'claimed' and a.cancel_reason = ''
		  and exists (select 1 from node n where n.id = a.node and n.epoch = a.fence)
		  and exists (select 1 from campaign c where c.id = a.campaign_id and c.state = 'running')
		  and not exists (select 1 from follow_up f join plan p on p.id = f.plan_id where f.id = a.follow_up_id and p.state in ('paused','stopped'))
		  and not exists (select 1 from dnc d where d.phone = a.phone)
		  and not `+callsUsAtArm+`
		  and not `+overCapsAtArm+` and not (`+staleAtArm+`) and not (`+abandonedAtArm+`)`,
		o.Attempt, o.Fence, armWithin+o.Policy.Preview, campaign.AbandonedRest, o.Trunk, o.CallerID)
	if err != nil {
		return false, "", fmt.Errorf("arm attempt %d: %w", o.Attempt, err)
	}
	if tag.RowsAffected() == 1 {
		return true, "", nil
	}
	err = s.pool.QueryRow(ctx, `
		select case when a.cancel_reason <> '' then a.cancel_reason
		            when exists (select 1 from dnc d where d.phone = a.phone) then 'do_not_call'
		            when not exists (select 1 from node n where n.id = a.node and n.epoch = a.fence) then 'fenced'
		            when c.state <> 'running' then 'campaign_' || c.state
		            when p.state in ('paused','stopped') then 'plan_' || p.state
		            when `+callsUsAtArm+` then 'number_busy'
		            when `+overCapsAtArm+` then 'call_caps'
		            when `+staleAtArm+` then 'stale_claim'
		            when `+abandonedAtArm+` then 'abandoned_lately'
		            else 'not_claimed' end
		from attempt a join campaign c on c.id = a.campaign_id join follow_up f on f.id = a.follow_up_id left join plan p on p.id = f.plan_id
		where a.id = $1 and $2::bigint is not null`, o.Attempt, o.Fence, armWithin+o.Policy.Preview, campaign.AbandonedRest).Scan(&reason)
	if err != nil {
		return false, "", fmt.Errorf("arm attempt %d: %w", o.Attempt, err)
	}
	return false, reason, nil
}

// mayCall tells why the customer of an order may not be called now, if so: the campaign's state, its calling window with
// holidays, and the customer's own times and zone, which narrow it (R10). A follow-up of a customer whose time is later
// waits for it. The time of a callback is agreed, so the customer's usual times do not hold for it.
func (s *Store) mayCall(ctx context.Context, o dialer.Order, now time.Time) (reason string, err error) {
	var win, convenient []byte
	var state, zone, number string
	var followUp int64
	if err := s.pool.QueryRow(ctx, `select c.calling_window, c.state, ct.zone, case when not f.is_callback then ct.convenient end, a.phone, f.id
		from attempt a join campaign c on c.id = a.campaign_id join contact ct on ct.id = a.contact_id join follow_up f on f.id = a.follow_up_id
		where a.id = $1`, o.Attempt).Scan(&win, &state, &zone, &convenient, &number, &followUp); err != nil {
		return "", fmt.Errorf("arm attempt %d: %w", o.Attempt, err)
	}
	if state != string(campaign.Running) {
		return "campaign_" + state, nil
	}
	cal, err := s.Calendar(ctx)
	if err != nil {
		return "", err
	}
	general, own, err := hours(win, cal, zone, number, convenient)
	switch {
	case err != nil:
		return "", fmt.Errorf("arm attempt %d: %w", o.Attempt, err)
	case own.Open(now):
		return "", nil
	case !general.Open(now):
		return "window_closed", nil // the runner claims again when it opens
	}
	next, ok := own.Next(now)
	if !ok {
		next = now.Add(neverOpens)
	}
	// Only while the attempt is claimed: a process that is late must not move what was agreed since.
	if _, err := s.pool.Exec(ctx, `update follow_up f set due_at = $2 from attempt a where f.id = $1 and a.id = $3 and a.state = 'claimed' and a.fence = $4`,
		followUp, next, o.Attempt, o.Fence); err != nil {
		return "", fmt.Errorf("arm attempt %d: %w", o.Attempt, err)
	}
	return "customer_time", nil
}

// neverOpens is when a follow-up is looked at again whose customer's times, or zones, never meet the window: somebody may
// have corrected them by then.
const neverOpens = 24 * time.Hour

type liveRow struct {
	dialer.LiveAttempt
	onlyAgent bool // the callback is for this agent alone
}

// live reads attempts as orders with their screens.
func (s *Store) live(ctx context.Context, where string, arg any) ([]liveRow, error) {
	rows, err := s.pool.Query(ctx, `
		select a.id, a.fence, a.campaign_id, a.trunk, a.phone, a.caller_id, case when a.handed_at is null then coalesce(a.agent_id, 0) else 0 end, c.ring_timeout_s, c.wrapup_s,
		       c.name, c.purpose, ct.name, ct.extra, f.attempts, f.is_callback, f.callback_agent is not null,
		       a.state, a.claimed_at, a.answered_at, a.bridged_at, a.cancel_reason, a.mode, c.mode_settings, a.direction = 'in', a.channel, a.handed_at is not null,
		       -- Only who is adopted has use of it: a call of the node's life before.
		       case when a.fence = n.epoch then null when a.mode = 'manual' then array[coalesce(a.agent_id, 0)] else array(`+agentsOf+` and not x.user_id = any(f.not_agents)
		         and (f.callback_agent is null or x.user_id = f.callback_agent) and (ct.language = '' or ct.language = any(`+languagesOf+`)) order by x.user_id) end,
		       case when n.lease_until < now() then n.lease_until when a.fence < n.epoch then n.gone_at end,
		       coalesce((select split_part(e.detail->>'detail', ' ', 1) from attempt_event e where e.attempt_id = a.id and e.kind = 'detected' order by e.seq desc limit 1), ''),
		       coalesce((select max(seq) from attempt_event e where e.attempt_id = a.id), 0),
		       coalesce((select max(part) from recording r where r.attempt_id = a.id and r.state <> 'expected'), 0),
		       coalesce((select t.body->'questions' from follow_up_type t where t.code = coalesce((select p.type_code from plan p where p.id = f.plan_id), c.type_code)), '[]')
		from attempt a join campaign c on c.id = a.campaign_id join contact ct on ct.id = a.contact_id
		join follow_up f on f.id = a.follow_up_id left join node n on n.id = a.node
		where `+where+` order by a.id`, arg)
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	phones := []string{}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (liveRow, error) {
		var l liveRow
		var number string
		var ring, wrap int
		var extra, questions, modes []byte
		var mode dialer.Mode
		var incoming bool
		var channel string
		var answered, bridged, gone *time.Time
		err := row.Scan(&l.Attempt, &l.Fence, &l.Campaign, &l.Trunk, &number, &l.CallerID, &l.Agent, &ring, &wrap,
			&l.Screen.Campaign, &l.Screen.Purpose, &l.Screen.Customer, &extra, &l.Screen.Attempt, &l.Screen.IsCallback, &l.onlyAgent,
			&l.State, &l.ClaimedAt, &answered, &bridged, &l.Cancel, &mode, &modes, &incoming, &channel, &l.Handed, &l.Pool, &gone, &l.Detected, &l.LastSeq, &l.LastPart, &questions)
		if err != nil {
			return l, err
		}
		l.RingTimeout, l.WrapUp = time.Duration(ring)*time.Second, time.Duration(wrap)*time.Second
		l.AnsweredAt, l.BridgedAt, l.GoneAt = deref(answered), deref(bridged), deref(gone)
		l.Number, l.Screen.Phone = number, phone.Mask(number)
		if number != "" { // withheld: that many have in common
			phones = append(phones, number)
		}
		if incoming {
			l.Incoming = &dialer.Incoming{Channel: channel, CanCall: number != ""}
		}
		m, err := campaign.ReadModeSettings(modes)
		if err != nil {
			return l, err
		}
		l.Policy, l.Screen.Skips = m.Policy(mode), screenSkips(mode, m)
		return l, errors.Join(json.Unmarshal(extra, &l.Screen.Extra), json.Unmarshal(questions, &l.Screen.Questions))
	})
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	rows, err = s.pool.Query(ctx, readHistory, phones, historyLength)
	if err != nil {
		return nil, fmt.Errorf("read earlier attempts: %w", err)
	}
	history, err := scanHistory(rows)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Screen.History = append([]dialer.Earlier{}, history[list[i].Number]...)
	}
	return list, nil
}

func deref(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// historyLength is how many earlier attempts the agent sees.
const historyLength = 10

// readHistory reads the earlier attempts on the numbers $1, newest first (R9), at most $2 of each.
const readHistory = `
	select p.phone, h.claimed_at, h.campaign, h.outcome, h.disposition, h.note, h.agent
	from unnest($1::text[]) as p(phone)
	cross join lateral (
	  select a.claimed_at, c.name as campaign, a.outcome, coalesce(d.code, '') as disposition, coalesce(d.note, '') as note,
	         coalesce(u.name, '') as agent
	  from attempt a join campaign c on c.id = a.campaign_id
	  left join attempt_disposition d on d.attempt_id = a.id left join app_user u on u.id = a.agent_id
	  where a.phone = p.phone and a.ended_at is not null and a.outcome <> 'not_placed'
	  order by a.claimed_at desc limit $2
	) h`

// scanHistory gives the rows of readHistory by number.
func scanHistory(rows pgx.Rows) (map[string][]dialer.Earlier, error) {
	out := map[string][]dialer.Earlier{}
	var number string
	var e dialer.Earlier
	_, err := pgx.ForEachRow(rows, []any{&number, &e.At, &e.Campaign, &e.Outcome, &e.Disposition, &e.Note, &e.Agent}, func() error {
		out[number] = append(out[number], e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read earlier attempts: %w", err)
	}
	return out, nil
}

// Live implements dialer.Store.
func (s *Store) Live(ctx context.Context, node string) ([]dialer.LiveAttempt, error) {
	rows, err := s.live(ctx, `a.node = $1 and a.ended_at is null`, node)
	if err != nil {
		return nil, err
	}
	list := make([]dialer.LiveAttempt, len(rows))
	for i, r := range rows {
		list[i] = r.LiveAttempt
	}
	return list, nil
}

// Cancelled implements dialer.Store.
func (s *Store) Cancelled(ctx context.Context, node string) (map[int64]string, error) {
	rows, err := s.pool.Query(ctx, `select id, cancel_reason from attempt
		where node = $1 and ended_at is null and answered_at is null and cancel_reason <> ''`, node)
	if err != nil {
		return nil, fmt.Errorf("list cancelled attempts: %w", err)
	}
	out := map[int64]string{}
	var id int64
	var reason string
	if _, err = pgx.ForEachRow(rows, []any{&id, &reason}, func() error { out[id] = reason; return nil }); err != nil {
		return nil, fmt.Errorf("list cancelled attempts: %w", err)
	}
	return out, nil
}

// Owners implements dialer.Store.
func (s *Store) Owners(ctx context.Context, attempts []int64) (map[int64]string, error) {
	rows, err := s.pool.Query(ctx, `select id, node from attempt where id = any($1) and state <> 'ended'`, attempts)
	if err != nil {
		return nil, fmt.Errorf("list owners: %w", err)
	}
	out := map[int64]string{}
	var id int64
	var node string
	if _, err = pgx.ForEachRow(rows, []any{&id, &node}, func() error { out[id] = node; return nil }); err != nil {
		return nil, fmt.Errorf("list owners: %w", err)
	}
	return out, nil
}

// Desk implements dialer.Store: the agent's missing disposition, figures since the given moment, running campaigns.
func (s *Store) Desk(ctx context.Context, agent int64, since time.Time) (dialer.DeskState, error) {
	var d dialer.DeskState
	err := s.pool.QueryRow(ctx, `
		select (select count(*) from attempt where agent_id = $1 and claimed_at >= $2 and outcome = 'answered'),
		       (select count(*) from attempt_disposition ad join disposition k on k.code = ad.code
		        where ad.by_user = $1 and ad.at >= $2 and k.effect = 'complete'),
		       array(select c.name from campaign c join campaign_agent ca on ca.campaign_id = c.id and ca.user_id = $1
		             where c.state = 'running' order by c.name)`, agent, since).Scan(&d.Today.Answered, &d.Today.Completed, &d.Campaigns)
	if err != nil {
		return d, fmt.Errorf("read desk: %w", err)
	}
	rows, err := s.live(ctx, `a.id = (select p.id from attempt p where p.agent_id = $1 and p.outcome = 'answered'
		and p.wrapped_up_at is null and (p.record_agent is null or p.record_agent = $1) order by p.ended_at, p.id limit 1)`, agent)
	if err != nil || len(rows) == 0 {
		return d, err
	}
	l := rows[0]
	p := dialer.Pending{Attempt: l.Attempt, Screen: l.Screen, StartedAt: l.ClaimedAt, AnsweredAt: l.AnsweredAt, WrapUp: l.WrapUp}
	var by *string
	if err := s.pool.QueryRow(ctx, `select ended_at, hung_up_by from attempt where id = $1`, l.Attempt).Scan(&p.EndedAt, &by); err != nil {
		return d, fmt.Errorf("read desk: %w", err)
	}
	if by != nil {
		p.HungUpBy = call.Party(*by)
	}
	d.Pending = &p
	return d, nil
}

// closeMost is how many follow-ups one CloseFinished ends: it must not take long, and comes again.
const closeMost = 5000

// CloseFinished marks running campaigns in which nothing is left to do as finished, and cancels what still
// waits in a stopped one. It returns how many campaigns were finished.
func (s *Store) CloseFinished(ctx context.Context) (int64, error) {
	// An attempt that ended in the moment of the stop had not seen it.
	if _, err := s.pool.Exec(ctx, `update follow_up set state = 'cancelled', reason = 'campaign_stopped', updated_at = now() where id in (
		select f.id from campaign c join follow_up f on f.campaign_id = c.id and f.state = 'waiting' where c.state = 'stopped' limit $1) and state = 'waiting'`, closeMost); err != nil {
		return 0, fmt.Errorf("cancel follow-ups of stopped campaigns: %w", err)
	}
	// What a plan wanted done by a time that has passed is not done late; an agreed callback is.
	if _, err := s.pool.Exec(ctx, `update follow_up set state = 'exhausted', reason = 'too_late', updated_at = now() where id in (
		select id from follow_up where state = 'waiting' and due_until <= now() and not is_callback limit $1)
		and state = 'waiting' and due_until <= now() and not is_callback`, closeMost); err != nil {
		return 0, fmt.Errorf("end follow-ups that are too late: %w", err)
	}
	// In these modes new follow-ups come by themselves.
	tag, err := s.pool.Exec(ctx, `
		update campaign c set state = 'finished', ended_at = now(), version = version + 1
		where state = 'running' and mode not in ('manual', 'inbound') and not exists (select 1 from plan p where p.campaign_id = c.id and p.state in ('confirmed', 'running', 'paused'))
		  and not exists (select from follow_up f where f.campaign_id = c.id and f.state = 'waiting')
		  and not exists (select from follow_up f where f.campaign_id = c.id and f.state in ('live', 'wrapup'))`)
	if err != nil {
		return 0, fmt.Errorf("finish campaigns: %w", err)
	}
	return tag.RowsAffected(), nil
}

// retryOf reads a campaign's retry policy.
func retryOf(raw []byte) (retry.Policy, error) {
	p, err := retry.Parse(raw)
	if err != nil {
		return p, fmt.Errorf("retry policy: %w", err)
	}
	return p, nil
}
