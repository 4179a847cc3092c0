package api

import (
	"context"
	"net/http"
	"time"

	"huifang/campaign/caps"
	"huifang/campaign/retry"
	"huifang/web/auth"
)

// Caps limit how often a number and a customer are called, over all campaigns (R12).
type Caps struct {
	PerDay   int `json:"per_day" minimum:"1" maximum:"100" doc:"calls in any 24 hours"`
	PerBurst int `json:"per_burst" minimum:"1" maximum:"100" doc:"calls in any burst_s seconds"`
	BurstS   int `json:"burst_s" minimum:"60" maximum:"86400"`
}

// RetryPreset is a retry policy to start from (R11).
type RetryPreset struct {
	Code    string       `json:"code"`
	LabelZH string       `json:"label_zh"`
	LabelEN string       `json:"label_en"`
	Policy  retry.Policy `json:"policy"`
}

type capsIn struct{ Body Caps }

func (a *API) rulesRoutes() {
	const tag = "campaigns"
	add(a, op{id: "getCaps", method: http.MethodGet, path: "/caps", tag: tag, roles: supervisor,
		summary: "How often one number and one customer may be called, over all campaigns"}, a.getCaps)
	add(a, op{id: "setCaps", method: http.MethodPut, path: "/caps", tag: tag, roles: supervisor,
		summary: "Change the caps", doc: "In force for every dial that is not armed yet. Audited."}, a.setCaps)
	add(a, op{id: "listRetryPresets", method: http.MethodGet, path: "/retry/presets", tag: tag, roles: supervisor,
		summary: "Retry policies to start from"}, a.listRetryPresets)
}

func (a *API) getCaps(ctx context.Context, _ *none) (*out[Caps], error) {
	c, err := a.deps.Store.Caps(ctx)
	if err != nil {
		return nil, err
	}
	return &out[Caps]{Caps{PerDay: c.PerDay, PerBurst: c.PerBurst, BurstS: int(c.Burst / time.Second)}}, nil
}

func (a *API) setCaps(ctx context.Context, in *capsIn) (*out[Caps], error) {
	c := caps.Caps{PerDay: in.Body.PerDay, PerBurst: in.Body.PerBurst, Burst: time.Duration(in.Body.BurstS) * time.Second}
	if err := a.deps.Store.SetCaps(ctx, c, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return &out[Caps]{in.Body}, nil
}

func (a *API) listRetryPresets(context.Context, *none) (*out[[]RetryPreset], error) {
	return &out[[]RetryPreset]{[]RetryPreset{
		{"simple", "简单：未接通后再拨一次", "Simple: once more when not reached", retry.Default(2, time.Hour)},
		{"documents", "规范：未接可再拨一次，关机停机当天不再拨，空号换号码", "By the rules: a second dial after no answer; powered off and suspended not on the same day; vacant: the next number", retry.Documents()},
	}}, nil
}
