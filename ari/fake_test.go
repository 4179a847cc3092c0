package ari

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake plays only the faults that a real Asterisk does not produce on demand;
// that the real one is understood is shown elsewhere.
type fake struct {
	*httptest.Server
	conns   atomic.Int32 // TCP connections ever accepted
	sockets chan *websocket.Conn

	mu      sync.Mutex
	command http.HandlerFunc // everything but /ari/events
	events  http.HandlerFunc
}

const password = "secret"

// newFake starts a fake Asterisk on ln, or on a free port when ln is nil.
func newFake(t *testing.T, ln net.Listener) *fake {
	t.Helper()
	f := &fake{sockets: make(chan *websocket.Conn, 100)}
	f.events = func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Errorf("accept: %v", err)
			return
		}
		defer conn.CloseNow()
		f.sockets <- conn
		for { // answers pings while it reads
			if _, _, err := conn.Read(context.Background()); err != nil {
				return
			}
		}
	}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, pass, _ := r.BasicAuth(); user != "huifang" || pass != password {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		f.mu.Lock()
		h := f.command
		if r.URL.Path == "/ari/events" {
			h = f.events
		}
		f.mu.Unlock()
		if h == nil {
			t.Errorf("unexpected %s %s", r.Method, r.URL)
			return
		}
		h(w, r)
	}))
	if ln != nil {
		_ = f.Listener.Close()
		f.Listener = ln
	}
	f.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			f.conns.Add(1)
		}
	}
	f.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	f.Start()
	t.Cleanup(f.Close)
	return f
}

func (f *fake) onCommand(h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.command = h
}

func (f *fake) onEvents(h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events = h
}

func (f *fake) socket(t *testing.T) *websocket.Conn {
	t.Helper()
	select {
	case c := <-f.sockets:
		return c
	case <-time.After(5 * time.Second):
		t.Fatal("the client has not connected")
		return nil
	}
}

func send(t *testing.T, conn *websocket.Conn, format string, args ...any) {
	t.Helper()
	if err := conn.Write(t.Context(), websocket.MessageText, fmt.Appendf(nil, format, args...)); err != nil {
		t.Fatalf("send: %v", err)
	}
}

// reply answers a command.
func reply(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// newClient does not connect; mod may be nil.
func newClient(t *testing.T, url string, mod func(*Config)) *Client {
	t.Helper()
	cfg := Config{
		URL: url + "/ari", User: "huifang", Password: password, App: "test",
		Logger: slog.New(slog.DiscardHandler),
	}
	if mod != nil {
		mod(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// run starts the client's Run and ends it with the test.
func run(t *testing.T, c *Client) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Error("Run does not end with its context")
		}
	})
}

func next[E Event](t *testing.T, q *Queue) E {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	ev, err := q.Next(ctx)
	if err != nil {
		t.Fatalf("no event: %v", err)
	}
	e, ok := ev.(E)
	if !ok {
		t.Fatalf("got %T %+v, want %T", ev, ev, e)
	}
	return e
}

// up returns a fake, a connected client and the fake's end of the websocket.
func up(t *testing.T, mod func(*Config)) (*fake, *Client, *websocket.Conn) {
	t.Helper()
	f := newFake(t, nil)
	c := newClient(t, f.URL, mod)
	q := c.Open()
	run(t, c)
	next[Connected](t, q)
	q.Close()
	return f, c, f.socket(t)
}
