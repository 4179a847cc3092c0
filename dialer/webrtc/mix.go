package webrtc

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"huifang/dialer/webrtc/g711"
)

// Role is what somebody is in a conversation of three or more, or in a consultation.
type Role string

// The roles at a Mix.
const (
	RoleCustomer  Role = "customer"
	RoleAgent     Role = "agent"     // whose call it is
	RoleColleague Role = "colleague" // another agent
	RoleOutside   Role = "outside"   // an expert or transfer target on the telephone
	RoleCoach     Role = "coach"     // a supervisor
)

// Reach is who hears somebody.
type Reach string

// How far a voice reaches.
const (
	ReachAll   Reach = ""
	ReachAgent Reach = "agent" // whisper: the agents only
	ReachNone  Reach = "none"  // listens only
)

// Seat is one voice at a Mix.
type Seat struct {
	Voice Voice
	Role  Role
	Reach Reach
	Held  bool // hears music and is heard by nobody
}

// Hears tells whether l hears s, two different seats of one Mix.
func (l Seat) Hears(s Seat) bool {
	if l.Held || s.Held {
		return false
	}
	switch s.Reach {
	case ReachNone:
		return false
	case ReachAgent:
		return l.Role == RoleAgent || l.Role == RoleColleague
	case ReachAll:
	}
	return true
}

// Voice is an end of audio that can have a seat at a Mix: the browser of a Leg, the side of Asterisk of a Leg, or a
// Room. It is at one Mix at most.
type Voice interface {
	// plug sends what comes from this end to q and nowhere else; unplug where it went before, unless another Mix has it meanwhile.
	plug(q *queue)
	unplug(q *queue)
	// hear sends a packet of the Mix to this end.
	hear(p packet, now time.Time)
}

// Mix lets more than two people talk: each hears the sum of those whom he may hear. What comes from a voice at the Mix
// goes nowhere else, and the recording is made here. A conversation of one agent with one customer needs none.
type Mix struct {
	cancel context.CancelFunc
	done   chan struct{}
	ssrc   uint32

	mu     sync.Mutex // held during a tick: what Set has changed is true for every later packet
	closed bool
	seats  []*seated
	tap    Tap
}

type seated struct {
	Seat
	queue *queue
	in    [packetSamples]int16
	music int // offset into the hold music
}

// NewMix makes a Mix without seats. It must be closed.
func NewMix() *Mix {
	ctx, cancel := context.WithCancel(context.Background())
	m := &Mix{cancel: cancel, done: make(chan struct{}), ssrc: rand.Uint32()}
	go func() {
		defer close(m.done)
		m.run(ctx)
	}()
	return m
}

// Set makes these the seats, each with another Voice. Who stays goes on without a gap; who is not there any more is
// as before he came. tap gets what the customer has a part in: on the agent's side all whom the customer hears but the
// outside party, on the customer's side the customer, also when held, and an outside party whom he hears. So whispers
// and consultations are not recorded. tap may be nil.
func (m *Mix) Set(seats []Seat, tap Tap) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	old := map[Voice]*seated{}
	for _, s := range m.seats {
		old[s.Voice] = s
	}
	now := make([]*seated, len(seats))
	for i, s := range seats {
		if was := old[s.Voice]; was != nil {
			delete(old, s.Voice)
			if s.Held && !was.Held {
				was.music = 0
			}
			was.Seat, now[i] = s, was
			continue
		}
		now[i] = &seated{Seat: s, queue: newQueue()}
	}
	for _, s := range old {
		s.Voice.unplug(s.queue)
	}
	for _, s := range now {
		s.Voice.plug(s.queue)
	}
	m.seats, m.tap = now, tap
}

// Close gives every voice back; when it returns the Mix sends nothing any more and calls no tap.
func (m *Mix) Close() {
	m.cancel()
	<-m.done
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	for _, s := range m.seats {
		s.Voice.unplug(s.queue)
	}
	m.seats, m.tap = nil, nil
}

// run ticks every 20 ms. Late ticks are caught up with, a longer stall is skipped.
func (m *Mix) run(ctx context.Context) {
	const period = packetSamples * tick
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	start := time.Now()
	for n := 0; ; {
		due := int(time.Since(start)/period) + 1
		if due-n > 10 {
			n = due - 1
		}
		for ; n < due; n++ {
			m.tick(n)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// tick mixes and sends the nth packet.
func (m *Mix) tick(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	out := packet{ssrc: m.ssrc, seq: uint16(n), ts: uint32(n) * packetSamples}
	var customer *seated
	for _, s := range m.seats {
		s.queue.take(&s.in)
		if s.Role == RoleCustomer {
			customer = s
		}
	}
	var sum [packetSamples]int32
	var ulaw [packetSamples]byte
	for _, listener := range m.seats {
		if listener.Held {
			loop := holdMusic()
			out.payload = loop[listener.music : listener.music+packetSamples]
			listener.music = (listener.music + packetSamples) % len(loop)
			listener.Voice.hear(out, now)
			continue
		}
		sum = [packetSamples]int32{}
		for _, speaker := range m.seats {
			if speaker != listener && listener.Hears(speaker.Seat) {
				add(&sum, &speaker.in)
			}
		}
		out.payload = encode(&sum, &ulaw)
		listener.Voice.hear(out, now)
	}
	if m.tap == nil || customer == nil {
		return
	}
	var left, right [packetSamples]int32
	add(&right, &customer.in)
	for _, s := range m.seats {
		switch {
		case s == customer || !customer.Hears(s.Seat):
		case s.Role == RoleOutside:
			add(&right, &s.in)
		default:
			add(&left, &s.in)
		}
	}
	if !customer.Held {
		m.tap.Agent(out.ts, now, encode(&left, &ulaw))
	}
	m.tap.Customer(out.ts, now, encode(&right, &ulaw))
}

func add(sum *[packetSamples]int32, in *[packetSamples]int16) {
	for i, v := range in {
		sum[i] += int32(v)
	}
}

// encode makes mu-law of a sum, cut off at full scale.
func encode(sum *[packetSamples]int32, to *[packetSamples]byte) []byte {
	for i, v := range sum {
		to[i] = g711.Encode(int16(max(math.MinInt16, min(v, math.MaxInt16))))
	}
	return to[:]
}

// mixSource is the rewriters' source number of a Mix; browsers and plays count from 1.
const mixSource = math.MaxUint32

// Browser is the agent's end of a Leg.
func (l *Leg) Browser() Voice { return browserVoice{l} }

// Line is the end of a Leg at Asterisk: whoever is in the bridge with it.
func (l *Leg) Line() Voice { return lineVoice{l} }

// Voice is whoever is in the bridge with the Room.
func (r *Room) Voice() Voice { return roomVoice{r} }

type (
	browserVoice struct{ *Leg }
	lineVoice    struct{ *Leg }
	roomVoice    struct{ *Room }
)

func (v browserVoice) plug(q *queue) {
	v.up.Lock()
	defer v.up.Unlock()
	v.up.mix = q
}

func (v browserVoice) unplug(q *queue) {
	v.up.Lock()
	defer v.up.Unlock()
	if v.up.mix == q {
		v.up.mix = nil
	}
}

func (v browserVoice) hear(p packet, now time.Time) {
	v.down.Lock()
	defer v.down.Unlock()
	v.toBrowser(mixSource, p, now)
}

func (v lineVoice) plug(q *queue) {
	v.down.Lock()
	v.down.mix = q
	v.down.Unlock()
	v.up.Lock()
	v.up.mixed = true
	v.up.Unlock()
}

func (v lineVoice) unplug(q *queue) {
	v.down.Lock()
	mine := v.down.mix == q
	if mine {
		v.down.mix = nil
	}
	v.down.Unlock()
	if mine {
		v.up.Lock()
		v.up.mixed = false
		v.up.Unlock()
	}
}

func (v lineVoice) hear(p packet, now time.Time) {
	v.up.Lock()
	defer v.up.Unlock()
	v.send(mixSource, p, now)
}

func (v roomVoice) plug(q *queue) {
	v.down.Lock()
	defer v.down.Unlock()
	v.down.mix = q
}

func (v roomVoice) unplug(q *queue) {
	v.down.Lock()
	defer v.down.Unlock()
	if v.down.mix == q {
		v.down.mix = nil
	}
}

func (v roomVoice) hear(p packet, now time.Time) { v.send(mixSource, p, now) }
