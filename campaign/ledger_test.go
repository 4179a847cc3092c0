package campaign

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"huifang/campaign/window"
)

// The ledger always adds up, whatever it is given.
func TestLedgerAddsUp(t *testing.T) {
	states := []string{"waiting", "live", "wrapup", "completed", "exhausted", "cancelled", "of a later version"}
	reasons := []string{LedgerDue, LedgerLater, LedgerCallback, LedgerCaps, "number_busy", "on_dnc", "do_not_call", "outcome_final:vacant", ""}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(t, "minute")) * time.Minute)
		campaigns := []LedgerCampaign{
			{1, Running, window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 3}, From: "10:00", To: "11:30"}}}.Bind(nil)},
			{2, Paused, nil}, {3, Running, window.Window{}.Bind(nil)}, {4, Stopped, nil},
		}
		var counts []LedgerCount
		total := 0
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			later := now.Add(time.Duration(rapid.IntRange(1, 1e6).Draw(t, "later")) * time.Second)
			c := LedgerCount{int64(rapid.IntRange(1, 5).Draw(t, "campaign")), rapid.SampledFrom(states).Draw(t, "state"),
				rapid.SampledFrom(reasons).Draw(t, "reason"), rapid.IntRange(0, 1000).Draw(t, "count"), &later}
			total += c.Count
			counts = append(counts, c)
		}
		l := MakeLedger(counts, campaigns, now)
		lines := 0
		seen := map[LedgerLine]bool{}
		for _, line := range l.Lines {
			lines += line.Count
			k := LedgerLine{Class: line.Class, Reason: line.Reason}
			if seen[k] {
				t.Fatalf("%+v stands twice", k)
			}
			seen[k] = true
			if line.Reason == LedgerDue && line.Class == LedgerWaiting && !campaigns[0].Window.Open(now) {
				t.Fatal("due although the only window is closed")
			}
			if line.Until != nil && line.Until.Before(now) {
				t.Fatalf("%+v waits for the past", line)
			}
		}
		if l.Total != total || lines != total || l.Done+l.Reached+l.Waiting+l.Not != total {
			t.Fatalf("total %d, lines %d, classes %d, given %d", l.Total, lines, l.Done+l.Reached+l.Waiting+l.Not, total)
		}
	})
}
