package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
	"huifang/dialer/webrtc/agentpeer"
)

// hundred has 100 agents in recorded two-way conversations over the whole service and counts what is lost. Agents and
// customers number their packets in the payload, which passes unchanged, so that each packet that does not come out at
// the other end is seen, wherever on the way it was lost; and the recordings say what they could not store.
func (b *bench) hundred(ctx context.Context) (rows []row, err error) {
	agents, window := 100, time.Minute
	if b.quick {
		agents, window = 10, 5*time.Second
	}
	phones, err := newPhones()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, phones.close()) }()
	s, err := b.startService(ctx, "hundred", agents, phones.dial("{number}"), lab.NodeOptions{MaxCalls: agents, PerSecond: 20})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.seatNumbered(ctx, agents); err != nil {
		return nil, err
	}
	numbers := make([]string, agents)
	for i := range numbers {
		numbers[i] = b.number(plain)
	}
	if err := s.campaign(ctx, "hundred", numbers); err != nil {
		return nil, err
	}
	if err := s.talking(ctx); err != nil {
		return nil, err
	}
	time.Sleep(2 * time.Second) // the setting up is over
	t := talking{phones: phones}
	for _, d := range s.desks {
		t.peers = append(t.peers, d.Audio)
	}
	customers, heard, began := t.customers(), t.agents(), time.Now()
	used, err := cpuOver(ctx, window, s.node.PID(), b.lab.PBX.PID(), os.Getpid())
	if err != nil {
		return nil, err
	}
	elapsed := time.Since(began)
	atCustomers, atAgents := t.customers().since(customers), t.agents().since(heard)
	if err := s.hangUp(ctx); err != nil {
		return nil, err
	}
	recorded, err := s.recordings(ctx, agents)
	if err != nil {
		return nil, err
	}
	say("%d recorded conversations: service %.1f %%, Asterisk %.1f %%, agents and customers (the bench) %.1f %% of a core", agents, used[0], used[1], used[2])
	none := atAgents.missing == 0 && atCustomers.missing == 0 && recorded.lost == 0 && recorded.whole == agents
	should := float64(agents*packetsPerSecond) * elapsed.Seconds()
	return []row{
		{what: fmt.Sprintf("%d recorded two-way conversations for %s: packets missing at the agents", agents, elapsed.Round(time.Second)),
			ours: fmt.Sprintf("%s (%.1f %% of those due came)", atAgents.shown(), 100*float64(atAgents.came)/should), target: verdict("no packet lost", none)},
		{what: "- at the customers", ours: fmt.Sprintf("%s (%.1f %%)", atCustomers.shown(), 100*float64(atCustomers.came)/should)},
		{what: "- recordings complete; 20 ms frames that they could not store", ours: fmt.Sprintf("%d of %d; %d", recorded.whole, agents, recorded.lost)},
		{what: "- the service; Asterisk; agents and customers (the bench)", ours: fmt.Sprintf("%.1f %%; %.1f %%; %.1f %% of a core", used[0], used[1], used[2])},
	}, nil
}

// seatNumbered is seat with audio whose packets are numbered.
func (s *service) seatNumbered(ctx context.Context, n int) error {
	return s.seatWith(ctx, n, func(ctx context.Context, d *client.Desk) error {
		peer, err := agentpeer.New(agentpeer.Config{ToneHz: 1000, Numbered: true})
		if err != nil {
			return err
		}
		d.Audio = peer // closed with the desk
		if err := peer.Connect(ctx, func(ctx context.Context, offer string) (string, error) {
			return d.Say(ctx, "offer", map[string]any{"sdp": offer})
		}); err != nil {
			return err
		}
		_, err = d.Wait(ctx, func(s dialer.Snapshot) bool { return s.Media == dialer.MediaConnected })
		return err
	})
}

// hangUp has all agents end their calls.
func (s *service) hangUp(ctx context.Context) error {
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for _, d := range s.desks {
		group.Go(func() error {
			if _, err := d.Say(gctx, "hangup", nil); err != nil {
				return err
			}
			_, err := d.WaitState(gctx, dialer.AgentWrapUp)
			return err
		})
	}
	return group.Wait()
}

// recorded is what the database knows of the recordings.
type recorded struct {
	whole int
	lost  int64 // frames
}

// recordings waits until as many are closed as there were calls.
func (s *service) recordings(ctx context.Context, want int) (r recorded, err error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		var closed int
		var reasons []string
		err := s.db.QueryRow(ctx, `select count(*) filter (where state not in ('expected', 'recording')), count(*) filter (where state = 'complete'),
			coalesce(sum(lost_frames), 0), coalesce(array_agg(distinct reason) filter (where reason <> ''), '{}') from recording`).
			Scan(&closed, &r.whole, &r.lost, &reasons)
		if err != nil {
			return r, fmt.Errorf("read the recordings: %w", err)
		}
		if closed >= want {
			if len(reasons) > 0 {
				say("recordings are not whole: %s", strings.Join(reasons, "; "))
			}
			return r, nil
		}
		if !sleep(ctx, 100*time.Millisecond) {
			return r, fmt.Errorf("%d of %d recordings were closed: %w", closed, want, ctx.Err())
		}
	}
}
