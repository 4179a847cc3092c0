package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

const (
	customerTone = 440
	agentTone    = 1000
)

// heard measures a tone's share in a span of the carrier's recording of one side.
func (w *world) heard(file string, from, to time.Duration, hz float64) float64 {
	w.t.Helper()
	channels, rate, err := lab.ReadWAV(file)
	w.must(err)
	a, b := int(from.Seconds()*float64(rate)), int(to.Seconds()*float64(rate))
	if b > len(channels[0]) {
		w.t.Fatalf("%s is %d samples long, want %d", file, len(channels[0]), b)
	}
	return lab.ToneShare(channels[0][a:b], rate, hz)
}

type detail struct {
	Outcome, Disposition string
	HungUpBy             string `json:"hung_up_by"`
	CallerID             string `json:"caller_id"`
	Phone                string
	HoldMS               int64 `json:"hold_ms"`
	Timeline             []struct{ Kind string }
	Recordings           []struct {
		ID         int64
		Part       int
		State      string
		Reason     string
		SHA256     string
		DurationMS int64 `json:"duration_ms"`
	}
}

func (w *world) detail(attempt int64) detail {
	w.t.Helper()
	var d detail
	w.must(w.qa.Do(w.ctx, http.MethodGet, fmt.Sprintf("/attempts/%d", attempt), nil, &d))
	return d
}

// audio fetches a recording as a QA user and returns the agent's and the customer's channel.
func (w *world) audio(recording int64) (channels [][]int16, rate int) {
	w.t.Helper()
	resp, err := w.qa.Raw(w.ctx, http.MethodGet, fmt.Sprintf("/recordings/%d/audio", recording), nil)
	w.must(err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	w.must(err)
	if resp.StatusCode != http.StatusOK {
		w.t.Fatalf("audio: %s %s", resp.Status, raw)
	}
	file := filepath.Join(w.t.TempDir(), "audio.wav")
	w.must(os.WriteFile(file, raw, 0o600))
	channels, rate, err = lab.ReadWAV(file)
	w.must(err)
	if len(channels) != 2 {
		w.t.Fatalf("%d channels", len(channels))
	}
	return channels, rate
}

// The walking skeleton: from a due row to two people who hear each other, to a disposition and a recording.
func TestCallEndToEnd(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13901")
	d := w.desk(0, agentTone)
	c := w.campaign([]string{num}, nil)

	s, err := d.Wait(w.ctx, func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Phase == "ringing" })
	w.must(err)
	if s.State != dialer.AgentReserved || s.Call.Screen.Customer != "客户1" || s.Call.Screen.Phone != num[:3]+"****"+num[7:] {
		t.Fatalf("screen while ringing: %s %+v", s.State, s.Call.Screen)
	}
	if h := d.Audio.Heard(customerTone, time.Second); h.Share > 0.1 && h.DBFS > -60 {
		t.Fatalf("the agent hears something before the answer: %+v", h)
	}
	call, err := d.Answered(w.ctx)
	w.must(err)
	answered := time.Now()
	if got := call.Screen.Extra; len(got) != 1 || got[0] != [2]string{"产品", "空调"} {
		t.Fatalf("extra columns %v", got)
	}
	w.must(d.Hears(w.within(3*time.Second), customerTone))
	time.Sleep(1500 * time.Millisecond)

	// Mute: the agent still hears, the customer does not.
	_, err = d.Say(w.ctx, "mute", map[string]any{"on": true})
	w.must(err)
	muted := time.Since(answered)
	time.Sleep(1500 * time.Millisecond)
	w.must(d.Hears(w.within(time.Second), customerTone))
	_, err = d.Say(w.ctx, "mute", map[string]any{"on": false})
	w.must(err)
	unmuted := time.Since(answered)
	time.Sleep(1200 * time.Millisecond)

	// Hold: music for the customer, nothing for the agent.
	_, err = d.Say(w.ctx, "hold", map[string]any{"on": true})
	w.must(err)
	held := time.Since(answered)
	time.Sleep(1500 * time.Millisecond)
	if h := d.Audio.Heard(customerTone, 800*time.Millisecond); h.DBFS > -60 {
		t.Fatalf("on hold the agent hears %+v", h)
	}
	if d.Snapshot().Call.HeldSince == nil {
		t.Fatal("the desk does not show the hold")
	}
	_, err = d.Say(w.ctx, "hold", map[string]any{"on": false})
	w.must(err)
	unheld := time.Since(answered)
	w.must(d.Hears(w.within(2*time.Second), customerTone))
	time.Sleep(1500 * time.Millisecond)

	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	ended := time.Since(answered)
	s = w.waitState(d, dialer.AgentWrapUp)
	if s.Call == nil || s.Call.Phase != "ended" || s.Call.HungUpBy != "agent" {
		t.Fatalf("wrap-up shows %+v", s.Call)
	}

	// The wrap-up ends by the disposition only.
	if _, err := d.Say(w.ctx, "ready", nil); err != nil {
		t.Fatal(err)
	}
	if s := d.Snapshot(); s.State != dialer.AgentWrapUp {
		t.Fatalf("ready skipped the disposition: %s", s.State)
	}
	w.must(d.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	w.waitState(d, dialer.AgentReady)

	// What the callee saw.
	inv, err := shared.Carrier.WaitInvite(w.ctx, num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	w.must(err)
	if n := len(w.invites(num)); n != 1 {
		t.Fatalf("%d INVITEs", n)
	}
	if inv.CallerID != "01062345678" || inv.EndedBy != "caller" {
		t.Fatalf("carrier saw caller %q, ended by %q", inv.CallerID, inv.EndedBy)
	}
	margin := 400 * time.Millisecond
	spans := []struct {
		name     string
		from, to time.Duration
		tone     bool
	}{
		{"in talk", 300 * time.Millisecond, muted - margin, true},
		{"muted", muted + margin, unmuted - margin, false},
		{"unmuted", unmuted + margin, held - margin, true},
		{"on hold", held + margin, unheld - margin, false},
		{"after hold", unheld + margin, ended - margin, true},
	}
	for _, sp := range spans {
		share := w.heard(inv.Heard, sp.from, sp.to, agentTone)
		if (share > 0.6) != sp.tone || (!sp.tone && share > 0.1) {
			t.Errorf("customer %s (%s-%s): share of the agent's tone %.2f", sp.name, sp.from, sp.to, share)
		}
	}

	// What is kept.
	list := w.allEnded(1, 5*time.Second)
	det := w.detail(list[0].ID)
	if det.Outcome != "answered" || det.Disposition != "completed" || det.HungUpBy != "agent" || det.Phone == num {
		t.Fatalf("attempt %+v", det)
	}
	if det.HoldMS < 1000 || det.HoldMS > 3500 {
		t.Errorf("hold time %d ms", det.HoldMS)
	}
	var kinds []string
	for _, e := range det.Timeline {
		kinds = append(kinds, e.Kind)
	}
	for _, want := range []string{"created", "dialled", "ringing", "answered", "bridged", "hold", "unhold", "hangup", "ended"} {
		if !slices.Contains(kinds, want) {
			t.Errorf("timeline %v lacks %s", kinds, want)
		}
	}
	if len(det.Recordings) != 1 || det.Recordings[0].State != "complete" || det.Recordings[0].SHA256 == "" {
		t.Fatalf("recordings %+v", det.Recordings)
	}
	channels, rate := w.audio(det.Recordings[0].ID)
	length := time.Duration(len(channels[0])) * time.Second / time.Duration(rate)
	if d := length - time.Duration(det.Recordings[0].DurationMS)*time.Millisecond; d.Abs() > 50*time.Millisecond {
		t.Errorf("audio is %s long, the row says %d ms", length, det.Recordings[0].DurationMS)
	}
	first := int(1.2 * float64(rate)) // both speak here: after the start, before the mute
	if a, b := lab.ToneShare(channels[0][rate/2:first], rate, agentTone), lab.ToneShare(channels[1][rate/2:first], rate, customerTone); a < 0.6 || b < 0.6 {
		t.Errorf("recording: agent's tone %.2f in the left, customer's %.2f in the right channel", a, b)
	}
	if x := lab.ToneShare(channels[0][rate/2:first], rate, customerTone); x > 0.1 {
		t.Errorf("recording: the customer is in the agent's channel (%.2f)", x)
	}
	if got := w.counts(c.ID); got.Completed != 1 || got.Total != 1 {
		t.Errorf("counts %+v", got)
	}
	w.eventually(6*time.Second, func() error {
		var state string
		w.must(w.db.QueryRow(w.ctx, `select state from campaign where id = $1`, c.ID).Scan(&state))
		if state != "finished" {
			return fmt.Errorf("campaign is %s", state)
		}
		return nil
	})
}

func TestCustomerHangsUpFirst(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13910")
	d := w.desk(0, agentTone)
	w.campaign([]string{num}, nil)
	_, err := d.Answered(w.ctx)
	w.must(err)
	s := w.waitState(d, dialer.AgentWrapUp)
	if s.Call.HungUpBy != "customer" {
		t.Fatalf("the desk says %q hung up", s.Call.HungUpBy)
	}
	a := w.allEnded(1, 5*time.Second)[0]
	if *a.Outcome != "answered" || a.HungUpBy == nil || *a.HungUpBy != "customer" {
		t.Fatalf("stored %+v", a)
	}
}

// What the network says of calls that are not answered (R17).
func TestUnansweredOutcomes(t *testing.T) {
	cases := []struct {
		prefix, outcome string
		cause, sip      int
	}{
		{"13903", "busy", 17, 486},
		{"13904", "no_answer", 19, 480},
		{"13905", "rejected", 21, 403},
		{"13906", "vacant", 1, 404},
		{"13907", "failed", 34, 503},
		{"13908", "failed", 38, 500},
		{"13909", "powered_off", -1, -1}, // only the announcement says so; who ends the call first decides the codes
	}
	w := newWorld(t, len(cases), nil)
	var nums []string
	for i, c := range cases {
		nums = append(nums, number(c.prefix))
		w.desk(i, 0)
	}
	c := w.campaign(nums, func(in *client.CampaignInput) { in.RingS = 15 })
	list := w.allEnded(len(cases), 40*time.Second)
	for i, tc := range cases {
		var a attemptRow
		for _, x := range list {
			if x.Phone == "+86"+nums[i] {
				a = x
			}
		}
		num := func(p *int) int {
			if p == nil {
				return 0
			}
			return *p
		}
		if a.Outcome == nil || *a.Outcome != tc.outcome || tc.cause >= 0 && (num(a.Cause) != tc.cause || num(a.SIPCode) != tc.sip) {
			t.Errorf("%s: %v cause %d sip %d, want %s %d %d", tc.prefix, *a.Outcome, num(a.Cause), num(a.SIPCode), tc.outcome, tc.cause, tc.sip)
		}
		// What failed by the trunk's fault does not count as the customer's attempt and is dialled again.
		if n := len(w.invites(nums[i])); n != 1 && (tc.outcome != "failed" || n == 0) {
			t.Errorf("%s: %d INVITEs", tc.prefix, n)
		}
	}
	w.eventually(5*time.Second, func() error {
		if got := w.counts(c.ID); got.Exhausted != len(cases)-2 || got.Waiting+got.Live != 2 {
			return fmt.Errorf("counts %+v", got)
		}
		return nil
	})
}

func TestDTMFBothWays(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13914")
	d := w.desk(0, 0)
	w.campaign([]string{num}, nil)
	_, err := d.Answered(w.ctx)
	w.must(err)
	time.Sleep(500 * time.Millisecond)
	_, err = d.Say(w.ctx, "dtmf", map[string]any{"digits": "159#"})
	w.must(err)
	_, err = shared.Carrier.WaitInvite(w.within(10*time.Second), num, func(i lab.Invite) bool {
		s := ""
		for _, x := range i.DTMF {
			s += x.Digit
		}
		return s == "159#"
	})
	w.must(err)
}

// Retry by policy: a busy number is dialled again after the delay, never beyond the limit.
func TestRetryByPolicy(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13903")
	w.desk(0, 0)
	c := w.campaign([]string{num}, func(in *client.CampaignInput) { in.MaxAttempts = 2 })
	// The API asks for a minute at least; a test has less patience.
	_, err := w.db.Exec(w.ctx, `update campaign set retry = jsonb_set(retry, '{rules,busy,delay_s}', '2') where id = $1`, c.ID)
	w.must(err)
	w.allEnded(2, 30*time.Second)
	w.eventually(5*time.Second, func() error {
		if got := w.counts(c.ID); got.Exhausted != 1 {
			return fmt.Errorf("counts %+v", got)
		}
		return nil
	})
	time.Sleep(3 * time.Second)
	calls := w.invites(num)
	if len(calls) != 2 {
		t.Fatalf("%d INVITEs", len(calls))
	}
	if gap := calls[1].Time.Sub(calls[0].Ended); gap < 1900*time.Millisecond {
		t.Errorf("second dial after %s", gap)
	}
}

// A callback is dialled at its time, for the agent who agreed on it, and not before.
func TestCallback(t *testing.T) {
	w := newWorld(t, 2, nil)
	num := number("13910")
	d := w.desk(0, 0)
	w.campaign([]string{num}, nil)
	call, err := d.Answered(w.ctx)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	past := time.Now().Add(-time.Minute)
	if err := d.Dispose(w.ctx, call.Attempt, "callback", nil, true); client.Code(err) != "callback_time_required" && err == nil {
		t.Fatalf("callback without time: %v", err)
	}
	if err := d.Dispose(w.ctx, call.Attempt, "callback", &past, true); err == nil {
		t.Fatal("a callback in the past was taken")
	}
	at := time.Now().Add(4 * time.Second).Truncate(time.Second)
	w.must(d.Dispose(w.ctx, call.Attempt, "callback", &at, true))
	w.desk(1, 0) // free too, but not the one who agreed
	_, err = d.Wait(w.ctx, func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Attempt != call.Attempt })
	w.must(err)
	if early := time.Until(at); early > 50*time.Millisecond {
		t.Fatalf("dialled %s before the agreed time", early)
	}
	if s := d.Snapshot(); !s.Call.Screen.IsCallback || len(s.Call.Screen.History) != 1 {
		t.Fatalf("screen %+v", s.Call.Screen)
	}
	calls := w.invites(num)
	if len(calls) == 2 && calls[1].Time.Before(at) {
		t.Fatalf("INVITE at %s, agreed %s", calls[1].Time, at)
	}
}
