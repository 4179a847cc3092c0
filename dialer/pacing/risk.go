package pacing

import "math"

// horizons are the moments at which a line that is dialled now may be answered: 2, 4 .. 30 s.
const horizons = 15

// exactUpTo is the number of lines and busy agents up to which their sums are exact; above it they are taken as normal.
const exactUpTo = 150

// negligible is a probability that is left out at either end of a distribution.
const negligible = 1e-12

// sum is the distribution of a sum of independent events. It holds no pointers: it is made anew ten times a second.
type sum struct {
	exact      bool
	mean, vari float64
	// When exact: P(low + i) is p[from + i], for from + i < to; the rest is negligible.
	low, from, to int
	p             [4 * exactUpTo]float64
}

func (s *sum) reset(exact bool) {
	s.exact, s.mean, s.vari = exact, 0, 0
	s.low, s.from, s.to = 0, 0, 1
	s.p[0] = 1
}

func (s *sum) pmf() []float64 { return s.p[s.from:s.to] }

func (s *sum) add(p float64) {
	s.mean += p
	s.vari += p * (1 - p)
	if !s.exact {
		return
	}
	if s.to == len(s.p) {
		s.to = copy(s.p[:], s.pmf())
		s.from = 0
	}
	s.p[s.to] = 0
	s.to++
	pmf := s.pmf()
	before := 0.0
	for k, x := range pmf {
		pmf[k] = x*(1-p) + before*p
		before = x
	}
	s.trim()
}

func (s *sum) trim() {
	for s.to-s.from > 1 && s.p[s.from] < negligible {
		s.from++
		s.low++
	}
	for s.to-s.from > 1 && s.p[s.to-1] < negligible {
		s.to--
	}
}

// remove takes out an event that was added, which must have been less probable than one half.
func (s *sum) remove(p float64) {
	s.mean -= p
	s.vari -= p * (1 - p)
	if !s.exact {
		return
	}
	before := 0.0
	pmf := s.pmf()
	for k := range pmf {
		before = math.Max(0, (pmf[k]-before*p)/(1-p))
		pmf[k] = before
	}
	s.trim()
}

// atLeast is P(sum >= k).
func (s *sum) atLeast(k int) float64 {
	if k <= 0 {
		return 1
	}
	if s.exact {
		tail := 0.0
		for i := max(k-s.low, 0) + s.from; i < s.to; i++ {
			tail += s.p[i]
		}
		return tail
	}
	return normalTail((float64(k) - 0.5 - s.mean) / s.deviation())
}

// over is E[(sum - k)+].
func (s *sum) over(k int) float64 {
	if s.exact {
		over := 0.0
		for i := max(k-s.low, 0); i < s.to-s.from; i++ {
			over += float64(i+s.low-k) * s.p[s.from+i]
		}
		return over
	}
	d := s.deviation()
	z := (float64(k) - s.mean) / d
	return d * (math.Exp(-z*z/2)/math.Sqrt(2*math.Pi) - z*normalTail(z))
}

func (s *sum) deviation() float64 { return math.Sqrt(math.Max(s.vari, 1e-9)) }

func normalTail(z float64) float64 { return 0.5 * math.Erfc(z/math.Sqrt2) }

// outlook is what may happen at each horizon: the people who have answered by then, and the agents who are still busy. With
// more of both than there are agents, free and busy ones together, somebody is abandoned.
type outlook struct {
	sums   [horizons]sum
	agents int // free now, less those who wait, and the busy ones
}

// risk is the probability that a line whose answer comes by the horizons with the chances c finds no agent, given that it is
// answered.
func (o *outlook) risk(c *[horizons]float64) float64 {
	if c[horizons-1] <= 0 {
		return 0
	}
	risk, before := 0.0, 0.0
	for j := range o.sums {
		if d := c[j] - before; d > 0 {
			risk += d * o.sums[j].atLeast(o.agents)
		}
		before = c[j]
	}
	return risk / before
}

// expected is how many more than there are agents answer, at the worst horizon.
func (o *outlook) expected() float64 {
	worst := 0.0
	for j := range o.sums {
		worst = math.Max(worst, o.sums[j].over(o.agents))
	}
	return worst
}

// more is the probability that more than n are abandoned, at the worst horizon.
func (o *outlook) more(n int) float64 {
	worst := 0.0
	for j := range o.sums {
		worst = math.Max(worst, o.sums[j].atLeast(o.agents+n+1))
	}
	return worst
}

// moreWith is more with another line.
func (o *outlook) moreWith(n int, c *[horizons]float64) float64 {
	worst := 0.0
	for j := range o.sums {
		p := c[j]
		worst = math.Max(worst, p*o.sums[j].atLeast(o.agents+n)+(1-p)*o.sums[j].atLeast(o.agents+n+1))
	}
	return worst
}

// addMany adds n events of the same chances to sums that are not exact.
func (o *outlook) addMany(c *[horizons]float64, n float64) {
	for j, p := range c {
		o.sums[j].mean += n * p
		o.sums[j].vari += n * p * (1 - p)
	}
}

func (o *outlook) add(c *[horizons]float64) {
	for j := range o.sums {
		o.sums[j].add(c[j])
	}
}

func (o *outlook) remove(c *[horizons]float64) {
	for j := range o.sums {
		o.sums[j].remove(c[j])
	}
}
