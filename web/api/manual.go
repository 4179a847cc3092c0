package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/web/auth"
)

// DialInput is what an agent dials himself: a follow-up or a number.
type DialInput struct {
	FollowUpID int64  `json:"follow_up_id,omitempty" minimum:"1"`
	Number     string `json:"number,omitempty" maxLength:"100" doc:"as people write it; needs the right dial_manual"`
	Customer   string `json:"customer,omitempty" maxLength:"200" doc:"name of who is called at number, when nobody is known there"`
	CampaignID int64  `json:"campaign_id,omitempty" minimum:"1" doc:"with number: for which campaign; needed when the agent works for several manual ones"`
}

// Dialled is a manual dial that was begun.
type Dialled struct {
	AttemptID int64 `json:"attempt_id"`
}

// ManualDesk is what an agent may dial himself.
type ManualDesk struct {
	MayDial   bool                  `json:"may_dial" doc:"numbers of his own, by the right dial_manual"`
	Campaigns []campaign.Ref        `json:"campaigns" doc:"running manual campaigns that he works for"`
	Items     []campaign.ManualItem `json:"items" doc:"due follow-ups of these, callbacks first; at most 50"`
}

type dialIn struct {
	Body DialInput
}

const manualItems = 50

func (a *API) manualRoutes() {
	const tag = "agent"
	add(a, op{id: "getManualDesk", method: http.MethodGet, path: "/desk/manual", tag: tag, roles: agents,
		summary: "What I may dial myself"}, a.getManualDesk)
	add(a, op{id: "dial", method: http.MethodPost, path: "/desk/dial", tag: tag, roles: agents, status: 202,
		summary: "Dial a follow-up or a number for me, now",
		doc: `The agent must be ready. The call then appears on the desk like any other. 422 with a code in errors[]: on_dnc, not_due, call_caps, window_closed, number_busy,
not_waiting, callback_of_another, not_manual, campaign_not_running, no_manual_campaign, or a code of the number. 403 right_missing; 409 agent_not_ready, no_line.`,
		errors: []int{404, 409}}, a.dial)
}

func (a *API) getManualDesk(ctx context.Context, _ *none) (*out[ManualDesk], error) {
	u := auth.UserOf(ctx)
	campaigns, err := a.deps.Store.ManualCampaigns(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	d := ManualDesk{MayDial: u.May(auth.DialManual), Campaigns: campaigns, Items: []campaign.ManualItem{}}
	if len(campaigns) > 0 {
		if d.Items, err = a.deps.Store.ManualItems(ctx, u.ID, time.Now(), manualItems); err != nil {
			return nil, err
		}
	}
	return &out[ManualDesk]{d}, nil
}

func (a *API) dial(ctx context.Context, in *dialIn) (*out[Dialled], error) {
	u := auth.UserOf(ctx)
	m := campaign.ManualClaim{Agent: u.ID, FollowUp: in.Body.FollowUpID, Campaign: in.Body.CampaignID, Now: time.Now()}
	if (in.Body.FollowUpID != 0) == (in.Body.Number != "") {
		return nil, problem(http.StatusUnprocessableEntity, CodeInvalid, "either a follow-up or a number",
			FieldProblem{Pointer: "/number", Code: "required", Detail: "either a follow-up or a number"})
	}
	if in.Body.Number != "" {
		if !u.May(auth.DialManual) {
			return nil, problem(http.StatusForbidden, CodeRightMissing, "your account may not dial numbers of its own")
		}
		var w wrongs
		var bad *phone.Error
		n, err := phone.Normalise(in.Body.Number, a.deps.Region, a.deps.AllowRegions...)
		if errors.As(err, &bad) {
			w.add("/number", bad.Code, bad.Detail)
		}
		m.Number, m.Name = n.E164, w.text("/customer", in.Body.Customer)
		if err := w.err(); err != nil {
			return nil, err
		}
	}
	attempt, err := a.deps.Runner.Manual(ctx, m)
	if err != nil {
		return nil, err
	}
	return &out[Dialled]{Dialled{attempt}}, nil
}
