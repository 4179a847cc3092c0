package agentpeer_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"huifang/dialer/webrtc"
	"huifang/dialer/webrtc/agentpeer"
	"huifang/dialer/webrtc/g711"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestMany has many agents at once, each with a customer of its own who echoes:
// every agent hears their own tone and no other.
func TestMany(t *testing.T) {
	const agents = 40
	g, err := webrtc.New(webrtc.Config{
		Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()

	peers := make([]*agentpeer.Peer, agents)
	var wg sync.WaitGroup
	started := time.Now()
	for i := range peers {
		wg.Go(func() {
			leg, err := g.NewLeg(fmt.Sprint(i))
			if err != nil {
				t.Error(err)
				return
			}
			leg.SetAsterisk(echo(t, leg))
			if peers[i], err = agentpeer.New(agentpeer.Config{ToneHz: tone(i)}); err != nil {
				t.Error(err)
				return
			}
			err = peers[i].Connect(ctx, func(ctx context.Context, offer string) (string, error) {
				return leg.Attach(ctx, offer, nil)
			})
			if err != nil {
				t.Error(err)
			}
			leg.Open(nil, time.Time{})
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	t.Logf("%d agents connected in %s", agents, time.Since(started))
	before := cpu(t)
	const listen = 3 * time.Second
	time.Sleep(listen)
	t.Logf("agents, gateway and echo together: %.2f %% of a core an agent", 100*(cpu(t)-before).Seconds()/listen.Seconds()/agents)
	for i, p := range peers {
		var own, other g711.Level
		if !until(func() bool {
			own, other = p.Heard(float64(tone(i)), time.Second/2), p.Heard(float64(tone(i+1)), time.Second/2)
			return own.Share > 0.95 && own.DBFS > -14 && own.DBFS < -10 && other.Share < 0.01
		}) {
			t.Errorf("agent %d hears %.3f of the own tone at %.1f dBFS, %.3f of the next", i, own.Share, own.DBFS, other.Share)
		}
		if s := p.Stats(); s.Lost+s.Disordered != 0 || s.Packets < 50 {
			t.Errorf("agent %d: %+v", i, s)
		}
		p.SetTone(0)
	}
	if !until(func() bool { return peers[0].Heard(float64(tone(0)), 200*time.Millisecond).DBFS < -70 }) {
		t.Error("still a tone after SetTone(0)")
	}
	for _, p := range peers {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

// until polls for at most 10 s: the machine may be busy.
func until(ok func() bool) bool {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return ok()
}

func tone(i int) int { return 400 + 50*i }

// echo is the Asterisk of a leg, with a customer who echoes.
func echo(t *testing.T, leg *webrtc.Leg) netip.AddrPort {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Error(err)
		return netip.AddrPort{}
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		buf := make([]byte, 1500)
		for {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			_, _ = conn.WriteToUDPAddrPort(buf[:n], leg.RTPAddr())
		}
	})
	t.Cleanup(func() {
		_ = conn.Close()
		wg.Wait()
	})
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

func cpu(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
