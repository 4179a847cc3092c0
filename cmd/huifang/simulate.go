package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"huifang/dialer/pacing/floor"
)

// simulateCmd runs the pacing of calls on a simulated floor (R16). It needs no configuration and no database, and gives the same
// answer to the same question.
type simulateCmd struct {
	Agents     int     `default:"10" help:"Agents, 1 to 2000."`
	AnswerRate float64 `name:"answer-rate" default:"0.35" help:"Share of the calls that a person answers, above 0, at most 0.95."`
	Hours      float64 `default:"8" help:"Hours of a day, above 0, at most 24."`
	Days       int     `default:"1" help:"Days, one after another with what was learnt."`
	Seeds      int     `default:"1" help:"How often, with seeds that follow one another."`
	Seed       uint64  `default:"1" help:"What chance follows from."`
	Algorithm  string  `default:"predictive" help:"predictive, progressive, ratio, vicidial, manual or known (predictive that is told when each agent gets free: a reference)."`
	Cap        float64 `default:"0.03" help:"Share of the abandoned calls that predictive and vicidial may reach, above 0, below 1."`
	Ratio      float64 `default:"1.5" help:"Lines for each free agent, for ratio."`
	Talk       float64 `default:"180" help:"Seconds of a conversation in the mean."`
	WrapUp     float64 `name:"wrap-up" default:"30" help:"Seconds of wrap-up in the mean."`
	Table      bool    `help:"All algorithms beside each other, VICIdial also with the settings that were best in hindsight, and the exact optimum of a simpler floor."`
	JSON       bool    `help:"Answer in JSON."`
}

// simulation is the JSON answer of huifang simulate. Shares are fractions of 1, times are seconds.
type simulation struct {
	Algorithm  string  `json:"algorithm"`
	Agents     int     `json:"agents"`
	AnswerRate float64 `json:"answer_rate"`
	Hours      float64 `json:"hours"` // of a day
	Days       int     `json:"days"`  // in all
	Seed       uint64  `json:"seed"`
	Cap        float64 `json:"cap"`
	Occupancy  float64 `json:"occupancy"`     // (talk + wrap-up) / (logged in - breaks), mean of the days
	Abandoned  float64 `json:"abandoned"`     // abandoned / (abandoned + served), over all days
	Worst      float64 `json:"abandoned_max"` // the same, of the worst day
	Served     int     `json:"served"`        // persons handed to an agent
	Lost       int     `json:"abandoned_calls"`
	Dialled    int     `json:"dialled"`
	Cancelled  int     `json:"cancelled"` // lines that were hung up before an answer
	WaitMean   float64 `json:"wait_mean"` // from the answer to the agent
	WaitP99    float64 `json:"wait_p99"`
	WaitMax    float64 `json:"wait_max"`
	IdleMean   float64 `json:"idle_mean"` // of an agent before a call
	Settings   string  `json:"settings,omitempty"`
}

// bound is the exact optimum of the Markov floor, with what the pacing reaches on the same.
type bound struct {
	Optimum    float64 `json:"optimum_occupancy"`
	Predictive float64 `json:"predictive_occupancy"`
	Abandoned  float64 `json:"predictive_abandoned"`
}

type simulationTable struct {
	Rows   []simulation `json:"rows"`
	Markov *bound       `json:"markov_floor,omitempty"`
}

// Run prints the answer.
func (c simulateCmd) Run() error { return c.print(os.Stdout) }

func (c simulateCmd) print(to io.Writer) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Table {
		return c.table(to)
	}
	s, err := c.simulate(c.Algorithm)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(to, s)
	}
	_, err = fmt.Fprintf(to, `%s: %d agents, answer rate %g, %d day(s) of %g h, seed %d
occupancy   %6.2f %%   of the time without breaks, in conversation or wrap-up
abandoned   %6.2f %%   %d of %d persons who answered; worst day %.2f %%, cap %g %%
served      %6d     %d lines dialled, %d hung up before an answer
wait        %6.2f s   in the mean from the answer to the agent; 99 %% within %.2f s, longest %.2f s
idle        %6.1f s   in the mean before a call
`, s.Algorithm, s.Agents, s.AnswerRate, s.Days, s.Hours, s.Seed, 100*s.Occupancy, 100*s.Abandoned, s.Lost, s.Lost+s.Served, 100*s.Worst, 100*s.Cap,
		s.Served, s.Dialled, s.Cancelled, s.WaitMean, s.WaitP99, s.WaitMax, s.IdleMean)
	return err
}

func (c simulateCmd) check() error {
	switch {
	case !slices.Contains(floor.Algorithms, c.Algorithm):
		return fmt.Errorf("--algorithm: %q is not one of %s", c.Algorithm, strings.Join(floor.Algorithms, ", "))
	case !(c.Cap > 0 && c.Cap < 1):
		return fmt.Errorf("--cap: %v is not above 0 and below 1", c.Cap)
	case c.Seeds < 1 || c.Seeds > 1000:
		return fmt.Errorf("--seeds: %d is not between 1 and 1000", c.Seeds)
	case c.Days < 1:
		return fmt.Errorf("--days: %d is not between 1 and %d", c.Days, floor.MostDays)
	case !(c.Ratio > 0 && c.Ratio <= 100):
		return fmt.Errorf("--ratio: %v is not above 0 and at most 100", c.Ratio)
	case !(c.Talk > 0 && c.Talk <= 7200):
		return fmt.Errorf("--talk: %v is not above 0 and at most 7200 s", c.Talk)
	case !(c.WrapUp > 0 && c.WrapUp <= 7200):
		return fmt.Errorf("--wrap-up: %v is not above 0 and at most 7200 s", c.WrapUp)
	}
	if err := c.config(0).Validate(); err != nil {
		return fmt.Errorf("--%w", err)
	}
	return nil
}

func (c simulateCmd) config(n int) floor.Config {
	return floor.Config{Agents: c.Agents, AnswerRate: c.AnswerRate, Hours: c.Hours, Days: c.Days, Seed: c.Seed + uint64(n), Talk: c.Talk, WrapUp: c.WrapUp}
}

func (c simulateCmd) simulate(name string) (simulation, error) {
	return c.simulateWith(name, func() (floor.Pacer, error) {
		if name == "ratio" {
			return floor.Ratio{Lines: c.Ratio}, nil
		}
		return floor.Algorithm(name, c.Cap, c.Hours)
	})
}

// simulateWith runs every seed with a pacing of its own.
func (c simulateCmd) simulateWith(name string, pacer func() (floor.Pacer, error)) (simulation, error) {
	days, err := c.days(pacer)
	if err != nil {
		return simulation{}, err
	}
	return c.summary(name, days), nil
}

func (c simulateCmd) days(pacer func() (floor.Pacer, error)) (days []floor.Day, err error) {
	for n := range c.Seeds {
		p, err := pacer()
		if err != nil {
			return nil, err
		}
		got, err := floor.Run(c.config(n), p, c.Cap)
		if err != nil {
			return nil, err
		}
		days = append(days, got...)
	}
	return days, nil
}

func (c simulateCmd) summary(name string, days []floor.Day) simulation {
	m := floor.Mean(days)
	s := simulation{Algorithm: name, Agents: c.Agents, AnswerRate: c.AnswerRate, Hours: c.Hours, Days: len(days), Seed: c.Seed, Cap: c.Cap,
		Occupancy: m.Occupancy, Abandoned: m.Abandoned, Served: m.Served, Lost: m.Lost, Dialled: m.Dialled, Cancelled: m.Cancelled,
		WaitMean: m.WaitMean, WaitP99: m.WaitP99, WaitMax: m.WaitMost, IdleMean: m.IdleMean}
	for _, d := range days {
		s.Worst = math.Max(s.Worst, d.Abandoned)
	}
	return s
}

// mostMarkov is the size up to which the bound is worked out, and leastMarkov the answer rate from which on: its states grow with
// the square of the one and with the other's inverse.
const (
	mostMarkov  = 100
	leastMarkov = 0.02
)

func (c simulateCmd) table(to io.Writer) error {
	var t simulationTable
	for _, name := range floor.Algorithms {
		s, err := c.simulate(name)
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, s)
		if name == "vicidial" {
			best, err := c.hindsight()
			if err != nil {
				return err
			}
			t.Rows = append(t.Rows, best)
		}
	}
	if c.Agents <= mostMarkov && c.AnswerRate >= leastMarkov {
		b, err := c.bound()
		if err != nil {
			return err
		}
		t.Markov = &b
	}
	if c.JSON {
		return printJSON(to, t)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d agents, answer rate %g, %d day(s) of %g h, seed %d, cap %g %%\n\n", c.Agents, c.AnswerRate, t.Rows[0].Days, c.Hours, c.Seed, 100*c.Cap)
	fmt.Fprintf(&b, "%-22s %9s %9s %9s %7s %8s %6s %6s\n", "algorithm", "occupancy", "abandoned", "worst day", "served", "dialled", "wait", "idle")
	for _, s := range t.Rows {
		fmt.Fprintf(&b, "%-22s %7.2f %% %7.2f %% %7.2f %% %7d %8d %4.2f s %4.0f s  %s\n", s.Algorithm, 100*s.Occupancy, 100*s.Abandoned, 100*s.Worst, s.Served, s.Dialled,
			s.WaitMean, s.IdleMean, s.Settings)
	}
	if m := t.Markov; m != nil {
		fmt.Fprintf(&b, "\nOn the Markov floor (exponential times, nobody waits), where the optimum can be worked out:\n"+
			"optimum %.2f %%, predictive without hanging up %.2f %% with %.2f %% abandoned\n", 100*m.Optimum, 100*m.Predictive, 100*m.Abandoned)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// hindsight is VICIdial with the settings that would have been best on these very days, among those within the cap.
func (c simulateCmd) hindsight() (simulation, error) {
	days, settings, err := floor.Hindsight(c.Cap, c.Hours, c.days)
	if err != nil {
		return simulation{}, err
	}
	s := c.summary("vicidial in hindsight", days)
	s.Settings = settings
	return s, nil
}

func (c simulateCmd) bound() (bound, error) {
	optimum, err := floor.Optimum(c.Agents, c.AnswerRate, c.Cap)
	if err != nil {
		return bound{}, err
	}
	var days []floor.Day
	for n := range max(c.Seeds, 4) {
		got, err := floor.RunMarkov(c.Agents, c.AnswerRate, c.Cap, c.Hours, c.Seed+uint64(n))
		if err != nil {
			return bound{}, err
		}
		days = append(days, got)
	}
	m := floor.Mean(days)
	return bound{optimum, m.Occupancy, m.Abandoned}, nil
}
