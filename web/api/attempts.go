package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// DispositionInput is what the agent says about a call.
type DispositionInput struct {
	ClientID     string     `json:"client_id" format:"uuid" doc:"made by the page once for this disposition: sending it again is harmless (I7)"`
	Code         string     `json:"code" minLength:"1" maxLength:"64" doc:"of GET /dispositions"`
	Note         string     `json:"note" maxLength:"4000" required:"false"`
	CallbackAt   *time.Time `json:"callback_at,omitempty" doc:"required when the disposition's effect is callback"`
	CallbackMine bool       `json:"callback_mine" required:"false" doc:"only this agent makes the callback"`

	Answers map[string]string `json:"answers,omitempty" doc:"by question id; a follow-up is completed only when the required questions have one (R14)"`
}

// DispositionResult says what is stored.
type DispositionResult struct {
	AttemptID int64     `json:"attempt_id"`
	Code      string    `json:"code"`
	At        time.Time `json:"at"`
}

// AttemptFilters is what a search can be narrowed to.
type AttemptFilters struct {
	Campaigns    []campaign.Ref         `json:"campaigns"`
	Agents       []campaign.Ref         `json:"agents"`
	Outcomes     []string               `json:"outcomes"`
	Dispositions []campaign.Disposition `json:"dispositions"`
}

type dispositionIn struct {
	IDParam
	Body DispositionInput
}

type attemptsIn struct {
	Paging
	CampaignID  int64     `query:"campaign_id" minimum:"1"`
	AgentID     int64     `query:"agent_id" minimum:"1"`
	Outcome     string    `query:"outcome" enum:"answered,busy,no_answer,powered_off,suspended,vacant,rejected,unreachable,machine,fax,abandoned,failed,interrupted,not_placed,missed,message"`
	Disposition string    `query:"disposition" maxLength:"64"`
	From        time.Time `query:"from" doc:"claimed at or after"`
	To          time.Time `query:"to" doc:"claimed before"`
	Phone       string    `query:"phone" maxLength:"40" doc:"a whole number, or its last 4 digits or more; the role qa may give 4 digits only"`
	Recorded    string    `query:"recorded" enum:"true,false" doc:"true: with audio; false: without"`
}

func (a *API) attemptRoutes() {
	const tag = "attempts"
	add(a, op{id: "listDispositions", method: http.MethodGet, path: "/dispositions", tag: tag, roles: signedIn,
		summary: "Labels that an agent can give"}, a.listDispositions)
	add(a, op{id: "disposeAttempt", method: http.MethodPost, path: "/attempts/{id}/disposition", tag: tag, roles: disposers,
		summary: "Give the disposition of an answered call",
		doc: `For the attempt's agent; for supervisors when the agent left it. Answered after it is committed (I7); the same client_id
again gets the same answer. 422 with callback_time_required, callback_in_past or callback_outside_window (next: when it opens).
409 already_disposed: it has one from somebody else.`,
		errors: []int{404, 409}}, a.disposeAttempt)
	add(a, op{id: "listAttempts", method: http.MethodGet, path: "/attempts", tag: tag, roles: listeners,
		summary: "Search calls, newest first"}, a.listAttempts)
	add(a, op{id: "listAttemptFilters", method: http.MethodGet, path: "/attempts/filters", tag: tag, roles: listeners,
		summary: "Campaigns, agents, outcomes and dispositions to search by"}, a.listAttemptFilters)
	add(a, op{id: "getAttempt", method: http.MethodGet, path: "/attempts/{id}", tag: tag, roles: listeners,
		summary: "One call with its timeline", doc: "Each look is audited (R4).", errors: []int{404}}, a.getAttempt)
}

// outcomes are the values of attempt.outcome (the schema's check).
var outcomes = []string{"answered", "busy", "no_answer", "powered_off", "suspended", "vacant", "rejected", "unreachable",
	"machine", "fax", "abandoned", "failed", "interrupted", "not_placed", "missed", "message"}

func (a *API) listDispositions(ctx context.Context, _ *none) (*out[[]campaign.Disposition], error) {
	list, err := a.deps.Store.Dispositions(ctx)
	if err != nil {
		return nil, err
	}
	return &out[[]campaign.Disposition]{list}, nil
}

func (a *API) disposeAttempt(ctx context.Context, in *dispositionIn) (*out[DispositionResult], error) {
	u := auth.UserOf(ctx)
	id, err := uuid.Parse(in.Body.ClientID)
	if err != nil {
		return nil, &store.FieldError{Pointer: "/client_id", Code: CodeInvalid, Detail: "client_id is no UUID"}
	}
	if strings.ContainsRune(in.Body.Note, 0) {
		return nil, &store.FieldError{Pointer: "/note", Code: CodeInvalid, Detail: "the text has a NUL character"}
	}
	done, err := a.deps.Disposer.Dispose(ctx, store.DisposeRequest{
		Attempt: in.ID, ClientID: id, Code: in.Body.Code, Note: in.Body.Note, CallbackAt: in.Body.CallbackAt,
		CallbackMine: in.Body.CallbackMine, Answers: in.Body.Answers, By: u.ID, Supervisor: u.Role != auth.Agent,
		Now: time.Now().UTC().Truncate(time.Microsecond), // as Postgres keeps it: the answer is the same when it is sent again
	})
	if err != nil {
		return nil, err
	}
	return &out[DispositionResult]{DispositionResult{AttemptID: done.Attempt, Code: done.Code, At: done.At.UTC()}}, nil
}

func (a *API) listAttempts(ctx context.Context, in *attemptsIn) (*out[Page[campaign.Attempt]], error) {
	f := store.AttemptFilter{Campaign: in.CampaignID, Agent: in.AgentID, Outcome: in.Outcome, Disposition: in.Disposition, From: in.From, To: in.To}
	if in.Recorded != "" {
		f.Recorded = ptr(in.Recorded == "true")
	}
	if err := a.phoneFilter(ctx, in.Phone, &f); err != nil {
		return nil, err
	}
	return a.attempts(ctx, f, &in.Paging)
}

// phoneFilter reads a number to search by. Who sees masked numbers only may search by the last four digits only, which
// he sees: else he could find out the others by trying (I10).
func (a *API) phoneFilter(ctx context.Context, text string, f *store.AttemptFilter) error {
	if text == "" {
		return nil
	}
	var digits strings.Builder
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits.WriteRune(r)
		}
	}
	end := digits.String()
	if !auth.UserOf(ctx).Role.SeesPhones() {
		if len(end) != 4 {
			return &store.FieldError{Pointer: "query/phone", Code: CodePhoneFilter, Detail: "give the last 4 digits"}
		}
		f.PhoneEnd = end
		return nil
	}
	if n, err := phone.Normalise(text, a.deps.Region, a.deps.AllowRegions...); err == nil {
		f.Phone = n.E164
		return nil
	}
	if len(end) < 4 {
		return &store.FieldError{Pointer: "query/phone", Code: "too_short", Detail: "give a whole number or at least its last 4 digits"}
	}
	f.PhoneEnd = end
	return nil
}

func (a *API) attempts(ctx context.Context, f store.AttemptFilter, p *Paging) (*out[Page[campaign.Attempt]], error) {
	items, next, err := a.deps.Store.Attempts(ctx, f, p.Cursor, p.Limit)
	if err != nil {
		return nil, err
	}
	if !auth.UserOf(ctx).Role.SeesPhones() {
		for i := range items {
			items[i].Phone = phone.Mask(items[i].Phone)
		}
	}
	return &out[Page[campaign.Attempt]]{Page[campaign.Attempt]{items, next}}, nil
}

func (a *API) listAttemptFilters(ctx context.Context, _ *none) (*out[AttemptFilters], error) {
	campaigns, agents, err := a.deps.Store.SearchRefs(ctx)
	if err != nil {
		return nil, err
	}
	dispositions, err := a.deps.Store.Dispositions(ctx)
	if err != nil {
		return nil, err
	}
	return &out[AttemptFilters]{AttemptFilters{Campaigns: campaigns, Agents: agents, Outcomes: outcomes, Dispositions: dispositions}}, nil
}

func (a *API) getAttempt(ctx context.Context, in *IDParam) (*out[campaign.AttemptDetail], error) {
	d, err := a.deps.Store.Attempt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.look(ctx, "attempt.look", "attempt", in.ID); err != nil {
		return nil, err
	}
	if !auth.UserOf(ctx).Role.SeesPhones() {
		d.Phone = phone.Mask(d.Phone)
	}
	return &out[campaign.AttemptDetail]{d}, nil
}
