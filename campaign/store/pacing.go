package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// LoadPacing returns what the pacing has learnt of a campaign, as JSON; empty: nothing yet.
func (s *Store) LoadPacing(ctx context.Context, id int64) (state []byte, err error) {
	err = s.pool.QueryRow(ctx, `select state from pacing_state where campaign_id = $1`, id).Scan(&state)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the pacing of campaign %d: %w", id, err)
	}
	return state, nil
}

// SavePacing keeps what the pacing has learnt of a campaign. Of several nodes the last one counts: they learn of the same customers.
func (s *Store) SavePacing(ctx context.Context, id int64, state []byte) error {
	if _, err := s.pool.Exec(ctx, `insert into pacing_state as p (campaign_id, state) values ($1, $2)
		on conflict (campaign_id) do update set state = excluded.state, saved_at = now()`, id, state); err != nil {
		return fmt.Errorf("keep the pacing of campaign %d: %w", id, err)
	}
	return nil
}

// Counts of calls are asked every second, over a day in which there were tens of thousands. Those that ended a while ago do
// not change any more, so they are counted once a minute.
const (
	pacingFresh = 2 * time.Minute
	pacingKept  = time.Minute
	dayStarts   = 15 * time.Minute // every zone's midnight is at a multiple of it
)

// pacingBases are the counts of calls that ended longer than pacingFresh ago.
type pacingBases struct {
	mu   sync.Mutex
	byID map[pacingKey]pacingBase
}

type pacingKey struct {
	node     string
	campaign int64
}

type pacingBase struct {
	counted time.Time
	counts  campaign.PacingCounts
}

func (b *pacingBases) get(k pacingKey, now time.Time) (pacingBase, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	base, ok := b.byID[k]
	age := now.Sub(base.counted)
	return base, ok && age >= 0 && age < pacingKept && now.Truncate(dayStarts).Equal(base.counted.Truncate(dayStarts))
}

func (b *pacingBases) put(k pacingKey, base pacingBase) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.byID == nil {
		b.byID = map[pacingKey]pacingBase{}
	}
	b.byID[k] = base
}

// PacingCounts counts the calls of persons that a node has made for campaigns: of the calendar day by the campaign's clock, and
// of the last 24 hours (I9). A call counts from its answer; as handed to an agent from when the agent is put through, as
// abandoned from its end. An end that is stored more than pacingFresh late counts up to pacingKept later.
func (s *Store) PacingCounts(ctx context.Context, node string, campaigns []int64, now time.Time) (map[int64]campaign.PacingCounts, error) {
	out := map[int64]campaign.PacingCounts{}
	for _, id := range campaigns {
		k := pacingKey{node, id}
		base, ok := s.pacing.get(k, now)
		if !ok {
			base.counted = now
			var err error
			if base.counts, err = s.handed(ctx, k, now, now.Add(-25*time.Hour), now.Add(-pacingFresh), false); err != nil { // a day may have 25 hours
				return nil, err
			}
			s.pacing.put(k, base)
		}
		fresh, err := s.handed(ctx, k, now, base.counted.Add(-pacingFresh), now.Add(time.Hour), true)
		if err != nil {
			return nil, err
		}
		out[id] = campaign.PacingCounts{
			Served: base.counts.Served + fresh.Served, Abandoned: base.counts.Abandoned + fresh.Abandoned,
			Served24: base.counts.Served24 + fresh.Served24, Abandoned24: base.counts.Abandoned24 + fresh.Abandoned24,
		}
	}
	return out, nil
}

// handed counts the calls that ended at or after from and before to, and with talking those that an agent has now.
func (s *Store) handed(ctx context.Context, k pacingKey, now, from, to time.Time, talking bool) (n campaign.PacingCounts, err error) {
	err = s.pool.QueryRow(ctx, `
		select count(*) filter (where a.outcome is distinct from 'abandoned' and a.at >= d.day), count(*) filter (where a.outcome = 'abandoned' and a.at >= d.day),
		       count(*) filter (where a.outcome is distinct from 'abandoned' and a.at > $3 - interval '24 hours'), count(*) filter (where a.outcome = 'abandoned' and a.at > $3 - interval '24 hours')
		from campaign c
		cross join lateral (select date_trunc('day', $3::timestamptz at time zone z) at time zone z as day from (select coalesce(c.calling_window->>'zone', 'UTC') as z) z) d
		cross join lateral (
		  select a.outcome, coalesce(a.answered_at, a.ended_at) as at from attempt a
		  where a.campaign_id = c.id and (a.outcome = 'abandoned' or a.outcome = 'answered' and a.agent_id is not null) and a.ended_at >= $4 and a.ended_at < $5 and a.node = $2
		  union all
		  select null, a.answered_at from attempt a where $6 and a.ended_at is null and a.campaign_id = c.id and a.state = 'talking' and a.agent_id is not null and a.node = $2
		) a
		where c.id = $1`, k.campaign, k.node, now, from, to, talking).Scan(&n.Served, &n.Abandoned, &n.Served24, &n.Abandoned24)
	if err != nil {
		return n, fmt.Errorf("count the calls of campaign %d: %w", k.campaign, err)
	}
	return n, nil
}
