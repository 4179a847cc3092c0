package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"huifang/campaign/store"
	"huifang/web/auth"
)

// CustomerErasure confirms that a customer is to be deleted for ever.
type CustomerErasure struct {
	Name string `json:"name" minLength:"1" maxLength:"200" doc:"the customer's name, typed by hand"`
}

// PersonErasure confirms that what is known of the person of a call is to be deleted for ever.
type PersonErasure struct {
	Digits string `json:"digits" maxLength:"4" doc:"the last four digits of the number, typed by hand; empty: it is withheld"`
}

type personErasureIn struct {
	IDParam
	Body PersonErasure
}

type erasureIn struct {
	IDParam
	Body CustomerErasure
}

type customerFileOut struct {
	Disposition string `header:"Content-Disposition"`
	Cache       string `header:"Cache-Control"`
	Body        store.CustomerExport
}

func (a *API) customerFileRoutes() {
	const tag = "customers"
	add(a, op{id: "exportCustomer", method: http.MethodGet, path: "/customers/{id}/export", tag: tag, roles: supervisor,
		summary: "Everything that is kept about a customer, for himself", doc: "A JSON file with whole numbers. Each download is audited (R4).", errors: []int{404}}, a.exportCustomer)
	add(a, op{id: "eraseCustomer", method: http.MethodPost, path: "/customers/{id}/erase", tag: tag, roles: supervisor,
		summary: "Delete a customer with everything personal, for ever",
		doc: `File, contacts, numbers, service records, notes, free answers and audio go; waiting follow-ups are cancelled (customer_erased). Calls stay for the figures,
without name and number. A do-not-call entry stays: it is the person's own wish. 422 name_differs; 409 call_live; 409 record_open: the record of a call must be
finished first.`, errors: []int{404, 409}}, a.eraseCustomer)
	add(a, op{id: "erasePerson", method: http.MethodPost, path: "/attempts/{id}/erase", tag: "attempts", roles: supervisor,
		summary: "Delete what is known of the person of a call who has no customer file, for ever",
		doc: `Callers of the hotline whom nobody knew, and people who stand in a list only. As eraseCustomer, for all calls of that person. 422 digits_differ;
409 has_file: delete the customer; 409 call_live; 409 record_open.`, errors: []int{404, 409}}, a.erasePerson)
}

func (a *API) exportCustomer(ctx context.Context, in *IDParam) (*customerFileOut, error) {
	if err := a.deps.Store.CustomerExists(ctx, in.ID); err != nil {
		return nil, err
	}
	// Before it is read, so that the file has this line too.
	if err := a.deps.Store.Audit(ctx, auth.UserOf(ctx).ID, "customer.export", fmt.Sprintf("customer:%d", in.ID), nil); err != nil {
		return nil, err
	}
	x, err := a.deps.Store.CustomerExport(ctx, in.ID, time.Now().UTC(), a.zone())
	if err != nil {
		return nil, err
	}
	return &customerFileOut{Disposition: fmt.Sprintf(`attachment; filename="customer-%d.json"`, in.ID), Cache: "no-store", Body: x}, nil
}

func (a *API) eraseCustomer(ctx context.Context, in *erasureIn) (*none, error) {
	return erased(a.deps.Store.EraseCustomer(ctx, in.ID, in.Body.Name, auth.UserOf(ctx).ID, time.Now()))
}

func (a *API) erasePerson(ctx context.Context, in *personErasureIn) (*none, error) {
	return erased(a.deps.Store.ErasePerson(ctx, in.ID, in.Body.Digits, auth.UserOf(ctx).ID, time.Now()))
}

func erased(err error) (*none, error) {
	switch {
	case errors.Is(err, store.ErrCallLive):
		return nil, problem(http.StatusConflict, CodeCallLive, "the customer is in a call")
	case errors.Is(err, store.ErrRecordOpen):
		return nil, problem(http.StatusConflict, CodeRecordOpen, "the record of a call is not finished")
	case errors.Is(err, store.ErrHasFile):
		return nil, problem(http.StatusConflict, CodeHasFile, "the person has a customer file")
	}
	return &none{}, err
}
