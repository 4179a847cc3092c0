package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("HUIFANG_LAB_PARENT"); dir != "" {
		beParent(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

// testContext ends with the test, and a minute at the latest.
func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestServicesAnswer(t *testing.T) {
	ctx := testContext(t)
	l := ForTest(t, Options{Postgres: true, Redis: true, PBX: true, Carrier: true})

	first, err := l.Postgres.NewDatabase(ctx, "fresh")
	if err != nil {
		t.Fatal(err)
	}
	second, err := l.Postgres.NewDatabase(ctx, "fresh")
	if err != nil || first == second {
		t.Fatalf("two fresh databases: %s, %s, %v", first, second, err)
	}
	for range 2 {
		if _, err := l.Postgres.EnsureDatabase(ctx, "kept"); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := pgx.Connect(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	var encoding, collation, hour string
	if err := conn.QueryRow(ctx, `SELECT current_setting('server_encoding'), lower('ÄÖ'), (timestamptz '2026-01-01 00:00Z' AT TIME ZONE 'Asia/Shanghai')::text`).Scan(&encoding, &collation, &hour); err != nil {
		t.Fatal(err)
	}
	if encoding != "UTF8" || collation != "äö" || hour != "2026-01-01 08:00:00" {
		t.Errorf("encoding %s, lower %s, Shanghai %s", encoding, collation, hour)
	}
	if err := conn.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := pgx.Connect(ctx, strings.Replace(first, l.Postgres.Password, "wrong", 1)); err == nil {
		t.Error("Postgres took a wrong password")
	}

	options, err := redis.ParseURL(l.Redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	if err := client.Set(ctx, "a", "b", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}

	for _, a := range []*Asterisk{l.PBX, l.Carrier.Asterisk} {
		out, err := a.CLI(ctx, "core show version")
		if err != nil || !strings.Contains(out, "Asterisk "+a.program.Version) {
			t.Errorf("%s: %q, %v", a.Name(), out, err)
		}
		text, err := os.ReadFile(a.LogFile())
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if strings.Contains(line, "ERROR") || strings.Contains(line, "WARNING") {
				t.Errorf("%s is not quiet: %s", a.Name(), line)
			}
		}
		if os.Geteuid() == 0 {
			var stat syscall.Stat_t
			if err := syscall.Stat(fmt.Sprintf("/proc/%d", a.PID()), &stat); err != nil || stat.Uid == 0 {
				t.Errorf("%s runs as root (%v)", a.Name(), err)
			}
		}
	}
	for _, s := range l.Status(ctx) {
		if s.PID == 0 || s.Problem != "" {
			t.Errorf("status %+v", s)
		}
	}
	if err := l.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	for _, s := range l.Status(ctx) {
		if s.PID != 0 || s.Problem == "" {
			t.Errorf("after Stop: %+v", s)
		}
	}
	if err := l.Redis.Start(ctx); err == nil {
		t.Error("a service of a stopped lab was started; nobody would end it")
	}
}

// TestNumberPlan makes one call of every kind at the same time and reads what the carrier wrote down.
func TestNumberPlan(t *testing.T) {
	ctx := testContext(t)
	l := ForTest(t, Options{PBX: true, Carrier: true})
	app := connectARI(t, l.PBX)
	const callerID = "01088886666"

	type seen struct {
		rang, progressed, answered bool
		after                      time.Duration // from INVITE to answer, or to the end if there is none
		by                         string
		cause                      int
	}
	cases := []struct {
		number string
		hangup time.Duration // we hang up after; 0: the other side does
		want   seen
		tone   float64 // share of 440 Hz in what the customer said, at least
		quiet  bool    // the customer said nothing
	}{
		{number: "13900000001", hangup: 2 * time.Second, want: seen{answered: true, by: "caller", cause: 16}, tone: 0.9},
		{number: "13901000001", hangup: 5 * time.Second, want: seen{rang: true, answered: true, after: 3 * time.Second, by: "caller", cause: 16}, tone: 0.9},
		{number: "13902000001", hangup: 9 * time.Second, want: seen{rang: true, answered: true, after: time.Second, by: "caller", cause: 16}},
		{number: "13903000001", want: seen{by: "callee", cause: 17}},
		{number: "13904000001", hangup: 2 * time.Second, want: seen{rang: true, after: 2 * time.Second, by: "caller", cause: 16}},
		{number: "13905000001", want: seen{rang: true, after: time.Second, by: "callee", cause: 21}},
		{number: "13906000001", want: seen{by: "callee", cause: 1}},
		{number: "13907000001", want: seen{by: "callee", cause: 34}},
		{number: "13908000001", want: seen{by: "callee", cause: 38}},
		{number: "13909000001", want: seen{progressed: true, after: 5800 * time.Millisecond, by: "callee", cause: 20}},
		{number: "13910000001", want: seen{answered: true, by: "callee", cause: 16}, tone: 0.9},
		{number: "13911000001", hangup: 2 * time.Second, want: seen{answered: true, by: "caller", cause: 16}},
		{number: "13912000001", hangup: 3 * time.Second, want: seen{rang: true, answered: true, after: time.Second, by: "caller", cause: 16}, quiet: true},
		{number: "13913000001", hangup: 4 * time.Second, want: seen{rang: true, answered: true, after: time.Second, by: "caller", cause: 16}, tone: 0.9},
		{number: "13914000001", hangup: 4 * time.Second, want: seen{answered: true, by: "caller", cause: 16}, tone: 0.9},
		{number: "13915000001", hangup: 10 * time.Second, want: seen{rang: true, answered: true, after: 8 * time.Second, by: "caller", cause: 16}, tone: 0.9},
		{number: "13916000001", hangup: 2 * time.Second, want: seen{progressed: true, after: 2 * time.Second, by: "caller", cause: 16}},
		{number: "13922000001", hangup: 12 * time.Second, want: seen{rang: true, answered: true, after: time.Second, by: "caller", cause: 16}},
		{number: "13923000001", hangup: 4 * time.Second, want: seen{rang: true, answered: true, after: time.Second, by: "caller", cause: 16}},
		{number: "13924000001", hangup: 5 * time.Second, want: seen{rang: true, answered: true, after: time.Second, by: "caller", cause: 16}},
		{number: "13925000001", hangup: 4 * time.Second, want: seen{rang: true, answered: true, after: time.Second, by: "caller", cause: 16}},
		{number: "13926000001", hangup: 8 * time.Second, want: seen{progressed: true, answered: true, after: 6 * time.Second, by: "caller", cause: 16}},
		{number: "13999000001", want: seen{by: "callee", cause: 1}},
		{number: "+8613900000001", want: seen{by: "callee", cause: 1}},
		{number: "1390000000", want: seen{by: "callee", cause: 1}},
	}
	var group errgroup.Group
	for i, c := range cases {
		group.Go(func() error {
			id := fmt.Sprintf("test-%02d", i) // of one width: Asterisk refuses an id that is the beginning of another's
			if err := app.call(ctx, id, c.number, callerID); err != nil {
				return err
			}
			if strings.HasPrefix(c.number, "13914") {
				if err := pause(ctx, 500*time.Millisecond); err != nil {
					return err
				}
				if err := app.do(ctx, http.MethodPost, "/channels/"+id+"/dtmf", url.Values{"dtmf": {"1*0#"}}, nil); err != nil {
					return err
				}
			}
			if c.hangup == 0 {
				return nil
			}
			if err := pause(ctx, c.hangup); err != nil {
				return err
			}
			return app.do(ctx, http.MethodDelete, "/channels/"+id, nil, nil)
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		call, err := l.Carrier.WaitInvite(ctx, c.number, func(i Invite) bool { return !i.Ended.IsZero() })
		if err != nil {
			t.Errorf("%s: %v", c.number, err)
			continue
		}
		end := call.Ended
		if !call.Answered.IsZero() {
			end = call.Answered
		}
		got := seen{!call.Rang.IsZero(), !call.Progressed.IsZero(), !call.Answered.IsZero(), end.Sub(call.Time), call.EndedBy, call.Cause}
		// A busy machine is late: with what it does, and a little with noting the INVITE.
		if late := got.after - c.want.after; late < -500*time.Millisecond || late > 5*time.Second {
			t.Errorf("%s: answered or ended %v after the INVITE, want %v", c.number, got.after, c.want.after)
		}
		got.after = c.want.after
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.number, got, c.want)
		}
		if call.CallerID != callerID {
			t.Errorf("%s: caller ID %q", c.number, call.CallerID)
		}
		if !got.answered && !got.progressed {
			continue
		}
		said, rate, err := ReadWAV(call.Said)
		if err != nil {
			t.Errorf("%s: %v", c.number, err)
			continue
		}
		length := time.Duration(len(said[0])) * time.Second / time.Duration(rate)
		spoken := call.Ended.Sub(call.Time) - c.want.after
		if got.progressed {
			spoken = call.Ended.Sub(call.Progressed)
		}
		echo := strings.HasPrefix(c.number, "13911")                                              // we send no packets, so nothing comes back and nothing is recorded
		if diff := length - spoken; !echo && (length < spoken/2 || diff > 100*time.Millisecond) { // what a busy machine sends late is left out
			t.Errorf("%s: %v recorded of %v", c.number, length, spoken)
		}
		if share := ToneShare(said[0], rate, 440); share < c.tone || (c.tone == 0 && share > 0.5) {
			t.Errorf("%s: 440 Hz has %.3f of what the customer said, want %.3f", c.number, share, c.tone)
		}
		loud := false
		for _, sample := range said[0] {
			loud = loud || sample > 1000
		}
		if want := !c.quiet && !echo; loud != want {
			t.Errorf("%s: loud is %v, want %v", c.number, loud, want)
		}
	}
	digits := ""
	call, err := l.Carrier.WaitInvite(ctx, "13914000001", nil)
	for _, d := range call.DTMF {
		digits += d.Digit
	}
	if digits != "1*0#" || err != nil {
		t.Errorf("digits %q, %v", digits, err)
	}
	all, err := l.Carrier.Invites()
	if err != nil || len(all) != len(cases) {
		t.Errorf("%d INVITEs for %d calls, %v", len(all), len(cases), err)
	}
}

// TestCrashAndRestart kills services as a crash would and starts them again on the same folders and ports.
func TestCrashAndRestart(t *testing.T) {
	ctx := testContext(t)
	l := ForTest(t, Options{Postgres: true, PBX: true, Carrier: true})
	if _, err := l.Postgres.EnsureDatabase(ctx, "kept"); err != nil {
		t.Fatal(err)
	}
	app := connectARI(t, l.PBX)
	if err := app.call(ctx, "before", "13900000001", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Carrier.WaitInvite(ctx, "13900000001", func(i Invite) bool { return !i.Answered.IsZero() }); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Service{l.PBX.Service, l.Postgres.Service} {
		pid := s.PID()
		if err := s.Kill9(ctx); err != nil {
			t.Fatal(err)
		}
		if s.Running() {
			t.Fatalf("%s runs after Kill9", s.Name())
		}
		begin := time.Now()
		if err := s.Start(ctx); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: answers again %v after the crash", s.Name(), time.Since(begin).Round(time.Millisecond))
		if s.PID() == pid || s.PID() == 0 {
			t.Errorf("%s: process %d, before %d", s.Name(), s.PID(), pid)
		}
	}
	if conn, err := pgx.Connect(ctx, l.Postgres.DSN("kept")); err != nil {
		t.Errorf("the database after the crash: %v", err)
	} else if err := conn.Close(ctx); err != nil {
		t.Error(err)
	}
	app = connectARI(t, l.PBX)
	if err := app.call(ctx, "after", "13900000002", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Carrier.WaitInvite(ctx, "13900000002", func(i Invite) bool { return !i.Answered.IsZero() }); err != nil {
		t.Fatal(err)
	}

	// A hanging service is still running, does not answer, and can be stopped all the same.
	if err := l.PBX.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	hung, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	if _, err := l.PBX.CLI(hung, "core show version"); err == nil || !l.PBX.Running() {
		t.Errorf("stopped with SIGSTOP: %v, running %v", err, l.PBX.Running())
	}
	begin := time.Now()
	if err := l.PBX.Stop(ctx); err != nil || l.PBX.Running() || time.Since(begin) > 5*time.Second {
		t.Errorf("stop: %v after %v", err, time.Since(begin))
	}
}

func TestPortInUse(t *testing.T) {
	ctx := testContext(t)
	listener, err := listen.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	_, err = Start(ctx, Options{Dir: openTempDir(t), Redis: true, Ports: Ports{Redis: port}})
	if err == nil {
		t.Fatal("Redis started on a port that was taken")
	}
	self := fmt.Sprintf("port %d (Redis) is in use by %q (process %d)", port, filepath.Base(os.Args[0]), os.Getpid())
	if !strings.Contains(err.Error(), self[:strings.Index(self, "by")+2]) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("the error does not say %q: %v", self, err)
	}
	if _, err := Start(ctx, Options{Dir: openTempDir(t), Redis: true, Ports: Ports{Redis: 5000, PBXHTTP: 5000}}); err == nil || !strings.Contains(err.Error(), "given to both") {
		t.Errorf("one port for two services: %v", err)
	}
}

// TestDetached starts services that outlive their starter, finds them again, and ends them from another Lab.
func TestDetached(t *testing.T) {
	ctx := testContext(t)
	ports, release, err := takeBlock(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	// Too long for Unix sockets, and below a folder that the user nobody cannot enter: the services live elsewhere.
	closed := t.TempDir()
	dir := filepath.Join(closed, strings.Repeat("long-", 20), "run")
	if _, err := Open(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("open before anything was started: %v", err)
	}
	options := Options{Dir: dir, Detached: true, Postgres: true, Redis: true, PBX: true, Ports: ports}
	l, err := Start(ctx, options)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(l.Stop(context.WithoutCancel(ctx)), l.Remove()); err != nil {
			t.Error(err)
		}
	}()
	if !strings.HasPrefix(l.Base(), "/var/tmp/huifang-") {
		t.Errorf("the services live in %s", l.Base())
	}
	before := l.Status(ctx)
	var log bytes.Buffer
	options.Log, options.Ports = &log, Ports{}
	again, err := Start(ctx, options)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range again.Status(ctx) {
		if s != before[i] || s.PID == 0 || s.Problem != "" {
			t.Errorf("second start: %+v, first %+v", s, before[i])
		}
	}
	if strings.Count(log.String(), "(ran already)") != 3 {
		t.Errorf("second start says:\n%s", &log)
	}
	options.Ports.Redis = ports.Redis + 5
	if _, err := Start(ctx, options); err == nil || !strings.Contains(err.Error(), "runs already") {
		t.Errorf("other ports while running: %v", err)
	}

	// A pid file that names a process of somebody else is not believed.
	pidFile := again.Redis.pidFile()
	truth, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	lie := fmt.Appendf(nil, `{"pid":%d,"start":1,"boot":%q}`, os.Getpid(), bootID())
	if err := os.WriteFile(pidFile, lie, 0o644); err != nil {
		t.Fatal(err)
	}
	fooled, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if fooled.Redis.Running() {
		t.Error("another process was taken for Redis")
	}
	if err := os.WriteFile(pidFile, truth, 0o644); err != nil {
		t.Fatal(err)
	}

	found, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	dsn, err := found.Postgres.EnsureDatabase(ctx, "demo")
	if err != nil || dsn != l.Postgres.DSN("demo") {
		t.Errorf("%s, %v", dsn, err)
	}
	if err := found.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	for _, s := range l.Status(ctx) {
		if s.PID != 0 {
			t.Errorf("still runs: %+v", s)
		}
	}
	// Data, passwords and ports are kept for the next start.
	options.Ports = Ports{}
	if l, err = Start(ctx, options); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatalf("the database is gone after a restart: %v", err)
	}
	if err := conn.Close(ctx); err != nil {
		t.Error(err)
	}
}

// TestDiesWithParent kills a process that runs a lab in test mode; the kernel must end its services.
func TestDiesWithParent(t *testing.T) {
	ctx := testContext(t)
	dir := openTempDir(t)
	parent := exec.CommandContext(ctx, os.Args[0])
	parent.Env = append(os.Environ(), "HUIFANG_LAB_PARENT="+dir)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	parent.Stderr = os.Stderr
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var services []procID
	if err := json.NewDecoder(out).Decode(&services); err != nil || len(services) != 3 {
		t.Fatalf("the parent says %v, %v", services, err)
	}
	for _, s := range services {
		if !s.alive() {
			t.Errorf("process %d does not run", s.PID)
		}
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := parent.Wait(); err == nil {
		t.Error("the parent ended well though it was killed")
	}
	for _, s := range services {
		limited, cancel := context.WithTimeout(ctx, 5*time.Second)
		if err := s.waitGone(limited); err != nil {
			t.Error(err)
			syscall.Kill(s.PID, syscall.SIGKILL)
		}
		cancel()
	}
}

// beParent is what the killed process of TestDiesWithParent does.
func beParent(dir string) {
	l, err := Start(context.Background(), Options{Dir: dir, Postgres: true, Redis: true, PBX: true, Log: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode([]procID{l.Postgres.proc, l.Redis.proc, l.PBX.proc})
	time.Sleep(time.Minute)
}

// openTempDir is a folder that every user can enter, removed with the test.
func openTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "huifang-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// ariApp is the least of an ARI client: an application that takes events and throws them away.
type ariApp struct {
	pbx    *Asterisk
	client *http.Client
}

func connectARI(t *testing.T, pbx *Asterisk) *ariApp {
	t.Helper()
	app := &ariApp{pbx: pbx, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	ctx, cancel := context.WithCancel(context.Background())
	auth, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://unused", nil)
	if err != nil {
		t.Fatal(err)
	}
	auth.SetBasicAuth(pbx.User, pbx.Password)
	conn, _, err := websocket.Dial(ctx, pbx.WebsocketURL()+"?app=lab", &websocket.DialOptions{HTTPHeader: auth.Header, HTTPClient: app.client})
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			if _, _, err := conn.Read(ctx); err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		conn.CloseNow()
		<-done
	})
	return app
}

// call creates a channel and dials.
func (a *ariApp) call(ctx context.Context, id, number, callerID string) error {
	create := url.Values{"endpoint": {DialString(number)}, "app": {"lab"}, "channelId": {id}}
	body := map[string]any{"variables": map[string]string{"CONNECTEDLINE(num)": callerID}}
	if err := a.do(ctx, http.MethodPost, "/channels/create", create, body); err != nil {
		return err
	}
	for {
		err := a.do(ctx, http.MethodPost, "/channels/"+id+"/dial", nil, nil)
		// The channel needs a moment to enter the application; a client that reads events waits for StasisStart.
		if err == nil || !strings.Contains(err.Error(), "not in Stasis application") || pause(ctx, 5*time.Millisecond) != nil {
			return err
		}
	}
}

func (a *ariApp) do(ctx context.Context, method, path string, query url.Values, body any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, a.pbx.ARIURL()+path+"?"+query.Encode(), bytes.NewReader(text))
	if err != nil {
		return err
	}
	req.SetBasicAuth(a.pbx.User, a.pbx.Password)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, answer)
	}
	return nil
}
