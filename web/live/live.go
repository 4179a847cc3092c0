// Package live sends the supervisor's live picture (R34) as server-sent events.
package live

import (
	"context"
	"time"

	"huifang/campaign"
	"huifang/campaign/calendar"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/trunk"
)

// Live is the whole picture; every event holds one.
type Live struct {
	At        time.Time      `json:"at"`
	Dialer    dialer.Status  `json:"dialer"`
	Campaigns []LiveCampaign `json:"campaigns" doc:"running and paused campaigns, and those ended today; at most 100"`
	Today     campaign.Day   `json:"today"`

	Pacing []campaign.PacingStatus `json:"pacing" doc:"of the running campaigns whose pacing decides, over all nodes that are seen"`

	Problems  []string  `json:"problems" doc:"codes of present troubles: asterisk_down, database_down (campaigns and today are then as of figures_at)"`
	FiguresAt time.Time `json:"figures_at" doc:"when campaigns and today were counted"`
}

// LiveCampaign is one campaign in the live picture.
type LiveCampaign struct {
	ID           int64             `json:"id"`
	Name         string            `json:"name"`
	Mode         dialer.Mode       `json:"mode" enum:"manual,preview,progressive,predictive,agentless,inbound"`
	State        campaign.State    `json:"state" enum:"draft,running,paused,stopped,finished"`
	Counts       campaign.Counts   `json:"counts"`
	DiallableNow int               `json:"diallable_now"`
	Reasons      []campaign.Reason `json:"reasons"`
	Warnings     []window.Warning  `json:"warnings"`
}

// The codes in Live.Problems.
const (
	ProblemAsterisk = "asterisk_down"
	ProblemDatabase = "database_down"
)

// Figures is what the live picture needs of the database; *store.Store has it.
type Figures interface {
	LiveCampaigns(ctx context.Context, endedSince, now time.Time) ([]campaign.Campaign, error)
	SplitDue(ctx context.Context, campaigns, readyAgents []int64, now time.Time) (map[int64]store.DueSplit, error)
	Today(ctx context.Context, since time.Time) (campaign.Day, error)
	Calendar(ctx context.Context) (*calendar.Calendar, error)
}

// Readiness assesses campaigns (with their counts as of now) in the dialer's present state; the result has their order.
func Readiness(ctx context.Context, f Figures, st dialer.Status, list []campaign.Campaign, now time.Time) ([]campaign.Readiness, error) {
	ids := make([]int64, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	agents := make(map[int64]dialer.AgentState, len(st.Agents))
	var ready []int64
	for _, a := range st.Agents {
		agents[a.ID] = a.State
		if a.State == dialer.AgentReady {
			ready = append(ready, a.ID)
		}
	}
	split, err := f.SplitDue(ctx, ids, ready, now)
	if err != nil {
		return nil, err
	}
	cal, err := f.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]campaign.Readiness, len(list))
	for i, c := range list {
		d := split[c.ID]
		lines := linesOf(st, c.Trunk)
		hours := c.Window.Bind(cal)
		s := campaign.Situation{
			State: c.State, Mode: c.Mode, WindowOpen: hours.Open(now), Warnings: hours.Warnings(now, now.Add(window.LookAhead)), NextDue: d.NextDue,
			AgentsAssigned: len(c.Pool),
			AsteriskUp:     st.AsteriskUp, AsteriskError: st.AsteriskErr,
			TrunkKnown: lines.known, TrunkCalls: lines.calls, TrunkMax: lines.most, TrunkTrouble: lines.trouble,
			Counts: c.Counts, OnDNC: d.OnDNC, NumberBusy: d.NumberBusy, WaitingOnAgent: d.WaitingOnAgent, Capped: d.Capped, Free: d.Free, NoneFits: d.NoneFits,
		}
		// Both queries see the same clock but not the same snapshot of the table; what is due must add up all the same.
		s.Counts.Due = d.OnDNC + d.NumberBusy + d.WaitingOnAgent + d.Capped + d.Free
		if !s.WindowOpen {
			if next, ok := hours.Next(now); ok {
				next = next.UTC()
				s.NextOpen = &next
			}
		}
		for _, id := range c.Pool {
			switch state, seated := agents[id]; {
			case !seated || state == dialer.AgentOffline:
			case state == dialer.AgentReady:
				s.AgentsReady++
				s.AgentsSignedIn++
			default:
				s.AgentsSignedIn++
			}
		}
		out[i] = campaign.Assess(s)
	}
	return out, nil
}

// lines sums up the trunks that a campaign may use.
type lines struct {
	known       bool
	calls, most int
	trouble     *campaign.Reason // of the first, when none takes calls
}

func linesOf(st dialer.Status, name string) (l lines) {
	fine := false
	for _, t := range st.Trunks {
		if t.Name != name && name != trunk.Auto {
			continue
		}
		l.known = true
		r := &campaign.Reason{Detail: t.Reason}
		switch {
		case t.Health == trunk.WordDown:
			r.Code = campaign.ReasonTrunkDown
		case t.Health == trunk.WordSuspect:
			r.Code, r.Until = campaign.ReasonTrunkSuspect, t.RetryAt
		case t.Spent:
			r.Code = campaign.ReasonTrunkSpent
		default:
			fine = true
			l.calls, l.most = l.calls+t.Calls, l.most+t.MaxCalls
			continue
		}
		if l.trouble == nil {
			l.trouble = r
		}
	}
	if fine {
		l.trouble = nil
	}
	return l
}
