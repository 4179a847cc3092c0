package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"huifang/campaign"
	"huifang/web/auth"
)

type idPageIn struct {
	IDParam
	Paging
}

func (a *API) listRoutes() {
	add(a, op{id: "importList", method: http.MethodPost, path: "/lists", tag: "lists", roles: supervisor, status: 201,
		summary: "Import a contact file",
		doc: `CSV with a header row: a column for the name, one for the phone number, and any further columns, which the agent sees.
UTF-8 with or without BOM, UTF-16 or GB18030. Wrong rows are refused one by one (see errors of the list); the file as a whole is
refused with code file_unusable and the reason in errors[].code when nothing in it can be used. All or nothing is stored.`,
		errors: []int{400, 409, 413, 415}, timeout: -1,
	}, a.importList)
	// Only now: huma would read a body that it knows of, and as JSON.
	a.huma.OpenAPI().Paths["/lists"].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: "object", Required: []string{"file", "name"},
			Properties: map[string]*huma.Schema{
				"file": {Type: "string", Format: "binary", Description: "the CSV file"},
				"name": {Type: "string", Description: "name of the list", MinLength: ptr(1), MaxLength: ptr(200)},
			}}}}}
	add(a, op{id: "listLists", method: http.MethodGet, path: "/lists", tag: "lists", roles: supervisor,
		summary: "Contact lists, newest first"}, a.listLists)
	add(a, op{id: "getList", method: http.MethodGet, path: "/lists/{id}", tag: "lists", roles: supervisor,
		summary: "One contact list", errors: []int{404}}, a.getList)
	add(a, op{id: "deleteList", method: http.MethodDelete, path: "/lists/{id}", tag: "lists", roles: supervisor,
		summary: "Delete a contact list that no campaign uses", errors: []int{404, 409}}, a.deleteList)
	add(a, op{id: "listContacts", method: http.MethodGet, path: "/lists/{id}/contacts", tag: "lists", roles: supervisor,
		summary: "Rows that were taken", doc: "Each look is audited (R4).", errors: []int{404}}, a.listContacts)
	add(a, op{id: "listImportErrors", method: http.MethodGet, path: "/lists/{id}/errors", tag: "lists", roles: supervisor,
		summary: "Rows that were refused, and why", errors: []int{404}}, a.listErrors)
	add(a, op{id: "downloadImportErrors", method: http.MethodGet, path: "/lists/{id}/errors.csv", tag: "lists", roles: supervisor,
		summary: "Rows that were refused, as a CSV file", doc: "UTF-8 with BOM; cells that a spreadsheet would take for a formula are preceded by '.",
		errors: []int{404}, timeout: time.Minute, change: binary("text/csv")}, a.downloadErrors)
}

// binary documents an answer that is not JSON.
func binary(types ...string) func(*huma.Operation) {
	return func(o *huma.Operation) {
		content := map[string]*huma.MediaType{}
		for _, t := range types {
			content[t] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		}
		o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: content}}
	}
}

func ptr[T any](v T) *T { return &v }

func (a *API) listLists(ctx context.Context, in *Paging) (*out[Page[campaign.List]], error) {
	items, next, err := a.deps.Store.Lists(ctx, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[campaign.List]]{Page[campaign.List]{items, next}}, nil
}

func (a *API) getList(ctx context.Context, in *IDParam) (*out[campaign.List], error) {
	l, err := a.deps.Store.List(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &out[campaign.List]{l}, nil
}

func (a *API) deleteList(ctx context.Context, in *IDParam) (*none, error) {
	if err := a.deps.Store.DeleteList(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return &none{}, nil
}

func (a *API) listContacts(ctx context.Context, in *idPageIn) (*out[Page[campaign.Contact]], error) {
	if err := a.look(ctx, "list.contacts", "list", in.ID); err != nil {
		return nil, err
	}
	items, next, err := a.deps.Store.Contacts(ctx, in.ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[campaign.Contact]]{Page[campaign.Contact]{items, next}}, nil
}

func (a *API) listErrors(ctx context.Context, in *idPageIn) (*out[Page[campaign.ListError]], error) {
	items, next, err := a.deps.Store.ListErrors(ctx, in.ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[campaign.ListError]]{Page[campaign.ListError]{items, next}}, nil
}

func (a *API) downloadErrors(ctx context.Context, in *IDParam) (*huma.StreamResponse, error) {
	l, err := a.deps.Store.List(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.look(ctx, "list.errors.export", "list", in.ID); err != nil {
		return nil, err
	}
	return a.errorsFile(l.Name, func(ctx context.Context, fn func(campaign.ListError) error) error {
		return a.deps.Store.EachListError(ctx, in.ID, fn)
	}), nil
}

// look writes into the audit trail that the user looks at something (R4), before he sees it.
func (a *API) look(ctx context.Context, action, kind string, id int64) error {
	return a.deps.Store.AuditLook(ctx, auth.UserOf(ctx).ID, action, fmt.Sprintf("%s:%d", kind, id))
}
