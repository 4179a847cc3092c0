package webrtc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v4"
)

// ErrOffer is wrapped by the error of Attach when the browser's offer is no
// use: the browser's doing, not ours.
var ErrOffer = errors.New("unusable offer")

// maxOffer bounds an offer's size; browsers send about 2 kB for one microphone.
const maxOffer = 64 << 10

// peer is one browser's connection to a Leg.
type peer struct {
	leg    *Leg
	number uint32
	log    *slog.Logger
	pc     *pion.PeerConnection
	track  *outTrack
	sender *pion.RTPSender

	connected atomic.Bool
	changed   chan struct{} // a state change waits to be looked at
	done      chan struct{} // closed by close

	mu     sync.Mutex // guards wg.Go against close
	closed bool
	wg     sync.WaitGroup
}

// newPeer accepts an offer. The connection comes up after the answer has
// reached the browser.
func newPeer(ctx context.Context, l *Leg, number uint32, offer string, onState func(MediaState)) (*peer, string, error) {
	if err := checkOffer(offer); err != nil {
		return nil, "", err
	}
	pc, err := l.gateway.api.NewPeerConnection(pion.Configuration{})
	if err != nil {
		return nil, "", fmt.Errorf("make the connection: %w", err)
	}
	p := &peer{
		leg:     l,
		number:  number,
		log:     l.log.With("browser", number),
		pc:      pc,
		track:   &outTrack{},
		changed: make(chan struct{}, 1),
		done:    make(chan struct{}),
	}
	answer, err := p.negotiate(ctx, offer, onState)
	if err != nil {
		p.close()
		return nil, "", err
	}
	return p, answer, nil
}

// checkOffer wants exactly one microphone: anything else a page might offer
// would be left dangling.
func checkOffer(offer string) error {
	if len(offer) > maxOffer {
		return fmt.Errorf("%w: %d bytes, more than %d", ErrOffer, len(offer), maxOffer)
	}
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(offer); err != nil {
		return fmt.Errorf("%w: %w", ErrOffer, err)
	}
	if len(parsed.MediaDescriptions) != 1 || parsed.MediaDescriptions[0].MediaName.Media != "audio" {
		return fmt.Errorf("%w: want one audio section", ErrOffer)
	}
	for _, direction := range []string{"recvonly", "sendonly", "inactive"} {
		if _, found := parsed.MediaDescriptions[0].Attribute(direction); found {
			return fmt.Errorf("%w: audio is %s, not sendrecv", ErrOffer, direction)
		}
	}
	return nil
}

func (p *peer) negotiate(ctx context.Context, offer string, onState func(MediaState)) (string, error) {
	var err error
	if p.sender, err = p.pc.AddTrack(p.track); err != nil {
		return "", fmt.Errorf("add the customer's audio: %w", err)
	}
	p.pc.OnTrack(func(track *pion.TrackRemote, receiver *pion.RTPReceiver) {
		p.start(func() { p.readTrack(track) })
		p.start(func() { readAll(receiver.Read) })
	})
	p.pc.OnConnectionStateChange(func(pion.PeerConnectionState) {
		select {
		case p.changed <- struct{}{}:
		default:
		}
	})
	p.start(func() { p.watch(onState) })
	p.start(p.readReports)

	description := pion.SessionDescription{Type: pion.SDPTypeOffer, SDP: offer}
	if err := p.pc.SetRemoteDescription(description); err != nil {
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	gathered := pion.GatheringCompletePromise(p.pc)
	answer, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	if err := p.pc.SetLocalDescription(answer); err != nil {
		return "", fmt.Errorf("apply the answer: %w", err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return "", fmt.Errorf("gather candidates: %w", ctx.Err())
	}
	final := p.pc.LocalDescription()
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(final.SDP); err != nil {
		return "", fmt.Errorf("read back the answer: %w", err)
	}
	if len(parsed.MediaDescriptions) != 1 || parsed.MediaDescriptions[0].MediaName.Port.Value == 0 {
		return "", fmt.Errorf("%w: no PCMU among its codecs", ErrOffer)
	}
	return final.SDP, nil
}

// start runs f in a goroutine that close waits for.
func (p *peer) start(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.wg.Go(f)
	}
}

// close ends the connection and waits for all its goroutines. It must not be
// called from one of them.
func (p *peer) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.connected.Store(false)
	close(p.done)
	if err := p.pc.GracefulClose(); err != nil {
		p.log.Warn("close the browser's connection", "err", err)
	}
	p.wg.Wait()
}

// watch reports the connection's state. pion calls its handlers in goroutines
// of their own, so the state is read here and not taken from the call.
func (p *peer) watch(onState func(MediaState)) {
	var last MediaState
	for {
		select {
		case <-p.done:
			return
		case <-p.changed:
		}
		state := last
		switch p.pc.ConnectionState() {
		case pion.PeerConnectionStateConnected:
			state = MediaConnected
		case pion.PeerConnectionStateDisconnected, pion.PeerConnectionStateFailed, pion.PeerConnectionStateClosed:
			state = MediaLost
		case pion.PeerConnectionStateNew, pion.PeerConnectionStateConnecting, pion.PeerConnectionStateUnknown:
		}
		if state == last {
			continue
		}
		last = state
		p.connected.Store(state == MediaConnected)
		p.log.Info("agent media", "state", string(state))
		if onState != nil {
			select {
			case <-p.done: // replaced: its state is of no interest any more
				return
			default:
				onState(state)
			}
		}
	}
}

// readTrack handles the agent's packets until the connection closes.
func (p *peer) readTrack(track *pion.TrackRemote) {
	buf := make([]byte, maxPacket)
	for {
		n, _, err := track.Read(buf)
		if err != nil && !errors.Is(err, pion.ErrCodecNotFound) {
			if !errors.Is(err, io.EOF) {
				p.log.Debug("read RTP from the browser", "err", err)
			}
			return
		}
		// A payload type that was not negotiated comes with ErrCodecNotFound;
		// fromAgent counts it.
		p.leg.fromAgent(p.number, buf[:n], time.Now())
	}
}

// readReports takes in what the browser says of the audio sent to it. It also
// keeps pion's interceptors running, which see RTCP only when it is read.
func (p *peer) readReports() {
	for {
		packets, _, err := p.sender.ReadRTCP()
		if err != nil {
			return
		}
		now := time.Now()
		ssrc := p.track.ssrc()
		for _, packet := range packets {
			var reports []rtcp.ReceptionReport
			switch packet := packet.(type) {
			case *rtcp.SenderReport:
				reports = packet.Reports
			case *rtcp.ReceiverReport:
				reports = packet.Reports
			}
			for _, r := range reports {
				if r.SSRC == ssrc {
					p.leg.setBrowser(browserReport(r, now))
				}
			}
		}
	}
}

func browserReport(r rtcp.ReceptionReport, now time.Time) Browser {
	b := Browser{
		Lost:   float64(r.FractionLost) / 256,
		Jitter: time.Duration(r.Jitter) * tick,
		At:     now,
	}
	if r.LastSenderReport != 0 {
		// RFC 3550, 6.4.1: 16.16 fixed point seconds, modulo 2^32.
		trip := ntpMiddle(now) - r.LastSenderReport - r.Delay
		if int32(trip) > 0 {
			b.RoundTrip = time.Duration(trip) * time.Second >> 16
		}
	}
	return b
}

// ntpMiddle is the middle 32 bits of the NTP time (RFC 3550, 4).
func ntpMiddle(t time.Time) uint32 {
	const toNTP = 2208988800 // seconds from 1900 to 1970
	seconds := uint64(t.Unix()) + toNTP
	fraction := uint64(t.Nanosecond()) << 16 / uint64(time.Second)
	return uint32(seconds<<16 | fraction)
}

func (l *Leg) setBrowser(b Browser) {
	l.up.Lock()
	defer l.up.Unlock()
	l.up.browser = b
}

// readAll reads RTCP and drops it: reading lets the interceptors see it.
func readAll[A any](read func([]byte) (int, A, error)) {
	buf := make([]byte, maxPacket)
	for {
		if _, _, err := read(buf); err != nil {
			return
		}
	}
}

func (p *peer) write(h *rtp.Header, payload []byte) error { return p.track.write(h, payload) }

// outTrack is the customer's audio towards the browser. Unlike pion's static
// track it takes a header that the caller keeps and changes, so that nothing
// is copied per packet.
type outTrack struct{ bound atomic.Pointer[binding] }

type binding struct {
	writer      pion.TrackLocalWriter
	ssrc        uint32
	payloadType uint8
}

// errUnbound is a write before the connection is negotiated or after its end.
var errUnbound = errors.New("webrtc: track is not bound")

func (t *outTrack) write(h *rtp.Header, payload []byte) error {
	b := t.bound.Load()
	if b == nil {
		return errUnbound
	}
	h.SSRC, h.PayloadType = b.ssrc, b.payloadType
	_, err := b.writer.WriteRTP(h, payload)
	return err
}

func (t *outTrack) ssrc() uint32 {
	if b := t.bound.Load(); b != nil {
		return b.ssrc
	}
	return 0
}

func (t *outTrack) Bind(c pion.TrackLocalContext) (pion.RTPCodecParameters, error) {
	for _, codec := range c.CodecParameters() {
		if codec.MimeType == pion.MimeTypePCMU {
			t.bound.Store(&binding{c.WriteStream(), uint32(c.SSRC()), uint8(codec.PayloadType)})
			return codec, nil
		}
	}
	return pion.RTPCodecParameters{}, pion.ErrUnsupportedCodec
}

func (t *outTrack) Unbind(pion.TrackLocalContext) error {
	t.bound.Store(nil)
	return nil
}

func (t *outTrack) ID() string              { return "customer" }
func (t *outTrack) RID() string             { return "" }
func (t *outTrack) StreamID() string        { return "huifang" }
func (t *outTrack) Kind() pion.RTPCodecType { return pion.RTPCodecTypeAudio }
