package quota

import (
	"slices"

	"huifang/campaign/plan"
)

// setPace finds out how far into the period those who could be chosen now reach.
func (c *chooser) setPace(fresh []int32) {
	c.reach = len(c.period.Days)
	if c.spans != nil {
		c.reach = 0
		for _, i := range fresh {
			c.reach = max(c.reach, int(c.spans[i].end))
		}
	}
	c.upTo = make([][]int, c.turns+1)
	for class := range c.upTo {
		c.upTo[class] = make([]int, 1, len(c.period.Days)+1)
		n := 0
		for day := range c.period.Days {
			if !c.spare(day) && (class == 0 || c.weeks[c.weekOf[day]].class == class) {
				n++
			}
			c.upTo[class] = append(c.upTo[class], n)
		}
	}
}

// paced is the part of a count for the period that is to be taken before a day, rounded up.
func (c *chooser) paced(count, class, day int) int {
	n := c.upTo[class]
	if part, all := n[day], n[len(n)-1]; part < all {
		return (count*part + all - 1) / all
	}
	return count
}

// pace keeps one chain of tiers of one store from taking more by any day than its part of the count up to that day. Without
// it those would crowd on the next days who are dear and can wait no longer.
type pace struct {
	free []int // by day: how many more can be made on it or before; nil: all that are wanted
	full int   // the last day with none
}

func (c *chooser) newPace(s *store, store int32, chain []int) *pace {
	if c.spans == nil {
		return &pace{full: -1}
	}
	count := 0
	for _, t := range chain {
		count += c.spec.Tiers[t].Count
	}
	p := &pace{make([]int, len(c.period.Days)), -1}
	for day := range p.free {
		if p.free[day] = c.paced(count, s.class, day+1); p.free[day] == 0 {
			p.full = day
		}
	}
	for _, i := range c.keptOf[store] {
		day, ok := slices.BinarySearchFunc(c.period.Days, c.candidates[i].Planned, plan.Date.Compare)
		if ok && slices.Contains(chain, c.spec.tier(c.candidates[i].Amount)) {
			p.take(day)
		}
	}
	return p
}

// take counts one that is made on a day or before, at the latest.
func (p *pace) take(day int) {
	for x := day; x < len(p.free); x++ {
		if p.free[x]--; p.free[x] <= 0 {
			p.full = max(p.full, x)
		}
	}
}

// has reports whether one more can be made by a day.
func (p *pace) has(day int) bool { return p.full < day }
