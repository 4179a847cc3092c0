package floor

import (
	"fmt"
	"math"

	"huifang/dialer/pacing"
)

// The Markov floor: lines last exponentially long, markovRing seconds in the mean, and are then answered or not; handling takes
// exponentially long, markovBusy seconds in the mean; who finds no agent at once is abandoned. Nothing else happens.
const (
	markovRing = 8.0
	markovBusy = 210.0
)

// Optimum is the greatest occupancy that any dialling without hanging up lines can have on the Markov floor in the long run, with at
// most the share cap of those who answer abandoned. It is the smallest, over the price of an abandoned call, of the best values of
// the floor without the cap but with that price (Lagrange), each by relative value iteration. It is exact to 0.0001.
func Optimum(agents int, answerRate, cap float64) (float64, error) {
	switch {
	case agents < 1 || agents > 200:
		return 0, fmt.Errorf("agents: %d is not between 1 and 200", agents)
	case !(answerRate > 0 && answerRate <= 0.95) || !(cap > 0 && cap < 1):
		return 0, fmt.Errorf("answer rate %v or cap %v is not a share", answerRate, cap)
	}
	o := newOptimum(agents, answerRate, cap)
	// The value is convex in the price. A price is in occupied agent seconds; more than a few calls' worth is never needed.
	const golden = 0.6180339887
	low, high := 0.0, 40*markovBusy
	a, b := high-golden*(high-low), low+golden*(high-low)
	va, vb := o.value(a), o.value(b)
	best := math.Min(va, vb)
	for range 24 {
		if va < vb {
			high, b, vb = b, a, va
			a = high - golden*(high-low)
			va = o.value(a)
		} else {
			low, a, va = a, b, vb
			b = low + golden*(high-low)
			vb = o.value(b)
		}
		best = math.Min(best, math.Min(va, vb))
	}
	return best / float64(agents), nil
}

type optimum struct {
	agents, lines  int
	answer, cap    float64
	rate           float64   // of events, made uniform
	ahead, settled []float64 // relative values by lines x (agents+1) + busy: after the decision, and before it
}

func newOptimum(agents int, answer, cap float64) *optimum {
	lines := 10 + int(3*float64(agents)*markovRing/(markovBusy*answer)) + agents/2
	o := &optimum{agents: agents, lines: lines, answer: answer, cap: cap, rate: float64(lines)/markovRing + float64(agents)/markovBusy}
	o.ahead = make([]float64, (lines+1)*(agents+1))
	o.settled = make([]float64, len(o.ahead))
	return o
}

// value is the best mean number of busy agents, less price x (abandoned - cap x answered) a second.
func (o *optimum) value(price float64) float64 {
	n := o.agents + 1
	for {
		least, most := math.Inf(1), math.Inf(-1)
		for l := range o.lines + 1 {
			ends := float64(l) / markovRing
			for b := range n {
				here := o.settled[l*n+b]
				gain := float64(b) + price*o.cap*ends*o.answer
				change := 0.0
				if l > 0 {
					served := o.settled[(l-1)*n+min(b+1, o.agents)]
					change += ends * ((1-o.answer)*o.settled[(l-1)*n+b] + o.answer*served - here)
					if b == o.agents {
						gain -= price * ends * o.answer
					}
				}
				if b > 0 {
					change += float64(b) / markovBusy * (o.settled[l*n+b-1] - here)
				}
				o.ahead[l*n+b] = here + (gain+change)/o.rate
			}
		}
		// The decision: any number of lines more, at once.
		for l := o.lines - 1; l >= 0; l-- {
			for b := range n {
				o.ahead[l*n+b] = math.Max(o.ahead[l*n+b], o.ahead[(l+1)*n+b])
			}
		}
		for i, v := range o.ahead {
			d := (v - o.settled[i]) * o.rate
			least, most = math.Min(least, d), math.Max(most, d)
		}
		base := o.ahead[0]
		for i, v := range o.ahead {
			o.settled[i] = v - base
		}
		if most-least < 1e-4*float64(o.agents) {
			return (least + most) / 2
		}
	}
}

// keepsLines is Predictive without hanging up lines.
type keepsLines struct{ *pacing.Predictive }

// Decide is a Pacer's.
func (k keepsLines) Decide(f pacing.Floor) pacing.Decision {
	d := k.Predictive.Decide(f)
	d.Cancel = nil
	return d
}

// RunMarkov is what predictive pacing reaches on the Markov floor in so many hours, from knowing nothing, without hanging up
// lines: to be set against Optimum.
func RunMarkov(agents int, answerRate, cap, hours float64, seed uint64) (Day, error) {
	days, err := Run(Config{Agents: agents, AnswerRate: answerRate, Hours: hours, Seed: seed, Markov: true, Steady: true, CallsPerSecond: 1e6},
		keepsLines{pacing.NewPredictive(cap)}, cap)
	if err != nil {
		return Day{}, err
	}
	return days[0], nil
}
