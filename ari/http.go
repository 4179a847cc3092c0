package ari

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Kinds of failure, for errors.Is.
var (
	ErrInvalid      = errors.New("ari: invalid argument") // refused here, nothing was sent
	ErrUnauthorized = errors.New("ari: unauthorized")     // 401, 403
	ErrNotFound     = errors.New("ari: not found")        // 404
	ErrConflict     = errors.New("ari: conflict")         // 409: id in use, channel not Down, not in Stasis
	ErrUnavailable  = errors.New("ari: unavailable")      // no answer (transport, deadline, not connected), 503
)

// Error is the failure of a command.
type Error struct {
	Op      string // "dial", "create channel", ...
	Status  int    // HTTP status, 0 when there was no answer
	Message string // Asterisk's own text
	Err     error  // transport or decoding failure, nil otherwise

	ambiguous bool
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "ari: %s", e.Op)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": %d", e.Status)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	} else if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the underlying failure.
func (e *Error) Unwrap() error { return e.Err }

// Is maps the status to the kinds above.
func (e *Error) Is(kind error) bool {
	switch kind {
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
	case ErrNotFound:
		return e.Status == http.StatusNotFound
	case ErrConflict:
		return e.Status == http.StatusConflict
	case ErrUnavailable:
		return e.Status == 0 && !errors.Is(e.Err, ErrInvalid) || e.Status == http.StatusServiceUnavailable
	}
	return false
}

// Ambiguous reports whether the command may have been carried out although it
// failed: it had a connection, and then the answer did not come or could not be
// read. False means that Asterisk has not done it.
func Ambiguous(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.ambiguous
}

// request is one command. A query is for what carries no personal data; the
// rest travels in the body, which never shows in errors or access logs.
type request struct {
	op     string
	method string
	path   []string // segments; ids among them are validated
	query  url.Values
	body   any // marshalled to JSON unless nil
	out    any // filled from the answer unless nil
	live   bool
}

// do sends a request once. The deadline is ctx's or CommandTimeout, whichever
// is sooner.
func (c *Client) do(ctx context.Context, r request) error {
	start := time.Now()
	err := c.send(ctx, r)
	if c.cfg.Hooks.Command != nil {
		c.cfg.Hooks.Command(r.op, time.Since(start), err)
	}
	return err
}

func (c *Client) send(ctx context.Context, r request) error {
	if r.live {
		if s := c.State(); !s.Connected {
			return &Error{Op: r.op, Err: fmt.Errorf("not connected to Asterisk: %w", orNever(s.Err))}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, c.cfg.CommandTimeout)
	defer cancel()
	if r.method == http.MethodDelete {
		// Concurrent deletes after a reconnect have crashed Asterisk. One takes
		// about a millisecond, so a single file is fast enough for 50 calls/s.
		select {
		case c.deletes <- struct{}{}:
			defer func() { <-c.deletes }()
		case <-ctx.Done():
			return &Error{Op: r.op, Err: fmt.Errorf("waiting for another delete: %w", ctx.Err())}
		}
	}

	// From the moment that it has a connection, the request may arrive. (The
	// transport itself repeats a POST or DELETE only if no byte was written.)
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { sent.Store(true) },
	})
	req, err := c.newRequest(ctx, r)
	if err != nil {
		return &Error{Op: r.op, Err: err}
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return &Error{Op: r.op, Err: plain(err), ambiguous: sent.Load()}
	}
	defer func() {
		// Read to the end, or the connection cannot be used again.
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 256<<10))
		_ = resp.Body.Close()
	}()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return &Error{Op: r.op, Status: resp.StatusCode, Message: errorText(resp)}
	}
	if r.out == nil {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 64<<20)).Decode(r.out); err != nil {
		return &Error{Op: r.op, Status: resp.StatusCode, Err: fmt.Errorf("read the answer: %w", err), ambiguous: true}
	}
	return nil
}

func (c *Client) newRequest(ctx context.Context, r request) (*http.Request, error) {
	u := c.base
	for _, s := range r.path {
		u += "/" + url.PathEscape(s)
	}
	if len(r.query) > 0 {
		u += "?" + r.query.Encode()
	}
	var body io.Reader
	if r.body != nil {
		b, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u, body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.SetBasicAuth(c.cfg.User, c.cfg.Password)
	return req, nil
}

// errorText reads Asterisk's {"message": "..."} ("error" from some resources),
// or what there is instead.
func errorText(resp *http.Response) string {
	b, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	var m struct {
		Message string `json:"message"`
		Error   string `json:"error"`
	}
	if json.Unmarshal(b, &m) == nil {
		if m.Message != "" {
			return m.Message
		}
		if m.Error != "" {
			return m.Error
		}
	}
	return http.StatusText(resp.StatusCode)
}

// plain strips the URL that net/http puts around an error.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

var errNeverConnected = errors.New("no connection attempted yet")

func orNever(err error) error {
	if err == nil {
		return errNeverConnected
	}
	return err
}
