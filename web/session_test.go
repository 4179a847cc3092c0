package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"huifang/web"
	"huifang/web/api"
	"huifang/web/auth"
)

func (c *client) cookie() *http.Cookie {
	c.t.Helper()
	u, err := url.Parse(c.s.url)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, k := range c.http.Jar.Cookies(u) {
		if k.Name == auth.CookieName {
			return k
		}
	}
	return nil
}

func TestSignInAndOut(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	c.refused(401, "not_signed_in", "", "GET", "/session", nil)
	c.refused(401, "bad_login", "", "POST", "/session", map[string]string{"login": "agent", "password": "wrong"})
	c.refused(401, "bad_login", "", "POST", "/session", map[string]string{"login": "nobody", "password": password})
	if c.cookie() != nil {
		t.Fatal("a failed sign-in set a cookie")
	}
	var me api.Me
	a := c.want(200, "POST", "/session", map[string]string{"login": " Agent ", "password": password}, &me)
	if me.Login != "agent" || me.Role != auth.Agent || me.Region != "CN" || me.Zone != "Asia/Shanghai" || me.Trunks != nil {
		t.Errorf("%+v", me)
	}
	set := a.header.Get("Set-Cookie")
	for _, part := range []string{auth.CookieName + "=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(set, part) {
			t.Errorf("cookie %q lacks %s", set, part)
		}
	}
	if strings.Contains(set, "Secure") { // the test's public_url is http
		t.Errorf("cookie %q", set)
	}
	first := c.cookie().Value
	c.want(200, "GET", "/session", nil, &me)

	// Session fixation: signing in again gives a new token, and the old one is dead.
	c.want(200, "POST", "/session", map[string]string{"login": "agent", "password": password}, nil)
	if c.cookie().Value == first {
		t.Error("the token stayed")
	}
	old := s.browser()
	old.refused(401, "not_signed_in", "", "GET", "/session", nil, "Cookie", auth.CookieName+"="+first)
	// A token that an attacker has chosen is never used.
	planted := s.browser()
	b := planted.want(200, "POST", "/session", map[string]string{"login": "agent", "password": password}, nil, "Cookie", auth.CookieName+"=planted")
	if strings.Contains(b.header.Get("Set-Cookie"), "planted") {
		t.Error("the planted token is in use")
	}

	last := c.cookie().Value
	c.want(204, "DELETE", "/session", nil, nil)
	if c.cookie() != nil {
		t.Error("the cookie stayed")
	}
	c.refused(401, "not_signed_in", "", "GET", "/session", nil, "Cookie", auth.CookieName+"="+last)
	var tokens int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from sessions where token = $1`, last).Scan(&tokens); err != nil || tokens != 0 {
		t.Errorf("the token itself is in the database: %d %v", tokens, err)
	}
	sup := s.as(auth.Supervisor)
	sup.want(200, "GET", "/session", nil, &me)
	if len(me.Trunks) != 2 || me.UploadMax != 1<<20 || me.ImportMax != 4<<20 {
		t.Errorf("%+v", me)
	}
}

func TestSecureCookieOnHTTPS(t *testing.T) {
	s := newSite(t, func(d *web.Deps) { d.PublicURL = "https://huifang.example.com" })
	a := s.browser().want(200, "POST", "/session", map[string]string{"login": "agent", "password": password}, nil)
	if !strings.Contains(a.header.Get("Set-Cookie"), "Secure") || a.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%v", a.header)
	}
}

func TestTooManyLogins(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	wrong := map[string]string{"login": "agent", "password": "wrong"}
	for range 10 {
		c.refused(401, "bad_login", "", "POST", "/session", wrong)
	}
	a := c.refused(429, "too_many_logins", "", "POST", "/session", map[string]string{"login": "agent", "password": password})
	if secs, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || secs < 200 || secs > 300 {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
	// Others are not kept out.
	s.as(auth.Supervisor)
}

func TestChangesOfTheAccountEndItsSessions(t *testing.T) {
	s := newSite(t)
	admin := s.as(auth.Admin)
	id := s.users[auth.QA].ID
	path := fmt.Sprint("/users/", id)

	c := s.as(auth.QA)
	admin.want(200, "PATCH", path, map[string]any{"password": "another long one"}, nil)
	c.refused(401, "not_signed_in", "", "GET", "/session", nil)
	c.want(200, "POST", "/session", map[string]string{"login": "qa", "password": "another long one"}, nil)
	admin.want(200, "PATCH", path, map[string]any{"role": "supervisor"}, nil)
	c.want(200, "GET", "/campaigns", nil, nil) // the new role holds at once
	admin.want(200, "PATCH", path, map[string]any{"active": false}, nil)
	c.refused(401, "not_signed_in", "", "GET", "/session", nil)
	c.refused(401, "bad_login", "", "POST", "/session", map[string]string{"login": "qa", "password": "another long one"})
}

func TestIdleSessionEnds(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Agent)
	var left time.Duration
	if err := s.pool.QueryRow(t.Context(), `select max(expiry) - now() from sessions`).Scan(&left); err != nil || left < 11*time.Hour || left > 12*time.Hour {
		t.Fatalf("expires in %v, %v", left, err)
	}
	if _, err := s.pool.Exec(t.Context(), `update sessions set expiry = now() - interval '1 second'`); err != nil {
		t.Fatal(err)
	}
	c.refused(401, "not_signed_in", "", "GET", "/session", nil)
}

func TestUsers(t *testing.T) {
	s := newSite(t)
	admin := s.as(auth.Admin)
	ok := map[string]any{"login": "li.na", "name": "李娜", "role": "agent", "password": "long enough"}
	with := func(k string, v any) map[string]any {
		m := map[string]any{}
		for a, b := range ok {
			m[a] = b
		}
		m[k] = v
		return m
	}
	var u api.User
	admin.want(201, "POST", "/users", ok, &u)
	if u.Login != "li.na" || !u.Active || u.ID == 0 {
		t.Errorf("%+v", u)
	}
	admin.refused(409, "login_taken", "/login", "POST", "/users", ok)
	admin.refused(422, "invalid", "/password", "POST", "/users", with("password", "short"))
	admin.refused(422, "invalid", "/login", "POST", "/users", with("login", "Li Na"))
	admin.refused(422, "invalid", "/role", "POST", "/users", with("role", "root"))
	admin.refused(422, "invalid", "/name", "POST", "/users", with("name", "  "))
	admin.refused(422, "invalid", "/colour", "POST", "/users", with("colour", "red"))
	if a := admin.do("POST", "/users", with("password", "geheim")); strings.Contains(a.String(), "geheim") {
		t.Errorf("the password is in %v", a)
	}
	admin.refused(400, "bad_request", "", "POST", "/users", `{"login":`)
	admin.refused(404, "not_found", "", "PATCH", "/users/999999", map[string]any{"name": "x"})
	admin.refused(409, "last_admin", "", "PATCH", fmt.Sprint("/users/", s.users[auth.Admin].ID), map[string]any{"role": "agent"})
	admin.refused(409, "last_admin", "", "PATCH", fmt.Sprint("/users/", s.users[auth.Admin].ID), map[string]any{"active": false})

	var page, rest api.Page[api.User]
	admin.want(200, "GET", "/users?limit=3", nil, &page)
	admin.want(200, "GET", "/users?limit=3&cursor="+page.Next, nil, &rest)
	if len(page.Items) != 3 || len(rest.Items) != 2 || rest.Next != "" {
		t.Errorf("%d and %d users", len(page.Items), len(rest.Items))
	}
	admin.want(200, "GET", "/users?role=agent", nil, &page)
	if len(page.Items) != 2 {
		t.Errorf("%d agents", len(page.Items))
	}
	admin.refused(422, "invalid", "query/cursor", "GET", "/users?cursor=zzz", nil)
	admin.refused(422, "invalid", "query/limit", "GET", "/users?limit=1000", nil)
}

func TestOtherOriginsAreRefused(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	dnc := map[string]string{"phone": "13912345678"}
	for name, header := range map[string][]string{
		"origin":         {"Origin", "https://evil.example"},
		"null origin":    {"Origin", "null"},
		"sec-fetch-site": {"Sec-Fetch-Site", "cross-site"},
		"other port":     {"Origin", "http://127.0.0.1:1"},
	} {
		if a := c.do("POST", "/dnc", dnc, header...); a.status != 403 || a.problem.Code != "cross_origin" {
			t.Errorf("%s: %v", name, a)
		}
	}
	c.want(201, "POST", "/dnc", dnc, nil, "Origin", s.url)
	c.want(200, "GET", "/dnc", nil, nil, "Origin", "https://evil.example") // reading is harmless: the page cannot see the answer

	agent := s.as(auth.Agent)
	for origin, want := range map[string]int{"https://evil.example": 403, "http://127.0.0.1:1": 403, s.url: 101} {
		conn, res, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(s.url, "http")+"/api/v1/agent/socket",
			&websocket.DialOptions{HTTPClient: agent.http, HTTPHeader: http.Header{"Origin": {origin}}})
		if err == nil {
			_ = conn.CloseNow()
		}
		if res == nil || res.StatusCode != want {
			t.Errorf("WebSocket from %s: %v %v, want %d", origin, res, err, want)
		}
	}
	agent.refused(426, "bad_request", "", "GET", "/agent/socket", nil)
}
