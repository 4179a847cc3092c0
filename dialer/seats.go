package dialer

import (
	"context"
	"errors"
	"time"

	"huifang/dialer/agent"
)

// Seats says at which node each agent sits, over all nodes: an agent has one page and one audio leg. Implemented by
// campaign/store. Live attempts keep an agent from having two calls (I8) whatever the seats say.
type Seats interface {
	// TakeSeat seats an agent at the node. Without takeOver it fails with ErrElsewhere while he sits at another one that lives
	// and has its Asterisk, or has a call there; with takeOver only while he has a call, with ErrCallElsewhere. ready: his seat
	// was moved less than ReadyAgain ago, and he has been ready since then; said once.
	TakeSeat(ctx context.Context, agent int64, node string, epoch int64, takeOver bool) (ready time.Time, err error)
	// LeaveSeats frees seats of the node that were taken longer ago than age.
	LeaveSeats(ctx context.Context, agents []int64, node string, epoch int64, age time.Duration) error
	// Seated lists who sits at the node.
	Seated(ctx context.Context, node string, epoch int64) ([]int64, error)

	// WantSeat asks the node at which an agent sits for his seat, for node; the wish ends by itself after life. Not asked: he
	// sits at node already or nowhere, or somebody else has asked.
	WantSeat(ctx context.Context, agent int64, node string, life time.Duration) (asked bool, err error)
	// SeatWish tells how a wish of this node's stands: the agent sits here now, or it waits for the answer; neither: refused.
	SeatWish(ctx context.Context, agent int64, node string, epoch int64) (here, waits bool, err error)
	// DropWish ends a wish: it is refused, or not needed any more.
	DropWish(ctx context.Context, agent int64, by string) error
	// SeatWishes lists the wishes for those who sit at the node.
	SeatWishes(ctx context.Context, node string, epoch int64) ([]SeatWish, error)
	// GiveSeat moves a seat to the node that wishes it, and notes since when its agent is ready. Not given: the wish is over,
	// that node has died or lost its Asterisk, or the agent has a call.
	GiveSeat(ctx context.Context, w SeatWish, node string, epoch int64, ready time.Time) (given bool, err error)
}

// SeatWish is the wish of a node for an agent who sits at another one.
type SeatWish struct {
	Agent int64
	By    string // node
}

// ReadyAgain is how long after the move of his seat an agent's page may come back and find him ready: as long as a page
// may be gone anyway.
const ReadyAgain = agent.Grace

// ErrCallElsewhere says that the agent's call at another node has not ended; ask again soon.
var ErrCallElsewhere = errors.New("the agent's call at another node has not ended")

const (
	seatsEvery  = time.Second
	wishesEvery = 250 * time.Millisecond
	seatTimeout = 3 * time.Second
	// freshSeat is younger than the desk of a page that is about to be opened on it may be.
	freshSeat = 15 * time.Second
)

// takeSeat seats an agent here before his desk is opened.
func (d *Dialer) takeSeat(ctx context.Context, id int64, takeOver bool) (ready time.Time, err error) {
	if d.cfg.Seats == nil {
		return ready, nil
	}
	return d.cfg.Seats.TakeSeat(ctx, id, d.cfg.Node, d.cfg.Epoch, takeOver)
}

// seats keeps desks and seats together until ctx ends. Then it frees the seats, but for those of agents whose call goes on:
// the next start of this node gives it back to them.
func (d *Dialer) seats(ctx context.Context) {
	if d.cfg.Seats == nil {
		return
	}
	t := time.NewTicker(seatsEvery)
	defer t.Stop()
	wishes := make(<-chan time.Time) // nobody else is there to wish
	if d.cfg.Others != nil {
		w := time.NewTicker(wishesEvery)
		defer w.Stop()
		wishes = w.C
	}
	for {
		select {
		case <-ctx.Done():
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), seatTimeout)
			defer cancel()
			if err := d.cfg.Seats.LeaveSeats(ctx, d.idle(), d.cfg.Node, d.cfg.Epoch, 0); err != nil {
				d.log.Warn("seats not freed; they are when the lease of this node expires", "err", err)
			}
			return
		case <-wishes:
			if err := d.giveSeats(ctx); err != nil && ctx.Err() == nil {
				d.log.Debug("wishes for seats", "err", err) // checkSeats warns of a database that is away
			}
		case <-t.C:
			if err := d.checkSeats(ctx); err != nil && ctx.Err() == nil {
				d.log.Warn("seats could not be looked after", "err", err)
			}
		}
	}
}

// giveSeats answers the wishes of other nodes for agents who sit here: only one who is free goes.
func (d *Dialer) giveSeats(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, seatTimeout)
	defer cancel()
	wishes, err := d.cfg.Seats.SeatWishes(ctx, d.cfg.Node, d.cfg.Epoch)
	if err != nil {
		return err
	}
	for _, w := range wishes {
		if err := d.giveSeat(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

func (d *Dialer) giveSeat(ctx context.Context, w SeatWish) error {
	d.mu.Lock()
	dk := d.desks[w.Agent]
	if dk != nil && dk.leaving {
		d.mu.Unlock()
		return nil // an earlier answer was lost; checkSeats finds out what came of it
	}
	if dk == nil || !dk.freeLocked() {
		d.mu.Unlock()
		return d.cfg.Seats.DropWish(ctx, w.Agent, w.By)
	}
	dk.leaving = true // from now on he gets nothing here
	since := dk.s.Since
	d.touch()
	d.mu.Unlock()
	given, err := d.cfg.Seats.GiveSeat(ctx, w, d.cfg.Node, d.cfg.Epoch, since)
	if err != nil {
		return err // he stays marked until checkSeats has found out where he sits
	}
	d.mu.Lock()
	if given {
		d.log.Info("agent's seat was given to another node", "agent", w.Agent, "to", w.By)
		d.awayLocked(dk)
	} else {
		d.staysLocked(dk)
	}
	d.mu.Unlock()
	if !given {
		return d.cfg.Seats.DropWish(ctx, w.Agent, w.By)
	}
	return nil
}

// awayLocked closes the desk of an agent who sits at another node now. His page is told whether he was moved there, and follows,
// or another page of his has taken over.
func (d *Dialer) awayLocked(dk *desk) {
	if dk.page != nil {
		dk.page.moved = dk.leaving
		dk.page.close()
	}
	dk.leaving = false
	_ = d.stepLocked(dk, agent.AskOffline{}) // total; after the call, if there is one
	_ = d.stepLocked(dk, agent.PageClosed{}) // total
}

// staysLocked gives an agent back to this node whose seat was wished for in vain.
func (d *Dialer) staysLocked(dk *desk) {
	dk.leaving = false
	d.freeAgainLocked(dk)
}

// freeAgainLocked offers an agent to whoever waits when nothing keeps him from it any more.
func (d *Dialer) freeAgainLocked(dk *desk) {
	d.touch()
	if dk.freeLocked() {
		d.offerLocked(dk)
	}
	if dk.freeLocked() {
		signal(d.freed)
	}
}

// checkSeats closes the desks of agents who were seated at another node meanwhile, and frees the seats of those who have gone.
func (d *Dialer) checkSeats(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, seatTimeout)
	defer cancel()
	d.mu.Lock()
	open := map[int64]*page{} // their seats were taken before they were opened, so they are in what is read now
	for id, dk := range d.desks {
		if dk.page != nil {
			open[id] = dk.page
		}
	}
	d.mu.Unlock()
	list, err := d.cfg.Seats.Seated(ctx, d.cfg.Node, d.cfg.Epoch)
	if err != nil {
		return err
	}
	var left []int64
	d.mu.Lock()
	for _, id := range list {
		delete(open, id)
		dk := d.desks[id]
		switch {
		case dk == nil:
			left = append(left, id)
		case dk.leaving:
			d.staysLocked(dk)
		}
	}
	for id, p := range open {
		dk := d.desks[id]
		if dk == nil || dk.page != p {
			continue
		}
		d.log.Info("agent sits at another node now", "agent", id)
		d.awayLocked(dk)
	}
	d.mu.Unlock()
	if len(left) == 0 {
		return nil
	}
	return d.cfg.Seats.LeaveSeats(ctx, left, d.cfg.Node, d.cfg.Epoch, freshSeat)
}

// idle lists the agents here who have no call.
func (d *Dialer) idle() []int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	var ids []int64
	for id, dk := range d.desks {
		if dk.s.State != agent.Reserved && dk.s.State != agent.OnCall {
			ids = append(ids, id)
		}
	}
	return ids
}
