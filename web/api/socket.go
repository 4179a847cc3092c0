package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
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

// sockets are the open agent pages of this process.
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
		if k.agent.ID == agent {
			if snap, ok := k.last(); ok {
				return snap, true
			}
		}
	}
	return dialer.Snapshot{}, false
}

// Close tells all agent pages that the service restarts (1012) and waits for them until ctx ends. No new one is let in.
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

// socket is one agent's page.
type socket struct {
	api   *API
	conn  *websocket.Conn
	agent dialer.Agent
	token string // of the session
	desk  dialer.Desk
	cause chan closeCause // the first one counts

	mu   sync.Mutex
	snap *dialer.Snapshot
}

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

func (s *socket) last() (dialer.Snapshot, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.snap == nil {
		return dialer.Snapshot{}, false
	}
	return *s.snap, true
}

// serveSocket runs until the page, the desk, the session or the service ends. It owns all goroutines of the page.
func (a *API) serveSocket(w http.ResponseWriter, r *http.Request, u auth.User, token string, takeOver bool) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // Deps.SameOrigin has checked it
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		return // Accept has answered
	}
	conn.SetReadLimit(messageLimit)
	s := &socket{api: a, conn: conn, agent: dialer.Agent{ID: u.ID, Name: u.Name}, token: token, cause: make(chan closeCause, 1)}
	if !a.live.add(s) {
		_ = conn.Close(websocket.StatusServiceRestart, "service restarts")
		return
	}
	defer a.live.remove(s)
	// A hijacked request's context does not end with the connection; the reader notices that.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()

	s.desk, err = s.connect(ctx, takeOver)
	if err != nil {
		code, reason := closeUnavailable, "not available"
		if errors.Is(err, dialer.ErrElsewhere) {
			code, reason = closeElsewhere, "signed in elsewhere"
		} else {
			a.log.ErrorContext(ctx, "agent's desk", "agent_id", u.ID, "error", err)
		}
		_ = conn.Close(code, reason)
		return
	}

	var wg sync.WaitGroup
	work := make(chan AgentMessage, queueLength)
	for _, f := range []func(){
		func() { s.read(work) },
		func() { s.work(ctx, work) },
		func() { s.forward(ctx) },
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
	s.desk.Close()
}

func (s *socket) connect(ctx context.Context, takeOver bool) (dialer.Desk, error) {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	return s.api.deps.Dialer.Connect(ctx, s.agent, takeOver)
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

var digits = regexp.MustCompile(`^[0-9*#A-D]{1,32}$`)

func (s *socket) do(ctx context.Context, m AgentMessage) {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	reply := ServerMessage{ID: m.ID}
	var err error
	switch m.Type {
	case "offer":
		if m.SDP == "" {
			s.refuse(m.ID, replyBad, "offer needs sdp")
			return
		}
		reply.SDP, err = s.desk.Offer(ctx, m.SDP)
	case "ready":
		err = s.desk.Ready(ctx)
	case "pause":
		if len(m.Reason) > 100 {
			s.refuse(m.ID, replyBad, "reason is too long")
			return
		}
		err = s.desk.Pause(ctx, m.Reason)
	case "offline":
		err = s.desk.Offline(ctx)
	case "mute":
		err = s.desk.Mute(ctx, m.On)
	case "hold":
		err = s.desk.Hold(ctx, m.On)
	case "dtmf":
		if !digits.MatchString(m.Digits) {
			s.refuse(m.ID, replyBad, "digits are 1 to 32 of 0-9 * # A-D")
			return
		}
		err = s.desk.DTMF(ctx, m.Digits)
	case "hangup":
		err = s.desk.HangUp(ctx)
	default:
		s.refuse(m.ID, replyBad, "unknown type")
		return
	}
	switch {
	case err == nil:
		s.reply(reply)
	case errors.Is(err, dialer.ErrNotAllowed):
		s.refuse(m.ID, replyNotAllowed, err.Error())
	case errors.Is(err, dialer.ErrNoMedia):
		s.refuse(m.ID, replyNoMedia, err.Error())
	case errors.Is(err, dialer.ErrClosed):
		s.refuse(m.ID, replyClosed, err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		s.refuse(m.ID, CodeTimeout, "it took too long")
		s.api.log.WarnContext(ctx, "agent's command", "agent_id", s.agent.ID, "type", m.Type, "error", err)
	case errors.Is(err, context.Canceled):
		// The page is being closed.
	default:
		s.refuse(m.ID, CodeInternal, "it failed; the log says why")
		s.api.log.ErrorContext(ctx, "agent's command", "agent_id", s.agent.ID, "type", m.Type, "error", err)
	}
}

// forward sends each new snapshot.
func (s *socket) forward(ctx context.Context) {
	updates := s.desk.Updates()
	for {
		select {
		case <-ctx.Done():
			return
		case snap, ok := <-updates:
			if !ok {
				// A desk is closed by another page, or by the dialer when the service ends; then Close tells the page so.
				select {
				case <-ctx.Done():
				case <-time.After(closeGrace):
					s.end(closeTakenOver, "taken over")
				}
				return
			}
			fill(&snap)
			s.mu.Lock()
			s.snap = &snap
			s.mu.Unlock()
			s.send(ServerMessage{Type: "snapshot", Snapshot: &snap})
		}
	}
}

// fill makes empty lists of missing ones, as the description promises.
func fill(s *dialer.Snapshot) {
	if s.Campaign == nil {
		s.Campaign = []string{}
	}
	if s.Call == nil {
		return
	}
	call := *s.Call
	if call.Screen.Extra == nil {
		call.Screen.Extra = [][2]string{}
	}
	if call.Screen.History == nil {
		call.Screen.History = []dialer.Earlier{}
	}
	s.Call = &call
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
		if errors.Is(err, auth.ErrNotSignedIn) || err == nil && u.Role != auth.Agent {
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
