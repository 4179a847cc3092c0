package call

import (
	"strings"
	"time"
)

// Step gives the call after ev and the effects to be run in order. It is total: an event that means nothing in the
// present state changes nothing.
func Step(c Call, ev Event) (Call, []Effect) {
	if c.State == Ended {
		return c, nil
	}
	s := stepper{c: c}
	s.step(ev)
	return s.c, s.out
}

type stepper struct {
	c   Call
	out []Effect
}

func (s *stepper) do(e ...Effect) { s.out = append(s.out, e...) }

func (s *stepper) step(ev Event) {
	c := &s.c
	if c.Policy.Hotline.On && c.AnsweredAt.IsZero() && s.inbound(ev) {
		return
	}
	switch ev := ev.(type) {
	case Start:
		if c.State != "" {
			return
		}
		c.HasAgent = ev.HasAgent
		if c.Policy.Preview > 0 && c.HasAgent {
			c.State = Previewing
			s.do(SetTimer{PreviewTimer, c.Policy.Preview})
			return
		}
		s.prepare()
	case Accepted:
		if c.State == Previewing {
			s.do(Log{At: ev.At, Kind: "previewed", By: Agent})
			s.prepare()
		}
	case Skipped:
		if c.State == Previewing {
			s.hangUp(ev.At, Agent, "skipped:"+ev.Reason)
		}
	case RoomReady:
		s.roomReady()
	case Adopt:
		s.adopt(ev)
	case LegReady:
		if !c.HasAgent || c.HungUpBy != "" {
			return
		}
		switch c.State {
		case Queued, Talking, Dialling, Ringing: // while it rings too: the answer must not meet an empty bridge
			c.Joined = false
			s.do(Join{})
		case Previewing, Preparing, Playing, Parked, Handed, Messaging, Ended:
		}
	case Created:
		if c.State != Preparing || c.HungUpBy != "" {
			return
		}
		s.do(Log{At: ev.At, Kind: "created"})
		if c.HasAgent || c.Room {
			s.do(Join{})
			return
		}
		s.do(Arm{})
	case JoinDone:
		s.joined(ev.At)
	case ArmDone:
		if c.State != Preparing || c.HungUpBy != "" {
			return
		}
		if !ev.OK {
			s.hangUp(ev.At, System, ev.Reason)
			return
		}
		c.State, c.Placed, c.DialledAt = Dialling, true, ev.At
		s.do(SetTimer{RingTimer, c.Limits.Ring}, Dial{})
	case DialDone:
		// Written only now: whoever reads "armed" knows that a dial may still leave, and after "dialled" none will (I4).
		if c.State == Dialling {
			s.do(Log{At: ev.At, Kind: "dialled"})
		}
	case EffectFailed:
		s.failed(ev)
	case Rings:
		if c.State != Dialling && c.State != Ringing || c.Rang {
			return
		}
		c.State, c.Rang, c.RingingAt = Ringing, true, ev.At
		s.do(Log{At: ev.At, Kind: "ringing"})
	case EarlyMedia:
		if c.State != Dialling && c.State != Ringing || c.Progress {
			return
		}
		c.Progress = true
		s.do(Log{At: ev.At, Kind: "early_media"})
	case Answer:
		s.answered(ev.At)
	case Recognised:
		s.recognised(ev)
	case Detected:
		s.detected(ev)
	case Beeped:
		if c.State == Playing && c.Plays == "" {
			s.play(ev.At, s.machinePrompt())
		}
	case Played:
		s.played(ev.At)
	case Key:
		s.key(ev)
	case AgentFound:
		s.agentFound(ev.At)
	case NoAgent:
		// Nobody is free: a phone that rings for nobody is hung up; a person who answered waits for QueueTimer.
		if !c.HasAgent && c.State != Queued {
			s.hangUp(ev.At, System, "no_agent")
		}
	case AgentGone:
		s.agentGone(ev.At)
	case HangUpAsked:
		if ev.Reason == "agent_lost" && s.agentLost() {
			return
		}
		s.hangUp(ev.At, ev.By, ev.Reason)
	case CancelAsked:
		if c.AnsweredAt.IsZero() {
			s.hangUp(ev.At, System, ev.Reason)
		}
	case RemoteHangUp:
		// Before the answer it is the network's refusal, not somebody who hangs up.
		if c.HungUpBy == "" && !c.AnsweredAt.IsZero() {
			c.HungUpBy = Customer
			s.do(Log{At: ev.At, Kind: "hangup", By: Customer})
		}
		if ev.Cause != 0 && c.Cause == 0 {
			c.Cause = ev.Cause
		}
	case Destroyed:
		if ev.Cause != 0 {
			c.Cause = ev.Cause
		}
		c.SIPCode = ev.SIPCode
		if c.HungUpBy == "" && !c.AnsweredAt.IsZero() {
			c.HungUpBy = Customer
		}
		s.end(ev.At)
	case Vanished:
		if !c.Channel {
			return // a preview, or a room that opens: there was no channel to be lost with the connection
		}
		if c.HungUpBy == "" {
			c.HungUpBy, c.Reason = System, "channel_lost"
		}
		s.end(ev.At)
	case HoldAsked:
		if c.State != Talking || ev.On == !c.HeldSince.IsZero() {
			return
		}
		s.hold(ev.At, ev.On, ev.Reason)
		s.do(SetHold{ev.On})
	case TimerFired:
		s.timer(ev)
	default:
		s.consult(ev)
	}
}

func (s *stepper) prepare() {
	c := &s.c
	c.State = Preparing
	s.do(SetTimer{PrepareTimer, c.Limits.Prepare})
	if c.Policy.Room && !c.HasAgent {
		s.do(OpenRoom{})
		return
	}
	c.Channel = true
	s.do(CreateChannel{})
}

// roomReady goes on with what the room was opened for: the call's beginning, or the message to a machine.
func (s *stepper) roomReady() {
	c := &s.c
	if c.Room || c.State == "" || c.State == Previewing {
		s.do(CloseRoom{}) // nobody asked for it
		return
	}
	c.Room = true
	switch {
	case c.State == Talking:
		s.guestRoom()
	case c.HungUpBy != "" || c.HasAgent:
	case c.State == Preparing && !c.Channel:
		c.Channel = true
		s.do(CreateChannel{})
	case c.State == Playing:
		s.do(Join{})
	}
}

func (s *stepper) adopt(ev Adopt) {
	c := &s.c
	if c.State != "" {
		return
	}
	c.Channel, c.Placed, c.AnsweredAt, c.BridgedAt, c.HasAgent = true, true, ev.AnsweredAt, ev.BridgedAt, ev.HasAgent
	c.State = Queued
	s.do(Log{At: ev.At, Kind: "adopted"}, SetTimer{LimitTimer, c.Limits.Call})
	if !ev.HasAgent {
		s.hangUp(ev.At, System, "no_agent")
		return
	}
	s.do(SetTimer{QueueTimer, c.Limits.Return}) // LegReady comes when the agent's page is back
}

func (s *stepper) joined(at time.Time) {
	c := &s.c
	if c.HungUpBy != "" || !c.HasAgent && !c.Room {
		return
	}
	c.Joined = c.HasAgent
	switch c.State {
	case Preparing:
		s.do(Arm{})
	case Queued:
		if c.HasAgent {
			s.talk(at)
		}
	case Previewing, Dialling, Ringing, Talking, Playing, Parked, Handed, Messaging, Ended:
	}
}

func (s *stepper) answered(at time.Time) {
	c := &s.c
	if !c.Placed || !c.AnsweredAt.IsZero() {
		return
	}
	c.AnsweredAt = at
	if c.HungUpBy != "" {
		// It was answered while our hang-up was under way: nobody will be put through.
		s.do(Log{At: at, Kind: "answered"})
		return
	}
	c.State = Queued
	if c.Policy.Machine != NoDetection {
		s.do(Detect{})
	}
	switch {
	case c.Policy.Notice && c.Room:
		s.do(Log{At: at, Kind: "answered"}, Record{})
		s.play(at, Notice)
	case c.HasAgent && c.Joined:
		// The audio first, everything else after: this is the 20 ms that the customer notices.
		s.talk(at)
	case c.HasAgent: // being joined
		s.do(Log{At: at, Kind: "answered"}, SetTimer{QueueTimer, QueueLimit})
	default:
		s.do(Log{At: at, Kind: "answered"}, SetTimer{QueueTimer, QueueLimit}, FindAgent{})
	}
	s.do(SetTimer{LimitTimer, c.Limits.Call})
}

// talk opens the audio. The answer's own line is written here when it has not been.
func (s *stepper) talk(at time.Time) {
	c := &s.c
	c.State, c.Audio, c.Back = Talking, true, false
	s.do(OpenAudio{})
	if c.BridgedAt.IsZero() && c.AnsweredAt.Equal(at) {
		s.do(Log{At: at, Kind: "answered"})
	}
	if c.BridgedAt.IsZero() {
		c.BridgedAt = at
	}
	s.do(Log{At: at, Kind: "bridged"})
	s.closeRoom()
}

func (s *stepper) closeRoom() {
	if s.c.Room {
		s.c.Room = false
		s.do(CloseRoom{})
	}
}

func (s *stepper) agentFound(at time.Time) {
	c := &s.c
	if c.HasAgent {
		return
	}
	if c.HungUpBy != "" || c.State == "" || c.State == Playing || c.State == Parked || c.State == Handed {
		s.do(ReleaseAgent{}) // too late: the agent goes straight back
		return
	}
	c.HasAgent = true
	s.do(Log{At: at, Kind: "agent_found"})
	if c.State != Preparing {
		s.do(Join{})
	}
}

func (s *stepper) agentGone(at time.Time) {
	c := &s.c
	if !c.HasAgent || c.State == Talking {
		// In a conversation the agent's session decides (grace for a reload) and asks to hang up.
		return
	}
	c.HasAgent, c.Joined = false, false
	s.do(Log{At: at, Kind: "agent_gone"}, ReleaseAgent{})
	if c.HungUpBy == "" && c.State != "" {
		if c.State == Preparing || c.State == Previewing {
			s.hangUp(at, System, "no_agent")
			return
		}
		s.do(FindAgent{})
	}
}

func (s *stepper) hold(at time.Time, on bool, reason string) {
	c := &s.c
	if on {
		c.HeldSince = at
		s.do(Log{At: at, Kind: "hold", By: Agent, Detail: reason})
		return
	}
	c.HoldTime += at.Sub(c.HeldSince)
	c.HeldSince = time.Time{}
	s.do(Log{At: at, Kind: "unhold", By: Agent})
}

// hangUp is our wish to end the call. The end itself comes with Destroyed or Vanished.
func (s *stepper) hangUp(at time.Time, by Party, reason string) {
	c := &s.c
	if c.HungUpBy != "" || c.State == "" {
		return
	}
	c.HungUpBy, c.HungUpAt, c.Reason = by, at, reason
	if c.State == Previewing {
		s.end(at) // nothing exists at Asterisk
		return
	}
	s.do(HangUp{}, Log{At: at, Kind: "hangup", By: by, Detail: reason}, SetTimer{EndTimer, endRetry})
	// Nobody waits for the confirmation: when Asterisk does not answer, the agent must not be stuck in the call.
	s.release(at)
}

func (s *stepper) failed(ev EffectFailed) {
	c := &s.c
	if s.guestFailed(ev) {
		return
	}
	switch ev.Effect {
	case "dial":
		if !ev.Placed {
			c.Placed = false // and the end waits for the channel to be gone, or for EndTimer
		}
		s.hangUp(ev.At, System, "dial_failed: "+ev.Detail)
	case "hangup":
		// The phone may be ringing still: the number stays locked (I1) and EndTimer asks again.
	case "join":
		// A conversation stays where it is at Asterisk; when the connection to it flaps, LegReady comes again with the agent's line.
		switch {
		case c.State == Talking:
		case c.State == Queued && c.HasAgent && !c.Back && c.BridgedAt.IsZero():
			s.agentGone(ev.At) // a person waits: another one, within QueueTimer
		default:
			s.hangUp(ev.At, System, "join_failed: "+ev.Detail)
		}
	case "play":
		if c.State != Playing {
			return // what was to be played is not wanted any more
		}
		s.hangUp(ev.At, System, "play_failed: "+ev.Detail)
	default:
		s.hangUp(ev.At, System, ev.Effect+"_failed: "+ev.Detail)
	}
}

func (s *stepper) timer(ev TimerFired) {
	c := &s.c
	switch ev.Kind {
	case PreviewTimer:
		if c.State != Previewing {
			return
		}
		if c.Policy.PreviewDial {
			s.do(Log{At: ev.At, Kind: "previewed", By: System})
			s.prepare()
			return
		}
		s.hangUp(ev.At, System, "skipped:timeout")
	case PrepareTimer:
		if c.State == Preparing {
			s.hangUp(ev.At, System, "prepare_timeout")
			s.end(ev.At)
		}
	case RingTimer:
		if c.State == Dialling || c.State == Ringing {
			s.hangUp(ev.At, System, "ring_timeout")
		}
	case QueueTimer:
		s.noAgentInTime(ev.At)
	case KeyTimer:
		if c.State == Playing && c.Plays == Notice && c.KeyDue {
			s.hangUp(ev.At, System, "notice_done")
		}
	case BeepTimer:
		if c.State == Playing && c.Plays == "" {
			s.hangUp(ev.At, System, "machine_no_beep")
		}
	case EndTimer:
		if c.HungUpAt.IsZero() {
			return
		}
		if !c.Placed || ev.At.Sub(c.HungUpAt) >= c.Limits.Call {
			s.end(ev.At)
			return
		}
		s.do(HangUp{}, SetTimer{EndTimer, endRetry})
	case LimitTimer:
		if !c.AnsweredAt.IsZero() {
			s.hangUp(ev.At, System, "call_limit")
		}
	case GuestTimer:
		if c.Guest.Kind != "" && !c.Guest.Here {
			s.guestLost(ev.At, "no_answer")
		}
	case PauseTimer:
		if c.RecordingPaused {
			s.pauseRecording(ev.At, false, System, "time")
		}
	case AnnounceTimer, MessageTimer: // of incoming calls, see inboundTimer
	}
}

// end closes the call. Its line in the timeline is written with the outcome, by Finish.
func (s *stepper) end(at time.Time) {
	c := &s.c
	if c.State == "" {
		return
	}
	s.release(at)
	s.closeRoom()
	if c.Asked && c.BridgedAt.IsZero() && c.Reason != noticeDoNotCall {
		c.Lost = true // whoever hung up: he wanted to talk to somebody
	}
	c.Outcome = c.outcome()
	c.State, c.EndedAt, c.Channel = Ended, at, false
	s.do(Finish{})
}

// release gives back the audio and the agent.
func (s *stepper) release(at time.Time) {
	c := &s.c
	if !c.HeldSince.IsZero() {
		s.hold(at, false, "")
	}
	if c.Audio {
		c.Audio = false
		s.do(CloseAudio{})
	}
	s.dropGuest()
	if c.HasAgent {
		c.HasAgent, c.Joined = false, false
		// A wrap-up is due after a conversation, not after a machine that was hung up.
		s.do(ReleaseAgent{Talked: !c.BridgedAt.IsZero() && !c.machineLeft()})
		return
	}
	if c.State == Queued {
		s.do(StopFinding{})
	}
}

// machineLeft tells that the call went to a machine and not to its agent.
func (c Call) machineLeft() bool {
	return c.Detected == DetectedFax || c.Detected == DetectedMachine && c.Policy.Machine != AgentMachine
}

func (c Call) outcome() Outcome {
	switch {
	case c.Policy.Hotline.On:
		return c.inboundOutcome()
	case c.Detected == DetectedFax:
		return Fax
	case c.Detected == DetectedMachine && (c.machineLeft() || c.BridgedAt.IsZero()) && !c.Asked:
		return Machine
	case !c.AnsweredAt.IsZero() && c.Policy.Notice:
		return Answered
	case !c.BridgedAt.IsZero():
		return Answered
	case !c.AnsweredAt.IsZero():
		// A person answered and heard nobody.
		return Abandoned
	case !c.Placed:
		return NotPlaced
	case c.Recognised != "":
		return c.Recognised
	case c.HungUpBy == System && c.Reason == "ring_timeout":
		return NoAnswer
	case c.HungUpBy == System || c.HungUpBy == Agent:
		if strings.HasPrefix(c.Reason, "dial_failed") {
			return Failed
		}
		return Interrupted
	}
	return FromCause(c.Cause, c.SIPCode, c.Rang || c.Progress)
}

// FromCause gives the outcome of a call that was not answered from the Q.850 cause, the SIP status (RFC 3261
// section 21; 0: unknown) and whether 180 or 183 came before. Measured on Asterisk 22: a dead trunk and an
// unanswered phone both say 19/480 and differ only in that nothing rang.
func FromCause(cause, sip int, rang bool) Outcome {
	if sip == 401 || sip == 407 || sip == 403 && !rang {
		return Failed // the trunk refuses us: a customer who declines has heard it ring, or says 603
	}
	switch cause {
	case 17:
		return Busy
	case 21:
		return Rejected
	case 1, 22, 28:
		return Vacant
	case 20:
		return Unreachable
	case 18, 19:
		if rang {
			return NoAnswer
		}
		return Failed
	}
	switch sip {
	case 486, 600:
		return Busy
	case 403, 603:
		return Rejected
	case 404, 410, 484, 604:
		return Vacant
	case 480, 408, 487:
		if rang {
			return NoAnswer
		}
	}
	return Failed
}
