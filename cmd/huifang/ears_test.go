package main

import (
	"testing"
	"time"

	"huifang/campaign"
	"huifang/dialer"
)

// What carriers say before the answer is recognised while it plays, and the line is freed; what rings on is not hung up;
// machines and fax are told from persons after the answer (R17).
func TestEars(t *testing.T) {
	w := newWorld(t, 0, nil)
	want := map[string]string{ // by case of the carrier's plan
		"13916": "powered_off", "13917": "suspended", "13918": "vacant", "13919": "busy", "13920": "unreachable", "13927": "powered_off",
		"13921": "answered", "13926": "answered", // music and ring-back tone, then an answer
		"13928": "no_answer", // speech that means nothing: the carrier ends it
		"13922": "machine", "13923": "fax",
		"13924": "answered", "13925": "answered", // persons, the second one sounds like an announcement
	}
	var nums []string
	for prefix := range want {
		nums = append(nums, number(prefix))
	}
	w.campaign(nums, mode(dialer.Agentless, func(m *campaign.ModeSettings) {
		m.Notice.Prompt, m.Notice.Keys, m.Notice.MaxCalls = "shipped:notice-zh", map[string]string{}, len(nums)
		m.Detection.Machine = "hang_up"
	}))
	for _, at := range w.allEnded(len(nums), 90*time.Second) {
		num := at.Phone[3:]
		prefix := num[:5]
		if *at.Outcome != want[prefix] {
			t.Errorf("%s: %s, want %s: %+v", prefix, *at.Outcome, want[prefix], w.detail(at.ID).Timeline)
			continue
		}
		inv := w.onlyCall(num)
		freed := inv.EndedBy == "caller" && inv.Answered.IsZero()
		switch want[prefix] {
		case "powered_off", "suspended", "vacant", "busy", "unreachable":
			if !freed {
				t.Errorf("%s: ended by %s at %s, want the line freed while the announcement plays", prefix, inv.EndedBy, inv.Ended.Sub(inv.Time))
			}
			t.Logf("%s %s: freed after %s", prefix, want[prefix], inv.Ended.Sub(inv.Time))
		case "answered":
			if inv.Answered.IsZero() {
				t.Errorf("%s: hung up before the answer", prefix)
			}
		}
	}
	w.noDoubleDial(nums)
}

// A message is left on an answering machine after its beep, and nobody's time is taken.
func TestMessageOnMachine(t *testing.T) {
	w := newWorld(t, 0, nil)
	num := number("13922")
	w.campaign([]string{num}, mode(dialer.Agentless, func(m *campaign.ModeSettings) {
		m.Notice.Prompt, m.Notice.Keys = "shipped:message-zh", map[string]string{}
		m.Detection.Machine = "message"
	}))
	at := w.allEnded(1, 60*time.Second)[0]
	if *at.Outcome != "machine" {
		t.Fatalf("%+v %+v", at, w.detail(at.ID).Timeline)
	}
	inv := w.onlyCall(num)
	// The machine listens for 20 s after its beep; the message is shorter, and its end is on the tape.
	length := inv.Ended.Sub(inv.Answered)
	if l := w.level(inv.Heard, length-4*time.Second, length-1500*time.Millisecond); l < -40 {
		t.Fatalf("the end of the machine's recording is at %.0f dB", l)
	}
	var messages int
	for _, e := range w.detail(at.ID).Timeline {
		if e.Kind == "played" {
			messages++
		}
	}
	if messages != 1 {
		t.Fatalf("%d messages were played to their end in %s: %+v", messages, length, w.detail(at.ID).Timeline)
	}
}
