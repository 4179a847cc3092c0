package assign

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huifang/campaign/field"
)

func agent(id string, weight, load int, languages, skills []string) Agent {
	return Agent{ID: id, Weight: weight, Languages: languages, Skills: skills, Active: true, Load: load}
}

var (
	both      = []string{"mandarin", "cantonese"}
	mandarin  = []string{"mandarin"}
	cantonese = []string{"cantonese"}
)

func items(n int, language, skill, owner string) []Item {
	var list []Item
	for i := range n {
		list = append(list, Item{fmt.Sprintf("%s-%s-%s-%06d", language, skill, owner, i), language, skill, owner})
	}
	return list
}

// counts says how many each agent has of the placements, "" being nobody.
func counts(list []Placement) map[string]int {
	m := map[string]int{}
	for _, p := range list {
		m[p.Agent]++
	}
	return m
}

func TestAssignExamples(t *testing.T) {
	for _, c := range []struct {
		name   string
		items  []Item
		agents []Agent
		want   map[string]int
	}{
		{"evenly by count", items(10, "", "", ""), []Agent{agent("a", 100, 0, nil, nil), agent("b", 100, 0, nil, nil), agent("c", 100, 0, nil, nil)}, map[string]int{"a": 4, "b": 3, "c": 3}},
		{"by ability", items(10, "", "", ""), []Agent{agent("a", 50, 0, nil, nil), agent("b", 150, 0, nil, nil)}, map[string]int{"a": 3, "b": 7}},
		{"ability and remainder", items(7, "", "", ""), []Agent{agent("a", 1, 0, nil, nil), agent("b", 2, 0, nil, nil)}, map[string]int{"a": 2, "b": 5}},
		{"who has more gets less", items(10, "", "", ""), []Agent{agent("a", 1, 20, nil, nil), agent("b", 1, 8, nil, nil), agent("c", 1, 4, nil, nil)}, map[string]int{"b": 3, "c": 7}},
		{"weight 0", items(4, "", "", ""), []Agent{agent("a", 0, 0, nil, nil), agent("b", 1, 90, nil, nil)}, map[string]int{"b": 4}},
		{
			"by language: the only one who speaks Wu gets less of the rest", slices.Concat(items(10, "wu", "", ""), items(20, "mandarin", "", "")),
			[]Agent{agent("a", 1, 0, []string{"mandarin", "wu"}, nil), agent("b", 1, 0, mandarin, nil), agent("c", 1, 0, mandarin, nil)}, map[string]int{"a": 10, "b": 10, "c": 10},
		},
		{"only the trained", items(6, "", "complaints", ""), []Agent{agent("a", 1, 0, nil, []string{"complaints"}), agent("b", 1, 0, nil, []string{"sales"})}, map[string]int{"a": 6}},
		{"sticky", slices.Concat(items(9, "", "", "a"), items(3, "", "", "")), []Agent{agent("a", 1, 0, nil, nil), agent("b", 1, 0, nil, nil)}, map[string]int{"a": 9, "b": 3}},
		{"the owner has left", items(4, "", "", "gone"), []Agent{agent("a", 1, 0, nil, nil), agent("b", 1, 0, nil, nil)}, map[string]int{"a": 2, "b": 2}},
		{"the owner does not speak it", items(4, "cantonese", "", "a"), []Agent{agent("a", 1, 0, mandarin, nil), agent("b", 1, 0, cantonese, nil)}, map[string]int{"b": 4}},
		{"nothing", nil, nil, map[string]int{}},
	} {
		got, err := Assign(c.items, c.agents)
		if d := cmp.Diff(c.want, counts(got)); d != "" || err != nil {
			t.Errorf("%s: %v %s", c.name, err, d)
		}
	}
}

func TestReasons(t *testing.T) {
	a := agent("a", 1, 0, mandarin, []string{"sales"})
	b := agent("b", 1, 0, cantonese, []string{"complaints"})
	off := agent("off", 1, 0, both, []string{"complaints"})
	off.Active = false
	old := agent("old", 0, 0, []string{"wu"}, nil)
	list := []Item{
		{"1", "mandarin", "complaints", ""}, {"2", "english", "", ""}, {"3", "", "repair", ""}, {"4", "wu", "", ""}, {"5", "wu", "", "old"},
		{"6", "", "", "off"}, {"7", "mandarin", "sales", ""}, {"8", "cantonese", "", "b"}, {"9", "english", "repair", "a"},
	}
	got, err := Assign(list, []Agent{b, off, a, old})
	want := []Placement{
		{"", ReasonNoLanguageSkill}, {"", ReasonNoLanguage}, {"", ReasonNoSkill}, {"", ReasonNoWeight}, {"old", ReasonKept},
		{"a", ReasonMoved}, {"a", ReasonAssigned}, {"b", ReasonKept}, {"", ReasonNoLanguage},
	}
	// When 6 is dealt a and b have one each: it goes to the first by ID.
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
	got, err = Assign(list[:1], []Agent{off})
	if d := cmp.Diff([]Placement{{"", ReasonNoAgents}}, got); d != "" || err != nil {
		t.Error(err, d)
	}
}

func TestReassign(t *testing.T) {
	agents := []Agent{agent("a", 1, 0, mandarin, nil), agent("b", 1, 10, mandarin, nil), agent("c", 1, 10, both, nil), agent("d", 1, 0, both, nil)}
	list := slices.Concat(items(6, "mandarin", "", "a"), items(2, "cantonese", "", "a"), items(2, "wu", "", "a"), items(5, "mandarin", "", "b"), items(1, "", "", ""))
	got, err := Reassign(list, agents, "a", []string{"b", "c"})
	if d := cmp.Diff(map[string]int{"b": 5 + 4, "c": 2 + 2, "": 3}, counts(got)); d != "" || err != nil {
		t.Error(err, d)
	}
	for i, p := range got {
		want := ReasonMoved
		switch {
		case list[i].Owner != "a":
			want = ReasonUntouched
		case list[i].Language == "wu":
			want = ReasonNoLanguage
		}
		if p.Reason != want {
			t.Errorf("%+v: %+v", list[i], p)
		}
	}
	// To all others, from one who is not there any more.
	got, err = Reassign(list, agents[1:], "a", nil)
	if d := cmp.Diff(map[string]int{"b": 5, "d": 8, "": 3}, counts(got)); d != "" || err != nil {
		t.Error(err, d)
	}
}

type problem struct{ Pointer, Code string }

func problems(t *testing.T, err error) []problem {
	t.Helper()
	var errs field.Errors
	if !errors.As(err, &errs) || len(errs) == 0 {
		t.Fatalf("not an Errors: %v", err)
	}
	var got []problem
	for _, e := range errs {
		got = append(got, problem{e.Pointer, e.Code})
	}
	return got
}

func TestRefuses(t *testing.T) {
	_, err := Assign([]Item{{Key: "1"}, {}, {Key: "1"}}, []Agent{{ID: "a", Weight: -1}, {ID: "a", Load: -1}, {Weight: 10_001, Load: 100_000_001}})
	want := []problem{
		{"/items/1/key", CodeKeyMissing}, {"/items/2/key", CodeDuplicate}, {"/agents/0/weight", CodeWeightRange}, {"/agents/1/id", CodeDuplicate},
		{"/agents/1/load", CodeLoadRange}, {"/agents/2/id", CodeKeyMissing}, {"/agents/2/weight", CodeWeightRange}, {"/agents/2/load", CodeLoadRange},
	}
	if d := cmp.Diff(want, problems(t, err)); d != "" {
		t.Error(d)
	}
	_, err = Reassign(nil, nil, "", []string{"a"})
	if d := cmp.Diff([]problem{{"/from", CodeKeyMissing}, {"/to/0", CodeAgentUnknown}}, problems(t, err)); d != "" {
		t.Error(d)
	}
	_, err = Reassign(nil, []Agent{{ID: "a"}}, "a", []string{"a"})
	if d := cmp.Diff([]problem{{"/to/0", CodeSameAgent}}, problems(t, err)); d != "" {
		t.Error(d)
	}
	if _, err = Reassign([]Item{{}}, nil, "a", nil); err == nil {
		t.Error("an item without a key is taken")
	}
}

func drawAgents(t *rapid.T) []Agent {
	var agents []Agent
	for i := range rapid.IntRange(0, 6).Draw(t, "agents") {
		agents = append(agents, Agent{
			ID: string(rune('a' + i)), Weight: rapid.IntRange(0, 5).Draw(t, "weight"), Load: rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 30)).Draw(t, "load"),
			Languages: rapid.SampledFrom([][]string{both, mandarin, cantonese, nil}).Draw(t, "languages"),
			Skills:    rapid.SampledFrom([][]string{{"x", "y"}, {"x"}, nil}).Draw(t, "skills"),
			Active:    rapid.IntRange(0, 5).Draw(t, "active") > 0,
		})
	}
	return agents
}

func drawItems(t *rapid.T) []Item {
	var list []Item
	for i := range rapid.IntRange(0, 60).Draw(t, "items") {
		list = append(list, Item{
			Key: fmt.Sprint(i), Language: rapid.SampledFrom([]string{"", "mandarin", "cantonese"}).Draw(t, "language"),
			Skill: rapid.SampledFrom([]string{"", "", "x", "y"}).Draw(t, "skill"), Owner: rapid.SampledFrom([]string{"", "", "a", "b", "nobody"}).Draw(t, "owner"),
		})
	}
	return list
}

// fit is what Assign promises, said another way.
func fit(a Agent, i Item) bool {
	for _, n := range []struct {
		need string
		has  []string
	}{{i.Language, a.Languages}, {i.Skill, a.Skills}} {
		if n.need != "" && !slices.Contains(n.has, n.need) {
			return false
		}
	}
	return a.Active
}

func TestAssignProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		agents, list := drawAgents(t), drawItems(t)
		got, err := Assign(list, agents)
		if err != nil || len(got) != len(list) {
			t.Fatal(err, len(got))
		}
		byID := map[string]Agent{}
		for _, a := range agents {
			byID[a.ID] = a
		}
		for i, p := range got {
			owner, known := byID[list[i].Owner]
			able := slices.ContainsFunc(agents, func(a Agent) bool { return fit(a, list[i]) && a.Weight > 0 })
			switch {
			case known && fit(owner, list[i]):
				if p != (Placement{owner.ID, ReasonKept}) {
					t.Fatalf("%+v is taken from its owner: %+v", list[i], p)
				}
			case p.Agent == "" && able, p.Agent != "" && !able:
				t.Fatalf("%+v: %+v", list[i], p)
			case p.Agent != "" && (!fit(byID[p.Agent], list[i]) || byID[p.Agent].Weight == 0):
				t.Fatalf("%+v is with %+v", list[i], byID[p.Agent])
			case p.Agent == "" && (p.Reason == ReasonAssigned || p.Reason == ReasonMoved || p.Reason == ReasonKept || p.Reason == ""):
				t.Fatalf("%+v has no agent: %+v", list[i], p)
			case p.Agent != "" && p.Reason != map[bool]Reason{true: ReasonAssigned, false: ReasonMoved}[list[i].Owner == ""]:
				t.Fatalf("%+v: %+v", list[i], p)
			}
		}

		// The order of items and agents does not matter.
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		perm := r.Perm(len(list))
		mixed := make([]Item, len(list))
		for i, k := range perm {
			mixed[i] = list[k]
		}
		others := slices.Clone(agents)
		r.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
		again, err := Assign(mixed, others)
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range perm {
			if again[i] != got[k] {
				t.Fatalf("%+v: %+v, in another order %+v", list[k], got[k], again[i])
			}
		}

		// A second time all stays.
		for i, p := range got {
			list[i].Owner = p.Agent
		}
		again, err = Assign(list, agents)
		if err != nil || !cmp.Equal(counts(got), counts(again)) {
			t.Fatal(err, counts(got), counts(again))
		}
	})
}

// One group: no count differs from the weighted ideal by one or more. The ideal is looked for by bisection of the level.
func TestSharesAreWithinOneOfTheIdeal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		agents := drawAgents(t)
		n := rapid.IntRange(0, 200).Draw(t, "n")
		list := items(n, "", "", "")
		able := slices.DeleteFunc(slices.Clone(agents), func(a Agent) bool { return !a.Active || a.Weight == 0 })
		if len(able) == 0 {
			return
		}
		low, high := 0.0, 1000.0
		ideal := func(level float64, a Agent) float64 { return max(0, level*float64(a.Weight)-float64(a.Load)) }
		for range 100 {
			level := (low + high) / 2
			sum := 0.0
			for _, a := range able {
				sum += ideal(level, a)
			}
			if sum < float64(n) {
				low = level
			} else {
				high = level
			}
		}
		got, err := Assign(list, agents)
		if err != nil {
			t.Fatal(err)
		}
		c := counts(got)
		weight, loads := 0, 0
		for _, a := range able {
			weight, loads = weight+a.Weight, loads+a.Load
			if diff := float64(c[a.ID]) - ideal(low, a); diff <= -1.000001 || diff >= 1.000001 {
				t.Fatalf("%s has %d, ideal %f", a.ID, c[a.ID], ideal(low, a))
			}
		}
		for _, a := range able {
			if loads == 0 && (c[a.ID] < n*a.Weight/weight || c[a.ID] > (n*a.Weight+weight-1)/weight) {
				t.Fatalf("%s has %d of %d with weight %d of %d", a.ID, c[a.ID], n, a.Weight, weight)
			}
		}
	})
}

// Every part of the list is shared out, not its beginning to one and its end to another.
func TestTurns(t *testing.T) {
	got, err := Assign(items(100, "", "", ""), []Agent{agent("a", 1, 0, nil, nil), agent("b", 3, 0, nil, nil)})
	if err != nil {
		t.Fatal(err)
	}
	for from := 0; from < 100; from += 20 {
		if n := counts(got[from : from+20])["a"]; n < 4 || n > 6 {
			t.Errorf("%d of the twenty from %d", n, from)
		}
	}
}

func TestReassignProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		agents, list := drawAgents(t), drawItems(t)
		var to []string
		for _, a := range agents {
			if a.ID != "a" && rapid.Bool().Draw(t, "to") {
				to = append(to, a.ID)
			}
		}
		got, err := Reassign(list, agents, "a", to)
		if err != nil || len(got) != len(list) {
			t.Fatal(err, len(got))
		}
		for i, p := range got {
			switch {
			case list[i].Owner != "a" && p != (Placement{list[i].Owner, ReasonUntouched}):
				t.Fatalf("%+v: %+v", list[i], p)
			case list[i].Owner == "a" && (p.Agent == "a" || p.Agent != "" && len(to) > 0 && !slices.Contains(to, p.Agent)):
				t.Fatalf("%+v: %+v", list[i], p)
			case list[i].Owner == "a" && p.Agent != "":
				k := slices.IndexFunc(agents, func(a Agent) bool { return a.ID == p.Agent })
				if !fit(agents[k], list[i]) || p.Reason != ReasonMoved {
					t.Fatalf("%+v: %+v", list[i], p)
				}
			}
		}
	})
}

func BenchmarkAssignMillion(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]Item, 1_000_000)
	for i := range list {
		list[i] = Item{Key: fmt.Sprintf("customer-%d", i), Language: both[r.IntN(2)], Skill: []string{"", "x", "y"}[r.IntN(3)]}
		if r.IntN(2) == 0 {
			list[i].Owner = fmt.Sprintf("agent-%d", r.IntN(220))
		}
	}
	var agents []Agent
	for i := range 200 {
		agents = append(agents, agent(fmt.Sprintf("agent-%d", i), 50+r.IntN(100), r.IntN(100), [][]string{both, mandarin, cantonese}[i%3], [][]string{{"x"}, {"x", "y"}}[i%2]))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Assign(list, agents); err != nil {
			b.Fatal(err)
		}
	}
}
