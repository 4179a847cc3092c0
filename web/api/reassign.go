package api

import (
	"context"
	"fmt"
	"slices"

	"huifang/campaign/store"
	"huifang/web/auth"
)

// ReassignInput says which customers go to whom: ids or filter, and one agent or several.
type ReassignInput struct {
	IDs      []int64         `json:"ids,omitempty" maxItems:"10000"`
	Filter   *ReassignFilter `json:"filter,omitempty" doc:"an empty one means all customers"`
	AgentIDs []int64         `json:"agent_ids" minItems:"1" maxItems:"500" doc:"active agents; with one he gets them all"`
	Spread   string          `json:"spread" enum:"even,weighted" default:"even" required:"false" doc:"over several agents: even: all have the same number at the end, with what they own already; weighted: in proportion to their best level of skill, and only to who speaks the customer's language"`
}

// ReassignFilter finds customers; what is absent does not narrow.
type ReassignFilter struct {
	OwnerID int64  `json:"owner_id,omitempty" minimum:"1"`
	Unowned bool   `json:"unowned,omitempty"`
	UnitID  int64  `json:"unit_id,omitempty" minimum:"1"`
	Segment string `json:"segment,omitempty" enum:"member,vip,prospect,churned"`
}

// ReassignResult says how many each agent got.
type ReassignResult struct {
	Agents     []ReassignCount `json:"agents"`
	Unassigned int             `json:"unassigned" doc:"nobody among the agents speaks their language: they stay where they were"`
}

// ReassignCount is how many customers an agent got.
type ReassignCount struct {
	AgentID int64 `json:"agent_id"`
	Count   int   `json:"count"`
}

type reassignIn struct {
	Body ReassignInput
}

func (a *API) reassignCustomers(ctx context.Context, in *reassignIn) (*out[ReassignResult], error) {
	b := in.Body
	var w wrongs
	if (b.IDs == nil) == (b.Filter == nil) {
		w.add("/ids", "required", "give ids or a filter, not both")
	}
	for i, id := range b.AgentIDs {
		if slices.Contains(b.AgentIDs[:i], id) {
			w.add(fmt.Sprintf("/agent_ids/%d", i), "duplicate", "this agent is named twice")
		}
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	re := store.Reassign{IDs: b.IDs, Agents: b.AgentIDs, Weighted: b.Spread == "weighted" && len(b.AgentIDs) > 1}
	if b.Filter != nil {
		re.Filter = store.CustomerFilter{Owner: b.Filter.OwnerID, Unowned: b.Filter.Unowned, Unit: b.Filter.UnitID, Segment: b.Filter.Segment}
	}
	res, err := a.deps.Store.ReassignCustomers(ctx, re, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	body := ReassignResult{Agents: make([]ReassignCount, len(b.AgentIDs)), Unassigned: res.Unassigned}
	for i, id := range b.AgentIDs {
		body.Agents[i] = ReassignCount{id, res.Counts[id]}
	}
	return &out[ReassignResult]{body}, nil
}
