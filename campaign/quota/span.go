package quota

import (
	"slices"

	"huifang/campaign/plan"
)

// span is places of days from first up to but without end, and of those that are no working days only spare ones.
type span struct {
	first, end int32
	spare      bool
}

// spanOf returns the days that are left for a candidate.
func (c *chooser) spanOf(i int32) span {
	if c.spans == nil {
		return c.whole
	}
	return c.spans[i]
}

// has reports whether a day is one of the span's.
func (c *chooser) has(s span, day int) bool {
	return int(s.first) <= day && day < int(s.end) && (s.spare || !c.spare(day))
}

// findSpans finds the days that are left for each candidate. A spare day is for those who have no working day and never
// will: not for those who can wait for the next period.
func (c *chooser) findSpans() {
	n, _ := slices.BinarySearchFunc(c.period.Days, c.period.Today, plan.Date.Compare)
	c.whole = span{int32(n), int32(len(c.period.Days)), false}
	if !slices.ContainsFunc(c.candidates, Candidate.bound) {
		return
	}
	c.spans = make([]span, len(c.candidates))
	last := c.period.Days[len(c.period.Days)-1]
	for i, k := range c.candidates {
		first, end := c.places(k)
		s := span{max(first, c.whole.first), end, false}
		s.spare = first < end && c.working[end] == c.working[first] && k.Last != plan.Date{} && k.Last.Compare(last) <= 0
		c.spans[i] = s
	}
}

// places returns the places of a candidate's days, those that have passed included.
func (c *chooser) places(k Candidate) (first, end int32) {
	end = int32(len(c.period.Days))
	if (k.First != plan.Date{}) {
		n, _ := slices.BinarySearchFunc(c.period.Days, k.First, plan.Date.Compare)
		first = int32(n)
	}
	if (k.Last != plan.Date{}) {
		n, _ := slices.BinarySearchFunc(c.period.Days, k.Last.AddDays(1), plan.Date.Compare)
		end = int32(n)
	}
	return first, end
}

// turn reports whether a class has its turn on one of the span's days; class 0 has it on all.
func (c *chooser) turn(class int, s span) bool {
	for day := int(s.first); day < int(s.end); day++ {
		if c.has(s, day) && (class == 0 || c.weeks[c.weekOf[day]].class == class) {
			return true
		}
	}
	return false
}

// explainMissed looks again at those whose days have passed: most of them were not missed but not wanted. As many were
// missed as are missing in their quota, the most preferred ones.
func (c *chooser) explainMissed() {
	var missed []int32
	for i := range c.out {
		if c.spans != nil && c.out[i].Reason == ReasonNoDay {
			missed = append(missed, int32(i))
		}
	}
	slices.SortFunc(missed, c.before)
	missing := c.missing(len(missed))
	for _, i := range missed {
		first, end := c.places(c.candidates[i])
		class, tier := c.stores[c.storeOf[i]].class, -1
		if c.spec.Choose == ChooseTiers {
			tier = c.spec.tier(c.candidates[i].Amount)
		}
		left, reason := missing(c.storeOf[i], tier)
		switch {
		case c.spec.Choose == ChooseTiers && tier < 0:
			c.out[i].Reason = ReasonNoTier
		case first < end && !c.turn(class, span{first, end, true}):
			c.out[i].Reason = ReasonRotation
		case *left <= 0:
			c.out[i].Reason = reason
		case c.reached(first, end, class):
			c.out[i].Reason = ReasonWeek
		default:
			*left--
		}
	}
}

// missing returns what counts, for a store and tier, how many the quota lacks by now, with the reason of those beyond.
func (c *chooser) missing(all int) func(store int32, tier int) (left *int, reason Reason) {
	left := map[[2]int]*int{}
	var held [][]int
	chainOf := map[int]int{}
	if c.spec.Choose == ChooseTiers {
		held = c.heldByTier()
		for n, chain := range c.spec.chains() {
			for _, t := range chain {
				chainOf[t] = n
			}
		}
	}
	return func(store int32, tier int) (*int, Reason) {
		key, n, reason := [2]int{}, all, ReasonNoDay
		s := &c.stores[store]
		switch {
		case c.spec.Choose == ChooseTiers && tier >= 0:
			key, reason = [2]int{int(store), chainOf[tier]}, ReasonQuota
		case c.spec.Choose == ChooseSample && c.spec.PerStore:
			key, n, reason = [2]int{int(store)}, share(c.spec.Share, s.size)-s.kept-s.chosen, ReasonShare
		case c.spec.Choose == ChooseSample:
			n, reason = share(c.spec.Share, c.size)-c.kept-c.chosen, ReasonShare
		}
		if left[key] == nil {
			if reason == ReasonQuota {
				n = 0
				for t, k := range chainOf {
					if k == chainOf[tier] {
						n += c.paced(c.spec.Tiers[t].Count, s.class, c.reach) - held[store][t]
					}
				}
			}
			left[key] = &n
		}
		return left[key], reason
	}
}

// heldByTier counts what was made before and is made now, by store and tier.
func (c *chooser) heldByTier() [][]int {
	held := c.takenByTier()
	for i, k := range c.candidates {
		if t := c.spec.tier(k.Amount); t >= 0 && c.out[i].Chosen {
			held[c.storeOf[i]][t]++
		}
	}
	return held
}

// reached reports whether the targets of all weeks of a class in these days are.
func (c *chooser) reached(first, end int32, class int) bool {
	any := false
	for day := int(first); day < int(end); day++ {
		w := c.weeks[c.weekOf[day]]
		if class > 0 && w.class != class {
			continue
		}
		if w.target == nil || w.done+w.open+w.planned < min(w.target.Max, max(1, w.target.Min)) {
			return false
		}
		any = true
	}
	return any
}
