package api

import (
	"context"
	"net/http"
	"time"

	"huifang/campaign/store"
	"huifang/web/auth"
)

type badNumbersIn struct {
	Paging
	State      string `query:"state" enum:"open,confirmed" default:"open" doc:"open: to be corrected; confirmed: somebody has said that there is no better number"`
	Why        string `query:"why" enum:"vacant,wrong_number"`
	UnitID     int64  `query:"unit_id" minimum:"1" doc:"store or department of the customer"`
	CampaignID int64  `query:"campaign_id" minimum:"1" doc:"of the call that found it"`
}

// NumberDecision says what is to be done about a bad number.
type NumberDecision struct {
	ContactID int64  `json:"contact_id" minimum:"1"`
	Phone     string `json:"phone" minLength:"3" maxLength:"40" doc:"the bad number as the list gives it"`
	Action    string `json:"action" enum:"correct,dead,good" doc:"correct: another number takes its place; dead: there is no better one; good: it is right after all"`
	NewPhone  string `json:"new_phone" required:"false" maxLength:"40" doc:"with correct: E.164 or national"`
	Redial    bool   `json:"redial" required:"false" doc:"dial the follow-ups that it ended again, as far as their retry limit, their campaign and the do-not-call list allow"`
}

type numberDecisionIn struct {
	Body NumberDecision
}

func (a *API) numberRoutes() {
	const tag = "customers"
	add(a, op{id: "listBadNumbers", method: http.MethodGet, path: "/numbers/bad", tag: tag, roles: supervisor,
		summary: "Numbers to correct, oldest first (R11)",
		doc:     "Vacant ones, and those that an agent found to be wrong; of customers and of contacts of simple lists. Looks are audited (R4)."}, a.listBadNumbers)
	add(a, op{id: "decideBadNumber", method: http.MethodPost, path: "/numbers/bad", tag: tag, roles: supervisor,
		summary: "Correct a bad number, confirm it, or set it back as good",
		doc: `What still waits for a corrected number goes to the new one. With redial the follow-ups that the number ended are dialled again: it is another number,
but the same follow-up, so the dials that were made count towards its limit. 404: the contact has no such bad number any more. 422 with same_number,
duplicate, number_in_list, already_there or the reason of the number.`, errors: []int{404}}, a.decideBadNumber)
}

func (a *API) listBadNumbers(ctx context.Context, in *badNumbersIn) (*out[Page[store.BadNumber]], error) {
	if err := a.deps.Store.AuditLook(ctx, auth.UserOf(ctx).ID, "number.list", "numbers"); err != nil {
		return nil, err
	}
	f := store.BadNumberFilter{Confirmed: in.State == "confirmed", Why: in.Why, Unit: in.UnitID, Campaign: in.CampaignID}
	items, next, err := a.deps.Store.BadNumbers(ctx, f, time.Now(), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[store.BadNumber]]{Page[store.BadNumber]{items, next}}, nil
}

func (a *API) decideBadNumber(ctx context.Context, in *numberDecisionIn) (*out[store.NumberFixed], error) {
	b := in.Body
	fix := store.NumberFix{Contact: b.ContactID, Phone: b.Phone, Action: b.Action, Redial: b.Redial, By: auth.UserOf(ctx).ID, Now: time.Now()}
	if b.Action == store.NumberCorrect {
		var err error
		if fix.New, err = a.number(b.NewPhone, "/new_phone"); err != nil {
			return nil, err
		}
	}
	done, err := a.deps.Store.FixNumber(ctx, fix)
	if err != nil {
		return nil, err
	}
	return &out[store.NumberFixed]{done}, nil
}
