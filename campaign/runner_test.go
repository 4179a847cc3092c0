package campaign

import (
	"context"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/pacing"
	"huifang/dialer/trunk"
)

// oneCampaign is a database with one running campaign, and what was claimed for it.
type oneCampaign struct {
	RunnerStore
	c      Runnable
	served int // calls of persons today
	claims []Claim
}

func (s *oneCampaign) Runnable(context.Context, string) ([]Runnable, map[string]int, error) {
	return []Runnable{s.c}, nil, nil
}

func (s *oneCampaign) Claim(_ context.Context, c Claim) ([]dialer.Order, error) {
	s.claims = append(s.claims, c)
	return nil, nil
}

func (s *oneCampaign) PacingCounts(context.Context, string, []int64, time.Time) (map[int64]PacingCounts, error) {
	return map[int64]PacingCounts{s.c.ID: {Served: s.served}}, nil
}
func (s *oneCampaign) LoadPacing(context.Context, int64) ([]byte, error) { return nil, nil }

// ringingLines is a dialer with free agents, and lines that ring without one.
type ringingLines struct {
	Placer
	free      []int64
	ringing   []int64
	cancelled []int64
	away      bool // Asterisk
}

func (d *ringingLines) Accepting() bool                              { return !d.away }
func (d *ringingLines) Free() []int64                                { return d.free }
func (d *ringingLines) Present(agents []int64) []int64               { return agents }
func (d *ringingLines) SetCampaigns(map[int64][]string)              {}
func (d *ringingLines) Samples() []dialer.Sample                     { return nil }
func (d *ringingLines) Cancel(attempt int64, _ string)               { d.cancelled = append(d.cancelled, attempt) }
func (d *ringingLines) TrunkStates(time.Time) map[string]trunk.State { return nil }
func (d *ringingLines) TrunkFailed(string, time.Time) []string       { return nil }
func (d *ringingLines) TrunkPicked(string, int64, time.Time)         {}
func (d *ringingLines) TrunkUnused(string, int64)                    {}
func (d *ringingLines) Take(_ context.Context, _ string, _ float64, n int) int {
	return n
}
func (d *ringingLines) Give(context.Context, string, float64, int) {}
func (d *ringingLines) Floor(int64, map[int64]float64) (pacing.Floor, []int64) {
	f := pacing.Floor{Free: float64(len(d.free)), Agents: len(d.free)}
	for range d.ringing {
		f.Ringing = append(f.Ringing, 5*time.Second)
	}
	return f, d.ringing
}

// open is every day from 8 to 20 h.
func open() *window.Bound {
	return window.Window{Zone: "UTC", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "08:00", To: "20:00"}}}.Bind(nil)
}

func runnerOf(st *oneCampaign, d *ringingLines) *Runner {
	return &Runner{Node: "n", Store: st, Dialer: d, Metrics: NewRunnerMetrics(prometheus.NewRegistry()), Log: slog.New(slog.DiscardHandler),
		Routes: &Routes{Book: d, Rate: d, Trunks: []trunk.Trunk{{Name: "a", MaxCalls: 50, CallsPerSecond: 50}}}}
}

// Lines that were dialled ahead are looked after when a campaign does so no more: agents are kept for them, those too many are
// hung up, and the page says what holds now.
func TestLinesDialledAhead(t *testing.T) {
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		mode    dialer.Mode
		at      time.Time
		free    []int64
		ringing []int64
		claimed int    // agents that calls were claimed for
		reason  string // in the panel; "": not there
		served  int
		hungUp  int // lines
	}{
		"switched to progressive":        {dialer.Progressive, now, []int64{1, 2, 3}, []int64{71, 72}, 1, "", 100, 0},
		"progressive, nothing rings":     {dialer.Progressive, now, []int64{1, 2, 3}, nil, 3, "", 100, 0},
		"more ring than agents are free": {dialer.Progressive, now, []int64{1}, []int64{71, 72, 73}, 0, "", 100, 0},
		"and nobody may be abandoned":    {dialer.Progressive, now, []int64{1}, []int64{71, 72, 73}, 0, "", 0, 2},
		"window closed, nothing rings":   {dialer.Predictive, now.Add(12 * time.Hour), []int64{1, 2, 3}, nil, 0, ReasonClosed, 100, 0},
		"window closed, lines ring":      {dialer.Predictive, now.Add(12 * time.Hour), []int64{1, 2, 3}, []int64{71, 72}, 0, ReasonClosed, 100, 0},
		"closed, nobody may be lost":     {dialer.Predictive, now.Add(12 * time.Hour), []int64{1}, []int64{71, 72}, 0, ReasonClosed, 0, 1},
		"predictive":                     {dialer.Predictive, now, []int64{1, 2, 3}, []int64{71}, 2, pacing.ReasonFreeAgent, 100, 0}, // for one who needs one of them; one is kept for the line
		"a line for everybody":           {dialer.Predictive, now, []int64{1, 2}, []int64{71, 72}, 1, pacing.ReasonLearning, 100, 0}, // at times all the same
	} {
		t.Run(name, func(t *testing.T) {
			st := &oneCampaign{served: tc.served, c: Runnable{ID: 7, Name: "seven", Window: open(), Agents: []int64{1, 2, 3}, Mode: tc.mode, Modes: DefaultModeSettings()}}
			d := &ringingLines{free: tc.free, ringing: tc.ringing}
			r := runnerOf(st, d)
			// What an earlier tick said while the campaign was predictive and open.
			r.note(PacingStatus{CampaignID: 7, PacingFigures: PacingFigures{Reason: pacing.ReasonEarnedBudget}})
			if err := r.tick(t.Context(), tc.at); err != nil {
				t.Fatal(err)
			}
			claimed := 0
			for _, c := range st.claims {
				claimed += len(c.Agents)
			}
			if claimed != tc.claimed {
				t.Errorf("claimed for %d agents, want %d: %+v", claimed, tc.claimed, st.claims)
			}
			reason := ""
			if list := r.Pacing(); len(list) > 0 {
				reason = list[0].Reason
			}
			if reason != tc.reason {
				t.Errorf("the panel says %q, want %q", reason, tc.reason)
			}
			if len(d.cancelled) != tc.hungUp || tc.hungUp > 0 && !slices.Contains(tc.ringing, d.cancelled[0]) {
				t.Errorf("hung up %v, want %d lines", d.cancelled, tc.hungUp)
			}
		})
	}
}

// A campaign that was paused is served no more; its lines that ring are looked after all the same.
func TestLinesOfAHaltedCampaign(t *testing.T) {
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	st := &oneCampaign{c: Runnable{ID: 7, Name: "seven", Window: open(), Agents: []int64{1, 2}, Mode: dialer.Predictive, Modes: DefaultModeSettings(), Halted: true}}
	d := &ringingLines{free: []int64{1}, ringing: []int64{71, 72, 73}}
	r := runnerOf(st, d)
	r.note(PacingStatus{CampaignID: 7})
	if err := r.tick(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if len(st.claims) > 0 || len(d.cancelled) != 2 || len(r.Pacing()) > 0 {
		t.Errorf("claims %v, hung up %v of which 2 are too many, panel %v", st.claims, d.cancelled, r.Pacing())
	}
}

// While Asterisk is away nothing is claimed in any mode, for it could only be given back.
func TestNothingIsClaimedWhileAsteriskIsAway(t *testing.T) {
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	for _, mode := range []dialer.Mode{dialer.Progressive, dialer.Predictive, dialer.Agentless} {
		for _, away := range []bool{true, false} {
			st := &oneCampaign{served: 100, c: Runnable{ID: 7, Name: "seven", Window: open(), Agents: []int64{1, 2}, Mode: mode, Modes: DefaultModeSettings()}}
			r := runnerOf(st, &ringingLines{free: []int64{1, 2}, away: away})
			if err := r.tick(t.Context(), now); err != nil {
				t.Fatal(err)
			}
			if (len(st.claims) == 0) != away {
				t.Errorf("%s, Asterisk away %v: claims %v", mode, away, st.claims)
			}
		}
	}
}

func TestDeal(t *testing.T) {
	at := func(s int64) time.Time { return time.Unix(1_800_000_000+s, 0) }
	type parts = map[int64]map[int64]float64
	for name, tc := range map[string]struct {
		all         []bidder
		free, taken []int64
		at          time.Time
		want        parts
		kept        []int64
	}{
		"one campaign has all": {[]bidder{{7, []int64{1, 2}, 0, true}}, []int64{1}, nil, at(0), parts{7: {1: 1, 2: 1}}, nil},
		"who is free comes whole to one of two, who is busy in halves": {[]bidder{{7, []int64{1, 2}, 0, true}, {8, []int64{1, 2}, 0, true}}, []int64{1}, nil, at(0),
			parts{7: {1: 0, 2: 0.5}, 8: {1: 1, 2: 0.5}}, nil},
		"and a while later to the other": {[]bidder{{7, []int64{1, 2}, 0, true}, {8, []int64{1, 2}, 0, true}}, []int64{1}, nil, at(10),
			parts{7: {1: 1, 2: 0.5}, 8: {1: 0, 2: 0.5}}, nil},
		"nothing is due in one": {[]bidder{{7, []int64{1, 2}, 0, true}, {8, []int64{1, 2}, 0, false}}, []int64{1}, nil, at(0),
			parts{7: {1: 1, 2: 1}, 8: {1: 0, 2: 0}}, nil},
		"first who has lines that ring": {[]bidder{{7, []int64{1, 2, 3}, 2, true}, {8, []int64{1, 2, 3}, 1, false}}, []int64{3, 1, 2}, nil, at(0),
			parts{7: {3: 1, 1: 0, 2: 1}, 8: {3: 0, 1: 1, 2: 0}}, []int64{3, 1, 2}},
		"taken for other calls": {[]bidder{{7, []int64{1, 2}, 0, true}}, []int64{1}, []int64{2}, at(0), parts{7: {1: 1, 2: 0}}, nil},
		"nothing is due at all": {[]bidder{{7, []int64{1}, 0, false}}, []int64{1}, nil, at(0), parts{7: {1: 1}}, nil},
	} {
		if got, kept := deal(tc.all, tc.free, tc.taken, tc.at); !reflect.DeepEqual(got, tc.want) || !slices.Equal(kept, tc.kept) {
			t.Errorf("%s: %v, kept %v; not %v, %v", name, got, kept, tc.want, tc.kept)
		}
	}
}
