package web_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/recording"
	"huifang/web/api"
	"huifang/web/auth"
)

// call makes an answered attempt of the agent to 139 0000 0000, one second of it recorded, and returns its id and the recording's.
func (s *site) call() (attempt, rec int64) {
	s.t.Helper()
	sup := s.as(auth.Supervisor)
	l := sup.list(2)
	var camp api.Campaign
	sup.want(201, "POST", "/campaigns", s.input(&l.ID), &camp)
	scan := func(to any, sql string, args ...any) {
		s.t.Helper()
		if err := s.pool.QueryRow(s.t.Context(), sql, args...).Scan(to); err != nil {
			s.t.Fatalf("%s: %v", sql, err)
		}
	}
	exec := func(sql string, args ...any) {
		s.t.Helper()
		if _, err := s.pool.Exec(s.t.Context(), sql, args...); err != nil {
			s.t.Fatalf("%s: %v", sql, err)
		}
	}
	exec(`insert into node (id) values ('n1')`)
	scan(&attempt, `insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, agent_id, node, fence, state, outcome, claimed_at, dialled_at, answered_at, ended_at)
		select id, campaign_id, contact_id, phone, 't1', $2, 'n1', 1, 'ended', 'answered', now() - interval '2 min', now() - interval '110 s', now() - interval '100 s', now()
		from follow_up where campaign_id = $1 order by id limit 1 returning id`, camp.ID, s.users[auth.Agent].ID)
	exec(`update follow_up set state = 'wrapup', attempts = 1 where id = (select follow_up_id from attempt where id = $1)`, attempt)

	start := time.Now()
	name, err := recording.Name(start, strconv.FormatInt(attempt, 10), 1)
	if err != nil {
		s.t.Fatal(err)
	}
	w, err := s.audio.Create(name, start)
	if err != nil {
		s.t.Fatal(err)
	}
	loud, quiet := bytes.Repeat([]byte{0x80, 0x00}, 80), bytes.Repeat([]byte{0xff}, 160)
	for i := range 50 {
		at := start.Add(time.Duration(i) * 20 * time.Millisecond)
		w.Agent(uint32(i*160), at, loud)
		w.Customer(uint32(i*160), at, quiet)
	}
	info, err := w.Close(start.Add(time.Second))
	if err != nil {
		s.t.Fatal(err)
	}
	scan(&rec, `insert into recording (attempt_id, part, state, path, duration_ms, bytes, sha256, started_at) values ($1, 1, 'complete', $2, $3, $4, $5, $6) returning id`,
		attempt, info.Name, info.Duration.Milliseconds(), info.Bytes, info.SHA256, start)
	return attempt, rec
}

func TestNumbersAreMaskedByRole(t *testing.T) {
	s := newSite(t)
	id, _ := s.call()
	for role, want := range map[auth.Role]string{auth.QA: "139****0000", auth.Supervisor: "+8613900000000", auth.Admin: "+8613900000000"} {
		c := s.as(role)
		var page api.Page[campaign.Attempt]
		list := c.want(200, "GET", "/attempts", nil, &page)
		var det campaign.AttemptDetail
		one := c.want(200, "GET", fmt.Sprint("/attempts/", id), nil, &det)
		if len(page.Items) != 1 || page.Items[0].Phone != want || det.Phone != want {
			t.Errorf("%s: %v", role, list)
		}
		if role == auth.QA && (bytes.Contains(list.body, []byte("13900000000")) || bytes.Contains(one.body, []byte("13900000000"))) {
			t.Errorf("the whole number is in %s or %s", list.body, one.body)
		}
	}
	var page api.Page[campaign.Attempt]
	mine := s.as(auth.Agent).want(200, "GET", "/agent/calls", nil, &page)
	if len(page.Items) != 1 || page.Items[0].Phone != "139****0000" {
		t.Errorf("%v", mine)
	}
}

func TestSearchByPhone(t *testing.T) {
	s := newSite(t)
	s.call()
	found := func(c *client, q string) int {
		t.Helper()
		var page api.Page[campaign.Attempt]
		c.want(200, "GET", "/attempts?phone="+q, nil, &page)
		return len(page.Items)
	}
	sup, qa := s.as(auth.Supervisor), s.as(auth.QA)
	for q, want := range map[string]int{"13900000000": 1, "%2B8613900000000": 1, "13900000001": 0, "0000": 1, "00000000": 1, "1111": 0} {
		if got := found(sup, q); got != want {
			t.Errorf("supervisor, %s: %d", q, got)
		}
	}
	if found(qa, "0000") != 1 || found(qa, "1111") != 0 {
		t.Error("QA cannot search by what he sees")
	}
	for _, q := range []string{"13900000000", "00000", "%2B8613900000000", "000"} {
		a := qa.refused(422, "invalid", "query/phone", "GET", "/attempts?phone="+q, nil)
		if a.problem.Errors[0].Code != "phone_filter_too_wide" {
			t.Errorf("%v", a)
		}
	}
	for _, q := range []string{"outcome=answered", "recorded=true", "from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z", fmt.Sprint("agent_id=", s.users[auth.Agent].ID)} {
		var page api.Page[campaign.Attempt]
		qa.want(200, "GET", "/attempts?"+q, nil, &page)
		if len(page.Items) != 1 || len(page.Items[0].Recordings) != 1 {
			t.Errorf("%s: %+v", q, page.Items)
		}
	}
	var page api.Page[campaign.Attempt]
	qa.want(200, "GET", "/attempts?recorded=false", nil, &page)
	if len(page.Items) != 0 {
		t.Error("recorded=false found the recorded one")
	}
	var f api.AttemptFilters
	qa.want(200, "GET", "/attempts/filters", nil, &f)
	if len(f.Agents) != 1 || len(f.Dispositions) != 6 || len(f.Outcomes) != 16 {
		t.Errorf("%+v", f)
	}
}

func TestDispose(t *testing.T) {
	s := newSite(t)
	id, _ := s.call()
	path := fmt.Sprintf("/attempts/%d/disposition", id)
	agent := s.as(auth.Agent)
	client := uuid.NewString()
	body := func(more ...any) map[string]any {
		m := map[string]any{"client_id": client, "code": "completed", "note": "满意"}
		for i := 0; i+1 < len(more); i += 2 {
			m[more[i].(string)] = more[i+1]
		}
		return m
	}
	agent.refused(422, "invalid", "/code", "POST", path, body("code", "nonsense"))
	agent.refused(422, "invalid", "/client_id", "POST", path, body("client_id", "1"))
	agent.refused(422, "invalid", "/note", "POST", path, body("note", "a\x00"))
	agent.refused(422, "invalid", "/callback_at", "POST", path, body("code", "callback"))
	agent.refused(422, "invalid", "/callback_at", "POST", path, body("code", "callback", "callback_at", "2020-01-01T00:00:00Z"))
	agent.refused(404, "not_found", "", "POST", "/attempts/999999/disposition", body())
	s.users["other"], _ = s.auth.Create(t.Context(), auth.NewUser{Login: "other", Name: "Other", Role: auth.Agent, Password: password}, 0)
	s.as("other").refused(403, "forbidden", "", "POST", path, body())

	var first, again api.DispositionResult
	agent.want(200, "POST", path, body(), &first)
	agent.want(200, "POST", path, body(), &again)
	if first.Code != "completed" || first.AttemptID != id || !first.At.Equal(again.At) {
		t.Errorf("%+v %+v", first, again)
	}
	agent.refused(409, "already_disposed", "", "POST", path, body("client_id", uuid.NewString()))
	var det campaign.AttemptDetail
	s.as(auth.Supervisor).want(200, "GET", fmt.Sprint("/attempts/", id), nil, &det)
	if det.Disposition != "completed" || det.Note != "满意" || det.DisposedBy.Name != "The agent" {
		t.Errorf("%+v", det)
	}
}

func TestAudio(t *testing.T) {
	s := newSite(t)
	attempt, rec := s.call()
	qa := s.as(auth.QA)
	path := fmt.Sprintf("/recordings/%d/audio", rec)
	whole := qa.want(200, "GET", path, nil, nil)
	h := whole.header
	if h.Get("Content-Type") != "audio/wav" || !strings.HasPrefix(h.Get("Cache-Control"), "private") || h.Get("Accept-Ranges") != "bytes" || h.Get("ETag") == "" {
		t.Errorf("%v", h)
	}
	b := whole.body
	if string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" || binary.LittleEndian.Uint16(b[20:]) != 1 || binary.LittleEndian.Uint16(b[22:]) != 2 ||
		binary.LittleEndian.Uint32(b[24:]) != 8000 || binary.LittleEndian.Uint16(b[34:]) != 16 {
		t.Fatalf("header % x", b[:44])
	}
	if n := len(b); n < 32000 || n > 32100 { // one second, two channels of 16 bits
		t.Errorf("%d bytes", n)
	}
	part := qa.want(206, "GET", path, nil, nil, "Range", "bytes=1000-1999")
	if !bytes.Equal(part.body, b[1000:2000]) || part.header.Get("Content-Range") != fmt.Sprintf("bytes 1000-1999/%d", len(b)) {
		t.Errorf("range: %d bytes, %v", len(part.body), part.header)
	}
	qa.want(304, "GET", path, nil, nil, "If-None-Match", h.Get("ETag"))
	head := qa.do("HEAD", path, nil)
	if head.status != 200 || head.header.Get("Content-Length") != strconv.Itoa(len(b)) {
		t.Errorf("HEAD: %v", head.header)
	}
	var p recording.Peaks
	qa.want(200, "GET", fmt.Sprintf("/recordings/%d/peaks?buckets=50", rec), nil, &p)
	if p.PerSecond != 50 || len(p.Peaks[0]) < 98 || len(p.Peaks[0]) != len(p.Peaks[1]) {
		t.Errorf("%d per second, %d", p.PerSecond, len(p.Peaks[0]))
	}
	// The agent (left) was loud, the customer (right) silent.
	if p.Peaks[0][40] > -0.9 || p.Peaks[0][41] < 0.9 || p.Peaks[1][40] != 0 {
		t.Errorf("agent %v %v, customer %v", p.Peaks[0][40], p.Peaks[0][41], p.Peaks[1][40])
	}
	var looks int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from audit where object = $1 and user_id = $2 and action = 'recording.listen'`,
		fmt.Sprint("recording:", rec), s.users[auth.QA].ID).Scan(&looks); err != nil || looks != 1 {
		t.Errorf("%d looks, %v", looks, err)
	}
	qa.refused(404, "not_found", "", "GET", "/recordings/999999/audio", nil)
	for state, reason := range map[string]string{"missing": "disk", "expected": "", "recording": ""} {
		var id int64
		if err := s.pool.QueryRow(t.Context(), `insert into recording (attempt_id, part, state, reason) values ($1, (select max(part) + 1 from recording), $2, $3) returning id`,
			attempt, state, reason).Scan(&id); err != nil {
			t.Fatal(err)
		}
		a := qa.refused(404, "recording_missing", "", "GET", fmt.Sprintf("/recordings/%d/audio", id), nil)
		if !strings.Contains(a.problem.Detail, reason) {
			t.Errorf("%v", a)
		}
		qa.refused(404, "recording_missing", "", "GET", fmt.Sprintf("/recordings/%d/peaks", id), nil)
	}
	var gone int64
	if err := s.pool.QueryRow(t.Context(), `insert into recording (attempt_id, part, state, path, sha256) values ($1, 99, 'complete', '2020/01/01/9-1.wav', 'ab') returning id`, attempt).Scan(&gone); err != nil {
		t.Fatal(err)
	}
	qa.refused(http.StatusNotFound, "recording_missing", "", "GET", fmt.Sprintf("/recordings/%d/audio", gone), nil)
}

// A person without a customer file is deleted from his call, by a supervisor, once the record is finished, and it is audited.
func TestErasePerson(t *testing.T) {
	s := newSite(t)
	id, _ := s.call()
	path := fmt.Sprintf("/attempts/%d/erase", id)
	for _, role := range []auth.Role{auth.Agent, auth.QA} {
		s.as(role).refused(403, "forbidden", "", "POST", path, object{"digits": "0000"})
	}
	sup := s.as(auth.Supervisor)
	sup.refused(409, "record_open", "", "POST", path, object{"digits": "0000"})
	if _, err := s.pool.Exec(t.Context(), `update attempt set wrapped_up_at = now()`); err != nil {
		t.Fatal(err)
	}
	a := sup.refused(422, "invalid", "/digits", "POST", path, object{"digits": "1111"})
	if a.problem.Errors[0].Code != "digits_differ" {
		t.Errorf("%v", a)
	}
	sup.want(204, "POST", path, object{"digits": "0000"}, nil)
	sup.refused(404, "not_found", "", "POST", path, object{"digits": "0000"})
	var det campaign.AttemptDetail
	sup.want(200, "GET", fmt.Sprint("/attempts/", id), nil, &det)
	if !det.Erased || det.Customer != "" {
		t.Errorf("%+v", det)
	}
	var trail api.Page[store.AuditEntry]
	s.as(auth.Admin).want(200, "GET", fmt.Sprintf("/audit?action=contact&object=attempt:%d", id), nil, &trail)
	if len(trail.Items) != 1 || trail.Items[0].Action != "contact.erase" {
		t.Errorf("%+v", trail.Items)
	}
}
