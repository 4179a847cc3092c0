package ari

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// Config describes one Asterisk and our application on it. Zero durations and
// counts mean the default.
type Config struct {
	URL      string // of ARI, "http://127.0.0.1:8088/ari"
	User     string
	Password string
	// App is the Stasis application name. It must be ours alone: a second
	// connection with the same name displaces the first.
	App string

	CommandTimeout time.Duration // limit of every command and of connecting, default 3 s
	PingInterval   time.Duration // between pings on the websocket, default 5 s
	ReadTimeout    time.Duration // a ping unanswered for so long means disconnected, default 5 s
	HighWater      int           // waiting events of a queue that raise an alarm, default 1000

	Logger *slog.Logger // default slog.Default()
	Hooks  Hooks
}

// Hooks let the caller count. They are called in line, some by the reader of
// the websocket, and must return at once. Any may be nil.
type Hooks struct {
	// Command is called after each command; op is a fixed name such as "dial".
	Command func(op string, took time.Duration, err error)
	// Event is called for each message of Asterisk; fate is routed, unclaimed,
	// ignored, unknown or malformed. eventType is "" when it could not be read.
	Event func(eventType, fate string)
	// Connection is called when the websocket goes up or down.
	Connection func(up bool)
	// HighWater is called when more than Config.HighWater events wait in a
	// queue, and at each doubling.
	HighWater func(depth int)
}

// State describes the websocket.
type State struct {
	Connected  bool
	Since      time.Time // of Connected being what it is; of New before the first connection
	Err        error     // why it is not connected, nil before the first attempt
	Generation int       // number of connections made so far; the current one's number
}

// Client is the connection to one Asterisk. All methods may be called
// concurrently.
type Client struct {
	cfg     Config
	base    string // URL without trailing slash
	log     *slog.Logger
	http    *http.Client
	wsHTTP  *http.Client
	deletes chan struct{} // one token: see delete
	running atomic.Bool

	mu     sync.Mutex
	state  State
	queues map[*Queue]struct{}
	byID   map[string][]*Queue
}

// ErrReplaced is the reason of a Disconnected when another client has connected
// with our application name.
var ErrReplaced = errors.New("ari: another client has taken over the application name")

var errNoPong = errors.New("ari: Asterisk did not answer a ping")

const (
	firstBackoff = 100 * time.Millisecond
	lastBackoff  = 3 * time.Second
	// After a takeover: coming back at once would displace the other client,
	// which would come back at once. But the other may also be a ghost of ours,
	// a handshake that a stalled Asterisk found in its backlog, so not too late.
	replacedBackoff = lastBackoff
	maxReplaced     = 30 * time.Second
	// Asterisk's default session_keep_alive is 15 s. We give up idle
	// connections first, or a command could meet one that is being closed.
	idleTimeout = 10 * time.Second
	// Enough that 50 originations a second never open a new connection.
	maxConns = 64
	// The largest message accepted, bytes; the library's default is 32 KiB.
	maxMessage = 4 << 20
)

// New checks the configuration. It does no I/O; commands work from here on,
// except those that need events (see Client.Run).
func New(cfg Config) (*Client, error) {
	u, err := url.Parse(cfg.URL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("ari: url: %w", plain(err)) // without the URL: it may hold a password
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "", u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, fmt.Errorf("ari: url %q: want http://host:port/ari without user, query and fragment", u.Redacted())
	case cfg.User == "" || strings.Contains(cfg.User, ":"):
		return nil, fmt.Errorf("ari: user %q: must not be empty or contain a colon", cfg.User)
	case cfg.Password == "":
		return nil, errors.New("ari: password is empty")
	case !validID(cfg.App):
		return nil, fmt.Errorf("ari: application name %q: %w", cfg.App, ErrInvalid)
	case cfg.CommandTimeout < 0 || cfg.PingInterval < 0 || cfg.ReadTimeout < 0 || cfg.HighWater < 0:
		return nil, errors.New("ari: negative timeout, interval or high-water mark")
	}
	cfg.CommandTimeout = cmp.Or(cfg.CommandTimeout, 3*time.Second)
	cfg.PingInterval = cmp.Or(cfg.PingInterval, 5*time.Second)
	cfg.ReadTimeout = cmp.Or(cfg.ReadTimeout, 5*time.Second)
	cfg.HighWater = cmp.Or(cfg.HighWater, 1000)
	cfg.Logger = cmp.Or(cfg.Logger, slog.Default())

	dialer := &net.Dialer{Timeout: cfg.CommandTimeout, KeepAlive: idleTimeout}
	newHTTP := func(conns int) *http.Client {
		return &http.Client{
			Transport: &http.Transport{ // no Proxy: Asterisk is a neighbour
				DialContext:         dialer.DialContext,
				MaxIdleConns:        maxConns,
				MaxIdleConnsPerHost: maxConns,
				MaxConnsPerHost:     conns,
				IdleConnTimeout:     idleTimeout,
				TLSHandshakeTimeout: cfg.CommandTimeout,
				DisableCompression:  true,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return &Client{
		cfg:     cfg,
		base:    strings.TrimRight(cfg.URL, "/"),
		log:     cfg.Logger.With("ari", u.Host, "app", cfg.App),
		http:    newHTTP(maxConns),
		wsHTTP:  newHTTP(0), // websockets never come back to a pool
		deletes: make(chan struct{}, 1),
		state:   State{Since: time.Now()},
		queues:  map[*Queue]struct{}{},
		byID:    map[string][]*Queue{},
	}, nil
}

// App is the name of our Stasis application.
func (c *Client) App() string { return c.cfg.App }

// State returns the state of the websocket.
func (c *Client) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Run keeps the websocket connected until ctx ends and then returns ctx's
// error. It never gives up: while Asterisk is down or refuses us, State says
// why and Run tries again after 0.1 s to 3 s (after ErrReplaced 3 s to 30 s). It
// may run once at a time.
//
// CreateChannel, ExternalMedia and Dial are refused while it is not connected:
// nobody would hear of the call.
func (c *Client) Run(ctx context.Context) error {
	if !c.running.CompareAndSwap(false, true) {
		return errors.New("ari: Run is already running")
	}
	defer c.running.Store(false)
	defer c.http.CloseIdleConnections()
	defer c.wsHTTP.CloseIdleConnections()

	var failures, takeovers int
	for ctx.Err() == nil {
		lived, err := c.session(ctx)
		if ctx.Err() != nil {
			break
		}
		// A connection that is lost at once again is no success.
		if lived > lastBackoff {
			failures = 0
		}
		if lived > maxReplaced {
			takeovers = 0
		}
		wait := backoff(failures, firstBackoff, lastBackoff, rand.Float64())
		failures++
		if errors.Is(err, ErrReplaced) {
			wait = backoff(takeovers, replacedBackoff, maxReplaced, rand.Float64())
			takeovers++
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return ctx.Err()
}

// backoff returns the wait before the next attempt to connect: doubling from
// first to last, less up to a half by jitter in [0,1), so that several clients do
// not come back in step.
func backoff(failures int, first, last time.Duration, jitter float64) time.Duration {
	d := last
	if failures < 10 {
		d = min(first<<failures, last)
	}
	return d - time.Duration(float64(d)/2*jitter)
}

// session makes one connection and reads it to its end. lived is 0 when it was
// never made.
func (c *Client) session(ctx context.Context) (lived time.Duration, err error) {
	conn, err := c.connect(ctx)
	if err != nil {
		if ctx.Err() == nil {
			c.refused(err)
		}
		return 0, err
	}
	defer func() { _ = conn.CloseNow() }() // it may be closed already
	start := time.Now()
	generation := c.connected(start)

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var pinger sync.WaitGroup
	pinger.Go(func() { c.ping(ctx, conn, cancel) })

	err = c.read(ctx, conn, generation)
	if cause := context.Cause(ctx); cause != nil {
		err = cause // a failed read is then only the consequence
	}
	cancel(nil)
	pinger.Wait()
	c.disconnected(err)
	return time.Since(start), err
}

// connect performs the handshake within CommandTimeout.
func (c *Client) connect(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.CommandTimeout)
	defer cancel()
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(c.cfg.User, c.cfg.Password)
	//nolint:bodyclose // the library closes it; after the handshake it is the connection
	conn, resp, err := websocket.Dial(ctx, c.base+"/events?"+url.Values{"app": {c.cfg.App}}.Encode(),
		&websocket.DialOptions{HTTPClient: c.wsHTTP, HTTPHeader: r.Header, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		e := &Error{Op: "connect", Err: plain(err)}
		if resp != nil { // Asterisk answered, but refused
			e.Status, e.Message = resp.StatusCode, http.StatusText(resp.StatusCode)
			switch {
			case resp.StatusCode == http.StatusUnauthorized:
				e.Message = fmt.Sprintf("user %q or its password refused, see ari.conf", c.cfg.User)
			case resp.StatusCode == http.StatusNotFound:
				e.Message = "nothing at this URL: is ARI enabled and res_ari_events loaded?"
			case resp.StatusCode < 300 && resp.StatusCode != http.StatusSwitchingProtocols:
				e.Message = "no websocket at this URL"
			}
		}
		return nil, e
	}
	conn.SetReadLimit(maxMessage)
	return conn, nil
}

// ping ends the session by cancel when Asterisk stops answering.
func (c *Client) ping(ctx context.Context, conn *websocket.Conn, cancel context.CancelCauseFunc) {
	tick := time.NewTicker(c.cfg.PingInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		pctx, done := context.WithTimeout(ctx, c.cfg.ReadTimeout)
		err := conn.Ping(pctx)
		late := pctx.Err() != nil
		done()
		if err != nil {
			// Any other failure is the connection's, and the reader says it better.
			if late {
				cancel(errNoPong)
			}
			return
		}
	}
}

// read routes messages until the connection or ctx ends.
func (c *Client) read(ctx context.Context, conn *websocket.Conn, generation int) error {
	for {
		_, raw, err := conn.Read(ctx)
		if err != nil {
			return fmt.Errorf("ari: websocket: %w", err)
		}
		m := decode(raw, Header{Received: time.Now(), Generation: generation})
		c.route(m)
		if m.replaced {
			return ErrReplaced
		}
	}
}

// route puts a message into the queues that want it. It never waits for them.
func (c *Client) route(m message) {
	f := m.fate
	var alarms []int
	if m.ev != nil {
		c.mu.Lock()
		var to []*Queue
		for i, id := range m.ids {
			for _, q := range c.byID[id] {
				if i == 0 || !slices.Contains(to, q) { // once, though it may name both ids
					to = append(to, q)
				}
			}
		}
		if len(to) == 0 {
			for q := range c.queues {
				if q.unclaimed {
					to = append(to, q)
				}
			}
			f = cmp.Or(f, unclaimed)
		}
		alarms = pushAll(to, m.ev)
		c.mu.Unlock()
	}
	f = cmp.Or(f, routed)
	if u, ok := m.ev.(Unknown); ok {
		c.log.Warn("event not understood", "type", m.typ, "fate", f, "ids", m.ids, "bytes", len(u.Raw), "err", u.Err)
	}
	if c.cfg.Hooks.Event != nil {
		c.cfg.Hooks.Event(m.typ, string(f))
	}
	c.alarm(alarms)
}

func pushAll(to []*Queue, ev Event) (alarms []int) {
	for _, q := range to {
		if depth := q.push(ev); depth > 0 {
			alarms = append(alarms, depth)
		}
	}
	return alarms
}

func (c *Client) alarm(depths []int) {
	for _, d := range depths {
		c.log.Warn("event queue above its high-water mark: its consumer is slow or stuck", "waiting", d)
		if c.cfg.Hooks.HighWater != nil {
			c.cfg.Hooks.HighWater(d)
		}
	}
}

// announce sets the state and tells every queue, in one step: a queue opened
// before hears of it, one opened later sees it in State.
func (c *Client) announce(s State, ev Event) {
	c.mu.Lock()
	c.state = s
	var alarms []int
	for q := range c.queues {
		if depth := q.push(ev); depth > 0 {
			alarms = append(alarms, depth)
		}
	}
	c.mu.Unlock()
	if c.cfg.Hooks.Connection != nil {
		c.cfg.Hooks.Connection(s.Connected)
	}
	c.alarm(alarms)
}

func (c *Client) connected(now time.Time) (generation int) {
	generation = c.State().Generation + 1 // only this goroutine writes it
	c.announce(State{Connected: true, Since: now, Generation: generation},
		Connected{Header{Received: now, Generation: generation}})
	c.log.Info("connected to Asterisk", "generation", generation)
	return generation
}

func (c *Client) disconnected(err error) {
	now, s := time.Now(), c.State()
	c.announce(State{Since: now, Err: err, Generation: s.Generation},
		Disconnected{Header{Received: now, Generation: s.Generation}, err})
	if errors.Is(err, context.Canceled) {
		c.log.Info("disconnected from Asterisk", "generation", s.Generation)
		return
	}
	c.log.Warn("lost the connection to Asterisk", "generation", s.Generation, "err", err)
}

// refused records a failed attempt, and logs it unless the last one said the same.
func (c *Client) refused(err error) {
	c.mu.Lock()
	last := c.state.Err
	c.state.Err = err
	c.mu.Unlock()
	if last == nil || last.Error() != err.Error() {
		c.log.Warn("cannot connect to Asterisk, trying again", "err", err)
	}
}
