package pacing

import "math"

// budget is what the cap leaves, by the calendar day or the last 24 hours, whichever is tighter.
type budget struct {
	cap     float64
	left    float64 // persons who may still be abandoned when everybody else is served: cap x all - abandoned
	aimed   float64 // the same for the rate that the feedback aims at, a little below the cap
	rate    float64 // abandoned / all
	upper   float64 // of rate, one-sided 95 %
	reserve float64 // of left: kept for accidents
	last    bool    // rate and upper are those of the last 24 hours, which are higher than the day's
}

func newBudget(cap float64, f Floor) budget {
	day, last := budgetOf(cap, f.Served, f.Abandoned), budgetOf(cap, f.Served24, f.Abandoned24)
	if last.left < day.left && f.Served24+f.Abandoned24 >= f.Served+f.Abandoned {
		day.left, day.aimed = last.left, math.Min(day.aimed, last.aimed)
	}
	if last.rate > day.rate {
		day.rate, day.upper, day.last = last.rate, last.upper, true
	}
	return day
}

func budgetOf(cap float64, served, abandoned int) budget {
	served, abandoned = max(served, 0), max(abandoned, 0)
	n, a := float64(served+abandoned), float64(abandoned)
	b := budget{cap: cap, left: cap*n - a, aimed: math.Max(0, cap-spare)*n - a, upper: UpperBound(served, abandoned)}
	if n > 0 {
		b.rate = a / n
	}
	return b
}

// allowed is how many persons could be abandoned now without the rate exceeding the cap.
func (b budget) allowed() int {
	if b.cap >= 1 {
		return math.MaxInt32
	}
	return max(0, int(math.Floor(b.left/(1-b.cap)+1e-9)))
}

// forMore is the budget with which one person more could be abandoned than allowed.
func (b budget) forMore() float64 { return (1 - b.cap) * float64(b.allowed()+1) }

func (b budget) detail(d map[string]float64) {
	d["budget"], d["rate"], d["upper"] = b.left, b.rate, b.upper
	if b.last {
		d["last_24h"] = 1
	}
}

// UpperBound is the one-sided 95 % upper confidence bound (Wilson) of the rate of abandoned calls, abandoned / (abandoned +
// served); 1 when there was none of either.
func UpperBound(served, abandoned int) float64 {
	n := float64(served + abandoned)
	if n <= 0 {
		return 1
	}
	const z = 1.6449
	p := float64(abandoned) / n
	return math.Min(1, (p+z*z/(2*n)+z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n)))/(1+z*z/n))
}
