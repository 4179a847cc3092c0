package web_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/web"
	"huifang/web/api"
	"huifang/web/auth"
)

// The mode of a campaign is switched while it runs, by version, and is checked field by field (R16).
func TestSwitchMode(t *testing.T) {
	s := newSite(t)
	boss, admin := s.as(auth.Supervisor), s.as(auth.Admin)
	l := boss.list(3)
	var c, got api.Campaign
	boss.want(http.StatusCreated, "POST", "/campaigns", s.input(&l.ID), &c)
	if c.Mode != "progressive" || c.ModeSettings.Predictive.AbandonCap != 0.03 || len(c.ModeSettings.Preview.Reasons) != 3 || !c.ModeSettings.Detection.EarlyMedia {
		t.Fatalf("%+v", c.ModeSettings)
	}
	boss.want(http.StatusOK, "POST", fmt.Sprintf("/campaigns/%d/start", c.ID), nil, &c)
	path := fmt.Sprintf("/campaigns/%d/mode", c.ID)
	match := func(c api.Campaign) []string { return []string{"If-Match", fmt.Sprintf(`"%d"`, c.Version)} }
	boss.refused(http.StatusUnprocessableEntity, "invalid", "header/If-Match", "PATCH", path, map[string]any{"mode": "predictive"})
	boss.refused(http.StatusPreconditionFailed, "version_changed", "", "PATCH", path, map[string]any{"mode": "predictive"}, "If-Match", `"1"`)
	boss.refused(http.StatusUnprocessableEntity, "invalid", "/mode", "PATCH", path, map[string]any{"mode": "inbound"}, match(c)...)
	boss.refused(http.StatusUnprocessableEntity, "invalid", "/mode_settings/notice/prompt", "PATCH", path, map[string]any{"mode": "agentless"}, match(c)...)
	boss.want(http.StatusOK, "PATCH", path, map[string]any{"mode": "predictive"}, &got, match(c)...)
	if got.Mode != "predictive" || got.State != campaign.Running || got.Version != c.Version+1 {
		t.Fatalf("%+v", got)
	}
	// More than 3 % is an admin's decision; what he has decided a supervisor may keep.
	m := got.ModeSettings
	m.Predictive.AbandonCap = 0.05
	boss.refused(http.StatusUnprocessableEntity, "invalid", "/mode_settings/predictive/abandon_cap", "PATCH", path, map[string]any{"mode": "predictive", "mode_settings": m}, match(got)...)
	admin.want(http.StatusOK, "PATCH", path, map[string]any{"mode": "predictive", "mode_settings": m}, &got, match(got)...)
	m.Preview.TimeoutS = 20
	boss.want(http.StatusOK, "PATCH", path, map[string]any{"mode": "preview", "mode_settings": m}, &got, match(got)...)
	m.Predictive.AbandonCap = 0.5
	admin.refused(http.StatusUnprocessableEntity, "invalid", "/mode_settings/predictive/abandon_cap", "PATCH", path, map[string]any{"mode": "predictive", "mode_settings": m}, match(got)...)
	m.Predictive.AbandonCap, m.Notice.Prompt = 0.03, "4711"
	boss.refused(http.StatusUnprocessableEntity, "invalid", "/mode_settings/notice/prompt", "PATCH", path, map[string]any{"mode": "agentless", "mode_settings": m}, match(got)...)
	boss.refused(http.StatusNotFound, "not_found", "", "PATCH", "/campaigns/4711/mode", map[string]any{"mode": "preview"}, match(got)...)
	var defaults campaign.ModeSettings
	boss.want(http.StatusOK, "GET", "/modes/defaults", nil, &defaults)
	if defaults.Preview.TimeoutS != 60 {
		t.Errorf("%+v", defaults)
	}
	// The form takes the same.
	in := s.input(&l.ID)
	in["mode"], in["mode_settings"] = "agentless", m
	boss.refused(http.StatusUnprocessableEntity, "invalid", "/mode_settings/notice/prompt", "POST", "/campaigns", in)
	m.Notice.Prompt = "shipped:notice-zh"
	in["mode_settings"] = m
	boss.want(http.StatusCreated, "POST", "/campaigns", in, &got)
	if got.Mode != "agentless" || got.ModeSettings.Notice.Prompt != "shipped:notice-zh" {
		t.Errorf("%+v", got)
	}
}

// An agent dials numbers only by right, and what is refused says why.
func TestManualDial(t *testing.T) {
	s := newSite(t)
	agent, admin, boss := s.as(auth.Agent), s.as(auth.Admin), s.as(auth.Supervisor)
	id := s.users[auth.Agent].ID
	agent.refused(http.StatusUnprocessableEntity, "invalid", "/number", "POST", "/desk/dial", map[string]any{})
	agent.refused(http.StatusUnprocessableEntity, "invalid", "/number", "POST", "/desk/dial", map[string]any{"number": "13900000001", "follow_up_id": 3})
	agent.refused(http.StatusForbidden, "right_missing", "", "POST", "/desk/dial", map[string]any{"number": "13900000001"})
	admin.refused(http.StatusUnprocessableEntity, "invalid", "/rights/0", "PATCH", fmt.Sprintf("/users/%d", id), map[string]any{"rights": []string{"everything"}})
	var u api.User
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/users/%d", id), map[string]any{"rights": []string{"dial_manual"}}, &u)
	if len(u.Rights) != 1 {
		t.Errorf("%+v", u)
	}
	var me api.Me
	agent.want(http.StatusOK, "GET", "/session", nil, &me)
	if len(me.Rights) != 1 || me.Rights[0] != auth.DialManual {
		t.Errorf("%+v", me)
	}
	for number, code := range map[string]string{"110": "phone_emergency", "+44 20 7946 0000": "phone_region_refused", "12": "phone_too_short", "139\r\nVia: x": "phone_bad_characters", "1689000000": "phone_not_valid"} {
		a := agent.refused(http.StatusUnprocessableEntity, "invalid", "/number", "POST", "/desk/dial", map[string]any{"number": number})
		if len(a.problem.Errors) == 0 || (a.problem.Errors[0].Code != code && code != "phone_not_valid") {
			t.Errorf("%q: %+v, must be %s", number, a.problem.Errors, code)
		}
	}
	if n := len(s.runner.asked); n > 0 {
		t.Fatalf("%d dials were asked for", n)
	}
	var d api.Dialled
	agent.want(http.StatusAccepted, "POST", "/desk/dial", map[string]any{"number": "139-0000-0001", "customer": " 张三 ", "campaign_id": 2}, &d)
	agent.want(http.StatusAccepted, "POST", "/desk/dial", map[string]any{"follow_up_id": 7}, &d)
	if d.AttemptID != 4711 || len(s.runner.asked) != 2 {
		t.Fatalf("%+v, %+v", d, s.runner.asked)
	}
	if m := s.runner.asked[0]; m.Number != "+8613900000001" || m.Name != "张三" || m.Campaign != 2 || m.Agent != id || time.Since(m.Now) > time.Minute {
		t.Errorf("%+v", m)
	}
	for _, c := range []struct {
		err    error
		status int
		code   string
		field  string
	}{
		{campaign.ErrAgentNotFree, http.StatusConflict, "agent_not_ready", ""}, {fmt.Errorf("x: %w", campaign.ErrNoLine), http.StatusConflict, "no_line", ""},
		{&store.FieldError{Pointer: "/number", Code: "on_dnc", Detail: "x"}, http.StatusUnprocessableEntity, "invalid", "/number"}, {store.ErrNotFound, http.StatusNotFound, "not_found", ""},
	} {
		s.runner.fail = c.err
		agent.refused(c.status, c.code, c.field, "POST", "/desk/dial", map[string]any{"follow_up_id": 7})
	}
	s.runner.fail = nil
	// What he may dial: of the running manual campaigns that he works for.
	var desk api.ManualDesk
	agent.want(http.StatusOK, "GET", "/desk/manual", nil, &desk)
	if !desk.MayDial || len(desk.Campaigns) != 0 || len(desk.Items) != 0 {
		t.Errorf("%+v", desk)
	}
	l := boss.list(3)
	var c api.Campaign
	in := s.input(&l.ID)
	in["mode"] = "manual"
	boss.want(http.StatusCreated, "POST", "/campaigns", in, &c)
	boss.want(http.StatusOK, "POST", fmt.Sprintf("/campaigns/%d/start", c.ID), nil, &c)
	agent.want(http.StatusOK, "GET", "/desk/manual", nil, &desk)
	if len(desk.Campaigns) != 1 || len(desk.Items) != 3 || !strings.Contains(desk.Items[0].Phone, "*") {
		t.Errorf("%+v", desk)
	}
	var ready campaign.Readiness
	boss.want(http.StatusOK, "GET", fmt.Sprintf("/campaigns/%d/readiness", c.ID), nil, &ready)
	if ready.DiallableNow != 0 || ready.Reasons[0].Code != "dialled_by_hand" {
		t.Errorf("%+v", ready)
	}
}

// tone is a WAV file of 16 kHz.
func tone(seconds float64, level float64) string {
	var b bytes.Buffer
	n := int(16000 * seconds)
	b.WriteString("RIFF")
	for _, v := range []any{uint32(36 + 2*n), []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(16000), uint32(32000), uint16(2), uint16(16), []byte("data"), uint32(2 * n)} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	for i := range n {
		_ = binary.Write(&b, binary.LittleEndian, int16(level*32767*math.Sin(2*math.Pi*440*float64(i)/16000)))
	}
	return b.String()
}

func TestPrompts(t *testing.T) {
	s := newSite(t)
	boss := s.as(auth.Supervisor)
	send := func(name, file, filename string) form {
		return form{"name": name, "words": "您好", "file": file, "filename": filename}
	}
	var p store.Prompt
	boss.want(http.StatusCreated, "POST", "/prompts", send("欢迎", tone(1.5, 0.5), "a.WAV"), &p)
	if p.DurationMS != 1500 || p.Name != "欢迎" || p.Shipped {
		t.Fatalf("%+v", p)
	}
	boss.refused(http.StatusConflict, "name_taken", "/name", "POST", "/prompts", send("欢迎", tone(1, 0.5), "a.wav"))
	boss.refused(http.StatusUnprocessableEntity, "invalid", "/name", "POST", "/prompts", send(" ", tone(1, 0.5), "a.wav"))
	boss.refused(http.StatusUnprocessableEntity, "invalid", "/file", "POST", "/prompts", form{"name": "x"})
	for code, file := range map[string]string{"audio_not_wav": "ID3 an MP3", "audio_corrupt": tone(1, 0.5)[:2000], "audio_silent": tone(1, 0.001), "audio_too_short": tone(0.1, 0.5)} {
		a := boss.refused(http.StatusUnprocessableEntity, "audio_unusable", "/file", "POST", "/prompts", send("x", file, "a.wav"))
		if len(a.problem.Errors) == 1 && a.problem.Errors[0].Code != code {
			t.Errorf("%+v, must be %s", a.problem.Errors, code)
		}
	}
	boss.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", "", "POST", "/prompts", map[string]any{"name": "x"})
	boss.want(http.StatusCreated, "POST", "/prompts", send("raw", strings.Repeat("\x10\x90", 8000), "a.ulaw"), &p)
	audio := boss.do("GET", "/prompts/"+p.ID+"/audio", nil)
	if audio.status != http.StatusOK || len(audio.body) != 44+2*16000 || audio.header.Get("Content-Type") != "audio/wav" {
		t.Errorf("%d, %d bytes of %s", audio.status, len(audio.body), audio.header.Get("Content-Type"))
	}
	boss.refused(http.StatusNotFound, "not_found", "", "GET", "/prompts/shipped:nothing/audio", nil)
	var list api.Prompts
	boss.want(http.StatusOK, "GET", "/prompts", nil, &list)
	if list.Speak || len(list.Items) < 4 || list.Items[0].CreatedBy == "" || !list.Items[len(list.Items)-1].Shipped {
		t.Errorf("%+v", list)
	}
	boss.refused(http.StatusConflict, "no_synthesiser", "", "POST", "/prompts/speak", map[string]any{"name": "x", "words": "y"})
	// One that a campaign plays stays.
	l := boss.list(1)
	in := s.input(&l.ID)
	m := campaign.DefaultModeSettings()
	m.Notice.Prompt = p.ID
	in["mode"], in["mode_settings"] = "agentless", m
	boss.want(http.StatusCreated, "POST", "/campaigns", in, nil)
	boss.refused(http.StatusConflict, "in_use", "", "DELETE", "/prompts/"+p.ID, nil)
	boss.refused(http.StatusNotFound, "not_found", "", "DELETE", "/prompts/shipped:notice-zh", nil)
	boss.want(http.StatusNoContent, "DELETE", "/prompts/"+list.Items[1].ID, nil, nil)
}

func TestSpokenPrompts(t *testing.T) {
	said := ""
	s := newSite(t, func(d *web.Deps) {
		d.Speak = func(_ context.Context, text string) ([]byte, error) { said = text; return []byte(tone(1, 0.5)), nil }
	})
	var p store.Prompt
	s.as(auth.Supervisor).want(http.StatusCreated, "POST", "/prompts/speak", map[string]any{"name": "x", "words": "您好"}, &p)
	if said != "您好" || p.DurationMS != 1000 || p.Words != "您好" {
		t.Errorf("%q, %+v", said, p)
	}
}
