package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"huifang/dialer/webrtc/agentpeer"
)

// originateTo has the PBX call a number itself and go on with a context of its dialplan at the answer, as dialers on
// app_queue do. It returns at once.
func (b *bench) originateTo(ctx context.Context, channel, endpoint, number, dialplan string) error {
	pbx := b.lab.PBX
	query := url.Values{"endpoint": {endpoint}, "context": {dialplan}, "extension": {number}, "priority": {"1"}, "channelId": {channel},
		"callerId": {callerID}, "timeout": {"20"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, pbx.ARIURL()+"/channels?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	req.SetBasicAuth(pbx.User, pbx.Password)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("originate: %w", err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<16)) // it is only shown
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("originate: %s: %s", resp.Status, text)
	}
	return nil
}

// spare is how many more softphones there are than calls at a time, so that one is always idle.
const spare = 2

// block calls each number once, as many at a time as leave an agent idle, and gives the arrivals of the first packets.
func (s *softphones) block(ctx context.Context, phones *phones, numbers []string) (map[string]arrival, error) {
	todo := make(chan string, len(numbers))
	for _, n := range numbers {
		todo <- n
	}
	close(todo)
	var mu sync.Mutex
	first := map[string]arrival{}
	group, gctx := errgroup.WithContext(ctx)
	for range len(s.phones) - spare {
		group.Go(func() error {
			for n := range todo {
				at, err := s.call(gctx, n, phones.dial(n))
				if err != nil {
					return fmt.Errorf("call through app_queue: %w", err)
				}
				mu.Lock()
				first[n] = at
				mu.Unlock()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return first, nil
}

func (s *softphones) call(ctx context.Context, number, endpoint string) (arrival, error) {
	channel := "bench-queue-" + number
	if err := s.b.originateTo(ctx, channel, endpoint, number, "bench-queue"); err != nil {
		return arrival{}, err
	}
	audio, err := s.audio(ctx, number)
	if err != nil {
		return arrival{}, err
	}
	heard := audio.Stats()
	time.Sleep(100 * time.Millisecond) // a word is said
	if err := s.client.Hangup(ctx, channel, ""); err != nil {
		return arrival{}, err
	}
	time.Sleep(150 * time.Millisecond) // the queue has seen that the agent is idle again
	return arrival{heard.FirstNumbered, heard.FirstNumber}, nil
}

// audio waits until the agent who has taken a number's call hears the customer.
func (s *softphones) audio(ctx context.Context, number string) (*agentpeer.Peer, error) {
	var c *softCall
	_, err := firstOf(ctx, 10*time.Second, func() time.Time {
		if c = s.talk(number); c != nil && c.err == nil {
			return c.audio.Stats().FirstNumbered
		}
		return time.Time{}
	})
	switch {
	case c != nil && c.err != nil:
		return nil, c.err
	case err != nil:
		return nil, err
	}
	return c.audio, nil
}
