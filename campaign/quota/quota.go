// Package quota says who of those whose follow-up is due is chosen, and on which working day (requirement R7): everyone, a
// sample, or quotas by purchase amount for each store; weekly ranges of successful follow-ups, minimums for small stores,
// big and small stores by turns, spread evenly over the working days. It is pure and deterministic: the candidates, the
// working days and the seed are arguments.
//
// The JSON form is kept in the database, sent by the API and edited in the web form. The documents' quotas are
//
//	{"choose":"tiers","tiers":[
//	  {"name":"5000 and over","from_cents":500000,"count":50,"fill_from":"3000-4999"},
//	  {"name":"3000-4999","from_cents":300000,"to_cents":500000,"count":30,"fill_from":"1500-2999"},
//	  {"name":"1500-2999","from_cents":150000,"to_cents":300000,"count":20}],
//	 "weekly_targets":[{"weeks":[1],"min":150,"max":180},{"min":250,"max":300}],
//	 "groups":{"big":["S01","S02"],"small":["S03"]},
//	 "minimums":[{"group":"small","count":15}],
//	 "rotation":{"groups":["big","small"],"first_monday":"2026-07-06"}}
package quota

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"huifang/campaign/field"
	"huifang/campaign/plan"
)

// Ways to choose.
const (
	ChooseAll    = "all"    // everyone
	ChooseSample = "sample" // Share per cent
	ChooseTiers  = "tiers"  // Tiers, for each store
)

// Spec says who is chosen in one period.
type Spec struct {
	Choose      string `json:"choose"`                 // one of the Choose constants
	Share       int    `json:"share,omitempty"`        // sample: per cent, 1 to 100, rounded up
	PerStore    bool   `json:"per_store,omitempty"`    // sample: of each store and not of the whole
	DearerFirst bool   `json:"dearer_first,omitempty"` // all, sample: by amount; otherwise by lot. Tiers are always dearer first
	Tiers       []Tier `json:"tiers,omitempty"`        // tiers: without gap or overlap, in any order

	// WeeklyTargets bound the successful follow-ups of a week.
	WeeklyTargets []WeeklyTarget `json:"weekly_targets,omitempty"`

	Groups   map[string][]string `json:"groups,omitempty"`   // stores by group, such as "big" and "small"; no store in two
	Minimums []Minimum           `json:"minimums,omitempty"` // come first: within a sample or a weekly target, and beyond tiers
	Rotation *Rotation           `json:"rotation,omitempty"`
}

// Tier is a quota for amounts from FromCents up to but without ToCents, for each store and period.
type Tier struct {
	Name      string `json:"name"`
	FromCents int64  `json:"from_cents"`
	ToCents   int64  `json:"to_cents,omitempty"`  // 0: no upper bound
	Count     int    `json:"count"`               // 0: chosen only to fill another tier
	FillFrom  string `json:"fill_from,omitempty"` // name of the tier that fills this one when it has too few
}

// WeeklyTarget is how many follow-ups are to succeed in a week.
type WeeklyTarget struct {
	Weeks []int `json:"weeks,omitempty"` // 1 is the first week of the period; none: all weeks that no other target names
	Range
}

// Range is a number from Min to Max, both included.
type Range struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// Minimum is how many are chosen at least in the period for each store of a group, if it has so many.
type Minimum struct {
	Group string `json:"group"`
	Count int    `json:"count"`
}

// Rotation is groups of stores by turns, each for a week. Stores in none of its groups have their turn in every week.
type Rotation struct {
	Groups      []string `json:"groups"`       // at least two
	FirstMonday string   `json:"first_monday"` // "2026-07-06": beginning of a week of the first group; goes on over all periods
}

// The codes of a field.Error, stable for translation by the caller.
const (
	CodeChooseUnknown     = "choose_unknown"
	CodeMemberMisplaced   = "member_misplaced"
	CodeShareRange        = "share_out_of_range"
	CodeNeverChooses      = "never_chooses"
	CodeTooMany           = "too_many"
	CodeNameMissing       = "name_missing"
	CodeDuplicate         = "duplicate"
	CodeAmountRange       = "amount_out_of_range"
	CodeFromNotBeforeTo   = "from_not_before_to"
	CodeTiersOverlap      = "tiers_overlap"
	CodeTiersGap          = "tiers_gap"
	CodeCountRange        = "count_out_of_range"
	CodeTierUnknown       = "tier_unknown"
	CodeFallThroughCycle  = "fall_through_cycle"
	CodeFallThroughShared = "fall_through_shared"
	CodeWeekRange         = "week_out_of_range"
	CodeMinOverMax        = "min_over_max"
	CodeGroupUnknown      = "group_unknown"
	CodeGroupEmpty        = "group_empty"
	CodeStoreTwice        = "store_in_two_groups"
	CodeRotationTooFew    = "rotation_too_few"
	CodeDateBad           = "date_bad"
	CodeNotMonday         = "not_monday"

	// Of Choose.
	CodeMinimumsOverMax    = "minimums_over_max"
	CodeNoWorkingDays      = "no_working_days"
	CodeDaysOrder          = "days_order"
	CodeSpareCount         = "spare_count"
	CodeSpanOrder          = "first_after_last"
	CodePeriodEmpty        = "period_empty"
	CodeCandidateNoKey     = "candidate_key_missing"
	CodeCandidateDuplicate = "candidate_duplicate"
	CodeCandidateState     = "candidate_state_unknown"
)

const (
	maxTiers  = 100
	maxGroups = 100
	maxStores = 100_000
	maxWeeks  = 54
	maxCount  = 1_000_000
)

// Parse reads the JSON form strictly: an unknown member is an error. The error is always an Errors with everything that
// is wrong, or with the first fault of form.
func Parse(data []byte) (Spec, error) {
	var s Spec
	if err := field.Decode(data, &s); err != nil {
		return Spec{}, err
	}
	if errs := s.Validate(); len(errs) > 0 {
		return Spec{}, errs
	}
	return s, nil
}

// Validate returns everything that is wrong, in the order of the form; nothing when the quotas can be used. Whether the
// minimums fit into the weekly targets depends on the weeks of the period: Choose says so.
func (s Spec) Validate() field.Errors {
	var errs field.Errors
	switch s.Choose {
	case ChooseAll, ChooseTiers:
		if s.Share != 0 {
			errs.Add(CodeMemberMisplaced, "/share", "belongs to sample")
		}
		if s.PerStore {
			errs.Add(CodeMemberMisplaced, "/per_store", "belongs to sample; tiers are for each store, and all is all")
		}
	case ChooseSample:
		if s.Share < 1 || s.Share > 100 {
			errs.Add(CodeShareRange, "/share", "must be 1 to 100 per cent")
		}
	default:
		errs.Add(CodeChooseUnknown, "/choose", "must be all, sample or tiers")
	}
	if s.Choose == ChooseTiers && s.DearerFirst {
		errs.Add(CodeMemberMisplaced, "/dearer_first", "tiers are always dearer first")
	}
	s.validateTiers(&errs)
	s.validateWeeks(&errs)
	s.validateGroups(&errs)
	return errs
}

func (s Spec) validateTiers(errs *field.Errors) {
	switch n := len(s.Tiers); {
	case s.Choose != ChooseTiers:
		if n > 0 {
			errs.Add(CodeMemberMisplaced, "/tiers", "belongs to tiers")
		}
		return
	case n == 0:
		errs.Add(CodeNeverChooses, "/tiers", "without a tier nobody is chosen")
		return
	case n > maxTiers:
		errs.Add(CodeTooMany, "/tiers", "%d tiers, at most %d are allowed", n, maxTiers)
		return
	}
	place := map[string]int{}
	total, sound := 0, true
	for i, t := range s.Tiers {
		at := fmt.Sprintf("/tiers/%d", i)
		if strings.TrimSpace(t.Name) == "" {
			errs.Add(CodeNameMissing, at+"/name", "a name is needed")
		} else if _, ok := place[t.Name]; ok {
			errs.Add(CodeDuplicate, at+"/name", "%q is given twice", t.Name)
		} else {
			place[t.Name] = i
		}
		if t.FromCents < 0 {
			errs.Add(CodeAmountRange, at+"/from_cents", "must be 0 or more")
			sound = false
		}
		if t.ToCents != 0 && t.ToCents <= t.FromCents {
			errs.Add(CodeFromNotBeforeTo, at+"/to_cents", "must be over from_cents, or 0 for no upper bound")
			sound = false
		}
		if t.Count < 0 || t.Count > maxCount {
			errs.Add(CodeCountRange, at+"/count", "must be 0 to %d", maxCount)
		}
		total += t.Count
	}
	if total == 0 {
		errs.Add(CodeNeverChooses, "/tiers", "with a count of 0 in every tier nobody is chosen")
	}
	if sound {
		s.validateBounds(errs)
	}
	s.validateFall(errs, place)
}

// validateBounds checks that tiers touch.
func (s Spec) validateBounds(errs *field.Errors) {
	order := make([]int, len(s.Tiers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.Tiers[a].FromCents, s.Tiers[b].FromCents) })
	for k, i := range order[1:] {
		below, t := s.Tiers[order[k]], s.Tiers[i]
		at := fmt.Sprintf("/tiers/%d/from_cents", i)
		switch {
		case below.ToCents == 0 || below.ToCents > t.FromCents:
			errs.Add(CodeTiersOverlap, at, "tier %q overlaps tier %q", t.Name, below.Name)
		case below.ToCents < t.FromCents:
			errs.Add(CodeTiersGap, at, "nobody is in between tier %q and tier %q", below.Name, t.Name)
		}
	}
}

// validateFall checks that fall-through makes chains: each tier is filled from one and fills one, and none comes back.
func (s Spec) validateFall(errs *field.Errors, place map[string]int) {
	fills := map[int]int{} // tier -> the tier that it fills
	next := make([]int, len(s.Tiers))
	for i, t := range s.Tiers {
		at := fmt.Sprintf("/tiers/%d/fill_from", i)
		next[i] = -1
		if t.FillFrom == "" {
			continue
		}
		from, ok := place[t.FillFrom]
		if !ok {
			errs.Add(CodeTierUnknown, at, "there is no tier %q", t.FillFrom)
			continue
		}
		if other, ok := fills[from]; ok {
			errs.Add(CodeFallThroughShared, at, "tier %q already fills tier %q", t.FillFrom, s.Tiers[other].Name)
			continue
		}
		fills[from], next[i] = i, from
	}
	for i := range s.Tiers {
		for at, steps := next[i], 0; at >= 0 && steps <= len(next); at, steps = next[at], steps+1 {
			if at == i {
				errs.Add(CodeFallThroughCycle, fmt.Sprintf("/tiers/%d/fill_from", i), "fall-through comes back to tier %q", s.Tiers[i].Name)
				return // every tier in the cycle would say the same
			}
		}
	}
}

func (s Spec) validateWeeks(errs *field.Errors) {
	if n := len(s.WeeklyTargets); n > maxWeeks {
		errs.Add(CodeTooMany, "/weekly_targets", "%d targets, at most %d are allowed", n, maxWeeks)
		return
	}
	seen := map[int]bool{}
	for i, w := range s.WeeklyTargets {
		at := fmt.Sprintf("/weekly_targets/%d", i)
		weeks := w.Weeks
		if len(weeks) == 0 {
			weeks = []int{0}
		}
		for j, n := range weeks {
			switch {
			case len(w.Weeks) > 0 && (n < 1 || n > maxWeeks):
				errs.Add(CodeWeekRange, fmt.Sprintf("%s/weeks/%d", at, j), "must be 1 to %d", maxWeeks)
				continue
			case seen[n] && n == 0:
				errs.Add(CodeDuplicate, at+"/weeks", "only one target is for all other weeks")
			case seen[n]:
				errs.Add(CodeDuplicate, fmt.Sprintf("%s/weeks/%d", at, j), "week %d has two targets", n)
			}
			seen[n] = true
		}
		if w.Min < 0 || w.Min > maxCount {
			errs.Add(CodeCountRange, at+"/min", "must be 0 to %d", maxCount)
		}
		switch {
		case w.Max == 0:
			errs.Add(CodeNeverChooses, at+"/max", "with a maximum of 0 nobody is chosen")
		case w.Max < 0 || w.Max > maxCount:
			errs.Add(CodeCountRange, at+"/max", "must be 1 to %d", maxCount)
		case w.Min > w.Max:
			errs.Add(CodeMinOverMax, at+"/min", "must not be over max")
		}
	}
}

func (s Spec) validateGroups(errs *field.Errors) {
	if n := len(s.Groups); n > maxGroups {
		errs.Add(CodeTooMany, "/groups", "%d groups, at most %d are allowed", n, maxGroups)
		return
	}
	groupOf := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(s.Groups)) {
		at := "/groups/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		if len(s.Groups[name]) == 0 {
			errs.Add(CodeGroupEmpty, at, "a group without stores has no effect")
		}
		if len(s.Groups[name]) > maxStores {
			errs.Add(CodeTooMany, at, "%d stores, at most %d are allowed", len(s.Groups[name]), maxStores)
			continue
		}
		for i, store := range s.Groups[name] {
			if other, ok := groupOf[store]; ok {
				errs.Add(CodeStoreTwice, fmt.Sprintf("%s/%d", at, i), "store %q is in group %q already", store, other)
			}
			groupOf[store] = name
		}
	}
	seen := map[string]bool{}
	for i, m := range s.Minimums {
		at := fmt.Sprintf("/minimums/%d", i)
		s.knownGroup(errs, at+"/group", m.Group, seen)
		if m.Count < 1 || m.Count > maxCount {
			errs.Add(CodeCountRange, at+"/count", "must be 1 to %d", maxCount)
		}
	}
	if s.Rotation == nil {
		return
	}
	if len(s.Rotation.Groups) < 2 {
		errs.Add(CodeRotationTooFew, "/rotation/groups", "taking turns needs two groups")
	}
	seen = map[string]bool{}
	for i, g := range s.Rotation.Groups {
		s.knownGroup(errs, fmt.Sprintf("/rotation/groups/%d", i), g, seen)
	}
	if d, err := plan.ParseDate(s.Rotation.FirstMonday); err != nil {
		errs.Add(CodeDateBad, "/rotation/first_monday", "%s", err)
	} else if d.Year == 0 {
		errs.Add(CodeDateBad, "/rotation/first_monday", "%q has no year", s.Rotation.FirstMonday)
	} else if monday(d) != d.Days() {
		errs.Add(CodeNotMonday, "/rotation/first_monday", "%s is not a Monday", s.Rotation.FirstMonday)
	}
}

func (s Spec) knownGroup(errs *field.Errors, at, group string, seen map[string]bool) {
	if _, ok := s.Groups[group]; !ok {
		errs.Add(CodeGroupUnknown, at, "there is no group %q", group)
	} else if seen[group] {
		errs.Add(CodeDuplicate, at, "group %q is given twice", group)
	}
	seen[group] = true
}

// monday returns the Monday of the week of d as days from 1970-01-01, which was a Thursday.
func monday(d plan.Date) int {
	n := d.Days()
	return n - ((n+3)%7+7)%7
}

// TierOf returns the name of the tier of an amount; "": none.
func (s Spec) TierOf(cents int64) string {
	if t := s.tier(cents); t >= 0 {
		return s.Tiers[t].Name
	}
	return ""
}

// Release returns how many follow-ups more to release now, so that the successful ones of the week come to lie within
// target: done have succeeded, open are released and have not ended. What has ended without success counts for nothing and
// is so made up for. It never over-chooses: if all that is open succeeds, done is at most target.Max. It spreads what is
// missing to target.Max over the days left, this one included, and releases nothing once done has reached target.Min.
func Release(target Range, done, open, daysLeft int) int {
	missing := target.Max - done - open
	if done >= target.Min && target.Min > 0 || missing <= 0 || daysLeft < 1 {
		return 0
	}
	return (missing + daysLeft - 1) / daysLeft
}
