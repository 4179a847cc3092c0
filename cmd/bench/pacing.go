package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"huifang/dialer/pacing"
	"huifang/dialer/pacing/floor"
)

const (
	abandonCap    = 0.03
	pacingSeed    = 900_000 // the settings of the pacing were chosen on other days
	pacingHours   = 8.0
	decideWithin  = 1.0 // ms, 99 % of the decisions
	overHindsight = 1.0 // points, for less than ten agents; twice as much from there on
)

// occupancyGoals are the least occupancies in percent, by the number of agents, at answer rates 0.2, 0.35 and 0.5.
var occupancyGoals = map[int][3]float64{
	3: {75, 83, 87}, 10: {83, 87, 89.5}, 25: {89, 91, 92}, 50: {93, 93.5, 94}, 100: {95, 95.5, 96}, 200: {96.5, 97, 97.5},
}

var pacingRates = [3]float64{0.2, 0.35, 0.5}

// pacingCell is one size and answer rate.
type pacingCell struct {
	agents, seeds int
	rate          int                    // index
	days          map[string][]floor.Day // by algorithm; "hindsight" is VICIdial with the best settings
	err           error
}

// pacing simulates days of eight hours (see package floor) under every algorithm, with the same customers.
func (b *bench) pacing(ctx context.Context) ([]row, error) {
	sizes := b.sizes
	switch {
	case len(sizes) > 0:
	case b.quick:
		sizes = []int{3, 10}
	default:
		sizes = []int{3, 5, 10, 25, 50, 100, 200, 500}
	}
	var cells []*pacingCell
	for _, n := range sizes {
		seeds := 8
		switch {
		case b.quick, n >= 500:
			seeds = 1
		case n >= 200:
			seeds = 3
		case n >= 100:
			seeds = 4
		case n >= 25:
			seeds = 6
		}
		for rate := range pacingRates {
			cells = append(cells, &pacingCell{agents: n, rate: rate, seeds: seeds, days: map[string][]floor.Day{}})
		}
	}
	work := make(chan *pacingCell)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for c := range work {
				c.err = c.run(ctx)
			}
		})
	}
	for _, c := range cells {
		work <- c
	}
	close(work)
	wg.Wait()
	var failed error
	for i, c := range cells {
		if c.err != nil {
			cells, failed = cells[:i-i%len(pacingRates)], c.err
			break
		}
	}
	b.tables = append(b.tables, pacingTable(cells))
	return nil, failed
}

// run simulates all algorithms.
func (c *pacingCell) run(ctx context.Context) error {
	for _, name := range floor.Algorithms {
		days, err := c.simulate(ctx, func() (floor.Pacer, error) { return floor.Algorithm(name, abandonCap, pacingHours) })
		if err != nil {
			return err
		}
		c.days[name] = days
	}
	days, settings, err := floor.Hindsight(abandonCap, pacingHours, func(pacer func() (floor.Pacer, error)) ([]floor.Day, error) { return c.simulate(ctx, pacer) })
	if err != nil {
		return err
	}
	c.days["hindsight"] = days
	say("%d agents, answer rate %.2f, %d day(s): occupancy %.1f %%, worst day %.2f %%, VICIdial in hindsight %.1f %% (%s)", c.agents, pacingRates[c.rate], c.seeds,
		c.occupancy("predictive"), c.worst(), c.occupancy("hindsight"), settings)
	return nil
}

func (c *pacingCell) simulate(ctx context.Context, pacer func() (floor.Pacer, error)) (days []floor.Day, err error) {
	for n := range c.seeds {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p, err := pacer()
		if err != nil {
			return nil, err
		}
		got, err := floor.Run(floor.Config{Agents: c.agents, AnswerRate: pacingRates[c.rate], Hours: pacingHours, Seed: pacingSeed + uint64(n)}, p, abandonCap)
		if err != nil {
			return nil, err
		}
		days = append(days, got...)
	}
	return days, nil
}

// occupancy is in per cent.
func (c *pacingCell) occupancy(algorithm string) float64 {
	return 100 * floor.Mean(c.days[algorithm]).Occupancy
}

// worst is the greatest share of abandoned calls of a day, in per cent.
func (c *pacingCell) worst() (worst float64) {
	for _, d := range c.days["predictive"] {
		worst = math.Max(worst, 100*d.Abandoned)
	}
	return worst
}

// pacingTable has a line for each size; the cells that it is given come by size, then by answer rate.
func pacingTable(cells []*pacingCell) string {
	var out strings.Builder
	out.WriteString("Pacing: occupancy in % / abandoned in %, each at answer rates 0.2, 0.35 and 0.5; how many points of occupancy Huifang is ahead of VICIdial in hindsight.\n\n" +
		"| agents, days | Huifang | worst day | manual | progressive | fixed ratio 1.5 | VICIdial | VICIdial in hindsight | ahead | told when agents get free | targets |\n" +
		"|---|---|---|---|---|---|---|---|---|---|---|\n")
	for len(cells) > 0 {
		size := cells[:len(pacingRates)]
		cells = cells[len(pacingRates):]
		each := func(format string, of func(*pacingCell) float64) string {
			var three []string
			for _, c := range size {
				three = append(three, fmt.Sprintf(format, of(c)))
			}
			return strings.Join(three, " ")
		}
		result := func(name string) string {
			occupancy := each("%.1f", func(c *pacingCell) float64 { return c.occupancy(name) })
			abandoned := func(c *pacingCell) float64 { return 100 * floor.Mean(c.days[name]).Abandoned }
			if !slices.ContainsFunc(size, func(c *pacingCell) bool { return abandoned(c) > 0 }) {
				return occupancy // an agent is reserved for each line
			}
			return occupancy + " / " + each("%.1f", abandoned)
		}
		ahead := func(c *pacingCell) float64 { // as shown: a verdict goes by the figure beside it
			return math.Round(10*(c.occupancy("predictive")-c.occupancy("hindsight"))) / 10
		}
		fmt.Fprintf(&out, "| %d, %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", size[0].agents, size[0].seeds, result("predictive"),
			each("%.2f", (*pacingCell).worst), result("manual"), result("progressive"), result("ratio"), result("vicidial"), result("hindsight"), each("%+.1f", ahead),
			result("known"), pacingTargets(size, ahead))
	}
	return out.String()
}

// pacingTargets says of each target at which answer rates it was not met.
func pacingTargets(size []*pacingCell, ahead func(*pacingCell) float64) string {
	said := func(target string, met func(*pacingCell) bool) string {
		var not []string
		for _, c := range size {
			if !met(c) {
				not = append(not, fmt.Sprint(pacingRates[c.rate]))
			}
		}
		if len(not) == 0 {
			return verdict(target, true)
		}
		return verdict(target, false) + " at " + strings.Join(not, ", ")
	}
	over := overHindsight
	if size[0].agents >= 10 {
		over *= 2
	}
	targets := []string{
		said(fmt.Sprintf("every day <= %.0f %%", 100*abandonCap), func(c *pacingCell) bool { return c.worst() <= 100*abandonCap }),
		said(fmt.Sprintf(">= %.0f ahead", over), func(c *pacingCell) bool { return ahead(c) >= over }),
	}
	if goals, ok := occupancyGoals[size[0].agents]; ok {
		targets = append([]string{said(fmt.Sprintf(">= %g %g %g", goals[0], goals[1], goals[2]),
			func(c *pacingCell) bool { return c.occupancy("predictive") >= goals[c.rate] })}, targets...)
	}
	return strings.Join(targets, "; ")
}

// optimum sets the pacing against the best possible on the Markov floor, over a day of 24 hours from knowing nothing.
func (b *bench) optimum(ctx context.Context) (rows []row, err error) {
	const rate, hours, seeds = 0.35, 24, 4
	sizes := []int{3, 10, 25, 50}
	if b.quick {
		sizes = sizes[:1]
	}
	for _, n := range sizes {
		best, err := floor.Optimum(n, rate, abandonCap)
		if err != nil {
			return rows, err
		}
		var days []floor.Day
		for seed := range seeds {
			if err := ctx.Err(); err != nil {
				return rows, err
			}
			d, err := floor.RunMarkov(n, rate, abandonCap, hours, pacingSeed+uint64(seed))
			if err != nil {
				return rows, err
			}
			days = append(days, d)
		}
		m := floor.Mean(days)
		below, most := 100*(best-m.Occupancy), 0.7
		if n >= 25 {
			most = 0.5
		}
		rows = append(rows, row{what: fmt.Sprintf("pacing on the Markov floor: %d agents, answer rate %.2f: occupancy / abandoned in %%", n, rate),
			ours: fmt.Sprintf("%.2f / %.2f", 100*m.Occupancy, 100*m.Abandoned), limit: fmt.Sprintf("exact optimum %.2f", 100*best),
			ratio: fmt.Sprintf("%+.2f points", -below), target: verdict(fmt.Sprintf("at most %.1f below", most), below <= most)})
	}
	return rows, nil
}

// decide times the decisions of a day with many agents, at the lowest answer rate, which has the most lines.
func (b *bench) decide(context.Context) ([]row, error) {
	agents := 500
	if b.quick {
		agents = 10
	}
	p := timedPacer{Predictive: pacing.NewPredictive(abandonCap)}
	if _, err := floor.Run(floor.Config{Agents: agents, AnswerRate: pacingRates[0], Hours: pacingHours, Seed: pacingSeed}, &p, abandonCap); err != nil {
		return nil, err
	}
	ms := durations(p.took)
	p99 := ms.quantile(0.99)
	return []row{{what: fmt.Sprintf("pacing: one decision with %d agents, median and 99 %% of %d", agents, len(ms)),
		ours: fmt.Sprintf("%.0f us, %.0f us", 1000*ms.median(), 1000*p99), target: verdict("p99 < 1 ms", p99 < decideWithin)}}, nil
}

// timedPacer measures each decision.
type timedPacer struct {
	*pacing.Predictive
	took []time.Duration
}

// Decide is a floor.Pacer's.
func (p *timedPacer) Decide(f pacing.Floor) pacing.Decision {
	began := time.Now()
	d := p.Predictive.Decide(f)
	p.took = append(p.took, time.Since(began))
	return d
}
