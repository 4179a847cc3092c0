package webrtc

import (
	"sync"

	"huifang/dialer/webrtc/g711"
)

const (
	// queueDelay is how long a packet waits for the mixer at first, beside the
	// time to its next tick; a voice whose packets come late gets queueSteps
	// times as much at most: 20 to 40 ms.
	queueDelay = packetSamples
	queueSteps = 2
	// queueMost is what a voice may be ahead of the mixer; more is a clock that
	// runs fast, or a burst after a stall.
	queueMost = queueDelay*queueSteps + 2*packetSamples
	// queueRing is a power of two above queueMost.
	queueRing = 1024
)

// queue holds the newest audio of one voice until the mixer takes it. Packets
// are placed by their timestamps: what is lost is a gap, what comes twice or in
// the wrong order does no harm, and what comes too late is left out.
type queue struct {
	mu      sync.Mutex
	started bool
	ssrc    uint32
	next    uint32 // timestamp of the sample that is taken next
	end     uint32 // after the newest sample
	steps   uint32 // of delay
	late    uint64 // packets that were left out
	ring    [queueRing]byte
}

func newQueue() *queue {
	q := &queue{steps: 1}
	q.clear()
	return q
}

func (q *queue) clear() {
	for i := range q.ring {
		q.ring[i] = g711.Silence
	}
}

// push takes a packet of the voice; its payload is copied.
func (q *queue) push(p packet) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := uint32(min(len(p.payload), queueMost-queueDelay))
	ahead := int32(p.ts - q.next)
	switch {
	case !q.started || p.ssrc != q.ssrc || ahead > queueMost || ahead < -queueRing:
		q.restart(p)
	case ahead+int32(n) > queueMost:
		q.restart(p)
	case ahead < 0 && int32(p.ts+n-q.end) > 0:
		// The newest of its stream comes too late: so will the next ones, unless the delay grows.
		q.late++
		q.steps = min(q.steps+1, queueSteps)
		q.restart(p)
	case ahead < 0:
		q.late++
		return
	}
	for i := range n {
		q.ring[(p.ts+i)%queueRing] = p.payload[i]
	}
	if int32(p.ts+n-q.end) > 0 {
		q.end = p.ts + n
	}
}

func (q *queue) restart(p packet) {
	q.clear()
	q.started, q.ssrc, q.next, q.end = true, p.ssrc, p.ts-q.steps*queueDelay, p.ts
}

// take gives the next packet's samples, silence where there are none, and
// tells whether the voice has sent anything lately.
func (q *queue) take(to *[packetSamples]int16) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.started {
		*to = [packetSamples]int16{}
		return false
	}
	for i := range to {
		cell := &q.ring[(q.next+uint32(i))%queueRing]
		to[i] = g711.Decode(*cell)
		*cell = g711.Silence
	}
	q.next += packetSamples
	if int32(q.next-q.end) > clockRate {
		q.started = false // nothing for a second: what comes next begins anew
	}
	return true
}
