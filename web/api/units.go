package api

import (
	"context"
	"net/http"

	"huifang/campaign/store"
	"huifang/web/auth"
)

// UnitInput is a store or a department.
type UnitInput struct {
	Name   string `json:"name" minLength:"1" maxLength:"200"`
	Kind   string `json:"kind" enum:"store,department" default:"store" required:"false"`
	Size   string `json:"size" enum:"small,big" default:"small" required:"false" doc:"big and small stores take turns (R7)"`
	Region string `json:"region" maxLength:"100" required:"false"`
	Active *bool  `json:"active,omitempty" doc:"absent: true"`
}

type unitIn struct {
	Body UnitInput
}

type unitPutIn struct {
	IDParam
	Body UnitInput
}

func (a *API) unitRoutes() {
	const tag = "units"
	add(a, op{id: "listUnits", method: http.MethodGet, path: "/units", tag: tag, roles: signedIn,
		summary: "Stores and departments, by name"}, a.listUnits)
	add(a, op{id: "createUnit", method: http.MethodPost, path: "/units", tag: tag, roles: supervisor, status: 201,
		summary: "New store or department", doc: "409 name_taken.", errors: []int{409}}, a.createUnit)
	add(a, op{id: "updateUnit", method: http.MethodPut, path: "/units/{id}", tag: tag, roles: supervisor,
		summary: "Change a store or department", doc: "409 name_taken.", errors: []int{404, 409}}, a.updateUnit)
	add(a, op{id: "deleteUnit", method: http.MethodDelete, path: "/units/{id}", tag: tag, roles: supervisor,
		summary: "Delete a store or department that nothing belongs to", doc: "409 in_use: make it inactive instead.", errors: []int{404, 409}}, a.deleteUnit)
}

func (a *API) listUnits(ctx context.Context, _ *none) (*out[[]store.Unit], error) {
	list, err := a.deps.Store.Units(ctx)
	if err != nil {
		return nil, err
	}
	return &out[[]store.Unit]{list}, nil
}

func (a *API) saveUnit(ctx context.Context, id int64, in UnitInput) (*out[store.Unit], error) {
	var w wrongs
	u := store.Unit{ID: id, Name: w.name("/name", in.Name), Kind: in.Kind, Size: in.Size, Region: w.text("/region", in.Region), Active: in.Active == nil || *in.Active}
	if err := w.err(); err != nil {
		return nil, err
	}
	u, err := a.deps.Store.SaveUnit(ctx, u, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return &out[store.Unit]{u}, nil
}

func (a *API) createUnit(ctx context.Context, in *unitIn) (*out[store.Unit], error) {
	return a.saveUnit(ctx, 0, in.Body)
}

func (a *API) updateUnit(ctx context.Context, in *unitPutIn) (*out[store.Unit], error) {
	return a.saveUnit(ctx, in.ID, in.Body)
}

func (a *API) deleteUnit(ctx context.Context, in *IDParam) (*none, error) {
	err := a.deps.Store.DeleteUnit(ctx, in.ID, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, inUse(err, "customers, events or plans belong to this unit")
	}
	return &none{}, nil
}
