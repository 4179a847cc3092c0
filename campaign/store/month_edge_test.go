package store_test

import (
	"testing"
	"time"

	"huifang/campaign/plan"
	"huifang/campaign/quota"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
)

// Where two months meet, a follow-up belongs to one of them: none is lost, as with an event on the evening of the last day,
// and none is made twice or counted in the quotas of both.
func TestMonthsMeet(t *testing.T) {
	f := newFloor(t, 1)
	f.must(f.s.SeedTypes(f.ctx, plan.Starter()))
	c := f.campaign(1, 1, retry.Documents())
	trade, _ := window.Preset("retail")
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := f.pool.Exec(f.ctx, sql, args...)
		f.must(err)
	}
	exec(`update campaign set calling_window = $1`, trade.Window)
	// One gift for each hour from 20 September, before the holidays, to 10 November.
	exec(`insert into customer (name) select 'c' || g from generate_series(1, 1224) g`)
	exec(`insert into contact (customer_id, name, phone) select id, name, '+86138' || lpad(id::text, 8, '0') from customer`)
	exec(`insert into contact_number (contact_id, position, phone) select id, 1, phone from contact where customer_id is not null`)
	exec(`insert into service_event (source_key, customer_id, kind, at, amount) select 'g' || id, id, 'gift_given', timestamptz '2026-09-20 00:00+08' + id * interval '1 hour', 5000 from customer`)
	id, err := f.s.CreatePlan(f.ctx, store.PlanSettings{Name: "礼品核查", TypeCode: "gift_verification", CampaignID: c.ID, Choose: quota.Spec{Choose: quota.ChooseAll},
		Rule: plan.Rule{Code: "gift", Zone: "Asia/Shanghai", Event: "gift_given", Steps: []plan.Step{{Form: plan.FormWithin, Days: 7}}}}, f.agents[0])
	f.must(err)
	f.must(f.s.MovePlan(f.ctx, id, "confirmed", f.agents[0]))
	seen, added, noDay := 0, 0, 0
	for _, month := range []time.Month{time.September, time.October, time.November} {
		from := time.Date(2026, month, 1, 0, 0, 0, 0, shanghai)
		run, err := f.s.GeneratePlan(f.ctx, id, store.PlanPeriod{From: from, Until: from.AddDate(0, 1, 0)}, from, f.agents[0], nil)
		f.must(err)
		seen, added, noDay = seen+run.Seen, added+run.Added, noDay+run.Reasons["no_day_left"]
		if run.Added != run.Chosen {
			t.Errorf("%s: %+v", month, run)
		}
	}
	// The seven of the evening of 30 September, when calls are over, have but the holidays.
	if seen != 1224 || noDay != 7 || added != 1224-7 {
		t.Errorf("%d were due, %d made, %d had no day, of 1224", seen, added, noDay)
	}
	// Each on a working day within its time, and the last days of October have no more than others.
	var wrong, most int
	f.must(f.pool.QueryRow(f.ctx, `select count(*) filter (where due_from >= due_until or due_from < due_until - interval '8 days'), (select max(n) from
		(select count(*) n from follow_up where plan_id = $1 and due_from >= '2026-10-16' group by (due_from at time zone 'Asia/Shanghai')::date) x)
		from follow_up where plan_id = $1`, id).Scan(&wrong, &most))
	if wrong > 0 || most > 48 {
		t.Errorf("%d outside their time, %d on one day", wrong, most)
	}
}
