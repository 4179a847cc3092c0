package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
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

// pacingCell is one size and answer rate.
type pacingCell struct {
	agents, seeds int
	rate          int // index
	days          map[string][]floor.Day
	hindsight     string // settings
	decisions     []time.Duration
	err           error
}

var pacingRates = [3]float64{0.2, 0.35, 0.5}

// pacing simulates days of eight hours (see package floor) under every algorithm, with the same customers, and works out the
// optimum where that can be done.
func (b *bench) pacing(ctx context.Context) ([]row, error) {
	sizes := []int{3, 5, 10, 25, 50, 100, 200, 500}
	if b.quick {
		sizes = []int{3, 10}
	}
	var cells []*pacingCell
	for _, n := range sizes {
		for rate := range pacingRates {
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
			cells = append(cells, &pacingCell{agents: n, rate: rate, seeds: seeds, days: map[string][]floor.Day{}})
		}
	}
	work := make(chan *pacingCell)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for c := range work {
				c.err = c.run(ctx)
				say("%d agents, answer rate %.2f: occupancy %.1f %%", c.agents, pacingRates[c.rate], 100*floor.Mean(c.days["predictive"]).Occupancy)
			}
		})
	}
	for i := range cells { // the large ones first: they take longest
		work <- cells[len(cells)-1-i]
	}
	close(work)
	wg.Wait()
	var rows []row
	for _, c := range cells {
		if c.err != nil {
			return rows, c.err
		}
		rows = append(rows, c.row())
	}
	last := cells[len(cells)-3] // the largest size at the lowest rate has the most lines
	ms := durations(last.decisions)
	p99 := ms.quantile(0.99)
	rows = append(rows, row{what: fmt.Sprintf("the same: one decision with %d agents, median and 99 %% of %d", last.agents, len(ms)),
		ours: fmt.Sprintf("%.0f us, %.0f us", 1000*ms.median(), 1000*p99), target: verdict("p99 < 1 ms", p99 < decideWithin)})
	return b.optimum(ctx, rows)
}

// run simulates all algorithms.
func (c *pacingCell) run(ctx context.Context) error {
	for _, name := range floor.Algorithms {
		days, err := c.simulate(ctx, func() (floor.Pacer, error) {
			p, err := floor.Algorithm(name, abandonCap, pacingHours)
			if name == "predictive" {
				p = &timedPacer{p.(*pacing.Predictive), &c.decisions}
			}
			return p, err
		})
		if err != nil {
			return err
		}
		c.days[name] = days
	}
	best := 0.0
	for _, v := range floor.Hindsights(abandonCap, pacingHours) {
		days, err := c.simulate(ctx, func() (floor.Pacer, error) { w := *v; return &w, nil })
		if err != nil {
			return err
		}
		if m := floor.Mean(days); m.Abandoned <= abandonCap && m.Occupancy > best {
			best, c.hindsight, c.days["hindsight"] = m.Occupancy, v.String(), days
		}
	}
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

func (c *pacingCell) row() row {
	show := func(name string) string {
		m := floor.Mean(c.days[name])
		return fmt.Sprintf("%.1f / %.1f", 100*m.Occupancy, 100*m.Abandoned)
	}
	ours, hindsight := 100*floor.Mean(c.days["predictive"]).Occupancy, 100*floor.Mean(c.days["hindsight"]).Occupancy
	worst := 0.0
	for _, d := range c.days["predictive"] {
		worst = math.Max(worst, 100*d.Abandoned)
	}
	over := overHindsight
	if c.agents >= 10 {
		over *= 2
	}
	target, met := fmt.Sprintf("every day <= %.0f %%, %.0f points ahead", 100*abandonCap, over), worst <= 100*abandonCap && ours-hindsight >= over
	if goals, ok := occupancyGoals[c.agents]; ok {
		target, met = fmt.Sprintf(">= %g %%, ", goals[c.rate])+target, met && ours >= goals[c.rate]
	}
	return row{what: fmt.Sprintf("pacing: %d agents, answer rate %.2f, %d day(s): occupancy / abandoned in %%", c.agents, pacingRates[c.rate], c.seeds),
		ours: fmt.Sprintf("%s, worst day %.2f", show("predictive"), worst),
		limit: fmt.Sprintf("manual %s, progressive %s, fixed ratio %s, VICIdial %s, VICIdial in hindsight %s (%s)", show("manual"), show("progressive"), show("ratio"),
			show("vicidial"), show("hindsight"), c.hindsight),
		ratio: fmt.Sprintf("%+.1f points", ours-hindsight), target: verdict(target, met)}
}

// optimum sets the pacing against the best possible on the Markov floor, over a day of 24 hours from knowing nothing.
func (b *bench) optimum(ctx context.Context, rows []row) ([]row, error) {
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

// timedPacer measures each decision.
type timedPacer struct {
	*pacing.Predictive
	took *[]time.Duration
}

// Decide is a floor.Pacer's.
func (p *timedPacer) Decide(f pacing.Floor) pacing.Decision {
	began := time.Now()
	d := p.Predictive.Decide(f)
	*p.took = append(*p.took, time.Since(began))
	return d
}
