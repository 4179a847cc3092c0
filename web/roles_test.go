package web_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"huifang/web/api"
	"huifang/web/auth"
)

// who says for each operation who may use it: everybody, signed in users, or roles. It is written down here a second
// time on purpose (I10): a new route without a line here, or one whose roles were changed, fails the test.
var who = map[string]string{
	"login": "everybody", "getOpenAPI": "everybody", "getDocs": "everybody",
	"getSession": "agent qa supervisor admin", "logout": "agent qa supervisor admin", "listDispositions": "agent qa supervisor admin",
	"listUsers": "supervisor admin", "createUser": "admin", "updateUser": "admin",
	"importList": "supervisor admin", "listLists": "supervisor admin", "getList": "supervisor admin", "deleteList": "supervisor admin",
	"listContacts": "supervisor admin", "listImportErrors": "supervisor admin", "downloadImportErrors": "supervisor admin",
	"listCampaigns": "supervisor admin", "createCampaign": "supervisor admin", "getCampaign": "supervisor admin",
	"updateCampaign": "supervisor admin", "deleteCampaign": "supervisor admin", "startCampaign": "supervisor admin",
	"pauseCampaign": "supervisor admin", "stopCampaign": "supervisor admin", "getReadiness": "supervisor admin", "rehearseCampaign": "supervisor admin", "getLedger": "supervisor admin", "getCaps": "supervisor admin", "listFollowUpTypes": "agent supervisor qa admin", "setCaps": "supervisor admin", "listRetryPresets": "supervisor admin",
	"getModeDefaults": "supervisor admin", "switchMode": "supervisor admin", "getManualDesk": "agent", "dial": "agent",
	"listPrompts": "supervisor admin", "uploadPrompt": "supervisor admin", "speakPrompt": "supervisor admin", "getPromptAudio": "supervisor admin", "deletePrompt": "supervisor admin",
	"listFollowUps": "supervisor admin", "listTrunks": "supervisor admin", "getLive": "supervisor admin",
	"listDNC": "supervisor admin", "addDNC": "supervisor admin", "removeDNC": "supervisor admin",
	"coachSocket": "supervisor admin", "getAgentDirectory": "agent", "getCallSettings": "supervisor admin", "setCallSettings": "supervisor admin",
	"agentSocket": "agent", "getAgentSnapshot": "agent", "listAgentCalls": "agent", "listAgentCallbacks": "agent",
	"disposeAttempt": "agent supervisor admin",
	"listAttempts":   "qa supervisor admin", "listAttemptFilters": "qa supervisor admin", "getAttempt": "qa supervisor admin",
	"listCustomers": "agent qa supervisor admin", "getCustomer": "agent qa supervisor admin", "listEvents": "agent qa supervisor admin",
	"createCustomer": "supervisor admin", "updateCustomer": "agent supervisor admin", "getCustomerFigures": "supervisor admin",
	"reassignCustomers": "supervisor admin", "createContact": "supervisor admin", "updateContact": "agent supervisor admin",
	"deleteContact": "supervisor admin", "addEvents": "supervisor admin",
	"uploadImport": "supervisor admin", "listImports": "supervisor admin", "getImport": "supervisor admin", "setImportMapping": "supervisor admin",
	"startImport": "supervisor admin", "cancelImport": "supervisor admin", "listImportRowErrors": "supervisor admin", "downloadImportRowErrors": "supervisor admin",
	"listUnits": "agent qa supervisor admin", "createUnit": "supervisor admin", "updateUnit": "supervisor admin", "deleteUnit": "supervisor admin",
	"listSkills": "supervisor admin", "getSkills": "supervisor admin", "setSkills": "supervisor admin",
	"listWindowPresets": "supervisor admin", "checkWindow": "supervisor admin", "getCalendar": "supervisor admin", "setCalendarDay": "supervisor admin",
	"removeCalendarDay": "supervisor admin", "setCalendarYear": "supervisor admin", "removeCalendarYear": "supervisor admin",
	"listAudit":          "supervisor admin",
	"createFollowUpType": "supervisor admin", "updateFollowUpType": "supervisor admin", "resetFollowUpType": "supervisor admin", "deleteFollowUpType": "supervisor admin",
	"listPlans": "supervisor admin", "createPlan": "supervisor admin", "getPlan": "supervisor admin", "updatePlan": "supervisor admin", "deletePlan": "supervisor admin",
	"rehearsePlan": "supervisor admin", "requestPlan": "supervisor admin", "confirmPlan": "supervisor admin", "sendBackPlan": "supervisor admin", "launchPlan": "supervisor admin",
	"pausePlan": "supervisor admin", "resumePlan": "supervisor admin", "stopPlan": "supervisor admin", "generatePlan": "supervisor admin", "listPlanRuns": "supervisor admin",
	"listJobs": "supervisor admin", "getJob": "supervisor admin", "cancelJob": "supervisor admin",
	"listRecords": "agent qa supervisor admin", "getRecordFigures": "agent qa supervisor admin", "getRecord": "agent qa supervisor admin", "handOverRecord": "supervisor admin",
	"listBadNumbers": "supervisor admin", "decideBadNumber": "supervisor admin", "exportCustomer": "supervisor admin", "eraseCustomer": "supervisor admin", "erasePerson": "supervisor admin",
	"listLedgerLine": "supervisor admin", "downloadLedgerLine": "supervisor admin",
	"listQueues": "supervisor admin", "createQueue": "supervisor admin", "getQueue": "supervisor admin", "updateQueue": "supervisor admin",
	"getQueueDefaults": "supervisor admin", "getHotline": "supervisor admin", "listHotlineCalls": "supervisor admin",
	"listMessages": "agent", "getMessage": "agent", "listDepartments": "agent qa supervisor admin", "createDepartment": "supervisor admin",
	"updateDepartment": "supervisor admin", "deleteDepartment": "supervisor admin",
	"getAudio": "qa supervisor admin", "getPeaks": "qa supervisor admin",
}

type operation struct {
	id, method, path string
}

func operations(t *testing.T) []operation {
	t.Helper()
	spec, err := api.Spec()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string   `json:"operationId"`
			Summary     string   `json:"summary"`
			Tags        []string `json:"tags"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(spec, &doc); err != nil {
		t.Fatal(err)
	}
	var ops []operation
	for path, item := range doc.Paths {
		for method, o := range item {
			if o.OperationID == "" || o.Summary == "" || len(o.Tags) != 1 {
				t.Errorf("%s %s lacks an id, a summary or a tag", method, path)
			}
			ops = append(ops, operation{o.OperationID, strings.ToUpper(method), strings.NewReplacer("{id}", "999999", "{contact}", "999999", "{category}", "alarm").Replace(path)})
		}
	}
	return ops
}

// Every role tries every route. A route that is not for it answers 401 or 403 before it looks at anything else.
func TestRolesByRoute(t *testing.T) {
	s := newSite(t)
	nobody := s.browser()
	roles := []auth.Role{auth.Agent, auth.QA, auth.Supervisor, auth.Admin}
	signedIn := map[auth.Role]*client{}
	for _, r := range roles {
		signedIn[r] = s.as(r)
	}
	seen := 0
	for _, op := range operations(t) {
		allowed, ok := who[op.id]
		if !ok {
			t.Errorf("%s %s (%s): nobody has written down who may use it", op.method, op.path, op.id)
			continue
		}
		seen++
		a := nobody.try(op)
		switch {
		case allowed == "everybody" && (a == http.StatusForbidden || a == http.StatusUnauthorized && op.id != "login"):
			t.Errorf("%s: without a session: %d", op.id, a)
		case allowed != "everybody" && a != http.StatusUnauthorized:
			t.Errorf("%s: without a session: %d, want 401", op.id, a)
		}
		if allowed == "everybody" {
			continue
		}
		for _, r := range roles {
			c := signedIn[r]
			if op.id == "logout" {
				c = s.as(r)
			}
			got := c.try(op)
			if may := slices.Contains(strings.Fields(allowed), string(r)); may && (got == 401 || got == 403) || !may && got != 403 {
				t.Errorf("%s as %s: %d", op.id, r, got)
			}
		}
	}
	if seen != len(who) {
		t.Errorf("%d operations are in the table, %d in the API", len(who), seen)
	}
}

// try does an operation with an empty body and returns the status. Streams are left as soon as they answer.
func (c *client) try(op operation) int {
	c.t.Helper()
	var body *strings.Reader
	if op.method == http.MethodGet || op.method == http.MethodDelete {
		body = strings.NewReader("")
	} else {
		body = strings.NewReader("{}")
	}
	req, err := http.NewRequestWithContext(c.t.Context(), op.method, c.s.url+api.Prefix+op.path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// A role is checked before the input is: a wrong body must not tell more than "forbidden".
func TestRoleComesBeforeInput(t *testing.T) {
	s := newSite(t)
	agent := s.as(auth.Agent)
	agent.refused(http.StatusForbidden, "forbidden", "", "POST", "/campaigns", `{"nonsense":`)
	agent.refused(http.StatusForbidden, "forbidden", "", "GET", "/campaigns/nonsense", nil)
	s.browser().refused(http.StatusUnauthorized, "not_signed_in", "", "POST", "/users", `{`)
}
