package call

import "time"

// A call that comes in (R19) until it has an agent. From then on it is a call like the others: AnsweredAt is when the agent
// was put through.
//
//	Arrived --> Queued --AgentFound, PickedUp, JoinDone--> Talking --> Ended
//	              \--nobody is free: PickedUp, RoomReady--> waits in its room: greeting, position, music
//	               \--closed, full, too long, by key--> Playing --> Messaging --> Playing (thanks) --> Ended
//
// Whoever got no agent ends missed, or as a message, and is called back. He is never abandoned in the sense of I9: we have not called him.

// Messaging: the caller speaks his message.
const Messaging State = "messaging"

// The outcomes of calls that come in, beside Answered.
const (
	Missed      Outcome = "missed"  // no agent: the caller gave up, or was told that he will be called back
	LeftMessage Outcome = "message" // he left one
)

// The timers of calls that come in; QueueTimer is the longest wait.
const (
	AnnounceTimer TimerKind = "announce"
	MessageTimer  TimerKind = "message"
)

// The prompts of calls that come in.
const (
	Greeting     Prompt = "greeting"
	PositionNote Prompt = "position" // how many are before him, and what keys he may press
	TurnNote     Prompt = "turn"     // why he gets no agent, and what happens now; see Call.Turn and Call.Missed
	Thanks       Prompt = "thanks"   // for a message
)

// Turn is what becomes of a caller.
type Turn string

// The turns.
const (
	TurnWait     Turn = "wait"
	TurnMessage  Turn = "message"
	TurnCallback Turn = "callback"
	TurnHangUp   Turn = "hang_up"
)

// Reasons of a Turn that the caller, or time, gave; those of his arrival come with Arrived.
const (
	MissedMaxWait  = "max_wait"
	MissedCallback = "callback" // by key
	MissedMessage  = "message"  // by key
	MissedStopped  = "campaign_stopped"
)

// Keys of a caller who waits, when Hotline.Offer.
const (
	KeyCallback = "1"
	KeyMessage  = "2"
	KeyDone     = "#" // ends a message
)

// Hotline is what a queue has decided about its callers.
type Hotline struct {
	On         bool // the call has come in
	Greeting   bool // there is one to be played first
	Announce   time.Duration
	MaxWait    time.Duration
	Overflow   Turn // after MaxWait
	Offer      bool // keys 1 and 2
	CanCall    bool // the caller's number may be called back
	MessageMax time.Duration
}

// maxWaitAgain is when the longest wait is looked at again while an agent is just being put through.
const maxWaitAgain = 5 * time.Second

// The events of calls that come in.
type (
	// Arrived begins the call: it rings at our side. Turn is what the queue says, with the reason when it is not TurnWait. UpAt is set
	// when an earlier life of this process has picked it up already.
	Arrived struct {
		At     time.Time
		Turn   Turn
		Reason string
		UpAt   time.Time
	}
	// PickedUp answers PickUp.
	PickedUp struct{ At time.Time }
	// Spoke tells that a voice was heard in the message.
	Spoke struct{ At time.Time }
	// Silent tells that nobody speaks (any more).
	Silent struct{ At time.Time }
)

func (Arrived) event()  {}
func (PickedUp) event() {}
func (Spoke) event()    {}
func (Silent) event()   {}

// The effects of calls that come in.
type (
	// Enqueue gives the call its place in the queue; FindAgent says that it may get an agent now, StopFinding takes it out.
	Enqueue struct{}
	// PickUp answers the call at Asterisk. Answered by PickedUp or EffectFailed ("pick_up").
	PickUp struct{}
	// TakeMessage records what the caller says in the room and listens for voices: Spoke, Silent.
	TakeMessage struct{}
	// EndMessage ends that.
	EndMessage struct{}
)

func (Enqueue) effect()     {}
func (PickUp) effect()      {}
func (TakeMessage) effect() {}
func (EndMessage) effect()  {}

// inbound steps a call that comes in and has no agent yet. It tells whether the event was dealt with; the others mean the same as
// in any call.
func (s *stepper) inbound(ev Event) bool {
	c := &s.c
	if first, ok := ev.(Arrived); ok {
		s.arrived(first)
		return true
	}
	if c.State == "" {
		_, start := ev.(Start)
		return start // not how such a call begins
	}
	switch ev := ev.(type) {
	case RoomReady:
		s.waitingRoom()
	case RemoteHangUp:
		if c.HungUpBy == "" {
			c.HungUpBy = Customer
			s.do(Log{At: ev.At, Kind: "hangup", By: Customer})
		}
		if ev.Cause != 0 && c.Cause == 0 {
			c.Cause = ev.Cause
		}
	case Destroyed:
		if c.HungUpBy == "" {
			c.HungUpBy = Customer
		}
		return false
	case Answer, Rings, EarlyMedia, Created, DialDone, ArmDone, Recognised, Detected, Beeped, Accepted, Skipped:
		// Of outgoing calls. That our own pick-up makes the channel Up is told by PickedUp.
	case TimerFired:
		return s.inboundTimer(ev)
	default:
		if c.HungUpBy != "" {
			return false
		}
		return s.waits(ev)
	}
	return true
}

// waits steps a caller for whom nobody has hung up.
func (s *stepper) waits(ev Event) bool {
	c := &s.c
	switch ev := ev.(type) {
	case PickedUp:
		s.pickedUp(ev.At)
	case NoAgent:
		switch {
		case c.State != Queued || c.HasAgent || c.Plays != "":
		case c.PickedUpAt.IsZero():
			s.pickUp()
		case c.InRoom:
			s.announce(ev.At)
		}
	case AgentFound:
		if c.HasAgent {
			return true
		}
		if c.State != Queued {
			s.do(ReleaseAgent{})
			return true
		}
		c.HasAgent, c.Plays = true, ""
		s.do(Log{At: ev.At, Kind: "agent_found"})
		if c.PickedUpAt.IsZero() {
			s.pickUp()
			return true
		}
		s.do(Join{})
	case JoinDone:
		s.inboundJoined(ev.At)
	case AgentGone:
		s.back(ev.At, "")
	case CancelAsked:
		if c.State == Queued && !c.HasAgent { // else he is with somebody in a moment, or leaves a message
			s.turn(ev.At, TurnHangUp, MissedStopped)
		}
	case EffectFailed:
		switch {
		case ev.Effect == "join" && c.HasAgent:
			s.back(ev.At, ev.Detail)
		case ev.Effect == "play":
			s.inboundPlayed(ev.At) // what cannot be played is passed over
		default:
			return false
		}
	case Played:
		s.inboundPlayed(ev.At)
	case Key:
		s.inboundKey(ev)
	case Spoke:
		if c.State == Messaging {
			c.Spoke = true
		}
	case Silent:
		if c.State == Messaging {
			s.endMessage(ev.At)
		}
	default:
		return false
	}
	return true
}

func (s *stepper) arrived(ev Arrived) {
	c := &s.c
	if c.State != "" {
		return
	}
	c.Channel, c.Placed, c.State, c.RingingAt, c.PickedUpAt = true, true, Queued, ev.At, ev.UpAt
	s.do(Log{At: ev.At, Kind: "arrived", Detail: ev.Reason})
	switch {
	case ev.Turn != TurnWait:
		c.State, c.Turn, c.Missed, c.Plays = Playing, c.possible(ev.Turn), ev.Reason, TurnNote
		s.pickUp()
	case c.Policy.Hotline.Greeting && ev.UpAt.IsZero():
		s.do(Enqueue{}, SetTimer{QueueTimer, c.Policy.Hotline.MaxWait})
		c.Plays = Greeting
		s.pickUp()
	default:
		s.do(Enqueue{}, SetTimer{QueueTimer, c.Policy.Hotline.MaxWait}, FindAgent{})
	}
}

func (s *stepper) pickUp() {
	if s.c.PickedUpAt.IsZero() {
		s.do(PickUp{})
		return
	}
	s.placed()
}

func (s *stepper) pickedUp(at time.Time) {
	c := &s.c
	if !c.PickedUpAt.IsZero() {
		return
	}
	c.PickedUpAt = at
	s.do(Log{At: at, Kind: "picked_up"})
	s.placed()
}

// placed brings a caller who was picked up to his agent, or to his room.
func (s *stepper) placed() {
	switch c := &s.c; {
	case c.HasAgent, c.Room:
		s.do(Join{})
	default:
		s.do(OpenRoom{})
	}
}

func (s *stepper) waitingRoom() {
	c := &s.c
	if c.Room {
		s.do(CloseRoom{}) // nobody asked for it
		return
	}
	c.Room = true
	if c.HungUpBy == "" && !c.HasAgent {
		s.do(Join{})
	}
}

func (s *stepper) inboundJoined(at time.Time) {
	c := &s.c
	if c.PickedUpAt.IsZero() || c.Joined {
		return
	}
	if c.HasAgent {
		c.Joined, c.InRoom, c.AnsweredAt = true, false, at
		s.do(SetTimer{LimitTimer, c.Limits.Call})
		s.talk(at)
		return
	}
	if !c.Room || c.InRoom {
		return
	}
	c.InRoom = true
	switch {
	case c.State == Playing || c.Plays == Greeting:
		s.do(Log{At: at, Kind: "message", By: System, Detail: string(c.Plays)}, Play{c.Plays})
	case c.State == Queued && c.Again:
		s.music() // he has heard where he is
	case c.State == Queued:
		// FindAgent looks while the room is being made.
		s.announce(at)
	}
}

// announce tells a caller his place. The music goes on after it.
func (s *stepper) announce(at time.Time) {
	c := &s.c
	c.Plays = PositionNote
	s.do(Log{At: at, Kind: "message", By: System, Detail: string(PositionNote)}, Play{PositionNote})
}

// music plays until the next announcement.
func (s *stepper) music() {
	s.do(PlayMusic{})
	if every := s.c.Policy.Hotline.Announce; every > 0 {
		s.do(SetTimer{AnnounceTimer, every})
	}
}

// back puts a caller whose agent was lost before they talked to the head of the queue; why is set when the agent could not be reached.
func (s *stepper) back(at time.Time, why string) {
	c := &s.c
	if !c.HasAgent {
		return
	}
	c.HasAgent, c.Joined, c.InRoom, c.Again = false, false, false, true
	s.do(Log{At: at, Kind: "agent_gone", Detail: why}, ReleaseAgent{})
	if !c.PickedUpAt.IsZero() {
		s.placed()
	}
	s.do(FindAgent{})
}

func (s *stepper) inboundPlayed(at time.Time) {
	c := &s.c
	if !c.InRoom || c.Plays == "" {
		return
	}
	what := c.Plays
	switch {
	case c.State == Queued && what == Greeting:
		c.Plays = ""
		s.do(PlayMusic{}, FindAgent{})
	case c.State == Queued && what == PositionNote:
		c.Plays = ""
		s.music()
	case c.State == Playing && what == TurnNote && c.Turn == TurnMessage:
		c.State, c.Plays = Messaging, ""
		s.do(TakeMessage{}, SetTimer{MessageTimer, c.Policy.Hotline.MessageMax})
	case c.State == Playing:
		s.hangUp(at, System, c.Missed)
	}
}

// possible is a turn as it can be: who shows no number cannot be called back, and says in a message how he can.
func (c Call) possible(t Turn) Turn {
	if t == TurnCallback && !c.Policy.Hotline.CanCall {
		return TurnMessage
	}
	return t
}

// turn takes a caller out of the queue.
func (s *stepper) turn(at time.Time, to Turn, why string) {
	c := &s.c
	to = c.possible(to)
	c.State, c.Turn, c.Missed, c.Plays = Playing, to, why, TurnNote
	s.do(StopFinding{}, Log{At: at, Kind: "turned", Detail: string(to) + " " + why})
	if c.InRoom {
		s.do(Play{TurnNote}) // else when he is there
	} else if c.PickedUpAt.IsZero() {
		s.pickUp()
	}
}

func (s *stepper) inboundKey(ev Key) {
	c := &s.c
	if len(c.Keys) < 64 {
		c.Keys += ev.Digit
	}
	switch h := c.Policy.Hotline; {
	case c.State == Messaging && ev.Digit == KeyDone:
		s.endMessage(ev.At)
	case c.State != Queued || c.HasAgent || !c.InRoom || !h.Offer:
	case ev.Digit == KeyCallback && h.CanCall:
		s.turn(ev.At, TurnCallback, MissedCallback)
	case ev.Digit == KeyMessage:
		s.turn(ev.At, TurnMessage, MissedMessage)
	}
}

// endMessage thanks for a message; where nothing was said there is nothing to thank for.
func (s *stepper) endMessage(at time.Time) {
	c := &s.c
	s.do(EndMessage{})
	if !c.Spoke {
		s.hangUp(at, System, c.Missed)
		return
	}
	c.State, c.Plays = Playing, Thanks
	s.do(Play{Thanks})
}

func (s *stepper) inboundTimer(ev TimerFired) bool {
	c := &s.c
	if c.HungUpBy != "" {
		return false
	}
	switch ev.Kind {
	case QueueTimer:
		switch {
		case c.State != Queued:
		case c.HasAgent:
			s.do(SetTimer{QueueTimer, maxWaitAgain})
		default:
			s.turn(ev.At, c.Policy.Hotline.Overflow, MissedMaxWait)
		}
	case AnnounceTimer:
		if c.State == Queued && !c.HasAgent && c.InRoom && c.Plays == "" {
			s.announce(ev.At)
		}
	case MessageTimer:
		if c.State == Messaging {
			s.endMessage(ev.At)
		}
	default:
		return false
	}
	return true
}

// inboundOutcome is the outcome of a call that came in.
func (c Call) inboundOutcome() Outcome {
	switch {
	case !c.BridgedAt.IsZero():
		return Answered
	case c.Spoke:
		return LeftMessage
	}
	return Missed
}
