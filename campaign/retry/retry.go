// Package retry decides what becomes of a follow-up when an attempt has ended without reaching the customer
// (requirement R11, invariant I3). It is pure: the time is an argument.
//
// It knows network outcomes only. What follows an answered call is the agent's disposition, not this policy, and
// whether the moment it names is inside the calling window is the window's matter: dial at window.Next(Decision.At).
package retry

import (
	"maps"
	"slices"
	"strings"
	"time"

	"huifang/campaign/field"
)

// Actions of a Rule.
const (
	ActionRetry = "retry"
	ActionEnd   = "end"
)

// NumberNext is the Number of a Rule that goes on with the contact's next number.
const NumberNext = "next"

// Policy is what to do by outcome. Its JSON form is kept in the database and sent by the API:
//
//	{"max_attempts":2,"rules":{"vacant":{"action":"end"},"busy":{"action":"retry","delay_s":1800,"limit":2}},"default":{"action":"end"}}
type Policy struct {
	MaxAttempts int             `json:"max_attempts"`    // dials in all for one follow-up, whatever their outcomes; 1 to 20
	Rules       map[string]Rule `json:"rules,omitempty"` // by outcome; never for "answered"
	Default     Rule            `json:"default"`         // for outcomes without a rule

	// Dispositions are the rules of business labels whose effect is to dial again, by code; one without a rule waits as
	// long as after no_answer.
	Dispositions map[string]Rule `json:"dispositions,omitempty"`
}

// Rule is what to do after one outcome.
type Rule struct {
	Action string `json:"action"`            // ActionRetry or ActionEnd
	DelayS int    `json:"delay_s,omitempty"` // ActionRetry: seconds from the end of the attempt; 1 to 30 days
	Limit  int    `json:"limit,omitempty"`   // ActionRetry: end when so many attempts had this outcome; 0: MaxAttempts alone limits
	Days   int    `json:"days,omitempty"`    // not before so many midnights have passed in the campaign's zone: 1 is not on the same day
	Number string `json:"number,omitempty"`  // NumberNext: dial the contact's next number; when there is none, Action decides
}

// History is what has happened to the follow-up, the attempt that has just ended included.
type History struct {
	Attempts    int            // dials made: follow_up.attempts
	ByOutcome   map[string]int // ended attempts by outcome; an outcome that is missing counts as once for the attempt just ended
	MoreNumbers bool           // the contact has another number that was not tried yet
	Zone        *time.Location // of the campaign, for Rule.Days; nil: UTC
}

// Decision is what becomes of the follow-up.
type Decision struct {
	Retry  bool
	At     time.Time // when Retry: not before this moment
	Reason string    // one of the Reason constants; with the outcome it explains the decision
	Next   bool      // when Retry: on the contact's next number
}

// Reasons of a Decision, stable for translation by the caller.
const (
	ReasonRetry        = "retry"               // dialled again at At
	ReasonFinal        = "outcome_final"       // the policy ends the follow-up after this outcome
	ReasonOutcomeLimit = "outcome_limit"       // this outcome came as often as its rule allows
	ReasonMaxAttempts  = "max_attempts"        // no dials are left
	ReasonDisposition  = "disposition_decides" // the call was answered: nothing is decided here
)

// Outcomes that a rule may name, in the order of the design's list. "answered" is not among them.
var outcomes = []string{"busy", "no_answer", "powered_off", "suspended", "vacant", "rejected", "unreachable", "machine", "fax",
	"abandoned", "failed", "interrupted"}

// Outcomes returns the outcomes that a rule may name.
func Outcomes() []string { return slices.Clone(outcomes) }

const (
	maxAttempts = 20
	maxDelayS   = 30 * 24 * 60 * 60
	ownFaultS   = 60
)

// Default is the policy of a campaign that says only how often and after how long:
//
//   - busy, no_answer, unreachable, powered_off, rejected, machine, abandoned and anything unknown: again after delay
//     (whole seconds, at least one);
//   - vacant and suspended end at once: the number will not work tomorrow either (R11), and carriers count dials to dead
//     numbers against the caller; fax ends, as nobody is there;
//   - failed (our network) and interrupted (our restart): again after 60 s, because the customer was not the
//     cause. They count as attempts all the same: it cannot be known whether the phone rang, and the limit is never
//     exceeded (I3). What a trunk refused before anything rang does not come here: it is given back (campaign/store), and a
//     trunk that fails every call is taken out of use (dialer/trunk).
//
// The documents' rule for unanswered calls (a second time and then no more, R11) is Default(2, delay).
func Default(attempts int, delay time.Duration) Policy {
	again := Rule{Action: ActionRetry, DelayS: max(1, int(delay/time.Second))}
	end := Rule{Action: ActionEnd}
	own := Rule{Action: ActionRetry, DelayS: ownFaultS}
	return Policy{
		MaxAttempts: attempts,
		Rules: map[string]Rule{
			"busy": again, "no_answer": again, "unreachable": again, "powered_off": again,
			"rejected": again, "machine": again, "abandoned": again,
			"suspended": end, "vacant": end, "fax": end,
			"failed": own, "interrupted": own,
		},
		Default: again,
	}
}

// Documents is the rule of the documents (R11): a number not answered may be dialled a second time and after that not
// again for this follow-up. Powered off and suspended are not a success and are not repeated on the same day. A vacant
// number is not dialled again: the contact's next number is, and when there is none the follow-up ends and asks for the
// data to be corrected.
func Documents() Policy {
	second := Rule{Action: ActionRetry, DelayS: 2 * 60 * 60, Limit: 2}
	tomorrow := Rule{Action: ActionRetry, DelayS: 1, Days: 1, Limit: 2}
	own := Rule{Action: ActionRetry, DelayS: ownFaultS}
	return Policy{
		MaxAttempts: 4, // room for trouble of our own beside the two that the customer can notice
		Rules: map[string]Rule{
			"busy": second, "no_answer": second, "unreachable": second, "rejected": {Action: ActionEnd},
			"machine": second, "abandoned": second,
			"powered_off": tomorrow, "suspended": tomorrow,
			"vacant": {Action: ActionEnd, Number: NumberNext, DelayS: ownFaultS}, "fax": {Action: ActionEnd, Number: NumberNext, DelayS: ownFaultS},
			"failed": own, "interrupted": own,
		},
		Default: second,
	}
}

// Decide returns what becomes of a follow-up whose attempt ended with outcome at now. It grants a retry only while
// h.Attempts < p.MaxAttempts, and At is never before now. A policy that Validate refuses grants nothing more than it says.
func Decide(p Policy, h History, outcome string, now time.Time) Decision {
	if outcome == "answered" {
		return Decision{Reason: ReasonDisposition}
	}
	rule, ok := p.Rules[outcome]
	if !ok {
		rule = p.Default
	}
	return decide(p, rule, h, outcome, now)
}

// DecideDisposition does the same for an answered call whose disposition asks for another dial.
func DecideDisposition(p Policy, h History, code string, now time.Time) Decision {
	rule, ok := p.Dispositions[code]
	if !ok {
		delay := ownFaultS
		for _, r := range []Rule{p.Default, p.Rules["no_answer"]} {
			if r.Action == ActionRetry {
				delay = r.DelayS
			}
		}
		rule = Rule{Action: ActionRetry, DelayS: delay}
	}
	return decide(p, rule, h, code, now)
}

func decide(p Policy, rule Rule, h History, what string, now time.Time) Decision {
	next := rule.Number == NumberNext && h.MoreNumbers
	switch {
	case rule.Action != ActionRetry && !next:
		return Decision{Reason: ReasonFinal}
	case !next && rule.Limit > 0 && max(1, h.ByOutcome[what]) >= rule.Limit:
		return Decision{Reason: ReasonOutcomeLimit}
	case h.Attempts >= p.MaxAttempts:
		return Decision{Reason: ReasonMaxAttempts}
	}
	at := now.Add(time.Duration(min(max(0, rule.DelayS), maxDelayS)) * time.Second)
	if rule.Days > 0 {
		zone := h.Zone
		if zone == nil {
			zone = time.UTC
		}
		y, m, d := now.In(zone).Date()
		if midnight := time.Date(y, m, d+min(rule.Days, maxDelayS/(24*60*60)), 0, 0, 0, 0, zone); midnight.After(at) {
			at = midnight
		}
	}
	return Decision{Retry: true, At: at, Reason: ReasonRetry, Next: next}
}

// The codes of a field.Error, stable for translation by the caller.
const (
	CodeAttemptsRange  = "attempts_out_of_range"
	CodeOutcomeUnknown = "outcome_unknown"
	CodeActionBad      = "action_bad"
	CodeDelayRange     = "delay_out_of_range"
	CodeLimitRange     = "limit_out_of_range"
	CodeDaysRange      = "days_out_of_range"
	CodeNumberBad      = "number_bad"
)

// Parse reads the JSON form strictly: an unknown member is an error. The error is always an Errors with everything that
// is wrong, or with the first fault of form.
func Parse(data []byte) (Policy, error) {
	var p Policy
	if err := field.Decode(data, &p); err != nil {
		return Policy{}, err
	}
	if errs := p.Validate(); len(errs) > 0 {
		return Policy{}, errs
	}
	return p, nil
}

// Validate returns everything that is wrong, rules in the order of their names; nothing when the policy can be used.
func (p Policy) Validate() field.Errors {
	var errs field.Errors
	if p.MaxAttempts < 1 || p.MaxAttempts > maxAttempts {
		errs.Add(CodeAttemptsRange, "/max_attempts", "must be 1 to %d", maxAttempts)
	}
	for _, outcome := range slices.Sorted(maps.Keys(p.Rules)) {
		at := "/rules/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(outcome)
		if !slices.Contains(outcomes, outcome) {
			errs.Add(CodeOutcomeUnknown, at, "must be one of %s", strings.Join(outcomes, ", "))
		}
		p.Rules[outcome].validate(&errs, at)
	}
	p.Default.validate(&errs, "/default")
	for _, code := range slices.Sorted(maps.Keys(p.Dispositions)) {
		p.Dispositions[code].validate(&errs, "/dispositions/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(code))
	}
	return errs
}

func (r Rule) validate(errs *field.Errors, at string) {
	if r.Action != ActionRetry && r.Action != ActionEnd {
		errs.Add(CodeActionBad, at+"/action", "must be %q or %q", ActionRetry, ActionEnd)
	}
	if r.Action == ActionRetry && r.DelayS < 1 || r.DelayS < 0 || r.DelayS > maxDelayS {
		errs.Add(CodeDelayRange, at+"/delay_s", "must be 1 to %d seconds", maxDelayS)
	}
	if r.Limit < 0 || r.Limit > maxAttempts {
		errs.Add(CodeLimitRange, at+"/limit", "must be 0 to %d", maxAttempts)
	}
	if r.Days < 0 || r.Days > maxDelayS/(24*60*60) {
		errs.Add(CodeDaysRange, at+"/days", "must be 0 to %d", maxDelayS/(24*60*60))
	}
	if r.Number != "" && r.Number != NumberNext {
		errs.Add(CodeNumberBad, at+"/number", "must be %q or absent", NumberNext)
	}
}
