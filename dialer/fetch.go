package dialer

import (
	"context"
	"slices"
	"time"

	"huifang/dialer/call"
)

// This file fetches a free colleague from another node who is asked into a call here (R18), or for whom a caller of the hotline waits
// here (R19). Not the call goes to him but he to the call: his seat is moved to this node, his page follows it by itself, and then he is asked like everybody who sits here.
//
//	this node                    seats (database)              his node                   his page
//	WantSeat -----------------> wanted_by = this one
//	                                      SeatWishes <-------- every 250 ms
//	                                                           free? nothing else for him
//	                            node = this one <------------- GiveSeat
//	                                                           closes his desk ---------> connects again, comes here
//	Connect: ready as he was <----------------------------------------------------------- audio
//	asks him
//
// One statement decides who may wish, and one whether the seat moves, so there is one winner, and one who is not free stays. When
// a process dies in between, the seat is at one of the two nodes, and his page finds him there, or at any other node when that one
// is dead.

const (
	// fetchLimit is how long a colleague may take to come: his node's answer, and his page with its audio.
	fetchLimit = 8 * time.Second
	fetchEvery = 100 * time.Millisecond
	// refusedFor is after how long an agent who was not free at his node is asked for again.
	refusedFor = time.Second
	// wishLife ends the wish of a node that has died meanwhile, and one to a node that has.
	wishLife = 5 * time.Second
)

func (d *Dialer) others() []AgentStatus {
	if d.cfg.Others == nil {
		return nil
	}
	return d.cfg.Others()
}

// farLocked lists those of a pool who are free at other nodes, as seen last, longest idle first.
func (d *Dialer) farLocked(pool []int64) []AgentStatus {
	if d.cfg.Seats == nil {
		return nil
	}
	return fetchable(d.others(), pool, func(id int64) bool {
		dk := d.desks[id]
		return d.fetching[id] == nil && (dk == nil || dk.page == nil)
	})
}

// fetchable chooses whom to fetch, longest idle first; may says who is neither here nor on his way.
func fetchable(others []AgentStatus, pool []int64, may func(int64) bool) []AgentStatus {
	var list []AgentStatus
	for _, a := range others {
		if a.Free && slices.Contains(pool, a.ID) && may(a.ID) {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b AgentStatus) int { return a.Since.Compare(b.Since) })
	return list
}

// fetch has one of the colleagues come here and asks him, or whoever of the pool becomes free here before that.
func (lc *liveCall) fetch(ctx context.Context, g *guest, far []AgentStatus) {
	reason := nobodyCame(g.ask.Kind)
	for _, a := range far {
		asked, moved := lc.fetchOne(ctx, g, a.ID)
		if asked {
			return
		}
		if moved {
			reason = guestNoAnswer // he is on his way, but has not come
		}
		if ctx.Err() != nil {
			break
		}
	}
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	if lc.guest == g { // else he was given up
		lc.inbox.push(call.GuestLost{At: time.Now(), Reason: reason})
	}
}

// fetchOne has a colleague come here and asks him; moved: his seat is here, whether he has come or not.
func (lc *liveCall) fetchOne(ctx context.Context, g *guest, id int64) (asked, moved bool) {
	d, seats := lc.d, lc.d.cfg.Seats
	d.mu.Lock()
	if d.fetching[id] != nil {
		d.mu.Unlock()
		return false, false // another call was faster
	}
	d.fetching[id] = lc
	d.mu.Unlock()
	defer d.fetched(id)
	wished, err := seats.WantSeat(ctx, id, d.cfg.Node, wishLife)
	if err != nil || !wished {
		lc.l.Info("colleague cannot be fetched from his node", "agent", id, "err", err)
		return false, false
	}
	defer func() {
		if !moved {
			lc.dropWish(ctx, id)
		}
	}()
	t := time.NewTicker(fetchEvery)
	defer t.Stop()
	for {
		if lc.ring(g) {
			return true, moved
		}
		select {
		case <-ctx.Done():
			return false, moved
		case <-t.C:
		}
		if moved {
			continue
		}
		here, waits, err := seats.SeatWish(ctx, id, d.cfg.Node, d.cfg.Epoch)
		switch {
		case err != nil: // asked again
		case here:
			moved = true
		case !waits:
			lc.l.Info("colleague is not free at his node", "agent", id)
			return false, false
		}
	}
}

// fetched ends an agent's being fetched: he is free like everybody who sits here, if he does.
func (d *Dialer) fetched(id int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.fetching, id)
	if dk := d.desks[id]; dk != nil {
		d.freeAgainLocked(dk)
	}
}

// dropWish takes the wish for an agent's seat back.
func (lc *liveCall) dropWish(ctx context.Context, id int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), seatTimeout)
	defer cancel()
	if err := lc.d.cfg.Seats.DropWish(ctx, id, lc.d.cfg.Node); err != nil {
		lc.l.Info("the wish for an agent's seat is not taken back; it ends by itself", "agent", id, "err", err)
	}
}

// fetchFor has an agent come here for a caller of the hotline (R19). When he is here he is free like everybody who sits here, and gets
// the caller who is next for him.
func (d *Dialer) fetchFor(w *waiter, id int64) {
	ctx, cancel := context.WithTimeout(d.ctx, fetchLimit)
	defer cancel()
	moved := d.moveHere(ctx, w.lc, id)
	d.fetched(id)
	waits := func() bool { return d.waiting[w.lc.order.Attempt] == w } // under the lock
	t := time.NewTicker(fetchEvery)
	defer t.Stop()
	for moved && ctx.Err() == nil { // nobody else is fetched for him while this one's page is on its way
		d.mu.Lock()
		over := !waits()
		d.mu.Unlock()
		if over {
			break
		}
		select {
		case <-ctx.Done():
		case <-t.C:
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	w.coming = 0
	if waits() {
		rest := avoidFor
		if !moved {
			rest = refusedFor // the picture of his node was old; he may be free in a moment
		}
		w.avoid[id] = time.Now().Add(rest)
		d.assignLocked()
	}
}

// moveHere has an agent's seat moved to this node; false: he is not free there, or does not come in time.
func (d *Dialer) moveHere(ctx context.Context, lc *liveCall, id int64) bool {
	wished, err := d.cfg.Seats.WantSeat(ctx, id, d.cfg.Node, wishLife)
	if err != nil || !wished {
		lc.l.Info("agent cannot be fetched from his node", "agent", id, "err", err)
		return false
	}
	t := time.NewTicker(fetchEvery)
	defer t.Stop()
	for {
		here, waits, err := d.cfg.Seats.SeatWish(ctx, id, d.cfg.Node, d.cfg.Epoch)
		switch {
		case err != nil: // asked again
		case here:
			return true
		case !waits:
			lc.l.Info("agent is not free at his node", "agent", id)
			return false
		}
		select {
		case <-ctx.Done():
			lc.dropWish(ctx, id)
			return false
		case <-t.C:
		}
	}
}

// ring asks a colleague who is here now.
func (lc *liveCall) ring(g *guest) bool {
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	if lc.guest != g || !lc.ringLocked(g) {
		return false
	}
	g.rings = time.Now()
	lc.inbox.push(call.GuestRings{At: g.rings})
	return true
}
