package call

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var t0 = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func TestCallsWithoutAgent(t *testing.T) {
	room := []Event{Start{at(0), false}, RoomReady{at(3)}, Created{at(5)}, JoinDone{at(8)}, ArmDone{at(12), true, ""}, DialDone{at(15)}, Rings{at(50)}}
	keys := map[string]KeyAction{"1": KeyConfirm, "2": KeyRepeat, "0": KeyAgent, "9": KeyDoNotCall}
	cases := []struct {
		name   string
		policy Policy
		more   []Event
		want   Outcome
		reason string
	}{
		{"agent found at once", Policy{}, []Event{Answer{at(900)}, AgentFound{at(901), 7}, JoinDone{at(905)}, Destroyed{at(9000), 16, 0}}, Answered, ""},
		{"agent free after a second", Policy{}, []Event{Answer{at(900)}, NoAgent{at(901)}, AgentFound{at(1900), 7}, JoinDone{at(1905)}, Destroyed{at(9000), 16, 0}}, Answered, ""},
		{"nobody within two seconds, no message", Policy{}, []Event{Answer{at(900)}, NoAgent{at(901)}, TimerFired{at(2900), QueueTimer}, Destroyed{at(2910), 16, 0}}, Abandoned, "no_agent"},
		{"nobody within two seconds, message", Policy{AbandonedMessage: true}, []Event{Answer{at(900)}, NoAgent{at(901)}, TimerFired{at(2900), QueueTimer},
			AgentFound{at(3000), 7}, Played{at(7000)}, Destroyed{at(7010), 16, 0}}, Abandoned, "no_agent"},
		{"customer does not wait", Policy{}, []Event{Answer{at(900)}, NoAgent{at(901)}, RemoteHangUp{at(1500), 16}, Destroyed{at(1510), 16, 0}}, Abandoned, ""},
		{"announcement", Policy{}, []Event{EarlyMedia{at(60)}, Recognised{at(3000), PoweredOff, "x"}, Destroyed{at(3010), 0, 487}}, PoweredOff, "announcement"},
		{"ring-back music, then nobody", Policy{}, []Event{EarlyMedia{at(60)}, Recognised{at(3000), "", "music"}, Destroyed{at(60010), 19, 480}}, NoAnswer, ""},
		{"an announcement after the answer means nothing", Policy{}, []Event{Answer{at(900)}, AgentFound{at(901), 7}, JoinDone{at(905)}, Recognised{at(3000), PoweredOff, "x"}, Destroyed{at(3010), 16, 0}}, Answered, ""},
		{"machine, nobody listens for it", Policy{}, []Event{Answer{at(900)}, Detected{at(1000), DetectedMachine, ""}, NoAgent{at(1001)}, Destroyed{at(3010), 16, 0}}, Abandoned, ""},
		{"machine hung up", Policy{Machine: HangUpMachine}, []Event{Answer{at(900)}, AgentFound{at(901), 7}, JoinDone{at(902)}, Detected{at(2500), DetectedMachine, ""}, Destroyed{at(3010), 16, 0}}, Machine, "machine"},
		{"machine goes to its agent", Policy{Machine: AgentMachine}, []Event{Answer{at(900)}, AgentFound{at(901), 7}, JoinDone{at(902)}, Detected{at(2500), DetectedMachine, ""}, Destroyed{at(3010), 16, 0}}, Answered, ""},
		{"machine without an agent is not abandoned", Policy{Machine: AgentMachine}, []Event{Answer{at(900)}, NoAgent{at(901)}, Detected{at(2500), DetectedMachine, ""}, TimerFired{at(2900), QueueTimer}, Destroyed{at(3010), 16, 0}}, Machine, "no_agent"},
		{"message after the beep", Policy{Machine: MessageMachine}, []Event{Answer{at(900)}, NoAgent{at(901)}, Detected{at(2500), DetectedMachine, ""}, TimerFired{at(2900), QueueTimer}, Beeped{at(6000)}, Played{at(9000)}, Destroyed{at(9010), 16, 0}}, Machine, "machine_message"},
		{"machine without a beep", Policy{Machine: MessageMachine}, []Event{Answer{at(900)}, NoAgent{at(901)}, Detected{at(2500), DetectedMachine, ""}, TimerFired{at(42500), BeepTimer}, Destroyed{at(43010), 16, 0}}, Machine, "machine_no_beep"},
		{"fax", Policy{Machine: AgentMachine}, []Event{Answer{at(900)}, NoAgent{at(901)}, Detected{at(1200), DetectedFax, ""}, Destroyed{at(1210), 16, 0}}, Fax, "fax"},
		{"notice", Policy{Notice: true}, []Event{Answer{at(900)}, Played{at(9000)}, Destroyed{at(9010), 16, 0}}, Answered, "notice_done"},
		{"notice, nobody listens to the end", Policy{Notice: true}, []Event{Answer{at(900)}, Destroyed{at(1010), 16, 0}}, Answered, ""},
		{"notice confirmed", Policy{Notice: true, Keys: keys}, []Event{Answer{at(900)}, Key{at(3000), "7"}, Key{at(3100), "2"}, Played{at(9000)}, Key{at(9500), "1"}, Destroyed{at(9510), 16, 0}}, Answered, "notice_confirmed"},
		{"notice asked for again after its end", Policy{Notice: true, Keys: keys, Repeat: 2}, []Event{Answer{at(900)}, Played{at(17000)}, Key{at(19000), "2"}, TimerFired{at(22000), KeyTimer}, Played{at(36000)}, Key{at(37000), "1"}, Destroyed{at(37010), 16, 0}}, Answered, "notice_confirmed"},
		{"notice without a key", Policy{Notice: true, Keys: keys, Repeat: 2}, []Event{Answer{at(900)}, Key{at(3000), "2"}, Key{at(3500), "2"}, Played{at(17000)}, TimerFired{at(22000), KeyTimer}, Destroyed{at(22010), 16, 0}}, Answered, "notice_done"},
		{"agent asked for by key", Policy{Notice: true, Keys: keys}, []Event{Answer{at(900)}, Key{at(3000), "0"}, NoAgent{at(3001)}, AgentFound{at(9000), 7}, JoinDone{at(9005)}, HangUpAsked{at(20000), Agent, "agent"}, Destroyed{at(20010), 16, 0}}, Answered, "agent"},
		{"agent asked for, does not wait, by key, none comes", Policy{Notice: true, Keys: keys}, []Event{Answer{at(900)}, Key{at(3000), "0"}, NoAgent{at(3001)}, RemoteHangUp{at(9000), 16}, Destroyed{at(9010), 16, 0}}, Answered, ""},
		{"agent asked for, then no more calls", Policy{Notice: true, Keys: keys}, []Event{Answer{at(900)}, Key{at(3000), "0"}, NoAgent{at(3001)}, Key{at(5000), "9"}, Destroyed{at(5010), 16, 0}}, Answered, "notice_do_not_call"},
		{"agent found whose line is gone", Policy{}, []Event{Answer{at(900)}, AgentFound{at(901), 7}, EffectFailed{At: at(902), Effect: "join"}, AgentFound{at(950), 8}, JoinDone{at(955)}, Destroyed{at(9000), 16, 0}}, Answered, ""},
		{"the agent's line is built anew while it rings", Policy{}, []Event{AgentFound{at(100), 7}, JoinDone{at(105)}, LegReady{at(500)}, Answer{at(900)}, JoinDone{at(905)}, Destroyed{at(9000), 16, 0}}, Answered, ""},
		{"agent asked for by key, none comes", Policy{Notice: true, Keys: keys}, []Event{Answer{at(900)}, Key{at(3000), "0"}, NoAgent{at(3001)}, TimerFired{at(33000), QueueTimer}, Destroyed{at(33010), 16, 0}}, Answered, "no_agent"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c := Call{Limits: limits(), Policy: tc.policy}
			c.Policy.Room = true
			rooms := 0
			for _, ev := range append(slices.Clone(room), tc.more...) {
				var out []Effect
				c, out = Step(c, ev)
				for _, e := range out {
					switch e.(type) {
					case OpenRoom:
						rooms++
					case CloseRoom:
						rooms--
					}
				}
			}
			if c.State != Ended || c.Outcome != tc.want || c.Reason != tc.reason {
				t.Fatalf("state %s outcome %s reason %q, want ended %s %q", c.State, c.Outcome, c.Reason, tc.want, tc.reason)
			}
			if rooms != 0 {
				t.Fatalf("%d rooms are left", rooms)
			}
			if asked := strings.HasSuffix(tc.name, "by key, none comes"); c.Lost != asked {
				t.Fatalf("is called back: %v, want %v", c.Lost, asked)
			}
		})
	}
}

// The agent whom a machine's call has reserved is no more its agent while the message is left: he gets other calls meanwhile.
func TestMachineLeavesTheAgent(t *testing.T) {
	for name, ev := range map[string][]Event{
		"while he talks":         {Answer{at(900)}, Detected{at(2500), DetectedMachine, ""}},
		"before he is connected": {Start{at(0), true}, Created{at(5)}, ArmDone{at(12), true, ""}, DialDone{at(15)}, Answer{at(900)}, Detected{at(2500), DetectedMachine, ""}},
	} {
		c := Call{Limits: limits(), Policy: Policy{Machine: MessageMachine}}
		if name == "while he talks" {
			ev = append(dialled(), ev...)
		}
		var last []string
		for _, e := range ev {
			var out []Effect
			c, out = Step(c, e)
			last = names(out)
		}
		if c.HasAgent || c.State != Playing || !slices.Contains(last, "agent_gone") || !slices.Contains(last, "-agent") {
			t.Errorf("%s: has an agent: %v, state %s, effects %v", name, c.HasAgent, c.State, last)
		}
	}
}

func TestPreview(t *testing.T) {
	cases := []struct {
		name   string
		dial   bool
		evs    []Event
		state  State
		reason string
	}{
		{"accepted", false, []Event{Accepted{at(900)}}, Preparing, ""},
		{"skipped", true, []Event{Skipped{at(900), "busy_there"}}, Ended, "skipped:busy_there"},
		{"time is over, dialled", true, []Event{TimerFired{at(20000), PreviewTimer}}, Preparing, ""},
		{"time is over, skipped", false, []Event{TimerFired{at(20000), PreviewTimer}}, Ended, "skipped:timeout"},
		{"agent goes", true, []Event{AgentGone{at(500)}}, Ended, "no_agent"},
		{"campaign stopped", true, []Event{HangUpAsked{at(500), System, "campaign_stopped"}}, Ended, "campaign_stopped"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c := Call{Limits: limits(), Policy: Policy{Preview: 20 * time.Second, PreviewDial: tc.dial}}
			for _, ev := range append([]Event{Start{at(0), true}}, tc.evs...) {
				c, _ = Step(c, ev)
			}
			if c.State != tc.state || c.Reason != tc.reason || c.State == Ended && c.Outcome != NotPlaced {
				t.Fatalf("state %s reason %q outcome %s", c.State, c.Reason, c.Outcome)
			}
		})
	}
}

func limits() Limits {
	return Limits{Prepare: 5 * time.Second, Ring: 30 * time.Second, Call: time.Hour, Return: 15 * time.Second}
}

// run feeds events and returns the call with all effects.
func run(evs ...Event) (Call, []Effect) {
	c := Call{Limits: limits()}
	var all []Effect
	for _, ev := range evs {
		var out []Effect
		c, out = Step(c, ev)
		all = append(all, out...)
	}
	return c, all
}

func at(ms int) time.Time { return t0.Add(time.Duration(ms) * time.Millisecond) }

func dialled() []Event {
	return []Event{Start{at(0), true}, Created{at(5)}, JoinDone{at(8)}, ArmDone{at(12), true, ""}, DialDone{at(15)}}
}

func TestOutcomes(t *testing.T) {
	cases := []struct {
		name string
		more []Event
		want Outcome
		by   Party
	}{
		{"busy", []Event{Rings{at(100)}, RemoteHangUp{at(199), 17}, Destroyed{at(200), 17, 486}}, Busy, ""},
		{"no answer at the carrier", []Event{Rings{at(100)}, Destroyed{at(60000), 19, 480}}, NoAnswer, ""},
		{"our ring timeout", []Event{Rings{at(100)}, TimerFired{at(30000), RingTimer}, Destroyed{at(30010), 0, 0}}, NoAnswer, System},
		{"dead trunk: nothing ever rang", []Event{Destroyed{at(30000), 19, 480}}, Failed, ""},
		{"announcement in early media, then reject", []Event{EarlyMedia{at(100)}, Destroyed{at(8000), 19, 480}}, NoAnswer, ""},
		{"rejected", []Event{Rings{at(100)}, Destroyed{at(900), 21, 403}}, Rejected, ""},
		{"vacant", []Event{Destroyed{at(100), 1, 404}}, Vacant, ""},
		{"congestion", []Event{Destroyed{at(100), 34, 503}}, Failed, ""},
		{"network", []Event{Destroyed{at(100), 38, 500}}, Failed, ""},
		{"absent subscriber", []Event{EarlyMedia{at(50)}, Destroyed{at(100), 20, 480}}, Unreachable, ""},
		{"customer hangs up", []Event{Rings{at(100)}, Answer{at(3000)}, RemoteHangUp{at(9000), 16}, Destroyed{at(9010), 16, 200}}, Answered, Customer},
		{"customer's hang-up request was lost", []Event{Answer{at(3000)}, Destroyed{at(9010), 16, 0}}, Answered, Customer},
		{"agent hangs up first", []Event{Answer{at(3000)}, HangUpAsked{at(9000), Agent, "agent"}, RemoteHangUp{at(9001), 16}, Destroyed{at(9010), 16, 0}}, Answered, Agent},
		{"stopped while ringing", []Event{Rings{at(100)}, HangUpAsked{at(200), System, "campaign_stopped"}, Destroyed{at(210), 0, 0}}, Interrupted, System},
		{"answered while our hang-up was under way", []Event{Rings{at(100)}, TimerFired{at(30000), RingTimer}, Answer{at(30001)}, Destroyed{at(30010), 16, 0}}, Abandoned, System},
		{"Asterisk restarted while ringing", []Event{Rings{at(100)}, Vanished{at(500)}}, Interrupted, System},
		{"Asterisk restarted in the conversation", []Event{Answer{at(100)}, Vanished{at(500)}}, Answered, System},
		{"agent leaves while ringing, nobody else free", []Event{Rings{at(100)}, AgentGone{at(200)}, NoAgent{at(200)}, Destroyed{at(210), 0, 0}}, Interrupted, System},
		{"agent leaves while ringing, another takes over", []Event{Rings{at(100)}, AgentGone{at(200)}, AgentFound{at(200), 7}, JoinDone{at(205)}, Answer{at(300)}, Destroyed{at(900), 16, 0}}, Answered, Customer},
		{"answered with nobody free for two seconds", []Event{Rings{at(100)}, AgentGone{at(200)}, Answer{at(201)}, NoAgent{at(202)}, TimerFired{at(2201), QueueTimer}, Destroyed{at(2210), 0, 0}}, Abandoned, System},
		{"dial refused: channel fenced", []Event{EffectFailed{at(20), "dial", false, "404"}, Destroyed{at(30), 0, 0}}, NotPlaced, System},
		{"dial lost on the way, may have left", []Event{EffectFailed{at(20), "dial", true, "timeout"}, Destroyed{at(30), 0, 0}}, Failed, System},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			evs := dialled()
			if tc.name == "dial refused: channel fenced" || tc.name == "dial lost on the way, may have left" {
				evs = evs[:4]
			}
			c, _ := run(append(evs, tc.more...)...)
			if c.State != Ended || c.Outcome != tc.want || c.HungUpBy != tc.by {
				t.Fatalf("state %s outcome %s by %q, want ended %s by %q", c.State, c.Outcome, c.HungUpBy, tc.want, tc.by)
			}
		})
	}
}

func TestNotArmedIsNeverDialled(t *testing.T) {
	c, effs := run(Start{at(0), true}, Created{at(5)}, JoinDone{at(6)}, ArmDone{at(7), false, "do_not_call"}, Destroyed{at(9), 0, 0})
	if c.Outcome != NotPlaced || c.Reason != "do_not_call" {
		t.Fatalf("outcome %s reason %s", c.Outcome, c.Reason)
	}
	for _, e := range effs {
		if _, ok := e.(Dial); ok {
			t.Fatal("dialled although not armed")
		}
	}
}

// The audio opens before anything is written: it is what the customer notices.
func TestAnswerOpensAudioFirst(t *testing.T) {
	c, _ := run(dialled()...)
	_, effs := Step(c, Answer{at(3000)})
	if _, ok := effs[0].(OpenAudio); !ok {
		t.Fatalf("first effect on answer is %T", effs[0])
	}
}

func TestUnconfirmedHangUpKeepsTheNumberLocked(t *testing.T) {
	evs := append(dialled(), Rings{at(100)}, HangUpAsked{at(200), System, "campaign_stopped"}, EffectFailed{at(300), "hangup", false, "down"}, TimerFired{at(5200), EndTimer})
	c, effs := run(evs...)
	if c.State == Ended {
		t.Fatal("ended although the phone may be ringing")
	}
	n := 0
	for _, e := range effs {
		if _, ok := e.(HangUp); ok {
			n++
		}
	}
	if n != 2 {
		t.Fatalf("%d hang-ups, want the first and one repeat", n)
	}
	if c, _ = Step(c, TimerFired{at(200).Add(time.Hour), EndTimer}); c.State != Ended {
		t.Fatal("not ended after the call's absolute limit")
	}
}

func TestAdoptedCallGetsItsAgentBack(t *testing.T) {
	c, effs := run(Adopt{at(0), at(-9000), at(-8990), true}, LegReady{at(700)}, JoinDone{at(705)})
	if c.State != Talking || !c.Audio || !c.BridgedAt.Equal(at(-8990)) {
		t.Fatalf("state %s audio %v bridged %v", c.State, c.Audio, c.BridgedAt)
	}
	if _, ok := effs[len(effs)-2].(OpenAudio); !ok {
		t.Fatalf("audio not opened: %v", effs)
	}
	c, _ = run(Adopt{at(0), at(-9000), at(-8990), true}, TimerFired{at(15000), QueueTimer}, Destroyed{at(15010), 16, 0})
	if c.Outcome != Answered || c.HungUpBy != System {
		t.Fatalf("agent did not come back: outcome %s by %s", c.Outcome, c.HungUpBy)
	}
}

// The connection to Asterisk comes back and is lost again at once: the agent's line stood for a moment, and the customer, who is in its
// bridge all the time, could not be put into it again.
func TestConversationOutlivesAFlappingConnection(t *testing.T) {
	c := Call{Limits: limits()}
	for _, ev := range append(dialled(), Answer{at(900)}, LegReady{at(5000)}, EffectFailed{at(5001), "join", false, "the agent's leg is not up"}, LegReady{at(7000)}, JoinDone{at(7010)}) {
		c, _ = Step(c, ev)
	}
	if c.State != Talking || !c.HasAgent || !c.Audio || c.HungUpBy != "" {
		t.Errorf("state %s, hung up by %q: %s", c.State, c.HungUpBy, c.Reason)
	}
}

func TestHoldTimeIsCounted(t *testing.T) {
	c, _ := run(append(dialled(), Answer{at(100)}, HoldAsked{at(1000), true, ""}, HoldAsked{at(1100), true, ""}, HoldAsked{at(3000), false, ""}, HoldAsked{at(5000), true, ""}, Destroyed{at(6000), 16, 0})...)
	if c.HoldTime != 3*time.Second {
		t.Fatalf("hold time %s, want 3 s", c.HoldTime)
	}
}

func events() *rapid.Generator[func(time.Time) Event] {
	b := func(f func(time.Time) Event) *rapid.Generator[func(time.Time) Event] { return rapid.Just(f) }
	return rapid.OneOf(
		b(func(t time.Time) Event { return Start{t, true} }), b(func(t time.Time) Event { return Start{t, false} }),
		b(func(t time.Time) Event { return Adopt{t, t, t, true} }), b(func(t time.Time) Event { return Adopt{t, t, time.Time{}, false} }),
		b(func(t time.Time) Event { return LegReady{t} }), b(func(t time.Time) Event { return Created{t} }),
		b(func(t time.Time) Event { return JoinDone{t} }), b(func(t time.Time) Event { return ArmDone{t, true, ""} }),
		b(func(t time.Time) Event { return ArmDone{t, false, "window"} }), b(func(t time.Time) Event { return DialDone{t} }),
		b(func(t time.Time) Event { return EffectFailed{t, "create", false, "x"} }), b(func(t time.Time) Event { return EffectFailed{t, "join", false, "x"} }),
		b(func(t time.Time) Event { return EffectFailed{t, "dial", true, "x"} }), b(func(t time.Time) Event { return EffectFailed{t, "dial", false, "x"} }),
		b(func(t time.Time) Event { return EffectFailed{t, "hangup", false, "x"} }),
		b(func(t time.Time) Event { return Rings{t} }), b(func(t time.Time) Event { return EarlyMedia{t} }), b(func(t time.Time) Event { return Answer{t} }),
		b(func(t time.Time) Event { return AgentFound{t, 7} }), b(func(t time.Time) Event { return NoAgent{t} }), b(func(t time.Time) Event { return AgentGone{t} }),
		b(func(t time.Time) Event { return HangUpAsked{t, Agent, "agent"} }), b(func(t time.Time) Event { return RemoteHangUp{t, 16} }),
		b(func(t time.Time) Event { return Destroyed{t, 17, 486} }), b(func(t time.Time) Event { return Vanished{t} }),
		b(func(t time.Time) Event { return HoldAsked{t, true, ""} }), b(func(t time.Time) Event { return HoldAsked{t, false, ""} }),
		b(func(t time.Time) Event { return TimerFired{t, PrepareTimer} }), b(func(t time.Time) Event { return TimerFired{t, RingTimer} }),
		b(func(t time.Time) Event { return TimerFired{t, QueueTimer} }), b(func(t time.Time) Event { return TimerFired{t, LimitTimer} }),
		b(func(t time.Time) Event { return TimerFired{t, EndTimer} }), b(func(t time.Time) Event { return TimerFired{t, PreviewTimer} }),
		b(func(t time.Time) Event { return TimerFired{t, KeyTimer} }), b(func(t time.Time) Event { return TimerFired{t, BeepTimer} }),
		b(func(t time.Time) Event { return Accepted{t} }), b(func(t time.Time) Event { return Skipped{t, "x"} }),
		b(func(t time.Time) Event { return RoomReady{t} }), b(func(t time.Time) Event { return CancelAsked{t, "pacing"} }), b(func(t time.Time) Event { return EffectFailed{t, "room", false, "x"} }),
		b(func(t time.Time) Event { return EffectFailed{t, "play", false, "x"} }),
		b(func(t time.Time) Event { return Recognised{t, Suspended, "x"} }), b(func(t time.Time) Event { return Recognised{t, "", "x"} }),
		b(func(t time.Time) Event { return Detected{t, DetectedPerson, ""} }), b(func(t time.Time) Event { return Detected{t, DetectedMachine, ""} }),
		b(func(t time.Time) Event { return Detected{t, DetectedFax, ""} }), b(func(t time.Time) Event { return Beeped{t} }),
		b(func(t time.Time) Event { return Played{t} }), b(func(t time.Time) Event { return Key{t, "1"} }), b(func(t time.Time) Event { return Key{t, "0"} }),
	)
}

func policies() *rapid.Generator[Policy] {
	return rapid.Custom(func(t *rapid.T) Policy {
		p := Policy{
			Room: rapid.Bool().Draw(t, "room"), Machine: rapid.SampledFrom([]MachinePolicy{NoDetection, HangUpMachine, MessageMachine, AgentMachine}).Draw(t, "machine"),
			Notice: rapid.Bool().Draw(t, "notice"), Repeat: rapid.IntRange(0, 3).Draw(t, "repeat"), AbandonedMessage: rapid.Bool().Draw(t, "message"),
			PreviewDial: rapid.Bool().Draw(t, "dial"),
		}
		if rapid.Bool().Draw(t, "preview") {
			p.Preview = 20 * time.Second
		}
		if rapid.Bool().Draw(t, "keys") {
			p.Keys = map[string]KeyAction{"1": KeyConfirm, "0": KeyAgent}
		}
		return p
	})
}

// Any sequence of events: one outcome, everything acquired is released, at most one dial, none that was not armed,
// and from every state there is a way out.
func TestAnySequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Call{Limits: limits(), Policy: policies().Draw(t, "policy")}
		now, agents, audio, rooms, dials, finishes, armed := t0, 0, 0, 0, 0, 0, false
		apply := func(ev Event) {
			now = now.Add(10 * time.Millisecond)
			before := c
			var out []Effect
			c, out = Step(c, ev)
			switch ev := ev.(type) {
			case Start:
				if before.State == "" && ev.HasAgent {
					agents++
				}
			case Adopt:
				if before.State == "" && ev.HasAgent {
					agents++
				}
			case AgentFound:
				// The engine took an agent for the call, whether the call can use him or not.
				if before.State != Ended && !before.HasAgent {
					agents++
				}
			case RoomReady:
				// The engine made a room, whether the call can use it or not.
				if before.State != Ended {
					rooms++
				}
			case ArmDone:
				armed = armed || ev.OK
			}
			for _, e := range out {
				switch e.(type) {
				case ReleaseAgent:
					agents--
				case OpenAudio:
					audio = 1
				case CloseAudio:
					audio--
				case CloseRoom:
					rooms--
				case Dial:
					dials++
					if !armed {
						t.Fatal("dial without arm")
					}
				case Finish:
					finishes++
				}
			}
			if agents < 0 || agents > 1 || audio < 0 || rooms < 0 || rooms > 1 {
				t.Fatalf("released more than acquired: agents %d audio %d rooms %d after %T", agents, audio, rooms, ev)
			}
			if c.Room != (rooms == 1) {
				t.Fatalf("call says room %v, ledger %d after %T", c.Room, rooms, ev)
			}
			if c.HasAgent != (agents == 1) {
				t.Fatalf("call says agent %v, ledger %d after %T", c.HasAgent, agents, ev)
			}
			if (c.State == Ended) != (c.Outcome != "") || (c.State == Ended) != (finishes == 1) {
				t.Fatalf("state %s outcome %q finishes %d", c.State, c.Outcome, finishes)
			}
		}
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			apply(events().Draw(t, "ev")(now))
		}
		if c.State != "" {
			// The way out that always exists: our hang-up, then silence from Asterisk until the absolute limit.
			apply(HangUpAsked{now, System, "shutdown"})
			now = now.Add(2 * time.Hour)
			apply(TimerFired{now, PrepareTimer})
			apply(TimerFired{now, EndTimer})
			if c.HungUpAt.IsZero() {
				// The other side hung up first and its Destroyed was lost; the reconciliation sees it.
				apply(Vanished{now})
			}
			if c.State != Ended {
				t.Fatalf("no way out of %s", c.State)
			}
			if agents != 0 || audio != 0 || rooms != 0 {
				t.Fatalf("ended with agents %d audio %d rooms %d held", agents, audio, rooms)
			}
		}
		if dials > 1 {
			t.Fatalf("%d dials", dials)
		}
	})
}
