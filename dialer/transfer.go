package dialer

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"huifang/ari"
	"huifang/dialer/agent"
	"huifang/dialer/call"
	"huifang/dialer/trunk"
	"huifang/dialer/webrtc"
)

// This file drives the effects of dialer/call/step_consult.go: a guest in a call, who is a colleague or an outside number. A
// colleague of another node is fetched first, see fetch.go.

// guestPrefix begins the channel id of an outside guest; the attempt's and a count follow, all of fixed width (see
// channelID).
const guestPrefix = "x1-"

func guestChannelID(attempt int64, n int) string {
	return fmt.Sprintf("%s%015d-%03d", guestPrefix, attempt, n)
}

// incall is the part of a call that is about its guest and its listeners. guest and former are guarded by Dialer.mu, the
// rest belongs to the call's goroutine.
type incall struct {
	guest  *guest // nil: nobody was asked
	former int64  // who has left the call by a transfer and is in wrap-up of it; 0: nobody

	mix    *webrtc.Mix // nil: two people talk, who need none
	tap    *lateTap    // of the present recording
	guests int         // outside channels so far
	failed string      // why the latest guest did not come, for the agent
}

// guest is who was asked. What changes once it is in a call is guarded by Dialer.mu.
type guest struct {
	ask     Ask
	kind    call.GuestKind
	host    int64  // who asks
	from    string // his name
	name    string // who is asked, as agents may see it
	since   time.Time
	rings   time.Time // since when he is asked; zero: not yet
	pool    []int64   // colleagues who may be asked
	key     int64     // stands for an outside call where attempts do
	route   OutsideRoute
	agent   int64  // colleague: who it is, once reserved
	channel string // outside: its channel
	cancel  context.CancelFunc
}

// execGuest runs the effects about guests.
func (lc *liveCall) execGuest(ctx context.Context, e call.Effect, failed func(string, bool, error) call.Event) call.Event {
	switch e := e.(type) {
	case call.InviteGuest:
		coming, err := lc.invite()
		if err != nil {
			lc.l.Info("guest cannot be asked", "err", err)
			return call.EffectFailed{At: time.Now(), Effect: "invite", Detail: short(err)}
		}
		lc.arrange()
		if coming {
			return call.GuestComing{At: time.Now()}
		}
	case call.DropGuest:
		lc.dropGuest()
	case call.TakeGuest:
		lc.takeGuest()
		lc.keepCoaches()
	case call.Park:
		if lc.room == nil {
			return failed("park", false, errors.New("the call has no room"))
		}
		if err := lc.d.cfg.ARI.AddToBridge(ctx, lc.room.bridge, lc.channel); err != nil {
			return failed("park", false, err)
		}
		lc.room.port.Music()
		lc.d.mu.Lock()
		lc.former = lc.agent
		lc.d.mu.Unlock()
		return call.ParkDone{At: time.Now()}
	case call.MoveToGuest:
		bridge, err := lc.guestBridge()
		if err == nil {
			err = lc.d.cfg.ARI.AddToBridge(ctx, bridge, lc.channel)
		}
		if err != nil {
			return failed("move", false, err)
		}
		if lc.guest.kind == call.Outside {
			lc.d.mu.Lock()
			lc.former = lc.agent
			lc.d.mu.Unlock()
		}
		return call.MoveDone{At: time.Now()}
	case call.JoinGuest:
		bridge, err := lc.guestBridge()
		if err == nil {
			err = lc.d.cfg.ARI.AddToBridge(ctx, bridge, lc.guest.channel)
		}
		if err != nil {
			return failed("join_guest", false, err)
		}
		return call.GuestJoined{At: time.Now()}
	case call.PauseRecording:
		if lc.tap != nil {
			lc.tap.pause(e.Paused)
		}
		lc.view(func(v *CallSnapshot) {
			v.Recording, v.PausedSince = lc.rec != nil && !e.Paused, nil
			if e.Paused {
				now := time.Now()
				v.PausedSince = &now
			}
		})
	case call.Arrange:
		lc.arrange()
		lc.showCoaches()
	}
	return nil
}

// guestBridge is where customer and guest are together without the agent.
func (lc *liveCall) guestBridge() (string, error) {
	switch {
	case lc.guest == nil:
		return "", errors.New("there is no guest")
	case lc.guest.kind == call.Outside && lc.room == nil:
		return "", errors.New("the call has no room")
	case lc.guest.kind == call.Outside:
		return lc.room.bridge, nil
	}
	bridge, ok := lc.d.bridgeOf(lc.guest.agent)
	if !ok {
		return "", errors.New("the colleague's leg is not up")
	}
	return bridge, nil
}

// Why a guest does not come; codes for the page. An outside number's may also be an outcome of a call.
const (
	guestBusy     = "busy"   // the colleague is not free
	guestNobody   = "nobody" // nobody of the skill is
	guestNoAnswer = "no_answer"
	guestDeclined = "declined"
	guestGone     = "gone"
	guestHungUp   = "hung_up"
	guestTrouble  = "trouble" // ours; the log says what
)

// invite asks the guest; coming: he is being fetched from another node.
func (lc *liveCall) invite() (coming bool, err error) {
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	g := lc.guest
	if g == nil {
		return false, errors.New(guestTrouble)
	}
	g.rings = time.Now()
	if g.kind == call.Outside {
		return false, lc.dialGuestLocked(g)
	}
	if lc.ringLocked(g) {
		return false, nil
	}
	far := lc.d.farLocked(g.pool)
	if len(far) == 0 {
		return false, errors.New(nobodyCame(g.ask.Kind))
	}
	g.rings = time.Time{}
	ctx, cancel := context.WithTimeout(lc.d.ctx, fetchLimit)
	g.cancel = cancel
	lc.d.wg.Go(func() {
		defer cancel()
		lc.fetch(ctx, g, far)
	})
	return true, nil
}

// nobodyCame is why nobody was asked.
func nobodyCame(k AskKind) string {
	if k == AskSkill {
		return guestNobody
	}
	return guestBusy
}

// ringLocked reserves the longest idle colleague here who may be asked, and asks him.
func (lc *liveCall) ringLocked(g *guest) bool {
	var best *desk
	for _, id := range g.pool {
		dk := lc.d.desks[id]
		if dk == nil || id == g.host {
			continue
		}
		fetched := lc.d.fetching[id] == lc && dk.ableLocked() && !dk.leaving
		if (fetched || dk.freeLocked()) && (best == nil || dk.s.Since.Before(best.s.Since)) {
			best = dk
		}
	}
	if best == nil || lc.d.stepLocked(best, agent.Reserve{Attempt: lc.order.Attempt}) != nil {
		return false
	}
	g.agent = best.id
	if g.ask.Kind == AskSkill {
		g.name = best.name
	}
	now := time.Now()
	till := now.Add(call.ColleagueLimit)
	best.guestOf = lc
	best.view = &CallSnapshot{Attempt: lc.order.Attempt, Phase: "invited", Screen: lc.order.Screen, StartedAt: now, Mode: lc.order.Policy.Mode,
		Guest: &GuestSnapshot{Side: "guest", Kind: "agent", Name: g.from, State: guestAsked, Blind: g.ask.Blind, Note: g.ask.Note, Since: g.since, Till: &till}}
	lc.d.publishLocked(best)
	return true
}

// dialGuestLocked begins the call to an outside guest; a goroutine of its own follows it and tells the call.
func (lc *liveCall) dialGuestLocked(g *guest) error {
	t, ok := lc.d.trunks[g.route.Trunk]
	if !ok || lc.room == nil {
		return errors.New(guestTrouble)
	}
	lc.guests++
	ctx, cancel := context.WithCancel(lc.d.ctx)
	g.channel, g.cancel = guestChannelID(lc.order.Attempt, lc.guests), cancel
	bridge := lc.room.bridge
	if g.ask.Blind {
		bridge = "" // the customer hears music until the answer
	}
	leg := &guestLeg{d: lc.d, channel: g.channel, key: g.key, trunk: t, number: g.route.Number, callerID: g.route.CallerID,
		bridge: bridge, tell: func(ev call.Event) { lc.inbox.push(ev) }}
	q := lc.d.cfg.ARI.Open(g.channel)
	lc.d.wg.Go(func() {
		defer q.Close()
		leg.run(ctx, q)
		cancel()
		if !lc.d.stopping() { // then conversations go on without us
			leg.hangUp(lc)
		}
	})
	return nil
}

// guestLeg is the call to an outside guest.
type guestLeg struct {
	d                *Dialer
	channel          string
	key              int64
	trunk            Trunk
	number, callerID string
	bridge           string // that it is put into before the dial, so that ringing is heard; "": none
	tell             func(call.Event)

	placed, rang, answered bool
	fault                  string // the trunk's
}

// run follows it until it has ended, or ctx.
func (l *guestLeg) run(ctx context.Context, q *ari.Queue) {
	client := l.d.cfg.ARI
	lost := func(reason string) { l.tell(call.GuestLost{At: time.Now(), Reason: reason}) }
	if err := l.d.createChannel(ctx, l.channel, l.trunk, l.number, l.callerID); err != nil {
		if ctx.Err() == nil {
			l.d.log.Warn("outside guest's channel", "channel", l.channel, "err", err)
			lost(guestTrouble)
		}
		return
	}
	for {
		ev, err := q.Next(ctx)
		if err != nil {
			return
		}
		switch ev := ev.(type) {
		case ari.StasisStart:
			if err := l.dial(ctx); err != nil {
				l.d.log.Warn("outside guest's dial", "channel", l.channel, "err", err)
				lost(guestTrouble)
				return
			}
		case ari.Dial:
			l.heard(ev.Status)
		case ari.ChannelState:
			if ev.Channel.State == ari.StateUp {
				l.heard("ANSWER")
			}
		case ari.Destroyed:
			reason := guestHungUp
			if !l.answered {
				reason = string(call.FromCause(ev.Cause, ev.TechCause, l.rang))
				l.fault = trunk.Fault(ev.Cause, ev.TechCause, l.rang, false)
			}
			lost(reason)
			return
		case ari.Connected, ari.Unknown:
			// Events may have been missed.
			ch, err := client.Channel(ctx, l.channel)
			for err != nil && !errors.Is(err, ari.ErrNotFound) && ctx.Err() == nil {
				select {
				case <-ctx.Done():
				case <-time.After(readRetry):
				}
				ch, err = client.Channel(ctx, l.channel)
			}
			if errors.Is(err, ari.ErrNotFound) {
				lost(guestGone)
				return
			}
			if err == nil && ch.State == ari.StateUp {
				l.heard("ANSWER")
			}
		default:
		}
	}
}

func (l *guestLeg) heard(status string) {
	switch status {
	case "RINGING", "PROGRESS":
		l.rang = true
	case "ANSWER":
		if !l.answered {
			l.answered = true
			l.d.book.answered(l.trunk.Name, l.key, l.number, time.Now())
			l.tell(call.GuestAccepted{At: time.Now()})
		}
	}
}

// dial sends the INVITE, once; when the answer is lost the channel's events decide.
func (l *guestLeg) dial(ctx context.Context) error {
	if l.bridge != "" {
		if err := l.d.cfg.ARI.AddToBridge(ctx, l.bridge, l.channel); err != nil {
			return err
		}
	}
	if err := l.d.cfg.ARI.Dial(ctx, l.channel, call.OutsideLimit); err != nil && !ari.Ambiguous(err) {
		return err
	}
	l.placed = true
	l.d.book.dialled(l.trunk.Name, l.key, l.number, time.Now())
	return nil
}

// hangUp takes the channel away; what cannot be reached now the reconciliation hangs up.
func (l *guestLeg) hangUp(lc *liveCall) {
	l.d.book.ended(l.trunk.Name, l.key, l.placed, l.fault, time.Now())
	ctx, cancel := context.WithTimeout(context.Background(), roomTimeout)
	defer cancel()
	if err := l.d.cfg.ARI.Hangup(ctx, l.channel, ""); err != nil {
		lc.l.Warn("outside guest not hung up; the reconciliation will", "channel", l.channel, "err", err)
	}
}

// dropGuest gives the guest back.
func (lc *liveCall) dropGuest() {
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	g := lc.guest
	lc.guest = nil
	if g == nil {
		return
	}
	switch {
	case g.cancel != nil:
		g.cancel() // its goroutine hangs up
	case g.kind == call.Outside:
		lc.d.TrunkUnused(g.route.Trunk, g.key) // nothing was dialled
	}
	dk := lc.d.desks[g.agent]
	if dk == nil || dk.guestOf != lc {
		return
	}
	dk.guestOf, dk.view = nil, nil
	if dk.line != nil {
		dk.line.leg.SetMuted(false)
	}
	_ = lc.d.stepLocked(dk, agent.Release{Attempt: lc.order.Attempt}) // total
}

// takeGuest makes the colleague the call's agent. The one who was it goes on without this call.
func (lc *liveCall) takeGuest() {
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	g := lc.guest
	lc.guest = nil
	if g == nil {
		return
	}
	lc.agent = g.agent
	if dk := lc.d.desks[g.agent]; dk != nil && dk.guestOf == lc {
		dk.guestOf, dk.campaign = nil, lc.order.Campaign
		dk.view.setGuest(guestTaken)
		lc.d.publishLocked(dk)
	}
	lc.forgetFormerLocked()
}

// forgetFormerLocked lets the agent who waited in wrap-up for the end of a transfer go: another one has the record now.
func (lc *liveCall) forgetFormerLocked() {
	dk := lc.d.desks[lc.former]
	lc.former = 0
	if dk == nil || dk.view == nil || dk.view.Attempt != lc.order.Attempt || dk.s.State != agent.WrapUp {
		return
	}
	dk.view = nil
	_ = lc.d.stepLocked(dk, agent.Dispose{Attempt: lc.order.Attempt}) // total
}

// formerLocked takes the agent who has transferred the call back into it, if he is still there.
func (lc *liveCall) formerLocked() (int64, bool) {
	id := lc.former
	dk := lc.d.desks[id]
	if dk == nil || dk.view == nil || dk.view.Attempt != lc.order.Attempt || dk.line == nil || !dk.line.up {
		return 0, false
	}
	if err := lc.d.stepLocked(dk, agent.Resume{Attempt: lc.order.Attempt}); err != nil {
		return 0, false
	}
	lc.former = 0
	v := dk.view
	v.Phase, v.EndedAt, v.WrapUpTill, v.HungUpBy = "ringing", nil, nil, ""
	dk.today.Answered-- // counted when he left
	lc.d.publishLocked(dk)
	return id, true
}

// arrange sets who hears whom: with two people there is nothing to be mixed, the agent's leg does it alone.
func (lc *liveCall) arrange() {
	leg := lc.d.legOf(lc.agent)
	if leg == nil || lc.c.State != call.Talking || !lc.c.Audio {
		lc.closeMix()
		return
	}
	seats := []webrtc.Seat{
		{Voice: leg.Line(), Role: webrtc.RoleCustomer, Held: !lc.c.HeldSince.IsZero()},
		{Voice: leg.Browser(), Role: webrtc.RoleAgent},
	}
	lc.d.mu.Lock()
	g := lc.guest
	seats = append(seats, lc.d.coachSeatsLocked(lc)...)
	lc.d.mu.Unlock()
	switch {
	case g == nil || lc.c.Guest.Blind:
	case g.kind == call.Outside && lc.room != nil: // also before the answer: the agent hears it ring
		seats = append(seats, webrtc.Seat{Voice: lc.room.port.Voice(), Role: webrtc.RoleOutside})
	case lc.c.Guest.Here:
		if other := lc.d.legOf(g.agent); other != nil {
			seats = append(seats, webrtc.Seat{Voice: other.Browser(), Role: webrtc.RoleColleague})
		}
	}
	if len(seats) == 2 {
		lc.closeMix()
		return
	}
	if lc.mix == nil {
		lc.mix = webrtc.NewMix()
	}
	var tap webrtc.Tap
	if lc.tap != nil {
		tap = lc.tap
	}
	lc.mix.Set(seats, tap)
}

func (lc *liveCall) closeMix() {
	if lc.mix != nil {
		lc.mix.Close()
		lc.mix = nil
	}
}

// showGuest draws the guest on both desks after a step.
func (lc *liveCall) showGuest(before call.Call) {
	c := lc.c
	if c.Guest == before.Guest && c.State == before.State && c.HeldSince.Equal(before.HeldSince) {
		return
	}
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	g := lc.guest
	host := lc.agent
	if !c.HasAgent {
		host = lc.former
	}
	if dk := lc.d.desks[host]; dk != nil && dk.view != nil && dk.view.Attempt == lc.order.Attempt {
		lc.showHost(dk.view, g)
		lc.d.publishLocked(dk)
	}
	if g == nil {
		return
	}
	dk := lc.d.desks[g.agent]
	if dk == nil || dk.guestOf != lc || dk.view == nil || !c.Guest.Here {
		return
	}
	_ = lc.d.stepLocked(dk, agent.Talk{Attempt: lc.order.Attempt}) // total
	v := dk.view
	v.Phase, v.AnsweredAt = "guest", &c.AnsweredAt
	v.setGuest(lc.guestState())
	lc.d.publishLocked(dk)
}

// guestState is the guest's state in words of GuestSnapshot.
func (lc *liveCall) guestState() string {
	switch {
	case lc.c.State == call.Handed:
		return guestHanded
	case lc.c.State == call.Parked, lc.c.Guest.Blind:
		return guestTransferring
	case lc.c.Guest.Coming:
		return guestConnecting
	case !lc.c.Guest.Here:
		return guestAsked
	case !lc.c.HeldSince.IsZero():
		return guestConsulting
	}
	return guestConference
}

// showHost draws the guest on the desk of the agent who has asked; Dialer.mu is held.
func (lc *liveCall) showHost(v *CallSnapshot, g *guest) {
	if lc.c.State == call.Ended {
		return
	}
	if g == nil {
		if v.Guest != nil && v.Guest.Side == "host" {
			v.Guest = nil
			if lc.failed != "" {
				v.Guest = &GuestSnapshot{Side: "host", State: guestFailed, Reason: lc.failed, Since: time.Now()}
			}
		}
		return
	}
	kind := "agent"
	limit := call.ColleagueLimit
	if g.kind == call.Outside {
		kind, limit = "outside", call.OutsideLimit
	}
	s := &GuestSnapshot{Side: "host", Kind: kind, Name: g.name, State: lc.guestState(), Blind: g.ask.Blind, Note: g.ask.Note, Since: g.since}
	if !lc.c.Guest.Here && !g.rings.IsZero() {
		till := g.rings.Add(limit)
		s.Till = &till
	}
	v.Guest = s
}

// guestLog notes why a guest did not come, for showHost.
func (lc *liveCall) guestLog(e call.Log) {
	switch e.Kind {
	case "consult", "transfer", "guest_accepted", "taken_back":
		lc.failed = ""
	case "guest_failed", "guest_left":
		lc.failed = e.Detail
	case "agent_found":
		lc.d.mu.Lock()
		defer lc.d.mu.Unlock()
		if lc.former != 0 && lc.former != lc.agent {
			lc.forgetFormerLocked()
		}
	}
}

// endFormer tells the agent who waited in wrap-up for the end of a transfer that there was none: the record is his. When
// the customer is to be called back, the system has written so.
func (lc *liveCall) endFormer() {
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	if lc.former == 0 {
		return
	}
	if lc.c.Lost {
		lc.forgetFormerLocked()
		return
	}
	dk := lc.d.desks[lc.former]
	lc.former = 0
	if dk == nil || dk.view == nil || dk.view.Attempt != lc.order.Attempt {
		return
	}
	now := time.Now()
	dk.view.Phase, dk.view.EndedAt, dk.view.HungUpBy = "ended", &now, string(lc.c.HungUpBy)
	dk.view.setGuest(guestEnded)
	lc.d.publishLocked(dk)
}

// hangUpGuests ends channels of outside guests that nobody talks to: a crash or an Asterisk that could not be reached left
// them. Those of other nodes' calls are left alone.
func (d *Dialer) hangUpGuests(ctx context.Context, channels []ari.Channel) error {
	left := map[string]int64{}
	var attempts []int64
	d.mu.Lock()
	known := map[string]bool{}
	for _, lc := range d.calls {
		if lc.guest != nil {
			known[lc.guest.channel] = true
		}
	}
	d.mu.Unlock()
	for _, c := range channels {
		rest, ok := strings.CutPrefix(c.ID, guestPrefix)
		digits, _, _ := strings.Cut(rest, "-")
		attempt, err := strconv.ParseInt(digits, 10, 64)
		if ok && err == nil && !known[c.ID] && time.Since(c.CreatedAt) > 2*time.Second {
			left[c.ID] = attempt
			attempts = append(attempts, attempt)
		}
	}
	if len(left) == 0 {
		return nil
	}
	owners, err := d.cfg.Store.Owners(ctx, attempts)
	if err != nil {
		return fmt.Errorf("look up the owners of outside guests: %w", err)
	}
	for id, attempt := range left {
		if owner := owners[attempt]; owner != "" && owner != d.cfg.Node {
			continue
		}
		if err := d.cfg.ARI.Hangup(ctx, id, ""); err != nil {
			return err
		}
		d.cfg.Metrics.orphans.Inc()
		d.log.Warn("outside guest without a call was hung up", "channel", id)
	}
	return nil
}
