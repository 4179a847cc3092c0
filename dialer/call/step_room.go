package call

import (
	"strings"
	"time"
)

// noticeDoNotCall is the reason of a hang-up by the key that asks for no more calls.
const noticeDoNotCall = "notice_do_not_call"

// What happens to a call in its room: announcements before the answer, machines, notices and messages.

// recognised takes what an announcement says. The line is freed while the announcement still plays (R17); after an
// answer, or after our own hang-up, it means nothing.
func (s *stepper) recognised(ev Recognised) {
	c := &s.c
	if c.State != Dialling && c.State != Ringing || c.HungUpBy != "" {
		return
	}
	s.do(Log{At: ev.At, Kind: "recognised", Detail: ev.Detail})
	if ev.Outcome == "" {
		return
	}
	c.Recognised = ev.Outcome
	s.hangUp(ev.At, System, "announcement")
}

func (s *stepper) detected(ev Detected) {
	c := &s.c
	if c.AnsweredAt.IsZero() || c.HungUpBy != "" || c.Detected != "" || c.Asked || c.Guest.Kind != "" || c.Back || c.Policy.Machine == NoDetection {
		return
	}
	switch ev.What {
	case DetectedPerson, DetectedMachine, DetectedFax:
	default:
		return
	}
	c.Detected = ev.What
	s.do(Log{At: ev.At, Kind: "detected", Detail: strings.TrimSpace(ev.What + " " + ev.Detail)})
	switch {
	case ev.What == DetectedFax:
		s.hangUp(ev.At, System, "fax")
	case ev.What == DetectedMachine && c.Policy.Machine == HangUpMachine:
		s.hangUp(ev.At, System, "machine")
	case ev.What == DetectedMachine && c.Policy.Machine == MessageMachine:
		s.awaitBeep(ev.At)
	}
}

// awaitBeep leaves the agent free and waits in the room for the machine's beep.
func (s *stepper) awaitBeep(at time.Time) {
	c := &s.c
	if c.HasAgent {
		s.do(Log{At: at, Kind: "agent_gone"}) // before he gets another call
		s.do(Part{})
	}
	s.release(at)
	c.State, c.Plays = Playing, ""
	s.do(SetTimer{BeepTimer, BeepLimit})
	if !c.Room {
		s.do(OpenRoom{})
		return
	}
	s.do(StopPlay{}) // of a notice, which begins anew after the beep
}

// machinePrompt is what is left on a machine.
func (s *stepper) machinePrompt() Prompt {
	if s.c.Policy.Notice {
		return Notice
	}
	return MachineMessage
}

func (s *stepper) play(at time.Time, what Prompt) {
	c := &s.c
	c.State, c.Plays, c.KeyDue = Playing, what, false
	if what == Notice {
		c.Played++
	}
	s.do(Log{At: at, Kind: "message", By: System, Detail: string(what)}, Play{what})
}

func (s *stepper) played(at time.Time) {
	c := &s.c
	if c.State != Playing || c.HungUpBy != "" {
		return
	}
	s.do(Log{At: at, Kind: "played", Detail: string(c.Plays)})
	switch {
	case c.Plays == "":
	case c.Detected == DetectedMachine:
		s.hangUp(at, System, "machine_message")
	case c.Plays == AbandonedNote:
		s.hangUp(at, System, "no_agent")
	case c.Plays == Notice:
		c.Heard = true
		if len(c.Policy.Keys) > 0 {
			c.KeyDue = true
			s.do(SetTimer{KeyTimer, KeyLimit})
			return
		}
		s.hangUp(at, System, "notice_done")
	}
}

// key takes a digit; it has a meaning during a notice only.
func (s *stepper) key(ev Key) {
	c := &s.c
	if c.AnsweredAt.IsZero() || c.HungUpBy != "" {
		return
	}
	if len(c.Keys) < 64 {
		c.Keys += ev.Digit
	}
	if c.Asked && c.State == Queued && c.Policy.Keys[ev.Digit] == KeyDoNotCall {
		s.hangUp(ev.At, System, noticeDoNotCall) // also of one who waits for the agent he asked for (I4)
		return
	}
	if c.State != Playing || c.Plays != Notice || c.Detected == DetectedMachine {
		return
	}
	switch c.Policy.Keys[ev.Digit] {
	case KeyRepeat:
		if c.Played < c.Policy.Repeat {
			s.play(ev.At, Notice)
		}
	case KeyConfirm:
		s.hangUp(ev.At, System, "notice_confirmed")
	case KeyDoNotCall:
		s.hangUp(ev.At, System, noticeDoNotCall)
	case KeyEnd:
		s.hangUp(ev.At, System, "notice_ended")
	case KeyAgent:
		c.Asked, c.State, c.Plays = true, Queued, ""
		s.do(Log{At: ev.At, Kind: "key", By: Customer, Detail: "agent"}, PlayMusic{}, SetTimer{QueueTimer, AskedLimit}, FindAgent{})
	}
}

// noAgentInTime ends the wait of a person who answered. Unless he asked for an agent himself, the call is abandoned (I9); if he
// did, he is called back.
func (s *stepper) noAgentInTime(at time.Time) {
	c := &s.c
	if c.State != Queued || c.HungUpBy != "" {
		return
	}
	if c.Back {
		s.notBack(at)
		return
	}
	if c.HasAgent || !c.Room || !c.Policy.AbandonedMessage {
		s.hangUp(at, System, "no_agent")
		return
	}
	s.do(StopFinding{}, Log{At: at, Kind: "abandoned", By: System})
	s.play(at, AbandonedNote)
}
