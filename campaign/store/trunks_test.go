package store_test

import (
	"testing"
	"time"

	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/dialer/call"
	"huifang/dialer/trunk"
)

func failed(fault string) dialer.Entry {
	return dialer.Entry{Seq: 1, At: time.Now(), Kind: "ended", Result: &dialer.Result{Outcome: call.Failed, Cause: 34, SIPCode: 503, HungUpBy: call.System, Fault: fault}}
}

// again makes the follow-up of an order due and claims it.
func (f *floor) again(c int64, o dialer.Order) dialer.Order {
	f.t.Helper()
	_, err := f.pool.Exec(f.ctx, `update follow_up set due_at = now() - interval '1 minute' where campaign_id = $1 and state = 'waiting'`, c)
	f.must(err)
	// The caps are another test's.
	_, err = f.pool.Exec(f.ctx, `update call_caps set per_day = 50, per_burst = 50`)
	f.must(err)
	f.s = store.New(f.pool) // the queue is looked through from its beginning
	runnable := f.runnable
	runnable.ID = c
	orders := f.claim(runnable, f.agents[0])
	if len(orders) != 1 {
		f.t.Fatalf("%d orders after %+v", len(orders), f.followUp(o))
	}
	return orders[0]
}

// A trunk's failures do not use up the customer's attempts (I3, R15), the pause grows, and there is an end to it.
func TestTrunkFaultsAreGivenBack(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Default(2, time.Second))
	f.runnable = c
	o := f.claim(c, f.agents[0])[0]
	pause := time.Duration(0)
	for i := range store.MaxGivenBack {
		e := failed(trunk.FaultCongestion)
		f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{e}))
		f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{e})) // once is once
		got := f.followUp(o)
		if got.State != "waiting" || got.Attempts != 0 {
			t.Fatalf("fault %d: %+v", i+1, got)
		}
		if wait := got.DueAt.Sub(e.At); wait <= pause || wait > 10*time.Minute {
			t.Fatalf("fault %d: dialled again after %s, before after %s", i+1, wait, pause)
		} else {
			pause = wait
		}
		o = f.again(c.ID, o)
	}
	// What fails now counts as everything does, also by the policy's limits.
	for want := 1; want <= 2; want++ {
		f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{failed(trunk.FaultNoReply)}))
		got := f.followUp(o)
		if got.Attempts != want || (got.State == "exhausted") != (want == 2) {
			t.Fatalf("after %d faults that count: %+v", want, got)
		}
		if want == 2 {
			if got.Reason != "max_attempts:failed" {
				t.Fatalf("ended for %s", got.Reason)
			}
			break
		}
		o = f.again(c.ID, o)
	}
	var all, counted int
	f.must(f.pool.QueryRow(f.ctx, `select count(*), count(*) filter (where fault = '') from attempt where outcome = 'failed'`).Scan(&all, &counted))
	if all != store.MaxGivenBack+2 || counted != 0 {
		t.Errorf("%d attempts, %d without a fault", all, counted)
	}
}

// What failed without the trunk's fault counts, and what the trunk did is not held against the outcome's own limit.
func TestFaultsAndOtherFailures(t *testing.T) {
	f := newFloor(t, 1)
	p := retry.Default(5, time.Second)
	p.Rules["failed"] = retry.Rule{Action: retry.ActionRetry, DelayS: 1, Limit: 2}
	c := f.campaign(1, 1, p)
	f.runnable = c
	o := f.claim(c, f.agents[0])[0]
	for i, step := range []struct {
		fault    string
		state    string
		attempts int
	}{{trunk.FaultServer, "waiting", 0}, {"", "waiting", 1}, {trunk.FaultServer, "waiting", 1}, {"", "exhausted", 2}} {
		f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{failed(step.fault)}))
		if got := f.followUp(o); got.State != step.state || got.Attempts != step.attempts {
			t.Fatalf("step %d: %+v, want %+v", i, got, step)
		}
		if step.state == "waiting" {
			o = f.again(c.ID, o)
		}
	}
}

// A number that nobody may dial ends the follow-up, or the contact's next number is tried; one that the trunks' lists refuse waits.
func TestRefusedNumbers(t *testing.T) {
	f := newFloor(t, 3)
	c := f.campaign(1, 3, retry.Default(2, time.Second))
	orders := f.claim(c, f.agents...)
	f.must(f.pool.QueryRow(f.ctx, `insert into contact_number (contact_id, position, phone) select f.contact_id, 2, '+8613800000001' from follow_up f join attempt a on a.follow_up_id = f.id
		where a.id = $1 returning 1`, orders[1].Attempt).Scan(new(int)))
	for i, fault := range []string{trunk.NumberPremium, trunk.NumberPremium, trunk.NumberForeign} {
		f.must(f.s.Journal(f.ctx, orders[i].Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "ended", Detail: fault,
			Result: &dialer.Result{Outcome: call.NotPlaced, HungUpBy: call.System, Fault: fault}}}))
	}
	if got := f.followUp(orders[0]); got.State != "exhausted" || got.Reason != "number_premium" || got.Attempts != 0 {
		t.Errorf("no other number: %+v", got)
	}
	var number string
	f.must(f.pool.QueryRow(f.ctx, `select f.phone from follow_up f join attempt a on a.follow_up_id = f.id where a.id = $1`, orders[1].Attempt).Scan(&number))
	if got := f.followUp(orders[1]); got.State != "waiting" || number != "+8613800000001" || got.Attempts != 0 {
		t.Errorf("another number: %+v, %s", got, number)
	}
	if got := f.followUp(orders[2]); got.State != "waiting" || got.Attempts != 0 || time.Until(got.DueAt) < 10*time.Minute {
		t.Errorf("refused by the lists: %+v", got)
	}
}

// The trunk and the caller ID that were chosen for a call are known from its arming on.
func TestArmStoresTheRoute(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Default(2, time.Second))
	c.Trunk = trunk.Auto
	o := f.claim(c, f.agents[0])[0]
	o.Trunk, o.CallerID = "second", "01012345678"
	if ok, reason := f.arm(o); !ok {
		t.Fatal(reason)
	}
	var name, id string
	f.must(f.pool.QueryRow(f.ctx, `select trunk, caller_id from attempt where id = $1`, o.Attempt).Scan(&name, &id))
	if name != "second" || id != "01012345678" {
		t.Errorf("stored %s, %s", name, id)
	}
	for node, want := range map[string]int{"n": 0, "other": 1} {
		_, elsewhere, err := f.s.Runnable(f.ctx, node)
		f.must(err)
		if elsewhere["second"] != want {
			t.Errorf("node %s sees %d calls elsewhere, want %d", node, elsewhere["second"], want)
		}
	}
}

func TestTrunkUsage(t *testing.T) {
	f := newFloor(t, 1)
	hour := time.Now().Truncate(time.Hour)
	row := func(node string, at time.Time, calls int) dialer.TrunkHour {
		return dialer.TrunkHour{Trunk: "t", Node: node, Hour: at, Usage: trunk.Usage{Calls: calls, Talk: time.Duration(calls) * time.Second, Cost: float64(calls) / 2}}
	}
	f.must(f.s.SaveTrunkUsage(f.ctx, nil))
	f.must(f.s.SaveTrunkUsage(f.ctx, []dialer.TrunkHour{row("a", hour, 1), row("b", hour, 2), row("a", hour.Add(-time.Hour), 3)}))
	f.must(f.s.SaveTrunkUsage(f.ctx, []dialer.TrunkHour{row("a", hour, 5)})) // replaces, does not add
	list, err := f.s.TrunkUsage(f.ctx, hour)
	f.must(err)
	got := map[string]trunk.Usage{}
	for _, h := range list {
		got[h.Node] = h.Usage
	}
	if len(list) != 2 || got["a"] != row("a", hour, 5).Usage || got["b"] != row("b", hour, 2).Usage {
		t.Errorf("%+v", list)
	}
}
