package web_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"huifang/campaign/customer"
	"huifang/campaign/store"
	"huifang/web/api"
	"huifang/web/auth"
)

// A vacant number of a customer is corrected over the API, normalised, and the follow-up that it ended waits again (R11).
func TestBadNumbers(t *testing.T) {
	s := newSite(t)
	sup := s.as(auth.Supervisor)
	f, _ := sup.contacted("远大公司", nil)
	contact := f.People[0].ID
	l := sup.list(1)
	var camp api.Campaign
	sup.want(201, "POST", "/campaigns", s.input(&l.ID), &camp)
	for _, sql := range []string{`update contact_number set bad = 'vacant', bad_at = now() where contact_id = $1 and position = 1`,
		`update follow_up set contact_id = $1, phone = '+8613912345678', state = 'exhausted', reason = 'outcome_final:vacant', attempts = 1`} {
		if _, err := s.pool.Exec(t.Context(), sql, contact); err != nil {
			t.Fatal(err)
		}
	}
	var page api.Page[store.BadNumber]
	sup.want(200, "GET", "/numbers/bad", nil, &page)
	if len(page.Items) != 1 || page.Items[0].Phone != "+8613912345678" || page.Items[0].Customer.ID != f.ID || len(page.Items[0].Stopped) != 1 || page.Items[0].Stopped[0].Blocked != "" {
		t.Fatalf("%+v", page.Items)
	}
	decide := func(more object) object {
		o := object{"contact_id": contact, "phone": "+8613912345678", "action": "correct", "new_phone": "137 0000 0001", "redial": true}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	for _, bad := range []string{"", "12", "110", "1370000000x"} {
		sup.refused(422, "invalid", "/new_phone", "POST", "/numbers/bad", decide(object{"new_phone": bad}))
	}
	sup.refused(422, "invalid", "/new_phone", "POST", "/numbers/bad", decide(object{"new_phone": "13800000001"})) // the contact's second
	sup.refused(422, "invalid", "/action", "POST", "/numbers/bad", decide(object{"action": "burn"}))
	sup.refused(404, "not_found", "", "POST", "/numbers/bad", decide(object{"phone": "+8613800000001"}))
	var done store.NumberFixed
	sup.want(200, "POST", "/numbers/bad", decide(nil), &done)
	if len(done.Redialled) != 1 {
		t.Errorf("%+v", done)
	}
	var file customer.File
	sup.want(200, "GET", fmt.Sprint("/customers/", f.ID), nil, &file)
	if n := file.People[0].Numbers[0]; n.Phone != "+8613700000001" || n.Bad != "" || file.Phone != "+8613700000001" {
		t.Errorf("%+v", file.People[0].Numbers)
	}
	sup.want(200, "GET", "/numbers/bad", nil, &page)
	if len(page.Items) != 0 {
		t.Errorf("%+v", page.Items)
	}
}

// The export has everything with whole numbers; the erased customer is gone, and both are in the audit trail.
func TestExportAndEraseCustomer(t *testing.T) {
	s := newSite(t)
	sup := s.as(auth.Supervisor)
	f, _ := sup.contacted("远大公司", object{"signed_on": "2026-01-01"})
	at := fmt.Sprint("/customers/", f.ID)
	a := sup.want(200, "GET", at+"/export", nil, nil)
	var x map[string]json.RawMessage
	if err := json.Unmarshal(a.body, &x); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.header.Get("Content-Disposition"), fmt.Sprintf("customer-%d.json", f.ID)) || !strings.Contains(string(a.body), "+8613912345678") ||
		!strings.Contains(string(x["audit"]), "customer.export") || string(x["name"]) != `"远大公司"` {
		t.Errorf("%v", a)
	}
	sup.refused(404, "not_found", "", "GET", "/customers/4711/export", nil)
	sup.refused(422, "invalid", "/name", "POST", at+"/erase", object{"name": "远大"})
	sup.refused(404, "not_found", "", "POST", "/customers/4711/erase", object{"name": "远大公司"})
	sup.want(204, "POST", at+"/erase", object{"name": " 远大公司 "}, nil)
	sup.refused(404, "not_found", "", "GET", at, nil)
	var n int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from audit where object = $1 and action in ('customer.export', 'customer.erase')`, fmt.Sprint("customer:", f.ID)).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d entries in the audit trail: %v", n, err)
	}
}

// The list of late files agrees with the figures (R1).
func TestLateCustomers(t *testing.T) {
	s := newSite(t)
	sup := s.as(auth.Supervisor)
	sup.contacted("filed late", object{"signed_on": "2026-01-01"})
	sup.contacted("in time", nil)
	sup.contacted("entered late", object{"filed_at": "2026-01-01T00:00:00Z"})
	var f customer.Figures
	sup.want(200, "GET", "/customers/figures", nil, &f)
	for rule, want := range map[string]int{"filed": 1, "entered": 1, "personal": 1} {
		var page api.Page[customer.Customer]
		sup.want(200, "GET", "/customers?late="+url.QueryEscape(rule), nil, &page)
		if len(page.Items) != want || f.Late[rule] != want {
			t.Errorf("%s: %d listed, %d counted, want %d", rule, len(page.Items), f.Late[rule], want)
		}
	}
	sup.refused(422, "invalid", "query/late", "GET", "/customers?late=nonsense", nil)
}
