package dialer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"huifang/dialer/agent"
	"huifang/dialer/call"
	"huifang/dialer/webrtc"
)

// idleDesk is how long the desk of an agent whose page is gone is kept: longer than the grace period, so that a reload
// finds its audio leg standing.
const idleDesk = agent.Grace + 5*time.Second

// desk is one agent at this node. Its fields are guarded by Dialer.mu.
type desk struct {
	d    *Dialer
	id   int64
	name string

	s        agent.Session
	page     *page     // the page that has the desk now; nil: none
	pageGone time.Time // when the last page went
	seq      int64
	view     *CallSnapshot
	today    Today
	running  []string // campaigns
	campaign int64    // of the latest call

	guestOf  *liveCall // asked into this call of a colleague; nil: not
	helpNote string    // why help was asked for in this call

	leaving bool // his seat is being given to another node

	line   *line // nil before the first offer
	offers int   // number of the newest browser side
	asked  bool  // an offer was taken and its audio has not come up yet
}

// freeLocked tells whether the agent can be given a call: not while he goes to another node, or was fetched from one for a
// call that is about to ask him.
func (dk *desk) freeLocked() bool {
	return dk.ableLocked() && !dk.leaving && dk.d.fetching[dk.id] == nil
}

func (dk *desk) ableLocked() bool {
	return dk.s.Free() && dk.line != nil && dk.line.up && dk.view == nil
}

func (dk *desk) media() MediaState {
	switch {
	case dk.s.Media:
		return MediaConnected
	case dk.asked:
		return MediaConnecting
	case dk.offers > 0:
		return MediaLost
	}
	return MediaNone
}

// Connect opens an agent's desk for a page. An agent has one page: ErrElsewhere unless takeOver, which closes the
// other one. What the agent has to finish (a call under way, a missing disposition) is there again (I7).
func (d *Dialer) Connect(ctx context.Context, a Agent, takeOver bool) (Desk, error) {
	ready, err := d.takeSeat(ctx, a.ID, takeOver)
	if err != nil {
		return nil, err
	}
	state, err := d.cfg.Store.Desk(ctx, a.ID, midnight(time.Now(), d.cfg.Zone))
	if err != nil {
		return nil, fmt.Errorf("read the desk of agent %d: %w", a.ID, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx == nil || d.ctx.Err() != nil {
		return nil, ErrClosed
	}
	dk := d.deskLocked(a)
	dk.name = a.Name
	if dk.page != nil {
		if !takeOver {
			return nil, ErrElsewhere
		}
		dk.page.close()
	}
	dk.page = &page{d: d, dk: dk, updates: make(chan Snapshot, 1)}
	dk.today, dk.running = state.Today, state.Campaigns
	_ = d.stepLocked(dk, agent.PageOpened{}) // total
	if !ready.IsZero() {
		_ = d.stepLocked(dk, agent.Moved{Since: ready}) // total
	}
	if p := state.Pending; p != nil && dk.view == nil && dk.s.Attempt == 0 {
		_ = d.stepLocked(dk, agent.Restore{Attempt: p.Attempt, State: agent.WrapUp})
		dk.view = pendingView(p)
	}
	d.publishLocked(dk)
	return dk.page, nil
}

func midnight(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

func pendingView(p *Pending) *CallSnapshot {
	till := p.EndedAt.Add(p.WrapUp)
	return &CallSnapshot{Attempt: p.Attempt, Phase: "ended", Screen: p.Screen, StartedAt: p.StartedAt,
		AnsweredAt: &p.AnsweredAt, EndedAt: &p.EndedAt, HungUpBy: string(p.HungUpBy), WrapUpTill: &till}
}

func (d *Dialer) deskLocked(a Agent) *desk {
	dk := d.desks[a.ID]
	if dk == nil {
		dk = &desk{d: d, id: a.ID, name: a.Name, s: agent.Session{State: agent.Offline, Since: time.Now()}}
		d.desks[a.ID] = dk
	}
	return dk
}

// stepLocked steps an agent's session and runs its effects.
func (d *Dialer) stepLocked(dk *desk, ev agent.Event) error {
	s, effects, err := agent.Step(dk.s, time.Now(), ev)
	if err != nil {
		return err
	}
	before := dk.s
	dk.s = s
	for _, e := range effects {
		switch e := e.(type) {
		case agent.LeaveCall:
			lc := d.calls[e.Attempt]
			if lc == nil {
				break
			}
			if dk.guestOf != nil {
				lc.inbox.push(call.GuestLost{At: time.Now(), Reason: guestGone})
			} else if e.InTalk {
				lc.inbox.push(call.HangUpAsked{At: time.Now(), By: call.System, Reason: "agent_lost"})
			} else {
				dk.view = nil
				lc.inbox.push(call.AgentGone{At: time.Now()})
			}
		}
	}
	d.publishLocked(dk)
	d.learnWrapUpLocked(dk, before)
	d.freeAgainLocked(dk)
	return nil
}

// publishLocked sends the desk's page the newest snapshot; an older one not yet read is replaced.
func (d *Dialer) publishLocked(dk *desk) {
	d.touch()
	if dk.page == nil {
		return
	}
	dk.seq++
	snap := dk.snapshotLocked()
	for {
		select {
		case dk.page.updates <- snap:
			return
		default:
		}
		select {
		case <-dk.page.updates:
		default:
		}
	}
}

func (dk *desk) snapshotLocked() Snapshot {
	s := Snapshot{
		Seq: dk.seq, Now: time.Now(), State: AgentState(dk.s.State), Since: dk.s.Since, Reason: dk.s.Reason, Next: AgentState(dk.s.Next),
		Media: dk.media(), Line: dk.line != nil && dk.line.up, Today: dk.today, Campaign: dk.running,
	}
	if s.Campaign == nil {
		s.Campaign = []string{}
	}
	if !dk.d.cfg.ARI.State().Connected {
		s.Notice = "asterisk_down"
	}
	if dk.view != nil {
		v := *dk.view
		s.Call = &v
	}
	return s
}

// tickDesks ends grace periods and clears the desks of agents who are gone.
func (d *Dialer) tickDesks(now time.Time) {
	var drop []*line
	d.mu.Lock()
	for id, dk := range d.desks {
		if !dk.s.GraceEnds.IsZero() && !now.Before(dk.s.GraceEnds) {
			_ = d.stepLocked(dk, agent.GraceOver{}) // total
		}
		busy := dk.s.State == agent.Reserved || dk.s.State == agent.OnCall
		if dk.page == nil && !busy && now.Sub(dk.pageGone) > idleDesk {
			if dk.line != nil {
				drop = append(drop, dk.line)
			}
			delete(d.desks, id)
			d.touch()
		}
	}
	d.mu.Unlock()
	for _, ln := range drop {
		ln.cancel() // its goroutine takes the leg down
	}
}

// talk tells the agent's session that the customer was put through. One whose page or audio went in this very moment, so that his
// reservation was given up while the audio was opened, has the call all the same: he comes back to it within the grace period, or
// it ends as any conversation whose agent is lost.
func (lc *liveCall) talk() {
	d, attempt := lc.d, lc.order.Attempt
	d.mu.Lock()
	defer d.mu.Unlock()
	dk := d.desks[lc.agent]
	if dk != nil {
		_ = d.stepLocked(dk, agent.Talk{Attempt: attempt}) // total
		if dk.s.Attempt == 0 {
			_ = d.stepLocked(dk, agent.Restore{Attempt: attempt, State: agent.OnCall}) // total
			dk.view, dk.campaign = newView(lc.order, time.Now()), lc.order.Campaign
		}
	}
	if dk == nil || dk.s.Attempt != attempt || dk.s.State != agent.OnCall { // he has another call by now
		lc.inbox.push(call.HangUpAsked{At: time.Now(), By: call.System, Reason: "agent_lost"})
	}
}

// release gives the agent back after a call, with the wrap-up due when they talked.
func (d *Dialer) release(id int64, o Order, c call.Call, talked bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	dk := d.desks[id]
	if dk == nil {
		return
	}
	if v := dk.view; v != nil && v.Attempt == o.Attempt {
		if talked {
			now := time.Now()
			till := now.Add(o.WrapUp)
			v.Phase, v.EndedAt, v.HungUpBy, v.WrapUpTill, v.Recording, v.HeldSince = "ended", &now, string(c.HungUpBy), &till, false, nil
			dk.today.Answered++
		} else {
			dk.view = nil
		}
	}
	_ = d.stepLocked(dk, agent.Release{Attempt: o.Attempt, Talked: talked}) // total
}

// Disposed tells that the disposition of an agent's attempt was stored, which ends the wrap-up.
func (d *Dialer) Disposed(id, attempt int64, completed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	dk := d.desks[id]
	if dk == nil || dk.view == nil || dk.view.Attempt != attempt {
		return
	}
	if completed {
		dk.today.Completed++
	}
	if dk.s.State == agent.WrapUp {
		dk.view = nil
	}
	_ = d.stepLocked(dk, agent.Dispose{Attempt: attempt}) // total
}

// SetCampaigns tells the agents' pages which campaigns they work for now.
func (d *Dialer) SetCampaigns(running map[int64][]string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, dk := range d.desks {
		if fmt.Sprint(dk.running) != fmt.Sprint(running[id]) {
			dk.running = running[id]
			d.publishLocked(dk)
		}
	}
}

// page is one browser page at a desk.
type page struct {
	d       *Dialer
	dk      *desk
	updates chan Snapshot
	closed  bool // guarded by Dialer.mu
	moved   bool // guarded by Dialer.mu; closed because the seat was moved
}

var _ Desk = (*page)(nil)

// close ends the page's hold on the desk; Dialer.mu is held.
func (p *page) close() {
	if !p.closed {
		p.closed = true
		close(p.updates)
	}
	if p.dk.page == p {
		p.dk.page, p.dk.pageGone = nil, time.Now()
	}
}

func (p *page) Updates() <-chan Snapshot { return p.updates }

func (p *page) Moved() bool {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	return p.moved
}

func (p *page) Close() {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.closed {
		return
	}
	p.close()
	_ = p.d.stepLocked(p.dk, agent.PageClosed{}) // total
}

func (p *page) Ready(context.Context) error { return p.ask(agent.AskReady{}) }

func (p *page) Pause(_ context.Context, reason string) error {
	return p.ask(agent.AskPause{Reason: reason})
}

func (p *page) Offline(context.Context) error { return p.ask(agent.AskOffline{}) }

func (p *page) ask(ev agent.Event) error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	if p.dk.leaving {
		return ErrNotAllowed // it would be lost: what he was is noted already
	}
	err := p.d.stepLocked(p.dk, ev)
	switch {
	case errors.Is(err, agent.ErrNoMedia):
		return ErrNoMedia
	case errors.Is(err, agent.ErrNotNow):
		return ErrNotAllowed
	}
	return err
}

// talking returns the leg and call of the conversation on the desk.
func (p *page) talking() (*webrtc.Leg, *liveCall, error) {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.closed {
		return nil, nil, ErrClosed
	}
	dk := p.dk
	if dk.s.State != agent.OnCall || dk.view == nil || dk.line == nil || dk.guestOf != nil {
		return nil, nil, ErrNotAllowed
	}
	lc := p.d.calls[dk.s.Attempt]
	if lc == nil {
		return nil, nil, ErrNotAllowed
	}
	return dk.line.leg, lc, nil
}

func (p *page) Mute(_ context.Context, on bool) error {
	if p.muteGuest(on) {
		return nil
	}
	leg, lc, err := p.talking()
	if err != nil {
		return err
	}
	leg.SetMuted(on)
	lc.view(func(v *CallSnapshot) { v.Muted = on })
	return nil
}

func (p *page) Hold(_ context.Context, on bool, reason string) error {
	return p.tell(call.HoldAsked{At: time.Now(), On: on, Reason: reason})
}

func (p *page) DTMF(ctx context.Context, digits string) error {
	_, lc, err := p.talking()
	if err != nil {
		return err
	}
	channel := lc.channel
	p.d.mu.Lock()
	if v := p.dk.view; v != nil && v.Guest != nil && v.Guest.State == guestConsulting && lc.guest != nil && lc.guest.kind == call.Outside {
		channel = lc.guest.channel // the menu of the expert's switchboard; the customer is on hold and must not hear it
	}
	p.d.mu.Unlock()
	return p.d.cfg.ARI.SendDTMF(ctx, channel, digits)
}

func (p *page) HangUp(ctx context.Context) error {
	if p.Decline(ctx) == nil || p.leave() == nil {
		return nil
	}
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	lc := p.d.calls[p.dk.s.Attempt]
	if lc == nil || (p.dk.s.State != agent.OnCall && p.dk.s.State != agent.Reserved) {
		return ErrNotAllowed
	}
	if p.dk.view != nil && p.dk.view.PreviewTill != nil {
		return ErrNotAllowed // who is only looked at is dialled, or skipped with a reason (R16)
	}
	lc.inbox.push(call.HangUpAsked{At: time.Now(), By: call.Agent, Reason: "agent"})
	return nil
}

func (p *page) Offer(ctx context.Context, sdp string) (string, error) {
	p.d.mu.Lock()
	if p.closed {
		p.d.mu.Unlock()
		return "", ErrClosed
	}
	dk := p.dk
	ln, err := p.d.lineLocked(dk)
	if err != nil {
		p.d.mu.Unlock()
		return "", err
	}
	dk.offers++
	n := dk.offers
	dk.asked = true
	// The old browser side is going: until the new one is up there is no audio.
	_ = p.d.stepLocked(dk, agent.MediaDown{})
	p.d.mu.Unlock()

	answer, err := ln.leg.Attach(ctx, sdp, func(m webrtc.MediaState) {
		p.d.jobs.push(func() { p.d.mediaState(dk, n, m) })
	})
	if err != nil {
		p.d.mu.Lock()
		defer p.d.mu.Unlock()
		if dk.offers == n {
			dk.asked = false
			p.d.publishLocked(dk)
		}
		return "", err
	}
	return answer, nil
}

// mediaState takes a change of an agent's browser connection; that of a browser replaced meanwhile is ignored.
func (d *Dialer) mediaState(dk *desk, offer int, m webrtc.MediaState) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if dk.offers != offer || d.desks[dk.id] != dk {
		return
	}
	switch m {
	case webrtc.MediaConnected:
		dk.asked = false
		_ = d.stepLocked(dk, agent.MediaUp{}) // total
	case webrtc.MediaLost:
		dk.asked = false
		_ = d.stepLocked(dk, agent.MediaDown{}) // total
	}
}
