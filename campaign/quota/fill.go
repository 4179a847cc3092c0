package quota

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"huifang/campaign/field"
	"huifang/campaign/plan"
)

// chooser holds one call of Choose.
type chooser struct {
	spec       Spec
	period     Period
	candidates []Candidate
	seed       uint64

	turns   int // groups of the rotation; 0: none
	weeks   []week
	weekOf  []int    // by day
	working []int    // by day: working days before it; and after the last, all
	loads   []int    // by day: planned before, and then now too
	dearer  bool     // by amount before by lot
	lots    []uint64 // by candidate
	storeOf []int32  // by candidate
	stores  []store  // by name
	whole   span     // the days that are left
	spans   []span   // by candidate: its days that are left; nil when none is bound
	out     []Decision

	reach  int       // days up to the last on which somebody can be made
	upTo   [][]int   // by class and day: working days of its weeks before that day; and after the last, all
	keptOf [][]int32 // by store: Open and Done; with spans only

	kept, size, chosen int // as in store, of all
}

// store is a store while it is looked at.
type store struct {
	name   string
	given  int // candidates
	least  int // of Minimums
	class  int
	size   int // of whom a sample is taken
	kept   int
	chosen int // now
}

func newChooser(spec Spec, period Period, candidates []Candidate, seed uint64) *chooser {
	c := &chooser{
		spec: spec, period: period, candidates: candidates, seed: seed,
		weekOf: make([]int, len(period.Days)), working: make([]int, 1, len(period.Days)+1), loads: make([]int, len(period.Days)),
		dearer: spec.DearerFirst || spec.Choose == ChooseTiers,
	}
	firstMonday := 0
	if r := spec.Rotation; r != nil {
		d, _ := plan.ParseDate(r.FirstMonday) // Validate has read it
		c.turns, firstMonday = len(r.Groups), d.Days()
	}
	for i, d := range period.Days {
		if i == 0 || monday(period.Days[i-1]) != monday(d) {
			w := week{first: i, free: i}
			if c.turns > 0 {
				w.class = ((monday(d)-firstMonday)/7%c.turns+c.turns)%c.turns + 1
			}
			c.weeks = append(c.weeks, w)
		}
		k := len(c.weeks) - 1
		c.weekOf[i], c.weeks[k].end = k, i+1
		if c.weeks[k].work = c.weeks[k].work || !c.spare(i); c.spare(i) {
			c.working = append(c.working, c.working[i])
		} else {
			c.working = append(c.working, c.working[i]+1)
		}
		if d.Compare(period.Today) < 0 {
			c.weeks[k].free = i + 1
		}
	}
	n := 0 // a week of spare days alone, such as the week-end with which a month begins, is not counted
	for k := range c.weeks {
		if c.weeks[k].work {
			n++
			c.weeks[k].target = spec.target(n)
		}
	}
	return c
}

func (c *chooser) spare(day int) bool { return c.period.Spare != nil && c.period.Spare[day] }

// target returns the target of a week of the period, counted from 1.
func (s Spec) target(n int) *Range {
	var other *Range
	for i, t := range s.WeeklyTargets {
		if slices.Contains(t.Weeks, n) {
			return &s.WeeklyTargets[i].Range
		}
		if len(t.Weeks) == 0 {
			other = &s.WeeklyTargets[i].Range
		}
	}
	return other
}

// lot mixes seed and key (FNV-1a, then the finalizer of SplitMix64): the same on every machine.
func lot(seed uint64, key string) uint64 {
	h := seed ^ 14695981039346656037
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// validate draws the lots and refuses candidates that cannot be told apart.
func (c *chooser) validate(errs *field.Errors) {
	c.lots = make([]uint64, len(c.candidates))
	for i, k := range c.candidates {
		c.lots[i] = lot(c.seed, k.Key)
		if k.Key == "" {
			errs.Add(CodeCandidateNoKey, fmt.Sprintf("/candidates/%d/key", i), "a key is needed")
		}
		if (k.First != plan.Date{}) && (k.Last != plan.Date{}) && k.First.Compare(k.Last) > 0 {
			errs.Add(CodeSpanOrder, fmt.Sprintf("/candidates/%d/last", i), "%s is before the first day, %s", k.Last, k.First)
		}
		if k.State > Failed {
			errs.Add(CodeCandidateState, fmt.Sprintf("/candidates/%d/state", i), "%d is not a state", k.State)
		}
	}
	if len(*errs) > 0 {
		return
	}
	// Equal keys have equal lots: a sort of numbers finds them with less memory than a map of keys.
	sorted := slices.Clone(c.lots)
	slices.Sort(sorted)
	again := map[uint64]map[string]bool{}
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			again[sorted[i]] = map[string]bool{}
		}
	}
	if len(again) == 0 {
		return
	}
	for i, k := range c.candidates {
		keys, ok := again[c.lots[i]]
		if ok && keys[k.Key] {
			errs.Add(CodeCandidateDuplicate, fmt.Sprintf("/candidates/%d/key", i), "key %q is given twice", k.Key)
			return
		}
		if ok {
			keys[k.Key] = true
		}
	}
}

// takeStock finds the stores, what has been made before and the room that it leaves in the weeks, and gives their reasons
// to those who cannot be chosen.
func (c *chooser) takeStock() {
	places := map[string]int32{}
	for _, k := range c.candidates {
		places[k.Store] = 0
	}
	for i, name := range slices.Sorted(maps.Keys(places)) {
		places[name] = int32(i)
		c.stores = append(c.stores, store{name: name})
	}
	least := map[string]int{}
	for _, m := range c.spec.Minimums {
		least[m.Group] = m.Count
	}
	for group, names := range c.spec.Groups {
		for _, name := range names {
			if i, ok := places[name]; ok {
				c.stores[i].class, c.stores[i].least = c.spec.class(group), least[group]
			}
		}
	}

	c.storeOf = make([]int32, len(c.candidates))
	c.out = make([]Decision, len(c.candidates))
	for i, k := range c.candidates {
		c.storeOf[i] = places[k.Store]
		c.stores[c.storeOf[i]].given++
		c.out[i].Day = -1
		if k.State == Open || k.State == Done {
			c.keep(i)
		}
	}
	c.findSpans()
	if c.spans != nil {
		c.keptOf = make([][]int32, len(c.stores))
		for i, k := range c.candidates {
			if k.State == Open || k.State == Done {
				c.keptOf[c.storeOf[i]] = append(c.keptOf[c.storeOf[i]], int32(i))
			}
		}
	}
	for i := range c.weeks {
		w := &c.weeks[i]
		switch {
		case w.free == w.end:
			continue
		case w.target == nil:
			w.room = len(c.candidates)
		default:
			w.room = Release(*w.target, w.done, w.open, 1)
		}
	}
	for i, k := range c.candidates {
		s := &c.stores[c.storeOf[i]]
		switch {
		case k.State == Open || k.State == Done:
			continue
		case !c.period.From.IsZero() && k.At.Before(c.period.From) || !c.period.To.IsZero() && !k.At.Before(c.period.To):
			c.out[i].Reason = ReasonNotInRange
			continue
		case k.State == Failed:
			c.out[i].Reason = ReasonEnded
		case !c.turn(0, c.spanOf(int32(i))):
			c.out[i].Reason = ReasonNoDay
		case !c.turn(s.class, c.spanOf(int32(i))):
			c.out[i].Reason = ReasonRotation
			continue
		}
		s.size++
		c.size++
	}
}

// keep counts a candidate that has its place.
func (c *chooser) keep(i int) {
	k := c.candidates[i]
	c.out[i].Reason = ReasonKept
	s := &c.stores[c.storeOf[i]]
	s.kept, s.size, c.kept, c.size = s.kept+1, s.size+1, c.kept+1, c.size+1
	day, ok := slices.BinarySearchFunc(c.period.Days, k.Planned, plan.Date.Compare)
	if !ok {
		return // of another period, or the day has become a holiday
	}
	c.loads[day]++
	w := &c.weeks[c.weekOf[day]]
	if k.State == Done {
		w.done++
	} else {
		w.open++
	}
}

// before is the order in which candidates of one store, or of all, are preferred.
func (c *chooser) before(a, b int32) int {
	if c.dearer {
		if n := cmp.Compare(c.candidates[b].Amount, c.candidates[a].Amount); n != 0 {
			return n
		}
	}
	if n := cmp.Compare(c.lots[a], c.lots[b]); n != 0 {
		return n
	}
	return cmp.Compare(c.candidates[a].Key, c.candidates[b].Key)
}

// picked are those who are wanted, by store and within a store as preferred.
type picked struct {
	list  []int32
	first []bool   // by candidate: for the minimum of its store, before all others
	rank  []uint32 // by candidate, tiers only: place among those of its store and tier, as a fraction of 1<<31
	quota int      // how many of list at most, beyond those that are first; a sample of the whole

	place  []int32  // by candidate: place in list
	want   []Reason // by place in list: why it is wanted
	barred []bool   // by candidate: its days were found full
}

// say gives a candidate of the list its reason; "": why it is wanted.
func (p picked) say(c *chooser, i int32, r Reason) {
	if r == "" {
		r = p.want[p.place[i]]
	}
	c.out[i].Reason = r
}

// pick decides who is wanted, store by store, and gives the others their reasons.
func (c *chooser) pick() picked {
	p := picked{first: make([]bool, len(c.candidates)), quota: len(c.candidates)}
	if c.spec.Choose == ChooseTiers {
		p.rank = make([]uint32, len(c.candidates))
	}
	fresh := make([]int32, 0, len(c.candidates))
	for i := range c.out {
		if c.out[i].Reason == "" {
			fresh = append(fresh, int32(i))
		}
	}
	slices.SortFunc(fresh, func(a, b int32) int {
		if n := cmp.Compare(c.storeOf[a], c.storeOf[b]); n != 0 {
			return n
		}
		return c.before(a, b)
	})
	taken := c.takenByTier()
	c.setPace(fresh)
	for len(fresh) > 0 {
		store := c.storeOf[fresh[0]]
		n := 1
		for n < len(fresh) && c.storeOf[fresh[n]] == store {
			n++
		}
		s, list := &c.stores[store], fresh[:n]
		fresh = fresh[n:]
		switch {
		case c.spec.Choose == ChooseAll:
			c.give(list, ReasonAll)
		case c.spec.Choose == ChooseTiers:
			c.pickTiers(list, taken[store], p.rank)
		case c.spec.PerStore:
			most := min(len(list), max(0, share(c.spec.Share, s.size)-s.kept))
			c.give(list[:most], ReasonSample)
			c.give(list[most:], ReasonShare)
		default:
			c.give(list, ReasonSample) // of the whole: decided below
		}
		c.pickMinimum(list, max(0, c.paced(s.least, s.class, c.reach)-s.kept), p.first)
		for _, i := range list {
			if c.out[i].Reason.chosen() {
				p.list = append(p.list, i)
			}
		}
	}
	if c.spec.Choose == ChooseSample && !c.spec.PerStore {
		p.quota = max(0, share(c.spec.Share, c.size)-c.kept)
		whole := slices.Clone(p.list)
		slices.SortFunc(whole, c.before)
		for _, i := range whole[min(p.quota, len(whole)):] {
			if p.first[i] {
				c.out[i].Reason = ReasonMinimum
			}
		}
	}
	p.place, p.want, p.barred = make([]int32, len(c.candidates)), make([]Reason, len(p.list)), make([]bool, len(c.candidates))
	for n, i := range p.list {
		p.place[i], p.want[n] = int32(n), c.out[i].Reason
	}
	return p
}

// chosen reports whether the reason is one for being chosen.
func (r Reason) chosen() bool {
	switch r {
	case ReasonAll, ReasonSample, ReasonTier, ReasonFallThrough, ReasonMinimum:
		return true
	default:
		return false
	}
}

func (c *chooser) give(list []int32, r Reason) {
	for _, i := range list {
		c.out[i].Reason = r
	}
}

// share is so many per cent of n, rounded up.
func share(percent, n int) int { return (percent*n + 99) / 100 }

// pickMinimum marks the first of those who are wanted from a store, and adds others when they are too few.
func (c *chooser) pickMinimum(list []int32, need int, first []bool) {
	for _, i := range list {
		if need > 0 && c.out[i].Reason.chosen() {
			first[i] = true
			need--
		}
	}
	for _, i := range list {
		if need > 0 && !c.out[i].Reason.chosen() {
			c.out[i].Reason = ReasonMinimum
			first[i] = true
			need--
		}
	}
}

// tier returns the place of the tier of an amount, or -1.
func (s Spec) tier(cents int64) int {
	return slices.IndexFunc(s.Tiers, func(t Tier) bool {
		return t.FromCents <= cents && (t.ToCents == 0 || cents < t.ToCents)
	})
}

// takenByTier counts what was made before, by store and tier; nil without tiers.
func (c *chooser) takenByTier() [][]int {
	if c.spec.Choose != ChooseTiers {
		return nil
	}
	taken := make([][]int, len(c.stores))
	for i := range taken {
		taken[i] = make([]int, len(c.spec.Tiers))
	}
	for i, k := range c.candidates {
		if t := c.spec.tier(k.Amount); t >= 0 && c.out[i].Reason == ReasonKept {
			taken[c.storeOf[i]][t]++
		}
	}
	return taken
}

// pickTiers chooses from one store, tier by tier down each chain of fall-through.
func (c *chooser) pickTiers(list []int32, taken []int, rank []uint32) {
	store := c.storeOf[list[0]]
	s := &c.stores[store]
	tiers := c.spec.Tiers
	members := make([][]int32, len(tiers))
	for _, i := range list {
		if t := c.spec.tier(c.candidates[i].Amount); t >= 0 {
			members[t] = append(members[t], i)
		} else {
			c.out[i].Reason = ReasonNoTier
		}
		rank[i] = 1 << 31 // beyond its quota; the minimum of the store can bring it back
	}
	for _, chain := range c.spec.chains() {
		// What was made before fills its own tier, and with what is beyond its count the tiers that it filled.
		own := make([]int, len(chain))
		beyond := 0
		for k := len(chain) - 1; k >= 0; k-- {
			t := chain[k]
			count := c.paced(tiers[t].Count, s.class, c.reach)
			own[k] = max(0, count-taken[t]-beyond)
			beyond = max(0, taken[t]+beyond-count)
		}
		short := 0
		pace := c.newPace(s, store, chain)
		for k, t := range chain {
			n := 0
			for _, i := range members[t] {
				last := int(c.spanOf(i).end) - 1
				switch {
				case n >= own[k]+short || !pace.has(last):
					c.out[i].Reason = ReasonQuota
					continue
				case n < own[k]:
					c.out[i].Reason = ReasonTier
				default:
					c.out[i].Reason = ReasonFallThrough
				}
				pace.take(last)
				n++
			}
			j := 0
			for _, i := range members[t] {
				if c.out[i].Reason != ReasonQuota {
					rank[i] = uint32((uint64(2*j+1) << 30) / uint64(n))
					j++
				}
			}
			short += own[k] - n
		}
	}
}

// chains returns the tiers in the order in which they fill each other, each in one chain.
func (s Spec) chains() [][]int {
	place, filled := map[string]int{}, map[string]bool{}
	for i, t := range s.Tiers {
		place[t.Name] = i
		filled[t.FillFrom] = true
	}
	var chains [][]int
	for i, t := range s.Tiers {
		if filled[t.Name] {
			continue
		}
		chain := []int{i}
		for t.FillFrom != "" {
			next := place[t.FillFrom]
			chain, t = append(chain, next), s.Tiers[next]
		}
		chains = append(chains, chain)
	}
	return chains
}
