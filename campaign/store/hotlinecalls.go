package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// HotlineFilter narrows a list of incoming calls that nobody took; zero values do not narrow.
type HotlineFilter struct {
	Queue   int64
	Outcome string // missed, message
	Open    bool   // only those whose callback waits or is under way
}

// HotlineCalls returns the incoming calls that nobody took (missed ones and messages), newest first, and what has become of
// their callbacks. Phones are whole; mask them by role.
func (s *Store) HotlineCalls(ctx context.Context, f HotlineFilter, cursor string, limit int) ([]campaign.HotlineCall, string, error) {
	at, key, ok, err := timeCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	var before int64
	if ok {
		if before, err = parseID(key); err != nil {
			return nil, "", err
		}
	}
	rows, err := s.pool.Query(ctx, `
		select a.id, a.follow_up_id, jsonb_build_object('id', c.id, 'name', c.name), q.category, a.claimed_at, a.ended_at, ct.name, a.phone, a.did, a.outcome, a.end_detail,
		       f.state, f.reason, f.due_at, case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end
		from attempt a join campaign c on c.id = a.campaign_id join hotline_queue q on q.campaign_id = c.id
		join contact ct on ct.id = a.contact_id join follow_up f on f.id = a.follow_up_id left join app_user u on u.id = f.callback_agent
		where a.direction = 'in' and a.outcome in ('missed', 'message') and ($1 = 0 or a.campaign_id = $1) and ($2 = '' or a.outcome = $2)
		  and (not $3 or f.state in ('waiting', 'live', 'wrapup')) and (not $4 or (a.claimed_at, a.id) < ($5, $6))
		order by a.claimed_at desc, a.id desc limit $7`, f.Queue, f.Outcome, f.Open, ok, at, before, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("hotline calls: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (campaign.HotlineCall, error) {
		var h campaign.HotlineCall
		var state, reason string
		var due time.Time
		var agent *campaign.Ref
		err := row.Scan(&h.ID, &h.FollowUpID, &h.Queue, &h.Category, &h.At, &h.EndedAt, &h.Customer, &h.Phone, &h.Number, &h.Outcome, &h.Reason,
			&state, &reason, &due, &agent)
		h.Callback = called(state, reason, due, agent)
		return h, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("hotline calls: %w", err)
	}
	list, next := cut(list, limit, func(h campaign.HotlineCall) string { return timeKey(h.At, itoa(h.ID)) })
	ids := make([]int64, len(list))
	index := make(map[int64]int, len(list))
	for i, h := range list {
		ids[i], index[h.ID] = h.ID, i
	}
	recs, err := s.recordingsOf(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	for _, r := range recs {
		if h := &list[index[r.AttemptID]]; h.Outcome == "message" && h.Message == nil {
			h.Message = &r.Recording
		}
	}
	return list, next, nil
}

// called says how a callback stands, by its follow-up.
func called(state, reason string, due time.Time, agent *campaign.Ref) campaign.Called {
	switch state {
	case "waiting", "paused":
		return campaign.Called{State: "waiting", DueAt: &due, Agent: agent}
	case "live":
		return campaign.Called{State: "live", Agent: agent}
	case "wrapup", "completed":
		return campaign.Called{State: "done"}
	case "exhausted":
		return campaign.Called{State: "not_reached", Reason: reason}
	}
	if reason == campaign.ReasonCalledAgain {
		return campaign.Called{State: "done", Reason: reason}
	}
	return campaign.Called{State: "none", Reason: reason}
}

// MessageFor returns the recording of a message for an agent who may hear it: he is to call back, or does, or did in the last day.
// ErrNotFound otherwise.
func (s *Store) MessageFor(ctx context.Context, attempt, agent int64) (RecordingFile, error) {
	rows, err := s.pool.Query(ctx, `select `+recordingColumns+` from recording r where r.attempt_id = $1 and r.state in ('complete', 'partial')
		and exists (select from attempt m join follow_up f on f.campaign_id = m.campaign_id and f.phone = m.phone and m.phone <> ''
		  where m.id = $1 and m.outcome = 'message' and (f.state = 'waiting' and f.callback_agent = $2
		    or exists (select from attempt b where b.follow_up_id = f.id and b.agent_id = $2 and (b.ended_at is null or b.ended_at > now() - interval '24 hours'))))
		order by r.part limit 1`, attempt, agent)
	return one(rows, err, "message", pgx.RowToStructByName[RecordingFile])
}

// messagesKept is for how long an agent who calls back is shown a customer's messages.
const messagesKept = 30 * 24 * time.Hour

// MessagesOf lists the messages that the customer of an agent's call has left on its queue, newest first; ErrNotFound when the call is
// not this agent's.
func (s *Store) MessagesOf(ctx context.Context, attempt, agent int64) ([]campaign.VoiceMessage, error) {
	var mine bool
	if err := s.pool.QueryRow(ctx, `select exists (select from attempt where id = $1 and agent_id = $2)`, attempt, agent).Scan(&mine); err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	if !mine {
		return nil, ErrNotFound
	}
	rows, err := s.pool.Query(ctx, `
		select m.id, m.claimed_at as at, r.duration_ms from attempt a join attempt m on m.phone = a.phone and m.campaign_id = a.campaign_id
		join recording r on r.attempt_id = m.id and r.part = 1 and r.state in ('complete', 'partial')
		where a.id = $1 and a.phone <> '' and m.outcome = 'message' and m.claimed_at > now() - make_interval(secs => $2) order by m.claimed_at desc limit 10`,
		attempt, messagesKept.Seconds())
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[campaign.VoiceMessage])
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	if list == nil {
		list = []campaign.VoiceMessage{}
	}
	return list, nil
}

// HotlineDays sums up the calls to each queue since the given moment.
func (s *Store) HotlineDays(ctx context.Context, since time.Time) (map[int64]campaign.HotlineDay, error) {
	rows, err := s.pool.Query(ctx, `
		select campaign_id, count(*) filter (where not after and not short), count(*) filter (where talked), count(*) filter (where talked and wait <= $2),
		       count(*) filter (where not after and not short and outcome = 'missed'), count(*) filter (where outcome = 'message'), count(*) filter (where after),
		       coalesce(avg(extract(epoch from wait)) filter (where talked) * 1000, 0)::int, coalesce(avg(extract(epoch from pickup)) * 1000, 0)::int
		from (select campaign_id, outcome, end_detail = 'closed' as after, bridged_at is not null as talked, bridged_at - claimed_at as wait, picked_up_at - claimed_at as pickup,
		        bridged_at is null and outcome = 'missed' and end_detail = '' and ended_at - claimed_at < $3 as short
		      from attempt where direction = 'in' and claimed_at >= $1 and (outcome is not null or bridged_at is not null)) x group by campaign_id`,
		since, campaign.ServiceLevel, campaign.ShortCall)
	if err != nil {
		return nil, fmt.Errorf("hotline figures: %w", err)
	}
	out := map[int64]campaign.HotlineDay{}
	var id int64
	var d campaign.HotlineDay
	_, err = pgx.ForEachRow(rows, []any{&id, &d.Offered, &d.Answered, &d.InTime, &d.Missed, &d.Messages, &d.AfterHours, &d.WaitMS, &d.PickupMS},
		func() error { out[id] = d; return nil })
	if err != nil {
		return nil, fmt.Errorf("hotline figures: %w", err)
	}
	return out, nil
}
