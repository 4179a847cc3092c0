package call

import "time"

// What happens to a conversation whose agent asks somebody else, the guest: a consultation, a conference, a transfer
// (R18). There is one guest at a time, a colleague or an outside number.
//
//	Talking, guest asked --GuestAccepted--> Talking, guest here --CompleteAsked--> Talking (the colleague's call) or Handed
//	Talking --blind--> Parked --GuestAccepted--> Talking (the colleague's call) or Handed
//	                         '--GuestLost--> Queued: the agent again when he is free, or anyone --> Talking
//	                                              '--nobody within ReturnLimit: a message, Ended, a callback
//
// While the guest is here the customer waits (HeldSince is set: a consultation) or takes part (a conference). A guest who
// does not accept, or goes, leaves the agent with his customer. An outside guest is in the call's room; when the customer
// is handed to him he is moved there too, and the gateway goes on listening, so that the recording does.

// The states of a call without its agent.
const (
	Parked State = "parked" // blind transfer: the customer waits in the room for the one to whom he is transferred
	Handed State = "handed" // the customer talks to an outside party in the room
)

// How long a guest may be asked: a colleague, an outside number with its ringing; how long a customer whose transfer
// failed waits for an agent; after what time a forgotten pause of the recording ends.
const (
	ColleagueLimit = 20 * time.Second
	OutsideLimit   = 45 * time.Second
	ReturnLimit    = 20 * time.Second
	PauseLimit     = 5 * time.Minute
)

// The timers of this file.
const (
	GuestTimer TimerKind = "guest" // the guest has not accepted
	PauseTimer TimerKind = "pause" // the recording is paused for too long
)

// GuestKind is what a guest is.
type GuestKind string

// The kinds of guests.
const (
	Colleague GuestKind = "colleague"
	Outside   GuestKind = "outside"
)

// Guest is who was asked. The zero value is nobody.
type Guest struct {
	Kind    GuestKind
	Blind   bool // the agent does not wait for him
	Coming  bool // he was at another node; he is asked when his page has followed him here
	Here    bool // he has accepted
	Leaving bool // the agent is lost: when the customer cannot be moved to the guest, the call ends
}

type (
	// GuestAsked is the agent's wish to ask somebody; the driver has the guest at hand. Detail says whom and why.
	GuestAsked struct {
		At     time.Time
		Kind   GuestKind
		Blind  bool
		Detail string
	}
	// GuestComing tells that the colleague is being fetched from another node; GuestRings that he is asked now.
	GuestComing struct{ At time.Time }
	GuestRings  struct{ At time.Time }
	// GuestAccepted tells that the colleague has accepted, or the outside number has answered.
	GuestAccepted struct{ At time.Time }
	// GuestJoined answers JoinGuest.
	GuestJoined struct{ At time.Time }
	// GuestLost tells that the guest does not come, or has gone.
	GuestLost struct {
		At     time.Time
		Reason string
	}
	// TakeBackAsked is the agent's wish to be without the guest again.
	TakeBackAsked struct{ At time.Time }
	// CompleteAsked is the agent's wish to leave customer and guest to each other.
	CompleteAsked struct{ At time.Time }
	// ParkDone answers Park, MoveDone answers MoveToGuest.
	ParkDone struct{ At time.Time }
	MoveDone struct{ At time.Time }
	// RecordingAsked pauses the recording, or goes on with it.
	RecordingAsked struct {
		At     time.Time
		On     bool
		Reason string
	}
	// Rearranged tells that who may hear whom has changed: a supervisor listens, whispers, joins or leaves. Kind is of the
	// timeline's line: coach_listen, coach_whisper, coach_join, coach_left; Detail says who.
	Rearranged struct {
		At           time.Time
		Kind, Detail string
	}
)

func (GuestAsked) event()     {}
func (GuestComing) event()    {}
func (GuestRings) event()     {}
func (GuestAccepted) event()  {}
func (GuestJoined) event()    {}
func (GuestLost) event()      {}
func (TakeBackAsked) event()  {}
func (CompleteAsked) event()  {}
func (ParkDone) event()       {}
func (MoveDone) event()       {}
func (RecordingAsked) event() {}
func (Rearranged) event()     {}

type (
	// InviteGuest asks the colleague, or dials the outside number. Answered by GuestAccepted, GuestLost or EffectFailed; before
	// that by GuestComing and GuestRings when the colleague has to be fetched.
	InviteGuest struct{}
	// DropGuest gives the guest back: the colleague is free, the outside channel is hung up.
	DropGuest struct{}
	// TakeGuest makes the colleague the call's agent; he is no guest any more.
	TakeGuest struct{}
	// JoinGuest puts the outside channel into the room. Answered by GuestJoined or EffectFailed.
	JoinGuest struct{}
	// Park puts the customer into the room, with music. Answered by ParkDone or EffectFailed.
	Park struct{}
	// MoveToGuest puts the customer into the colleague's bridge, or into the room. Answered by MoveDone or EffectFailed.
	MoveToGuest struct{}
	// PauseRecording stops the recording in its place, or goes on with it.
	PauseRecording struct{ Paused bool }
	// Arrange sets who hears whom, as the call's state says.
	Arrange struct{}
)

func (InviteGuest) effect()    {}
func (DropGuest) effect()      {}
func (TakeGuest) effect()      {}
func (JoinGuest) effect()      {}
func (Park) effect()           {}
func (MoveToGuest) effect()    {}
func (PauseRecording) effect() {}
func (Arrange) effect()        {}

// consult steps the events of this file.
func (s *stepper) consult(ev Event) {
	c := &s.c
	talking := c.State == Talking && c.HasAgent && c.HungUpBy == ""
	switch ev := ev.(type) {
	case GuestAsked:
		s.askGuest(ev, talking)
	case GuestComing:
		if c.Guest.Kind == Colleague && !c.Guest.Here && c.HungUpBy == "" {
			c.Guest.Coming = true
		}
	case GuestRings:
		if c.Guest.Coming {
			c.Guest.Coming = false
			s.do(SetTimer{GuestTimer, ColleagueLimit}) // he has the whole of it
		}
	case GuestAccepted:
		s.guestAccepted(ev.At, talking)
	case GuestJoined:
		if c.State == Parked && c.Guest.Kind == Outside && c.Guest.Here && c.HungUpBy == "" {
			s.do(StopPlay{})
			s.handed(ev.At)
		}
	case GuestLost:
		s.guestLost(ev.At, ev.Reason)
	case TakeBackAsked:
		if c.Guest.Kind == "" || c.HungUpBy != "" || c.State == Handed {
			return
		}
		s.do(Log{At: ev.At, Kind: "taken_back", By: Agent})
		s.withoutGuest(ev.At)
	case CompleteAsked:
		if talking && c.Guest.Here {
			s.do(MoveToGuest{})
		}
	case ParkDone:
		if !talking || !c.Room || !c.Guest.Blind || c.Guest.Here {
			return
		}
		s.leave(true)
		c.State = Parked
		s.invite()
	case MoveDone:
		if talking && c.Guest.Here && (c.Room || c.Guest.Kind == Colleague) {
			s.moved(ev.At)
		}
	case RecordingAsked:
		if talking && ev.On == c.RecordingPaused {
			by := Agent
			if ev.Reason == "time" {
				by = System
			}
			s.pauseRecording(ev.At, !ev.On, by, ev.Reason)
		}
	case Rearranged:
		s.do(Log{At: ev.At, Kind: ev.Kind, Detail: ev.Detail}, Arrange{})
	}
}

// askGuest begins with a guest; the customer waits from now on.
func (s *stepper) askGuest(ev GuestAsked, talking bool) {
	c := &s.c
	if c.Guest.Kind != "" {
		return
	}
	if !talking || c.Room {
		s.do(DropGuest{}) // too late
		return
	}
	c.Guest = Guest{Kind: ev.Kind, Blind: ev.Blind}
	kind := "consult"
	if ev.Blind {
		kind = "transfer"
	}
	s.do(Log{At: ev.At, Kind: kind, By: Agent, Detail: ev.Detail})
	if c.HeldSince.IsZero() {
		s.hold(ev.At, true, kind)
		s.do(SetHold{true})
	}
	if ev.Blind || ev.Kind == Outside {
		s.do(OpenRoom{})
		return
	}
	s.invite()
}

// guestRoom goes on when the room for a guest is open.
func (s *stepper) guestRoom() {
	c := &s.c
	switch {
	case c.HungUpBy != "": // the end closes it
	case c.Guest.Kind == "":
		s.closeRoom()
	case c.Guest.Blind:
		s.do(Park{})
	default:
		s.invite()
	}
}

func (s *stepper) invite() {
	limit := ColleagueLimit
	if s.c.Guest.Kind == Outside {
		limit = OutsideLimit
	}
	s.do(SetTimer{GuestTimer, limit}, InviteGuest{})
}

func (s *stepper) guestAccepted(at time.Time, talking bool) {
	c := &s.c
	if c.Guest.Kind == "" || c.Guest.Here || c.HungUpBy != "" {
		return
	}
	switch {
	case talking && !c.Guest.Blind:
		c.Guest.Here, c.Guest.Coming = true, false
		s.do(Log{At: at, Kind: "guest_accepted"}, Arrange{})
	case c.State == Parked && c.Guest.Kind == Outside:
		c.Guest.Here = true
		s.do(Log{At: at, Kind: "guest_accepted"}, JoinGuest{})
	case c.State == Parked:
		s.do(Log{At: at, Kind: "guest_accepted"})
		s.unhold(at)
		s.takeGuest(at)
		c.State, c.Back = Queued, true
		s.do(SetTimer{QueueTimer, ReturnLimit}, Join{})
	}
}

// guestLost ends it with a guest who did not accept, or has gone.
func (s *stepper) guestLost(at time.Time, reason string) {
	c := &s.c
	if c.Guest.Kind == "" {
		return
	}
	kind := "guest_failed"
	if c.Guest.Here {
		kind = "guest_left"
	}
	s.do(Log{At: at, Kind: kind, Detail: reason})
	if c.State == Handed {
		s.dropGuest()
		s.hangUp(at, System, "outside_left")
		return
	}
	s.withoutGuest(at)
}

// withoutGuest gives the customer back: to the agent who is there, or to one who is free.
func (s *stepper) withoutGuest(at time.Time) {
	c := &s.c
	leaving := c.Guest.Leaving
	s.dropGuest()
	switch {
	case c.HungUpBy != "":
	case leaving:
		s.hangUp(at, System, "agent_lost")
	case c.State == Parked:
		s.unhold(at)
		c.State, c.Back = Queued, true
		s.do(SetTimer{QueueTimer, ReturnLimit}, FindAgent{})
	case c.State == Talking:
		s.unhold(at)
		s.closeRoom()
		s.do(Arrange{})
	}
}

// moved lets the agent go when the customer is with the guest.
func (s *stepper) moved(at time.Time) {
	c := &s.c
	if c.Guest.Kind == Outside {
		s.leave(true)
		s.handed(at)
		return
	}
	s.leave(false)
	s.unhold(at)
	s.takeGuest(at)
	c.Joined = true
	s.talk(at)
}

// handed leaves the customer with the outside party; their conversation is recorded in the room.
func (s *stepper) handed(at time.Time) {
	s.unhold(at)
	s.c.State = Handed
	s.do(Log{At: at, Kind: "handed"}, Record{})
}

// leave lets the agent go; wrapUp says that his part of the record is due, unless a colleague takes the call over.
func (s *stepper) leave(wrapUp bool) {
	c := &s.c
	if c.Audio {
		c.Audio = false
		s.do(CloseAudio{})
	}
	c.HasAgent, c.Joined, c.RecordingPaused = false, false, false
	s.do(ReleaseAgent{Talked: wrapUp})
}

func (s *stepper) takeGuest(at time.Time) {
	c := &s.c
	c.Guest, c.HasAgent = Guest{}, true
	s.do(TakeGuest{}, Log{At: at, Kind: "agent_found"})
}

func (s *stepper) dropGuest() {
	if s.c.Guest.Kind != "" {
		s.c.Guest = Guest{}
		s.do(DropGuest{})
	}
}

func (s *stepper) unhold(at time.Time) {
	if !s.c.HeldSince.IsZero() {
		s.hold(at, false, "")
		if s.c.Audio { // else the end of the audio has ended the music
			s.do(SetHold{false})
		}
	}
}

// agentLost keeps the conversation of customer and guest when its agent is gone for good.
func (s *stepper) agentLost() bool {
	c := &s.c
	if c.State != Talking || !c.Guest.Here || c.HungUpBy != "" {
		return false
	}
	c.Guest.Leaving = true
	s.do(MoveToGuest{})
	return true
}

// guestFailed takes the failures of this file's effects; the conversation goes on without the guest.
func (s *stepper) guestFailed(ev EffectFailed) bool {
	c := &s.c
	switch ev.Effect {
	case "invite", "join_guest":
		s.guestLost(ev.At, ev.Detail)
	case "park", "move":
		if c.HungUpBy == "" && c.State == Talking {
			s.guestLost(ev.At, ev.Detail)
			if c.HungUpBy == "" {
				s.do(Join{}) // wherever the customer is now
			}
		}
	case "room":
		if c.State != Talking {
			return false
		}
		s.guestLost(ev.At, ev.Detail)
	default:
		return false
	}
	return true
}

func (s *stepper) pauseRecording(at time.Time, paused bool, by Party, reason string) {
	s.c.RecordingPaused = paused
	kind := "recording_resumed"
	if paused {
		kind = "recording_paused"
		s.do(SetTimer{PauseTimer, PauseLimit})
	}
	s.do(Log{At: at, Kind: kind, By: by, Detail: reason}, PauseRecording{paused})
}

// notBack ends a transfer that nobody took: the customer hears that he will be called, and is.
func (s *stepper) notBack(at time.Time) {
	c := &s.c
	c.Lost = !c.Policy.Hotline.On || c.Policy.Hotline.CanCall
	s.do(Log{At: at, Kind: "transfer_lost", By: System})
	if c.HasAgent || !c.Room || !c.Policy.AbandonedMessage {
		s.hangUp(at, System, "transfer_lost")
		return
	}
	s.do(StopFinding{})
	s.play(at, AbandonedNote)
}
