// Package agentpeer is an agent's browser for tests and benchmarks: a WebRTC
// client that sends a tone and measures what it hears. Hundreds of them run in
// one process; all are paced by one goroutine and send ready-made packets.
package agentpeer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v4"

	"huifang/dialer/webrtc/g711"
)

// memory is how much of what a Peer hears it remembers.
const memory = 10 * g711.SampleRate // 10 s, a byte each

// gap is the pause after which missing packets count as silence.
const gap = 60 * time.Millisecond

// Config says what a Peer sends.
type Config struct {
	// ToneHz is the frequency of the tone at -12 dBFS; 0 sends silence.
	ToneHz int
	// Numbered packets carry their number, so that whoever receives them can
	// tell exactly which are missing, see [Number]. It is heard as a click.
	Numbered bool
	// LocalIP is the address to connect from; empty for 127.0.0.1.
	LocalIP string
}

// Stats counts what a Peer has received.
type Stats struct {
	Packets uint64
	// Lost counts gaps in the sequence numbers, Disordered packets whose
	// sequence number or timestamp did not move forward, Spurts marker bits.
	Lost, Disordered, Spurts uint64
	// Missing counts the packets of a numbered sender that are not there,
	// whatever became of the sequence numbers on the way.
	Numbered, Missing uint64
	First, Last       time.Time // arrival of the first packet since Mark (or ever), and of the newest
	// FirstNumbered and FirstNumber are arrival and number of the first packet
	// since Mark (or ever) that had one.
	FirstNumbered time.Time
	FirstNumber   uint32
}

// Peer is one simulated browser. It must be closed.
type Peer struct {
	pc    *pion.PeerConnection
	track *pion.TrackLocalStaticRTP
	phase int // of the clock

	numbered bool
	number   uint32 // of the next packet; this and buf belong to the clock's goroutine
	buf      [packetSamples]byte

	tone      atomic.Pointer[[]byte] // one second
	out       rtp.Packet             // these two belong to the clock's goroutine
	offset    int                    // in the tone
	connected chan struct{}
	once      sync.Once

	running sync.Mutex // guards wg.Go against Close
	closed  bool
	wg      sync.WaitGroup

	mu    sync.Mutex
	start time.Time // of the sample 0 of heard
	heard []byte    // ring of memory bytes
	end   int       // samples since start
	seq   uint16
	ts    uint32
	count Counter
	stats Stats
}

// New makes a Peer; it sends once it is connected.
func New(cfg Config) (*Peer, error) {
	local := net.IPv4(127, 0, 0, 1)
	if cfg.LocalIP != "" {
		if local = net.ParseIP(cfg.LocalIP); local == nil {
			return nil, fmt.Errorf("agentpeer: %q is not an IP address", cfg.LocalIP)
		}
	}
	var settings pion.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetIPFilter(local.Equal)
	settings.SetNetworkTypes([]pion.NetworkType{pion.NetworkTypeUDP4})
	if local.To4() == nil {
		settings.SetNetworkTypes([]pion.NetworkType{pion.NetworkTypeUDP6})
	}
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)

	pcmu := pion.RTPCodecCapability{MimeType: pion.MimeTypePCMU, ClockRate: g711.SampleRate, Channels: 1}
	var media pion.MediaEngine
	if err := media.RegisterCodec(pion.RTPCodecParameters{RTPCodecCapability: pcmu}, pion.RTPCodecTypeAudio); err != nil {
		return nil, fmt.Errorf("agentpeer: register PCMU: %w", err)
	}
	var registry interceptor.Registry
	if err := pion.ConfigureRTCPReports(&registry); err != nil {
		return nil, fmt.Errorf("agentpeer: configure RTCP: %w", err)
	}
	api := pion.NewAPI(pion.WithSettingEngine(settings), pion.WithMediaEngine(&media),
		pion.WithInterceptorRegistry(&registry))
	pc, err := api.NewPeerConnection(pion.Configuration{})
	if err != nil {
		return nil, fmt.Errorf("agentpeer: make the connection: %w", err)
	}
	p := &Peer{pc: pc, connected: make(chan struct{}), heard: make([]byte, memory), numbered: cfg.Numbered}
	p.out.Version = 2
	p.SetTone(cfg.ToneHz)
	if err := p.prepare(pcmu); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Peer) prepare(pcmu pion.RTPCodecCapability) (err error) {
	if p.track, err = pion.NewTrackLocalStaticRTP(pcmu, "microphone", "agent"); err != nil {
		return fmt.Errorf("agentpeer: make the microphone: %w", err)
	}
	sender, err := p.pc.AddTrack(p.track)
	if err != nil {
		return fmt.Errorf("agentpeer: add the microphone: %w", err)
	}
	p.run(func() { drain(sender.Read) })
	p.pc.OnTrack(func(track *pion.TrackRemote, receiver *pion.RTPReceiver) {
		p.run(func() { drain(receiver.Read) })
		p.run(func() { p.listen(track) })
	})
	p.pc.OnConnectionStateChange(func(state pion.PeerConnectionState) {
		if state == pion.PeerConnectionStateConnected {
			p.once.Do(func() { close(p.connected) })
		}
	})
	return nil
}

// run starts a goroutine that Close waits for.
func (p *Peer) run(f func()) {
	p.running.Lock()
	defer p.running.Unlock()
	if !p.closed {
		p.wg.Go(f)
	}
}

// drain reads RTCP, which pion's interceptors see only when it is read.
func drain[A any](read func([]byte) (int, A, error)) {
	buf := make([]byte, 1500)
	for {
		if _, _, err := read(buf); err != nil {
			return
		}
	}
}

// Offer returns the SDP offer with all candidates.
func (p *Peer) Offer(ctx context.Context) (string, error) {
	gathered := pion.GatheringCompletePromise(p.pc)
	offer, err := p.pc.CreateOffer(nil)
	if err != nil {
		return "", fmt.Errorf("agentpeer: offer: %w", err)
	}
	if err := p.pc.SetLocalDescription(offer); err != nil {
		return "", fmt.Errorf("agentpeer: offer: %w", err)
	}
	select {
	case <-gathered:
		return p.pc.LocalDescription().SDP, nil
	case <-ctx.Done():
		return "", fmt.Errorf("agentpeer: gather candidates: %w", ctx.Err())
	}
}

// Answer takes the answer to Offer.
func (p *Peer) Answer(sdp string) error {
	answer := pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: sdp}
	if err := p.pc.SetRemoteDescription(answer); err != nil {
		return fmt.Errorf("agentpeer: answer: %w", err)
	}
	return nil
}

// Accept answers an offer of the other side's, as a softphone does that is
// called; the answer holds every candidate. The Peer sends after WaitConnected.
func (p *Peer) Accept(ctx context.Context, offer string) (answer string, err error) {
	if err := p.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeOffer, SDP: offer}); err != nil {
		return "", fmt.Errorf("agentpeer: accept: %w", err)
	}
	gathered := pion.GatheringCompletePromise(p.pc)
	made, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("agentpeer: accept: %w", err)
	}
	if err := p.pc.SetLocalDescription(made); err != nil {
		return "", fmt.Errorf("agentpeer: accept: %w", err)
	}
	select {
	case <-gathered:
		return p.pc.LocalDescription().SDP, nil
	case <-ctx.Done():
		return "", fmt.Errorf("agentpeer: gather candidates: %w", ctx.Err())
	}
}

// WaitConnected returns when audio can flow. From then on the Peer sends.
func (p *Peer) WaitConnected(ctx context.Context) error {
	select {
	case <-p.connected:
	case <-ctx.Done():
		return fmt.Errorf("agentpeer: not connected: %w", ctx.Err())
	}
	shared.add(p)
	return nil
}

// Connect does the whole exchange; answer is the service's part of it.
func (p *Peer) Connect(ctx context.Context, answer func(ctx context.Context, offer string) (string, error)) error {
	offer, err := p.Offer(ctx)
	if err != nil {
		return err
	}
	sdp, err := answer(ctx, offer)
	if err != nil {
		return fmt.Errorf("agentpeer: the service did not answer: %w", err)
	}
	if err := p.Answer(sdp); err != nil {
		return err
	}
	return p.WaitConnected(ctx)
}

// SetTone changes what is sent; 0 Hz is silence.
func (p *Peer) SetTone(hz int) {
	loop := toneLoop(hz)
	p.tone.Store(&loop)
}

// send sends one packet; the clock calls it every 20 ms.
func (p *Peer) send() {
	loop := *p.tone.Load()
	p.out.Payload = loop[p.offset : p.offset+packetSamples]
	if p.numbered {
		p.out.Payload = append(p.buf[:0], p.out.Payload...) // the tone is everybody's
		Number(p.out.Payload, p.number)
		p.number++
	}
	_ = p.track.WriteRTP(&p.out) // a lost connection shows on the other side
	p.out.SequenceNumber++
	p.out.Timestamp += packetSamples
	p.offset = (p.offset + packetSamples) % len(loop)
}

// listen puts what arrives where it belongs in time.
func (p *Peer) listen(track *pion.TrackRemote) {
	buf := make([]byte, 1500)
	var packet rtp.Packet
	for {
		n, _, err := track.Read(buf)
		if err != nil {
			return
		}
		if packet.Unmarshal(buf[:n]) == nil && packet.PayloadType == 0 {
			p.hear(&packet, time.Now())
		}
	}
}

func (p *Peer) hear(packet *rtp.Packet, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stats.Packets == 0 {
		p.start = now
	} else {
		switch step := int16(packet.SequenceNumber - p.seq); {
		case step <= 0 || int32(packet.Timestamp-p.ts) <= 0:
			p.stats.Disordered++
		case step > 1:
			p.stats.Lost += uint64(step - 1)
		}
	}
	p.seq, p.ts = packet.SequenceNumber, packet.Timestamp
	p.stats.Packets++
	p.count.Add(packet.Payload)
	p.stats.Last = now
	if p.stats.First.IsZero() {
		p.stats.First = now
	}
	if n, ok := NumberOf(packet.Payload); ok && p.stats.FirstNumbered.IsZero() {
		p.stats.FirstNumbered, p.stats.FirstNumber = now, n
	}
	if packet.Marker {
		p.stats.Spurts++
	}
	if silent := p.samplesSince(now) - p.end; silent > int(gap.Seconds()*g711.SampleRate) {
		p.write(nil, silent)
	}
	p.write(packet.Payload, len(packet.Payload))
}

func (p *Peer) samplesSince(now time.Time) int {
	return int(now.Sub(p.start) * g711.SampleRate / time.Second)
}

// write appends n samples to the ring, silence if b is nil.
func (p *Peer) write(b []byte, n int) {
	if b == nil && n > memory {
		p.end += n - memory
		n = memory
	}
	for i := range n {
		sample := byte(g711.Silence)
		if b != nil {
			sample = b[i]
		}
		p.heard[(p.end+i)%memory] = sample
	}
	p.end += n
}

// Samples returns what was heard in the last d, at most 10 s, with silence
// where nothing came.
func (p *Peer) Samples(d time.Duration) []int16 {
	out := make([]int16, min(int(d*g711.SampleRate/time.Second), memory))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stats.Packets == 0 {
		return out
	}
	// The newest sample that can be missing without being silence.
	end := max(p.end, p.samplesSince(time.Now())-int(gap.Seconds()*g711.SampleRate))
	for i := range out {
		if at := end - len(out) + i; at >= 0 && at < p.end {
			out[i] = g711.Decode(p.heard[at%memory])
		}
	}
	return out
}

// Heard measures the last d of what was heard at hz.
func (p *Peer) Heard(hz float64, d time.Duration) g711.Level {
	return g711.Analyze(p.Samples(d), hz)
}

// Stats returns the counters.
func (p *Peer) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.stats
	s.Numbered, s.Missing = p.count.Numbered, p.count.Missing
	return s
}

// Mark forgets Stats.First and FirstNumbered, so that the next packet sets them.
func (p *Peer) Mark() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.First, p.stats.FirstNumbered = time.Time{}, time.Time{}
}

// Close ends the connection as a closed page does.
func (p *Peer) Close() error {
	shared.remove(p)
	p.running.Lock()
	p.closed = true
	p.running.Unlock()
	err := p.pc.GracefulClose()
	p.wg.Wait()
	if err != nil && !errors.Is(err, pion.ErrConnectionClosed) {
		return fmt.Errorf("agentpeer: close: %w", err)
	}
	return nil
}
