package webrtc

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"
)

var anyPort = netip.MustParseAddrPort("127.0.0.1:0")

func socketPair(t *testing.T) (from, to *socket) {
	t.Helper()
	for _, s := range []**socket{&from, &to} {
		var err error
		if *s, err = listen(anyPort); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = (*s).Close() })
	}
	return from, to
}

// receive reads numbered datagrams until want have come, and checks that each came once and in order.
func receive(t *testing.T, s *socket, from netip.AddrPort, want int) {
	t.Helper()
	buf := make([]byte, maxPacket)
	for i := range want {
		if err := s.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		n, source, err := s.ReadFromAddrPort(buf)
		if err != nil {
			t.Fatalf("datagram %d of %d: %v", i, want, err)
		}
		if n != 4+i%200 || int(binary.BigEndian.Uint32(buf)) != i || source != from {
			t.Fatalf("datagram %d: %d bytes, number %d, from %s", i, n, binary.BigEndian.Uint32(buf), source)
		}
	}
}

func datagram(i int) []byte {
	b := make([]byte, 4+i%200)
	binary.BigEndian.PutUint32(b, uint32(i))
	return b
}

// Whatever the load, every datagram arrives once, in order and from the right source: quiet, busy and quiet again, in
// batches larger than a system call takes, and at the end what waits when the socket is closed.
func TestSocket(t *testing.T) {
	from, to := socketPair(t)
	const n = 2000
	done := make(chan error, 1)
	go func() {
		var errs []error
		write := func(i int) {
			_, err := from.WriteToAddrPort(datagram(i), to.addr)
			errs = append(errs, err)
		}
		i := 0
		for ; i < 10; i++ { // quiet
			write(i)
			time.Sleep(3 * time.Millisecond)
		}
		for ; i < 1000; i++ { // busy
			write(i)
			if i%20 == 0 {
				time.Sleep(time.Millisecond)
			}
		}
		for i < 1900 { // a hold that is larger than a batch
			from.hold()
			for range 3*batchSize/2 + 1 {
				if i < 1900 {
					write(i)
					i++
				}
			}
			from.release()
		}
		from.hold()
		for ; i < n; i++ { // and one that ends with the socket
			write(i)
		}
		errs = append(errs, from.Close())
		done <- errors.Join(errs...)
	}()
	receive(t, to, from.addr, n)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := from.WriteToAddrPort([]byte("late"), to.addr); !errors.Is(err, net.ErrClosed) {
		t.Errorf("write to a closed socket: %v", err)
	}
	if from.failed.Load() != 0 {
		t.Errorf("%d datagrams were not sent", from.failed.Load())
	}
}

// What cannot be sent is counted, and does not keep the others back.
func TestSocketUnsent(t *testing.T) {
	from, to := socketPair(t)
	from.hold()
	for _, where := range []netip.AddrPort{to.addr, netip.MustParseAddrPort("127.0.0.1:0"), to.addr} { // no port 0
		i := 0
		if where == to.addr && from.out.waiting == 2 {
			i = 1
		}
		if _, err := from.WriteToAddrPort(datagram(i), where); err != nil {
			t.Fatal(err)
		}
	}
	from.release()
	receive(t, to, from.addr, 2)
	if got := from.failed.Load(); got != 1 {
		t.Errorf("%d datagrams counted as unsent, want 1", got)
	}
}

// A load is busy from two datagrams in a gather time on, and no longer when it falls below.
func TestLoad(t *testing.T) {
	var l load
	now := time.Unix(1_800_000_000, 0)
	send := func(every time.Duration) {
		for end := now.Add(10 * busyWindow); now.Before(end); now = now.Add(every) {
			l.add(1, now)
		}
	}
	for _, c := range []struct {
		every time.Duration
		busy  bool
	}{{20 * time.Millisecond, false}, {gather, false}, {gather / 4, true}, {gather, false}, {gather / 2, true}} {
		if send(c.every); l.busy != c.busy {
			t.Errorf("a datagram every %s: busy %t", c.every, l.busy)
		}
	}
}
