package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"huifang/campaign/store/storetest"
	"huifang/web"
	"huifang/web/api"
	"huifang/web/auth"
)

func TestDescriptionAndItsPage(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	spec, err := api.Spec()
	if err != nil {
		t.Fatal(err)
	}
	if a := c.want(200, "GET", "/openapi.json", nil, nil); !bytes.Equal(a.body, spec) {
		t.Error("another description is served than Spec gives")
	}
	a := c.want(200, "GET", "/docs", nil, nil)
	csp := a.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(csp, "'sha256-") || strings.Contains(csp, "script-src 'unsafe-inline'") {
		t.Errorf("%v", a.header)
	}
	for _, outside := range []string{"http://", "https://", "//cdn", "@import", "src="} {
		if bytes.Contains(a.body, []byte(outside)) {
			t.Errorf("the page needs something from outside: %s", outside)
		}
	}
}

// What the web app's generated client relies on.
func TestDescriptionIsComplete(t *testing.T) {
	spec, err := api.Spec()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		OpenAPI    string `json:"openapi"`
		Components struct {
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
		Paths map[string]map[string]struct {
			ID        string                     `json:"operationId"`
			Roles     []string                   `json:"x-roles"`
			Responses map[string]json.RawMessage `json:"responses"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(spec, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("openapi %s", doc.OpenAPI)
	}
	for _, name := range []string{"Snapshot", "Live", "AgentMessage", "ServerMessage", "Problem", "FieldProblem"} {
		if doc.Components.Schemas[name] == nil {
			t.Errorf("schema %s is missing", name)
		}
	}
	for path, item := range doc.Paths {
		for method, o := range item {
			if o.Roles == nil {
				t.Errorf("%s %s does not say for whom it is", method, path)
			}
			if len(o.Roles) > 0 && (o.Responses["401"] == nil || o.Responses["403"] == nil) {
				t.Errorf("%s does not document 401 and 403", o.ID)
			}
		}
	}
}

func TestUnknownRoutes(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	c.refused(404, "not_found", "", "GET", "/nothing", nil)
	a := c.refused(405, "method_not_allowed", "", "PUT", "/session", "{}")
	if a.header.Get("Allow") != "GET, POST, DELETE" {
		t.Errorf("Allow: %s", a.header.Get("Allow"))
	}
	if a := c.do("GET", s.url+"/api/v2/x", nil); a.status != 404 || a.problem.Code != "not_found" {
		t.Errorf("%v", a)
	}
}

func TestHeadersAndLog(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	for _, path := range []string{"/api/v1/session", "/", "/healthz"} {
		a := c.do("GET", s.url+path, nil)
		for k, part := range map[string]string{
			"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Permissions-Policy": "microphone=(self)", "X-Request-Id": "",
		} {
			if v := a.header.Get(k); v == "" || !strings.Contains(v, part) {
				t.Errorf("%s: %s is %q", path, k, v)
			}
		}
	}
	a := c.want(200, "GET", "/attempts?phone=13912345678", nil, nil)
	if a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control %q", a.header.Get("Cache-Control"))
	}
	id := a.header.Get("X-Request-Id")
	eventually(t, "the request is logged", func() bool { return strings.Contains(s.log.String(), id) })
	log := s.log.String()
	if strings.Contains(log, "13912345678") || strings.Contains(log, password) {
		t.Error("the log has a phone number or a password")
	}
	if !strings.Contains(log, `"route":"GET /api/v1/attempts"`) {
		t.Errorf("no route in the log: %s", log)
	}
}

func TestHealthAndMetrics(t *testing.T) {
	var asterisk, redis error
	s := newSite(t, func(d *web.Deps) {
		d.Checks = append(d.Checks,
			web.Check{Name: "asterisk", Run: func(context.Context) error { return asterisk }},
			web.Check{Name: "redis", Run: func(context.Context) error { return redis }})
	})
	c := s.browser()
	ready := func() (int, string) {
		t.Helper()
		a := c.do("GET", s.url+"/readyz", nil)
		return a.status, string(a.body)
	}
	if st, body := ready(); st != 200 || body != `{"status":"ok","problems":[]}`+"\n" {
		t.Errorf("%d %s", st, body)
	}
	asterisk, redis = errors.New("connection refused"), errors.New("timeout")
	if st, body := ready(); st != 200 || !strings.Contains(body, `"degraded"`) || !strings.Contains(body, `"asterisk"`) || !strings.Contains(body, `"redis"`) {
		t.Errorf("%d %s", st, body)
	}
	if a := c.do("GET", s.url+"/healthz", nil); a.status != 200 {
		t.Errorf("%v", a)
	}
	// What a stranger asks for must not become a label: each would be a series of its own.
	c.do("GET", s.url+"/api/v1/attempts/no-such-attempt", nil)
	c.do("GET", s.url+"/no-such-page", nil)
	a := c.do("GET", s.url+"/metrics", nil)
	if a.status != 200 || !strings.Contains(string(a.body), "huifang_http_request_seconds_bucket{") || strings.Contains(string(a.body), "no-such") {
		t.Errorf("%v", a)
	}

	// Postgres goes away: the process lives, is not ready, and says so in each answer.
	agent := s.as(auth.Agent)
	storetest.Drop(t, s.pool)
	for range 3 {
		a := agent.refused(http.StatusServiceUnavailable, "database_down", "", "GET", "/session", nil)
		if a.header.Get("Retry-After") == "" {
			t.Errorf("%v", a.header)
		}
	}
	if st, body := ready(); st != 503 || !strings.Contains(body, `"down"`) || !strings.Contains(body, `"postgres"`) {
		t.Errorf("%d %s", st, body)
	}
	if a := c.do("GET", s.url+"/healthz", nil); a.status != 200 {
		t.Errorf("%v", a)
	}
}
