package webrtc_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"huifang/dialer/webrtc"
	"huifang/dialer/webrtc/agentpeer"
	"huifang/dialer/webrtc/g711"
)

// The tones of those who are at a mix; none is a note of the hold music or an overtone of another.
var toneOf = map[string]float64{"customer": customerHz, "agent": agentHz, "colleague": 1170, "coach": 1530, "outside": 1830}

// table is a conversation with all who can take part in one.
type table struct {
	*call
	mix     *webrtc.Mix
	seats   map[string]webrtc.Seat
	hearing map[string]func() []int16
	rec     *tap
}

func newTable(t *testing.T) *table {
	c := newCall(t)
	tb := &table{call: c, mix: webrtc.NewMix(), seats: map[string]webrtc.Seat{}, hearing: map[string]func() []int16{}, rec: &tap{}}
	t.Cleanup(tb.mix.Close) // before the legs close
	agent := c.browser()
	tb.sit("customer", webrtc.RoleCustomer, c.leg.Line(), c.asterisk.samples)
	tb.sit("agent", webrtc.RoleAgent, c.leg.Browser(), samples(agent))
	for name, role := range map[string]webrtc.Role{"colleague": webrtc.RoleColleague, "coach": webrtc.RoleCoach} {
		leg, err := c.gateway.NewLeg(name)
		if err != nil {
			t.Fatal(err)
		}
		tb.sit(name, role, leg.Browser(), samples(attach(t, leg, toneOf[name])))
	}
	room, err := c.gateway.NewRoom("outside")
	if err != nil {
		t.Fatal(err)
	}
	far := newAsterisk(t, "127.0.0.1", int(toneOf["outside"]), room.RTPAddr())
	room.SetAsterisk(far.addr())
	tb.sit("outside", webrtc.RoleOutside, room.Voice(), far.samples)
	return tb
}

func (tb *table) sit(name string, role webrtc.Role, v webrtc.Voice, hearing func() []int16) {
	tb.seats[name] = webrtc.Seat{Voice: v, Role: role}
	tb.hearing[name] = hearing
}

func attach(t *testing.T, leg *webrtc.Leg, hz float64) *agentpeer.Peer {
	t.Helper()
	peer, err := agentpeer.New(agentpeer.Config{ToneHz: int(hz)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := peer.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := peer.Connect(ctx, func(ctx context.Context, offer string) (string, error) { return leg.Attach(ctx, offer, nil) }); err != nil {
		t.Fatal(err)
	}
	if !until(leg.Connected) {
		t.Fatal("browser does not connect")
	}
	return peer
}

// samples and asterisk.samples give what somebody heard in the last 0.4 s.
func samples(p *agentpeer.Peer) func() []int16 {
	return func() []int16 { return p.Samples(400 * time.Millisecond) }
}

func (a *asterisk) samples() []int16 {
	var out []int16
	since := time.Now().Add(-400 * time.Millisecond)
	for _, p := range a.received() {
		if p.at.After(since) {
			for _, b := range p.payload {
				out = append(out, g711.Decode(b))
			}
		}
	}
	return out
}

// set seats those who are named: "customer", "coach:none", "customer:held".
func (tb *table) set(who ...string) {
	var seats []webrtc.Seat
	for _, w := range who {
		name, how, _ := strings.Cut(w, ":")
		s := tb.seats[name]
		if s.Held = how == "held"; !s.Held {
			s.Reach = webrtc.Reach(how)
		}
		seats = append(seats, s)
	}
	tb.mix.Set(seats, tb.rec)
}

// tones names those whose tones are in samples: -12 dBFS each, so one of 20 dB less would be 1 % beside it.
func tones(heard []int16) string {
	var names []string
	for _, name := range []string{"customer", "agent", "colleague", "coach", "outside"} {
		l := g711.Analyze(heard, toneOf[name])
		if level := l.DBFS + 10*math.Log10(l.Share); level > -30 { // of this tone alone
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// hears waits until each hears exactly those given, and stays so.
func (tb *table) hears(want map[string]string) {
	tb.t.Helper()
	time.Sleep(500 * time.Millisecond)
	var wrong string
	if !until(func() bool {
		wrong = ""
		for who, whom := range want {
			if got := tones(tb.hearing[who]()); got != whom {
				wrong += fmt.Sprintf("%s hears [%s], want [%s]. ", who, got, whom)
			}
		}
		return wrong == ""
	}) {
		tb.t.Error(wrong)
	}
}

// recorded tells whom the recording has on its sides, of the newest 0.4 s.
func (tb *table) recorded(left, right string) {
	tb.t.Helper()
	time.Sleep(200 * time.Millisecond)
	tb.rec.take()
	time.Sleep(600 * time.Millisecond)
	a, c := tb.rec.take()
	if l, r := tones(a), tones(c); l != left || r != right {
		tb.t.Errorf("recorded [%s] and [%s], want [%s] and [%s]", l, r, left, right)
	}
}

func TestMix(t *testing.T) {
	tb := newTable(t)
	tb.leg.Open(tb.rec, time.Time{})
	tb.hears(map[string]string{"customer": "agent", "agent": "customer", "colleague": "", "coach": "", "outside": ""})

	t.Log("consultation: the customer hears music and nobody hears him")
	tb.set("customer:held", "agent", "colleague")
	tb.hears(map[string]string{"customer": "", "agent": "colleague", "colleague": "agent", "coach": ""})
	if music := g711.Analyze(tb.hearing["customer"](), 440); music.DBFS < -35 {
		t.Errorf("the customer hears %.1f dBFS, want music", music.DBFS)
	}
	tb.recorded("", "customer")

	t.Log("conference")
	tb.set("customer", "agent", "colleague")
	tb.hears(map[string]string{"customer": "agent colleague", "agent": "customer colleague", "colleague": "customer agent"})
	tb.recorded("agent colleague", "customer")

	t.Log("conference with an outside party, who counts as the customer's side")
	tb.set("customer", "agent", "outside")
	tb.hears(map[string]string{"customer": "agent outside", "agent": "customer outside", "outside": "customer agent", "colleague": ""})
	tb.recorded("agent", "customer outside")

	t.Log("a supervisor listens")
	tb.set("customer", "agent", "coach:none")
	tb.hears(map[string]string{"customer": "agent", "agent": "customer", "coach": "customer agent", "outside": ""})
	tb.recorded("agent", "customer")

	t.Log("whispers: the customer must not hear it, nor the recording have it")
	tb.set("customer", "agent", "coach:agent")
	tb.hears(map[string]string{"customer": "agent", "agent": "customer coach", "coach": "customer agent"})
	tb.recorded("agent", "customer")

	t.Log("whispers while the customer is on hold")
	tb.set("customer:held", "agent", "coach:agent")
	tb.hears(map[string]string{"customer": "", "agent": "coach", "coach": "agent"})
	tb.recorded("", "customer")

	t.Log("joins")
	tb.set("customer", "agent", "coach")
	tb.hears(map[string]string{"customer": "agent coach", "agent": "customer coach", "coach": "customer agent"})
	tb.recorded("agent coach", "customer")

	t.Log("the agent is muted")
	tb.leg.SetMuted(true)
	tb.hears(map[string]string{"customer": "coach", "coach": "customer"})
	tb.leg.SetMuted(false)

	t.Log("all five")
	tb.set("customer", "agent", "colleague", "coach", "outside")
	tb.hears(map[string]string{
		"customer": "agent colleague coach outside", "agent": "customer colleague coach outside",
		"colleague": "customer agent coach outside", "coach": "customer agent colleague outside", "outside": "customer agent colleague coach",
	})

	t.Log("back to two, without the mix")
	tb.mix.Close()
	tb.hears(map[string]string{"customer": "agent", "agent": "customer", "colleague": "", "coach": "", "outside": ""})
	tb.recorded("agent", "customer")
	tb.checkContinuous()
	tb.set("customer", "coach") // of a closed mix: nothing
	tb.hears(map[string]string{"customer": "agent", "coach": ""})
}

// Music of a hold that was set before goes on after the mix and does not disturb it.
func TestMixOverHold(t *testing.T) {
	tb := newTable(t)
	tb.leg.Open(tb.rec, time.Time{})
	tb.leg.SetHold(true)
	tb.hears(map[string]string{"customer": "", "agent": ""})
	tb.set("customer", "agent", "colleague")
	tb.hears(map[string]string{"customer": "agent colleague", "agent": "customer colleague"})
	tb.mix.Close()
	tb.hears(map[string]string{"customer": "", "agent": ""})
	tb.leg.SetHold(false)
	tb.hears(map[string]string{"customer": "agent", "agent": "customer"})
}

// Who goes from one mix to another stays at the other, whichever is told first.
func TestMixToMix(t *testing.T) {
	tb := newTable(t)
	tb.leg.Open(tb.rec, time.Time{})
	other := webrtc.NewMix()
	t.Cleanup(other.Close)
	tb.set("customer", "agent", "coach")
	tb.hears(map[string]string{"customer": "agent coach", "coach": "customer agent"})
	coach := tb.seats["coach"]
	coach.Reach = ""
	other.Set([]webrtc.Seat{tb.seats["colleague"], coach}, nil)
	tb.set("customer", "agent") // late
	tb.hears(map[string]string{"customer": "agent", "agent": "customer", "colleague": "coach", "coach": "colleague"})
	other.Set([]webrtc.Seat{tb.seats["colleague"]}, nil)
	tb.hears(map[string]string{"colleague": "", "coach": ""})
}
