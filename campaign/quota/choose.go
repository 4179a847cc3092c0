package quota

import (
	"fmt"
	"math"
	"slices"
	"time"

	"huifang/campaign/field"
	"huifang/campaign/plan"
)

// State is what has become of a candidate so far.
type State uint8

// States of a Candidate. "Successful ones counted" (R7): one that ends without success gives its place back.
const (
	Fresh  State = iota // nothing has been made yet
	Open                // its follow-up has been made and has not ended
	Done                // its follow-up was successful
	Failed              // its follow-up has ended without success; it is never chosen again
)

// Candidate is one customer, or one purchase, whose follow-up is due.
type Candidate struct {
	Key     string    // unique among the candidates
	Store   string    // store or department; may be empty
	Amount  int64     // cents
	At      time.Time // when it happened, for Period.From and To
	State   State
	Planned plan.Date // Open and Done: the day that was planned

	// The days on which its follow-up can be made, both included; zero: no bound. It is planned for no other day.
	First, Last plan.Date
}

func (k Candidate) bound() bool { return k.First != plan.Date{} || k.Last != plan.Date{} }

// Period is what one choice is made for, a month as a rule. With weekly targets it should be made of whole weeks: a week
// that is cut in two has the whole target in both.
type Period struct {
	From, To time.Time   // candidates with At in [From, To); zero: no bound
	Days     []plan.Date // all working days of the period, in order; their weeks are counted from 1
	Spare    []bool      // by day: no working day, though calls are placed on it, such as a Saturday. Only for those who have no other. nil: none
	Today    plan.Date   // the first day that can still be planned; zero: the first of Days
}

// Reason says why a candidate is chosen or not, stable for translation by the caller.
type Reason string

// Reasons of a Decision. With the first five it is chosen.
const (
	ReasonAll         Reason = "chosen_all"         // everyone is
	ReasonSample      Reason = "sample"             // in the share
	ReasonTier        Reason = "chosen_tier"        // in the count of its own tier
	ReasonFallThrough Reason = "chosen_fallthrough" // fills a tier that has too few
	ReasonMinimum     Reason = "minimum"            // only because its store would have too few

	ReasonKept       Reason = "kept"               // Open or Done: has its place already
	ReasonEnded      Reason = "ended"              // Failed: has had its chance
	ReasonQuota      Reason = "not_chosen_quota"   // its tier is full, or has as many as there should be by now
	ReasonNoTier     Reason = "not_chosen_no_tier" // its amount is in no tier
	ReasonShare      Reason = "not_chosen_share"   // not in the share
	ReasonWeek       Reason = "not_chosen_week"    // the weekly targets leave no room, or are reached
	ReasonRotation   Reason = "rotation_off"       // its store has no turn in what is left of the period
	ReasonNoDay      Reason = "no_day_left"        // no day is left in the period on which it could be made
	ReasonNotInRange Reason = "outside_period"     // At is not in the period
)

// Decision is what becomes of one candidate.
type Decision struct {
	Reason Reason
	Day    int32 // place of the planned day in Period.Days; -1 when not chosen
	Chosen bool  // a follow-up is to be made now
}

// Result is what Choose decided.
type Result struct {
	Decisions []Decision     // one for each candidate, in their order
	ByReason  map[Reason]int // adds up to the number of candidates
	Days      []int          // for each of Period.Days: planned before and now
	Weeks     []Week
	Stores    []Store // by name
}

// Week is one week of the period, with what has been planned for it before and now.
type Week struct {
	Monday  plan.Date
	Days    int    // working days of the period in it
	Group   string // of Rotation, whose turn it is
	Target  *Range // nil: no target
	Done    int    // successful so far
	Open    int    // made before and not ended
	Planned int    // now
}

// Store is one store with candidates.
type Store struct {
	Name       string
	Candidates int // all that were given
	Kept       int // Open and Done
	Chosen     int // now
	Minimum    int // of Minimums; 0: none
}

// Choose decides who is chosen and on which day. It is deterministic: it depends on the set of candidates, not on their
// order, and on the seed, which draws lots among equals.
//
// Who is chosen: all, a sample or tiers, see Spec. Where a tier has too few, the tier that fills it gives more, and so on
// down the chain. The minimum of a store comes before all else, and counts within a sample and a weekly target. When the
// weekly targets have no room for all of the tiers, each tier of each store gives way in proportion.
//
// When: the weeks are filled up to their Min first and then evenly, up to Max; within a week, and over all weeks without
// targets and rotation, no day has more than one follow-up more than another; those of one store lie on different days as
// far as there are days. With candidates that are bound to a First and Last day it is as even as their days allow: none
// could go to a day of its own, in the same week or between weeks without targets, that has two less. Then
// the counts of tiers and minimums are taken in proportion to the days, so that by no day a store has more than its part of
// the period: those to come find their places, dear purchases of the last week too, and nobody crowds on the next days.
//
// It can be called again at any time of the period: what was made before is Open, Done or Failed and keeps its day and its
// place, those that failed are made up for by new ones on the days left, and without changes nothing new is chosen. A week
// that has reached the Min of its target gets no more.
//
// The error is an Errors about spec, or about the arguments with pointers such as "/period/days".
func Choose(spec Spec, period Period, candidates []Candidate, seed uint64) (Result, error) {
	errs := spec.Validate()
	period.validate(&errs)
	if len(errs) > 0 {
		return Result{}, errs
	}
	c := newChooser(spec, period, candidates, seed)
	spec.fits(&errs, c.weeks)
	c.validate(&errs)
	if len(errs) > 0 {
		return Result{}, errs
	}
	c.takeStock()
	p := c.pick()
	for c.place(p, c.admit(p)) {
	}
	c.level(p.list)
	c.explainMissed()
	return c.result(), nil
}

func (p Period) validate(errs *field.Errors) {
	if p.Spare != nil && len(p.Spare) != len(p.Days) {
		errs.Add(CodeSpareCount, "/period/spare", "must be as many as the days, or none")
	}
	if len(p.Days) == 0 {
		errs.Add(CodeNoWorkingDays, "/period/days", "a period without working days has room for nothing")
	}
	for i, d := range p.Days {
		at := fmt.Sprintf("/period/days/%d", i)
		if !d.Valid() || d.Year == 0 {
			errs.Add(CodeDateBad, at, "the calendar has no day %s", d)
		} else if i > 0 && p.Days[i-1].Compare(d) >= 0 {
			errs.Add(CodeDaysOrder, at, "%s is not after the day before it in the list", d)
		}
	}
	if !p.From.IsZero() && !p.To.IsZero() && !p.From.Before(p.To) {
		errs.Add(CodePeriodEmpty, "/period/to", "must be after from")
	}
}

// fits refuses minimums that the weekly targets of this period have no room for.
func (s Spec) fits(errs *field.Errors, weeks []week) {
	if len(s.WeeklyTargets) == 0 {
		return
	}
	needed, room := 0, 0
	for _, w := range weeks {
		room += w.most()
	}
	for i, m := range s.Minimums {
		need := m.Count * len(s.Groups[m.Group])
		class, groupRoom, turns := s.class(m.Group), 0, 0
		for _, w := range weeks {
			if class == 0 || w.class == class {
				groupRoom, turns = groupRoom+w.most(), turns+1
			}
		}
		if turns == 0 {
			continue // its turn is in another period
		}
		needed += need
		if need > groupRoom || needed > room {
			errs.Add(CodeMinimumsOverMax, fmt.Sprintf("/minimums/%d/count", i), "the minimums need %d follow-ups, the weekly targets of the period allow %d", max(need, needed), min(room, groupRoom))
			return
		}
	}
}

// class returns the place of a group in the rotation from 1, or 0 when it takes no turns.
func (s Spec) class(group string) int {
	if s.Rotation == nil {
		return 0
	}
	return slices.Index(s.Rotation.Groups, group) + 1
}

// week is a week of the period while it is filled.
type week struct {
	first, end int  // places of its days
	free       int  // the first day that can still be planned; end: none
	work       bool // has a working day
	class      int  // of the rotation; 0: no rotation
	target     *Range
	done, open int
	room       int // how many more it takes
	planned    int // now
}

// most returns how many the week has room for when nothing has been made yet.
func (w week) most() int {
	if w.target == nil {
		return math.MaxInt32
	}
	return w.target.Max
}
