package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
	"huifang/web/live"
)

// measureFor is how long the ledger is asked again and again on a slow machine.
const measureFor = 90 * time.Second

// ledger measures the due-list ledger of a campaign with many follow-ups in all states, the answer to "how many can be
// dialled now, and if none, why", and the counts on the page of campaigns. Beside it, in turn, the least that looks at every
// follow-up: the count of each state.
func (b *bench) ledger(ctx context.Context) (rows []row, err error) {
	followUps, rounds := 1_000_000, 40
	if b.quick {
		followUps, rounds = 20_000, 3
	}
	pool, err := b.database(ctx, "ledger")
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	say("%d follow-ups", followUps)
	id, err := ledgerCampaign(ctx, pool, followUps)
	if err != nil {
		return nil, fmt.Errorf("fill: %w", err)
	}
	s := store.New(pool)
	var whole, ready, counts, bare []time.Duration
	timed := func(out *[]time.Duration, fn func() (int, error)) error {
		began := time.Now()
		n, err := fn()
		*out = append(*out, time.Since(began))
		if err == nil && n != followUps {
			err = fmt.Errorf("%d follow-ups are accounted for", n)
		}
		return err
	}
	now := time.Now()
	for round := 0; round < rounds && (round < 3 || time.Since(now) < measureFor); round++ {
		for _, m := range []struct {
			out *[]time.Duration
			fn  func() (int, error)
		}{
			{&whole, func() (int, error) {
				l, err := s.Ledger(ctx, store.LedgerFilter{Campaign: id}, now)
				return l.Done + l.Reached + l.Waiting + l.Not, err
			}},
			{&counts, func() (int, error) {
				list, _, err := s.Campaigns(ctx, "", "", 50, now)
				if err != nil {
					return 0, err
				}
				return list[0].Counts.Total, nil
			}},
			{&ready, func() (int, error) {
				c, err := s.Campaign(ctx, id, now)
				if err != nil {
					return 0, err
				}
				// Nobody is signed in: nothing can be dialled, and it says why.
				r, err := live.Readiness(ctx, s, dialer.Status{}, []campaign.Campaign{c}, now)
				if err != nil {
					return 0, err
				}
				if r[0].DiallableNow != 0 || len(r[0].Reasons) == 0 {
					return 0, fmt.Errorf("%d can be dialled", r[0].DiallableNow)
				}
				return r[0].Counts.Total, nil
			}},
			{&bare, func() (n int, err error) {
				err = pool.QueryRow(ctx, `select sum(n) from (select state, count(*) as n from follow_up where campaign_id = $1 group by state) x`, id).Scan(&n)
				return n, err
			}},
		} {
			if err := timed(m.out, m.fn); err != nil {
				return nil, err
			}
		}
	}
	show := func(ds []time.Duration) string {
		s := durations(ds)
		return fmt.Sprintf("median %.0f ms, p99 %.0f ms", s.median(), s.quantile(0.99))
	}
	line := func(what string, ds []time.Duration) row {
		return row{what, show(ds), "count of each state " + show(bare), ratio(durations(ds).median(), durations(bare).median()),
			verdict("< 1 s", durations(ds).quantile(0.99) < 1000)}
	}
	return []row{
		line(fmt.Sprintf("ledger of a campaign of %d follow-ups", followUps), whole),
		line("the same: how many can be dialled now, and why not", ready),
		line("the same: page of campaigns with their counts", counts),
	}, nil
}

// ledgerCampaign makes a running campaign in its midst: two thirds have ended, of the others most are due, 200 are in calls
// and 5000 numbers that wait are on the do-not-call list. 50,000 calls were made in the last two days.
func ledgerCampaign(ctx context.Context, pool *pgxpool.Pool, n int) (id int64, err error) {
	agents, err := addAgents(ctx, pool, 10)
	if err != nil {
		return 0, err
	}
	err = pool.QueryRow(ctx, `insert into campaign (name, state, trunk, calling_window, retry, created_by) values ('ledger', 'running', $1, $2, '{}', $3) returning id`,
		lab.Trunk, window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "24:00"}}}, agents[0]).Scan(&id)
	if err != nil {
		return 0, err
	}
	for _, sql := range []string{
		fmt.Sprintf(`insert into customer (name) select '客户' || n from generate_series(1, %d) n`, n),
		`insert into contact (customer_id, name, phone) select id, '联系人' || id, '+86138' || lpad(id::text, 8, '0') from customer`,
		fmt.Sprintf(`insert into follow_up (campaign_id, contact_id, customer_id, phone, source_key, due_at, is_callback, callback_agent, state, reason)
		select %d, p.id, p.customer_id, p.phone, 'k' || p.id, now() + case when k >= 90 then interval '1 day' else interval '-1 day' end, k in (80, 99),
		  case when k in (80, 99) then %d end,
		  case when k < 40 then 'completed' when k < 60 then 'exhausted' when k < 65 then 'cancelled' when p.id %% 5000 = 4999 then 'wrapup' else 'waiting' end,
		  case when k < 40 then 'completed' when k < 60 then (array['max_attempts:no_answer', 'outcome_final:vacant', 'too_late'])[1 + p.id %% 3] when k < 65 then 'refused' else '' end
		from contact p, lateral (select p.id %% 100 as k) x`, id, agents[0]),
		`insert into node (id) values ('bench')`,
		fmt.Sprintf(`insert into attempt (follow_up_id, campaign_id, contact_id, customer_id, phone, trunk, agent_id, node, fence, state, claimed_at, ended_at, outcome)
		select id, campaign_id, contact_id, customer_id, phone, 't', %d, 'bench', 1, 'ended', now() - id %% 172800 * interval '1 second', now(), 'no_answer' from follow_up where id %% 20 = 7`, agents[0]),
		`insert into attempt (follow_up_id, campaign_id, contact_id, customer_id, phone, trunk, node, fence, state)
		select id, campaign_id, contact_id, customer_id, phone, 't', 'bench', 1, 'ringing' from follow_up where id % 5000 = 77`,
		`update follow_up set state = 'live' where id in (select follow_up_id from attempt where ended_at is null)`,
		`insert into dnc (phone) select phone from follow_up where state = 'waiting' and due_at <= now() order by md5(phone) limit 5000`,
	} {
		if err := fillFast(ctx, pool, sql); err != nil {
			return 0, err
		}
	}
	_, err = pool.Exec(ctx, `vacuum analyze`)
	return id, err
}
