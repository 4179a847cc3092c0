// Package retry decides what becomes of a follow-up when an attempt has ended without reaching the customer
// (requirement R11, invariant I3). It is pure: the time is an argument.
//
// It knows network outcomes only. What follows an answered call is the agent's disposition, not this policy, and
// whether the moment it names is inside the calling window is the window's matter: dial at window.Next(Decision.At).
package retry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Actions of a Rule.
const (
	ActionRetry = "retry"
	ActionEnd   = "end"
)

// Policy is what to do by outcome. Its JSON form is kept in the database and sent by the API:
//
//	{"max_attempts":2,"rules":{"vacant":{"action":"end"},"busy":{"action":"retry","delay_s":1800,"limit":2}},"default":{"action":"end"}}
type Policy struct {
	MaxAttempts int             `json:"max_attempts"`    // dials in all for one follow-up, whatever their outcomes; 1 to 20
	Rules       map[string]Rule `json:"rules,omitempty"` // by outcome; never for "answered"
	Default     Rule            `json:"default"`         // for outcomes without a rule
}

// Rule is what to do after one outcome.
type Rule struct {
	Action string `json:"action"`            // ActionRetry or ActionEnd
	DelayS int    `json:"delay_s,omitempty"` // ActionRetry: seconds from the end of the attempt; 1 to 30 days
	Limit  int    `json:"limit,omitempty"`   // ActionRetry: end when so many attempts had this outcome; 0: MaxAttempts alone limits
}

// History is what has happened to the follow-up, the attempt that has just ended included.
type History struct {
	Attempts  int            // dials made: follow_up.attempts
	ByOutcome map[string]int // ended attempts by outcome; an outcome that is missing counts as once for the attempt just ended
}

// Decision is what becomes of the follow-up.
type Decision struct {
	Retry  bool
	At     time.Time // when Retry: not before this moment
	Reason string    // one of the Reason constants; with the outcome it explains the decision
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
//   - failed (our trunk, our network) and interrupted (our restart): again after 60 s, because the customer was not the
//     cause. They count as attempts all the same: it cannot be known whether the phone rang, and the limit is never
//     exceeded (I3). A trunk that fails every call must be taken out of use by the runner, not by this policy.
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
	switch {
	case rule.Action != ActionRetry:
		return Decision{Reason: ReasonFinal}
	case rule.Limit > 0 && max(1, h.ByOutcome[outcome]) >= rule.Limit:
		return Decision{Reason: ReasonOutcomeLimit}
	case h.Attempts >= p.MaxAttempts:
		return Decision{Reason: ReasonMaxAttempts}
	}
	delay := time.Duration(min(max(0, rule.DelayS), maxDelayS)) * time.Second
	return Decision{Retry: true, At: now.Add(delay), Reason: ReasonRetry}
}

// The codes of a FieldError, stable for translation by the caller.
const (
	CodeBadJSON        = "json_bad"
	CodeUnknownField   = "field_unknown"
	CodeAttemptsRange  = "attempts_out_of_range"
	CodeOutcomeUnknown = "outcome_unknown"
	CodeActionBad      = "action_bad"
	CodeDelayRange     = "delay_out_of_range"
	CodeLimitRange     = "limit_out_of_range"
)

// FieldError is one problem of one member of the JSON form.
type FieldError struct {
	Pointer string `json:"pointer"` // RFC 6901: "/rules/busy/delay_s", "" for the whole
	Code    string `json:"code"`
	Detail  string `json:"detail"` // English, for people
}

// Errors is all that is wrong with a policy; never empty as an error.
type Errors []FieldError

func (e Errors) Error() string {
	parts := make([]string, len(e))
	for i, f := range e {
		parts[i] = fmt.Sprintf("%s: %s (%s)", f.Pointer, f.Detail, f.Code)
	}
	return "retry policy: " + strings.Join(parts, "; ")
}

func (e *Errors) add(code, pointer, detail string, args ...any) {
	*e = append(*e, FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(detail, args...)})
}

// Parse reads the JSON form strictly: an unknown member is an error. The error is always an Errors with everything that
// is wrong, or with the first fault of form.
func Parse(data []byte) (Policy, error) {
	var p Policy
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(&p)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("more text after the end")
		}
	}
	if err != nil {
		return Policy{}, Errors{formError(err)}
	}
	if errs := p.Validate(); len(errs) > 0 {
		return Policy{}, errs
	}
	return p, nil
}

func formError(err error) FieldError {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		pointer := ""
		if wrong.Field != "" {
			pointer = "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		}
		return FieldError{pointer, CodeBadJSON, "a JSON " + wrong.Value + " does not belong here"}
	case strings.Contains(err.Error(), "unknown field"):
		return FieldError{"", CodeUnknownField, strings.TrimPrefix(err.Error(), "json: ")}
	}
	return FieldError{"", CodeBadJSON, err.Error()}
}

// Validate returns everything that is wrong, rules in the order of their names; nothing when the policy can be used.
func (p Policy) Validate() Errors {
	var errs Errors
	if p.MaxAttempts < 1 || p.MaxAttempts > maxAttempts {
		errs.add(CodeAttemptsRange, "/max_attempts", "must be 1 to %d", maxAttempts)
	}
	for _, outcome := range slices.Sorted(maps.Keys(p.Rules)) {
		at := "/rules/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(outcome)
		if !slices.Contains(outcomes, outcome) {
			errs.add(CodeOutcomeUnknown, at, "must be one of %s", strings.Join(outcomes, ", "))
		}
		p.Rules[outcome].validate(&errs, at)
	}
	p.Default.validate(&errs, "/default")
	return errs
}

func (r Rule) validate(errs *Errors, at string) {
	if r.Action != ActionRetry && r.Action != ActionEnd {
		errs.add(CodeActionBad, at+"/action", "must be %q or %q", ActionRetry, ActionEnd)
	}
	if r.Action == ActionRetry && r.DelayS < 1 || r.DelayS < 0 || r.DelayS > maxDelayS {
		errs.add(CodeDelayRange, at+"/delay_s", "must be 1 to %d seconds", maxDelayS)
	}
	if r.Limit < 0 || r.Limit > maxAttempts {
		errs.add(CodeLimitRange, at+"/limit", "must be 0 to %d", maxAttempts)
	}
}
