package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"huifang/campaign"
	"huifang/dialer"
	"huifang/web/auth"
)

// ModeInput chooses how a campaign dials (R16).
type ModeInput struct {
	Mode         dialer.Mode            `json:"mode" enum:"manual,preview,progressive,predictive,agentless"`
	ModeSettings *campaign.ModeSettings `json:"mode_settings,omitempty" doc:"absent: as they are"`
}

type modeIn struct {
	IDParam
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of the version that was changed"`
	Body    ModeInput
}

func (a *API) modeRoutes() {
	const tag = "campaigns"
	add(a, op{id: "getModeDefaults", method: http.MethodGet, path: "/modes/defaults", tag: tag, roles: supervisor,
		summary: "What the mode settings of a new campaign are"}, a.getModeDefaults)
	add(a, op{id: "switchMode", method: http.MethodPatch, path: "/campaigns/{id}/mode", tag: tag, roles: supervisor,
		summary: "Switch the dialling mode, also while the campaign runs", doc: "Calls under way keep theirs; what is dialled next goes by the new one.",
		errors: []int{404, 409, 412, 428}}, a.switchMode)
}

func (a *API) getModeDefaults(context.Context, *none) (*out[campaign.ModeSettings], error) {
	return &out[campaign.ModeSettings]{campaign.DefaultModeSettings()}, nil
}

func (a *API) switchMode(ctx context.Context, in *modeIn) (*campaignOut, error) {
	version, err := ifMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	was, err := a.deps.Store.Campaign(ctx, in.ID, time.Now())
	if err != nil {
		return nil, err
	}
	if in.Body.ModeSettings == nil {
		in.Body.ModeSettings = &was.Modes
	}
	var w wrongs
	modes := w.modes(in.Body.Mode, in.Body.ModeSettings, auth.UserOf(ctx), was.Modes.Predictive.AbandonCap)
	if err := w.err(); err != nil {
		return nil, err
	}
	if err := a.deps.Store.SwitchMode(ctx, in.ID, version, in.Body.Mode, modes, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.answerCampaign(ctx, in.ID)
}

// modes checks mode settings; nil ones are the defaults. More than the usual abandoned rate is an admin's decision, and may be
// left as it is by others.
func (w *wrongs) modes(mode dialer.Mode, in *campaign.ModeSettings, by auth.User, was float64) campaign.ModeSettings {
	const at = "/mode_settings"
	m := campaign.DefaultModeSettings()
	if in != nil {
		m = *in
	}
	if m.Notice.Keys == nil {
		m.Notice.Keys = map[string]string{}
	}
	if m.Preview.Reasons == nil {
		m.Preview.Reasons = []campaign.SkipReason{}
	}
	limit := max(campaign.DefaultAbandonCap, was)
	if m.Predictive.AbandonCap > limit && by.Role != auth.Admin {
		w.add(at+"/predictive/abandon_cap", campaign.CodeCapTooHigh, fmt.Sprintf("only an admin may allow more than %g", limit))
	}
	for _, e := range m.Validate(mode) {
		w.add(at+e.Pointer, e.Code, e.Detail)
	}
	return m
}
