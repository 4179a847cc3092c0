package store

import (
	"math"
	"sync"
	"time"
)

// queue is where this process reads a campaign's queue of due follow-ups. A claim goes on behind the last row that was
// claimed: what lies before are mostly the dead versions of claimed rows, and while some transaction keeps an old snapshot
// they cannot be removed, so that reading from the beginning would take longer with every claim.
//
// A row may become claimable behind that place: one that was locked, blocked or waiting for an agent when it was passed, or
// that was made due earlier. So the part that was passed is divided into stretches, none with more than stretchRows claimed
// rows, and is looked through one stretch at a time: one each sweepEvery, and more of them by a claim that found the end of
// the queue. Nothing is lost when this knowledge is: a new process begins at the beginning.
type queue struct {
	mu    sync.Mutex
	front place
	marks []place // where stretches behind the front begin
	count int     // rows claimed since the last mark
	next  int     // the stretch to be looked through next
	swept time.Time
}

// place is a row's place in the queue.
type place struct {
	at time.Time
	id int64
}

// stretch is a part of the queue, from a place, which is left out, to another.
type stretch struct{ from, to place }

var endOfQueue = place{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), math.MaxInt64}

const (
	stretchRows = 20_000
	sweepEvery  = 250 * time.Millisecond // a campaign of a million that were claimed is gone through in 13 seconds
	sweepMost   = 10                     // stretches in one claim
)

// look says what a claim looks through: ahead first, and then, as far as it needs more, what is behind. With hurry it looks
// through the first stretch behind before it looks ahead.
func (q *queue) look(now time.Time) (ahead stretch, behind []stretch, hurry bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	ahead = stretch{q.front, endOfQueue}
	for i := range min(len(q.marks), sweepMost) {
		k := (q.next + i) % len(q.marks)
		s := stretch{q.marks[k], q.front}
		if k+1 < len(q.marks) {
			s.to = q.marks[k+1]
		}
		behind = append(behind, s)
	}
	// The clock may be set back.
	if since := now.Sub(q.swept); len(behind) > 0 && (since >= sweepEvery || since < 0) {
		q.swept = now
		hurry = true
	}
	return ahead, behind, hurry
}

// looked says how many stretches behind the front were looked through.
func (q *queue) looked(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.marks) > 0 {
		q.next = (q.next + n) % len(q.marks)
	}
}

// advance says that n rows up to a place were passed.
func (q *queue) advance(to place, n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.marks) == 0 {
		q.marks = []place{{}}
	}
	if !q.front.before(to) {
		return // another claim was further
	}
	q.front = to
	if q.count += n; q.count >= stretchRows {
		q.marks = append(q.marks, to)
		q.count = 0
	}
}

func (p place) before(o place) bool {
	return p.at.Before(o.at) || p.at.Equal(o.at) && p.id < o.id
}

// queues are the queues by campaign.
type queues struct {
	mu   sync.Mutex
	byID map[int64]*queue
}

func (s *queues) of(campaign int64) *queue {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID == nil {
		s.byID = map[int64]*queue{}
	}
	q := s.byID[campaign]
	if q == nil {
		q = &queue{}
		s.byID[campaign] = q
	}
	return q
}
