package quota

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign/plan"
)

// workdays returns Monday to Friday of so many weeks from a Monday.
func workdays(monday plan.Date, weeks int) []plan.Date {
	var days []plan.Date
	for w := range weeks {
		for d := range 5 {
			days = append(days, monday.AddDays(7*w+d))
		}
	}
	return days
}

// july is four weeks of working days, 6 to 31 July 2026.
var july = Period{Days: workdays(plan.Date{Year: 2026, Month: 7, Day: 6}, 4)}

// purchases returns n candidates of a store with amounts in yuan from below up to but without above.
func purchases(store string, n, from, to int) []Candidate {
	r := rand.New(rand.NewPCG(uint64(n), uint64(from)))
	var list []Candidate
	for i := range n {
		list = append(list, Candidate{Key: fmt.Sprintf("%s-%d-%d", store, from, i), Store: store, Amount: int64(from)*100 + r.Int64N(int64(to-from)*100)})
	}
	return list
}

func choose(t testing.TB, spec Spec, period Period, list []Candidate) Result {
	t.Helper()
	r, err := Choose(spec, period, list, 1)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tiers(t testing.TB) Spec {
	t.Helper()
	s, err := Parse([]byte(documents))
	if err != nil {
		t.Fatal(err)
	}
	return Spec{Choose: ChooseTiers, Tiers: s.Tiers}
}

// The quotas of the documents for one store and month: 1500-2999: 20, 3000-4999: 30, 5000 and over: 50, filled from the
// tier below.
func TestTiersOfTheDocuments(t *testing.T) {
	for _, c := range []struct {
		name           string
		low, mid, high int // candidates by tier, and 40 that bought for less than 1500
		wantL, wantM   int
		wantH, fall    int
	}{
		{"enough of all", 100, 100, 100, 20, 30, 50, 0},
		{"few dear ones", 100, 100, 10, 20, 70, 10, 40},
		{"few dear ones and few in the middle", 100, 60, 10, 30, 60, 10, 40},
		{"nobody dear", 100, 0, 0, 100, 0, 0, 80},
		{"few in the middle", 100, 5, 60, 45, 5, 50, 25},
		{"few cheap ones are not filled from above", 5, 100, 100, 5, 30, 50, 0},
		{"too few of all", 5, 6, 7, 5, 6, 7, 0},
		{"too few of all, but beyond their counts", 30, 40, 7, 30, 40, 7, 20},
		{"nobody", 0, 0, 0, 0, 0, 0, 0},
	} {
		list := slices.Concat(purchases("S01", 40, 1, 1500), purchases("S01", c.low, 1500, 3000), purchases("S01", c.mid, 3000, 5000), purchases("S01", c.high, 5000, 20000))
		// Another store has quotas of its own.
		list = append(list, purchases("S02", 60, 5000, 9000)...)
		r := choose(t, tiers(t), july, list)
		var got [4]int
		fall := 0
		for i, d := range r.Decisions {
			if !d.Chosen || list[i].Store != "S01" {
				continue
			}
			if d.Reason == ReasonFallThrough {
				fall++
			}
			switch a := list[i].Amount; {
			case a < 150000:
				got[0]++
			case a < 300000:
				got[1]++
			case a < 500000:
				got[2]++
			default:
				got[3]++
			}
		}
		if d := cmp.Diff([5]int{0, c.wantL, c.wantM, c.wantH, c.fall}, [5]int{got[0], got[1], got[2], got[3], fall}); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		if r.ByReason[ReasonNoTier] != 40 || r.Stores[1].Chosen != 50 {
			t.Errorf("%s: %v %v", c.name, r.ByReason, r.Stores)
		}
	}
}

// Gift lists: 40 %, the dearer gifts first.
func TestGiftListOfTheDocuments(t *testing.T) {
	spec := Spec{Choose: ChooseSample, Share: 40, DearerFirst: true}
	for n, want := range map[int]int{0: 0, 1: 1, 2: 1, 5: 2, 6: 3, 50: 20, 137: 55} {
		list := purchases("S01", n, 50, 5000)
		r := choose(t, spec, july, list)
		var in, out []int64
		for i, d := range r.Decisions {
			if d.Chosen {
				in = append(in, list[i].Amount)
			} else {
				out = append(out, list[i].Amount)
			}
		}
		if len(in) != want || len(in) > 0 && len(out) > 0 && slices.Min(in) < slices.Max(out) {
			t.Errorf("of %d: %d chosen", n, len(in))
		}
		if r.ByReason[ReasonSample] != want || r.ByReason[ReasonShare] != n-want {
			t.Errorf("of %d: %v", n, r.ByReason)
		}
	}
	// By lot, for each store.
	spec = Spec{Choose: ChooseSample, Share: 40, PerStore: true}
	r := choose(t, spec, july, slices.Concat(purchases("a", 100, 1, 1000), purchases("b", 3, 1, 1000)))
	if r.Stores[0].Chosen != 40 || r.Stores[1].Chosen != 2 {
		t.Error(r.Stores)
	}
}

// 150 to 180 in the first week, 250 to 300 in the others.
func TestWeeklyTargetsOfTheDocuments(t *testing.T) {
	spec := Spec{Choose: ChooseAll, WeeklyTargets: []WeeklyTarget{{[]int{1}, Range{150, 180}}, {nil, Range{250, 300}}}}
	for n, want := range map[int][4]int{
		5000: {180, 300, 300, 300}, // and no more
		1080: {180, 300, 300, 300},
		1000: {180, 275, 275, 270}, // 36 a day, and then 55 or 54
		900:  {150, 250, 250, 250},
		700:  {150, 185, 185, 180}, // too few for the ranges
	} {
		r := choose(t, spec, july, purchases("S01", n, 1, 1000))
		var got [4]int
		for i, w := range r.Weeks {
			got[i] = w.Planned
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%d: %s", n, d)
		}
		if r.ByReason[ReasonWeek] != max(0, n-1080) {
			t.Errorf("%d: %v", n, r.ByReason)
		}
		if n == 5000 && !slices.Equal(r.Days, slices.Concat(slices.Repeat([]int{36}, 5), slices.Repeat([]int{60}, 15))) {
			t.Error(r.Days)
		}
	}
	// A week below its Min comes before one that has little but enough.
	r := choose(t, Spec{Choose: ChooseAll, WeeklyTargets: []WeeklyTarget{{[]int{2}, Range{10, 300}}, {nil, Range{250, 300}}}}, july, purchases("S01", 700, 1, 1000))
	for i, want := range []int{230, 10, 230, 230} {
		if r.Weeks[i].Planned != want {
			t.Errorf("%+v", r.Weeks)
		}
	}
	// A tier gives way in proportion to its count: 180 of 30 stores with 100 each.
	spec = tiers(t)
	spec.WeeklyTargets = []WeeklyTarget{{nil, Range{150, 180}}}
	var list []Candidate
	for i := range 30 {
		store := fmt.Sprintf("S%02d", i)
		list = slices.Concat(list, purchases(store, 40, 1500, 3000), purchases(store, 60, 3000, 5000), purchases(store, 90, 5000, 9000))
	}
	r = choose(t, spec, Period{Days: july.Days[:5]}, list)
	var got [3]int
	for i, d := range r.Decisions {
		if d.Chosen {
			got[spec.tier(list[i].Amount)]++
		}
	}
	if d := cmp.Diff([3]int{90, 60, 30}, got); d != "" {
		t.Error(d)
	}
}

// At least 15 a month for each small store, though the sample would take fewer.
func TestMinimumOfTheDocuments(t *testing.T) {
	spec := Spec{
		Choose: ChooseSample, Share: 10, DearerFirst: true,
		Groups: map[string][]string{"small": {"tiny", "small", "dear"}}, Minimums: []Minimum{{"small", 15}},
	}
	list := slices.Concat(purchases("big", 900, 1000, 2000), purchases("small", 60, 10, 100), purchases("tiny", 7, 10, 100), purchases("dear", 33, 5000, 9000))
	r := choose(t, spec, july, list)
	want := []Store{{"big", 900, 0, 63, 0}, {"dear", 33, 0, 15, 15}, {"small", 60, 0, 15, 15}, {"tiny", 7, 0, 7, 15}}
	want[0].Chosen, want[1].Chosen = 100-22-33, 33 // the dearest are the rest of the hundred
	if d := cmp.Diff(want, r.Stores); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[Reason]int{ReasonSample: 78, ReasonMinimum: 22, ReasonShare: 900}, r.ByReason); d != "" {
		t.Error(d)
	}

	// The minimums can be more than the share.
	spec.Share = 1
	if r := choose(t, spec, july, list[900:]); r.ByReason[ReasonSample] != 1 || r.ByReason[ReasonMinimum] != 36 {
		t.Error(r.ByReason)
	}

	// With tiers it comes from beyond them, the dearest first.
	spec = tiers(t)
	spec.Groups, spec.Minimums = map[string][]string{"small": {"small"}}, []Minimum{{"small", 15}}
	list = slices.Concat(purchases("small", 5, 1500, 3000), purchases("small", 40, 10, 1500), purchases("big", 40, 10, 1500))
	r = choose(t, spec, july, list)
	if d := cmp.Diff(map[Reason]int{ReasonTier: 5, ReasonMinimum: 10, ReasonNoTier: 70}, r.ByReason); d != "" {
		t.Error(d)
	}
}

// Big and small stores by turns, also from one period to the next and back before the first Monday.
func TestRotation(t *testing.T) {
	spec := Spec{
		Choose: ChooseAll, Groups: map[string][]string{"big": {"B"}, "small": {"s"}, "other": {"o"}},
		Rotation: &Rotation{[]string{"big", "small"}, "2026-07-13"},
	}
	list := slices.Concat(purchases("B", 20, 1, 9), purchases("s", 20, 1, 9), purchases("o", 20, 1, 9), purchases("unheard of", 20, 1, 9))
	r := choose(t, spec, july, list)
	var groups []string
	for _, w := range r.Weeks {
		groups = append(groups, w.Group)
	}
	if d := cmp.Diff([]string{"small", "big", "small", "big"}, groups); d != "" {
		t.Error(d)
	}
	for i, d := range r.Decisions {
		week := d.Day / 5
		if !d.Chosen || list[i].Store == "B" && week%2 == 0 || list[i].Store == "s" && week%2 == 1 {
			t.Errorf("%s: %+v", list[i].Key, d)
		}
	}
	if slices.Min(r.Days) != 4 || slices.Max(r.Days) != 4 {
		t.Error(r.Days)
	}
	r = choose(t, spec, Period{Days: july.Days[:5]}, list)
	if d := cmp.Diff(map[Reason]int{ReasonAll: 60, ReasonRotation: 20}, r.ByReason); d != "" {
		t.Error(d)
	}
	// A share is of those who have their turn.
	spec.Choose, spec.Share = ChooseSample, 50
	r = choose(t, spec, Period{Days: july.Days[:5]}, list)
	if d := cmp.Diff(map[Reason]int{ReasonSample: 30, ReasonShare: 30, ReasonRotation: 20}, r.ByReason); d != "" {
		t.Error(d)
	}
}

// Stores without turns take the room that those with turns leave them, and not more.
func TestRotationWithTargets(t *testing.T) {
	spec := Spec{
		Choose: ChooseAll, Groups: map[string][]string{"big": {"B"}, "small": {"s"}}, Rotation: &Rotation{[]string{"big", "small"}, "2026-07-06"},
		WeeklyTargets: []WeeklyTarget{{nil, Range{0, 10}}},
	}
	period := Period{Days: july.Days[:10]}
	for _, c := range []struct{ big, small, free, want int }{{10, 0, 10, 20}, {10, 10, 0, 20}, {2, 0, 30, 20}, {30, 0, 5, 15}, {10, 4, 3, 17}, {20, 20, 20, 20}} {
		r := choose(t, spec, period, slices.Concat(purchases("B", c.big, 1, 9), purchases("s", c.small, 1, 9), purchases("free", c.free, 1, 9)))
		if r.ByReason[ReasonAll] != c.want || r.Weeks[0].Planned > 10 || r.Weeks[1].Planned > 10 {
			t.Errorf("%+v: %v %+v", c, r.ByReason, r.Weeks)
		}
	}
}

// What was made before keeps its day and its place; what failed is made up for on the days left.
func TestTopUp(t *testing.T) {
	spec := tiers(t)
	list := purchases("S01", 80, 5000, 9000)
	r := choose(t, spec, july, list)
	made := 0
	for i, d := range r.Decisions {
		if !d.Chosen {
			continue
		}
		list[i].Planned = july.Days[d.Day]
		switch made++; {
		case made <= 10:
			list[i].State = Failed
		case made <= 30:
			list[i].State = Done
		default:
			list[i].State = Open
		}
	}
	rest := july
	rest.Today = july.Days[18]
	r = choose(t, spec, rest, list)
	if d := cmp.Diff(map[Reason]int{ReasonKept: 40, ReasonEnded: 10, ReasonTier: 10, ReasonQuota: 20}, r.ByReason); d != "" {
		t.Error(d)
	}
	for _, d := range r.Decisions {
		if d.Chosen && d.Day < 18 {
			t.Errorf("planned for the past: %+v", d)
		}
	}
	// With others on some of the days already, new ones go to the emptiest.
	busy := purchases("S01", 9, 1, 9)
	for i := range 7 {
		busy[i].State, busy[i].Planned = Open, july.Days[[]int{0, 0, 1, 1, 3, 3, 4}[i]]
	}
	few := Period{Days: july.Days[:5]}
	if r := choose(t, Spec{Choose: ChooseAll}, few, busy); !slices.Equal(r.Days, []int{2, 2, 2, 2, 1}) {
		t.Error(r.Days)
	}
	// What succeeded counts for the Min of its week: the other week is the one that lacks.
	targets := Spec{Choose: ChooseAll, WeeklyTargets: []WeeklyTarget{{nil, Range{9, 12}}}}
	if r := choose(t, targets, Period{Days: july.Days[:10]}, slices.Concat(busy, purchases("S02", 9, 1, 9))); r.Weeks[0].Planned != 2 || r.Weeks[1].Planned != 9 {
		t.Errorf("%+v", r.Weeks)
	}
	// When there is no room for all of a minimum, those in a tier come before those beyond the tiers.
	scarce := Spec{
		Choose: ChooseTiers, Tiers: []Tier{{Name: "dear", FromCents: 1000, Count: 2}}, WeeklyTargets: []WeeklyTarget{{nil, Range{3, 3}}},
		Groups: map[string][]string{"small": {"s"}}, Minimums: []Minimum{{"small", 3}},
	}
	four := []Candidate{{Key: "kept", State: Open, Planned: july.Days[0]}, {Key: "beyond", Store: "s", Amount: 999}, {Key: "dear", Store: "s", Amount: 1000}, {Key: "dearer", Store: "s", Amount: 2000}}
	if r := choose(t, scarce, few, four); !r.Decisions[2].Chosen || !r.Decisions[3].Chosen || r.Decisions[1].Reason != ReasonWeek {
		t.Error(r.Decisions)
	}
	// A dear purchase that comes later does not push out what filled its tier.
	list = purchases("S01", 100, 3000, 5000)
	r = choose(t, spec, july, list)
	if r.ByReason[ReasonFallThrough] != 50 {
		t.Fatal(r.ByReason)
	}
	for i, d := range r.Decisions {
		if d.Chosen {
			list[i].State, list[i].Planned = Open, july.Days[d.Day]
		}
	}
	list = append(list, purchases("S01", 5, 5000, 9000)...)
	r = choose(t, spec, july, list)
	if d := cmp.Diff(map[Reason]int{ReasonKept: 80, ReasonQuota: 25}, r.ByReason); d != "" {
		t.Error(d)
	}
	// After the last day.
	rest.Today = plan.Date{Year: 2026, Month: 8, Day: 1}
	if r := choose(t, spec, rest, purchases("S01", 3, 5000, 9000)); r.ByReason[ReasonNoDay] != 3 {
		t.Error(r.ByReason)
	}
}

func TestPeriodBounds(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 6, day, 0, 0, 0, 0, time.UTC) }
	period := july
	period.From, period.To = at(1), at(30)
	list := []Candidate{{Key: "a", At: at(1).Add(-1)}, {Key: "b", At: at(1)}, {Key: "c", At: at(30).Add(-1)}, {Key: "d", At: at(30)}, {Key: "e"}, {Key: "f", At: at(30), State: Open, Planned: july.Days[0]}}
	var got []Reason
	for _, d := range choose(t, Spec{Choose: ChooseAll}, period, list).Decisions {
		got = append(got, d.Reason)
	}
	if d := cmp.Diff([]Reason{ReasonNotInRange, ReasonAll, ReasonAll, ReasonNotInRange, ReasonNotInRange, ReasonKept}, got); d != "" {
		t.Error(d)
	}
}

func TestChooseRefuses(t *testing.T) {
	all := Spec{Choose: ChooseAll}
	small := all
	small.Groups, small.Minimums = map[string][]string{"small": {"1", "2", "3"}, "big": {"4"}}, []Minimum{{"small", 15}}
	small.WeeklyTargets = []WeeklyTarget{{nil, Range{0, 11}}}
	turns := small
	turns.WeeklyTargets = []WeeklyTarget{{nil, Range{0, 22}}}
	turns.Rotation = &Rotation{[]string{"big", "small"}, "2026-07-06"}
	both := turns
	both.Minimums = []Minimum{{"small", 14}, {"big", 44}}
	both.Groups = map[string][]string{"small": {"1", "2", "3"}, "big": {"4"}, "other": {"5"}}
	both.Minimums = append(both.Minimums, Minimum{"other", 3})
	for name, c := range map[string]struct {
		spec   Spec
		period Period
		list   []Candidate
		want   []problem
	}{
		"no working days": {all, Period{}, nil, []problem{{"/period/days", CodeNoWorkingDays}}},
		"wrong days": {
			all, Period{Days: []plan.Date{{Year: 2026, Month: 7, Day: 7}, {Year: 2026, Month: 7, Day: 7}, {Year: 2026, Month: 2, Day: 31}}}, nil,
			[]problem{{"/period/days/1", CodeDaysOrder}, {"/period/days/2", CodeDateBad}},
		},
		"empty period":             {all, Period{From: time.Unix(1, 0), To: time.Unix(1, 0), Days: july.Days}, nil, []problem{{"/period/to", CodePeriodEmpty}}},
		"the form too":             {Spec{}, Period{}, nil, []problem{{"/choose", CodeChooseUnknown}, {"/period/days", CodeNoWorkingDays}}},
		"minimums over maximums":   {small, july, nil, []problem{{"/minimums/0/count", CodeMinimumsOverMax}}},
		"minimums over their turn": {turns, july, nil, []problem{{"/minimums/0/count", CodeMinimumsOverMax}}},
		"minimums together":        {both, july, nil, []problem{{"/minimums/2/count", CodeMinimumsOverMax}}},
		"candidates": {
			all, july, []Candidate{{Key: "a"}, {}, {Key: "b", State: 4}, {Key: "a"}},
			[]problem{{"/candidates/1/key", CodeCandidateNoKey}, {"/candidates/2/state", CodeCandidateState}},
		},
		"candidate twice": {all, july, []Candidate{{Key: "a"}, {Key: "b"}, {Key: "a", Store: "x"}}, []problem{{"/candidates/2/key", CodeCandidateDuplicate}}},
	} {
		_, err := Choose(c.spec, c.period, c.list, 1)
		if d := cmp.Diff(c.want, problems(t, err)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	// 22 a week for two weeks is enough for 44, and a group whose turn is in another period is not in the way.
	turns.Minimums[0].Count = 14
	for _, p := range []Period{july, {Days: july.Days[:5]}} {
		if _, err := Choose(turns, p, nil, 1); err != nil {
			t.Error(err)
		}
	}
}

// Lots are the same on every machine and in every version: a plan that is made again is the same plan.
func TestLotsAreStable(t *testing.T) {
	if got := fmt.Sprintf("%016x %016x", lot(1, ""), lot(1, "客户-42")); got != "7f555c6a530fdf81 52b3ea90547715df" {
		t.Error(got)
	}
	spec := Spec{Choose: ChooseSample, Share: 50}
	list := purchases("S01", 100, 1, 2)
	in := func(seed uint64) string {
		r, err := Choose(spec, july, list, seed)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, d := range r.Decisions {
			fmt.Fprint(&b, d.Chosen)
		}
		return b.String()
	}
	if first := in(1); first != in(1) || first == in(2) {
		t.Error("the seed does not decide")
	}
}

func million(stores int) []Candidate {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]Candidate, 1_000_000)
	for i := range list {
		list[i] = Candidate{Key: fmt.Sprintf("customer-%d", i), Store: fmt.Sprintf("S%03d", r.IntN(stores)), Amount: r.Int64N(1_000_000)}
	}
	return list
}

func BenchmarkChooseMillion(b *testing.B) {
	list := million(300)
	var big, small []string
	for i := range 300 {
		if i%2 == 0 {
			big = append(big, fmt.Sprintf("S%03d", i))
		} else {
			small = append(small, fmt.Sprintf("S%03d", i))
		}
	}
	full := tiers(b)
	full.WeeklyTargets = []WeeklyTarget{{[]int{1}, Range{1500, 1800}}, {nil, Range{2500, 3000}}}
	full.Groups = map[string][]string{"big": big, "small": small}
	full.Minimums = []Minimum{{"small", 15}}
	full.Rotation = &Rotation{[]string{"big", "small"}, "2026-07-06"}
	for name, spec := range map[string]Spec{
		"all": {Choose: ChooseAll}, "sample": {Choose: ChooseSample, Share: 40, DearerFirst: true}, "tiers": tiers(b), "everything": full,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Choose(spec, july, list, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
