package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"huifang/campaign"
	"huifang/dialer"
)

const (
	rehearsalRuns    = 20               // courses at most
	rehearsalWithin  = 12 * time.Second // for all of them
	rehearsalWaits   = 5 * time.Second  // for another one's
	rehearsalTimeout = rehearsalWithin + rehearsalWaits + 8*time.Second
	// rehearsalSlice of computing is followed by as long a rest: conversations run on the same processors.
	rehearsalSlice = 10 * time.Millisecond
)

type rehearsalIn struct {
	IDParam
	Mode   string `query:"mode" enum:"manual,preview,progressive,predictive" doc:"instead of the campaign's"`
	Agents int    `query:"agents" minimum:"1" maximum:"2000" doc:"instead of those who can get its calls: assigned, active and, where it asks for it, trained"`
}

func (a *API) rehearsalRoutes() {
	add(a, op{id: "rehearseCampaign", method: http.MethodGet, path: "/campaigns/{id}/rehearsal", tag: "campaigns", roles: supervisor,
		summary: "Launch rehearsal: when the campaign would be done, and how busy its agents would be",
		doc: `Simulates what waits with the real pacing, again and again with other chance, for up to 12 s, and changes nothing. The past of the
campaign's calls is used where there is one; assumptions says what was assumed. 422 with code no_agents, window_never_opens or not_rehearsed (agentless, inbound)
when nothing can be said, 503 rehearsal_busy while another one is under way.`,
		errors: []int{404, 422}, timeout: rehearsalTimeout}, a.rehearse)
}

func (a *API) rehearse(ctx context.Context, in *rehearsalIn) (*out[campaign.Forecast], error) {
	now := time.Now()
	given, err := a.deps.Store.RehearsalInput(ctx, in.ID, now)
	if err != nil {
		return nil, err
	}
	if in.Mode != "" {
		given.Mode = dialer.Mode(in.Mode)
	}
	if in.Agents > 0 {
		given.Agents = in.Agents
	}
	given.Lines, given.CallsPerSecond = trunkRoom(a.trunks(given.Trunk))
	wait := time.NewTimer(rehearsalWaits)
	defer wait.Stop()
	select {
	case a.rehearsing <- struct{}{}:
		defer func() { <-a.rehearsing }()
	case <-wait.C:
		return nil, problem(http.StatusServiceUnavailable, CodeRehearsalBusy, "another rehearsal is under way").with("Retry-After", "10")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	f, err := campaign.Rehearse(given, now, rehearsalRuns, unhurried(ctx, rehearsalWithin))
	switch {
	case errors.Is(err, campaign.ErrNotRehearsed):
		return nil, problem(http.StatusUnprocessableEntity, CodeNotRehearsed, err.Error())
	case errors.Is(err, campaign.ErrNoAgents):
		return nil, problem(http.StatusUnprocessableEntity, CodeNoAgents, err.Error())
	case errors.Is(err, campaign.ErrNeverOpens):
		return nil, problem(http.StatusUnprocessableEntity, CodeNeverOpens, err.Error())
	case err != nil:
		return nil, err
	}
	return &out[campaign.Forecast]{f}, nil
}

// unhurried is asked by a long computation whether to stop: when its time is over, or nobody waits for it any more. It makes it
// rest as long as it has computed.
func unhurried(ctx context.Context, within time.Duration) func() bool {
	end := time.Now().Add(within)
	began := time.Now()
	return func() bool {
		if worked := time.Since(began); worked >= rehearsalSlice {
			time.Sleep(min(worked, 5*rehearsalSlice))
			began = time.Now()
		}
		return ctx.Err() != nil || time.Now().After(end)
	}
}

// trunkRoom is what trunks can carry together; 0 lines: no limit.
func trunkRoom(trunks []Trunk) (lines int, perSecond float64) {
	limited := true
	for _, t := range trunks {
		limited = limited && t.MaxCalls > 0
		lines += t.MaxCalls
		perSecond += t.CallsPerSecond
	}
	if !limited {
		lines = 0
	}
	return lines, perSecond
}
