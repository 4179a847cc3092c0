package webrtc

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/ipv4"
)

const (
	// gather is how long a busy socket waits for more datagrams, in each direction. It is short beside a packet of 20 ms.
	gather = time.Millisecond
	// busyFrom is the number of datagrams in gather from which on waiting saves more than it costs.
	busyFrom = 2
	// busyWindow is how long datagrams are counted before a socket counts as busy, or as not.
	busyWindow = 20 * time.Millisecond
	// batchSize is how many datagrams pass with one system call.
	batchSize = 64
	// socketBuffer holds the packets of 100 conversations for about a second.
	socketBuffer = 2 << 20
)

// socket is a UDP socket that takes in and sends many datagrams with one system call (recvmmsg, sendmmsg): with a hundred
// conversations, system calls and wake-ups cost more than all else. A quiet socket passes each datagram at once; a busy
// one waits up to gather for more. It is an ice.AddrPortReaderWriter.
type socket struct {
	*net.UDPConn
	addr  netip.AddrPort
	batch *ipv4.PacketConn // serves IPv6 too

	in struct { // belongs to the one goroutine that reads
		messages []ipv4.Message
		next     []ipv4.Message // not yet taken by ReadFromAddrPort
		last     time.Time
		load     load
	}
	out struct {
		sync.Mutex
		messages []ipv4.Message
		waiting  int // of messages
		held     int // who will call release
		load     load
		timer    *time.Timer // sends what waits
		closed   bool
	}
	failed atomic.Uint64
}

// load tells whether a socket is busy.
type load struct {
	since time.Time
	n     int
	busy  bool
}

func (l *load) add(n int, now time.Time) {
	l.n += n
	if elapsed := now.Sub(l.since); elapsed >= busyWindow {
		l.busy = time.Duration(l.n)*gather >= busyFrom*elapsed
		l.since, l.n = now, 0
	}
}

// listen opens a socket; port 0 takes any free port.
func listen(at netip.AddrPort) (*socket, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
	if err != nil {
		return nil, fmt.Errorf("listen on UDP %s: %w", at, err)
	}
	_ = conn.SetReadBuffer(socketBuffer) // the system may allow less: no error
	_ = conn.SetWriteBuffer(socketBuffer)
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	s := &socket{UDPConn: conn, addr: netip.AddrPortFrom(bound.Addr().Unmap(), bound.Port()), batch: ipv4.NewPacketConn(conn)}
	s.in.messages, s.out.messages = make([]ipv4.Message, batchSize), make([]ipv4.Message, batchSize)
	for i := range batchSize {
		s.in.messages[i].Buffers = [][]byte{make([]byte, maxPacket)}
		s.out.messages[i].Buffers = [][]byte{make([]byte, 0, maxPacket)}
	}
	s.out.timer = time.AfterFunc(time.Hour, s.flush)
	s.out.timer.Stop()
	return s, nil
}

// Close ends reads and writes. What waits is sent.
func (s *socket) Close() error {
	s.out.Lock()
	s.send()
	s.out.closed = true
	s.out.timer.Stop()
	s.out.Unlock()
	return s.UDPConn.Close()
}

// read gives what has come, at least one datagram, until the next call. Only one goroutine may read.
func (s *socket) read() ([]ipv4.Message, error) {
	if wait := gather - time.Since(s.in.last); s.in.load.busy && wait > 0 {
		time.Sleep(wait)
	}
	n, err := s.batch.ReadBatch(s.in.messages, 0)
	s.in.last = time.Now()
	s.in.load.add(n, s.in.last)
	if err != nil {
		return nil, err //nolint:wrapcheck // the callers tell a closed socket by it
	}
	return s.in.messages[:n], nil
}

// ReadFromAddrPort reads one datagram.
func (s *socket) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	if len(s.in.next) == 0 {
		var err error
		if s.in.next, err = s.read(); err != nil {
			return 0, netip.AddrPort{}, err
		}
	}
	m := &s.in.next[0]
	s.in.next = s.in.next[1:]
	return copy(b, m.Buffers[0][:m.N]), source(m), nil
}

// source is where a datagram came from.
func source(m *ipv4.Message) netip.AddrPort {
	from := m.Addr.(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
}

// WriteToAddrPort sends a datagram, or keeps a copy for a moment. What cannot be sent later is lost and counted, as in the
// network.
func (s *socket) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	s.out.Lock()
	defer s.out.Unlock()
	if s.out.closed {
		return 0, net.ErrClosed
	}
	if s.out.held == 0 { // of the others the batch shows the load
		s.out.load.add(1, time.Now())
	}
	if s.out.held == 0 && !s.out.load.busy && s.out.waiting == 0 || len(b) > maxPacket {
		return s.WriteToUDPAddrPort(b, to)
	}
	m := &s.out.messages[s.out.waiting]
	m.Buffers[0] = append(m.Buffers[0][:0], b...)
	m.Addr = net.UDPAddrFromAddrPort(to)
	s.out.waiting++
	switch {
	case s.out.waiting == len(s.out.messages):
		s.send()
	case s.out.waiting == 1 && s.out.held == 0:
		s.out.timer.Reset(gather)
	}
	return len(b), nil
}

// hold keeps what is written until release, for somebody who is about to write a lot at once.
func (s *socket) hold() {
	s.out.Lock()
	s.out.held++
	s.out.Unlock()
}

func (s *socket) release() {
	s.out.Lock()
	s.out.held--
	s.send()
	s.out.Unlock()
}

// flush is the timer's.
func (s *socket) flush() {
	s.out.Lock()
	defer s.out.Unlock()
	s.send()
}

// send sends what waits; out is locked.
func (s *socket) send() {
	rest := s.out.messages[:s.out.waiting]
	s.out.waiting = 0
	for len(rest) > 0 && !s.out.closed {
		n, err := s.batch.WriteBatch(rest, 0)
		if err != nil { // of the first: the others may go elsewhere
			s.failed.Add(1)
			n = 1
		}
		rest = rest[n:]
	}
}

// ReadFrom and WriteTo are a net.PacketConn's.

// ReadFrom reads one datagram.
func (s *socket) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := s.ReadFromAddrPort(b)
	if err != nil {
		return 0, nil, err
	}
	return n, net.UDPAddrFromAddrPort(from), nil
}

// WriteTo is WriteToAddrPort.
func (s *socket) WriteTo(b []byte, to net.Addr) (int, error) {
	udp, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, fmt.Errorf("webrtc: %s is no UDP address", to)
	}
	return s.WriteToAddrPort(b, udp.AddrPort())
}
