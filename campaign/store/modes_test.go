package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/dialer/call"
)

// in puts a campaign into a mode and reads it as the runner does.
func (f *floor) in(c campaign.Runnable, mode dialer.Mode, change func(*campaign.ModeSettings)) campaign.Runnable {
	f.t.Helper()
	m := campaign.DefaultModeSettings()
	if change != nil {
		change(&m)
	}
	f.exec(`update campaign set mode = $2, mode_settings = $3 where id = $1`, c.ID, mode, m)
	f.exec(`insert into campaign_agent (campaign_id, user_id) select $1, unnest($2::bigint[]) on conflict do nothing`, c.ID, f.agents)
	list, _, err := f.s.Runnable(f.ctx, "n")
	f.must(err)
	i := slices.IndexFunc(list, func(r campaign.Runnable) bool { return r.ID == c.ID })
	if i < 0 || list[i].Mode != mode {
		f.t.Fatalf("campaign %d is not read as %s: %+v", c.ID, mode, list)
	}
	return list[i]
}

func (f *floor) take(c campaign.Runnable, n int, at time.Time, held bool, agents ...int64) []dialer.Order {
	f.t.Helper()
	orders, err := f.s.Claim(f.ctx, campaign.Claim{Campaign: c, Node: "n", Fence: f.epoch, Agents: agents, Limit: n, Held: held, Now: at})
	f.must(err)
	return orders
}

func lastDigits(orders []dialer.Order) (list []string) {
	for _, o := range orders {
		list = append(list, o.Number[len(o.Number)-1:])
	}
	slices.Sort(list)
	return list
}

// Prediction reserves nobody, and leaves to claims with agents what needs one: numbers abandoned in the last 72 hours, in
// whatever campaign, callbacks agreed with one agent, and contacts whom not everybody can serve (R16, I9).
func TestPredictiveClaims(t *testing.T) {
	f := newFloor(t, 2)
	c := f.in(f.campaign(1, 8, retry.Default(3, time.Second)), dialer.Predictive, nil)
	now := time.Now()
	first := f.take(c, 2, now, false)
	if len(first) != 2 || first[0].Agent != 0 || !slices.Equal(first[0].Pool, f.agents) || first[0].Policy.Mode != dialer.Predictive || first[0].Policy.Prompts.Abandoned == "" {
		t.Fatalf("%+v", first)
	}
	var agents, predictive int
	f.must(f.pool.QueryRow(f.ctx, `select count(agent_id), count(*) filter (where mode = 'predictive') from attempt`).Scan(&agents, &predictive))
	if agents != 0 || predictive != 2 {
		t.Errorf("%d agents, %d predictive attempts", agents, predictive)
	}
	// The first one is abandoned, the second busy. Both are due again a second later.
	f.must(f.s.Journal(f.ctx, first[0].Attempt, []dialer.Entry{{Seq: 1, At: now, Kind: "answered"}, ended(2, call.Abandoned)}))
	f.must(f.s.Journal(f.ctx, first[1].Attempt, []dialer.Entry{ended(1, call.Busy)}))
	// Another campaign has abandoned 5; 6 is a callback of the second agent, 7 speaks Cantonese as the first agent alone does.
	other := f.in(f.campaign(5, 1, retry.Default(3, time.Hour)), dialer.Predictive, nil)
	o := f.take(other, 1, time.Now(), false)
	f.must(f.s.Journal(f.ctx, o[0].Attempt, []dialer.Entry{{Seq: 1, At: now, Kind: "answered"}, ended(2, call.Abandoned)}))
	f.exec(`update follow_up set is_callback = true, callback_agent = $1 where phone = '+8613900000006'`, f.agents[1])
	f.exec(`update contact set language = 'cantonese' where phone = '+8613900000007'`)
	f.exec(`insert into user_skill (user_id, skill) values ($1, 'cantonese'), ($1, 'mandarin'), ($2, 'mandarin')`, f.agents[0], f.agents[1])
	c = f.in(c, dialer.Predictive, nil)
	now = now.Add(10 * time.Second)
	var got []dialer.Order
	for i := range 5 {
		got = append(got, f.take(c, 8, now.Add(time.Duration(i)*time.Second), false)...)
	}
	abandoned := first[0].Number[len(first[0].Number)-1:]
	want := slices.DeleteFunc([]string{"1", "2", "3", "4", "8"}, func(d string) bool { return d == abandoned })
	if !slices.Equal(lastDigits(got), want) {
		t.Fatalf("claimed %v, want %v (%s was abandoned)", lastDigits(got), want, abandoned)
	}
	// With an agent they are dialled, by those who can take them.
	now = now.Add(10 * time.Second)
	held := f.take(c, 1, now, true, f.agents[0])
	if len(held) != 1 || held[0].Agent != f.agents[0] || held[0].Policy.Mode != dialer.Progressive {
		t.Fatalf("%+v", held)
	}
	for _, o := range held {
		f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.NotPlaced)}))
	}
	seen := map[string][]int64{}
	for i := range 12 {
		now = now.Add(10 * time.Second)
		if alone := f.take(c, 8, now, false); len(alone) != 0 {
			t.Fatalf("prediction dials %v", lastDigits(alone))
		}
		for _, o := range f.take(c, 2, now, true, f.agents[i%2]) {
			d := o.Number[len(o.Number)-1:]
			seen[d] = append(seen[d], o.Agent)
			f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.Busy)}))
			f.exec(`update follow_up set due_at = $2 where id = (select follow_up_id from attempt where id = $1)`, o.Attempt, now.Add(time.Hour))
		}
	}
	if len(seen) != 4 || len(seen[abandoned]) == 0 || len(seen["5"]) == 0 || !slices.Equal(seen["6"], f.agents[1:]) || !slices.Equal(seen["7"], f.agents[:1]) {
		t.Errorf("with agents %v: %v, %s and 5 were abandoned", f.agents, seen, abandoned)
	}
	// After 72 hours prediction may dial the abandoned ones again.
	f.exec(`update follow_up set due_at = now(), is_callback = false, callback_agent = null`)
	f.exec(`update attempt set ended_at = ended_at - interval '73 hours', claimed_at = claimed_at - interval '73 hours' where outcome is not null`)
	now = now.Add(campaign.AbandonedRest)
	var again []dialer.Order
	for i := range 6 {
		again = append(again, f.take(c, 8, now.Add(time.Duration(i)*time.Second), false)...)
	}
	if d := lastDigits(again); !slices.Contains(d, abandoned) || !slices.Contains(d, "5") || slices.Contains(d, "7") {
		t.Errorf("after 72 hours: %v", d)
	}
}

func TestClaimsWithoutAgentsAreForTheirModes(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 3, retry.Default(3, time.Second))
	for _, mode := range []dialer.Mode{dialer.Progressive, dialer.Preview, dialer.Manual} {
		if orders := f.take(f.in(c, mode, nil), 3, time.Now(), false); len(orders) != 0 {
			t.Errorf("%s: %d orders without an agent", mode, len(orders))
		}
	}
	notice := f.in(c, dialer.Agentless, func(m *campaign.ModeSettings) {
		m.Notice.Prompt, m.Notice.Plays, m.Detection.Machine, m.Notice.Keys = "shipped:notice-zh", 3, "message", map[string]string{"0": "agent"}
	})
	orders := f.take(notice, 3, time.Now(), false)
	if len(orders) != 3 {
		t.Fatalf("%d orders", len(orders))
	}
	p := orders[0].Policy
	if p.Mode != dialer.Agentless || p.Prompts.Notice != "shipped:notice-zh" || p.Repeat != 3 || p.Machine != call.MessageMachine || p.Keys["0"] != call.KeyAgent || !p.Listen {
		t.Errorf("%+v", p)
	}
	if list, _, err := f.s.Runnable(f.ctx, "n"); err != nil || list[0].Live != 3 {
		t.Errorf("live %+v, %v", list, err)
	}
}

// A paused campaign is read as long as lines ring that were dialled ahead, and only so long (I9).
func TestRunnableKnowsWhoIsHalted(t *testing.T) {
	f := newFloor(t, 2)
	c := f.in(f.campaign(1, 2, retry.Default(3, time.Second)), dialer.Predictive, nil)
	orders := f.take(c, 2, time.Now(), false)
	read := func() []campaign.Runnable {
		t.Helper()
		list, _, err := f.s.Runnable(f.ctx, "n")
		f.must(err)
		return list
	}
	if list := read(); len(list) != 1 || list[0].Halted {
		t.Errorf("it runs: %+v", list)
	}
	f.exec(`update campaign set state = 'paused' where id = $1`, c.ID)
	if list := read(); len(list) != 1 || !list[0].Halted || list[0].Live != 2 {
		t.Errorf("paused with two lines: %+v", list)
	}
	for _, o := range orders {
		f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "ended", Result: &dialer.Result{Outcome: call.NoAnswer}}}))
	}
	if list := read(); len(list) != 0 {
		t.Errorf("paused, nothing rings: %+v", list)
	}
}

func TestArmRefusesWhatWasAbandonedAndWhatIsOld(t *testing.T) {
	f := newFloor(t, 3)
	c := f.in(f.campaign(1, 4, retry.Default(3, time.Second)), dialer.Predictive, nil)
	orders := f.take(c, 2, time.Now(), false)
	f.exec(`insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, node, fence, state, outcome, ended_at)
		select follow_up_id, campaign_id, contact_id, phone, trunk, node, fence, 'ended', 'abandoned', now() - interval '71 hours' from attempt where id = $1`, orders[0].Attempt)
	if ok, reason := f.arm(orders[0]); ok || reason != "abandoned_lately" {
		t.Errorf("abandoned 71 hours ago: %v %s", ok, reason)
	}
	f.exec(`update attempt set ended_at = now() - interval '73 hours' where outcome = 'abandoned'`)
	if ok, reason := f.arm(orders[0]); !ok {
		t.Errorf("abandoned 73 hours ago: %s", reason)
	}
	f.exec(`update attempt set claimed_at = now() - interval '61 seconds' where id = $1`, orders[1].Attempt)
	if ok, reason := f.arm(orders[1]); ok || reason != "stale_claim" {
		t.Errorf("old claim: %v %s", ok, reason)
	}
	c = f.in(c, dialer.Preview, func(m *campaign.ModeSettings) { m.Preview.TimeoutS = 90 })
	seen := f.take(c, 1, time.Now(), false, f.agents[0])
	f.exec(`update attempt set claimed_at = now() - interval '149 seconds' where id = $1`, seen[0].Attempt)
	if ok, reason := f.arm(seen[0]); !ok {
		t.Errorf("after a preview of 90 s: %s", reason)
	}
}

// A skipped preview gives its attempt back (I3); the reason says when, and for whom, the customer comes again.
func TestSkippedPreviews(t *testing.T) {
	f := newFloor(t, 2)
	c := f.in(f.campaign(1, 5, retry.Default(3, time.Second)), dialer.Preview, nil)
	if orders := f.take(c, 0, time.Now(), false, f.agents[0]); len(orders) != 1 || orders[0].Policy.Preview != time.Minute || !orders[0].Policy.PreviewDial || len(orders[0].Screen.Skips) != 3 {
		t.Fatalf("%+v", orders)
	}
	f.exec(`delete from attempt`)
	f.exec(`update follow_up set state = 'waiting', attempts = 0`)
	skip := func(agent int64, reason string) (dialer.Order, followUpRow) {
		t.Helper()
		o := f.take(c, 0, time.Now(), false, agent)
		if len(o) != 1 {
			t.Fatalf("%d orders", len(o))
		}
		e := ended(1, call.NotPlaced)
		e.Detail = campaign.SkippedPrefix + reason
		f.must(f.s.Journal(f.ctx, o[0].Attempt, []dialer.Entry{e}))
		return o[0], f.followUp(o[0])
	}
	for reason, delay := range map[string]time.Duration{"not_now": 30 * time.Minute, campaign.SkipTimeout: campaign.DefaultSkipDelay, "gone_from_the_list": campaign.DefaultSkipDelay} {
		_, r := skip(f.agents[0], reason)
		if r.State != "waiting" || r.Attempts != 0 || time.Until(r.DueAt) < delay-time.Minute || time.Until(r.DueAt) > delay+time.Minute {
			t.Errorf("%s: %+v", reason, r)
		}
	}
	if _, r := skip(f.agents[0], "not_needed"); r.State != "cancelled" || r.Reason != "skipped:not_needed" || r.Attempts != 0 {
		t.Errorf("%+v", r)
	}
	// For a colleague: this agent does not see it again, the colleague does; when he passes it on too, nobody is left.
	o, r := skip(f.agents[0], "other_agent")
	if r.State != "waiting" || r.Attempts != 0 {
		t.Fatalf("%+v", r)
	}
	later := time.Now().Add(10 * time.Second)
	if again := f.take(c, 0, later, false, f.agents[0]); len(again) != 0 {
		t.Errorf("shown again: %+v", again)
	}
	f.exec(`update follow_up set is_callback = true, callback_agent = $1, due_at = now() where phone = $2`, f.agents[1], o.Number)
	if again := f.take(c, 0, later.Add(time.Second), false, f.agents...); len(again) != 1 || again[0].Agent != f.agents[1] {
		t.Fatalf("%+v", again)
	} else {
		e := ended(1, call.NotPlaced)
		e.Detail = "skipped:other_agent"
		f.must(f.s.Journal(f.ctx, again[0].Attempt, []dialer.Entry{e}))
		if r := f.followUp(again[0]); r.State != "cancelled" || r.Reason != "skipped:other_agent" || r.Attempts != 0 {
			t.Errorf("both have passed it on: %+v", r)
		}
	}
}

// What was agreed with one agent is anybody's when he passes it on.
func TestSkippedCallback(t *testing.T) {
	f := newFloor(t, 2)
	c := f.in(f.campaign(1, 1, retry.Default(3, time.Second)), dialer.Preview, nil)
	f.exec(`update follow_up set is_callback = true, callback_agent = $1`, f.agents[0])
	o := f.take(c, 0, time.Now(), false, f.agents...)
	e := ended(1, call.NotPlaced)
	e.Detail = "skipped:other_agent"
	f.must(f.s.Journal(f.ctx, o[0].Attempt, []dialer.Entry{e}))
	if r := f.followUp(o[0]); r.State != "waiting" || !r.IsCallback || r.Agent != nil || r.Attempts != 0 {
		t.Fatalf("%+v", r)
	}
	again := f.take(c, 0, time.Now().Add(10*time.Second), false, f.agents...)
	if len(again) != 1 || again[0].Agent != f.agents[1] || !slices.Equal(again[0].Pool, f.agents[1:]) {
		t.Errorf("%+v", again)
	}
}

// What an answered notice does to the follow-up (R16).
func TestNotices(t *testing.T) {
	f := newFloor(t, 1)
	next := 0
	for name, c := range map[string]struct {
		done     string
		heard    bool
		keys     string
		required bool
		agent    bool
		attempts int
		state    string
		reason   string
		dnc      bool
	}{
		"heard to its end":                {done: "heard", heard: true, attempts: 2, state: "completed", reason: "notice_delivered"},
		"hung up early":                   {done: "heard", attempts: 2, state: "waiting"},
		"hung up early, the last time":    {done: "heard", attempts: 1, state: "exhausted", reason: "max_attempts:notice_not_heard"},
		"confirmed before its end":        {done: "heard", keys: "1", attempts: 2, state: "completed", reason: "notice_confirmed"},
		"confirmed":                       {done: "confirmed", heard: true, keys: "21", attempts: 2, state: "completed", reason: "notice_confirmed"},
		"heard and not confirmed":         {done: "confirmed", heard: true, keys: "2", attempts: 1, state: "exhausted", reason: "max_attempts:notice_not_confirmed"},
		"not to be called any more":       {done: "heard", keys: "9", attempts: 2, state: "cancelled", reason: "do_not_call", dnc: true},
		"heard, and no more":              {done: "heard", heard: true, keys: "9", attempts: 2, state: "completed", reason: "notice_delivered", dnc: true},
		"heard, but answers are required": {done: "heard", heard: true, required: true, attempts: 2, state: "exhausted", reason: "notice_delivered"},
		"asked for an agent":              {done: "heard", keys: "0", agent: true, attempts: 2, state: "wrapup"},
	} {
		next += 2
		r := f.in(f.campaign(next, 1, retry.Default(c.attempts, time.Second)), dialer.Agentless, func(m *campaign.ModeSettings) {
			m.Notice.Prompt, m.Notice.Done, m.Notice.Keys["0"] = "shipped:notice-zh", c.done, "agent"
		})
		o := f.take(r, 1, time.Now(), false)[0]
		if c.required {
			f.exec(`update follow_up set required = '["q"]' where campaign_id = $1`, r.ID)
		}
		// The same number waits in another campaign.
		twin := f.campaign(next, 1, retry.Default(1, time.Second))
		e := ended(3, call.Answered)
		e.Result.Heard, e.Result.Keys = c.heard, c.keys
		entries := []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "answered"}}
		if c.agent {
			entries = append(entries, dialer.Entry{Seq: 2, At: time.Now(), Kind: "agent_found", Agent: f.agents[0]})
		}
		f.must(f.s.Journal(f.ctx, o.Attempt, append(entries, e)))
		if got := f.followUp(o); got.State != c.state || got.Reason != c.reason || got.Attempts != 1 {
			t.Errorf("%s: %+v", name, got)
		}
		var heard, wrapped bool
		var keys, twins string
		var dnc, audited int
		f.must(f.pool.QueryRow(f.ctx, `select a.heard, a.keys, a.wrapped_up_at is not null, (select count(*) from dnc where phone = a.phone),
			(select count(*) from audit where action = 'dnc.add' and object = 'phone:' || a.phone), (select state from follow_up where campaign_id = $2) from attempt a where a.id = $1`, o.Attempt, twin.ID).
			Scan(&heard, &keys, &wrapped, &dnc, &audited, &twins))
		if heard != c.heard || keys != c.keys || wrapped == c.agent || dnc == 1 != c.dnc || audited != dnc || twins == "cancelled" != c.dnc {
			t.Errorf("%s: heard %v, keys %q, wrapped up %v, %d do-not-call entries, %d audited, the other campaign's is %s", name, heard, keys, wrapped, dnc, audited, twins)
		}
		det, err := f.s.Attempt(f.ctx, o.Attempt)
		f.must(err)
		means := map[string]string{"0": "agent", "1": "confirm", "2": "repeat", "9": "do_not_call"}
		shown := ""
		for _, k := range det.Keys {
			if shown += k.Key; k.Means != means[k.Key] {
				t.Errorf("%s: key %s means %q", name, k.Key, k.Means)
			}
		}
		if det.Mode != dialer.Agentless || det.Heard != c.heard || shown != c.keys {
			t.Errorf("%s: the call's page has mode %s, heard %v, keys %q", name, det.Mode, det.Heard, shown)
		}
	}
	// Nobody owes a record of a notice, and nobody can label it.
	records, _, err := f.s.Records(f.ctx, store.RecordFilter{}, time.Now(), "", 50)
	f.must(err)
	if len(records) != 1 || records[0].Agent == nil {
		t.Errorf("%+v", records)
	}
	var fe *store.FieldError
	_, err = f.s.Dispose(f.ctx, store.DisposeRequest{Attempt: 1, Code: "completed", By: f.agents[0], Supervisor: true, Now: time.Now()})
	if !errors.As(err, &fe) || fe.Code != "not_answered" {
		t.Errorf("%v", err)
	}
}

// Who has asked for an agent by key and got none is called back, by an agent: the notice is not played to him again.
func TestNoticeThatPromisedACall(t *testing.T) {
	f := newFloor(t, 1)
	r := f.in(f.campaign(1, 1, retry.Default(3, time.Second)), dialer.Agentless, func(m *campaign.ModeSettings) {
		m.Notice.Prompt, m.Notice.Keys["0"] = "shipped:notice-zh", "agent"
	})
	o := f.take(r, 1, time.Now(), false)[0]
	e := ended(2, call.Answered)
	e.Result.Heard, e.Result.Keys, e.Result.Callback = true, "0", true
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "answered"}, e}))
	got := f.followUp(o)
	if got.State != "waiting" || !got.IsCallback {
		t.Fatalf("%+v", got)
	}
	soon := time.Now().Add(15 * time.Minute)
	if orders := f.take(r, 5, soon, false); len(orders) != 0 {
		t.Errorf("the notice is played again: %+v", orders)
	}
	orders := f.take(r, 1, soon, true, f.agents[0])
	if len(orders) != 1 || orders[0].Agent != f.agents[0] || orders[0].Policy.Mode != dialer.Progressive || orders[0].Policy.Prompts.Notice != "" {
		t.Errorf("called back by %+v", orders)
	}
	// He does not answer: he is called again, and again by an agent.
	f.must(f.s.Journal(f.ctx, orders[0].Attempt, []dialer.Entry{ended(1, call.NoAnswer)}))
	if got := f.followUp(o); got.State != "waiting" || !got.IsCallback {
		t.Errorf("not answered: %+v", got)
	}
	// Such a campaign needs agents, and is not started without.
	f.exec(`update campaign set state = 'paused' where id = $1`, r.ID)
	f.exec(`delete from campaign_agent where campaign_id = $1`, r.ID)
	var se *store.StartError
	if err := f.s.StartCampaign(f.ctx, r.ID, f.agents[0], func(string) bool { return true }); !errors.As(err, &se) || se.Code != "no_agents" {
		t.Errorf("started without agents: %v", err)
	}
}

// The live page's figures of the day: machines are no answers, calls that came in are no dials, and a notice that was heard is a
// follow-up that is completed.
func TestTodaysFigures(t *testing.T) {
	f := newFloor(t, 1)
	r := f.in(f.campaign(1, 6, retry.Default(2, time.Second)), dialer.Agentless, func(m *campaign.ModeSettings) { m.Notice.Prompt = "shipped:notice-zh" })
	for i, o := range f.take(r, 6, time.Now(), false) {
		e := ended(2, []call.Outcome{call.Answered, call.Answered, call.Machine, call.Abandoned, call.NoAnswer, call.Answered}[i])
		e.Result.Heard = i == 0
		entries := []dialer.Entry{e}
		if e.Result.Outcome != call.NoAnswer {
			entries = append([]dialer.Entry{{Seq: 1, At: time.Now(), Kind: "answered"}}, e)
		}
		f.must(f.s.Journal(f.ctx, o.Attempt, entries))
		if i == 5 {
			f.exec(`update attempt set direction = 'in' where id = $1`, o.Attempt)
		}
	}
	day, err := f.s.Today(f.ctx, time.Now().Add(-time.Hour))
	f.must(err)
	if want := (campaign.Day{Attempts: 5, Answered: 3, Abandoned: 1, Completed: 1}); day != want {
		t.Errorf("%+v, want %+v", day, want)
	}
}

// The counts that the abandon cap goes by, by node, campaign and day of the campaign's clock (I9).
func TestPacingCounts(t *testing.T) {
	f := newFloor(t, 1)
	c, other := f.campaign(1, 1, retry.Default(1, time.Second)), f.campaign(2, 1, retry.Default(1, time.Second))
	f.exec(`insert into node (id) values ('m')`)
	now := time.Date(2026, 6, 3, 9, 0, 0, 0, shanghai) // midnight was 9 hours ago
	n := 0
	add := func(of campaign.Runnable, node, outcome string, ago time.Duration, agent bool) {
		t.Helper()
		n++
		f.exec(`insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, agent_id, node, fence, state, claimed_at, answered_at, bridged_at, ended_at, outcome)
			select f.id, f.campaign_id, f.contact_id, '+86139' || lpad($6::int::text, 8, '0'), 't', case when $5 then $4::bigint end, $2, 1, case when $7 = '' then 'talking' else 'ended' end, $3, $3, $3,
			  case when $7 <> '' then $3::timestamptz + interval '1 second' end, nullif($7, '')
			from follow_up f where f.campaign_id = $1`, of.ID, node, now.Add(-ago), f.agents[0], agent, n, outcome)
	}
	check := func(when string, want campaign.PacingCounts) {
		t.Helper()
		got, err := f.s.PacingCounts(f.ctx, "n", []int64{c.ID, other.ID}, now)
		f.must(err)
		if got[c.ID] != want || got[other.ID] != (campaign.PacingCounts{Served: 1, Served24: 1}) {
			t.Errorf("%s: %+v, want %+v", when, got, want)
		}
	}
	add(other, "n", "answered", time.Hour, true)
	add(c, "m", "abandoned", time.Hour, false)                 // another node's
	add(c, "n", "answered", 10*time.Hour, true)                // yesterday, within 24 h
	add(c, "n", "abandoned", 11*time.Hour, false)              //
	add(c, "n", "answered", 25*time.Hour, true)                // longer ago
	add(c, "n", "answered", time.Hour, false)                  // a notice
	add(c, "n", "machine", time.Hour, false)                   //
	add(c, "n", "abandoned", 8*time.Hour+59*time.Minute, true) // today; its agent had left
	add(c, "n", "answered", 8*time.Hour+59*time.Minute, true)  //
	add(c, "n", "answered", 30*time.Second, true)              // just now
	want := campaign.PacingCounts{Served: 2, Abandoned: 1, Served24: 3, Abandoned24: 2}
	check("at first", want)
	now = now.Add(20 * time.Second)
	add(c, "n", "abandoned", time.Second, false)
	add(c, "n", "", 2*time.Second, true) // talking now
	want.Served++
	want.Served24++
	want.Abandoned++
	want.Abandoned24++
	check("what has just happened", want)
	now = now.Add(90 * time.Second)
	check("counted anew", want)
	now = time.Date(2026, 6, 4, 0, 0, 30, 0, shanghai)
	got, err := f.s.PacingCounts(f.ctx, "n", []int64{c.ID}, now)
	f.must(err)
	if got[c.ID].Abandoned != 0 || got[c.ID].Abandoned24 != 2 || got[c.ID].Served24 != 3 {
		t.Errorf("after midnight: %+v", got)
	}
	// What the pacing has learnt is kept by campaign.
	if raw, err := f.s.LoadPacing(f.ctx, c.ID); err != nil || len(raw) != 0 {
		t.Errorf("%s, %v", raw, err)
	}
	for i := range 2 {
		f.must(f.s.SavePacing(f.ctx, c.ID, []byte(fmt.Sprintf(`{"i": %d}`, i))))
	}
	if raw, err := f.s.LoadPacing(f.ctx, c.ID); err != nil || string(raw) != `{"i": 1}` {
		t.Errorf("%s, %v", raw, err)
	}
}

// Every outcome that a call may have is one of the retry policy's, but for those that it does not decide.
func TestEveryOutcomeHasARule(t *testing.T) {
	known := retry.Outcomes()
	for _, o := range []call.Outcome{call.Busy, call.NoAnswer, call.PoweredOff, call.Suspended, call.Vacant, call.Rejected, call.Unreachable, call.Machine, call.Fax,
		call.Abandoned, call.Failed, call.Interrupted} {
		if !slices.Contains(known, string(o)) {
			t.Errorf("%s has no rule", o)
		}
		for name, p := range map[string]retry.Policy{"Default": retry.Default(2, time.Minute), "Documents": retry.Documents()} {
			if _, ok := p.Rules[string(o)]; !ok {
				t.Errorf("%s says nothing of %s", name, o)
			}
		}
	}
}

// A mode is switched while the campaign runs: calls under way keep theirs, the next claim takes the new one; it is audited.
func TestSwitchMode(t *testing.T) {
	f := newFloor(t, 2)
	c := f.in(f.campaign(1, 4, retry.Default(3, time.Second)), dialer.Progressive, nil)
	before := f.take(c, 0, time.Now(), false, f.agents[0])
	m := campaign.DefaultModeSettings()
	m.Predictive.AbandonCap = 0.02
	f.must(f.s.SwitchMode(f.ctx, c.ID, 1, dialer.Predictive, m, f.agents[0]))
	if err := f.s.SwitchMode(f.ctx, c.ID, 1, dialer.Preview, m, f.agents[0]); !errors.Is(err, store.ErrVersion) {
		t.Errorf("an old version: %v", err)
	}
	list, _, err := f.s.Runnable(f.ctx, "n")
	f.must(err)
	if list[0].Mode != dialer.Predictive || list[0].Modes.Predictive.AbandonCap != 0.02 {
		t.Fatalf("%+v", list[0])
	}
	after := f.take(list[0], 2, time.Now(), false)
	live, err := f.s.Live(f.ctx, "n")
	f.must(err)
	for _, l := range live {
		if want := map[bool]dialer.Mode{true: dialer.Progressive, false: dialer.Predictive}[l.Attempt == before[0].Attempt]; l.Policy.Mode != want {
			t.Errorf("attempt %d is %s, must be %s", l.Attempt, l.Policy.Mode, want)
		}
	}
	if len(after) != 2 || len(live) != 3 {
		t.Errorf("%d claimed, %d live", len(after), len(live))
	}
	var from, to string
	f.scan2(&from, &to, `select detail->>'from', detail->>'to' from audit where action = 'campaign.mode'`)
	if from != "progressive" || to != "predictive" {
		t.Errorf("audited %s to %s", from, to)
	}
	var fe *store.FieldError
	m.Notice.Prompt = "4711"
	if err := f.s.SwitchMode(f.ctx, c.ID, 2, dialer.Agentless, m, f.agents[0]); !errors.As(err, &fe) || fe.Code != "prompt_unknown" || fe.Pointer != "/mode_settings/notice/prompt" {
		t.Errorf("a prompt that there is not: %v", err)
	}
	m.Notice.Prompt = "shipped:notice-zh"
	f.exec(`insert into follow_up_type (code, body) values ('asks', '{"questions":[{"id":"q","required":true}]}')`)
	f.exec(`update campaign set type_code = 'asks' where id = $1`, c.ID)
	if err := f.s.SwitchMode(f.ctx, c.ID, 2, dialer.Agentless, m, f.agents[0]); !errors.As(err, &fe) || fe.Code != "notice_asks_nothing" {
		t.Errorf("a notice that has to ask: %v", err)
	}
	if err := f.s.SwitchMode(f.ctx, c.ID, 2, dialer.Inbound, m, f.agents[0]); !errors.As(err, &fe) || fe.Code != "mode_fixed" {
		t.Errorf("to inbound: %v", err)
	}
	f.exec(`update campaign set state = 'stopped', ended_at = now() where id = $1`, c.ID)
	if err := f.s.SwitchMode(f.ctx, c.ID, 2, dialer.Preview, m, f.agents[0]); !errors.Is(err, store.ErrWrongState) {
		t.Errorf("a stopped one: %v", err)
	}
}

func (f *floor) scan2(a, b any, sql string, args ...any) {
	f.t.Helper()
	f.must(f.pool.QueryRow(f.ctx, sql, args...).Scan(a, b))
}

func TestPrompts(t *testing.T) {
	f := newFloor(t, 1)
	audio := []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	id, err := f.s.AddPrompt(f.ctx, "欢迎", "您好", audio, f.agents[0])
	f.must(err)
	if _, err := f.s.AddPrompt(f.ctx, "欢迎", "", audio, f.agents[0]); !errors.Is(err, store.ErrNameTaken) {
		t.Errorf("the name twice: %v", err)
	}
	for range 2 { // the second time from memory
		if got, err := f.s.Prompt(f.ctx, id); err != nil || !slices.Equal(got, audio) {
			t.Errorf("%v, %v", got, err)
		}
	}
	c := f.in(f.campaign(1, 1, retry.Default(1, time.Second)), dialer.Agentless, func(m *campaign.ModeSettings) {
		m.Notice.Prompt, m.Predictive.Prompt = id, "shipped:abandoned-en"
	})
	list, err := f.s.Prompts(f.ctx)
	f.must(err)
	used := map[string]int{}
	for _, p := range list {
		used[p.ID] = len(p.UsedBy)
	}
	if list[0].ID != id || list[0].DurationMS != 2 || list[0].Shipped || used[id] != 1 || used["shipped:abandoned-en"] != 1 || used["shipped:abandoned-zh"] != 0 {
		t.Errorf("%+v", list)
	}
	if err := f.s.DeletePrompt(f.ctx, id, f.agents[0]); !errors.Is(err, store.ErrInUse) {
		t.Errorf("delete one that is played: %v", err)
	}
	f.in(c, dialer.Progressive, nil)
	f.must(f.s.DeletePrompt(f.ctx, id, f.agents[0]))
	for _, gone := range []string{id, "shipped:abandoned-zh", "nonsense"} {
		if err := f.s.DeletePrompt(f.ctx, gone, f.agents[0]); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("delete %s: %v", gone, err)
		}
	}
	for _, none := range []string{"4711", "shipped:nothing", ""} {
		if _, err := f.s.Prompt(f.ctx, none); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("play %q: %v", none, err)
		}
	}
}
