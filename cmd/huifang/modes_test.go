package main

import (
	"fmt"
	"math"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

// mode changes a campaign's mode and its settings.
func mode(m dialer.Mode, change func(*campaign.ModeSettings)) func(*client.CampaignInput) {
	return func(in *client.CampaignInput) {
		s := campaign.DefaultModeSettings()
		if change != nil {
			change(&s)
		}
		in.Mode, in.Modes = string(m), &s
	}
}

// level is the loudness of a span of a mono recording in dB below full scale.
func (w *world) level(file string, from, to time.Duration) float64 {
	w.t.Helper()
	channels, rate, err := lab.ReadWAV(file)
	w.must(err)
	a, b := int(from.Seconds()*float64(rate)), int(to.Seconds()*float64(rate))
	if b > len(channels[0]) {
		w.t.Fatalf("%s is %.1f s long, want %s", file, float64(len(channels[0]))/float64(rate), to)
	}
	sum := 1e-9
	for _, s := range channels[0][a:b] {
		sum += float64(s) * float64(s)
	}
	return 10*math.Log10(sum/float64(b-a)) - 20*math.Log10(32768)
}

// the only invite to a number, ended.
func (w *world) onlyCall(num string) lab.Invite {
	w.t.Helper()
	var inv lab.Invite
	w.eventually(25*time.Second, func() error {
		calls := w.invites(num)
		if len(calls) != 1 || calls[0].Ended.IsZero() {
			return fmt.Errorf("%s: %+v", num, calls)
		}
		inv = calls[0]
		return nil
	})
	return inv
}

// Predictive: nobody is reserved before the answer, and who answers is put through and heard both ways.
func TestPredictiveCalls(t *testing.T) {
	w := newWorld(t, 2, nil)
	nums := []string{number("13901"), number("13901")}
	a, b := w.desk(0, agentTone), w.desk(1, 1300)
	w.campaign(nums, mode(dialer.Predictive, nil))
	w.eventually(5*time.Second, func() error {
		for _, n := range nums {
			if len(w.invites(n)) != 1 {
				return fmt.Errorf("%d INVITEs to %s", len(w.invites(n)), n)
			}
		}
		return nil
	})
	if s := a.Snapshot().State; s != dialer.AgentReady {
		t.Fatalf("an agent is %s while the phones ring", s)
	}
	for _, d := range []*client.Desk{a, b} {
		_, err := d.Answered(w.ctx)
		w.must(err)
		w.must(d.Hears(w.within(3*time.Second), customerTone))
	}
	time.Sleep(1500 * time.Millisecond)
	for _, d := range []*client.Desk{a, b} {
		_, err := d.Say(w.ctx, "hangup", nil)
		w.must(err)
	}
	tones := map[bool]int{}
	for _, n := range nums {
		inv := w.onlyCall(n)
		one, other := w.heard(inv.Heard, 500*time.Millisecond, time.Second, agentTone), w.heard(inv.Heard, 500*time.Millisecond, time.Second, 1300)
		if max(one, other) < 0.6 {
			t.Errorf("customer %s hears %.2f of the one agent, %.2f of the other", n, one, other)
		}
		tones[one > other]++
	}
	if tones[true] != 1 {
		t.Fatalf("both customers heard the same agent: %v", tones)
	}
	for _, at := range w.allEnded(2, 10*time.Second) {
		if *at.Outcome != "answered" || at.Agent == nil {
			t.Errorf("%+v", at)
		}
		if d := w.detail(at.ID); len(d.Recordings) != 1 || d.Recordings[0].State != "complete" {
			t.Errorf("recordings %+v", d.Recordings)
		}
	}
	w.noDoubleDial(nums)
}

// served gives a campaign calls of today that agents had, so that its pacing may abandon some.
func (w *world) served(id int64, n int) {
	w.t.Helper()
	_, err := w.db.Exec(w.ctx, `
		insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, agent_id, node, fence, state, claimed_at, dialled_at, answered_at, bridged_at, ended_at, wrapped_up_at, outcome, hung_up_by)
		select f.id, f.campaign_id, f.contact_id, '+861390000' || to_char(i, 'FM0000'), 'carrier', $2, $3, 1, 'ended', t, t, t, t, t, t, 'answered', 'agent'
		from (select * from follow_up where campaign_id = $1 limit 1) f, generate_series(1, $4) i, (select now() - interval '30 seconds' as t) t`,
		id, w.agents[0], w.opts.Name, n)
	w.must(err)
}

// A person who answered and got no agent within two seconds hears the message, is counted as abandoned, and is dialled
// again only for an agent who is reserved for him.
func TestPredictiveAbandoned(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13901")
	d := w.desk(0, agentTone)
	c := w.campaign([]string{num}, func(in *client.CampaignInput) {
		mode(dialer.Predictive, nil)(in)
		in.MaxAttempts, in.RetryDelayS = 2, 1
	})
	w.served(c.ID, 200)
	w.eventually(5*time.Second, func() error {
		if len(w.invites(num)) != 1 {
			return fmt.Errorf("not dialled")
		}
		return nil
	})
	time.Sleep(1200 * time.Millisecond) // the calls before are seen
	_, err := d.Say(w.ctx, "pause", map[string]any{"reason": "break"})
	w.must(err)
	inv := w.onlyCall(num)
	var at attemptRow
	for _, a := range w.allEnded(201, 10*time.Second) {
		if a.Phone == "+86"+num {
			at = a
		}
	}
	if at.Outcome == nil || *at.Outcome != "abandoned" || at.Agent != nil {
		t.Fatalf("%+v", at)
	}
	if quiet, message := w.level(inv.Heard, 0, 1500*time.Millisecond), w.level(inv.Heard, 2300*time.Millisecond, 4*time.Second); quiet > -60 || message < -40 {
		t.Fatalf("the customer hears %.0f dB while he waits and %.0f dB then, want silence and a message", quiet, message)
	}
	if !inv.Answered.IsZero() && inv.Ended.Sub(inv.Answered) > 15*time.Second {
		t.Fatalf("the message took %s", inv.Ended.Sub(inv.Answered))
	}
	if n := w.counts(c.ID); n.Waiting != 1 {
		t.Fatalf("counts %+v", n)
	}
	// The second time an agent is reserved before it rings.
	_, err = d.Say(w.ctx, "ready", nil)
	w.must(err)
	s, err := d.Wait(w.within(90*time.Second), func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Phase == "ringing" })
	w.must(err)
	if s.State != dialer.AgentReserved {
		t.Fatalf("the agent is %s", s.State)
	}
	_, err = d.Answered(w.ctx)
	w.must(err)
	w.must(d.Hears(w.within(3*time.Second), customerTone))
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
}

// A person who answered is given to the agent who becomes free within the two seconds.
func TestPredictiveAgentInTime(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13901")
	d := w.desk(0, agentTone)
	w.served(w.campaign([]string{num}, mode(dialer.Predictive, nil)).ID, 200)
	w.eventually(5*time.Second, func() error {
		if len(w.invites(num)) != 1 {
			return fmt.Errorf("not dialled")
		}
		return nil
	})
	time.Sleep(1200 * time.Millisecond) // the calls before are seen
	_, err := d.Say(w.ctx, "pause", map[string]any{"reason": "break"})
	w.must(err)
	_, err = shared.Carrier.WaitInvite(w.within(10*time.Second), num, func(i lab.Invite) bool { return !i.Answered.IsZero() })
	w.must(err)
	time.Sleep(700 * time.Millisecond)
	_, err = d.Say(w.ctx, "ready", nil)
	w.must(err)
	_, err = d.Answered(w.within(time.Second))
	w.must(err)
	w.must(d.Hears(w.within(3*time.Second), customerTone))
}

// A notice without agents: heard, confirmed, refused and asked for an agent by key; every call is recorded.
func TestNotice(t *testing.T) {
	w := newWorld(t, 1, nil)
	confirms, refuses, asks, listens := number("13950"), number("13951"), number("13952"), number("13900")
	nums := []string{confirms, refuses, asks, listens}
	d := w.desk(0, agentTone)
	c := w.campaign(nums, mode(dialer.Agentless, func(m *campaign.ModeSettings) {
		m.Notice.Prompt = "shipped:notice-zh"
		m.Notice.Keys = map[string]string{"1": "confirm", "9": "do_not_call", "0": "agent"}
	}))
	_, err := d.Answered(w.within(20 * time.Second))
	w.must(err)
	w.must(d.Hears(w.within(5*time.Second), customerTone))
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)

	ends := map[string]string{}
	for _, at := range w.allEnded(4, 60*time.Second) {
		if *at.Outcome != "answered" {
			t.Errorf("%+v", at)
		}
		got := w.detail(at.ID)
		if len(got.Recordings) == 0 || got.Recordings[0].State != "complete" {
			t.Errorf("%s: recordings %+v", at.Phone, got.Recordings)
			continue
		}
		channels, rate := w.audio(got.Recordings[0].ID)
		if len(channels[0]) < 2*rate || lab.ToneShare(channels[1][rate/2:2*rate], rate, customerTone) < 0.6 {
			t.Errorf("%s: the recording has no customer", at.Phone)
		}
		inv := w.onlyCall(at.Phone[3:])
		if l := w.level(inv.Heard, 500*time.Millisecond, 2500*time.Millisecond); l < -40 {
			t.Errorf("%s hears the notice at %.0f dB", at.Phone, l)
		}
		var state, reason string
		w.must(w.db.QueryRow(w.ctx, `select f.state, f.reason from follow_up f join attempt a on a.follow_up_id = f.id where a.id = $1`, at.ID).Scan(&state, &reason))
		ends[at.Phone[3:]] = state + " " + reason
	}
	want := map[string]string{
		confirms: "completed " + campaign.ReasonNoticeConfirmed, listens: "completed " + campaign.ReasonNoticeDelivered,
		refuses: "cancelled do_not_call", asks: "wrapup ",
	}
	for n, s := range want {
		if ends[n] != s {
			t.Errorf("%s: %q, want %q", n, ends[n], s)
		}
	}
	var dnc int
	w.must(w.db.QueryRow(w.ctx, `select count(*) from dnc where phone = '+86' || $1`, refuses).Scan(&dnc))
	if dnc != 1 {
		t.Error("who pressed the key is not on the do-not-call list")
	}
	if n := w.counts(c.ID); n.Completed != 2 {
		t.Errorf("counts %+v", n)
	}
}

// Who asks for an agent by key and gets none hears the apology, and is called back soon by an agent: the notice is neither done with
// nor played again, and what he pressed is kept.
func TestNoticeKeyWithNobodyFree(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13953")
	d := w.pausedDesk(0, agentTone)
	c := w.campaign([]string{num}, mode(dialer.Agentless, func(m *campaign.ModeSettings) {
		m.Notice.Prompt, m.Notice.Keys = "shipped:notice-zh", map[string]string{"0": "agent"}
	}))
	at := w.allEnded(1, 75*time.Second)[0]
	inv := w.onlyCall(num)
	length := inv.Ended.Sub(inv.Answered)
	tape, _ := w.heardBy(inv)
	said, share := find(w.prompt("abandoned-zh"), tape)
	t.Logf("%.2f of the apology at %s, ended by %s after %s", share, said, inv.EndedBy, length)
	if share < 0.6 || said < 30*time.Second || inv.EndedBy != "caller" || length > 50*time.Second {
		t.Errorf("the customer hears %.2f of the apology at %s, ended by %s after %s", share, said, inv.EndedBy, length)
	}
	var keys string
	w.must(w.db.QueryRow(w.ctx, `select keys from attempt where id = $1`, at.ID).Scan(&keys))
	if *at.Outcome != "answered" || keys != "0" || at.Agent != nil {
		t.Errorf("%+v, keys %q", at, keys)
	}
	var state string
	var callback bool
	var due time.Time
	w.must(w.db.QueryRow(w.ctx, `select state, is_callback, due_at from follow_up where campaign_id = $1`, c.ID).Scan(&state, &callback, &due))
	if soon := time.Until(due); state != "waiting" || !callback || soon < 0 || soon > 15*time.Minute {
		t.Fatalf("the follow-up is %s, callback %t, due in %s", state, callback, soon)
	}

	// At its time nobody is dialled until an agent is there, and then for him.
	_, err := w.db.Exec(w.ctx, `update follow_up set due_at = now() where campaign_id = $1`, c.ID)
	w.must(err)
	time.Sleep(2 * time.Second)
	if n := len(w.invites(num)); n != 1 {
		t.Fatalf("%d INVITEs while nobody is there", n)
	}
	w.must(d.Ready(w.ctx))
	call, err := d.Answered(w.within(15 * time.Second))
	w.must(err)
	if !call.Screen.IsCallback {
		t.Errorf("the agent is not told that it is a callback: %+v", call.Screen)
	}
	w.must(d.Hears(w.within(2500*time.Millisecond), customerTone))
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	w.must(d.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	w.allEnded(2, 10*time.Second)
	if n := w.counts(c.ID); n.Completed != 1 {
		t.Errorf("counts %+v", n)
	}
	w.noDoubleDial([]string{num})
}

// Preview: the agent sees the customer first; nothing is dialled before he says so, and a skipped customer is not dialled.
func TestPreviewCalls(t *testing.T) {
	w := newWorld(t, 1, nil)
	first, second := number("13901"), number("13901")
	d := w.desk(0, agentTone)
	c := w.campaign([]string{first, second}, mode(dialer.Preview, nil))
	preview := func() dialer.Snapshot {
		s, err := d.Wait(w.within(10*time.Second), func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Phase == "preview" })
		w.must(err)
		return s
	}
	s := preview()
	if s.State != dialer.AgentReserved || s.Call.PreviewTill == nil || s.Call.Screen.Customer == "" {
		t.Fatalf("preview shows %s %+v", s.State, s.Call)
	}
	skipped, dialled := first, second
	if s.Call.Screen.Customer == "客户2" {
		skipped, dialled = second, first
	}
	time.Sleep(time.Second)
	if len(w.invites(first))+len(w.invites(second)) != 0 {
		t.Fatal("dialled during the preview")
	}
	_, err := d.Say(w.ctx, "skip", map[string]any{"reason": "not_needed"})
	w.must(err)
	_, err = d.Wait(w.within(10*time.Second), func(s2 dialer.Snapshot) bool { return s2.Call != nil && s2.Call.Attempt != s.Call.Attempt })
	w.must(err)
	preview()
	_, err = d.Say(w.ctx, "dial", nil)
	w.must(err)
	_, err = d.Answered(w.within(10 * time.Second))
	w.must(err)
	w.must(d.Hears(w.within(3*time.Second), customerTone))
	if len(w.invites(skipped)) != 0 || len(w.invites(dialled)) != 1 {
		t.Fatalf("%d INVITEs to the skipped, %d to the other", len(w.invites(skipped)), len(w.invites(dialled)))
	}
	if n := w.counts(c.ID); n.Cancelled != 1 {
		t.Errorf("counts %+v: skipped for good is cancelled", n)
	}
}
