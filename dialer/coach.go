package dialer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"huifang/dialer/agent"
	"huifang/dialer/call"
	"huifang/dialer/webrtc"
)

// CoachMode is how a supervisor takes part in a conversation (R30).
type CoachMode string

// The modes of a supervisor.
const (
	CoachListen  CoachMode = "listen"  // hears all, nobody hears him
	CoachWhisper CoachMode = "whisper" // only the agents hear him
	CoachJoin    CoachMode = "join"    // all hear him
)

// The policies for what agents see of supervisors in their calls (U53).
const (
	ShowCoachNever    = "never"
	ShowCoachSpeaking = "speaking" // when he whispers or has joined
	ShowCoachAlways   = "always"
)

// CoachView is a supervisor in a conversation.
type CoachView struct {
	Name string    `json:"name"`
	Mode CoachMode `json:"mode" enum:"listen,whisper,join"`
}

// CoachSnapshot is all that a supervisor's page needs of his seat; it gets a whole one after every change.
type CoachSnapshot struct {
	Seq     int64      `json:"seq"`
	Media   MediaState `json:"media" enum:"none,connecting,connected,lost"`
	Mode    CoachMode  `json:"mode,omitempty" enum:"listen,whisper,join" doc:"absent: in no conversation"`
	Attempt int64      `json:"attempt_id,omitempty"`
	Agent   int64      `json:"agent_id,omitempty"`
	Name    string     `json:"agent,omitempty"`
	Since   *time.Time `json:"since,omitempty"`
	Ended   bool       `json:"ended" doc:"the conversation that was listened to last has ended"`
	Muted   bool       `json:"muted"`
}

// CoachDesk is one supervisor's page, seen from the dialer; like Desk.
type CoachDesk interface {
	Updates() <-chan CoachSnapshot
	Offer(ctx context.Context, sdp string) (answer string, err error)
	// Coach takes part in the agent's conversation, or changes how; the audit trail is the caller's. It returns
	// ErrNotAllowed when the agent is not in it any more.
	Coach(ctx context.Context, agentID, attempt int64, mode CoachMode) error
	// Conversation is the attempt that the agent is talking in, ErrNotAllowed when he is not.
	Conversation(agentID int64) (attempt int64, err error)
	Leave(ctx context.Context) error
	Mute(ctx context.Context, on bool) error
	Close()
}

// coach is a supervisor's seat at this node. Its fields are guarded by Dialer.mu.
type coach struct {
	d       *Dialer
	id      int64
	name    string
	leg     *webrtc.Leg
	updates chan CoachSnapshot
	closed  bool
	snap    CoachSnapshot
	offers  int

	lc    *liveCall // nil: in no conversation
	shown bool      // to the agent
}

var _ CoachDesk = (*coach)(nil)

// ConnectCoach opens a supervisor's seat; another page of his is closed by it.
func (d *Dialer) ConnectCoach(id int64, name string) (CoachDesk, error) {
	leg, err := d.cfg.Gateway.NewLeg(fmt.Sprintf("coach-%d", id))
	if err != nil {
		return nil, fmt.Errorf("make the supervisor's leg: %w", err)
	}
	d.mu.Lock()
	if d.ctx == nil || d.ctx.Err() != nil {
		d.mu.Unlock()
		leg.Close()
		return nil, ErrClosed
	}
	old := d.coaches[id]
	c := &coach{d: d, id: id, name: name, leg: leg, updates: make(chan CoachSnapshot, 1), snap: CoachSnapshot{Media: MediaNone}}
	d.coaches[id] = c
	c.publishLocked()
	d.mu.Unlock()
	if old != nil {
		old.Close()
	}
	return c, nil
}

func (c *coach) Updates() <-chan CoachSnapshot { return c.updates }

func (c *coach) publishLocked() {
	if c.closed {
		return
	}
	c.snap.Seq++
	select { // the older one, if it was not read
	case <-c.updates:
	default:
	}
	c.updates <- c.snap // there is room: only this sends, with the lock held
}

func (c *coach) Offer(ctx context.Context, sdp string) (string, error) {
	c.d.mu.Lock()
	if c.closed {
		c.d.mu.Unlock()
		return "", ErrClosed
	}
	c.offers++
	n := c.offers
	c.snap.Media = MediaConnecting
	c.publishLocked()
	c.d.mu.Unlock()
	answer, err := c.leg.Attach(ctx, sdp, func(m webrtc.MediaState) {
		c.d.jobs.push(func() { c.media(n, MediaState(m)) })
	})
	if errors.Is(err, webrtc.ErrClosed) {
		return "", ErrClosed
	}
	return answer, err
}

func (c *coach) media(offer int, m MediaState) {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	if c.offers == offer {
		c.snap.Media = m
		c.publishLocked()
	}
}

// conversationLocked is the call that an agent talks in.
func (d *Dialer) conversationLocked(agentID int64) (*liveCall, *desk) {
	dk := d.desks[agentID]
	if dk == nil || dk.s.State != agent.OnCall {
		return nil, nil
	}
	lc := d.calls[dk.s.Attempt]
	if lc == nil || dk.view == nil {
		return nil, nil
	}
	return lc, dk
}

func (c *coach) Conversation(agentID int64) (int64, error) {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	lc, _ := c.d.conversationLocked(agentID)
	if lc == nil {
		return 0, ErrNotAllowed
	}
	return lc.order.Attempt, nil
}

func (c *coach) Coach(ctx context.Context, agentID, attempt int64, mode CoachMode) error {
	if mode != CoachListen && mode != CoachWhisper && mode != CoachJoin {
		return ErrNotAllowed
	}
	c.d.mu.Lock()
	lc, _ := c.d.conversationLocked(agentID)
	c.d.mu.Unlock()
	if lc == nil || lc.order.Attempt != attempt {
		return ErrNotAllowed
	}
	show := ShowCoachSpeaking
	if c.d.cfg.Colleagues != nil {
		var err error
		if show, err = c.d.cfg.Colleagues.ShowCoach(ctx, lc.order.Campaign); err != nil {
			return err
		}
	}
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	again, dk := c.d.conversationLocked(agentID)
	switch {
	case c.closed:
		return ErrClosed
	case again != lc:
		return ErrNotAllowed
	case c.snap.Media != MediaConnected:
		return ErrNoMedia
	}
	if c.lc != nil && c.lc != lc {
		c.leaveLocked()
	}
	c.lc = lc
	c.shown = show == ShowCoachAlways || show == ShowCoachSpeaking && mode != CoachListen
	now := time.Now()
	c.snap.Mode, c.snap.Attempt, c.snap.Agent, c.snap.Name, c.snap.Since, c.snap.Ended = mode, lc.order.Attempt, dk.id, dk.name, &now, false
	c.publishLocked()
	lc.inbox.push(call.Rearranged{At: now, Kind: "coach_" + string(mode), Detail: c.name})
	return nil
}

func (c *coach) Leave(context.Context) error {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	c.leaveLocked()
	return nil
}

func (c *coach) leaveLocked() {
	if c.lc == nil {
		return
	}
	c.lc.inbox.push(call.Rearranged{At: time.Now(), Kind: "coach_left", Detail: c.name})
	c.lc = nil
	c.snap = CoachSnapshot{Seq: c.snap.Seq, Media: c.snap.Media, Muted: c.snap.Muted}
	c.publishLocked()
}

func (c *coach) Mute(_ context.Context, on bool) error {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	c.leg.SetMuted(on)
	c.snap.Muted = on
	c.publishLocked()
	return nil
}

func (c *coach) Close() {
	c.d.mu.Lock()
	if c.closed {
		c.d.mu.Unlock()
		return
	}
	c.leaveLocked()
	c.closed = true
	close(c.updates)
	if c.d.coaches[c.id] == c {
		delete(c.d.coaches, c.id)
	}
	c.d.mu.Unlock()
	c.leg.Close()
}

// coachesLocked lists the supervisors in a conversation, by name.
func (d *Dialer) coachesLocked(lc *liveCall) []*coach {
	var list []*coach
	for _, c := range d.coaches {
		if c.lc == lc {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *coach) int { return strings.Compare(a.name, b.name) })
	return list
}

// coachSeatsLocked are their seats.
func (d *Dialer) coachSeatsLocked(lc *liveCall) []webrtc.Seat {
	var seats []webrtc.Seat
	for _, c := range d.coachesLocked(lc) {
		reach := map[CoachMode]webrtc.Reach{CoachListen: webrtc.ReachNone, CoachWhisper: webrtc.ReachAgent, CoachJoin: webrtc.ReachAll}[c.snap.Mode]
		seats = append(seats, webrtc.Seat{Voice: c.leg.Browser(), Role: webrtc.RoleCoach, Reach: reach})
	}
	return seats
}

// coachViewsLocked is what a page may see of them.
func (d *Dialer) coachViewsLocked(lc *liveCall, all bool) []CoachView {
	var views []CoachView
	for _, c := range d.coachesLocked(lc) {
		if all || c.shown {
			views = append(views, CoachView{c.name, c.snap.Mode})
		}
	}
	return views
}

// showCoaches draws them on the agent's desk.
func (lc *liveCall) showCoaches() {
	lc.d.mu.Lock()
	views := lc.d.coachViewsLocked(lc, false)
	lc.d.mu.Unlock()
	lc.view(func(v *CallSnapshot) { v.Coaches = views })
}

// keepCoaches tells the supervisors in a conversation whose it is now, and him of them: after a transfer their buttons must not
// lead into the next call of the agent who left.
func (lc *liveCall) keepCoaches() {
	lc.d.mu.Lock()
	if dk := lc.d.desks[lc.agent]; dk != nil {
		for _, c := range lc.d.coachesLocked(lc) {
			if c.snap.Agent != dk.id {
				c.snap.Agent, c.snap.Name = dk.id, dk.name
				c.publishLocked()
			}
		}
	}
	lc.d.mu.Unlock()
	lc.showCoaches()
}

// dropCoaches tells the supervisors that the conversation has ended.
func (lc *liveCall) dropCoaches() {
	lc.d.mu.Lock()
	for _, c := range lc.d.coachesLocked(lc) {
		c.lc = nil
		c.snap.Mode, c.snap.Ended = "", true
		c.publishLocked()
	}
	lc.d.mu.Unlock()
	lc.showCoaches()
}

// closeCoaches ends the seats of all supervisors; used when the dialer stops.
func (d *Dialer) closeCoaches() {
	d.mu.Lock()
	list := make([]*coach, 0, len(d.coaches))
	for _, c := range d.coaches {
		list = append(list, c)
	}
	d.mu.Unlock()
	for _, c := range list {
		c.Close()
	}
}
