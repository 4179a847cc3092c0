// Package floor simulates a call centre on a virtual clock around the pacing of package pacing: to compare algorithms, to
// rehearse a campaign, and to show that the cap on abandoned calls holds. Everything follows from the seed, and the n-th call
// of a day has the same customer under every algorithm (common random numbers).
//
// A day has eight hours, with agents who come within the first quarter of an hour and have three breaks each. The answer rate
// swings by a fifth and steps twice by 0.7 to 1.3. Lines take 1.5 to 3 s to ring; people answer after 10 s in the mean
// (lognormal), what nobody answers rings 28 s; of the calls that no person answers 50 % ring out, 30 % reach a machine, 12 % are
// busy and 8 % fail. Conversations last 180 s in the mean (lognormal, coefficient of variation 0.9), wrap-up 30 s. Trunks take
// max(5, 0.12 N) calls a second. Abandoned is who answered and had no agent within two seconds.
package floor

import (
	"errors"
	"fmt"
	"math"
	"time"

	"huifang/dialer/pacing"
)

// Config describes what is simulated. Zero values of Talk and the fields after it mean the floor of the package's comment.
type Config struct {
	Agents     int     // 1 to 2000
	AnswerRate float64 // of dialled calls that a person answers, above 0, at most 0.95
	Hours      float64 // of a day, above 0, at most 24
	Days       int     // one after another, with what was learnt; 0 means 1
	Seed       uint64

	Talk, TalkCV     float64         // seconds in the mean, coefficient of variation
	WrapUp, WrapUpCV float64         // the same
	RingTimeout      float64         // seconds of ringing after which a line gives up
	Steps            []Step          // of the answer rate, instead of the two random ones
	Steady           bool            // no swing and no steps
	HourRates        map[int]float64 // answer rate by hour of the clock, instead of AnswerRate
	CallsPerSecond   float64         // of the trunks
	Lines            int             // that the trunks can carry, conversations included; 0: no limit
	MachineNoticed   float64         // seconds after which a machine is told from a person; 0: at once
	HangUpAtOnce     float64         // share of the persons who hang up within 3 s
	LeavesPerHour    float64         // how often an agent goes away without a word; noticed after 5 to 15 s, back after some minutes
	CountsEvery      float64         // seconds between two counts of served and abandoned, as the service counts in its database; 0: always exact
	List             *List           // follow-ups to be dialled; nil: without end. The run ends when they are done.
	Sessions         []Session       // when dialling is allowed, instead of Days of Hours; in order
	Stop             func() bool     // asked every simulated minute: true gives up
	Markov           bool            // the floor of Optimum: exponential ring and handling times, nothing but persons answer, no grace
	Start            time.Time       // when the first day begins; zero: some Monday at 9
}

// Step changes the answer rate, until the next one.
type Step struct {
	At     float64 // hours since the day began
	Factor float64 // of the day's answer rate
}

// Session is a time in which dialling is allowed: hours since Start.
type Session struct{ From, To float64 }

// List is a campaign's follow-ups. Who is not reached is due again after a while, until he was dialled so often.
type List struct {
	Due        []Due
	Attempts   int     // dials for each at most
	RetryAfter float64 // hours
}

// Due is a number of follow-ups that become due at a time.
type Due struct {
	At        float64 // hours since Start
	FollowUps int
	Attempts  int // that each has had
}

// Day is what came out on one day, or in one session.
type Day struct {
	Occupancy float64 `json:"occupancy"` // (talk + wrap-up) / (logged in - breaks), a fraction of 1
	Abandoned float64 `json:"abandoned"` // abandoned / (abandoned + served), a fraction of 1
	Served    int     `json:"served"`    // persons handed to an agent
	Lost      int     `json:"lost"`      // persons abandoned
	Dialled   int     `json:"dialled"`   // lines
	Cancelled int     `json:"cancelled"` // lines that were hung up before an answer
	WaitMean  float64 `json:"wait_mean"` // seconds from the answer to the agent, of the served
	WaitP99   float64 `json:"wait_p99"`  // seconds
	WaitMost  float64 `json:"wait_most"` // seconds
	IdleMean  float64 `json:"idle_mean"` // seconds that agents were free before a call
	// Over is by how many persons the abandoned exceeded the cap of Run at the worst moment, of the day or of the 24 hours
	// before a call was abandoned; 0 or less: never.
	Over   float64 `json:"over"`
	Over24 float64 `json:"over_24h"`
	Hours  float64 `json:"hours"` // in which dialling was allowed and there was something to dial
	Ended  float64 `json:"ended"` // hours since Start of the last call's end
}

// Pacer decides what is dialled. pacing.Predictive is one.
type Pacer interface {
	Decide(f pacing.Floor) pacing.Decision
}

// Limits of a Config.
const (
	MostAgents = 2000
	MostHours  = 24
	MostDays   = 366
)

// Validate says what is wrong with a configuration.
func (c Config) Validate() error {
	switch {
	case c.Agents < 1 || c.Agents > MostAgents:
		return fmt.Errorf("agents: %d is not between 1 and %d", c.Agents, MostAgents)
	case !(c.AnswerRate > 0 && c.AnswerRate <= 0.95):
		return fmt.Errorf("answer-rate: %v is not above 0 and at most 0.95", c.AnswerRate)
	case !(c.Hours > 0 && c.Hours <= MostHours):
		return fmt.Errorf("hours: %v is not above 0 and at most %d", c.Hours, MostHours)
	case c.Days < 0 || c.Days > MostDays:
		return fmt.Errorf("days: %d is not between 1 and %d", c.Days, MostDays)
	case c.Talk < 0 || c.WrapUp < 0 || c.TalkCV < 0 || c.WrapUpCV < 0 || c.RingTimeout < 0 || c.CallsPerSecond < 0 || c.Lines < 0:
		return errors.New("times, limits and counts cannot be negative")
	case c.HangUpAtOnce < 0 || c.HangUpAtOnce > 1:
		return fmt.Errorf("share of those who hang up at once: %v is not between 0 and 1", c.HangUpAtOnce)
	}
	return nil
}

func (c Config) filled() Config {
	set := func(x *float64, v float64) {
		if *x == 0 {
			*x = v
		}
	}
	if c.Days == 0 {
		c.Days = 1
	}
	set(&c.Talk, 180)
	set(&c.TalkCV, 0.9)
	set(&c.WrapUp, 30)
	set(&c.WrapUpCV, 0.6)
	set(&c.RingTimeout, 28)
	set(&c.CallsPerSecond, math.Max(5, 0.12*float64(c.Agents)))
	if c.Sessions == nil {
		for d := range c.Days {
			c.Sessions = append(c.Sessions, Session{24 * float64(d), 24*float64(d) + c.Hours})
		}
	}
	if c.Start.IsZero() {
		c.Start = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	}
	return c
}

// Run simulates the days under a pacing. The cap is what the Days' Over is counted against; it does not bind the pacing. A nil
// result with an error: the configuration is wrong.
func Run(c Config, p Pacer, cap float64) ([]Day, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	r, err := RunSessions(c, p, cap)
	if err == nil && r.Stopped {
		err = ErrStopped
	}
	return r.Days, err
}

// ErrStopped says that Config.Stop gave a simulation up.
var ErrStopped = errors.New("the simulation was given up")

// Result is what came out of sessions.
type Result struct {
	Days    []Day   // by session; the last one may be cut short by Stop
	Left    []Due   // follow-ups of the list that are not done, by the dials that they have had; all of them At the last session's end
	DoneAt  float64 // hours since Start: when the last follow-up of the list was done with; 0: not all were
	Reached int     // follow-ups whose person was handed to an agent
	Stopped bool
}

// RunSessions is Run for sessions and lists: it ends when the list is done.
func RunSessions(c Config, p Pacer, cap float64) (Result, error) {
	if err := c.Validate(); err != nil {
		return Result{}, err
	}
	s := newSim(c.filled(), p, cap)
	var r Result
	for i, session := range s.c.Sessions {
		r.Days = append(r.Days, s.session(i, session))
		if r.Stopped = s.stopped; r.Stopped || s.list.done() {
			break
		}
	}
	if s.list != nil {
		r.Reached = s.list.reached
		if s.list.done() {
			r.DoneAt = s.list.last / 3600
		} else {
			r.Left = s.list.left(s.now)
		}
	}
	return r, nil
}

// Mean puts days together: counts and hours are sums, extremes the greatest, and the rest means in which each day weighs as much.
func Mean(days []Day) Day {
	var m Day
	n := float64(len(days))
	if n == 0 {
		return m
	}
	for _, d := range days {
		m.Occupancy += d.Occupancy / n
		m.WaitMean += d.WaitMean / n
		m.WaitP99 += d.WaitP99 / n
		m.IdleMean += d.IdleMean / n
		m.Hours += d.Hours
		m.WaitMost = math.Max(m.WaitMost, d.WaitMost)
		m.Over, m.Over24 = math.Max(m.Over, d.Over), math.Max(m.Over24, d.Over24)
		m.Served, m.Lost, m.Dialled, m.Cancelled = m.Served+d.Served, m.Lost+d.Lost, m.Dialled+d.Dialled, m.Cancelled+d.Cancelled
	}
	if all := m.Served + m.Lost; all > 0 {
		m.Abandoned = float64(m.Lost) / float64(all)
	}
	return m
}
