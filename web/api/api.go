// Package api is the REST interface under /api/v1: routes, their documentation (OpenAPI 3.1), who may use them
// (invariant I10), and the mapping of errors to RFC 9457 problems. Handlers stay thin: the rules are in campaign,
// the SQL is in campaign/store.
package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/web/auth"
)

// Prefix is the path under which the API is served.
const Prefix = "/api/v1"

// Version is the version of the API in its OpenAPI description.
const Version = "0.1.0"

// bodyLimit is the largest JSON body; uploads have their own limit.
const bodyLimit = 256 << 10

// requestTimeout bounds the work for one ordinary request.
const requestTimeout = 20 * time.Second

var (
	everybody  = []auth.Role{} // also without a session
	signedIn   = []auth.Role{auth.Agent, auth.QA, auth.Supervisor, auth.Admin}
	agents     = []auth.Role{auth.Agent}
	listeners  = []auth.Role{auth.QA, auth.Supervisor, auth.Admin}
	supervisor = []auth.Role{auth.Supervisor, auth.Admin}
	disposers  = []auth.Role{auth.Agent, auth.Supervisor, auth.Admin}
	admin      = []auth.Role{auth.Admin}
)

// op describes a route. Every route names who may use it; New refuses one that does not.
type op struct {
	id, method, path, tag string
	summary, doc          string
	roles                 []auth.Role
	status                int           // of success; 0: 200, or 204 without a body
	errors                []int         // further statuses that this route answers
	timeout               time.Duration // 0: requestTimeout; negative: none
	change                func(*huma.Operation)
}

type out[T any] struct {
	Body T
}

type none struct{}

// Paging asks for a part of a long list.
type Paging struct {
	Cursor string `query:"cursor" doc:"next of the previous page; empty: the first" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// Page is a part of a long list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" doc:"cursor of the next page; empty: there is none"`
}

// IDParam is the id in a path.
type IDParam struct {
	ID int64 `path:"id" minimum:"1"`
}

// add registers a route: role check before anything is read, a deadline, errors through one place.
func add[I, O any](a *API, o op, h func(context.Context, *I) (*O, error)) {
	if o.roles == nil {
		panic("api: route " + o.id + " does not say who may use it")
	}
	names := make([]string, len(o.roles))
	for i, r := range o.roles {
		names[i] = string(r)
	}
	errs := append([]int{http.StatusServiceUnavailable}, o.errors...)
	who := "Everybody."
	var security []map[string][]string
	if len(o.roles) > 0 {
		errs = append(errs, http.StatusUnauthorized, http.StatusForbidden)
		security = []map[string][]string{{"session": {}}}
		who = ""
		for i, n := range names {
			if i > 0 {
				who += ", "
			}
			who += n
		}
		who = "For: " + who + "."
	}
	slices.Sort(errs)
	doc := o.doc
	if doc != "" {
		doc += "\n\n"
	}
	ho := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Tags: []string{o.tag},
		Summary: o.summary, Description: doc + who,
		DefaultStatus: o.status, Errors: slices.Compact(errs), Security: security,
		MaxBodyBytes: bodyLimit,
		Extensions:   map[string]any{"x-roles": names},
	}
	timeout := o.timeout
	if timeout == 0 {
		timeout = requestTimeout
	}
	ho.BodyReadTimeout = timeout // negative: none
	if o.change != nil {
		o.change(&ho)
	}
	ho.Middlewares = append(huma.Middlewares{a.admit(o.roles)}, ho.Middlewares...)
	huma.Register(a.huma, ho, func(ctx context.Context, in *I) (*O, error) {
		if timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		res, err := h(ctx, in)
		if err != nil {
			return nil, a.explain(ctx, err)
		}
		return res, nil
	})
}

// admit lets only the given roles pass and puts the user into the context.
func (a *API) admit(roles []auth.Role) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		if len(roles) == 0 {
			next(hc)
			return
		}
		u, err := a.deps.Auth.Current(hc.Context())
		var p *Problem
		switch {
		case err != nil:
			p = a.explain(hc.Context(), err)
		case !slices.Contains(roles, u.Role):
			p = problem(http.StatusForbidden, CodeForbidden, "your role may not do this")
		default:
			a.passOn(hc, u, func() { next(huma.WithContext(hc, auth.WithUser(hc.Context(), u))) })
			return
		}
		r, w := humago.Unwrap(hc)
		drain(r.Body)
		WriteProblem(w, r, p)
	}
}

// API serves the routes. Make it with New.
type API struct {
	deps Deps
	log  *slog.Logger
	huma huma.API
	mux  *http.ServeMux
	live sockets
	spec []byte

	rehearsing chan struct{} // holds one while a rehearsal is computed
}

// New builds the routes on a mux of its own; paths include Prefix.
func New(d Deps) (*API, error) {
	a := &API{deps: d, log: d.Log, mux: http.NewServeMux(), rehearsing: make(chan struct{}, 1)}
	if a.log == nil {
		a.log = slog.Default()
	}
	a.live.init()
	cfg := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Huifang", Version: Version, Description: about,
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}},
			Servers: []*huma.Server{{URL: Prefix}},
			Tags: []*huma.Tag{
				{Name: "session", Description: "Sign in and out."},
				{Name: "users", Description: "Who may sign in, as what."},
				{Name: "lists", Description: "Contact lists: import and what became of each row (R3)."},
				{Name: "customers", Description: "Customer files with contacts and service events (R1, R2, R4)."},
				{Name: "imports", Description: "Files of customers and service events (R3)."},
				{Name: "units", Description: "Stores and departments."},
				{Name: "plans", Description: "Follow-up types and plans: whom, when, what for (R5 to R8)."},
				{Name: "jobs", Description: "Long work in the background."},
				{Name: "campaigns", Description: "Campaigns, their follow-ups, and why they dial or do not."},
				{Name: "hotline", Description: "Queues of incoming calls, and the directory of departments (R19)."},
				{Name: "agent", Description: "The agent's desk."},
				{Name: "attempts", Description: "Calls: search, timeline, disposition."},
				{Name: "records", Description: "Records of answered calls (R24)."},
				{Name: "recordings", Description: "Audio of answered calls (R29)."},
				{Name: "do-not-call", Description: "Numbers that must not be dialled (I4)."},
				{Name: "live", Description: "The supervisor's live picture (R34)."},
				{Name: "meta", Description: "This description."},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: auth.CookieName},
				},
			},
		},
		Formats:       huma.DefaultFormats,
		DefaultFormat: "application/json",
	}
	a.huma = humago.NewWithPrefix(a.mux, Prefix, cfg)
	a.sessionRoutes()
	a.userRoutes()
	a.listRoutes()
	a.customerRoutes()
	a.customerFileRoutes()
	a.numberRoutes()
	a.recordRoutes()
	a.eventRoutes()
	a.importRoutes()
	a.unitRoutes()
	a.skillRoutes()
	a.jobRoutes()
	a.campaignRoutes()
	a.modeRoutes()
	a.promptRoutes()
	a.manualRoutes()
	a.agentRoutes()
	a.inCallRoutes()
	a.hotlineRoutes()
	a.attemptRoutes()
	a.recordingRoutes()
	a.dncRoutes()
	a.liveRoutes()
	a.ledgerRoutes()
	a.rehearsalRoutes()
	a.auditRoutes()
	a.rulesRoutes()
	a.typeRoutes()
	a.planRoutes()
	a.windowRoutes()
	a.calendarRoutes()
	a.metaRoutes()
	a.mux.HandleFunc(Prefix+"/", a.noRoute)
	var err error
	a.spec, err = marshalSpec(a.huma.OpenAPI())
	return a, err
}

// noRoute tells a wrong path from a wrong method.
func (a *API) noRoute(w http.ResponseWriter, r *http.Request) {
	var allow []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := *r
		other.Method = m
		if _, pattern := a.mux.Handler(&other); pattern != Prefix+"/" {
			allow = append(allow, m)
		}
	}
	if len(allow) == 0 {
		WriteProblem(w, r, notFound("this route"))
		return
	}
	list := strings.Join(allow, ", ")
	WriteProblem(w, r, problem(http.StatusMethodNotAllowed, CodeBadMethod, "this route takes "+list).with("Allow", list))
}

// schemaName names a Go type in the description. The words of follow-up plans and of customer files are also words of other packages.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if strings.HasSuffix(t.PkgPath(), "/campaign/plan") {
		return "Plan" + name
	}
	if strings.HasSuffix(t.PkgPath(), "/campaign/window") && name != "Window" {
		return "Window" + name
	}
	if strings.HasSuffix(t.PkgPath(), "/campaign/customer") && name != "Customer" {
		return "Customer" + name
	}
	return name
}

// ServeHTTP serves everything under Prefix.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// Spec returns the OpenAPI 3.1 description of the API as indented JSON. It needs nothing to be running.
func Spec() ([]byte, error) {
	a, err := New(Deps{})
	if err != nil {
		return nil, err
	}
	return a.spec, nil
}

func marshalSpec(o *huma.OpenAPI) ([]byte, error) {
	b, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

const about = `Follow-up call centre (回访). Times are RFC 3339 in UTC. Phone numbers are E.164; they are masked for the roles agent and qa.

Errors are application/problem+json (RFC 9457) with a stable ` + "`code`" + `, wrong fields in ` + "`errors[]`" + ` and a ` + "`traceId`" + `.
Long lists come in pages: send ` + "`next`" + ` of the answer as ` + "`cursor`" + `.
The session is a cookie; unsafe methods and the WebSocket refuse other origins.`
