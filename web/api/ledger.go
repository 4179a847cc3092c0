package api

import (
	"context"
	"net/http"
	"time"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/dialer"
)

type ledgerIn struct {
	Campaign int64 `query:"campaign_id" minimum:"1" doc:"of one campaign; absent: all"`
	Plan     int64 `query:"plan_id" minimum:"1" doc:"of one plan"`
	Unit     int64 `query:"unit_id" minimum:"1" doc:"of customers of one store or department"`
}

func (a *API) ledgerRoutes() {
	add(a, op{id: "getLedger", method: http.MethodGet, path: "/ledger", tag: "campaigns", roles: supervisor,
		summary: "The due-list ledger: what has become of every follow-up",
		doc: `Every follow-up is in exactly one line: done, reached, waiting (until when, and why), or not to be dialled (exactly why not).
The lines always add up to total.`}, a.getLedger)
}

func (a *API) getLedger(ctx context.Context, in *ledgerIn) (*out[campaign.Ledger], error) {
	var ready []int64
	for _, agent := range a.deps.Dialer.Status().Agents {
		if agent.State == dialer.AgentReady {
			ready = append(ready, agent.ID)
		}
	}
	l, err := a.deps.Store.Ledger(ctx, store.LedgerFilter{Campaign: in.Campaign, Plan: in.Plan, Unit: in.Unit, ReadyAgents: ready}, time.Now())
	if err != nil {
		return nil, err
	}
	return &out[campaign.Ledger]{l}, nil
}
