package call

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// inTalk is a conversation, with what happens in it.
func inTalk(more ...Event) []Event {
	return append(append(dialled(), Answer{at(1000)}), more...)
}

func names(effs []Effect) []string {
	var out []string
	for _, e := range effs {
		switch e := e.(type) {
		case Log:
			out = append(out, e.Kind)
		case DropGuest:
			out = append(out, "-guest")
		case TakeGuest:
			out = append(out, "+agent")
		case InviteGuest:
			out = append(out, "invite")
		case ReleaseAgent:
			if e.Talked {
				out = append(out, "-agent:wrap_up")
			} else {
				out = append(out, "-agent")
			}
		case OpenRoom:
			out = append(out, "room")
		case CloseRoom:
			out = append(out, "-room")
		case Park:
			out = append(out, "park")
		case MoveToGuest:
			out = append(out, "move")
		case Join:
			out = append(out, "join")
		case JoinGuest:
			out = append(out, "join_guest")
		case FindAgent:
			out = append(out, "find")
		case Record:
			out = append(out, "record")
		case Play:
			out = append(out, "play")
		case OpenAudio:
			out = append(out, "audio")
		case CloseAudio:
			out = append(out, "-audio")
		case HangUp:
			out = append(out, "-channel")
		case Finish:
			out = append(out, "finish")
		}
	}
	return out
}

func TestGuests(t *testing.T) {
	const s = 1000
	colleague := GuestAsked{At: at(2 * s), Kind: Colleague, Detail: "li"}
	outside := GuestAsked{At: at(2 * s), Kind: Outside, Detail: "0216****"}
	blind := func(k GuestKind) GuestAsked { return GuestAsked{At: at(2 * s), Kind: k, Blind: true} }
	cases := []struct {
		name  string
		evs   []Event
		want  []string // since the question
		state State
		hold  time.Duration
	}{
		{"a colleague is consulted and takes over",
			[]Event{colleague, GuestAccepted{at(5 * s)}, CompleteAsked{at(8 * s)}, MoveDone{at(8 * s)}},
			[]string{"consult", "hold", "invite", "guest_accepted", "move", "-audio", "-agent", "unhold", "+agent", "agent_found", "audio", "bridged"}, Talking, 6 * time.Second},
		{"completed only after the colleague has accepted", []Event{colleague, CompleteAsked{at(3 * s)}}, []string{"consult", "hold", "invite"}, Talking, 0},
		{"a conference, then without the colleague",
			[]Event{colleague, GuestAccepted{at(5 * s)}, HoldAsked{at(6 * s), false, ""}, TakeBackAsked{at(9 * s)}},
			[]string{"consult", "hold", "invite", "guest_accepted", "unhold", "taken_back", "-guest"}, Talking, 4 * time.Second},
		{"the colleague declines", []Event{colleague, GuestLost{at(4 * s), "declined"}},
			[]string{"consult", "hold", "invite", "guest_failed", "-guest", "unhold"}, Talking, 2 * time.Second},
		{"the colleague does not answer", []Event{colleague, TimerFired{at(22 * s), GuestTimer}},
			[]string{"consult", "hold", "invite", "guest_failed", "-guest", "unhold"}, Talking, 20 * time.Second},
		{"a colleague of another node comes and is consulted", []Event{colleague, GuestComing{at(2 * s)}, GuestRings{at(4 * s)}, GuestAccepted{at(6 * s)}},
			[]string{"consult", "hold", "invite", "guest_accepted"}, Talking, 0},
		{"a colleague of another node does not come", []Event{colleague, GuestComing{at(2 * s)}, GuestLost{at(10 * s), "no_answer"}},
			[]string{"consult", "hold", "invite", "guest_failed", "-guest", "unhold"}, Talking, 8 * time.Second},
		{"blind to a colleague of another node, who does not come: the agent again",
			[]Event{blind(Colleague), RoomReady{at(2 * s)}, ParkDone{at(2 * s)}, GuestComing{at(2 * s)}, GuestLost{at(10 * s), "busy"}, AgentFound{At: at(10 * s)}, JoinDone{at(10 * s)}},
			[]string{"transfer", "hold", "room", "park", "-audio", "-agent:wrap_up", "invite", "guest_failed", "-guest", "unhold", "find", "agent_found", "join", "audio", "bridged", "-room"}, Talking, 8 * time.Second},
		{"nobody can be asked", []Event{colleague, EffectFailed{at(2 * s), "invite", false, "busy"}},
			[]string{"consult", "hold", "invite", "guest_failed", "-guest", "unhold"}, Talking, 0},
		{"the customer cannot be moved", []Event{colleague, GuestAccepted{at(5 * s)}, CompleteAsked{at(8 * s)}, EffectFailed{at(8 * s), "move", false, "x"}, JoinDone{at(8 * s)}},
			[]string{"consult", "hold", "invite", "guest_accepted", "move", "guest_left", "-guest", "unhold", "join"}, Talking, 6 * time.Second},
		{"the agent is lost in a consultation: the colleague takes over",
			[]Event{colleague, GuestAccepted{at(5 * s)}, HangUpAsked{at(20 * s), System, "agent_lost"}, MoveDone{at(20 * s)}},
			[]string{"consult", "hold", "invite", "guest_accepted", "move", "-audio", "-agent", "unhold", "+agent", "agent_found", "audio", "bridged"}, Talking, 18 * time.Second},
		{"the agent is lost and the customer cannot be moved",
			[]Event{colleague, GuestAccepted{at(5 * s)}, HangUpAsked{at(20 * s), System, "agent_lost"}, EffectFailed{at(20 * s), "move", false, "x"}, Destroyed{at(21 * s), 16, 0}},
			[]string{"consult", "hold", "invite", "guest_accepted", "move", "guest_left", "-guest", "-channel", "hangup", "unhold", "-audio", "-agent:wrap_up", "finish"}, Ended, 18 * time.Second},
		{"the customer hangs up during the consultation", []Event{colleague, GuestAccepted{at(5 * s)}, Destroyed{at(9 * s), 16, 0}},
			[]string{"consult", "hold", "invite", "guest_accepted", "unhold", "-audio", "-guest", "-agent:wrap_up", "finish"}, Ended, 7 * time.Second},
		{"an outside number takes over; it hangs up",
			[]Event{outside, RoomReady{at(2 * s)}, GuestAccepted{at(9 * s)}, CompleteAsked{at(12 * s)}, MoveDone{at(12 * s)}, GuestLost{at(60 * s), "hung_up"}, Destroyed{at(60 * s), 16, 0}},
			[]string{"consult", "hold", "room", "invite", "guest_accepted", "move", "-audio", "-agent:wrap_up", "unhold", "handed", "record", "guest_left", "-guest", "-channel", "hangup", "-room", "finish"}, Ended, 10 * time.Second},
		{"an outside number takes over; the customer hangs up",
			[]Event{outside, RoomReady{at(2 * s)}, GuestAccepted{at(9 * s)}, CompleteAsked{at(12 * s)}, MoveDone{at(12 * s)}, RemoteHangUp{at(60 * s), 16}, Destroyed{at(60 * s), 16, 0}},
			[]string{"consult", "hold", "room", "invite", "guest_accepted", "move", "-audio", "-agent:wrap_up", "unhold", "handed", "record", "hangup", "-guest", "-room", "finish"}, Ended, 10 * time.Second},
		{"the outside number is busy", []Event{outside, RoomReady{at(2 * s)}, GuestLost{at(3 * s), "busy"}},
			[]string{"consult", "hold", "room", "invite", "guest_failed", "-guest", "unhold", "-room"}, Talking, time.Second},
		{"there is no room for the outside number", []Event{outside, EffectFailed{at(2 * s), "room", false, "x"}},
			[]string{"consult", "hold", "room", "guest_failed", "-guest", "unhold"}, Talking, 0},
		{"taken back before the room was there", []Event{outside, TakeBackAsked{at(2 * s)}, RoomReady{at(3 * s)}},
			[]string{"consult", "hold", "room", "taken_back", "-guest", "unhold", "-room"}, Talking, 0},
		{"blind to a colleague", []Event{blind(Colleague), RoomReady{at(2 * s)}, ParkDone{at(2 * s)}, GuestAccepted{at(7 * s)}, JoinDone{at(7 * s)}},
			[]string{"transfer", "hold", "room", "park", "-audio", "-agent:wrap_up", "invite", "guest_accepted", "unhold", "+agent", "agent_found", "join", "audio", "bridged", "-room"}, Talking, 5 * time.Second},
		{"blind, nobody takes it: the agent again", []Event{blind(Colleague), RoomReady{at(2 * s)}, ParkDone{at(2 * s)}, TimerFired{at(22 * s), GuestTimer}, AgentFound{At: at(22 * s)}, JoinDone{at(22 * s)}},
			[]string{"transfer", "hold", "room", "park", "-audio", "-agent:wrap_up", "invite", "guest_failed", "-guest", "unhold", "find", "agent_found", "join", "audio", "bridged", "-room"}, Talking, 20 * time.Second},
		{"blind, nobody at all: a message and a callback",
			[]Event{blind(Colleague), RoomReady{at(2 * s)}, ParkDone{at(2 * s)}, GuestLost{at(3 * s), "declined"}, NoAgent{at(3 * s)}, TimerFired{at(23 * s), QueueTimer}, Played{at(28 * s)}, Destroyed{at(28 * s), 16, 0}},
			[]string{"transfer", "hold", "room", "park", "-audio", "-agent:wrap_up", "invite", "guest_failed", "-guest", "unhold", "find", "transfer_lost", "message", "play", "played", "-channel", "hangup", "-room", "finish"}, Ended, time.Second},
		{"blind to an outside number", []Event{blind(Outside), RoomReady{at(2 * s)}, ParkDone{at(2 * s)}, GuestAccepted{at(9 * s)}, GuestJoined{at(9 * s)}},
			[]string{"transfer", "hold", "room", "park", "-audio", "-agent:wrap_up", "invite", "guest_accepted", "join_guest", "unhold", "handed", "record"}, Handed, 7 * time.Second},
		{"blind, and the customer cannot be parked", []Event{blind(Outside), RoomReady{at(2 * s)}, EffectFailed{at(2 * s), "park", false, "x"}, JoinDone{at(2 * s)}},
			[]string{"transfer", "hold", "room", "park", "guest_failed", "-guest", "unhold", "-room", "join"}, Talking, 0},
		{"asked before the conversation", nil, nil, Talking, 0},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c := Call{Limits: limits(), Policy: Policy{AbandonedMessage: true}}
			for _, ev := range inTalk() {
				c, _ = Step(c, ev)
			}
			var all []Effect
			for _, ev := range tc.evs {
				var out []Effect
				c, out = Step(c, ev)
				all = append(all, out...)
			}
			if got := names(all); !slices.Equal(got, tc.want) {
				t.Errorf("effects\n%v, want\n%v", got, tc.want)
			}
			if c.State != tc.state || c.HoldTime != tc.hold {
				t.Errorf("state %s after %s of hold, want %s after %s", c.State, c.HoldTime, tc.state, tc.hold)
			}
			if c.State == Ended && c.Outcome != Answered {
				t.Errorf("outcome %s of a conversation", c.Outcome)
			}
		})
	}
}

// A transferred customer whom nobody took is marked for a callback, not counted as abandoned (I9).
func TestLostTransferIsACallback(t *testing.T) {
	c, _ := run(inTalk(GuestAsked{At: at(2000), Kind: Colleague, Blind: true}, RoomReady{at(2001)}, ParkDone{at(2002)}, TimerFired{at(22000), GuestTimer},
		NoAgent{at(22000)}, TimerFired{at(42000), QueueTimer}, Destroyed{at(42010), 16, 0})...)
	if !c.Lost || c.Outcome != Answered || c.Reason != "transfer_lost" || c.HungUpBy != System {
		t.Fatalf("lost %v, outcome %s, %s by %s", c.Lost, c.Outcome, c.Reason, c.HungUpBy)
	}
}

func TestRecordingPause(t *testing.T) {
	c, effs := run(inTalk(RecordingAsked{at(2000), false, "card"}, RecordingAsked{at(2500), false, "card"}, RecordingAsked{at(4000), true, ""},
		RecordingAsked{at(5000), false, "card"}, TimerFired{at(5000).Add(PauseLimit), PauseTimer})...)
	if c.RecordingPaused {
		t.Error("still paused after the longest pause")
	}
	var got []bool
	for _, e := range effs {
		if p, ok := e.(PauseRecording); ok {
			got = append(got, p.Paused)
		}
	}
	if !slices.Equal(got, []bool{true, false, true, false}) {
		t.Errorf("pauses %v", got)
	}
}

func guestEvents() *rapid.Generator[func(time.Time) Event] {
	b := func(f func(time.Time) Event) *rapid.Generator[func(time.Time) Event] { return rapid.Just(f) }
	var list []*rapid.Generator[func(time.Time) Event]
	for _, kind := range []GuestKind{Colleague, Outside} {
		for _, blind := range []bool{false, true} {
			list = append(list, b(func(t time.Time) Event { return GuestAsked{t, kind, blind, ""} }))
		}
	}
	for _, what := range []string{"invite", "park", "move", "join_guest", "room"} {
		list = append(list, b(func(t time.Time) Event { return EffectFailed{t, what, false, "x"} }))
	}
	for _, f := range []func(time.Time) Event{
		func(t time.Time) Event { return GuestComing{t} }, func(t time.Time) Event { return GuestRings{t} },
		func(t time.Time) Event { return GuestAccepted{t} }, func(t time.Time) Event { return GuestJoined{t} },
		func(t time.Time) Event { return GuestLost{t, "gone"} }, func(t time.Time) Event { return TakeBackAsked{t} },
		func(t time.Time) Event { return CompleteAsked{t} }, func(t time.Time) Event { return ParkDone{t} },
		func(t time.Time) Event { return MoveDone{t} }, func(t time.Time) Event { return RecordingAsked{t, false, ""} },
		func(t time.Time) Event { return RecordingAsked{t, true, ""} }, func(t time.Time) Event { return Rearranged{t, "coach_listen", ""} },
		func(t time.Time) Event { return TimerFired{t, GuestTimer} }, func(t time.Time) Event { return TimerFired{t, PauseTimer} },
		func(t time.Time) Event { return HangUpAsked{t, System, "agent_lost"} }, func(t time.Time) Event { return RoomReady{t} },
		func(t time.Time) Event { return Played{t} }, func(t time.Time) Event { return JoinDone{t} },
	} {
		list = append(list, b(f))
	}
	return rapid.OneOf(list...)
}

// Any sequence of events after a conversation has begun: guest, agent, room and audio are each released as often as
// acquired, there is one outcome, the customer is never left where nobody looks after him, and there is a way out.
func TestAnySequenceWithGuests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Call{Limits: limits(), Policy: Policy{AbandonedMessage: rapid.Bool().Draw(t, "message")}}
		now := t0
		agents, guests, rooms, audio, finishes := 0, 0, 0, 0, 0
		apply := func(ev Event) {
			now = now.Add(10 * time.Millisecond)
			before := c
			if _, ok := ev.(RoomReady); ok && rooms == 0 {
				return // the driver opens a room only when it is asked to
			}
			var out []Effect
			c, out = Step(c, ev)
			switch ev := ev.(type) {
			case Start:
				if before.State == "" && ev.HasAgent {
					agents++
				}
			case AgentFound:
				if before.State != Ended && !before.HasAgent {
					agents++
				}
			case GuestAsked:
				if before.State != Ended && before.Guest.Kind == "" {
					guests++
				}
			}
			for _, e := range out {
				switch e.(type) {
				case ReleaseAgent:
					agents--
				case DropGuest:
					guests--
				case TakeGuest:
					guests--
					agents++
				case OpenRoom:
					rooms = 1
				case CloseRoom:
					rooms = 0
				case OpenAudio:
					audio++
				case CloseAudio:
					audio--
				case Finish:
					finishes++
				}
			}
			if agents < 0 || agents > 1 || guests < 0 || guests > 1 || audio < 0 || audio > 1 {
				t.Fatalf("agents %d guests %d audio %d after %T %+v in %s", agents, guests, audio, ev, ev, before.State)
			}
			if c.HasAgent != (agents == 1) || (c.Guest.Kind != "") != (guests == 1) || c.Audio != (audio == 1) {
				t.Fatalf("call says agent %v guest %+v audio %v, ledger %d %d %d after %T in %s", c.HasAgent, c.Guest, c.Audio, agents, guests, audio, ev, before.State)
			}
			if (c.State == Ended) != (c.Outcome != "") || (c.State == Ended) != (finishes == 1) {
				t.Fatalf("state %s outcome %q finishes %d", c.State, c.Outcome, finishes)
			}
			switch c.State {
			case Parked:
				if c.HasAgent || !c.Room || c.Guest.Kind == "" && c.HungUpBy == "" {
					t.Fatalf("parked for nobody: %+v after %T", c, ev)
				}
			case Handed:
				if c.HasAgent || !c.Room || c.Guest.Kind == "" && c.HungUpBy == "" {
					t.Fatalf("handed to nobody: %+v after %T", c, ev)
				}
			case Talking:
				if c.HungUpBy == "" && !c.HasAgent {
					t.Fatalf("talking without an agent: %+v after %T", c, ev)
				}
			default:
			}
		}
		for _, ev := range inTalk() {
			apply(ev)
		}
		all := rapid.OneOf(guestEvents(), guestEvents(), guestEvents(), events())
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			apply(all.Draw(t, "ev")(now))
		}
		apply(HangUpAsked{now, System, "shutdown"})
		now = now.Add(2 * time.Hour)
		apply(TimerFired{now, EndTimer})
		if c.HungUpAt.IsZero() {
			apply(Vanished{now})
		}
		if c.State != Ended || agents+guests+audio != 0 || c.Room {
			t.Fatalf("ended: state %s, agents %d guests %d audio %d room %v", c.State, agents, guests, audio, c.Room)
		}
	})
}
