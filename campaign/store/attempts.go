package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/dialer"
)

// AttemptFilter narrows a search for attempts; zero values do not narrow.
type AttemptFilter struct {
	Campaign    int64
	Agent       int64
	Outcome     string
	Disposition string
	From, To    time.Time // claimed at or after From, before To
	Phone       string    // E.164
	PhoneEnd    string    // last digits
	Recorded    *bool     // with or without audio
}

const attemptColumns = `a.id, a.follow_up_id, jsonb_build_object('id', ca.id, 'name', ca.name) as campaign, c.name as customer, a.phone,
	case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end as agent,
	a.trunk, a.state, a.claimed_at, a.answered_at, a.ended_at, a.direction,
	case a.direction when 'in' then (extract(epoch from coalesce(a.bridged_at, a.ended_at) - a.claimed_at) * 1000)::bigint end as wait_ms,
	(extract(epoch from coalesce(a.answered_at, a.ended_at) - a.dialled_at) * 1000)::bigint as ring_ms,
	(extract(epoch from a.ended_at - a.answered_at) * 1000)::bigint as talk_ms,
	(extract(epoch from greatest(a.wrapped_up_at - a.ended_at, interval '0')) * 1000)::bigint as wrap_up_ms,
	a.hold_ms, coalesce(a.outcome, '') as outcome, coalesce(d.code, '') as disposition, coalesce(a.hung_up_by, '') as hung_up_by,
	a.cause, a.sip_code`

const attemptFrom = ` from attempt a join campaign ca on ca.id = a.campaign_id join contact c on c.id = a.contact_id
	left join app_user u on u.id = a.agent_id left join attempt_disposition d on d.attempt_id = a.id `

// Attempts searches attempts, newest first. Phones are whole; mask them by role.
func (s *Store) Attempts(ctx context.Context, f AttemptFilter, cursor string, limit int) ([]campaign.Attempt, string, error) {
	var where []string
	var args []any
	add := func(cond string, v ...any) {
		for _, x := range v {
			args = append(args, x)
			cond = strings.Replace(cond, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where = append(where, cond)
	}
	at, key, ok, err := timeCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	if ok {
		id, err := parseID(key)
		if err != nil {
			return nil, "", err
		}
		add("(a.claimed_at, a.id) < (?, ?)", at, id)
	}
	if f.Campaign != 0 {
		add("a.campaign_id = ?", f.Campaign)
	}
	if f.Agent != 0 {
		add("a.agent_id = ?", f.Agent)
	}
	if f.Outcome != "" {
		add("a.outcome = ?", f.Outcome)
	}
	if f.Disposition != "" {
		add("d.code = ?", f.Disposition)
	}
	if !f.From.IsZero() {
		add("a.claimed_at >= ?", f.From)
	}
	if !f.To.IsZero() {
		add("a.claimed_at < ?", f.To)
	}
	if f.Phone != "" {
		add("a.phone = ?", f.Phone)
	}
	if f.PhoneEnd != "" {
		add("right(a.phone, length(?)) = ?", f.PhoneEnd, f.PhoneEnd)
	}
	if f.Recorded != nil {
		cond := "exists (select from recording r where r.attempt_id = a.id and r.state in ('complete','partial'))"
		if !*f.Recorded {
			cond = "not " + cond
		}
		add(cond)
	}
	sql := `select ` + attemptColumns + attemptFrom
	if len(where) > 0 {
		sql += ` where ` + strings.Join(where, " and ")
	}
	args = append(args, limit+1)
	sql += ` order by a.claimed_at desc, a.id desc limit $` + strconv.Itoa(len(args))
	rows, err := s.pool.Query(ctx, sql, args...)
	list, err := s.collectAttempts(ctx, rows, err)
	if err != nil {
		return nil, "", err
	}
	list, next := cut(list, limit, func(a campaign.Attempt) string { return timeKey(a.ClaimedAt, itoa(a.ID)) })
	return list, next, nil
}

func (s *Store) collectAttempts(ctx context.Context, rows pgx.Rows, err error) ([]campaign.Attempt, error) {
	if err != nil {
		return nil, fmt.Errorf("attempts: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.Attempt])
	if err != nil {
		return nil, fmt.Errorf("attempts: %w", err)
	}
	index := make(map[int64]int, len(list))
	ids := make([]int64, len(list))
	for i := range list {
		list[i].Recordings = []campaign.Recording{}
		index[list[i].ID] = i
		ids[i] = list[i].ID
	}
	recs, err := s.recordingsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range recs {
		i := index[r.AttemptID]
		list[i].Recordings = append(list[i].Recordings, r.Recording)
	}
	return list, nil
}

// Attempt returns one attempt with its timeline and recordings, or ErrNotFound. The phone is whole; mask it by role.
func (s *Store) Attempt(ctx context.Context, id int64) (campaign.AttemptDetail, error) {
	rows, err := s.pool.Query(ctx, `select `+attemptColumns+attemptFrom+` where a.id = $1`, id)
	list, err := s.collectAttempts(ctx, rows, err)
	if err != nil {
		return campaign.AttemptDetail{}, err
	}
	if len(list) == 0 {
		return campaign.AttemptDetail{}, ErrNotFound
	}
	det := campaign.AttemptDetail{Attempt: list[0]}
	var keys string
	var modes []byte
	err = s.pool.QueryRow(ctx, `
		select case a.direction when 'in' then a.did else a.caller_id end, a.node, a.end_detail, a.cancel_reason, coalesce(d.note, ''), d.at, d.callback_at,
			case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end,
			a.mode, a.heard, a.keys, ca.mode_settings, coalesce(c.customer_id, 0), c.erased_at is not null
		from attempt a join campaign ca on ca.id = a.campaign_id join contact c on c.id = a.contact_id
		left join attempt_disposition d on d.attempt_id = a.id left join app_user u on u.id = d.by_user
		where a.id = $1`, id).Scan(&det.CallerID, &det.Node, &det.EndDetail, &det.CancelReason, &det.Note, &det.DisposedAt, &det.CallbackAt, &det.DisposedBy,
		&det.Mode, &det.Heard, &keys, &modes, &det.CustomerID, &det.Erased)
	if err != nil {
		return campaign.AttemptDetail{}, fmt.Errorf("attempt: %w", err)
	}
	if det.Keys, err = pressedKeys(keys, det.Mode, modes); err != nil {
		return campaign.AttemptDetail{}, fmt.Errorf("attempt: %w", err)
	}
	rows, err = s.pool.Query(ctx, `select seq, at, kind, detail from attempt_event where attempt_id = $1 order by seq`, id)
	if err != nil {
		return campaign.AttemptDetail{}, fmt.Errorf("timeline: %w", err)
	}
	if det.Timeline, err = pgx.CollectRows(rows, pgx.RowToStructByName[campaign.TimelineEvent]); err != nil {
		return campaign.AttemptDetail{}, fmt.Errorf("timeline: %w", err)
	}
	return det, nil
}

// pressedKeys says of each digit what it means, in a notice with these mode settings.
func pressedKeys(digits string, mode dialer.Mode, modes []byte) ([]campaign.PressedKey, error) {
	m, err := campaign.ReadModeSettings(modes)
	if err != nil {
		return nil, err
	}
	keys := make([]campaign.PressedKey, 0, len(digits))
	for _, d := range digits {
		k := campaign.PressedKey{Key: string(d)}
		if mode == dialer.Agentless {
			k.Means = m.Notice.Keys[k.Key]
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// RecordingFile is a recording and where its audio is.
type RecordingFile struct {
	campaign.Recording
	AttemptID int64
	Path      string // relative to the recording store
}

const recordingColumns = `id, part, state, reason, started_at, duration_ms, bytes, sha256, lost_frames, attempt_id, path`

func (s *Store) recordingsOf(ctx context.Context, attempts []int64) ([]RecordingFile, error) {
	rows, err := s.pool.Query(ctx, `select `+recordingColumns+` from recording where attempt_id = any($1) order by attempt_id, part`, attempts)
	if err != nil {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[RecordingFile])
	if err != nil {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	return list, nil
}

// Recording returns one recording and where its audio is, or ErrNotFound.
func (s *Store) Recording(ctx context.Context, id int64) (RecordingFile, error) {
	rows, err := s.pool.Query(ctx, `select `+recordingColumns+` from recording where id = $1`, id)
	return one(rows, err, "recording", pgx.RowToStructByName[RecordingFile])
}

// Dispositions returns the labels that can be given, in their order.
func (s *Store) Dispositions(ctx context.Context) ([]campaign.Disposition, error) {
	rows, err := s.pool.Query(ctx, `select code, label_zh, label_en, effect from disposition where active order by position, code`)
	if err != nil {
		return nil, fmt.Errorf("dispositions: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.Disposition])
	if err != nil {
		return nil, fmt.Errorf("dispositions: %w", err)
	}
	return list, nil
}

// SearchRefs returns the campaigns that have been started and the agents, to search attempts by; newest 500 campaigns.
func (s *Store) SearchRefs(ctx context.Context) (campaigns, agents []campaign.Ref, err error) {
	for _, q := range []struct {
		sql string
		to  *[]campaign.Ref
	}{
		{`select id, name from campaign where started_at is not null order by id desc limit 500`, &campaigns},
		{`select id, name from app_user where role = 'agent' order by active desc, name, id`, &agents},
	} {
		rows, err := s.pool.Query(ctx, q.sql)
		if err != nil {
			return nil, nil, fmt.Errorf("search refs: %w", err)
		}
		if *q.to, err = pgx.CollectRows(rows, pgx.RowToStructByName[campaign.Ref]); err != nil {
			return nil, nil, fmt.Errorf("search refs: %w", err)
		}
	}
	return campaigns, agents, nil
}

// OnDNC tells whether a number in E.164 is on the do-not-call list.
func (s *Store) OnDNC(ctx context.Context, phone string) (on bool, err error) {
	if err = s.pool.QueryRow(ctx, `select exists (select from dnc where phone = $1)`, phone).Scan(&on); err != nil {
		return false, fmt.Errorf("do-not-call list: %w", err)
	}
	return on, nil
}

// DNCEntries returns the do-not-call list, newest first; phone ("": any) in E.164.
func (s *Store) DNCEntries(ctx context.Context, phone, cursor string, limit int) ([]campaign.DNC, string, error) {
	at, key, ok, err := timeCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `
		select d.phone, d.reason, coalesce(u.name, '') as created_by, d.created_at
		from dnc d left join app_user u on u.id = d.created_by
		where ($1 = '' or d.phone = $1) and (not $2 or (d.created_at, d.phone) < ($3, $4))
		order by d.created_at desc, d.phone desc limit $5`, phone, ok, at, key, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("do-not-call list: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.DNC])
	if err != nil {
		return nil, "", fmt.Errorf("do-not-call list: %w", err)
	}
	list, next := cut(list, limit, func(d campaign.DNC) string { return timeKey(d.CreatedAt, d.Phone) })
	return list, next, nil
}

func parseID(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, errCursor
	}
	return id, nil
}
