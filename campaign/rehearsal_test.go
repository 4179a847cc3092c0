package campaign

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign/retry"
	"huifang/campaign/window"
	"huifang/dialer"
)

var (
	rehearsedAt = time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC) // Monday 09:30 in Shanghai
	officeHours = window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5}, From: "09:00", To: "17:00"}}}
)

func rehearsed(t *testing.T, followUps int) RehearsalInput {
	t.Helper()
	zone, err := time.LoadLocation(officeHours.Zone)
	if err != nil {
		t.Fatal(err)
	}
	in := RehearsalInput{Mode: dialer.Predictive, Cap: 0.03, Agents: 5, Window: officeHours.Bind(nil), Zone: zone, Retry: retry.Default(2, time.Hour),
		RingTimeout: 28 * time.Second, CallsPerSecond: 5, Due: []DueFollowUps{{At: rehearsedAt.Add(-time.Hour), Count: followUps}},
		Past: PastCalls{Own: true, Talks: 100, Talk: 120, TalkCV: 0.8, WrapUps: 100, WrapUp: 20}}
	for h := range in.Past.Hours {
		in.Past.Hours[h] = HourCalls{Dialled: 100, Answered: 35}
	}
	return in
}

func rehearse(t *testing.T, in RehearsalInput, runs int) Forecast {
	t.Helper()
	f, err := Rehearse(in, rehearsedAt, runs, func() bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func codes(f Forecast) (c []string) {
	for _, a := range f.Assumptions {
		c = append(c, a.Code)
	}
	return c
}

func TestRehearse(t *testing.T) {
	in := rehearsed(t, 400)
	f := rehearse(t, in, 4)
	if f.FollowUps != 400 || f.Runs != 4 || f.Finished != 4 || f.Finish == nil {
		t.Fatalf("%+v", f)
	}
	// 400 follow-ups at 0.35, dialled at most twice: about 231 are reached, with about 660 calls. Five agents need two hours and more.
	if f.Reached.P50 < 195 || f.Reached.P50 > 265 || f.Dialled.P50 < 580 || f.Dialled.P50 > 740 {
		t.Errorf("reached %+v with %+v calls", *f.Reached, *f.Dialled)
	}
	if took := f.Finish.P50.Sub(rehearsedAt); took < 90*time.Minute || took > 6*time.Hour {
		t.Errorf("takes %v", took)
	}
	for name, r := range map[string]*Range{"occupancy": f.Occupancy, "abandoned": f.Abandoned} {
		if r.P10 > r.P50 || r.P50 > r.P90 || r.P10 < 0 || r.P90 >= 1 {
			t.Errorf("%s: %+v", name, *r)
		}
	}
	if f.Abandoned.P90 > in.Cap {
		t.Errorf("abandoned %+v above the cap", *f.Abandoned)
	}
	if got, want := codes(f), []string{"answer_rate_own", "talk_past", "wrap_up_past", "agents_present", "retry_simple", "learns_anew"}; !slices.Equal(got, want) {
		t.Errorf("assumes %v, not %v", got, want)
	}
	if again := rehearse(t, in, 4); !cmp.Equal(f, again) {
		t.Errorf("another forecast from the same: %s", cmp.Diff(f, again))
	}
}

func TestRehearseModes(t *testing.T) {
	got := map[dialer.Mode]Forecast{}
	for _, mode := range []dialer.Mode{dialer.Predictive, dialer.Progressive, dialer.Preview, dialer.Manual} {
		in := rehearsed(t, 3000)
		in.Mode = mode
		got[mode] = rehearse(t, in, 2)
		if mode != dialer.Predictive && got[mode].Abandoned.P90 > 0 {
			t.Errorf("%s abandons %+v", mode, *got[mode].Abandoned)
		}
	}
	for _, pair := range [][2]dialer.Mode{{dialer.Predictive, dialer.Progressive}, {dialer.Progressive, dialer.Manual}, {dialer.Manual, dialer.Preview}} {
		if a, b := got[pair[0]].Occupancy.P50, got[pair[1]].Occupancy.P50; a <= b {
			t.Errorf("agents are busier with %s (%.3f) than with %s (%.3f)", pair[1], b, pair[0], a)
		}
	}
}

// Nobody has called yet: then the ranges are wide, and the forecast says what it assumed.
func TestRehearseWithoutPast(t *testing.T) {
	in := rehearsed(t, 200)
	in.Past = PastCalls{}
	f := rehearse(t, in, 6)
	if got := codes(f)[:3]; !slices.Equal(got, []string{"answer_rate_unknown", "talk_unknown", "wrap_up_unknown"}) {
		t.Errorf("assumes %v", got)
	}
	if f.Reached.P90-f.Reached.P10 < 20 {
		t.Errorf("sure of itself: %+v", *f.Reached)
	}
}

// Many agents and a list that is due in three days: what is simulated call by call begins then, not now.
func TestRehearseLater(t *testing.T) {
	in := rehearsed(t, 2000)
	in.Agents, in.Lines = 50, 150
	for _, later := range []time.Duration{72 * time.Hour, 5 * time.Hour} {
		in.Due[0].At = rehearsedAt.Add(later)
		f := rehearse(t, in, 2)
		if f.Dialled == nil || f.Dialled.P50 < 2000 || f.Reached.P50 < 900 || f.Finish == nil || f.Finish.P50.Before(in.Due[0].At) {
			t.Errorf("due %s later: %+v", later, f)
		}
		in.Agents = 200
	}
}

// More than can be simulated call by call goes on at the pace of the first days, inside the window, and takes longer the more there is.
func TestRehearseExtrapolates(t *testing.T) {
	last := rehearsedAt
	for _, n := range []int{5000, 20000} {
		in := rehearsed(t, n)
		in.Mode = dialer.Progressive
		in.Agents = 50
		f := rehearse(t, in, 1)
		if f.Finish == nil || !f.Finish.P50.After(last) || !in.Window.Open(f.Finish.P50.Add(-time.Minute)) {
			t.Fatalf("%d follow-ups finish at %+v", n, f.Finish)
		}
		last = f.Finish.P50
	}
	in := rehearsed(t, 2_000_000)
	in.Mode = dialer.Progressive
	f := rehearse(t, in, 1)
	if f.Finish != nil || f.Finished != 0 || !slices.Contains(codes(f), "extrapolated") {
		t.Errorf("two million follow-ups are done at %+v by five agents", f.Finish)
	}
}

func TestRehearseIsCutShort(t *testing.T) {
	asked := 0
	f, err := Rehearse(rehearsed(t, 3000), rehearsedAt, 10, func() bool { asked++; return asked > 60 })
	if err != nil {
		t.Fatal(err)
	}
	if f.Runs != 1 || !slices.Contains(codes(f), "cut_short") || f.Occupancy.P50 <= 0 {
		t.Errorf("%+v", f)
	}
}

func TestRehearseRefuses(t *testing.T) {
	for want, change := range map[error]func(*RehearsalInput){
		ErrNotRehearsed: func(in *RehearsalInput) { in.Mode = dialer.Agentless },
		ErrNoAgents:     func(in *RehearsalInput) { in.Agents = 0 },
		ErrNeverOpens:   func(in *RehearsalInput) { in.Window = window.Window{Zone: "Asia/Shanghai"}.Bind(nil) },
	} {
		in := rehearsed(t, 10)
		change(&in)
		if _, err := Rehearse(in, rehearsedAt, 1, func() bool { return false }); !errors.Is(err, want) {
			t.Errorf("%v, not %v", err, want)
		}
	}
	if f := rehearse(t, rehearsed(t, 0), 3); f.FollowUps != 0 || f.Runs != 0 || f.Finish != nil {
		t.Errorf("nothing waits, and yet %+v", f)
	}
}
