package call

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func hotline() Policy {
	return Policy{Room: true, Hotline: Hotline{On: true, Announce: 30 * time.Second, MaxWait: 5 * time.Minute, Overflow: TurnMessage, Offer: true, CanCall: true, MessageMax: 2 * time.Minute}}
}

func TestCallsThatComeIn(t *testing.T) {
	arrived := Arrived{At: at(0), Turn: TurnWait}
	waiting := []Event{arrived, NoAgent{at(5)}, PickedUp{at(20)}, RoomReady{at(40)}, JoinDone{at(45)}, Played{at(4000)}}
	greeting := func(p *Policy) { p.Hotline.Greeting = true }
	callback := func(p *Policy) { p.Hotline.Overflow = TurnCallback }
	withheld := func(p *Policy) { p.Hotline.Overflow, p.Hotline.CanCall = TurnCallback, false }
	bye := Destroyed{at(999_000), 16, 0}
	plus := func(evs ...Event) []Event { return append(slices.Clone(waiting), evs...) }
	cases := []struct {
		name   string
		change func(*Policy)
		evs    []Event
		want   Outcome
		by     Party
		reason string // of the system, or why he got nobody
	}{
		{"an agent is free", nil, []Event{arrived, AgentFound{at(2), 7}, PickedUp{at(20)}, JoinDone{at(30)}, RemoteHangUp{at(9000), 16}, bye}, Answered, Customer, ""},
		{"an agent after the greeting", greeting, []Event{arrived, PickedUp{at(20)}, RoomReady{at(40)}, JoinDone{at(45)}, Played{at(4000)}, AgentFound{at(4001), 7}, JoinDone{at(4010)}, bye}, Answered, Customer, ""},
		{"waits, then an agent", nil, plus(TimerFired{at(34000), AnnounceTimer}, Played{at(38000)}, AgentFound{at(40000), 7}, JoinDone{at(40010)}, HangUpAsked{at(50000), Agent, "agent"}, bye), Answered, Agent, "agent"},
		{"gives up while it rings", nil, []Event{arrived, RemoteHangUp{at(10), 16}, bye}, Missed, Customer, ""},
		{"gives up in the queue", nil, plus(RemoteHangUp{at(9000), 16}, bye), Missed, Customer, ""},
		{"the agent is lost before they talk", nil, plus(AgentFound{at(5000), 7}, AgentGone{at(5001)}, NoAgent{at(5002)}, JoinDone{at(5003)}, AgentFound{at(9000), 8}, JoinDone{at(9010)}, bye), Answered, Customer, ""},
		{"the agent's leg cannot be reached", nil, plus(AgentFound{at(5000), 7}, EffectFailed{at(5001), "join", false, "gone"}, NoAgent{at(5002)}, JoinDone{at(5003)}, bye), Missed, Customer, ""},
		{"waits too long: message", nil, plus(TimerFired{at(300000), QueueTimer}, Played{at(306000)}, Spoke{at(307000)}, Silent{at(320000)}, Played{at(322000)}, bye), LeftMessage, System, "max_wait"},
		{"waits too long: callback", callback, plus(TimerFired{at(300000), QueueTimer}, Played{at(306000)}, bye), Missed, System, "max_wait"},
		{"withheld number: message in place of a callback", withheld, plus(TimerFired{at(300000), QueueTimer}, Played{at(306000)}, Spoke{at(307000)}, bye), LeftMessage, Customer, "max_wait"},
		{"his queue is stopped: told so", nil, plus(CancelAsked{at(9000), "campaign_stopped"}, CancelAsked{at(10000), "campaign_stopped"}, Played{at(13000)}, bye), Missed, System, "campaign_stopped"},
		{"his queue is stopped while he leaves a message", nil, plus(Key{at(9000), "2"}, Played{at(12000)}, Spoke{at(13000)}, CancelAsked{at(14000), "campaign_stopped"}, Silent{at(20000)}, Played{at(22000)}, bye), LeftMessage, System, "message"},
		{"callback by key", nil, plus(Key{at(9000), "1"}, Played{at(12000)}, bye), Missed, System, "callback"},
		{"message by key, ended by key", nil, plus(Key{at(9000), "2"}, Played{at(12000)}, Spoke{at(13000)}, Key{at(20000), "#"}, Played{at(22000)}, bye), LeftMessage, System, "message"},
		{"message by key, nothing said", nil, plus(Key{at(9000), "2"}, Played{at(12000)}, Silent{at(20000)}, bye), Missed, System, "message"},
		{"closed: message until the customer hangs up", nil, []Event{Arrived{At: at(0), Turn: TurnMessage, Reason: "closed"}, PickedUp{at(20)}, RoomReady{at(40)}, JoinDone{at(45)}, Played{at(6000)},
			Spoke{at(7000)}, RemoteHangUp{at(15000), 16}, bye}, LeftMessage, Customer, "closed"},
		{"closed: told so", nil, []Event{Arrived{At: at(0), Turn: TurnHangUp, Reason: "closed"}, PickedUp{at(20)}, RoomReady{at(40)}, JoinDone{at(45)}, Played{at(6000)}, bye}, Missed, System, "closed"},
		{"no room", nil, []Event{arrived, NoAgent{at(5)}, PickedUp{at(20)}, EffectFailed{at(40), "room", false, "x"}, bye}, Missed, System, "room_failed: x"},
		{"what cannot be played is passed over", greeting, []Event{arrived, PickedUp{at(20)}, RoomReady{at(40)}, JoinDone{at(45)}, EffectFailed{at(46), "play", false, "x"}, AgentFound{at(47), 7}, JoinDone{at(60)}, bye}, Answered, Customer, ""},
		{"waited in an earlier life of the process", nil, []Event{Arrived{At: at(0), Turn: TurnWait, UpAt: at(-9000)}, AgentFound{at(2), 7}, JoinDone{at(9)}, bye}, Answered, Customer, ""},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c := Call{Limits: limits(), Policy: hotline()}
			if tc.change != nil {
				tc.change(&c.Policy)
			}
			for _, ev := range tc.evs {
				c, _ = Step(c, ev)
			}
			reason := c.Reason
			if reason == "" {
				reason = c.Missed
			}
			if c.State != Ended || c.Outcome != tc.want || c.HungUpBy != tc.by || reason != tc.reason {
				t.Fatalf("state %s outcome %s by %s reason %q, want ended %s %s %q", c.State, c.Outcome, c.HungUpBy, reason, tc.want, tc.by, tc.reason)
			}
		})
	}
}

func inboundEvents() *rapid.Generator[func(time.Time) Event] {
	return rapid.Custom(func(t *rapid.T) func(time.Time) Event {
		turn := rapid.SampledFrom([]Turn{TurnWait, TurnWait, TurnWait, TurnMessage, TurnCallback, TurnHangUp}).Draw(t, "turn")
		digit := rapid.SampledFrom([]string{"1", "2", "#", "5"}).Draw(t, "digit")
		timer := rapid.SampledFrom([]TimerKind{QueueTimer, AnnounceTimer, MessageTimer}).Draw(t, "timer")
		failed := rapid.SampledFrom([]string{"join", "play", "room", "pick_up"}).Draw(t, "failed")
		return rapid.SampledFrom([]func(time.Time) Event{
			func(at time.Time) Event { return Arrived{At: at, Turn: turn, Reason: string(turn)} },
			func(at time.Time) Event { return PickedUp{at} }, func(at time.Time) Event { return RoomReady{at} },
			func(at time.Time) Event { return JoinDone{at} }, func(at time.Time) Event { return Played{at} },
			func(at time.Time) Event { return AgentFound{at, 7} }, func(at time.Time) Event { return NoAgent{at} },
			func(at time.Time) Event { return AgentGone{at} }, func(at time.Time) Event { return Key{at, digit} },
			func(at time.Time) Event { return Spoke{at} }, func(at time.Time) Event { return Silent{at} },
			func(at time.Time) Event { return TimerFired{at, timer} }, func(at time.Time) Event { return EffectFailed{at, failed, false, "x"} },
		}).Draw(t, "event")
	})
}

// As TestAnySequence, for calls that come in: one outcome, everything released, out of the queue, always a way out; and a caller whom
// we did not hang up is in the queue, being put through or being played to, never forgotten.
func TestAnySequenceInbound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := hotline()
		policy.Hotline.Greeting, policy.Hotline.CanCall = rapid.Bool().Draw(t, "greeting"), rapid.Bool().Draw(t, "can call")
		policy.Hotline.Overflow = rapid.SampledFrom([]Turn{TurnMessage, TurnCallback, TurnHangUp}).Draw(t, "overflow")
		c := Call{Limits: limits(), Policy: policy}
		now, agents, audio, rooms, finishes, messages := t0, 0, 0, 0, 0, 0
		queued, finding := false, false
		apply := func(ev Event) {
			now = now.Add(10 * time.Millisecond)
			before := c
			var out []Effect
			c, out = Step(c, ev)
			switch ev := ev.(type) {
			case Start:
				t.Fatal("not in this test")
			case Adopt:
				if before.State == "" && ev.HasAgent {
					agents++
				}
			case AgentFound:
				if before.State != Ended && !before.HasAgent {
					agents++
					queued, finding = false, false
				}
			case RoomReady:
				if before.State != Ended {
					rooms++
				}
			}
			for _, e := range out {
				switch e.(type) {
				case Enqueue:
					queued = true
				case FindAgent:
					queued, finding = true, true
				case StopFinding:
					queued, finding = false, false
				case ReleaseAgent:
					agents--
				case OpenAudio:
					audio = 1
				case CloseAudio:
					audio--
				case CloseRoom:
					rooms--
				case TakeMessage:
					messages++
				case CreateChannel, Arm, Dial:
					t.Fatalf("%T of a call that came in", e)
				case Finish:
					finishes++
				}
			}
			if agents < 0 || agents > 1 || audio < 0 || rooms < 0 || rooms > 1 || messages > 1 {
				t.Fatalf("agents %d audio %d rooms %d messages %d after %T", agents, audio, rooms, messages, ev)
			}
			if c.Room != (rooms == 1) || c.HasAgent != (agents == 1) {
				t.Fatalf("call says room %v agent %v, ledger %d %d after %T", c.Room, c.HasAgent, rooms, agents, ev)
			}
			if (c.State == Ended) != (c.Outcome != "") || (c.State == Ended) != (finishes == 1) {
				t.Fatalf("state %s outcome %q finishes %d", c.State, c.Outcome, finishes)
			}
			if c.State == Ended && !slices.Contains([]Outcome{Answered, Missed, LeftMessage}, c.Outcome) || c.Outcome == Answered && c.BridgedAt.IsZero() || c.Outcome == LeftMessage && messages == 0 {
				t.Fatalf("outcome %s", c.Outcome)
			}
			greeted := c.Plays == Greeting
			if c.State == Queued && c.AnsweredAt.IsZero() && c.HungUpBy == "" && !c.HasAgent && (!queued || !finding && !greeted) {
				t.Fatalf("forgotten: queued %v finding %v after %T", queued, finding, ev)
			}
			if (c.State == Playing || c.State == Messaging || c.State == Ended) && queued {
				t.Fatalf("in the queue in state %s", c.State)
			}
		}
		first := Arrived{At: now, Turn: rapid.SampledFrom([]Turn{TurnWait, TurnMessage, TurnCallback}).Draw(t, "turn")}
		if rapid.Bool().Draw(t, "arrives") {
			apply(first)
		}
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			ev := inboundEvents().Draw(t, "ev")(now)
			if rapid.IntRange(0, 5).Draw(t, "other") == 0 {
				ev = events().Draw(t, "any")(now)
			}
			if _, ok := ev.(Start); !ok {
				apply(ev)
			}
		}
		if c.State != "" {
			apply(HangUpAsked{now, System, "shutdown"})
			now = now.Add(2 * time.Hour)
			apply(TimerFired{now, EndTimer})
			if c.HungUpAt.IsZero() {
				apply(Vanished{now})
			}
			if c.State != Ended {
				t.Fatalf("no way out of %s", c.State)
			}
			if agents != 0 || audio != 0 || rooms != 0 || queued {
				t.Fatalf("ended with agents %d audio %d rooms %d queued %v", agents, audio, rooms, queued)
			}
		}
	})
}
