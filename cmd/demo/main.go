// Command demo runs Huifang with everything it needs on this machine, for a look at it: private Postgres, Redis, a PBX and
// a simulated carrier, all on the loopback address. It uses the public configuration and API only.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
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

// node describes the demo's service; with a binary it is (re)written.
func node(ctx context.Context, l *lab.Lab, binary string) (*lab.Node, error) {
	o := lab.NodeOptions{Name: "demo", Binary: binary, Drain: "5s"}
	if binary != "" {
		var err error
		if o.Database, err = l.Postgres.EnsureDatabase(ctx, "huifang"); err != nil {
			return nil, err
		}
	}
	return l.Node(o)
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
		"number_plan": lab.NumberPlan,
		"logs":        map[string]string{"huifang": n.LogFile(), "postgres": l.Postgres.LogFile(), "redis": l.Redis.LogFile(), "pbx": l.PBX.LogFile(), "carrier": l.Carrier.LogFile()},
		"recordings":  n.RecordingsDir, "config": n.ConfigFile,
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
