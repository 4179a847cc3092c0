package campaign

import "slices"

// Caller is an agent who is free for a call.
type Caller struct {
	ID     int64
	Speaks []string // languages, as contact.language has them
}

// Wish is what a follow-up that is due asks of the agent who gets it.
type Wish struct {
	Only     int64   // agreed with this agent (a callback); 0: with nobody
	Owner    int64   // who owns the customer (R2); 0: nobody. He is preferred, never waited for.
	Language string  // of the contact (R21): only for agents who speak it; "": any
	Not      []int64 // who have said that it is not for them; does not bind the one of Only
}

// Match gives follow-ups, in their order, to agents: each agent gets one at most, and no more than limit are given. The
// result has an agent for each wish, 0 for none.
//
// Who is agreed with comes first, then owners, then anybody; of those who can take a follow-up the one who speaks the fewest
// languages gets it, so that the others stay free for who needs them.
func Match(wishes []Wish, callers []Caller, limit int) []int64 {
	given := make([]int64, len(wishes))
	free := slices.Clone(callers)
	slices.SortStableFunc(free, func(a, b Caller) int { return len(a.Speaks) - len(b.Speaks) })
	left := min(limit, len(free))
	give := func(i int, can func(Caller) bool) {
		if left == 0 || given[i] != 0 {
			return
		}
		if k := slices.IndexFunc(free, can); k >= 0 {
			given[i] = free[k].ID
			free = slices.Delete(free, k, k+1)
			left--
		}
	}
	for i, w := range wishes {
		if w.Only != 0 {
			give(i, func(c Caller) bool { return c.ID == w.Only })
		}
	}
	// The limit is for the first ones: an owner must not get a later follow-up at the cost of an earlier one.
	first := left
	for i, w := range wishes {
		if w.Only != 0 || !slices.ContainsFunc(free, w.suits) {
			continue
		}
		if first == 0 {
			break
		}
		first--
		if w.Owner != 0 {
			give(i, func(c Caller) bool { return c.ID == w.Owner && w.suits(c) })
		}
	}
	for i, w := range wishes {
		if w.Only == 0 {
			give(i, w.suits)
		}
	}
	return given
}

func (w Wish) suits(c Caller) bool {
	return (w.Language == "" || slices.Contains(c.Speaks, w.Language)) && !slices.Contains(w.Not, c.ID)
}
