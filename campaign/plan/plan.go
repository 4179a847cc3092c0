// Package plan says what follow-ups there are and when they are due: follow-up types with their questions, and rules from
// events and dates to the spans of time in which a follow-up is to be made (requirements R5, R6, R8, R23). It is pure:
// the time is an argument.
//
// Types and rules are data. Their JSON forms are kept in the database, sent by the API and edited in the web form;
// [Starter] has all types that are delivered.
//
// A rule says when a follow-up is due, to the day. At which hour of that day a call may be placed is the matter of the
// calling window; who of those who are due is chosen is the matter of package quota.
package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"huifang/campaign/field"
)

// Methods of a follow-up (R8).
const (
	MethodPhone         = "phone"
	MethodSMS           = "sms"
	MethodEmail         = "email"
	MethodVisit         = "visit"
	MethodQuestionnaire = "questionnaire"
)

// Kinds of a Question.
const (
	KindOpen         = "open"
	KindYesNo        = "yes_no"
	KindSatisfaction = "satisfaction" // the answers are SatisfactionOptions
	KindChoice       = "choice"
)

// Type is a kind of follow-up (回访类型, R5).
type Type struct {
	Code      string     `json:"code"`     // stable: lower case, digits and _
	LabelZH   string     `json:"label_zh"` // one of the labels may be empty
	LabelEN   string     `json:"label_en"`
	Method    string     `json:"method"` // one of the Method constants
	Share     int        `json:"share"`  // per cent of those who are due that a new plan of this type chooses: 1 to 100 (R7)
	Questions []Question `json:"questions,omitempty"`
	Rule      Rule       `json:"rule"` // the rule that a new plan of this type begins with
}

// Question is one question of a follow-up, asked in the order of the list (R23). A follow-up is successful only when every
// required question is answered (R14).
type Question struct {
	ID       string   `json:"id"` // unique in the type: lower case, digits and _
	TextZH   string   `json:"text_zh"`
	TextEN   string   `json:"text_en"`
	Kind     string   `json:"kind"`              // one of the Kind constants
	Options  []Option `json:"options,omitempty"` // KindChoice: 2 to 20; none for the other kinds
	Required bool     `json:"required,omitempty"`
}

// Option is one answer to choose.
type Option struct {
	Code    string `json:"code"`
	LabelZH string `json:"label_zh"`
	LabelEN string `json:"label_en"`
}

// SatisfactionOptions returns the three answers of KindSatisfaction, best first (R23).
func SatisfactionOptions() []Option {
	return []Option{
		{"satisfied", "满意", "Satisfied"},
		{"basically_satisfied", "基本满意", "Basically satisfied"},
		{"dissatisfied", "不满意", "Dissatisfied"},
	}
}

// The codes of a field.Error, stable for translation by the caller.
const (
	CodeCodeBad         = "code_bad"
	CodeDuplicate       = "duplicate"
	CodeTextMissing     = "text_missing"
	CodeTextTooLong     = "text_too_long"
	CodeMethodUnknown   = "method_unknown"
	CodeShareRange      = "share_out_of_range"
	CodeKindUnknown     = "kind_unknown"
	CodeOptionsCount    = "options_count"
	CodeTooMany         = "too_many"
	CodeZoneMissing     = "zone_missing"
	CodeZoneUnknown     = "zone_unknown"
	CodeTriggerMissing  = "trigger_missing"
	CodeTriggerTwice    = "trigger_twice"
	CodeNeverFires      = "never_fires"
	CodeFormUnknown     = "form_unknown"
	CodeFormNeedsDate   = "form_needs_date"
	CodeMemberMisplaced = "member_misplaced"
	CodeTimeBad         = "time_bad"
	CodeFromNotBeforeTo = "from_not_before_to"
	CodeDaysRange       = "days_out_of_range"
	CodeAfterDaysRange  = "after_days_out_of_range"
	CodeUnitUnknown     = "unit_unknown"
	CodeNRange          = "n_out_of_range"
	CodeCountRange      = "count_out_of_range"
	CodeDateBad         = "date_bad"
	CodeLeadRange       = "lead_out_of_range"
	CodeSecondRange     = "second_out_of_range"
	CodeSpanRange       = "span_out_of_range"
	CodeStepDuplicate   = "step_duplicate"
	CodeStepConflict    = "step_conflict"
	CodeRegionBad       = "region_bad"

	// Of Type.Advice.
	CodeManyQuestions   = "questions_more_than_advised"
	CodeNothingRequired = "nothing_required"

	// Of Rule.Due.
	CodeSubjectNoKey   = "subject_key_missing"
	CodeSubjectNoAt    = "subject_at_missing"
	CodeSubjectNoDate  = "subject_date_missing"
	CodeSubjectDateBad = "subject_date_bad"
	CodeSubjectNoYear  = "subject_year_missing"
	CodeSubjectZone    = "subject_zone_unknown"
)

const (
	advisedQuestions = 3 // R23
	maxQuestions     = 20
	maxOptions       = 20
	maxTypes         = 500
	maxText          = 500 // characters
	maxCode          = 64  // bytes
	codeForm         = "must be lower case letters, digits and _, begin with a letter and have at most 64"
)

// ParseType reads the JSON form of a type strictly: an unknown member is an error. The error is always an Errors with
// everything that is wrong, or with the first fault of form.
func ParseType(data []byte) (Type, error) {
	var t Type
	if err := field.Decode(data, &t); err != nil {
		return Type{}, err
	}
	if errs := t.Validate(); len(errs) > 0 {
		return Type{}, errs
	}
	return t, nil
}

// ParseTypes reads a JSON list of types as ParseType does; the pointers begin with the place in the list.
func ParseTypes(data []byte) ([]Type, error) {
	var types []Type
	if err := field.Decode(data, &types); err != nil {
		return nil, err
	}
	if len(types) > maxTypes {
		return nil, field.Errors{{Code: CodeTooMany, Detail: fmt.Sprintf("%d types, at most %d are allowed", len(types), maxTypes)}}
	}
	var errs field.Errors
	seen := map[string]bool{}
	for i, t := range types {
		at := fmt.Sprintf("/%d", i)
		if seen[t.Code] {
			errs.Add(CodeDuplicate, at+"/code", "code %q is given twice", t.Code)
		}
		seen[t.Code] = true
		t.validate(&errs, at)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return types, nil
}

// ParseRule reads the JSON form of a rule as ParseType does.
func ParseRule(data []byte) (Rule, error) {
	var r Rule
	if err := field.Decode(data, &r); err != nil {
		return Rule{}, err
	}
	if errs := r.Validate(); len(errs) > 0 {
		return Rule{}, errs
	}
	return r, nil
}

// Validate returns everything that is wrong, in the order of the form; nothing when the type can be used.
func (t Type) Validate() field.Errors {
	var errs field.Errors
	t.validate(&errs, "")
	return errs
}

func (t Type) validate(errs *field.Errors, at string) {
	if !IsCode(t.Code) {
		errs.Add(CodeCodeBad, at+"/code", codeForm)
	}
	texts(errs, at, "label", t.LabelZH, t.LabelEN)
	if !slices.Contains([]string{MethodPhone, MethodSMS, MethodEmail, MethodVisit, MethodQuestionnaire}, t.Method) {
		errs.Add(CodeMethodUnknown, at+"/method", "must be phone, sms, email, visit or questionnaire")
	}
	if t.Share < 1 || t.Share > 100 {
		errs.Add(CodeShareRange, at+"/share", "must be 1 to 100 per cent")
	}
	if n := len(t.Questions); n > maxQuestions {
		errs.Add(CodeTooMany, at+"/questions", "%d questions, at most %d are allowed", n, maxQuestions)
	} else {
		seen := map[string]bool{}
		for i, q := range t.Questions {
			q.validate(errs, fmt.Sprintf("%s/questions/%d", at, i), seen)
		}
	}
	t.Rule.validate(errs, at+"/rule")
}

func (q Question) validate(errs *field.Errors, at string, seen map[string]bool) {
	uniqueCode(errs, at+"/id", q.ID, seen)
	texts(errs, at, "text", q.TextZH, q.TextEN)
	switch q.Kind {
	case KindChoice:
		if n := len(q.Options); n < 2 || n > maxOptions {
			errs.Add(CodeOptionsCount, at+"/options", "%d options; a choice has 2 to %d", n, maxOptions)
			return
		}
		codes := map[string]bool{}
		for i, o := range q.Options {
			p := fmt.Sprintf("%s/options/%d", at, i)
			uniqueCode(errs, p+"/code", o.Code, codes)
			texts(errs, p, "label", o.LabelZH, o.LabelEN)
		}
	case KindOpen, KindYesNo, KindSatisfaction:
		if len(q.Options) > 0 {
			errs.Add(CodeOptionsCount, at+"/options", "only a choice has options of its own")
		}
	default:
		errs.Add(CodeKindUnknown, at+"/kind", "must be open, yes_no, satisfaction or choice")
	}
}

// Advice returns what is allowed but not advised: more than three questions (R23), and a type without a required question,
// which is successful as soon as the call is answered (R14).
func (t Type) Advice() []field.Error {
	var errs field.Errors
	if n := len(t.Questions); n > advisedQuestions {
		errs.Add(CodeManyQuestions, "/questions", "%d questions; at most %d are advised", n, advisedQuestions)
	}
	if !slices.ContainsFunc(t.Questions, func(q Question) bool { return q.Required }) {
		errs.Add(CodeNothingRequired, "/questions", "no question is required: every answered call is a success")
	}
	return errs
}

func uniqueCode(errs *field.Errors, at, code string, seen map[string]bool) {
	switch {
	case !IsCode(code):
		errs.Add(CodeCodeBad, at, codeForm)
	case seen[code]:
		errs.Add(CodeDuplicate, at, "%q is given twice", code)
	}
	seen[code] = true
}

// texts checks the Chinese and English form of one text: members name_zh and name_en.
func texts(errs *field.Errors, at, name, zh, en string) {
	if strings.TrimSpace(zh) == "" && strings.TrimSpace(en) == "" {
		errs.Add(CodeTextMissing, at+"/"+name+"_zh", "a text in Chinese or in English is needed")
	}
	if utf8.RuneCountInString(zh) > maxText {
		errs.Add(CodeTextTooLong, at+"/"+name+"_zh", "more than %d characters", maxText)
	}
	if utf8.RuneCountInString(en) > maxText {
		errs.Add(CodeTextTooLong, at+"/"+name+"_en", "more than %d characters", maxText)
	}
}

// IsCode tells whether s is a code of a type, rule or event: lower-case letters, digits and _, at most 64.
func IsCode(s string) bool {
	if len(s) == 0 || len(s) > maxCode || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
