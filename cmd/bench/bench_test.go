package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"huifang/dialer/webrtc/agentpeer"
)

func TestQuantile(t *testing.T) {
	hundred := make(series, 100)
	for i := range hundred {
		hundred[i] = float64(100 - i)
	}
	cases := []struct {
		s    series
		q    float64
		want float64
	}{
		{hundred, 0.99, 99}, {hundred, 0.5, 50}, {hundred, 1, 100}, {hundred, 0, 1},
		{series{3, 1, 2}, 0.5, 2}, {series{3, 1, 2}, 0.99, 3}, {nil, 0.5, 0},
	}
	for _, c := range cases {
		if got := c.s.quantile(c.q); got != c.want {
			t.Errorf("quantile %v of %d: %v, want %v", c.q, len(c.s), got, c.want)
		}
	}
	if got := (series{4, 1, 3, 2}).median(); got != 2.5 {
		t.Errorf("median %v", got)
	}
	if got := (series{4, 1, 3}).spread("%.0f", " %"); got != "3 % (1-4)" {
		t.Errorf("spread %q", got)
	}
}

func TestChoose(t *testing.T) {
	all, err := choose("")
	if err != nil || len(all) != len(parts) {
		t.Fatalf("%d parts, %v", len(all), err)
	}
	some, err := choose("claims, connect")
	if err != nil || len(some) != 2 || some[0].name != "claims" || some[1].name != "connect" {
		t.Fatalf("%v, %v", some, err)
	}
	if _, err := choose("claims,speed"); err == nil || !strings.Contains(err.Error(), "speed") {
		t.Fatalf("an unknown part gave %v", err)
	}
}

func TestParseSIP(t *testing.T) {
	m := parseSIP("INVITE sip:13900000001@127.0.0.1:4000 SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=1\r\nVia: SIP/2.0/UDP b;branch=2\r\n" +
		"From: <sip:x@y>;tag=f\r\nTo: <sip:13900000001@127.0.0.1>\r\nCall-ID: id\r\nCSeq: 7 INVITE\r\n\r\n" +
		"v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4711 RTP/AVP 0 8\r\n")
	if m == nil || m.method != "INVITE" || m.user != "13900000001" || m.media.String() != "127.0.0.1:4711" {
		t.Fatalf("%+v", m)
	}
	want := "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=1\r\nVia: SIP/2.0/UDP b;branch=2\r\nFrom: <sip:x@y>;tag=f\r\n" +
		"To: <sip:13900000001@127.0.0.1>;tag=bench\r\nCall-ID: id\r\nCSeq: 7 INVITE\r\nContent-Length: 0\r\n\r\n"
	if got := string(m.response("200 OK", "Content-Length: 0\r\n\r\n")); got != want {
		t.Errorf("response %q", got)
	}
	for _, bad := range []string{"", "\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n", "INVITE\r\n"} {
		if parseSIP(bad) != nil {
			t.Errorf("%q was taken for a request", bad)
		}
	}
}

// The softphones' part of Asterisk's configuration names each, and ICE can be turned on and off again.
func TestPBXTexts(t *testing.T) {
	texts, err := pbxTexts([]string{"anna", "bert"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"pjsip.conf":      {"[anna](softphone)\naors = anna\n", "[bert]\ntype = aor\n"},
		"queues.conf":     {"member => PJSIP/anna\nmember => PJSIP/bert\n"},
		"extensions.conf": {"[bench-queue]\n", "[bench-echo]\n"},
	} {
		for _, w := range want {
			if !strings.Contains(texts[name], w) {
				t.Errorf("%s lacks %q:\n%s", name, w, texts[name])
			}
		}
	}
	const plain = "[general]\nstrictrtp = yes\n; No ICE\nicesupport = no\n"
	on := withICE(plain, "192.0.2.7")
	if !strings.Contains(on, "\nicesupport = yes\nice_deny") || !strings.Contains(on, "[ice_host_candidates]\n192.0.2.7 => 127.0.0.1\n") {
		t.Errorf("ICE on: %q", on)
	}
	if withICE(on, "192.0.2.7") != on {
		t.Errorf("ICE on twice: %q", withICE(on, "192.0.2.7"))
	}
	if off := withICE(on, ""); off != plain {
		t.Errorf("ICE off: %q", off)
	}
}

// A customer answers, sends numbered packets, and counts those of the agent, with what is missing.
func TestPhone(t *testing.T) {
	p, err := newPhones()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	open := func() *net.UDPConn {
		conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	pbx, media := open(), open()
	read := func(conn *net.UDPConn) []byte {
		t.Helper()
		buf := make([]byte, 1500)
		n, _, err := conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			t.Fatal(err)
		}
		return buf[:n]
	}
	number := plain + "000001"
	invite := fmt.Sprintf("INVITE sip:%s@%s SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=1\r\nFrom: <sip:x@y>;tag=f\r\nTo: <sip:%s@z>\r\nCall-ID: id\r\nCSeq: 1 INVITE\r\n\r\n"+
		"v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio %d RTP/AVP 0\r\n", number, p.addr, number, addrOf(media).Port())
	if _, err := pbx.WriteToUDPAddrPort([]byte(invite), p.addr); err != nil {
		t.Fatal(err)
	}
	ok := string(read(pbx))
	_, rest, found := strings.Cut(ok, "m=audio ")
	if !strings.HasPrefix(ok, "SIP/2.0 200 OK\r\n") || !found {
		t.Fatalf("answer %q", ok)
	}
	port, _, _ := strings.Cut(rest, " ")
	to, err := netip.ParseAddrPort("127.0.0.1:" + port)
	if err != nil {
		t.Fatal(err)
	}
	var heard agentpeer.Counter
	for range 3 {
		heard.Add(read(media)[12:])
	}
	if heard.Numbered != 3 || heard.Missing != 0 {
		t.Errorf("from the customer: %+v", heard)
	}
	for _, n := range []uint32{0, 1, 4} {
		packet := make([]byte, 12+samples)
		packet[0] = 2 << 6
		agentpeer.Number(packet[12:], n)
		if _, err := media.WriteToUDPAddrPort(packet, to); err != nil {
			t.Fatal(err)
		}
	}
	deadline := time.Now().Add(10 * time.Second)
	for p.heard().Numbered < 3 && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	if got := p.heard(); got.Numbered != 3 || got.Missing != 2 {
		t.Errorf("at the customer: %+v", got)
	}
}

func TestLost(t *testing.T) {
	before := lost{came: 100, missing: 2}
	now := before.plus(lost{came: 50, missing: 1})
	if got := now.since(before); got != (lost{50, 1}) || got.shown() != "1 of 51" {
		t.Errorf("%+v, %s", got, got.shown())
	}
}

// A leg's cost is the time of all that carries it, less the customers' legs.
func TestLegRows(t *testing.T) {
	l := legLoads{n: 100, alone: series{20, 22}, process: series{40, 40}, external: series{50, 52}, webrtc: series{160, 162}}
	rows := l.rows()
	if r := rows[0]; r.ours != "0.70 % of a core (0.70-0.70)" || !strings.Contains(r.limit, "1.40 %") || r.ratio != "0.50" || r.target != "<= 0.5: met" {
		t.Errorf("%+v", r)
	}
}

func TestCPUTime(t *testing.T) {
	before, err := cpuTime(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); time.Since(began) < 200*time.Millisecond; { //nolint:revive // works
	}
	used, err := cpuOver(context.Background(), 10*time.Millisecond, os.Getpid())
	if err != nil || len(used) != 1 {
		t.Fatal(used, err)
	}
	after, err := cpuTime(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if d := after - before; d < 20*time.Millisecond || d > 10*time.Second {
		t.Errorf("200 ms of work took %s of processor time", d)
	}
}

// The relay passes the packets of two calls on, in both directions and to the right one.
func TestRelay(t *testing.T) {
	r, err := newRelay()
	if err != nil {
		t.Fatal(err)
	}
	var out traffic
	for range 2 {
		agent, err := out.open()
		if err != nil {
			t.Fatal(err)
		}
		asterisk, err := out.open()
		if err != nil {
			t.Fatal(err)
		}
		a, err := r.do(context.Background(), request{Op: "leg", Agent: addrOf(agent.conn), Asterisk: addrOf(asterisk.conn)})
		if err != nil {
			t.Fatal(err)
		}
		agent.to, asterisk.to = a.Agents, a.RTP
	}
	out.run()
	deadline := time.Now().Add(5 * time.Second)
	for out.received.Load() < 40 && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	if n := out.received.Load(); n < 40 {
		t.Errorf("%d packets came through", n)
	}
	if err := out.close(); err != nil {
		t.Error(err)
	}
	if err := r.close(); err != nil {
		t.Error(err)
	}
}

// A child answers requests, errors too, and ends with its input.
func TestChild(t *testing.T) {
	var in, out bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, r := range []request{{Op: "leg", Offer: "no SDP"}, {Op: "dance"}, {Op: "open", Record: true}, {Op: "close"}, {Op: "asterisk", Leg: 3}} {
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := runChild("gateway", t.TempDir(), &in, &out); err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(&out)
	for i, wantErr := range []bool{true, true, false, false, true} {
		var a answer
		if err := dec.Decode(&a); err != nil {
			t.Fatal(err)
		}
		if (a.Err != "") != wantErr {
			t.Errorf("answer %d: %q", i, a.Err)
		}
	}
}
