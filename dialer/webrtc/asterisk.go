package webrtc

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// asterisk is the one socket towards Asterisk. Every Leg and Room is told apart by the address of its ExternalMedia
// channel, from which Asterisk sends as well.
type asterisk struct {
	*socket
	log      *slog.Logger
	browsers *socket // to which most of what comes in goes on
	wg       sync.WaitGroup
	foreign  atomic.Uint64 // datagrams from elsewhere

	mu   sync.RWMutex
	ends map[netip.AddrPort]end
}

// end takes what comes from its channel; it must not keep b.
type end interface {
	fromAsterisk(b []byte, now time.Time)
}

func newAsterisk(host netip.Addr, browsers *socket, log *slog.Logger) (*asterisk, error) {
	s, err := listen(netip.AddrPortFrom(host, 0))
	if err != nil {
		return nil, err
	}
	a := &asterisk{socket: s, log: log, browsers: browsers, ends: map[netip.AddrPort]end{}}
	a.wg.Go(a.serve)
	return a, nil
}

func (a *asterisk) Close() error {
	err := a.socket.Close()
	a.wg.Wait()
	return err
}

// move makes e the end of the channel at the address to; from is where its channel was before, the zero value nowhere. Asterisk
// gives a port away again when a channel has ended: the last who was told of it has it.
func (a *asterisk) move(e end, from, to netip.AddrPort) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ends[from] == e {
		delete(a.ends, from)
	}
	if to.IsValid() {
		a.ends[to] = e
	}
}

// serve hands out what comes until the socket is closed.
func (a *asterisk) serve() {
	for {
		messages, err := a.read()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			a.log.Warn("read RTP from Asterisk", "err", err)
			time.Sleep(packetSamples * tick) // do not spin on a broken socket
			continue
		}
		now := time.Now()
		a.browsers.hold()
		for i := range messages {
			m := &messages[i]
			a.mu.RLock()
			e := a.ends[source(m)]
			a.mu.RUnlock()
			if e == nil {
				a.foreign.Add(1)
				continue
			}
			e.fromAsterisk(m.Buffers[0][:m.N], now)
		}
		a.browsers.release()
	}
}
