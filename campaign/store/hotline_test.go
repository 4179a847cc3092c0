package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/call"
)

const hotlineDID = "01062345678"

// queue makes a running queue with a number, for all agents.
func (f *floor) queue(change func(*campaign.Settings, *campaign.QueueSettings)) int64 {
	f.t.Helper()
	in := campaign.Settings{Name: "热线", Mode: dialer.Inbound, Modes: campaign.DefaultModeSettings(), Trunk: "t", AgentIDs: f.agents, Window: always,
		Retry: retry.Default(3, time.Minute), RingTimeoutS: 30, WrapUpS: 60}
	q := campaign.DefaultQueue(campaign.AfterSales)
	q.Numbers = []string{hotlineDID}
	if change != nil {
		change(&in, &q)
	}
	if errs := q.Check("CN"); len(errs) > 0 {
		f.t.Fatal(errs)
	}
	id, err := f.s.CreateQueue(f.ctx, in, q, f.agents[0])
	f.must(err)
	f.must(f.s.StartCampaign(f.ctx, id, f.agents[0], func(string) bool { return true }))
	return id
}

var channels int

func (f *floor) arrival(caller string) dialer.Arrival {
	channels++
	return dialer.Arrival{Node: "n", Fence: f.epoch, Channel: fmt.Sprintf("pbx-%d.1", channels), Trunk: "t", DID: hotlineDID, Caller: caller, At: time.Now()}
}

// calls has a customer call in.
func (f *floor) calls(caller string) dialer.LiveAttempt {
	f.t.Helper()
	l, err := f.s.Arrive(f.ctx, f.arrival(caller), "CN")
	f.must(err)
	return l
}

// gone ends a call that nobody took.
func (f *floor) gone(l dialer.LiveAttempt, outcome call.Outcome) {
	f.t.Helper()
	f.must(f.s.Journal(f.ctx, l.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "arrived"}, {Seq: 2, At: time.Now(), Kind: "picked_up"}, ended(3, outcome)}))
}

type callbackRow struct {
	State, Reason string
	Callback      bool
	Attempts      int
}

func (f *floor) callbackOf(attempt int64) callbackRow {
	f.t.Helper()
	var r callbackRow
	f.must(f.pool.QueryRow(f.ctx, `select f.state, f.reason, f.is_callback, f.attempts from attempt a join follow_up f on f.id = a.follow_up_id where a.id = $1`, attempt).
		Scan(&r.State, &r.Reason, &r.Callback, &r.Attempts))
	return r
}

func TestArrive(t *testing.T) {
	f := newFloor(t, 2)
	list := f.campaign(1, 3, retry.Default(3, time.Second))
	// The second agent called customer 1 and was not answered.
	o := f.claim(list, f.agents[1])[0]
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.NoAnswer)}))
	f.exec(`insert into user_skill (user_id, skill) values ($1, 'cantonese')`, f.agents[0])
	f.exec(`update contact set language = 'cantonese' where phone = $1`, o.Number)
	id := f.queue(nil)

	a := f.arrival("013900000001") // as a carrier may write it
	a.DID = "+861062345678"
	l, err := f.s.Arrive(f.ctx, a, "CN")
	f.must(err)
	in := l.Incoming
	if l.Campaign != id || l.Screen.Customer != "c1" || len(l.Screen.History) != 1 || l.Screen.History[0].Outcome != "no_answer" || l.Number != o.Number {
		t.Fatalf("%+v", l)
	}
	if in.Last != f.agents[1] || in.Language != "cantonese" || !in.Open || !in.CanCall || in.Category != "after_sales" || in.Channel != a.Channel ||
		!slices.Equal(in.Speaks[f.agents[0]], []string{"cantonese"}) || len(in.Speaks[f.agents[1]]) != 2 || !slices.Equal(l.Pool, f.agents) {
		t.Fatalf("%+v", in)
	}
	// The same arrival again, twice at once: the same attempt.
	var wg sync.WaitGroup
	again := make([]dialer.LiveAttempt, 4)
	for i := range again {
		wg.Go(func() {
			var err error
			if again[i], err = f.s.Arrive(f.ctx, a, "CN"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, l2 := range again {
		if l2.Attempt != l.Attempt || !l2.Incoming.ArrivedAt.Equal(in.ArrivedAt) {
			t.Fatalf("%d and %d", l.Attempt, l2.Attempt)
		}
	}
	// While he is on the line nobody dials him, and he may call on a second line.
	f.exec(`update follow_up set due_at = now() - interval '1 minute' where campaign_id = $1`, list.ID)
	for _, o2 := range f.claim(list, f.agents...) {
		if o2.Number == o.Number {
			t.Fatal("a customer who is calling us was claimed")
		}
		f.must(f.s.Journal(f.ctx, o2.Attempt, []dialer.Entry{ended(1, call.Busy)}))
	}
	second := f.calls("13900000001")
	f.gone(second, call.Missed)
	f.gone(l, call.Missed)

	// A new caller gets a contact, once; withheld and unusable numbers are taken, and cannot be called back.
	for _, caller := range []string{"13800000009", "+8613800000009"} {
		f.gone(f.calls(caller), call.Missed)
	}
	var n int
	f.must(f.pool.QueryRow(f.ctx, `select count(*) from contact where caller and phone = '+8613800000009'`).Scan(&n))
	if n != 1 {
		t.Errorf("%d contacts of one new caller", n)
	}
	for _, caller := range []string{"anonymous", "", "110", "00441632960000", "1\r\nTo: <sip:evil@x>", `"><script>`, "13900000001;tag=x", "13900000001@evil", "${SHELL(id)}", "1390000000\x00"} {
		l := f.calls(caller)
		if l.Number != "" || l.Incoming.CanCall || len(l.Screen.History) != 0 {
			t.Errorf("%q became %q with %d earlier calls", caller, l.Number, len(l.Screen.History))
		}
		f.gone(l, call.Missed)
		if r := f.callbackOf(l.Attempt); r.State != "cancelled" || r.Reason != campaign.ReasonNoNumber {
			t.Errorf("%q: %+v", caller, r)
		}
	}
	if err := f.pool.QueryRow(f.ctx, `select count(*) from attempt where caller_id !~ '^[0-9+]*$'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d shown numbers with other characters, %v", n, err)
	}
	// What is not taken.
	for did, want := range map[string]string{"01099999999": dialer.RefusedDID, "sip:x": dialer.RefusedDID, "": dialer.RefusedDID} {
		a := f.arrival("13800000009")
		a.DID = did
		var refused *dialer.Refused
		if _, err := f.s.Arrive(f.ctx, a, "CN"); !errors.As(err, &refused) || refused.Code != want {
			t.Errorf("%q: %v", did, err)
		}
	}
	f.must(f.s.PauseCampaign(f.ctx, id, f.agents[0]))
	var refused *dialer.Refused
	if _, err := f.s.Arrive(f.ctx, f.arrival("13800000009"), "CN"); !errors.As(err, &refused) || refused.Code != "queue_paused" {
		t.Errorf("paused: %v", err)
	}
	stale := f.arrival("13800000009")
	stale.Fence--
	f.must(f.s.StartCampaign(f.ctx, id, f.agents[0], func(string) bool { return true }))
	if _, err := f.s.Arrive(f.ctx, stale, "CN"); !errors.Is(err, campaign.ErrFenced) {
		t.Errorf("an earlier life of the node: %v", err)
	}
}

// A call that nobody took becomes one callback for each number, which the queue's campaign dials for the agent who called before; who
// calls again and is answered needs none any more.
func TestMissedBecomesCallback(t *testing.T) {
	f := newFloor(t, 2)
	id := f.queue(nil)
	first, second, other := f.calls("13900000001"), f.calls("13900000001"), f.calls("13900000002")
	var wg sync.WaitGroup
	for _, l := range []dialer.LiveAttempt{first, second, other} {
		wg.Go(func() { f.gone(l, call.Missed) })
	}
	wg.Wait()
	states := map[string]int{}
	for _, l := range []dialer.LiveAttempt{first, second} {
		r := f.callbackOf(l.Attempt)
		states[r.State+" "+r.Reason]++
	}
	if states["waiting "] != 1 || states["cancelled callback_waiting"] != 1 {
		t.Fatalf("%v", states)
	}
	if r := f.callbackOf(other.Attempt); r.State != "waiting" || !r.Callback || r.Attempts != 0 {
		t.Fatalf("%+v", r)
	}
	// The second customer calls again and is answered.
	again := f.calls("13900000002")
	now := time.Now()
	f.must(f.s.Journal(f.ctx, again.Attempt, []dialer.Entry{{Seq: 1, At: now, Kind: "picked_up"}, {Seq: 2, At: now, Kind: "agent_found", Agent: f.agents[1]},
		{Seq: 3, At: now, Kind: "answered"}, {Seq: 4, At: now, Kind: "bridged"}, ended(5, call.Answered)}))
	if r := f.callbackOf(other.Attempt); r.State != "cancelled" || r.Reason != campaign.ReasonCalledAgain {
		t.Errorf("callback of one who was reached: %+v", r)
	}
	if r := f.callbackOf(again.Attempt); r.State != "wrapup" {
		t.Errorf("answered: %+v", r)
	}
	// The callback is dialled, three times at most: the customer's own calls do not count.
	list, _, err := f.s.Runnable(f.ctx, "n")
	f.must(err)
	c := list[slices.IndexFunc(list, func(r campaign.Runnable) bool { return r.ID == id })]
	dialled := 0
	for i := range 5 {
		o := f.take(c, 2, time.Now().Add(time.Duration(i)*time.Hour), false, f.agents...)
		for _, x := range o {
			if x.Number != "+8613900000001" {
				t.Fatalf("dialled %s", x.Number)
			}
			dialled++
			f.must(f.s.Journal(f.ctx, x.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}, ended(2, call.NoAnswer)}))
			f.exec(`update follow_up set due_at = now() where state = 'waiting'`)
			f.exec(`update attempt set claimed_at = claimed_at - interval '2 days' where id = $1`, x.Attempt)
		}
	}
	if dialled != 3 {
		t.Errorf("dialled %d times", dialled)
	}
	// Nothing is left to do, and the queue stays.
	if _, err := f.s.CloseFinished(f.ctx); err != nil {
		t.Fatal(err)
	}
	q, err := f.s.Queue(f.ctx, id, time.Now())
	f.must(err)
	if q.State != campaign.Running || !slices.Equal(q.Numbers, []string{"+861062345678"}) {
		t.Fatalf("%+v", q)
	}
	calls, _, err := f.s.HotlineCalls(f.ctx, store.HotlineFilter{Queue: id}, "", 10)
	f.must(err)
	got := map[string]int{}
	for _, h := range calls {
		got[h.Callback.State+" "+h.Callback.Reason]++
	}
	if len(calls) != 3 || got["done called_again"] != 1 || got["none callback_waiting"] != 1 || got["not_reached max_attempts:no_answer"] != 1 {
		t.Errorf("%v", got)
	}
	days, err := f.s.HotlineDays(f.ctx, time.Now().Add(-time.Hour))
	f.must(err)
	if d := days[id]; d.Offered != 1 || d.Answered != 1 || d.InTime != 1 || d.Missed != 0 {
		t.Errorf("callers who gave up within seconds do not count: %+v", d)
	}
}

// The agent who is to have a callback is preferred, and an out-of-hours message waits for the window.
func TestCallbackOfAMessage(t *testing.T) {
	f := newFloor(t, 2)
	closed := window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "24:00"}}}
	today := time.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	closed.Exceptions = []window.Exception{{Date: today, Closed: true}}
	id := f.queue(func(in *campaign.Settings, _ *campaign.QueueSettings) { in.Window = closed })
	list := f.campaign(1, 1, retry.Default(3, time.Hour))
	o := f.claim(list, f.agents[1])[0]
	f.answer(o)
	f.exec(`update attempt set wrapped_up_at = now()`)
	l := f.calls("13900000001")
	if l.Incoming.Open || l.Incoming.Opens.Before(time.Now()) {
		t.Fatalf("%+v", l.Incoming)
	}
	now := time.Now()
	f.must(f.s.Journal(f.ctx, l.Attempt, []dialer.Entry{{Seq: 1, At: now, Kind: "picked_up"},
		{Seq: 2, At: now, Kind: "recording", Recording: &dialer.RecordingPart{Part: 1, State: "recording", Path: "m.wav", StartedAt: now}},
		{Seq: 3, At: now, Kind: "recorded", Recording: &dialer.RecordingPart{Part: 1, State: "complete", Path: "m.wav", Duration: 8 * time.Second, Bytes: 10, SHA256: "x"}},
		ended(4, call.LeftMessage)}))
	calls, _, err := f.s.HotlineCalls(f.ctx, store.HotlineFilter{Outcome: "message", Open: true}, "", 10)
	f.must(err)
	if len(calls) != 1 || calls[0].Message == nil || calls[0].Message.DurationMS != 8000 || calls[0].Callback.State != "waiting" || calls[0].Customer != "c1" {
		t.Fatalf("%+v", calls)
	}
	if _, err := f.s.MessageFor(f.ctx, l.Attempt, f.agents[0]); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an agent who has nothing to do with it: %v", err)
	}
	runnable := func() campaign.Runnable {
		list, _, err := f.s.Runnable(f.ctx, "n")
		f.must(err)
		return list[slices.IndexFunc(list, func(r campaign.Runnable) bool { return r.ID == id })]
	}
	if runnable().Window.Open(time.Now()) {
		t.Fatal("open")
	}
	f.exec(`update campaign set calling_window = $2 where id = $1`, id, always)
	got := f.take(runnable(), 1, time.Now().Add(time.Second), false, f.agents...)
	if len(got) != 1 || got[0].Agent != f.agents[1] {
		t.Fatalf("%+v, want agent %d", got, f.agents[1])
	}
	if rec, err := f.s.MessageFor(f.ctx, l.Attempt, f.agents[1]); err != nil || rec.Path != "m.wav" {
		t.Errorf("%+v %v", rec, err)
	}
	if ok, reason := f.arm(got[0]); !ok {
		t.Errorf("not armed: %s", reason)
	}
}

// The customer calls in the moment we are about to dial him.
func TestNotArmedWhileTheCustomerCalls(t *testing.T) {
	f := newFloor(t, 1)
	f.queue(nil)
	list := f.campaign(1, 1, retry.Default(3, time.Hour))
	o := f.claim(list, f.agents[0])[0]
	l := f.calls("13900000001")
	if ok, reason := f.arm(o); ok || reason != "number_busy" {
		t.Fatalf("%v %s", ok, reason)
	}
	// "Do not call" hangs up no customer who calls.
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.NotPlaced)}))
	f.must(f.s.DoNotCall(f.ctx, l.Number, "test", f.agents[0]))
	cancelled, err := f.s.Cancelled(f.ctx, "n")
	f.must(err)
	if len(cancelled) != 0 {
		t.Errorf("%v", cancelled)
	}
	f.gone(l, call.Missed)
	if r := f.callbackOf(l.Attempt); r.State != "cancelled" || r.Reason != "do_not_call" {
		t.Errorf("%+v", r)
	}
}

func TestQueueNumbersAreUnique(t *testing.T) {
	f := newFloor(t, 1)
	id := f.queue(nil)
	q := campaign.DefaultQueue(campaign.Alarm)
	q.Numbers = []string{"+86 10 6234 5678"}
	if errs := q.Check("CN"); len(errs) > 0 {
		t.Fatal(errs)
	}
	in := campaign.Settings{Name: "报警", Mode: dialer.Inbound, Modes: campaign.DefaultModeSettings(), Trunk: "t", AgentIDs: f.agents, Window: always, Retry: retry.Default(3, time.Minute), RingTimeoutS: 30}
	var fe *store.FieldError
	if _, err := f.s.CreateQueue(f.ctx, in, q, f.agents[0]); !errors.As(err, &fe) || fe.Code != campaign.CodeDIDTaken {
		t.Fatalf("%v", err)
	}
	f.must(f.s.StopCampaign(f.ctx, id, f.agents[0]))
	other, err := f.s.CreateQueue(f.ctx, in, q, f.agents[0])
	f.must(err)
	list, err := f.s.Queues(f.ctx, time.Now())
	f.must(err)
	if len(list) != 2 || list[0].ID != other || len(list[0].Numbers) != 1 || len(list[1].Numbers) != 0 {
		t.Fatalf("%+v", list)
	}
	q.Numbers, q.MaxWaitS, q.English = []string{"4008001234", "95000"}, 77, true
	if errs := q.Check("CN"); len(errs) > 0 {
		t.Fatal(errs)
	}
	f.must(f.s.UpdateQueue(f.ctx, other, list[0].Version, in, q, f.agents[0]))
	got, err := f.s.Queue(f.ctx, other, time.Now())
	f.must(err)
	slices.Sort(q.Numbers)
	if fmt.Sprint(got.QueueSettings) != fmt.Sprint(q) {
		t.Errorf("%+v, want %+v", got.QueueSettings, q)
	}
	if err := f.s.UpdateQueue(f.ctx, other, list[0].Version, in, q, f.agents[0]); !errors.Is(err, store.ErrVersion) {
		t.Errorf("%v", err)
	}
}

// A caller whom nobody knows has no file; what is known of him can be deleted by his call (R4). Others' calls stay as they are.
func TestErasePerson(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Default(2, time.Second))
	f.own(c)
	f.queue(nil)
	erase := func(attempt int64, digits string) error {
		return f.s.ErasePerson(f.ctx, attempt, digits, f.agents[0], time.Now())
	}
	const number = "+8613700001234"
	first, other, hidden := f.calls("13700001234"), f.calls("13700005678"), f.calls("anonymous")
	if err := erase(first.Attempt, "1234"); !errors.Is(err, store.ErrCallLive) {
		t.Errorf("in a call: %v", err)
	}
	f.gone(first, call.LeftMessage)
	f.gone(other, call.Missed)
	f.gone(hidden, call.Missed)
	f.exec(`insert into recording (attempt_id, part, state, path, sha256, started_at) values ($1, 1, 'complete', '2026/01/01/1-1.wav', 'x', now())`, first.Attempt)
	f.exec(`update attempt set keys = '2' where id = $1`, first.Attempt)
	second := f.calls("13700001234") // the same caller, another call
	f.gone(second, call.Missed)

	var fe *store.FieldError
	for _, digits := range []string{"", "5678", "01234"} {
		if err := erase(first.Attempt, digits); !errors.As(err, &fe) || fe.Code != "digits_differ" {
			t.Errorf("digits %q: %v", digits, err)
		}
	}
	if err := erase(999999, "1234"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such call: %v", err)
	}
	f.must(erase(first.Attempt, "1234"))
	if err := erase(second.Attempt, "1234"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	for _, table := range []string{"contact", "follow_up", "attempt_event", "audit", "hotline_number"} {
		var n int
		f.scan(&n, `select count(*) from `+table+` t where t::text like '%1234%'`)
		if n != 0 {
			t.Errorf("%s still has the number in %d rows", table, n)
		}
	}
	for _, id := range []int64{first.Attempt, second.Attempt} {
		det, err := f.s.Attempt(f.ctx, id)
		f.must(err)
		// The number stays for a day, for the caps.
		if !det.Erased || det.Customer != "" || len(det.Keys) != 0 || det.CustomerID != 0 || det.Phone != number {
			t.Errorf("%+v", det)
		}
		if r := f.callbackOf(id); r.State != "cancelled" {
			t.Errorf("his callback is %+v", r)
		}
	}
	f.exec(`update attempt set claimed_at = now() - interval '25 hours'`)
	f.must(f.s.ForgetNumbers(f.ctx, time.Now()))
	var left int
	f.scan(&left, `select count(*) from attempt t where t::text like '%1234%'`)
	if left != 0 {
		t.Errorf("after a day %d calls have the number", left)
	}
	files, err := f.s.ErasedAudio(f.ctx, "n")
	f.must(err)
	if len(files) != 1 {
		t.Errorf("audio to be deleted: %+v", files)
	}
	if det, err := f.s.Attempt(f.ctx, other.Attempt); err != nil || det.Erased || det.Phone != "+8613700005678" || f.callbackOf(other.Attempt).State != "waiting" {
		t.Errorf("another caller: %+v %v", det, err)
	}
	f.must(erase(hidden.Attempt, ""))
	// Who calls again is a new one, and who has a file is deleted with it.
	again := f.calls("13700001234")
	if again.Screen.Customer == "" || len(again.Screen.History) != 0 {
		t.Errorf("%+v", again.Screen)
	}
	o := f.claim(c, f.agents[0])[0]
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.NoAnswer)}))
	if err := erase(o.Attempt, o.Number[len(o.Number)-4:]); !errors.Is(err, store.ErrHasFile) {
		t.Errorf("a customer with a file: %v", err)
	}
	var audited int
	f.scan(&audited, `select count(*) from audit where action = 'contact.erase' and user_id = $1 and object in ('attempt:' || $2::bigint, 'attempt:' || $3::bigint)`,
		f.agents[0], first.Attempt, hidden.Attempt)
	if audited != 2 {
		t.Errorf("%d entries in the audit trail", audited)
	}
}
