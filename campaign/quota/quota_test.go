package quota

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huifang/campaign/field"
)

type problem struct{ Pointer, Code string }

// problems returns the places and codes of an field.Errors, and fails for any other error.
func problems(t *testing.T, err error) []problem {
	t.Helper()
	var errs field.Errors
	if !errors.As(err, &errs) || len(errs) == 0 {
		t.Fatalf("not an Errors: %v", err)
	}
	var got []problem
	for _, e := range errs {
		if e.Detail == "" {
			t.Errorf("no detail at %s", e.Pointer)
		}
		got = append(got, problem{e.Pointer, e.Code})
	}
	return got
}

const documents = `{"choose":"tiers","tiers":[` +
	`{"name":"5000 and over","from_cents":500000,"count":50,"fill_from":"3000-4999"},` +
	`{"name":"3000-4999","from_cents":300000,"to_cents":500000,"count":30,"fill_from":"1500-2999"},` +
	`{"name":"1500-2999","from_cents":150000,"to_cents":300000,"count":20}],` +
	`"weekly_targets":[{"weeks":[1],"min":150,"max":180},{"min":250,"max":300}],` +
	`"groups":{"big":["S01","S02"],"small":["S03"]},"minimums":[{"group":"small","count":15}],` +
	`"rotation":{"groups":["big","small"],"first_monday":"2026-07-06"}}`

func TestParse(t *testing.T) {
	for _, text := range []string{
		`{"choose":"all"}`, `{"choose":"sample","share":40,"per_store":true,"dearer_first":true}`, documents,
	} {
		s, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if back, err := json.Marshal(s); err != nil || string(back) != text {
			t.Errorf("%s %v", back, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tiers := func(list string) string { return `{"choose":"tiers","tiers":[` + list + `]}` }
	all := func(rest string) string { return `{"choose":"all",` + rest + `}` }
	for text, want := range map[string][]problem{
		``:                                {{"", field.CodeBadJSON}},
		`{"share":"1"}`:                   {{"/share", field.CodeBadJSON}},
		`{"choose":"all"} 1`:              {{"", field.CodeBadJSON}},
		`{"chose":"all"}`:                 {{"", field.CodeUnknown}},
		`{}`:                              {{"/choose", CodeChooseUnknown}},
		`{"choose":"sample"}`:             {{"/share", CodeShareRange}},
		`{"choose":"sample","share":101}`: {{"/share", CodeShareRange}},
		all(`"share":1,"per_store":true,"tiers":[{}]`): {{"/share", CodeMemberMisplaced}, {"/per_store", CodeMemberMisplaced}, {"/tiers", CodeMemberMisplaced}},
		tiers(``): {{"/tiers", CodeNeverChooses}},
		`{"choose":"tiers","dearer_first":true,"tiers":[{"name":"a","count":0}]}`:                                                        {{"/dearer_first", CodeMemberMisplaced}, {"/tiers", CodeNeverChooses}},
		tiers(`{"name":" ","from_cents":-1,"count":-1},{"name":"b","from_cents":5,"to_cents":5,"count":1},{"name":"b","count":1000001}`): {{"/tiers/0/name", CodeNameMissing}, {"/tiers/0/from_cents", CodeAmountRange}, {"/tiers/0/count", CodeCountRange}, {"/tiers/1/to_cents", CodeFromNotBeforeTo}, {"/tiers/2/name", CodeDuplicate}, {"/tiers/2/count", CodeCountRange}},
		tiers(`{"name":"a","to_cents":10,"count":1},{"name":"b","from_cents":9,"count":1}`):                                              {{"/tiers/1/from_cents", CodeTiersOverlap}},
		tiers(`{"name":"b","from_cents":11,"count":1},{"name":"a","to_cents":10,"count":1}`):                                             {{"/tiers/0/from_cents", CodeTiersGap}},
		tiers(`{"name":"a","count":1},{"name":"b","from_cents":11,"count":1}`):                                                           {{"/tiers/1/from_cents", CodeTiersOverlap}},
		tiers(`{"name":"a","count":1,"fill_from":"a"}`):                                                                                  {{"/tiers/0/fill_from", CodeFallThroughCycle}},
		tiers(`{"name":"a","to_cents":10,"count":1,"fill_from":"b"},{"name":"b","from_cents":10,"to_cents":20,"count":1,"fill_from":"c"},{"name":"c","from_cents":20,"count":1,"fill_from":"a"}`): {
			{"/tiers/0/fill_from", CodeFallThroughCycle},
		},
		tiers(`{"name":"a","to_cents":10,"count":1,"fill_from":"c"},{"name":"b","from_cents":10,"to_cents":20,"count":1,"fill_from":"c"},{"name":"c","from_cents":20,"count":1,"fill_from":"d"}`): {
			{"/tiers/1/fill_from", CodeFallThroughShared}, {"/tiers/2/fill_from", CodeTierUnknown},
		},
		all(`"weekly_targets":[{"weeks":[0,55,2],"min":2,"max":1},{"weeks":[2],"min":-1,"max":-1},{"min":0,"max":0},{"min":0,"max":1}]`): {
			{"/weekly_targets/0/weeks/0", CodeWeekRange}, {"/weekly_targets/0/weeks/1", CodeWeekRange}, {"/weekly_targets/0/min", CodeMinOverMax},
			{"/weekly_targets/1/weeks/0", CodeDuplicate}, {"/weekly_targets/1/min", CodeCountRange}, {"/weekly_targets/1/max", CodeCountRange},
			{"/weekly_targets/2/max", CodeNeverChooses}, {"/weekly_targets/3/weeks", CodeDuplicate},
		},
		all(`"groups":{"a/b":[],"big":["1","2"],"small":["2"]},"minimums":[{"group":"none","count":1},{"group":"big","count":0},{"group":"big","count":1}]`): {
			{"/groups/a~1b", CodeGroupEmpty}, {"/groups/small/0", CodeStoreTwice}, {"/minimums/0/group", CodeGroupUnknown}, {"/minimums/1/count", CodeCountRange}, {"/minimums/2/group", CodeDuplicate},
		},
		all(`"groups":{"big":["1"]},"rotation":{"groups":["big"],"first_monday":"2026-07-07"}`):           {{"/rotation/groups", CodeRotationTooFew}, {"/rotation/first_monday", CodeNotMonday}},
		all(`"groups":{"big":["1"]},"rotation":{"groups":["big","big","x"],"first_monday":"02-31"}`):      {{"/rotation/groups/1", CodeDuplicate}, {"/rotation/groups/2", CodeGroupUnknown}, {"/rotation/first_monday", CodeDateBad}},
		all(`"groups":{"a":["1"],"b":["2"]},"rotation":{"groups":["a","b"],"first_monday":"2026-02-31"}`): {{"/rotation/first_monday", CodeDateBad}},
		all(`"groups":{"a":["1"],"b":["2"]},"rotation":{"groups":["a","b"],"first_monday":"07-06"}`):      {{"/rotation/first_monday", CodeDateBad}},
	} {
		_, err := Parse([]byte(text))
		if d := cmp.Diff(want, problems(t, err)); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

func TestRelease(t *testing.T) {
	week := Range{150, 180}
	for _, c := range []struct {
		target                 Range
		done, open, days, want int
	}{
		{week, 0, 0, 5, 36}, {week, 0, 36, 5, 29}, {week, 22, 0, 4, 40}, {week, 103, 0, 1, 77}, {week, 149, 0, 1, 31},
		{week, 149, 31, 1, 0}, {week, 150, 0, 1, 0}, {week, 149, 40, 1, 0}, {week, 0, 0, 0, 0}, {week, 0, 0, -1, 0},
		{Range{0, 180}, 100, 0, 1, 80}, {Range{20, 20}, 19, 0, 3, 1}, {Range{20, 20}, 20, 0, 3, 0},
	} {
		if got := Release(c.target, c.done, c.open, c.days); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

// Calls succeed or not as they like, by hours of the days of a week: the sum ends within the target, and never beyond it,
// as long as there is anybody left to call.
func TestReleaseReachesTheTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := Range{Min: rapid.IntRange(0, 40).Draw(t, "min")}
		target.Max = target.Min + rapid.IntRange(0, 10).Draw(t, "more")
		luck := rapid.IntRange(1, 10).Draw(t, "luck")
		done, open := 0, 0
		days := rapid.IntRange(1, 6).Draw(t, "days")
		for left := days; left >= 1; left-- {
			rounds := rapid.IntRange(1, 4).Draw(t, "rounds")
			if left == 1 {
				rounds = 1000
			}
			for range rounds {
				n := Release(target, done, open, left)
				if n < 0 || done+open+n > max(target.Max, done+open) {
					t.Fatalf("%d released with %d done and %d open", n, done, open)
				}
				open += n
				ended := open
				if left > 1 {
					ended = rapid.IntRange(0, open).Draw(t, "ended")
				}
				for range ended {
					open--
					if rapid.IntRange(1, 10).Draw(t, "call") <= luck {
						done++
					}
				}
				if left == 1 && done >= target.Min {
					break
				}
			}
		}
		if done > target.Max || done < target.Min {
			t.Fatalf("%d succeeded, target %v", done, target)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(documents), uint64(1))
	f.Add([]byte(`{"choose":"sample","share":40,"dearer_first":true}`), uint64(2))
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		s, err := Parse(data)
		if err != nil {
			return
		}
		list := []Candidate{{Key: "a", Store: "S01", Amount: 600000}, {Key: "b", Store: "S03", Amount: 200000}, {Key: "c", Amount: -1}, {Key: "d", Store: "S03", State: Open}}
		r, err := Choose(s, july, list, seed)
		if err != nil {
			if got := onlyCode(err); got != CodeMinimumsOverMax {
				t.Fatal(err)
			}
			return
		}
		sum := 0
		for _, n := range r.ByReason {
			sum += n
		}
		if sum != len(list) {
			t.Fatalf("%s: %v", data, r.ByReason)
		}
	})
}

// onlyCode returns the code of an error with one problem.
func onlyCode(err error) string {
	var errs field.Errors
	if errors.As(err, &errs) && len(errs) == 1 {
		return errs[0].Code
	}
	return ""
}
