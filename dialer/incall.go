package dialer

import (
	"context"
	"time"

	"huifang/dialer/agent"
	"huifang/dialer/call"
)

// AskKind is whom an agent can ask into his call.
type AskKind string

// The kinds of Ask.
const (
	AskAgent   AskKind = "agent"
	AskSkill   AskKind = "skill"
	AskOutside AskKind = "outside"
)

// Ask is an agent's wish for somebody in his call (R18).
type Ask struct {
	Kind   AskKind
	Agent  int64  // of AskAgent
	Skill  string // of AskSkill
	Number string // of AskOutside, as typed
	Blind  bool   // transfer without talking first
	Note   string // why; the one who is asked sees it
}

// OutsideCall is an agent's wish to dial an outside number from a call.
type OutsideCall struct {
	Agent    int64
	Campaign string // its name
	Trunk    string // of the call
	CallerID string // of the call
	Number   string // as typed
	Key      int64  // negative: stands for it where attempts do, in TrunkPicked
}

// OutsideRoute is how an outside number is dialled.
type OutsideRoute struct {
	Trunk    string
	Number   string // as the trunk wants it
	CallerID string
	Shown    string // to agents, masked
}

// Colleagues is what the dialer asks about those whom an agent may ask.
type Colleagues interface {
	// Skilled lists the agents who have the skill.
	Skilled(ctx context.Context, skill string) ([]int64, error)
	// Outside says how a number is dialled, or a *Refusal why not.
	Outside(ctx context.Context, c OutsideCall) (OutsideRoute, error)
	// ShowCoach is the policy for what the campaign's agents see of supervisors in their calls.
	ShowCoach(ctx context.Context, campaign int64) (string, error)
}

// Refusal says why a guest may not be asked; Code is stable for translation.
type Refusal struct{ Code string }

func (r *Refusal) Error() string { return "refused: " + r.Code }

// The codes of a Refusal beside those of package trunk.
const (
	RefusedPermission = "outside_not_permitted"
	RefusedBusy       = "colleague_busy"
	RefusedNobody     = "nobody_free"
	RefusedTrunk      = "trunk_unavailable"
	RefusedDNC        = "number_do_not_call"
)

// GuestSnapshot is the second party of a call as one of its two agents sees it.
type GuestSnapshot struct {
	Side   string     `json:"side" enum:"host,guest" doc:"host: I have asked; guest: I was asked"`
	Kind   string     `json:"kind" enum:"agent,outside,"`
	Name   string     `json:"name" doc:"host: who was asked, a number masked; guest: who asks"`
	State  string     `json:"state" enum:"connecting,asked,consulting,conference,transferring,handed,taken,ended,failed" doc:"connecting: the colleague is fetched from another node; taken: the call is mine now"`
	Blind  bool       `json:"blind" doc:"a transfer without talking first"`
	Note   string     `json:"note,omitempty"`
	Since  time.Time  `json:"since"`
	Till   *time.Time `json:"until,omitempty" doc:"asked: how long"`
	Reason string     `json:"reason,omitempty" doc:"failed: busy, nobody, no_answer, declined, gone, hung_up, trouble, or an outcome of a call"`
}

// The states of a GuestSnapshot.
const (
	guestConnecting   = "connecting"
	guestAsked        = "asked"
	guestConsulting   = "consulting"
	guestConference   = "conference"
	guestTransferring = "transferring" // blind, and nobody there yet
	guestHanded       = "handed"       // the customer is with the outside party
	guestTaken        = "taken"
	guestEnded        = "ended"
	guestFailed       = "failed"
)

// setGuest shows another state of the guest.
func (v *CallSnapshot) setGuest(state string) {
	if v == nil || v.Guest == nil {
		return
	}
	g := *v.Guest // what was published is being read
	g.State, g.Till = state, nil
	v.Guest = &g
}

// Ask implements Desk.
func (p *page) Ask(ctx context.Context, a Ask) error {
	g, lc, err := p.mayAsk(a)
	if err != nil {
		return err
	}
	// The database is asked without the lock; what has changed meanwhile is found by the second look.
	switch a.Kind {
	case AskSkill:
		if g.pool, err = p.d.cfg.Colleagues.Skilled(ctx, a.Skill); err != nil {
			return err
		}
	case AskOutside:
		g.kind = call.Outside
		callerID := lc.order.CallerID
		if lc.order.Incoming != nil {
			callerID = "" // it is the customer's, not one of ours
		}
		g.route, err = p.d.cfg.Colleagues.Outside(ctx, OutsideCall{Agent: p.dk.id, Campaign: lc.order.Screen.Campaign, Trunk: lc.order.Trunk,
			CallerID: callerID, Number: a.Number, Key: g.key})
		if err != nil {
			return err
		}
		g.name = g.route.Shown
	case AskAgent:
		g.pool = []int64{a.Agent}
	}
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if again, err := p.hostLocked(); err != nil || again != lc || lc.guest != nil {
		if g.kind == call.Outside {
			p.d.TrunkUnused(g.route.Trunk, g.key)
		}
		return ErrNotAllowed
	}
	if g.kind == call.Colleague {
		free := false
		for _, id := range g.pool {
			dk := p.d.desks[id]
			free = free || id != p.dk.id && dk != nil && dk.freeLocked()
		}
		far := p.d.farLocked(g.pool)
		switch {
		case free && a.Kind == AskAgent:
			g.name = p.d.desks[a.Agent].name
		case len(far) > 0 && a.Kind == AskAgent:
			g.name = far[0].Name
		case free, len(far) > 0:
		case a.Kind == AskAgent:
			return &Refusal{RefusedBusy}
		default:
			return &Refusal{RefusedNobody}
		}
	}
	lc.guest = g
	lc.inbox.push(call.GuestAsked{At: g.since, Kind: g.kind, Blind: a.Blind, Detail: askDetail(g)})
	return nil
}

// askDetail is the timeline's line about a question.
func askDetail(g *guest) string {
	s := string(g.ask.Kind) + " " + g.name
	if g.ask.Note != "" {
		s += ": " + g.ask.Note
	}
	return s
}

func (p *page) mayAsk(a Ask) (*guest, *liveCall, error) {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	lc, err := p.hostLocked()
	if err != nil {
		return nil, nil, err
	}
	if lc.guest != nil || p.d.cfg.Colleagues == nil {
		return nil, nil, ErrNotAllowed
	}
	p.d.lines++
	g := &guest{ask: a, key: -int64(p.d.lines), kind: call.Colleague, host: p.dk.id, from: p.dk.name, name: a.Skill, since: time.Now()}
	return g, lc, nil
}

// hostLocked returns the conversation that is this desk's own, not one that it was asked into.
func (p *page) hostLocked() (*liveCall, error) {
	if p.closed {
		return nil, ErrClosed
	}
	lc := p.d.calls[p.dk.s.Attempt]
	if p.dk.s.State != agent.OnCall || lc == nil || p.dk.guestOf != nil || p.dk.view == nil {
		return nil, ErrNotAllowed
	}
	return lc, nil
}

// tell sends the desk's own conversation an event.
func (p *page) tell(ev call.Event) error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	lc, err := p.hostLocked()
	if err != nil {
		return err
	}
	lc.inbox.push(ev)
	return nil
}

// Complete implements Desk.
func (p *page) Complete(context.Context) error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	lc, err := p.hostLocked()
	if err != nil {
		return err
	}
	if g := p.dk.view.Guest; g == nil || g.State != guestConsulting && g.State != guestConference {
		return ErrNotAllowed // completed only after the other side has answered
	}
	lc.inbox.push(call.CompleteAsked{At: time.Now()})
	return nil
}

// TakeBack implements Desk. Also the agent who has transferred the call blindly may do so while nobody has taken it.
func (p *page) TakeBack(context.Context) error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	lc := p.d.calls[p.dk.s.Attempt]
	mine := lc != nil && p.dk.guestOf == nil && (p.dk.s.State == agent.OnCall || p.dk.s.State == agent.WrapUp && lc.former == p.dk.id)
	if !mine || lc.guest == nil {
		return ErrNotAllowed
	}
	lc.inbox.push(call.TakeBackAsked{At: time.Now()})
	return nil
}

// Record implements Desk.
func (p *page) Record(_ context.Context, on bool, reason string) error {
	return p.tell(call.RecordingAsked{At: time.Now(), On: on, Reason: reason})
}

// Accept implements Desk.
func (p *page) Accept(context.Context) error {
	return p.answer(call.GuestAccepted{At: time.Now()}, agent.Reserved)
}

// Decline implements Desk.
func (p *page) Decline(context.Context) error {
	return p.answer(call.GuestLost{At: time.Now(), Reason: guestDeclined}, agent.Reserved)
}

// leave is a guest's hanging up.
func (p *page) leave() error {
	return p.answer(call.GuestLost{At: time.Now(), Reason: guestHungUp}, agent.OnCall)
}

// answer sends the call that this desk was asked into an event.
func (p *page) answer(ev call.Event, state agent.State) error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	lc := p.dk.guestOf
	if lc == nil || p.dk.s.State != state {
		return ErrNotAllowed
	}
	lc.inbox.push(ev)
	return nil
}

// Help implements Desk (U40). The wish ends with the call.
func (p *page) Help(_ context.Context, on bool, note string) error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	dk := p.dk
	if dk.view == nil || dk.s.State != agent.OnCall {
		return ErrNotAllowed
	}
	dk.view.HelpSince, dk.helpNote = nil, ""
	if on {
		now := time.Now()
		dk.view.HelpSince, dk.helpNote = &now, note
	}
	p.d.publishLocked(dk)
	return nil
}

// muteGuest mutes a colleague who was asked into a call; false: this desk is no such one.
func (p *page) muteGuest(on bool) bool {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	dk := p.dk
	if p.closed || dk.guestOf == nil || dk.s.State != agent.OnCall || dk.line == nil || dk.view == nil {
		return false
	}
	leg := dk.line.leg
	leg.SetMuted(on)
	dk.view.Muted = on
	p.d.publishLocked(dk)
	return true
}

// AgentInfo is a line of the agents' directory: whom a call can be given to.
type AgentInfo struct {
	ID     int64      `json:"id"`
	Name   string     `json:"name"`
	State  AgentState `json:"state"`
	Free   bool       `json:"free" doc:"can be asked now"`
	Since  time.Time  `json:"since"`
	Skills []string   `json:"skills"`
	Away   bool       `json:"away" doc:"sits at another node: when he is asked he is fetched from there, which takes some seconds"`
}

// Directory lists the agents of all nodes that are seen, but the one who asks.
func (d *Dialer) Directory(asks int64) []AgentInfo {
	others := d.others()
	d.mu.Lock()
	defer d.mu.Unlock()
	list := []AgentInfo{}
	for _, dk := range d.desks {
		if dk.id == asks || dk.page == nil {
			continue
		}
		a := AgentInfo{ID: dk.id, Name: dk.name, State: AgentState(dk.s.State), Free: dk.freeLocked(), Since: dk.s.Since, Skills: []string{}}
		list = append(list, a)
	}
	for _, o := range others {
		if dk := d.desks[o.ID]; o.ID == asks || o.State == AgentOffline || dk != nil && dk.page != nil {
			continue // the last: he has just come here
		}
		list = append(list, AgentInfo{ID: o.ID, Name: o.Name, State: o.State, Free: o.Free, Since: o.Since, Skills: []string{}, Away: true})
	}
	return list
}
