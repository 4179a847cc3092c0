package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// LedgerFilter chooses the follow-ups of a ledger; zero fields: all.
type LedgerFilter struct {
	Campaign, Plan int64
	Unit           int64   // of the customer
	ReadyAgents    []int64 // who could take a callback now
}

// heldBack are the numbers and customers that cannot be called at $now: in a live attempt (I1), or called as often as the
// caps allow (R12; overCaps is the same for one row). They are few, so a pass over many follow-ups looks them up in sets.
const heldBack = `recent as materialized (
	  select a.phone, a.customer_id, a.claimed_at, a.ended_at, a.outcome from attempt a
	  where a.claimed_at > $now - interval '24 hours' or a.ended_at is null
	), busy as (
	  select phone from recent where ended_at is null
	), busy_customer as (
	  select customer_id from recent where ended_at is null and customer_id is not null
	), over as (
	  select r.phone from recent r, call_caps c where r.outcome is distinct from 'not_placed' group by r.phone, c.per_day, c.per_burst, c.burst_s
	  having count(*) >= c.per_day or count(*) filter (where r.claimed_at > $now - c.burst_s * interval '1 second') >= c.per_burst
	), over_customer as (
	  select r.customer_id from recent r, call_caps c where r.outcome is distinct from 'not_placed' and r.customer_id is not null
	  group by r.customer_id, c.per_day, c.per_burst, c.burst_s
	  having count(*) >= c.per_day or count(*) filter (where r.claimed_at > $now - c.burst_s * interval '1 second') >= c.per_burst
	)`

// Ledger says what has become of every follow-up (R12 to R14). One pass over the follow-ups: numbers that are busy or
// beyond their caps are few and looked up once.
func (s *Store) Ledger(ctx context.Context, filter LedgerFilter, now time.Time) (campaign.Ledger, error) {
	if filter.ReadyAgents == nil {
		filter.ReadyAgents = []int64{}
	}
	rows, err := s.pool.Query(ctx, `
		with `+strings.ReplaceAll(heldBack, "$now", "$4::timestamptz")+`
		select campaign_id, state, case when state = 'waiting' then k else reason end, count(*), min(due_at) filter (where due_at > $4)
		from (
		  select f.campaign_id, f.state, f.reason, f.due_at,
		    case when f.state <> 'waiting' then ''
		         when f.due_at > $4 then case when f.is_callback then 'callback' else 'later' end
		         when f.phone in (select phone from dnc) then 'on_dnc'
		         when f.phone in (select phone from busy) or f.customer_id in (select customer_id from busy_customer) then 'number_busy'
		         when f.phone in (select phone from over) or f.customer_id in (select customer_id from over_customer) then 'call_caps'
		         when f.callback_agent is not null and f.callback_agent <> all($5::bigint[]) then 'waiting_for_agent'
		         else 'due' end as k
		  from follow_up f
		  where ($1 = 0 or f.campaign_id = $1) and ($2 = 0 or f.plan_id = $2)
		    and ($3 = 0 or f.customer_id in (select id from customer where unit_id = $3))
		) x group by 1, 2, 3`, filter.Campaign, filter.Plan, filter.Unit, now, filter.ReadyAgents)
	if err != nil {
		return campaign.Ledger{}, fmt.Errorf("ledger: %w", err)
	}
	counts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[campaign.LedgerCount])
	if err != nil {
		return campaign.Ledger{}, fmt.Errorf("ledger: %w", err)
	}
	rows, err = s.pool.Query(ctx, `select id, state, calling_window from campaign where ($1 = 0 or id = $1)`, filter.Campaign)
	if err != nil {
		return campaign.Ledger{}, fmt.Errorf("ledger: %w", err)
	}
	campaigns, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (campaign.LedgerCampaign, error) {
		var c campaign.LedgerCampaign
		var win []byte
		if err := row.Scan(&c.ID, &c.State, &win); err != nil {
			return c, err
		}
		return c, json.Unmarshal(win, &c.Window)
	})
	if err != nil {
		return campaign.Ledger{}, fmt.Errorf("ledger: %w", err)
	}
	return campaign.MakeLedger(counts, campaigns, now), nil
}
