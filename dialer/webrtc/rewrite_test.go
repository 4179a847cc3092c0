package webrtc

import (
	"bytes"
	"context"
	"log/slog"
	"math"
	"net"
	"testing"
	"time"

	"github.com/pion/rtp"
	"pgregory.net/rapid"

	"huifang/dialer/webrtc/agentpeer"
	"huifang/dialer/webrtc/g711"
)

// TestRewriterStream: whatever sources take turns, with losses, disorder,
// duplicates, pauses and numbers that wrap around, what goes out is one stream:
// sequence numbers without a gap, timestamps that never fall behind the end of
// the packet before, distances in time as they were, marker bits after pauses.
func TestRewriterStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type source struct {
			ssrc      uint32
			seq       uint16
			ts        uint32
			k, newest int
		}
		sources := make([]source, rapid.IntRange(1, 4).Draw(t, "sources"))
		for i := range sources {
			sources[i] = source{
				ssrc: rapid.Uint32().Draw(t, "ssrc"),
				seq:  rapid.Uint16().Draw(t, "seq"),
				ts:   rapid.Uint32().Draw(t, "timestamp"),
			}
		}
		r := newRewriter(rapid.Uint16().Draw(t, "first seq"), rapid.Uint32().Draw(t, "first timestamp"))
		payload := make([]byte, packetSamples)
		now := time.Unix(1_700_000_000, 0)
		began := now
		current, previous := 0, -1
		var outSeq uint16
		var outTS, previousIn uint32
		var at time.Time
		for range rapid.IntRange(1, 400).Draw(t, "packets") {
			switch rapid.IntRange(0, 30).Draw(t, "what") {
			case 0:
				current = rapid.IntRange(0, len(sources)-1).Draw(t, "source")
			case 1:
				now = now.Add(time.Duration(rapid.IntRange(0, 100_000).Draw(t, "pause in ms")) * time.Millisecond)
			case 2: // the same source begins anew
				sources[current].ssrc++
				sources[current].seq = rapid.Uint16().Draw(t, "seq")
				sources[current].ts = rapid.Uint32().Draw(t, "timestamp")
				if previous == current {
					previous = -1
				}
			}
			now = now.Add(20 * time.Millisecond)
			s := &sources[current]
			s.k = int(now.Sub(began) / (20 * time.Millisecond)) // lost packets and pauses included
			k := s.k
			if rapid.IntRange(0, 9).Draw(t, "disorder") == 0 {
				k -= rapid.IntRange(0, 5).Draw(t, "late by")
			}
			in := packet{ssrc: s.ssrc, seq: s.seq + uint16(k), ts: s.ts + uint32(k*packetSamples), payload: payload}
			seq, ts, marker, ok := r.next(uint32(current), in, now)
			if late := previous == current && k <= s.newest && s.newest-k < maxMisorder; late == ok {
				t.Fatalf("packet %d after %d of the same source: sent %v", k, s.newest, ok)
			}
			if !ok {
				continue
			}
			if previous < 0 && at.IsZero() {
				if !marker {
					t.Fatal("first packet without marker bit")
				}
			} else {
				step := int32(ts - outTS)
				if seq != outSeq+1 || step < packetSamples {
					t.Fatalf("seq %d, timestamp +%d after seq %d", seq, step, outSeq)
				}
				wall := int64(now.Sub(at) / tick)
				if d := int64(step) - wall; d > maxSkew || d < -maxSkew {
					t.Fatalf("timestamp +%d in %d samples", step, wall)
				}
				if previous == current && step != int32(in.ts-previousIn) && !marker {
					t.Fatalf("timestamp +%d within a source, was +%d", step, int32(in.ts-previousIn))
				}
				if (previous != current || step > packetSamples+talkSpurtGap) && !marker {
					t.Fatalf("no marker bit: source %d after %d, timestamp +%d", current, previous, step)
				}
			}
			previous, s.newest, previousIn, outSeq, outTS, at = current, k, in.ts, seq, ts, now
		}
	})
}

// TestRewriterRestart: a sender that begins anew under its old SSRC is taken
// up within one packet.
func TestRewriterRestart(t *testing.T) {
	payload := make([]byte, packetSamples)
	now := time.Unix(1_700_000_000, 0)
	for name, next := range map[string]packet{
		"sequence number far back":    {seq: 1000 - maxMisorder, ts: 160_160},
		"sequence number far ahead":   {seq: 1000 + maxDropout + 1, ts: 160_160},
		"timestamp back":              {seq: 1001, ts: 100_000},
		"timestamp far ahead":         {seq: 1001, ts: 160_160 + 10*clockRate},
		"timestamp halfway round":     {seq: 1001, ts: 160_000 + 1<<31},
		"same timestamp, next number": {seq: 1001, ts: 160_000},
	} {
		r := newRewriter(math.MaxUint16, math.MaxUint32) // both wrap to -1
		r.next(1, packet{seq: 1000, ts: 160_000, payload: payload}, now)
		next.payload = payload
		seq, ts, marker, ok := r.next(1, next, now.Add(50*time.Millisecond))
		if !ok || !marker || seq != 1 || ts != packetSamples-1+400 {
			t.Errorf("%s: seq %d, timestamp %d, marker %v, %v", name, seq, ts, marker, ok)
		}
	}
}

func TestMeter(t *testing.T) {
	var m meter
	now := time.Unix(1_700_000_000, 0)
	payload := make([]byte, packetSamples)
	add := func(ssrc uint32, seq uint16, ts uint32, at time.Duration) {
		m.add(packet{ssrc: ssrc, seq: seq, ts: ts, payload: payload}, now.Add(at))
	}
	ms := time.Millisecond
	first := uint32(math.MaxUint32 - 319)
	add(1, 65534, first, 0)
	add(1, 65535, first+160, 20*ms)
	add(1, 0, first+320, 40*ms) // both wrap
	add(1, 3, first+800, 100*ms)
	if s := m.stats(); s.Packets != 4 || s.Lost != 2 || s.Late != 0 || s.Jitter != 0 || s.Bytes != 640 {
		t.Errorf("two lost: %+v", s)
	}
	add(1, 2, first+640, 105*ms)
	if s := m.stats(); s.Lost != 1 || s.Late != 1 || !s.Last.Equal(now.Add(100*ms)) {
		t.Errorf("one came late: %+v", s)
	}
	add(2, 40000, 77, 120*ms) // a new sender loses nothing
	if s := m.stats(); s.Lost != 1 || s.Packets != 6 {
		t.Errorf("new sender: %+v", s)
	}
	for k := range 200 { // alternately 5 ms early and late
		add(2, uint16(40001+k), uint32(237+160*k), time.Duration(140+20*k+5*(k%2))*ms)
	}
	if s := m.stats(); s.Jitter < 4*ms || s.Jitter > 6*ms || s.Lost != 1 {
		t.Errorf("jitter of 5 ms: %+v", s)
	}
}

func TestParseRTP(t *testing.T) {
	want := []byte{1, 2, 3, 4}
	full := rtp.Packet{
		Header: rtp.Header{
			Version: 2, Marker: true, PayloadType: 0, SequenceNumber: 65535, Timestamp: 7, SSRC: 9,
			CSRC: []uint32{1, 2}, Padding: true, PaddingSize: 4,
		},
		Payload: want,
	}
	if err := full.SetExtension(1, []byte{5, 6, 7}); err != nil {
		t.Fatal(err)
	}
	b, err := full.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	p, ok := parseRTP(b)
	if !ok || p.seq != 65535 || p.ts != 7 || p.ssrc != 9 || !p.marker || p.payloadType != 0 || !bytes.Equal(p.payload, want) {
		t.Errorf("%+v, %v", p, ok)
	}
	for cut := range len(b) - len(want) - 4 { // up to the end of the header
		if p, ok := parseRTP(b[:cut]); ok {
			t.Errorf("cut at %d: %+v", cut, p)
		}
	}
	b[len(b)-1] = 200 // more padding than there is
	if p, ok := parseRTP(b); ok {
		t.Errorf("bad padding: %+v", p)
	}
	out := appendRTP(nil, 65535, 7, 9, true, want)
	var back rtp.Packet
	if err := back.Unmarshal(out); err != nil || back.SequenceNumber != 65535 || back.Timestamp != 7 || back.SSRC != 9 ||
		!back.Marker || back.PayloadType != 0 || !bytes.Equal(back.Payload, want) {
		t.Errorf("%+v, %v", back, err)
	}
}

func FuzzParseRTP(f *testing.F) {
	f.Add(appendRTP(nil, 1, 2, 3, true, []byte("payload")))
	f.Add([]byte{0xB1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0xBE, 0xDE, 0, 1, 0x10, 9, 0, 0, 8, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, ok := parseRTP(b)
		var want rtp.Packet
		err := want.Unmarshal(b)
		if err == nil && want.Version == 2 && !ok && !want.Padding {
			t.Fatalf("refused %x, which pion/rtp reads as %v", b, want)
		}
		if ok && err == nil && (p.seq != want.SequenceNumber || p.ts != want.Timestamp || p.ssrc != want.SSRC ||
			p.marker != want.Marker || p.payloadType != want.PayloadType || !bytes.Equal(p.payload, want.Payload)) {
			t.Fatalf("%+v, want %v", p, want)
		}
	})
}

func TestHoldMusic(t *testing.T) {
	loop := holdMusic()
	if len(loop)%packetSamples != 0 {
		t.Errorf("%d samples do not fill whole packets", len(loop))
	}
	samples := make([]int16, len(loop))
	step := 0
	for i, b := range loop {
		samples[i] = g711.Decode(b)
		if i > 0 {
			step = max(step, int(samples[i])-int(samples[i-1]))
		}
	}
	step = max(step, int(samples[0])-int(samples[len(samples)-1]))
	if l := g711.Analyze(samples, 440); l.DBFS < -35 || l.DBFS > -18 || l.Share > 0.5 {
		t.Errorf("level %.1f dBFS, share of one note %.2f", l.DBFS, l.Share)
	}
	if step > 4500 { // a click would be steeper than the notes themselves
		t.Errorf("step of %d from one sample to the next", step)
	}
}

// TestReplacedBrowser: a packet that the browser before had left in the queue
// goes nowhere.
func TestReplacedBrowser(t *testing.T) {
	g, err := New(Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.Close() }()
	l, err := g.NewLeg("a")
	if err != nil {
		t.Fatal(err)
	}
	l.peer.Store(&peer{number: 2})
	defer l.peer.Store(nil)
	b := appendRTP(nil, 1, 160, 7, false, make([]byte, packetSamples))
	l.fromAgent(1, b, time.Now())
	if n := l.Stats().FromAgent.Packets; n != 0 {
		t.Errorf("took %d packets of the browser before", n)
	}
	l.fromAgent(2, b, time.Now())
	if n := l.Stats().FromAgent.Packets; n != 1 {
		t.Errorf("took %d packets of the browser, want 1", n)
	}
}

// benchLeg is an open leg with a browser attached, and Asterisk's socket.
func benchLeg(b *testing.B) *Leg {
	b.Helper()
	g, err := New(Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = g.Close() })
	l, err := g.NewLeg("bench")
	if err != nil {
		b.Fatal(err)
	}
	asterisk, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = asterisk.Close() })
	l.SetAsterisk(asterisk.LocalAddr().(*net.UDPAddr).AddrPort())
	peer, err := agentpeer.New(agentpeer.Config{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = peer.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = peer.Connect(ctx, func(ctx context.Context, offer string) (string, error) { return l.Attach(ctx, offer, nil) })
	if err != nil {
		b.Fatal(err)
	}
	for !l.Connected() {
		time.Sleep(time.Millisecond)
	}
	l.Open(nil, time.Time{})
	return l
}

// BenchmarkToAgent is a customer's packet from its bytes to the browser's
// socket: parse, rewrite, SRTP (AES-GCM), system call.
func BenchmarkToAgent(b *testing.B) {
	l := benchLeg(b)
	payload := make([]byte, packetSamples)
	in := appendRTP(nil, 0, 0, 7, false, payload)
	now := time.Now()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		in = appendRTP(in[:0], uint16(n), uint32(n*packetSamples), 7, false, payload)
		l.fromAsterisk(in, now.Add(time.Duration(n)*20*time.Millisecond))
	}
	if sent := l.Stats().ToAgent.Packets; sent < uint64(n) {
		b.Fatalf("%d of %d packets forwarded", sent, n)
	}
}

// BenchmarkToCustomer is the agent's packet after SRTP: parse, rewrite, system
// call.
func BenchmarkToCustomer(b *testing.B) {
	l := benchLeg(b)
	payload := make([]byte, packetSamples)
	in := appendRTP(nil, 0, 0, 7, false, payload)
	now := time.Now()
	number := l.peer.Load().number
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		in = appendRTP(in[:0], uint16(n), uint32(n*packetSamples), 7, false, payload)
		l.fromAgent(number, in, now.Add(time.Duration(n)*20*time.Millisecond))
	}
	if sent := l.Stats().ToCustomer.Packets; sent < uint64(n) {
		b.Fatalf("%d of %d packets forwarded", sent, n)
	}
}

// BenchmarkRewrite is the rewriter alone.
func BenchmarkRewrite(b *testing.B) {
	r := newRewriter(0, 0)
	p := packet{payload: make([]byte, packetSamples)}
	now := time.Now()
	for b.Loop() {
		p.seq++
		p.ts += packetSamples
		now = now.Add(20 * time.Millisecond)
		r.next(1, p, now)
	}
}

// TestNewCallBeginsAnew: Asterisk keeps one SSRC on a leg but follows its
// caller's sequence numbers. Those of a new customer may lie just behind the
// last one's; without a cut they would be dropped as late, and the customer's
// first words with them.
func TestNewCallBeginsAnew(t *testing.T) {
	r := newRewriter(0, 0)
	now := time.Unix(1_700_000_000, 0)
	payload := make([]byte, packetSamples)
	send := func(seq uint16) (out uint16, marker, ok bool) {
		now = now.Add(20 * time.Millisecond)
		out, _, marker, ok = r.next(1, packet{ssrc: 7, seq: seq, ts: uint32(seq) * packetSamples, payload: payload}, now)
		return out, marker, ok
	}
	var last uint16
	for seq := uint16(1000); seq < 1050; seq++ {
		last, _, _ = send(seq)
	}
	if _, _, ok := send(1010); ok {
		t.Fatal("a late packet of the same call was taken")
	}
	r.cut = true
	for i, seq := range []uint16{1010, 1011, 1012} {
		out, marker, ok := send(seq)
		if !ok || out != last+1+uint16(i) || marker != (i == 0) {
			t.Fatalf("packet %d of the new call: out %d after %d, marker %t, taken %t", i, out, last, marker, ok)
		}
	}

	g, err := New(Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	l, err := g.NewLeg("a")
	if err != nil {
		t.Fatal(err)
	}
	l.Open(nil, time.Time{})
	if !l.down.stream.cut || !l.up.stream.cut {
		t.Error("a new call does not begin its streams anew")
	}
}
