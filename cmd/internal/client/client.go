// Package client speaks Huifang's public API as a browser does: sign-in, JSON, the agent's WebSocket and WebRTC audio. The
// demo is seeded with it and the tests and benchmarks drive it, so that nothing needs a back door.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"time"

	"github.com/google/uuid"

	"huifang/campaign"
)

// Client is one signed-in browser.
type Client struct {
	Base string // http://host:port
	http *http.Client
}

// New makes a client that is not signed in.
func New(base string) *Client {
	jar, _ := cookiejar.New(nil) // fails never without options
	return &Client{Base: base, http: &http.Client{Jar: jar, Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
}

// Problem is an error answer of the API (RFC 9457).
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Pointer string `json:"pointer"`
		Code    string `json:"code"`
		Detail  string `json:"detail"`
	} `json:"errors"`
}

func (p *Problem) Error() string {
	s := fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail)
	for _, e := range p.Errors {
		s += fmt.Sprintf("; %s: %s (%s)", e.Pointer, e.Detail, e.Code)
	}
	return s
}

// Code returns the code of a Problem, or "".
func Code(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}

// Login signs in.
func (c *Client) Login(ctx context.Context, login, password string) error {
	return c.Do(ctx, http.MethodPost, "/session", map[string]string{"login": login, "password": password}, nil)
}

// Do sends one request to /api/v1 and decodes the answer into out, if that is not nil.
func (c *Client) Do(ctx context.Context, method, path string, in, out any, header ...string) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		body = bytes.NewReader(raw)
		header = append(header, "Content-Type", "application/json")
	}
	resp, err := c.Raw(ctx, method, path, body, header...)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if resp.StatusCode >= 400 {
		p := &Problem{Status: resp.StatusCode, Detail: string(raw)}
		_ = json.Unmarshal(raw, p) // what is no problem+json is shown as it is
		return fmt.Errorf("%s %s: %w", method, path, p)
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

// Raw sends one request to /api/v1 and returns the answer as it comes; header holds names and values in turn.
func (c *Client) Raw(ctx context.Context, method, path string, body io.Reader, header ...string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.Base+"/api/v1"+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Origin", c.Base)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return c.http.Do(req)
}

// List is an imported contact list.
type List struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Encoding    string   `json:"encoding"`
	Columns     []string `json:"columns"`
	RowsTaken   int      `json:"rows_taken"`
	RowsRefused int      `json:"rows_refused"`
}

// Upload imports a contact list; key makes it safe to repeat ("": a fresh one).
func (c *Client) Upload(ctx context.Context, name string, csv []byte, key string) (List, error) {
	var l List
	if key == "" {
		key = uuid.NewString()
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.WriteField("name", name); err != nil {
		return l, err
	}
	part, err := w.CreateFormFile("file", name+".csv")
	if err != nil {
		return l, err
	}
	if _, err := part.Write(csv); err != nil {
		return l, err
	}
	if err := w.Close(); err != nil {
		return l, err
	}
	resp, err := c.Raw(ctx, http.MethodPost, "/lists", &buf, "Content-Type", w.FormDataContentType(), "Idempotency-Key", key)
	if err != nil {
		return l, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return l, err
	}
	if resp.StatusCode >= 400 {
		p := &Problem{Status: resp.StatusCode, Detail: string(raw)}
		_ = json.Unmarshal(raw, p)
		return l, fmt.Errorf("upload: %w", p)
	}
	return l, json.Unmarshal(raw, &l)
}

// Window is a calling window.
type Window struct {
	Zone      string     `json:"zone"`
	Intervals []Interval `json:"intervals"`
}

// Interval is one interval of a Window.
type Interval struct {
	Weekdays []int  `json:"weekdays"`
	From     string `json:"from"`
	To       string `json:"to"`
}

// Always is the window that is open at all times.
func Always() Window {
	return Window{Zone: "Asia/Shanghai", Intervals: []Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "24:00"}}}
}

// CampaignInput makes or changes a campaign.
type CampaignInput struct {
	Name        string  `json:"name"`
	Purpose     string  `json:"purpose"`
	Mode        string  `json:"mode"`
	Trunk       string  `json:"trunk"`
	CallerID    string  `json:"caller_id,omitempty"`
	ListID      int64   `json:"list_id,omitempty"`
	AgentIDs    []int64 `json:"agent_ids"`
	Window      Window  `json:"window"`
	MaxAttempts int     `json:"max_attempts"`
	RetryDelayS int     `json:"retry_delay_s"`
	RingS       int     `json:"ring_timeout_s"`
	WrapUpS     int     `json:"wrapup_s"`

	Modes *campaign.ModeSettings `json:"mode_settings,omitempty"` // nil: the server's defaults
}

// Counts says where a campaign's follow-ups are.
type Counts struct {
	Total, Waiting, Due, Live, WrapUp, Completed, Exhausted, Cancelled int
}

// Campaign is a campaign.
type Campaign struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	State   string `json:"state"`
	Version int    `json:"version"`
	Counts  Counts `json:"counts"`
}

// Campaign makes a campaign.
func (c *Client) Campaign(ctx context.Context, in CampaignInput) (Campaign, error) {
	var out Campaign
	return out, c.Do(ctx, http.MethodPost, "/campaigns", in, &out)
}

// Act starts, pauses or stops a campaign.
func (c *Client) Act(ctx context.Context, id int64, action string) (Campaign, error) {
	var out Campaign
	return out, c.Do(ctx, http.MethodPost, fmt.Sprintf("/campaigns/%d/%s", id, action), struct{}{}, &out)
}

// User is a user.
type User struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
	Name  string `json:"name"`
	Role  string `json:"role"`
}

// Users lists the users of a role.
func (c *Client) Users(ctx context.Context, role string) ([]User, error) {
	var page struct {
		Items []User `json:"items"`
	}
	return page.Items, c.Do(ctx, http.MethodGet, "/users?role="+role, nil, &page)
}

// Dispose gives an attempt its disposition.
func (c *Client) Dispose(ctx context.Context, attempt int64, code string, callback *time.Time, mine bool) error {
	return c.DisposeAs(ctx, attempt, uuid.NewString(), code, callback, mine)
}

// DisposeAs is Dispose with a client id of the caller's, for repeats.
func (c *Client) DisposeAs(ctx context.Context, attempt int64, id, code string, callback *time.Time, mine bool) error {
	in := map[string]any{"client_id": id, "code": code, "note": "", "callback_mine": mine}
	if callback != nil {
		in["callback_at"] = callback.UTC().Format(time.RFC3339)
	}
	return c.Do(ctx, http.MethodPost, fmt.Sprintf("/attempts/%d/disposition", attempt), in, nil)
}
