package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/web/api"
	"huifang/web/auth"
)

// Who sees which record, and how much of it; an agent sees his own only (R24, R4).
func TestRecordsByRole(t *testing.T) {
	s := newSite(t)
	id, _ := s.call()
	path := fmt.Sprint("/records/", id)
	other, err := s.auth.Create(t.Context(), auth.NewUser{Login: "other", Name: "Other", Role: auth.Agent, Password: password}, 0)
	if err != nil {
		t.Fatal(err)
	}
	stranger := s.browser()
	stranger.want(200, "POST", "/session", object{"login": "other", "password": password}, nil)
	for role, phone := range map[auth.Role]string{auth.Agent: "139****0000", auth.QA: "139****0000", auth.Supervisor: "+8613900000000", auth.Admin: "+8613900000000"} {
		c := s.as(role)
		var page api.Page[campaign.Record]
		list := c.want(200, "GET", "/records", nil, &page)
		var d campaign.RecordDetail
		one := c.want(200, "GET", path, nil, &d)
		if len(page.Items) != 1 || page.Items[0].Phone != phone || page.Items[0].State != "open" || d.Phone != phone || d.Attempts[0].Phone != phone || d.Agent.ID != s.users[auth.Agent].ID {
			t.Errorf("%s: %v %v", role, list, one)
		}
		if !role.SeesPhones() && strings.Contains(string(list.body)+string(one.body), "13900000000") {
			t.Errorf("%s sees the whole number", role)
		}
		var f campaign.RecordFigures
		c.want(200, "GET", "/records/figures", nil, &f)
		if f != (campaign.RecordFigures{Open: 1}) {
			t.Errorf("%s: figures %+v", role, f)
		}
	}
	var page api.Page[campaign.Record]
	stranger.want(200, "GET", fmt.Sprint("/records?agent_id=", s.users[auth.Agent].ID), nil, &page)
	if len(page.Items) != 0 {
		t.Errorf("another agent sees %+v", page.Items)
	}
	stranger.refused(404, "not_found", "", "GET", path, nil)

	// Handed over, the record is the other agent's.
	sup := s.as(auth.Supervisor)
	sup.refused(422, "invalid", "/agent_id", "POST", path+"/agent", object{"agent_id": s.users[auth.QA].ID})
	sup.refused(404, "not_found", "", "POST", "/records/4711/agent", object{"agent_id": other.ID})
	var d campaign.RecordDetail
	sup.want(200, "POST", path+"/agent", object{"agent_id": other.ID}, &d)
	if d.Agent.ID != other.ID || d.HeldBy.ID != s.users[auth.Agent].ID {
		t.Errorf("%+v", d)
	}
	stranger.want(200, "GET", path, nil, nil)
	stranger.want(200, "POST", fmt.Sprintf("/attempts/%d/disposition", id), object{"client_id": uuid.NewString(), "code": "refused", "note": "没空"}, nil)
	sup.want(200, "GET", path, nil, &d)
	if d.State != "complete" || d.FinishedBy.ID != other.ID || d.Note != "没空" || d.FollowUpState != "cancelled" || len(d.Lacks) != 0 {
		t.Errorf("%+v", d)
	}
	sup.refused(409, "wrong_state", "", "POST", path+"/agent", object{"agent_id": other.ID})
	var looks int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from audit where object = $1 and action = 'record.look'`, fmt.Sprint("attempt:", id)).Scan(&looks); err != nil || looks != 5 {
		t.Errorf("%d looks in the audit trail, want one of each reader: %v", looks, err)
	}
}

// The states and filters of the address reach the list; a time that is none is refused.
func TestRecordFilters(t *testing.T) {
	s := newSite(t)
	id, _ := s.call()
	sup := s.as(auth.Supervisor)
	found := func(query string) int {
		t.Helper()
		var page api.Page[campaign.Record]
		sup.want(200, "GET", "/records?"+query, nil, &page)
		return len(page.Items)
	}
	hour := func(d time.Duration) string { return url.QueryEscape(time.Now().Add(d).Format(time.RFC3339)) }
	for query, want := range map[string]int{"state=open": 1, "state=unfinished": 1, "state=overdue": 0, "state=late": 0, "state=complete": 0,
		"agent_id=4711": 0, "unit_id=4711": 0, "plan_id=4711": 0, "from=" + hour(-time.Hour): 1, "to=" + hour(-time.Hour): 0} {
		if got := found(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if _, err := s.pool.Exec(t.Context(), `update attempt set answered_at = now() - interval '26 hours', ended_at = now() - interval '25 hours' where id = $1`, id); err != nil {
		t.Fatal(err)
	}
	if found("state=overdue") != 1 || found("state=open") != 0 || found("state=unfinished") != 1 {
		t.Error("the record is not overdue after 25 hours")
	}
	sup.refused(422, "invalid", "query/state", "GET", "/records?state=nonsense", nil)
	sup.refused(422, "invalid", "query/cursor", "GET", "/records?cursor=nonsense", nil)
}

// The lines of the ledger open into lists and files with the same follow-ups.
func TestLedgerLine(t *testing.T) {
	s := newSite(t)
	s.call()
	sup := s.as(auth.Supervisor)
	if _, err := s.pool.Exec(t.Context(), `update contact set name = '=1+1'`); err != nil {
		t.Fatal(err)
	}
	var l campaign.Ledger
	sup.want(200, "GET", "/ledger", nil, &l)
	total := 0
	for _, line := range l.Lines {
		query := fmt.Sprintf("?class=%s&reason=%s", line.Class, url.QueryEscape(line.Reason))
		var page api.Page[campaign.LedgerItem]
		sup.want(200, "GET", "/ledger/follow-ups"+query, nil, &page)
		file := sup.want(200, "GET", "/ledger/follow-ups.csv"+query, nil, nil)
		rows := strings.Split(strings.TrimSuffix(string(file.body), "\r\n"), "\r\n")
		if len(page.Items) != line.Count || len(rows) != line.Count+1 || !strings.HasPrefix(rows[0], "\ufefffollow_up,") {
			t.Errorf("%+v: %d listed, file %q", line, len(page.Items), file.body)
		}
		for i, row := range rows[1:] {
			if !strings.Contains(row, ",'=1+1,"+page.Items[i].Phone+",") {
				t.Errorf("row %s: no formula may be in it", row)
			}
		}
		total += len(page.Items)
	}
	if total != l.Total || total != 2 {
		t.Errorf("%d in the lines, %d in all", total, l.Total)
	}
	for query, want := range map[string]int{"owner_id=4711": 0, "unit_id=4711": 0, "plan_id=4711": 0, "type=visit": 0,
		"from=" + url.QueryEscape(time.Now().Add(time.Hour).Format(time.RFC3339)): 0, "to=" + url.QueryEscape(time.Now().Add(time.Hour).Format(time.RFC3339)): 2} {
		sup.want(200, "GET", "/ledger?"+query, nil, &l)
		if l.Total != want {
			t.Errorf("%s: %d, want %d", query, l.Total, want)
		}
	}
	sup.refused(422, "invalid", "query/class", "GET", "/ledger/follow-ups?reason=due", nil)
	var n int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from audit where action = 'ledger.export'`).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d exports in the audit trail: %v", n, err)
	}
}

// A job says what it works on; one that has ended cannot be cancelled.
func TestJobs(t *testing.T) {
	s := newSite(t)
	sup := s.as(auth.Supervisor)
	id, err := s.store.AddJob(t.Context(), store.JobImport, object{"import": 1, "node": "n1"}, 10, s.users[auth.Supervisor].ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(t.Context(), `insert into import (kind, idempotency_key, file_name, file_sha256, node, spool, format, columns, preview, mapping, job_id, created_by)
		values ('customers', 'k', '客户.csv', '', 'n1', '', 'csv', '[]', '[]', '[]', $1, $2)`, id, s.users[auth.Supervisor].ID); err != nil {
		t.Fatal(err)
	}
	var page api.Page[store.Job]
	sup.want(200, "GET", "/jobs", nil, &page)
	if len(page.Items) != 1 || page.Items[0].Object == nil || page.Items[0].Object.Kind != "import" || page.Items[0].Object.Name != "客户.csv" || page.Items[0].CreatedBy != "The supervisor" {
		t.Errorf("%+v", page.Items)
	}
	var j store.Job
	sup.want(200, "POST", fmt.Sprintf("/jobs/%d/cancel", id), nil, &j)
	if j.State != "cancelled" {
		t.Errorf("%+v", j)
	}
	sup.refused(409, "wrong_state", "", "POST", fmt.Sprintf("/jobs/%d/cancel", id), nil)
}
