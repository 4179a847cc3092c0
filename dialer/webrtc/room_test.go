package webrtc_test

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"huifang/dialer/webrtc"
	"huifang/dialer/webrtc/g711"
)

// A room hears the customer's side, plays to it, keeps both apart for the recording, and says when a prompt was over.
func TestRoom(t *testing.T) {
	g, err := webrtc.New(webrtc.Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	r, err := g.NewRoom("test")
	if err != nil {
		t.Fatal(err)
	}
	a := newAsterisk(t, "127.0.0.1", customerHz, r.RTPAddr())
	r.SetAsterisk(a.addr())

	var mu sync.Mutex
	var heard []byte
	r.Listen(func(_ uint32, _ time.Time, payload []byte) {
		mu.Lock()
		heard = append(heard, payload...)
		mu.Unlock()
	})
	tp := &tap{}
	r.Record(tp)
	prompt := g711.Tone(agentHz, -12, 1000) // not a whole number of packets
	done := make(chan struct{}, 2)
	began := time.Now()
	r.Play(prompt, func() { done <- struct{}{} })
	select {
	case <-done:
	case <-time.After(3 * time.Second):
		t.Fatal("the prompt did not end")
	}
	if took := time.Since(began); took < 100*time.Millisecond {
		t.Fatalf("1000 samples, 125 ms, were played in %s", took)
	}
	if !until(func() bool { return len(a.received()) == 7 }) {
		t.Fatalf("%d packets of a prompt of 7", len(a.received()))
	}
	var played []byte
	for i, p := range a.received() {
		if i > 0 && (p.seq != a.received()[i-1].seq+1 || p.ts != a.received()[i-1].ts+160) {
			t.Fatalf("packet %d does not follow: seq %d ts %d", i, p.seq, p.ts)
		}
		played = append(played, p.payload...)
	}
	if !bytes.Equal(played[:1000], prompt) || !bytes.Equal(played[1000:], bytes.Repeat([]byte{g711.Silence}, 120)) {
		t.Fatal("what arrived is not the prompt and silence to the end of its packet")
	}
	if agent, customer := tp.take(); len(agent) != 7*160 || len(customer) == 0 {
		t.Fatalf("the tap got %d samples played and %d heard", len(agent), len(customer))
	}

	// Another prompt in its place: the first never ends.
	r.Play(g711.Tone(agentHz, -12, 80000), func() { done <- struct{}{} })
	r.Loop(g711.Tone(agentHz, -12, 1000))
	time.Sleep(300 * time.Millisecond) // more than one round of the loop
	r.Stop()
	time.Sleep(30 * time.Millisecond) // the last packet is on its way
	n := len(a.received())
	if n < 7+8 {
		t.Fatalf("%d packets: the loop does not go on", n)
	}
	time.Sleep(60 * time.Millisecond)
	if more := len(a.received()); more != n {
		t.Fatalf("%d packets after Stop", more-n)
	}
	if len(done) != 0 {
		t.Fatal("a prompt that was replaced says that it was played")
	}
	// Nothing to play is played at once.
	r.Play(nil, func() { done <- struct{}{} })
	select {
	case <-done:
	case <-time.After(time.Second):
		t.Fatal("an empty prompt does not end")
	}
	mu.Lock()
	n = len(heard)
	mu.Unlock()
	if n < 1600 {
		t.Fatalf("%d samples heard", n)
	}
	r.Close()
	r.Close()
	if _, err := g.NewRoom("x"); err != nil {
		t.Fatal(err)
	}
}
