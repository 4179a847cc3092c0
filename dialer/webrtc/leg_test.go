package webrtc_test

import (
	"context"
	"encoding/binary"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"huifang/dialer/webrtc"
	"huifang/dialer/webrtc/agentpeer"
	"huifang/dialer/webrtc/g711"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	agentHz    = 700
	customerHz = 440 + 600 // not a note of the hold music
)

// asterisk is a UDP socket in the place of an ExternalMedia channel: it sends
// a tone, as the customer, and keeps what it gets.
type asterisk struct {
	t    testing.TB
	conn *net.UDPConn
	leg  netip.AddrPort
	stop chan struct{}
	wg   sync.WaitGroup

	customer []byte // a second of mu-law

	mu      sync.Mutex
	packets []rtpPacket
}

type rtpPacket struct {
	seq     uint16
	ts      uint32
	ssrc    uint32
	marker  bool
	payload []byte
	at      time.Time
}

func newAsterisk(t testing.TB, ip string, hz int, leg netip.AddrPort) *asterisk {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(ip)})
	if err != nil {
		t.Fatal(err)
	}
	a := &asterisk{
		t: t, conn: conn, leg: leg, stop: make(chan struct{}),
		customer: g711.Tone(hz, -12, g711.SampleRate),
	}
	a.wg.Go(a.receive)
	a.wg.Go(a.send)
	t.Cleanup(func() {
		close(a.stop)
		_ = conn.Close()
		a.wg.Wait()
	})
	return a
}

func (a *asterisk) addr() netip.AddrPort {
	at := a.conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

func rtpBytes(payloadType byte, seq uint16, ts, ssrc uint32, payload []byte) []byte {
	b := []byte{0x80, payloadType}
	b = binary.BigEndian.AppendUint16(b, seq)
	b = binary.BigEndian.AppendUint32(b, ts)
	b = binary.BigEndian.AppendUint32(b, ssrc)
	return append(b, payload...)
}

func (a *asterisk) send() {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; ; n++ {
		offset := n * 160 % len(a.customer)
		_, _ = a.conn.WriteToUDPAddrPort(
			rtpBytes(0, uint16(65500+n), uint32(math.MaxUint32-1600+n*160), 0xCAFE, a.customer[offset:offset+160]), a.leg)
		select {
		case <-a.stop:
			return
		case <-ticker.C:
		}
	}
}

func (a *asterisk) receive() {
	buf := make([]byte, 2000)
	for {
		n, _, err := a.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		if n < 12 || buf[0] != 0x80 || buf[1]&0x7F != 0 {
			a.t.Errorf("not a plain PCMU packet: % x", buf[:min(n, 16)])
			continue
		}
		p := rtpPacket{
			seq:     binary.BigEndian.Uint16(buf[2:]),
			ts:      binary.BigEndian.Uint32(buf[4:]),
			ssrc:    binary.BigEndian.Uint32(buf[8:]),
			marker:  buf[1]&0x80 != 0,
			payload: append([]byte(nil), buf[12:n]...),
			at:      time.Now(),
		}
		a.mu.Lock()
		a.packets = append(a.packets, p)
		a.mu.Unlock()
	}
}

func (a *asterisk) received() []rtpPacket {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]rtpPacket(nil), a.packets...)
}

// heard measures what the customer heard in the last d.
func (a *asterisk) heard(hz float64, d time.Duration) g711.Level {
	var samples []int16
	since := time.Now().Add(-d)
	for _, p := range a.received() {
		if p.at.Before(since) {
			continue
		}
		for _, b := range p.payload {
			samples = append(samples, g711.Decode(b))
		}
	}
	return g711.Analyze(samples, hz)
}

// tap counts and keeps both sides.
type tap struct {
	mu              sync.Mutex
	agent, customer []int16
}

func (t *tap) Agent(_ uint32, _ time.Time, payload []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, b := range payload {
		t.agent = append(t.agent, g711.Decode(b))
	}
}

func (t *tap) Customer(_ uint32, _ time.Time, payload []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, b := range payload {
		t.customer = append(t.customer, g711.Decode(b))
	}
}

// take returns and forgets what the tap got.
func (t *tap) take() (agent, customer []int16) {
	t.mu.Lock()
	defer t.mu.Unlock()
	agent, customer = t.agent, t.customer
	t.agent, t.customer = nil, nil
	return agent, customer
}

// heard measures the newest 0.3 s of a side; too little is silence.
func (t *tap) heard(side *[]int16, hz float64) g711.Level {
	t.mu.Lock()
	defer t.mu.Unlock()
	const enough = 2400
	if len(*side) < enough {
		return g711.Analyze(nil, hz)
	}
	return g711.Analyze((*side)[len(*side)-enough:], hz)
}

func (t *tap) agentLevel() g711.Level    { return t.heard(&t.agent, agentHz) }
func (t *tap) customerLevel() g711.Level { return t.heard(&t.customer, customerHz) }

type call struct {
	t        *testing.T
	gateway  *webrtc.Gateway
	leg      *webrtc.Leg
	asterisk *asterisk
	states   chan webrtc.MediaState
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func newCall(t *testing.T) *call {
	t.Helper()
	gateway, err := webrtc.New(webrtc.Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := gateway.Close(); err != nil {
			t.Error(err)
		}
	})
	leg, err := gateway.NewLeg("agent-1")
	if err != nil {
		t.Fatal(err)
	}
	c := &call{t: t, gateway: gateway, leg: leg, states: make(chan webrtc.MediaState, 16)}
	c.asterisk = newAsterisk(t, "127.0.0.1", customerHz, leg.RTPAddr())
	leg.SetAsterisk(c.asterisk.addr())
	return c
}

// browser attaches a new browser with the agent's tone.
func (c *call) browser() *agentpeer.Peer {
	c.t.Helper()
	peer, err := agentpeer.New(agentpeer.Config{ToneHz: agentHz})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() {
		if err := peer.Close(); err != nil {
			c.t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(c.t.Context(), 10*time.Second)
	defer cancel()
	err = peer.Connect(ctx, func(ctx context.Context, offer string) (string, error) {
		return c.leg.Attach(ctx, offer, func(s webrtc.MediaState) { c.states <- s })
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.await(webrtc.MediaConnected, 5*time.Second)
	return peer
}

func (c *call) await(want webrtc.MediaState, within time.Duration) {
	c.t.Helper()
	select {
	case got := <-c.states:
		if got != want {
			c.t.Fatalf("media state %q, want %q", got, want)
		}
	case <-time.After(within):
		c.t.Fatalf("no media state %q within %s", want, within)
	}
}

// The machine may be busy, so what must become true is waited for; what must
// not happen is counted.

// until polls for at most 10 s.
func until(ok func() bool) bool {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return ok()
}

// wantTone waits for a clean tone near -12 dBFS.
func (c *call) wantTone(what string, measure func() g711.Level) {
	c.t.Helper()
	time.Sleep(listen) // what was heard before is not measured
	var got g711.Level
	if !until(func() bool {
		got = measure()
		return got.Share > 0.95 && got.DBFS > -20 && got.DBFS < -8
	}) {
		c.t.Errorf("%s: share %.3f at %.1f dBFS, want a clean tone near -12 dBFS", what, got.Share, got.DBFS)
	}
}

// wantSilence waits for silence.
func (c *call) wantSilence(what string, measure func() g711.Level) {
	c.t.Helper()
	time.Sleep(listen)
	var got g711.Level
	if !until(func() bool {
		got = measure()
		return got.DBFS < -70
	}) {
		c.t.Errorf("%s: %.1f dBFS, want silence", what, got.DBFS)
	}
}

// customer measures what the customer hears, agent what a browser does.
func (c *call) customer() g711.Level { return c.asterisk.heard(agentHz, listen) }

func agent(p *agentpeer.Peer) func() g711.Level {
	return func() g711.Level { return p.Heard(customerHz, listen) }
}

// listen is how much audio is measured, pause how long nothing may happen.
const listen, pause = 300 * time.Millisecond, 300 * time.Millisecond

func TestAudioPassesOnlyWhileOpen(t *testing.T) {
	c := newCall(t)
	if c.leg.Connected() {
		t.Error("connected before a browser came")
	}
	peer := c.browser()
	if !c.leg.Connected() {
		t.Error("not connected")
	}
	if !until(func() bool { s := c.leg.Stats(); return s.FromAgent.Packets > 10 && s.FromCustomer.Packets > 10 }) {
		t.Fatalf("nothing comes: %+v", c.leg.Stats())
	}
	if n := len(c.asterisk.received()); n != 0 {
		t.Errorf("%d packets reached Asterisk before Open", n)
	}
	if n := peer.Stats().Packets; n != 0 {
		t.Errorf("%d packets reached the browser before Open", n)
	}

	rec := &tap{}
	c.leg.Open(rec, time.Now().Add(-10*time.Millisecond))
	c.wantTone("customer", c.customer)
	c.wantTone("agent", agent(peer))
	c.wantTone("tap, agent", rec.agentLevel)
	c.wantTone("tap, customer", rec.customerLevel)
	first := c.leg.Stats().FirstForwarded
	if first < 10*time.Millisecond || first > time.Second {
		t.Errorf("first packet forwarded after %s, answered 10 ms before Open", first)
	}
	t.Logf("first packet forwarded %s after the answer", first)

	c.leg.CloseGate()
	rec.take()
	sent := c.leg.Stats()
	time.Sleep(pause)
	if now := c.leg.Stats(); now.ToAgent != sent.ToAgent || now.ToCustomer != sent.ToCustomer {
		t.Errorf("sent after CloseGate: %+v, before %+v", now, sent)
	}
	c.wantSilence("agent after CloseGate", agent(peer))
	if agent, customer := rec.take(); len(agent)+len(customer) != 0 {
		t.Errorf("tap got %d and %d samples after CloseGate", len(agent), len(customer))
	}

	c.leg.Open(nil, time.Time{})
	c.wantTone("customer, second call", c.customer)
	c.wantTone("agent, second call", agent(peer))
	if again := c.leg.Stats().FirstForwarded; again <= 0 || again > time.Second || again == first {
		t.Errorf("second call: first packet forwarded after %s", again)
	}
	c.checkContinuous()
	if s := peer.Stats(); s.Lost+s.Disordered != 0 || s.Spurts < 2 {
		t.Errorf("browser: %d lost, %d disordered, %d talk spurts; want 0, 0, 2 or more", s.Lost, s.Disordered, s.Spurts)
	}
}

// checkContinuous checks that everything Asterisk got is one stream.
func (c *call) checkContinuous() {
	c.t.Helper()
	packets := c.asterisk.received()
	if len(packets) == 0 {
		c.t.Fatal("nothing reached Asterisk")
	}
	if !packets[0].marker {
		c.t.Error("first packet without marker bit")
	}
	for i := 1; i < len(packets); i++ {
		a, b := packets[i-1], packets[i]
		if b.seq != a.seq+1 || b.ssrc != a.ssrc || int32(b.ts-a.ts) < 160 {
			c.t.Fatalf("packet %d: seq %d ts %d ssrc %x after seq %d ts %d ssrc %x", i, b.seq, b.ts, b.ssrc, a.seq, a.ts, a.ssrc)
		}
		wall := b.at.Sub(a.at)
		media := time.Duration(b.ts-a.ts) * time.Second / 8000
		if d := media - wall; d > 2*time.Second || d < -2*time.Second {
			c.t.Errorf("packet %d: %s of media time in %s", i, media, wall)
		}
		if media > 100*time.Millisecond && !b.marker {
			c.t.Errorf("packet %d: no marker bit after a pause of %s", i, media)
		}
	}
}

func TestHoldAndMute(t *testing.T) {
	c := newCall(t)
	peer := c.browser()
	c.leg.SetHold(true) // gate closed: nothing
	time.Sleep(pause)
	if n := len(c.asterisk.received()); n != 0 {
		t.Errorf("%d packets of hold music with the gate closed", n)
	}
	rec := &tap{}
	c.leg.Open(rec, time.Time{})
	c.wantTone("customer", c.customer)

	c.leg.SetHold(true)
	c.leg.SetHold(true)
	rec.take()
	var music g711.Level
	if !until(func() bool {
		music = c.customer()
		return music.Share < 0.05 && music.DBFS > -35 && music.DBFS < -15
	}) {
		t.Errorf("customer on hold: agent's share %.3f at %.1f dBFS, want music", music.Share, music.DBFS)
	}
	c.wantSilence("agent while the customer is on hold", agent(peer))
	c.wantTone("tap, customer on hold", rec.customerLevel)
	if agent, _ := rec.take(); len(agent) != 0 {
		t.Errorf("tap got %d samples of the agent on hold", len(agent))
	}

	c.leg.SetHold(false)
	c.wantTone("customer after hold", c.customer)
	c.wantTone("agent after hold", agent(peer))
	c.wantTone("tap, agent after hold", rec.agentLevel)

	c.leg.SetMuted(true)
	rec.take()
	before := c.leg.Stats().ToCustomer.Packets
	if !until(func() bool { return c.leg.Stats().ToCustomer.Packets > before+20 }) {
		t.Error("the stream stopped while muted")
	}
	c.wantSilence("customer while the agent is muted", c.customer)
	c.wantTone("agent while muted", agent(peer))
	if agent, _ := rec.take(); len(agent) < 20*160 || g711.Analyze(agent, agentHz).DBFS > -70 {
		t.Errorf("tap, agent muted: %d samples at %.1f dBFS, want silence", len(agent), g711.Analyze(agent, agentHz).DBFS)
	}
	c.leg.SetMuted(false)
	c.wantTone("customer after mute", c.customer)

	c.leg.SetHold(true)
	c.leg.CloseGate()
	sent := c.leg.Stats().ToCustomer.Packets
	time.Sleep(pause)
	if n := c.leg.Stats().ToCustomer.Packets - sent; n != 0 {
		t.Errorf("%d packets of hold music after CloseGate", n)
	}
	c.leg.Open(nil, time.Time{})
	c.leg.SetHold(true)
	c.leg.SetMuted(true)
	c.leg.Open(nil, time.Time{}) // a new call begins unmuted and not on hold
	c.wantTone("customer of the next call", c.customer)
	c.wantTone("agent in the next call", agent(peer))
	c.checkContinuous()
}

func TestReloadInCall(t *testing.T) {
	c := newCall(t)
	first := c.browser()
	c.leg.Open(nil, time.Time{})
	c.wantTone("customer", c.customer)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	c.await(webrtc.MediaLost, 4*time.Second)
	if c.leg.Connected() {
		t.Error("still connected after the page was closed")
	}
	addr := c.leg.RTPAddr()
	second := c.browser()
	c.wantTone("customer after the reload", c.customer)
	c.wantTone("agent after the reload", agent(second))
	if c.leg.RTPAddr() != addr {
		t.Error("the socket towards Asterisk has changed")
	}

	// A second tab takes over while the first is still there.
	third := c.browser()
	c.wantTone("customer after the take-over", c.customer)
	c.wantTone("agent after the take-over", agent(third))
	c.wantSilence("the replaced browser", agent(second))
	c.checkContinuous()
	select {
	case s := <-c.states:
		t.Errorf("the replaced browser reported %q", s)
	default:
	}
}

func TestForeignAndWrongPackets(t *testing.T) {
	c := newCall(t)
	peer := c.browser()
	c.leg.Open(nil, time.Time{})
	stranger := newAsterisk(t, "127.0.0.2", 2000, c.leg.RTPAddr())
	for _, b := range [][]byte{
		rtpBytes(8, 1, 160, 7, make([]byte, 160)),   // PCMA
		rtpBytes(101, 1, 160, 7, make([]byte, 4)),   // telephone-event
		rtpBytes(200, 1, 160, 7, make([]byte, 160)), // an RTCP sender report
		rtpBytes(0, 1, 160, 7, nil),                 // empty
		[]byte("not RTP"),
	} {
		if _, err := c.asterisk.conn.WriteToUDPAddrPort(b, c.leg.RTPAddr()); err != nil {
			t.Fatal(err)
		}
	}
	if !until(func() bool { return c.gateway.Foreign() > 10 && c.leg.Stats().WrongPayload == 5 }) {
		t.Errorf("%d foreign packets, %d of a wrong payload; want more than 10, and 5", c.gateway.Foreign(), c.leg.Stats().WrongPayload)
	}
	c.wantTone("agent", agent(peer))
	if n := len(stranger.received()); n != 0 {
		t.Errorf("the stranger got %d packets", n)
	}
}

func TestStatsAndReports(t *testing.T) {
	c := newCall(t)
	c.browser()
	c.leg.Open(nil, time.Time{})
	var s webrtc.Stats
	if !until(func() bool {
		s = c.leg.Stats()
		return s.Browser.RoundTrip > 0 && s.FromAgent.Packets > 40 && s.ToAgent.Packets > 40
	}) {
		t.Errorf("no report: %+v", s)
	}
	if s.Browser.RoundTrip > time.Second || s.Browser.Lost != 0 {
		t.Errorf("browser's report: round trip %s, lost %.2f", s.Browser.RoundTrip, s.Browser.Lost)
	}
	for name, f := range map[string]webrtc.Flow{"customer": s.FromCustomer, "agent": s.FromAgent} {
		if f.Packets < 40 || f.Lost != 0 || f.Late != 0 || f.Bytes != f.Packets*160 ||
			f.Jitter > time.Second || time.Since(f.Last) > 5*time.Second {
			t.Errorf("from the %s: %+v", name, f)
		}
	}
	if s.ToCustomer.Packets < 40 || s.ToAgent.Errors+s.ToCustomer.Errors != 0 {
		t.Errorf("to the agent %+v, to the customer %+v", s.ToAgent, s.ToCustomer)
	}
	t.Logf("round trip %s, jitter %s", s.Browser.RoundTrip, s.FromAgent.Jitter)
}
