// Package assign gives customers and follow-ups to agents (requirements R2, R21, R35): those who have an owner stay with
// him, the others are spread evenly by count, weighted by ability, among the agents who speak the language and have been
// trained. It is pure and deterministic.
package assign

import (
	"cmp"
	"fmt"
	"slices"

	"huifang/campaign/field"
)

// Item is a customer or a follow-up that needs an agent.
type Item struct {
	Key      string // unique among the items
	Language string // that the agent must speak, such as "mandarin" or "cantonese"; "": any
	Skill    string // that the agent must have been trained in (R35); "": none
	Owner    string // ID of the agent whose it is; "": nobody's
}

// Agent is one who can be given work.
type Agent struct {
	ID        string
	Weight    int // ability: how much beside the others, 100 for an ordinary agent; 0: keeps what is his and gets nothing new
	Languages []string
	Skills    []string
	Active    bool
	Load      int // what he has already, without the items
}

// Reason says why an item is with its agent, or with none; stable for translation by the caller.
type Reason string

// Reasons of a Placement. With the first three it has an agent.
const (
	ReasonKept     Reason = "kept"     // its owner is fit
	ReasonAssigned Reason = "assigned" // it had no owner
	ReasonMoved    Reason = "moved"    // its owner is not fit, or it was to be moved

	ReasonNoAgents        Reason = "no_active_agent"
	ReasonNoLanguage      Reason = "no_agent_with_language"
	ReasonNoSkill         Reason = "no_agent_with_skill"
	ReasonNoLanguageSkill Reason = "no_agent_with_language_and_skill" // with either, but nobody with both
	ReasonNoWeight        Reason = "only_agents_with_weight_zero"     // who are fit, but get nothing new
	ReasonUntouched       Reason = "untouched"                        // Reassign: of another owner, with whom it stays
)

// Placement is what becomes of one item.
type Placement struct {
	Agent  string // ID; "": nobody
	Reason Reason
}

// The codes of a field.Error, stable for translation by the caller.
const (
	CodeKeyMissing   = "key_missing"
	CodeDuplicate    = "duplicate"
	CodeWeightRange  = "weight_out_of_range"
	CodeLoadRange    = "load_out_of_range"
	CodeAgentUnknown = "agent_unknown"
	CodeSameAgent    = "same_agent"
)

const (
	maxWeight = 10_000
	maxLoad   = 100_000_000
)

// Assign places every item, in the order of items. An agent is fit when he is active, speaks the language and has the
// skill; nobody else gets anything.
//
// Items whose owner is fit stay with him. The others are dealt out by groups of the same language and skill, those with
// the fewest fit agents first, so that at the end every agent's Load and items come as near as can be to the same
// multiple of his Weight; who has more already gets nothing. Within a group each gets what is his exact share, rounded
// up or down. The result does not depend on the order of items and agents.
//
// The error is an Errors about the arguments.
func Assign(items []Item, agents []Agent) ([]Placement, error) {
	d, err := newDealer(items, agents)
	if err != nil {
		return nil, err
	}
	loose := make([]int32, 0, len(items))
	for i, item := range items {
		if a, ok := d.place[item.Owner]; ok && d.agents[a].fit(item) {
			d.out[i] = Placement{item.Owner, ReasonKept}
			d.agents[a].Load++
			continue
		}
		loose = append(loose, int32(i))
	}
	d.deal(loose)
	return d.out, nil
}

// Reassign moves everything that is owned by from to others, by the rules of Assign: to the agents in to, or to all but
// from when to is empty. From may be an agent who is not in agents any more. Items of other owners are untouched. What
// nobody is fit for ends with no agent and a reason: the caller leaves it with from or shows it.
func Reassign(items []Item, agents []Agent, from string, to []string) ([]Placement, error) {
	d, err := newDealer(items, agents)
	if err != nil {
		return nil, err
	}
	var errs field.Errors
	if from == "" {
		errs.Add(CodeKeyMissing, "/from", "an agent is needed")
	}
	for i, id := range to {
		if id == from {
			errs.Add(CodeSameAgent, fmt.Sprintf("/to/%d", i), "%q cannot take over from himself", id)
		} else if _, ok := d.place[id]; !ok {
			errs.Add(CodeAgentUnknown, fmt.Sprintf("/to/%d", i), "there is no agent %q", id)
		}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	d.agents = slices.DeleteFunc(d.agents, func(a Agent) bool {
		return a.ID == from || len(to) > 0 && !slices.Contains(to, a.ID)
	})
	var loose []int32
	for i, item := range items {
		if item.Owner == from {
			loose = append(loose, int32(i))
		} else {
			d.out[i] = Placement{item.Owner, ReasonUntouched}
		}
	}
	d.deal(loose)
	return d.out, nil
}

// fit reports whether the agent may work on the item.
func (a Agent) fit(i Item) bool {
	return a.Active && (i.Language == "" || slices.Contains(a.Languages, i.Language)) && (i.Skill == "" || slices.Contains(a.Skills, i.Skill))
}

// dealer holds one assignment.
type dealer struct {
	items  []Item
	agents []Agent // by ID; Load grows with what they are given
	place  map[string]int
	out    []Placement
}

func newDealer(items []Item, agents []Agent) (*dealer, error) {
	var errs field.Errors
	seen := make(map[string]struct{}, len(items))
	for i, item := range items {
		if item.Key == "" {
			errs.Add(CodeKeyMissing, fmt.Sprintf("/items/%d/key", i), "a key is needed")
		} else if _, ok := seen[item.Key]; ok {
			errs.Add(CodeDuplicate, fmt.Sprintf("/items/%d/key", i), "item %q is given twice", item.Key)
		}
		seen[item.Key] = struct{}{}
	}
	d := &dealer{items: items, agents: slices.Clone(agents), place: map[string]int{}, out: make([]Placement, len(items))}
	for i, a := range agents {
		at := fmt.Sprintf("/agents/%d", i)
		if a.ID == "" {
			errs.Add(CodeKeyMissing, at+"/id", "an ID is needed")
		} else if _, ok := d.place[a.ID]; ok {
			errs.Add(CodeDuplicate, at+"/id", "agent %q is given twice", a.ID)
		}
		d.place[a.ID] = i
		if a.Weight < 0 || a.Weight > maxWeight {
			errs.Add(CodeWeightRange, at+"/weight", "must be 0 to %d", maxWeight)
		}
		if a.Load < 0 || a.Load > maxLoad {
			errs.Add(CodeLoadRange, at+"/load", "must be 0 to %d", maxLoad)
		}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	slices.SortFunc(d.agents, func(a, b Agent) int { return cmp.Compare(a.ID, b.ID) })
	for i, a := range d.agents {
		d.place[a.ID] = i
	}
	return d, nil
}

// group is the items of one language and skill, and the agents who are fit for them.
type group struct {
	language, skill string
	items           []int32
	fit             []int // by ID, with a weight
}

// deal places items that have no owner who keeps them.
func (d *dealer) deal(loose []int32) {
	byNeed := map[[2]string]*group{}
	var groups []*group
	for _, i := range loose {
		item := d.items[i]
		need := [2]string{item.Language, item.Skill}
		g := byNeed[need]
		if g == nil {
			g = &group{language: item.Language, skill: item.Skill}
			byNeed[need] = g
			groups = append(groups, g)
			for k, a := range d.agents {
				if a.fit(item) && a.Weight > 0 {
					g.fit = append(g.fit, k)
				}
			}
		}
		g.items = append(g.items, i)
	}
	slices.SortFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(len(a.fit), len(b.fit)), cmp.Compare(a.language, b.language), cmp.Compare(a.skill, b.skill))
	})
	for _, g := range groups {
		if len(g.fit) == 0 {
			reason := d.why(d.items[g.items[0]])
			for _, i := range g.items {
				d.out[i] = Placement{Reason: reason}
			}
			continue
		}
		d.dealGroup(g)
	}
}

// why says why nobody gets an item.
func (d *dealer) why(item Item) Reason {
	var active, language, skill, both bool
	for _, a := range d.agents {
		l, s := a.fit(Item{Language: item.Language}), a.fit(Item{Skill: item.Skill})
		active, language, skill, both = active || a.Active, language || l, skill || s, both || l && s
	}
	switch {
	case !active:
		return ReasonNoAgents
	case both:
		return ReasonNoWeight
	case !language:
		return ReasonNoLanguage
	case !skill:
		return ReasonNoSkill
	}
	return ReasonNoLanguageSkill
}

// dealGroup gives each fit agent his share, in turns.
func (d *dealer) dealGroup(g *group) {
	shares := d.shares(g)
	// In turns: the k-th of n comes at (2k+1)/2n of the way, so that every agent gets some of the beginning of the list and
	// some of its end.
	type turn struct{ num, den, agent int }
	turns := make([]turn, 0, len(g.items))
	for j, n := range shares {
		for k := range n {
			turns = append(turns, turn{2*k + 1, n, g.fit[j]})
		}
	}
	slices.SortFunc(turns, func(a, b turn) int {
		return cmp.Or(cmp.Compare(a.num*b.den, b.num*a.den), cmp.Compare(a.agent, b.agent))
	})
	slices.SortFunc(g.items, func(a, b int32) int { return cmp.Compare(d.items[a].Key, d.items[b].Key) })
	for k, i := range g.items {
		a := &d.agents[turns[k].agent]
		a.Load++
		reason := ReasonAssigned
		if d.items[i].Owner != "" {
			reason = ReasonMoved
		}
		d.out[i] = Placement{a.ID, reason}
	}
}

// shares returns how many of the items each fit agent gets. The exact share brings all who get any to one level of
// (Load + share) / Weight; it is rounded down, and what remains goes to those with the largest rest, by ID among equals.
func (d *dealer) shares(g *group) []int {
	// From the lowest level up: as long as the level with those so far lies above the next agent, he gets some too.
	order := make([]int, len(g.fit))
	for j := range order {
		order[j] = j
	}
	agent := func(j int) Agent { return d.agents[g.fit[j]] }
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(agent(a).Load*agent(b).Weight, agent(b).Load*agent(a).Weight)
	})
	total, weight, joined := len(g.items), 0, 0 // the level is total/weight
	for _, j := range order {
		a := agent(j)
		if weight > 0 && total*a.Weight <= a.Load*weight {
			break
		}
		total, weight, joined = total+a.Load, weight+a.Weight, joined+1
	}
	shares, rests, left := make([]int, len(g.fit)), make([]int, len(g.fit)), len(g.items)
	for _, j := range order[:joined] {
		a := agent(j)
		exact := total*a.Weight - a.Load*weight // over weight; over 0, as each has joined below the level
		shares[j], rests[j] = exact/weight, exact%weight
		left -= shares[j]
	}
	slices.SortStableFunc(order[:joined], func(a, b int) int {
		return cmp.Or(cmp.Compare(rests[b], rests[a]), cmp.Compare(a, b))
	})
	for _, j := range order[:left] { // fewer than joined
		shares[j]++
	}
	return shares
}
