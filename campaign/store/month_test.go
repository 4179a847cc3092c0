package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/store/storetest"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/call"
)

// TestWorkedMonth lets a retail chain and a hospital work through October 2026 on a virtual clock: the National Day holidays,
// the Saturday that is worked for them, purchases as they come, agents, and a carrier with outcomes drawn by the number and
// the day. It asks what the requirements promise, and compares the tables of docs/worked-month.md. To write them anew:
//
//	HUIFANG_UPDATE=1 go run ./cmd/withdb -- go test ./campaign/store -run TestWorkedMonth
func TestWorkedMonth(t *testing.T) {
	m := newMonth(t)
	for day := 1; day <= 31; day++ {
		m.work(day)
	}
	m.clock.Set(october(31).Add(23 * time.Hour))
	m.closeFinished()
	m.generatedTwice()
	m.checkWindows()
	m.checkQuotas()
	m.checkSpread()
	m.checkCalls()
	m.checkLedger()
	m.compareTables()
}

// month is the worked month while it runs.
type month struct {
	t      *testing.T
	ctx    context.Context
	pool   *pgxpool.Pool
	clock  *storetest.Clock
	s      *store.Store
	epoch  int64
	shops  []shop
	coming []happening // not recorded yet
	events int         // recorded
	boss   int64
	sites  []*site
}

// site is one of the two organisations.
type site struct {
	name      string
	campaign  campaign.Runnable
	window    window.Window
	agents    []int64
	plans     []monthPlan
	generated []time.Duration // times of day
	idle      time.Time       // nothing is due before
}

type monthPlan struct {
	id   int64
	name string
	last store.PlanRun
}

// inOctober is the period of all generations.
var inOctober = store.PlanPeriod{From: october(1), Until: october(32)}

func newMonth(t *testing.T) *month {
	m := &month{t: t, ctx: t.Context(), shops: shops()}
	m.pool, m.clock = storetest.Virtual(t, october(0))
	m.s = store.New(m.pool)
	m.must(m.s.SeedTypes(m.ctx, plan.Starter()))
	all := people(m.shops)
	m.fill(m.shops, all)
	m.coming = happenings(m.shops, all)
	m.record(october(1))
	m.exec(`analyze`)
	m.must(m.pool.QueryRow(m.ctx, `insert into app_user (login, name, role, password_hash) values ('boss', '主管', 'supervisor', 'x') returning id`).Scan(&m.boss))
	m.epoch = must(m.s.StartNode(m.ctx, "n"))
	m.retail()
	m.hospital()
	return m
}

// open makes a site with its campaign.
func (m *month) open(name, preset string, agents int, generated ...time.Duration) *site {
	m.t.Helper()
	trade, _ := window.Preset(preset)
	s := &site{name: name, window: trade.Window, generated: generated}
	for i := range agents {
		var id int64
		m.must(m.pool.QueryRow(m.ctx, `insert into app_user (login, name, role, password_hash) values ($1, $2, 'agent', 'x') returning id`,
			fmt.Sprint(preset, i+1), fmt.Sprint("坐席", i+1)).Scan(&id))
		s.agents = append(s.agents, id)
	}
	id := must(m.s.CreateCampaign(m.ctx, campaign.Settings{Name: name, Mode: "progressive", Trunk: "t", AgentIDs: s.agents, Window: s.window,
		Retry: retry.Documents(), RingTimeoutS: 30, WrapUpS: 60}, m.boss))
	m.exec(`update campaign set state = 'running', started_at = now() where id = $1`, id)
	s.campaign = campaign.Runnable{ID: id, Name: name, Trunk: "t", Window: s.window.Bind(nil), Agents: s.agents, RingTimeout: 30 * time.Second}
	m.sites = append(m.sites, s)
	return s
}

// plan makes a plan of a type, with the type's rule unless steps are given, and launches it.
func (m *month) plan(s *site, name, code string, choose quota.Spec, steps ...plan.Step) {
	m.t.Helper()
	types := plan.Starter()
	typ := types[slices.IndexFunc(types, func(t plan.Type) bool { return t.Code == code })]
	rule := typ.Rule
	if len(steps) > 0 {
		rule.Steps = steps
	}
	id := must(m.s.CreatePlan(m.ctx, store.PlanSettings{Name: name, TypeCode: code, Rule: rule, Choose: choose, CampaignID: s.campaign.ID}, m.boss))
	for _, state := range []string{"requested", "confirmed", "running"} {
		m.must(m.s.MovePlan(m.ctx, id, state, m.boss))
	}
	s.plans = append(s.plans, monthPlan{id: id, name: name})
}

// Names of the plans and tiers, as they stand in the tables.
const (
	planTiers    = "大额消费回访 by amount"
	planWeekly   = "店面核销回访 by week"
	planGifts    = "礼品核查 gifts"
	planMembers  = "会员回访 members"
	planComplain = "投诉回访 complaints"
	tierHigh     = "5000+"
	tierMid      = "3000-4999"
	tierLow      = "1500-2999"
)

// The retail chain's quotas (R7).
func (m *month) retail() {
	groups := map[string][]string{}
	for _, s := range m.shops {
		if s.kind == "store" {
			groups[s.size] = append(groups[s.size], s.name)
		}
	}
	r := m.open("零售连锁", "retail", 20, 8*time.Hour)
	m.plan(r, planTiers, "sale_week", quota.Spec{Choose: quota.ChooseTiers, Tiers: []quota.Tier{
		{Name: tierHigh, FromCents: 500_000, Count: 50, FillFrom: tierMid},
		{Name: tierMid, FromCents: 300_000, ToCents: 500_000, Count: 30, FillFrom: tierLow},
		{Name: tierLow, FromCents: 150_000, ToCents: 300_000, Count: 20}}})
	m.plan(r, planWeekly, "store_write_off", quota.Spec{Choose: quota.ChooseAll,
		WeeklyTargets: []quota.WeeklyTarget{{Weeks: []int{1}, Range: quota.Range{Min: 150, Max: 180}}, {Range: quota.Range{Min: 250, Max: 300}}},
		Groups:        groups, Minimums: []quota.Minimum{{Group: "small", Count: 15}},
		Rotation: &quota.Rotation{Groups: []string{"big", "small"}, FirstMonday: "2026-10-05"}})
	m.plan(r, planGifts, "gift_verification", quota.Spec{Choose: quota.ChooseSample, Share: 40, PerStore: true, DearerFirst: true})
	m.plan(r, planMembers, "member", quota.Spec{Choose: quota.ChooseAll})
	m.plan(r, planComplain, "complaint", quota.Spec{Choose: quota.ChooseAll})
}

func (m *month) hospital() {
	h := m.open("医院", "hospital", 4, 8*time.Hour, 18*time.Hour+30*time.Minute)
	for _, p := range [][2]string{{"到院未消费 arrived without purchase", "arrived_no_purchase"}, {"到院消费 arrived with purchase", "arrived_purchase"},
		{"预约未到 no-show", "no_show"}, {"中断治疗 interrupted treatment", "interrupted_treatment"},
		{"门诊手术 outpatient surgery", "outpatient_surgery"}, {"住院手术 inpatient surgery", "inpatient_surgery"}} {
		m.plan(h, p[0], p[1], quota.Spec{Choose: quota.ChooseAll})
	}
}

// working reports whether people work on a day of October: Monday to Friday from the 8th on, and on Saturday the 10th for the
// holidays. The fixture does not ask the calendar, which is under test.
func working(day int) bool {
	wd := october(day).Weekday()
	return day == 10 || day >= 8 && wd != time.Saturday && wd != time.Sunday
}

// turn is how long an agent is taken by one call, and the step of the clock.
const turn = 5 * time.Minute

// work is one day: what is over is closed, plans are generated, and then calls are made while a window is open.
func (m *month) work(day int) {
	m.clock.Set(october(day).Add(time.Minute))
	m.closeFinished()
	for at := 8 * time.Hour; at < 21*time.Hour; at += turn {
		now := october(day).Add(at)
		for _, s := range m.sites {
			if slices.Contains(s.generated, at) {
				m.clock.Set(now)
				m.record(now)
				m.generate(s, working(day))
			}
			if s.campaign.Window.Open(now) && !now.Before(s.idle) {
				m.clock.Set(now)
				m.dial(s)
			}
		}
	}
}

func (m *month) closeFinished() {
	_, err := m.s.CloseFinished(m.ctx)
	m.must(err)
}

func (m *month) generate(s *site, working bool) {
	for i := range s.plans {
		p := &s.plans[i]
		if p.name == planTiers && !working { // the largest; nothing is planned for such a day
			continue
		}
		run, err := m.s.GeneratePlan(m.ctx, p.id, inOctober, m.clock.Now(), m.boss, nil)
		m.must(err)
		if run.Added != run.Chosen {
			m.t.Errorf("%s: %d chosen, %d added", p.name, run.Chosen, run.Added)
		}
		p.last = run
	}
	s.idle = time.Time{}
}

// dial gives every agent a call, if there are so many.
func (m *month) dial(s *site) {
	now := m.clock.Now()
	orders, err := m.s.Claim(m.ctx, campaign.Claim{Campaign: s.campaign, Node: "n", Fence: m.epoch, Agents: s.agents, Now: now})
	m.must(err)
	var wg sync.WaitGroup
	const together = 4
	for k := range together {
		wg.Go(func() {
			for i := k; i < len(orders); i += together {
				if err := m.call(s, orders[i], now); err != nil {
					m.t.Errorf("attempt %d: %v", orders[i].Attempt, err)
				}
			}
		})
	}
	wg.Wait()
	if len(orders) == len(s.agents) {
		return
	}
	// Whoever cannot be called now, such as a number that is busy, is asked for again after half an hour.
	s.idle = now.Add(30 * time.Minute)
	var next *time.Time
	m.must(m.pool.QueryRow(m.ctx, `select min(due_at) from follow_up where campaign_id = $1 and state = 'waiting' and due_at > $2`, s.campaign.ID, now).Scan(&next))
	if next != nil && next.Before(s.idle) {
		s.idle = *next
	}
}

// drawn is one of the values of a draw, and how many of 1000 have it.
type drawn struct {
	value  string
	of1000 int
}

func draw(what string, values []drawn) string {
	n := roll(1000, what)
	for _, v := range values {
		if n -= v.of1000; n < 0 {
			return v.value
		}
	}
	return values[0].value
}

// The carrier's outcomes, and what agents make of answered calls.
var (
	outcomes = []drawn{{"answered", 620}, {"no_answer", 230}, {"busy", 60}, {"powered_off", 40}, {"rejected", 30}, {"unreachable", 20}}
	results  = []drawn{{"completed", 900}, {"refused", 40}, {"callback", 30}, {"retry", 15}, {"wrong_number", 10}, {"do_not_call", 5}}
)

// outcome draws by the number and the day; whether a number is vacant or suspended does not change from call to call.
func outcome(number, key string) call.Outcome {
	switch roll(100, "number "+number) {
	case 0, 1:
		return call.Vacant
	case 2:
		return call.Suspended
	}
	return call.Outcome(draw("outcome "+key, outcomes))
}

// call is one call with what the agent makes of it.
func (m *month) call(s *site, o dialer.Order, now time.Time) error {
	ok, _, err := m.s.Arm(m.ctx, o, now)
	if err != nil {
		return err
	}
	if !ok {
		return m.s.Journal(m.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: now, Kind: "ended", Result: &dialer.Result{Outcome: call.NotPlaced}}})
	}
	key := o.Number + now.In(shanghai).Format(" 01-02 15:04")
	result := outcome(o.Number, key)
	end := now.Add(time.Duration(8+roll(20, "rings "+key)) * time.Second)
	entries := []dialer.Entry{{Seq: 1, At: now.Add(time.Second), Kind: "dialled"}}
	if result == call.Answered {
		entries = append(entries, dialer.Entry{Seq: 2, At: end, Kind: "answered"})
		end = end.Add(time.Duration(40+roll(140, "talks "+key)) * time.Second)
	}
	entries = append(entries, dialer.Entry{Seq: len(entries) + 1, At: end, Kind: "ended", Result: &dialer.Result{Outcome: result}})
	if err := m.s.Journal(m.ctx, o.Attempt, entries); err != nil || result != call.Answered {
		return err
	}
	r := store.DisposeRequest{Attempt: o.Attempt, ClientID: uuid.New(), Code: draw("result "+key, results), By: o.Agent,
		Now: end.Add(30 * time.Second), Answers: map[string]string{}}
	switch r.Code {
	case "completed":
		for _, q := range o.Screen.Questions {
			if q.Required {
				r.Answers[q.ID] = "yes"
			}
		}
	case "callback":
		at, _ := s.campaign.Window.Next(now.Add(time.Duration(20+roll(30, "callback "+key)) * time.Hour))
		r.CallbackAt = &at
	}
	_, err = m.s.Dispose(m.ctx, r)
	var wrong *store.FieldError
	if errors.As(err, &wrong) && wrong.Next != nil { // the page offers the next time
		r.CallbackAt = wrong.Next
		_, err = m.s.Dispose(m.ctx, r)
	}
	return err
}
