// Package agent is an agent's session (坐席会话) as a pure, total transition function.
//
//	offline --Ready--> ready --Reserve--> reserved --Talk--> on_call --Release--> wrap_up --Dispose--> ready
//	  ^------ paused <--Pause--'              '----Release (not answered)---> ready
//
// A pause or sign-out asked for during a call takes effect after it (Next). Losing the page or the audio starts a
// grace period: a reload comes back within it and finds everything as it was; after it, a conversation is ended and
// an idle agent is signed out. A wrap-up ends by its disposition only, never by a reload (I7).
package agent

import (
	"errors"
	"time"
)

// State of a session.
type State string

// The states of a session.
const (
	Offline  State = "offline"
	Ready    State = "ready"
	Reserved State = "reserved"
	OnCall   State = "on_call"
	WrapUp   State = "wrap_up"
	Paused   State = "paused"
)

// Grace is how long a page or its audio may be gone before the session is given up.
const Grace = 15 * time.Second

// Errors of events that an agent asks for.
var (
	ErrNotNow  = errors.New("not possible in this state")
	ErrNoMedia = errors.New("audio is not connected")
)

// Session is an agent's session. The zero value is an agent who is offline.
type Session struct {
	State  State
	Since  time.Time
	Reason string // why paused

	Next       State // wanted after the call: "", Ready, Paused, Offline
	NextReason string

	Page, Media bool
	Attempt     int64     // of Reserved, OnCall, WrapUp
	GraceEnds   time.Time // zero: none is running
}

// Free tells whether the agent may be reserved for a call now (I8).
func (s Session) Free() bool { return s.State == Ready && s.Page && s.Media }

// Event is something that happened to a session.
type Event interface{ event() }

// The events of a session.
type (
	// PageOpened and PageClosed tell of the agent's page; MediaUp and MediaDown of its audio.
	PageOpened struct{}
	PageClosed struct{}
	MediaUp    struct{}
	MediaDown  struct{}
	// AskReady, AskPause and AskOffline are the agent's (or supervisor's) wishes.
	AskReady   struct{}
	AskPause   struct{ Reason string }
	AskOffline struct{}
	// Reserve binds the agent to an attempt that is being dialled; only a Free agent can be reserved.
	Reserve struct{ Attempt int64 }
	// Talk tells that the customer was put through.
	Talk struct{ Attempt int64 }
	// Release gives the agent back after the attempt; Talked makes a wrap-up due.
	Release struct {
		Attempt int64
		Talked  bool
	}
	// Dispose tells that the disposition of the attempt was stored.
	Dispose struct{ Attempt int64 }
	// Resume takes the agent out of his wrap-up back to the attempt: a transfer came to nothing.
	Resume struct{ Attempt int64 }
	// Restore puts the session where an earlier life of the service left it: OnCall or WrapUp.
	Restore struct {
		Attempt int64
		State   State
	}
	// Moved tells that the agent's seat was moved here from another node, at which he was ready since then.
	Moved struct{ Since time.Time }
	// GraceOver tells that the grace period has run out.
	GraceOver struct{}
)

func (PageOpened) event() {}
func (PageClosed) event() {}
func (MediaUp) event()    {}
func (MediaDown) event()  {}
func (AskReady) event()   {}
func (AskPause) event()   {}
func (AskOffline) event() {}
func (Reserve) event()    {}
func (Talk) event()       {}
func (Release) event()    {}
func (Dispose) event()    {}
func (Resume) event()     {}
func (Restore) event()    {}
func (Moved) event()      {}
func (GraceOver) event()  {}

// Effect is something to be done for a session.
type Effect interface{ effect() }

// The effects of a session.
type (
	// LeaveCall tells the attempt that its agent is gone. InTalk: a conversation is to be ended.
	LeaveCall struct {
		Attempt int64
		InTalk  bool
	}
)

func (LeaveCall) effect() {}

// Step gives the session after ev. A wish or reservation that is not possible returns ErrNotNow or ErrNoMedia and
// changes nothing; every other event is total. The grace timer is the session's GraceEnds: the owner fires GraceOver.
func Step(s Session, now time.Time, ev Event) (Session, []Effect, error) {
	if s.State == "" {
		s.State, s.Since = Offline, now
	}
	var out []Effect
	switch ev := ev.(type) {
	case PageOpened:
		s.Page = true
	case PageClosed:
		s.Page, s.Media = false, false
		out = s.mediaLost(now)
	case MediaUp:
		s.Media = true
	case MediaDown:
		s.Media = false
		out = s.mediaLost(now)
	case AskReady:
		switch s.State {
		case Offline, Paused:
			if !s.Page || !s.Media {
				return s, nil, ErrNoMedia
			}
			s.to(Ready, now)
		case Ready:
		case Reserved, OnCall, WrapUp:
			s.Next, s.NextReason = Ready, ""
		}
	case AskPause:
		switch s.State {
		case Offline, Ready, Paused:
			s.to(Paused, now)
			s.Reason = ev.Reason
		case Reserved, OnCall, WrapUp:
			s.Next, s.NextReason = Paused, ev.Reason
		}
	case AskOffline:
		switch s.State {
		case Offline, Ready, Paused:
			s.to(Offline, now)
		case Reserved, OnCall, WrapUp:
			s.Next, s.NextReason = Offline, ""
		}
	case Reserve:
		if !s.Free() {
			return s, nil, ErrNotNow
		}
		s.to(Reserved, now)
		s.Attempt = ev.Attempt
	case Talk:
		if s.State == Reserved && s.Attempt == ev.Attempt {
			s.to(OnCall, now)
		}
	case Release:
		if (s.State != Reserved && s.State != OnCall) || s.Attempt != ev.Attempt {
			break
		}
		if ev.Talked {
			s.to(WrapUp, now)
		} else {
			s.after(now)
		}
	case Dispose:
		if s.State == WrapUp && s.Attempt == ev.Attempt {
			s.after(now)
		}
	case Resume:
		if s.State != WrapUp || s.Attempt != ev.Attempt || !s.Page || !s.Media {
			return s, nil, ErrNotNow
		}
		next, reason := s.Next, s.NextReason
		s.to(Reserved, now)
		s.Next, s.NextReason = next, reason
	case Restore:
		if s.State == Offline || s.State == Paused || s.State == Ready {
			s.to(ev.State, now)
			s.Attempt = ev.Attempt
			if !s.Page || !s.Media {
				s.GraceEnds = now.Add(Grace)
			}
		}
	case Moved:
		if s.State == Offline {
			s.to(Ready, now)
			s.Since = ev.Since
			if !s.Page || !s.Media {
				s.GraceEnds = now.Add(Grace)
			}
		}
	case GraceOver:
		if s.GraceEnds.IsZero() || now.Before(s.GraceEnds) {
			break
		}
		s.GraceEnds = time.Time{}
		switch s.State {
		case OnCall:
			out = append(out, LeaveCall{s.Attempt, true})
		case Ready:
			if !s.Page {
				s.to(Offline, now)
			} else {
				s.to(Paused, now)
				s.Reason = "connection_lost"
			}
		case Paused:
			if !s.Page {
				s.to(Offline, now)
			}
		case Offline, Reserved, WrapUp:
		}
	}
	if s.Page && s.Media {
		s.GraceEnds = time.Time{}
	}
	return s, out, nil
}

// mediaLost starts the grace period where something is at stake. While a phone still rings there is none: the
// customer might answer into silence, so the reservation goes to somebody else at once.
func (s *Session) mediaLost(now time.Time) []Effect {
	var out []Effect
	if s.State == Reserved {
		out = append(out, LeaveCall{Attempt: s.Attempt})
		s.after(now)
	}
	if s.GraceEnds.IsZero() && s.State != Offline && s.State != WrapUp {
		s.GraceEnds = now.Add(Grace)
	}
	return out
}

// after ends a reservation, call or wrap-up: the wish made meanwhile comes true. An agent whose page is gone is not
// made ready for calls he cannot take; the grace period decides.
func (s *Session) after(now time.Time) {
	next, reason := s.Next, s.NextReason
	if next == "" {
		next = Ready
	}
	s.to(next, now)
	s.Reason = reason
	if next == Ready && (!s.Page || !s.Media) && s.GraceEnds.IsZero() {
		s.GraceEnds = now.Add(Grace)
	}
}

func (s *Session) to(state State, now time.Time) {
	if state != OnCall && state != WrapUp { // a wish made during the call holds until its wrap-up ends
		s.Next, s.NextReason = "", ""
	}
	s.State, s.Since, s.Reason, s.Attempt = state, now, "", s.keepAttempt(state)
}

func (s *Session) keepAttempt(state State) int64 {
	switch state {
	case Reserved, OnCall, WrapUp:
		return s.Attempt
	case Offline, Ready, Paused:
	}
	return 0
}
