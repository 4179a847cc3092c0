package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"huifang/dialer"
	"huifang/dialer/webrtc/agentpeer"
)

// socket is a page's WebSocket: requests with replies, and what the server sends by itself.
type socket struct {
	conn *websocket.Conn
	done chan struct{}

	mu      sync.Mutex
	next    int64
	replies map[int64]chan reply
	changed chan struct{} // closed at the next message that is no reply
	err     error
}

type reply struct {
	Type     string                `json:"type"`
	ID       int64                 `json:"id"`
	OK       bool                  `json:"ok"`
	SDP      string                `json:"sdp"`
	Code     string                `json:"code"`
	Detail   string                `json:"detail"`
	Snapshot *dialer.Snapshot      `json:"snapshot"`
	Coach    *dialer.CoachSnapshot `json:"coach"`
}

// ReplyError is a refusal on the WebSocket.
type ReplyError struct{ Code, Detail string }

func (e *ReplyError) Error() string { return e.Code + ": " + e.Detail }

// dial opens a WebSocket; take is called, with the lock held, for each message that is no reply.
func (c *Client) dial(ctx context.Context, path string, take func(reply)) (*socket, error) {
	url := strings.Replace(c.Base, "http", "ws", 1) + "/api/v1" + path
	conn, resp, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: &http.Client{Jar: c.http.Jar},
		HTTPHeader: http.Header{"Origin": {c.Base}}})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close() // of the handshake; empty
	}
	conn.SetReadLimit(1 << 20)
	s := &socket{conn: conn, done: make(chan struct{}), replies: map[int64]chan reply{}, changed: make(chan struct{})}
	go s.read(take)
	return s, nil
}

func (s *socket) read(take func(reply)) {
	defer close(s.done)
	for {
		_, raw, err := s.conn.Read(context.Background()) // ended by Close
		var r reply
		if err == nil {
			err = json.Unmarshal(raw, &r)
		}
		s.mu.Lock()
		switch {
		case err != nil:
			s.err = err
			close(s.changed)
			s.mu.Unlock()
			return
		case r.Type == "reply":
			if ch := s.replies[r.ID]; ch != nil {
				ch <- r
				delete(s.replies, r.ID)
			}
		default:
			take(r)
			close(s.changed)
			s.changed = make(chan struct{})
		}
		s.mu.Unlock()
	}
}

// CloseCode gives the close code of a page whose connection has ended, -1 otherwise.
func (s *socket) CloseCode() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int(websocket.CloseStatus(s.err))
}

// Say sends a message and waits for the reply.
func (s *socket) Say(ctx context.Context, kind string, fields map[string]any) (sdp string, err error) {
	ch := make(chan reply, 1)
	s.mu.Lock()
	s.next++
	id := s.next
	s.replies[id] = ch
	s.mu.Unlock()
	m := map[string]any{"id": id, "type": kind}
	for k, v := range fields {
		m[k] = v
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	if err := s.conn.Write(ctx, websocket.MessageText, raw); err != nil {
		return "", fmt.Errorf("%s: %w", kind, err)
	}
	select {
	case r := <-ch:
		if !r.OK {
			return "", fmt.Errorf("%s: %w", kind, &ReplyError{r.Code, r.Detail})
		}
		return r.SDP, nil
	case <-s.done:
		return "", fmt.Errorf("%s: connection ended", kind)
	case <-ctx.Done():
		return "", fmt.Errorf("%s: %w", kind, ctx.Err())
	}
}

// audio connects a browser's audio that sends a tone (Hz, 0: silence).
func (s *socket) audio(ctx context.Context, tone int) (*agentpeer.Peer, error) {
	peer, err := agentpeer.New(agentpeer.Config{ToneHz: tone})
	if err != nil {
		return nil, err
	}
	err = peer.Connect(ctx, func(ctx context.Context, offer string) (string, error) {
		return s.Say(ctx, "offer", map[string]any{"sdp": offer})
	})
	if err != nil {
		return nil, errors.Join(err, peer.Close())
	}
	return peer, nil
}

func (s *socket) close() {
	_ = s.conn.Close(websocket.StatusGoingAway, "page closed") // may be gone already
	<-s.done
}

// Desk is an agent's page: the WebSocket with the snapshots, and the audio.
type Desk struct {
	*Client
	*socket
	Audio *agentpeer.Peer // nil before Attach
	last  dialer.Snapshot // guarded by the socket's mutex
}

// Desk opens the agent's desk.
func (c *Client) Desk(ctx context.Context, takeOver bool) (*Desk, error) {
	path := "/agent/socket"
	if takeOver {
		path += "?take_over=1"
	}
	d := &Desk{Client: c}
	var err error
	if d.socket, err = c.dial(ctx, path, func(r reply) {
		if r.Snapshot != nil {
			d.last = *r.Snapshot
		}
	}); err != nil {
		return nil, err
	}
	if _, err := d.Wait(ctx, func(s dialer.Snapshot) bool { return s.Seq > 0 }); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Snapshot returns the newest snapshot.
func (d *Desk) Snapshot() dialer.Snapshot {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

// Wait waits until a snapshot fits.
func (d *Desk) Wait(ctx context.Context, fits func(dialer.Snapshot) bool) (dialer.Snapshot, error) {
	for {
		d.mu.Lock()
		s, changed, err := d.last, d.changed, d.err
		d.mu.Unlock()
		if fits(s) {
			return s, nil
		}
		if err != nil {
			return s, fmt.Errorf("desk: %w", err)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return s, fmt.Errorf("desk in state %s, call %+v: %w", s.State, s.Call, ctx.Err())
		}
	}
}

// WaitState waits for a state.
func (d *Desk) WaitState(ctx context.Context, state dialer.AgentState) (dialer.Snapshot, error) {
	s, err := d.Wait(ctx, func(s dialer.Snapshot) bool { return s.State == state })
	if err != nil {
		err = fmt.Errorf("wait for %s: %w", state, err)
	}
	return s, err
}

// Attach connects audio that sends a tone (Hz, 0: silence); an earlier one is closed.
func (d *Desk) Attach(ctx context.Context, tone int) error {
	peer, err := d.audio(ctx, tone)
	if err != nil {
		return err
	}
	if d.Audio != nil {
		if err := d.Audio.Close(); err != nil {
			return err
		}
	}
	d.Audio = peer
	_, err = d.Wait(ctx, func(s dialer.Snapshot) bool { return s.Media == dialer.MediaConnected })
	return err
}

// Ready goes ready once the line to Asterisk stands.
func (d *Desk) Ready(ctx context.Context) error {
	if _, err := d.Wait(ctx, func(s dialer.Snapshot) bool { return s.Line }); err != nil {
		return err
	}
	_, err := d.Say(ctx, "ready", nil)
	return err
}

// Close closes the page, as a closed tab does.
func (d *Desk) Close() error {
	var err error
	if d.Audio != nil {
		err = d.Audio.Close()
	}
	d.close()
	return err
}

// Answered waits until the desk talks to a customer.
func (d *Desk) Answered(ctx context.Context) (dialer.CallSnapshot, error) {
	s, err := d.Wait(ctx, func(s dialer.Snapshot) bool {
		return s.State == dialer.AgentOnCall && s.Call != nil && s.Call.Phase == "talking"
	})
	if err != nil {
		return dialer.CallSnapshot{}, fmt.Errorf("wait for a conversation: %w", err)
	}
	return *s.Call, nil
}

// Hears waits until the agent hears a tone (share of energy above 0.6 over 400 ms), or tells what it hears instead.
func (d *Desk) Hears(ctx context.Context, hz float64) error {
	for {
		h := d.Audio.Heard(hz, 400*time.Millisecond)
		if h.Share > 0.6 && h.DBFS > -40 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("agent hears no %v Hz (share %.2f at %.1f dBFS): %w", hz, h.Share, h.DBFS, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// closeMoved is the close code that tells a page to connect again: the agent was moved to another node.
const closeMoved = 4005

// Gone is closed when the page's connection has ended.
func (d *Desk) Gone() <-chan struct{} { return d.done }

// Follow does what the page does when the agent is moved to another node: it waits until its connection is closed for that, connects
// again, without taking over, and offers its audio anew. The desk that it gives replaces this one.
func (d *Desk) Follow(ctx context.Context, tone int) (*Desk, error) {
	select {
	case <-d.Gone():
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to be moved: %w", ctx.Err())
	}
	if code := d.CloseCode(); code != closeMoved {
		return nil, fmt.Errorf("the page was closed with %d, not moved", code)
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	next, err := d.Client.Desk(ctx, false)
	if err != nil {
		return nil, err
	}
	if err := next.Attach(ctx, tone); err != nil {
		return nil, errors.Join(err, next.Close())
	}
	return next, nil
}
