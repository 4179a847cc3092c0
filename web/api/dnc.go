package api

import (
	"context"
	"net/http"
	"strings"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// DNCInput is a number for the do-not-call list.
type DNCInput struct {
	Phone  string `json:"phone" minLength:"3" maxLength:"40" doc:"E.164 or national"`
	Reason string `json:"reason" maxLength:"500" required:"false"`
}

type dncListIn struct {
	Paging
	Phone string `query:"phone" maxLength:"40" doc:"only this number"`
}

type dncIn struct {
	Body DNCInput
}

type dncDeleteIn struct {
	Phone string `query:"phone" required:"true" maxLength:"40" doc:"E.164 or national"`
}

func (a *API) dncRoutes() {
	const tag = "do-not-call"
	add(a, op{id: "listDNC", method: http.MethodGet, path: "/dnc", tag: tag, roles: supervisor,
		summary: "Numbers that must not be dialled, newest first"}, a.listDNC)
	add(a, op{id: "addDNC", method: http.MethodPost, path: "/dnc", tag: tag, roles: supervisor, status: 201,
		summary: "Add a number", doc: "Answers after live attempts on the number were cancelled: no call to it is placed any more (I4)."}, a.addDNC)
	add(a, op{id: "removeDNC", method: http.MethodDelete, path: "/dnc", tag: tag, roles: supervisor,
		summary: "Remove a number", errors: []int{404}}, a.removeDNC)
}

// number reads a phone number of a request; field is where it stood.
func (a *API) number(text, field string) (string, error) {
	// A plus that was not escaped in a query arrives as a space.
	if strings.HasPrefix(text, " ") && field != "/phone" {
		text = "+" + text[1:]
	}
	n, err := phone.Normalise(text, a.deps.Region, a.deps.AllowRegions...)
	if err != nil {
		p := known(err)
		if p == nil {
			return "", err
		}
		for i := range p.Errors {
			p.Errors[i].Pointer = field
		}
		return "", p
	}
	return n.E164, nil
}

func (a *API) listDNC(ctx context.Context, in *dncListIn) (*out[Page[campaign.DNC]], error) {
	number := ""
	if in.Phone != "" {
		var err error
		if number, err = a.number(in.Phone, "query/phone"); err != nil {
			return nil, err
		}
	}
	items, next, err := a.deps.Store.DNCEntries(ctx, number, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[campaign.DNC]]{Page[campaign.DNC]{items, next}}, nil
}

func (a *API) addDNC(ctx context.Context, in *dncIn) (*out[campaign.DNC], error) {
	number, err := a.number(in.Body.Phone, "/phone")
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(in.Body.Reason, 0) {
		return nil, &store.FieldError{Pointer: "/reason", Code: CodeInvalid, Detail: "the text has a NUL character"}
	}
	if err := a.deps.Disposer.DoNotCall(ctx, number, in.Body.Reason, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	items, _, err := a.deps.Store.DNCEntries(ctx, number, "", 1)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 { // somebody removed it at this very moment
		return nil, notFound("this entry")
	}
	return &out[campaign.DNC]{items[0]}, nil
}

func (a *API) removeDNC(ctx context.Context, in *dncDeleteIn) (*none, error) {
	number, err := a.number(in.Phone, "query/phone")
	if err != nil {
		return nil, err
	}
	if err := a.deps.Disposer.RemoveDoNotCall(ctx, number, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return &none{}, nil
}
