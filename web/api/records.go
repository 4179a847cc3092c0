package api

import (
	"context"
	"net/http"
	"time"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// RecordQuery narrows records.
type RecordQuery struct {
	AgentID    int64     `query:"agent_id" minimum:"1" doc:"who is to finish it, or was; an agent finds his own"`
	CampaignID int64     `query:"campaign_id" minimum:"1"`
	PlanID     int64     `query:"plan_id" minimum:"1"`
	UnitID     int64     `query:"unit_id" minimum:"1" doc:"store or department of the customer"`
	From       time.Time `query:"from" doc:"the call ended at or after"`
	To         time.Time `query:"to" doc:"the call ended before"`
}

type recordsIn struct {
	Paging
	RecordQuery
	State string `query:"state" enum:"open,overdue,unfinished,complete,late" doc:"unfinished: open and overdue"`
}

type recordFiguresIn struct {
	RecordQuery
	Unfinished bool `query:"unfinished" doc:"count open and overdue ones only; the others are 0"`
}

// HandOver gives a record to an agent.
type HandOver struct {
	AgentID int64 `json:"agent_id" minimum:"1" doc:"an active agent"`
}

type handOverIn struct {
	IDParam
	Body HandOver
}

func (a *API) recordRoutes() {
	const tag = "records"
	add(a, op{id: "listRecords", method: http.MethodGet, path: "/records", tag: tag, roles: signedIn,
		summary: "Records of answered calls (R24)",
		doc: `Filled by the system, finished by the agent within 24 h with his disposition (disposeAttempt). Unfinished ones come first, overdue ones at the head; then
the finished ones, newest call first. Looks are audited (R4).`}, a.listRecords)
	add(a, op{id: "getRecordFigures", method: http.MethodGet, path: "/records/figures", tag: tag, roles: signedIn,
		summary: "How many records are open, overdue, complete and late", timeout: time.Minute}, a.recordFigures)
	add(a, op{id: "getRecord", method: http.MethodGet, path: "/records/{id}", tag: tag, roles: signedIn,
		summary: "One record with all that is known", doc: "The id is the call's (attempt). An agent sees those that he held or is to finish. Each look is audited (R4).",
		errors: []int{404}}, a.getRecord)
	add(a, op{id: "handOverRecord", method: http.MethodPost, path: "/records/{id}/agent", tag: tag, roles: supervisor,
		summary: "Let another agent finish a record", doc: "409 wrong_state: it is finished.", errors: []int{404, 409}}, a.handOverRecord)
}

func (f RecordQuery) filter(ctx context.Context) store.RecordFilter {
	r := store.RecordFilter{Agent: f.AgentID, Campaign: f.CampaignID, Plan: f.PlanID, Unit: f.UnitID, From: f.From, To: f.To}
	if u := auth.UserOf(ctx); u.Role == auth.Agent {
		r.Agent = u.ID
	}
	return r
}

func (a *API) listRecords(ctx context.Context, in *recordsIn) (*out[Page[campaign.Record]], error) {
	f := in.filter(ctx)
	if in.State == "unfinished" {
		f.Unfinished = true
	} else {
		f.State = campaign.RecordState(in.State)
	}
	u := auth.UserOf(ctx)
	if err := a.deps.Store.AuditLook(ctx, u.ID, "record.list", "records"); err != nil {
		return nil, err
	}
	items, next, err := a.deps.Store.Records(ctx, f, time.Now(), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	if !u.Role.SeesPhones() {
		for i := range items {
			items[i].Phone = phone.Mask(items[i].Phone)
		}
	}
	return &out[Page[campaign.Record]]{Page[campaign.Record]{items, next}}, nil
}

func (a *API) recordFigures(ctx context.Context, in *recordFiguresIn) (*out[campaign.RecordFigures], error) {
	filter := in.filter(ctx)
	filter.Unfinished = in.Unfinished
	f, err := a.deps.Store.RecordFigures(ctx, filter, time.Now())
	if err != nil {
		return nil, err
	}
	return &out[campaign.RecordFigures]{f}, nil
}

func (a *API) getRecord(ctx context.Context, in *IDParam) (*out[campaign.RecordDetail], error) {
	u := auth.UserOf(ctx)
	if u.Role == auth.Agent {
		switch may, err := a.deps.Store.MaySeeRecord(ctx, in.ID, u.ID); {
		case err != nil:
			return nil, err
		case !may:
			return nil, store.ErrNotFound
		}
	}
	d, err := a.deps.Store.Record(ctx, in.ID, time.Now())
	if err != nil {
		return nil, err
	}
	if err := a.look(ctx, "record.look", "attempt", in.ID); err != nil {
		return nil, err
	}
	if !u.Role.SeesPhones() {
		d.Phone = phone.Mask(d.Phone)
		for i := range d.Attempts {
			d.Attempts[i].Phone = phone.Mask(d.Attempts[i].Phone)
		}
	}
	return &out[campaign.RecordDetail]{d}, nil
}

func (a *API) handOverRecord(ctx context.Context, in *handOverIn) (*out[campaign.RecordDetail], error) {
	if err := a.deps.Store.HandOverRecord(ctx, in.ID, in.Body.AgentID, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.getRecord(ctx, &in.IDParam)
}
