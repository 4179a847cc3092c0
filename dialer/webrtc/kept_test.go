package webrtc_test

import (
	"context"
	"math"
	"net"
	"testing"
	"time"

	"huifang/dialer/webrtc"
	"huifang/dialer/webrtc/agentpeer"
	"huifang/dialer/webrtc/g711"
)

// heardTap counts the customer's packets by their first byte.
type heardTap struct{ first []byte }

func (*heardTap) Agent(uint32, time.Time, []byte) {}

func (h *heardTap) Customer(_ uint32, _ time.Time, payload []byte) {
	h.first = append(h.first, payload[0])
}

// What a customer says at the answer and before Open is the first that the agent hears and that is recorded; what goes
// on from before the answer, or came in the call before, or long ago is not.
func TestPacketBeforeOpen(t *testing.T) {
	g, err := webrtc.New(webrtc.Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.Close() }()
	leg, err := g.NewLeg("1")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(leg.RTPAddr()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	leg.SetAsterisk(conn.LocalAddr().(*net.UDPAddr).AddrPort())
	peer, err := agentpeer.New(agentpeer.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = peer.Close() }()
	if err := peer.Connect(t.Context(), func(ctx context.Context, offer string) (string, error) { return leg.Attach(ctx, offer, nil) }); err != nil {
		t.Fatal(err)
	}
	if !until(leg.Connected) {
		t.Fatal("the browser is not connected")
	}
	var sent uint64
	var seq uint16
	speak := func(word byte) { // by the same source as before
		t.Helper()
		payload := make([]byte, 160)
		for i := range payload {
			payload[i] = g711.Silence
		}
		payload[0] = word
		if _, err := conn.Write(rtpBytes(0, seq, uint32(math.MaxUint16+160*sent), 7, payload)); err != nil {
			t.Fatal(err)
		}
		sent++
		seq++
		if !until(func() bool { return leg.Stats().FromCustomer.Packets == sent }) {
			t.Fatal("the packet did not arrive")
		}
	}
	check := func(what string, h *heardTap, agent uint64, want string) {
		t.Helper()
		speak('z') // while open
		leg.CloseGate()
		if got := string(h.first); got != want+"z" {
			t.Errorf("%s: %q was recorded, want %q", what, got, want+"z")
		}
		if n := uint64(len(want) + 1); !until(func() bool { return peer.Stats().Packets == agent+n }) {
			t.Errorf("%s: %d packets reached the agent, want %d", what, peer.Stats().Packets-agent, n)
		}
	}

	begin := func(word byte) { // by another
		t.Helper()
		seq += 5000
		speak(word)
	}

	var h heardTap
	begin('a')                                        // ringing tone
	answered := time.Now().Add(10 * time.Millisecond) // is noticed after the customer has spoken
	begin('b')
	leg.Open(&h, answered)
	check("at the answer", &h, 0, "b")

	h = heardTap{}
	heard := peer.Stats().Packets
	begin('a')
	time.Sleep(30 * time.Millisecond)
	answered = time.Now()
	speak('a')
	leg.Open(&h, answered)
	check("begun before the answer", &h, heard, "")

	h = heardTap{}
	heard = peer.Stats().Packets
	begin('a')
	answered = time.Now()
	begin('c')
	speak('d')
	leg.Open(&h, answered)
	check("two after the answer", &h, heard, "d")

	h = heardTap{}
	heard = peer.Stats().Packets
	leg.Open(&h, answered) // the clock of the answer is wrong
	check("nothing since the call before", &h, heard, "")

	h = heardTap{}
	heard = peer.Stats().Packets
	begin('e')
	time.Sleep(600 * time.Millisecond)
	leg.Open(&h, answered)
	check("long ago", &h, heard, "")
}
