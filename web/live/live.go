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
)

// Live is the whole picture; every event holds one.
type Live struct {
	At        time.Time      `json:"at"`
	Dialer    dialer.Status  `json:"dialer"`
	Campaigns []LiveCampaign `json:"campaigns" doc:"running and paused campaigns, and those ended today; at most 100"`
	Today     campaign.Day   `json:"today"`
	Problems  []string       `json:"problems" doc:"codes of present troubles: asterisk_down, database_down (campaigns and today are then as of figures_at)"`
	FiguresAt time.Time      `json:"figures_at" doc:"when campaigns and today were counted"`
}

// LiveCampaign is one campaign in the live picture.
type LiveCampaign struct {
	ID           int64             `json:"id"`
	Name         string            `json:"name"`
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
	trunks := make(map[string]dialer.TrunkStatus, len(st.Trunks))
	for _, t := range st.Trunks {
		trunks[t.Name] = t
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
		trunk, known := trunks[c.Trunk]
		hours := c.Window.Bind(cal)
		s := campaign.Situation{
			State: c.State, WindowOpen: hours.Open(now), Warnings: hours.Warnings(now, now.Add(window.LookAhead)), NextDue: d.NextDue,
			AgentsAssigned: d.AgentsAssigned,
			AsteriskUp:     st.AsteriskUp, AsteriskError: st.AsteriskErr,
			TrunkKnown: known, TrunkCalls: trunk.Calls, TrunkMax: trunk.MaxCalls,
			Counts: c.Counts, OnDNC: d.OnDNC, NumberBusy: d.NumberBusy, WaitingOnAgent: d.WaitingOnAgent, Capped: d.Capped, Free: d.Free,
		}
		// Both queries see the same clock but not the same snapshot of the table; what is due must add up all the same.
		s.Counts.Due = d.OnDNC + d.NumberBusy + d.WaitingOnAgent + d.Capped + d.Free
		if !s.WindowOpen {
			if next, ok := hours.Next(now); ok {
				next = next.UTC()
				s.NextOpen = &next
			}
		}
		for _, id := range c.AgentIDs {
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
