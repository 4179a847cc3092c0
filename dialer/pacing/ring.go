package pacing

import (
	"math"
	"time"
)

// rings is the number of seconds of the life table of ringing lines; the last one stands for all after it.
const rings = 35

const (
	// A new campaign believes in priorCalls calls of which priorAnswer were answered: pessimistic, because whoever thinks
	// that few answer dials too many.
	priorCalls  = 12.0
	priorAnswer = 0.45
	// Answers of the recent past against those that the table expected: the level follows changes within levelMemory
	// expected answers and is held at 1 by levelPrior.
	levelMemory = 120.0
	levelPrior  = 6.0
	// hourPrior holds an hour of the day at the table's own answer rate until that many answers were expected in it.
	hourPrior = 30.0
	// memory is the number of calls after which the table forgets half.
	memory = 6000.0
)

// Ring is the life table of lines by whole seconds since the dial. Lines that still ring count for the seconds that they
// have lasted, without which the table would be biased towards the short ones.
type Ring struct {
	AtRisk   [rings]float64 `json:"at_risk"`  // lines that rang when the second began
	Answered [rings]float64 `json:"answered"` // of them, answered within it
	Other    [rings]float64 `json:"other"`    // of them, ended in another way within it
	Observed float64        `json:"observed"` // answers lately
	Expected float64        `json:"expected"` // answers that table and hour expected in their place
	Hours    [24]Hour       `json:"hours"`    // by local hour of the day
}

// Hour compares the answers of an hour of the day, over all days, with what the table alone expected.
type Hour struct {
	Observed float64 `json:"observed"`
	Expected float64 `json:"expected"`
}

// newRing is the pessimistic table of a campaign that nothing is known of: answers lognormal around 12 s after the dial.
func newRing() Ring {
	var r Ring
	cdf := func(s float64) float64 { return 0.5 * math.Erfc(-(math.Log(s)-math.Log(10.7))/(0.48*math.Sqrt2)) }
	left := priorCalls
	for a := range rings {
		answered := priorCalls * priorAnswer * (cdf(float64(a+1)) - cdf(math.Max(float64(a), 1e-9)))
		other := 0.0
		if a >= 28 {
			other = (left - answered) / 3
		}
		r.AtRisk[a], r.Answered[a], r.Other[a] = math.Max(left, 1e-3), answered, other
		left -= answered + other
	}
	return r
}

func second(d time.Duration) int { return min(max(int(d/time.Second), 0), rings-1) }

// base is the chance that a line which rings at the beginning of a second is answered within it, before level and hour.
func (r *Ring) base(a int) float64 { return r.Answered[a] / r.AtRisk[a] }

// factor is how much more than the table expects is answered at an hour of the day, as the past has it.
func (r *Ring) factor(hour int) float64 {
	h := r.Hours[hour]
	return (h.Observed + hourPrior) / (h.Expected + hourPrior)
}

// learn counts a line that ended.
func (r *Ring) learn(lasted time.Duration, end string, hour int) {
	last := second(lasted)
	expected := 0.0
	for a := range last {
		expected += r.base(a)
	}
	answered := 0.0
	if end != EndCancelled {
		expected += r.base(last)
	}
	if end == EndAnswered {
		answered = 1
	}
	factor := r.factor(hour)
	r.Observed += answered
	r.Expected += expected * factor
	if r.Expected > levelMemory {
		r.Observed *= levelMemory / r.Expected
		r.Expected = levelMemory
	}
	h := &r.Hours[hour]
	h.Observed += answered
	h.Expected += expected
	if h.Expected > 10*levelMemory {
		h.Observed, h.Expected = h.Observed/2, h.Expected/2
	}

	for a := range last {
		r.AtRisk[a]++
	}
	switch end {
	case EndAnswered:
		r.AtRisk[last]++
		r.Answered[last]++
	case EndOther:
		r.AtRisk[last]++
		r.Other[last]++
	}
	if r.AtRisk[0] > memory {
		for a := range rings {
			r.AtRisk[a], r.Answered[a], r.Other[a] = r.AtRisk[a]/2, r.Answered[a]/2, r.Other[a]/2
		}
	}
}

// ahead[a][j] is the probability that a line which has rung for a seconds is answered within horizon(j).
type ahead [rings][horizons]float64

// predict fills the table for the lines that ring now.
func (r *Ring) predict(ringing []time.Duration, hour int, out *ahead) {
	atRisk, factor := r.AtRisk, r.factor(hour)
	var lasted [rings]float64 // lines by their last whole second
	for _, age := range ringing {
		lasted[second(age)]++
	}
	expected, longer := r.Expected, 0.0
	for a := rings - 2; a >= 0; a-- {
		longer += lasted[a+1] // rang through second a
		atRisk[a] += longer
		expected += longer * r.Answered[a] / atRisk[a] * factor
	}
	level := (r.Observed + levelPrior) / (expected + levelPrior) * factor
	var answer, other [rings]float64
	for a := range rings {
		answer[a] = math.Min(0.95, level*r.Answered[a]/atRisk[a])
		other[a] = math.Min(1-answer[a], r.Other[a]/atRisk[a])
	}
	for a := range rings {
		ringing, answered := 1.0, 0.0
		for j := range horizons {
			for s := 2 * j; s < 2*j+2; s++ {
				b := min(a+s, rings-1)
				answered += ringing * answer[b]
				ringing *= 1 - answer[b] - other[b]
			}
			out[a][j] = answered
		}
	}
}
