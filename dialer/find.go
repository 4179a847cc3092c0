package dialer

import (
	"context"
	"slices"
	"time"

	"huifang/dialer/agent"
	"huifang/dialer/call"
)

// findLocked reserves an agent for an answered call, or has it wait for the first one of its pool who becomes free. One whose line
// could not be reached for it is not tried again at once, else the two would go round.
func (d *Dialer) findLocked(lc *liveCall) (int64, bool) {
	d.stopFindingLocked(lc)
	if who, ok := d.reserveAnyLocked(lc.order, lc.avoid); ok {
		return who, true
	}
	d.finding = append(d.finding, lc)
	return 0, false
}

func (d *Dialer) stopFindingLocked(lc *liveCall) {
	delete(d.waiting, lc.order.Attempt)
	d.finding = slices.DeleteFunc(d.finding, func(other *liveCall) bool { return other == lc })
}

// offerLocked gives an agent who has become free to the call that has waited longest for one of his kind. It comes
// before any new dial: a person is listening.
func (d *Dialer) offerLocked(dk *desk) {
	for _, lc := range d.finding {
		if slices.Contains(lc.order.Pool, dk.id) && !time.Now().Before(lc.avoid[dk.id]) && d.reserveLocked(dk.id, lc.order) {
			d.stopFindingLocked(lc)
			lc.inbox.push(call.AgentFound{At: time.Now(), Agent: dk.id})
			return
		}
	}
	d.assignLocked() // callers of the hotline, who also come before any new dial
}

// Cancel hangs up a call that has not been answered.
func (d *Dialer) Cancel(attempt int64, reason string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if lc := d.calls[attempt]; lc != nil {
		lc.inbox.push(call.CancelAsked{At: time.Now(), Reason: reason})
	}
}

// Dial and Skip are the agent's answers to a preview (R16).
func (p *page) Dial(context.Context) error {
	return p.preview(call.Accepted{At: time.Now()})
}

func (p *page) Skip(_ context.Context, reason string) error {
	return p.preview(call.Skipped{At: time.Now(), Reason: reason})
}

func (p *page) preview(ev call.Event) error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	lc := p.d.calls[p.dk.s.Attempt]
	if lc == nil || p.dk.s.State != agent.Reserved || p.dk.view == nil || p.dk.view.PreviewTill == nil {
		return ErrNotAllowed
	}
	lc.inbox.push(ev)
	return nil
}
