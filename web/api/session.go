package api

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/web/auth"
)

// Me is the signed-in user and what his pages need to know at once.
type Me struct {
	ID     int64     `json:"id"`
	Login  string    `json:"login"`
	Name   string    `json:"name"`
	Role   auth.Role `json:"role" enum:"agent,supervisor,qa,admin"`
	Rights []string  `json:"rights" enum:"dial_manual,dial_outside" doc:"beyond the role"`
	Region string    `json:"region" doc:"region of national phone numbers, ISO 3166, e.g. CN"`
	Zone   string    `json:"zone" doc:"IANA time zone of the call centre, e.g. Asia/Shanghai"`
	Trunks []string  `json:"trunks,omitempty" doc:"names of the trunks; for supervisor and admin"`

	UploadMax int64 `json:"upload_max_bytes,omitempty" doc:"largest contact file; for supervisor and admin"`
	ImportMax int64 `json:"import_max_bytes,omitempty" doc:"largest file of an import; for supervisor and admin"`
}

// Credentials sign a user in.
type Credentials struct {
	Login    string `json:"login" minLength:"1" maxLength:"64" example:"wang"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
}

type loginIn struct {
	rawRequest
	Body Credentials
}

type logoutIn struct {
	rawRequest
}

// rawRequest gives a handler what huma hides.
type rawRequest struct {
	w http.ResponseWriter
	r *http.Request
}

// Resolve implements huma.Resolver.
func (in *rawRequest) Resolve(hc huma.Context) []error {
	r, w := humago.Unwrap(hc)
	in.w, in.r = w, r
	return nil
}

func (a *API) sessionRoutes() {
	add(a, op{id: "login", method: http.MethodPost, path: "/session", tag: "session", roles: everybody,
		summary: "Sign in", doc: "Sets the session cookie. After 10 failures within 5 minutes for a login from one address: 429 too_many_logins with Retry-After.",
		errors: []int{401, 403, 429}}, a.login)
	add(a, op{id: "getSession", method: http.MethodGet, path: "/session", tag: "session", roles: signedIn,
		summary: "Who am I"}, a.getSession)
	add(a, op{id: "logout", method: http.MethodDelete, path: "/session", tag: "session", roles: signedIn,
		summary: "Sign out", doc: "Ends this session; the agent's page is closed with code 4002."}, a.logout)
}

func (a *API) login(ctx context.Context, in *loginIn) (*out[Me], error) {
	from, _, err := net.SplitHostPort(in.r.RemoteAddr)
	if err != nil {
		from = in.r.RemoteAddr
	}
	u, err := a.deps.Auth.Login(ctx, in.w, in.Body.Login, in.Body.Password, from, time.Now())
	if err != nil {
		return nil, err
	}
	return &out[Me]{a.me(u)}, nil
}

func (a *API) getSession(ctx context.Context, _ *none) (*out[Me], error) {
	return &out[Me]{a.me(auth.UserOf(ctx))}, nil
}

func (a *API) logout(ctx context.Context, in *logoutIn) (*none, error) {
	token := a.deps.Auth.Token(ctx)
	if err := a.deps.Auth.Logout(ctx, in.w); err != nil {
		return nil, err
	}
	a.live.kick(func(s *socket) bool { return s.token == token })
	return &none{}, nil
}

func (a *API) me(u auth.User) Me {
	m := Me{ID: u.ID, Login: u.Login, Name: u.Name, Role: u.Role, Rights: append([]string{}, u.Rights...), Region: a.deps.Region, Zone: a.zone().String()}
	if u.Role == auth.Supervisor || u.Role == auth.Admin {
		m.Trunks, m.UploadMax, m.ImportMax = []string{}, a.uploadMax(), a.importMax()
		for _, t := range a.deps.Trunks {
			m.Trunks = append(m.Trunks, t.Name)
		}
	}
	return m
}

// zone is the call centre's own time zone.
func (a *API) zone() *time.Location {
	if a.deps.Zone == nil {
		return time.UTC
	}
	return a.deps.Zone
}
