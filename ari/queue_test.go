package ari

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSlowConsumerGetsEveryEventInOrder(t *testing.T) {
	const n = 10_000
	var alarms atomic.Int32
	f, c, conn := up(t, func(cfg *Config) { cfg.Hooks.HighWater = func(int) { alarms.Add(1) } })
	slow, quick := c.Open("slow"), c.Open("quick")
	for i := range n {
		send(t, conn, `{"type":"ChannelDtmfReceived","digit":"1","duration_ms":%d,"channel":{"id":"slow"}}`, i)
	}
	// A stuck consumer stops neither others nor commands.
	send(t, conn, `{"type":"StasisEnd","channel":{"id":"quick"}}`)
	next[StasisEnd](t, quick)
	f.onCommand(reply(204, ""))
	if err := c.Answer(t.Context(), "slow"); err != nil {
		t.Error(err)
	}
	if got := slow.Len(); got != n {
		t.Errorf("%d waiting", got)
	}
	for i := range n {
		if e := next[DTMF](t, slow); e.Duration != time.Duration(i)*time.Millisecond {
			t.Fatalf("event %d is number %v", i, e.Duration)
		}
	}
	if got := alarms.Load(); got != 4 { // above 1000, 2000, 4000, 8000
		t.Errorf("%d alarms", got)
	}
}

func TestQueueRouting(t *testing.T) {
	fates := make(chan string, 100)
	_, c, conn := up(t, func(cfg *Config) { cfg.Hooks.Event = func(typ, fate string) { fates <- typ + " " + fate } })
	both, bridge, rest := c.Open("ch", "br"), c.Open("br"), c.OpenUnclaimed()

	// Both ids in one event: once per queue.
	send(t, conn, `{"type":"ChannelEnteredBridge","channel":{"id":"ch"},"bridge":{"id":"br"}}`)
	if e := next[BridgeEntered](t, both); e.BridgeID != "br" || e.Channel.ID != "ch" {
		t.Errorf("%+v", e)
	}
	next[BridgeEntered](t, bridge)

	send(t, conn, `{"type":"ChannelVarset","channel":{"id":"ch"},"variable":"x","value":"y"}`)
	send(t, conn, `{"type":"StasisStart","channel":{"id":"orphan"}}`)
	if e := next[StasisStart](t, rest); e.Channel.ID != "orphan" {
		t.Errorf("%+v", e)
	}

	both.Add("orphan", "ch", "")
	send(t, conn, `{"type":"StasisStart","channel":{"id":"orphan"}}`)
	next[StasisStart](t, both)

	both.Close()
	both.Close()
	both.Add("ch")
	send(t, conn, `{"type":"StasisEnd","channel":{"id":"ch"}}`)
	next[StasisEnd](t, rest)
	send(t, conn, `{"type":"BridgeDestroyed","bridge":{"id":"br"}}`)
	next[BridgeDestroyed](t, bridge)
	if _, err := both.Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	for _, q := range []*Queue{both, bridge, rest} {
		if n := q.Len(); n != 0 {
			t.Errorf("%d events too many", n)
		}
	}
	for _, want := range []string{"ChannelEnteredBridge routed", "ChannelVarset ignored", "StasisStart unclaimed",
		"StasisStart routed", "StasisEnd unclaimed", "BridgeDestroyed routed"} {
		if got := <-fates; got != want {
			t.Errorf("hook: %s, want %s", got, want)
		}
	}
	bridge.Close()
	rest.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.byID) != 0 || len(c.queues) != 0 {
		t.Errorf("left behind: %v %v", c.byID, c.queues)
	}
}

func TestNextEndsWithContextAndClose(t *testing.T) {
	c := newClient(t, "http://127.0.0.1:1", nil)
	q := c.Open("a")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := q.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	time.AfterFunc(10*time.Millisecond, q.Close)
	if _, err := q.Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("%v", err)
	}
}

// TestQueueIsAFIFO: whatever the order of pushes and pops, with Ready as the
// only signal, nothing is lost, doubled or reordered.
func TestQueueIsAFIFO(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Client{cfg: Config{HighWater: 1000}, queues: map[*Queue]struct{}{}, byID: map[string][]*Queue{}}
		q := c.Open("a")
		pushed, popped := 0, 0
		pop := func() {
			select {
			case <-q.Ready():
			default:
				return
			}
			if ev, ok := q.Pop(); ok {
				if got := ev.(Connected).Generation; got != popped {
					t.Fatalf("popped %d, want %d", got, popped)
				}
				popped++
			}
		}
		for _, n := range rapid.SliceOf(rapid.IntRange(-3000, 3000)).Draw(t, "steps") {
			for ; n > 0; n-- {
				q.push(Connected{Header{Generation: pushed}})
				pushed++
			}
			for ; n < 0; n++ {
				pop()
			}
			if q.Len() != pushed-popped {
				t.Fatalf("%d waiting, want %d", q.Len(), pushed-popped)
			}
		}
		for popped < pushed {
			before := popped
			pop()
			if popped == before {
				t.Fatalf("%d events wait without a signal", pushed-popped)
			}
		}
	})
}

func BenchmarkRoute(b *testing.B) {
	c := &Client{cfg: Config{HighWater: 1000}, queues: map[*Queue]struct{}{}, byID: map[string][]*Queue{}}
	queues := make([]*Queue, 100)
	raw := make([][]byte, len(queues))
	for i := range queues {
		queues[i] = c.Open(fmt.Sprint("d1-", i))
		raw[i] = fmt.Appendf(nil, destroyedJSON, fmt.Sprint("d1-", i))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.route(decode(raw[i%100], Header{}))
		queues[i%100].Pop()
	}
}
