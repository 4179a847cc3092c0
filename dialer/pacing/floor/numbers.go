package floor

import (
	"cmp"
	"slices"
)

// numbers are the follow-ups of a list. Those of one time and one count of dials stand together. A nil one never ends.
type numbers struct {
	most    int
	wait    float64 // seconds to the next dial
	due     []batch // waiting, by time
	live    int     // being dialled
	reached int
	last    float64 // when the last one was done with
}

type batch struct {
	at       float64
	n        int
	attempts int
}

// batchEvery puts follow-ups together that become due within so many seconds.
const batchEvery = 60.0

func newNumbers(l *List) *numbers {
	if l == nil {
		return nil
	}
	n := &numbers{most: max(1, l.Attempts), wait: 3600 * l.RetryAfter}
	for _, d := range l.Due {
		if d.FollowUps > 0 && d.Attempts < n.most {
			n.due = append(n.due, batch{3600 * d.At, d.FollowUps, d.Attempts})
		}
	}
	slices.SortStableFunc(n.due, func(a, b batch) int { return cmp.Compare(a.at, b.at) })
	return n
}

// next takes the follow-up that is due first, and says how many dials it has had with this one.
func (n *numbers) next(now float64) (attempts int, ok bool) {
	if n == nil {
		return 0, true
	}
	if len(n.due) == 0 || n.due[0].at > now {
		return 0, false
	}
	b := &n.due[0]
	attempts = b.attempts + 1
	if b.n--; b.n == 0 {
		n.due = n.due[1:]
	}
	n.live++
	return attempts, true
}

// again is for a follow-up that was not reached.
func (n *numbers) again(now float64, attempts int) {
	if n == nil {
		return
	}
	n.live--
	if attempts >= n.most {
		n.last = now
		return
	}
	at := now + n.wait
	at += batchEvery - float64(int(at)%int(batchEvery))
	i, _ := slices.BinarySearchFunc(n.due, at, func(b batch, at float64) int { return cmp.Compare(b.at, at) })
	for k := i; k < len(n.due) && n.due[k].at < at+1; k++ {
		if n.due[k].attempts == attempts {
			n.due[k].n++
			return
		}
	}
	n.due = slices.Insert(n.due, i, batch{at, 1, attempts})
}

func (n *numbers) reach(now float64) {
	if n != nil {
		n.live--
		n.reached++
		n.last = now
	}
}

// more says whether there is anything to dial until a time.
func (n *numbers) more(until float64) bool {
	return n == nil || n.live > 0 || (len(n.due) > 0 && n.due[0].at < until)
}

func (n *numbers) done() bool { return n != nil && n.live == 0 && len(n.due) == 0 }

// left gives what is not done, by the dials that were made.
func (n *numbers) left(now float64) []Due {
	by := make([]int, n.most)
	for _, b := range n.due {
		by[b.attempts] += b.n
	}
	by[0] += n.live // cut short
	var out []Due
	for attempts, count := range by {
		if count > 0 {
			out = append(out, Due{now / 3600, count, attempts})
		}
	}
	return out
}
