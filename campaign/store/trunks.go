package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/dialer"
)

var _ dialer.TrunkStore = (*Store)(nil)

const (
	// MaxGivenBack is how many attempts of a follow-up are given back at most because their trunk failed. What fails after
	// that counts as any attempt does, so that a follow-up whose number no trunk can reach comes to an end (I3).
	MaxGivenBack = 5

	firstGivenBack  = 10 * time.Second // until such a follow-up is dialled again; doubles each time
	refusedByConfig = 15 * time.Minute // until a number is tried again that the trunks' lists refuse now
)

// givenBack gives the attempt back because its trunk failed ([trunk.Fault]): again soon, on another trunk if there is one. A
// callback stays one.
//
// Given back is what did not reach the customer: the trunk refused the call before 180 or 183, or nothing came back at all. Of
// the latter one cannot be sure (the answers may have been lost and not the call), so the caps of calls to a number (R12) go on
// counting every call that has left, and MaxGivenBack bounds it.
func (f followUp) givenBack(now time.Time) change {
	c := f.notPlaced(now)
	if c.State != "cancelled" {
		next := now.Add(firstGivenBack << (max(1, f.faults) - 1))
		c.NotBefore = &next
	}
	return c
}

// refused ends what no trunk may dial: the number is one that is never dialled. The contact's next number takes its place.
func (f followUp) refused(code string, now time.Time) change {
	c := f.notPlaced(now)
	switch {
	case c.State == "cancelled":
	case !campaign.NeverDialled(code):
		next := now.Add(refusedByConfig) // somebody may have changed the trunks' lists by then
		c.NotBefore = &next
	case f.nextNumber != nil:
		c.Position, c.Phone = f.nextNumber, f.nextPhone
	default:
		c = f.become("exhausted", code)
		c.Attempts, c.Outcome = -1, nil
	}
	return c
}

// TrunkUsage implements dialer.TrunkStore.
func (s *Store) TrunkUsage(ctx context.Context, since time.Time) ([]dialer.TrunkHour, error) {
	rows, err := s.pool.Query(ctx, `select trunk, node, hour, calls, talk_ms, cost from trunk_usage where hour >= $1`, since)
	if err != nil {
		return nil, fmt.Errorf("read what was spent on trunks: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h dialer.TrunkHour, err error) {
		var ms int64
		err = row.Scan(&h.Trunk, &h.Node, &h.Hour, &h.Calls, &ms, &h.Cost)
		h.Talk = time.Duration(ms) * time.Millisecond
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was spent on trunks: %w", err)
	}
	return list, nil
}

// SaveTrunkUsage implements dialer.TrunkStore.
func (s *Store) SaveTrunkUsage(ctx context.Context, hours []dialer.TrunkHour) error {
	if len(hours) == 0 {
		return nil
	}
	n := len(hours)
	trunks, nodes, at := make([]string, n), make([]string, n), make([]time.Time, n)
	calls, talk, cost := make([]int, n), make([]int64, n), make([]float64, n)
	for i, h := range hours {
		trunks[i], nodes[i], at[i] = h.Trunk, h.Node, h.Hour
		calls[i], talk[i], cost[i] = h.Calls, h.Talk.Milliseconds(), h.Cost
	}
	_, err := s.pool.Exec(ctx, `
		insert into trunk_usage (trunk, node, hour, calls, talk_ms, cost)
		select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::integer[], $5::bigint[], $6::double precision[])
		on conflict (hour, trunk, node) do update set calls = excluded.calls, talk_ms = excluded.talk_ms, cost = excluded.cost`,
		trunks, nodes, at, calls, talk, cost)
	if err != nil {
		return fmt.Errorf("store what was spent on trunks: %w", err)
	}
	return nil
}

// isRefusal tells a guard's refusal from a trunk's fault.
func isRefusal(fault string) bool { return strings.HasPrefix(fault, campaign.RefusedPrefix) }
