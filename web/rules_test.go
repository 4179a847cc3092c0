package web_test

import (
	"fmt"
	"testing"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/web/api"
	"huifang/web/auth"
)

func TestCaps(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	var caps api.Caps
	c.want(200, "GET", "/caps", nil, &caps)
	if caps != (api.Caps{PerDay: 5, PerBurst: 3, BurstS: 300}) {
		t.Errorf("default %+v", caps)
	}
	c.refused(422, "invalid", "/per_day", "PUT", "/caps", api.Caps{PerDay: 0, PerBurst: 3, BurstS: 300})
	c.want(200, "PUT", "/caps", api.Caps{PerDay: 2, PerBurst: 1, BurstS: 600}, nil)
	c.want(200, "GET", "/caps", nil, &caps)
	if caps.PerDay != 2 || caps.BurstS != 600 {
		t.Errorf("%+v", caps)
	}
}

// A campaign takes a whole retry policy; what is wrong with it is told by member.
func TestRetryPolicyOfACampaign(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	var presets []api.RetryPreset
	c.want(200, "GET", "/retry/presets", nil, &presets)
	l := c.list(1)
	in := s.input(&l.ID)
	for _, p := range presets {
		in["retry"] = p.Policy
		var camp api.Campaign
		c.want(201, "POST", "/campaigns", in, &camp)
		if fmt.Sprint(camp.Retry) != fmt.Sprint(p.Policy) {
			t.Errorf("%s: %+v", p.Code, camp.Retry)
		}
	}
	in["retry"] = retry.Policy{MaxAttempts: 3, Default: retry.Rule{Action: "retry", DelayS: 60}, Rules: map[string]retry.Rule{"busy": {Action: "sometimes"}}}
	c.refused(422, "invalid", "/retry/rules/busy/action", "POST", "/campaigns", in)
}

func TestLedgerOfACampaign(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(3)
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", s.input(&l.ID), &camp)
	var ledger campaign.Ledger
	c.want(200, "GET", fmt.Sprint("/ledger?campaign_id=", camp.ID), nil, &ledger)
	if ledger.Total != 3 || ledger.Waiting != 3 || len(ledger.Lines) != 1 || ledger.Lines[0].Reason != "campaign_draft" {
		t.Errorf("%+v", ledger)
	}
}
