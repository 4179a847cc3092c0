package store_test

import (
	"testing"
	"time"

	"huifang/campaign/retry"
)

func TestZZPacingCost(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Default(1, time.Second))
	f.exec(`insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, agent_id, node, fence, state, claimed_at, answered_at, bridged_at, ended_at, outcome)
		select f.id, case when g % 20 = 0 then f.campaign_id else f.campaign_id + 1000 + g % 20 end, f.contact_id, '+86139' || lpad(g::text, 8, '0'), 't', $1, 'n', 1, 'ended', at, case when g % 3 = 0 or g % 100 = 40 then at end, at, at + interval '60 seconds', case when g % 3 = 0 then 'answered' when g % 100 = 40 then 'abandoned' else 'no_answer' end
		from follow_up f, generate_series(1, 3000000) g, lateral (select now() - g * interval '0.0864 seconds' as at) x where f.campaign_id = $2`, f.agents[0], c.ID)
	f.exec(`analyze attempt`)
	now := time.Now()
	for i := range 5 {
		begin := time.Now()
		n, err := f.s.PacingCounts(f.ctx, "n", []int64{c.ID}, now.Add(time.Duration(i)*time.Second))
		f.must(err)
		t.Log(i, time.Since(begin), n[c.ID])
	}
	begin := time.Now()
	_, _, err := f.s.Runnable(f.ctx, "n")
	t.Log("runnable", time.Since(begin), err)
}
