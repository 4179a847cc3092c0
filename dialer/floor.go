package dialer

import (
	"slices"
	"time"

	"huifang/dialer/agent"
	"huifang/dialer/call"
	"huifang/dialer/pacing"
)

// Sample is something that has ended in a campaign, for its pacing to learn from.
type Sample struct {
	Campaign int64
	pacing.Sample
}

// samplesMost bounds what is kept while nobody asks.
const samplesMost = 10000

// Samples returns what has ended since it was asked last.
func (d *Dialer) Samples() []Sample {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.samples
	d.samples = nil
	return s
}

func (d *Dialer) sampleLocked(campaign int64, s pacing.Sample) {
	if len(d.samples) < samplesMost {
		d.samples = append(d.samples, Sample{campaign, s})
	}
}

// progress is what others may see of a call; guarded by Dialer.mu.
type progress struct {
	state     call.State
	abandoned bool // for good: he is told so, or the call has ended so and that is not stored yet
	hasAgent  bool
	dialledAt time.Time
	bridgedAt time.Time
}

// learn notes what the last step has changed.
func (lc *liveCall) learn(before call.Call) {
	c := lc.c
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	abandoned := c.State == call.Playing && c.Plays == call.AbandonedNote || c.State == call.Ended && c.Outcome == call.Abandoned
	lc.seen = progress{c.State, abandoned, c.HasAgent, c.DialledAt, c.BridgedAt}
	campaign := lc.order.Campaign
	switch {
	case c.DialledAt.IsZero():
	case before.AnsweredAt.IsZero() && !c.AnsweredAt.IsZero():
		lc.d.sampleLocked(campaign, pacing.Sample{Kind: pacing.KindRing, Lasted: c.AnsweredAt.Sub(c.DialledAt), End: pacing.EndAnswered, At: c.AnsweredAt})
	case c.AnsweredAt.IsZero() && c.State == call.Ended && c.Placed:
		end := pacing.EndOther
		if c.Outcome == call.Interrupted {
			end = pacing.EndCancelled
		}
		lc.d.sampleLocked(campaign, pacing.Sample{Kind: pacing.KindRing, Lasted: c.EndedAt.Sub(c.DialledAt), End: end, At: c.EndedAt})
	}
	if before.State == call.Talking && before.Audio && !c.Audio {
		now := time.Now()
		lc.d.sampleLocked(campaign, pacing.Sample{Kind: pacing.KindTalk, Lasted: now.Sub(c.BridgedAt), End: pacing.EndOther, At: now})
	}
}

// learnWrapUpLocked notes a wrap-up that has ended with the last step of the desk.
func (d *Dialer) learnWrapUpLocked(dk *desk, before agent.Session) {
	if before.State == agent.WrapUp && dk.s.State != agent.WrapUp && dk.campaign != 0 {
		now := time.Now()
		d.sampleLocked(dk.campaign, pacing.Sample{Kind: pacing.KindWrapUp, Lasted: now.Sub(before.Since), End: pacing.EndOther, At: now})
	}
}

// Floor is what this node sees of a campaign now: its calls, and those of its agents who sit here, of whom share says how
// much of each comes to this campaign (0..1). The attempts are those of Floor.Ringing, in the same order. Of the counts it has those
// abandoned whose calls have not ended in the database; they, Now, Paused and Room are the caller's to complete.
func (d *Dialer) Floor(campaign int64, share map[int64]float64) (f pacing.Floor, ringing []int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	for id, part := range share {
		dk := d.desks[id]
		if dk == nil {
			continue
		}
		switch dk.s.State {
		case agent.Ready:
			if dk.freeLocked() {
				f.Free += part
				f.Agents++
			}
		case agent.OnCall:
			since := dk.s.Since
			if lc := d.calls[dk.s.Attempt]; lc != nil && !lc.seen.bridgedAt.IsZero() {
				since = lc.seen.bridgedAt
			}
			f.Agents++
			if dk.s.Next == "" || dk.s.Next == agent.Ready {
				f.Talking = append(f.Talking, pacing.Busy{Age: now.Sub(since), Share: part})
			}
		case agent.WrapUp:
			f.Agents++
			if dk.s.Next == "" || dk.s.Next == agent.Ready { // who goes on a break then does not get free
				f.WrapUp = append(f.WrapUp, pacing.Busy{Age: now.Sub(dk.s.Since), Share: part})
			}
		case agent.Reserved:
			f.Agents++
		case agent.Offline, agent.Paused:
		}
	}
	for id, lc := range d.calls {
		if lc.order.Campaign != campaign || lc.seen.hasAgent || lc.order.Policy.Mode != Predictive {
			continue
		}
		switch lc.seen.state {
		case "", call.Preparing, call.Dialling, call.Ringing:
			age := time.Duration(0)
			if !lc.seen.dialledAt.IsZero() {
				age = now.Sub(lc.seen.dialledAt)
			}
			f.Ringing = append(f.Ringing, age)
			ringing = append(ringing, id)
		case call.Queued:
			f.Waiting++
		case call.Previewing, call.Talking, call.Playing, call.Parked, call.Handed, call.Messaging, call.Ended:
		}
		if lc.seen.abandoned {
			f.Abandoned++
			f.Abandoned24++
		}
	}
	return f, ringing
}

// Present lists the agents among those given who sit at this node, free or busy but not on a break.
func (d *Dialer) Present(agents []int64) []int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(agents), func(id int64) bool {
		dk := d.desks[id]
		return dk == nil || dk.s.State == agent.Offline || dk.s.State == agent.Paused
	})
}
