package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"huifang/ari"
	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/cmd/internal/lab"
	"huifang/cmd/internal/redis"
	"huifang/dialer"
	"huifang/dialer/webrtc"
	"huifang/dialer/webrtc/agentpeer"
)

// originate measures how many calls the dialer places per second when the trunk allows 25 or 50, and how late Asterisk's
// events come meanwhile. All numbers are busy, so a call takes its agent for a moment only. Runner, dialer, database and
// media gateway run inside the bench, where events can be watched; the agents' legs stand during both sides of the
// comparison. Predictive mode reserves nobody before the answer and makes a room for every line instead (a bridge and an
// ExternalMedia channel of its own). Beside both the bare loop: create and dial at an even pace, no database, no agents.
func (b *bench) originate(ctx context.Context) (rows []row, err error) {
	rates, rounds, length, agents := []int{25, 50}, 2, 12*time.Second, 30
	if b.quick {
		rounds, length, agents = 1, 5*time.Second, 20
	}
	n, err := b.newNode(ctx, agents)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	bare, stop, err := b.bareClient(ctx, "bench-originate")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	for _, rate := range rates {
		var ours, rooms, limit dialled
		for range rounds {
			if err := n.dial(ctx, dialer.Progressive, rate, length, &ours); err != nil {
				return rows, fmt.Errorf("dialer at %d/s: %w", rate, err)
			}
			if err := n.dial(ctx, dialer.Predictive, rate, length, &rooms); err != nil {
				return rows, fmt.Errorf("dialer at %d/s, predictive: %w", rate, err)
			}
			if err := b.bareDial(ctx, bare, rate, length, &limit); err != nil {
				return rows, fmt.Errorf("bare loop at %d/s: %w", rate, err)
			}
		}
		say("%d/s: dialer %s, events p95 %.1f ms; predictive %s, p95 %.1f ms; bare %s, p95 %.1f ms", rate, ours.perSecond.spread("%.1f", "/s"),
			ours.delays.quantile(0.95), rooms.perSecond.spread("%.1f", "/s"), rooms.delays.quantile(0.95),
			limit.perSecond.spread("%.1f", "/s"), limit.delays.quantile(0.95))
		share := ours.perSecond.median() / limit.perSecond.median()
		reached, late := "", ""
		if rate == 50 {
			reached, late = verdict(">= 0.95 of bare", share >= 0.95), verdict("p95 <= 20 ms", ours.delays.quantile(0.95) <= 20)
		}
		rows = append(rows,
			row{fmt.Sprintf("calls placed, trunk limit %d/s", rate), ours.perSecond.spread("%.1f", "/s"),
				"bare ARI loop " + limit.perSecond.spread("%.1f", "/s"), fmt.Sprintf("%.2f", share), reached},
			row{fmt.Sprintf("- delay of Asterisk's events at %d/s, p95", rate), ours.delays.shown(), limit.delays.shown(),
				ratio(ours.delays.quantile(0.95), limit.delays.quantile(0.95)), late},
			row{"- Asterisk's processor time for a call", ours.cost.spread("%.1f", " ms"), limit.cost.spread("%.1f", " ms"), ratio(ours.cost.median(), limit.cost.median()), ""},
			row{fmt.Sprintf("- predictive at %d/s, a room for every line", rate), rooms.perSecond.spread("%.1f", "/s"),
				"bare ARI loop " + limit.perSecond.spread("%.1f", "/s"), ratio(rooms.perSecond.median(), limit.perSecond.median()), ""},
			row{"- - delay of events, p95", rooms.delays.shown(), limit.delays.shown(), ratio(rooms.delays.quantile(0.95), limit.delays.quantile(0.95)), ""},
			row{"- - Asterisk's processor time for a call", rooms.cost.spread("%.1f", " ms"), limit.cost.spread("%.1f", " ms"), ratio(rooms.cost.median(), limit.cost.median()), ""})
	}
	return rows, nil
}

// dialled is what came of some runs at one rate.
type dialled struct {
	perSecond series
	delays    series // of events, ms: from Asterisk's time stamp (whole ms) to the reader
	cost      series // Asterisk's processor time, ms a call
}

func (s series) shown() string {
	return fmt.Sprintf("%.1f ms (p50 %.1f, max %.1f; %d events)", s.quantile(0.95), s.quantile(0.5), s.quantile(1), len(s))
}

// head is the beginning of a run that does not count: the trunk's limit allows a burst of a second's calls.
const head = 2 * time.Second

// count adds a run: INVITEs at the carrier, and events, after its head. The last calls are left out with the last
// quarter of a second. used is Asterisk's processor time for all of it.
func (d *dialled) count(b *bench, numbers map[string]bool, length, used time.Duration, events []ari.Header) error {
	invites, err := b.lab.Carrier.Invites()
	if err != nil {
		return err
	}
	var times []time.Time
	for _, i := range invites {
		if numbers[i.Number] {
			times = append(times, i.Time)
		}
	}
	if len(times) == 0 {
		return errors.New("no call arrived at the carrier")
	}
	from := slices.MinFunc(times, time.Time.Compare).Add(head)
	till := from.Add(length - head - 250*time.Millisecond)
	within := 0
	for _, t := range times {
		if !t.Before(from) && t.Before(till) {
			within++
		}
	}
	d.perSecond = append(d.perSecond, float64(within)/till.Sub(from).Seconds())
	d.cost = append(d.cost, used.Seconds()*1000/float64(len(times)))
	if len(events) < 2*len(times) {
		return fmt.Errorf("only %d events of %d calls were seen", len(events), len(times))
	}
	for _, h := range events {
		if !h.Sent.IsZero() && !h.Sent.Before(from) && h.Sent.Before(till) {
			d.delays = append(d.delays, float64(h.Received.Round(0).Sub(h.Sent))/float64(time.Millisecond))
		}
	}
	return nil
}

// node is Huifang without its web server, inside this process.
type node struct {
	b      *bench
	db     *pgxpool.Pool
	store  *store.Store
	redis  *redis.Limiter
	client *ari.Client
	dialer *dialer.Dialer
	reg    *campaign.RunnerMetrics
	epoch  int64
	agents []int64
	peers  []*agentpeer.Peer
	ends   []func() error // in reverse order
}

const nodeName = "bench"

func (b *bench) newNode(ctx context.Context, agents int) (n *node, err error) {
	n = &node{b: b}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.close())
		}
	}()
	if n.db, err = b.database(ctx, "originate"); err != nil {
		return n, err
	}
	n.atEnd(func() error { n.db.Close(); return nil })
	n.store = store.New(n.db)
	if n.agents, err = addAgents(ctx, n.db, agents); err != nil {
		return n, err
	}
	if n.epoch, err = n.store.StartNode(ctx, nodeName); err != nil {
		return n, err
	}
	limits, err := redis.Connect(b.lab.Redis.URL())
	if err != nil {
		return n, err
	}
	n.atEnd(limits.Close)
	n.redis = redis.NewLimiter(limits, quiet())
	gateway, err := webrtc.New(webrtc.Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: quiet()})
	if err != nil {
		return n, err
	}
	n.atEnd(gateway.Close)
	reg := prometheus.NewRegistry()
	metrics := dialer.NewMetrics(reg)
	n.reg = campaign.NewRunnerMetrics(reg)
	n.client, err = ari.New(ari.Config{URL: b.lab.PBX.ARIURL(), User: b.lab.PBX.User, Password: b.lab.PBX.Password, App: "huifang-" + nodeName,
		Logger: quiet(), Hooks: metrics.Hooks()})
	if err != nil {
		return n, err
	}
	n.atEnd(background(ctx, n.client.Run))
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return n, err
	}
	n.dialer = dialer.New(dialer.Config{Node: nodeName, Epoch: n.epoch, ARI: n.client, Gateway: gateway, Store: n.store, Recorder: nothing{},
		Trunks: []dialer.Trunk{trunk(0)}, MaxCall: time.Hour, Zone: zone, Metrics: metrics, Logger: quiet()})
	n.atEnd(background(ctx, func(ctx context.Context) error {
		if err := n.dialer.Run(ctx); err != nil {
			return err
		}
		return ctx.Err()
	}))
	if err := connected(ctx, n.client); err != nil {
		return n, err
	}
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	n.peers = make([]*agentpeer.Peer, agents)
	for i, id := range n.agents {
		group.Go(func() error { return n.seat(gctx, i, id) })
	}
	if err := group.Wait(); err != nil {
		return n, fmt.Errorf("seat agents: %w", err)
	}
	return n, nil
}

func trunk(perSecond float64) dialer.Trunk {
	return dialer.Trunk{Name: lab.Trunk, Endpoint: "PJSIP/{number}@" + lab.Trunk, Home: "86", MaxCalls: 200, CallsPerSecond: perSecond}
}

// nothing is a recorder that must not be needed: busy numbers have no audio.
type nothing struct{}

func (nothing) Start(int64, int, time.Time) (dialer.Recording, error) {
	return nil, errors.New("a busy number was recorded")
}

func (n *node) atEnd(f func() error) { n.ends = append(n.ends, f) }

func (n *node) close() error {
	var errs []error
	for _, p := range n.peers {
		if p != nil {
			errs = append(errs, p.Close())
		}
	}
	for _, end := range slices.Backward(n.ends) {
		errs = append(errs, end())
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return errors.Join(append(errs, n.b.hangUpAll(ctx))...)
}

// seat opens an agent's desk, with audio, and makes them ready.
func (n *node) seat(ctx context.Context, i int, id int64) error {
	desk, err := n.dialer.Connect(ctx, dialer.Agent{ID: id, Name: fmt.Sprintf("Agent %d", i)}, false)
	if err != nil {
		return err
	}
	peer, err := agentpeer.New(agentpeer.Config{})
	if err != nil {
		return err
	}
	n.peers[i] = peer
	ready := make(chan struct{})
	var once sync.Once
	var reader sync.WaitGroup
	reader.Go(func() {
		for s := range desk.Updates() {
			if s.Line && s.Media == dialer.MediaConnected {
				once.Do(func() { close(ready) })
			}
		}
	})
	n.atEnd(func() error { desk.Close(); reader.Wait(); return nil })
	if err := peer.Connect(ctx, desk.Offer); err != nil {
		return err
	}
	select {
	case <-ready:
		return desk.Ready(ctx)
	case <-ctx.Done():
		return fmt.Errorf("agent's line: %w", ctx.Err())
	}
}

// dial runs a campaign of busy numbers with the trunk's limit at rate.
func (n *node) dial(ctx context.Context, mode dialer.Mode, rate int, length time.Duration, out *dialled) error {
	count := rate * int((length+head)/time.Second)
	numbers := n.b.busyNumbers(count)
	first := slices.Min(slices.Collect(maps.Keys(numbers)))
	id, err := startCampaign(ctx, n.db, fmt.Sprintf("%s %d/s", mode, rate), n.agents, count, `'+86' || (`+first+` + n - 1)`)
	if err != nil {
		return err
	}
	if _, err := n.db.Exec(ctx, `update campaign set mode = $2 where id = $1`, id, mode); err != nil {
		return err
	}
	// The events of the attempts to come: ids count up in this database, and a channel's is made of its attempt's.
	var last int64
	if err := n.db.QueryRow(ctx, `select coalesce(max(id), 0) from attempt`).Scan(&last); err != nil {
		return err
	}
	channels := make([]string, 2*count)
	for i := range channels {
		channels[i] = fmt.Sprintf("d1-%015d", last+int64(i)+1) // as the dialer names them
	}
	watch := watchEvents(n.client, channels)
	runner := campaign.Runner{Node: nodeName, Epoch: n.epoch, Store: n.store, Dialer: n.dialer,
		Routes:  &campaign.Routes{Trunks: []dialer.Trunk{trunk(float64(rate))}, Region: "CN", Book: n.dialer, Rate: n.redis},
		Metrics: n.reg, Log: quiet()}
	before, err := cpuTime(n.b.lab.PBX.PID())
	if err != nil {
		return err
	}
	run, cancel := context.WithTimeout(ctx, length)
	err = runner.Run(run)
	cancel()
	for err == nil && n.dialer.Status().Calls > 0 {
		select {
		case <-ctx.Done():
			err = fmt.Errorf("calls do not end: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
	events := watch()
	if err != nil {
		return err
	}
	after, err := cpuTime(n.b.lab.PBX.PID())
	if err != nil {
		return err
	}
	if err := n.store.StopCampaign(ctx, id, n.agents[0]); err != nil && !errors.Is(err, store.ErrWrongState) { // may have finished
		return err
	}
	return out.count(n.b, numbers, length, after-before, events)
}

// busyNumbers gives n numbers that follow each other.
func (b *bench) busyNumbers(n int) map[string]bool {
	numbers := make(map[string]bool, n)
	for range n {
		numbers[b.number("13903")] = true
	}
	return numbers
}

// watchEvents collects the headers of all events of some channels until the returned function is called.
func watchEvents(client *ari.Client, channels []string) (end func() []ari.Header) {
	q := client.Open(channels...)
	var events []ari.Header
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			ev, err := q.Next(context.Background()) // ended by Close
			if err != nil {
				return
			}
			events = append(events, ev.Meta())
		}
	}()
	return func() []ari.Header {
		q.Close()
		<-done
		return events
	}
}

// bareDial creates and dials at an even pace.
func (b *bench) bareDial(ctx context.Context, client *ari.Client, rate int, length time.Duration, out *dialled) error {
	numbers := b.busyNumbers(rate * int(length/time.Second))
	ids := make([]string, 0, len(numbers))
	list := slices.Sorted(maps.Keys(numbers))
	for _, n := range list {
		ids = append(ids, "bench-"+n)
	}
	watch := watchEvents(client, ids)
	before, err := cpuTime(b.lab.PBX.PID())
	if err != nil {
		return err
	}
	group, gctx := errgroup.WithContext(ctx)
	start := time.Now()
	for i, number := range list {
		select {
		case <-gctx.Done():
		case <-time.After(time.Until(start.Add(time.Duration(i) * time.Second / time.Duration(rate)))):
		}
		if gctx.Err() != nil {
			break
		}
		group.Go(func() error {
			q := client.Open(ids[i])
			defer q.Close()
			if _, err := client.CreateChannel(gctx, ari.CreateRequest{ID: ids[i], Endpoint: lab.DialString(number), CallerID: callerID, Formats: "ulaw,alaw"}); err != nil {
				return err
			}
			if err := waitFor[ari.StasisStart](gctx, q); err != nil { // before it Asterisk refuses the dial
				return err
			}
			return client.Dial(gctx, ids[i], 20*time.Second)
		})
	}
	err = group.Wait()
	time.Sleep(500 * time.Millisecond) // the last calls end
	events := watch()
	if err != nil {
		return err
	}
	after, err := cpuTime(b.lab.PBX.PID())
	if err != nil {
		return err
	}
	return out.count(b, numbers, length, after-before, events)
}
