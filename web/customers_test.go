package web_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/customer"
	"huifang/campaign/store"
	"huifang/web"
	"huifang/web/api"
	"huifang/web/auth"
)

type object = map[string]any

// contacted makes a customer with a contact and two numbers.
func (c *client) contacted(name string, more object) (customer.File, string) {
	c.t.Helper()
	body := object{"name": name, "switchboard": "010-62345678", "notes": object{"family": "两个孩子"},
		"contacts": []any{object{"name": "张三", "numbers": []any{object{"phone": "139 1234 5678"}, object{"phone": "+8613800000001", "label": "家"}}}}}
	maps.Copy(body, more)
	var f customer.File
	a := c.want(201, "POST", "/customers", body, &f)
	return f, a.header.Get("ETag")
}

func TestCustomerFile(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	agent := s.users[auth.Agent].ID
	f, tag := c.contacted("远大公司", object{"code": "A1", "owner_id": agent, "signed_on": "2026-01-01"})
	if f.Name != "远大公司" || f.Phone != "+8613912345678" || len(f.People) != 1 || len(f.People[0].Numbers) != 2 || f.Owner.ID != agent ||
		!slices.Contains(f.Missing, "birthday") || !slices.Equal(f.Late, []string{"filed"}) {
		t.Fatalf("%+v", f)
	}
	at := fmt.Sprint("/customers/", f.ID)
	contact := fmt.Sprint(at, "/contacts/", f.People[0].ID)
	c.refused(409, "code_taken", "/code", "POST", "/customers", object{"name": "x", "code": "A1"})
	c.refused(422, "invalid", "header/If-Match", "PATCH", at, object{"name": "x"})
	c.refused(412, "version_changed", "", "PATCH", at, object{"name": "x"}, "If-Match", `"1"`)
	f = customer.File{}
	a := c.want(200, "PATCH", at, object{"segment": "vip", "owner_id": 0}, &f, "If-Match", tag)
	if f.Segment != "vip" || f.OwnerID != nil || f.SignedOn != "2026-01-01" || a.header.Get("ETag") == tag {
		t.Errorf("%+v", f.Basics)
	}
	c.refused(412, "version_changed", "", "PATCH", at, object{"name": "x"}, "If-Match", tag)
	tag = a.header.Get("ETag")
	for pointer, body := range map[string]object{
		"/name": {"name": " "}, "/signed_on": {"signed_on": "2026-02-31"}, "/unit_id": {"unit_id": 4711}, "/owner_id": {"owner_id": s.users[auth.QA].ID},
		"/filed_at": {"filed_at": "2999-01-01T00:00:00Z"}, "/notes/a~1b": {"notes": object{"a/b": "x\u0000"}},
	} {
		c.refused(422, "invalid", pointer, "PATCH", at, body, "If-Match", tag)
	}
	for pointer, body := range map[string]object{
		"/numbers/1/phone": {"numbers": []any{object{"phone": "13900000001"}, object{"phone": "12"}}}, "/email": {"email": "x"}, "/zone": {"zone": "Asia/Peking"},
		"/convenient/0/from": {"convenient": []any{object{"weekdays": []int{1}, "from": "11:00", "to": "9:00"}, object{}}}, "/birthday": {"birthday": "1990-13-01"},
		"/convenient/1": {"convenient": []any{object{"weekdays": []int{1}, "from": "09:00", "to": "11:00"}, object{"weekdays": []int{1, 2}, "from": "10:00", "to": "12:00"}}},
	} {
		if pointer == "/convenient/0/from" {
			body = object{"convenient": []any{object{"weekdays": []int{1}, "from": "25:00", "to": "26:00"}}}
		}
		c.refused(422, "invalid", pointer, "PATCH", contact, body, "If-Match", tag)
	}
	a = c.want(200, "PATCH", contact, object{"birthday": "1990-02-03", "language": "cantonese", "convenient": []any{object{"weekdays": []int{1, 5}, "from": "09:00", "to": "11:00"}},
		"numbers": []any{object{"phone": "13800000001", "bad": "vacant"}, object{"phone": "13912345678"}}}, &f, "If-Match", tag)
	if p := f.People[0]; p.Birthday != "1990-02-03" || p.Convenient[0].To != "11:00" || p.Numbers[0].Bad != "vacant" || f.Phone != "+8613800000001" {
		t.Errorf("%+v", p)
	}
	a = c.want(201, "POST", at+"/contacts", object{"name": "李四", "numbers": []any{object{"phone": "13700000001"}}}, &f, "If-Match", a.header.Get("ETag"))
	c.want(200, "DELETE", contact, nil, &f, "If-Match", a.header.Get("ETag"))
	if len(f.People) != 1 || f.People[0].Name != "李四" {
		t.Errorf("%+v", f.People)
	}
	c.want(200, "GET", at, nil, nil)
	c.want(200, "GET", at, nil, nil)
	var looks, changes int
	if err := s.pool.QueryRow(t.Context(), `select count(*) filter (where action = 'customer.look'), count(*) from audit where object = $1`, fmt.Sprint("customer:", f.ID)).Scan(&looks, &changes); err != nil || looks != 1 || changes != 6 {
		t.Errorf("%d looks and %d entries in the audit trail, %v", looks, changes, err)
	}
	c.refused(404, "not_found", "", "GET", "/customers/4711", nil)
}

// Who sees which customer, and how much of it (R4, R9).
func TestCustomersByRole(t *testing.T) {
	s := newSite(t)
	c, agent, qa := s.as(auth.Supervisor), s.as(auth.Agent), s.as(auth.QA)
	me := s.users[auth.Agent].ID
	own, tag := c.contacted("own", object{"owner_id": me})
	other, otherTag := c.contacted("other", nil)
	var called customer.File
	called, calledTag := c.contacted("called", nil)
	l := c.list(1)
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", s.input(&l.ID), &camp)
	if _, err := s.store.StartNode(t.Context(), "n1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(t.Context(), `insert into attempt (follow_up_id, campaign_id, contact_id, customer_id, phone, trunk, agent_id, node, fence, state, ended_at, outcome)
		select f.id, f.campaign_id, f.contact_id, $1, '+8613912345678', 't1', $2, 'n1', 1, 'ended', now(), 'no_answer' from follow_up f limit 1`, called.ID, me); err != nil {
		t.Fatal(err)
	}
	path := func(f customer.File) string { return fmt.Sprint("/customers/", f.ID) }

	var f customer.File
	for _, x := range []customer.File{own, called} {
		agent.want(200, "GET", path(x), nil, &f)
		if f.Phone != "139****5678" || f.Switchboard != "0106****5678" && f.Switchboard != "010****5678" || f.People[0].Numbers[1].Phone != "138****0001" || f.Notes["family"] == "" {
			t.Errorf("the agent sees %s %s %+v", f.Phone, f.Switchboard, f.People)
		}
	}
	if len(f.Attempts) != 1 || f.Attempts[0].Phone != "139****5678" || f.Attempts[0].Outcome != "no_answer" {
		t.Errorf("earlier calls: %+v", f.Attempts)
	}
	agent.refused(404, "not_found", "", "GET", path(other), nil)
	agent.refused(404, "not_found", "", "GET", path(other)+"/events", nil)
	agent.refused(404, "not_found", "", "PATCH", path(other), object{"address": "x"}, "If-Match", otherTag)
	agent.refused(403, "forbidden", "", "PATCH", path(called), object{"address": "x"}, "If-Match", calledTag)
	agent.refused(403, "forbidden", "", "PATCH", path(own), object{"owner_id": 0}, "If-Match", tag)
	contact := fmt.Sprint(path(own), "/contacts/", own.People[0].ID)
	agent.refused(403, "forbidden", "", "PATCH", contact, object{"numbers": []any{object{"phone": "13700000001"}}}, "If-Match", tag)
	a := agent.want(200, "PATCH", contact, object{"birthday": "1990-02-03"}, &f, "If-Match", tag)
	agent.want(200, "PATCH", path(own), object{"notes": object{"hobbies": "钓鱼"}}, &f, "If-Match", a.header.Get("ETag"))
	if f.Notes["hobbies"] != "钓鱼" || f.Phone != "139****5678" || f.People[0].Birthday != "1990-02-03" {
		t.Errorf("%+v", f)
	}
	c.want(200, "GET", path(own), nil, &f)
	if f.Phone != "+8613912345678" || f.People[0].Numbers[1].Phone != "+8613800000001" {
		t.Errorf("an agent's change left the numbers %+v", f.People[0].Numbers)
	}
	f = customer.File{}
	qa.want(200, "GET", path(own), nil, &f)
	if f.Phone != "139****5678" || len(f.Notes) != 0 {
		t.Errorf("QA sees %s %v", f.Phone, f.Notes)
	}

	names := func(c *client, query string) string {
		t.Helper()
		var p api.Page[customer.Customer]
		a := c.want(200, "GET", "/customers"+query, nil, &p)
		if c != s.as(auth.Supervisor) && strings.Contains(string(a.body), "13912345678") && query == "" && len(p.Items) == 1 {
			t.Errorf("a whole number: %v", a)
		}
		var list []string
		for _, x := range p.Items {
			list = append(list, x.Name)
		}
		return strings.Join(list, " ")
	}
	for _, x := range []struct {
		c           *client
		query, want string
	}{
		{c, "", "called other own"}, {qa, "", "called other own"}, {agent, "", "own"}, {agent, "?unowned=true", ""}, {agent, "?owner_id=4711", "own"},
		{c, "?name=o", "other own"}, {c, "?phone=13800000001", "called other own"}, {agent, "?phone=0001", "own"}, {c, "?missing=owner", "called other"},
	} {
		if got := names(x.c, x.query); got != x.want {
			t.Errorf("%s: %q, want %q", x.query, got, x.want)
		}
	}
	agent.refused(422, "invalid", "query/phone", "GET", "/customers?phone=13800000001", nil)
}

func TestEventsByAPI(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	f, _ := c.contacted("a", object{"code": "A1"})
	ev := func(key, field string, v any) object {
		return object{"source_key": key, "kind": "sale", "at": "2026-03-05T10:00:00+08:00", "amount_cents": 199900, field: v}
	}
	body := object{"events": []any{ev("k1", "customer_code", "A1"), ev("k2", "phone", "139 1234 5678"), ev("k3", "customer_id", f.ID), ev("k4", "customer_code", "A2")}}
	var res api.EventsResult
	c.want(200, "POST", "/events", body, &res)
	if res.Added != 3 || res.Refused != 1 || res.Events[3].Problem.Pointer != "/events/3/customer_code" || res.Events[3].Problem.Code != "not_found" {
		t.Errorf("%+v", res)
	}
	c.want(200, "POST", "/events", body, &res)
	if res.Added != 0 || res.Exists != 3 || res.Events[0].State != "exists" || res.Events[0].ID == 0 {
		t.Errorf("again: %+v", res)
	}
	var page api.Page[customer.Event]
	c.want(200, "GET", fmt.Sprintf("/customers/%d/events?limit=2", f.ID), nil, &page)
	if len(page.Items) != 2 || page.Next == "" || *page.Items[0].Amount != 199900 || !page.Items[0].At.Equal(time.Date(2026, 3, 5, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", page)
	}
	c.refused(422, "invalid", "/events/1/phone", "POST", "/events", object{"events": []any{ev("n1", "customer_code", "A1"), ev("n2", "phone", "12")}})
	c.refused(422, "invalid", "/events/0/customer_code", "POST", "/events", object{"events": []any{ev("n1", "title", "x")}})
	c.refused(422, "invalid", "/events/0/kind", "POST", "/events", object{"events": []any{ev("n1", "kind", "大甩卖")}})
	var n int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from service_event`).Scan(&n); err != nil || n != 3 {
		t.Errorf("%d events, %v", n, err)
	}
}

func TestUnitsSkillsReassign(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	agent := s.users[auth.Agent].ID
	var u store.Unit
	c.want(201, "POST", "/units", object{"name": " 一店 "}, &u)
	if u.Name != "一店" || u.Kind != "store" || u.Size != "small" || !u.Active {
		t.Errorf("%+v", u)
	}
	c.refused(409, "name_taken", "/name", "POST", "/units", object{"name": "一店"})
	c.want(200, "PUT", fmt.Sprint("/units/", u.ID), object{"name": "一店", "size": "big", "active": false}, &u)
	f, _ := c.contacted("a", object{"unit_id": u.ID})
	c.refused(409, "in_use", "", "DELETE", fmt.Sprint("/units/", u.ID), nil)
	var list []store.Unit
	s.as(auth.Agent).want(200, "GET", "/units", nil, &list)
	if len(list) != 1 || list[0].Size != "big" || list[0].Active {
		t.Errorf("%+v", list)
	}

	skills := fmt.Sprintf("/users/%d/skills", agent)
	var k store.AgentSkills
	c.want(200, "PUT", skills, object{"skills": []any{object{"skill": "cantonese", "level": 3, "trained_on": "2026-01-02"}}}, &k)
	if len(k.Skills) != 1 || k.Skills[0] != (store.Skill{Skill: "cantonese", Level: 3, TrainedOn: "2026-01-02"}) {
		t.Errorf("%+v", k)
	}
	c.refused(422, "invalid", "/skills/0/skill", "PUT", skills, object{"skills": []any{object{"skill": "juggling"}}})
	c.refused(404, "not_found", "", "PUT", fmt.Sprintf("/users/%d/skills", s.users[auth.QA].ID), object{"skills": []any{}})

	var res api.ReassignResult
	c.want(200, "POST", "/customers/reassign", object{"filter": object{"unowned": true}, "agent_ids": []int64{agent}}, &res)
	if len(res.Agents) != 1 || res.Agents[0] != (api.ReassignCount{AgentID: agent, Count: 1}) {
		t.Errorf("%+v", res)
	}
	c.want(200, "GET", fmt.Sprint("/customers/", f.ID), nil, &f)
	if f.Owner == nil || f.Owner.ID != agent {
		t.Errorf("owner %+v", f.Owner)
	}
	c.refused(422, "invalid", "/ids", "POST", "/customers/reassign", object{"agent_ids": []int64{agent}})
	c.refused(422, "invalid", "/agent_ids/0", "POST", "/customers/reassign", object{"ids": []int64{f.ID}, "agent_ids": []int64{4711}})
	var figures customer.Figures
	c.want(200, "GET", "/customers/figures", nil, &figures)
	if figures.Total != 1 || figures.Incomplete["segment"] != 1 || figures.Incomplete["owner"] != 0 || figures.Late["filed"] != 0 {
		t.Errorf("%+v", figures)
	}
}

func TestImportFlow(t *testing.T) {
	dir := t.TempDir()
	s := newSite(t, func(d *web.Deps) { d.ImportsDir = dir })
	c := s.as(auth.Supervisor)
	file := form{"file": "客户名称,手机,楼层\n甲,13900000001,六\n乙,12,\n", "filename": "客户.csv", "kind": "customers"}
	k := key()
	var imp, again api.Import
	c.want(201, "POST", "/imports", file, &imp, "Idempotency-Key", k)
	if imp.State != "uploaded" || imp.FileName != "客户.csv" || len(imp.Preview) != 2 || imp.Preview[0][2] != "六" || len(imp.Fields) == 0 || imp.Remembered ||
		!slices.Equal(imp.Mapping, []string{"name", "phone", "extra"}) {
		t.Fatalf("%+v", imp)
	}
	c.want(201, "POST", "/imports", file, &again, "Idempotency-Key", k)
	if entries, err := os.ReadDir(dir); err != nil || again.ID != imp.ID || len(entries) != 1 {
		t.Errorf("sent twice: %d and %d, files %v %v", imp.ID, again.ID, entries, err)
	}
	file["file"] += "丙,13900000003,\n"
	c.refused(409, "idempotency_key_reused", "", "POST", "/imports", file, "Idempotency-Key", k)

	at := fmt.Sprint("/imports/", imp.ID)
	put := func(mapping ...string) object {
		return object{"mapping": mapping, "options": object{"on_duplicate": "update"}}
	}
	for pointer, m := range map[string]object{"/mapping": put("name", "phone"), "/mapping/2": put("name", "phone", "nonsense"), "/options/event_kind": {"mapping": []string{"name", "phone", ""}, "options": object{"on_duplicate": "skip", "event_kind": "sale"}}} {
		c.refused(422, "invalid", pointer, "PUT", at+"/mapping", m)
	}
	c.want(200, "PUT", at+"/mapping", put("name", "phone", ""), &imp)
	if imp.Options.OnDuplicate != "update" || imp.Mapping[2] != "" {
		t.Errorf("%+v", imp)
	}
	c.want(200, "POST", at+"/start", nil, &imp)
	if imp.State != "queued" || imp.JobID == nil {
		t.Errorf("%+v", imp)
	}
	c.refused(409, "wrong_state", "", "POST", at+"/start", nil)
	c.refused(409, "wrong_state", "", "PUT", at+"/mapping", put("name", "phone", ""))
	var job store.Job
	c.want(200, "GET", fmt.Sprint("/jobs/", *imp.JobID), nil, &job)
	if job.Kind != "import" || job.State != "queued" {
		t.Errorf("%+v", job)
	}
	c.want(200, "POST", at+"/cancel", nil, &imp)
	if imp.State != "cancelled" {
		t.Errorf("%+v", imp)
	}
	c.refused(409, "wrong_state", "", "POST", at+"/cancel", nil)

	file["file"] = "客户_名称,手 机,楼层\n丙,13900000003,\n"
	c.want(201, "POST", "/imports", file, &imp, "Idempotency-Key", key())
	if !imp.Remembered || imp.Mapping[2] != "" {
		t.Errorf("the mapping was not remembered: %+v", imp)
	}
	var page api.Page[api.Import]
	c.want(200, "GET", "/imports", nil, &page)
	if len(page.Items) != 2 || page.Items[0].Preview != nil {
		t.Errorf("%+v", page.Items)
	}

	if _, err := s.pool.Exec(t.Context(), `insert into import_error values ($1, 0, 3, '手机', '=1+1', 'phone_bad_characters', 'x')`, imp.ID); err != nil {
		t.Fatal(err)
	}
	at = fmt.Sprint("/imports/", imp.ID)
	var errs api.Page[campaign.ListError]
	c.want(200, "GET", at+"/errors", nil, &errs)
	if len(errs.Items) != 1 || errs.Items[0].Line != 3 {
		t.Errorf("%+v", errs)
	}
	if a := c.want(200, "GET", at+"/errors.csv", nil, nil); !strings.Contains(string(a.body), "3,手机,'=1+1,phone_bad_characters,x") {
		t.Errorf("%s", a.body)
	}

	for name, x := range map[string]struct {
		form        form
		status      int
		code, field string
		detail      string
	}{
		"no kind":   {form{"file": "a\nb\n", "filename": "a.csv"}, 422, "invalid", "/kind", "not_allowed"},
		"bad kind":  {form{"file": "a\nb\n", "filename": "a.csv", "kind": "lists"}, 422, "invalid", "/kind", "not_allowed"},
		"no file":   {form{"kind": "events"}, 422, "invalid", "/file", "required"},
		"no rows":   {form{"file": "姓名,电话\n", "filename": "a.csv", "kind": "customers"}, 400, "file_unusable", "/file", "file_no_rows"},
		"zip":       {form{"file": "PK\x03\x04" + strings.Repeat("\x00", 200), "filename": "a.xlsx", "kind": "customers"}, 400, "file_unusable", "/file", "file_truncated"},
		"too large": {form{"file": "姓名,电话\n" + strings.Repeat("张三,13912345678\n", 300_000), "filename": "a.csv", "kind": "customers"}, 413, "too_large", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := c.refused(x.status, x.code, x.field, "POST", "/imports", x.form, "Idempotency-Key", key())
			if x.detail != "" && (len(a.problem.Errors) == 0 || a.problem.Errors[0].Code != x.detail) {
				t.Errorf("%v, want %s", a, x.detail)
			}
		})
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("refused files were left: %v %v", entries, err)
	}
}
