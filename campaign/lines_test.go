package campaign_test

import (
	"testing"

	"pgregory.net/rapid"

	"huifang/campaign"
)

// Whatever nodes want and in whatever order they renew, come and go: together they never make more calls than the trunk takes, and
// when they stay as they are each comes to its part.
func TestShareLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 40).Draw(t, "max")
		names := []string{"a", "b", "c", "d"}[:rapid.IntRange(1, 4).Draw(t, "nodes")]
		held, limit, used, wanted := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
		renew := func(node string) {
			var others []campaign.Lines
			for _, o := range names {
				if o != node {
					others = append(others, campaign.Lines{Node: o, Lines: held[o], Wanted: wanted[o]})
				}
			}
			held[node], limit[node] = campaign.ShareLines(node, campaign.LineWish{Max: most, Used: used[node], Wanted: wanted[node]}, others, 0)
		}
		check := func() {
			lines, calls := 0, 0
			for _, n := range names {
				if used[n] > held[n] {
					t.Fatalf("%s makes %d calls with %d lines", n, used[n], held[n])
				}
				lines, calls = lines+held[n], calls+used[n]
			}
			if lines > most || calls > most {
				t.Fatalf("%d lines and %d calls of %d: %v", lines, calls, most, held)
			}
		}
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			n := rapid.SampledFrom(names).Draw(t, "node")
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				wanted[n] = rapid.IntRange(0, 60).Draw(t, "wanted")
			case 1: // calls begin
				used[n] += rapid.IntRange(0, max(0, limit[n]-used[n])).Draw(t, "begin")
			case 2: // and end
				used[n] -= rapid.IntRange(0, used[n]).Draw(t, "end")
			case 3:
				renew(n)
			}
			check()
		}
		// From now on everybody wants the same and begins as many calls as he may, as old ones end.
		total := 0
		for _, n := range names {
			total += wanted[n]
		}
		for range 2 * most {
			for _, n := range names {
				used[n] = max(0, used[n]-1)
				used[n] += max(0, min(limit[n], wanted[n])-used[n])
				renew(n)
				check()
			}
		}
		for _, n := range names {
			least := min(wanted[n], most/len(names))
			if total <= most {
				least = wanted[n]
			}
			if limit[n] < least {
				t.Fatalf("%s may make %d calls, %d are its part: %v of %d for %v", n, limit[n], least, limit, most, wanted)
			}
		}
	})
}
