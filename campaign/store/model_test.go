package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"huifang/campaign/store"
	"huifang/campaign/store/storetest"
)

// How many seeds TestModel tries, and which one alone. A fault names its seed.
const (
	modelSeedsEnv = "HUIFANG_MODEL_SEEDS" // a number; `make test-long` sets it
	modelSeedEnv  = "HUIFANG_MODEL_SEED"  // a seed to be tried again
	modelSeeds    = 200                   // of `make test`
	modelSteps    = 50
	modelWorkers  = 2 // each with a database and a clock of its own
	modelClean    = 40
)

// TestModel runs random streams of claims, dials, journals, dispositions, do-not-call entries, number corrections, pauses,
// clock jumps, lost answers, repetitions, and crashes between any two steps against Postgres, and compares everything
// after each step with a model in memory (model_rules_test.go). A stream that fails is made as short as it can be.
func TestModel(t *testing.T) {
	first, n := uint64(1), uint64(modelSeeds)
	if v := os.Getenv(modelSeedsEnv); v != "" {
		var err error
		if n, err = strconv.ParseUint(v, 10, 32); err != nil {
			t.Fatalf("%s: %v", modelSeedsEnv, err)
		}
		first = uint64(time.Now().Unix()) << 20 // other seeds every night
	}
	if v := os.Getenv(modelSeedEnv); v != "" {
		var err error
		if first, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatalf("%s: %v", modelSeedEnv, err)
		}
		n = 1
	}
	var next atomic.Uint64
	next.Store(first)
	var did modelTally
	t.Cleanup(func() { did.check(t, n) })
	for w := range min(modelWorkers, n) {
		t.Run(fmt.Sprint("worker", w), func(t *testing.T) {
			t.Parallel()
			f := newModelFloor(t, &did)
			for runs := 0; ; runs++ {
				seed := next.Add(1) - 1
				if seed >= first+n || t.Failed() {
					return
				}
				if runs%modelClean == modelClean-1 {
					f.clean()
				}
				if runs%500 == 499 {
					t.Logf("%d seeds", runs+1)
				}
				steps := make([]int, modelSteps)
				for i := range steps {
					steps[i] = i
				}
				if _, bad := f.try(seed, steps); bad != "" {
					steps = shrink(steps, func(s []int) bool { _, bad := f.try(seed, s); return bad != "" })
					log, again := f.try(seed, steps)
					if again == "" {
						log, again = []string{"(it did not fail again)"}, bad
					}
					t.Errorf("seed %d (%s=%d), after %d runs, %d of %d steps needed: %s\n%s", seed, modelSeedEnv, seed, runs+1,
						len(steps), modelSteps, again, strings.Join(log, "\n"))
				}
			}
		})
	}
}

// shrink leaves out steps while it still fails.
func shrink(steps []int, fails func([]int) bool) []int {
	for size := len(steps) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(steps); {
			if fewer := slices.Delete(slices.Clone(steps), at, at+size); fails(fewer) {
				steps = fewer
			} else {
				at += size
			}
		}
	}
	return steps
}

// modelFloor is a database for many streams, one after the other.
type modelFloor struct {
	t     *testing.T
	ctx   context.Context
	db    *storetest.Clock
	s     *store.Store
	pool  poolOf
	boss  int64
	runs  int
	tally *modelTally
}

func newModelFloor(t *testing.T, tally *modelTally) *modelFloor {
	f := &modelFloor{t: t, ctx: t.Context(), tally: tally}
	f.pool.Pool, f.db = storetest.Virtual(t, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	f.s = store.New(f.pool.Pool)
	f.boss = f.pool.id(f.ctx, t, `insert into app_user (login, name, role, password_hash) values ('boss', 'boss', 'supervisor', 'x') returning id`)
	f.pool.id(f.ctx, t, `insert into follow_up_type (code, body) values ('model', '{"questions":[{"id":"q1","required":true},{"id":"q2"},{"id":"q3","required":true}]}') returning 1`)
	f.pool.id(f.ctx, t, `insert into contact_list (name, file_name, created_by) values ('l', 'l.csv', $1) returning id`, f.boss)
	return f
}

// clean keeps the tables short; no stream needs it, for each has its own numbers, customers, agents and nodes.
func (f *modelFloor) clean() {
	if _, err := f.pool.Exec(f.ctx, `truncate attempt, follow_up, campaign, contact, customer, dnc, node, audit cascade`); err != nil {
		f.t.Fatal(err)
	}
}

// try runs some of the steps of a seed. It returns what was done, and what broke, if anything did.
func (f *modelFloor) try(seed uint64, steps []int) (log []string, bad string) {
	f.runs++
	defer func() {
		switch r := recover().(type) {
		case nil:
		case fault:
			bad = string(r)
		default:
			bad = fmt.Sprintf("%v\n%s", r, debug.Stack())
		}
	}()
	w := &world{modelFloor: f, log: &log, dice: dice{rand.New(rand.NewPCG(seed, 0))}}
	w.build()
	w.check()
	for _, i := range steps {
		// Each step has dice of its own, so that one that is left out changes the others as little as can be.
		w.dice = dice{rand.New(rand.NewPCG(seed, uint64(i+1)))}
		w.step()
	}
	w.dice = dice{rand.New(rand.NewPCG(seed, 0))}
	w.finish()
	return log, ""
}

// modelTally counts what happened in all streams: a test that never gets to a rule does not test it.
type modelTally struct {
	n [tallies]atomic.Int64
}

const (
	tallyClaimed = iota
	tallyArmed
	tallyRefused
	tallyTalked
	tallyDisposed
	tallyUnanswered
	tallyGivenBack
	tallyTrunkFailed
	tallySettled
	tallyAdopted
	tallyFenced
	tallyDNC
	tallyWaited
	tallyCapped
	tallyCorrected
	tallyNextNumber
	tallyDiallable
	tallyAlone
	tallyHeld
	tallySkipped
	tallies
)

var tallyNames = [tallies]string{"claimed", "armed", "refused at arming", "answered", "disposed", "required answer missing", "given back", "given back by a trunk's fault",
	"settled after a crash", "adopted after a crash", "refused by the fence", "do-not-call entries", "do-not-call waited for a dial", "held back by caps",
	"numbers corrected", "went on with the next number", "readiness above 0", "claimed without an agent", "claimed for an agent because prediction may not", "previews skipped"}

func (c *modelTally) check(t *testing.T, seeds uint64) {
	var all []string
	for i, name := range tallyNames {
		n := c.n[i].Load()
		all = append(all, fmt.Sprintf("%s %d", name, n))
		if n == 0 && seeds >= modelSeeds && !t.Failed() {
			t.Errorf("no stream had this: %s", name)
		}
	}
	t.Logf("%d seeds: %s", seeds, strings.Join(all, ", "))
}
