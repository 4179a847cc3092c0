package main

// The tests of this file's neighbours run the real binary against a real Postgres, Redis, Asterisk and SIP carrier, with
// agents that speak the public API and WebRTC. What the callee saw is the judge: INVITEs and audio at the carrier.

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign/store"
	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

var (
	shared *lab.Lab
	binary string
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "huifang-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	binary = os.Getenv("HUIFANG_BINARY")
	if binary == "" {
		binary = filepath.Join(dir, "huifang")
		args := []string{"build", "-o", binary}
		if raceEnabled {
			args = append(args, "-race")
		}
		if out, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
			return 1
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute) // the first time on a machine downloads
	defer cancel()
	shared, err = lab.Start(ctx, lab.Options{Dir: filepath.Join(dir, "run"), Postgres: true, Redis: true, PBX: true, SecondPBX: true, Carrier: true, Log: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := shared.Stop(stop); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	return m.Run()
}

// world is a fresh database with a node on it.
type world struct {
	t    *testing.T
	ctx  context.Context
	node *lab.Node
	opts lab.NodeOptions
	db   *pgxpool.Pool
	sup  *client.Client
	qa   *client.Client

	agents []int64
}

var worlds atomic.Int64

const password = "test-password-1"

// newWorld starts a node on a database of its own. The test has limit to finish.
func newWorld(t *testing.T, agents int, change func(*lab.NodeOptions)) *world {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	w := &world{t: t, ctx: ctx}
	dsn, err := shared.Postgres.NewDatabase(ctx, fmt.Sprintf("w%d", worlds.Add(1)))
	w.must(err)
	w.opts = lab.NodeOptions{Name: fmt.Sprintf("t%d", worlds.Load()), Binary: binary, Database: dsn}
	if change != nil {
		change(&w.opts)
	}
	w.node = w.start(w.opts)
	w.db, err = store.Connect(ctx, dsn)
	w.must(err)
	t.Cleanup(w.db.Close)
	w.must(w.cli("user", "add", "boss", "--name", "Boss", "--role", "admin"))
	w.sup, w.qa = w.login("boss"), nil
	for i := range agents {
		w.agents = append(w.agents, w.user(fmt.Sprintf("agent%d", i), "agent"))
	}
	w.user("qa", "qa")
	w.qa = w.login("qa")
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// start starts a node and shows its log when the test fails.
func (w *world) start(o lab.NodeOptions) *lab.Node {
	w.t.Helper()
	n, err := shared.Node(o)
	w.must(err)
	w.must(n.Start(w.ctx))
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := n.Kill9(ctx); err != nil {
			w.t.Error(err)
		}
		if w.t.Failed() {
			raw, _ := os.ReadFile(n.LogFile())
			lines := strings.Split(string(raw), "\n")
			w.t.Logf("end of %s's log:\n%s", o.Name, strings.Join(lines[max(0, len(lines)-60):], "\n"))
		}
		w.sweepChannels(ctx)
	})
	return n
}

// sweepChannels ends the calls that a killed node left, so that tests do not disturb each other.
func (w *world) sweepChannels(ctx context.Context) {
	if shared.PBX.Running() {
		if _, err := shared.PBX.CLI(ctx, "channel request hangup all"); err != nil {
			w.t.Log(err)
		}
	}
}

// cli runs huifang's command line.
func (w *world) cli(args ...string) error {
	cmd := exec.CommandContext(w.ctx, binary, append([]string{"-c", w.node.ConfigFile}, args...)...)
	cmd.Env = append(os.Environ(), "HUIFANG_PASSWORD="+password)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w: %s", args, err, out)
	}
	return nil
}

func (w *world) user(login, role string) int64 {
	w.t.Helper()
	var u client.User
	w.must(w.sup.Do(w.ctx, http.MethodPost, "/users", map[string]string{"login": login, "name": login, "role": role, "password": password}, &u))
	return u.ID
}

func (w *world) login(name string) *client.Client { return w.loginAt(w.node, name) }

func (w *world) loginAt(n *lab.Node, name string) *client.Client {
	w.t.Helper()
	c := client.New(n.URL)
	w.must(c.Login(w.ctx, name, password))
	return c
}

// desk seats an agent with audio that sends a tone, and goes ready.
func (w *world) desk(i, tone int) *client.Desk { return w.deskAt(w.node, i, tone) }

func (w *world) deskAt(n *lab.Node, i, tone int) *client.Desk {
	w.t.Helper()
	d, err := w.loginAt(n, fmt.Sprintf("agent%d", i)).Desk(w.ctx, false)
	w.must(err)
	w.t.Cleanup(func() { _ = d.Close() }) // the node may be dead
	w.must(d.Attach(w.ctx, tone))
	w.must(d.Ready(w.ctx))
	return d
}

var numbers atomic.Int64

// number gives a number of a case of the carrier's plan that no other test uses.
func number(prefix string) string { return fmt.Sprintf("%s%06d", prefix, numbers.Add(1)) }

// campaign makes and starts a campaign over numbers, for all agents.
func (w *world) campaign(nums []string, change func(*client.CampaignInput)) client.Campaign {
	w.t.Helper()
	var csv strings.Builder
	csv.WriteString("姓名,手机号,产品\n")
	for i, n := range nums {
		fmt.Fprintf(&csv, "客户%d,%s,空调\n", i+1, n)
	}
	list, err := w.sup.Upload(w.ctx, "list", []byte(csv.String()), "")
	w.must(err)
	if list.RowsTaken != len(nums) {
		w.t.Fatalf("%d of %d rows taken", list.RowsTaken, len(nums))
	}
	in := client.CampaignInput{Name: "回访 " + w.t.Name(), Purpose: "test", Mode: "progressive", Trunk: "carrier", CallerID: "01062345678", ListID: list.ID,
		AgentIDs: w.agents, Window: client.Always(), MaxAttempts: 1, RetryDelayS: 60, RingS: 20, WrapUpS: 30}
	if change != nil {
		change(&in)
	}
	c, err := w.sup.Campaign(w.ctx, in)
	w.must(err)
	c, err = w.sup.Act(w.ctx, c.ID, "start")
	w.must(err)
	return c
}

// eventually waits until check gives nil.
func (w *world) eventually(limit time.Duration, check func() error) {
	w.t.Helper()
	deadline := time.Now().Add(limit)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) || w.ctx.Err() != nil {
			w.t.Fatalf("not within %s: %v", limit, err)
		}
		time.Sleep(25 * time.Millisecond)
	}
}

// attemptRow is what the database says of an attempt.
type attemptRow struct {
	ID       int64
	Phone    string
	State    string
	Outcome  *string
	HungUpBy *string
	Cause    *int
	SIPCode  *int
	Agent    *int64
}

func (w *world) attempts() []attemptRow {
	w.t.Helper()
	rows, err := w.db.Query(w.ctx, `select id, phone, state, outcome, hung_up_by, cause, sip_code, agent_id from attempt order by id`)
	w.must(err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[attemptRow])
	w.must(err)
	return list
}

// allEnded waits until there are n attempts and each has its outcome.
func (w *world) allEnded(n int, limit time.Duration) []attemptRow {
	w.t.Helper()
	var list []attemptRow
	w.eventually(limit, func() error {
		list = w.attempts()
		open := 0
		for _, a := range list {
			if a.Outcome == nil {
				open++
			}
		}
		if len(list) < n || open > 0 {
			return fmt.Errorf("%d attempts, %d open: %+v", len(list), open, list)
		}
		return nil
	})
	return list
}

// invites returns what the carrier saw of a number.
func (w *world) invites(number string) []lab.Invite {
	w.t.Helper()
	list, err := shared.Carrier.InvitesTo(number)
	w.must(err)
	return list
}

// noDoubleDial compares the carrier's log with the database: a number was never dialled more often than placed attempts
// say, and never by two calls at once.
func (w *world) noDoubleDial(nums []string) {
	w.t.Helper()
	placed := map[string]int{}
	for _, a := range w.attempts() {
		if a.Outcome != nil && *a.Outcome != "not_placed" {
			placed[strings.TrimPrefix(a.Phone, "+86")]++
		}
	}
	for _, n := range nums {
		calls := w.invites(n)
		if len(calls) > placed[n] {
			w.t.Errorf("%s: %d INVITEs for %d placed attempts", n, len(calls), placed[n])
		}
		for i := 1; i < len(calls); i++ {
			if end := calls[i-1].Ended; end.IsZero() || calls[i].Time.Before(end) {
				w.t.Errorf("%s: dialled at %s while a call from %s had not ended (%s)", n, calls[i].Time, calls[i-1].Time, end)
			}
		}
	}
}

func (w *world) waitState(d *client.Desk, state dialer.AgentState) dialer.Snapshot {
	w.t.Helper()
	s, err := d.WaitState(w.ctx, state)
	w.must(err)
	return s
}

func (w *world) counts(id int64) client.Counts {
	w.t.Helper()
	var c client.Campaign
	w.must(w.sup.Do(w.ctx, http.MethodGet, fmt.Sprintf("/campaigns/%d", id), nil, &c))
	return c.Counts
}

// within is the world's context cut to a limit.
func (w *world) within(limit time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(w.ctx, limit)
	w.t.Cleanup(cancel)
	return ctx
}
