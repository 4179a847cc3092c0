package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/dialer"
)

// Claiming must stay fast with ten million rows in the queue. What keeps it so:
//
//   - two round trips: what is due is locked and read, agents are chosen here, and then attempts are made;
//   - a campaign's queue is read on from where the last claim stopped (see [queue]), not from its beginning, where the rows
//     that were claimed before lie dead for as long as any transaction may still see them;
//   - what keeps a follow-up back is asked row by row, in a form that the planner cannot turn into a join over all attempts,
//     and one look into one index answers what there is to know of the calls to its number.

// pickDue locks up to $8 follow-ups of a campaign between two places of its queue. Those that nobody may call now (I1, I4,
// R12) and those that nobody free can take (R21) are passed over; the unique indexes and arming decide.
var pickDue = pickBetween(forAgents("$9", "$10"))

// pickAlone is pickDue when nobody is reserved: without those that are known to need an agent who is.
var pickAlone = pickBetween(`(f.with_agent_until is null or f.with_agent_until <= $2)`)

func pickBetween(condition string) string {
	return `
	select ` + dueColumns + dueFrom + `
	where f.campaign_id = $1 and f.state = 'waiting' and f.is_callback = $3 and f.due_at <= $2
	  and (f.due_at, f.id) > ($4, $5) and (f.due_at, f.id) <= ($6, $7)
	  and f.callback_agent is null and ` + condition + ` and ` + mayDial + `
	order by f.due_at, f.id limit $8 for no key update of f skip locked`
}

// pickHeld locks up to $3 follow-ups that a claim without agents has passed over because they need one.
var pickHeld = `
	select ` + dueColumns + dueFrom + `
	where f.campaign_id = $1 and f.state = 'waiting' and f.with_agent_until > $2 and f.due_at <= $2
	  and f.callback_agent is null and ` + forAgents("$4", "$5") + ` and ` + mayDial + `
	order by f.due_at, f.id limit $3 for no key update of f skip locked`

// forAgents is true for a follow-up that one of the agents can take, as far as it is known: one of their languages is the
// contact's (R21), and not all of them have passed it on.
func forAgents(languages, agents string) string {
	return `(ct.language = '' or ct.language = any(` + languages + `)) and (f.not_agents = '{}' or not ` + agents + `::bigint[] <@ f.not_agents)`
}

// pickOwn locks for each of the agents $3 the first callback that was agreed with him (R13).
var pickOwn = `
	with agents as materialized (
	  select distinct f.callback_agent as id from follow_up f
	  where f.campaign_id = $1 and f.state = 'waiting' and f.is_callback and f.due_at <= $2 and f.callback_agent = any($3)
	)
	select own.* from agents cross join lateral (
	  select ` + dueColumns + dueFrom + `
	  where f.callback_agent = agents.id and f.campaign_id = $1 and f.state = 'waiting' and f.is_callback and f.due_at <= $2 and ` + mayDial + `
	  order by f.due_at, f.id limit 1 for no key update of f skip locked
	) own`

const dueColumns = `f.id, f.due_at, f.contact_id, f.customer_id, f.phone, f.attempts, f.is_callback, coalesce(f.callback_agent, 0) as callback_agent,
	coalesce((select cu.owner_id from customer cu where cu.id = f.customer_id), case when f.source_key like '` + incomingKey + `%' then ` + lastAgent + ` end, 0) as owner, coalesce(f.plan_id, 0) as plan, ct.name, ct.extra, ct.language, calls.earlier, f.not_agents, calls.abandoned`

// dueFrom is a follow-up f with its contact and what is known of the calls to its number. "offset 0" and the aggregate keep the
// planner from reading them in any other way than one by one.
var dueFrom = ` from follow_up f
	cross join lateral (select ct.name, ct.extra, ct.language from contact ct where ct.id = f.contact_id offset 0) ct
	cross join lateral (select count(*) > 0 as earlier, max(b.ended_at) filter (where b.outcome = 'abandoned') as abandoned, bool_or(b.ended_at is null) or ` + overCaps("$2::timestamptz") + ` as blocked from attempt b where b.phone = f.phone) calls`

// mayDial is true for a follow-up f of dueFrom that may be dialled at $2. The partial unique indexes (I1) and arming (I4, R12)
// enforce it; here it keeps what may not be dialled from standing at the head of the queue.
var mayDial = `calls.blocked is not true and (f.due_until is null or f.due_until > $2 or f.is_callback)
	and (select true from dnc d where d.phone = f.phone) is null
	and (f.customer_id is null or (select bool_or(b.ended_at is null) or ` + overCaps("$2::timestamptz") + ` from attempt b where b.customer_id = f.customer_id) is not true)`

// overCaps is true when one call more than the attempts b would break the caps (R12). Attempts that were never placed do not
// count. It is asked at the claim, to choose, and by Arm for the attempt itself: there it is exact, for the attempt's own row
// keeps every other call to the number or customer out.
//
// The attempts to a number or customer are few, and are found by it: a condition on their time or end would lead the
// planner to read all of the last day, or all that live, when the statistics are old.
func overCaps(at string) string {
	placed := `count(*) filter (where b.direction = 'out' and b.outcome is distinct from 'not_placed' and b.claimed_at > ` + at + ` - `
	return placed + `interval '24 hours') >= (select per_day from call_caps)
		or ` + placed + `(select burst_s from call_caps) * interval '1 second') >= (select per_burst from call_caps)`
}

// makeAttempts makes the attempts of locked follow-ups; each is counted here (I3). In the order of the numbers: without it
// contended claims deadlock on the unique index.
const makeAttempts = `
	with made as (
	  insert into attempt (follow_up_id, campaign_id, contact_id, customer_id, phone, trunk, caller_id, agent_id, node, fence, mode)
	  select w.follow_up, $1, w.contact, w.customer, w.phone, $2, $3, nullif(w.agent, 0), $4, $5, $11
	  from unnest($6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::bigint[]) as w(follow_up, contact, customer, phone, agent)
	  where exists (select from node where id = $4 and epoch = $5)
	  order by w.phone
	  on conflict do nothing
	  returning id, follow_up_id
	), counted as (
	  update follow_up f set state = 'live', attempts = attempts + 1, updated_at = now()
	  from made where f.id = made.follow_up_id
	)
	select id, follow_up_id from made`

// onePlan makes the transaction use one plan of each statement for all values: planning anew would cost more than running.
const onePlan = `select set_config('plan_cache_mode', 'force_generic_plan', true)`

// inOrder is onePlan, and makes it read the queue in its order, one row after the other, with whatever statistics: never all
// of it to sort them.
const inOrder = onePlan + `, set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`

// dueRow is a follow-up that is locked by a claim.
type dueRow struct {
	ID            int64
	DueAt         time.Time
	ContactID     int64
	CustomerID    *int64
	Phone         string
	Attempts      int
	IsCallback    bool
	CallbackAgent int64
	Owner         int64
	Plan          int64
	Name          string
	Extra         json.RawMessage
	Language      string
	Earlier       bool // there were attempts to the number
	NotAgents     []int64
	Abandoned     *time.Time // when a call to the number was last abandoned
}

func scanDue(row pgx.CollectableRow) (r dueRow, err error) {
	err = row.Scan(&r.ID, &r.DueAt, &r.ContactID, &r.CustomerID, &r.Phone, &r.Attempts, &r.IsCallback, &r.CallbackAgent, &r.Owner, &r.Plan,
		&r.Name, &r.Extra, &r.Language, &r.Earlier, &r.NotAgents, &r.Abandoned)
	return r, err
}

// claim is one claim under way.
type claim struct {
	campaign.Claim
	mode      dialer.Mode // of the attempts
	conn      *pgxpool.Conn
	limit     int
	alone     bool // nobody is reserved
	callers   []campaign.Caller
	languages []string // that one of them speaks

	screen   dialer.Screen // what is the same on all: campaign, purpose, questions
	ring     time.Duration
	wrapUp   time.Duration
	due      []dueRow // locked
	taken    []bool   // which of due get an attempt
	agents   []int64  // for each of due; 0: none
	attempts []int64  // for each of due; 0: none was made
	held     []heldRow
}

// heldRow is a follow-up that needs a reserved agent, and until when nobody looks at it again without one.
type heldRow struct {
	id    int64
	until time.Time
}

// Claim takes up to c.Limit due follow-ups, callbacks first, and makes an attempt of each, in one transaction. The attempt is
// counted here (I3). With agents it is one for each agent at most: a callback agreed with one agent goes to that agent only, a
// contact with a language to who speaks it (R21), and the owner of a customer is preferred (R2). Without agents, in the modes
// that dial so, it leaves out what needs one: callbacks agreed with an agent, and for prediction numbers of calls that were
// abandoned in the last [campaign.AbandonedRest] and contacts whom not everybody can serve. A claim with Held takes those.
func (s *Store) Claim(ctx context.Context, c campaign.Claim) ([]dialer.Order, error) {
	k := &claim{Claim: c, limit: len(c.Agents), mode: c.Campaign.Mode, alone: len(c.Agents) == 0, languages: []string{}}
	switch {
	case k.alone && campaign.Alone(c.Campaign.Mode):
		k.limit = c.Limit
	case c.Limit > 0:
		k.limit = min(k.limit, c.Limit)
	}
	if k.mode == "" || !k.alone && campaign.Alone(k.mode) {
		k.mode = dialer.Progressive
	}
	if k.limit <= 0 {
		return nil, nil
	}
	for _, id := range c.Agents {
		caller := campaign.Caller{ID: id, Speaks: c.Campaign.Languages[id]}
		k.callers = append(k.callers, caller)
		for _, l := range caller.Speaks {
			if !slices.Contains(k.languages, l) {
				k.languages = append(k.languages, l)
			}
		}
	}
	orders, err := k.run(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("claim for campaign %d: %w", c.Campaign.ID, err)
	}
	return orders, nil
}

func (k *claim) run(ctx context.Context, s *Store) (orders []dialer.Order, err error) {
	if k.conn, err = s.pool.Acquire(ctx); err != nil {
		return nil, err
	}
	defer k.conn.Release() // closes it when an error left it within the transaction
	q := s.queues.of(k.Campaign.ID)
	fromFront, err := k.lock(ctx, q)
	if err != nil {
		return nil, err
	}
	if orders, err = k.place(ctx); err != nil {
		return nil, err
	}
	k.pass(q, fromFront)
	return orders, nil
}

// pass moves the queue's front behind what this claim is through with; the last fromFront of what it locked come from there. What it
// locked in vain for want of an agent, or could make no attempt of because its number has got a call meanwhile or its agent's former
// call has not ended, is left to the next claim.
func (k *claim) pass(q *queue, fromFront int) {
	first := len(k.due) - fromFront
	rows, taken, made := k.due[first:], k.taken[first:], k.attempts[first:]
	passed := len(rows)
	for passed > 0 && k.free() == 0 && !taken[passed-1] {
		passed--
	}
	for i := range passed {
		if taken[i] && made[i] == 0 {
			passed = i
			break
		}
	}
	if passed > 0 {
		q.advance(place{rows[passed-1].DueAt, rows[passed-1].ID}, passed)
	}
}

// lock begins the transaction, locks follow-ups and chooses their agents: callbacks, and then what is due as the queue is
// looked through. The last fromFront of them come from the queue's front.
func (k *claim) lock(ctx context.Context, q *queue) (fromFront int, err error) {
	b := &pgx.Batch{}
	b.Queue("begin")
	b.Queue(inOrder)
	callbacks, looked := false, 0
	b.Queue(`select c.name, c.purpose, c.ring_timeout_s * interval '1 second', c.wrapup_s * interval '1 second',
		coalesce((select t.body->'questions' from follow_up_type t where t.code = c.type_code), '[]'),
		exists (select from follow_up f where f.campaign_id = $1 and f.state = 'waiting' and f.is_callback and f.due_at <= $2) from campaign c where c.id = $1`,
		k.Campaign.ID, k.Now).QueryRow(func(row pgx.Row) error {
		return row.Scan(&k.screen.Campaign, &k.screen.Purpose, &k.ring, &k.wrapUp, &k.screen.Questions, &callbacks)
	})
	k.screen.Skips = screenSkips(k.mode, k.Campaign.Modes)
	var own, first, back, front []dueRow
	if k.Held {
		b.Queue(pickHeld, k.Campaign.ID, k.Now, max(k.limit, heldMost), k.languages, k.Agents).Query(scanInto(&front))
		b.Queue(pickOwn, k.Campaign.ID, k.Now, k.Agents).Query(scanInto(&own))
		if err := k.conn.SendBatch(ctx, b).Close(); err != nil {
			return 0, err
		}
		k.match(own, front)
		return 0, nil
	}
	ahead, behind, hurry := q.look(k.Now)
	if hurry {
		k.pick(b, false, behind[0], &back)
		looked = 1
	}
	k.pick(b, false, ahead, &front)
	if err := k.conn.SendBatch(ctx, b).Close(); err != nil {
		return 0, err
	}
	if callbacks {
		b := &pgx.Batch{}
		if !k.alone {
			b.Queue(pickOwn, k.Campaign.ID, k.Now, k.Agents).Query(scanInto(&own))
		}
		k.pick(b, true, stretch{to: endOfQueue}, &first)
		if err := k.conn.SendBatch(ctx, b).Close(); err != nil {
			return 0, err
		}
	}
	k.match(own, first, back, front)
	// The end of the queue is reached: there is time for more of what is behind.
	for ; looked < len(behind) && len(front) < k.limit && k.free() > 0; looked++ {
		b := &pgx.Batch{}
		k.pick(b, false, behind[looked], &back)
		if err := k.conn.SendBatch(ctx, b).Close(); err != nil {
			return 0, err
		}
		k.match(own, first, back, front)
	}
	q.looked(looked)
	return len(front), nil
}

// pick adds the follow-ups of a stretch of the queue to a list.
func (k *claim) pick(b *pgx.Batch, callbacks bool, s stretch, to *[]dueRow) {
	args := []any{k.Campaign.ID, k.Now, callbacks, s.from.at, s.from.id, s.to.at, s.to.id, k.limit}
	if k.alone {
		b.Queue(pickAlone, args...).Query(scanInto(to))
		return
	}
	b.Queue(pickDue, append(args, k.languages, k.Agents)...).Query(scanInto(to))
}

func scanInto(to *[]dueRow) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*to, err = pgx.AppendRows(*to, rows, scanDue)
		return err
	}
}

// screenSkips are the reasons for which an agent may skip a customer whom he sees before the dial.
func screenSkips(mode dialer.Mode, m campaign.ModeSettings) []dialer.ScreenOption {
	if mode != dialer.Preview {
		return nil
	}
	list := []dialer.ScreenOption{}
	for _, r := range m.Preview.Reasons {
		list = append(list, dialer.ScreenOption{Code: r.Code, LabelZH: r.LabelZH, LabelEN: r.LabelEN})
	}
	return list
}

// match chooses which of what is locked gets an attempt, with which agent, in the order of the lists.
func (k *claim) match(lists ...[]dueRow) {
	k.due = slices.Concat(lists...)
	k.taken, k.held = make([]bool, len(k.due)), nil
	if k.alone {
		k.agents = make([]int64, len(k.due))
		left := k.limit
		for i, d := range k.due {
			if until := k.needsAgent(d); !until.IsZero() {
				k.held = append(k.held, heldRow{d.ID, until})
			} else if left > 0 {
				k.taken[i] = true
				left--
			}
		}
		return
	}
	wishes := make([]campaign.Wish, len(k.due))
	for i, d := range k.due {
		wishes[i] = campaign.Wish{Only: d.CallbackAgent, Owner: d.Owner, Language: d.Language, Not: d.NotAgents}
	}
	k.agents = campaign.Match(wishes, k.callers, k.limit)
	for i, a := range k.agents {
		k.taken[i] = a != 0
	}
}

// heldMost is how many follow-ups that need an agent are looked at: none of the agents who are free may be one for the first.
const heldMost = 20

// heldAgain is after how long it is asked anew whether all agents can take a follow-up.
const heldAgain = time.Hour

// needsAgent tells until when a campaign that dials without agents leaves a follow-up to claims with agents, zero: it does not. Whom
// not everybody can serve would wait for one agent while others are free; to whom a call was promised does not get a notice.
func (k *claim) needsAgent(d dueRow) time.Time {
	if k.mode == dialer.Agentless && d.IsCallback {
		return k.Now.Add(heldAgain)
	}
	if k.mode != dialer.Predictive {
		return time.Time{}
	}
	if d.Abandoned != nil {
		if until := d.Abandoned.Add(campaign.AbandonedRest); until.After(k.Now) {
			return until
		}
	}
	if len(k.pool(d)) < len(k.Campaign.Agents) {
		return k.Now.Add(heldAgain)
	}
	return time.Time{}
}

// pool is who may get a follow-up.
func (k *claim) pool(d dueRow) []int64 {
	if d.CallbackAgent != 0 {
		return []int64{d.CallbackAgent}
	}
	if d.Language == "" && len(d.NotAgents) == 0 {
		return k.Campaign.Agents
	}
	var list []int64
	for _, id := range k.Campaign.Agents {
		if (d.Language == "" || slices.Contains(k.Campaign.Languages[id], d.Language)) && !slices.Contains(d.NotAgents, id) {
			list = append(list, id)
		}
	}
	return list
}

// free is how many more follow-ups could be taken.
func (k *claim) free() int {
	n := k.limit
	for _, t := range k.taken {
		if t {
			n--
		}
	}
	return n
}

// place makes the attempts, reads what the agents will see of each, and commits.
func (k *claim) place(ctx context.Context) ([]dialer.Order, error) {
	var followUps, contacts, agents, plans []int64
	var customers []*int64
	var phones, called []string
	byID := map[int64]int{}
	for i, d := range k.due {
		if !k.taken[i] {
			continue
		}
		byID[d.ID] = i
		followUps, contacts, customers = append(followUps, d.ID), append(contacts, d.ContactID), append(customers, d.CustomerID)
		phones, agents = append(phones, d.Phone), append(agents, k.agents[i])
		if d.Earlier {
			called = append(called, d.Phone)
		}
		if d.Plan != 0 && !slices.Contains(plans, d.Plan) {
			plans = append(plans, d.Plan)
		}
	}
	k.attempts = make([]int64, len(k.due))
	if len(followUps) == 0 && len(k.held) == 0 {
		_, err := k.conn.Exec(ctx, "rollback")
		return nil, err
	}
	b := &pgx.Batch{}
	k.hold(b)
	var attempt, followUp int64
	b.Queue(makeAttempts, k.Campaign.ID, k.Campaign.Trunk, k.Campaign.CallerID, k.Node, k.Fence, followUps, contacts, customers, phones, agents, k.mode).
		Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&attempt, &followUp}, func() error { k.attempts[byID[followUp]] = attempt; return nil })
			return err
		})
	var earlier map[string][]dialer.Earlier
	if len(called) > 0 {
		b.Queue(readHistory, called, historyLength).Query(func(rows pgx.Rows) (err error) { earlier, err = scanHistory(rows); return err })
	}
	questions := map[int64][]dialer.ScreenQuestion{}
	if len(plans) > 0 {
		var plan int64
		var list []dialer.ScreenQuestion
		b.Queue(`select p.id, coalesce(t.body->'questions', '[]') from plan p join follow_up_type t on t.code = p.type_code where p.id = any($1)`, plans).
			Query(func(rows pgx.Rows) error {
				_, err := pgx.ForEachRow(rows, []any{&plan, &list}, func() error { questions[plan] = slices.Clone(list); return nil })
				return err
			})
	}
	b.Queue("commit")
	if err := k.conn.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	orders := make([]dialer.Order, 0, len(followUps))
	for i, attempt := range k.attempts {
		if attempt == 0 {
			continue // its number has got a call in another campaign meanwhile, or its agent's former call has not ended
		}
		o, err := k.order(i, attempt)
		if err != nil {
			return nil, err
		}
		o.Screen.History = append(o.Screen.History, earlier[k.due[i].Phone]...)
		if q, ok := questions[k.due[i].Plan]; ok {
			o.Screen.Questions = q
		}
		orders = append(orders, o)
	}
	return orders, nil
}

// hold writes which follow-ups need a reserved agent.
func (k *claim) hold(b *pgx.Batch) {
	if len(k.held) == 0 {
		return
	}
	ids, until := make([]int64, len(k.held)), make([]time.Time, len(k.held))
	for i, h := range k.held {
		ids[i], until[i] = h.id, h.until
	}
	b.Queue(`update follow_up f set with_agent_until = h.until from unnest($1::bigint[], $2::timestamptz[]) as h(id, until) where f.id = h.id`, ids, until)
}

// order is the order of an attempt for the i-th of due, as [Store.Live] would read it again.
func (k *claim) order(i int, attempt int64) (dialer.Order, error) {
	d := k.due[i]
	o := dialer.Order{Attempt: attempt, Fence: k.Fence, Campaign: k.Campaign.ID, Trunk: k.Campaign.Trunk, Number: d.Phone, CallerID: k.Campaign.CallerID,
		Agent: k.agents[i], Pool: k.pool(d), RingTimeout: k.ring, WrapUp: k.wrapUp, Screen: k.screen, Policy: k.Campaign.Modes.Policy(k.mode)}
	o.Screen.Customer, o.Screen.Phone, o.Screen.Attempt, o.Screen.IsCallback = d.Name, phone.Mask(d.Phone), d.Attempts+1, d.IsCallback
	o.Screen.History = []dialer.Earlier{}
	return o, json.Unmarshal(d.Extra, &o.Screen.Extra)
}
