package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"huifang/campaign/field"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
	"huifang/campaign/retry"
	"huifang/campaign/store"
)

// A month of purchases by tiers (R7): generating is repeatable, spreads over the working days, says why the others were not
// chosen, and makes up for what failed.
func TestGeneratePlan(t *testing.T) {
	f := newFloor(t, 1)
	f.must(f.s.SeedTypes(f.ctx, plan.Starter()))
	c := f.campaign(1, 1, retry.Default(1, time.Minute))
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := f.pool.Exec(f.ctx, sql, args...)
		f.must(err)
	}
	exec(`insert into unit (name) values ('s1'), ('s2')`)
	exec(`insert into customer (name, unit_id) select 'c' || g, 1 + g % 2 from generate_series(1, 300) g`)
	exec(`insert into contact (customer_id, name, phone) select id, name, '+86138' || lpad(id::text, 8, '0') from customer`)
	// Amounts from 1000 to 6980 yuan, in cents; sold on the first of the month.
	exec(`insert into service_event (source_key, customer_id, kind, at, amount) select 'sale-' || id, id, 'sale', '2026-10-31 10:00+08', 100000 + id * 2000 from customer`)
	sh, err := time.LoadLocation("Asia/Shanghai")
	f.must(err)
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, sh)
	november := store.PlanPeriod{From: from, Until: time.Date(2026, 12, 1, 0, 0, 0, 0, sh)}
	in := store.PlanSettings{Name: "大额回访", TypeCode: "customer_service", CampaignID: c.ID,
		Rule: plan.Rule{Code: "big", Zone: "Asia/Shanghai", Event: "sale", Steps: []plan.Step{{Form: plan.FormWithin, AfterDays: 1, Days: 30}}},
		Choose: quota.Spec{Choose: quota.ChooseTiers, Tiers: []quota.Tier{
			{Name: "low", FromCents: 150000, ToCents: 300000, Count: 20}, {Name: "mid", FromCents: 300000, ToCents: 500000, Count: 30, FillFrom: "low"},
			{Name: "high", FromCents: 500000, Count: 50, FillFrom: "mid"}}}}
	bad := in
	bad.Rule.Zone = "Asia/Peking"
	var wrong field.Errors
	if _, err := f.s.CreatePlan(f.ctx, bad, f.agents[0]); !errors.As(err, &wrong) || wrong[0].Pointer != "/rule/zone" {
		t.Fatalf("wrong zone: %v", err)
	}
	id, err := f.s.CreatePlan(f.ctx, in, f.agents[0])
	f.must(err)
	if _, err := f.s.GeneratePlan(f.ctx, id, november, from, f.agents[0], nil); !errors.Is(err, store.ErrWrongState) {
		t.Fatalf("a draft was generated: %v", err)
	}
	f.must(f.s.MovePlan(f.ctx, id, "confirmed", f.agents[0]))
	if err := f.s.MovePlan(f.ctx, id, "paused", f.agents[0]); !errors.Is(err, store.ErrWrongState) {
		t.Errorf("paused before it ran: %v", err)
	}
	run, err := f.s.GeneratePlan(f.ctx, id, november, from, f.agents[0], nil)
	f.must(err)
	sum := 0
	for _, n := range run.Reasons {
		sum += n
	}
	if run.Seen != 300 || sum != 300 || run.Chosen != 200 || run.Added != 200 {
		t.Fatalf("%+v: want 100 in each of two stores", run)
	}
	again, err := f.s.GeneratePlan(f.ctx, id, november, from, f.agents[0], nil)
	f.must(err)
	if again.Added != 0 || again.Chosen != 0 {
		t.Errorf("generating twice added %d", again.Added)
	}
	var least, most, days int
	f.must(f.pool.QueryRow(f.ctx, `select min(n), max(n), count(*) from (select count(*) n from follow_up where plan_id = $1
		group by (due_from at time zone 'Asia/Shanghai')::date) x`, id).Scan(&least, &most, &days))
	if most-least > 1 || days != 21 { // working days of November 2026
		t.Errorf("%d to %d a day on %d days", least, most, days)
	}
	// Two failed: their places are given to others; the failed ones are not chosen again.
	exec(`update follow_up set state = 'exhausted', reason = 'max_attempts:no_answer' where id in (select id from follow_up where plan_id = $1 order by id limit 2)`, id)
	later, err := f.s.GeneratePlan(f.ctx, id, november, from.AddDate(0, 0, 9), f.agents[0], nil)
	f.must(err)
	if later.Added != 2 || later.Reasons["ended"] != 2 {
		t.Errorf("after two failures %+v", later)
	}
	var early int
	f.must(f.pool.QueryRow(f.ctx, `select count(*) from follow_up where plan_id = $1 and id > (select max(id) - 2 from follow_up) and due_from < $2`, id, from.AddDate(0, 0, 9)).Scan(&early))
	if early != 0 {
		t.Errorf("%d were planned for days that have passed", early)
	}
	var required string
	f.must(f.pool.QueryRow(f.ctx, `select required::text from follow_up where plan_id = $1 limit 1`, id).Scan(&required))
	if required == "[]" {
		t.Error("the type's required questions are missing")
	}
	// What is too late is not dialled, and says so in the ledger.
	exec(`update follow_up set due_until = now() - interval '1 minute', due_at = now() - interval '1 hour' where plan_id = $1 and state = 'waiting'`, id)
	if got := f.claim(c, f.agents[0]); len(got) == 1 && got[0].Number != "+8613900000001" {
		t.Errorf("claimed %+v", got)
	}
	_, err = f.s.CloseFinished(f.ctx)
	f.must(err)
	l, err := f.s.Ledger(f.ctx, store.LedgerFilter{Plan: id}, time.Now())
	f.must(err)
	if l.Not != l.Total || fmt.Sprint(l.Lines[0].Reason) != "too_late" {
		t.Errorf("%+v", l)
	}
	f.must(f.s.MovePlan(f.ctx, id, "running", f.agents[0]))
	f.must(f.s.MovePlan(f.ctx, id, "stopped", f.agents[0]))
}
