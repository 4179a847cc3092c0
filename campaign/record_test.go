package campaign_test

import (
	"strings"
	"testing"
	"time"

	"huifang/campaign"
)

func TestStateOfRecord(t *testing.T) {
	due := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	at := func(d time.Duration) *time.Time { v := due.Add(d); return &v }
	for _, c := range []struct {
		finished *time.Time
		now      time.Duration
		want     campaign.RecordState
	}{
		{nil, -time.Hour, campaign.RecordOpen},
		{nil, 0, campaign.RecordOpen},
		{nil, time.Microsecond, campaign.RecordOverdue},
		{at(-time.Hour), -time.Minute, campaign.RecordComplete},
		{at(0), 48 * time.Hour, campaign.RecordComplete},
		{at(time.Microsecond), 48 * time.Hour, campaign.RecordLate},
	} {
		if got := campaign.StateOfRecord(due, c.finished, due.Add(c.now)); got != c.want {
			t.Errorf("finished %v, now %v: %s, want %s", c.finished, c.now, got, c.want)
		}
	}
}

func TestRecordLacks(t *testing.T) {
	required := []string{"a", "b"}
	for name, c := range map[string]struct {
		finished bool
		effect   string
		answers  map[string]string
		lost     bool
		want     string
	}{
		"nothing said yet":             {false, "", nil, false, "disposition answer:a answer:b"},
		"blank is no answer":           {false, "", map[string]string{"a": " ", "b": "yes"}, true, "disposition answer:a recording"},
		"completed":                    {true, "complete", map[string]string{"a": "1", "b": "2"}, false, ""},
		"completed, an answer missing": {true, "complete", map[string]string{"a": "1"}, false, "answer:b"},
		"a refusal needs no answers":   {true, "end", nil, false, ""},
		"the audio was lost":           {true, "end", nil, true, "recording"},
	} {
		if got := strings.Join(campaign.RecordLacks(c.finished, c.effect, required, c.answers, c.lost), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
