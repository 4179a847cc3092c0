package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/window"
)

// LedgerFilter chooses the follow-ups of a ledger; zero fields: all.
type LedgerFilter struct {
	Campaign, Plan int64
	Unit           int64     // of the customer
	Type           string    // code of the follow-up type
	Owner          int64     // of the customer
	From, To       time.Time // planned day, or due time where no plan made it: at or after From, before To
	ReadyAgents    []int64   // who could take a callback now
}

// condition is what the filter asks of follow-ups f, with the values of args from $1 on. What is not asked for names no
// column, so that an index with the others is enough.
func (f LedgerFilter) condition() string {
	var parts []string
	add := func(asked bool, cond, param string) {
		if !asked {
			cond = param + " is not distinct from " + param
		}
		parts = append(parts, cond)
	}
	add(f.Campaign != 0, "f.campaign_id = $1", "$1::bigint")
	// The campaign of the plan, too: follow_up_ledger begins with it.
	add(f.Plan != 0, "f.plan_id = $2 and f.campaign_id in (select campaign_id from plan where id = $2)", "$2::bigint")
	add(f.Unit != 0, "f.customer_id in (select id from customer where unit_id = $3)", "$3::bigint")
	add(f.Owner != 0, "f.customer_id in (select id from customer where owner_id = $4)", "$4::bigint")
	add(f.Type != "", `(f.plan_id in (select id from plan where type_code = $5)
		or f.plan_id is null and f.campaign_id in (select id from campaign where type_code = $5))`, "$5::text")
	add(!f.From.IsZero(), "coalesce(f.due_from, f.due_at) >= $6", "$6::timestamptz")
	add(!f.To.IsZero(), "coalesce(f.due_from, f.due_at) < $7", "$7::timestamptz")
	return strings.Join(parts, " and ")
}

func (f LedgerFilter) args() []any {
	return []any{f.Campaign, f.Plan, f.Unit, f.Owner, f.Type, nullTime(f.From), nullTime(f.To)}
}

// heldBack are the numbers and customers that cannot be called at $now: in a live attempt (I1), or called as often as the
// caps allow (R12; overCaps is the same for one row). They are few, so a pass over many follow-ups looks them up in sets.
const heldBack = `recent as materialized (
	  select a.phone, a.customer_id, a.claimed_at, a.ended_at, a.outcome, a.direction from attempt a
	  where a.claimed_at > $now - interval '24 hours' or a.ended_at is null
	), busy as (
	  select phone from recent where ended_at is null
	), busy_customer as (
	  select customer_id from recent where ended_at is null and customer_id is not null
	), over as (
	  select r.phone from recent r, call_caps c where r.direction = 'out' and r.outcome is distinct from 'not_placed' group by r.phone, c.per_day, c.per_burst, c.burst_s
	  having count(*) >= c.per_day or count(*) filter (where r.claimed_at > $now - c.burst_s * interval '1 second') >= c.per_burst
	), over_customer as (
	  select r.customer_id from recent r, call_caps c where r.direction = 'out' and r.outcome is distinct from 'not_placed' and r.customer_id is not null
	  group by r.customer_id, c.per_day, c.per_burst, c.burst_s
	  having count(*) >= c.per_day or count(*) filter (where r.claimed_at > $now - c.burst_s * interval '1 second') >= c.per_burst
	)`

// ledgerWaits is what a waiting follow-up f waits for at $now when its campaign runs, ” for others; $ready are the agents who could take
// a callback now. It needs the sets of heldBack.
const ledgerWaits = `case when f.state <> 'waiting' then ''
	when f.due_at > $now then case when f.is_callback then 'callback' else 'later' end
	when f.phone in (select phone from dnc) then 'on_dnc'
	when f.phone in (select phone from busy) or f.customer_id in (select customer_id from busy_customer) then 'number_busy'
	when f.phone in (select phone from over) or f.customer_id in (select customer_id from over_customer) then 'call_caps'
	when f.callback_agent is not null and not exists (select from campaign c join campaign_agent ca on ca.campaign_id = c.id join app_user u on u.id = ca.user_id
	  where c.id = f.campaign_id and u.id = f.callback_agent and u.id = any($ready) and ` + inPool + `) then 'waiting_for_agent'
	else 'due' end`

// dueSets count the waiting follow-ups f that meet $where, after heldBack: waiting has all of them, and held those of them
// that are due and held back, by what ledgerWaits says. The latter are few and found by their numbers, customers and agents,
// so that the former are counted in an index (follow_up_due) without looking at any row.
const dueSets = heldBack + `, suspect as materialized (
	  select ` + suspectColumns + ` from follow_up f where f.state = 'waiting' and f.due_at <= $now
	    and f.phone in (select phone from dnc union all select phone from busy union all select phone from over)
	  union select ` + suspectColumns + ` from follow_up f where f.state = 'waiting' and f.due_at <= $now
	    and f.customer_id in (select customer_id from busy_customer union all select customer_id from over_customer)
	  union select ` + suspectColumns + ` from follow_up f where f.state = 'waiting' and f.due_at <= $now and f.is_callback and f.callback_agent is not null
	), waiting as (
	  select f.campaign_id, f.is_callback, f.due_at > $now as later, count(*) as n, min(f.due_at) as earliest
	  from follow_up f where f.state = 'waiting' and $where group by 1, 2, 3
	), held as (
	  select campaign_id, k, count(*) as n from (select f.campaign_id, ` + ledgerWaits + ` as k from suspect f where $where) x where k <> 'due' group by 1, 2
	)`

const suspectColumns = `f.id, f.campaign_id, f.plan_id, f.customer_id, f.phone, f.state, f.due_at, f.due_from, f.is_callback, f.callback_agent`

// ledgerMoment puts the time and the agents into heldBack and ledgerWaits: they follow the values of [LedgerFilter.args].
var ledgerMoment = strings.NewReplacer("$now", "$8::timestamptz", "$ready", "$9::bigint[]")

// Ledger says what has become of every follow-up (R12 to R14), as of one moment: the lines add up to all. The follow-ups of
// campaigns are counted in indexes: follow_up_ledger has those that do not wait.
func (s *Store) Ledger(ctx context.Context, filter LedgerFilter, now time.Time) (campaign.Ledger, error) {
	if filter.ReadyAgents == nil {
		filter.ReadyAgents = []int64{}
	}
	rows, err := s.pool.Query(ctx, `
		with `+strings.ReplaceAll(ledgerMoment.Replace(dueSets), "$where", filter.condition())+`
		select f.campaign_id, f.state, f.reason, count(*), null::timestamptz from follow_up f
		where f.state in ('completed', 'live', 'wrapup', 'paused', 'exhausted', 'cancelled') and `+filter.condition()+` group by 1, 2, 3
		union all select campaign_id, 'waiting', case when is_callback then 'callback' else 'later' end, n, earliest from waiting where later
		union all select campaign_id, 'waiting', k, n, null from held
		union all select w.campaign_id, 'waiting', 'due', sum(w.n) - coalesce((select sum(h.n) from held h where h.campaign_id = w.campaign_id), 0), null
		  from waiting w where not w.later group by w.campaign_id
		  having sum(w.n) > coalesce((select sum(h.n) from held h where h.campaign_id = w.campaign_id), 0)`,
		append(filter.args(), now, filter.ReadyAgents)...)
	if err != nil {
		return campaign.Ledger{}, fmt.Errorf("ledger: %w", err)
	}
	counts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[campaign.LedgerCount])
	if err != nil {
		return campaign.Ledger{}, fmt.Errorf("ledger: %w", err)
	}
	campaigns, err := s.ledgerCampaigns(ctx, filter.Campaign)
	if err != nil {
		return campaign.Ledger{}, err
	}
	return campaign.MakeLedger(counts, campaigns, now), nil
}

// ledgerCampaigns reads one campaign, or all (0), with their windows.
func (s *Store) ledgerCampaigns(ctx context.Context, id int64) ([]campaign.LedgerCampaign, error) {
	cal, err := s.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `select id, state, calling_window from campaign where ($1 = 0 or id = $1)`, id)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (campaign.LedgerCampaign, error) {
		var c campaign.LedgerCampaign
		var win []byte
		if err := row.Scan(&c.ID, &c.State, &win); err != nil {
			return c, err
		}
		var w window.Window
		err := json.Unmarshal(win, &w)
		c.Window = w.Bind(cal)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return list, nil
}
