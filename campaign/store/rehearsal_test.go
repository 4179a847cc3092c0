package store_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
)

func TestRehearsalInput(t *testing.T) {
	f := newFloor(t, 3)
	c, other := f.campaign(1, 10, retry.Default(3, time.Hour)), f.campaign(101, 200, retry.Default(1, time.Second))
	f.exec(`insert into campaign_agent (campaign_id, user_id) select $1, unnest($2::bigint[])`, c.ID, f.agents)
	f.exec(`update app_user set active = false where id = $1`, f.agents[2])
	now := time.Now().Truncate(time.Second)
	f.exec(`update follow_up set due_at = $2, attempts = 1 where id in (select id from follow_up where campaign_id = $1 order by id limit 4)`, c.ID, now.Add(30*time.Hour))
	f.exec(`update follow_up set state = 'completed', reason = 'x' where id in (select id from follow_up where campaign_id = $1 order by id desc limit 1)`, c.ID)
	// Each attempt is dialled at an hour, and answered for a while when it is answered.
	add := func(of campaign.Runnable, n int, outcome string, dialled time.Time, talk, wrapUp time.Duration) {
		t.Helper()
		f.exec(`insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, agent_id, node, fence, state, claimed_at, dialled_at, answered_at, bridged_at, ended_at, wrapped_up_at, outcome)
			select f.id, f.campaign_id, f.contact_id, f.phone, 't', $2, 'n', 1, 'ended', $4, $4, a.at, a.at, $4::timestamptz + $5 * interval '1 second', a.at + ($5 + $6) * interval '1 second', $3
			from (select * from follow_up where campaign_id = $1 limit 1) f cross join generate_series(1, $7::int)
			cross join (select case when $3 in ('answered', 'abandoned') then $4::timestamptz end as at) a`,
			of.ID, f.agents[0], outcome, dialled, talk.Seconds(), wrapUp.Seconds(), n)
	}
	at := now.Add(-5 * time.Hour)
	add(other, 60, "answered", at, 100*time.Second, 20*time.Second)
	add(other, 60, "no_answer", at, 30*time.Second, 0)
	add(c, 2, "answered", at, 40*time.Second, 10*time.Second)

	in, err := f.s.RehearsalInput(f.ctx, c.ID, now)
	f.must(err)
	due := map[int]int{}
	for _, d := range in.Due {
		due[d.Attempts] += d.Count
		if d.Attempts == 1 && d.At.Sub(now) < 29*time.Hour {
			t.Errorf("due at %v", d.At)
		}
	}
	if in.Agents != 2 || due[0] != 5 || due[1] != 4 || in.Retry.MaxAttempts != 3 || in.Trunk != "t" || in.Cap != 0.03 {
		t.Errorf("%d agents, due by dials %v: %+v", in.Agents, due, in)
	}
	if dialled, answered := in.Past.Calls(); in.Past.Own || dialled != 122 || answered != 62 {
		t.Errorf("with two calls of its own: %d of %d answered, own %v", answered, dialled, in.Past.Own)
	}
	hour := at.In(in.Zone).Hour()
	if h := in.Past.Hours[hour]; h.Dialled != 122 || h.Answered != 62 {
		t.Errorf("at %d o'clock: %+v", hour, h)
	}
	if want := (60*100.0 + 2*40) / 62; in.Past.Talks != 62 || math.Abs(in.Past.Talk-want) > 0.1 || in.Past.TalkCV <= 0 {
		t.Errorf("talk %+v, want %.1f s", in.Past, want)
	}
	if want := (60*20.0 + 2*10) / 62; in.Past.WrapUps != 62 || math.Abs(in.Past.WrapUp-want) > 0.1 {
		t.Errorf("wrap-up %+v, want %.1f s", in.Past, want)
	}

	f.exec(`update campaign set skill = 'visit' where id = $1`, c.ID)
	f.exec(`insert into user_skill (user_id, skill) values ($1, 'visit')`, f.agents[1])
	if in, err = f.s.RehearsalInput(f.ctx, c.ID, now); err != nil || in.Agents != 1 {
		t.Errorf("%d agents are trained, %v", in.Agents, err)
	}
	add(c, 98, "abandoned", at, 2*time.Second, 0)
	add(c, 50, "interrupted", at, 2*time.Second, 0) // tells nothing
	in, err = f.s.RehearsalInput(f.ctx, c.ID, now)
	f.must(err)
	if dialled, answered := in.Past.Calls(); !in.Past.Own || dialled != 100 || answered != 100 {
		t.Errorf("of its own %d of %d are answered", answered, dialled)
	}
	if _, err := f.s.RehearsalInput(f.ctx, 1<<40, now); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}
