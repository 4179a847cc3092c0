package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/web/auth"
)

// Directory is whom an agent may ask into his call (R18).
type Directory struct {
	Agents  []dialer.AgentInfo `json:"agents" doc:"signed in at the nodes that are seen; the free ones first, of these the ones at the own node"`
	Skills  []string           `json:"skills" doc:"that a free agent has"`
	Outside bool               `json:"outside" doc:"outside numbers too, by the right dial_outside"`
}

type callSettingsIn struct{ Body store.CallSettings }

func (a *API) inCallRoutes() {
	add(a, op{id: "getAgentDirectory", method: http.MethodGet, path: "/agent/directory", tag: "agent", roles: agents,
		summary: "Whom I can consult or transfer to"}, a.getAgentDirectory)
	add(a, op{id: "getCallSettings", method: http.MethodGet, path: "/call-settings", tag: "campaigns", roles: supervisor,
		summary: "What holds for all calls"}, a.getCallSettings)
	add(a, op{id: "setCallSettings", method: http.MethodPut, path: "/call-settings", tag: "campaigns", roles: supervisor,
		summary: "Change what holds for all calls", doc: "Audited."}, a.setCallSettings)
	a.coachRoutes()
}

func (a *API) getAgentDirectory(ctx context.Context, _ *none) (*out[Directory], error) {
	u := auth.UserOf(ctx)
	list, err := a.deps.Store.Skills(ctx, "")
	if err != nil {
		return nil, err
	}
	skills := map[int64][]string{}
	for _, k := range list {
		for _, s := range k.Skills {
			skills[k.Agent.ID] = append(skills[k.Agent.ID], s.Skill)
		}
	}
	d := Directory{Agents: a.deps.Dialer.Directory(u.ID), Skills: []string{}, Outside: slices.Contains(u.Rights, auth.DialOutside)}
	for i := range d.Agents {
		if s := skills[d.Agents[i].ID]; s != nil {
			d.Agents[i].Skills = s
		}
		if d.Agents[i].Free {
			d.Skills = append(d.Skills, d.Agents[i].Skills...)
		}
	}
	slices.Sort(d.Skills)
	d.Skills = slices.Compact(d.Skills)
	slices.SortFunc(d.Agents, func(x, y dialer.AgentInfo) int {
		if x.Free != y.Free {
			if x.Free {
				return -1
			}
			return 1
		}
		if x.Away != y.Away {
			if y.Away {
				return -1
			}
			return 1
		}
		return strings.Compare(x.Name, y.Name)
	})
	return &out[Directory]{d}, nil
}

func (a *API) getCallSettings(ctx context.Context, _ *none) (*out[store.CallSettings], error) {
	c, err := a.deps.Store.CallSettings(ctx)
	if err != nil {
		return nil, err
	}
	return &out[store.CallSettings]{c}, nil
}

func (a *API) setCallSettings(ctx context.Context, in *callSettingsIn) (*out[store.CallSettings], error) {
	if err := a.deps.Store.SetCallSettings(ctx, in.Body, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return &out[store.CallSettings]{in.Body}, nil
}
