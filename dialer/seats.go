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
	// and has its Asterisk, or has a call there; with takeOver only while he has a call, with ErrCallElsewhere.
	TakeSeat(ctx context.Context, agent int64, node string, epoch int64, takeOver bool) error
	// LeaveSeats frees seats of the node that were taken longer ago than age.
	LeaveSeats(ctx context.Context, agents []int64, node string, epoch int64, age time.Duration) error
	// Seated lists who sits at the node.
	Seated(ctx context.Context, node string, epoch int64) ([]int64, error)
}

// ErrCallElsewhere says that the agent's call at another node has not ended; ask again soon.
var ErrCallElsewhere = errors.New("the agent's call at another node has not ended")

const (
	seatsEvery  = time.Second
	seatTimeout = 3 * time.Second
	// freshSeat is younger than the desk of a page that is about to be opened on it may be.
	freshSeat = 15 * time.Second
)

// takeSeat seats an agent here before his desk is opened.
func (d *Dialer) takeSeat(ctx context.Context, id int64, takeOver bool) error {
	if d.cfg.Seats == nil {
		return nil
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
	for {
		select {
		case <-ctx.Done():
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), seatTimeout)
			defer cancel()
			if err := d.cfg.Seats.LeaveSeats(ctx, d.idle(), d.cfg.Node, d.cfg.Epoch, 0); err != nil {
				d.log.Warn("seats not freed; they are when the lease of this node expires", "err", err)
			}
			return
		case <-t.C:
		}
		if err := d.checkSeats(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("seats could not be looked after", "err", err)
		}
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
		if d.desks[id] == nil {
			left = append(left, id)
		}
	}
	for id, p := range open {
		dk := d.desks[id]
		if dk == nil || dk.page != p {
			continue
		}
		d.log.Info("agent sits at another node now", "agent", id)
		p.close()
		_ = d.stepLocked(dk, agent.AskOffline{}) // total; after the call, if there is one
		_ = d.stepLocked(dk, agent.PageClosed{}) // total
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
