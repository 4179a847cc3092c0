package ari

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// ErrClosed is returned by Queue.Next after Close.
var ErrClosed = errors.New("ari: queue closed")

// Queue receives the events of some ids in the order in which Asterisk sent
// them, and every Connected and Disconnected. It has no limit and never drops;
// when more than Config.HighWater events wait, that is logged and reported to
// Hooks.HighWater. It has one consumer; all methods may be called concurrently.
type Queue struct {
	c         *Client
	unclaimed bool
	ready     chan struct{} // holds a token while events wait
	done      chan struct{}

	mu     sync.Mutex
	buf    []Event
	head   int
	alarm  int // depth at which to report next
	closed bool

	ids []string // guarded by Client.mu
}

// Open returns a queue for the events of these channel, bridge and playback
// ids. Open it before the command that makes the channel, or the first events
// are unclaimed. Several queues may name the same id; each gets every event.
func (c *Client) Open(ids ...string) *Queue { return c.open(false, ids) }

// OpenUnclaimed returns a queue for all events whose ids no queue names: signs
// of orphans, and the last events of queues just closed.
func (c *Client) OpenUnclaimed() *Queue { return c.open(true, nil) }

func (c *Client) open(unclaimed bool, ids []string) *Queue {
	q := &Queue{
		c: c, unclaimed: unclaimed, alarm: c.cfg.HighWater,
		ready: make(chan struct{}, 1), done: make(chan struct{}),
	}
	c.mu.Lock()
	c.queues[q] = struct{}{}
	c.mu.Unlock()
	q.Add(ids...)
	return q
}

// Add makes the queue receive the events of further ids. No effect after Close.
func (q *Queue) Add(ids ...string) {
	q.c.mu.Lock()
	defer q.c.mu.Unlock()
	if _, open := q.c.queues[q]; !open {
		return
	}
	for _, id := range ids {
		if id != "" && !slices.Contains(q.ids, id) {
			q.ids = append(q.ids, id)
			q.c.byID[id] = append(q.c.byID[id], q)
		}
	}
}

// Close ends the queue; waiting events are dropped, for its consumer has said
// that it wants none. Safe to repeat.
func (q *Queue) Close() {
	q.c.mu.Lock()
	delete(q.c.queues, q)
	for _, id := range q.ids {
		rest := slices.DeleteFunc(q.c.byID[id], func(o *Queue) bool { return o == q })
		if len(rest) == 0 {
			delete(q.c.byID, id)
		} else {
			q.c.byID[id] = rest
		}
	}
	q.ids = nil
	q.c.mu.Unlock()

	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		q.buf, q.head = nil, 0
		close(q.done)
	}
}

// Next waits for the next event. The error is ctx's, or ErrClosed.
func (q *Queue) Next(ctx context.Context) (Event, error) {
	for {
		if ev, ok := q.Pop(); ok {
			return ev, nil
		}
		select {
		case <-q.ready:
		case <-q.done:
			return nil, ErrClosed
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Ready delivers a token while events wait, for use in a select; then call Pop
// once. A token without an event can happen.
func (q *Queue) Ready() <-chan struct{} { return q.ready }

// Pop returns the next event without waiting; ok is false when there is none.
func (q *Queue) Pop() (ev Event, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.head == len(q.buf) {
		return nil, false
	}
	ev = q.buf[q.head]
	q.buf[q.head] = nil
	q.head++
	switch {
	case q.head == len(q.buf):
		q.buf, q.head, q.alarm = q.buf[:0], 0, q.c.cfg.HighWater
		if cap(q.buf) > 1024 {
			q.buf = nil
		}
		return ev, true
	case q.head > 1024 && q.head > len(q.buf)/2:
		q.buf = slices.Clone(q.buf[q.head:])
		q.head = 0
	}
	q.signal()
	return ev, true
}

// Len returns the number of waiting events.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.buf) - q.head
}

// push never waits. It returns the depth when an alarm is due, else 0.
func (q *Queue) push(ev Event) (alarm int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return 0
	}
	q.buf = append(q.buf, ev)
	q.signal()
	if depth := len(q.buf) - q.head; depth > q.alarm {
		q.alarm *= 2 // once per doubling, from the start again when it was empty
		return depth
	}
	return 0
}

func (q *Queue) signal() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}
