package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/campaign/store/storetest"
	"huifang/dialer"
	"huifang/recording"
	"huifang/web"
	"huifang/web/api"
	"huifang/web/auth"
)

const password = "correct horse battery"

// site is a whole web server on a fresh database, with a dialer that the test plays.
type site struct {
	t      *testing.T
	url    string
	pool   *pgxpool.Pool
	store  *store.Store
	auth   *auth.Auth
	dialer *fakeDialer
	runner *fakeRunner
	audio  *recording.Store
	log    *lockedBuffer
	stop   context.CancelFunc
	done   chan error
	users  map[auth.Role]auth.User
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newSite(t *testing.T, change ...func(*web.Deps)) *site {
	t.Helper()
	s := &site{t: t, pool: storetest.New(t), dialer: newFakeDialer(), runner: &fakeRunner{}, log: &lockedBuffer{}, users: map[auth.Role]auth.User{}}
	s.store = store.New(s.pool)
	var err error
	if s.audio, err = recording.NewStore(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.audio.Close() })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + ln.Addr().String()
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	d := web.Deps{Pool: s.pool, Store: s.store, Disposer: s.store, Dialer: s.dialer, Runner: s.runner, Audio: s.audio, PublicURL: s.url, Region: "CN", Zone: zone,
		UploadMax: 1 << 20, SpoolDir: t.TempDir(), ImportsDir: t.TempDir(), Node: "n1", Registry: prometheus.NewRegistry(), Log: log,
		Trunks: []web.Trunk{{Name: "t1", MaxCalls: 10, CallsPerSecond: 5, CallerIDs: []string{"4008001234"}}, {Name: "open"}},
		Checks: []web.Check{{Name: "postgres", Critical: true, Run: s.store.Ping}}}
	for _, f := range change {
		f(&d)
	}
	srv, err := web.New(d)
	if err != nil {
		t.Fatal(err)
	}
	if s.auth, err = auth.New(s.pool, false, log); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	hs := web.NewHTTPServer(context.Background(), srv, log)
	s.stop, s.done = stop, make(chan error, 1)
	go func() { s.done <- srv.Run(ctx) }()
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := hs.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}()
	t.Cleanup(func() {
		stop()
		if err := <-s.done; err != nil {
			t.Errorf("Run: %v", err)
		}
		_ = hs.Close()
		<-served
	})
	for _, r := range []auth.Role{auth.Agent, auth.Supervisor, auth.QA, auth.Admin} {
		u, err := s.auth.Create(t.Context(), auth.NewUser{Login: string(r), Name: "The " + string(r), Role: r, Password: password}, 0)
		if err != nil {
			t.Fatal(err)
		}
		s.users[r] = u
	}
	return s
}

// client is a browser.
type client struct {
	t    *testing.T
	s    *site
	http *http.Client
}

func (s *site) browser() *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &client{t: s.t, s: s, http: &http.Client{Jar: jar, Timeout: 60 * time.Second}}
}

// as is a browser that is signed in.
func (s *site) as(r auth.Role) *client {
	s.t.Helper()
	c := s.browser()
	c.want(http.StatusOK, "POST", "/session", map[string]any{"login": string(r), "password": password}, nil)
	return c
}

// answer is what came back.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	problem api.Problem
}

func (a answer) String() string { return fmt.Sprintf("%d %s", a.status, a.body) }

func (c *client) do(method, path string, body any, header ...string) answer {
	c.t.Helper()
	var r io.Reader
	contentType := ""
	switch b := body.(type) {
	case nil:
	case form:
		r, contentType = b.encode(c.t)
	case string:
		r, contentType = strings.NewReader(b), "application/json"
	default:
		j, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		r, contentType = bytes.NewReader(j), "application/json"
	}
	if !strings.HasPrefix(path, "http") {
		path = c.s.url + api.Prefix + path
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, path, r)
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, header: res.Header}
	if a.body, err = io.ReadAll(res.Body); err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/problem+json") {
		if err := json.Unmarshal(a.body, &a.problem); err != nil {
			c.t.Fatalf("%s %s: problem: %v", method, path, err)
		}
		if a.problem.Code == "" || a.problem.TraceID == "" || a.problem.Status != a.status {
			c.t.Errorf("%s %s: incomplete problem %s", method, path, a.body)
		}
	} else if a.status >= 400 && strings.HasPrefix(path, c.s.url+api.Prefix) {
		c.t.Errorf("%s %s: %d without a problem: %s", method, path, a.status, a.body)
	}
	return a
}

// want does a request that must get the status, and reads the answer into v.
func (c *client) want(status int, method, path string, body, v any, header ...string) answer {
	c.t.Helper()
	a := c.do(method, path, body, header...)
	if a.status != status {
		c.t.Fatalf("%s %s: %v, want %d", method, path, a, status)
	}
	if v != nil {
		if err := json.Unmarshal(a.body, v); err != nil {
			c.t.Fatalf("%s %s: %v: %s", method, path, err, a.body)
		}
	}
	return a
}

// refused does a request that must get a problem with the status and code, and field as its first wrong field.
func (c *client) refused(status int, code, field, method, path string, body any, header ...string) answer {
	c.t.Helper()
	a := c.do(method, path, body, header...)
	got := ""
	if len(a.problem.Errors) > 0 {
		got = a.problem.Errors[0].Pointer
	}
	if a.status != status || a.problem.Code != code || got != field {
		c.t.Errorf("%s %s: %v, want %d %s %s", method, path, a, status, code, field)
	}
	return a
}

// form is a multipart body: fields by name; "file" is the file, whose name is in "filename".
type form map[string]string

func (f form) encode(t *testing.T) (io.Reader, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range f {
		var part io.Writer
		var err error
		switch k {
		case "filename":
			continue
		case "file":
			part, err = w.CreateFormFile("file", f["filename"])
		default:
			part, err = w.CreateFormField(k)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, w.FormDataContentType()
}

func key() string { return uuid.NewString() }

// list uploads a list of n contacts.
func (c *client) list(n int) campaign.List {
	c.t.Helper()
	var b strings.Builder
	b.WriteString("姓名,电话,城市\n")
	for i := range n {
		fmt.Fprintf(&b, "客户%d,139%08d,上海\n", i, i)
	}
	var l campaign.List
	c.want(http.StatusCreated, "POST", "/lists", form{"file": b.String(), "filename": "a.csv", "name": "a"}, &l, "Idempotency-Key", key())
	return l
}

func (s *site) input(list *int64) map[string]any {
	return map[string]any{"name": "spring", "purpose": "满意度", "trunk": "t1", "caller_id": "4008001234", "list_id": list,
		"agent_ids": []int64{s.users[auth.Agent].ID}, "max_attempts": 2, "retry_delay_s": 600, "ring_timeout_s": 25, "wrapup_s": 45,
		"window": map[string]any{"zone": "Asia/Shanghai", "intervals": []any{
			map[string]any{"weekdays": []int{1, 2, 3, 4, 5, 6, 7}, "from": "00:00", "to": "24:00"}}}}
}

// fakeRunner dials what agents ask for, as the test says.
type fakeRunner struct {
	mu     sync.Mutex
	asked  []campaign.ManualClaim
	fail   error
	pacing []campaign.PacingStatus
}

func (r *fakeRunner) Manual(_ context.Context, m campaign.ManualClaim) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, m)
	return 4711, r.fail
}

func (r *fakeRunner) Pacing() []campaign.PacingStatus {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.pacing)
}

// fakeDialer seats agents at desks that the test moves.
type fakeDialer struct {
	mu      sync.Mutex
	status  dialer.Status
	changed chan struct{}
	desks   map[int64]*fakeDesk
	coaches map[int64]*fakeCoach
	fail    error
}

func newFakeDialer() *fakeDialer {
	return &fakeDialer{changed: make(chan struct{}, 1), desks: map[int64]*fakeDesk{},
		status: dialer.Status{Node: "n1", AsteriskUp: true, Trunks: []dialer.TrunkStatus{{Name: "t1", Calls: 1, MaxCalls: 10, PerSec: 5}, {Name: "open"}}}}
}

func (d *fakeDialer) Status() dialer.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.status
}

func (d *fakeDialer) Changed() <-chan struct{} { return d.changed }

func (d *fakeDialer) set(f func(*dialer.Status)) {
	d.mu.Lock()
	f(&d.status)
	d.mu.Unlock()
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

func (d *fakeDialer) Connect(_ context.Context, who dialer.Agent, takeOver bool) (dialer.Desk, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return nil, d.fail
	}
	if old := d.desks[who.ID]; old != nil {
		if !takeOver {
			return nil, dialer.ErrElsewhere
		}
		old.shut()
	}
	k := &fakeDesk{who: who, updates: make(chan dialer.Snapshot, 1), dialer: d}
	d.desks[who.ID] = k
	k.push(dialer.Snapshot{Seq: 1, Now: time.Now(), State: dialer.AgentOffline, Media: dialer.MediaNone})
	return k, nil
}

func (d *fakeDialer) Directory(asks int64) []dialer.AgentInfo {
	return []dialer.AgentInfo{
		{ID: asks + 1000, Name: "Busy", State: dialer.AgentOnCall, Skills: []string{}},
		{ID: asks + 1001, Name: "Free", State: dialer.AgentReady, Free: true, Skills: []string{}},
	}
}

func (d *fakeDialer) ConnectCoach(id int64, _ string) (dialer.CoachDesk, error) {
	c := &fakeCoach{updates: make(chan dialer.CoachSnapshot, 1)}
	c.updates <- dialer.CoachSnapshot{Seq: 1, Media: dialer.MediaNone}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.coaches == nil {
		d.coaches = map[int64]*fakeCoach{}
	}
	d.coaches[id] = c
	return c, nil
}

// fakeCoach is a seat at one conversation, attempt 77 of agent 7.
type fakeCoach struct {
	updates chan dialer.CoachSnapshot
	mu      sync.Mutex
	calls   []string
}

func (c *fakeCoach) note(format string, args ...any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, fmt.Sprintf(format, args...))
	return nil
}

func (c *fakeCoach) told() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string{}, c.calls...)
}

func (c *fakeCoach) Updates() <-chan dialer.CoachSnapshot { return c.updates }
func (c *fakeCoach) Offer(_ context.Context, sdp string) (string, error) {
	return "answer to " + sdp, nil
}
func (c *fakeCoach) Conversation(agent int64) (int64, error) {
	if agent != 7 {
		return 0, dialer.ErrNotAllowed
	}
	return 77, nil
}
func (c *fakeCoach) Coach(_ context.Context, agent, attempt int64, mode dialer.CoachMode) error {
	return c.note("%s %d %d", mode, agent, attempt)
}
func (c *fakeCoach) Leave(context.Context) error           { return c.note("leave") }
func (c *fakeCoach) Mute(_ context.Context, on bool) error { return c.note("mute %v", on) }
func (c *fakeCoach) Close()                                {}

func (d *fakeDialer) desk(id int64) *fakeDesk {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.desks[id]
}

// fakeDesk notes what it is told.
type fakeDesk struct {
	who     dialer.Agent
	dialer  *fakeDialer
	updates chan dialer.Snapshot

	mu     sync.Mutex
	calls  []string
	closed bool
	shutUp bool
	moved  bool
	err    error
	block  chan struct{} // when set, Offer waits for it
}

func (k *fakeDesk) push(s dialer.Snapshot) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shutUp {
		return
	}
	select {
	case <-k.updates:
	default:
	}
	k.updates <- s
}

func (k *fakeDesk) shut() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.shutUp {
		k.shutUp = true
		close(k.updates)
	}
}

func (k *fakeDesk) Moved() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.moved
}

func (k *fakeDesk) note(format string, args ...any) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls = append(k.calls, fmt.Sprintf(format, args...))
	return k.err
}

func (k *fakeDesk) told() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]string{}, k.calls...)
}

func (k *fakeDesk) isClosed() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.closed
}

func (k *fakeDesk) Updates() <-chan dialer.Snapshot { return k.updates }

func (k *fakeDesk) Offer(ctx context.Context, sdp string) (string, error) {
	if k.block != nil {
		select {
		case <-k.block:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return "answer to " + sdp, k.note("offer %s", sdp)
}
func (k *fakeDesk) Ready(context.Context) error             { return k.note("ready") }
func (k *fakeDesk) Pause(_ context.Context, r string) error { return k.note("pause %s", r) }
func (k *fakeDesk) Offline(context.Context) error           { return k.note("offline") }
func (k *fakeDesk) Mute(_ context.Context, on bool) error   { return k.note("mute %v", on) }
func (k *fakeDesk) Hold(_ context.Context, on bool, r string) error {
	return k.note("hold %v %s", on, r)
}
func (k *fakeDesk) DTMF(_ context.Context, d string) error { return k.note("dtmf %s", d) }
func (k *fakeDesk) HangUp(context.Context) error           { return k.note("hangup") }
func (k *fakeDesk) Dial(context.Context) error             { return k.note("dial") }
func (k *fakeDesk) Skip(_ context.Context, r string) error { return k.note("skip %s", r) }
func (k *fakeDesk) Ask(_ context.Context, a dialer.Ask) error {
	return k.note("ask %s %d %s %s %v %s", a.Kind, a.Agent, a.Skill, a.Number, a.Blind, a.Note)
}
func (k *fakeDesk) Accept(context.Context) error   { return k.note("accept") }
func (k *fakeDesk) Decline(context.Context) error  { return k.note("decline") }
func (k *fakeDesk) Complete(context.Context) error { return k.note("complete") }
func (k *fakeDesk) TakeBack(context.Context) error { return k.note("take_back") }
func (k *fakeDesk) Record(_ context.Context, on bool, r string) error {
	return k.note("record %v %s", on, r)
}
func (k *fakeDesk) Help(_ context.Context, on bool, n string) error {
	return k.note("help %v %s", on, n)
}
func (k *fakeDesk) Close() {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.dialer.mu.Lock()
	if k.dialer.desks[k.who.ID] == k {
		delete(k.dialer.desks, k.who.ID)
	}
	k.dialer.mu.Unlock()
}
