package retry

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huifang/campaign/field"
)

var now = time.Date(2026, 7, 7, 10, 0, 0, 0, time.UTC)

func TestDecide(t *testing.T) {
	p := Default(3, time.Hour)
	p.Rules["no_answer"] = Rule{Action: ActionRetry, DelayS: 3600, Limit: 2} // R11: a second time, and then not again
	again := func(d time.Duration) Decision { return Decision{Retry: true, At: now.Add(d), Reason: ReasonRetry} }
	for _, c := range []struct {
		name     string
		outcome  string
		attempts int
		by       map[string]int
		want     Decision
	}{
		{"first no answer", "no_answer", 1, map[string]int{"no_answer": 1}, again(time.Hour)},
		{"second no answer", "no_answer", 2, map[string]int{"no_answer": 2}, Decision{Reason: ReasonOutcomeLimit}},
		{"no answer after busy", "no_answer", 2, map[string]int{"no_answer": 1, "busy": 1}, again(time.Hour)},
		{"busy", "busy", 2, map[string]int{"busy": 2}, again(time.Hour)},
		{"busy, the last", "busy", 3, map[string]int{"busy": 3}, Decision{Reason: ReasonMaxAttempts}},
		{"powered off", "powered_off", 1, nil, again(time.Hour)},
		{"unreachable", "unreachable", 1, nil, again(time.Hour)},
		{"rejected", "rejected", 1, nil, again(time.Hour)},
		{"machine", "machine", 1, nil, again(time.Hour)},
		{"abandoned", "abandoned", 1, nil, again(time.Hour)},
		{"vacant", "vacant", 1, nil, Decision{Reason: ReasonFinal}},
		{"suspended", "suspended", 1, nil, Decision{Reason: ReasonFinal}},
		{"fax", "fax", 1, nil, Decision{Reason: ReasonFinal}},
		{"vacant, the last", "vacant", 3, nil, Decision{Reason: ReasonFinal}},
		{"failed", "failed", 1, nil, again(time.Minute)},
		{"interrupted", "interrupted", 2, nil, again(time.Minute)},
		{"failed, the last", "failed", 3, nil, Decision{Reason: ReasonMaxAttempts}},
		{"of a later version", "captcha", 1, nil, again(time.Hour)},
		{"answered", "answered", 1, nil, Decision{Reason: ReasonDisposition}},
	} {
		got := Decide(p, History{Attempts: c.attempts, ByOutcome: c.by}, c.outcome, now)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
	once := Policy{MaxAttempts: 5, Default: Rule{Action: ActionRetry, DelayS: 1, Limit: 1}}
	if got := Decide(once, History{Attempts: 1}, "busy", now); got.Reason != ReasonOutcomeLimit {
		t.Errorf("limit without a count: %+v", got)
	}
}

func TestDefaultIsValidForEveryOutcome(t *testing.T) {
	p := Default(2, 30*time.Minute)
	if errs := p.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, o := range Outcomes() {
		if _, ok := p.Rules[o]; !ok {
			t.Errorf("no rule for %s", o)
		}
	}
	if errs := Default(1, 0).Validate(); len(errs) > 0 {
		t.Error(errs)
	}
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(data)
	if err != nil || !cmp.Equal(p, back) {
		t.Errorf("%v %s", err, cmp.Diff(p, back))
	}
}

func TestParseRefuses(t *testing.T) {
	type want struct{ Pointer, Code string }
	for text, wants := range map[string][]want{
		``:                      {{"", field.CodeBadJSON}},
		`{"max_attempts":"2"}`:  {{"/max_attempts", field.CodeBadJSON}},
		`{"max_attempts":2} {}`: {{"", field.CodeBadJSON}},
		`{"attempts":2}`:        {{"", field.CodeUnknown}},
		`{"max_attempts":0,"default":{"action":"end"}}`:  {{"/max_attempts", CodeAttemptsRange}},
		`{"max_attempts":21,"default":{"action":"end"}}`: {{"/max_attempts", CodeAttemptsRange}},
		`{"max_attempts":2}`:                             {{"/default/action", CodeActionBad}},
		`{"max_attempts":-1,"rules":{"busy":{"action":"retry"},"answered":{"action":"end"},"a/b~":{"action":"stop","limit":-1}},"default":{"action":"retry","delay_s":2592001,"limit":21}}`: {
			{"/max_attempts", CodeAttemptsRange}, {"/rules/a~1b~0", CodeOutcomeUnknown}, {"/rules/a~1b~0/action", CodeActionBad}, {"/rules/a~1b~0/limit", CodeLimitRange},
			{"/rules/answered", CodeOutcomeUnknown}, {"/rules/busy/delay_s", CodeDelayRange}, {"/default/delay_s", CodeDelayRange}, {"/default/limit", CodeLimitRange},
		},
	} {
		_, err := Parse([]byte(text))
		var errs field.Errors
		if !errors.As(err, &errs) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got []want
		for _, e := range errs {
			got = append(got, want{e.Pointer, e.Code})
		}
		if d := cmp.Diff(wants, got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

func drawPolicy(t *rapid.T) Policy {
	rule := rapid.Custom(func(t *rapid.T) Rule {
		return Rule{
			Action: rapid.SampledFrom([]string{ActionRetry, ActionRetry, ActionEnd, ""}).Draw(t, "action"),
			DelayS: rapid.OneOf(rapid.IntRange(1, 7200), rapid.Int()).Draw(t, "delay"),
			Limit:  rapid.IntRange(-1, 4).Draw(t, "limit"),
		}
	})
	return Policy{
		MaxAttempts: rapid.IntRange(-1, 20).Draw(t, "max"),
		Rules:       rapid.MapOf(rapid.SampledFrom(outcomes), rule).Draw(t, "rules"),
		Default:     rule.Draw(t, "default"),
	}
}

// A follow-up that is dialled as often as the policy lets it ends, after at most MaxAttempts dials (and the first), with
// no more of one outcome than its limit, and time never runs back. It holds even for policies that Validate refuses.
func TestFollowUpEndsInTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		h := History{ByOutcome: map[string]int{}}
		clock := now
		for {
			h.Attempts++
			if h.Attempts > max(1, p.MaxAttempts) {
				t.Fatalf("dial %d of at most %d", h.Attempts, p.MaxAttempts)
			}
			outcome := rapid.SampledFrom(append(Outcomes(), "unheard_of", "answered")).Draw(t, "outcome")
			h.ByOutcome[outcome]++
			rule, ok := p.Rules[outcome]
			if !ok {
				rule = p.Default
			}
			if rule.Limit > 0 && outcome != "answered" && rule.Action == ActionRetry && h.ByOutcome[outcome] > rule.Limit {
				t.Fatalf("%d times %s, at most %d", h.ByOutcome[outcome], outcome, rule.Limit)
			}
			d := Decide(p, h, outcome, clock)
			if d.Reason == "" || d.Retry != (d.Reason == ReasonRetry) || d.Retry == d.At.IsZero() {
				t.Fatalf("%+v", d)
			}
			if !d.Retry {
				if left := h.Attempts < p.MaxAttempts && rule.Action == ActionRetry && rule.Limit <= 0 && outcome != "answered"; left {
					t.Fatalf("ended after %d of %d: %+v", h.Attempts, p.MaxAttempts, d)
				}
				return
			}
			if outcome == "answered" || rule.Action != ActionRetry || d.At.Before(clock) {
				t.Fatalf("after %s at %v: %+v", outcome, clock, d)
			}
			clock = d.At
		}
	})
}

func TestDocumentsRule(t *testing.T) {
	p := Documents()
	if errs := p.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	shanghai := time.FixedZone("", 8*3600)
	evening := time.Date(2026, 11, 2, 19, 30, 0, 0, shanghai)
	h := func(attempts int, by map[string]int, more bool) History {
		return History{Attempts: attempts, ByOutcome: by, MoreNumbers: more, Zone: shanghai}
	}
	cases := []struct {
		name, outcome string
		h             History
		want          Decision
	}{
		{"not answered once", "no_answer", h(1, map[string]int{"no_answer": 1}, false), Decision{Retry: true, At: evening.Add(2 * time.Hour), Reason: ReasonRetry}},
		{"not answered twice", "no_answer", h(2, map[string]int{"no_answer": 2}, false), Decision{Reason: ReasonOutcomeLimit}},
		{"powered off: not on the same day", "powered_off", h(1, map[string]int{"powered_off": 1}, false), Decision{Retry: true, At: time.Date(2026, 11, 3, 0, 0, 0, 0, shanghai), Reason: ReasonRetry}},
		{"vacant, another number", "vacant", h(1, map[string]int{"vacant": 1}, true), Decision{Retry: true, At: evening.Add(time.Minute), Reason: ReasonRetry, Next: true}},
		{"vacant, no other number", "vacant", h(1, map[string]int{"vacant": 1}, false), Decision{Reason: ReasonFinal}},
		{"another number, but no dials left", "vacant", h(4, map[string]int{"vacant": 1}, true), Decision{Reason: ReasonMaxAttempts}},
	}
	for _, tc := range cases {
		if got := Decide(p, tc.h, tc.outcome, evening); got.Retry != tc.want.Retry || !got.At.Equal(tc.want.At) || got.Reason != tc.want.Reason || got.Next != tc.want.Next {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
}

func TestDisposition(t *testing.T) {
	p := Policy{MaxAttempts: 3, Default: Rule{Action: ActionEnd}, Rules: map[string]Rule{"no_answer": {Action: ActionRetry, DelayS: 600}},
		Dispositions: map[string]Rule{"later": {Action: ActionRetry, DelayS: 1, Days: 2}, "never": {Action: ActionEnd}}}
	for code, want := range map[string]Decision{
		"retry": {Retry: true, At: now.Add(10 * time.Minute), Reason: ReasonRetry},
		"never": {Reason: ReasonFinal},
	} {
		if d := DecideDisposition(p, History{Attempts: 1}, code, now); d.Retry != want.Retry || !d.At.Equal(want.At) || d.Reason != want.Reason {
			t.Errorf("%s: %+v", code, d)
		}
	}
	if d := DecideDisposition(p, History{Attempts: 1}, "later", now); d.At.Before(now.Add(24 * time.Hour)) {
		t.Errorf("two midnights: %+v", d)
	}
	if d := DecideDisposition(p, History{Attempts: 3}, "retry", now); d.Retry || d.Reason != ReasonMaxAttempts {
		t.Errorf("no dials left: %+v", d)
	}
}
