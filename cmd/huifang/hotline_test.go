package main

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

// Customers call in through the carrier, which judges what they hear and which SIP answers they get (R19).

const callerTone = 660

var dids atomic.Int64

type queueOf struct {
	ID      int64
	Version int
	did     string
	in      map[string]any
}

// hotline makes and starts a queue with a number of its own, for all agents.
func (w *world) hotline(change map[string]any) queueOf {
	w.t.Helper()
	q := queueOf{did: fmt.Sprintf("010%08d", 62000000+dids.Add(1))}
	q.in = map[string]any{"name": "热线 " + w.t.Name(), "trunk": "carrier", "agent_ids": w.agents, "window": client.Always(), "max_attempts": 3, "retry_delay_s": 60,
		"category": "after_sales", "numbers": []string{q.did}, "head_start_s": 0, "language": "", "last_agent_s": 0, "max_waiting": 20, "max_wait_s": 300, "announce_s": 30,
		"overflow": "message", "closed": "message", "offer": true, "message_max_s": 60, "greeting": "", "closed_prompt": "", "english": false}
	for k, v := range change {
		q.in[k] = v
	}
	w.must(w.sup.Do(w.ctx, http.MethodPost, "/queues", q.in, &q))
	_, err := w.sup.Act(w.ctx, q.ID, "start")
	w.must(err)
	w.hotlineUp()
	return q
}

// hotlineUp waits until Asterisk knows where incoming calls go: the PBX of these tests serves many nodes, one after the other.
func (w *world) hotlineUp() {
	w.t.Helper()
	w.eventually(5*time.Second, func() error {
		text, err := shared.PBX.CLI(w.ctx, "dialplan show globals")
		if err == nil && !strings.Contains(text, "HUIFANG_APP=huifang-"+w.opts.Name) {
			err = fmt.Errorf("the PBX does not know the node yet: %s", text)
		}
		return err
	})
}

func (w *world) callIn(did, caller, steps string) string {
	w.t.Helper()
	id, err := shared.Carrier.CallIn(w.ctx, did, caller, steps)
	w.must(err)
	return id
}

func (w *world) incoming(id string, limit time.Duration, until func(lab.Incoming) bool) lab.Incoming {
	w.t.Helper()
	in, err := shared.Carrier.WaitIncoming(w.within(limit), id, until)
	w.must(err)
	return in
}

func picked(in lab.Incoming) bool { return !in.Answered.IsZero() }
func over(in lab.Incoming) bool   { return !in.Ended.IsZero() }

// loudness is that of a span of a recording in dBFS.
func (w *world) loudness(file string, from, to time.Duration) float64 {
	w.t.Helper()
	channels, rate, err := lab.ReadWAV(file)
	w.must(err)
	a, b := int(from.Seconds()*float64(rate)), int(to.Seconds()*float64(rate))
	if b > len(channels[0]) {
		w.t.Fatalf("%s is %d samples long, want %d", file, len(channels[0]), b)
	}
	sum := 0.0
	for _, s := range channels[0][a:b] {
		sum += float64(s) * float64(s)
	}
	return 10 * math.Log10(sum/float64(b-a)/(32768*32768)+1e-12)
}

type hotlineRow struct {
	Direction, Outcome, Detail, FollowUp, Reason, Phone string
	Agent                                               *int64
	Callback                                            bool
	ID                                                  int64
}

func (w *world) hotlineRow(n int) hotlineRow {
	w.t.Helper()
	var r hotlineRow
	w.must(w.db.QueryRow(w.ctx, `select a.direction, coalesce(a.outcome, ''), a.end_detail, f.state, f.reason, a.phone, a.agent_id, f.is_callback, a.id
		from attempt a join follow_up f on f.id = a.follow_up_id where a.direction = 'in' order by a.id offset $1 limit 1`, n).
		Scan(&r.Direction, &r.Outcome, &r.Detail, &r.FollowUp, &r.Reason, &r.Phone, &r.Agent, &r.Callback, &r.ID))
	return r
}

// pause takes an agent out of the hotline for a while; he is still signed in.
func (w *world) pause(d *client.Desk) {
	w.t.Helper()
	_, err := d.Say(w.ctx, "pause", map[string]any{"reason": "break"})
	w.must(err)
	w.waitState(d, dialer.AgentPaused)
}

// A customer who was called calls back: he is recognised, and gets the agent who called him although another one has been idle for
// longer. Both hear each other at once.
func TestHotlineGoesToTheAgentWhoCalled(t *testing.T) {
	w := newWorld(t, 2, nil)
	num := number("13903") // busy
	mine := w.desk(1, agentTone)
	w.campaign([]string{num}, func(in *client.CampaignInput) { in.AgentIDs = w.agents[1:] })
	w.allEnded(1, 10*time.Second)
	other := w.desk(0, 700)
	_ = other
	q := w.hotline(nil)
	// The other one has waited longer.
	w.pause(mine)
	w.must(mine.Ready(w.ctx))

	id := w.callIn(q.did, num, "t30")
	call, err := mine.Answered(w.within(10 * time.Second))
	w.must(err)
	if c := call.Incoming; c == nil || c.Category != "after_sales" || !strings.HasSuffix(c.Number, q.did[1:]) || call.Screen.Customer != "客户1" || len(call.Screen.History) != 1 ||
		call.Screen.History[0].Outcome != "busy" || strings.Contains(call.Screen.Phone, num) {
		t.Fatalf("screen %+v of %+v", call.Screen, call.Incoming)
	}
	w.must(mine.Hears(w.within(3*time.Second), callerTone))
	in := w.incoming(id, 5*time.Second, picked)
	rang := in.Answered.Sub(in.Called)
	t.Logf("answered after %s", rang)
	if rang > 12*time.Second {
		t.Errorf("rang for %s: more than three rings", rang)
	}
	time.Sleep(2 * time.Second)
	_, err = mine.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(mine, dialer.AgentWrapUp)
	w.must(mine.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	in = w.incoming(id, 5*time.Second, over)
	if share := w.heard(in.Heard, 500*time.Millisecond, 1500*time.Millisecond, agentTone); share < 0.6 {
		t.Errorf("share of the agent's tone at the caller %.2f", share)
	}
	list := w.allEnded(2, 5*time.Second)
	det := w.detail(list[1].ID)
	var kinds []string
	for _, e := range det.Timeline {
		kinds = append(kinds, e.Kind)
	}
	if det.Outcome != "answered" || det.HungUpBy != "agent" || len(det.Recordings) != 1 || det.Recordings[0].State != "complete" || !slices.Contains(kinds, "arrived") || !slices.Contains(kinds, "picked_up") {
		t.Fatalf("%+v", det)
	}
	channels, rate := w.audio(det.Recordings[0].ID)
	if share := lab.ToneShare(channels[1][rate/2:rate*3/2], rate, callerTone); share < 0.6 {
		t.Errorf("share of the caller's tone in the recording %.2f", share)
	}
	if r := w.hotlineRow(0); r.Agent == nil || *r.Agent != w.agents[1] || r.FollowUp != "completed" {
		t.Errorf("%+v", r)
	}
}

// Who speaks Cantonese gets an agent who does, after the greeting.
func TestHotlineByLanguage(t *testing.T) {
	w := newWorld(t, 2, nil)
	_, err := w.db.Exec(w.ctx, `insert into user_skill (user_id, skill) values ($1, 'mandarin'), ($2, 'cantonese')`, w.agents[0], w.agents[1])
	w.must(err)
	w.desk(0, 700) // has waited longer
	speaks := w.desk(1, agentTone)
	num := number("13906")
	w.campaign([]string{num}, func(in *client.CampaignInput) { in.Window.Intervals[0].To = "00:01" })
	_, err = w.db.Exec(w.ctx, `update contact set language = 'cantonese'`)
	w.must(err)
	q := w.hotline(map[string]any{"greeting": "shipped:message-zh"})
	id := w.callIn(q.did, num, "t30")
	in := w.incoming(id, 10*time.Second, picked)
	if _, err := speaks.Answered(w.within(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	greeted := time.Since(in.Answered)
	w.must(speaks.Hears(w.within(3*time.Second), callerTone))
	time.Sleep(1500 * time.Millisecond)
	_, err = speaks.Say(w.ctx, "hangup", nil)
	w.must(err)
	in = w.incoming(id, 5*time.Second, over)
	if greeted < 4*time.Second || w.loudness(in.Heard, time.Second, 3*time.Second) < -45 || w.heard(in.Heard, time.Second, 3*time.Second, agentTone) > 0.3 {
		t.Errorf("no greeting in the first %s", greeted)
	}
	if share := w.heard(in.Heard, greeted+500*time.Millisecond, greeted+1200*time.Millisecond, agentTone); share < 0.6 {
		t.Errorf("share of the agent's tone after the greeting %.2f", share)
	}
}

// Nobody is free: the caller is answered at once, hears his position and music, and then the agent.
func TestHotlineWaits(t *testing.T) {
	w := newWorld(t, 1, nil)
	d := w.desk(0, agentTone)
	w.pause(d)
	q := w.hotline(map[string]any{"announce_s": 10})
	num := number("13900")
	id := w.callIn(q.did, num, "t60")
	in := w.incoming(id, 10*time.Second, picked)
	if rang := in.Answered.Sub(in.Called); rang > 12*time.Second {
		t.Errorf("rang for %s", rang)
	}
	var live []struct {
		ID, Waiting int64
		Reasons     []struct{ Code string }
	}
	w.eventually(3*time.Second, func() error {
		w.must(w.sup.Do(w.ctx, http.MethodGet, "/hotline", nil, &live))
		if len(live) != 1 || live[0].ID != q.ID || live[0].Waiting != 1 {
			return fmt.Errorf("%+v", live)
		}
		return nil
	})
	time.Sleep(17*time.Second - time.Since(in.Answered)) // the announcement takes 14 s
	w.must(d.Ready(w.ctx))
	joined := time.Since(in.Answered)
	_, err := d.Answered(w.within(5 * time.Second))
	w.must(err)
	w.must(d.Hears(w.within(3*time.Second), callerTone))
	time.Sleep(1500 * time.Millisecond)
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	in = w.incoming(id, 5*time.Second, over)
	if l := w.loudness(in.Heard, time.Second, 3*time.Second); l < -45 {
		t.Errorf("announcement at %.1f dBFS", l)
	}
	music := w.loudness(in.Heard, joined-2*time.Second, joined-500*time.Millisecond)
	if share := w.heard(in.Heard, joined-2*time.Second, joined-500*time.Millisecond, agentTone); music < -45 || share > 0.3 {
		t.Errorf("music at %.1f dBFS, share of the agent's tone %.2f", music, share)
	}
	if share := w.heard(in.Heard, joined+500*time.Millisecond, joined+1200*time.Millisecond, agentTone); share < 0.6 {
		t.Errorf("share of the agent's tone after the wait %.2f", share)
	}
	w.must(d.Dispose(w.ctx, d.Snapshot().Call.Attempt, "completed", nil, false))
	det := w.detail(w.allEnded(1, 5*time.Second)[0].ID)
	if det.Outcome != "answered" {
		t.Errorf("%+v", det)
	}
}

// Who gives up is called back by the queue, once.
func TestHotlineMissedIsCalledBack(t *testing.T) {
	w := newWorld(t, 1, nil)
	d := w.desk(0, agentTone)
	w.pause(d)
	q := w.hotline(nil)
	num := number("13900")
	for i := range 2 {
		id := w.callIn(q.did, num, "t2")
		w.incoming(id, 15*time.Second, over)
		w.allEnded(i+1, 5*time.Second)
	}
	w.eventually(5*time.Second, func() error {
		var page struct {
			Items []campaign.HotlineCall `json:"items"`
		}
		w.must(w.sup.Do(w.ctx, http.MethodGet, "/hotline/calls", nil, &page))
		if len(page.Items) != 2 || page.Items[0].Outcome != "missed" || page.Items[0].Callback.Reason != campaign.ReasonCallbackWaiting || page.Items[1].Callback.State != "waiting" {
			return fmt.Errorf("%+v", page.Items)
		}
		return nil
	})
	w.must(d.Ready(w.ctx))
	call, err := d.Answered(w.within(10 * time.Second))
	w.must(err)
	if !call.Screen.IsCallback || call.Incoming != nil || len(call.Screen.History) != 2 || call.Screen.History[0].Outcome != "missed" {
		t.Fatalf("%+v", call.Screen)
	}
	w.must(d.Hears(w.within(3*time.Second), customerTone))
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	w.must(d.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	time.Sleep(time.Second)
	if n := len(w.invites(num)); n != 1 {
		t.Errorf("called back %d times", n)
	}
}

// Out of hours: the message is recorded, and the callback brings it to the agent when the window opens.
func TestHotlineMessage(t *testing.T) {
	w := newWorld(t, 2, nil)
	d := w.desk(0, agentTone)
	shut := client.Always()
	shut.Intervals[0].Weekdays = []int{int(time.Now().In(time.FixedZone("", 8*3600)).Add(48*time.Hour).Weekday()+6)%7 + 1} // the day after tomorrow
	q := w.hotline(map[string]any{"window": shut})
	num := number("13900")
	id := w.callIn(q.did, num, "w14-t4-w1-k#-w20")
	in := w.incoming(id, 40*time.Second, over)
	if l := w.loudness(in.Heard, time.Second, 3*time.Second); l < -45 {
		t.Errorf("announcement at %.1f dBFS", l)
	}
	w.allEnded(1, 5*time.Second)
	r := w.hotlineRow(0)
	if r.Outcome != "message" || r.Detail != "closed" || r.FollowUp != "waiting" || !r.Callback {
		t.Fatalf("%+v", r)
	}
	det := w.detail(r.ID)
	if len(det.Recordings) != 1 || det.Recordings[0].State != "complete" || det.HungUpBy != "system" {
		t.Fatalf("%+v", det)
	}
	channels, rate := w.audio(det.Recordings[0].ID)
	// He spoke from 14 s after the pick-up on; the tone after which to speak came some 11 s after it.
	loud := 0
	for i := 0; i+rate/10 <= len(channels[1]); i += rate / 10 {
		if lab.ToneShare(channels[1][i:i+rate/10], rate, callerTone) > 0.6 {
			loud++
		}
	}
	if loud < 30 || loud > 45 {
		t.Errorf("%d tenths of a second of the caller's tone, want 40", loud)
	}
	if s := d.Snapshot(); s.Call != nil {
		t.Fatalf("called back out of hours: %+v", s.Call)
	}
	q.in["window"] = client.Always()
	w.must(w.sup.Do(w.ctx, http.MethodPut, fmt.Sprintf("/queues/%d", q.ID), q.in, nil, "If-Match", fmt.Sprint(q.Version+1)))
	call, err := d.Answered(w.within(10 * time.Second))
	w.must(err)
	var messages []campaign.VoiceMessage
	w.must(d.Do(w.ctx, http.MethodGet, fmt.Sprintf("/agent/calls/%d/messages", call.Attempt), nil, &messages))
	if len(messages) != 1 || messages[0].ID != r.ID {
		t.Fatalf("%+v", messages)
	}
	path := fmt.Sprintf("/agent/messages/%d/audio", r.ID)
	resp, err := d.Raw(w.ctx, http.MethodGet, path, nil)
	w.must(err)
	raw, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK || len(raw) < 3*rate {
		t.Errorf("message: %s, %d bytes, %v", resp.Status, len(raw), err)
	}
	if err := w.login("agent1").Do(w.ctx, http.MethodGet, path, nil, nil); client.Code(err) != "not_found" {
		t.Errorf("another agent hears the message: %v", err)
	}
}

// What is not ours is refused, and nothing is stored of it.
func TestHotlineRefuses(t *testing.T) {
	w := newWorld(t, 1, nil)
	w.desk(0, agentTone)
	q := w.hotline(nil)
	for did, want := range map[string]string{"01099999999": "404", "4008888888": "404", "sales": "404", "110": "404"} {
		in := w.incoming(w.callIn(did, "13900000001", "t5"), 10*time.Second, over)
		if !in.Answered.IsZero() || !strings.Contains(in.Answer, want) {
			t.Errorf("%s: %+v", did, in)
		}
	}
	_, err := w.sup.Act(w.ctx, q.ID, "pause")
	w.must(err)
	if in := w.incoming(w.callIn(q.did, "13900000001", "t5"), 10*time.Second, over); !in.Answered.IsZero() || !strings.Contains(in.Answer, "480") {
		t.Errorf("paused: %+v", in)
	}
	if list := w.attempts(); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	var live []struct {
		Reasons []struct{ Code, State string }
	}
	w.must(w.sup.Do(w.ctx, http.MethodGet, "/hotline", nil, &live))
	if len(live) != 1 || len(live[0].Reasons) != 1 || live[0].Reasons[0].Code != "not_running" || live[0].Reasons[0].State != "paused" {
		t.Errorf("%+v", live)
	}
}

// Whatever a caller shows, he is put through, and nothing of it gets anywhere.
func TestHotlineOddCallers(t *testing.T) {
	w := newWorld(t, 1, nil)
	d := w.desk(0, agentTone)
	q := w.hotline(nil)
	for i, caller := range []string{"anonymous", "13900000001;tag=x", `"<sip:evil@x>`, "${EVAL}", "139%0d%0aX: y", "+86 139 0000 0001'--"} {
		id := w.callIn(q.did, caller, "t20")
		call, err := d.Answered(w.within(10 * time.Second))
		if err != nil {
			t.Fatalf("%q: %v", caller, err)
		}
		time.Sleep(time.Second) // what is heard is judged over the last 400 ms
		w.must(d.Hears(w.within(3*time.Second), callerTone))
		_, err = d.Say(w.ctx, "hangup", nil)
		w.must(err)
		w.waitState(d, dialer.AgentWrapUp)
		w.must(d.Dispose(w.ctx, call.Attempt, "completed", nil, false))
		w.incoming(id, 5*time.Second, over)
		w.allEnded(i+1, 5*time.Second)
	}
	var bad int
	w.must(w.db.QueryRow(w.ctx, `select count(*) from attempt where caller_id !~ '^[0-9+]*$' or phone !~ '^(\+[0-9]+)?$'`).Scan(&bad))
	if bad > 0 {
		t.Errorf("%d attempts have other characters than digits", bad)
	}
}

// The queue is full: the caller is told that he will be called back.
func TestHotlineFull(t *testing.T) {
	w := newWorld(t, 1, nil)
	w.pause(w.desk(0, agentTone))
	q := w.hotline(map[string]any{"max_waiting": 1, "overflow": "callback"})
	first := w.callIn(q.did, number("13900"), "t60")
	w.incoming(first, 10*time.Second, picked)
	second := w.incoming(w.callIn(q.did, number("13900"), "w60"), 30*time.Second, over)
	if second.Answered.IsZero() || w.loudness(second.Heard, time.Second, 3*time.Second) < -45 {
		t.Errorf("%+v", second)
	}
	w.eventually(5*time.Second, func() error {
		if r := w.hotlineRow(1); r.Outcome != "missed" || r.Detail != "full" || r.FollowUp != "waiting" {
			return fmt.Errorf("%+v", r)
		}
		return nil
	})
	if r := w.hotlineRow(0); r.Outcome != "" {
		t.Errorf("the first one: %+v", r)
	}
}

// Keys of one who waits: called back, without waiting on.
func TestHotlineCallbackByKey(t *testing.T) {
	w := newWorld(t, 1, nil)
	w.pause(w.desk(0, agentTone))
	q := w.hotline(nil)
	w.incoming(w.callIn(q.did, number("13900"), "w5-k1-w30"), 30*time.Second, over)
	w.allEnded(1, 5*time.Second)
	if r := w.hotlineRow(0); r.Outcome != "missed" || r.Detail != "callback" || r.FollowUp != "waiting" {
		t.Errorf("%+v", r)
	}
}

// The process dies while one waits and another talks: the next life has both.
func TestHotlineKill9(t *testing.T) {
	w := newWorld(t, 2, nil)
	talking := w.desk(0, agentTone)
	w.pause(w.desk(1, agentTone))
	q := w.hotline(nil)
	w.callIn(q.did, number("13900"), "t90")
	_, err := talking.Answered(w.within(10 * time.Second))
	w.must(err)
	waits := w.callIn(q.did, number("13900"), "t90")
	w.incoming(waits, 10*time.Second, picked)
	gone := w.callIn(q.did, number("13900"), "t6")
	w.incoming(gone, 10*time.Second, picked)
	time.Sleep(time.Second)
	w.must(w.node.Kill9(w.ctx))
	w.incoming(gone, 20*time.Second, over)
	w.must(w.node.Start(w.ctx))
	second := w.desk(1, agentTone)
	call, err := second.Answered(w.within(15 * time.Second))
	w.must(err)
	if call.Incoming == nil {
		t.Fatalf("%+v", call)
	}
	w.must(second.Hears(w.within(3*time.Second), callerTone))
	w.eventually(10*time.Second, func() error {
		r := w.hotlineRow(2)
		if r.Outcome != "missed" || r.FollowUp != "waiting" {
			return fmt.Errorf("%+v", r)
		}
		return nil
	})
	first := w.desk(0, agentTone)
	w.must(first.Hears(w.within(10*time.Second), callerTone))
}
