package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
	"huifang/campaign/retry"
	"huifang/campaign/store"
)

// sales is a floor with n customers, each of whom bought something on the day before the period.
type sales struct {
	*floor
	campaign campaign.Runnable
	period   store.PlanPeriod
}

func newSales(t *testing.T, n int) *sales {
	t.Helper()
	s := &sales{floor: newFloor(t, 1)}
	s.must(s.s.SeedTypes(s.ctx, plan.Starter()))
	s.campaign = s.floor.campaign(1, 1, retry.Default(1, time.Minute))
	zone, err := time.LoadLocation("Asia/Shanghai")
	s.must(err)
	s.period = store.PlanPeriod{From: time.Date(2026, 11, 1, 0, 0, 0, 0, zone), Until: time.Date(2026, 12, 1, 0, 0, 0, 0, zone)}
	s.exec(`insert into unit (name) values ('s1'), ('s2'), ('s3')`)
	s.exec(`insert into customer (name, unit_id) select 'c' || g, 1 + g % 3 from generate_series(1, $1::int) g`, n)
	s.exec(`insert into contact (customer_id, name, phone) select id, name, '+86138' || lpad(id::text, 8, '0') from customer`)
	s.exec(`insert into contact_number (contact_id, position, phone) select id, 1, phone from contact where customer_id is not null`)
	s.exec(`insert into service_event (source_key, customer_id, kind, at, amount) select 'sale-' || id, id, 'sale', '2026-10-31 10:00+08', id * 100 from customer`)
	return s
}

func (s *sales) exec(sql string, args ...any) {
	s.t.Helper()
	_, err := s.pool.Exec(s.ctx, sql, args...)
	s.must(err)
}

func (s *sales) settings() store.PlanSettings {
	return store.PlanSettings{Name: "p", TypeCode: "customer_service", CampaignID: s.campaign.ID,
		Rule:   plan.Rule{Code: "sold", Zone: "Asia/Shanghai", Event: "sale", Steps: []plan.Step{{Form: plan.FormWithin, AfterDays: 1, Days: 30}}},
		Choose: quota.Spec{Choose: quota.ChooseSample, Share: 80}}
}

// confirmed stores a plan that can be generated.
func (s *sales) confirmed(in store.PlanSettings) int64 {
	s.t.Helper()
	id, err := s.s.CreatePlan(s.ctx, in, s.agents[0])
	s.must(err)
	s.must(s.s.MovePlan(s.ctx, id, "confirmed", s.agents[0]))
	return id
}

func (s *sales) generate(id int64) store.PlanRun {
	s.t.Helper()
	run, err := s.s.GeneratePlan(s.ctx, id, s.period, s.period.From, s.agents[0], nil)
	s.must(err)
	return run
}

// made digests what a plan has made.
func (s *sales) made(id int64) (digest string) {
	s.t.Helper()
	s.must(s.pool.QueryRow(s.ctx, `select count(*) || ' ' || md5(string_agg(concat_ws('|', source_key, customer_id, contact_id, phone, number_position, due_at, due_from, due_until,
		required), e'\n' order by source_key)) from follow_up where plan_id = $1`, id).Scan(&digest))
	return digest
}

// A generation that dies between two of its transactions loses nothing: the next one makes exactly what is missing.
func TestGenerationAfterACrash(t *testing.T) {
	s := newSales(t, 8000)
	calm, id := s.confirmed(s.settings()), s.confirmed(s.settings())
	whole := s.generate(calm)
	if whole.Seen != 8000 || whole.Added != 6400 {
		t.Fatalf("%+v", whole)
	}

	ctx, crash := context.WithCancel(s.ctx)
	died, err := s.s.GeneratePlan(ctx, id, s.period, s.period.From, s.agents[0], func(done, total int64) {
		if total != 6400 {
			t.Errorf("%d of %d", done, total)
		}
		crash()
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	var state string
	var left int
	s.must(s.pool.QueryRow(s.ctx, `select state, (select count(*) from follow_up where plan_id = $1) from plan_run where id = $2`, id, died.ID).Scan(&state, &left))
	if state != "cancelled" || left == 0 || left >= 6400 {
		t.Fatalf("%s with %d follow-ups", state, left)
	}
	// A process that is killed cannot say so.
	s.exec(`update plan_run set state = 'running', ended_at = null where id = $1`, died.ID)
	s.exec(`delete from follow_up where id in (select id from follow_up where plan_id = $1 order by md5(source_key) limit 1234)`, id)
	rest := s.generate(id)
	if rest.Added != 6400-left+1234 || rest.Reasons["kept"] != left-1234 {
		t.Errorf("%d were there, %+v", left, rest)
	}
	if want, got := s.made(calm), s.made(id); want[:5] != got[:5] || got[:5] != "6400 " {
		t.Errorf("made %s, want %s", got, want)
	}
	s.must(s.pool.QueryRow(s.ctx, `select state from plan_run where id = $1`, died.ID).Scan(&state))
	if state != "failed" {
		t.Errorf("the run that was killed is %s", state)
	}
	if again := s.generate(id); again.Added != 0 || again.Chosen != 0 || again.Reasons["kept"] != 6400 {
		t.Errorf("once more: %+v", again)
	}
}

// Without quotas the days too are the same after a crash, follow-up by follow-up.
func TestGenerationAfterACrashIsTheSame(t *testing.T) {
	s := newSales(t, 5500)
	in := s.settings()
	in.Choose = quota.Spec{Choose: quota.ChooseAll}
	in.Rule.Steps[0] = plan.Step{Form: plan.FormWithin, AfterDays: 2, Days: 2} // one day each
	calm, id := s.confirmed(in), s.confirmed(in)
	s.generate(calm)
	ctx, crash := context.WithCancel(s.ctx)
	if _, err := s.s.GeneratePlan(ctx, id, s.period, s.period.From, s.agents[0], func(int64, int64) { crash() }); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	s.generate(id)
	if want, got := s.made(calm), s.made(id); want != got {
		t.Errorf("made %s, want %s", got, want)
	}
}

func TestGenerationsAtOnce(t *testing.T) {
	s := newSales(t, 7000)
	id := s.confirmed(s.settings())
	var group sync.WaitGroup
	runs, errs := make([]store.PlanRun, 6), make([]error, 6)
	for i := range runs {
		group.Go(func() {
			runs[i], errs[i] = s.s.GeneratePlan(s.ctx, id, s.period, s.period.From, s.agents[0], nil)
		})
	}
	group.Wait()
	s.must(errors.Join(errs...))
	added, busy := 0, 0
	for _, r := range runs {
		added += r.Added
		if r.Added > 0 {
			busy++
		}
	}
	var rows, locks int
	s.must(s.pool.QueryRow(s.ctx, `select count(*), (select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))
		from follow_up where plan_id = $1`, id).Scan(&rows, &locks))
	if added != 5600 || rows != 5600 || busy != 1 || locks != 0 {
		t.Errorf("%d runs added %d, %d are there; %d locks are left", busy, added, rows, locks)
	}
}

// Whoever stops a plan while it is generated finds all that was made.
func TestPlanIsStoppedWhileGenerated(t *testing.T) {
	s := newSales(t, 7000)
	id := s.confirmed(s.settings())
	s.must(s.s.MovePlan(s.ctx, id, "running", s.agents[0]))
	run, err := s.s.GeneratePlan(s.ctx, id, s.period, s.period.From, s.agents[0], func(int64, int64) { s.must(s.s.MovePlan(s.ctx, id, "stopped", s.agents[0])) })
	if !errors.Is(err, store.ErrWrongState) || run.Added == 0 {
		t.Fatalf("%+v, %v", run, err)
	}
	var waiting, cancelled int
	s.must(s.pool.QueryRow(s.ctx, `select count(*) filter (where state = 'waiting'), count(*) filter (where state = 'cancelled') from follow_up where plan_id = $1`, id).Scan(&waiting, &cancelled))
	if waiting != 0 || cancelled != run.Added {
		t.Errorf("of %d, %d wait and %d are cancelled", run.Added, waiting, cancelled)
	}
}

// Who is called, and why others are not; a rehearsal says the same as the generation.
func TestGenerationReasons(t *testing.T) {
	s := newSales(t, 40)
	number := func(customer int, sql string) {
		t.Helper()
		s.exec(sql, customer)
	}
	const contactOf = `(select id from contact where customer_id = $1)`
	number(1, `delete from contact where customer_id = $1`)
	number(2, `update contact_number set bad = 'vacant' where contact_id = `+contactOf)
	number(3, `update contact_number set bad = 'vacant' where contact_id = `+contactOf)
	number(3, `insert into contact_number (contact_id, position, phone) select id, 2, '+8613700000003' from contact where customer_id = $1`)
	number(4, `insert into dnc (phone) select phone from contact where customer_id = $1`)
	number(5, `insert into dnc (phone) select phone from contact where customer_id = $1`)
	number(5, `insert into contact (customer_id, name, phone) values ($1, 'other', '+8613700000005')`)
	number(6, `update service_event set at = '2026-11-01 09:00+08' where customer_id = $1`)
	number(7, `update service_event set at = '2026-11-01 10:00+08' where customer_id = $1`)
	number(7, `update contact set zone = 'America/New_York' where customer_id = $1`)
	s.exec(`insert into service_event (source_key, customer_id, kind, at) select 'before-' || id, id, 'sale', '2026-09-29 10:00+08' from customer`)
	s.exec(`insert into service_event (source_key, customer_id, kind, at) select 'after-' || id, id, 'sale', '2026-11-30 20:00+08' from customer`)
	in := s.settings()
	in.Choose = quota.Spec{Choose: quota.ChooseTiers, Groups: map[string][]string{"small": {"s3", "closed"}}, Minimums: []quota.Minimum{{Group: "small", Count: 2}},
		Tiers: []quota.Tier{{Name: "dear", FromCents: 2000, Count: 4}}}
	now := s.period.From
	rehearsed, err := s.s.RehearsePlan(s.ctx, in, s.period, now)
	s.must(err)
	id := s.confirmed(in)
	run := s.generate(id)
	if rehearsed.Added, rehearsed.ID = run.Added, run.ID; !cmp.Equal(rehearsed, run) {
		t.Error(cmp.Diff(rehearsed, run))
	}
	if run.Seen != 40 || run.Chosen != 12 || run.Added != 12 || run.Reasons["chosen_tier"] != 12 || run.Reasons[store.ReasonNoNumber] != 2 || run.Reasons[store.ReasonOnDNC] != 1 {
		t.Errorf("%+v", run)
	}
	sums := map[string]int{}
	for _, n := range run.Reasons {
		sums["reasons"] += n
	}
	for _, d := range run.Days {
		sums["days"] += d.Count
	}
	for _, u := range run.Units {
		sums["units"] += u.Chosen
		sums["units seen"] += u.Seen
	}
	for _, n := range run.Tiers {
		sums["tiers"] += n.Chosen
		sums["tiers seen"] += n.Seen
	}
	if want := map[string]int{"reasons": 40, "days": 12, "units": 12, "units seen": 40, "tiers": 12, "tiers seen": 40}; !cmp.Equal(want, sums) {
		t.Error(cmp.Diff(want, sums))
	}
	if len(run.Warnings) != 1 || run.Warnings[0].Code != "unit_unknown" || run.Warnings[0].Pointer != "/choose/groups/small/1" {
		t.Errorf("%+v", run.Warnings)
	}

	all := in
	all.Choose = quota.Spec{Choose: quota.ChooseAll}
	id = s.confirmed(all)
	run = s.generate(id)
	if run.Chosen != 37 || run.Reasons["chosen_all"] != 37 || len(run.Warnings) != 0 || len(run.Tiers) != 0 {
		t.Errorf("%+v", run)
	}
	for customer, want := range map[int]struct {
		phone    string
		position int
		earliest string // not before it is due in the customer's own zone
	}{3: {"+8613700000003", 2, "2026-11-01T00:00"}, 5: {"+8613700000005", 1, "2026-11-01T00:00"}, 6: {"+8613800000006", 1, "2026-11-02T00:00"}, 7: {"+8613800000007", 1, "2026-11-01T12:00"}} {
		var phone, from string
		var position int
		s.must(s.pool.QueryRow(s.ctx, `select phone, number_position, to_char(due_from at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI') from follow_up where plan_id = $1 and customer_id = $2`,
			id, customer).Scan(&phone, &position, &from))
		if phone != want.phone || position != want.position || from < want.earliest {
			t.Errorf("customer %d: %s %d from %s, want %+v", customer, phone, position, from, want)
		}
	}

	// After the last day nothing is made, and it says why.
	late := s.confirmed(all)
	run, err = s.s.GeneratePlan(s.ctx, late, s.period, s.period.Until.AddDate(0, 0, 2), 0, nil)
	s.must(err)
	if run.Added != 0 || run.Reasons[store.ReasonTooLate] != 37 || run.Reasons[store.ReasonNoNumber] != 2 {
		t.Errorf("%+v", run)
	}

	// Nothing is due, and a year whose holidays nobody knows.
	far := store.PlanPeriod{From: s.period.From.AddDate(20, 0, 0), Until: s.period.Until.AddDate(20, 0, 0)}
	run, err = s.s.RehearsePlan(s.ctx, all, far, far.From)
	s.must(err)
	if codes := fmt.Sprint(run.Warnings); run.Seen != 0 || len(run.Warnings) != 2 || run.Warnings[0].Code != "calendar_unknown" || run.Warnings[1].Code != "nothing_due" {
		t.Error(codes)
	}
}

// Rules on dates of the customers' files look at the days that the period can reach.
func TestGenerationByDates(t *testing.T) {
	s := newSales(t, 60)
	s.exec(`update customer set expires_on = date '2026-10-01' + id::int * 3`)
	s.exec(`update contact set birthday = date '1980-02-27' + (id::int * 11 % 366) where customer_id is not null`)
	in := s.settings()
	in.Choose = quota.Spec{Choose: quota.ChooseAll}
	in.Rule = plan.Rule{Code: "renew", Zone: "Asia/Shanghai", Date: "expiry", Steps: []plan.Step{{Form: plan.FormExpiry, LeadDays: 30, SecondDays: 7}}}
	count := func(sql string) (n int) {
		t.Helper()
		s.must(s.pool.QueryRow(s.ctx, sql).Scan(&n))
		return n
	}
	if want, run := count(`select count(*) filter (where expires_on - 30 between '2026-11-01' and '2026-11-30') + count(*) filter (where expires_on - 7 between '2026-11-01' and '2026-11-30') from customer`),
		s.generate(s.confirmed(in)); run.Added != want || want < 15 {
		t.Errorf("%d expire, %+v", want, run)
	}
	in.Rule = plan.Rule{Code: "birthday", Zone: "Asia/Shanghai", Date: "birthday", Steps: []plan.Step{{Form: plan.FormBirthday, LeadDays: 2}}}
	if want, run := count(`select count(*) from contact where to_char(birthday, 'MMDD') between '1103' and '1202' and customer_id is not null`),
		s.generate(s.confirmed(in)); run.Added != want || want < 3 {
		t.Errorf("%d have their birthday, %+v", want, run)
	}
}
