package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/field"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/dialer/call"
)

// planOf makes a running plan with n follow-ups that are due now, in a campaign of its own.
func (f *floor) planOf(n int) (campaign.Runnable, int64) {
	f.t.Helper()
	f.must(f.s.SeedTypes(f.ctx, plan.Starter()))
	c := f.campaign(900, 1, retry.Default(3, time.Second))
	exec := func(sql string, args ...any) {
		_, err := f.pool.Exec(f.ctx, sql, args...)
		f.must(err)
	}
	exec(`delete from follow_up where campaign_id = $1`, c.ID)
	id, err := f.s.CreatePlan(f.ctx, planSettings(c.ID), f.agents[0])
	f.must(err)
	for _, to := range []string{"requested", "confirmed", "running"} {
		f.must(f.s.MovePlan(f.ctx, id, to, f.agents[0]))
	}
	exec(`with cu as (insert into customer (name) select 'c' || g from generate_series(1, $1::int) g returning id),
		ct as (insert into contact (customer_id, name, phone) select id, 'x', '+86137' || lpad(id::text, 8, '0') from cu returning id, customer_id, phone)
		insert into follow_up (campaign_id, plan_id, source_key, customer_id, contact_id, phone) select $2, $3, 'k' || id, customer_id, id, phone from ct`, n, c.ID, id)
	return c, id
}

func planSettings(campaign int64) store.PlanSettings {
	return store.PlanSettings{Name: "维修", TypeCode: "repair", CampaignID: campaign, Purpose: "问修好没有", Requester: "一店李店长",
		Rule:   plan.Rule{Code: "repair", Zone: "Asia/Shanghai", Event: "repair", Steps: []plan.Step{{Form: plan.FormWithin, Days: 2}}},
		Choose: quota.Spec{Choose: quota.ChooseAll}}
}

func (f *floor) planCounts(id int64) store.PlanCounts {
	f.t.Helper()
	m, err := f.s.PlanCounts(f.ctx, []int64{id})
	f.must(err)
	return m[id]
}

// While a plan is paused nothing of it is dialled: what waits is held back, what is claimed is refused at arming, what comes
// back from a call is held back too. The ledger says so; resuming lets it go on, but not to numbers that were blocked.
func TestPausedPlanIsNotDialled(t *testing.T) {
	f := newFloor(t, 3)
	c, id := f.planOf(6)
	got := f.claim(c, f.agents[0], f.agents[1])
	if len(got) != 2 {
		t.Fatalf("%d orders", len(got))
	}
	f.must(f.s.Journal(f.ctx, got[0].Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}}))
	f.must(f.s.MovePlan(f.ctx, id, "paused", f.agents[0]))
	if n := f.planCounts(id); n != (store.PlanCounts{Total: 6, Paused: 4, Live: 2}) {
		t.Fatalf("%+v", n)
	}
	if more := f.claim(c, f.agents[2]); len(more) != 0 {
		t.Errorf("claimed %+v", more)
	}
	if ok, reason := f.arm(got[1]); ok || reason != store.ReasonPlanPaused {
		t.Errorf("armed %v %q", ok, reason)
	}
	f.must(f.s.Journal(f.ctx, got[1].Attempt, []dialer.Entry{ended(1, call.NotPlaced)}))
	f.must(f.s.Journal(f.ctx, got[0].Attempt, []dialer.Entry{ended(2, call.NoAnswer)}))
	for i, o := range got {
		if r := f.followUp(o); r.State != "paused" || r.Attempts != 1-i {
			t.Errorf("%d after its call: %+v", i, r)
		}
	}
	l, err := f.s.Ledger(f.ctx, store.LedgerFilter{Plan: id}, time.Now())
	f.must(err)
	if l.Total != 6 || l.Waiting != 6 || len(l.Lines) != 1 || l.Lines[0].Reason != store.ReasonPlanPaused {
		t.Errorf("%+v", l)
	}
	if n, err := f.s.CloseFinished(f.ctx); err != nil || n != 0 {
		t.Errorf("a campaign with a paused plan was finished: %d %v", n, err)
	}
	f.must(f.s.DoNotCall(f.ctx, got[0].Number, "asked", f.agents[0]))
	if _, err := f.pool.Exec(f.ctx, `update follow_up set due_until = now() where id = (select max(id) from follow_up)`); err != nil {
		t.Fatal(err)
	}
	f.must(f.s.SettlePlans(f.ctx))
	f.must(f.s.MovePlan(f.ctx, id, "running", f.agents[0]))
	if n := f.planCounts(id); n != (store.PlanCounts{Total: 6, Waiting: 4, Exhausted: 1, Cancelled: 1}) {
		t.Errorf("resumed: %+v", n)
	}
}

// What a pause or a stop did not see, as it was being made, is settled afterwards.
func TestSettlePlans(t *testing.T) {
	f := newFloor(t, 1)
	_, id := f.planOf(3)
	set := func(state, from, to string) {
		t.Helper()
		_, err := f.pool.Exec(f.ctx, `update plan set state = $2 where id = $1`, id, state)
		f.must(err)
		_, err = f.pool.Exec(f.ctx, `update follow_up set state = $2, reason = '' where plan_id = $1`, id, from)
		f.must(err)
		f.must(f.s.SettlePlans(f.ctx))
		var wrong int
		f.must(f.pool.QueryRow(f.ctx, `select count(*) from follow_up where plan_id = $1 and state <> $2`, id, to).Scan(&wrong))
		if wrong != 0 {
			t.Errorf("%s: %d of %s did not become %s", state, wrong, from, to)
		}
	}
	set("paused", "waiting", "paused")
	set("running", "paused", "waiting")
	set("stopped", "waiting", "cancelled")
	set("stopped", "paused", "cancelled")
	set("paused", "waiting", "paused")
	_, err := f.pool.Exec(f.ctx, `update campaign set state = 'stopped'`)
	f.must(err)
	set("paused", "paused", "cancelled")
}

// Stopping a plan cancels what waits and hangs up what rings; a conversation goes on, and nothing comes after it.
func TestStoppedPlan(t *testing.T) {
	f := newFloor(t, 2)
	c, id := f.planOf(4)
	got := f.claim(c, f.agents[0], f.agents[1])
	now := time.Now()
	f.must(f.s.Journal(f.ctx, got[0].Attempt, []dialer.Entry{{Seq: 1, At: now, Kind: "dialled"}, {Seq: 2, At: now, Kind: "answered"}}))
	f.must(f.s.MovePlan(f.ctx, id, "stopped", f.agents[0]))
	cancelled, err := f.s.Cancelled(f.ctx, "n")
	f.must(err)
	if len(cancelled) != 1 || cancelled[got[1].Attempt] != store.ReasonPlanStopped {
		t.Errorf("hung up %v", cancelled)
	}
	f.must(f.s.Journal(f.ctx, got[1].Attempt, []dialer.Entry{ended(1, call.NoAnswer)}))
	if r := f.followUp(got[1]); r.State != "cancelled" || r.Reason != store.ReasonPlanStopped {
		t.Errorf("%+v", r)
	}
	if n := f.planCounts(id); n != (store.PlanCounts{Total: 4, Live: 1, Cancelled: 3}) {
		t.Errorf("%+v", n)
	}
	for _, to := range []string{"running", "paused", "draft"} {
		if err := f.s.MovePlan(f.ctx, id, to, f.agents[0]); !errors.Is(err, store.ErrWrongState) {
			t.Errorf("a stopped plan became %s: %v", to, err)
		}
	}
}

// A plan is a draft or a request as long as it is changed; every version is changed once.
func TestPlanIsChanged(t *testing.T) {
	f := newFloor(t, 1)
	f.must(f.s.SeedTypes(f.ctx, plan.Starter()))
	c := f.campaign(1, 1, retry.Default(1, time.Second))
	in := planSettings(c.ID)
	id, err := f.s.CreatePlan(f.ctx, in, f.agents[0])
	f.must(err)
	in.Name, in.Period = "另一个", plan.Cycle{Kind: plan.CycleWeek}
	f.must(f.s.UpdatePlan(f.ctx, id, 1, in, f.agents[0]))
	if err := f.s.UpdatePlan(f.ctx, id, 1, in, f.agents[0]); !errors.Is(err, store.ErrVersion) {
		t.Errorf("changed twice: %v", err)
	}
	f.must(f.s.MovePlan(f.ctx, id, "requested", f.agents[0]))
	f.must(f.s.SendBackPlan(f.ctx, id, "门店没有电话", f.agents[0]))
	p, err := f.s.Plan(f.ctx, id)
	f.must(err)
	if p.State != "draft" || p.Note != "门店没有电话" || p.Name != "另一个" || p.Period.Kind != plan.CycleWeek || p.RequestedBy != "a0" || p.ConfirmedBy != "" || p.CampaignName != "c" || p.Version != 4 {
		t.Errorf("%+v", p)
	}
	f.must(f.s.MovePlan(f.ctx, id, "confirmed", f.agents[0]))
	if err := f.s.UpdatePlan(f.ctx, id, 5, in, f.agents[0]); !errors.Is(err, store.ErrWrongState) {
		t.Errorf("a confirmed plan was changed: %v", err)
	}
	if err := f.s.DeletePlan(f.ctx, id, f.agents[0]); !errors.Is(err, store.ErrWrongState) {
		t.Errorf("a confirmed plan was deleted: %v", err)
	}
	f.must(f.s.SendBackPlan(f.ctx, id, "", f.agents[0]))
	f.must(f.s.DeletePlan(f.ctx, id, f.agents[0]))
	if _, err := f.s.Plan(f.ctx, id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("deleted: %v", err)
	}
	if err := f.s.DeletePlan(f.ctx, id, f.agents[0]); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("deleted twice: %v", err)
	}
}

// Everything that is wrong with a plan is said at once, by field.
func TestPlanIsRefused(t *testing.T) {
	f := newFloor(t, 1)
	f.must(f.s.SeedTypes(f.ctx, plan.Starter()))
	c := f.campaign(1, 1, retry.Default(1, time.Second))
	_, err := f.pool.Exec(f.ctx, `update campaign set state = 'stopped' where id = $1`, c.ID)
	f.must(err)
	visit := plan.Starter()[0]
	visit.Code, visit.Method = "visit", plan.MethodVisit
	_, err = f.s.CreateType(f.ctx, visit, f.agents[0])
	f.must(err)
	none := int64(4711)
	in := store.PlanSettings{Name: " ", TypeCode: "visit", CampaignID: c.ID, UnitID: &none, Period: plan.Cycle{Kind: plan.CycleOnce, From: "2026-02-31", To: "2026-03-01"},
		Rule:   plan.Rule{Code: "x", Zone: "Asia/Peking", Date: "wedding", Steps: []plan.Step{{Form: plan.FormWithin, Days: 1, AfterDays: 2}}},
		Choose: quota.Spec{Choose: quota.ChooseTiers, Tiers: []quota.Tier{{Name: "a", FromCents: 0, ToCents: 100, Count: 1, FillFrom: "b"}, {Name: "b", FromCents: 100, Count: 1, FillFrom: "a"}}}}
	var wrong field.Errors
	if err := f.s.CheckPlan(f.ctx, in, time.Now()); !errors.As(err, &wrong) {
		t.Fatal(err)
	}
	var got []string
	for _, e := range wrong {
		got = append(got, e.Pointer+" "+e.Code)
	}
	want := []string{"/name required", "/rule/zone zone_unknown", "/rule/steps/0/after_days after_days_out_of_range", "/rule/date date_unknown",
		"/choose/tiers/0/fill_from fall_through_cycle", "/period/from date_bad", "/type_code method_not_dialled", "/campaign_id campaign_ended", "/unit_id unit_unknown"}
	if !slices.Equal(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
	in = planSettings(c.ID)
	in.TypeCode = "nonsense"
	in.CampaignID = 4711
	if _, err := f.s.CreatePlan(f.ctx, in, f.agents[0]); !errors.As(err, &wrong) || len(wrong) != 2 {
		t.Errorf("%v", err)
	}
}

// What an organisation changed of a delivered type stays over a restart, until it is reset. Follow-ups that wait are asked the
// new questions; in a call under way only what is asked no more is dropped (R14).
func TestTypesAreChanged(t *testing.T) {
	f := newFloor(t, 1)
	c, id := f.planOf(2)
	_, err := f.pool.Exec(f.ctx, `update follow_up set required = '["solved","service"]'`)
	f.must(err)
	live := f.claim(c, f.agents[0])
	required := func(state string) (ids []string) {
		t.Helper()
		f.must(f.pool.QueryRow(f.ctx, `select array(select jsonb_array_elements_text(required)) from follow_up where plan_id = $1 and state = $2`, id, state).Scan(&ids))
		return ids
	}
	find := func(code string) store.FollowUpType {
		t.Helper()
		list, err := f.s.Types(f.ctx, true)
		f.must(err)
		i := slices.IndexFunc(list, func(x store.FollowUpType) bool { return x.Code == code })
		if i < 0 {
			return store.FollowUpType{}
		}
		return list[i]
	}
	old := find("repair")
	changed := old.Type
	changed.LabelZH = "本店维修"
	changed.Questions = []plan.Question{{ID: "service", TextZH: "态度？", Kind: plan.KindSatisfaction, Required: true}, {ID: "price", TextZH: "价格？", Kind: plan.KindYesNo, Required: true}}
	got, err := f.s.UpdateType(f.ctx, changed, true, old.Version, f.agents[0])
	f.must(err)
	if !got.Builtin || !got.Edited || got.Version != old.Version+1 || got.LabelZH != "本店维修" {
		t.Errorf("%+v", got)
	}
	if w, l := required("waiting"), required("live"); !slices.Equal(w, []string{"service", "price"}) || !slices.Equal(l, []string{"service"}) {
		t.Errorf("waiting %v, live %v of %+v", w, l, live)
	}
	if _, err := f.s.UpdateType(f.ctx, changed, true, old.Version, f.agents[0]); !errors.Is(err, store.ErrVersion) {
		t.Errorf("changed twice: %v", err)
	}
	f.must(f.s.SeedTypes(f.ctx, plan.Starter()))
	if find("repair").LabelZH != "本店维修" {
		t.Error("a restart took the change back")
	}
	var wrong field.Errors
	changed.Method = plan.MethodVisit
	if _, err := f.s.UpdateType(f.ctx, changed, true, got.Version, f.agents[0]); !errors.As(err, &wrong) || wrong[0].Code != "method_in_use" {
		t.Errorf("a planned type became a visit: %v", err)
	}
	got, err = f.s.ResetType(f.ctx, old.Type, f.agents[0])
	f.must(err)
	if got.Edited || got.LabelZH != old.LabelZH {
		t.Errorf("reset: %+v", got)
	}
	if err := f.s.DeleteType(f.ctx, "repair", f.agents[0]); !errors.Is(err, store.ErrWrongState) {
		t.Errorf("a delivered type was deleted: %v", err)
	}

	own := old.Type
	own.Code = "own"
	_, err = f.s.CreateType(f.ctx, own, f.agents[0])
	f.must(err)
	if _, err := f.s.CreateType(f.ctx, own, f.agents[0]); !errors.As(err, &wrong) || wrong[0].Code != "code_taken" {
		t.Errorf("made twice: %v", err)
	}
	if _, err := f.s.ResetType(f.ctx, own, f.agents[0]); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an own type was reset: %v", err)
	}
	in := planSettings(c.ID)
	in.TypeCode = "own"
	p, err := f.s.CreatePlan(f.ctx, in, f.agents[0])
	f.must(err)
	if err := f.s.DeleteType(f.ctx, "own", f.agents[0]); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a type in use was deleted: %v", err)
	}
	f.must(f.s.DeletePlan(f.ctx, p, f.agents[0]))
	if _, err := f.s.UpdateType(f.ctx, own, false, 1, f.agents[0]); err != nil {
		t.Error(err)
	}
	active, err := f.s.Types(f.ctx, false)
	f.must(err)
	if slices.ContainsFunc(active, func(x store.FollowUpType) bool { return x.Code == "own" }) {
		t.Error("an inactive type is offered")
	}
	f.must(f.s.DeleteType(f.ctx, "own", f.agents[0]))
	if find("own").Code != "" {
		t.Error("it is still there")
	}
}
