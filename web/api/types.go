package api

import (
	"context"
	"net/http"

	"huifang/campaign/plan"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// TypeInput is a follow-up type as it is changed.
type TypeInput struct {
	plan.Type
	Active *bool `json:"active,omitempty" doc:"absent: true"`
}

type typesIn struct {
	All bool `query:"all" doc:"inactive ones too"`
}

type typeIn struct {
	Body plan.Type
}

// TypeCode is the code in a path.
type TypeCode struct {
	Code string `path:"code" maxLength:"64"`
}

type typePutIn struct {
	TypeCode
	IfMatch string `header:"If-Match" required:"true" doc:"version that was changed"`
	Body    TypeInput
}

type typeOut struct {
	ETag string `header:"ETag" doc:"version, for If-Match"`
	Body store.FollowUpType
}

func (a *API) typeRoutes() {
	const tag = "plans"
	add(a, op{id: "listFollowUpTypes", method: http.MethodGet, path: "/types", tag: tag, roles: signedIn,
		summary: "Follow-up types with their questions (R5)"}, a.listTypes)
	add(a, op{id: "createFollowUpType", method: http.MethodPost, path: "/types", tag: tag, roles: supervisor, status: 201,
		summary: "New follow-up type", doc: "422 code_taken: there is one with this code."}, a.createType)
	add(a, op{id: "updateFollowUpType", method: http.MethodPut, path: "/types/{code}", tag: tag, roles: supervisor,
		summary: "Change a follow-up type, also a delivered one", doc: `The code stays. Follow-ups that wait are asked the new questions; plans keep the rule that they have.`,
		errors: []int{404, 412, 428}, timeout: planTimeout}, a.updateType)
	add(a, op{id: "resetFollowUpType", method: http.MethodPost, path: "/types/{code}/reset", tag: tag, roles: supervisor,
		summary: "Give a delivered type back its delivered form", errors: []int{404}, timeout: planTimeout}, a.resetType)
	add(a, op{id: "deleteFollowUpType", method: http.MethodDelete, path: "/types/{code}", tag: tag, roles: supervisor,
		summary: "Delete a type of one's own that nothing uses", doc: "409 in_use: make it inactive instead; wrong_state: it is a delivered one.", errors: []int{404, 409}}, a.deleteType)
}

func (a *API) listTypes(ctx context.Context, in *typesIn) (*out[[]store.FollowUpType], error) {
	list, err := a.deps.Store.Types(ctx, in.All)
	if err != nil {
		return nil, err
	}
	return &out[[]store.FollowUpType]{list}, nil
}

func answerType(t store.FollowUpType, err error) (*typeOut, error) {
	if err != nil {
		return nil, err
	}
	return &typeOut{ETag: etag(t.Version), Body: t}, nil
}

func (a *API) createType(ctx context.Context, in *typeIn) (*typeOut, error) {
	return answerType(a.deps.Store.CreateType(ctx, in.Body, auth.UserOf(ctx).ID))
}

func (a *API) updateType(ctx context.Context, in *typePutIn) (*typeOut, error) {
	version, err := ifMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if in.Body.Code != in.Code {
		var w wrongs
		w.add("/code", "code_fixed", "the code of a type cannot be changed")
		return nil, w.err()
	}
	return answerType(a.deps.Store.UpdateType(ctx, in.Body.Type, in.Body.Active == nil || *in.Body.Active, version, auth.UserOf(ctx).ID))
}

func (a *API) resetType(ctx context.Context, in *TypeCode) (*typeOut, error) {
	for _, t := range plan.Starter() {
		if t.Code == in.Code {
			return answerType(a.deps.Store.ResetType(ctx, t, auth.UserOf(ctx).ID))
		}
	}
	return nil, store.ErrNotFound
}

func (a *API) deleteType(ctx context.Context, in *TypeCode) (*none, error) {
	if err := a.deps.Store.DeleteType(ctx, in.Code, auth.UserOf(ctx).ID); err != nil {
		return nil, inUse(err, "campaigns or plans use this type")
	}
	return &none{}, nil
}
