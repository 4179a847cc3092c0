package quota

import (
	"cmp"
	"slices"
)

// admit chooses those of the wanted for whom the weeks have room, and gives the others their reasons. Who was chosen or
// barred before stays so.
//
// The bounds are nested (a group's weeks within all weeks, a sample within the whole), so that taking them one by one in
// any order takes as many as can be taken, and one candidate more never makes it fewer.
func (c *chooser) admit(p picked) []int32 {
	room := make([]int, c.turns+1) // by class
	all := 0
	for _, w := range c.weeks {
		all += w.room - w.planned
		if w.class > 0 {
			room[w.class] += w.room - w.planned
		}
	}
	room[0] = all // stores without turns go anywhere

	order, quota := make([]int32, 0, len(p.list)), p.quota
	for _, i := range p.list {
		switch {
		case c.out[i].Chosen:
			quota--
		case p.barred == nil || !p.barred[i]:
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		if p.first[a] != p.first[b] {
			if p.first[a] {
				return -1
			}
			return 1
		}
		if p.rank != nil {
			if n := cmp.Compare(p.rank[a], p.rank[b]); n != 0 {
				return n
			}
			if n := cmp.Compare(c.lots[a], c.lots[b]); n != 0 {
				return n
			}
		}
		return c.before(a, b)
	})
	used := make([]int, len(room))
	total := 0
	chosen := make([]int32, 0, len(order))
	for _, i := range order {
		class := c.stores[c.storeOf[i]].class
		switch {
		case total >= all || used[class] >= room[class]:
			p.say(c, i, ReasonWeek)
		case !p.first[i] && total >= quota:
			p.say(c, i, ReasonShare)
		default:
			p.say(c, i, "")
			chosen = append(chosen, i)
			used[class]++
			total++
		}
	}
	return chosen
}

// place gives each of the chosen a day: stores with turns first, as those without can go where there is room; and those
// whose days end first before others. Whose days are full is barred: then there is room for others, and it returns true.
func (c *chooser) place(p picked, chosen []int32) (again bool) {
	byClass := make([][]int32, c.turns+1)
	// Back from the order of preference into that of the list, in which those of a store are neighbours.
	in := make([]bool, len(p.list))
	for _, i := range chosen {
		in[p.place[i]] = true
	}
	chosen = chosen[:0]
	for n, i := range p.list {
		if in[n] {
			chosen = append(chosen, i)
		}
	}
	if c.spans != nil {
		slices.SortStableFunc(chosen, func(a, b int32) int { return cmp.Compare(c.spans[a].end, c.spans[b].end) })
	}
	for _, i := range chosen {
		class := c.stores[c.storeOf[i]].class
		byClass[class] = append(byClass[class], i)
	}
	for n := range byClass {
		class := (n + 1) % len(byClass)
		for _, i := range byClass[class] {
			day := c.bestDay(class, c.spanOf(i))
			if day < 0 {
				p.barred[i] = true
				c.out[i].Reason = ReasonWeek
				again = true
				continue
			}
			c.out[i].Chosen, c.out[i].Day = true, int32(day)
			c.loads[day]++
			c.weeks[c.weekOf[day]].planned++
			c.stores[c.storeOf[i]].chosen++
			c.chosen++
		}
	}
	return again
}

// bestDay returns the day that takes the next follow-up: one in a week that lacks of its Min before others, then the one
// with the least, then the first; -1 when the weeks of the span are full. Days are so filled like vessels that are joined,
// and neighbours in the list, such as those of one store, get different days.
func (c *chooser) bestDay(class int, s span) int {
	best, bestShort := -1, false
	for k := range c.weeks {
		w := &c.weeks[k]
		if w.planned >= w.room || class > 0 && w.class != class {
			continue
		}
		short := w.target != nil && w.done+w.open+w.planned < w.target.Min
		if bestShort && !short {
			continue
		}
		for day := max(w.free, int(s.first)); day < min(w.end, int(s.end)); day++ {
			if c.has(s, day) && (best < 0 || short && !bestShort || c.loads[day] < c.loads[best]) {
				best, bestShort = day, short
			}
		}
	}
	return best
}

// level makes the days as even as they can be by moving the new ones, one by one, to days of theirs that have two less: who
// was placed first had the choice. Without bound candidates there is nothing to move.
func (c *chooser) level(list []int32) {
	for moved := c.spans != nil; moved; {
		moved = false
		for _, i := range list {
			if !c.out[i].Chosen {
				continue
			}
			s, day := c.spans[i], int(c.out[i].Day)
			best := day
			for to := int(s.first); to < int(s.end); to++ {
				if c.loads[to] < c.loads[best] && c.has(s, to) && c.joined(c.weekOf[day], c.weekOf[to]) {
					best = to
				}
			}
			if c.loads[best] < c.loads[day]-1 {
				c.out[i].Day = int32(best)
				c.loads[day]--
				c.loads[best]++
				c.weeks[c.weekOf[day]].planned--
				c.weeks[c.weekOf[best]].planned++
				moved = true
			}
		}
	}
}

// joined reports whether follow-ups may be moved between two weeks: they have no targets, and the same turn.
func (c *chooser) joined(a, b int) bool {
	return a == b || c.weeks[a].target == nil && c.weeks[b].target == nil && c.weeks[a].class == c.weeks[b].class
}

// result adds up.
func (c *chooser) result() Result {
	r := Result{Decisions: c.out, ByReason: map[Reason]int{}, Days: c.loads}
	r.Stores = make([]Store, len(c.stores))
	for i, s := range c.stores {
		r.Stores[i] = Store{Name: s.name, Candidates: s.given, Kept: s.kept, Chosen: s.chosen, Minimum: s.least}
	}
	for _, d := range c.out {
		r.ByReason[d.Reason]++
	}
	for _, w := range c.weeks {
		first := c.period.Days[w.first]
		week := Week{Monday: first.AddDays(monday(first) - first.Days()), Days: w.end - w.first, Target: w.target, Done: w.done, Open: w.open, Planned: w.planned}
		if w.class > 0 {
			week.Group = c.spec.Rotation.Groups[w.class-1]
		}
		r.Weeks = append(r.Weeks, week)
	}
	return r
}
