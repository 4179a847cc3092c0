package quota

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"huifang/campaign/plan"
)

// bind gives candidates days of their own, as rules do: within a week of an event, the same evening.
func bind(t *rapid.T, period Period, k Candidate) Candidate {
	all := period.Days[len(period.Days)-1].Days() - period.Days[0].Days()
	if rapid.IntRange(0, 4).Draw(t, "bound") > 0 {
		k.First = period.Days[0].AddDays(rapid.IntRange(-3, all+3).Draw(t, "first"))
		k.Last = k.First.AddDays(rapid.SampledFrom([]int{0, 1, 3, 6, 13}).Draw(t, "days"))
	}
	return k
}

// drawWeeks is a period of all days, of which Saturdays, Sundays and some others are spare.
func drawWeeks(t *rapid.T) Period {
	var p Period
	monday := plan.Date{Year: 2026, Month: 7, Day: 6}
	for d := range 7 * rapid.IntRange(1, 4).Draw(t, "weeks") {
		p.Days = append(p.Days, monday.AddDays(d))
		p.Spare = append(p.Spare, d%7 > 4 || rapid.IntRange(0, 9).Draw(t, "holiday") == 9)
	}
	return p
}

// able lists the days on which a candidate can be planned from today.
func able(period Period, k Candidate) (days []int) {
	work, spare := false, []int{}
	for day, d := range period.Days {
		if k.bound() && (d.Compare(k.First) < 0 || d.Compare(k.Last) > 0) {
			continue
		}
		work = work || !period.Spare[day]
		switch {
		case d.Compare(period.Today) < 0:
		case period.Spare[day]:
			spare = append(spare, day)
		default:
			days = append(days, day)
		}
	}
	if !work && k.bound() && k.Last.Compare(period.Days[len(period.Days)-1]) <= 0 {
		return spare
	}
	return days
}

func checkBound(t *rapid.T, spec Spec, period Period, list []Candidate, r Result) {
	planned := slices.Clone(r.Days)
	for i, d := range r.Decisions {
		days := able(period, list[i])
		if d.Reason == ReasonNoDay && len(days) > 0 {
			t.Fatalf("%+v can be made on %v", list[i], days)
		}
		if list[i].State == Open || list[i].State == Done {
			continue
		}
		if d.Reason == ReasonWeek && len(days) > 0 {
			// Nobody is left out for the weeks while one of its own has room.
			for _, day := range days {
				w := r.Weeks[weekIn(period, r, day)]
				if sum := w.Done + w.Open + w.Planned; turns(spec, list[i].Store, w.Group) && (w.Target == nil || sum < w.Target.Max && w.Done < max(1, w.Target.Min)) {
					t.Fatalf("%+v: %+v, but %+v", list[i], d, w)
				}
			}
		}
		if !d.Chosen {
			continue
		}
		if !slices.Contains(days, int(d.Day)) {
			t.Fatalf("%+v was planned for %s", list[i], period.Days[d.Day])
		}
		for _, other := range days {
			if monday(period.Days[d.Day]) == monday(period.Days[other]) && planned[d.Day] > planned[other]+1 {
				t.Fatalf("%+v could go from %s to %s: %v", list[i], period.Days[d.Day], period.Days[other], planned)
			}
		}
	}
	for _, w := range r.Weeks {
		if w.Target != nil && w.Planned > 0 && w.Done+w.Open+w.Planned > w.Target.Max {
			t.Fatalf("%+v", w)
		}
	}
}

func weekIn(period Period, r Result, day int) int {
	for i, w := range r.Weeks {
		if n := period.Days[day].Days() - w.Monday.Days(); n >= 0 && n < 7 {
			return i
		}
	}
	return -1
}

func turns(spec Spec, store, group string) bool {
	if spec.Rotation == nil {
		return true
	}
	for name, stores := range spec.Groups {
		if slices.Contains(stores, store) {
			return name == group
		}
	}
	return true
}

// Follow-ups that are bound to days, as "within a week" and "the same evening" are, while purchases go on, calls fail and
// succeed: none is planned for a day that is not its own, the days are as even as they can be, nothing is over-chosen, and
// without changes nothing new is chosen.
func TestBoundProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec, period := drawSpec(t), drawWeeks(t)
		if !slices.Contains(period.Spare, false) {
			return
		}
		var list []Candidate
		for n := range period.Days {
			period.Today = period.Days[n]
			for range rapid.IntRange(0, 12).Draw(t, "new") {
				list = append(list, bind(t, period, Candidate{Key: fmt.Sprint(len(list)), Store: rapid.SampledFrom(storeNames).Draw(t, "store"), Amount: int64(rapid.IntRange(0, 60).Draw(t, "amount"))}))
			}
			for range 2 {
				r, ok := try(t, spec, period, list, 7)
				if !ok {
					return
				}
				checkBound(t, spec, period, list, r)
				checkQuotas(t, spec, list, r)
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
					if list[i].State == Open && list[i].Planned.Compare(period.Today) <= 0 {
						list[i].State = rapid.SampledFrom([]State{Done, Failed, Open}).Draw(t, "call")
					}
				}
			}
		}
	})
}

// checkQuotas: no chain of tiers has more than its counts and the minimum of its store.
func checkQuotas(t *rapid.T, spec Spec, list []Candidate, r Result) {
	got, least := map[string]int{}, map[string]int{}
	for _, s := range r.Stores {
		least[s.Name] = s.Minimum
	}
	for _, chain := range spec.chains() {
		quota := 0
		for _, i := range chain {
			quota += spec.Tiers[i].Count
		}
		clear(got)
		for i, d := range r.Decisions {
			if d.Chosen || d.Reason == ReasonKept {
				if slices.Contains(chain, spec.tier(list[i].Amount)) {
					got[list[i].Store]++
				}
			}
		}
		for store, n := range got {
			if n > quota+least[store] {
				t.Fatalf("%s has %d of %d and %d", store, n, quota, least[store])
			}
		}
	}
}

// A month of purchases that come day by day, to be followed up within a week, with a quota for the month: the same number
// on each day, none of it used up by the first week, and dear purchases of the last week still find their places.
func TestQuotaLastsForThePeriod(t *testing.T) {
	spec := Spec{Choose: ChooseTiers, Tiers: []Tier{{Name: "dear", FromCents: 500, Count: 60, FillFrom: "cheap"}, {Name: "cheap", ToCents: 500, Count: 0}}}
	var list []Candidate
	days := make([]int, len(july.Days))
	period := july
	for n, today := range july.Days {
		period.Today = today
		for k := range 40 {
			at := today.AddDays(-1)
			list = append(list, Candidate{Key: fmt.Sprint(n, "-", k), Store: "S01", Amount: int64(30*k) + 1, First: at.AddDays(1), Last: at.AddDays(7)})
		}
		r := choose(t, spec, period, list)
		for i, d := range r.Decisions {
			if d.Chosen {
				list[i].State, list[i].Planned = Open, period.Days[d.Day]
				days[d.Day]++
			}
		}
		for i := range list {
			if list[i].State == Open && list[i].Planned == today {
				list[i].State = Done
			}
		}
	}
	sum := 0
	for _, n := range days {
		if sum += n; n < 2 || n > 4 { // 60 on 20 days
			t.Errorf("%v", days)
			break
		}
	}
	if sum != 60 {
		t.Errorf("%d of 60", sum)
	}
}
