package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"huifang/dialer"
	"huifang/web/api"
	"huifang/web/auth"
)

// deskPage is an agent's page.
type deskPage struct {
	t    *testing.T
	conn *websocket.Conn
	id   int64
}

func (c *client) open(takeOver bool) *deskPage {
	c.t.Helper()
	path := "/agent/socket"
	if takeOver {
		path += "?take_over=1"
	}
	return c.openAt(path)
}

func (c *client) openAt(path string) *deskPage {
	c.t.Helper()
	u := "ws" + strings.TrimPrefix(c.s.url, "http") + "/api/v1" + path
	conn, _, err := websocket.Dial(c.t.Context(), u, &websocket.DialOptions{HTTPClient: c.http, HTTPHeader: http.Header{"Origin": {c.s.url}}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = conn.CloseNow() })
	return &deskPage{t: c.t, conn: conn}
}

func (p *deskPage) read() (api.ServerMessage, error) {
	ctx, cancel := context.WithTimeout(p.t.Context(), 5*time.Second)
	defer cancel()
	_, b, err := p.conn.Read(ctx)
	if err != nil {
		return api.ServerMessage{}, err
	}
	var m api.ServerMessage
	if err := json.Unmarshal(b, &m); err != nil {
		p.t.Fatalf("%v: %s", err, b)
	}
	return m, nil
}

// reply waits for the reply to id; snapshots in between are passed over.
func (p *deskPage) reply(id int64) api.ServerMessage {
	p.t.Helper()
	for {
		m, err := p.read()
		if err != nil {
			p.t.Fatalf("reply %d: %v", id, err)
		}
		if m.Type == "reply" && m.ID == id {
			return m
		}
	}
}

func (p *deskPage) snapshot() dialer.Snapshot {
	p.t.Helper()
	for {
		m, err := p.read()
		if err != nil {
			p.t.Fatalf("snapshot: %v", err)
		}
		if m.Type == "snapshot" {
			return *m.Snapshot
		}
	}
}

func (p *deskPage) send(text string) {
	p.t.Helper()
	if err := p.conn.Write(p.t.Context(), websocket.MessageText, []byte(text)); err != nil {
		p.t.Fatal(err)
	}
}

// ask sends a message of a type with further members and returns the reply.
func (p *deskPage) ask(kind string, members ...any) api.ServerMessage {
	p.t.Helper()
	p.id++
	m := map[string]any{"id": p.id, "type": kind}
	for i := 0; i+1 < len(members); i += 2 {
		m[members[i].(string)] = members[i+1]
	}
	b, err := json.Marshal(m)
	if err != nil {
		p.t.Fatal(err)
	}
	p.send(string(b))
	return p.reply(p.id)
}

// closed waits for the close code.
func (p *deskPage) closed(want websocket.StatusCode) {
	p.t.Helper()
	for {
		if _, err := p.read(); err != nil {
			if got := websocket.CloseStatus(err); got != want {
				p.t.Errorf("closed with %d (%v), want %d", got, err, want)
			}
			return
		}
	}
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 5 s: %s", what)
		}
	}
}

func TestDeskProtocol(t *testing.T) {
	s := newSite(t)
	agent := s.as(auth.Agent)
	agent.refused(404, "not_connected", "", "GET", "/agent/snapshot", nil)
	p := agent.open(false)
	if snap := p.snapshot(); snap.Seq != 1 || snap.State != dialer.AgentOffline || snap.Campaign == nil {
		t.Errorf("%+v", snap)
	}
	long := strings.Repeat("a", 64) // as long as the code of a follow-up type may be
	for _, x := range []struct {
		kind    string
		members []any
		told    string
	}{
		{"offer", []any{"sdp", "v=0"}, "offer v=0"},
		{"ready", nil, "ready"},
		{"pause", []any{"reason", "lunch"}, "pause lunch"},
		{"mute", []any{"on", true}, "mute true"},
		{"mute", []any{"on", false}, "mute false"},
		{"hold", []any{"on", true, "reason", "lookup", "agreed", true}, "hold true lookup agreed"},
		{"dial", nil, "dial"},
		{"skip", []any{"reason", "later"}, "skip later"},
		{"ask", []any{"whom", "agent", "agent_id", 12, "note", "why"}, "ask agent 12   false why"},
		{"ask", []any{"whom", "skill", "skill", "cantonese", "blind", true}, "ask skill 0 cantonese  true "},
		{"ask", []any{"whom", "skill", "skill", long}, "ask skill 0 " + long + "  false "},
		{"ask", []any{"whom", "outside", "number", "+86 21 5555"}, "ask outside 0  +86 21 5555 false "},
		{"accept", nil, "accept"},
		{"decline", nil, "decline"},
		{"complete", nil, "complete"},
		{"take_back", nil, "take_back"},
		{"record", []any{"on", false, "reason", "card"}, "record false card"},
		{"help", []any{"on", true, "note", "refund"}, "help true refund"},
		{"dtmf", []any{"digits", "12#*"}, "dtmf 12#*"},
		{"hangup", nil, "hangup"},
		{"offline", nil, "offline"},
	} {
		m := p.ask(x.kind, x.members...)
		if m.OK == nil || !*m.OK || x.kind == "offer" && m.SDP != "answer to v=0" {
			t.Errorf("%s: %+v", x.kind, m)
		}
		if told := s.dialer.desk(s.users[auth.Agent].ID).told(); told[len(told)-1] != x.told {
			t.Errorf("%s: the desk was told %v", x.kind, told)
		}
	}
	if m := p.ask("ping"); m.OK == nil || !*m.OK {
		t.Errorf("ping: %+v", m)
	}
	desk := s.dialer.desk(s.users[auth.Agent].ID)
	before := len(desk.told())
	for name, ask := range map[string]func() api.ServerMessage{
		"unknown type":     func() api.ServerMessage { return p.ask("dance") },
		"empty offer":      func() api.ServerMessage { return p.ask("offer") },
		"no digits":        func() api.ServerMessage { return p.ask("dtmf", "digits", "12;exten=1") },
		"nobody asked":     func() api.ServerMessage { return p.ask("ask") },
		"no agent":         func() api.ServerMessage { return p.ask("ask", "whom", "agent") },
		"no number":        func() api.ServerMessage { return p.ask("ask", "whom", "outside", "agent_id", 1) },
		"reason no code":   func() api.ServerMessage { return p.ask("hold", "on", true, "reason", "Tea Time!") },
		"long note":        func() api.ServerMessage { return p.ask("help", "on", true, "note", strings.Repeat("x", 501)) },
		"a supervisor's":   func() api.ServerMessage { return p.ask("listen", "agent_id", 1) },
		"long reason":      func() api.ServerMessage { return p.ask("pause", "reason", strings.Repeat("x", 101)) },
		"not JSON":         func() api.ServerMessage { p.send("hello"); return p.reply(0) },
		"wrong type of on": func() api.ServerMessage { p.send(`{"id":77,"type":"mute","on":"yes"}`); return p.reply(77) },
	} {
		if m := ask(); m.OK == nil || *m.OK || m.Code != "bad_message" {
			t.Errorf("%s: %+v", name, m)
		}
	}
	if got := len(desk.told()); got != before {
		t.Errorf("the desk was told %v of bad messages", desk.told()[before:])
	}
	for err, code := range map[error]string{
		fmt.Errorf("now: %w", dialer.ErrNotAllowed): "not_allowed", dialer.ErrNoMedia: "no_media", dialer.ErrClosed: "closed",
		fmt.Errorf("no: %w", &dialer.Refusal{Code: "colleague_busy"}): "colleague_busy", context.DeadlineExceeded: "timeout", errors.New("secret detail"): "internal",
	} {
		desk.mu.Lock()
		desk.err = err
		desk.mu.Unlock()
		if m := p.ask("ready"); m.Code != code || strings.Contains(m.Detail, "secret") {
			t.Errorf("%v: %+v", err, m)
		}
	}

	// A change reaches the page whole, and the debugging route shows the same.
	desk.push(dialer.Snapshot{Seq: 9, State: dialer.AgentOnCall, Call: &dialer.CallSnapshot{Attempt: 5, Phase: "talking"}})
	snap := p.snapshot()
	if snap.Seq != 9 || snap.Call == nil || snap.Call.Screen.Extra == nil || snap.Call.Screen.History == nil {
		t.Errorf("%+v", snap)
	}
	var now dialer.Snapshot
	agent.want(200, "GET", "/agent/snapshot", nil, &now)
	if now.Seq != 9 {
		t.Errorf("%+v", now)
	}
	_ = p.conn.Close(websocket.StatusNormalClosure, "")
	eventually(t, "the desk is told that the page is gone", desk.isClosed)
}

func TestPingIsAnsweredDuringASlowOffer(t *testing.T) {
	s := newSite(t)
	p := s.as(auth.Agent).open(false)
	p.snapshot()
	desk := s.dialer.desk(s.users[auth.Agent].ID)
	desk.block = make(chan struct{})
	p.send(`{"id":1,"type":"offer","sdp":"v=0"}`)
	p.send(`{"id":2,"type":"ping"}`)
	if m, err := p.read(); err != nil || m.ID != 2 {
		t.Errorf("%+v %v", m, err)
	}
	close(desk.block)
	if m := p.reply(1); m.SDP == "" {
		t.Errorf("%+v", m)
	}
}

func TestSecondPageAndTakeOver(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Agent)
	first := c.open(false)
	first.snapshot()
	c.open(false).closed(4003)
	second := c.open(true)
	second.snapshot()
	first.closed(4001)
	if m := second.ask("ready"); m.OK == nil || !*m.OK {
		t.Errorf("%+v", m)
	}
	s.dialer.mu.Lock()
	s.dialer.fail = errors.New("no line")
	s.dialer.mu.Unlock()
	c.open(true).closed(4004)
}

// A page whose agent was moved to another node is told to come again, and comes in without taking over.
func TestPageOfMovedAgent(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Agent)
	p := c.open(false)
	p.snapshot()
	desk := s.dialer.desk(s.users[auth.Agent].ID)
	desk.mu.Lock()
	desk.moved = true
	desk.mu.Unlock()
	desk.shut()
	p.closed(4005)
	s.dialer.mu.Lock()
	delete(s.dialer.desks, s.users[auth.Agent].ID)
	s.dialer.mu.Unlock()
	c.open(false).snapshot()
}

func TestPageEndsWithItsSession(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Agent)
	p := c.open(false)
	p.snapshot()
	c.want(204, "DELETE", "/session", nil, nil)
	p.closed(4002)

	c = s.as(auth.Agent)
	p = c.open(true)
	p.snapshot()
	s.as(auth.Admin).want(200, "PATCH", fmt.Sprint("/users/", s.users[auth.Agent].ID), map[string]any{"active": false}, nil)
	p.closed(4002)
}

func TestFloodOfMessagesIsRefused(t *testing.T) {
	s := newSite(t)
	p := s.as(auth.Agent).open(false)
	p.snapshot()
	for i := range 100 {
		p.send(fmt.Sprintf(`{"id":%d,"type":"ping"}`, i+1))
	}
	refused := 0
	for range 100 {
		m, err := p.read()
		if err != nil {
			t.Fatal(err)
		}
		if m.Code == "too_many_messages" {
			refused++
		}
	}
	if refused < 40 || refused > 70 {
		t.Errorf("%d of 100 were refused", refused)
	}
}

func TestRestartTellsThePages(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Agent)
	p := c.open(false)
	p.snapshot()
	desk := s.dialer.desk(s.users[auth.Agent].ID)
	desk.shut() // the dialer ends at the same time, or a little earlier
	s.stop()
	p.closed(websocket.StatusServiceRestart)
	eventually(t, "the desk is closed", desk.isClosed)
	err := <-s.done
	s.done <- err
	if err != nil {
		t.Errorf("Run: %v", err)
	}
	c.open(false).closed(websocket.StatusServiceRestart)
	if told := desk.told(); slices.Contains(told, "offline") {
		t.Errorf("a restart must not sign the agent off: %v", told)
	}
}
