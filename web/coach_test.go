package web_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/coder/websocket"

	"huifang/campaign/store"
	"huifang/web/api"
	"huifang/web/auth"
)

// A supervisor listens, whispers and joins; each is in the audit trail before it begins (R30).
func TestCoachSocket(t *testing.T) {
	s := newSite(t)
	boss := s.as(auth.Supervisor)
	p := boss.openAt("/live/coach")
	m, err := p.read()
	if err != nil || m.Type != "coach" || m.Coach == nil || m.Coach.Seq != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	if m := p.ask("offer", "sdp", "v=0"); m.SDP != "answer to v=0" {
		t.Errorf("%+v", m)
	}
	for _, mode := range []string{"listen", "whisper", "join"} {
		if m := p.ask(mode, "agent_id", 7); m.OK == nil || !*m.OK {
			t.Errorf("%s: %+v", mode, m)
		}
	}
	if m := p.ask("listen", "agent_id", 8); m.Code != "not_allowed" {
		t.Errorf("an agent in no conversation: %+v", m)
	}
	for _, bad := range []string{"hangup", "ready", "dance"} {
		if m := p.ask(bad); m.Code != "bad_message" {
			t.Errorf("%s: %+v", bad, m)
		}
	}
	if m := p.ask("leave"); m.OK == nil || !*m.OK {
		t.Errorf("leave: %+v", m)
	}
	if got, want := s.dialer.coaches[s.users[auth.Supervisor].ID].told(), []string{"listen 7 77", "whisper 7 77", "join 7 77", "leave"}; !slices.Equal(got, want) {
		t.Errorf("the seat was told %v, want %v", got, want)
	}
	var trail api.Page[store.AuditEntry]
	boss.want(200, "GET", "/audit?object=attempt:77", nil, &trail)
	var actions []string
	for _, e := range trail.Items {
		actions = append(actions, e.Action)
	}
	if want := []string{"attempt.join", "attempt.whisper", "attempt.listen"}; !slices.Equal(actions, want) {
		t.Errorf("audit trail %v, want %v", actions, want)
	}
	for _, r := range []auth.Role{auth.Agent, auth.QA} {
		_, resp, err := websocket.Dial(t.Context(), "ws"+s.url[len("http"):]+"/api/v1/live/coach",
			&websocket.DialOptions{HTTPClient: s.as(r).http, HTTPHeader: http.Header{"Origin": {s.url}}})
		if err == nil || resp == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s has a supervisor's seat: %v", r, err)
		}
	}
}

func TestDirectoryAndCallSettings(t *testing.T) {
	s := newSite(t)
	var d api.Directory
	s.as(auth.Agent).want(200, "GET", "/agent/directory", nil, &d)
	if len(d.Agents) != 2 || d.Agents[0].Name != "Free" || d.Outside {
		t.Errorf("%+v", d)
	}
	boss := s.as(auth.Supervisor)
	var c store.CallSettings
	boss.want(200, "GET", "/call-settings", nil, &c)
	if c.ShowCoach != "speaking" {
		t.Errorf("at first %q", c.ShowCoach)
	}
	boss.want(200, "PUT", "/call-settings", map[string]any{"show_coach": "always"}, &c)
	boss.want(200, "GET", "/call-settings", nil, &c)
	if c.ShowCoach != "always" {
		t.Errorf("after the change %q", c.ShowCoach)
	}
	boss.refused(422, "invalid", "/show_coach", "PUT", "/call-settings", map[string]any{"show_coach": "sometimes"})
}
