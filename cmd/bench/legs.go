package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"huifang/ari"
	"huifang/dialer/webrtc/agentpeer"
)

// legs measures what the agent's end of a conversation costs in processor time, of three kinds of n two-way calls of
// the same customers, in turn:
//
//   - the customer's leg alone: the PBX sends him back what he sends (Echo);
//   - an agent at the media gateway: the PBX bridges the customer with an ExternalMedia channel to the gateway, a
//     process of its own that does nothing else; no recording;
//   - an agent whose softphone is a WebRTC endpoint of the PBX (DTLS-SRTP, mu-law on both legs), put through by app_queue.
//
// The agents' clients are the same for both. A leg's cost is the PBX's time, with the gateway's if there is one, less the
// customer's leg alone.
func (b *bench) legs(ctx context.Context) (rows []row, err error) {
	sizes, window := []int{25, 50, 100}, 8*time.Second
	if b.quick {
		sizes, window = []int{5, 10}, 3*time.Second
	}
	if err := b.teachPBX(ctx); err != nil {
		return nil, err
	}
	for i, n := range sizes {
		rounds := 2 // the smaller sizes show only the slope
		switch {
		case b.quick:
			rounds = 1
		case i == len(sizes)-1:
			rounds = 3
		}
		l := &legLoads{b: b, n: n, window: window}
		for range rounds {
			for _, measure := range []func(context.Context) error{l.customers, l.gateway, l.endpoints} {
				if err := measure(ctx); err != nil {
					return rows, fmt.Errorf("%d calls: %w", n, err)
				}
			}
		}
		say("%d calls: customers alone %s; gateway %s + Asterisk %s; WebRTC endpoints %s of a core", n, l.alone.spread("%.1f", " %"),
			l.process.spread("%.1f", " %"), l.external.spread("%.1f", " %"), l.webrtc.spread("%.1f", " %"))
		rows = append(rows, l.rows()...)
	}
	return rows, nil
}

// legLoads is the processor time of n calls, in percent of one core.
type legLoads struct {
	b      *bench
	n      int
	window time.Duration

	alone             series // Asterisk, customers' legs only
	process, external series // with the gateway: its process, and Asterisk
	webrtc            series // Asterisk with WebRTC endpoints
	ours, theirs      lost
}

// lost counts numbered packets in measured windows, of both directions.
type lost struct{ came, missing uint64 }

func (l lost) plus(m lost) lost { return lost{l.came + m.came, l.missing + m.missing} }

// since is what has been counted since an earlier count.
func (l lost) since(m lost) lost { return lost{l.came - m.came, l.missing - m.missing} }

func (l lost) shown() string {
	return fmt.Sprintf("%d of %d", l.missing, l.came+l.missing)
}

func (l *legLoads) rows() []row {
	var ours, own, theirs series // per leg
	for i, alone := range l.alone {
		own = append(own, l.process[i]/float64(l.n))
		ours = append(ours, (l.process[i]+l.external[i]-alone)/float64(l.n))
		theirs = append(theirs, (l.webrtc[i]-alone)/float64(l.n))
	}
	share := ours.median() / theirs.median()
	target := ""
	if l.n == 100 {
		target = verdict("<= 0.5", share <= 0.5)
	}
	var both series
	for i := range l.process {
		both = append(both, l.process[i]+l.external[i])
	}
	return []row{
		{fmt.Sprintf("CPU of an agent's leg, %d two-way calls, not recorded", l.n), ours.spread("%.2f", " % of a core"),
			"WebRTC endpoint of Asterisk " + theirs.spread("%.2f", " %"), fmt.Sprintf("%.2f", share), target},
		{"- - the gateway's own part (the rest is Asterisk's ExternalMedia channel)", own.spread("%.2f", " %"), "", ratio(own.median(), theirs.median()), ""},
		{"- the whole of it, with the customers' legs", fmt.Sprintf("gateway %s + Asterisk %s", l.process.spread("%.1f", " %"), l.external.spread("%.1f", " %")),
			"Asterisk " + l.webrtc.spread("%.1f", " %"), ratio(both.median(), l.webrtc.median()), ""},
		{"- the customers' legs alone (Asterisk, Echo)", l.alone.spread("%.1f", " %"), "", "", ""},
		{"- packets missing, both directions", l.ours.shown(), l.theirs.shown(), "", ""},
	}
}

// talking is n calls that stand.
type talking struct {
	phones *phones
	peers  []*agentpeer.Peer
}

// customers gives what has come to them.
func (t talking) customers() lost {
	c := t.phones.heard()
	return lost{c.Numbered, c.Missing}
}

// agents gives what has come to them.
func (t talking) agents() (sum lost) {
	for _, p := range t.peers {
		s := p.Stats()
		sum = sum.plus(lost{s.Numbered, s.Missing})
	}
	return sum
}

// measure gives the time of processes while the calls go on. Fewer packets than nine of ten of those that should come in
// directions directions mean that something else was measured.
func (l *legLoads) measure(ctx context.Context, t talking, directions int, into *lost, pids ...int) ([]float64, error) {
	time.Sleep(1500 * time.Millisecond) // the setting up is over
	before, began := t.customers().plus(t.agents()), time.Now()
	used, err := cpuOver(ctx, l.window, pids...)
	if err != nil {
		return nil, err
	}
	window := t.customers().plus(t.agents()).since(before)
	should := float64(directions*l.n*packetsPerSecond) * time.Since(began).Seconds()
	if came := float64(window.came); came < 0.9*should {
		return nil, fmt.Errorf("only %.0f of %.0f packets came", came, should)
	}
	*into = into.plus(window)
	return used, nil
}

// numbersOf gives as many numbers as there are calls.
func (l *legLoads) numbersOf() []string {
	numbers := make([]string, l.n)
	for i := range numbers {
		numbers[i] = l.b.number(plain)
	}
	return numbers
}

// customers measures their legs alone.
func (l *legLoads) customers(ctx context.Context) (err error) {
	phones, err := newPhones()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.b.hangUpAll(context.WithoutCancel(ctx)), phones.close()) }()
	for _, n := range l.numbersOf() {
		if err := l.b.originateTo(ctx, "bench-echo-"+n, phones.dial(n), n, "bench-echo"); err != nil {
			return err
		}
		time.Sleep(setUpPause)
	}
	var nobody lost
	used, err := l.measure(ctx, talking{phones: phones}, 1, &nobody, l.b.lab.PBX.PID())
	if err != nil {
		return fmt.Errorf("customers' legs alone: %w", err)
	}
	l.alone = append(l.alone, used[0])
	return nil
}

// setUpPause keeps calls from being set up all at once.
const setUpPause = 30 * time.Millisecond

// endpoints measures agents who are WebRTC endpoints of the PBX.
func (l *legLoads) endpoints(ctx context.Context) (err error) {
	phones, err := newPhones()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, phones.close()) }()
	agents, err := l.b.startSoftphones(ctx, l.n, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, agents.close()) }()
	if err := l.b.setICE(ctx, true); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.b.setICE(context.WithoutCancel(ctx), false)) }()
	t := talking{phones: phones}
	for _, n := range l.numbersOf() {
		if err := l.b.originateTo(ctx, "bench-leg-"+n, phones.dial(n), n, "bench-queue"); err != nil {
			return err
		}
		peer, err := agents.audio(ctx, n)
		if err != nil {
			return err
		}
		t.peers = append(t.peers, peer)
		time.Sleep(setUpPause)
	}
	used, err := l.measure(ctx, t, 2, &l.theirs, l.b.lab.PBX.PID())
	if err != nil {
		return fmt.Errorf("WebRTC endpoints: %w", err)
	}
	l.webrtc = append(l.webrtc, used[0])
	return nil
}

// gateway measures agents at the media gateway.
func (l *legLoads) gateway(ctx context.Context) (err error) {
	phones, err := newPhones()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, phones.close()) }()
	client, stop, err := l.b.bareClient(ctx, "bench-legs")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.b.hangUpAll(context.WithoutCancel(ctx)), stop()) }()
	child, err := l.b.start(ctx, "gateway")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, child.close()) }()
	t := talking{phones: phones}
	defer func() {
		for _, p := range t.peers {
			err = errors.Join(err, p.Close())
		}
	}()
	bridges := make([]string, l.n)
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		for _, b := range bridges {
			if b != "" {
				err = errors.Join(err, client.DestroyBridge(ctx, b))
			}
		}
	}()
	for i, n := range l.numbersOf() {
		peer, bridge, err := gatewayAgent(ctx, client, child, i, n)
		if peer != nil {
			t.peers = append(t.peers, peer)
		}
		bridges[i] = bridge
		if err != nil {
			return fmt.Errorf("agent at the gateway: %w", err)
		}
		if err := callInto(ctx, client, bridge, "bench-call-"+n, phones.dial(n)); err != nil {
			return fmt.Errorf("call of an agent at the gateway: %w", err)
		}
		time.Sleep(setUpPause)
	}
	if _, err := child.ask(request{Op: "open"}); err != nil {
		return err
	}
	used, err := l.measure(ctx, t, 2, &l.ours, child.cmd.Process.Pid, l.b.lab.PBX.PID())
	if err != nil {
		return fmt.Errorf("agents at the gateway: %w", err)
	}
	l.process, l.external = append(l.process, used[0]), append(l.external, used[1])
	return nil
}

// gatewayAgent makes an agent's line: a client at the gateway, and its ExternalMedia channel in a bridge.
func gatewayAgent(ctx context.Context, client *ari.Client, child *process, i int, name string) (peer *agentpeer.Peer, bridge string, err error) {
	if peer, err = agentpeer.New(agentpeer.Config{ToneHz: 1000, Numbered: true}); err != nil {
		return nil, "", err
	}
	var leg answer
	err = peer.Connect(ctx, func(_ context.Context, offer string) (string, error) {
		var err error
		leg, err = child.ask(request{Op: "leg", Offer: offer})
		return leg.SDP, err
	})
	if err != nil {
		return peer, "", err
	}
	channel := "bench-media-" + name
	q := client.Open(channel)
	defer q.Close()
	_, local, err := client.ExternalMedia(ctx, channel, leg.RTP.String(), "ulaw")
	if err != nil {
		return peer, "", err
	}
	if err := waitFor[ari.StasisStart](ctx, q); err != nil {
		return peer, "", err
	}
	if _, err := child.ask(request{Op: "asterisk", Leg: i, Asterisk: local}); err != nil {
		return peer, "", err
	}
	bridge = "bench-bridge-" + name
	if err := client.CreateBridge(ctx, bridge, name); err != nil {
		return peer, "", err
	}
	return peer, bridge, client.AddToBridge(ctx, bridge, channel)
}

// callInto calls a customer who is in the bridge before he answers, and waits until he has.
func callInto(ctx context.Context, client *ari.Client, bridge, channel, endpoint string) error {
	q := client.Open(channel)
	defer q.Close()
	if _, err := client.CreateChannel(ctx, ari.CreateRequest{ID: channel, Endpoint: endpoint, CallerID: callerID, Formats: "ulaw"}); err != nil {
		return err
	}
	if err := waitFor[ari.StasisStart](ctx, q); err != nil {
		return err
	}
	if err := client.AddToBridge(ctx, bridge, channel); err != nil {
		return err
	}
	return client.Dial(ctx, channel, 20*time.Second)
}
