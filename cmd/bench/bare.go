package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"huifang/ari"
	"huifang/dialer/webrtc/agentpeer"
)

// quiet is a logger for what runs inside the bench: only what went wrong.
func quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}

// bareClient connects an ARI client of the bench's own to the PBX; stop ends it.
func (b *bench) bareClient(ctx context.Context, app string) (client *ari.Client, stop func() error, err error) {
	client, err = ari.New(ari.Config{URL: b.lab.PBX.ARIURL(), User: b.lab.PBX.User, Password: b.lab.PBX.Password, App: app, Logger: quiet()})
	if err != nil {
		return nil, nil, err
	}
	stop = background(ctx, client.Run)
	if err := connected(ctx, client); err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	return client, stop, nil
}

// background runs f until stop is called, which returns f's error unless it is that of the end.
func background(ctx context.Context, f func(context.Context) error) (stop func() error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	return sync.OnceValue(func() error {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	})
}

func connected(ctx context.Context, client *ari.Client) error {
	for !client.State().Connected {
		select {
		case <-ctx.Done():
			return fmt.Errorf("connect to ARI: %w", ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// bareAgents are ExternalMedia channels that end in plain sockets.
type bareAgents struct {
	client *ari.Client
	stop   func() error
	legs   []*bareLeg
}

// bareLeg is one of them, in a bridge of its own.
type bareLeg struct {
	channel, bridge string
	conn            *net.UDPConn
	done            chan struct{}

	mu    sync.Mutex
	first arrival // of the first packet since the last mark
}

func (b *bench) newBareAgents(ctx context.Context, n int) (a *bareAgents, err error) {
	a = &bareAgents{}
	if a.client, a.stop, err = b.bareClient(ctx, "bench-connect"); err != nil {
		return nil, err
	}
	for i := range n {
		if err := a.add(ctx, fmt.Sprintf("bench-%d", i)); err != nil {
			return nil, errors.Join(fmt.Errorf("bare agent: %w", err), a.close())
		}
	}
	return a, nil
}

func (a *bareAgents) add(ctx context.Context, name string) error {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
	if err != nil {
		return err
	}
	leg := &bareLeg{channel: name + "-media", bridge: name + "-bridge", conn: conn, done: make(chan struct{})}
	a.legs = append(a.legs, leg)
	go leg.read()
	q := a.client.Open(leg.channel)
	defer q.Close()
	if _, _, err := a.client.ExternalMedia(ctx, leg.channel, conn.LocalAddr().String(), "ulaw"); err != nil {
		return err
	}
	if err := waitFor[ari.StasisStart](ctx, q); err != nil {
		return err
	}
	if err := a.client.CreateBridge(ctx, leg.bridge, name); err != nil {
		return err
	}
	return a.client.AddToBridge(ctx, leg.bridge, leg.channel)
}

// waitFor waits for an event of a type.
func waitFor[T ari.Event](ctx context.Context, q *ari.Queue) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		ev, err := q.Next(ctx)
		if err != nil {
			var want T
			return fmt.Errorf("wait for %T: %w", want, err)
		}
		if _, ok := ev.(T); ok {
			return nil
		}
	}
}

func (l *bareLeg) read() {
	defer close(l.done)
	buf := make([]byte, 1500)
	for {
		n, _, err := l.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return // closed
		}
		now := time.Now()
		number, ok := agentpeer.NumberOf(buf[min(12, n):n])
		l.mu.Lock()
		if ok && l.first.at.IsZero() {
			l.first = arrival{now, number}
		}
		l.mu.Unlock()
	}
}

func (l *bareLeg) mark() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.first = arrival{}
}

func (l *bareLeg) firstPacket() arrival {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first
}

func (a *bareAgents) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var errs []error
	for _, l := range a.legs {
		errs = append(errs, a.client.Hangup(ctx, l.channel, ""), a.client.DestroyBridge(ctx, l.bridge))
	}
	errs = append(errs, a.stop())
	for _, l := range a.legs {
		errs = append(errs, l.conn.Close())
		<-l.done
	}
	return errors.Join(errs...)
}

// block calls each number once, on all legs side by side, and gives the arrivals of the first packets.
func (a *bareAgents) block(ctx context.Context, phones *phones, numbers []string) (map[string]arrival, error) {
	todo := make(chan string, len(numbers))
	for _, n := range numbers {
		todo <- n
	}
	close(todo)
	var mu sync.Mutex
	first := map[string]arrival{}
	group, gctx := errgroup.WithContext(ctx)
	for _, leg := range a.legs {
		group.Go(func() error {
			for n := range todo {
				at, err := a.call(gctx, leg, n, phones.dial(n))
				if err != nil {
					return fmt.Errorf("bare call: %w", err)
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

func (a *bareAgents) call(ctx context.Context, leg *bareLeg, number, endpoint string) (arrival, error) {
	channel := "bench-call-" + number
	q := a.client.Open(channel)
	defer q.Close()
	if _, err := a.client.CreateChannel(ctx, ari.CreateRequest{ID: channel, Endpoint: endpoint, CallerID: callerID, Formats: "ulaw,alaw"}); err != nil {
		return arrival{}, err
	}
	if err := waitFor[ari.StasisStart](ctx, q); err != nil {
		return arrival{}, err
	}
	if err := a.client.AddToBridge(ctx, leg.bridge, channel); err != nil {
		return arrival{}, err
	}
	leg.mark()
	if err := a.client.Dial(ctx, channel, 20*time.Second); err != nil {
		return arrival{}, err
	}
	if _, err := firstOf(ctx, 10*time.Second, func() time.Time { return leg.firstPacket().at }); err != nil {
		return arrival{}, err
	}
	time.Sleep(100 * time.Millisecond) // a word is said
	if err := a.client.Hangup(ctx, channel, ""); err != nil {
		return arrival{}, err
	}
	if err := waitFor[ari.Destroyed](ctx, q); err != nil {
		return arrival{}, err
	}
	time.Sleep(30 * time.Millisecond) // packets on their way arrive before the next mark
	return leg.firstPacket(), nil
}
