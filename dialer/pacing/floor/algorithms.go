package floor

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"huifang/dialer/pacing"
)

// Algorithms by name, in the order of the tables.
var Algorithms = []string{"predictive", "progressive", "ratio", "vicidial", "manual", "known"}

// Algorithm makes a pacing by its name, with its usual settings, for days of so many hours.
func Algorithm(name string, cap, hours float64) (Pacer, error) {
	switch name {
	case "predictive":
		return pacing.NewPredictive(cap), nil
	case "progressive":
		return Progressive{}, nil
	case "ratio":
		return Ratio{Lines: 1.5}, nil
	case "vicidial":
		return &VICIdial{Mode: Tapered, Target: cap, Most: 3, Hours: hours}, nil
	case "manual":
		return Manual{}, nil
	case "known":
		return Known{pacing.NewPredictive(cap)}, nil
	}
	return nil, fmt.Errorf("there is no algorithm %q; known are %s", name, strings.Join(Algorithms, ", "))
}

// Progressive dials one line for each free agent, who is reserved for it.
type Progressive struct{}

func (Progressive) reserves() (bool, float64) { return true, 0 }

// Decide is a Pacer's.
func (Progressive) Decide(f pacing.Floor) pacing.Decision {
	if f.Paused {
		return pacing.Decision{}
	}
	return pacing.Decision{Dial: pacing.Progressive(int(f.Free)-len(f.Ringing), f.Room)}
}

// Manual is each agent dialling by himself and listening to the ringing.
type Manual struct {
	Progressive
	Look float64 // seconds that he looks at the customer before he dials; 0: 5.6, to find and dial a number
}

func (m Manual) reserves() (bool, float64) {
	if m.Look > 0 {
		return true, m.Look
	}
	return true, 5.6
}

// Ratio rings a fixed number of lines for each free agent.
type Ratio struct{ Lines float64 }

// Decide is a Pacer's.
func (r Ratio) Decide(f pacing.Floor) pacing.Decision {
	if f.Paused {
		return pacing.Decision{}
	}
	return pacing.Decision{Dial: pacing.Progressive(int(math.Round(r.Lines*(f.Free-float64(f.Waiting))))-len(f.Ringing), f.Room)}
}

// What VICIdial does when the day's drops are above its target.
const (
	HardLimit = "HARD_LIMIT"
	Average   = "AVERAGE"
	Tapered   = "TAPERED"
)

// Known is Predictive that is told to the second when each agent gets free, which nobody can know: a reference.
type Known struct{ *pacing.Predictive }

// VICIdial paces as its AST_VDauto_dial and AST_VDadapt do, after their published source: it places every 2.5 s up to level x
// agents lines, conversations included, and adapts the level every 15 s to the mean of free agents less waiting calls of the
// last 15 seconds, within limits by the drops of the last minute and of the day, which it counts anew every minute.
type VICIdial struct {
	Mode      string
	Target    float64 // drops / answers
	Most      float64 // level
	Hours     float64 // of the day, for TAPERED
	Available bool    // tally of the available only: conversations are no part of what the level multiplies
	Fixed     float64 // level that is not adapted; 0: adapted

	begin, placed, adapted, sampled, counted time.Time
	level                                    float64
	free, waiting, agents                    []float64 // of the last seconds
	served, lost                             int       // of the day, when counted
	minuteServed, minuteLost                 int
}

func (*VICIdial) clocked() {}

// Decide is a Pacer's.
func (v *VICIdial) Decide(f pacing.Floor) pacing.Decision {
	if v.begin.IsZero() || f.Now.Sub(v.begin) > 20*time.Hour {
		*v = VICIdial{Mode: v.Mode, Target: v.Target, Most: v.Most, Hours: v.Hours, Available: v.Available, Fixed: v.Fixed,
			begin: f.Now, placed: f.Now, adapted: f.Now, sampled: f.Now, counted: f.Now, level: 1}
		if v.Fixed > 0 {
			v.level = v.Fixed
		}
	}
	if f.Now.Sub(v.sampled) >= time.Second {
		v.sampled = f.Now
		v.free = last15(v.free, f.Free)
		v.waiting = last15(v.waiting, float64(f.Waiting))
		v.agents = last15(v.agents, f.Free+float64(len(f.Talking)))
	}
	if f.Now.Sub(v.counted) >= time.Minute {
		v.counted = f.Now
		v.minuteServed, v.minuteLost = f.Served-v.served, f.Abandoned-v.lost
		v.served, v.lost = f.Served, f.Abandoned
	}
	if v.Fixed == 0 && f.Now.Sub(v.adapted) >= 15*time.Second {
		v.adapted = f.Now
		v.adapt(f.Now)
	}
	if f.Paused || f.Now.Sub(v.placed) < 2500*time.Millisecond {
		return pacing.Decision{}
	}
	v.placed = f.Now
	connected := float64(len(f.Talking))
	want := v.level * (f.Free + connected)
	if v.Available {
		want = v.level*f.Free + connected
	}
	up := len(f.Ringing) + len(f.Talking) + f.Waiting
	return pacing.Decision{Dial: pacing.Progressive(int(math.Round(want))-up, f.Room)}
}

func (v *VICIdial) adapt(now time.Time) {
	if agents := mean(v.agents); agents > 0 {
		v.level *= 1 + (mean(v.free)-mean(v.waiting))/agents
	}
	v.level = math.Min(math.Max(v.level, 1), v.Most)
	if n := v.minuteServed + v.minuteLost; n > 20 && 2*v.minuteLost > n {
		v.level /= 2
	}
	if n := v.served + v.lost; n > 50 && float64(v.lost) > v.Target*float64(n) {
		switch v.Mode {
		case HardLimit:
			v.level = 1
		case Average:
			v.level /= 2
		case Tapered:
			left := time.Duration(v.Hours*float64(time.Hour)) - now.Sub(v.begin)
			if left <= 0 {
				v.level = 1
			} else { // the difference of the times written as HHMM, in thousandths
				v.level *= math.Min(1, (100*math.Floor(left.Hours())+math.Mod(math.Floor(left.Minutes()), 60))/1000)
			}
		}
	}
	v.level = math.Max(v.level, 1)
}

func last15(xs []float64, x float64) []float64 {
	xs = append(xs, x)
	return xs[max(0, len(xs)-15):]
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / math.Max(1, float64(len(xs)))
}

// Hindsight finds the settings of VICIdial that keep agents busiest with no more abandoned than the cap, which are known only
// after the days that run simulates with a pacing. It returns what came out with them, and their names.
func Hindsight(cap, hours float64, run func(pacer func() (Pacer, error)) ([]Day, error)) (best []Day, settings string, err error) {
	most := 0.0
	for _, available := range []bool{false, true} {
		for _, v := range hindsights(cap, hours, available) {
			days, err := run(func() (Pacer, error) { w := *v; return &w, nil })
			if err != nil {
				return nil, "", err
			}
			m := Mean(days)
			if m.Abandoned <= cap && m.Occupancy > most {
				best, settings, most = days, v.String(), m.Occupancy
			}
			if v.Fixed > 0 && m.Abandoned > 2*cap { // higher levels abandon more
				break
			}
		}
	}
	if best == nil {
		err = errors.New("no settings of VICIdial stay within the cap")
	}
	return best, settings, err
}

// hindsights are the settings that are tried: all modes, and fixed levels rising up to 18 (VICIdial's own limit is 4 until an
// administrator lifts it).
func hindsights(cap, hours float64, available bool) (all []*VICIdial) {
	for _, mode := range []string{HardLimit, Average, Tapered} {
		for _, most := range []float64{1.1, 1.25, 1.5, 2, 3, 4, 6, 10} {
			all = append(all, &VICIdial{Mode: mode, Target: cap, Most: most, Hours: hours, Available: available})
		}
	}
	fixed := []float64{1, 1.02, 1.04, 1.06, 1.08, 1.1, 1.15, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.25, 3.5, 3.75, 4, 4.5, 5, 5.5, 6, 7, 8, 9, 10, 12, 15, 18}
	if available {
		fixed = fixed[5:] // what is multiplied is small: less than a tenth more is nothing
	}
	for _, level := range fixed {
		all = append(all, &VICIdial{Fixed: level, Available: available})
	}
	return all
}

// String names the settings.
func (v *VICIdial) String() string {
	tally := "all"
	if v.Available {
		tally = "available only"
	}
	if v.Fixed > 0 {
		return fmt.Sprintf("RATIO %g, %s", v.Fixed, tally)
	}
	return fmt.Sprintf("%s up to %g, %s", v.Mode, v.Most, tally)
}
