package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// FollowUps returns the follow-ups of a campaign in a state ("": any), in the order of the list.
func (s *Store) FollowUps(ctx context.Context, id int64, state, cursor string, limit int) ([]campaign.FollowUp, string, error) {
	after, err := idCursor(cursor, 0)
	if err != nil {
		return nil, "", err
	}
	if err := s.exists(ctx, "campaign", id); err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `
		select f.id, c.name, f.phone, f.state, f.reason, f.due_at, f.attempts, f.last_outcome, f.is_callback,
			case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end as callback_agent
		from (select * from follow_up where campaign_id = $1 and ($2 = '' or state = $2) and id > $3 order by id limit $4) f
			join contact c on c.id = f.contact_id left join app_user u on u.id = f.callback_agent
		order by f.id`, id, state, after, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("follow-ups: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.FollowUp])
	if err != nil {
		return nil, "", fmt.Errorf("follow-ups: %w", err)
	}
	list, next := cut(list, limit, func(f campaign.FollowUp) string { return idKey(f.ID) })
	return list, next, nil
}

// AgentCallbacks returns the callbacks that wait for one agent, next first. Phones are whole; mask them.
func (s *Store) AgentCallbacks(ctx context.Context, agent int64, cursor string, limit int) ([]campaign.Callback, string, error) {
	at, key, ok, err := timeCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	after := int64(0)
	if ok {
		if after, err = parseID(key); err != nil {
			return nil, "", err
		}
	}
	rows, err := s.pool.Query(ctx, `
		select f.id as follow_up_id, jsonb_build_object('id', ca.id, 'name', ca.name) as campaign, c.name as customer, f.phone, f.due_at,
			coalesce((select d.note from attempt a join attempt_disposition d on d.attempt_id = a.id
				where a.follow_up_id = f.id order by a.id desc limit 1), '') as note,
			ca.state = 'running' as running
		from follow_up f join campaign ca on ca.id = f.campaign_id join contact c on c.id = f.contact_id
		where f.callback_agent = $1 and f.state = 'waiting' and f.is_callback and (not $2 or (f.due_at, f.id) > ($3, $4))
		order by f.due_at, f.id limit $5`, agent, ok, at, after, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("callbacks: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.Callback])
	if err != nil {
		return nil, "", fmt.Errorf("callbacks: %w", err)
	}
	list, next := cut(list, limit, func(c campaign.Callback) string { return timeKey(c.DueAt, itoa(c.FollowUpID)) })
	return list, next, nil
}

// DueSplit says what holds back the due follow-ups of a campaign. Each due follow-up is in exactly one of the first five.
type DueSplit struct {
	OnDNC          int
	NumberBusy     int
	WaitingOnAgent int
	Capped         int // called as often as the caps allow (R12)
	Free           int
	NextDue        *time.Time // earliest due_at after now among the waiting
	NoneFits       bool       // there are ready agents in the pool, and none of them can take what is free
}

// splitDue is dueSets of campaigns $1 with the agents $2 at $3.
var splitDue = strings.NewReplacer("$now", "$3::timestamptz", "$ready", "$2::bigint[]", "$where", "f.campaign_id = any($1)").Replace(dueSets) + readyPools

// readyPools are the ready agents $2 of the campaigns $1 who can get their calls, with their languages.
const readyPools = `, ready as materialized (
	  select c.id as campaign_id, u.id, ` + languagesOf + ` as languages
	  from campaign c join campaign_agent ca on ca.campaign_id = c.id join app_user u on u.id = ca.user_id where c.id = any($1) and u.id = any($2) and ` + inPool + `
	)`

// noneFits is true when a campaign c has ready agents and none of them can take any of the due follow-ups that nothing else holds
// back: their contacts speak other languages, or the agents have passed them on. In a long queue it looks at both ends, no
// further: what nobody takes gathers at the head, and the tail is like the rest.
const noneFits = `exists (select from ready r where r.campaign_id = c.id) and not exists (
	select from (
	  (select ` + fitColumns + ` and f.is_callback order by f.due_at, f.id limit $4)
	  union all (select ` + fitColumns + ` and not f.is_callback order by f.due_at, f.id limit $4)
	  union all (select ` + fitColumns + ` and not f.is_callback order by f.due_at desc, f.id desc limit $4)
	) f
	cross join lateral (select ct.language from contact ct where ct.id = f.contact_id offset 0) spoken
	where exists (select from ready r where r.campaign_id = c.id and case when f.callback_agent is not null then r.id = f.callback_agent
	      else r.id <> all(f.not_agents) and (spoken.language = '' or spoken.language = any(r.languages)) end)
	  and (f.phone in (select phone from busy union all select phone from over)
	    or f.customer_id in (select customer_id from busy_customer union all select customer_id from over_customer)) is not true
	  and (select true from dnc d where d.phone = f.phone) is null)`

const fitColumns = `f.contact_id, f.customer_id, f.phone, f.callback_agent, f.not_agents from follow_up f
	    where f.campaign_id = c.id and f.state = 'waiting' and f.due_at <= $3`

// fitMost is how many follow-ups noneFits looks at, at each end.
const fitMost = 500

// SplitDue counts what holds back the due follow-ups of each campaign at the given time; readyAgents may take calls.
func (s *Store) SplitDue(ctx context.Context, campaigns, readyAgents []int64, now time.Time) (map[int64]DueSplit, error) {
	if readyAgents == nil {
		readyAgents = []int64{}
	}
	rows, err := s.pool.Query(ctx, `
		with `+splitDue+`
		select c.id as campaign_id,
			coalesce(sum(h.n) filter (where h.k = 'on_dnc'), 0) as on_dnc, coalesce(sum(h.n) filter (where h.k = 'number_busy'), 0) as number_busy,
			coalesce(sum(h.n) filter (where h.k = 'waiting_for_agent'), 0) as waiting_on_agent, coalesce(sum(h.n) filter (where h.k = 'call_caps'), 0) as capped,
			coalesce((select sum(w.n) from waiting w where w.campaign_id = c.id and not w.later), 0) - coalesce(sum(h.n), 0) as free,
			(select min(w.earliest) from waiting w where w.campaign_id = c.id and w.later) as next_due,
			`+noneFits+` as none_fits
		from campaign c left join held h on h.campaign_id = c.id
		where c.id = any($1) group by c.id`, campaigns, readyAgents, now, fitMost)
	if err != nil {
		return nil, fmt.Errorf("due follow-ups: %w", err)
	}
	type row struct {
		CampaignID int64
		DueSplit
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("due follow-ups: %w", err)
	}
	m := make(map[int64]DueSplit, len(list))
	for _, r := range list {
		m[r.CampaignID] = r.DueSplit
	}
	return m, nil
}

// Today counts the calls out that were claimed at or after the given time (local midnight), those that persons answered, and the
// follow-ups that were completed by them or by calls that came in. A notice is completed without a disposition.
func (s *Store) Today(ctx context.Context, since time.Time) (campaign.Day, error) {
	rows, err := s.pool.Query(ctx, `
		select count(*) filter (where a.direction = 'out' and a.outcome is distinct from 'not_placed') as attempts,
			count(*) filter (where a.direction = 'out' and a.answered_at is not null and (a.outcome is null or a.outcome in ('answered', 'abandoned'))) as answered,
			count(*) filter (where a.direction = 'out' and a.outcome = 'abandoned') as abandoned,
			count(distinct a.follow_up_id) filter (where di.effect = 'complete' or ad.attempt_id is null and a.outcome = 'answered' and `+isNotice+`
				and (select f.state from follow_up f where f.id = a.follow_up_id) = 'completed') as completed
		from attempt a left join attempt_disposition ad on ad.attempt_id = a.id left join disposition di on di.code = ad.code
		where a.claimed_at >= $1`, since)
	return one(rows, err, "today", pgx.RowToStructByName[campaign.Day])
}
