package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/web/auth"
	"huifang/web/live"
)

func (a *API) liveRoutes() {
	add(a, op{id: "getLive", method: http.MethodGet, path: "/live", tag: "live", roles: supervisor,
		summary: "The live picture, as server-sent events",
		doc: `Each event is named snapshot, has a growing id, and holds a whole Live object. One at once, then after changes, at most 4 a
second and at least one in 5 seconds. Last-Event-ID is accepted; nothing is missed because each event is whole. The stream ends with the session.`,
		timeout: -1, change: func(o *huma.Operation) {
			s := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[live.Live](), true, "Live")
			o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
				"text/event-stream": {Schema: s}}}}
		}}, a.getLive)
}

func (a *API) getLive(ctx context.Context, _ *none) (*huma.StreamResponse, error) {
	token := a.deps.Auth.Token(ctx)
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		a.deps.Live.Stream(w, r, func(ctx context.Context) error {
			u, err := a.deps.Auth.Recheck(ctx, token)
			switch {
			case err != nil && !errors.Is(err, auth.ErrNotSignedIn):
				return nil // the database is down, not the session over
			case err == nil && u.Role != auth.Supervisor && u.Role != auth.Admin:
				return auth.ErrNotSignedIn
			}
			return err
		})
	}}, nil
}
