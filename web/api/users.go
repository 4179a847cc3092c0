package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"huifang/web/auth"
)

// User is an account.
type User struct {
	ID        int64     `json:"id"`
	Login     string    `json:"login"`
	Name      string    `json:"name"`
	Role      auth.Role `json:"role" enum:"agent,supervisor,qa,admin"`
	Active    bool      `json:"active" doc:"false: may not sign in"`
	Rights    []string  `json:"rights" enum:"dial_manual,dial_outside" doc:"beyond the role; dial_manual: an agent may dial numbers of his own; dial_outside: he may consult outside numbers and transfer to them"`
	CreatedAt time.Time `json:"created_at"`
}

// UserInput is a new account.
type UserInput struct {
	Login    string    `json:"login" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$" patternDescription:"1 to 64 of a-z 0-9 . _ -"`
	Name     string    `json:"name" minLength:"1" maxLength:"100"`
	Role     auth.Role `json:"role" enum:"agent,supervisor,qa,admin"`
	Password string    `json:"password" minLength:"10" maxLength:"256"`
}

// UserPatch changes an account; what is absent stays. A new password or active=false ends the user's sessions.
type UserPatch struct {
	Name     *string    `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Role     *auth.Role `json:"role,omitempty" enum:"agent,supervisor,qa,admin"`
	Active   *bool      `json:"active,omitempty"`
	Password *string    `json:"password,omitempty" minLength:"10" maxLength:"256"`
	Rights   *[]string  `json:"rights,omitempty" enum:"dial_manual,dial_outside" maxItems:"10" doc:"all that the account has"`
}

type usersIn struct {
	Paging
	Role string `query:"role" enum:"agent,supervisor,qa,admin" doc:"only this role"`
}

type userIn struct {
	Body UserInput
}

type userPatchIn struct {
	IDParam
	Body UserPatch
}

func (a *API) userRoutes() {
	add(a, op{id: "listUsers", method: http.MethodGet, path: "/users", tag: "users", roles: supervisor,
		summary: "Accounts, by name"}, a.listUsers)
	add(a, op{id: "createUser", method: http.MethodPost, path: "/users", tag: "users", roles: admin, status: 201,
		summary: "New account", errors: []int{409}}, a.createUser)
	add(a, op{id: "updateUser", method: http.MethodPatch, path: "/users/{id}", tag: "users", roles: admin,
		summary: "Change an account", doc: "409 last_admin: the last active admin cannot lose the role or be deactivated.",
		errors: []int{404, 409}}, a.updateUser)
}

func (a *API) listUsers(ctx context.Context, in *usersIn) (*out[Page[User]], error) {
	users, next, err := a.deps.Auth.Users(ctx, auth.Role(in.Role), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	p := Page[User]{Items: make([]User, len(users)), Next: next}
	for i, u := range users {
		p.Items[i] = User(u)
	}
	return &out[Page[User]]{p}, nil
}

func (a *API) createUser(ctx context.Context, in *userIn) (*out[User], error) {
	u, err := a.deps.Auth.Create(ctx, auth.NewUser(in.Body), auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return &out[User]{User(u)}, nil
}

func (a *API) updateUser(ctx context.Context, in *userPatchIn) (*out[User], error) {
	u, err := a.deps.Auth.Update(ctx, in.ID, auth.Patch(in.Body), auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	a.live.kick(func(s *socket) bool {
		return s.user.ID == u.ID && (!u.Active || in.Body.Password != nil || !slices.Contains(s.roles, u.Role))
	})
	return &out[User]{User(u)}, nil
}
