package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// What a rehearsal takes from earlier calls: the last ones of the campaign, and where these are few, of all campaigns.
const (
	pastDays  = 60
	pastCalls = 20_000
	pastFew   = 100
)

// RehearsalInput returns what a campaign is rehearsed with, but for the trunks: its settings with the public holidays, what
// waits, by the hour, and what its last calls were like. ErrNotFound: there is no such campaign.
func (s *Store) RehearsalInput(ctx context.Context, id int64, now time.Time) (campaign.RehearsalInput, error) {
	c, err := s.Campaign(ctx, id, now)
	if err != nil {
		return campaign.RehearsalInput{}, err
	}
	cal, err := s.Calendar(ctx)
	if err != nil {
		return campaign.RehearsalInput{}, err
	}
	zone, err := time.LoadLocation(c.Window.Zone)
	if err != nil {
		zone = time.UTC // the window never opens then, which the rehearsal says
	}
	in := campaign.RehearsalInput{Mode: c.Mode, Cap: c.Modes.Predictive.AbandonCap, Window: c.Window.Bind(cal), Zone: zone, Retry: c.Retry, Trunk: c.Trunk,
		RingTimeout: time.Duration(c.RingTimeoutS) * time.Second, Agents: len(c.Pool)}
	rows, err := s.pool.Query(ctx, `
		select case when due_at <= $2 then $2 else date_trunc('hour', due_at) end as at, attempts, count(*)
		from follow_up where campaign_id = $1 and state = 'waiting' group by 1, 2 order by 1, 2`, id, now)
	if err != nil {
		return in, fmt.Errorf("rehearsal: follow-ups: %w", err)
	}
	if in.Due, err = pgx.CollectRows(rows, pgx.RowToStructByPos[campaign.DueFollowUps]); err != nil {
		return in, fmt.Errorf("rehearsal: follow-ups: %w", err)
	}
	if in.Past, err = s.pastCalls(ctx, &id, zone, now); err != nil {
		return in, err
	}
	in.Past.Own = true
	if own, _ := in.Past.Calls(); own < pastFew {
		if in.Past, err = s.pastCalls(ctx, nil, zone, now); err != nil {
			return in, err
		}
	}
	return in, nil
}

// pastCalls summarises the last calls of a campaign, or of all.
func (s *Store) pastCalls(ctx context.Context, id *int64, zone *time.Location, now time.Time) (p campaign.PastCalls, err error) {
	// Two statements, so that each has the plan of its index.
	of := `campaign_id = $1`
	if id == nil {
		of = `$1::bigint is null`
	}
	rows, err := s.pool.Query(ctx, `
		with past as materialized (
		  select outcome, agent_id, dialled_at, answered_at, bridged_at, ended_at, wrapped_up_at from attempt
		  where `+of+` and claimed_at > $2::timestamptz - make_interval(days => $3) and direction = 'out'
		  order by claimed_at desc limit $4
		), answered as (
		  select extract(epoch from ended_at - coalesce(bridged_at, answered_at))::float8 as talk,
		         case when wrapped_up_at - ended_at <= interval '15 minutes' then greatest(0, extract(epoch from wrapped_up_at - ended_at))::float8 end as wrap_up
		  from past where outcome = 'answered' and agent_id is not null
		)
		select extract(hour from dialled_at at time zone $5)::int, count(*), count(*) filter (where outcome in ('answered', 'abandoned')), 0::float8, 0::float8
		from past where dialled_at is not null and outcome is not null and outcome not in ('interrupted', 'not_placed') group by 1
		union all select -1, count(talk), 0, coalesce(avg(talk), 0), coalesce(stddev_samp(talk), 0) from answered where talk between 1 and 7200
		union all select -2, count(wrap_up), 0, coalesce(avg(wrap_up), 0), 0 from answered`, id, now, pastDays, pastCalls, zone.String())
	if err != nil {
		return p, fmt.Errorf("rehearsal: past calls: %w", err)
	}
	var what, n, answered int
	var mean, deviation float64
	_, err = pgx.ForEachRow(rows, []any{&what, &n, &answered, &mean, &deviation}, func() error {
		switch {
		case what >= 0 && what < len(p.Hours):
			p.Hours[what] = campaign.HourCalls{Dialled: n, Answered: answered}
		case what == -1 && n > 0:
			p.Talks, p.Talk, p.TalkCV = n, mean, deviation/mean
		case what == -2:
			p.WrapUps, p.WrapUp = n, mean
		case what != -1:
			return errors.New("an hour that is none")
		}
		return nil
	})
	if err != nil {
		return p, fmt.Errorf("rehearsal: past calls: %w", err)
	}
	return p, nil
}
