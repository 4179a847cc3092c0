package floor

// event is something that happens at a moment to an agent or to a line.
type event struct {
	at    float64
	kind  int
	agent int
	line  *line
}

const (
	ticks      = iota // time to decide
	wakes             // time to decide, once
	comes             // an agent logs in, or comes back
	breakDue          // an agent should have a break
	leaves            // an agent goes away without a word
	noticed           // ... and that is noticed
	answered          // a line
	ended             // a line, without an answer
	gaveUp            // somebody waited too long for an agent
	recognised        // a machine
	talked            // a conversation is over
	wrapped           // a wrap-up is over
)

// queue is a binary heap of events by time; those of one moment come in a fixed order.
type queue []event

func (q queue) less(i, j int) bool {
	a, b := &q[i], &q[j]
	if a.at != b.at {
		return a.at < b.at
	}
	if a.kind != b.kind {
		return a.kind > b.kind
	}
	return a.agent < b.agent
}

func (q *queue) push(e event) {
	*q = append(*q, e)
	for i := len(*q) - 1; i > 0; {
		up := (i - 1) / 2
		if !q.less(i, up) {
			break
		}
		(*q)[i], (*q)[up] = (*q)[up], (*q)[i]
		i = up
	}
}

func (q *queue) pop() event {
	h := *q
	first, last := h[0], len(h)-1
	h[0] = h[last]
	h[last] = event{}
	h = h[:last]
	*q = h
	for i := 0; ; {
		k := 2*i + 1
		if k >= len(h) {
			return first
		}
		if k+1 < len(h) && h.less(k+1, k) {
			k++
		}
		if !h.less(k, i) {
			return first
		}
		h[i], h[k] = h[k], h[i]
		i = k
	}
}
