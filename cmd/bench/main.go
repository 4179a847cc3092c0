// Command bench measures Huifang against the raw limits: each figure stands beside one that was taken in the same run,
// on the same machine, of the least work that could do the job. It starts its own Postgres, Redis, PBX and simulated
// carrier, prints a Markdown table to the standard output and progress to the standard error, and takes at most 90
// minutes, on a quiet machine far less. It asserts nothing: figures depend on the machine, and a busy one falsifies them.
//
//	connect    from the customer's answer to the first packet at the agent's browser
//	cpu        of the service, of its media path and of Asterisk, at 25, 50 and 100 conversations
//	legs       processor time of an agent's leg, against Asterisk's own WebRTC endpoint
//	hundred    packets lost by 100 agents in 100 recorded conversations
//	claims     follow-ups claimed per second
//	originate  calls placed per second, and how late Asterisk's events come
//	generate   a plan's follow-ups for a million customers
//	ledger     what has become of each of a million follow-ups, and why none can be dialled
//	imports    200,000 rows of customers as CSV and as XLSX
//	ears       announcements before the answer, and persons, machines and faxes after it: how often right, how soon, at what cost
//	pacing     occupancy and abandoned calls of simulated days, against other dialers
//	optimum    the same on a floor of which the best possible is known
//	decide     how long a decision of the pacing takes
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"huifang/cmd/internal/lab"
	"huifang/dialer/pacing/floor"
)

// wholeLimit bounds the run, once the programs are there.
const wholeLimit = 90 * time.Minute

// bench is one run.
type bench struct {
	lab    *lab.Lab
	binary string // compiled cmd/huifang
	dir    string // of this run
	quick  bool
	due    int           // follow-ups in the queue of the claims
	hold   time.Duration // how long a snapshot is held while claims go on

	patience float64 // times the limits of the parts
	sizes    []int   // of the pacing; none: all
	tables   []string

	numbers atomic.Int64 // telephone numbers given out
	taught  bool         // the PBX knows the softphones
}

// row is one line of the table.
type row struct{ what, ours, limit, ratio, target string }

// part measures one thing. Rows that it has are good even when it fails in the end. A table of its own it adds to bench.tables.
type part struct {
	name    string
	limit   time.Duration
	lab     bool // needs the service and the programs around it
	measure func(*bench, context.Context) ([]row, error)
}

var parts = []part{
	{"connect", 4 * time.Minute, true, (*bench).connect},
	{"cpu", 6 * time.Minute, true, (*bench).cpu},
	{"legs", 12 * time.Minute, true, (*bench).legs},
	{"hundred", 4 * time.Minute, true, (*bench).hundred},
	{"claims", 35 * time.Minute, true, (*bench).claims},
	{"originate", 4 * time.Minute, true, (*bench).originate},
	{"generate", 12 * time.Minute, true, (*bench).generate},
	{"ledger", 6 * time.Minute, true, (*bench).ledger},
	{"imports", 10 * time.Minute, true, (*bench).imports},
	{"ears", 10 * time.Minute, false, (*bench).ears},
	{"pacing", 20 * time.Minute, false, (*bench).pacing},
	{"optimum", 4 * time.Minute, false, (*bench).optimum},
	{"decide", 2 * time.Minute, false, (*bench).decide},
}

func partNames() string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.name
	}
	return strings.Join(names, ", ")
}

func main() {
	only := flag.String("only", "", "parts to run, with commas between: "+partNames()+" (default all)")
	quick := flag.Bool("quick", false, "few calls and short times, to see that it works: the figures mean little")
	due := flag.Int("due", 10_000_000, "claims: how many follow-ups are due; ten million take 7 GB and some minutes to make")
	hold := flag.Duration("hold", time.Minute, "claims: how long claims go on while a snapshot is held, before they are measured; twice as much in all, 10m at most")
	sizes := flag.String("sizes", "", "pacing: numbers of agents, with commas between (default 3 to 500)")
	patience := flag.Float64("patience", 1, "times the usual limits of parts and run, for a busy machine")
	binary := flag.String("binary", "bin/huifang", "the compiled service (make build)")
	child := flag.String("child", "", "for the bench itself: be a process to be measured")
	dir := flag.String("dir", "", "for the bench itself: folder of the child")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	b := &bench{binary: *binary, quick: *quick, due: *due, hold: *hold, patience: *patience}
	err := b.setSizes(*sizes)
	switch {
	case err != nil:
	case *child != "":
		err = runChild(*child, *dir, os.Stdin, os.Stdout)
	default:
		err = run(ctx, b, *only, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		cancel()
		os.Exit(1) //nolint:gocritic // cancel was called
	}
}

// setSizes reads the -sizes flag.
func (b *bench) setSizes(text string) error {
	if text == "" {
		return nil
	}
	for s := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 || n > floor.MostAgents {
			return fmt.Errorf("-sizes %s: %q is no number of agents", text, s)
		}
		b.sizes = append(b.sizes, n)
	}
	return nil
}

// say reports progress.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func run(ctx context.Context, b *bench, only string, out io.Writer) (err error) {
	chosen, err := choose(only)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(chosen, func(p part) bool { return p.lab }) {
		stop, startErr := b.startLab(ctx)
		if startErr != nil {
			return startErr
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	ctx, cancel := context.WithTimeout(ctx, b.longer(wholeLimit)+2*b.hold)
	defer cancel()
	before := loadAverage()
	var rows []row
	var failed []error
	for _, p := range chosen {
		say("== %s", p.name)
		began := time.Now()
		pctx, cancel := context.WithTimeout(ctx, b.longer(p.limit))
		got, err := p.measure(b, pctx)
		cancel()
		rows = append(rows, got...)
		if err != nil {
			err = fmt.Errorf("%s: %w", p.name, err)
			say("%v", err)
			failed = append(failed, err)
			rows = append(rows, row{what: p.name, ours: "not measured to its end, see the log"})
		}
		say("== %s took %s", p.name, time.Since(began).Round(100*time.Millisecond))
	}
	return errors.Join(errors.Join(failed...), write(out, b.facts(before, loadAverage()), rows, b.tables))
}

func (b *bench) longer(limit time.Duration) time.Duration {
	return time.Duration(b.patience * float64(limit))
}

// startLab starts the programs around the service. What it returns stops them.
func (b *bench) startLab(ctx context.Context) (stop func() error, err error) {
	if _, err := os.Stat(b.binary); err != nil {
		return nil, fmt.Errorf("the service is not built (make build): %w", err)
	}
	b.dir, err = os.MkdirTemp("", "huifang-bench-")
	if err != nil {
		return nil, fmt.Errorf("folder of the run: %w", err)
	}
	remove := func() error { return os.RemoveAll(b.dir) }
	if err := os.Chmod(b.dir, 0o755); err != nil { // the services may run as another user
		return nil, errors.Join(fmt.Errorf("folder of the run: %w", err), remove())
	}
	// The carrier's own recording would cost more than what is measured.
	b.lab, err = lab.Start(ctx, lab.Options{Dir: filepath.Join(b.dir, "run"), Postgres: true, Redis: true, PBX: true, Carrier: true,
		NoCarrierRecording: true, Log: os.Stderr,
		// As a server's are: with those of a test's cluster it would be the disk that is measured.
		PostgresSettings: map[string]string{"shared_buffers": "1GB", "max_wal_size": "8GB"}})
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		if err := b.lab.Stop(ctx); err != nil {
			return errors.Join(err, remove())
		}
		return errors.Join(b.lab.Remove(), remove())
	}, nil
}

// choose reads the -only flag.
func choose(only string) ([]part, error) {
	if only == "" {
		return parts, nil
	}
	var chosen []part
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(parts, func(p part) bool { return p.name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, fmt.Errorf("-only %s: there is no part %q", only, name)
		}
		chosen = append(chosen, parts[i])
	}
	return chosen, nil
}

// number gives a telephone number of a case of the carrier's plan (see lab.NumberPlan) that was not given out before.
func (b *bench) number(prefix string) string {
	return fmt.Sprintf("%s%06d", prefix, b.numbers.Add(1))
}
