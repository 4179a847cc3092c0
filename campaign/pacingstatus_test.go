package campaign

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSumPacing(t *testing.T) {
	now := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	status := func(id int64, f PacingFigures) PacingStatus {
		return PacingStatus{CampaignID: id, Campaign: string(rune('a' + id)), Mode: "predictive", PacingFigures: f, Cap: 0.03}
	}
	ahead := PacingFigures{By: "predictive", Reason: "earned_budget", Detail: map[string]float64{"risk": 0.01}, Dialled: 2, Lines: 3, Waiting: 1, Free: 1.5, Busy: 4, Served: 90, Abandoned: 2, At: now}
	risky := PacingFigures{By: "predictive", Reason: "risk_too_high", Detail: map[string]float64{"risk": 0.2}, Lines: 4, Free: 0.5, Busy: 6, Served: 10, Abandoned: 1, At: now.Add(time.Second)}
	learning := PacingFigures{By: "progressive", Reason: "learning", Detail: map[string]float64{}, At: now}
	ahead2 := ahead
	ahead2.Detail = map[string]float64{"risk": 0.02}

	sum := func(by, reason string, f, g PacingFigures, nodes ...NodePacing) PacingStatus {
		s := status(1, PacingFigures{By: by, Reason: reason, Detail: map[string]float64{}, Dialled: f.Dialled + g.Dialled, Lines: f.Lines + g.Lines, Waiting: f.Waiting + g.Waiting,
			Free: f.Free + g.Free, Busy: f.Busy + g.Busy, Served: f.Served + g.Served, Abandoned: f.Abandoned + g.Abandoned, At: g.At})
		s.Nodes = nodes
		return s
	}
	cases := []struct {
		name string
		in   map[string][]PacingStatus
		want []PacingStatus
	}{
		{"nothing", map[string][]PacingStatus{"n": nil}, []PacingStatus{}},
		{"one node: as it is", map[string][]PacingStatus{"n": {status(2, risky), status(1, ahead)}}, []PacingStatus{status(1, ahead), status(2, risky)}},
		{"each node its own campaign", map[string][]PacingStatus{"n": {status(2, risky)}, "m": {status(1, ahead)}}, []PacingStatus{status(1, ahead), status(2, risky)}},
		{"two nodes differ", map[string][]PacingStatus{"n": {status(1, risky)}, "m": {status(1, ahead)}},
			[]PacingStatus{sum("predictive", ReasonByNode, ahead, risky, NodePacing{"m", ahead}, NodePacing{"n", risky})}},
		{"they go by different pacings", map[string][]PacingStatus{"n": {status(1, learning)}, "m": {status(1, ahead)}},
			[]PacingStatus{sum("", ReasonByNode, ahead, learning, NodePacing{"m", ahead}, NodePacing{"n", learning})}},
		{"the same reason, each with its numbers", map[string][]PacingStatus{"n": {status(1, ahead2)}, "m": {status(1, ahead)}},
			[]PacingStatus{sum("predictive", "earned_budget", ahead, ahead2, NodePacing{"m", ahead}, NodePacing{"n", ahead2})}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, SumPacing(tc.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
