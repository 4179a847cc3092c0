package floor

import (
	"math"
	"math/rand/v2"
	"time"
)

// customer is everything about the n-th call of a day, whoever places it.
type customer struct {
	answers float64 // answered when below the answer rate of the moment
	setUp   float64 // seconds until it rings
	ring    float64 // seconds until it is answered, by a person or by a machine
	failure float64 // chooses what happens when no person answers
	talk    float64
	wrapUp  float64
	quick   float64 // seconds after which he hangs up at once; 0: he does not
}

// lognormal draws with a mean and a coefficient of variation.
func lognormal(r *rand.Rand, mean, cv float64) float64 {
	v := math.Log(1 + cv*cv)
	return mean * math.Exp(math.Sqrt(v)*r.NormFloat64()-v/2)
}

func (c *Config) customer(session, n int) customer {
	r := rand.New(rand.NewPCG(c.Seed, uint64(session)<<40|uint64(n)<<1|1))
	x := customer{answers: r.Float64(), setUp: 1.5 + 1.5*r.Float64(), failure: r.Float64()}
	x.ring = math.Min(lognormal(r, 10, 0.6), c.RingTimeout-0.5)
	x.talk = lognormal(r, c.Talk, c.TalkCV)
	x.wrapUp = lognormal(r, c.WrapUp, c.WrapUpCV)
	if r.Float64() < c.HangUpAtOnce {
		x.quick = 0.3 + 2.7*r.Float64()
	}
	if c.Markov {
		x.setUp, x.ring = 0, 8*r.ExpFloat64()
		x.talk, x.wrapUp = 210*r.ExpFloat64(), 0
	}
	return x
}

// rate is the answer rate over a day.
type rate struct {
	base  float64
	phase float64 // of the swing
	swing float64
	steps []Step
	hours map[int]float64
	first float64 // hour of the clock at which the session begins
}

const swingPeriod = 4 * 3600.0

func (c *Config) rate(r *rand.Rand, begin time.Time, hours float64) rate {
	x := rate{base: c.AnswerRate, phase: 2 * math.Pi * r.Float64(), swing: 0.2, steps: c.Steps, hours: c.HourRates, first: float64(begin.Hour()) + float64(begin.Minute())/60}
	random := []Step{{At: hours * r.Float64(), Factor: 0.7 + 0.6*r.Float64()}, {At: hours * r.Float64(), Factor: 0.7 + 0.6*r.Float64()}}
	if x.steps == nil {
		x.steps = random
	}
	if c.Steady {
		x.swing, x.steps = 0, nil
	}
	return x
}

func (x *rate) at(t float64) float64 {
	p := x.base
	if v, ok := x.hours[int(x.first+t/3600)%24]; ok {
		p = v
	}
	p *= 1 + x.swing*math.Sin(2*math.Pi*t/swingPeriod+x.phase)
	last, factor := -1.0, 1.0
	for _, s := range x.steps {
		if t >= 3600*s.At && s.At > last {
			last, factor = s.At, s.Factor
		}
	}
	return math.Min(math.Max(p*factor, 0.001), 0.95)
}

// pause is a break of an agent.
type pause struct{ at, lasts float64 }

// shift draws when an agent comes and has breaks, in seconds since the day began.
func (c *Config) shift(r *rand.Rand, hours float64) (login float64, breaks []pause) {
	whole, scale := 3600*hours, math.Min(1, hours/8)
	login = 900 * scale * r.Float64()
	for i, minutes := range []float64{10, 30, 10} {
		middle := whole * float64(i+1) / 4
		breaks = append(breaks, pause{middle + whole/10*(r.Float64()-0.5), 60 * minutes * scale})
	}
	if c.Markov {
		return 0, nil
	}
	return login, breaks
}
