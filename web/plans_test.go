package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"huifang/campaign/plan"
	"huifang/campaign/store"
	"huifang/web/api"
	"huifang/web/auth"
)

// planSite is a site with types, a store with customers who bought something this month, and a campaign for their plan.
func planSite(t *testing.T) (s *site, c *client, in map[string]any) {
	t.Helper()
	s = newSite(t)
	if err := s.store.SeedTypes(t.Context(), plan.Starter()); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`insert into unit (name) values ('一店'), ('二店')`,
		`insert into customer (name, unit_id) select '客户' || g, 1 + g % 2 from generate_series(1, 20) g`,
		`insert into contact (customer_id, name, phone) select id, name, '+8613' || (500000000 + id) from customer`,
		`insert into service_event (source_key, customer_id, kind, at, amount) select 's' || id, id, 'sale', now(), id * 10000 from customer`,
	} {
		if _, err := s.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	c = s.as(auth.Supervisor)
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", s.input(nil), &camp)
	day := time.Now().In(time.FixedZone("", 8*3600))
	return s, c, map[string]any{"name": "售后", "type_code": "sale_week", "campaign_id": camp.ID, "purpose": "问用得好不好", "requester": "一店李店长", "unit_id": 1,
		"rule":   map[string]any{"code": "sale_week", "zone": "Asia/Shanghai", "event": "sale", "steps": []any{map[string]any{"form": "within", "days": 20}}},
		"choose": map[string]any{"choose": "sample", "share": 50, "dearer_first": true},
		"period": map[string]any{"kind": "once", "from": day.Format(time.DateOnly), "to": day.AddDate(0, 0, 20).Format(time.DateOnly)}}
}

// A store asks, customer service confirms, a supervisor launches, pauses and stops (R8).
func TestPlanFromRequestToStop(t *testing.T) {
	s, c, in := planSite(t)
	var p api.Plan
	a := c.want(201, "POST", "/plans", in, &p)
	if p.State != "draft" || p.Version != 1 || a.header.Get("ETag") != `"1"` || p.UnitName != "一店" || p.Purpose != "问用得好不好" || p.CreatedBy != "The supervisor" || p.Current == nil || p.Next != nil {
		t.Fatalf("%s", a.body)
	}
	path := fmt.Sprint("/plans/", p.ID)
	do := func(verb string, status int) {
		t.Helper()
		p = api.Plan{}
		c.want(status, "POST", path+"/"+verb, nil, &p)
	}
	in["name"] = "售后回访"
	c.refused(422, "invalid", "header/If-Match", "PUT", path, in)
	c.want(200, "PUT", path, in, &p, "If-Match", `"1"`)
	c.refused(412, "version_changed", "", "PUT", path, in, "If-Match", `"1"`)

	c.refused(409, "wrong_state", "", "POST", path+"/launch", nil)
	c.refused(409, "wrong_state", "", "POST", path+"/generate", map[string]any{})
	do("request", 200)
	if p.State != "requested" || p.RequestedBy != "The supervisor" {
		t.Errorf("%+v", p)
	}
	c.refused(422, "invalid", "/reason", "POST", path+"/send-back", map[string]any{"reason": "  "})
	c.want(200, "POST", path+"/send-back", map[string]any{"reason": "电话不全"}, &p)
	if p.State != "draft" || p.Note != "电话不全" {
		t.Errorf("%+v", p)
	}
	do("request", 200)
	do("confirm", 200)
	c.refused(409, "wrong_state", "", "PUT", path, in, "If-Match", fmt.Sprint(p.Version))
	c.refused(409, "wrong_state", "", "DELETE", path, nil)
	c.refused(409, "wrong_state", "", "POST", path+"/resume", nil)
	do("launch", 200)
	if p.State != "running" || p.LaunchedAt == nil {
		t.Errorf("%+v", p)
	}
	// A campaign for a plan needs no list to be started.
	c.want(200, "POST", fmt.Sprintf("/campaigns/%d/start", p.CampaignID), nil, nil)
	c.refused(409, "wrong_state", "", "DELETE", fmt.Sprint("/campaigns/", p.CampaignID), nil)

	var job, again store.Job
	c.want(202, "POST", path+"/generate", map[string]any{}, &job)
	c.want(202, "POST", path+"/generate", map[string]any{}, &again)
	if job.ID == 0 || job.ID != again.ID || job.Kind != store.JobPlan || job.State != "queued" {
		t.Errorf("%+v, and again %+v", job, again)
	}
	c.want(200, "GET", path, nil, &p)
	if p.Job == nil || p.Job.ID != job.ID {
		t.Errorf("%+v", p.Job)
	}
	c.refused(422, "period_over", "", "POST", path+"/generate", map[string]any{"period": "next"})
	s.work(job.ID)
	p = api.Plan{}
	c.want(200, "GET", path, nil, &p)
	var runs api.Page[store.PlanRunRecord]
	c.want(200, "GET", path+"/runs", nil, &runs)
	if len(runs.Items) != 1 || runs.Items[0].Seen != 10 || runs.Items[0].Added != 5 || runs.Items[0].Trigger != "manual" || runs.Items[0].CreatedBy != "The supervisor" ||
		p.Job != nil || p.LastRun == nil || p.LastRun.Added != 5 || p.Counts.Waiting != 5 || p.Counts.Total != 5 {
		t.Errorf("%+v; %+v", runs, p)
	}
	do("pause", 200)
	if p.State != "paused" || p.Counts.Paused != 5 || p.Counts.Waiting != 0 {
		t.Errorf("%+v", p.Counts)
	}
	c.refused(409, "wrong_state", "", "POST", path+"/launch", nil)
	do("resume", 200)
	if p.Counts.Waiting != 5 {
		t.Errorf("%+v", p.Counts)
	}
	do("stop", 200)
	if p.State != "stopped" || p.Counts.Cancelled != 5 || p.EndedAt == nil {
		t.Errorf("%+v", p)
	}
	var list api.Page[api.Plan]
	c.want(200, "GET", "/plans?state=stopped", nil, &list)
	if len(list.Items) != 1 || list.Items[0].Name != "售后回访" {
		t.Errorf("%+v", list)
	}
	c.want(200, "GET", "/plans?state=requested", nil, &list)
	if len(list.Items) != 0 {
		t.Errorf("%+v", list)
	}
	var actions []string
	rows, err := s.pool.Query(t.Context(), `select action from audit where object = $1 order by id`, fmt.Sprint("plan:", p.ID))
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var x string
		if err := rows.Scan(&x); err != nil {
			t.Fatal(err)
		}
		actions = append(actions, x)
	}
	if got := strings.Join(actions, " "); got != "plan.create plan.update plan.requested plan.draft plan.requested plan.confirmed plan.running plan.generate plan.paused plan.running plan.stopped" {
		t.Errorf("audited %s, %v", got, rows.Err())
	}
	c.refused(404, "not_found", "", "GET", "/plans/4711", nil)
	c.refused(404, "not_found", "", "GET", "/plans/4711/runs", nil)
}

// work does a plan's job as the service does it in the background.
func (s *site) work(id int64) {
	s.t.Helper()
	ctx := s.t.Context()
	c, ok, err := s.store.ClaimJob(ctx, "n1", []string{store.JobPlan}, time.Minute)
	if err != nil || !ok || c.ID != id {
		s.t.Fatalf("%+v %v %v", c, ok, err)
	}
	var in store.PlanJob
	if err := json.Unmarshal(c.Args, &in); err != nil {
		s.t.Fatal(err)
	}
	run, err := s.store.RunPlanJob(ctx, c.ID, in, time.Now(), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.store.EndJob(ctx, c, run, ""); err != nil {
		s.t.Fatal(err)
	}
}

// A rehearsal has the numbers of the generation and writes nothing.
func TestPlanIsRehearsed(t *testing.T) {
	s, c, in := planSite(t)
	var f api.PlanForecast
	c.want(200, "POST", "/plans/rehearse", in, &f)
	sum := 0
	for _, d := range f.Days {
		sum += d.Count
	}
	if f.Seen != 10 || f.Chosen != 5 || f.Added != 0 || sum != 5 || len(f.Units) != 1 || f.Units[0].Unit != "一店" || f.Tiers == nil || f.Warnings == nil || !f.Until.After(f.From) {
		t.Errorf("%+v", f)
	}
	var n int
	if err := s.pool.QueryRow(t.Context(), `select (select count(*) from plan) + (select count(*) from follow_up) + (select count(*) from plan_run)`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows were written, %v", n, err)
	}
	in["choose"] = map[string]any{"choose": "all", "groups": map[string]any{"small": []string{"一店"}}, "minimums": []any{map[string]any{"group": "small", "count": 500}},
		"weekly_targets": []any{map[string]any{"min": 1, "max": 2}}}
	in["period"] = map[string]any{"kind": "week"}
	c.refused(422, "invalid", "/choose/minimums/0/count", "POST", "/plans/rehearse?period=next", in)
}

// What can never work is refused with the field and the reason.
func TestPlanInputIsRefused(t *testing.T) {
	_, c, good := planSite(t)
	type m = map[string]any
	rule := func(step m) m { return m{"code": "x", "zone": "Asia/Shanghai", "event": "sale", "steps": []any{step}} }
	tiers := func(t ...any) m { return m{"choose": "tiers", "tiers": t} }
	for name, x := range map[string]struct {
		member  string
		value   any
		pointer string
		code    string
	}{
		"no name":             {"name", "", "/name", "too_short"},
		"no such type":        {"type_code", "nonsense", "/type_code", "type_unknown"},
		"no such campaign":    {"campaign_id", 4711, "/campaign_id", "campaign_unknown"},
		"no such unit":        {"unit_id", 4711, "/unit_id", "unit_unknown"},
		"wrong zone":          {"rule", m{"code": "x", "zone": "Asia/Peking", "event": "sale", "steps": []any{m{"form": "within", "days": 2}}}, "/rule/zone", "zone_unknown"},
		"never fires":         {"rule", m{"code": "x", "zone": "Asia/Shanghai", "event": "sale", "steps": []any{}}, "/rule/steps", "never_fires"},
		"31 February":         {"rule", rule(m{"form": "every", "n": 1, "unit": "months", "until": "2027-02-31"}), "/rule/steps/0/until", "date_bad"},
		"a series that ended": {"rule", rule(m{"form": "every", "n": 1, "unit": "months", "until": "2020-01-31"}), "/rule/steps/0/until", "never_fires"},
		"a birthday of sales": {"rule", rule(m{"form": "birthday"}), "/rule/steps/0/form", "form_needs_date"},
		"no such date":        {"rule", m{"code": "x", "zone": "Asia/Shanghai", "date": "wedding", "steps": []any{m{"form": "birthday"}}}, "/rule/date", "date_unknown"},
		"an unknown member":   {"rule", rule(m{"form": "within", "days": 2, "hours": 3}), "/rule/steps/0/hours", "unknown_field"},
		"a share of 0":        {"choose", m{"choose": "sample"}, "/choose/share", "share_out_of_range"},
		"tiers overlap":       {"choose", tiers(m{"name": "a", "from_cents": 0, "to_cents": 200, "count": 1}, m{"name": "b", "from_cents": 100, "count": 1}), "/choose/tiers/1/from_cents", "tiers_overlap"},
		"cyclic fall-through": {"choose", tiers(m{"name": "a", "from_cents": 0, "to_cents": 100, "count": 1, "fill_from": "b"}, m{"name": "b", "from_cents": 100, "count": 1, "fill_from": "a"}), "/choose/tiers/0/fill_from", "fall_through_cycle"},
		"impossible target":   {"choose", m{"choose": "all", "weekly_targets": []any{m{"min": 9, "max": 3}}}, "/choose/weekly_targets/0/min", "min_over_max"},
		"no such group":       {"choose", m{"choose": "all", "minimums": []any{m{"group": "small", "count": 3}}}, "/choose/minimums/0/group", "group_unknown"},
		"period backwards":    {"period", m{"kind": "once", "from": "2027-02-02", "to": "2027-02-01"}, "/period/to", "period_to_before_from"},
		"period is over":      {"period", m{"kind": "once", "from": "2020-02-02", "to": "2020-02-05"}, "/period/to", "period_over"},
	} {
		in := m{}
		for k, v := range good {
			in[k] = v
		}
		in[x.member] = x.value
		for _, path := range []string{"/plans", "/plans/rehearse"} {
			a := c.refused(422, "invalid", x.pointer, "POST", path, in)
			if len(a.problem.Errors) == 0 || a.problem.Errors[0].Code != x.code {
				t.Errorf("%s: %s", name, a.body)
			}
		}
	}
}

// Types are data (R5): own ones and delivered ones are changed on the page.
func TestFollowUpTypes(t *testing.T) {
	_, c, _ := planSite(t)
	var list []store.FollowUpType
	c.want(200, "GET", "/types", nil, &list)
	delivered := len(list)
	if delivered < 20 || !list[0].Builtin || list[0].Version != 1 {
		t.Fatalf("%d types, %+v", delivered, list[0])
	}
	own := list[0].Type
	own.Code, own.LabelZH = "own", "自定义"
	var made store.FollowUpType
	c.want(201, "POST", "/types", own, &made)
	c.refused(422, "invalid", "/code", "POST", "/types", own)
	bad := own
	bad.Code, bad.Questions = "bad", []plan.Question{{ID: "q", TextZH: "？", Kind: plan.KindChoice}}
	c.refused(422, "invalid", "/questions/0/options", "POST", "/types", bad)
	made.Questions = append(made.Questions, plan.Question{ID: "more", TextZH: "还有吗？", Kind: plan.KindOpen})
	for len(made.Questions) < 4 {
		made.Questions = append(made.Questions, plan.Question{ID: fmt.Sprint("q", len(made.Questions)), TextZH: "？", Kind: plan.KindOpen})
	}
	inactive := false
	body := api.TypeInput{Type: made.Type, Active: &inactive}
	c.want(200, "PUT", "/types/own", body, &made, "If-Match", `"1"`)
	if made.Active || made.Version != 2 || len(made.Advice) == 0 || made.Advice[0].Code != "questions_more_than_advised" {
		t.Errorf("%+v", made)
	}
	c.refused(412, "version_changed", "", "PUT", "/types/own", body, "If-Match", `"1"`)
	body.Code = "other"
	c.refused(422, "invalid", "/code", "PUT", "/types/own", body, "If-Match", `"2"`)
	c.want(200, "GET", "/types", nil, &list)
	if len(list) != delivered {
		t.Errorf("%d types are offered", len(list))
	}
	c.want(200, "GET", "/types?all=true", nil, &list)
	if len(list) != delivered+1 {
		t.Errorf("%d types in all", len(list))
	}
	c.want(204, "DELETE", "/types/own", nil, nil)
	c.refused(404, "not_found", "", "DELETE", "/types/own", nil)
	c.refused(409, "wrong_state", "", "DELETE", "/types/member", nil)

	var member store.FollowUpType
	for _, x := range list {
		if x.Code == "member" {
			member = x
		}
	}
	member.LabelZH = "会员关怀"
	c.want(200, "PUT", "/types/member", api.TypeInput{Type: member.Type}, &made, "If-Match", `"1"`)
	if !made.Edited || made.LabelZH != "会员关怀" {
		t.Errorf("%+v", made)
	}
	c.want(200, "POST", "/types/member/reset", nil, &made)
	if made.Edited || made.LabelZH == "会员关怀" || made.Version != 3 {
		t.Errorf("%+v", made)
	}
	c.refused(404, "not_found", "", "POST", "/types/own/reset", nil)
}
