package campaign_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"huifang/campaign"
)

func TestMatch(t *testing.T) {
	callers := []campaign.Caller{{ID: 1, Speaks: []string{"cantonese", "mandarin"}}, {ID: 2}, {ID: 3, Speaks: []string{"mandarin"}}}
	for _, c := range []struct {
		name   string
		wishes []campaign.Wish
		limit  int
		want   []int64
	}{
		{"who speaks least first", []campaign.Wish{{}, {}, {}}, 3, []int64{2, 3, 1}},
		{"agreed before all", []campaign.Wish{{}, {Only: 2}}, 1, []int64{0, 2}},
		{"agreed with somebody who is not free", []campaign.Wish{{Only: 9}, {}}, 3, []int64{0, 2}},
		{"owner", []campaign.Wish{{}, {Owner: 2}}, 3, []int64{3, 2}},
		{"owner not free", []campaign.Wish{{Owner: 9}}, 3, []int64{2}},
		{"owner who does not speak it", []campaign.Wish{{Owner: 2, Language: "mandarin"}}, 3, []int64{3}},
		{"owner of a later one does not delay the first", []campaign.Wish{{}, {Owner: 2}}, 1, []int64{2, 0}},
		{"language", []campaign.Wish{{Language: "cantonese"}, {Language: "cantonese"}, {Language: "mandarin"}}, 3, []int64{1, 0, 3}},
	} {
		if got := campaign.Match(c.wishes, callers, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMatchIsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		languages := rapid.SampledFrom([]string{"mandarin", "cantonese"})
		var callers []campaign.Caller
		for id := range int64(rapid.IntRange(0, 6).Draw(t, "callers")) {
			callers = append(callers, campaign.Caller{ID: id + 1, Speaks: rapid.SliceOfNDistinct(languages, 0, 2, rapid.ID[string]).Draw(t, "speaks")})
		}
		wishes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) campaign.Wish {
			w := campaign.Wish{Owner: rapid.Int64Range(0, 7).Draw(t, "owner")}
			if rapid.Bool().Draw(t, "agreed") {
				w.Only = rapid.Int64Range(0, 7).Draw(t, "only")
			}
			if rapid.Bool().Draw(t, "speaks") {
				w.Language = languages.Draw(t, "language")
			}
			return w
		}), 0, 10).Draw(t, "wishes")
		limit := rapid.IntRange(0, 8).Draw(t, "limit")
		given := campaign.Match(wishes, callers, limit)
		used := map[int64]bool{}
		can := func(w campaign.Wish, c campaign.Caller) bool {
			if w.Only != 0 {
				return w.Only == c.ID
			}
			return w.Language == "" || slices.Contains(c.Speaks, w.Language)
		}
		for i, id := range given {
			if id == 0 {
				continue
			}
			k := slices.IndexFunc(callers, func(c campaign.Caller) bool { return c.ID == id })
			if k < 0 || used[id] || !can(wishes[i], callers[k]) {
				t.Fatalf("%+v went to %d: %v of %+v", wishes[i], id, given, callers)
			}
			used[id] = true
		}
		if len(used) > limit {
			t.Fatalf("%d given, not more than %d were to be", len(used), limit)
		}
		for i, id := range given {
			for _, c := range callers {
				if id == 0 && len(used) < limit && !used[c.ID] && can(wishes[i], c) {
					t.Fatalf("%+v waits although %+v is free", wishes[i], c)
				}
			}
		}
	})
}
