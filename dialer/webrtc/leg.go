package webrtc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"

	"huifang/dialer/webrtc/g711"
)

// ErrClosed is returned by calls on a Leg or Gateway that has been closed.
var ErrClosed = errors.New("webrtc: closed")

// Tap gets the audio of both sides of a call: one PCMU payload per packet, the
// RTP timestamp its sender gave it, and its arrival. Timestamps of one side
// jump when its source changes (a reloaded page). Payload is only valid during
// the call. Agent and Customer are called from two goroutines and must not
// block, for they stand in the way of the packet.
type Tap interface {
	Agent(timestamp uint32, arrival time.Time, payload []byte)
	Customer(timestamp uint32, arrival time.Time, payload []byte)
}

// MediaState is the state of an agent's browser connection.
type MediaState string

const (
	// MediaConnected: audio can flow.
	MediaConnected MediaState = "connected"
	// MediaLost: the browser has closed the connection, or nothing has come
	// from it for some seconds. It may come back by itself; a page that was
	// reloaded has to be attached again.
	MediaLost MediaState = "lost"
)

// Leg carries the audio of one agent between their browser (WebRTC) and an
// ExternalMedia channel of Asterisk (RTP, PCMU). The side of Asterisk lasts as
// long as the Leg; the browser may be replaced at any time.
//
// Between calls the gate is closed: nothing passes, in either direction. Open
// and CloseGate bound a call. All methods are safe for concurrent use.
type Leg struct {
	gateway *Gateway
	log     *slog.Logger
	ssrc    uint32

	control sync.Mutex // serialises Attach, SetHold, Open, CloseGate, Close
	closed  bool
	hold    *holding // the music that plays, nil if not on hold
	peers   uint32   // number of the newest browser

	peer atomic.Pointer[peer]

	// Each direction has its own lock, held while one of its packets is
	// handled: what a method has changed is true for every later packet.
	down struct {
		sync.Mutex
		open, hold bool
		tap        Tap
		listen     func(timestamp uint32, arrival time.Time, payload []byte)
		mix        *queue // where the customer's packets go instead; nil: no Mix
		kept       kept
		stream     rewriter
		meter      meter
		sent       Sent
		wrong      uint64
		answered   time.Time
		first      time.Duration
		header     rtp.Header
	}
	up struct {
		sync.Mutex
		destination       netip.AddrPort
		open, hold, muted bool
		mixed             bool   // a Mix sends to Asterisk, nobody else does
		mix               *queue // where the agent's packets go instead; nil: no Mix
		tap               Tap
		stream            rewriter
		meter             meter
		sent              Sent
		wrong             uint64
		browser           Browser
		buf               [rtpHeaderSize + maxPacket]byte
		silence           [maxPacket]byte
	}
}

// kept is the newest packet that came from the customer's side while the gate was closed. A customer may be quicker to
// speak than Asterisk is to say that he has answered: his packet belongs to the call, and the agent need not wait for the
// next one. Before the answer Asterisk's own ringing tone comes, or the carrier's audio, and goes on for some moments
// after it: only what begins with the answer is his. Asterisk follows the sequence numbers of its source, so a new one
// shows.
type kept struct {
	since time.Time // when the source of the packet began
	at    time.Time // of the packet; zero: there is none
	seq   uint16
	n     int
	buf   [maxPacket]byte
}

// newSource is the pause in a stream after which it has begun anew. overtake is by how much the customer's first packet may
// be ahead of Asterisk's notice that he has answered: they travel apart.
const (
	newSource = 100 * time.Millisecond
	overtake  = packetSamples * tick
)

// keptFor is how old that packet may be. It is far more than a packet's length, and less than the time between two calls:
// the answer's time is of Asterisk's clock, which may be wrong.
const keptFor = 500 * time.Millisecond

// musicSource is the rewriter's source number of hold music; browsers count
// from 1.
const musicSource = 0

type holding struct {
	cancel context.CancelFunc
	done   chan struct{}
}

func newLeg(g *Gateway, name string) *Leg {
	l := &Leg{gateway: g, log: g.log.With("leg", name), ssrc: rand.Uint32()}
	l.down.stream = newRewriter(uint16(rand.Uint32()), rand.Uint32())
	l.up.stream = newRewriter(uint16(rand.Uint32()), rand.Uint32())
	for i := range l.up.silence {
		l.up.silence[i] = g711.Silence
	}
	return l
}

// RTPAddr is where Asterisk has to send the customer's audio: external_host of
// the ExternalMedia channel (format ulaw, encapsulation rtp, transport udp).
// It is the same for all Legs and Rooms.
func (l *Leg) RTPAddr() netip.AddrPort { return l.gateway.asterisk.addr }

// SetAsterisk tells where Asterisk listens: the channel's variables
// UNICASTRTP_LOCAL_ADDRESS and UNICASTRTP_LOCAL_PORT. Only RTP from this
// address is accepted; before the first call none is.
func (l *Leg) SetAsterisk(addr netip.AddrPort) {
	addr = netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
	l.up.Lock()
	before := l.up.destination
	l.up.destination = addr
	l.up.Unlock()
	l.gateway.asterisk.move(l, before, addr)
}

// Attach answers a browser's offer and makes that browser the agent's audio.
// An earlier browser is closed once the offer has been accepted; a call goes
// on with the new one. The answer holds every candidate, so there is nothing
// to trickle.
//
// onState is called with every change of the connection, one call at a time,
// until the browser is replaced or the Leg closed. It must not block and must
// not call methods of the Leg.
func (l *Leg) Attach(ctx context.Context, offerSDP string, onState func(MediaState)) (answerSDP string, err error) {
	l.control.Lock()
	defer l.control.Unlock()
	if l.closed {
		return "", ErrClosed
	}
	l.peers++
	p, answer, err := newPeer(ctx, l, l.peers, offerSDP, onState)
	if err != nil {
		return "", fmt.Errorf("webrtc: attach the browser: %w", err)
	}
	if old := l.peer.Swap(p); old != nil {
		old.close()
	}
	return answer, nil
}

// Connected tells whether the browser's connection is up.
func (l *Leg) Connected() bool {
	p := l.peer.Load()
	return p != nil && p.connected.Load()
}

// Open lets the customer's and the agent's audio pass from this moment, unmuted
// and not on hold, and hands both to tap, which may be nil. answered is when
// the customer answered, from which FirstForwarded counts; the zero time means
// now. A packet that has come since then is passed on at once.
func (l *Leg) Open(tap Tap, answered time.Time) {
	l.control.Lock()
	defer l.control.Unlock()
	if l.closed {
		return
	}
	l.stopHold()
	if answered.IsZero() {
		answered = time.Now()
	}
	l.up.Lock()
	l.up.open, l.up.muted, l.up.tap = true, false, tap
	l.up.stream.cut = true
	l.up.Unlock()
	l.down.Lock()
	l.down.open, l.down.tap, l.down.answered, l.down.first = true, tap, answered, 0
	// Asterisk keeps one SSRC on the leg but follows its caller's sequence numbers: those of a new customer may lie just
	// behind the last one's, and would all be taken for late packets until they have caught up.
	l.down.stream.cut = true
	l.passKept(answered)
	l.down.Unlock()
}

// CloseGate ends what Open began. When it returns the tap is not called any
// more and no audio passes.
func (l *Leg) CloseGate() {
	l.control.Lock()
	defer l.control.Unlock()
	l.closeGate()
}

func (l *Leg) closeGate() {
	l.stopHold()
	l.up.Lock()
	l.up.open, l.up.tap = false, nil
	l.up.Unlock()
	l.down.Lock()
	l.down.open, l.down.tap, l.down.kept.at = false, nil, time.Time{}
	l.down.Unlock()
}

// Listen hands every packet from the customer's side to f, also while the gate is closed; nil: to nobody. f must not
// block, nor keep the payload.
func (l *Leg) Listen(f func(timestamp uint32, arrival time.Time, payload []byte)) {
	l.down.Lock()
	l.down.listen = f
	l.down.Unlock()
}

// SetMuted replaces the agent's voice by silence, towards the customer and in
// the recording; the stream of packets goes on, since carriers end calls
// without one.
func (l *Leg) SetMuted(muted bool) {
	l.up.Lock()
	l.up.muted = muted
	l.up.Unlock()
}

// SetHold parts the two sides of an open call: the customer hears music, the
// agent nothing, and neither reaches the other. What the customer says still
// reaches the tap, what the agent says does not. While the gate is closed it
// does nothing.
func (l *Leg) SetHold(hold bool) {
	l.control.Lock()
	defer l.control.Unlock()
	switch {
	case !hold:
		l.stopHold()
	case l.hold == nil && l.isOpen():
		l.down.Lock()
		l.down.hold = true
		l.down.Unlock()
		l.up.Lock()
		l.up.hold = true
		l.up.Unlock()
		ctx, cancel := context.WithCancel(context.Background())
		h := &holding{cancel: cancel, done: make(chan struct{})}
		go func() {
			defer close(h.done)
			music(ctx, l.sendMusic)
		}()
		l.hold = h
	}
}

// stopHold ends the music and waits for its last packet.
func (l *Leg) stopHold() {
	if l.hold == nil {
		return
	}
	l.hold.cancel()
	<-l.hold.done
	l.hold = nil
	l.down.Lock()
	l.down.hold = false
	l.down.Unlock()
	l.up.Lock()
	l.up.hold = false
	l.up.Unlock()
}

// Stats returns the counters. FirstForwarded belongs to the call of the latest
// Open, all else to the whole life of the Leg.
func (l *Leg) Stats() Stats {
	var s Stats
	l.down.Lock()
	s.FromCustomer = l.down.meter.stats()
	s.ToAgent = l.down.sent
	s.WrongPayload = l.down.wrong
	s.FirstForwarded = l.down.first
	l.down.Unlock()
	l.up.Lock()
	s.FromAgent = l.up.meter.stats()
	s.ToCustomer = l.up.sent
	s.WrongPayload += l.up.wrong
	s.Browser = l.up.browser
	l.up.Unlock()
	return s
}

// Close closes the gate and the browser's connection, and returns when
// everything the Leg has started has ended.
func (l *Leg) Close() {
	l.control.Lock()
	defer l.control.Unlock()
	if l.closed {
		return
	}
	l.closed = true
	l.closeGate()
	if p := l.peer.Swap(nil); p != nil {
		p.close()
	}
	l.SetAsterisk(netip.AddrPort{})
	l.down.Lock() // a packet may be on its way
	l.down.listen, l.down.mix = nil, nil
	l.down.Unlock()
	l.gateway.forget(l)
}

func (l *Leg) isOpen() bool {
	l.up.Lock()
	defer l.up.Unlock()
	return l.up.open
}
