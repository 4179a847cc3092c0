package main

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

// After kill -9 in the middle of calls: answered calls are kept for their agents, ringing ones are hung up, every attempt
// has one outcome, no number is dialled twice.
func TestKill9(t *testing.T) {
	w := newWorld(t, 5, nil)
	talking := []string{number("13900"), number("13900")}
	ringing := []string{number("13904"), number("13904"), number("13904")}
	var desks []*client.Desk
	for i := range 5 {
		desks = append(desks, w.desk(i, agentTone))
	}
	w.campaign(append(append([]string{}, talking...), ringing...), func(in *client.CampaignInput) { in.RingS = 60 })
	w.eventually(15*time.Second, func() error {
		talk, ring := 0, 0
		for _, d := range desks {
			if c := d.Snapshot().Call; c != nil && c.Phase == "talking" {
				talk++
			} else if c != nil && c.Phase == "ringing" {
				ring++
			}
		}
		if talk != 2 || ring != 3 {
			return fmt.Errorf("%d talk, %d ring", talk, ring)
		}
		return nil
	})
	time.Sleep(1500 * time.Millisecond) // something to be recorded
	var mine int                        // a desk that talks
	var attempt int64
	for i, d := range desks {
		if c := d.Snapshot().Call; c.Phase == "talking" {
			mine, attempt = i, c.Attempt
		}
	}

	w.must(w.node.Kill9(w.ctx))
	killed := time.Now()
	w.must(w.node.Start(w.ctx))
	// Within 5 s of the start: the ringing ones are ended at the carrier and in the database.
	for _, num := range ringing {
		inv, err := shared.Carrier.WaitInvite(w.within(5*time.Second), num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
		w.must(err)
		if inv.EndedBy != "caller" || inv.Ended.Before(killed) {
			t.Errorf("%s ended by %s at %s, killed at %s", num, inv.EndedBy, inv.Ended, killed)
		}
	}
	w.eventually(5*time.Second, func() error {
		ended := 0
		for _, a := range w.attempts() {
			if a.Outcome != nil && *a.Outcome == "interrupted" {
				ended++
			}
		}
		if ended != 3 {
			return fmt.Errorf("%d attempts interrupted: %+v", ended, w.attempts())
		}
		return nil
	})
	// The answered one is there for its agent: a new page, audio both ways.
	d, err := w.login(fmt.Sprintf("agent%d", mine)).Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = d.Close() })
	w.must(d.Attach(w.ctx, 700))
	call, err := d.Answered(w.within(8 * time.Second))
	w.must(err)
	if call.Attempt != attempt {
		t.Fatalf("the desk has attempt %d, had %d", call.Attempt, attempt)
	}
	w.must(d.Hears(w.within(5*time.Second), customerTone))
	back := time.Since(killed)
	time.Sleep(1500 * time.Millisecond)
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	w.must(d.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	t.Logf("audio back %s after the kill", back)

	// The other one's agent does not come back: ended by rule after the grace period.
	list := w.allEnded(5, 40*time.Second)
	answered := 0
	for _, a := range list {
		if *a.Outcome == "answered" {
			answered++
		}
	}
	if answered != 2 {
		t.Errorf("%d answered: %+v", answered, list)
	}
	w.noDoubleDial(append(talking, ringing...))
	for _, num := range append(talking, ringing...) {
		if n := len(w.invites(num)); n != 1 {
			t.Errorf("%s: %d INVITEs", num, n)
		}
	}
	// The customer heard the agent before and after.
	var num string
	for _, a := range list {
		if a.ID == attempt {
			num = strings.TrimPrefix(a.Phone, "+86")
		}
	}
	inv, err := shared.Carrier.WaitInvite(w.ctx, num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	w.must(err)
	length := inv.Ended.Sub(inv.Answered)
	if before, after := w.heard(inv.Heard, 300*time.Millisecond, 1200*time.Millisecond, agentTone), w.heard(inv.Heard, length-1300*time.Millisecond, length-400*time.Millisecond, 700); before < 0.6 || after < 0.6 {
		t.Errorf("customer heard the agent: before the kill %.2f, after %.2f", before, after)
	}
	// Both parts of the recording are there; the cut one is readable.
	det := w.detail(attempt)
	if len(det.Recordings) != 2 || det.Recordings[0].State != "partial" || det.Recordings[1].State != "complete" {
		t.Fatalf("recordings %+v", det.Recordings)
	}
	if ms := det.Recordings[0].DurationMS; ms < 1000 {
		t.Errorf("%d ms kept of the part before the kill", ms)
	}
	channels, rate := w.audio(det.Recordings[0].ID)
	if share := lab.ToneShare(channels[1][rate/4:rate], rate, customerTone); share < 0.6 {
		t.Errorf("customer's tone in the part before the kill: %.2f", share)
	}
}

// Kill -9 again and again while calls are being placed: whatever the moment, no number is dialled twice.
func TestKill9WhileDialling(t *testing.T) {
	w := newWorld(t, 4, nil)
	var nums []string
	for range 40 {
		nums = append(nums, number("13903"))
	}
	w.campaign(nums, nil)
	for round := range 4 {
		for i := range 4 {
			d, err := w.login(fmt.Sprintf("agent%d", i)).Desk(w.ctx, true)
			w.must(err)
			t.Cleanup(func() { _ = d.Close() })
			w.must(d.Attach(w.ctx, 0))
			w.must(d.Ready(w.ctx))
		}
		time.Sleep(time.Duration(150+170*round) * time.Millisecond)
		w.must(w.node.Kill9(w.ctx))
		w.must(w.node.Start(w.ctx))
	}
	for i := range 4 {
		d, err := w.login(fmt.Sprintf("agent%d", i)).Desk(w.ctx, true)
		w.must(err)
		t.Cleanup(func() { _ = d.Close() })
		w.must(d.Attach(w.ctx, 0))
		w.must(d.Ready(w.ctx))
	}
	w.eventually(60*time.Second, func() error {
		var open int
		w.must(w.db.QueryRow(w.ctx, `select count(*) from follow_up where state in ('waiting','live')`).Scan(&open))
		if open > 0 {
			return fmt.Errorf("%d follow-ups open", open)
		}
		return nil
	})
	w.noDoubleDial(nums)
	for _, num := range nums {
		if n := len(w.invites(num)); n > 1 {
			t.Errorf("%s: %d INVITEs with one attempt allowed", num, n)
		}
	}
}

// Two processes on one database and one Asterisk, each with agents: no number is dialled twice.
func TestTwoRunners(t *testing.T) {
	w := newWorld(t, 6, nil)
	second := w.start(lab.NodeOptions{Name: "second", Index: 1, Binary: binary, Database: w.opts.Database})
	var nums []string
	for range 60 {
		nums = append(nums, number("13903"))
	}
	for i := range 3 {
		w.deskAt(w.node, i, 0)
		w.deskAt(second, 3+i, 0)
	}
	w.campaign(nums, nil)
	list := w.allEnded(60, 60*time.Second)
	per := map[int64]int{}
	for _, a := range list {
		per[*a.Agent]++
	}
	if len(per) != 6 {
		t.Errorf("only %d of 6 agents had calls", len(per))
	}
	for _, num := range nums {
		if n := len(w.invites(num)); n != 1 {
			t.Errorf("%s: %d INVITEs", num, n)
		}
	}
	w.noDoubleDial(nums)
}

// proxy is a TCP relay whose connections can be cut and refused.
// set cuts all connections and refuses new ones, or lets them pass again.
// The connection to ARI is cut again and again in the middle of dialling and talking.
// Asterisk dies and comes back: calls end by rule, nobody is stuck, and work goes on.
// Reloading the page in a call gives the audio back with the customer still there.
func TestReload(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13900")
	d := w.desk(0, agentTone)
	w.campaign([]string{num}, nil)
	call, err := d.Answered(w.ctx)
	w.must(err)
	w.must(d.Hears(w.within(2*time.Second), customerTone))
	w.must(d.Close())
	began := time.Now()
	again, err := d.Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = again.Close() })
	if s := again.Snapshot(); s.State != dialer.AgentOnCall || s.Call.Attempt != call.Attempt {
		t.Fatalf("after the reload: %s %+v", s.State, s.Call)
	}
	w.must(again.Attach(w.ctx, 700))
	w.must(again.Hears(w.within(3*time.Second), customerTone))
	t.Logf("audio back after %s", time.Since(began))
	time.Sleep(1500 * time.Millisecond)
	_, err = again.Say(w.ctx, "hangup", nil)
	w.must(err)
	inv, err := shared.Carrier.WaitInvite(w.ctx, num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	w.must(err)
	length := inv.Ended.Sub(inv.Answered)
	if share := w.heard(inv.Heard, length-1200*time.Millisecond, length-300*time.Millisecond, 700); share < 0.6 {
		t.Errorf("customer hears the reloaded page: %.2f", share)
	}
	// A reload does not skip the disposition either.
	w.waitState(again, dialer.AgentWrapUp)
	w.must(again.Close())
	third, err := d.Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = third.Close() })
	w.waitState(third, dialer.AgentWrapUp)
}

func TestSecondLogin(t *testing.T) {
	w := newWorld(t, 1, nil)
	d := w.desk(0, 0)
	other := w.login("agent0")
	if refused, err := other.Desk(w.within(5*time.Second), false); err == nil {
		t.Fatalf("a second page was taken: %+v", refused.Snapshot())
	}
	taken, err := other.Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = taken.Close() })
	w.eventually(5*time.Second, func() error {
		if code := d.CloseCode(); code != 4001 {
			return fmt.Errorf("close code %d", code)
		}
		return nil
	})
	if s := taken.Snapshot(); s.State != dialer.AgentReady {
		t.Errorf("state %s after the take-over", s.State)
	}
}

// SIGTERM: no new calls, the conversation may end; what goes on longer is adopted by the next start.
func TestDrain(t *testing.T) {
	w := newWorld(t, 1, func(o *lab.NodeOptions) { o.Drain = "3s" })
	num := number("13900")
	d := w.desk(0, agentTone)
	w.campaign([]string{num, number("13903")}, nil)
	call, err := d.Answered(w.ctx)
	w.must(err)
	w.must(w.node.Signal(syscall.SIGTERM))
	w.eventually(12*time.Second, func() error {
		if w.node.Running() {
			return fmt.Errorf("still running")
		}
		return nil
	})
	if inv := w.invites(num); !inv[0].Ended.IsZero() {
		t.Fatal("the stopping service hung up the conversation")
	}
	w.must(w.node.Start(w.ctx))
	again, err := d.Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = again.Close() })
	w.must(again.Attach(w.ctx, agentTone))
	w.must(again.Hears(w.within(6*time.Second), customerTone))
	_, err = again.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(again, dialer.AgentWrapUp)
	if n := len(w.attempts()); n != 1 {
		t.Errorf("%d attempts: a stopping service dialled on", n)
	}
	det := w.detail(call.Attempt)
	if len(det.Recordings) < 1 || det.Recordings[0].State != "partial" || det.Recordings[0].Reason != "service_stopped" {
		t.Errorf("recordings %+v", det.Recordings)
	}
}

// Postgres is away in the middle of a call: the call goes on, and what happened is stored when it is back.
// Redis is away: dialling goes on, readiness says so.
// Asterisk hangs (stopped, not dead) in the middle of dialling: replies that do not come are never answered by a second
// dial.
// The service starts without Asterisk, says what is missing, and dials when it is there.
// Without Postgres or with a wrong address the service ends with an error that says what and where.
