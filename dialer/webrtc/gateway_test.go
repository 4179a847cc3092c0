package webrtc_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"huifang/dialer/webrtc"
	"huifang/dialer/webrtc/agentpeer"
)

func TestConfig(t *testing.T) {
	good := webrtc.Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: quiet()}
	for name, change := range map[string]func(*webrtc.Config){
		"no port":           func(c *webrtc.Config) { c.Listen = "127.0.0.1" },
		"a name":            func(c *webrtc.Config) { c.Listen = "localhost:0" },
		"not ours":          func(c *webrtc.Config) { c.Listen = "203.0.113.9:0" },
		"no RTP host":       func(c *webrtc.Config) { c.RTPHost = "" },
		"any RTP host":      func(c *webrtc.Config) { c.RTPHost = "0.0.0.0" },
		"advertised a name": func(c *webrtc.Config) { c.AdvertiseIP = "pbx.example" },
	} {
		c := good
		change(&c)
		if g, err := webrtc.New(c); err == nil {
			t.Errorf("%s: accepted", name)
			_ = g.Close()
		}
	}
	first, err := webrtc.New(good)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	taken := good
	taken.Listen = first.Addr().String()
	if g, err := webrtc.New(taken); err == nil || !strings.Contains(err.Error(), taken.Listen) {
		t.Errorf("a port in use: %v", err)
		if err == nil {
			_ = g.Close()
		}
	}
}

// browserOffer is an audio offer as Chromium makes it, with the candidates
// left out and the codecs given.
func browserOffer(codecs, direction string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"+
		"a=extmap-allow-mixed\r\na=msid-semantic: WMS stream\r\n"+
		"m=audio 9 UDP/TLS/RTP/SAVPF %s\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n"+
		"a=ice-ufrag:Qx3v\r\na=ice-pwd:1WGmzUXx7pMIRi2dPsGRMsoD\r\na=ice-options:trickle\r\n"+
		"a=fingerprint:sha-256 49:66:12:17:0D:1C:91:AE:57:4C:C6:36:DD:D5:97:D2:7D:62:C9:9A:7F:B9:A3:F4:70:03:E7:43:91:73:23:5E\r\n"+
		"a=setup:actpass\r\na=mid:0\r\n"+
		"a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"+
		"a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n"+
		"a=%s\r\na=msid:stream track\r\na=rtcp-mux\r\na=rtcp-rsize\r\n", codecs, direction)
	for codec, line := range map[string]string{
		"111": "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n",
		"0":   "a=rtpmap:0 PCMU/8000\r\n",
		"8":   "a=rtpmap:8 PCMA/8000\r\n",
		"13":  "a=rtpmap:13 CN/8000\r\n",
		"126": "a=rtpmap:126 telephone-event/8000\r\n",
	} {
		if strings.Contains(" "+codecs+" ", " "+codec+" ") {
			b.WriteString(line)
		}
	}
	b.WriteString("a=ssrc:1001 cname:aaaa\r\na=ssrc:1001 msid:stream track\r\n")
	return b.String()
}

func TestAnswer(t *testing.T) {
	g, err := webrtc.New(webrtc.Config{
		Listen: "127.0.0.1:0", AdvertiseIP: "203.0.113.7", RTPHost: "127.0.0.1", Logger: quiet(),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.Close() }()
	leg, err := g.NewLeg("a")
	if err != nil {
		t.Fatal(err)
	}
	answer, err := leg.Attach(t.Context(), browserOffer("111 0 8 13 126", "sendrecv"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", "a=rtpmap:0 PCMU/8000", "a=ice-lite", "a=setup:passive", "a=rtcp-mux", "a=sendrecv",
		fmt.Sprintf(" 203.0.113.7 %d typ host", g.Addr().Port()), "a=end-of-candidates",
	} {
		if !strings.Contains(answer, want) {
			t.Errorf("no %q in the answer", want)
		}
	}
	for _, unwanted := range []string{"opus", "PCMA", "127.0.0.1 " + fmt.Sprint(g.Addr().Port()), "transport-cc", "extmap:"} {
		if strings.Contains(answer, unwanted) {
			t.Errorf("%q in the answer", unwanted)
		}
	}
	if t.Failed() {
		t.Log(answer)
	}
}

// TestBadOffer: an offer that is no use is refused, and the browser that was
// attached stays.
func TestBadOffer(t *testing.T) {
	c := newCall(t)
	peer := c.browser()
	c.leg.Open(nil, time.Time{})
	good := browserOffer("0", "sendrecv")
	for name, offer := range map[string]string{
		"empty":         "",
		"no SDP":        "hello",
		"huge":          good + strings.Repeat("a=x\r\n", 20_000),
		"no PCMU":       browserOffer("111 8", "sendrecv"),
		"no microphone": browserOffer("0", "recvonly"),
		"no media":      good[:strings.Index(good, "m=audio")],
		"video as well": good + strings.Replace(good[strings.Index(good, "m=audio"):], "m=audio", "m=video", 1),
		"data":          strings.Replace(good, "m=audio 9 UDP/TLS/RTP/SAVPF 0", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", 1),
	} {
		if _, err := c.leg.Attach(t.Context(), offer, nil); !errors.Is(err, webrtc.ErrOffer) {
			t.Errorf("%s: %v, want ErrOffer", name, err)
		}
	}
	c.wantTone("agent after bad offers", agent(peer))
	c.wantTone("customer after bad offers", c.customer)
	select {
	case s := <-c.states:
		t.Errorf("the browser's state became %q", s)
	default:
	}
}

// relay stands between a browser and the gateway, as their network.
type relay struct {
	conn *net.UDPConn
	mu   sync.Mutex
	down bool
}

// newRelay returns a relay to the gateway, and the answer that leads to it.
func newRelay(t *testing.T, answer string, gateway net.Addr) (*relay, string) {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{conn: conn}
	var wg sync.WaitGroup
	wg.Go(func() {
		buf := make([]byte, 2000)
		var browser net.Addr
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			to := gateway
			if from.String() == gateway.String() {
				to = browser
			} else {
				browser = from
			}
			r.mu.Lock()
			down := r.down
			r.mu.Unlock()
			if to != nil && !down {
				_, _ = conn.WriteTo(buf[:n], to)
			}
		}
	})
	t.Cleanup(func() {
		_ = conn.Close()
		wg.Wait()
	})
	port := func(a net.Addr) string { return fmt.Sprintf(" 127.0.0.1 %d typ host", a.(*net.UDPAddr).Port) }
	return r, strings.ReplaceAll(answer, port(gateway), port(conn.LocalAddr()))
}

func (r *relay) set(down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = down
}

// TestNetworkLost: a browser that falls silent is reported, and again when it
// comes back; the call goes on.
func TestNetworkLost(t *testing.T) {
	t.Parallel()
	c := newCall(t)
	peer, err := agentpeer.New(agentpeer.Config{ToneHz: agentHz})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = peer.Close() }()
	var network *relay
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err = peer.Connect(ctx, func(ctx context.Context, offer string) (string, error) {
		answer, err := c.leg.Attach(ctx, offer, func(s webrtc.MediaState) { c.states <- s })
		if err != nil {
			return "", err
		}
		network, answer = newRelay(t, answer, net.UDPAddrFromAddrPort(c.gateway.Addr()))
		return answer, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.await(webrtc.MediaConnected, 5*time.Second)
	c.leg.Open(nil, time.Time{})
	c.wantTone("customer", c.customer)

	network.set(true)
	lost := time.Now()
	c.await(webrtc.MediaLost, 8*time.Second)
	t.Logf("reported as lost after %s", time.Since(lost))
	if c.leg.Connected() {
		t.Error("connected while lost")
	}
	if age := time.Since(c.leg.Stats().FromAgent.Last); age < 4*time.Second {
		t.Errorf("newest packet of the agent %s ago", age)
	}
	network.set(false)
	c.await(webrtc.MediaConnected, 8*time.Second)
	c.wantTone("customer after the loss", c.customer)
	c.wantTone("agent after the loss", agent(peer))
	c.checkContinuous()
}

// TestAtOnce calls everything from everywhere, under the race detector; at the
// end nothing is left (goleak) and the leg still works until it is closed.
func TestAtOnce(t *testing.T) {
	c := newCall(t)
	stop := time.Now().Add(1500 * time.Millisecond)
	var wg sync.WaitGroup
	for _, do := range []func(){
		func() { c.leg.Open(&tap{}, time.Time{}) },
		func() { c.leg.CloseGate() },
		func() { c.leg.SetHold(rand.IntN(2) == 0) },
		func() { c.leg.SetMuted(rand.IntN(2) == 0) },
		func() { c.leg.Stats(); c.leg.Connected() },
		func() { c.leg.SetAsterisk(c.asterisk.addr()) },
		func() { // pages come and go
			peer, err := agentpeer.New(agentpeer.Config{ToneHz: agentHz})
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = peer.Close() }()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			err = peer.Connect(ctx, func(ctx context.Context, offer string) (string, error) {
				return c.leg.Attach(ctx, offer, func(webrtc.MediaState) {})
			})
			if err != nil {
				t.Error(err)
			}
		},
	} {
		wg.Go(func() {
			for time.Now().Before(stop) {
				do()
				time.Sleep(time.Duration(rand.IntN(10)) * time.Millisecond)
			}
		})
	}
	wg.Wait()
	c.browser()
	c.leg.Open(nil, time.Time{})
	c.wantTone("customer at the end", c.customer)
	c.leg.SetHold(true)
	c.leg.Close()
	c.leg.Close()
	c.leg.Open(nil, time.Time{})
	c.leg.SetHold(true)
	c.leg.SetMuted(true)
	c.leg.CloseGate()
	if _, err := c.leg.Attach(t.Context(), browserOffer("0", "sendrecv"), nil); !errors.Is(err, webrtc.ErrClosed) {
		t.Errorf("attach to a closed leg: %v", err)
	}
	if err := c.gateway.Close(); err != nil {
		t.Error(err)
	}
	if _, err := c.gateway.NewLeg("late"); !errors.Is(err, webrtc.ErrClosed) {
		t.Errorf("leg of a closed gateway: %v", err)
	}
}
