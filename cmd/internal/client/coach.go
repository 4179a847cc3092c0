package client

import (
	"context"
	"errors"
	"fmt"

	"huifang/dialer"
	"huifang/dialer/webrtc/agentpeer"
)

// Coach is a supervisor's page: his seat at the conversations of agents, with audio.
type Coach struct {
	*Client
	*socket
	Audio *agentpeer.Peer
	last  dialer.CoachSnapshot // guarded by the socket's mutex
}

// Coach opens the seat, with audio that sends a tone (Hz, 0: silence), at the node where an agent sits, or that of the page (0).
func (c *Client) Coach(ctx context.Context, tone int, agent int64) (*Coach, error) {
	path := "/live/coach"
	if agent != 0 {
		path += fmt.Sprintf("?agent=%d", agent)
	}
	k := &Coach{Client: c}
	var err error
	if k.socket, err = c.dial(ctx, path, func(r reply) {
		if r.Coach != nil {
			k.last = *r.Coach
		}
	}); err != nil {
		return nil, err
	}
	if k.Audio, err = k.audio(ctx, tone); err != nil {
		k.close()
		return nil, err
	}
	if _, err := k.Wait(ctx, func(s dialer.CoachSnapshot) bool { return s.Media == dialer.MediaConnected }); err != nil {
		return nil, errors.Join(err, k.Close())
	}
	return k, nil
}

// Wait waits until a snapshot fits.
func (k *Coach) Wait(ctx context.Context, fits func(dialer.CoachSnapshot) bool) (dialer.CoachSnapshot, error) {
	for {
		k.mu.Lock()
		s, changed, err := k.last, k.changed, k.err
		k.mu.Unlock()
		if fits(s) {
			return s, nil
		}
		if err != nil {
			return s, fmt.Errorf("coach: %w", err)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return s, fmt.Errorf("coach at %+v: %w", s, ctx.Err())
		}
	}
}

// Close closes the page, as a closed tab does.
func (k *Coach) Close() error {
	err := k.Audio.Close()
	k.close()
	return err
}
