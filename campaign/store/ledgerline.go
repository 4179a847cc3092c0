package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// The values that the lines of the ledger are made of: what a waiting follow-up may wait for (ledgerWaits), and the states whose line
// has nothing to do with their reason.
var (
	ledgerWaitsFor = []string{campaign.LedgerDue, campaign.LedgerLater, campaign.LedgerCallback, "on_dnc", "number_busy", campaign.LedgerCaps, "waiting_for_agent"}
	ledgerStates   = []string{"completed", "live", "wrapup", "paused"}
	ledgerEnded    = []string{"exhausted", "cancelled"}
)

const ledgerItemColumns = `f.id, jsonb_build_object('id', ca.id, 'name', ca.name) as campaign,
	case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as plan,
	case when un.id is not null then jsonb_build_object('id', un.id, 'name', un.name) end as unit,
	case when ow.id is not null then jsonb_build_object('id', ow.id, 'name', ow.name) end as owner,
	case when cu.id is not null then jsonb_build_object('id', cu.id, 'name', cu.name) end as customer,
	c.name as contact, f.phone, f.state, f.reason, f.due_at, f.attempts, f.last_outcome`

const ledgerItemFrom = ` join campaign ca on ca.id = f.campaign_id join contact c on c.id = f.contact_id left join plan p on p.id = f.plan_id
	left join customer cu on cu.id = f.customer_id left join unit un on un.id = cu.unit_id left join app_user ow on ow.id = cu.owner_id`

// LedgerLine lists the follow-ups that Ledger counts in one line at a moment, in the order of their ids. Numbers are whole; mask them by role.
func (s *Store) LedgerLine(ctx context.Context, filter LedgerFilter, class campaign.LedgerClass, reason string, now time.Time, cursor string, limit int) ([]campaign.LedgerItem, string, error) {
	after, err := idCursor(cursor, 0)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.ledgerLine(ctx, filter, class, reason, now, after, limit+1)
	if err != nil {
		return nil, "", err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.LedgerItem])
	if err != nil {
		return nil, "", fmt.Errorf("line of the ledger: %w", err)
	}
	list, next := cut(list, limit, func(i campaign.LedgerItem) string { return idKey(i.ID) })
	return list, next, nil
}

// EachLedgerItem calls fn for every follow-up of a line, without holding them all in memory.
func (s *Store) EachLedgerItem(ctx context.Context, filter LedgerFilter, class campaign.LedgerClass, reason string, now time.Time, fn func(campaign.LedgerItem) error) error {
	rows, err := s.ledgerLine(ctx, filter, class, reason, now, 0, 0)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		item, err := pgx.RowToStructByName[campaign.LedgerItem](rows)
		if err != nil {
			return fmt.Errorf("line of the ledger: %w", err)
		}
		if err := fn(item); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("line of the ledger: %w", err)
	}
	return nil
}

// ledgerLine asks campaign.LineOf which follow-ups belong to the line, so that the list cannot differ from the count. limit 0: all.
func (s *Store) ledgerLine(ctx context.Context, filter LedgerFilter, class campaign.LedgerClass, reason string, now time.Time, after int64, limit int) (pgx.Rows, error) {
	campaigns, err := s.ledgerCampaigns(ctx, filter.Campaign)
	if err != nil {
		return nil, err
	}
	args := append(filter.args(), now, append([]int64{}, filter.ReadyAgents...))
	value := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	var kinds []string
	in := func(n campaign.LedgerCount) (ids []int64) {
		for _, c := range campaigns {
			n.Campaign = c.ID
			if k, r := campaign.LineOf(n, c, now); k == class && r == reason {
				ids = append(ids, c.ID)
			}
		}
		return ids
	}
	waits := false
	for _, w := range ledgerWaitsFor {
		if ids := in(campaign.LedgerCount{State: "waiting", Reason: w}); len(ids) > 0 {
			waits = true
			kinds = append(kinds, "f.state = 'waiting' and f.k = "+value(w)+" and f.campaign_id = any("+value(ids)+")")
		}
	}
	for _, state := range ledgerStates {
		if ids := in(campaign.LedgerCount{State: state}); len(ids) > 0 {
			kinds = append(kinds, "f.state = "+value(state)+" and f.campaign_id = any("+value(ids)+")")
		}
	}
	for _, state := range ledgerEnded {
		if ids := in(campaign.LedgerCount{State: state, Reason: reason}); len(ids) > 0 {
			kinds = append(kinds, "f.state = "+value(state)+" and f.reason = "+value(reason)+" and f.campaign_id = any("+value(ids)+")")
		}
	}
	which := "false" // no campaign has such a line
	if len(kinds) > 0 {
		which = "(" + strings.Join(kinds, " or ") + ")"
	}
	sql, k := "", "''"
	if waits {
		sql, k = "with "+ledgerMoment.Replace(heldBack), ledgerMoment.Replace(ledgerWaits)
	}
	page := which + " and f.id > " + value(after) + " order by f.id"
	if limit > 0 {
		page += " limit " + value(limit)
	}
	rows, err := s.pool.Query(ctx, sql+` select `+ledgerItemColumns+` from (
		select * from (select f.*, `+k+` as k from follow_up f where `+filter.condition()+` and $8::timestamptz is not null and $9::bigint[] is not null) f where `+page+`
		) f`+ledgerItemFrom+` order by f.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("line of the ledger: %w", err)
	}
	return rows, nil
}
