package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
	"huifang/dialer/webrtc/agentpeer"
	"huifang/dialer/webrtc/g711"
)

// Tones of those who take part beside the agent and the customer.
const (
	colleagueTone = 1500
	coachTone     = 1900
)

var voices = map[string]float64{"customer": customerTone, "agent": agentTone, "colleague": colleagueTone, "coach": coachTone}

// heardNow tells whose tones a page has heard in the last 0.6 s.
func heardNow(p *agentpeer.Peer) string {
	return tonesIn(p.Samples(600*time.Millisecond), g711.SampleRate)
}

// tonesIn tells whose tones are there, each above -25 dBFS: pages send -12, the carrier's customers a little less, and a
// note of the hold music, of which one has the customer's frequency, has -28.
func tonesIn(samples []int16, rate int) string {
	var energy float64
	for _, s := range samples {
		energy += float64(s) * float64(s)
	}
	if energy == 0 {
		return ""
	}
	level := 10*math.Log10(energy/float64(len(samples))) - 20*math.Log10(32768)
	var names []string
	for name, hz := range voices {
		if level+10*math.Log10(lab.ToneShare(samples, rate, hz)) > -25 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// hears waits until a page hears exactly those named, for half a second.
func (w *world) hears(what string, p *agentpeer.Peer, whom string) {
	w.t.Helper()
	var got string
	for deadline := time.Now().Add(6 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if got = heardNow(p); got == whom {
			time.Sleep(500 * time.Millisecond)
			if got = heardNow(p); got == whom {
				return
			}
		}
	}
	w.t.Errorf("%s: hears [%s], want [%s]", what, got, whom)
}

// stretch is a stretch of a call whose audio is judged afterwards.
type stretch struct {
	what     string
	from, to time.Time
	want     string // whose tones
}

// during notes a stretch of two seconds from now on.
func during(list *[]stretch, what, want string) {
	from := time.Now()
	time.Sleep(2 * time.Second)
	*list = append(*list, stretch{what, from, time.Now(), want})
}

// judge checks spans in a recording that began at start.
func (w *world) judge(who string, samples []int16, rate int, start time.Time, spans []stretch) {
	w.t.Helper()
	for _, s := range spans {
		const margin = 600 * time.Millisecond
		from, to := s.from.Add(margin).Sub(start).Seconds(), s.to.Add(-200*time.Millisecond).Sub(start).Seconds()
		a, b := int(from*float64(rate)), int(to*float64(rate))
		if a < 0 || b > len(samples) || a >= b {
			w.t.Errorf("%s, %s: samples %d to %d of %d", who, s.what, a, b, len(samples))
			continue
		}
		if got := tonesIn(samples[a:b], rate); got != s.want {
			w.t.Errorf("%s, %s: [%s], want [%s]", who, s.what, got, s.want)
		}
	}
}

// heardBy reads what a callee heard, from his answer on.
func (w *world) heardBy(inv lab.Invite) (samples []int16, rate int) {
	w.t.Helper()
	channels, rate, err := lab.ReadWAV(inv.Heard)
	w.must(err)
	return channels[0], rate
}

func (w *world) endedInvite(number string) lab.Invite {
	w.t.Helper()
	inv, err := shared.Carrier.WaitInvite(w.within(30*time.Second), number, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	w.must(err)
	return inv
}

func (w *world) say(d interface {
	Say(context.Context, string, map[string]any) (string, error)
}, kind string, fields map[string]any) {
	w.t.Helper()
	if _, err := d.Say(w.ctx, kind, fields); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(d *client.Desk, code, kind string, fields map[string]any) {
	w.t.Helper()
	_, err := d.Say(w.ctx, kind, fields)
	var r *client.ReplyError
	if !errors.As(err, &r) || r.Code != code {
		w.t.Errorf("%s %v: %v, want %s", kind, fields, err, code)
	}
}

// guest waits for a state of the guest on a desk.
func (w *world) guest(d *client.Desk, state string) dialer.CallSnapshot {
	w.t.Helper()
	s, err := d.Wait(w.within(25*time.Second), func(s dialer.Snapshot) bool {
		return s.Call != nil && s.Call.Guest != nil && s.Call.Guest.State == state
	})
	if err != nil {
		w.t.Fatalf("wait for a guest who is %s: %v (guest %+v)", state, err, s.Call)
	}
	return *s.Call
}

func (w *world) noGuest(d *client.Desk) {
	w.t.Helper()
	_, err := d.Wait(w.within(5*time.Second), func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Guest == nil })
	w.must(err)
}

// conversation starts a campaign with one number for the first agent and waits for the conversation.
func (w *world) conversation(d *client.Desk, num string) dialer.CallSnapshot {
	w.t.Helper()
	w.campaign([]string{num}, func(in *client.CampaignInput) { in.AgentIDs = w.agents })
	call, err := d.Answered(w.ctx)
	w.must(err)
	return call
}

func (w *world) kinds(attempt int64) []string {
	w.t.Helper()
	var list []string
	for _, e := range w.detail(attempt).Timeline {
		list = append(list, e.Kind)
	}
	return list
}

// inOrder checks that a timeline has these kinds in this order, with others between them.
func (w *world) inOrder(attempt int64, want ...string) {
	w.t.Helper()
	got := w.kinds(attempt)
	rest := got
	for _, k := range want {
		i := slices.Index(rest, k)
		if i < 0 {
			w.t.Errorf("timeline %v lacks %s (in the order %v)", got, k, want)
			return
		}
		rest = rest[i+1:]
	}
}

// pausedDesk seats an agent who gets no calls of the campaign before he is ready.
func (w *world) pausedDesk(i, tone int) *client.Desk {
	w.t.Helper()
	d, err := w.login(fmt.Sprintf("agent%d", i)).Desk(w.ctx, false)
	w.must(err)
	w.t.Cleanup(func() { _ = d.Close() })
	w.must(d.Attach(w.ctx, tone))
	return d
}

// A colleague is consulted while the customer hears music, takes part, goes, comes again, and takes the call over (R18).
func TestConsultConferenceTransfer(t *testing.T) {
	w := newWorld(t, 2, nil)
	num := number("13900")
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	answered := time.Now()
	b := w.pausedDesk(1, colleagueTone)
	w.refused(a, "colleague_busy", "ask", map[string]any{"whom": "agent", "agent_id": w.agents[1]})
	w.must(b.Ready(w.ctx))
	w.hears("agent in the conversation", a.Audio, "customer")

	var dir struct {
		Agents []dialer.AgentInfo
	}
	w.must(a.Do(w.ctx, http.MethodGet, "/agent/directory", nil, &dir))
	if len(dir.Agents) != 1 || dir.Agents[0].ID != w.agents[1] || !dir.Agents[0].Free {
		t.Fatalf("directory %+v", dir.Agents)
	}

	var heard []stretch
	w.say(a, "ask", map[string]any{"whom": "agent", "agent_id": w.agents[1], "note": "合同条款"})
	asked := w.guest(b, "asked")
	if asked.Phase != "invited" || asked.Guest.Name != "agent0" || asked.Guest.Note != "合同条款" || asked.Guest.Till == nil || asked.Screen.Customer != "客户1" {
		t.Fatalf("the colleague sees %+v, guest %+v", asked, asked.Guest)
	}
	w.refused(a, "not_allowed", "ask", map[string]any{"whom": "agent", "agent_id": w.agents[1]})
	during(&heard, "while the colleague is asked", "")
	w.say(b, "accept", nil)
	w.guest(a, "consulting")
	w.hears("agent in the consultation", a.Audio, "colleague")
	w.hears("colleague in the consultation", b.Audio, "agent")
	during(&heard, "during the consultation", "")
	if a.Snapshot().Call.HeldSince == nil {
		t.Error("the desk does not show that the customer waits")
	}

	w.say(a, "hold", map[string]any{"on": false})
	w.guest(b, "conference")
	w.hears("agent in the conference", a.Audio, "colleague customer")
	w.hears("colleague in the conference", b.Audio, "agent customer")
	during(&heard, "in the conference", "agent colleague")
	w.say(b, "mute", map[string]any{"on": true})
	during(&heard, "with the colleague muted", "agent")
	w.hears("muted colleague", b.Audio, "agent customer")

	w.say(a, "take_back", nil)
	w.noGuest(a)
	w.waitState(b, dialer.AgentReady)
	w.hears("agent alone with the customer", a.Audio, "customer")
	w.hears("colleague who has left", b.Audio, "")
	during(&heard, "without the colleague", "agent")

	w.say(a, "ask", map[string]any{"whom": "agent", "agent_id": w.agents[1]})
	w.guest(b, "asked")
	w.refused(a, "not_allowed", "complete", map[string]any{}) // see below: only once he has accepted
	w.say(b, "decline", nil)
	if s := w.guest(a, "failed"); s.Guest.Reason != "declined" || s.HeldSince != nil {
		t.Errorf("after declining: %+v, held since %v", s.Guest, s.HeldSince)
	}
	w.waitState(b, dialer.AgentReady)
	w.hears("agent after the colleague declined", a.Audio, "customer")

	w.say(a, "ask", map[string]any{"whom": "agent", "agent_id": w.agents[1], "note": "请接手"})
	w.guest(b, "asked")
	w.say(b, "accept", nil)
	w.guest(a, "consulting")
	c, err := w.sup.Coach(w.ctx, coachTone, 0)
	w.must(err)
	t.Cleanup(func() { _ = c.Close() })
	w.say(c, "listen", map[string]any{"agent_id": w.agents[0]})
	w.say(a, "complete", nil)
	taken := w.guest(b, "taken")
	if taken.Guest.Note != "请接手" {
		t.Errorf("the colleague does not see why: %+v", taken.Guest)
	}
	w.waitState(a, dialer.AgentReady) // without a form
	w.waitState(b, dialer.AgentOnCall)
	w.hears("colleague with the customer", b.Audio, "customer")
	if _, err := c.Wait(w.within(5*time.Second), func(s dialer.CoachSnapshot) bool { return s.Agent == w.agents[1] && s.Name == "agent1" }); err != nil {
		t.Errorf("the supervisor is not with the agent who took over: %v", err)
	}
	w.hears("supervisor after the transfer", c.Audio, "colleague customer")
	w.say(c, "leave", nil)
	during(&heard, "with the colleague", "colleague")
	w.hears("agent who has left", a.Audio, "")
	w.say(b, "hangup", nil)
	w.waitState(b, dialer.AgentWrapUp)
	w.must(b.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	w.waitState(b, dialer.AgentReady)

	inv := w.endedInvite(num)
	samples, rate := w.heardBy(inv)
	w.judge("customer", samples, rate, answered, heard)
	row := w.allEnded(1, 5*time.Second)[0]
	if *row.Outcome != "answered" || row.Agent == nil || *row.Agent != w.agents[1] {
		t.Errorf("attempt %+v, want it with the colleague", row)
	}
	det := w.detail(call.Attempt)
	if det.HoldMS < 4000 {
		t.Errorf("hold time %d ms", det.HoldMS)
	}
	w.inOrder(call.Attempt, "bridged", "consult", "hold", "guest_accepted", "unhold", "taken_back", "consult", "guest_failed", "consult", "guest_accepted", "agent_found", "bridged", "hangup", "ended")
	if len(det.Recordings) != 2 || det.Recordings[0].State != "complete" || det.Recordings[1].State != "complete" {
		t.Fatalf("recordings %+v", det.Recordings)
	}
	// What the customer heard of agents, and nothing of the consultations.
	first, rate := w.audio(det.Recordings[0].ID)
	w.judge("recording, agents' side", first[0], rate, answered, heard[:5])
	second, rate := w.audio(det.Recordings[1].ID)
	tail := second[0][len(second[0])-2*rate:]
	if got := tonesIn(tail, rate); got != "colleague" {
		t.Errorf("second recording, agent's side: [%s]", got)
	}
}

// Blind transfers: to a colleague who takes it, and to one who does not.
func TestBlindTransfer(t *testing.T) {
	w := newWorld(t, 2, nil)
	num := number("13900")
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	answered := time.Now()
	b := w.pausedDesk(1, colleagueTone)
	w.must(b.Ready(w.ctx))

	var heard []stretch
	ask := map[string]any{"whom": "agent", "agent_id": w.agents[1], "blind": true, "note": "售后"}
	w.say(a, "ask", ask)
	if s := w.guest(b, "asked"); !s.Guest.Blind {
		t.Errorf("the colleague is not told that it is a transfer: %+v", s.Guest)
	}
	w.waitState(a, dialer.AgentWrapUp)
	w.guest(a, "transferring")
	during(&heard, "transferred, nobody there yet", "")
	w.say(b, "decline", nil)
	w.waitState(a, dialer.AgentOnCall)
	if s := w.guest(a, "failed"); s.Guest.Reason != "declined" || s.Phase != "talking" {
		t.Errorf("given back: %s, guest %+v", s.Phase, s.Guest)
	}
	w.hears("agent who has the customer again", a.Audio, "customer")
	during(&heard, "given back", "agent")
	w.waitState(b, dialer.AgentReady)

	w.say(a, "ask", ask)
	w.guest(b, "asked")
	w.say(b, "accept", nil)
	w.waitState(a, dialer.AgentReady)
	w.waitState(b, dialer.AgentOnCall)
	if s := w.guest(b, "taken"); s.Guest.Name != "agent0" || s.Guest.Note != "售后" {
		t.Errorf("the colleague does not see who and why: %+v", s.Guest)
	}
	w.hears("colleague with the customer", b.Audio, "customer")
	during(&heard, "with the colleague", "colleague")
	w.say(b, "hangup", nil)
	w.waitState(b, dialer.AgentWrapUp)
	w.must(b.Dispose(w.ctx, call.Attempt, "completed", nil, false))

	samples, rate := w.heardBy(w.endedInvite(num))
	w.judge("customer", samples, rate, answered, heard)
	w.allEnded(1, 5*time.Second)
	w.inOrder(call.Attempt, "transfer", "guest_failed", "agent_found", "bridged", "transfer", "guest_accepted", "agent_found", "bridged", "ended")
	for _, r := range w.detail(call.Attempt).Recordings {
		if r.State != "complete" {
			t.Errorf("recording %+v", r)
		}
	}
}

// A customer whose transfer nobody takes is not lost: the call becomes a callback.
func TestLostTransfer(t *testing.T) {
	w := newWorld(t, 2, nil)
	num := number("13900")
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	b := w.pausedDesk(1, colleagueTone)
	w.must(b.Ready(w.ctx))
	w.say(a, "ask", map[string]any{"whom": "agent", "agent_id": w.agents[1], "blind": true})
	w.guest(b, "asked")
	w.guest(a, "transferring")
	w.must(a.Close()) // he goes home
	w.say(b, "pause", map[string]any{"reason": "meal"})
	w.say(b, "decline", nil)
	row := w.allEnded(1, 40*time.Second)[0]
	if *row.Outcome != "answered" || row.HungUpBy == nil || *row.HungUpBy != "system" {
		t.Errorf("attempt %+v", row)
	}
	w.inOrder(call.Attempt, "transfer", "guest_failed", "transfer_lost", "ended")
	var state string
	var callback bool
	var due time.Time
	w.must(w.db.QueryRow(w.ctx, `select f.state, f.is_callback, f.due_at from follow_up f join attempt a on a.follow_up_id = f.id where a.id = $1`, call.Attempt).
		Scan(&state, &callback, &due))
	if state != "waiting" || !callback || time.Until(due) < 5*time.Minute {
		t.Errorf("follow-up is %s, callback %v, due %s", state, callback, due)
	}
	if det := w.detail(call.Attempt); det.Disposition != "callback" {
		t.Errorf("disposition %q", det.Disposition)
	}
}

// An outside number is consulted and takes the customer over: with permission, by the number rules, and only once it has
// answered (R18).
func TestOutsideTransfer(t *testing.T) {
	w := newWorld(t, 1, nil)
	num, expert, busy := number("13913"), number("13911"), number("13903") // the expert's side is an echo
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	answered := time.Now()

	w.refused(a, "outside_not_permitted", "ask", map[string]any{"whom": "outside", "number": expert})
	w.must(w.sup.Do(w.ctx, http.MethodPatch, fmt.Sprintf("/users/%d", w.agents[0]), map[string]any{"rights": []string{"dial_outside"}}, nil))
	for _, bad := range []string{"110", "0019001234567", "+1 900 555 1234", "00852900123456", "PJSIP/1&PJSIP/2", "12345"} {
		if _, err := a.Say(w.ctx, "ask", map[string]any{"whom": "outside", "number": bad}); err == nil {
			t.Errorf("%q was dialled", bad)
		}
	}
	listed := number("13913")
	w.must(w.sup.Do(w.ctx, http.MethodPost, "/dnc", map[string]string{"phone": listed, "reason": "asked"}, nil))
	w.refused(a, "number_do_not_call", "ask", map[string]any{"whom": "outside", "number": listed})
	w.say(a, "ask", map[string]any{"whom": "outside", "number": busy})
	if s := w.guest(a, "failed"); s.Guest.Reason != "busy" || s.HeldSince != nil {
		t.Errorf("after busy: %+v, held since %v", s.Guest, s.HeldSince)
	}
	w.hears("agent after busy", a.Audio, "customer")

	var heard []stretch
	w.say(a, "ask", map[string]any{"whom": "outside", "number": expert, "note": "专家"})
	if s := w.guest(a, "consulting"); s.Guest.Kind != "outside" || strings.Contains(s.Guest.Name, expert) {
		t.Errorf("guest %+v", s.Guest)
	}
	w.hears("agent with the expert, an echo", a.Audio, "agent")
	during(&heard, "during the consultation", "")
	w.say(a, "complete", nil)
	w.waitState(a, dialer.AgentWrapUp)
	if s := w.guest(a, "handed"); s.Phase != "ended" {
		t.Errorf("agent's phase %s", s.Phase)
	}
	// The agent's part is over: he gives the disposition and is free while the two talk on (I8).
	w.must(a.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	w.waitState(a, dialer.AgentReady)
	next := number("13900")
	w.campaign([]string{next}, nil)
	second, err := a.Answered(w.ctx)
	w.must(err)
	if second.Attempt == call.Attempt {
		t.Fatal("the same attempt again")
	}
	during(&heard, "with the expert, an echo of himself", "customer")
	w.say(a, "hangup", nil)
	w.waitState(a, dialer.AgentWrapUp)
	w.must(a.Dispose(w.ctx, second.Attempt, "completed", nil, false))

	inv := w.endedInvite(num) // hangs up after 20 s
	if inv.EndedBy != "callee" {
		t.Errorf("the customer's call was ended by %s", inv.EndedBy)
	}
	other := w.endedInvite(expert)
	if other.EndedBy != "caller" || other.Ended.Sub(inv.Ended) > 2*time.Second {
		t.Errorf("the expert was released by %s, %s after the customer", other.EndedBy, other.Ended.Sub(inv.Ended))
	}
	if n := len(w.invites(expert)); n != 1 {
		t.Errorf("%d INVITEs to the expert", n)
	}
	samples, rate := w.heardBy(inv)
	w.judge("customer", samples, rate, answered, heard)
	w.allEnded(2, 5*time.Second)
	w.inOrder(call.Attempt, "consult", "guest_failed", "consult", "guest_accepted", "handed", "hangup", "ended")
	det := w.detail(call.Attempt)
	if det.HungUpBy != "customer" || det.Disposition != "completed" || len(det.Recordings) != 2 || det.Recordings[1].State != "complete" {
		t.Fatalf("attempt %+v", det)
	}
	channels, rate := w.audio(det.Recordings[1].ID)
	if got := tonesIn(channels[1][rate:3*rate], rate); got != "customer" {
		t.Errorf("recording of the handed call: [%s]", got)
	}
	w.noStray()
}

// A conference with an outside number, and a blind transfer to one.
func TestOutsideConferenceAndBlind(t *testing.T) {
	w := newWorld(t, 1, nil)
	w.must(w.sup.Do(w.ctx, http.MethodPatch, fmt.Sprintf("/users/%d", w.agents[0]), map[string]any{"rights": []string{"dial_outside"}}, nil))
	num, expert, target, silent := number("13912"), number("13900"), number("13900"), number("13903")
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	answered := time.Now()
	var customerHeard, expertHeard []stretch
	w.say(a, "ask", map[string]any{"whom": "outside", "number": expert})
	w.guest(a, "consulting")
	expertSince := time.Now()
	w.hears("agent with the expert", a.Audio, "customer") // whose tone is a customer's
	w.say(a, "hold", map[string]any{"on": false})
	w.guest(a, "conference")
	during(&customerHeard, "conference", "agent customer")
	expertHeard = append(expertHeard, stretch{"conference", customerHeard[0].from, customerHeard[0].to, "agent"})
	w.say(a, "take_back", nil)
	w.noGuest(a)
	inv := w.endedInvite(expert)
	if inv.EndedBy != "caller" {
		t.Errorf("the expert's call was ended by %s", inv.EndedBy)
	}
	samples, rate := w.heardBy(inv)
	w.judge("expert", samples, rate, expertSince, expertHeard)

	// Blind, and busy: the agent has him again.
	w.say(a, "ask", map[string]any{"whom": "outside", "number": silent, "blind": true})
	w.waitState(a, dialer.AgentOnCall)
	if s := w.guest(a, "failed"); s.Guest.Reason != "busy" {
		t.Errorf("after busy: %+v", s.Guest)
	}
	during(&customerHeard, "given back", "agent")
	w.say(a, "ask", map[string]any{"whom": "outside", "number": target, "blind": true})
	w.waitState(a, dialer.AgentWrapUp)
	w.guest(a, "handed")
	during(&customerHeard, "handed to a tone", "customer")
	// The one to whom he was transferred is called from outside the test's reach; the service ends both.
	w.must(w.node.Kill9(w.ctx))
	w.must(w.node.Start(w.ctx))
	inv = w.endedInvite(target)
	if inv.EndedBy != "caller" {
		t.Errorf("after the crash the outside party was ended by %s", inv.EndedBy)
	}
	samples, rate = w.heardBy(w.endedInvite(num))
	w.judge("customer", samples, rate, answered, customerHeard)
	row := w.allEnded(1, 30*time.Second)[0]
	if row.ID != call.Attempt || *row.Outcome != "answered" {
		t.Errorf("attempt %+v", row)
	}
	w.noStray()
}

// The menu of an expert's switchboard: keys go to whom the agent talks with, and the customer on hold does not get them.
func TestKeysToTheOutside(t *testing.T) {
	w := newWorld(t, 1, nil)
	w.must(w.sup.Do(w.ctx, http.MethodPatch, fmt.Sprintf("/users/%d", w.agents[0]), map[string]any{"rights": []string{"dial_outside"}}, nil))
	num, expert := number("13914"), number("13914") // both write down the keys
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	press := func(keys, by string) {
		t.Helper()
		w.say(a, "dtmf", map[string]any{"digits": keys})
		w.eventually(10*time.Second, func() error {
			if got := w.pressed(by); got != keys {
				return fmt.Errorf("%s got the keys %q, want %q", by, got, keys)
			}
			return nil
		})
	}
	w.say(a, "ask", map[string]any{"whom": "outside", "number": expert})
	w.guest(a, "consulting")
	press("42#", expert)
	if got := w.pressed(num); got != "" {
		t.Errorf("the customer on hold got the keys %q", got)
	}
	w.say(a, "take_back", nil)
	w.noGuest(a)
	press("7", num)
	if got := w.pressed(expert); got != "42#" {
		t.Errorf("the expert got the keys %q in the end", got)
	}
	w.say(a, "hangup", nil)
	w.allEnded(1, 5*time.Second)
	w.inOrder(call.Attempt, "consult", "guest_accepted", "ended")
}

// pressed gives the keys that a callee has got.
func (w *world) pressed(number string) (keys string) {
	w.t.Helper()
	for _, inv := range w.invites(number) {
		for _, d := range inv.DTMF {
			keys += d.Digit
		}
	}
	return keys
}

// The agent's page is gone for good in a consultation: the colleague has the customer, nobody is cut off.
func TestAgentLostInConsultation(t *testing.T) {
	w := newWorld(t, 2, nil)
	num := number("13900")
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	b := w.pausedDesk(1, colleagueTone)
	w.must(b.Ready(w.ctx))
	w.say(a, "ask", map[string]any{"whom": "agent", "agent_id": w.agents[1]})
	w.guest(b, "asked")
	w.say(b, "accept", nil)
	w.guest(b, "consulting")
	w.must(a.Close())
	w.guest(b, "taken")
	w.hears("colleague with the customer", b.Audio, "customer")
	w.say(b, "hangup", nil)
	w.waitState(b, dialer.AgentWrapUp)
	if row := w.allEnded(1, 5*time.Second)[0]; row.ID != call.Attempt || *row.Agent != w.agents[1] {
		t.Errorf("attempt %+v", row)
	}
}

// A supervisor listens, whispers and joins; the customer and the recording hear only what they may (R30, I10).
func TestCoach(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13900")
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	answered := time.Now()
	c, err := w.sup.Coach(w.ctx, coachTone, 0)
	w.must(err)
	t.Cleanup(func() { _ = c.Close() })
	mode := func(m string) {
		t.Helper()
		w.say(c, m, map[string]any{"agent_id": w.agents[0]})
	}
	coaches := func(want int) {
		t.Helper()
		if _, err := a.Wait(w.within(5*time.Second), func(s dialer.Snapshot) bool { return s.Call != nil && len(s.Call.Coaches) == want }); err != nil {
			t.Errorf("the agent sees %+v, want %d", a.Snapshot().Call.Coaches, want)
		}
	}
	var heard []stretch
	w.say(a, "help", map[string]any{"on": true, "note": "客户要求退款"})
	mode("listen")
	w.hears("listening supervisor", c.Audio, "agent customer")
	during(&heard, "with a listener", "agent")
	w.hears("agent with a listener", a.Audio, "customer")
	coaches(0) // by default listening is not shown
	mode("whisper")
	coaches(1)
	w.hears("agent with a whisper", a.Audio, "coach customer")
	w.hears("whispering supervisor", c.Audio, "agent customer")
	during(&heard, "with a whisper", "agent")
	mode("join")
	w.hears("agent with three", a.Audio, "coach customer")
	w.hears("supervisor who has joined", c.Audio, "agent customer")
	during(&heard, "with three", "agent coach")
	mode("listen")
	during(&heard, "with a listener again", "agent")
	w.must(w.sup.Do(w.ctx, http.MethodPut, "/call-settings", map[string]any{"show_coach": "always"}, nil))
	mode("listen")
	coaches(1)
	w.say(c, "leave", nil)
	coaches(0)
	w.hears("supervisor who has left", c.Audio, "")
	during(&heard, "without a supervisor", "agent")
	mode("listen")
	w.say(a, "hangup", nil)
	if _, err := c.Wait(w.within(5*time.Second), func(s dialer.CoachSnapshot) bool { return s.Ended && s.Mode == "" }); err != nil {
		t.Error(err)
	}
	if _, err := c.Say(w.ctx, "listen", map[string]any{"agent_id": w.agents[0]}); err == nil {
		t.Error("there was something to listen to after the call")
	}

	samples, rate := w.heardBy(w.endedInvite(num))
	w.judge("customer", samples, rate, answered, heard)
	w.allEnded(1, 5*time.Second)
	det := w.detail(call.Attempt)
	channels, rate := w.audio(det.Recordings[0].ID)
	w.judge("recording, agent's side", channels[0], rate, answered, heard)
	for i := range heard {
		heard[i].want = "customer"
	}
	w.judge("recording, customer's side", channels[1], rate, answered, heard)
	var trail []string
	rows, err := w.db.Query(w.ctx, `select action from audit where object = $1 order by id`, fmt.Sprintf("attempt:%d", call.Attempt))
	w.must(err)
	for rows.Next() {
		var action string
		w.must(rows.Scan(&action))
		if strings.Count(action, ".") == 1 && action != "attempt.look" {
			trail = append(trail, strings.TrimPrefix(action, "attempt."))
		}
	}
	if want := []string{"listen", "whisper", "join", "listen", "listen", "listen"}; !slices.Equal(trail, want) {
		t.Errorf("audit trail %v, want %v", trail, want)
	}
	w.inOrder(call.Attempt, "coach_listen", "coach_whisper", "coach_join", "coach_listen", "coach_left", "coach_listen", "ended")
	if _, err := w.login("agent0").Coach(w.ctx, 0, 0); err == nil {
		t.Error("an agent has a supervisor's seat")
	}
}

// The recording is paused for a card number: silence in the file, marked in the timeline, complete all the same (I6).
func TestRecordingPause(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13900")
	a := w.desk(0, agentTone)
	call := w.conversation(a, num)
	answered := time.Now()
	var left, right []stretch
	both := func(what string, recorded bool) {
		var list []stretch
		during(&list, what, "")
		l, r := list[0], list[0]
		if recorded {
			l.want, r.want = "agent", "customer"
		}
		left, right = append(left, l), append(right, r)
	}
	both("before", true)
	w.say(a, "record", map[string]any{"on": false, "reason": "card"})
	if _, err := a.Wait(w.within(3*time.Second), func(s dialer.Snapshot) bool { return s.Call.PausedSince != nil && !s.Call.Recording }); err != nil {
		t.Error(err)
	}
	both("paused", false)
	w.hears("agent while paused", a.Audio, "customer")
	w.say(a, "record", map[string]any{"on": true})
	both("after", true)
	w.say(a, "hold", map[string]any{"on": true, "reason": "lookup"})
	time.Sleep(time.Second)
	w.say(a, "hold", map[string]any{"on": false})
	w.say(a, "hangup", nil)
	w.allEnded(1, 5*time.Second)
	det := w.detail(call.Attempt)
	if len(det.Recordings) != 1 || det.Recordings[0].State != "complete" {
		t.Fatalf("recordings %+v", det.Recordings)
	}
	channels, rate := w.audio(det.Recordings[0].ID)
	w.judge("agent's side", channels[0], rate, answered, left)
	w.judge("customer's side", channels[1], rate, answered, right)
	w.inOrder(call.Attempt, "recording", "recording_paused", "recording_resumed", "hold", "unhold", "recorded")
	var reasons []string
	rows, err := w.db.Query(w.ctx, `select detail->>'detail' from attempt_event where attempt_id = $1 and kind in ('recording_paused', 'hold') order by seq`, call.Attempt)
	w.must(err)
	for rows.Next() {
		var reason string
		w.must(rows.Scan(&reason))
		reasons = append(reasons, reason)
	}
	if !slices.Equal(reasons, []string{"card", "lookup"}) {
		t.Errorf("reasons %v", reasons)
	}
}

// The customer's keys are shown to the agent.
func TestDigitsFromTheCustomer(t *testing.T) {
	w := newWorld(t, 1, nil)
	a := w.desk(0, 0)
	call := w.conversation(a, number("13950")) // presses 1 after 3 s
	if _, err := a.Wait(w.within(10*time.Second), func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Digits == "1" }); err != nil {
		t.Fatal(err)
	}
	w.say(a, "hangup", nil)
	w.allEnded(1, 5*time.Second)
	w.inOrder(call.Attempt, "bridged", "dtmf", "ended")
}

// noStray checks that no call is left at the PBX.
func (w *world) noStray() {
	w.t.Helper()
	w.eventually(10*time.Second, func() error {
		out, err := shared.PBX.CLI(w.ctx, "core show channels concise")
		if err != nil {
			return err
		}
		for line := range strings.Lines(out) {
			if strings.HasPrefix(line, "PJSIP/") {
				return fmt.Errorf("left at the PBX: %s", line)
			}
		}
		return nil
	})
}
