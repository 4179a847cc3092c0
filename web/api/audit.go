package api

import (
	"context"
	"net/http"
	"time"

	"huifang/campaign/store"
)

type auditIn struct {
	Paging
	User   int64     `query:"user_id" minimum:"1" doc:"of one user"`
	Action string    `query:"action" pattern:"^[a-z_]+(\\.[a-z_]+)?$" maxLength:"60" doc:"one action such as recording.listen, or all of a kind such as recording"`
	Object string    `query:"object" pattern:"^[a-z_]+:[0-9]+$" maxLength:"60" doc:"of one object, such as customer:12"`
	From   time.Time `query:"from" doc:"at or after"`
	To     time.Time `query:"to" doc:"before"`
}

func (a *API) auditRoutes() {
	add(a, op{id: "listAudit", method: http.MethodGet, path: "/audit", tag: "users", roles: supervisor,
		summary: "The audit trail, newest first (R4)",
		doc:     "Who looked at which customer, list of customers or recording, and who changed what. Repeated looks within ten minutes are one line."}, a.listAudit)
}

func (a *API) listAudit(ctx context.Context, in *auditIn) (*out[Page[store.AuditEntry]], error) {
	items, next, err := a.deps.Store.AuditTrail(ctx,
		store.AuditFilter{User: in.User, Action: in.Action, Object: in.Object, From: in.From, Until: in.To}, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[store.AuditEntry]]{Page[store.AuditEntry]{items, next}}, nil
}
