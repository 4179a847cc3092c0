package quota

import (
	"cmp"
	"slices"
)

// admit returns those of the wanted for whom the weeks have room, in their order, and gives the others their reasons.
//
// The bounds are nested (a group's weeks within all weeks, a sample within the whole), so that taking them one by one in
// any order takes as many as can be taken, and one candidate more never makes it fewer.
func (c *chooser) admit(p picked) []int32 {
	room := make([]int, c.turns+1) // by class
	all := 0
	for _, w := range c.weeks {
		all += w.room
		if w.class > 0 {
			room[w.class] += w.room
		}
	}
	room[0] = all // stores without turns go anywhere

	order := slices.Clone(p.list)
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
	for _, i := range order {
		class := c.stores[c.storeOf[i]].class
		switch {
		case total >= all || used[class] >= room[class]:
			c.out[i].Reason = ReasonWeek
		case !p.first[i] && total >= p.quota:
			c.out[i].Reason = ReasonShare
		default:
			c.out[i].Chosen = true
			used[class]++
			total++
		}
	}
	return slices.DeleteFunc(p.list, func(i int32) bool { return !c.out[i].Chosen })
}

// place gives each of the chosen a day: stores with turns first, as those without can go where there is room.
func (c *chooser) place(chosen []int32) {
	byClass := make([][]int32, c.turns+1)
	for _, i := range chosen {
		class := c.stores[c.storeOf[i]].class
		byClass[class] = append(byClass[class], i)
	}
	for n := range byClass {
		class := (n + 1) % len(byClass)
		for _, i := range byClass[class] {
			day := c.bestDay(class)
			c.out[i].Day = int32(day)
			c.loads[day]++
			w := &c.weeks[c.weekOf[day]]
			w.planned++
		}
	}
}

// bestDay returns the day that takes the next follow-up: one in a week that lacks of its Min before others, then the one
// with the least, then the first. Days are so filled like vessels that are joined, and neighbours in the list, such as
// those of one store, get different days.
func (c *chooser) bestDay(class int) int {
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
		for day := w.free; day < w.end; day++ {
			if best < 0 || short && !bestShort || c.loads[day] < c.loads[best] {
				best, bestShort = day, short
			}
		}
	}
	return best // admit has counted: there is one
}

// result adds up.
func (c *chooser) result() Result {
	r := Result{Decisions: c.out, ByReason: map[Reason]int{}, Days: c.loads}
	r.Stores = make([]Store, len(c.stores))
	for i, s := range c.stores {
		r.Stores[i] = Store{Name: s.name, Candidates: s.given, Kept: s.kept, Minimum: s.least}
	}
	for i, d := range c.out {
		r.ByReason[d.Reason]++
		if d.Chosen {
			r.Stores[c.storeOf[i]].Chosen++
		}
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
