package main

import (
	"slices"
	"strings"
	"testing"

	"huifang/dialer/pacing/floor"
)

func TestSetSizes(t *testing.T) {
	var b bench
	if err := b.setSizes("3, 50"); err != nil || !slices.Equal(b.sizes, []int{3, 50}) {
		t.Fatalf("%v, %v", b.sizes, err)
	}
	for _, bad := range []string{"3,", "x", "0", "2001"} {
		if err := new(bench).setSizes(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

// The table names the answer rates at which a target is missed, and only those.
func TestPacingTable(t *testing.T) {
	var cells []*pacingCell
	for rate, occupancy := range []float64{0.84, 0.86, 0.90} {
		day := func(occupancy, abandoned float64) []floor.Day {
			return []floor.Day{{Occupancy: occupancy, Abandoned: abandoned, Served: 1000 - int(1000*abandoned), Lost: int(1000 * abandoned)}}
		}
		c := &pacingCell{agents: 10, seeds: 2, rate: rate, days: map[string][]floor.Day{"hindsight": day(0.80, 0.01), "predictive": day(occupancy, 0.028)}}
		if rate == 2 {
			c.days["predictive"] = append(c.days["predictive"], day(occupancy, 0.0301)...)
		}
		cells = append(cells, c)
	}
	table := pacingTable(cells)
	for _, want := range []string{"\n| 10, 2 | 84.0 86.0 90.0 / 2.8 2.8 2.9 | 2.80 2.80 3.01 |", "| +4.0 +6.0 +10.0 |",
		">= 83 87 89.5: not met at 0.35; every day <= 3 %: not met at 0.5; >= 2 ahead: met |\n"} {
		if !strings.Contains(table, want) {
			t.Errorf("%q is missing:\n%s", want, table)
		}
	}
	if head := strings.Split(table, "\n"); strings.Count(head[2], "|") != strings.Count(head[4], "|") || strings.Count(head[2], "|") != strings.Count(head[3], "|") {
		t.Errorf("columns differ:\n%s", table)
	}
}
