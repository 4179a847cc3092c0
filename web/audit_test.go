package web_test

import (
	"fmt"
	"testing"
	"time"

	"huifang/campaign/store"
	"huifang/web/api"
	"huifang/web/auth"
)

func TestAuditTrail(t *testing.T) {
	s := newSite(t)
	boss, qa := s.as(auth.Supervisor), s.as(auth.QA)
	f, _ := boss.contacted("远大公司", nil)
	object := fmt.Sprint("customer:", f.ID)
	began := time.Now().UTC()
	qa.want(200, "GET", fmt.Sprint("/customers/", f.ID), nil, nil)
	qa.want(200, "GET", fmt.Sprint("/customers/", f.ID), nil, nil) // the same look

	read := func(query string) []store.AuditEntry {
		t.Helper()
		var p api.Page[store.AuditEntry]
		boss.want(200, "GET", "/audit?"+query, nil, &p)
		return p.Items
	}
	all := read("object=" + object)
	if len(all) != 2 || all[0].Action != "customer.look" || all[1].Action != "customer.create" {
		t.Fatalf("%+v", all)
	}
	if e := all[0]; e.UserID == nil || *e.UserID != s.users[auth.QA].ID || e.User == "" || e.At.Before(began.Add(-time.Minute)) {
		t.Errorf("%+v", e)
	}
	for query, n := range map[string]int{
		fmt.Sprint("action=customer&user_id=", s.users[auth.QA].ID):               1,
		"object=" + object + "&action=customer":                                   2,
		"object=" + object + "&action=customer.create":                            1,
		"object=" + object + "&action=custome":                                    0,
		"object=" + object + "&to=" + began.Format("2006-01-02") + "T00:00:00Z":   0,
		"object=" + object + "&from=" + began.Format("2006-01-02") + "T00:00:00Z": 2,
	} {
		if got := read(query); len(got) != n {
			t.Errorf("%s: %+v", query, got)
		}
	}
	var first, second api.Page[store.AuditEntry]
	boss.want(200, "GET", "/audit?limit=1&object="+object, nil, &first)
	boss.want(200, "GET", "/audit?limit=1&object="+object+"&cursor="+first.Next, nil, &second)
	if len(first.Items) != 1 || len(second.Items) != 1 || second.Next != "" || first.Items[0].ID <= second.Items[0].ID {
		t.Errorf("%+v %+v", first, second)
	}
	boss.refused(422, "invalid", "query/action", "GET", "/audit?action=a%25", nil)
	boss.refused(422, "invalid", "query/object", "GET", "/audit?object=x", nil)
}
