package ari

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// eventually waits for a condition that no event announces.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 5 s: %s", what)
		}
	}
}

func TestWrongPasswordDoesNotHang(t *testing.T) {
	f := newFake(t, nil)
	c := newClient(t, f.URL, func(cfg *Config) { cfg.Password = "wrong" })
	run(t, c)
	eventually(t, "State says why", func() bool { return c.State().Err != nil })
	s := c.State()
	if s.Connected || s.Generation != 0 || !errors.Is(s.Err, ErrUnauthorized) || !strings.Contains(s.Err.Error(), `user "huifang" or its password refused`) {
		t.Errorf("state %+v", s)
	}
	if strings.Contains(s.Err.Error(), "wrong") {
		t.Errorf("the password shows: %v", s.Err)
	}
	if _, err := c.Info(t.Context()); !errors.Is(err, ErrUnauthorized) || Ambiguous(err) {
		t.Errorf("command: %v", err)
	}
}

func TestAsteriskDownAtStartDoesNotHangAndConnectsWhenUp(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()

	c := newClient(t, "http://"+addr, nil)
	q := c.Open()
	run(t, c)
	eventually(t, "State says why", func() bool { return c.State().Err != nil })
	if err := c.State().Err; !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("state: %v", err)
	}
	_, err = c.Info(t.Context())
	if !errors.Is(err, ErrUnavailable) || Ambiguous(err) {
		t.Errorf("command: %v, ambiguous %t", err, Ambiguous(err))
	}

	if ln, err = net.Listen("tcp", addr); err != nil {
		t.Fatal(err)
	}
	newFake(t, ln)
	if got := next[Connected](t, q); got.Generation != 1 {
		t.Errorf("generation %d", got.Generation)
	}
	if s := c.State(); !s.Connected || s.Err != nil {
		t.Errorf("state %+v", s)
	}
}

func TestAsteriskThatAcceptsAndSaysNothingDoesNotHang(t *testing.T) {
	f := newFake(t, nil)
	f.onEvents(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c := newClient(t, f.URL, func(cfg *Config) { cfg.CommandTimeout = 50 * time.Millisecond })
	run(t, c)
	eventually(t, "State says why", func() bool { return errors.Is(c.State().Err, context.DeadlineExceeded) })
}

func TestServerStopsAnsweringIsAnnounced(t *testing.T) {
	f := newFake(t, nil)
	stop := make(chan struct{})
	defer close(stop)
	f.onEvents(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		<-stop // the TCP connection stays, but nothing reads or answers a ping
	})
	c := newClient(t, f.URL, func(cfg *Config) {
		cfg.PingInterval, cfg.ReadTimeout = 20*time.Millisecond, 50*time.Millisecond
	})
	q := c.Open()
	run(t, c)
	next[Connected](t, q)
	if d := next[Disconnected](t, q); !errors.Is(d.Err, errNoPong) {
		t.Errorf("reason: %v", d.Err)
	}
}

func TestAnsweredPingsKeepTheConnection(t *testing.T) {
	_, c, _ := up(t, func(cfg *Config) {
		cfg.PingInterval, cfg.ReadTimeout = 5*time.Millisecond, 2*time.Second
	})
	time.Sleep(100 * time.Millisecond) // some 20 pings
	if s := c.State(); !s.Connected || s.Generation != 1 {
		t.Errorf("state %+v", s)
	}
}

func TestReconnectIsAnnouncedWithGeneration(t *testing.T) {
	var ups, downs atomic.Int32
	f, c, conn := up(t, func(cfg *Config) {
		cfg.Hooks.Connection = func(up bool) {
			if up {
				ups.Add(1)
			} else {
				downs.Add(1)
			}
		}
	})
	a, b := c.Open("a"), c.OpenUnclaimed()
	send(t, conn, `{"type":"StasisEnd","channel":{"id":"a"}}`)
	if e := next[StasisEnd](t, a); e.Generation != 1 {
		t.Errorf("generation %d", e.Generation)
	}
	conn.CloseNow()
	for _, q := range []*Queue{a, b} {
		if d := next[Disconnected](t, q); d.Err == nil || d.Generation != 1 {
			t.Errorf("disconnected %+v", d)
		}
		if e := next[Connected](t, q); e.Generation != 2 {
			t.Errorf("connected %+v", e)
		}
	}
	if s := c.State(); !s.Connected || s.Generation != 2 {
		t.Errorf("state %+v", s)
	}
	send(t, f.socket(t), `{"type":"StasisEnd","channel":{"id":"a"}}`)
	if e := next[StasisEnd](t, a); e.Generation != 2 {
		t.Errorf("generation %d", e.Generation)
	}
	if ups.Load() != 2 || downs.Load() != 1 {
		t.Errorf("hook: %d up, %d down", ups.Load(), downs.Load())
	}
}

func TestRunEndsAnnouncedAndCannotRunTwice(t *testing.T) {
	f := newFake(t, nil)
	c := newClient(t, f.URL, nil)
	q := c.Open()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	next[Connected](t, q)
	if err := c.Run(ctx); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("second Run: %v", err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
	next[Disconnected](t, q)
	if s := c.State(); s.Connected {
		t.Errorf("state %+v", s)
	}
}

func TestTakeoverOfTheApplicationNameIsSaidAndDoesNotFlap(t *testing.T) {
	f, c, conn := up(t, nil)
	q := c.Open()
	send(t, conn, `{"type":"ApplicationReplaced","application":"test"}`)
	if d := next[Disconnected](t, q); !errors.Is(d.Err, ErrReplaced) {
		t.Errorf("reason: %v", d.Err)
	}
	select {
	case <-f.sockets:
		t.Error("came back at once, which displaces the other client")
	case <-time.After(300 * time.Millisecond):
	}
	if s := c.State(); !errors.Is(s.Err, ErrReplaced) {
		t.Errorf("state %+v", s)
	}
}

func TestMessageOfManyChannelsIsRead(t *testing.T) {
	_, c, conn := up(t, nil)
	q := c.Open("a")
	// The websocket library's own limit is 32 KiB.
	send(t, conn, `{"type":"StasisStart","channel":{"id":"a"},"args":[%q]}`, strings.Repeat("x", 1<<20))
	if e := next[StasisStart](t, q); len(e.Args) != 1 || len(e.Args[0]) != 1<<20 {
		t.Errorf("args cut short")
	}
}

func TestBackoff(t *testing.T) {
	want := []time.Duration{100, 200, 400, 800, 1600, 3000, 3000}
	for i, ms := range want {
		d := ms * time.Millisecond
		if got := backoff(i, firstBackoff, lastBackoff, 0); got != d {
			t.Errorf("backoff(%d, 0) = %v, want %v", i, got, d)
		}
		if got := backoff(i, firstBackoff, lastBackoff, 1); got != d/2 {
			t.Errorf("backoff(%d, 1) = %v, want %v", i, got, d/2)
		}
	}
	for _, long := range []int{9, 10, 63, 64, 1 << 40} {
		if got := backoff(long, replacedBackoff, maxReplaced, 0); got != maxReplaced {
			t.Errorf("after %d failures: %v", long, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	good := Config{URL: "http://127.0.0.1:8088/ari", User: "u", Password: "hunter2", App: "a"}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Config){
		"no url":            func(c *Config) { c.URL = "" },
		"websocket url":     func(c *Config) { c.URL = "ws://127.0.0.1/ari" },
		"url with password": func(c *Config) { c.URL = "http://u:hunter2@127.0.0.1/ari" },
		"broken url":        func(c *Config) { c.URL = "http://u:hunter2@127.0.0.1:x/ari" },
		"url with query":    func(c *Config) { c.URL += "?api_key=x" },
		"no user":           func(c *Config) { c.User = "" },
		"no password":       func(c *Config) { c.Password = "" },
		"no app":            func(c *Config) { c.App = "" },
		"two apps":          func(c *Config) { c.App = "a,b" },
		"negative timeout":  func(c *Config) { c.CommandTimeout = -1 },
	} {
		cfg := good
		spoil(&cfg)
		_, err := New(cfg)
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the password shows: %v", name, err)
		}
	}
}
