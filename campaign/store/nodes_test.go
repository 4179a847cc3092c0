package store_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/dialer"
	"huifang/dialer/call"
)

// lapse lets the lease of a node expire.
func (f *floor) lapse(node string, ago time.Duration) {
	f.t.Helper()
	_, err := f.pool.Exec(f.ctx, `update node set lease_until = now() - $2::interval where id = $1`, node, ago)
	f.must(err)
}

// A node that has lost its lease, and then its calls to another node, arms nothing, claims nothing and stops; its next start
// goes on.
func TestTakeNodeFences(t *testing.T) {
	f := newFloor(t, 3)
	c := f.campaign(1, 3, retry.Default(2, time.Second))
	orders := f.claim(c, f.agents[0], f.agents[1])
	if len(orders) != 2 {
		t.Fatalf("%d claimed", len(orders))
	}
	if _, ok, err := f.s.TakeNode(f.ctx, "n", "m", time.Minute); err != nil || ok {
		t.Fatalf("a living node was taken: %v %v", ok, err)
	}
	if lost, err := f.s.LostNodes(f.ctx); err != nil || len(lost) != 0 {
		t.Fatalf("lost nodes %v, %v", lost, err)
	}
	f.lapse("n", 3*time.Second)
	if lost, err := f.s.LostNodes(f.ctx); err != nil || len(lost) != 1 || lost[0] != "n" {
		t.Fatalf("lost nodes %v, %v", lost, err)
	}
	// Late, but nobody has taken it: it lives on.
	f.must(f.s.KeepNode(f.ctx, "n", f.epoch, time.Second))
	if ok, reason := f.arm(orders[0]); !ok {
		t.Fatalf("not armed: %s", reason)
	}
	f.lapse("n", 3*time.Second)
	if _, ok, err := f.s.TakeNode(f.ctx, "n", "n", time.Minute); err != nil || ok {
		t.Fatalf("a node took itself: %v %v", ok, err)
	}
	silent, ok, err := f.s.TakeNode(f.ctx, "n", "m", time.Minute)
	if err != nil || !ok || silent < 3*time.Second || silent > time.Minute {
		t.Fatalf("take: %v %v, lost for %s", ok, err, silent)
	}
	if ok, reason := f.arm(orders[1]); ok || reason != "fenced" {
		t.Errorf("armed by a lost node: %v %q", ok, reason)
	}
	if again := f.claim(c, f.agents[2]); len(again) != 0 {
		t.Errorf("a lost node claimed %+v", again)
	}
	if err := f.s.KeepNode(f.ctx, "n", f.epoch, time.Second); !errors.Is(err, campaign.ErrFenced) {
		t.Errorf("lease of a lost node: %v", err)
	}
	// The same taker goes on and raises nothing, another one waits for it.
	var before, after int64
	f.must(f.pool.QueryRow(f.ctx, `select epoch from node where id = 'n'`).Scan(&before))
	if _, ok, err := f.s.TakeNode(f.ctx, "n", "m", time.Minute); err != nil || !ok {
		t.Errorf("the taker is kept from going on: %v %v", ok, err)
	}
	if _, ok, err := f.s.TakeNode(f.ctx, "n", "o", time.Minute); err != nil || ok {
		t.Errorf("two take over: %v %v", ok, err)
	}
	f.must(f.pool.QueryRow(f.ctx, `select epoch from node where id = 'n'`).Scan(&after))
	if before != after || before != f.epoch+1 {
		t.Errorf("epoch %d, after the second round %d, was %d", before, after, f.epoch)
	}
	// A taker that has died too is followed by another.
	_, err = f.pool.Exec(f.ctx, `update node set taken_until = now() - interval '1 second' where id = 'n'`)
	f.must(err)
	if _, ok, err := f.s.TakeNode(f.ctx, "n", "o", time.Minute); err != nil || !ok {
		t.Errorf("nobody follows a taker that died: %v %v", ok, err)
	}
	f.epoch, err = f.s.StartNode(f.ctx, "n")
	f.must(err)
	if _, ok, err := f.s.TakeNode(f.ctx, "n", "o", time.Minute); err != nil || ok {
		t.Errorf("a node that has started again was taken: %v %v", ok, err)
	}
	f.must(f.s.KeepNode(f.ctx, "n", f.epoch, time.Second))
}

// However many nodes see that one is lost, one takes it.
func TestOneTaker(t *testing.T) {
	f := newFloor(t, 1)
	f.lapse("n", time.Second)
	var took atomic.Int32
	var wg sync.WaitGroup
	for _, by := range []string{"a", "b", "c", "d", "e", "f"} {
		wg.Go(func() {
			_, ok, err := f.s.TakeNode(f.ctx, "n", by, time.Minute)
			if err != nil {
				t.Error(err)
			}
			if ok {
				took.Add(1)
			}
		})
	}
	wg.Wait()
	if took.Load() != 1 {
		t.Errorf("%d took over", took.Load())
	}
}

// An agent sits at one node, until he leaves, takes over elsewhere, or the node is lost; while he has a call he stays.
func TestSeats(t *testing.T) {
	f := newFloor(t, 1)
	a := f.agents[0]
	second, err := f.s.StartNode(f.ctx, "m")
	f.must(err)
	f.must(f.s.NodeAble(f.ctx, "n", f.epoch, true))
	f.must(f.s.NodeAble(f.ctx, "m", second, true))
	seat := func(want string) {
		t.Helper()
		got, err := f.s.SeatOf(f.ctx, a)
		if err != nil || got != want {
			t.Errorf("seat %q, %v; want %q", got, err, want)
		}
	}
	refused := func(want error, takeOver bool) {
		t.Helper()
		if err := f.s.TakeSeat(f.ctx, a, "m", second, takeOver); !errors.Is(err, want) {
			t.Errorf("seat at the second node: %v, want %v", err, want)
		}
	}
	seat("")
	f.must(f.s.TakeSeat(f.ctx, a, "n", f.epoch, false))
	seat("n")
	refused(dialer.ErrElsewhere, false)
	f.must(f.s.LeaveSeats(f.ctx, []int64{a}, "n", f.epoch, time.Hour)) // too fresh
	seat("n")
	f.must(f.s.LeaveSeats(f.ctx, []int64{a}, "m", second, 0)) // not that node's
	seat("n")
	f.must(f.s.TakeSeat(f.ctx, a, "m", second, true))
	seat("m")
	if list, err := f.s.Seated(f.ctx, "n", f.epoch); err != nil || len(list) != 0 {
		t.Errorf("the first node seats %v, %v", list, err)
	}
	f.must(f.s.LeaveSeats(f.ctx, []int64{a}, "m", second, 0))
	seat("")

	// A call holds him, whatever is asked.
	f.must(f.s.TakeSeat(f.ctx, a, "n", f.epoch, false))
	o := f.claim(f.campaign(1, 1, retry.Default(1, time.Second)), a)[0]
	refused(dialer.ErrElsewhere, false)
	refused(dialer.ErrCallElsewhere, true)
	f.lapse("n", time.Second)
	refused(dialer.ErrCallElsewhere, true)
	seat("")
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "ended", Result: &dialer.Result{Outcome: call.Interrupted}}}))
	f.must(f.s.TakeSeat(f.ctx, a, "m", second, false)) // the first node is lost
	seat("m")

	// A node without its Asterisk, and an earlier life of a node, hold nobody.
	f.must(f.s.NodeAble(f.ctx, "m", second, false))
	seat("")
	f.epoch, err = f.s.StartNode(f.ctx, "n")
	f.must(err)
	f.must(f.s.NodeAble(f.ctx, "n", f.epoch, true))
	f.must(f.s.TakeSeat(f.ctx, a, "n", f.epoch, false))
	seat("n")
	f.epoch, err = f.s.StartNode(f.ctx, "n")
	f.must(err)
	f.must(f.s.NodeAble(f.ctx, "m", second, true))
	f.must(f.s.TakeSeat(f.ctx, a, "m", second, false))
	seat("m")

	list, err := f.s.Nodes(f.ctx)
	if err != nil || len(list) != 2 || list[0].Name != "m" || !list[0].Able || list[1].Name != "n" || !list[1].Lives || list[1].Able {
		t.Errorf("nodes %+v, %v", list, err)
	}
}
