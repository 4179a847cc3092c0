package web_test

import (
	"fmt"
	"testing"

	"huifang/campaign"
	"huifang/dialer"
	"huifang/web/api"
	"huifang/web/auth"
)

func TestRehearsal(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(30)
	in := s.input(&l.ID)
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", in, &camp)
	path := fmt.Sprint("/campaigns/", camp.ID, "/rehearsal")
	var f campaign.Forecast
	c.want(200, "GET", path, nil, &f)
	if f.FollowUps != 30 || f.Agents != 1 || f.Mode != dialer.Progressive || f.Runs < 1 || f.Finish == nil || f.Abandoned.P90 != 0 || f.Reached.P50 < 5 || len(f.Assumptions) == 0 {
		t.Errorf("%+v", f)
	}
	c.want(200, "GET", path+"?mode=predictive&agents=5", nil, &f)
	if f.Mode != dialer.Predictive || f.Agents != 5 {
		t.Errorf("%+v", f)
	}
	c.refused(422, "invalid", "query/mode", "GET", path+"?mode=agentless", nil)
	c.refused(422, "invalid", "query/agents", "GET", path+"?agents=0", nil)
	c.refused(404, "not_found", "", "GET", "/campaigns/999999/rehearsal", nil)
	in["name"], in["agent_ids"] = "nobody", []int64{}
	c.want(201, "POST", "/campaigns", in, &camp)
	path = fmt.Sprint("/campaigns/", camp.ID, "/rehearsal")
	c.refused(422, "no_agents", "", "GET", path, nil)
	c.want(200, "GET", path+"?agents=3", nil, &f)
	in["name"], in["list_id"] = "empty", nil
	c.want(201, "POST", "/campaigns", in, &camp)
	c.want(200, "GET", fmt.Sprint("/campaigns/", camp.ID, "/rehearsal?agents=3"), nil, &f)
	if f.FollowUps != 0 || f.Runs != 0 {
		t.Errorf("nothing waits: %+v", f)
	}
}
