package store_test

import (
	"errors"
	"slices"
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
		if err := seatOnly(f.s.TakeSeat(f.ctx, a, "m", second, takeOver)); !errors.Is(err, want) {
			t.Errorf("seat at the second node: %v, want %v", err, want)
		}
	}
	seat("")
	f.must(seatOnly(f.s.TakeSeat(f.ctx, a, "n", f.epoch, false)))
	seat("n")
	refused(dialer.ErrElsewhere, false)
	f.must(f.s.LeaveSeats(f.ctx, []int64{a}, "n", f.epoch, time.Hour)) // too fresh
	seat("n")
	f.must(f.s.LeaveSeats(f.ctx, []int64{a}, "m", second, 0)) // not that node's
	seat("n")
	f.must(seatOnly(f.s.TakeSeat(f.ctx, a, "m", second, true)))
	seat("m")
	if list, err := f.s.Seated(f.ctx, "n", f.epoch); err != nil || len(list) != 0 {
		t.Errorf("the first node seats %v, %v", list, err)
	}
	f.must(f.s.LeaveSeats(f.ctx, []int64{a}, "m", second, 0))
	seat("")

	// A call holds him, whatever is asked.
	f.must(seatOnly(f.s.TakeSeat(f.ctx, a, "n", f.epoch, false)))
	o := f.claim(f.campaign(1, 1, retry.Default(1, time.Second)), a)[0]
	refused(dialer.ErrElsewhere, false)
	refused(dialer.ErrCallElsewhere, true)
	f.lapse("n", time.Second)
	refused(dialer.ErrCallElsewhere, true)
	seat("")
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "ended", Result: &dialer.Result{Outcome: call.Interrupted}}}))
	f.must(seatOnly(f.s.TakeSeat(f.ctx, a, "m", second, false))) // the first node is lost
	seat("m")

	// A node without its Asterisk, and an earlier life of a node, hold nobody.
	f.must(f.s.NodeAble(f.ctx, "m", second, false))
	seat("")
	f.epoch, err = f.s.StartNode(f.ctx, "n")
	f.must(err)
	f.must(f.s.NodeAble(f.ctx, "n", f.epoch, true))
	f.must(seatOnly(f.s.TakeSeat(f.ctx, a, "n", f.epoch, false)))
	seat("n")
	f.epoch, err = f.s.StartNode(f.ctx, "n")
	f.must(err)
	f.must(f.s.NodeAble(f.ctx, "m", second, true))
	f.must(seatOnly(f.s.TakeSeat(f.ctx, a, "m", second, false)))
	seat("m")

	list, err := f.s.Nodes(f.ctx)
	if err != nil || len(list) != 2 || list[0].Name != "m" || !list[0].Able || list[1].Name != "n" || !list[1].Lives || list[1].Able {
		t.Errorf("nodes %+v, %v", list, err)
	}
}

func seatOnly(_ time.Time, err error) error { return err }

// The seat of a free agent goes to the one node that asks for it first, with when he became ready, which is said once; a call
// keeps him, and a node that is dead or without its Asterisk gets nobody.
func TestSeatMoves(t *testing.T) {
	f := newFloor(t, 1)
	a := f.agents[0]
	epochs := map[string]int64{"n": f.epoch}
	for _, node := range []string{"m", "o"} {
		var err error
		epochs[node], err = f.s.StartNode(f.ctx, node)
		f.must(err)
	}
	for node, epoch := range epochs {
		f.must(f.s.NodeAble(f.ctx, node, epoch, true))
	}
	ready := time.Now().Add(-time.Hour).Truncate(time.Millisecond)
	want := func(node string, asked bool) {
		t.Helper()
		if got, err := f.s.WantSeat(f.ctx, a, node, time.Minute); err != nil || got != asked {
			t.Errorf("%s asks: %v, %v; want %v", node, got, err, asked)
		}
	}
	stands := func(node string, here, waits bool) {
		t.Helper()
		if h, w, err := f.s.SeatWish(f.ctx, a, node, epochs[node]); err != nil || h != here || w != waits {
			t.Errorf("the wish of %s: here %v, waits %v, %v; want %v, %v", node, h, w, err, here, waits)
		}
	}
	wishes := func(node string, by ...string) {
		t.Helper()
		list, err := f.s.SeatWishes(f.ctx, node, epochs[node])
		f.must(err)
		var got []string
		for _, w := range list {
			got = append(got, w.By)
		}
		if !slices.Equal(got, by) {
			t.Errorf("wishes at %s: %v, want %v", node, got, by)
		}
	}
	give := func(node, to string, given bool) {
		t.Helper()
		if got, err := f.s.GiveSeat(f.ctx, dialer.SeatWish{Agent: a, By: to}, node, epochs[node], ready); err != nil || got != given {
			t.Errorf("%s gives the seat to %s: %v, %v; want %v", node, to, got, err, given)
		}
	}
	seat := func(node string, want time.Time) {
		t.Helper()
		if got, err := f.s.TakeSeat(f.ctx, a, node, epochs[node], false); err != nil || !got.Equal(want) {
			t.Errorf("seat at %s: ready since %v, %v; want %v", node, got, err, want)
		}
	}

	want("m", false) // he sits nowhere
	stands("m", false, false)
	seat("n", time.Time{})
	want("n", false)
	want("m", true)
	want("o", false) // one asks at a time
	want("m", false)
	wishes("n", "m")
	wishes("o")
	stands("m", false, true)
	stands("o", false, false)
	give("n", "o", false)
	give("o", "m", false)
	give("n", "m", true)
	stands("m", true, false)
	wishes("n")
	give("n", "m", false)
	if err := seatOnly(f.s.TakeSeat(f.ctx, a, "n", epochs["n"], false)); !errors.Is(err, dialer.ErrElsewhere) {
		t.Errorf("seat at the node that he has left: %v", err)
	}
	seat("m", ready)
	seat("m", time.Time{}) // a reload

	// Whoever seats him first after the move knows, also when it is neither; not when his page was away for too long.
	want("n", true)
	give("m", "n", true)
	f.lapse("n", time.Second)
	seat("o", ready)
	f.must(f.s.KeepNode(f.ctx, "n", epochs["n"], time.Minute))
	want("n", true)
	give("o", "n", true)
	if _, err := f.pool.Exec(f.ctx, `update agent_seat set since = now() - $1::interval`, dialer.ReadyAgain); err != nil {
		t.Fatal(err)
	}
	seat("n", time.Time{})

	// Refused, or not needed any more; another wish may follow.
	want("m", true)
	f.must(f.s.DropWish(f.ctx, a, "o")) // not its wish
	stands("m", false, true)
	f.must(f.s.DropWish(f.ctx, a, "m"))
	stands("m", false, false)
	give("n", "m", false)
	// A wish ends by itself, and when he opens his page anew.
	want("m", true)
	seat("n", time.Time{})
	stands("m", false, false)
	if _, err := f.s.WantSeat(f.ctx, a, "m", -time.Second); err != nil {
		t.Fatal(err)
	}
	wishes("n")
	give("n", "m", false)
	want("o", true)

	// A call that is being claimed keeps him; so does a node that cannot have him.
	order := f.claim(f.campaign(1, 1, retry.Default(1, time.Second)), a)[0]
	give("n", "o", false)
	f.must(f.s.Journal(f.ctx, order.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "ended", Result: &dialer.Result{Outcome: call.NotPlaced}}}))
	f.must(f.s.NodeAble(f.ctx, "o", epochs["o"], false))
	give("n", "o", false)
	f.must(f.s.NodeAble(f.ctx, "o", epochs["o"], true))
	f.lapse("o", time.Second)
	give("n", "o", false)
	f.must(f.s.KeepNode(f.ctx, "o", epochs["o"], time.Minute))

	// Two that would give, and two that ask, at once: one each.
	var given, asked atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			ok, err := f.s.GiveSeat(f.ctx, dialer.SeatWish{Agent: a, By: "o"}, "n", epochs["n"], ready)
			if err != nil {
				t.Error(err)
			}
			if ok {
				given.Add(1)
			}
		})
	}
	wg.Wait()
	for i := range 8 {
		wg.Go(func() {
			ok, err := f.s.WantSeat(f.ctx, a, []string{"n", "m"}[i%2], time.Minute)
			if err != nil {
				t.Error(err)
			}
			if ok {
				asked.Add(1)
			}
		})
	}
	wg.Wait()
	if given.Load() != 1 || asked.Load() != 1 {
		t.Errorf("given %d times, %d may ask", given.Load(), asked.Load())
	}
}
