// Command demo runs Huifang with everything it needs on this machine, for a look at it: private Postgres, Redis, a PBX and
// a simulated carrier, all on the loopback address. It uses the public configuration and API only.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
)

type cli struct {
	Dir string `default:".run" type:"path" help:"Folder for everything that runs."`

	Up     upCmd     `cmd:"" help:"Start what does not run yet, and show the address and the logins."`
	Down   downCmd   `cmd:"" help:"Stop what up has started. Data stays."`
	Status statusCmd `cmd:"" help:"Say what runs."`
	Erase  eraseCmd  `cmd:"" help:"Stop and delete all data of the demo."`
	CallIn callInCmd `cmd:"" help:"Have a simulated customer call the hotline."`
}

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	var c cli
	k := kong.Parse(&c, kong.Name("demo"), kong.UsageOnError())
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(&c); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// node describes the demo's service; with a binary it is (re)written, and the PBX told of its trunks.
func node(ctx context.Context, l *lab.Lab, binary string) (*lab.Node, error) {
	o := lab.NodeOptions{Name: "demo", Binary: binary, Drain: "5s"}
	if binary == "" {
		return l.Node(o)
	}
	var err error
	if o.Database, err = l.Postgres.EnsureDatabase(ctx, "huifang"); err != nil {
		return nil, err
	}
	o.Trunks = trunks(l.Carrier.SIPPort)
	n, err := l.Node(o)
	if err != nil {
		return nil, err
	}
	pjsip, err := exec.CommandContext(ctx, n.Binary, "-c", n.ConfigFile, "trunks", "pjsip").Output()
	if err != nil {
		return nil, fmt.Errorf("huifang trunks pjsip: %w", err)
	}
	return n, l.PBX.SetTrunks(ctx, string(pjsip))
}

const deadTrunk = "dead"

// trunks are one that works (campaigns name it), one that works with an account, and before them, for whoever leaves the choice to
// the priorities, one that is not there and one that refuses every call: failover can be watched.
func trunks(carrier int) string {
	sip := func(password string) string {
		// Calls that come in belong to the first trunk: no address is that of the others.
		return fmt.Sprintf(`{host: "127.0.0.1:%d", user: %s, password: "%s", from_user: true, register: %v, qualify: 30s, addresses: ["127.0.0.99"]}`,
			carrier, lab.Account, password, password == lab.AccountPassword)
	}
	return fmt.Sprintf(`  - {name: %s, endpoint: "PJSIP/{number}@%s", priority: 1, max_calls: 10, calls_per_second: 5, caller_ids: ["01062345670"],
     sip: {host: "127.0.0.1:9", qualify: 5s, addresses: ["127.0.0.98"]}}
  - {name: refusing, endpoint: "PJSIP/{number}@refusing", priority: 2, max_calls: 10, calls_per_second: 5, caller_ids: ["01062345671"],
     sip: %s}
  - {name: %s, endpoint: "PJSIP/{number}@%s", priority: 3, max_calls: 60, calls_per_second: 20, caller_ids: ["01062345678", "01062345679"]}
  - {name: account, endpoint: "PJSIP/{number}@account", priority: 4, max_calls: 20, calls_per_second: 5, caller_ids: ["01062345672"],
     limits: {calls_per_day: 1000}, rates: [{prefix: "+86", per_minute: 0.12}],
     sip: %s}`, deadTrunk, deadTrunk, sip("wrong"), lab.Trunk, lab.Trunk, sip(lab.AccountPassword))
}

type upCmd struct {
	Binary string `required:"" type:"existingfile" help:"The compiled huifang."`
}

// Run is safe to repeat: what runs is left alone, but a service of an older build is replaced.
func (u upCmd) Run(ctx context.Context, c *cli) error {
	l, err := lab.Start(ctx, lab.Options{Dir: c.Dir, Detached: true, Postgres: true, Redis: true, PBX: true, Carrier: true, Log: os.Stdout})
	if err != nil {
		return err
	}
	n, err := node(ctx, l, "")
	if err != nil {
		return err
	}
	if n.Running() && !same(u.Binary, n.Binary) {
		fmt.Println("huifang: another build runs, it is replaced")
		if err := n.Stop(ctx); err != nil {
			return err
		}
	}
	if !n.Running() {
		if n, err = node(ctx, l, u.Binary); err != nil {
			return err
		}
	}
	if err := n.Start(ctx); err != nil {
		return err
	}
	if err := seed(ctx, n); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return describe(ctx, c.Dir, l, n)
}

func same(a, b string) bool {
	x, err1 := os.ReadFile(a)
	y, err2 := os.ReadFile(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

type downCmd struct{}

func (downCmd) Run(ctx context.Context, c *cli) error {
	l, err := lab.Open(c.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Println("nothing was started here")
		return nil
	}
	if err != nil {
		return err
	}
	return down(ctx, l)
}

func down(ctx context.Context, l *lab.Lab) error {
	n, err := node(ctx, l, "")
	if err != nil {
		return err
	}
	if err := n.Stop(ctx); err != nil {
		return err
	}
	if err := l.Stop(ctx); err != nil {
		return err
	}
	fmt.Println("stopped")
	return nil
}

type eraseCmd struct{}

func (eraseCmd) Run(ctx context.Context, c *cli) error {
	l, err := lab.Open(c.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := down(ctx, l); err != nil {
		return err
	}
	n, err := node(ctx, l, "")
	if err != nil {
		return err
	}
	if err := errors.Join(l.Remove(), os.RemoveAll(n.Dir()), os.RemoveAll(filepath.Join(c.Dir, "demo.json"))); err != nil {
		return err
	}
	fmt.Println("erased")
	return nil
}

type callInCmd struct {
	Caller string `default:"13902000010" help:"Number that the caller shows; empty: withheld. The default is a customer of the demo campaign, 13800000001 is unknown."`
	Steps  string `default:"v60" help:"What he does once he is answered, joined by -: v3 speaks three times, w5 is silent for 5 s, k1 presses 1. Then he hangs up."`
	Calls  int    `default:"1" help:"So many customers, a second apart, with numbers that follow on each other."`
}

func (c callInCmd) Run(ctx context.Context, all *cli) error {
	l, err := lab.Open(all.Dir)
	if err != nil {
		return err
	}
	if l.Carrier == nil || !l.Carrier.Running() {
		return errors.New("the simulated carrier does not run; make demo starts it")
	}
	caller := c.Caller
	for i := range c.Calls {
		if i > 0 {
			time.Sleep(time.Second)
			if n, err := strconv.ParseInt(caller, 10, 64); err == nil {
				caller = fmt.Sprint(n + 1)
			}
		}
		id, err := l.Carrier.CallIn(ctx, hotlineNumber, caller, c.Steps)
		if err != nil {
			return err
		}
		fmt.Printf("%s calls %s\n", cmp.Or(caller, "somebody"), hotlineNumber)
		wait, cancel := context.WithTimeout(ctx, 15*time.Second)
		in, err := l.Carrier.WaitIncoming(wait, id, func(in lab.Incoming) bool { return !in.Answered.IsZero() || !in.Ended.IsZero() })
		cancel()
		switch {
		case err != nil:
			return err
		case in.Answered.IsZero():
			return fmt.Errorf("the call was not taken: %s (%s)", in.Status, in.Answer)
		}
		fmt.Printf("answered after %s\n", in.Answered.Sub(in.Called).Round(10*time.Millisecond))
	}
	return nil
}

type statusCmd struct{}

func (statusCmd) Run(ctx context.Context, c *cli) error {
	l, err := lab.Open(c.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Println("nothing was started here; make demo starts it")
		return nil
	}
	if err != nil {
		return err
	}
	n, err := node(ctx, l, "")
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "SERVICE\tPROCESS\tPORTS\tSTATE\tLOG")
	row := func(name string, pid int, ports, problem, log string) {
		if problem == "" {
			problem = "answers"
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", name, pid, ports, problem, log)
	}
	for _, s := range l.Status(ctx) {
		row(s.Name, s.PID, s.Ports, s.Problem, s.Log)
	}
	problem := "not running"
	if n.Running() {
		problem = ""
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if err := client.New(n.URL).Login(ctx, logins["supervisor"][0].Login, logins["supervisor"][0].Password); err != nil {
			problem = err.Error()
		}
	}
	row("huifang", n.PID(), n.URL, problem, n.LogFile())
	return w.Flush()
}

// describe writes demo.json and prints the address and the logins.
func describe(ctx context.Context, dir string, l *lab.Lab, n *lab.Node) error {
	file := filepath.Join(dir, "demo.json")
	db, err := l.Postgres.EnsureDatabase(ctx, "huifang")
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(map[string]any{
		"url": n.URL, "api_docs": n.URL + "/api/v1/docs", "logins": logins,
		"postgres": db, "redis": l.Redis.URL(),
		"ari":         map[string]string{"url": l.PBX.ARIURL(), "user": l.PBX.User, "password": l.PBX.Password},
		"number_plan": lab.NumberPlan, "hotline": hotlineNumber,
		"logs":       map[string]string{"huifang": n.LogFile(), "postgres": l.Postgres.LogFile(), "redis": l.Redis.LogFile(), "pbx": l.PBX.LogFile(), "carrier": l.Carrier.LogFile()},
		"recordings": n.RecordingsDir, "config": n.ConfigFile,
		"carrier": map[string]string{"invites": l.Carrier.InviteLog, "recordings": l.Carrier.CallsDir},
	}, "", "  ")
	if err != nil {
		return err
	}
	// It holds passwords, if only of services on the loopback address.
	if err := os.WriteFile(file, append(raw, '\n'), 0o600); err != nil {
		return err
	}
	fmt.Printf("\nHuifang 回访: %s\n\n", n.URL)
	for _, role := range []string{"agent", "supervisor", "qa", "admin"} {
		for _, a := range logins[role] {
			fmt.Printf("  %-11s login %-11s password %s\n", role, a.Login, a.Password)
		}
	}
	fmt.Printf("\nSign in as the agent in one browser window, allow the microphone and go ready: the demo campaign calls at once.\n")
	fmt.Printf("bin/demo call-in has a customer call the hotline (%s).\n", hotlineNumber)
	fmt.Printf("Everything else is in %s. make status, make down.\n", file)
	return nil
}

// runBinary runs huifang's command line with the node's configuration.
func runBinary(ctx context.Context, n *lab.Node, password string, args ...string) error {
	cmd := exec.CommandContext(ctx, n.Binary, append([]string{"-c", n.ConfigFile}, args...)...)
	cmd.Env = append(os.Environ(), "HUIFANG_PASSWORD="+password)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("huifang %s: %w: %s", args[0], err, out)
	}
	return nil
}
