package webrtc

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Room is the gateway's end of an ExternalMedia channel that belongs to a call and not to an agent: it hears the
// customer's side while there is no agent (announcements before the answer, answering machines, messages) and plays
// prompts and music to it. All methods are safe for concurrent use.
type Room struct {
	gateway *Gateway
	log     *slog.Logger
	ssrc    uint32

	control sync.Mutex // serialises Play, Loop, Stop, Close
	closed  bool
	player  *holding // what plays; nil: nothing
	plays   uint32   // number of the latest

	down struct {
		sync.Mutex
		listen func(timestamp uint32, arrival time.Time, payload []byte)
		mix    *queue // where packets go instead of the tap; nil: no Mix
		tap    Tap
	}
	up struct {
		sync.Mutex
		destination netip.AddrPort
		tap         Tap
		stream      rewriter
		buf         [rtpHeaderSize + maxPacket]byte
	}
}

// NewRoom makes a room. The name is for the log. The Room must be closed.
func (g *Gateway) NewRoom(name string) (*Room, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	r := &Room{gateway: g, log: g.log.With("room", name), ssrc: rand.Uint32()}
	r.up.stream = newRewriter(uint16(rand.Uint32()), rand.Uint32())
	g.rooms[r] = struct{}{}
	return r, nil
}

// RTPAddr is where Asterisk has to send the audio: external_host of the ExternalMedia channel.
func (r *Room) RTPAddr() netip.AddrPort { return r.gateway.asterisk.addr }

// SetAsterisk tells where Asterisk listens; only RTP from this address is accepted, before the first call none.
func (r *Room) SetAsterisk(addr netip.AddrPort) {
	addr = netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
	r.up.Lock()
	before := r.up.destination
	r.up.destination = addr
	r.up.Unlock()
	r.gateway.asterisk.move(r, before, addr)
}

// Listen hands every packet that comes in to f, which must not block, nor keep the payload; nil: to nobody.
func (r *Room) Listen(f func(timestamp uint32, arrival time.Time, payload []byte)) {
	r.down.Lock()
	r.down.listen = f
	r.down.Unlock()
}

// Record hands what comes in (Tap.Customer) and what is played (Tap.Agent) to tap; nil: to nobody. When it returns an
// earlier tap is not called any more.
func (r *Room) Record(tap Tap) {
	r.down.Lock()
	r.down.tap = tap
	r.down.Unlock()
	r.up.Lock()
	r.up.tap = tap
	r.up.Unlock()
}

// Play plays mu-law audio from its beginning, in place of what plays. done is called once when the end was reached, not
// when something else took its place; it must not call methods of the Room. It may be nil.
func (r *Room) Play(ulaw []byte, done func()) { r.play(ulaw, false, done) }

// Loop plays mu-law audio again and again, in place of what plays.
func (r *Room) Loop(ulaw []byte) { r.play(ulaw, true, nil) }

// Music plays the music that customers on hold hear.
func (r *Room) Music() { r.play(holdMusic(), true, nil) }

func (r *Room) play(ulaw []byte, again bool, done func()) {
	r.control.Lock()
	defer r.control.Unlock()
	r.stop()
	if r.closed || len(ulaw) == 0 {
		if done != nil && !r.closed {
			go done() // nothing to play is played at once; not from here, for the caller may hold locks
		}
		return
	}
	r.plays++
	n := r.plays
	ctx, cancel := context.WithCancel(context.Background())
	h := &holding{cancel: cancel, done: make(chan struct{})}
	r.player = h
	go func() {
		defer close(h.done)
		ended := stream(ctx, ulaw, again, func(p packet, now time.Time) { r.send(n, p, now) })
		if ended && done != nil {
			done()
		}
	}()
}

// Stop ends what plays and waits for its last packet.
func (r *Room) Stop() {
	r.control.Lock()
	defer r.control.Unlock()
	r.stop()
}

func (r *Room) stop() {
	if r.player == nil {
		return
	}
	r.player.cancel()
	<-r.player.done
	r.player = nil
}

// Close ends everything; it returns when nothing of the Room runs any more.
func (r *Room) Close() {
	r.control.Lock()
	defer r.control.Unlock()
	if r.closed {
		return
	}
	r.closed = true
	r.stop()
	r.SetAsterisk(netip.AddrPort{})
	r.down.Lock() // a packet may be on its way
	r.down.listen, r.down.mix, r.down.tap = nil, nil, nil
	r.down.Unlock()
	r.gateway.mu.Lock()
	delete(r.gateway.rooms, r)
	r.gateway.mu.Unlock()
}

// fromAsterisk takes one datagram from the customer's side.
func (r *Room) fromAsterisk(b []byte, now time.Time) {
	p, ok := parseRTP(b)
	if !ok || p.payloadType != payloadPCMU || len(p.payload) == 0 {
		return
	}
	r.down.Lock()
	defer r.down.Unlock()
	switch {
	case r.down.mix != nil:
		r.down.mix.push(p)
	case r.down.tap != nil:
		r.down.tap.Customer(p.ts, now, p.payload)
	}
	if r.down.listen != nil {
		r.down.listen(p.ts, now, p.payload)
	}
}

// send sends one packet of the nth play.
func (r *Room) send(n uint32, p packet, now time.Time) {
	u := &r.up
	u.Lock()
	defer u.Unlock()
	if !u.destination.IsValid() {
		return
	}
	if u.tap != nil {
		u.tap.Agent(p.ts, now, p.payload)
	}
	seq, ts, marker, ok := u.stream.next(n, p, now)
	if !ok {
		return
	}
	out := appendRTP(u.buf[:0], seq, ts, r.ssrc, marker, p.payload)
	if _, err := r.gateway.asterisk.WriteToAddrPort(out, u.destination); err != nil && !errors.Is(err, net.ErrClosed) {
		r.log.Warn("send RTP to Asterisk", "err", err)
	}
}
