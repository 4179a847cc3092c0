package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/window"
	"huifang/dialer"
	hotline "huifang/dialer/queue"
)

// lastAgentWithin is how long a customer who calls back is one agent's: the one who called him last (R19).
const lastAgentWithin = 30 * 24 * time.Hour

// Arrive stores an incoming call (R19): the queue of the number that was called, the customer behind the caller's number, a
// follow-up and an attempt, in one transaction. The same arrival told again gives the same attempt, with the time that it was
// told first. A *dialer.Refused says why the call is not taken.
func (s *Store) Arrive(ctx context.Context, a dialer.Arrival, region string, allow ...string) (dialer.LiveAttempt, error) {
	var id int64
	err := s.inTx(ctx, func(tx pgx.Tx) (err error) {
		id, err = arrive(ctx, tx, a, region, allow)
		return err
	})
	if isCode(err, uniqueViolation) { // told twice at once
		err = s.inTx(ctx, func(tx pgx.Tx) (err error) {
			id, err = arrive(ctx, tx, a, region, allow)
			return err
		})
	}
	if err == nil {
		return s.incoming(ctx, id)
	}
	var refused *dialer.Refused
	if errors.As(err, &refused) {
		return dialer.LiveAttempt{}, err
	}
	return dialer.LiveAttempt{}, fmt.Errorf("incoming call: %w", err)
}

func arrive(ctx context.Context, tx pgx.Tx, a dialer.Arrival, region string, allow []string) (id int64, err error) {
	err = tx.QueryRow(ctx, `select id from attempt where node = $1 and channel = $2`, a.Node, a.Channel).Scan(&id)
	if err == nil || !errors.Is(err, pgx.ErrNoRows) {
		return id, err
	}
	did, ok := campaign.DID(a.DID, region)
	if !ok {
		return 0, &dialer.Refused{Code: dialer.RefusedDID}
	}
	var queue int64
	var state campaign.State
	err = tx.QueryRow(ctx, `select c.id, c.state from hotline_number n join campaign c on c.id = n.campaign_id and c.mode = 'inbound' where n.did = $1`, did).
		Scan(&queue, &state)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, &dialer.Refused{Code: dialer.RefusedDID}
	case err != nil:
		return 0, err
	case state != campaign.Running:
		return 0, &dialer.Refused{Code: "queue_" + string(state)}
	}
	number, shown := campaign.CallerOf(a.Caller, region, allow...)
	contact, err := contactOf(ctx, tx, number)
	if err != nil {
		return 0, err
	}
	var followUp int64
	var customer *int64
	if err := tx.QueryRow(ctx, `
		insert into follow_up (campaign_id, contact_id, customer_id, phone, state, due_at, source_key, required)
		select $1, ct.id, ct.customer_id, $3, 'live', $4, $5, `+requiredOf+` from contact ct where ct.id = $2 returning id, customer_id`,
		queue, contact, number, a.At, incomingKey+a.Node+":"+a.Channel).Scan(&followUp, &customer); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `
		insert into attempt (follow_up_id, campaign_id, contact_id, customer_id, phone, trunk, caller_id, node, fence, state, claimed_at, ringing_at,
		  direction, channel, did, mode)
		select $1, $2, $3, $4, $5, $6, $7, $8, $9, 'ringing', $10, $10, 'in', $11, $12, 'inbound'
		where exists (select from node where id = $8 and epoch = $9) returning id`,
		followUp, queue, contact, customer, number, a.Trunk, shown, a.Node, a.Fence, a.At, a.Channel, did).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, campaign.ErrFenced
	}
	return id, err
}

// lastAgent is who called or talked to the number of a follow-up f last: the callback of a call that nobody took is his, when he is free (R19).
const lastAgent = `(select b.agent_id from attempt b where b.phone = f.phone and b.agent_id is not null order by b.claimed_at desc limit 1)`

// incomingKey begins the source_key of follow-ups that an incoming call has made.
const incomingKey = "in:"

// contactOf finds who is behind a number: a customer's contact, the one of the last call before others; else the row of a
// list that was called; else whoever called from it before. A new caller gets a contact of his own, and so does each whose
// number is withheld.
func contactOf(ctx context.Context, tx pgx.Tx, number string) (id int64, err error) {
	if number == "" {
		err = tx.QueryRow(ctx, `insert into contact (name, phone, caller) values ('匿名来电', '', true) returning id`).Scan(&id)
		return id, err
	}
	err = tx.QueryRow(ctx, `
		select ct.id from (
		  select (select a.contact_id from attempt a where a.phone = $1 order by a.claimed_at desc limit 1) as id, 1 as source
		  union all select n.contact_id, 2 from contact_number n where n.phone = $1
		  union all select c.id, 3 from contact c where c.phone = $1
		) found join contact ct on ct.id = found.id and ct.erased_at is null
		order by ct.customer_id is null, ct.caller, found.source, ct.id desc limit 1`, number).Scan(&id)
	if !errors.Is(err, pgx.ErrNoRows) {
		return id, err
	}
	err = tx.QueryRow(ctx, `insert into contact (name, phone, caller) values ('来电 ' || right($1, 4), $1, true) on conflict do nothing returning id`, number).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) { // he calls twice at once
		err = tx.QueryRow(ctx, `select id from contact where phone = $1 and caller`, number).Scan(&id)
	}
	return id, err
}

// incoming reads an incoming attempt with its queue.
func (s *Store) incoming(ctx context.Context, id int64) (dialer.LiveAttempt, error) {
	rows, err := s.live(ctx, `a.id = $1`, id)
	if err != nil {
		return dialer.LiveAttempt{}, err
	}
	if len(rows) == 0 {
		return dialer.LiveAttempt{}, ErrNotFound
	}
	l := rows[0].LiveAttempt
	if l.Incoming, err = s.queueOf(ctx, id); err != nil {
		return l, fmt.Errorf("incoming call: %w", err)
	}
	l.Pool = slices.Sorted(maps.Keys(l.Incoming.Speaks))
	return l, nil
}

// queueOf reads the queue of an incoming attempt, as of its arrival, and who its agents are.
func (s *Store) queueOf(ctx context.Context, attempt int64) (*dialer.Incoming, error) {
	cal, err := s.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	var in dialer.Incoming
	var win, speaks []byte
	var picked *time.Time
	var head, last, maxWait, announce, message int
	var overflow, closed string
	err = s.pool.QueryRow(ctx, `
		select a.channel, a.did, a.claimed_at, a.picked_up_at, a.phone <> '', q.category, q.head_start_s, coalesce(nullif(ct.language, ''), q.language), q.last_agent_s,
		       q.max_waiting, q.max_wait_s, q.announce_s, q.overflow, q.closed, q.offer, q.message_max_s, q.greeting, q.closed_prompt, q.english, c.calling_window,
		       coalesce((select cu.owner_id from customer cu where cu.id = a.customer_id), 0),
		       coalesce((select b.agent_id from attempt b join app_user u on u.id = b.agent_id and u.active and u.role = 'agent'
		                 where (b.phone = a.phone and a.phone <> '' or b.customer_id = a.customer_id) and b.id <> a.id and b.state = 'ended' and b.outcome <> 'not_placed'
		                   and b.claimed_at > a.claimed_at - make_interval(secs => $2)
		                 order by b.phone = a.phone desc, b.claimed_at desc limit 1), 0),
		       coalesce((select jsonb_object_agg(u.id, `+languagesOf+`)
		         from campaign_agent g join app_user u on u.id = g.user_id where g.campaign_id = c.id and `+inPool+`), '{}')
		from attempt a join campaign c on c.id = a.campaign_id join hotline_queue q on q.campaign_id = c.id join contact ct on ct.id = a.contact_id
		where a.id = $1`, attempt, lastAgentWithin.Seconds()).
		Scan(&in.Channel, &in.DID, &in.ArrivedAt, &picked, &in.CanCall, &in.Category, &head, &in.Language, &last,
			&in.Limits.MaxWaiting, &maxWait, &announce, &overflow, &closed, &in.Offer, &message, &in.Greeting, &in.Closed, &in.English, &win, &in.Owner, &in.Last, &speaks)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(speaks, &in.Speaks); err != nil {
		return nil, err
	}
	w, err := window.Parse(win)
	if err != nil {
		return nil, err
	}
	bound := w.Bind(cal)
	if in.Open = bound.Open(in.ArrivedAt); !in.Open {
		in.Opens, _ = bound.Next(in.ArrivedAt)
	}
	in.PickedUpAt = deref(picked)
	seconds := func(n int) time.Duration { return time.Duration(n) * time.Second }
	in.Head, in.Patience, in.Announce, in.MessageMax, in.Limits.MaxWait = seconds(head), seconds(last), seconds(announce), seconds(message), seconds(maxWait)
	in.Limits.Overflow, in.Limits.Closed = hotline.Step(overflow), hotline.Step(closed)
	return &in, nil
}

// reached ends the callbacks of a caller who has talked to an agent now: what he wanted was dealt with.
func (f followUp) reached(b *pgx.Batch) {
	if f.phone == "" {
		return
	}
	b.Queue(`update follow_up f set state = 'cancelled', reason = $2, updated_at = now() from follow_up me
		where me.id = $1 and f.campaign_id = me.campaign_id and f.phone = me.phone and f.id <> me.id and f.state = 'waiting' and f.source_key like $3`,
		f.id, campaign.ReasonCalledAgain, incomingKey+"%")
}

// callBack makes a callback of a call that nobody took: due at once, so that it is dialled when the queue's window is open. There is
// one at most for a number and queue: when one waits already this follow-up ends.
func (f followUp) callBack(b *pgx.Batch, at time.Time) {
	if reason := f.closed(); reason != "" {
		save(b, []change{f.become("cancelled", reason)})
		return
	}
	// The lock keeps two calls that end at once from each seeing no other.
	b.Queue(`select pg_advisory_xact_lock(hashtextextended(f.campaign_id || ':' || f.phone, 0)) from follow_up f where f.id = $1`, f.id)
	b.Queue(`
		update follow_up f set updated_at = now(), last_outcome = $4, due_at = greatest($2, f.due_at), is_callback = o.id is null,
		  state = case when o.id is null then 'waiting' else 'cancelled' end, reason = case when o.id is null then '' else $3 end
		from follow_up me left join lateral (select o.id from follow_up o where o.campaign_id = me.campaign_id and o.phone = me.phone and o.id <> me.id
		  and o.state = 'waiting' and o.source_key like $5 limit 1) o on true
		where me.id = $1 and f.id = me.id`, f.id, at, campaign.ReasonCallbackWaiting, f.outcome, incomingKey+"%")
}
