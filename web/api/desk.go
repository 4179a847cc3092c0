package api

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"huifang/campaign/plan"
	"huifang/dialer"
)

// deskSeat is an agent's desk.
type deskSeat struct {
	desk dialer.Desk

	mu   sync.Mutex
	snap *dialer.Snapshot
}

func (d *deskSeat) close() { d.desk.Close() }

func (d *deskSeat) last() (dialer.Snapshot, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.snap == nil {
		return dialer.Snapshot{}, false
	}
	return *d.snap, true
}

var (
	digits = regexp.MustCompile(`^[0-9*#A-D]{1,32}$`)
	codes  = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

const noteLimit = 500 // bytes of what an agent writes to a colleague or supervisor

func (d *deskSeat) do(ctx context.Context, m AgentMessage) (sdp string, err error) {
	switch m.Type {
	case "offer":
		if m.SDP == "" {
			return "", badMessage("offer needs sdp")
		}
		return d.desk.Offer(ctx, m.SDP)
	case "ready":
		return "", d.desk.Ready(ctx)
	case "pause":
		if len(m.Reason) > 100 {
			return "", badMessage("reason is too long")
		}
		return "", d.desk.Pause(ctx, m.Reason)
	case "offline":
		return "", d.desk.Offline(ctx)
	case "mute":
		return "", d.desk.Mute(ctx, m.On)
	case "hold":
		if m.Reason != "" && !codes.MatchString(m.Reason) {
			return "", badMessage("reason is a code")
		}
		if m.On && m.Agreed { // the timeline has it behind the reason
			m.Reason = strings.TrimSpace(m.Reason + " agreed")
		}
		return "", d.desk.Hold(ctx, m.On, m.Reason)
	case "dtmf":
		if !digits.MatchString(m.Digits) {
			return "", badMessage("digits are 1 to 32 of 0-9 * # A-D")
		}
		return "", d.desk.DTMF(ctx, m.Digits)
	case "hangup":
		return "", d.desk.HangUp(ctx)
	case "dial":
		return "", d.desk.Dial(ctx)
	case "skip":
		if len(m.Reason) > 100 {
			return "", badMessage("reason is too long")
		}
		return "", d.desk.Skip(ctx, m.Reason)
	}
	return d.inCall(ctx, m)
}

// inCall does what has to do with others in the call (R18).
func (d *deskSeat) inCall(ctx context.Context, m AgentMessage) (sdp string, err error) {
	switch m.Type {
	case "ask":
		a := dialer.Ask{Kind: m.Whom, Agent: m.AgentID, Skill: m.Skill, Number: m.Number, Blind: m.Blind, Note: m.Note}
		ok := map[dialer.AskKind]bool{dialer.AskAgent: a.Agent > 0, dialer.AskSkill: plan.IsCode(a.Skill), dialer.AskOutside: a.Number != "" && len(a.Number) <= 100}[a.Kind]
		if !ok || len(a.Note) > noteLimit {
			return "", badMessage("ask needs whom, and agent_id, skill or number; a note of at most 500 bytes")
		}
		return "", d.desk.Ask(ctx, a)
	case "accept":
		return "", d.desk.Accept(ctx)
	case "decline":
		return "", d.desk.Decline(ctx)
	case "complete":
		return "", d.desk.Complete(ctx)
	case "take_back":
		return "", d.desk.TakeBack(ctx)
	case "record":
		if m.Reason != "" && !codes.MatchString(m.Reason) {
			return "", badMessage("reason is a code")
		}
		return "", d.desk.Record(ctx, m.On, m.Reason)
	case "help":
		if len(m.Note) > noteLimit {
			return "", badMessage("note is too long")
		}
		return "", d.desk.Help(ctx, m.On, m.Note)
	}
	return "", badMessage("unknown type")
}

func (d *deskSeat) forward(ctx context.Context, s *socket) {
	updates := d.desk.Updates()
	for {
		select {
		case <-ctx.Done():
			return
		case snap, ok := <-updates:
			if !ok {
				if d.desk.Moved() {
					s.end(closeMoved, "moved to another node")
					return
				}
				s.seatGone(ctx)
				return
			}
			fill(&snap)
			d.mu.Lock()
			d.snap = &snap
			d.mu.Unlock()
			s.send(ServerMessage{Type: "snapshot", Snapshot: &snap})
		}
	}
}

// seatGone ends a page whose seat was taken by another page, or by the dialer when the service ends; then Close tells the
// page so.
func (s *socket) seatGone(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(closeGrace):
		s.end(closeTakenOver, "taken over")
	}
}

// fill makes empty lists of missing ones, as the description promises.
func fill(s *dialer.Snapshot) {
	if s.Campaign == nil {
		s.Campaign = []string{}
	}
	if s.Call == nil {
		return
	}
	call := *s.Call
	if call.Screen.Extra == nil {
		call.Screen.Extra = [][2]string{}
	}
	if call.Screen.History == nil {
		call.Screen.History = []dialer.Earlier{}
	}
	s.Call = &call
}
