package campaign_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huifang/campaign"
	"huifang/dialer"
)

// ready is a situation in which everything due can be dialled.
func ready() campaign.Situation {
	return campaign.Situation{
		State: campaign.Running, WindowOpen: true, AgentsAssigned: 2, AgentsSignedIn: 2, AgentsReady: 1,
		AsteriskUp: true, TrunkKnown: true, TrunkMax: 10, TrunkCalls: 1,
		Counts: campaign.Counts{Total: 10, Waiting: 8, Due: 6, Live: 1, Completed: 1}, Free: 6,
	}
}

func codes(r campaign.Readiness) []string {
	out := []string{}
	for _, x := range r.Reasons {
		out = append(out, x.Code)
	}
	return out
}

func TestAssess(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		change func(*campaign.Situation)
		now    int
		codes  []string
	}{
		{"all is well", func(*campaign.Situation) {}, 6, []string{}},
		{"draft", func(s *campaign.Situation) { s.State = campaign.Draft }, 0, []string{"not_running"}},
		{"paused", func(s *campaign.Situation) { s.State = campaign.Paused }, 0, []string{"not_running"}},
		{"closed", func(s *campaign.Situation) { s.WindowOpen, s.NextOpen = false, &at }, 0, []string{"window_closed"}},
		{"nobody assigned", func(s *campaign.Situation) { s.AgentsAssigned, s.AgentsReady = 0, 0 }, 0, []string{"no_agents_assigned"}},
		{"nobody ready", func(s *campaign.Situation) { s.AgentsReady = 0 }, 0, []string{"no_agents_ready"}},
		{"asterisk", func(s *campaign.Situation) { s.AsteriskUp = false }, 0, []string{"asterisk_down"}},
		{"trunk gone", func(s *campaign.Situation) { s.TrunkKnown = false }, 0, []string{"trunk_unknown"}},
		{"trunk full", func(s *campaign.Situation) { s.TrunkCalls = 10 }, 0, []string{"trunk_full"}},
		{"trunk down", func(s *campaign.Situation) {
			s.TrunkCalls, s.TrunkTrouble = 10, &campaign.Reason{Code: campaign.ReasonTrunkDown, Detail: "no_options"}
		}, 0, []string{"trunk_down"}},
		{"by hand", func(s *campaign.Situation) { s.Mode = dialer.Manual }, 0, []string{"dialled_by_hand"}},
		{"a notice needs nobody", func(s *campaign.Situation) { s.Mode, s.AgentsAssigned, s.AgentsReady = dialer.Agentless, 0, 0 }, 6, []string{}},
		{"prediction, nobody ready yet", func(s *campaign.Situation) { s.Mode, s.AgentsReady = dialer.Predictive, 0 }, 6, []string{}},
		{"prediction, nobody here", func(s *campaign.Situation) { s.Mode, s.AgentsReady, s.AgentsSignedIn = dialer.Predictive, 0, 0 }, 0, []string{"no_agents_ready"}},
		{"trunk without limit", func(s *campaign.Situation) { s.TrunkMax, s.TrunkCalls = 0, 99 }, 6, []string{}},
		{"nothing due", func(s *campaign.Situation) { s.Counts.Due, s.Free, s.NextDue = 0, 0, &at }, 0, []string{"no_due"}},
		{"all done", func(s *campaign.Situation) { s.Counts, s.Free = campaign.Counts{Total: 3, Completed: 3}, 0 }, 0, []string{"all_done"}},
		{"a queue that nobody has to be called back from", func(s *campaign.Situation) { s.Mode, s.Counts, s.Free = dialer.Inbound, campaign.Counts{}, 0 }, 0, []string{}},
		{"a queue with a callback for later", func(s *campaign.Situation) { s.Mode, s.Counts.Due, s.Free, s.NextDue = dialer.Inbound, 0, 0, &at }, 0, []string{}},
		{"some held back", func(s *campaign.Situation) { s.Free, s.OnDNC, s.NumberBusy, s.WaitingOnAgent = 2, 1, 2, 1 }, 2,
			[]string{"number_busy", "on_dnc", "waiting_for_agent"}},
		{"nobody who fits", func(s *campaign.Situation) { s.NoneFits = true }, 0, []string{"no_agent_fits"}},
		{"nobody who fits, nothing free", func(s *campaign.Situation) { s.NoneFits, s.Free, s.NumberBusy = true, 0, 6 }, 0, []string{"number_busy"}},
		{"a notice suits everybody", func(s *campaign.Situation) { s.Mode, s.NoneFits = dialer.Agentless, true }, 6, []string{}},
		{"several at once", func(s *campaign.Situation) { s.WindowOpen, s.AgentsReady, s.AsteriskUp = false, 0, false }, 0,
			[]string{"no_agents_ready", "window_closed", "asterisk_down"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := ready()
			c.change(&s)
			r := campaign.Assess(s)
			if r.DiallableNow != c.now || !slices.Equal(codes(r), c.codes) {
				t.Fatalf("%d %v, want %d %v", r.DiallableNow, codes(r), c.now, c.codes)
			}
		})
	}
	s := ready()
	s.WindowOpen, s.NextOpen = false, &at
	if r := campaign.Assess(s); r.Reasons[0].Until == nil || !r.Reasons[0].Until.Equal(at) {
		t.Fatal("window_closed does not say until when")
	}
}

// Zero always has a reason (but for a queue, which takes calls meanwhile), and what is due is what can be dialled plus what is held back.
func TestAssessNeverSaysZeroWithoutAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) int { return rapid.IntRange(0, 3).Draw(t, name) }
		b := func(name string) bool { return rapid.Bool().Draw(t, name) }
		s := campaign.Situation{
			State:      rapid.SampledFrom([]campaign.State{campaign.Draft, campaign.Running, campaign.Paused, campaign.Stopped, campaign.Finished}).Draw(t, "state"),
			WindowOpen: b("open"), AgentsAssigned: n("assigned"), AgentsSignedIn: n("signed in"), AgentsReady: n("ready"),
			AsteriskUp: b("asterisk"), TrunkKnown: b("trunk"), TrunkCalls: n("calls"), TrunkMax: n("max"),
			OnDNC: n("dnc"), NumberBusy: n("busy"), WaitingOnAgent: n("waiting"), Free: n("free"),
		}
		s.Counts.Due = s.OnDNC + s.NumberBusy + s.WaitingOnAgent + s.Free
		s.Counts.Waiting = s.Counts.Due + n("later")
		s.Counts.Live = n("live")
		s.Counts.Total = s.Counts.Waiting + s.Counts.Live
		r := campaign.Assess(s)
		if r.DiallableNow == 0 && len(r.Reasons) == 0 {
			t.Fatal("0 without a reason")
		}
		held := 0
		for _, x := range r.Reasons {
			switch x.Code {
			case campaign.ReasonOnDNC, campaign.ReasonNumberBusy, campaign.ReasonWaitingOnAgent:
				held += *x.Count
			}
		}
		if r.DiallableNow != 0 && r.DiallableNow+held != r.Counts.Due {
			t.Fatalf("%d diallable + %d held back is not %d due", r.DiallableNow, held, r.Counts.Due)
		}
	})
}
