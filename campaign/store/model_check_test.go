package store_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/dialer"
)

// What is compared after each step.
type (
	followUpState struct {
		ID                   int64
		State, Reason, Phone string
		DueAt                time.Time
		Attempts             int
		IsCallback           bool
		Agent                int64
	}
	attemptState struct {
		ID, FollowUp           int64
		Phone                  string
		Customer, Agent        int64
		Mode                   dialer.Mode
		Node                   string
		Fence                  int64
		State, Cancel, Outcome string
		Answered               bool
		Label                  string
		Client                 uuid.UUID
		ClaimedAt              time.Time
	}
)

const (
	followUpStates = `select id, state, reason, phone, due_at, attempts, is_callback, coalesce(callback_agent, 0) as agent from follow_up where campaign_id = any($1) order by id`
	attemptStates  = `select a.id, a.follow_up_id as follow_up, a.phone, coalesce(a.customer_id, 0) as customer, coalesce(a.agent_id, 0) as agent, a.mode, a.node, a.fence, a.state, a.cancel_reason as cancel,
		coalesce(a.outcome, '') as outcome, a.answered_at is not null as answered, coalesce(d.code, '') as label, coalesce(d.client_id, '00000000-0000-0000-0000-000000000000') as client, a.claimed_at
		from attempt a left join attempt_disposition d on d.attempt_id = a.id where a.campaign_id = any($1) order by a.id`
)

func (w *world) campaignIDs() []int64 {
	ids := make([]int64, len(w.m.campaigns))
	for i, c := range w.m.campaigns {
		ids[i] = c.id
	}
	return ids
}

func rowsOf[T any](w *world, sql string, args ...any) []T {
	rows, err := w.pool.Query(w.ctx, sql, args...)
	w.must(err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	w.must(err)
	return list
}

// newAttempts reads the attempts that the model does not know yet.
func (w *world) newAttempts() (list []*mAttempt) {
	known := int64(0)
	if n := len(w.m.attempts); n > 0 {
		known = w.m.attempts[n-1].id
	}
	for _, r := range rowsOf[attemptState](w, `select * from (`+attemptStates+`) x where id > $2 order by id`, w.campaignIDs(), known) {
		i := slices.IndexFunc(w.m.followUps, func(f *mFollowUp) bool { return f.id == r.FollowUp })
		list = append(list, &mAttempt{id: r.ID, followUp: w.m.followUps[i], phone: r.Phone, customer: r.Customer, agent: r.Agent, mode: r.Mode, node: r.Node, fence: r.Fence})
	}
	return list
}

// check compares all follow-ups, attempts and campaigns with the model.
func (w *world) check() {
	followUps := make([]followUpState, len(w.m.followUps))
	for i, f := range w.m.followUps {
		followUps[i] = followUpState{f.id, f.state, f.reason, f.phone, f.due.UTC(), f.attempts, f.callback, f.agent}
	}
	attempts := make([]attemptState, len(w.m.attempts))
	for i, a := range w.m.attempts {
		attempts[i] = attemptState{a.id, a.followUp.id, a.phone, a.customer, a.agent, a.mode, a.node, a.fence, a.state, a.cancel, a.outcome, a.answered, a.label, a.client, a.claimed}
	}
	batch := &pgx.Batch{}
	for _, sql := range []string{followUpStates, attemptStates, `select id, state from campaign where id = any($1) order by id`} {
		batch.Queue(sql, w.campaignIDs())
	}
	res := w.pool.SendBatch(w.ctx, batch)
	defer res.Close()
	compare(w, res, "follow-ups", followUps)
	compare(w, res, "attempts", attempts)
	type state struct {
		ID    int64
		State string
	}
	states := []state{}
	for _, c := range w.m.campaigns {
		states = append(states, state{c.id, string(c.state)})
	}
	compare(w, res, "campaigns", states)
}

func compare[T any](w *world, res pgx.BatchResults, what string, want []T) {
	rows, err := res.Query()
	w.must(err)
	got, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	w.must(err)
	if len(got) == 0 && len(want) == 0 {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.m.faultf("%s differ from the model's (-):\n%s", what, diff)
	}
}

// checkFigures compares the ledger and the readiness of a campaign with the model's.
func (w *world) checkFigures() {
	ready := w.agents[:w.IntN(len(w.agents)+1)]
	c := among(w.dice, w.m.campaigns)
	want := w.m.ledger(c, ready)
	l, err := w.s.Ledger(w.ctx, store.LedgerFilter{Campaign: c.id, ReadyAgents: ready}, w.m.now)
	w.must(err)
	got, total := map[string]int{}, 0
	for _, line := range l.Lines {
		got[fmt.Sprint(line.Class, " ", line.Reason)] += line.Count
		total += line.Count
	}
	if !maps.Equal(got, want) {
		w.m.faultf("ledger of campaign %d: %v, must be %v", c.id, got, want)
	}
	if total != l.Total || l.Total != l.Done+l.Reached+l.Waiting+l.Not {
		w.m.faultf("ledger of campaign %d does not add up: %+v", c.id, l)
	}

	split, err := w.s.SplitDue(w.ctx, []int64{c.id}, ready, w.m.now)
	w.must(err)
	counts, err := w.s.Counts(w.ctx, []int64{c.id}, w.m.now)
	w.must(err)
	d := split[c.id]
	r := campaign.Assess(campaign.Situation{State: c.state, WindowOpen: c.window.Open(w.m.now), AgentsAssigned: len(w.agents), AgentsSignedIn: len(ready), AgentsReady: len(ready),
		AsteriskUp: true, TrunkKnown: true, Counts: counts[c.id], OnDNC: d.OnDNC, NumberBusy: d.NumberBusy, WaitingOnAgent: d.WaitingOnAgent, Capped: d.Capped, Free: d.Free})
	diallable := want["waiting "+campaign.LedgerDue]
	if len(ready) == 0 {
		diallable = 0
	}
	if r.DiallableNow != diallable {
		w.m.faultf("readiness of campaign %d: %+v, must be %d", c.id, r, diallable)
	}
	if diallable > 0 {
		w.count(tallyDiallable)
	} else if len(r.Reasons) == 0 {
		w.m.faultf("readiness of campaign %d is 0 without a reason", c.id)
	}
}

// checkCaps looks at the whole stream once more, without the model: the calls to one number and to one customer in any 24
// hours, against the highest cap that was in force (R12).
func (w *world) checkCaps() {
	for _, who := range []string{"phone", "customer_id"} {
		var most int
		w.must(w.pool.QueryRow(w.ctx, `
			with placed as (select `+who+` as who, claimed_at as at from attempt where campaign_id = any($1) and outcome <> 'not_placed')
			select coalesce(max((select count(*) from placed b where b.who = a.who and b.at <= a.at and b.at > a.at - interval '24 hours')), 0) from placed a`,
			w.campaignIDs()).Scan(&most))
		if most > w.mostPerDay {
			w.m.faultf("R12: %d calls to one %s in 24 hours, at most %d are allowed", most, who, w.mostPerDay)
		}
	}
}
