package pacing

import (
	"math"
	"time"
)

const (
	bins = 36
	// priorEvents ends are believed in before any was seen, at the mean of the constructor: long on purpose, because whoever
	// thinks that agents are about to get free dials too many.
	priorEvents = 5.0
	busyMemory  = 2000.0 // ends after which half is forgotten
)

// edges are the ages in seconds at which the bins begin: at least 2 s and at least a fifth of the age wide, to an hour and more.
var edges = func() (e [bins + 1]float64) {
	for i := 1; i <= bins; i++ {
		e[i] = e[i-1] + math.Max(2, 0.2*e[i-1])
	}
	return e
}()

// binOf is the bin of each whole second.
var binOf = func() (of [3600]uint8) {
	b := uint8(0)
	for s := range of {
		for b < bins-1 && float64(s) >= edges[b+1] {
			b++
		}
		of[s] = b
	}
	return of
}()

func bin(age float64) int {
	i := int(binOf[min(max(int(age), 0), len(binOf)-1)])
	if i < bins-1 && age >= edges[i+1] { // an edge within the second
		i++
	}
	return i
}

// BusyTimes are the hazards of getting out of a state (conversation, wrap-up) by the time spent in it.
type BusyTimes struct {
	Ends   [bins]float64 `json:"ends"`
	AtRisk [bins]float64 `json:"at_risk"` // agent seconds
	Mean   float64       `json:"mean"`    // seconds, of the prior
}

func newBusyTimes(mean float64) BusyTimes { return BusyTimes{Mean: mean} }

// spend counts time in the state from 0 to age seconds.
func spend(atRisk *[bins]float64, age float64) {
	for i := 0; i < bins && age > edges[i]; i++ {
		atRisk[i] += math.Min(age, edges[i+1]) - edges[i]
	}
}

func (b *BusyTimes) learn(lasted time.Duration, end string) {
	age := math.Max(lasted.Seconds(), 0.01)
	spend(&b.AtRisk, age)
	if end != EndCancelled {
		b.Ends[bin(age)]++
	}
	total := 0.0
	for _, n := range b.Ends {
		total += n
	}
	if total > busyMemory {
		for i := range bins {
			b.Ends[i], b.AtRisk[i] = b.Ends[i]/2, b.AtRisk[i]/2
		}
	}
}

// mean is how long the state lasts, in seconds.
func (b *BusyTimes) mean() float64 {
	ends, seconds := float64(priorEvents), priorEvents*b.Mean
	for i := range bins {
		ends, seconds = ends+b.Ends[i], seconds+b.AtRisk[i]
	}
	return seconds / ends
}

// survival is the cumulative hazard at the edges, with those who are in the state now counted.
type survival struct{ hazard, cumulative [bins]float64 }

func (b *BusyTimes) survival(now []float64) *survival {
	var s survival
	atRisk := b.AtRisk
	for _, age := range now {
		spend(&atRisk, age)
	}
	const each = priorEvents / bins
	sum := 0.0
	for i := range bins {
		s.hazard[i] = (b.Ends[i] + each) / (atRisk[i] + each*b.Mean)
		s.cumulative[i] = sum
		sum += s.hazard[i] * (edges[i+1] - edges[i])
	}
	return &s
}

func (s *survival) at(age float64) float64 { // cumulative hazard
	i := bin(age)
	return s.cumulative[i] + s.hazard[i]*(age-edges[i])
}

// steps of 2 s: to the last horizon and the grace after it.
const cells = horizons + 1

// cdf gives, for each k, the probability that the state is over within 2k+1 s of its begin.
func (s *survival) cdf() (c [cells]float64) {
	for k := range cells {
		c[k] = 1 - math.Exp(-s.at(2*float64(k)+1))
	}
	return c
}

// endsIn gives the probabilities that a state that has lasted age seconds ends in each of the next cells.
func (s *survival) endsIn(age float64) (ends [cells]float64) {
	h, last := s.at(age), 1.0
	for k := range cells {
		left := math.Exp(h - s.at(age+2*float64(k+1)))
		ends[k], last = last-left, left
	}
	return ends
}

// then gives the probability that a state which ends by ends, and what comes after it by the distribution next, are both over
// within 2k+1 s.
func then(ends, next *[cells]float64) (both [cells]float64) {
	for k := range cells {
		for i := 0; i <= k; i++ {
			both[k] += ends[i] * next[k-i]
		}
	}
	return both
}

// ages are those for which the chances of getting free are worked out, finer than the bins: each second to 16, and then by
// an eighth of the age.
const ages = 64

var ageOf = func() (of [ages]float64) {
	for i := range of {
		of[i] = float64(i)
		if i >= 16 {
			of[i] = 16 * math.Pow(1.12, float64(i-16))
		}
	}
	return of
}()

// ageIndexOf is the index of each whole second.
var ageIndexOf = func() (of [3600]uint8) {
	i := uint8(0)
	for s := range of {
		for i < ages-1 && float64(s) >= ageOf[i+1] {
			i++
		}
		of[s] = i
	}
	return of
}()

func ageIndex(age float64) int { return int(ageIndexOf[min(max(int(age), 0), len(ageIndexOf)-1)]) }

// freeTimes tells when agents in a state get free. What was asked once is kept until it is reset.
type freeTimes struct {
	state *survival
	next  *[cells]float64 // what comes after the state; nil: the agent is free
	known [ages]bool
	table [ages][horizons]float64
}

func (f *freeTimes) reset(state *survival, next *[cells]float64) {
	f.state, f.next, f.known = state, next, [ages]bool{}
}

// within gives the probabilities that an agent who has been in the state for ageOf[i] gets free within each horizon and Grace.
func (f *freeTimes) within(i int) *[horizons]float64 {
	out := &f.table[i]
	if f.known[i] {
		return out
	}
	f.known[i] = true
	ends := f.state.endsIn(ageOf[i])
	if f.next != nil {
		both := then(&ends, f.next)
		copy(out[:], both[1:])
		return out
	}
	sum := ends[0]
	for j := range out {
		sum += ends[j+1]
		out[j] = sum
	}
	return out
}
