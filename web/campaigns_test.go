package web_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/dialer"
	"huifang/web/api"
	"huifang/web/auth"
)

func TestCampaignLife(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(3)
	in := s.input(&l.ID)
	var camp api.Campaign
	a := c.want(201, "POST", "/campaigns", in, &camp)
	path := fmt.Sprint("/campaigns/", camp.ID)
	if a.header.Get("ETag") != `"1"` || camp.State != "draft" || camp.MaxAttempts != 2 || camp.RetryDelayS != 600 || camp.Retry.MaxAttempts != 2 ||
		camp.Window.Zone != "Asia/Shanghai" || camp.Counts != (campaign.Counts{Total: 3, Waiting: 3, Due: 3}) || camp.ListName != "a" ||
		len(camp.Agents) != 1 || camp.Agents[0].Name != "The agent" {
		t.Fatalf("%v", a)
	}
	in["name"], in["wrapup_s"] = "summer", 30
	c.refused(422, "invalid", "header/If-Match", "PUT", path, in)
	c.refused(412, "version_changed", "", "PUT", path, in, "If-Match", `"7"`)
	c.refused(412, "version_changed", "", "PUT", path, in, "If-Match", `"x"`)
	a = c.want(200, "PUT", path, in, &camp, "If-Match", `"1"`)
	if a.header.Get("ETag") != `"2"` || camp.Name != "summer" || camp.WrapUpS != 30 {
		t.Errorf("%v", a)
	}
	c.refused(409, "wrong_state", "", "POST", path+"/pause", nil)
	c.want(200, "POST", path+"/start", nil, &camp)
	if camp.State != "running" || camp.StartedAt == nil {
		t.Errorf("%+v", camp)
	}
	c.refused(409, "wrong_state", "", "PUT", path, in, "If-Match", `"3"`)
	c.refused(409, "wrong_state", "", "DELETE", path, nil)
	c.want(200, "POST", path+"/pause", nil, &camp)
	c.want(200, "POST", path+"/stop", nil, &camp)
	if camp.State != "stopped" || camp.Counts.Cancelled != 3 {
		t.Errorf("%+v", camp)
	}
	var follow api.Page[campaign.FollowUp]
	c.want(200, "GET", path+"/follow-ups?state=cancelled", nil, &follow)
	if len(follow.Items) != 3 || follow.Items[0].Reason != "campaign_stopped" || follow.Items[0].Phone != "+8613900000000" {
		t.Errorf("%+v", follow.Items)
	}
	var page api.Page[api.Campaign]
	c.want(200, "GET", "/campaigns?state=stopped", nil, &page)
	if len(page.Items) != 1 || page.Items[0].Counts.Cancelled != 3 {
		t.Errorf("%+v", page)
	}
	for _, p := range []string{"", "/readiness", "/follow-ups"} {
		c.refused(404, "not_found", "", "GET", "/campaigns/999999"+p, nil)
	}
	c.refused(404, "not_found", "", "POST", "/campaigns/999999/start", nil)
}

func TestCampaignInputIsChecked(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(1)
	intervals := func(list ...map[string]any) map[string]any {
		return map[string]any{"zone": "Asia/Shanghai", "intervals": list}
	}
	day := func(from, to string, days ...int) map[string]any {
		return map[string]any{"weekdays": days, "from": from, "to": to}
	}
	agent := s.users[auth.Agent].ID
	for name, x := range map[string]struct {
		key   string
		value any
		field string
		code  string
	}{
		"name":             {"name", "", "/name", "too_short"},
		"blank name":       {"name", "  ", "/name", "required"},
		"NUL":              {"purpose", "a\x00b", "/purpose", "invalid"},
		"mode":             {"mode", "turbo", "/mode", "not_allowed"},
		"trunk":            {"trunk", "t9", "/trunk", "trunk_unknown"},
		"caller id":        {"caller_id", "4009999999", "/caller_id", "caller_id_not_allowed"},
		"SIP in caller id": {"caller_id", "4008001234@evil;x=1", "/caller_id", "caller_id_bad"},
		"list":             {"list_id", 999999, "/list_id", "list_unknown"},
		"agent":            {"agent_ids", []int64{agent, s.users[auth.QA].ID}, "/agent_ids/1", "not_an_agent"},
		"agent twice":      {"agent_ids", []int64{agent, agent}, "/agent_ids/1", "duplicate"},
		"zone":             {"window", map[string]any{"zone": "Mars/Base", "intervals": []any{day("09:00", "10:00", 1)}}, "/window/zone", "zone_unknown"},
		"time":             {"window", intervals(day("9 o'clock", "10:00", 1)), "/window/intervals/0/from", "time_bad"},
		"backwards":        {"window", intervals(day("10:00", "09:00", 1)), "/window/intervals/0/to", "from_not_before_to"},
		"weekday":          {"window", intervals(day("09:00", "10:00", 8)), "/window/intervals/0/weekdays/0", "weekday_bad"},
		"overlap":          {"window", intervals(day("09:00", "11:00", 1), day("10:00", "12:00", 1)), "/window/intervals/1", "overlap"},
		"attempts":         {"max_attempts", 0, "/max_attempts", "out_of_range"},
		"delay":            {"retry_delay_s", 9_999_999, "/retry_delay_s", "out_of_range"},
		"ring":             {"ring_timeout_s", 4, "/ring_timeout_s", "out_of_range"},
		"trained for what": {"trained_only", true, "/trained_only", "type_required"},
		"wrap-up":          {"wrapup_s", 4000, "/wrapup_s", "out_of_range"},
		"type":             {"max_attempts", "two", "/max_attempts", "invalid"},
		"unknown":          {"priority", 1, "/priority", "unknown_field"},
		"no window":        {"window", nil, "/window", ""},
	} {
		t.Run(name, func(t *testing.T) {
			in := s.input(&l.ID)
			in[x.key] = x.value
			a := c.refused(422, "invalid", x.field, "POST", "/campaigns", in)
			if x.code != "" && len(a.problem.Errors) > 0 && a.problem.Errors[0].Code != x.code {
				t.Errorf("%v, want %s", a, x.code)
			}
		})
	}
	in := s.input(&l.ID)
	delete(in, "name")
	a := c.refused(422, "invalid", "/name", "POST", "/campaigns", in)
	if a.problem.Errors[0].Code != "required" {
		t.Errorf("%v", a)
	}
	// Several faults at once are told at once.
	in = s.input(&l.ID)
	in["trunk"], in["window"] = "t9", map[string]any{"zone": "", "intervals": []any{day("10:00", "09:00", 1)}}
	a = c.do("POST", "/campaigns", in)
	if len(a.problem.Errors) < 3 {
		t.Errorf("%v", a)
	}
	var page api.Page[api.Campaign]
	c.want(200, "GET", "/campaigns", nil, &page)
	if len(page.Items) != 0 {
		t.Errorf("%d campaigns were stored", len(page.Items))
	}
}

// A draft may be incomplete; start says what is missing.
func TestStartSaysWhatIsMissing(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(1)
	for code, change := range map[string]func(map[string]any){
		"no_contacts":        func(in map[string]any) { delete(in, "list_id") },
		"no_agents":          func(in map[string]any) { in["agent_ids"] = []int64{} },
		"window_never_opens": func(in map[string]any) { in["window"] = map[string]any{"zone": "Asia/Shanghai", "intervals": []any{}} },
	} {
		in := maps.Clone(s.input(&l.ID))
		change(in)
		var camp api.Campaign
		c.want(201, "POST", "/campaigns", in, &camp)
		c.refused(422, code, "", "POST", fmt.Sprintf("/campaigns/%d/start", camp.ID), nil)
	}
}

func TestReadiness(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(4)
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", s.input(&l.ID), &camp)
	path := fmt.Sprintf("/campaigns/%d/readiness", camp.ID)
	get := func() (campaign.Readiness, []string) {
		t.Helper()
		var r campaign.Readiness
		c.want(200, "GET", path, nil, &r)
		codes := []string{}
		for _, x := range r.Reasons {
			codes = append(codes, x.Code)
		}
		return r, codes
	}
	if r, codes := get(); r.DiallableNow != 0 || !slices.Equal(codes, []string{"not_running", "no_agents_ready"}) {
		t.Errorf("%d %v", r.DiallableNow, codes)
	}
	c.want(200, "POST", fmt.Sprintf("/campaigns/%d/start", camp.ID), nil, nil)
	s.dialer.set(func(st *dialer.Status) {
		st.Agents = []dialer.AgentStatus{{ID: s.users[auth.Agent].ID, State: dialer.AgentReady}}
	})
	if r, codes := get(); r.DiallableNow != 4 || len(codes) != 0 {
		t.Errorf("%d %v", r.DiallableNow, codes)
	}
	// An agent who lacks the skill that the campaign asks for is none of its agents.
	for skill, want := range map[string][]string{"visit": {"no_agents_assigned"}, "": {}} {
		if _, err := s.pool.Exec(t.Context(), `update campaign set skill = $2 where id = $1`, camp.ID, skill); err != nil {
			t.Fatal(err)
		}
		if r, codes := get(); (r.DiallableNow == 0) != (skill != "") || !slices.Equal(codes, want) {
			t.Errorf("skill %q: %d %v", skill, r.DiallableNow, codes)
		}
	}
	if _, err := s.pool.Exec(t.Context(), `update campaign set skill = '' where id = $1`, camp.ID); err != nil {
		t.Fatal(err)
	}
	// Nor does anything move when nobody who is ready speaks the language of those who are due.
	for language, want := range map[string][]string{"cantonese": {"no_agent_fits"}, "mandarin": {}} {
		if _, err := s.pool.Exec(t.Context(), `with s as (insert into user_skill (user_id, skill) values ($1, 'mandarin') on conflict do nothing) update contact set language = $2`,
			s.users[auth.Agent].ID, language); err != nil {
			t.Fatal(err)
		}
		if r, codes := get(); (r.DiallableNow == 0) != (language == "cantonese") || !slices.Equal(codes, want) {
			t.Errorf("%s: %d %v", language, r.DiallableNow, codes)
		}
	}
	if _, err := s.pool.Exec(t.Context(), `update contact set language = ''`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(t.Context(), `insert into dnc (phone) values ('+8613900000001')`); err != nil {
		t.Fatal(err)
	}
	if r, codes := get(); r.DiallableNow != 3 || !slices.Equal(codes, []string{"on_dnc"}) || *r.Reasons[0].Count != 1 {
		t.Errorf("%d %v", r.DiallableNow, codes)
	}
	s.dialer.set(func(st *dialer.Status) { st.AsteriskUp, st.AsteriskErr = false, "connection refused" })
	if r, codes := get(); r.DiallableNow != 0 || !slices.Contains(codes, "asterisk_down") || r.Counts.Due != 4 {
		t.Errorf("%d %v %+v", r.DiallableNow, codes, r.Counts)
	}
	// A window that is closed now says when it opens.
	s.dialer.set(func(st *dialer.Status) { st.AsteriskUp = true })
	zone, _ := time.LoadLocation("Asia/Shanghai")
	day := int(time.Now().In(zone).AddDate(0, 0, 2).Weekday())
	if day == 0 {
		day = 7
	}
	in := s.input(&l.ID)
	in["window"] = map[string]any{"zone": "Asia/Shanghai", "intervals": []any{map[string]any{"weekdays": []int{day}, "from": "09:00", "to": "10:00"}}}
	c.want(200, "POST", fmt.Sprintf("/campaigns/%d/pause", camp.ID), nil, nil)
	a := c.want(200, "GET", fmt.Sprint("/campaigns/", camp.ID), nil, nil)
	c.want(200, "PUT", fmt.Sprint("/campaigns/", camp.ID), in, nil, "If-Match", a.header.Get("ETag"))
	r, codes := get()
	if !slices.Equal(codes, []string{"not_running", "window_closed", "on_dnc"}) || r.Reasons[1].Until == nil || r.Reasons[1].Until.In(zone).Hour() != 9 {
		t.Errorf("%v %+v", codes, r.Reasons)
	}
}

func TestTrunksAndDispositions(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	var trunks []api.TrunkInfo
	c.want(200, "GET", "/trunks", nil, &trunks)
	if len(trunks) != 2 || trunks[0].Calls != 1 || trunks[0].CallerIDs[0] != "4008001234" || trunks[1].CallerIDs == nil {
		t.Errorf("%+v", trunks)
	}
	var list []campaign.Disposition
	s.as(auth.Agent).want(200, "GET", "/dispositions", nil, &list)
	if len(list) != 6 || list[0].Code != "completed" || list[1].Effect != "callback" {
		t.Errorf("%+v", list)
	}
}

func TestDoNotCall(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	var e campaign.DNC
	c.want(201, "POST", "/dnc", map[string]string{"phone": "139 1234 5678", "reason": "asked"}, &e)
	if e.Phone != "+8613912345678" || e.Reason != "asked" || e.CreatedBy != "The supervisor" {
		t.Errorf("%+v", e)
	}
	c.want(201, "POST", "/dnc", map[string]string{"phone": "+8613912345678"}, nil) // again is harmless
	c.refused(422, "invalid", "/phone", "POST", "/dnc", map[string]string{"phone": "110"})
	c.refused(422, "invalid", "/phone", "POST", "/dnc", map[string]string{"phone": "13912345678;ext=1"})
	var page api.Page[campaign.DNC]
	c.want(200, "GET", "/dnc?phone=13912345678", nil, &page)
	if len(page.Items) != 1 {
		t.Errorf("%+v", page)
	}
	c.refused(422, "invalid", "query/phone", "GET", "/dnc?phone=12", nil)
	c.want(204, "DELETE", "/dnc?phone=+8613912345678", nil, nil) // a plus that was not escaped
	c.refused(404, "not_found", "", "DELETE", "/dnc?phone=%2B8613912345678", nil)
	if strings.Contains(s.log.String(), "13912345678") {
		t.Error("the log has the number")
	}
}
