package api

import (
	"context"
	"fmt"
	"net/http"

	"huifang/campaign/store"
	"huifang/web/auth"
)

// SkillInput is what an agent can do.
type SkillInput struct {
	Skill     string `json:"skill" minLength:"1" maxLength:"64" doc:"mandarin, cantonese, or the code of a follow-up type"`
	Level     int    `json:"level" minimum:"1" maximum:"10" default:"1" required:"false"`
	TrainedOn string `json:"trained_on" required:"false" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"`
}

type skillsListIn struct {
	Skill string `query:"skill" maxLength:"64" doc:"only agents who have it"`
}

type skillsIn struct {
	IDParam
	Body struct {
		Skills []SkillInput `json:"skills" maxItems:"100"`
	}
}

func (a *API) skillRoutes() {
	const tag = "users"
	add(a, op{id: "listSkills", method: http.MethodGet, path: "/skills", tag: tag, roles: supervisor,
		summary: "Active agents and what they can do (R21, R35)"}, a.listSkills)
	add(a, op{id: "getSkills", method: http.MethodGet, path: "/users/{id}/skills", tag: tag, roles: supervisor,
		summary: "What an agent can do", errors: []int{404}}, a.getSkills)
	add(a, op{id: "setSkills", method: http.MethodPut, path: "/users/{id}/skills", tag: tag, roles: supervisor,
		summary: "Say what an agent can do", doc: "Replaces all his skills.", errors: []int{404}}, a.setSkills)
}

func (a *API) listSkills(ctx context.Context, in *skillsListIn) (*out[[]store.AgentSkills], error) {
	list, err := a.deps.Store.Skills(ctx, in.Skill)
	if err != nil {
		return nil, err
	}
	return &out[[]store.AgentSkills]{list}, nil
}

func (a *API) getSkills(ctx context.Context, in *IDParam) (*out[store.AgentSkills], error) {
	k, err := a.deps.Store.SkillsOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &out[store.AgentSkills]{k}, nil
}

func (a *API) setSkills(ctx context.Context, in *skillsIn) (*out[store.AgentSkills], error) {
	var w wrongs
	list := make([]store.Skill, len(in.Body.Skills))
	for i, k := range in.Body.Skills {
		list[i] = store.Skill{Skill: k.Skill, Level: k.Level, TrainedOn: w.day(fmt.Sprintf("/skills/%d/trained_on", i), k.TrainedOn)}
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	if err := a.deps.Store.SetSkills(ctx, in.ID, list, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.getSkills(ctx, &in.IDParam)
}
