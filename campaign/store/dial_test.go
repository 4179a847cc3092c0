package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/store/storetest"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/call"
)

// floor is a database with running campaigns, for the dialling side of the store.
type floor struct {
	t      *testing.T
	ctx    context.Context
	pool   *pgxpool.Pool
	s      *store.Store
	agents []int64
	epoch  int64

	runnable campaign.Runnable // for again
}

var always = window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "24:00"}}}

func newFloor(t *testing.T, agents int) *floor {
	t.Helper()
	f := &floor{t: t, ctx: t.Context(), pool: storetest.New(t)}
	f.s = store.New(f.pool)
	for i := range agents {
		var id int64
		f.must(f.pool.QueryRow(f.ctx, `insert into app_user (login, name, role, password_hash) values ($1, $1, 'agent', 'x') returning id`, fmt.Sprintf("a%d", i)).Scan(&id))
		f.agents = append(f.agents, id)
	}
	var err error
	f.epoch, err = f.s.StartNode(f.ctx, "n")
	f.must(err)
	return f
}

func (f *floor) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// campaign makes a running campaign over n numbers from first on.
func (f *floor) campaign(first, n int, p retry.Policy) campaign.Runnable {
	f.t.Helper()
	var id int64
	f.must(f.pool.QueryRow(f.ctx, `
		with l as (insert into contact_list (name, file_name, created_by) values ('l', 'l.csv', $1) returning id),
		ct as (insert into contact (list_id, line, name, phone) select l.id, g, 'c' || g, '+86139' || lpad(g::text, 8, '0') from l, generate_series($2::int, $3::int) g returning id, phone),
		c as (insert into campaign (name, state, trunk, list_id, calling_window, retry, created_by) select 'c', 'running', 't', l.id, $4, $5, $1 from l returning id),
		fu as (insert into follow_up (campaign_id, contact_id, phone) select c.id, ct.id, ct.phone from c, ct)
		select id from c`, f.agents[0], first, first+n-1, always, p).Scan(&id))
	return campaign.Runnable{ID: id, Trunk: "t", Window: always.Bind(nil), Agents: f.agents, RingTimeout: 30 * time.Second,
		Mode: dialer.Progressive, Modes: campaign.DefaultModeSettings()}
}

func (f *floor) claim(c campaign.Runnable, agents ...int64) []dialer.Order {
	f.t.Helper()
	orders, err := f.s.Claim(f.ctx, campaign.Claim{Campaign: c, Node: "n", Fence: f.epoch, Agents: agents, Now: time.Now()})
	f.must(err)
	return orders
}

func (f *floor) arm(o dialer.Order) (bool, string) {
	f.t.Helper()
	ok, reason, err := f.s.Arm(f.ctx, o, time.Now())
	f.must(err)
	return ok, reason
}

func ended(seq int, outcome call.Outcome) dialer.Entry {
	return dialer.Entry{Seq: seq, At: time.Now(), Kind: "ended", Result: &dialer.Result{Outcome: outcome, Cause: 19, SIPCode: 480}}
}

// answer journals a whole conversation.
func (f *floor) answer(o dialer.Order) {
	f.t.Helper()
	now := time.Now()
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{
		{Seq: 1, At: now, Kind: "dialled"}, {Seq: 2, At: now, Kind: "ringing"}, {Seq: 3, At: now, Kind: "answered"}, {Seq: 4, At: now, Kind: "bridged"}, ended(5, call.Answered)}))
}

type followUpRow struct {
	State, Reason string
	Attempts      int
	DueAt         time.Time
	IsCallback    bool
	Agent         *int64
}

func (f *floor) followUp(o dialer.Order) (r followUpRow) {
	f.t.Helper()
	f.must(f.pool.QueryRow(f.ctx, `select f.state, f.reason, f.attempts, f.due_at, f.is_callback, f.callback_agent
		from follow_up f join attempt a on a.follow_up_id = f.id where a.id = $1`, o.Attempt).Scan(&r.State, &r.Reason, &r.Attempts, &r.DueAt, &r.IsCallback, &r.Agent))
	return r
}

func TestArmRefuses(t *testing.T) {
	f := newFloor(t, 8)
	c := f.campaign(1, 8, retry.Default(1, time.Second))
	orders := f.claim(c, f.agents...)
	if len(orders) != 8 {
		t.Fatalf("%d orders", len(orders))
	}
	if ok, reason := f.arm(orders[0]); !ok {
		t.Fatalf("refused: %s", reason)
	}
	if ok, reason := f.arm(orders[0]); ok || reason != "not_claimed" {
		t.Errorf("armed twice: %v %s", ok, reason)
	}
	// On the list after the claim: the second transaction marks it, arming refuses.
	f.must(f.s.DoNotCall(f.ctx, orders[1].Number, "", f.agents[0]))
	if ok, reason := f.arm(orders[1]); ok || reason != "do_not_call" {
		t.Errorf("do-not-call: %v %s", ok, reason)
	}
	_, err := f.pool.Exec(f.ctx, `update campaign set calling_window = jsonb_set(calling_window, '{intervals,0,weekdays}', to_jsonb(array[$1::int])) where id = $2`,
		int(time.Now().In(time.FixedZone("", 8*3600)).Weekday()+2)%7+1, c.ID)
	f.must(err)
	if ok, reason := f.arm(orders[2]); ok || reason != "window_closed" {
		t.Errorf("window: %v %s", ok, reason)
	}
	_, err = f.pool.Exec(f.ctx, `update campaign set calling_window = $1, state = 'paused' where id = $2`, always, c.ID)
	f.must(err)
	if ok, reason := f.arm(orders[3]); ok || reason != "campaign_paused" {
		t.Errorf("paused: %v %s", ok, reason)
	}
	_, err = f.pool.Exec(f.ctx, `update campaign set state = 'running' where id = $1`, c.ID)
	f.must(err)
	if _, err := f.s.StartNode(f.ctx, "n"); err != nil {
		t.Fatal(err)
	}
	if ok, reason := f.arm(orders[4]); ok || reason != "fenced" {
		t.Errorf("fenced: %v %s", ok, reason)
	}
	if err := f.s.KeepNode(f.ctx, "n", f.epoch, time.Second); !errors.Is(err, campaign.ErrFenced) {
		t.Errorf("lease of a fenced node: %v", err)
	}
}

// DoNotCall returns only when no attempt stands between its last check and its dial (I4).
func TestDoNotCallWaitsForADialUnderWay(t *testing.T) {
	f := newFloor(t, 1)
	o := f.claim(f.campaign(1, 1, retry.Default(1, time.Second)), f.agents[0])[0]
	if ok, _ := f.arm(o); !ok {
		t.Fatal("not armed")
	}
	short, cancel := context.WithTimeout(f.ctx, 150*time.Millisecond)
	defer cancel()
	if err := f.s.DoNotCall(short, o.Number, "", f.agents[0]); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("acknowledged while the dial could still leave: %v", err)
	}
	done := make(chan error, 1)
	go func() { done <- f.s.DoNotCall(f.ctx, o.Number, "", f.agents[0]) }()
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}}))
	f.must(<-done)
	list, err := f.s.Cancelled(f.ctx, "n")
	f.must(err)
	if list[o.Attempt] != "do_not_call" {
		t.Fatalf("the ringing attempt is not cancelled: %v", list)
	}
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(2, call.Interrupted)}))
	if r := f.followUp(o); r.State != "cancelled" || r.Reason != "do_not_call" {
		t.Errorf("%+v", r)
	}
}

// An entry written again changes nothing; the first outcome wins (I5).
func TestJournalIsIdempotent(t *testing.T) {
	f := newFloor(t, 1)
	o := f.claim(f.campaign(1, 1, retry.Default(3, time.Minute)), f.agents[0])[0]
	entries := []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}, ended(2, call.Busy)}
	for range 3 {
		f.must(f.s.Journal(f.ctx, o.Attempt, entries))
	}
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(3, call.Interrupted)}))
	var outcome string
	var lines int
	f.must(f.pool.QueryRow(f.ctx, `select outcome, (select count(*) from attempt_event e where e.attempt_id = a.id) from attempt a where id = $1`, o.Attempt).Scan(&outcome, &lines))
	if outcome != "busy" || lines != 3 {
		t.Errorf("outcome %s, %d lines", outcome, lines)
	}
	if r := f.followUp(o); r.State != "waiting" || r.Attempts != 1 || time.Until(r.DueAt) < 50*time.Second {
		t.Errorf("%+v", r)
	}
}

func TestOutcomesAndFollowUps(t *testing.T) {
	cases := []struct {
		outcome  call.Outcome
		attempts int // allowed
		state    string
		reason   string
		counted  int
	}{
		{call.NoAnswer, 2, "waiting", "", 1},
		{call.NoAnswer, 1, "exhausted", "max_attempts:no_answer", 1},
		{call.Vacant, 3, "exhausted", "outcome_final:vacant", 1},
		{call.Failed, 2, "waiting", "", 1},
		{call.Abandoned, 2, "waiting", "", 1},
		{call.NotPlaced, 1, "waiting", "", 0},
		{call.Answered, 1, "wrapup", "", 1},
	}
	f := newFloor(t, 1)
	for i, tc := range cases {
		o := f.claim(f.campaign(100*i+1, 1, retry.Default(tc.attempts, time.Minute)), f.agents[0])[0]
		if tc.outcome == call.Answered {
			f.answer(o)
		} else {
			f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, tc.outcome)}))
		}
		if r := f.followUp(o); r.State != tc.state || r.Reason != tc.reason || r.Attempts != tc.counted {
			t.Errorf("%s of %d: %+v", tc.outcome, tc.attempts, r)
		}
	}
}

// I6: an answered attempt has its recording row from the answer on, and what a crash left is never called missing when
// there is a file.
func TestRecordingRows(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Default(1, time.Minute))
	_, err := f.pool.Exec(f.ctx, `insert into campaign_agent (campaign_id, user_id) select $1, unnest($2::bigint[])`, c.ID, f.agents)
	f.must(err)
	o := f.claim(c, f.agents[0])[0]
	state := func(part int) (s, path string) {
		f.must(f.pool.QueryRow(f.ctx, `select state, path from recording where attempt_id = $1 and part = $2`, o.Attempt, part).Scan(&s, &path))
		return s, path
	}
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "answered"}}))
	if s, _ := state(1); s != "expected" {
		t.Fatalf("after the answer: %s", s)
	}
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 2, At: time.Now(), Kind: "recording", Recording: &dialer.RecordingPart{Part: 1, State: "recording", Path: "x.wav", StartedAt: time.Now()}}}))
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 3, At: time.Now(), Kind: "recorded", Recording: &dialer.RecordingPart{Part: 1, State: "missing", Reason: "service_restarted"}}}))
	if s, p := state(1); s != "recording" || p != "x.wav" {
		t.Fatalf("a recording with a file became %s %s", s, p)
	}
	open, err := f.s.InterruptedRecordings(f.ctx, "n")
	f.must(err)
	if len(open) != 1 || open[0].Path != "x.wav" {
		t.Fatalf("%+v", open)
	}
	f.must(f.s.SaveRecording(f.ctx, o.Attempt, dialer.RecordingPart{Part: 1, State: "partial", Reason: "service_restarted", SHA256: "s", Duration: time.Second}))
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 4, At: time.Now(), Kind: "recorded", Recording: &dialer.RecordingPart{Part: 1, State: "complete", SHA256: "t", Path: "y.wav"}}}))
	if s, p := state(1); s != "partial" || p != "x.wav" {
		t.Errorf("a closed recording became %s %s", s, p)
	}
	live, err := f.s.Live(f.ctx, "n")
	f.must(err)
	if len(live) != 1 || live[0].LastSeq != 4 || live[0].LastPart != 1 || live[0].State != "answered" || !live[0].GoneAt.IsZero() {
		t.Errorf("%+v", live)
	}
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 5, At: time.Now(), Kind: "detected", Detail: "machine tone 1.2 s"}}))
	// The next start comes hours after the last sign of life.
	_, err = f.pool.Exec(f.ctx, `update node set lease_until = now() - interval '3 hours'`)
	f.must(err)
	_, err = f.s.StartNode(f.ctx, "n")
	f.must(err)
	live, err = f.s.Live(f.ctx, "n")
	f.must(err)
	if !slices.Equal(live[0].Pool, f.agents) { // who may get him when his agent is lost
		t.Errorf("pool %v", live[0].Pool)
	}
	if live[0].Detected != call.DetectedMachine {
		t.Errorf("detected %q", live[0].Detected)
	}
	if ago := time.Since(live[0].GoneAt); ago < 3*time.Hour || ago > 3*time.Hour+time.Minute {
		t.Errorf("the process was gone %v ago, not 3 h", ago)
	}
}

func TestDispose(t *testing.T) {
	f := newFloor(t, 2)
	next := 0
	answered := func(p retry.Policy) dialer.Order {
		next += 10
		o := f.claim(f.campaign(next, 1, p), f.agents[0])[0]
		f.answer(o)
		return o
	}
	now := time.Now().Truncate(time.Second)
	say := func(o dialer.Order, code string, change func(*store.DisposeRequest)) (store.Disposed, error) {
		r := store.DisposeRequest{Attempt: o.Attempt, ClientID: uuid.New(), Code: code, By: f.agents[0], Now: now}
		if change != nil {
			change(&r)
		}
		return f.s.Dispose(f.ctx, r)
	}
	want := func(o dialer.Order, state, reason string) {
		t.Helper()
		if r := f.followUp(o); r.State != state || r.Reason != reason {
			t.Errorf("%+v, want %s %s", r, state, reason)
		}
	}
	o := answered(retry.Default(1, time.Minute))
	d, err := f.s.Desk(f.ctx, f.agents[0], now.Add(-time.Hour))
	f.must(err)
	if d.Pending == nil || d.Pending.Attempt != o.Attempt || d.Today.Answered != 1 {
		t.Fatalf("desk %+v", d)
	}
	id := uuid.New()
	same := func(r *store.DisposeRequest) { r.ClientID = id }
	if _, err := say(o, "completed", same); err != nil {
		t.Fatal(err)
	}
	if _, err := say(o, "completed", same); err != nil {
		t.Errorf("said again: %v", err)
	}
	if _, err := say(o, "refused", nil); !errors.Is(err, store.ErrAlreadyDisposed) {
		t.Errorf("a second disposition: %v", err)
	}
	want(o, "completed", "completed")
	if d, err = f.s.Desk(f.ctx, f.agents[0], now.Add(-time.Hour)); err != nil || d.Pending != nil || d.Today.Completed != 1 {
		t.Errorf("desk %+v %v", d, err)
	}

	o = answered(retry.Default(2, time.Minute))
	if _, err := say(o, "completed", func(r *store.DisposeRequest) { r.By = f.agents[1] }); !errors.Is(err, store.ErrNotYours) {
		t.Errorf("another agent's: %v", err)
	}
	var fe *store.FieldError
	if _, err := say(o, "nonsense", nil); !errors.As(err, &fe) || fe.Pointer != "/code" {
		t.Errorf("unknown code: %v", err)
	}
	for _, tc := range []struct {
		at   *time.Time
		code string
	}{{nil, "callback_time_required"}, {ptr(now), "callback_in_past"}} {
		if _, err := say(o, "callback", func(r *store.DisposeRequest) { r.CallbackAt = tc.at }); !errors.As(err, &fe) || fe.Code != tc.code {
			t.Errorf("%s: %v", tc.code, err)
		}
	}
	later := now.Add(26 * time.Hour)
	_, err = say(o, "callback", func(r *store.DisposeRequest) { r.CallbackAt, r.CallbackMine = &later, true })
	f.must(err)
	if r := f.followUp(o); r.State != "waiting" || !r.IsCallback || !r.DueAt.Equal(later) || r.Agent == nil || *r.Agent != f.agents[0] {
		t.Errorf("callback %+v", r)
	}

	o = answered(retry.Default(2, time.Minute))
	_, err = say(o, "retry", nil)
	f.must(err)
	want(o, "waiting", "")
	o = answered(retry.Default(1, time.Minute))
	_, err = say(o, "retry", nil)
	f.must(err)
	want(o, "exhausted", "max_attempts:retry")
	o = answered(retry.Default(1, time.Minute))
	_, err = say(o, "wrong_number", nil)
	f.must(err)
	want(o, "cancelled", "wrong_number")
	o = answered(retry.Default(1, time.Minute))
	_, err = say(o, "do_not_call", nil)
	f.must(err)
	want(o, "cancelled", "do_not_call")
	var n int
	f.must(f.pool.QueryRow(f.ctx, `select count(*) from dnc where phone = $1`, o.Number).Scan(&n))
	if n != 1 {
		t.Error("the number is not on the do-not-call list")
	}

	// The agent is quicker than the end's way into the database.
	o = f.claim(f.campaign(5000, 1, retry.Default(1, time.Minute)), f.agents[0])[0]
	if _, err := say(o, "completed", nil); !errors.As(err, &fe) || fe.Code != "not_answered" {
		t.Errorf("not answered: %v", err)
	}
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: now, Kind: "answered"}}))
	_, err = say(o, "completed", nil)
	f.must(err)
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(2, call.Answered)}))
	want(o, "completed", "completed")
}

func ptr[T any](v T) *T { return &v }

// A contact's other number is dialled when the policy says so; a vacant number is marked for correction (R11).
func TestOtherNumber(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Documents())
	_, err := f.pool.Exec(f.ctx, `insert into contact_number (contact_id, position, phone) select id, 1, phone from contact
		union all select id, 2, '+8613900000777' from contact union all select id, 3, '+8613900000888' from contact`)
	f.must(err)
	f.must(f.s.DoNotCall(f.ctx, "+8613900000777", "", f.agents[0]))
	o := f.claim(c, f.agents[0])[0]
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}, ended(2, call.Vacant)}))
	if r := f.followUp(o); r.State != "waiting" {
		t.Fatalf("%+v", r)
	}
	_, err = f.pool.Exec(f.ctx, `update follow_up set due_at = now() - interval '1 second'`)
	f.must(err)
	second := f.claim(c, f.agents[0])
	if len(second) != 1 || second[0].Number != "+8613900000888" {
		t.Fatalf("%+v: want the number that is not on the do-not-call list", second)
	}
	f.must(f.s.Journal(f.ctx, second[0].Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}, ended(2, call.Vacant)}))
	if r := f.followUp(o); r.State != "exhausted" || r.Reason != "outcome_final:vacant" {
		t.Errorf("%+v", r)
	}
	var bad int
	f.must(f.pool.QueryRow(f.ctx, `select count(*) from contact_number where bad = 'vacant'`).Scan(&bad))
	if bad != 2 {
		t.Errorf("%d numbers are marked vacant", bad)
	}
}

// A follow-up is completed only by the answers to its required questions (R14); the record is due within 24 hours (R24).
func TestRequiredAnswers(t *testing.T) {
	f := newFloor(t, 1)
	o := f.claim(f.campaign(1, 1, retry.Default(1, time.Second)), f.agents[0])[0]
	_, err := f.pool.Exec(f.ctx, `update follow_up set required = '["q1","q2"]'`)
	f.must(err)
	f.answer(o)
	var due time.Time
	f.must(f.pool.QueryRow(f.ctx, `select record_due_at from follow_up`).Scan(&due))
	if d := time.Until(due); d < 23*time.Hour || d > 24*time.Hour {
		t.Errorf("record due in %s", d)
	}
	say := func(code string, answers map[string]string) error {
		_, err := f.s.Dispose(f.ctx, store.DisposeRequest{Attempt: o.Attempt, ClientID: uuid.New(), Code: code, Answers: answers, By: f.agents[0], Now: time.Now()})
		return err
	}
	_, err = f.pool.Exec(f.ctx, `insert into follow_up_type (code, body) values ('x', '{"code":"x","questions":[{"id":"q1","text_zh":"正常吗？","kind":"yes_no","required":true}]}')`)
	f.must(err)
	_, err = f.pool.Exec(f.ctx, `update campaign set type_code = 'x'`)
	f.must(err)
	d, err := f.s.Desk(f.ctx, f.agents[0], time.Now().Add(-time.Hour))
	f.must(err)
	if q := d.Pending.Screen.Questions; len(q) != 1 || q[0].ID != "q1" || !q[0].Required || q[0].TextZH != "正常吗？" {
		t.Errorf("questions on the screen %+v", q)
	}
	var fe *store.FieldError
	if err := say("completed", map[string]string{"q1": "yes", "q2": " "}); !errors.As(err, &fe) || fe.Pointer != "/answers/q2" || fe.Code != "answer_required" {
		t.Fatalf("completed without an answer: %v", err)
	}
	f.must(say("completed", map[string]string{"q1": "yes", "q2": "满意", "note": "more"}))
	var q2 string
	f.must(f.pool.QueryRow(f.ctx, `select answers->>'q2' from follow_up where state = 'completed'`).Scan(&q2))
	if q2 != "满意" {
		t.Errorf("answer %q", q2)
	}
}

// The ledger puts every follow-up into one line, by what really holds it back, and adds up.
func TestLedger(t *testing.T) {
	f := newFloor(t, 2)
	c := f.campaign(1, 12, retry.Default(1, time.Second))
	paused := f.campaign(20, 3, retry.Default(1, time.Second))
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := f.pool.Exec(f.ctx, sql, args...)
		f.must(err)
	}
	exec(`insert into campaign_agent (campaign_id, user_id) select $1, unnest($2::bigint[])`, c.ID, f.agents)
	exec(`update campaign set state = 'paused' where id = $1`, paused.ID)
	nth := func(n int) string { return fmt.Sprintf("+86139%08d", n) }
	orders := f.claim(c, f.agents...)
	f.answer(orders[0]) // record missing
	f.must(f.s.Journal(f.ctx, orders[1].Attempt, []dialer.Entry{ended(1, call.Vacant)}))
	live := f.claim(c, f.agents[0])
	f.must(f.s.DoNotCall(f.ctx, nth(4), "", f.agents[0])) // cancelled by the entry
	exec(`insert into dnc (phone) values ($1)`, nth(5))   // not yet noticed
	exec(`update follow_up set due_at = now() + interval '1 hour' where phone = $1`, nth(6))
	exec(`update follow_up set due_at = now() + interval '2 hours', is_callback = true where phone = $1`, nth(7))
	exec(`update follow_up set is_callback = true, callback_agent = $2 where phone = $1`, nth(8), f.agents[1])
	exec(`insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, node, fence, state, outcome, ended_at)
		select id, campaign_id, contact_id, phone, 't', 'n', 1, 'ended', 'busy', now() from follow_up, generate_series(1, 3) where phone = $1`, nth(9))
	l, err := f.s.Ledger(f.ctx, store.LedgerFilter{ReadyAgents: f.agents[:1]}, time.Now())
	f.must(err)
	got := map[string]int{}
	for _, line := range l.Lines {
		got[string(line.Class)+"/"+line.Reason] = line.Count
		if (line.Reason == "later" || line.Reason == "callback") && line.Until == nil {
			t.Errorf("%s without until", line.Reason)
		}
	}
	want := map[string]int{"reached/record_missing": 1, "reached/live": 1, "not/outcome_final:vacant": 1, "not/do_not_call": 1, "waiting/on_dnc": 1,
		"waiting/later": 1, "waiting/callback": 1, "waiting/waiting_for_agent": 1, "waiting/call_caps": 1, "waiting/due": 3, "waiting/campaign_paused": 3}
	if fmt.Sprint(got) != fmt.Sprint(want) || l.Total != 15 || live[0].Number != nth(3) {
		t.Errorf("got  %v\nwant %v, total %d", got, want, l.Total)
	}
	one, err := f.s.Ledger(f.ctx, store.LedgerFilter{Campaign: paused.ID}, time.Now())
	f.must(err)
	if one.Total != 3 || one.Waiting != 3 {
		t.Errorf("%+v", one)
	}
}

// The customer's own times and zone narrow the window (R10): not dialled, and due when they open. An administrator's
// holiday closes a campaign that keeps holidays.
func TestCustomersTimesAndHolidays(t *testing.T) {
	f := newFloor(t, 3)
	c := f.campaign(1, 3, retry.Default(3, time.Minute))
	now := time.Now()
	// A zone in which it is the middle of the night, and intervals that leave out this hour.
	local := now.In(time.FixedZone("", 8*3600))
	from := fmt.Sprintf("%02d:%02d", (local.Hour()+2)%24, 0)
	to := fmt.Sprintf("%02d:%02d", (local.Hour()+2)%24, 59)
	_, err := f.pool.Exec(f.ctx, `update contact set convenient = jsonb_build_array(jsonb_build_object('weekdays', array[1,2,3,4,5,6,7], 'from', $1::text, 'to', $2::text)) where phone = '+8613900000001'`, from, to)
	f.must(err)
	_, err = f.pool.Exec(f.ctx, `update contact set zone = 'Asia/Shanghai' where phone = '+8613900000002'`)
	f.must(err)
	for _, o := range f.claim(c, f.agents...) {
		ok, reason := f.arm(o)
		if o.Number == "+8613900000001" {
			if ok || reason != "customer_time" {
				t.Errorf("outside the customer's times: %v %s", ok, reason)
			}
			f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.NotPlaced)}))
			if r := f.followUp(o); r.State != "waiting" || r.Attempts != 0 || r.DueAt.Before(now.Add(time.Hour)) {
				t.Errorf("%+v, now %s", r, now)
			}
			continue
		}
		if !ok {
			t.Errorf("%s refused: %s", o.Number, reason)
		}
	}
	_, err = f.pool.Exec(f.ctx, `insert into calendar_day (day, kind, name) values ((now() at time zone 'Asia/Shanghai')::date, 'holiday', '停业')`)
	f.must(err)
	closed := f.campaign(50, 1, retry.Default(1, time.Minute))
	_, err = f.pool.Exec(f.ctx, `update campaign set calling_window = calling_window || '{"holidays":"closed","calendar":"CN"}' where id = $1`, closed.ID)
	f.must(err)
	f.s = store.New(f.pool) // a calendar is kept for some seconds
	list, _, err := f.s.Runnable(f.ctx, "n1")
	f.must(err)
	for _, r := range list {
		if open := r.Window.Open(time.Now()); open != (r.ID != closed.ID) {
			t.Errorf("campaign %d open %v on an administrator's holiday", r.ID, open)
		}
	}
	o := dialer.Order{}
	_, err = f.pool.Exec(f.ctx, `update attempt set ended_at = now(), state = 'ended', outcome = 'busy' where ended_at is null`)
	f.must(err)
	for _, x := range f.claim(closed, f.agents[0]) {
		o = x
	}
	if ok, reason := f.arm(o); ok || reason != "window_closed" {
		t.Errorf("armed on a holiday: %v %s", ok, reason)
	}
}
