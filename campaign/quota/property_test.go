package quota

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"huifang/campaign/plan"
)

var storeNames = []string{"a", "b", "c", "d", "e"}

func drawSpec(t *rapid.T) Spec {
	s := Spec{Choose: rapid.SampledFrom([]string{ChooseAll, ChooseSample, ChooseTiers, ChooseTiers}).Draw(t, "choose")}
	switch s.Choose {
	case ChooseSample:
		s.Share = rapid.IntRange(1, 100).Draw(t, "share")
		s.PerStore = rapid.Bool().Draw(t, "per store")
		s.DearerFirst = rapid.Bool().Draw(t, "dearer")
	case ChooseAll:
		s.DearerFirst = rapid.Bool().Draw(t, "dearer")
	case ChooseTiers:
		n := rapid.IntRange(1, 4).Draw(t, "tiers")
		for i := range n {
			s.Tiers = append(s.Tiers, Tier{Name: fmt.Sprint(i), FromCents: int64(i+1) * 10, ToCents: int64(i+2) * 10, Count: rapid.IntRange(0, 5).Draw(t, "count")})
		}
		s.Tiers[n-1].ToCents, s.Tiers[n-1].Count = 0, s.Tiers[n-1].Count+1
		// Any chain: each tier filled by the one before it in a random order, or by none.
		order := rapid.Permutation(slices.Collect(seq(n))).Draw(t, "order")
		for k := 1; k < n; k++ {
			if rapid.IntRange(0, 3).Draw(t, "fill") > 0 {
				s.Tiers[order[k]].FillFrom = s.Tiers[order[k-1]].Name
			}
		}
	}
	if rapid.Bool().Draw(t, "groups") {
		s.Groups = map[string][]string{"big": {"a", "b"}, "small": {"c", "d", "not there"}}
		if rapid.Bool().Draw(t, "minimum") {
			s.Minimums = []Minimum{{"small", rapid.IntRange(1, 6).Draw(t, "least")}}
		}
		if rapid.Bool().Draw(t, "rotation") {
			s.Rotation = &Rotation{[]string{"big", "small"}, rapid.SampledFrom([]string{"2026-07-06", "2026-07-13", "2030-01-07"}).Draw(t, "monday")}
		}
	}
	if rapid.Bool().Draw(t, "targets") {
		lo := rapid.IntRange(0, 20).Draw(t, "min")
		s.WeeklyTargets = []WeeklyTarget{{nil, Range{lo, lo + rapid.IntRange(1, 20).Draw(t, "more")}}}
		if rapid.Bool().Draw(t, "first week") {
			s.WeeklyTargets = append(s.WeeklyTargets, WeeklyTarget{[]int{1, 3}, Range{0, rapid.IntRange(1, 10).Draw(t, "first")}})
		}
	}
	if errs := s.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	return s
}

func seq(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func drawPeriod(t *rapid.T) Period {
	days := workdays(plan.Date{Year: 2026, Month: 7, Day: 6}, rapid.IntRange(1, 5).Draw(t, "weeks"))
	// Holidays.
	days = slices.DeleteFunc(days, func(plan.Date) bool { return rapid.IntRange(0, 5).Draw(t, "holiday") == 5 })
	if len(days) == 0 {
		days = []plan.Date{{Year: 2026, Month: 7, Day: 8}}
	}
	return Period{Days: days}
}

func drawCandidates(t *rapid.T, n int) []Candidate {
	list := make([]Candidate, n)
	for i := range list {
		list[i] = Candidate{
			Key: fmt.Sprint(i), Store: rapid.SampledFrom(storeNames).Draw(t, "store"),
			Amount: int64(rapid.IntRange(0, 60).Draw(t, "amount")),
		}
	}
	return list
}

// try is Choose for a spec that the period may have no room for.
func try(t *rapid.T, spec Spec, period Period, list []Candidate, seed uint64) (Result, bool) {
	r, err := Choose(spec, period, list, seed)
	if err != nil && onlyCode(err) != CodeMinimumsOverMax {
		t.Fatal(err)
	}
	return r, err == nil
}

// held says how many have a place after a choice: kept and chosen.
func held(r Result) int {
	n := r.ByReason[ReasonKept]
	for _, d := range r.Decisions {
		if d.Chosen {
			n++
		}
	}
	return n
}

// check is what holds for any choice.
func check(t *rapid.T, spec Spec, period Period, list []Candidate, r Result) {
	sum := 0
	for _, n := range r.ByReason {
		sum += n
	}
	if sum != len(list) || len(r.Decisions) != len(list) {
		t.Fatalf("%v of %d", r.ByReason, len(list))
	}
	type key struct{ store, tier string }
	count := map[key]int{}
	byStore := map[string]int{}
	days := make([]int, len(period.Days))
	for i, d := range r.Decisions {
		k := list[i]
		if d.Chosen != d.Reason.chosen() || d.Chosen != (d.Day >= 0) || d.Chosen && k.State != Fresh {
			t.Fatalf("%+v: %+v", k, d)
		}
		if !d.Chosen && d.Reason != ReasonKept {
			continue
		}
		if d.Chosen {
			days[d.Day]++
			if period.Days[d.Day].Compare(period.Today) < 0 {
				t.Fatalf("planned for the past: %+v", d)
			}
		} else if day := slices.Index(period.Days, k.Planned); day >= 0 {
			days[day]++
		}
		byStore[k.Store]++
		if i := spec.tier(k.Amount); i >= 0 {
			count[key{k.Store, spec.Tiers[i].Name}]++
		}
	}
	if !slices.Equal(days, r.Days) {
		t.Fatalf("%v, said %v", days, r.Days)
	}
	for _, s := range r.Stores {
		if s.Kept+s.Chosen != byStore[s.Name] {
			t.Fatalf("%+v has %d", s, byStore[s.Name])
		}
		least := min(s.Minimum, s.Candidates)
		most := func(quota int) int {
			if r.ByReason[ReasonKept] == 0 {
				return max(quota, least)
			}
			return quota + least // what is made for a minimum does not use up what comes later by right
		}
		switch {
		case spec.Choose == ChooseTiers:
			quota := 0
			for _, tier := range spec.Tiers {
				quota += tier.Count
			}
			if byStore[s.Name] > most(quota) {
				t.Fatalf("%s: %d, quota %d, minimum %d", s.Name, byStore[s.Name], quota, least)
			}
			// Each chain of tiers by itself, without what the minimum adds.
			for _, chain := range spec.chains() {
				got, quota := 0, 0
				for _, i := range chain {
					got, quota = got+count[key{s.Name, spec.Tiers[i].Name}], quota+spec.Tiers[i].Count
				}
				if got > most(quota) {
					t.Fatalf("%s: %d of %d from %v", s.Name, got, quota, chain)
				}
			}
		case spec.Choose == ChooseSample && spec.PerStore:
			if byStore[s.Name] > max(least, (s.Candidates*spec.Share+99)/100) {
				t.Fatalf("%s: %d of %d", s.Name, byStore[s.Name], s.Candidates)
			}
		}
	}
	if spec.Choose == ChooseSample && !spec.PerStore {
		least := 0
		for _, s := range r.Stores {
			least += min(s.Minimum, s.Candidates)
		}
		most := (len(list)*spec.Share + 99) / 100
		if r.ByReason[ReasonKept] == 0 {
			most = max(most, least)
		} else {
			most += least // the minimum of a store that comes later cannot take places back
		}
		if got := held(r); got > most {
			t.Fatalf("%d of %d", got, len(list))
		}
	}
	checkWeeks(t, period, list, r)
	checkMinimums(t, spec, list, r)
	// New ones go to the emptiest days: no day that got one has two more than a day of the same week, or any day.
	got := map[int]bool{}
	for _, d := range r.Decisions {
		if d.Chosen {
			got[int(d.Day)] = true
		}
	}
	for day := range got {
		for other := range r.Days {
			if (monday(period.Days[day]) == monday(period.Days[other]) || len(spec.WeeklyTargets) == 0 && spec.Rotation == nil) && period.Days[other].Compare(period.Today) >= 0 && r.Days[day] > r.Days[other]+1 {
				t.Fatalf("day %d got more: %v", day, r.Days)
			}
		}
	}
}

// checkMinimums: without weekly targets every small store has its minimum, or all that it has.
func checkMinimums(t *rapid.T, spec Spec, list []Candidate, r Result) {
	if len(spec.WeeklyTargets) > 0 {
		return
	}
	able := map[string]int{}
	for i, d := range r.Decisions {
		if d.Reason != ReasonEnded && d.Reason != ReasonRotation && d.Reason != ReasonNoDay {
			able[list[i].Store]++
		}
	}
	for _, s := range r.Stores {
		if s.Kept+s.Chosen < min(s.Minimum, able[s.Name]) {
			t.Fatalf("%+v", s)
		}
	}
}

func checkWeeks(t *rapid.T, period Period, list []Candidate, r Result) {
	first, full := 0, map[string]bool{"": true}
	groupOf := map[string]string{"a": "big", "b": "big", "c": "small", "d": "small"}
	for _, w := range r.Weeks {
		full[w.Group] = true
	}
	for _, w := range r.Weeks {
		sum := 0
		for day := first; day < first+w.Days; day++ {
			sum += r.Days[day]
			if period.Days[day].Days()-w.Monday.Days() > 6 || period.Days[day].Compare(w.Monday) < 0 {
				t.Fatalf("%v is not in %+v", period.Days[day], w)
			}
		}
		if sum != w.Done+w.Open+w.Planned || w.Target != nil && w.Planned > 0 && sum > w.Target.Max {
			t.Fatalf("%d: %+v", sum, w)
		}
		past := period.Days[first+w.Days-1].Compare(period.Today) < 0
		if !past && (w.Target == nil || sum < w.Target.Max && (w.Target.Min == 0 || w.Done < w.Target.Min)) {
			full[""], full[w.Group] = false, false // there is room
		}
		for i, d := range r.Decisions {
			if int(d.Day) >= first && int(d.Day) < first+w.Days && w.Group != "" && groupOf[list[i].Store] != "" && groupOf[list[i].Store] != w.Group {
				t.Fatalf("%+v in a week of %s", list[i], w.Group)
			}
		}
		first += w.Days
	}
	// Nobody is left out for the weeks while there is room.
	for i, d := range r.Decisions {
		if group := groupOf[list[i].Store]; d.Reason == ReasonWeek {
			if room, turns := full[group]; turns && !room || !turns && !full[""] {
				t.Fatalf("%+v: %+v, weeks %+v", list[i], d, r.Weeks)
			}
		}
	}
}

func TestChooseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec, period := drawSpec(t), drawPeriod(t)
		list := drawCandidates(t, rapid.IntRange(0, 80).Draw(t, "n"))
		seed := rapid.Uint64().Draw(t, "seed")
		r, ok := try(t, spec, period, list, seed)
		if !ok {
			return
		}
		check(t, spec, period, list, r)
		checkOrder(t, spec, list, r)
		checkSpread(t, spec, list, r)

		// The order of the candidates does not matter.
		perm := rand.New(rand.NewPCG(seed, 1)).Perm(len(list))
		mixed := make([]Candidate, len(list))
		for i, k := range perm {
			mixed[i] = list[k]
		}
		again, _ := try(t, spec, period, mixed, seed)
		for i, k := range perm {
			if again.Decisions[i] != r.Decisions[k] {
				t.Fatalf("%+v: %+v, in another order %+v", list[k], r.Decisions[k], again.Decisions[i])
			}
		}

		// One more candidate never makes it fewer.
		more := append(slices.Clip(list), Candidate{Key: "one more", Store: rapid.SampledFrom(append(storeNames, "new")).Draw(t, "store"), Amount: int64(rapid.IntRange(0, 60).Draw(t, "amount"))})
		if r2, ok := try(t, spec, period, more, seed); ok && held(r2) < held(r) {
			t.Fatalf("%d chosen, with one candidate more %d", held(r), held(r2))
		}
	})
}

// checkOrder: dearer first, and fall-through only where the tier above is short.
func checkOrder(t *rapid.T, spec Spec, list []Candidate, r Result) {
	type bounds struct{ in, out int64 }
	seen := map[string]*bounds{}
	quota, fell := map[string]bool{}, map[string]bool{}
	for i, d := range r.Decisions {
		k := list[i]
		where := k.Store
		if spec.Choose == ChooseTiers {
			tier := spec.tier(k.Amount)
			where += "/" + fmt.Sprint(tier)
			if tier >= 0 {
				quota[where] = quota[where] || d.Reason == ReasonQuota || d.Reason == ReasonMinimum
				fell[where] = fell[where] || d.Reason == ReasonFallThrough
			}
		}
		b := seen[where]
		if b == nil {
			b = &bounds{1 << 62, -1}
			seen[where] = b
		}
		if d.Chosen {
			b.in = min(b.in, k.Amount)
		} else if d.Reason != ReasonRotation {
			b.out = max(b.out, k.Amount)
		}
	}
	if spec.Choose == ChooseTiers || spec.DearerFirst {
		for where, b := range seen {
			if b.in < b.out {
				t.Fatalf("%s: %d is chosen before %d", where, b.in, b.out)
			}
		}
	}
	for i, tier := range spec.Tiers {
		for _, store := range storeNames {
			from := slices.IndexFunc(spec.Tiers, func(t Tier) bool { return t.Name == tier.FillFrom })
			if above := fmt.Sprint(store, "/", i); from >= 0 && fell[fmt.Sprint(store, "/", from)] && quota[above] {
				t.Fatalf("%s is filled from %d and has more itself", above, from)
			}
		}
	}
}

// checkSpread: no day has more than one more than another, in a week and without targets and rotation in all; and nothing
// is all on one day.
func checkSpread(t *rapid.T, spec Spec, list []Candidate, r Result) {
	first := 0
	for _, w := range r.Weeks {
		if days := r.Days[first : first+w.Days]; slices.Max(days)-slices.Min(days) > 1 {
			t.Fatalf("%v in one week", days)
		}
		first += w.Days
	}
	if len(spec.WeeklyTargets) > 0 || spec.Rotation != nil {
		return
	}
	if slices.Max(r.Days)-slices.Min(r.Days) > 1 {
		t.Fatalf("%v", r.Days)
	}
	for _, s := range r.Stores {
		days := make([]int, len(r.Days))
		for i, d := range r.Decisions {
			if d.Chosen && list[i].Store == s.Name {
				days[d.Day]++
			}
		}
		if most := (s.Chosen + len(days) - 1) / len(days); slices.Max(days) > most+1 || s.Chosen > 1 && len(days) > 1 && slices.Max(days) == s.Chosen {
			t.Fatalf("%s: %v", s.Name, days)
		}
	}
}

// A period from day to day: calls fail and succeed, new candidates come, Choose is called again. Nothing is ever
// over-chosen, without changes nothing new is chosen, and what was planned stays.
func TestChooseAgainProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec, period := drawSpec(t), drawPeriod(t)
		list := drawCandidates(t, rapid.IntRange(0, 60).Draw(t, "n"))
		for _, today := range period.Days {
			period.Today = today
			if rapid.IntRange(0, 4).Draw(t, "idle") > 0 {
				for range rapid.IntRange(0, 3).Draw(t, "new") {
					list = append(list, Candidate{Key: fmt.Sprint(len(list)), Store: rapid.SampledFrom(storeNames).Draw(t, "store"), Amount: int64(rapid.IntRange(0, 60).Draw(t, "amount"))})
				}
			}
			for range 2 {
				r, ok := try(t, spec, period, list, 7)
				if !ok {
					return
				}
				check(t, spec, period, list, r)
				for i, d := range r.Decisions {
					if d.Chosen {
						list[i].State, list[i].Planned = Open, period.Days[d.Day]
					}
				}
				again, _ := try(t, spec, period, list, 7)
				if held(again) != again.ByReason[ReasonKept] || !slices.Equal(again.Days, r.Days) {
					t.Fatalf("%v, and once more %v", r.ByReason, again.ByReason)
				}
				for i := range list {
					if list[i].State == Open && list[i].Planned.Compare(today) <= 0 {
						list[i].State = rapid.SampledFrom([]State{Done, Failed, Open}).Draw(t, "call")
					}
				}
			}
		}
	})
}

// With enough candidates every week ends within its target of successful ones, however many calls fail.
func TestWeeksEndWithinTheirTargets(t *testing.T) {
	spec := Spec{Choose: ChooseAll, WeeklyTargets: []WeeklyTarget{{[]int{1}, Range{15, 18}}, {nil, Range{25, 30}}}}
	rapid.Check(t, func(t *rapid.T) {
		luck := rapid.IntRange(2, 10).Draw(t, "luck")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		list := make([]Candidate, 1500)
		for i := range list {
			list[i].Key = fmt.Sprint(i)
		}
		period := Period{Days: july.Days[:10]}
		var res Result
		for n, today := range period.Days {
			period.Today = today
			for round := 0; ; round++ {
				res, _ = try(t, spec, period, list, 3)
				called := 0
				for i, d := range res.Decisions {
					if d.Chosen {
						list[i].State, list[i].Planned = Open, period.Days[d.Day]
					}
					if list[i].State == Open && list[i].Planned.Compare(today) <= 0 {
						called++
						list[i].State = Failed
						if r.IntN(10) < luck {
							list[i].State = Done
						}
					}
				}
				// The last day of a week goes on until nothing is planned any more.
				if n%5 != 4 || called == 0 {
					break
				}
			}
		}
		res, _ = try(t, spec, period, list, 3)
		for _, w := range res.Weeks {
			if w.Done < w.Target.Min || w.Done > w.Target.Max {
				t.Fatalf("%+v", w)
			}
		}
	})
}
