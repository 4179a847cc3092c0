package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/cmd/internal/lab"
)

// generateFor is how long plans are generated again and again on a slow machine.
const generateFor = 4 * time.Minute

// generate measures how long a plan takes for a chain with many customers, each of whom bought something on the eve of the
// month and, long before, something else: everybody is chosen, spread over the working days. Beside it, in turn with it, one bare
// INSERT ... SELECT of the same rows into the same table, which decides nothing and loses all in a crash. Then the same
// once more, when nothing is missing, and a rehearsal with quotas by amount for each of 300 stores.
func (b *bench) generate(ctx context.Context) (rows []row, err error) {
	customers, rounds := 1_000_000, 3
	if b.quick {
		customers, rounds = 20_000, 1
	}
	pool, err := b.database(ctx, "generate")
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	say("%d customers", customers)
	s := store.New(pool)
	in, by, err := chain(ctx, pool, s, customers)
	if err != nil {
		return nil, fmt.Errorf("fill: %w", err)
	}
	month, err := november()
	if err != nil {
		return nil, err
	}
	id, err := s.CreatePlan(ctx, in, by)
	if err != nil {
		return nil, err
	}
	if err := s.MovePlan(ctx, id, "confirmed", by); err != nil {
		return nil, err
	}

	var ours, again, bare, memory series
	made := func(out *series, added int) error {
		began := time.Now()
		run, err := s.GeneratePlan(ctx, id, month, month.From, by, nil)
		*out = append(*out, time.Since(began).Seconds())
		if err == nil && (run.Seen != customers || run.Added != added) {
			err = fmt.Errorf("%d of %d were made", run.Added, run.Seen)
		}
		return err
	}
	began := time.Now()
	for round := 0; round < rounds && (round == 0 || time.Since(began) < generateFor); round++ {
		turns := []func() error{
			func() error {
				grown, err := memoryOver(func() error { return made(&ours, customers) })
				memory = append(memory, grown)
				if err != nil {
					return err
				}
				return made(&again, 0)
			},
			func() error {
				began := time.Now()
				_, err := pool.Exec(ctx, bareGeneration, in.CampaignID, id, month.From)
				bare = append(bare, time.Since(began).Seconds())
				return err
			},
		}
		for i := range turns {
			if _, err := pool.Exec(ctx, `truncate follow_up cascade`); err != nil {
				return nil, err
			}
			if err := turns[(i+round)%2](); err != nil {
				return nil, err
			}
		}
		say("generated in %.1f s, bare insert %.1f s", ours[len(ours)-1], bare[len(bare)-1])
	}
	rows = append(rows,
		row{fmt.Sprintf("follow-ups of a plan generated for %d customers (fsync off for both)", customers), ours.spread("%.1f", " s"),
			"bare INSERT ... SELECT of the same rows " + bare.spread("%.1f", " s"), ratio(ours.median(), bare.median()), verdict("minutes", ours.median() < 300)},
		row{what: "the same: customers per second", ours: fmt.Sprintf("%.0f/s", float64(customers)/ours.median()), limit: fmt.Sprintf("%.0f/s", float64(customers)/bare.median())},
		row{what: "the same: memory of the process grows by", ours: memory.spread("%.0f", " MB")},
		row{what: "the same plan generated once more: nothing is missing", ours: again.spread("%.1f", " s")})

	in.Choose = quota.Spec{Choose: quota.ChooseTiers, Tiers: []quota.Tier{{Name: "1500-2999", FromCents: 150_000, ToCents: 300_000, Count: 20},
		{Name: "3000-4999", FromCents: 300_000, ToCents: 500_000, Count: 30, FillFrom: "1500-2999"}, {Name: "5000-", FromCents: 500_000, Count: 50, FillFrom: "3000-4999"}}}
	var rehearsed series
	for range rounds {
		began := time.Now()
		run, err := s.RehearsePlan(ctx, in, month, month.From)
		if err != nil {
			return rows, err
		}
		if run.Seen != customers || run.Chosen == 0 {
			return rows, fmt.Errorf("%d of %d were chosen", run.Chosen, run.Seen)
		}
		rehearsed = append(rehearsed, time.Since(began).Seconds())
	}
	return append(rows, row{what: fmt.Sprintf("a plan with quotas by amount in 300 stores rehearsed for %d customers", customers), ours: rehearsed.spread("%.1f", " s")}), nil
}

// bareGeneration makes of the events of the month's eve what the plan makes of them, all on one day.
const bareGeneration = `
	insert into follow_up (campaign_id, plan_id, source_key, customer_id, contact_id, phone, number_position, due_at, due_from, due_until, required)
	select $1, $2, 'sale/e' || e.id || '/within30', e.customer_id, p.id, p.phone, 1, $3, $3, $3::timestamptz + interval '30 days', '[]'
	from service_event e join contact p on p.customer_id = e.customer_id where e.kind = 'sale' and e.at >= '2026-10-01'`

func november() (store.PlanPeriod, error) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	return store.PlanPeriod{From: time.Date(2026, 11, 1, 0, 0, 0, 0, zone), Until: time.Date(2026, 12, 1, 0, 0, 0, 0, zone)}, err
}

// chain fills the database with the customers of 300 stores and what they bought, and returns the settings of a plan.
func chain(ctx context.Context, pool *pgxpool.Pool, s *store.Store, customers int) (in store.PlanSettings, by int64, err error) {
	agents, err := addAgents(ctx, pool, 1)
	if err != nil {
		return in, 0, err
	}
	if err := s.SeedTypes(ctx, plan.Starter()); err != nil {
		return in, 0, err
	}
	id, err := s.CreateCampaign(ctx, campaign.Settings{Name: "generate", Mode: "progressive", Trunk: lab.Trunk, CallerID: callerID, AgentIDs: agents,
		RingTimeoutS: 20, WrapUpS: 30, Retry: retry.Default(1, time.Minute),
		Window: window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5}, From: "09:00", To: "18:00"}}}}, agents[0])
	if err != nil {
		return in, 0, err
	}
	err = fillFast(ctx, pool,
		`insert into unit (name) select 'S' || lpad(n::text, 3, '0') from generate_series(1, 300) n`,
		fmt.Sprintf(`insert into customer (name, unit_id) select '客户' || n, 1 + n %% 300 from generate_series(1, %d) n`, customers),
		`insert into contact (customer_id, name, phone) select id, '联系人' || id, '+86138' || lpad(id::text, 8, '0') from customer`,
		`insert into contact_number (contact_id, position, phone) select id, 1, phone from contact`,
		`insert into service_event (source_key, customer_id, kind, at, amount) select 'sale-' || id, id, 'sale', '2026-10-31 10:00+08', id * 7919 % 700000 from customer`,
		`insert into service_event (source_key, customer_id, kind, at, amount) select 'old-' || id, id, 'sale', '2025-10-31 10:00+08', id * 7919 % 700000 from customer`,
		`analyze`)
	return store.PlanSettings{Name: "generate", TypeCode: "customer_service", CampaignID: id,
		Rule:   plan.Rule{Code: "sale", Zone: "Asia/Shanghai", Event: "sale", Steps: []plan.Step{{Form: plan.FormWithin, AfterDays: 1, Days: 30}}},
		Choose: quota.Spec{Choose: quota.ChooseAll}}, agents[0], err
}

// fillFast runs statements without looking up what they refer to: foreign keys are triggers.
func fillFast(ctx context.Context, pool *pgxpool.Pool, statements ...string) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		for _, sql := range append([]string{`set local session_replication_role = replica`}, statements...) {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	})
}
