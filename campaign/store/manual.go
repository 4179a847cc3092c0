package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/calendar"
	"huifang/campaign/phone"
	"huifang/dialer"
)

// worksFor is true for an agent $1 who works for campaign c and has the skill that it asks for (R35).
const worksFor = `exists (select from campaign_agent ca join app_user u on u.id = ca.user_id where ca.campaign_id = c.id and u.id = $1 and ` + inPool + `)`

// ManualItems lists what an agent may dial himself now: the due follow-ups of the running manual campaigns that he works for,
// callbacks first. Numbers are masked.
func (s *Store) ManualItems(ctx context.Context, agent int64, now time.Time, limit int) ([]campaign.ManualItem, error) {
	rows, err := s.pool.Query(ctx, `
		select f.id, jsonb_build_object('id', c.id, 'name', c.name), f.name, f.phone, f.due_at, f.attempts, f.is_callback
		from campaign c cross join lateral (
		  select f.id, ct.name, f.phone, f.due_at, f.attempts, f.is_callback`+dueFrom+`
		  where f.campaign_id = c.id and f.state = 'waiting' and f.due_at <= $2 and (f.callback_agent is null or f.callback_agent = $1) and `+mayDial+`
		  order by f.is_callback desc, f.due_at, f.id limit $3
		) f
		where c.state = 'running' and c.mode = 'manual' and `+worksFor+`
		order by f.is_callback desc, f.due_at, f.id limit $3`, agent, now, limit)
	if err != nil {
		return nil, fmt.Errorf("manual list: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i campaign.ManualItem, err error) {
		err = row.Scan(&i.ID, &i.Campaign, &i.Name, &i.Phone, &i.DueAt, &i.Attempts, &i.IsCallback)
		i.Phone = phone.Mask(i.Phone)
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("manual list: %w", err)
	}
	if list == nil {
		list = []campaign.ManualItem{}
	}
	return list, nil
}

// ManualCampaigns lists the running manual campaigns that an agent works for: those to which a number that he dials may belong.
func (s *Store) ManualCampaigns(ctx context.Context, agent int64) ([]campaign.Ref, error) {
	rows, err := s.pool.Query(ctx, `select c.id, c.name from campaign c where c.state = 'running' and c.mode = 'manual' and `+worksFor+` order by c.name, c.id`, agent)
	if err != nil {
		return nil, fmt.Errorf("manual campaigns: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[campaign.Ref])
	if err != nil {
		return nil, fmt.Errorf("manual campaigns: %w", err)
	}
	if list == nil {
		list = []campaign.Ref{}
	}
	return list, nil
}

// ClaimManual makes the attempt of a dial that an agent asks for himself (R16). It checks beforehand, so as to say it, what
// arming would refuse: window, do-not-call list, caps. A number becomes a follow-up of the manual campaign; who is known by it is
// recognised. It returns ErrNotFound or a *FieldError that says why not.
func (s *Store) ClaimManual(ctx context.Context, m campaign.ManualClaim) (dialer.Order, error) {
	cal, err := s.Calendar(ctx)
	if err != nil {
		return dialer.Order{}, err
	}
	var attempt int64
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		id, at := m.FollowUp, "/follow_up_id"
		if id == 0 {
			at = "/number"
			if id, err = manualFollowUp(ctx, tx, m); err != nil {
				return err
			}
		}
		attempt, err = claimOne(ctx, tx, m, id, at, cal)
		return err
	})
	if err != nil {
		return dialer.Order{}, fmt.Errorf("manual dial: %w", err)
	}
	rows, err := s.live(ctx, `a.id = $1`, attempt)
	if err != nil {
		return dialer.Order{}, err
	}
	if len(rows) == 0 {
		return dialer.Order{}, fmt.Errorf("manual dial: attempt %d: %w", attempt, ErrNotFound)
	}
	o := rows[0].Order
	o.Pool = []int64{m.Agent}
	return o, nil
}

// manualFollowUp finds or makes the follow-up of a number that an agent dials.
func manualFollowUp(ctx context.Context, tx pgx.Tx, m campaign.ManualClaim) (id int64, err error) {
	rows, err := tx.Query(ctx, `select c.id from campaign c where c.state = 'running' and c.mode = 'manual' and ($2 = 0 or c.id = $2) and `+worksFor+` order by c.id limit 2`,
		m.Agent, m.Campaign)
	if err != nil {
		return 0, err
	}
	of, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	switch {
	case err != nil:
		return 0, err
	case len(of) == 0:
		return 0, &FieldError{Pointer: "/campaign_id", Code: "no_manual_campaign", Detail: "you work for no running campaign in which agents dial themselves"}
	case len(of) > 1:
		return 0, &FieldError{Pointer: "/campaign_id", Code: "required", Detail: "say for which campaign this call is"}
	}
	err = tx.QueryRow(ctx, `select id from follow_up where campaign_id = $1 and phone = $2 and state = 'waiting' order by due_at, id limit 1`, of[0], m.Number).Scan(&id)
	if err == nil || !errors.Is(err, pgx.ErrNoRows) {
		return id, err
	}
	var contact int64
	var customer *int64
	err = tx.QueryRow(ctx, `
		select ct.id, ct.customer_id from contact ct where ct.customer_id is not null and ct.erased_at is null and ct.id in (
		  select n.contact_id from contact_number n where n.phone = $1 union select k.id from contact k where k.phone = $1)
		order by ct.id desc limit 1`, m.Number).Scan(&contact, &customer)
	if errors.Is(err, pgx.ErrNoRows) {
		contact, err = manualContact(ctx, tx, of[0], m)
	}
	if err != nil {
		return 0, err
	}
	// Not once for each number, as those of a list are: a customer may be called again.
	err = tx.QueryRow(ctx, `insert into follow_up (campaign_id, contact_id, customer_id, phone, source_key, due_at, required) select $1, $2, $3, $4, 'manual', $5, `+requiredOf+` returning id`,
		of[0], contact, customer, m.Number, m.Now).Scan(&id)
	return id, err
}

// manualContact keeps whom nobody knows in a list of the campaign's own.
func manualContact(ctx context.Context, tx pgx.Tx, of int64, m campaign.ManualClaim) (id int64, err error) {
	var list int64
	err = tx.QueryRow(ctx, `
		insert into contact_list (name, file_name, idempotency_key, created_by) select c.name || ' · 手工拨号', '', 'manual:' || c.id, $2 from campaign c where c.id = $1
		on conflict (idempotency_key) do update set name = contact_list.name returning id`, of, m.Agent).Scan(&list)
	if err != nil {
		return 0, err
	}
	var added bool
	err = tx.QueryRow(ctx, `insert into contact as k (list_id, line, name, phone) select $1, rows_total + 1, $2, $3 from contact_list where id = $1
		on conflict (list_id, phone) do update set name = case when $2 = '' then k.name else $2 end returning id, xmax = 0`, list, m.Name, m.Number).Scan(&id, &added)
	if err == nil && added {
		_, err = tx.Exec(ctx, `update contact_list set rows_total = rows_total + 1, rows_taken = rows_taken + 1 where id = $1`, list)
	}
	return id, err
}

// claimOne makes the attempt of one follow-up for one agent, or says why not; at points to what was asked for.
func claimOne(ctx context.Context, tx pgx.Tx, m campaign.ManualClaim, id int64, at string, cal *calendar.Calendar) (attempt int64, err error) {
	refuse := func(code, detail string, next *time.Time) error {
		return &FieldError{Pointer: at, Code: code, Detail: detail, Next: next}
	}
	var state, campaignState, zone, number string
	var mode dialer.Mode
	var due time.Time
	var callback, works, dnc, capped bool
	var callbackAgent int64
	var win, convenient []byte
	err = tx.QueryRow(ctx, `
		select f.state, c.state, c.mode, f.due_at, f.is_callback, coalesce(f.callback_agent, 0), f.phone, c.calling_window, ct.zone, case when not f.is_callback then ct.convenient end,
		       `+worksFor+`, exists (select from dnc d where d.phone = f.phone),
		       (select `+overCaps("$3::timestamptz")+` from attempt b where b.phone = f.phone)
		         or f.customer_id is not null and (select `+overCaps("$3::timestamptz")+` from attempt b where b.customer_id = f.customer_id)
		from follow_up f join campaign c on c.id = f.campaign_id join contact ct on ct.id = f.contact_id where f.id = $2 for no key update of f`, m.Agent, id, m.Now).
		Scan(&state, &campaignState, &mode, &due, &callback, &callbackAgent, &number, &win, &zone, &convenient, &works, &dnc, &capped)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, err
	}
	mine := callback && callbackAgent == m.Agent // in any mode
	switch {
	case !works:
		return 0, ErrNotFound // it is none of his business
	case mode != dialer.Manual && !mine:
		return 0, refuse("not_manual", "this campaign dials by itself", nil)
	case campaignState != string(campaign.Running):
		return 0, refuse("campaign_not_running", "the campaign is "+campaignState, nil)
	case callback && callbackAgent != 0 && !mine:
		return 0, refuse("callback_of_another", "another agent has agreed this callback", nil)
	case state != "waiting":
		return 0, refuse("not_waiting", "the follow-up is "+state, nil)
	case dnc:
		return 0, refuse("on_dnc", "this number is on the do-not-call list", nil)
	case due.After(m.Now):
		return 0, refuse("not_due", "it is due later", &due)
	case capped:
		return 0, refuse("call_caps", "this customer has been called as often as is allowed", nil)
	}
	_, own, err := hours(win, cal, zone, number, convenient)
	if err != nil {
		return 0, err
	}
	if !own.Open(m.Now) {
		var next *time.Time
		if n, ok := own.Next(m.Now); ok {
			next = &n
		}
		return 0, refuse("window_closed", "the customer may not be called at this time", next)
	}
	err = tx.QueryRow(ctx, `
		insert into attempt (follow_up_id, campaign_id, contact_id, customer_id, phone, trunk, caller_id, agent_id, node, fence, mode)
		select f.id, f.campaign_id, f.contact_id, f.customer_id, f.phone, c.trunk, c.caller_id, $2, $3, $4, 'manual' from follow_up f join campaign c on c.id = f.campaign_id
		where f.id = $1 and exists (select from node where id = $3 and epoch = $4)
		on conflict do nothing returning id`, id, m.Agent, m.Node, m.Fence).Scan(&attempt)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, refuse("number_busy", "this customer is being called, or you are in a call", nil)
	}
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `update follow_up set state = 'live', attempts = attempts + 1, updated_at = now() where id = $1`, id)
	return attempt, err
}
