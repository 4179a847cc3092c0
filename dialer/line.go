package dialer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"huifang/ari"
	"huifang/dialer/call"
	"huifang/dialer/webrtc"
)

// line is an agent's standing connection to Asterisk: the gateway's leg, an ExternalMedia channel and a bridge of its
// own. It stands before the first call ("nailed up"), so that putting a customer through is one step, and is built
// anew whenever Asterisk has lost it.
type line struct {
	d      *Dialer
	dk     *desk
	leg    *webrtc.Leg
	log    *slog.Logger
	cancel context.CancelFunc

	// Guarded by Dialer.mu.
	up              bool
	bridge, channel string
}

// Prefixes of the ids of an agent's ExternalMedia channel and bridge; the node's name follows.
const (
	mediaPrefix  = "a1-"
	bridgePrefix = "b1-"
)

// lineRetry is how long a line that could not be built waits, at most, for the next try.
const lineRetry = 3 * time.Second

// lineLocked gives the desk's line, made and started at the first call.
func (d *Dialer) lineLocked(dk *desk) (*line, error) {
	if dk.line != nil {
		return dk.line, nil
	}
	leg, err := d.cfg.Gateway.NewLeg(fmt.Sprintf("agent-%d", dk.id))
	if err != nil {
		return nil, fmt.Errorf("make the agent's leg: %w", err)
	}
	ctx, cancel := context.WithCancel(d.ctx)
	dk.line = &line{d: d, dk: dk, leg: leg, log: d.log.With("agent", dk.id), cancel: cancel}
	d.wg.Go(func() { dk.line.run(ctx) })
	return dk.line, nil
}

func (d *Dialer) legOf(id int64) *webrtc.Leg {
	d.mu.Lock()
	defer d.mu.Unlock()
	if dk := d.desks[id]; dk != nil && dk.line != nil {
		return dk.line.leg
	}
	return nil
}

func (d *Dialer) bridgeOf(id int64) (string, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if dk := d.desks[id]; dk != nil && dk.line != nil && dk.line.up {
		return dk.line.bridge, true
	}
	return "", false
}

// closeLegs ends the media of all agents; used when the dialer stops, after all lines have ended.
func (d *Dialer) closeLegs() {
	d.mu.Lock()
	desks := d.desks
	d.desks = map[int64]*desk{}
	d.mu.Unlock()
	for _, dk := range desks {
		if dk.line != nil {
			dk.line.leg.Close()
		}
	}
}

// run keeps the line standing until ctx ends.
func (ln *line) run(ctx context.Context) {
	wait := 100 * time.Millisecond
	for ctx.Err() == nil {
		lost, err := ln.stand(ctx)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			ln.log.Warn("agent's line could not be built", "err", err)
		} else {
			ln.log.Info("agent's line was lost", "why", lost)
			wait = 100 * time.Millisecond
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, lineRetry)
	}
	if ln.d.stopping() {
		return // conversations go on without us; closeLegs closes the leg
	}
	ln.leg.Close()
}

func (d *Dialer) stopping() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ctx.Err() != nil
}

// stand builds the line and watches it until it is lost. The error is that of the building.
func (ln *line) stand(ctx context.Context) (lost string, err error) {
	client := ln.d.cfg.ARI
	ln.d.mu.Lock()
	ln.d.lines++
	suffix := fmt.Sprintf("%s-%d-%d-%06d", // its last part of fixed width, see channelID
		ln.d.cfg.Node, ln.d.cfg.Epoch, ln.dk.id, ln.d.lines)
	channel, bridge := mediaPrefix+suffix, bridgePrefix+suffix
	ln.channel, ln.bridge = channel, bridge // set before they exist: the reconciliation leaves them alone
	ln.d.mu.Unlock()

	q := client.Open(channel)
	defer q.Close()
	if err := ln.waitConnected(ctx, q); err != nil {
		return "", err
	}
	defer ln.down(channel, bridge)
	_, local, err := client.ExternalMedia(ctx, channel, ln.leg.RTPAddr().String(), "ulaw")
	if err != nil {
		return "", err
	}
	if err := waitStasis(ctx, q); err != nil {
		return "", err
	}
	ln.leg.SetAsterisk(local)
	if err := client.CreateBridge(ctx, bridge, fmt.Sprintf("agent %d", ln.dk.id)); err != nil {
		return "", err
	}
	if err := client.AddToBridge(ctx, bridge, channel); err != nil {
		return "", err
	}
	ln.setUp(true)

	for {
		ev, err := q.Next(ctx)
		if err != nil {
			return "stopped", nil // ctx has ended
		}
		switch ev.(type) {
		case ari.Destroyed, ari.StasisEnd:
			return "channel ended", nil
		case ari.Connected, ari.Unknown:
			if !ln.there(ctx, channel) {
				return "channel gone after reconnect", nil
			}
			ln.setUp(true)
		case ari.Disconnected:
			ln.setUp(false)
		default:
		}
	}
}

// there asks until Asterisk says whether the line's channel still is. A line that counts as up and is not would swallow whoever is
// joined to it, so no answer is none.
func (ln *line) there(ctx context.Context, channel string) bool {
	for {
		_, err := ln.d.cfg.ARI.Channel(ctx, channel)
		if err == nil || errors.Is(err, ari.ErrNotFound) {
			return err == nil
		}
		ln.setUp(false)
		ln.log.Warn("agent's line could not be read; it is asked for again", "err", err)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(readRetry):
		}
	}
}

// waitConnected waits for the ARI connection.
func (ln *line) waitConnected(ctx context.Context, q *ari.Queue) error {
	for !ln.d.cfg.ARI.State().Connected {
		if _, err := q.Next(ctx); err != nil {
			return err
		}
	}
	return nil
}

// waitStasis waits until the channel may be added to a bridge.
func waitStasis(ctx context.Context, q *ari.Queue) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	for {
		ev, err := q.Next(ctx)
		if err != nil {
			return fmt.Errorf("no StasisStart of the agent's media channel: %w", err)
		}
		switch ev.(type) {
		case ari.StasisStart:
			return nil
		case ari.Destroyed:
			return errors.New("the agent's media channel ended at once")
		default:
		}
	}
}

// setUp tells the desk; a call that waits for this line (adopted, or Asterisk lost the leg) is joined to it.
func (ln *line) setUp(up bool) {
	ln.d.mu.Lock()
	defer ln.d.mu.Unlock()
	was := ln.up
	ln.up = up
	ln.d.publishLocked(ln.dk)
	if !up || was {
		return
	}
	if lc := ln.d.calls[ln.dk.s.Attempt]; lc != nil {
		lc.inbox.push(call.LegReady{At: time.Now()})
	}
	signal(ln.d.freed)
}

// down takes the line's channel and bridge away, unless the service is stopping: then a conversation may be in it.
func (ln *line) down(channel, bridge string) {
	ln.setUp(false)
	if ln.d.stopping() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	err := errors.Join(ln.d.cfg.ARI.Hangup(ctx, channel, ""), ln.d.cfg.ARI.DestroyBridge(ctx, bridge))
	if err != nil {
		ln.log.Warn("agent's line not cleared; the reconciliation will", "err", err)
	}
}
