package main

import (
	"bytes"
	"math"
	"os"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
	"huifang/dialer/webrtc/g711"
)

// These are of machines that answer a call which was meant for an agent; those of notices are with TestEars.

// machines starts a campaign of one agent in a mode, with a policy for machines.
func (w *world) machines(m dialer.Mode, policy string, nums ...string) client.Campaign {
	w.t.Helper()
	return w.campaign(nums, mode(m, func(s *campaign.ModeSettings) { s.Detection.Machine, s.Detection.Prompt = policy, "shipped:message-zh" }))
}

// byMode runs a test of machines in the modes in which calls are given to agents by themselves.
func byMode(t *testing.T, test func(w *world, m dialer.Mode)) {
	for _, m := range []dialer.Mode{dialer.Progressive, dialer.Predictive} {
		t.Run(string(m), func(t *testing.T) { test(newWorld(t, 1, nil), m) })
	}
}

// meets waits until the agent talks to the callee of a number, and tells since when the carrier says so.
func (w *world) meets(d *client.Desk, num string) (attempt int64, inv lab.Invite) {
	w.t.Helper()
	call, err := d.Answered(w.within(20 * time.Second))
	w.must(err)
	for _, a := range w.attempts() {
		if a.ID == call.Attempt && a.Phone != "+86"+num {
			w.t.Fatalf("the agent talks to %s, want %s", a.Phone, num)
		}
	}
	inv, err = shared.Carrier.WaitInvite(w.within(2*time.Second), num, func(i lab.Invite) bool { return !i.Answered.IsZero() })
	w.must(err)
	return call.Attempt, inv
}

// freed waits until the agent has left a call, and wants no wrap-up of him.
func (w *world) freed(d *client.Desk, attempt int64) time.Time {
	w.t.Helper()
	s, err := d.Wait(w.within(20*time.Second), func(s dialer.Snapshot) bool {
		return s.State == dialer.AgentWrapUp || s.Call == nil || s.Call.Attempt != attempt
	})
	w.must(err)
	if s.State != dialer.AgentReady && s.State != dialer.AgentReserved {
		w.t.Fatalf("the agent is %s after the machine: %+v", s.State, s.Call)
	}
	return time.Now()
}

// nextCustomer follows the agent to the person who is dialled after the machine, both hearing each other, and to the end.
func (w *world) nextCustomer(d *client.Desk, num string) {
	w.t.Helper()
	attempt, _ := w.meets(d, num)
	w.must(d.Hears(w.within(3*time.Second), customerTone))
	time.Sleep(1500 * time.Millisecond)
	_, err := d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	w.must(d.Dispose(w.ctx, attempt, "completed", nil, false))
	tape, rate := w.heardBy(w.onlyCall(num))
	if share := steady(tape, rate, 500*time.Millisecond, 1500*time.Millisecond, agentTone); share < 0.6 {
		w.t.Errorf("the next customer hears %.2f of the agent's tone", share)
	}
}

// prompt reads a prompt that comes with the program.
func (w *world) prompt(name string) (samples []int16) {
	w.t.Helper()
	raw, err := os.ReadFile("../../configs/prompts/" + name + ".wav")
	w.must(err)
	_, body, ok := bytes.Cut(raw, []byte("data"))
	if !ok {
		w.t.Fatalf("%s has no data", name)
	}
	for _, b := range body[4:] {
		samples = append(samples, g711.Decode(b))
	}
	return samples
}

// loudnessEach gives the loudness of each 20 ms, taken every 5 ms.
func loudnessEach(samples []int16) (list []float64) {
	for i := 0; i+160 <= len(samples); i += 40 {
		sum := 0.0
		for _, s := range samples[i : i+160] {
			sum += float64(s) * float64(s)
		}
		list = append(list, math.Sqrt(sum/160))
	}
	return list
}

// find looks for speech in a recording by the course of its loudness: where it begins, and what share of its pieces follow each
// other there. On a busy machine a recording stumbles now and then, so a piece may be damaged, or come a little late.
func find(speech, recording []int16) (at time.Duration, share float64) {
	const piece, step = 300, 5 * time.Millisecond // 1.5 s
	want, have := loudnessEach(speech), loudnessEach(recording)
	best := func(from, to, n int) (at int, alike float64) {
		for i := max(0, from); i < to && i+piece <= len(have); i++ {
			if r := correlation(want[n:n+piece], have[i:i+piece]); r > alike {
				at, alike = i, r
			}
		}
		return at, alike
	}
	for lead := 0; lead+piece <= len(want); lead += piece { // the piece that tells where the others are looked for
		i, _ := best(0, len(have), lead)
		found, all := 0, 0
		for n := 0; n+piece <= len(want); n += piece {
			if _, alike := best(i-lead+n-60, i-lead+n+60, n); alike > 0.85 {
				found++
			}
			all++
		}
		if s := float64(found) / float64(all); s > share {
			at, share = time.Duration(i-lead)*step, s
		}
	}
	return at, share
}

func correlation(a, b []float64) float64 {
	n := float64(len(a))
	var sa, sb, aa, bb, ab float64
	for i := range a {
		sa, sb = sa+a[i], sb+b[i]
		aa, bb, ab = aa+a[i]*a[i], bb+b[i]*b[i], ab+a[i]*b[i]
	}
	d := math.Sqrt((aa - sa*sa/n) * (bb - sb*sb/n))
	if d < 1 {
		return 0
	}
	return (ab - sa*sb/n) / d
}

// beepOf tells when the machine's beep ended, from its answer on.
func (w *world) beepOf(inv lab.Invite) (end time.Duration) {
	w.t.Helper()
	channels, rate, err := lab.ReadWAV(inv.Said)
	w.must(err)
	const frame = 160
	for i, run := 0, 0; i+frame <= len(channels[0]); i += frame {
		if lab.ToneShare(channels[0][i:i+frame], rate, 1000) > 0.9 {
			run++
		} else {
			run = 0
		}
		if run >= 10 {
			end = time.Duration(i+frame) * time.Second / time.Duration(rate)
		}
	}
	if end == 0 {
		w.t.Fatal("the machine has not beeped")
	}
	return end
}

// ended waits for the outcome of the attempt to a number.
func (w *world) ended(num string) attemptRow {
	w.t.Helper()
	var at attemptRow
	w.eventually(10*time.Second, func() error {
		for _, a := range w.attempts() {
			if a.Phone == "+86"+num && a.Outcome != nil {
				at = a
				return nil
			}
		}
		return os.ErrNotExist
	})
	return at
}

// A message is left on a machine after its beep, and its agent has the next customer while it plays.
func TestMessageWhileAgentGoesOn(t *testing.T) {
	byMode(t, func(w *world, m dialer.Mode) {
		machine, person := number("13922"), number("13901")
		d := w.desk(0, agentTone)
		w.machines(m, "message", machine, person)
		attempt, inv := w.meets(d, machine)
		left := w.freed(d, attempt).Sub(inv.Answered)
		w.nextCustomer(d, person)
		next := w.onlyCall(person)

		inv = w.onlyCall(machine)
		length := inv.Ended.Sub(inv.Answered)
		if next.Answered.After(inv.Ended) {
			w.t.Errorf("the next customer answered %s after the end of the machine's call", next.Answered.Sub(inv.Ended))
		}
		if inv.EndedBy != "caller" {
			w.t.Errorf("the machine's call was ended by %s after %s", inv.EndedBy, length)
		}
		tape, rate := w.heardBy(inv)
		at, share := find(w.prompt("message-zh"), tape)
		beep := w.beepOf(inv)
		w.t.Logf("agent free after %s, beep ended at %s, message at %s, %.2f of it, call ended at %s; next customer answered %s before that", left, beep, at, share, length,
			inv.Ended.Sub(next.Answered))
		if share < 0.7 || at < beep-100*time.Millisecond || at > beep+1500*time.Millisecond {
			w.t.Errorf("the tape has %.2f of the message at %s; the beep ended at %s", share, at, beep)
		}
		// The agent is heard before he was freed, and no more after.
		if gone := left + 500*time.Millisecond; gone+200*time.Millisecond < beep {
			if share := steady(tape, rate, gone, beep, agentTone); share > 0.1 {
				w.t.Errorf("the machine hears %.2f of the agent's tone after he was freed", share)
			}
		}
		if a := w.ended(machine); *a.Outcome != "machine" {
			w.t.Errorf("%+v %+v", a, w.detail(a.ID).Timeline)
		}
		w.noDoubleDial([]string{machine, person})
	})
}

// A machine is hung up as soon as it is known, and line and agent are free for the next customer.
func TestMachineHungUp(t *testing.T) {
	byMode(t, func(w *world, m dialer.Mode) {
		machine, fax, person := number("13922"), number("13923"), number("13901")
		d := w.desk(0, agentTone)
		w.machines(m, "hang_up", machine, fax, person)
		for _, num := range []string{machine, fax} {
			attempt, inv := w.meets(d, num)
			left := w.freed(d, attempt).Sub(inv.Answered)
			inv = w.onlyCall(num)
			length := inv.Ended.Sub(inv.Answered)
			w.t.Logf("%s: agent free after %s, line after %s", num[:5], left, length)
			if inv.EndedBy != "caller" || length > 9*time.Second || left > length+time.Second { // the greeting alone is longer, and the fax
				w.t.Errorf("%s: ended by %s after %s, agent free after %s", num[:5], inv.EndedBy, length, left)
			}
		}
		w.nextCustomer(d, person)
		for num, outcome := range map[string]string{machine: "machine", fax: "fax", person: "answered"} {
			if a := w.ended(num); *a.Outcome != outcome {
				w.t.Errorf("want %s: %+v %+v", outcome, a, w.detail(a.ID).Timeline)
			}
		}
		w.noDoubleDial([]string{machine, fax, person})
	})
}

// By the policy "agent" the agent keeps the call and is told what he hears; a fax machine is hung up all the same.
func TestMachineToAgent(t *testing.T) {
	byMode(t, func(w *world, m dialer.Mode) {
		fax, machine := number("13923"), number("13922")
		d := w.desk(0, agentTone)
		w.machines(m, "agent", fax, machine)
		attempt, _ := w.meets(d, fax)
		w.freed(d, attempt)
		if inv := w.onlyCall(fax); inv.EndedBy != "caller" {
			w.t.Errorf("the fax machine's call was ended by %s", inv.EndedBy)
		}

		attempt, inv := w.meets(d, machine)
		s, err := d.Wait(w.within(12*time.Second), func(s dialer.Snapshot) bool { return s.Call == nil || s.Call.Detected != "" })
		w.must(err)
		if s.Call == nil || s.Call.Attempt != attempt || s.Call.Detected != "machine" || s.State != dialer.AgentOnCall {
			w.t.Fatalf("the desk shows %s, %+v", s.State, s.Call)
		}
		told := time.Since(inv.Answered)
		time.Sleep(max(0, 9500*time.Millisecond-time.Since(inv.Answered)))
		heard := d.Audio.Samples(8 * time.Second) // the greeting
		time.Sleep(6 * time.Second)               // he speaks after the beep
		if s := d.Snapshot(); s.State != dialer.AgentOnCall || s.Call == nil || s.Call.Attempt != attempt {
			w.t.Fatalf("the agent has lost the machine: %s, %+v", s.State, s.Call)
		}
		_, err = d.Say(w.ctx, "hangup", nil)
		w.must(err)
		w.waitState(d, dialer.AgentWrapUp)
		w.must(d.Dispose(w.ctx, attempt, "completed", nil, false))
		w.waitState(d, dialer.AgentReady)

		inv = w.onlyCall(machine)
		said, _, err := lab.ReadWAV(inv.Said)
		w.must(err)
		at, share := find(heard, said[0])
		beep := w.beepOf(inv)
		w.t.Logf("told after %s; the agent heard %.2f of what the machine said from %s on; beep ended at %s", told, share, at, beep)
		if share < 0.6 {
			w.t.Errorf("the agent heard %.2f of the machine's greeting", share)
		}
		tape, rate := w.heardBy(inv)
		if share := steady(tape, rate, beep+300*time.Millisecond, beep+1500*time.Millisecond, agentTone); share < 0.6 {
			w.t.Errorf("the machine's tape has %.2f of the agent's tone", share)
		}
		if a := w.ended(fax); *a.Outcome != "fax" {
			w.t.Errorf("%+v %+v", a, w.detail(a.ID).Timeline)
		}
		if got := w.detail(attempt); got.Outcome != "answered" || got.Disposition != "completed" {
			w.t.Errorf("%+v", got)
		}
		w.inOrder(attempt, "bridged", "detected", "hangup", "ended")
		w.noDoubleDial([]string{fax, machine})
	})
}
