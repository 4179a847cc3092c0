package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

// packetLength is how long a customer's next packet may be away at the moment of the answer: G.711 in 20 ms packets.
const packetLength = 20.0 // ms

// connect measures from the moment in which the customer's phone sends its 200 OK to the arrival of the first packet at
// the agent's browser side, over the whole service and a real Asterisk. Beside it the same phones on a bare socket: an
// ExternalMedia channel that was joined with the call before it was dialled, nothing of Huifang between; and on the same
// Asterisk's own app_queue, whose agents are WebRTC endpoints that answer by themselves.
func (b *bench) connect(ctx context.Context) (rows []row, err error) {
	blocks, calls, agents := 4, 50, 8
	if b.quick {
		blocks, calls, agents = 1, 20, 4
	}
	phones, err := newPhones()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, phones.close()) }()
	s, err := b.startService(ctx, "connect", agents, phones.dial("{number}"), lab.NodeOptions{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.seat(ctx, agents); err != nil {
		return nil, err
	}
	bare, err := b.newBareAgents(ctx, agents)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, bare.close()) }()

	queue, err := b.startSoftphones(ctx, agents+spare, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, queue.close()) }()

	var ours, limit, queued connects
	for i := range blocks {
		numbers := make([]string, 3*calls)
		for k := range numbers {
			numbers[k] = b.number(plain)
		}
		for k := 0; k < calls; k += 5 {
			numbers[k] = b.number(ringing) // not for the bare socket, which Asterisk sends the ringing tone to
		}
		got, err := s.connectBlock(ctx, fmt.Sprintf("connect %d", i), numbers[:calls])
		if err == nil {
			err = phones.add(&ours, got)
		}
		if err != nil {
			return nil, err
		}
		if got, err = bare.block(ctx, phones, numbers[calls:2*calls]); err == nil {
			err = phones.add(&limit, got)
		}
		if err != nil {
			return nil, fmt.Errorf("bare socket: %w", err)
		}
		if got, err = b.queueBlock(ctx, queue, phones, numbers[2*calls:]); err == nil {
			err = phones.add(&queued, got)
		}
		if err != nil {
			return nil, fmt.Errorf("app_queue: %w", err)
		}
		say("block %d of %d: %d calls, p50 %.1f ms; bare socket p50 %.1f ms; app_queue p50 %.1f ms", i+1, blocks, len(ours.whole),
			durations(ours.whole).median(), durations(limit.whole).median(), durations(queued.whole).median())
	}
	sum, err := s.metric(ctx, "huifang_connect_seconds_sum")
	if err != nil {
		return nil, err
	}
	count, err := s.metric(ctx, "huifang_connect_seconds_count")
	if err != nil {
		return nil, err
	}
	return connectRows(ours, limit, queued, 1000*sum/max(count, 1)), nil
}

// queueBlock is a block of app_queue, which alone needs ICE.
func (b *bench) queueBlock(ctx context.Context, queue *softphones, phones *phones, numbers []string) (got map[string]arrival, err error) {
	if err := b.setICE(ctx, true); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.setICE(context.WithoutCancel(ctx), false)) }()
	return queue.block(ctx, phones, numbers)
}

func connectRows(ours, bare, queued connects, inside float64) []row {
	whole, raw, theirs := durations(ours.whole), durations(bare.whole), durations(queued.whole)
	speaks, added, theirsAdded := durations(ours.speaks), durations(ours.added), durations(queued.added)
	p50, p99 := whole.quantile(0.5), whole.quantile(0.99)
	ms := func(x float64) string { return fmt.Sprintf("%.1f ms", x) }
	ahead := theirs.quantile(0.5) / p50
	return []row{
		{"200 OK -> customer's first packet at the agent, p50", fmt.Sprintf("%.1f ms (%d calls)", p50, len(whole)), "one packet: 20 ms", ratio(p50, packetLength), ""},
		{"- p99", fmt.Sprintf("%.1f ms (min %.1f, max %.1f)", p99, slices.Min(whole), slices.Max(whole)),
			"one packet: 20 ms", ratio(p99, packetLength), verdict("p99 <= 25 ms", p99 <= 25)},
		{"- p50, against app_queue with WebRTC agents in the same Asterisk", ms(p50),
			fmt.Sprintf("%.1f ms (%d calls, an agent idle)", theirs.quantile(0.5), len(theirs)), ratio(p50, theirs.quantile(0.5)),
			verdict(fmt.Sprintf(">= 10x ahead (%.1fx)", ahead), ahead >= 10)},
		{"- p99, against app_queue", ms(p99), fmt.Sprintf("%.1f ms (min %.1f, max %.1f)", theirs.quantile(0.99), slices.Min(theirs), slices.Max(theirs)),
			ratio(p99, theirs.quantile(0.99)), ""},
		{"- what is added to the customer's own first packet, p50, against app_queue", ms(added.quantile(0.5)), ms(theirsAdded.quantile(0.5)),
			ratio(added.quantile(0.5), theirsAdded.quantile(0.5)), ""},
		{"- - mean", ms(added.mean()), ms(theirsAdded.mean()), ratio(added.mean(), theirsAdded.mean()), ""},
		{"- - p99", ms(added.quantile(0.99)), ms(theirsAdded.quantile(0.99)), ratio(added.quantile(0.99), theirsAdded.quantile(0.99)), ""},
		{"- p50, against a bare socket at Asterisk", ms(p50),
			fmt.Sprintf("%.1f ms (ExternalMedia to UDP, %d calls)", raw.quantile(0.5), len(raw)), ratio(p50, raw.quantile(0.5)), ""},
		{"- p99, against a bare socket at Asterisk", ms(p99),
			fmt.Sprintf("%.1f ms (min %.1f, max %.1f)", raw.quantile(0.99), slices.Min(raw), slices.Max(raw)), ratio(p99, raw.quantile(0.99)), ""},
		{"- of it the wait for the customer's own first packet, p50", fmt.Sprintf("%.1f ms (max %.1f)", speaks.quantile(0.5), slices.Max(speaks)), "", "", ""},
		{"- calls in which that packet came before the two were connected, and the next was the first", fmt.Sprintf("%d of %d", ours.skipped, len(whole)),
			fmt.Sprintf("bare socket %d of %d, app_queue %d of %d", bare.skipped, len(raw), queued.skipped, len(theirs)), "", ""},
		{"- Asterisk's answer event in the service -> first packet sent to the browser, mean", fmt.Sprintf("%.1f ms (huifang_connect_seconds)", inside), "", "", ""},
	}
}

// firstPackets collects when an attempt's first packet came.
type firstPackets struct {
	mu   sync.Mutex
	at   map[int64]arrival
	want int
	full context.CancelFunc
}

func (f *firstPackets) add(attempt int64, at arrival) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at[attempt] = at
	if len(f.at) == f.want {
		f.full()
	}
}

// connectBlock has the seated agents take one call from each number, and gives the arrivals of the first packets.
func (s *service) connectBlock(ctx context.Context, name string, numbers []string) (map[string]arrival, error) {
	if err := s.campaign(ctx, name, numbers); err != nil {
		return nil, err
	}
	block, full := context.WithCancel(ctx)
	defer full()
	first := &firstPackets{at: map[int64]arrival{}, want: len(numbers), full: full}
	group, gctx := errgroup.WithContext(ctx)
	for _, d := range s.desks {
		group.Go(func() error { return takeCalls(gctx, block, d, first) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `select a.id, right(a.phone, 11) from attempt a where a.id = any($1)`, keys(first.at))
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	var id int64
	var number string
	at := map[string]arrival{}
	if _, err := pgx.ForEachRow(rows, []any{&id, &number}, func() error { at[number] = first.at[id]; return nil }); err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	return at, nil
}

func keys[V any](m map[int64]V) (out []int64) {
	for k := range m {
		out = append(out, k)
	}
	return out
}

// takeCalls is an agent who takes calls until block ends, and stays ready.
func takeCalls(ctx, block context.Context, d *client.Desk, first *firstPackets) error {
	var last int64
	for {
		d.Audio.Mark()
		snap, err := d.Wait(block, func(s dialer.Snapshot) bool { return inTalk(s, last) })
		if err != nil {
			if block.Err() != nil && ctx.Err() == nil {
				return nil // all have been called
			}
			return fmt.Errorf("wait for a conversation: %w", err)
		}
		last = snap.Call.Attempt
		if _, err := firstOf(ctx, 3*time.Second, func() time.Time { return d.Audio.Stats().FirstNumbered }); err != nil {
			return fmt.Errorf("attempt %d: %w", last, err)
		}
		heard := d.Audio.Stats()
		time.Sleep(100 * time.Millisecond) // a word is said
		if _, err := d.Say(ctx, "hangup", nil); err != nil {
			return err
		}
		if _, err := d.WaitState(ctx, dialer.AgentWrapUp); err != nil {
			return err
		}
		time.Sleep(30 * time.Millisecond) // packets on their way arrive before the mark
		d.Audio.Mark()
		if err := d.Dispose(ctx, last, "completed", nil, false); err != nil {
			return err
		}
		if _, err := d.Wait(ctx, func(s dialer.Snapshot) bool { return s.Call == nil || s.Call.Attempt != last }); err != nil {
			return err
		}
		first.add(last, arrival{heard.FirstNumbered, heard.FirstNumber})
	}
}

// firstOf waits until there is a time.
func firstOf(ctx context.Context, limit time.Duration, read func() time.Time) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		if at := read(); !at.IsZero() {
			return at, nil
		}
		select {
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("no audio came: %w", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}
