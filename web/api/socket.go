package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"huifang/dialer"
	"huifang/web/auth"
)

// Close codes of the agent's WebSocket.
const (
	closeTakenOver   = websocket.StatusCode(4001)
	closeSession     = websocket.StatusCode(4002)
	closeElsewhere   = websocket.StatusCode(4003)
	closeUnavailable = websocket.StatusCode(4004)
	closeMoved       = websocket.StatusCode(4005)
)

// Codes of replies that are not ok.
const (
	replyNotAllowed = "not_allowed"
	replyNoMedia    = "no_media"
	replyClosed     = "closed"
	replyBad        = "bad_message"
	replyTooMany    = "too_many_messages"
)

const (
	socketPing    = 5 * time.Second
	socketRecheck = 10 * time.Second
	socketWrite   = 5 * time.Second
	closeGrace    = 300 * time.Millisecond
	commandLimit  = 10 * time.Second
	messageLimit  = 64 << 10 // an SDP offer has 3 to 10 kB
	queueLength   = 16
)

// sockets are the open pages with a telephone of this process.
type sockets struct {
	mu      sync.Mutex
	open    map[*socket]struct{}
	closing bool
	done    sync.WaitGroup
}

func (s *sockets) init() { s.open = map[*socket]struct{}{} }

func (s *sockets) add(k *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.open[k] = struct{}{}
	s.done.Add(1)
	return true
}

func (s *sockets) remove(k *socket) {
	s.mu.Lock()
	delete(s.open, k)
	s.mu.Unlock()
	s.done.Done()
}

// kick ends the pages whose session is over.
func (s *sockets) kick(match func(*socket) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.open {
		if match(k) {
			k.end(closeSession, "session ended")
		}
	}
}

// snapshot returns what the agent's page was last sent.
func (s *sockets) snapshot(agent int64) (dialer.Snapshot, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.open {
		if d, ok := k.seat.(*deskSeat); ok && k.user.ID == agent {
			if snap, ok := d.last(); ok {
				return snap, true
			}
		}
	}
	return dialer.Snapshot{}, false
}

// Close tells all pages with a telephone that the service restarts (1012) and waits for them until ctx ends. No new one is let in.
func (a *API) Close(ctx context.Context) error {
	a.live.mu.Lock()
	a.live.closing = true
	for k := range a.live.open {
		k.end(websocket.StatusServiceRestart, "service restarts")
	}
	a.live.mu.Unlock()
	gone := make(chan struct{})
	go func() { // ends when the last page does; every page ends because it was told to
		a.live.done.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close agent pages: %w", ctx.Err())
	}
}

// socket is one page with a telephone: an agent's or a supervisor's.
type socket struct {
	api   *API
	conn  *websocket.Conn
	user  auth.User
	roles []auth.Role // that may have this page
	token string      // of the session
	seat  seat
	cause chan closeCause // the first one counts
}

// seat is what a page has at the dialer.
type seat interface {
	// do does what a message asks; sdp is the answer to an offer.
	do(ctx context.Context, m AgentMessage) (sdp string, err error)
	// forward sends the page what is new, until ctx ends or the seat is taken away.
	forward(ctx context.Context, s *socket)
	close()
}

// badMessage is the error of a message that makes no sense; its text is for the page.
type badMessage string

func (e badMessage) Error() string { return string(e) }

type closeCause struct {
	code   websocket.StatusCode
	reason string
}

// end asks for the page to be closed; only the first cause counts.
func (s *socket) end(code websocket.StatusCode, reason string) {
	select {
	case s.cause <- closeCause{code, reason}:
	default:
	}
}

// serveSocket runs until the page, the seat, the session or the service ends. It owns all goroutines of the page.
func (a *API) serveSocket(w http.ResponseWriter, r *http.Request, s *socket, connect func(context.Context) (seat, error)) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // Deps.SameOrigin has checked it
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		return // Accept has answered
	}
	conn.SetReadLimit(messageLimit)
	s.api, s.conn, s.cause = a, conn, make(chan closeCause, 1)
	// A hijacked request's context does not end with the connection; the reader notices that.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	seated, err := func() (seat, error) {
		ctx, cancel := context.WithTimeout(ctx, commandLimit)
		defer cancel()
		return connect(ctx)
	}()
	if err != nil {
		code, reason := closeUnavailable, "not available"
		if errors.Is(err, dialer.ErrElsewhere) {
			code, reason = closeElsewhere, "signed in elsewhere"
		} else {
			a.log.ErrorContext(ctx, "page's seat", "user_id", s.user.ID, "error", err)
		}
		_ = conn.Close(code, reason)
		return
	}
	s.seat = seated
	defer s.seat.close()
	if !a.live.add(s) {
		_ = conn.Close(websocket.StatusServiceRestart, "service restarts")
		return
	}
	defer a.live.remove(s)

	var wg sync.WaitGroup
	work := make(chan AgentMessage, queueLength)
	for _, f := range []func(){
		func() { s.read(work) },
		func() { s.work(ctx, work) },
		func() { s.seat.forward(ctx, s) },
		func() { s.ping(ctx) },
		func() { s.recheck(ctx) },
	} {
		wg.Go(f)
	}
	why := <-s.cause
	cancel()
	// Close sends the code and waits up to 5 s for the page's answer, which read takes; then nothing blocks any more.
	_ = conn.Close(why.code, why.reason)
	wg.Wait()
}

// read takes messages until the connection ends, and queues them, so that an answer to ping never waits for an offer.
func (s *socket) read(work chan<- AgentMessage) {
	defer close(work)
	limit := rate.NewLimiter(20, 40)
	for {
		// No deadline: the ping finds out when the page is gone.
		_, data, err := s.conn.Read(context.Background())
		if err != nil {
			s.end(websocket.StatusNormalClosure, "")
			return
		}
		var m AgentMessage
		switch {
		case !limit.Allow():
			_ = json.Unmarshal(data, &m) // for the id
			s.refuse(m.ID, replyTooMany, "slow down")
		case json.Unmarshal(data, &m) != nil:
			s.refuse(m.ID, replyBad, "not a message")
		case m.Type == "ping":
			s.reply(ServerMessage{ID: m.ID})
		default:
			select {
			case work <- m:
			default:
				s.refuse(m.ID, replyTooMany, "earlier messages are not done yet")
			}
		}
	}
}

// work does what the page asks, one after the other.
func (s *socket) work(ctx context.Context, work <-chan AgentMessage) {
	for m := range work {
		if ctx.Err() != nil {
			continue
		}
		s.do(ctx, m)
	}
}

func (s *socket) do(ctx context.Context, m AgentMessage) {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	sdp, err := s.seat.do(ctx, m)
	var bad badMessage
	var refusal *dialer.Refusal
	switch {
	case err == nil:
		s.reply(ServerMessage{ID: m.ID, SDP: sdp})
	case errors.As(err, &bad):
		s.refuse(m.ID, replyBad, err.Error())
	case errors.As(err, &refusal):
		s.refuse(m.ID, refusal.Code, err.Error())
	case errors.Is(err, dialer.ErrNotAllowed):
		s.refuse(m.ID, replyNotAllowed, err.Error())
	case errors.Is(err, dialer.ErrNoMedia):
		s.refuse(m.ID, replyNoMedia, err.Error())
	case errors.Is(err, dialer.ErrClosed):
		s.refuse(m.ID, replyClosed, err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		s.refuse(m.ID, CodeTimeout, "it took too long")
		s.api.log.WarnContext(ctx, "page's command", "user_id", s.user.ID, "type", m.Type, "error", err)
	case errors.Is(err, context.Canceled):
		// The page is being closed.
	default:
		s.refuse(m.ID, CodeInternal, "it failed; the log says why")
		s.api.log.ErrorContext(ctx, "page's command", "user_id", s.user.ID, "type", m.Type, "error", err)
	}
}

func (s *socket) ping(ctx context.Context) {
	every(ctx, socketPing, func() bool {
		// Not ctx: cancelling it in a write would cut the connection before the close code is sent.
		c, cancel := context.WithTimeout(context.WithoutCancel(ctx), socketPing)
		defer cancel()
		if s.conn.Ping(c) != nil {
			s.end(websocket.StatusGoingAway, "no answer to ping")
			return false
		}
		return true
	})
}

// recheck ends the page when its session has ended. A database that does not answer ends no page.
func (s *socket) recheck(ctx context.Context) {
	every(ctx, socketRecheck, func() bool {
		u, err := s.api.deps.Auth.Recheck(ctx, s.token)
		if errors.Is(err, auth.ErrNotSignedIn) || err == nil && !slices.Contains(s.roles, u.Role) {
			s.end(closeSession, "session ended")
			return false
		}
		return true
	})
}

func every(ctx context.Context, d time.Duration, f func() bool) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if !f() {
				return
			}
		}
	}
}

func (s *socket) reply(m ServerMessage) {
	m.Type, m.OK = "reply", ptr(true)
	s.send(m)
}

func (s *socket) refuse(id int64, code, detail string) {
	s.send(ServerMessage{Type: "reply", ID: id, OK: ptr(false), Code: code, Detail: detail})
}

func (s *socket) send(m ServerMessage) {
	b, err := json.Marshal(m)
	if err != nil { // cannot be: ServerMessage is plain data
		s.api.log.Error("agent's message", "error", err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), socketWrite)
	defer cancel()
	if s.conn.Write(ctx, websocket.MessageText, b) != nil {
		s.end(websocket.StatusGoingAway, "cannot write")
	}
}
