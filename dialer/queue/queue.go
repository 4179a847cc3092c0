// Package queue is the rules of the hotline (R19) as pure functions: who of the waiting callers gets which free agent, who
// is let in, and what becomes of those who are not. Time is an argument; nothing here does I/O.
//
// Callers are served in the order of their arrival, less the head start of their queue: an alarm call goes before the
// complaint that came some minutes earlier, but nobody is overtaken for ever. That order never changes while they wait.
package queue

import (
	"cmp"
	"slices"
	"time"
)

// Caller is a customer who waits for an agent.
type Caller struct {
	ID      int64
	Queue   int64
	Arrived time.Time
	Head    time.Duration // head start of his queue
	Again   bool          // he had an agent who was lost before they talked: he goes before all others

	Ready    bool          // false: the greeting is still played to him; he keeps his place
	Agents   []int64       // who take this queue's calls
	Language string        // only agents who speak it (R21); "": any. Waived while nobody present does
	Last     int64         // who called or talked to this customer last, also when he is none of Agents; 0: nobody
	Patience time.Duration // how long he waits for Last, counted from his arrival, while Last is busy
	Owner    int64         // who owns the customer (R2): preferred, never waited for; 0: nobody
	Avoid    []int64       // agents who could not be reached for him just now
}

// Agent is an agent who is signed in.
type Agent struct {
	ID     int64
	Free   bool
	Since  time.Time // in his present state
	Speaks []string  // languages
}

// Match gives a caller an agent.
type Match struct{ Caller, Agent int64 }

// Order sorts callers into the order in which they are served. It does not depend on the time.
func Order(callers []Caller) []Caller {
	sorted := slices.Clone(callers)
	slices.SortStableFunc(sorted, func(a, b Caller) int {
		if a.Again != b.Again {
			if a.Again {
				return -1
			}
			return 1
		}
		return cmp.Or(a.Arrived.Add(-a.Head).Compare(b.Arrived.Add(-b.Head)), cmp.Compare(a.ID, b.ID))
	})
	return sorted
}

// Assign gives free agents to callers, at most one to each. Nobody is passed over for one who is served after him, except
// while he waits for his own agent (Last, within Patience), or when no free agent can take his call; and no caller waits who
// could have an agent.
//
// A caller gets Last when he is free, else Owner, else who has been idle the longest of those who take his call. An agent who would
// be a later caller's only one is spared when another one will do.
func Assign(now time.Time, callers []Caller, present []Agent) []Match {
	a := assignment{byAgent: map[int64]int{}, fixed: map[int64]bool{}}
	for _, c := range Order(callers) {
		if c.Ready {
			a.callers = append(a.callers, c)
		}
	}
	free := slices.DeleteFunc(slices.Clone(present), func(g Agent) bool { return !g.Free })
	slices.SortStableFunc(free, func(x, y Agent) int { return cmp.Or(x.Since.Compare(y.Since), cmp.Compare(x.ID, y.ID)) })
	a.wants = make([][]int64, len(a.callers))
	for i, c := range a.callers {
		a.wants[i] = candidates(now, c, present, free)
	}
	for i, c := range a.callers {
		if len(a.wants[i]) == 0 {
			continue
		}
		first := a.wants[i][0]
		if _, taken := a.byAgent[first]; !taken && first == c.Last {
			a.byAgent[first], a.fixed[first] = i, true
			continue
		}
		a.augment(i, map[int64]bool{})
	}
	matches := make([]Match, 0, len(a.byAgent))
	for i, c := range a.callers {
		for _, g := range a.wants[i] {
			if who, ok := a.byAgent[g]; ok && who == i {
				matches = append(matches, Match{c.ID, g})
			}
		}
	}
	return matches
}

// candidates are the free agents who may take a caller, the preferred one first.
func candidates(now time.Time, c Caller, present, free []Agent) []int64 {
	can := func(g Agent, language string) bool {
		return !slices.Contains(c.Avoid, g.ID) && (g.ID == c.Last || slices.Contains(c.Agents, g.ID)) &&
			(language == "" || slices.Contains(g.Speaks, language))
	}
	language := c.Language
	if !slices.ContainsFunc(present, func(g Agent) bool { return can(g, language) }) {
		language = ""
	}
	lastHere := slices.ContainsFunc(present, func(g Agent) bool { return g.ID == c.Last && can(g, language) })
	lastFree := false
	var list []int64
	for _, g := range free {
		if !can(g, language) {
			continue
		}
		lastFree = lastFree || g.ID == c.Last
		list = append(list, g.ID)
	}
	if lastHere && !lastFree && now.Sub(c.Arrived) < c.Patience {
		return nil // he waits for his own agent
	}
	rank := func(id int64) int {
		switch id {
		case c.Last:
			return 0
		case c.Owner:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(list, func(x, y int64) int { return rank(x) - rank(y) })
	return list
}

// assignment is a matching under way (augmenting paths): who has an agent keeps one.
type assignment struct {
	callers []Caller
	wants   [][]int64
	byAgent map[int64]int  // index of the caller
	fixed   map[int64]bool // agents who are their caller's own: not moved for others
}

// augment finds an agent for the i-th caller; others may have to change theirs, none loses his.
func (a *assignment) augment(i int, seen map[int64]bool) bool {
	for _, g := range a.wants[i] {
		if _, taken := a.byAgent[g]; !taken && !seen[g] {
			a.byAgent[g] = i
			return true
		}
	}
	for _, g := range a.wants[i] {
		if seen[g] {
			continue
		}
		seen[g] = true
		other, taken := a.byAgent[g]
		if !taken {
			continue
		}
		if a.fixed[g] {
			// His own agent can be taken from nobody, unless that one finds another.
			if !a.augment(other, seen) {
				continue
			}
			delete(a.fixed, g)
			a.byAgent[g] = i
			return true
		}
		if a.augment(other, seen) {
			a.byAgent[g] = i
			return true
		}
	}
	return false
}

// Position is the caller's place among those of his queue, from 1; 0 when he does not wait.
func Position(callers []Caller, id int64) int {
	before := map[int64]int{} // by queue
	for _, c := range Order(callers) {
		before[c.Queue]++
		if c.ID == id {
			return before[c.Queue]
		}
	}
	return 0
}

// Step is what becomes of a caller next.
type Step string

// The steps.
const (
	Wait     Step = "wait"
	Message  Step = "message"  // he may leave one, and is called back
	Callback Step = "callback" // he is told that he will be called back, and hung up
	HangUp   Step = "hang_up"  // told that nobody can take his call, and hung up
)

// Reasons of steps other than Wait.
const (
	ReasonClosed  = "closed"   // outside the queue's window
	ReasonFull    = "full"     // too many wait
	ReasonNobody  = "nobody"   // no agent of the queue is signed in
	ReasonMaxWait = "max_wait" // he has waited too long
)

// Limits of a queue.
type Limits struct {
	MaxWaiting int           // callers who wait at once
	MaxWait    time.Duration // of one caller
	Overflow   Step          // when one of these is reached, or nobody is there: Message, Callback or HangUp
	Closed     Step          // out of hours: Message or HangUp
}

// Admit decides about a caller who arrives: open tells of the queue's window, waiting how many wait already, present
// how many of its agents are signed in.
func (l Limits) Admit(open bool, waiting, present int) (Step, string) {
	switch {
	case !open:
		return l.Closed, ReasonClosed
	case present == 0:
		return l.Overflow, ReasonNobody
	case waiting >= l.MaxWaiting:
		return l.Overflow, ReasonFull
	}
	return Wait, ""
}
