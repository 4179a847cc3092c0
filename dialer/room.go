package dialer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"huifang/dialer/webrtc"
)

// room is the place of a call that has no agent (yet): a bridge, an ExternalMedia channel in it, and the gateway's end of
// that, which hears the customer's side and plays to it.
type room struct {
	d               *Dialer
	port            *webrtc.Room
	bridge, channel string
}

// Prefixes of the ids of a room's ExternalMedia channel and bridge; the node's name follows.
const (
	roomMediaPrefix  = "r1-"
	roomBridgePrefix = "q1-"
)

// roomTimeout bounds the making of a room, and its taking away.
const roomTimeout = 3 * time.Second

// openRoom makes a room for the named call. The name is for logs.
func (d *Dialer) openRoom(ctx context.Context, name string) (*room, error) {
	ctx, cancel := context.WithTimeout(ctx, roomTimeout)
	defer cancel()
	port, err := d.cfg.Gateway.NewRoom(name)
	if err != nil {
		return nil, fmt.Errorf("open a room: %w", err)
	}
	rm := &room{d: d, port: port}
	d.mu.Lock()
	d.lines++
	suffix := fmt.Sprintf("%s-%d-%08d", d.cfg.Node, d.cfg.Epoch, d.lines) // its last part of fixed width, see channelID
	rm.channel, rm.bridge = roomMediaPrefix+suffix, roomBridgePrefix+suffix
	d.rooms[rm] = struct{}{} // before it exists at Asterisk: the reconciliation leaves it alone
	d.mu.Unlock()
	if err := rm.build(ctx, name); err != nil {
		rm.close()
		return nil, fmt.Errorf("open a room: %w", err)
	}
	return rm, nil
}

func (rm *room) build(ctx context.Context, name string) error {
	client := rm.d.cfg.ARI
	q := client.Open(rm.channel)
	defer q.Close()
	if err := client.CreateBridge(ctx, rm.bridge, name); err != nil {
		return err
	}
	_, local, err := client.ExternalMedia(ctx, rm.channel, rm.port.RTPAddr().String(), "ulaw")
	if err != nil {
		return err
	}
	if err := waitStasis(ctx, q); err != nil {
		return err
	}
	rm.port.SetAsterisk(local)
	return client.AddToBridge(ctx, rm.bridge, rm.channel)
}

// close takes the room away. What cannot be taken away at Asterisk now the reconciliation does.
func (rm *room) close() {
	rm.port.Close()
	ctx, cancel := context.WithTimeout(context.Background(), roomTimeout)
	defer cancel()
	err := errors.Join(rm.d.cfg.ARI.Hangup(ctx, rm.channel, ""), rm.d.cfg.ARI.DestroyBridge(ctx, rm.bridge))
	if err != nil {
		rm.d.log.Warn("room not cleared; the reconciliation will", "err", err)
	}
	rm.d.mu.Lock()
	delete(rm.d.rooms, rm)
	rm.d.mu.Unlock()
}
