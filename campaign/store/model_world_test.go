package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/caps"
	"huifang/campaign/retry"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/call"
	"huifang/dialer/trunk"
)

// dice draws what happens.
type dice struct{ *rand.Rand }

func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// among draws one of a list; the zero value of an empty one.
func among[T any](d dice, list []T) (v T) {
	if len(list) > 0 {
		v = list[d.IntN(len(list))]
	}
	return v
}

type poolOf struct{ *pgxpool.Pool }

func (p poolOf) id(ctx context.Context, t *testing.T, sql string, args ...any) (id int64) {
	t.Helper()
	if err := p.QueryRow(ctx, sql, args...).Scan(&id); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return id
}

// world is what one stream happens in: the database, the processes that dial, and the model.
type world struct {
	*modelFloor
	dice
	m       *model
	log     *[]string
	agents  []int64
	nodes   []string
	live    map[string]*process // of each node; an earlier life may go on among the zombies
	zombies []*process
	numbers int

	mostPerDay int // the highest cap that was in force
}

// process is one life of a node, with what only it knows.
type process struct {
	node  string
	fence int64
	calls []*liveCall
}

// liveCall is a call as its process sees it. What is in unsent is lost with the process.
type liveCall struct {
	order        dialer.Order
	a            *mAttempt
	stage        string // claimed, armed, dialled, ringing, answered, talking, ended
	seq          int
	unsent, sent []dialer.Entry
}

func (w *world) logf(format string, args ...any) {
	*w.log = append(*w.log, fmt.Sprintf("  %s  ", w.m.now.Format("01-02 15:04:05"))+fmt.Sprintf(format, args...))
}

func (w *world) must(err error) {
	if err != nil {
		w.m.faultf("error: %v", err)
	}
}

func (w *world) count(what int) { w.tally.n[what].Add(1) }

// newNumber is one that no other stream has.
func (w *world) newNumber() string {
	w.numbers++
	return fmt.Sprintf("+86%d%04d", 1300000+w.runs, w.numbers)
}

var modelWindows = []window.Window{
	always, always,
	{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5}, From: "10:00", To: "11:30"}, {Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "14:00", To: "24:00"}}, Holidays: window.HolidaysClosed, Calendar: "CN"},
	{Zone: "America/New_York", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "12:00"}, {Weekdays: []int{6, 7}, From: "12:00", To: "20:00"}}},
}

var modelModes = []dialer.Mode{dialer.Progressive, dialer.Preview, dialer.Predictive}

func modelPolicies() []retry.Policy {
	byLabel := retry.Default(4, 10*time.Minute)
	byLabel.Dispositions = map[string]retry.Rule{"retry": {Action: retry.ActionRetry, DelayS: 60, Limit: 2, Number: retry.NumberNext}}
	byLabel.Rules["busy"] = retry.Rule{Action: retry.ActionRetry, DelayS: 1, Limit: 2, Number: retry.NumberNext}
	return []retry.Policy{retry.Documents(), retry.Default(2, 2*time.Minute), byLabel}
}

// Moments after which something special is near: holidays with made-up days, changes of the clock, the end of a year.
var modelStarts = []time.Time{
	time.Date(2026, 2, 13, 20, 0, 0, 0, time.UTC), time.Date(2026, 3, 7, 15, 0, 0, 0, time.UTC), time.Date(2026, 10, 31, 14, 0, 0, 0, time.UTC),
	time.Date(2026, 6, 3, 3, 0, 0, 0, time.UTC), time.Date(2026, 12, 31, 15, 58, 0, 0, time.UTC),
}

// build makes agents, nodes, campaigns, customers and the first follow-ups.
func (w *world) build() {
	w.m = &model{dnc: map[string]bool{}, epoch: map[string]int64{}}
	w.db.Set(among(w.dice, modelStarts).Add(time.Duration(w.IntN(24*60)) * time.Minute))
	w.m.now = w.db.Now()
	w.setCaps(among(w.dice, []caps.Caps{caps.Default(), caps.Default(), {PerDay: 2, PerBurst: 1, Burst: 10 * time.Minute}, {PerDay: 3, PerBurst: 2, Burst: time.Hour}}))
	for i := range 3 {
		w.agents = append(w.agents, w.pool.id(w.ctx, w.t, `insert into app_user (login, name, role, password_hash) values ($1, $1, 'agent', 'x') returning id`, fmt.Sprintf("a%d-%d", w.runs, i)))
	}
	w.m.agents = len(w.agents)
	w.live = map[string]*process{}
	for i := range 2 {
		w.nodes = append(w.nodes, fmt.Sprintf("n%d-%d", w.runs, i))
		w.startNode(w.nodes[i])
	}
	policies := modelPolicies()
	for i := range 2 + w.IntN(2) {
		win, policy := among(w.dice, modelWindows), among(w.dice, policies)
		questions := ""
		if w.chance(50) {
			questions = "model"
		}
		zone, err := time.LoadLocation(win.Zone)
		w.must(err)
		mode := among(w.dice, modelModes)
		id := w.pool.id(w.ctx, w.t, `insert into campaign (name, trunk, calling_window, retry, created_by, type_code, mode) values ($1, 't', $2, $3, $4, nullif($5, ''), $6) returning id`,
			fmt.Sprint("c", i), win, policy, w.boss, questions, mode)
		w.pool.id(w.ctx, w.t, `with x as (insert into campaign_agent select $1, unnest($2::bigint[])) select 1`, id, w.agents)
		w.m.campaigns = append(w.m.campaigns, &mCampaign{id: id, state: campaign.Draft, window: win.Bind(nil), zone: zone, policy: policy, mode: mode})
	}
	for range 4 {
		w.newContact()
	}
	for range 7 {
		w.newFollowUp()
	}
	for _, c := range w.m.campaigns {
		if w.chance(85) {
			w.startCampaign(c)
		}
	}
}

// newContact adds a row of a list with one number, or a customer's contact with several, of which one may be known already.
func (w *world) newContact() {
	c := &mContact{bad: map[string]bool{}}
	for range 1 + w.IntN(3) {
		n := w.newNumber()
		if len(w.m.contacts) > 0 && w.chance(25) {
			n = among(w.dice, among(w.dice, w.m.contacts).numbers)
		}
		if !slices.Contains(c.numbers, n) {
			c.numbers = append(c.numbers, n)
		}
	}
	if w.chance(30) {
		c.numbers = c.numbers[:1]
		c.id = w.pool.id(w.ctx, w.t, `insert into contact (list_id, line, name, phone) values ((select min(id) from contact_list), 1, 'row', $1)
			on conflict (list_id, phone) do update set line = 1 returning id`, c.numbers[0])
		for _, o := range w.m.contacts {
			if o.id == c.id {
				return
			}
		}
	} else {
		c.customer = w.pool.id(w.ctx, w.t, `insert into customer (name) values ('customer') returning id`)
		var convenient any
		if w.chance(20) {
			c.own.Intervals = []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "15:00", To: "18:00"}}
			convenient = c.own.Intervals
		}
		if w.chance(15) {
			c.own.Zone = "Australia/Lord_Howe"
		}
		c.id = w.pool.id(w.ctx, w.t, `
			with c as (insert into contact (customer_id, name, phone, zone, convenient) values ($1, 'person', $2, $3, $4) returning id),
			n as (insert into contact_number (contact_id, position, phone) select c.id, u.at, u.phone from c, unnest($5::text[]) with ordinality u(phone, at))
			select id from c`, c.customer, c.numbers[0], c.own.Zone, convenient, c.numbers)
	}
	w.m.contacts = append(w.m.contacts, c)
}

// newFollowUp adds one as the import of a list or the generation of a plan does.
func (w *world) newFollowUp() {
	f := &mFollowUp{campaign: among(w.dice, w.m.campaigns), contact: among(w.dice, w.m.contacts), state: "waiting", happened: map[string]int{}}
	if f.campaign.state == campaign.Stopped || f.campaign.state == campaign.Finished {
		return
	}
	f.phone = f.contact.numbers[0]
	f.due = w.m.now.Add(time.Duration(w.IntN(4)) * 30 * time.Minute)
	if w.chance(50) {
		f.due = w.m.now
	}
	key := ""
	if f.contact.customer != 0 {
		key = fmt.Sprint("k", len(w.m.followUps))
		if w.chance(30) {
			f.until = f.due.Add(time.Duration(1+w.IntN(48)) * time.Hour)
		}
	} else if slices.ContainsFunc(w.m.followUps, func(o *mFollowUp) bool { return o.campaign == f.campaign && o.contact == f.contact }) {
		return
	}
	var until *time.Time
	if !f.until.IsZero() {
		until = &f.until
	}
	w.must(w.pool.QueryRow(w.ctx, `
		insert into follow_up (campaign_id, contact_id, customer_id, phone, source_key, due_at, due_until, required)
		select c.id, $2, nullif($3::bigint, 0), $4, $5, $6, $7, case when c.type_code is null then '[]' else '["q1", "q3"]'::jsonb end from campaign c where c.id = $1
		returning id, array(select jsonb_array_elements_text(required))`,
		f.campaign.id, f.contact.id, f.contact.customer, f.phone, key, f.due, until).Scan(&f.id, &f.required))
	w.m.followUps = append(w.m.followUps, f)
	w.logf("follow-up %d of campaign %d: %s of contact %d, customer %d, due %s", f.id, f.campaign.id, f.phone, f.contact.id, f.contact.customer, f.due.Format("01-02 15:04"))
}

// entry is the next line of a call's journal.
func (w *world) entry(c *liveCall, kind string, outcome call.Outcome) {
	c.seq++
	e := dialer.Entry{Seq: c.seq, At: w.m.now, Kind: kind}
	c.stage = kind
	switch kind {
	case "ended":
		e.Result = &dialer.Result{Outcome: outcome, HungUpBy: call.System}
		switch {
		case outcome == call.Failed && w.chance(70):
			e.Result.Fault = trunk.FaultCongestion
		case outcome == call.NotPlaced && w.chance(10):
			e.Result.Fault = among(w.dice, []string{trunk.NumberPremium, trunk.NumberNotAllowed})
		}
	case "bridged":
		c.stage = "talking"
	}
	c.unsent = append(c.unsent, e)
}
