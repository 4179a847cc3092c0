package web_test

import (
	"fmt"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/dialer"
	"huifang/dialer/trunk"
	"huifang/web"
	"huifang/web/api"
	"huifang/web/auth"
)

// queueInput is a whole queue with one number.
func (s *site) queueInput() map[string]any {
	in := s.input(nil)
	delete(in, "list_id")
	delete(in, "mode")
	delete(in, "ring_timeout_s")
	for k, v := range map[string]any{"name": "售后热线", "category": "after_sales", "numbers": []string{"010-6234 5678"}, "head_start_s": 30, "language": "", "last_agent_s": 10,
		"max_waiting": 20, "max_wait_s": 300, "announce_s": 30, "overflow": "message", "closed": "message", "offer": true, "message_max_s": 120, "greeting": "", "closed_prompt": "", "english": false} {
		in[k] = v
	}
	return in
}

func TestQueueLife(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	var defaults campaign.QueueSettings
	c.want(200, "GET", "/queues/defaults/alarm", nil, &defaults)
	if defaults.HeadStartS != 600 || defaults.Category != campaign.Alarm {
		t.Errorf("%+v", defaults)
	}
	in := s.queueInput()
	var q api.Queue
	a := c.want(201, "POST", "/queues", in, &q)
	if a.header.Get("ETag") != `"1"` || q.State != "draft" || len(q.Numbers) != 1 || q.Numbers[0] != "+861062345678" || len(q.Agents) != 1 {
		t.Fatalf("%v", a)
	}
	path := fmt.Sprint("/queues/", q.ID)
	// What keeps calls away is said.
	reasons := func(want ...string) api.QueueLive {
		t.Helper()
		var live []api.QueueLive
		c.want(200, "GET", "/hotline", nil, &live)
		if len(live) != 1 || live[0].ID != q.ID || len(live[0].Reasons) != len(want) {
			t.Fatalf("%+v, want %v", live, want)
		}
		for i, r := range live[0].Reasons {
			if r.Code != want[i] {
				t.Errorf("%+v, want %v", live[0].Reasons, want)
			}
		}
		return live[0]
	}
	s.dialer.set(func(st *dialer.Status) { *st = dialer.Status{} })
	reasons("not_running", "asterisk_down", "no_agents_signed_in")
	c.want(200, "POST", fmt.Sprintf("/campaigns/%d/start", q.ID), nil, nil)
	longest := time.Now().Add(-time.Minute)
	s.dialer.set(func(st *dialer.Status) {
		*st = dialer.Status{AsteriskUp: true, Queues: []dialer.QueueStatus{{Campaign: q.ID, Waiting: 3, Longest: &longest}},
			Agents: []dialer.AgentStatus{{ID: s.users[auth.Agent].ID, State: dialer.AgentReady}}}
	})
	if l := reasons(); l.Waiting != 3 || l.Longest == nil || l.Ready != 1 || l.SignedIn != 1 {
		t.Errorf("%+v", l)
	}
	// Who is not trained, or not active any more, takes no calls and is not counted.
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := s.pool.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`update campaign set skill = 'visit' where id = $1`, q.ID)
	if l := reasons("no_agents_assigned"); l.Agents != 0 || l.SignedIn != 0 || l.Ready != 0 {
		t.Errorf("untrained: %+v", l)
	}
	exec(`update campaign set skill = '' where id = $1`, q.ID)
	exec(`update app_user set active = false where id = $1`, s.users[auth.Agent].ID)
	if l := reasons("no_agents_assigned"); l.Agents != 0 || l.Ready != 0 {
		t.Errorf("deactivated: %+v", l)
	}
	exec(`update app_user set active = true where id = $1`, s.users[auth.Agent].ID)
	// A running queue can be changed; a number belongs to one queue.
	c.refused(412, "version_changed", "", "PUT", path, in, "If-Match", `"9"`)
	in["max_waiting"], in["numbers"] = 3, []string{}
	c.want(200, "PUT", path, in, &q, "If-Match", `"2"`)
	if q.MaxWaiting != 3 || len(q.Numbers) != 0 {
		t.Errorf("%+v", q)
	}
	reasons("no_numbers", "queue_full")
	in["numbers"] = []string{"01062345678"}
	c.want(200, "PUT", path, in, &q, "If-Match", `"3"`)
	c.refused(422, "invalid", "/numbers/0", "POST", "/queues", in)
	c.refused(404, "not_found", "", "GET", "/queues/999999", nil)
	// It is no campaign of the list, and stops as one.
	var page api.Page[api.Campaign]
	c.want(200, "GET", "/campaigns", nil, &page)
	if len(page.Items) != 0 {
		t.Errorf("%+v", page.Items)
	}
	c.want(200, "POST", fmt.Sprintf("/campaigns/%d/stop", q.ID), nil, nil)
	var other api.Queue
	c.want(201, "POST", "/queues", in, &other)
	in["numbers"] = []string{}
	c.want(200, "PUT", fmt.Sprint("/queues/", other.ID), in, nil, "If-Match", `"1"`)
	c.refused(422, "no_numbers", "", "POST", fmt.Sprintf("/campaigns/%d/start", other.ID), nil)
}

func TestQueueInputIsChecked(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	for name, x := range map[string]struct {
		key   string
		value any
		field string
		code  string
	}{
		"SIP in a number": {"numbers", []string{"01062345678@evil"}, "/numbers/0", "did_bad"},
		"number twice":    {"numbers", []string{"01062345678", "+861062345678"}, "/numbers/1", "duplicate"},
		"announcements":   {"announce_s", 5, "/announce_s", "announce_too_often"},
		"category":        {"category", "fun", "/category", "not_allowed"},
		"overflow":        {"overflow", "sing", "/overflow", "not_allowed"},
		"prompt":          {"greeting", "999999", "/greeting", "prompt_unknown"},
		"name":            {"name", "  ", "/name", "required"},
		"trunk":           {"trunk", "t9", "/trunk", "trunk_unknown"},
		"wait":            {"max_wait_s", 5, "/max_wait_s", "out_of_range"},
	} {
		t.Run(name, func(t *testing.T) {
			in := s.queueInput()
			in[x.key] = x.value
			a := c.refused(422, "invalid", x.field, "POST", "/queues", in)
			if got := a.problem.Errors[0].Code; got != x.code {
				t.Errorf("code %q, want %q", got, x.code)
			}
		})
	}
}

func TestDirectory(t *testing.T) {
	home := trunk.Trunk{Name: "t1", Home: "86", Format: trunk.National, Allow: []string{"+86", "+8522"}, Deny: []string{"+86138"}}
	s := newSite(t, func(d *web.Deps) {
		d.AllowRegions, d.Trunks = []string{"HK"}, []web.Trunk{{Name: "t1", MaxCalls: 10, Check: home.Check}}
	})
	c := s.as(auth.Supervisor)
	var d api.Department
	c.want(201, "POST", "/directory", map[string]any{"name": "安装部", "number": "010-6234 8021", "hours": "9-17", "purpose": "安装与拆机"}, &d)
	if d.Number != "01062348021" || d.Refused != "" {
		t.Errorf("%+v", d)
	}
	c.refused(409, "name_taken", "/name", "POST", "/directory", map[string]any{"name": "安装部", "number": "01062348022"})
	path := fmt.Sprint("/directory/", d.ID)
	c.want(200, "PUT", path, map[string]any{"name": "安装", "number": "+8613900008021"}, &d)
	if d.Number != "13900008021" {
		t.Errorf("%+v", d)
	}
	c.want(200, "PUT", path, map[string]any{"name": "安装", "number": "+852 2123 4567"}, &d)
	if d.Number != "+85221234567" {
		t.Errorf("%+v", d)
	}
	// What could never be dialled for a transfer is refused, with why.
	for number, code := range map[string]string{
		"8021": "phone_too_short", "62348021": "phone_not_valid", "8021@evil": "phone_bad_characters", "*72": "phone_bad_characters", "01062348021#12": "phone_bad_characters",
		"110": "phone_emergency", "10086": "phone_short_number", "+442079460958": "phone_region_refused", "13800008021": "number_denied", "+85291234567": "number_international",
	} {
		for _, at := range [][2]string{{"POST", "/directory"}, {"PUT", path}} {
			a := c.refused(422, "invalid", "/number", at[0], at[1], map[string]any{"name": "x", "number": number})
			if got := a.problem.Errors[0].Code; got != code {
				t.Errorf("%s %q: code %q, want %q", at[0], number, got, code)
			}
		}
	}
	// An entry of earlier times is shown with why it cannot be dialled.
	if _, err := s.store.SaveDepartment(t.Context(), campaign.Department{Name: "前台", Number: "8021", Position: 1}, s.users[auth.Supervisor].ID); err != nil {
		t.Fatal(err)
	}
	var list []api.Department
	s.as(auth.Agent).want(200, "GET", "/directory", nil, &list)
	if len(list) != 2 || list[0].Name != "安装" || list[0].Refused != "" || list[1].Number != "8021" || list[1].Refused != "phone_too_short" {
		t.Errorf("%+v", list)
	}
	c.want(204, "DELETE", path, nil, nil)
	c.refused(404, "not_found", "", "DELETE", path, nil)
}
