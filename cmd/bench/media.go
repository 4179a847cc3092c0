package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"huifang/dialer/webrtc/agentpeer"
)

// mediaLoad is the processor time of the media path of n conversations, in percent of one core.
type mediaLoad struct {
	n                      int
	relay, recorded, plain series
	through                series // percent of the packets that should have come out
}

// recording is what recording added, by pairs of measurements that were taken one after the other.
func (m mediaLoad) recording() (added series) {
	for i := range min(len(m.recorded), len(m.plain)) {
		added = append(added, m.recorded[i]-m.plain[i])
	}
	return added
}

// mediaLoads measures the relay, then the gateway with and without recording in turn, then the relay again.
func (b *bench) mediaLoads(ctx context.Context, n, pairs int, window time.Duration) (mediaLoad, error) {
	m := mediaLoad{n: n}
	relay := func() error {
		used, err := b.relayLoad(ctx, &m, window)
		m.relay = append(m.relay, used)
		return err
	}
	if err := relay(); err != nil {
		return m, fmt.Errorf("relay: %w", err)
	}
	if err := b.gatewayLoads(ctx, &m, pairs, window); err != nil {
		return m, fmt.Errorf("gateway: %w", err)
	}
	if err := relay(); err != nil {
		return m, fmt.Errorf("relay: %w", err)
	}
	say("media path of %d: relay %s, recorded %s, not recorded %s of a core; at least %.1f %% of the packets went through", n,
		m.relay.spread("%.1f", " %"), m.recorded.spread("%.1f", " %"), m.plain.spread("%.1f", " %"), slices.Min(m.through))
	return m, nil
}

// relayLoad has both sides send 50 packets a second through the relay.
func (b *bench) relayLoad(ctx context.Context, m *mediaLoad, window time.Duration) (used float64, err error) {
	p, err := b.start(ctx, "relay")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	var traffic traffic
	defer func() { err = errors.Join(err, traffic.close()) }()
	for range m.n {
		agent, err := traffic.open()
		if err != nil {
			return 0, err
		}
		asterisk, err := traffic.open()
		if err != nil {
			return 0, err
		}
		a, err := p.ask(request{Op: "leg", Agent: addrOf(agent.conn), Asterisk: addrOf(asterisk.conn)})
		if err != nil {
			return 0, err
		}
		agent.to, asterisk.to = a.Agents, a.RTP
	}
	traffic.run()
	return m.measure(ctx, p, window, traffic.received.Load)
}

// gatewayLoads has agents' browsers and an Asterisk of plain sockets talk through the gateway.
func (b *bench) gatewayLoads(ctx context.Context, m *mediaLoad, pairs int, window time.Duration) (err error) {
	p, err := b.start(ctx, "gateway")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	var traffic traffic
	defer func() { err = errors.Join(err, traffic.close()) }()
	var peers []*agentpeer.Peer
	defer func() {
		for _, peer := range peers {
			err = errors.Join(err, peer.Close())
		}
	}()
	for range m.n {
		asterisk, err := traffic.open()
		if err != nil {
			return err
		}
		peer, err := agentpeer.New(agentpeer.Config{ToneHz: 1000})
		if err != nil {
			return err
		}
		peers = append(peers, peer)
		if err := peer.Connect(ctx, func(_ context.Context, offer string) (string, error) {
			a, err := p.ask(request{Op: "leg", Offer: offer, Asterisk: addrOf(asterisk.conn)})
			asterisk.to = a.RTP
			return a.SDP, err
		}); err != nil {
			return err
		}
	}
	traffic.run()
	count := func() uint64 {
		sum := traffic.received.Load()
		for _, peer := range peers {
			sum += peer.Stats().Packets
		}
		return sum
	}
	for i := range 2 * pairs {
		record := i%4 == 0 || i%4 == 3 // with, without, without, with: a drift hits both
		if _, err := p.ask(request{Op: "open", Record: record}); err != nil {
			return err
		}
		used, err := m.measure(ctx, p, window, count)
		if err != nil {
			return err
		}
		if _, err := p.ask(request{Op: "close"}); err != nil {
			return err
		}
		if record {
			m.recorded = append(m.recorded, used)
		} else {
			m.plain = append(m.plain, used)
		}
	}
	return nil
}

// traffic is endpoints that speak plain RTP.
type traffic struct {
	ends     []*endpoint
	received atomic.Uint64
	readers  sync.WaitGroup
	stop     func() error
}

// endpoint is one of them. to is set before traffic.run.
type endpoint struct {
	conn *net.UDPConn
	to   netip.AddrPort
	seq  uint32
}

func (t *traffic) open() (*endpoint, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
	if err != nil {
		return nil, err
	}
	e := &endpoint{conn: conn}
	t.ends = append(t.ends, e)
	t.readers.Go(func() {
		buf := make([]byte, 1500)
		for {
			if _, _, err := conn.ReadFromUDPAddrPort(buf); err != nil {
				return // closed
			}
			t.received.Add(1)
		}
	})
	return e, nil
}

func (t *traffic) close() error {
	var errs []error
	if t.stop != nil {
		errs = append(errs, t.stop())
	}
	for _, e := range t.ends {
		errs = append(errs, e.conn.Close())
	}
	t.readers.Wait()
	return errors.Join(errs...)
}

const (
	packetsPerSecond = 50
	samples          = 160 // a packet's
)

// run lets every endpoint send, spread over the 20 ms as real ones are.
func (t *traffic) run() {
	const phases = 4
	const step = time.Second / packetsPerSecond / phases
	t.stop = background(context.Background(), func(ctx context.Context) error {
		packet := make([]byte, 12+samples)
		packet[0] = 2 << 6 // version 2, payload type 0: RFC 3550, 5.1
		for i := range samples {
			packet[12+i] = byte(i)
		}
		tick := time.NewTicker(step)
		defer tick.Stop()
		start := time.Now()
		for sent := 0; ; {
			for due := int(time.Since(start) / step); sent < due; sent++ {
				for i := sent % phases; i < len(t.ends); i += phases {
					t.ends[i].send(packet, uint32(i))
				}
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-tick.C:
			}
		}
	})
}

func (e *endpoint) send(packet []byte, ssrc uint32) {
	e.seq++
	binary.BigEndian.PutUint16(packet[2:], uint16(e.seq))
	binary.BigEndian.PutUint32(packet[4:], e.seq*samples)
	binary.BigEndian.PutUint32(packet[8:], ssrc)
	_, _ = e.conn.WriteToUDPAddrPort(packet, e.to) // what is lost shows in the count
}

// measure gives the subject's processor time over a window, and notes how much of the traffic of both directions went
// through meanwhile: when it is much less than all, something else was measured.
func (m *mediaLoad) measure(ctx context.Context, p *process, window time.Duration, count func() uint64) (float64, error) {
	time.Sleep(time.Second) // the beginning is over
	before, began := count(), time.Now()
	used, err := cpuOver(ctx, window, p.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	should := 2 * float64(m.n) * packetsPerSecond * time.Since(began).Seconds()
	m.through = append(m.through, 100*float64(count()-before)/should)
	return used[0], nil
}
