package plan

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign/field"
)

type problem struct{ Pointer, Code string }

// problems returns the places and codes of an field.Errors, and fails for any other error.
func problems(t *testing.T, err error) []problem {
	t.Helper()
	var errs field.Errors
	if !errors.As(err, &errs) || len(errs) == 0 {
		t.Fatalf("not an Errors: %v", err)
	}
	var got []problem
	for _, e := range errs {
		if e.Detail == "" {
			t.Errorf("no detail at %s", e.Pointer)
		}
		got = append(got, problem{e.Pointer, e.Code})
	}
	return got
}

func TestStarter(t *testing.T) {
	types := Starter()
	var codes []string
	for _, typ := range types {
		codes = append(codes, typ.Code)
		if advice := typ.Advice(); len(advice) > 0 {
			t.Errorf("%s: %v", typ.Code, advice)
		}
		if typ.LabelZH == "" || typ.LabelEN == "" || typ.Rule.Code != typ.Code {
			t.Errorf("%s: %q %q %q", typ.Code, typ.LabelZH, typ.LabelEN, typ.Rule.Code)
		}
		for _, q := range typ.Questions {
			if !strings.ContainsAny(q.TextZH, "？") || !strings.ContainsAny(q.TextEN, "?") {
				t.Errorf("%s: %q %q", typ.Code, q.TextZH, q.TextEN)
			}
			for _, o := range q.Options {
				if o.LabelZH == "" || o.LabelEN == "" {
					t.Errorf("%s: %s: %v", typ.Code, q.ID, o)
				}
			}
		}
	}
	want := []string{
		"installation", "fault_repair", "alarm", "complaint", "event", "routine",
		"customer_service", "gift_verification", "store_write_off", "member", "repair", "survey_dissatisfied",
		"arrived_no_purchase", "arrived_purchase", "no_show", "interrupted_treatment", "outpatient_surgery", "inpatient_surgery",
		"sale_week", "churned",
		"expiry_maintenance", "expiry_insurance", "expiry_licence", "expiry_drill", "expiry_self_assessment", "spot_check",
	}
	if d := cmp.Diff(want, codes); d != "" {
		t.Error(d)
	}
	// Chosen whole (R7), and the gift lists at 40 %.
	for code, share := range map[string]int{"member": 100, "complaint": 100, "repair": 100, "fault_repair": 100, "survey_dissatisfied": 100, "gift_verification": 40} {
		i := slices.Index(codes, code)
		if types[i].Share != share {
			t.Errorf("%s: %d %%, want %d %%", code, types[i].Share, share)
		}
	}
}

// Every delivered rule gives something within a year of its event or before its date.
func TestStarterRulesFire(t *testing.T) {
	now := time.Date(2026, 7, 7, 2, 0, 0, 0, time.UTC)
	for _, typ := range Starter() {
		due, err := typ.Rule.Due(Subject{Key: "1", At: now, Date: Date{2027, 3, 1}}, now, now.AddDate(1, 0, 0))
		if err != nil || len(due) == 0 {
			t.Errorf("%s: %v %v", typ.Code, due, err)
		}
	}
}

func TestTypesRoundTrip(t *testing.T) {
	data, err := json.Marshal(Starter())
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseTypes(data)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Starter(), back); d != "" {
		t.Error(d)
	}
	one, err := json.Marshal(back[0])
	if err != nil {
		t.Fatal(err)
	}
	typ, err := ParseType(one)
	if d := cmp.Diff(back[0], typ); d != "" || err != nil {
		t.Error(d, err)
	}
}

const goodRule = `"rule":{"code":"a","zone":"UTC","event":"a","steps":[{"form":"within","days":1}]}`

func TestParseTypeRefuses(t *testing.T) {
	head := `{"code":"a","label_zh":"甲","method":"phone","share":100,`
	for text, want := range map[string][]problem{
		``:                                 {{"", field.CodeBadJSON}},
		`{"share":"x"}`:                    {{"/share", field.CodeBadJSON}},
		`{} {}`:                            {{"", field.CodeBadJSON}},
		`{"colour":"red"}`:                 {{"", field.CodeUnknown}},
		`{` + goodRule + `}`:               {{"/code", CodeCodeBad}, {"/label_zh", CodeTextMissing}, {"/method", CodeMethodUnknown}, {"/share", CodeShareRange}},
		head + goodRule + `,"share":101}`:  {{"/share", CodeShareRange}},
		head + goodRule + `,"code":"A b"}`: {{"/code", CodeCodeBad}},
		head + goodRule + `,"label_en":"` + strings.Repeat("x", 501) + `"}`: {{"/label_en", CodeTextTooLong}},
		head + `"questions":[{"id":"q","text_en":"?","kind":"stars"},{"id":"q","kind":"open"},{"id":"","text_zh":"？","kind":"yes_no","options":[{"code":"a"}]}],` + goodRule + `}`: {
			{"/questions/0/kind", CodeKindUnknown}, {"/questions/1/id", CodeDuplicate}, {"/questions/1/text_zh", CodeTextMissing},
			{"/questions/2/id", CodeCodeBad}, {"/questions/2/options", CodeOptionsCount},
		},
		head + `"questions":[{"id":"a","text_en":"?","kind":"choice","options":[{"code":"x","label_en":"X"}]},{"id":"b","text_en":"?","kind":"choice","options":[{"code":"x","label_en":"X"},{"code":"x"}]}],` + goodRule + `}`: {
			{"/questions/0/options", CodeOptionsCount}, {"/questions/1/options/1/code", CodeDuplicate}, {"/questions/1/options/1/label_zh", CodeTextMissing},
		},
		head + `"questions":[` + strings.Repeat(`{},`, 20) + `{}],` + goodRule + `}`: {{"/questions", CodeTooMany}},
		head + `"rule":{}}`: {{"/rule/code", CodeCodeBad}, {"/rule/zone", CodeZoneMissing}, {"/rule/event", CodeTriggerMissing}, {"/rule/steps", CodeNeverFires}},
	} {
		_, err := ParseType([]byte(text))
		if d := cmp.Diff(want, problems(t, err)); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
	_, err := ParseTypes([]byte(`[` + head + goodRule + `},` + head + goodRule + `,"share":0}]`))
	if d := cmp.Diff([]problem{{"/1/code", CodeDuplicate}, {"/1/share", CodeShareRange}}, problems(t, err)); d != "" {
		t.Error(d)
	}
	_, err = ParseTypes([]byte(`[` + strings.Repeat(`{},`, 500) + `{}]`))
	if d := cmp.Diff([]problem{{"", CodeTooMany}}, problems(t, err)); d != "" {
		t.Error(d)
	}
}

func TestAdvice(t *testing.T) {
	var got []problem
	for _, a := range (Type{Questions: make([]Question, 4)}).Advice() {
		got = append(got, problem{a.Pointer, a.Code})
	}
	if d := cmp.Diff([]problem{{"/questions", CodeManyQuestions}, {"/questions", CodeNothingRequired}}, got); d != "" {
		t.Error(d)
	}
}

func TestParseRuleRefuses(t *testing.T) {
	event := func(steps string) string {
		return `{"code":"a","zone":"Asia/Shanghai","event":"e","steps":[` + steps + `]}`
	}
	date := func(steps string) string {
		return `{"code":"a","zone":"Asia/Shanghai","date":"d","steps":[` + steps + `]}`
	}
	for text, want := range map[string][]problem{
		`null`: {{"/code", CodeCodeBad}, {"/zone", CodeZoneMissing}, {"/event", CodeTriggerMissing}, {"/steps", CodeNeverFires}},
		`{"code":"a","zone":"Asia/Peking","event":"e","date":"d","steps":[]}`:                                              {{"/zone", CodeZoneUnknown}, {"/date", CodeTriggerTwice}, {"/steps", CodeNeverFires}},
		`{"code":"a","zone":"Local","event":"E!","steps":[{"form":"within","days":1}]}`:                                    {{"/zone", CodeZoneUnknown}, {"/event", CodeCodeBad}},
		`{"code":"a","zone":"UTC","date":"生日","steps":[{"form":"birthday"}]}`:                                              {{"/date", CodeCodeBad}},
		`{"code":"a","zone":"UTC","event":"e","steps":[{"form":"within","days":1,"hours":1}]}`:                             {{"", field.CodeUnknown}},
		`{"code":"a","zone":"UTC","event":"e","steps":[{"form":"within","days":1}],"regions":{"":[]," 深圳":[{}],"a/b":[]}}`: {{"/regions/", CodeRegionBad}, {"/regions/", CodeNeverFires}, {"/regions/ 深圳", CodeRegionBad}, {"/regions/ 深圳/0/form", CodeFormUnknown}, {"/regions/a~1b", CodeNeverFires}},
		event(`{"form":"same_evening"}`):                                     {{"/steps/0/from", CodeTimeBad}, {"/steps/0/to", CodeTimeBad}},
		event(`{"form":"same_evening","from":"20:00","to":"19:00"}`):         {{"/steps/0/to", CodeFromNotBeforeTo}},
		event(`{"form":"same_evening","from":"24:00","to":"24:00"}`):         {{"/steps/0/from", CodeTimeBad}},
		event(`{"form":"same_evening","from":"7:00","to":"19:60","days":1}`): {{"/steps/0/days", CodeMemberMisplaced}, {"/steps/0/from", CodeTimeBad}, {"/steps/0/to", CodeTimeBad}},
		event(`{"form":"within"}`):                                           {{"/steps/0/days", CodeDaysRange}},
		event(`{"form":"within","days":367}`):                                {{"/steps/0/days", CodeDaysRange}},
		event(`{"form":"within","days":2,"after_days":3}`):                   {{"/steps/0/after_days", CodeAfterDaysRange}},
		event(`{"form":"within","days":2,"n":1,"unit":"days","count":1,"until":"x","span_days":1,"lead_days":1,"second_days":1}`): {{"/steps/0/n", CodeMemberMisplaced}, {"/steps/0/unit", CodeMemberMisplaced}, {"/steps/0/count", CodeMemberMisplaced}, {"/steps/0/until", CodeMemberMisplaced}, {"/steps/0/span_days", CodeMemberMisplaced}, {"/steps/0/lead_days", CodeMemberMisplaced}, {"/steps/0/second_days", CodeMemberMisplaced}},
		event(`{"form":"every"}`):                                                                            {{"/steps/0/unit", CodeUnitUnknown}},
		event(`{"form":"every","n":0,"unit":"months"}`):                                                      {{"/steps/0/n", CodeNRange}},
		event(`{"form":"every","n":-1,"unit":"days","count":-1,"until":"2027-02-31"}`):                       {{"/steps/0/n", CodeNRange}, {"/steps/0/count", CodeCountRange}, {"/steps/0/until", CodeDateBad}},
		event(`{"form":"every","n":11,"unit":"years"}`):                                                      {{"/steps/0/n", CodeNRange}},
		event(`{"form":"every","n":1,"unit":"months","until":"02-28"}`):                                      {{"/steps/0/until", CodeDateBad}},
		event(`{"form":"every","n":10,"unit":"days","span_days":11}`):                                        {{"/steps/0/span_days", CodeSpanRange}},
		event(`{"form":"every","n":10,"unit":"days","lead_days":10}`):                                        {{"/steps/0/lead_days", CodeLeadRange}},
		event(`{"form":"every","n":10,"unit":"days","lead_days":5,"second_days":5,"span_days":1}`):           {{"/steps/0/second_days", CodeSecondRange}, {"/steps/0/span_days", CodeMemberMisplaced}},
		event(`{"form":"every","n":10,"unit":"days","second_days":1}`):                                       {{"/steps/0/second_days", CodeSecondRange}},
		event(`{"form":"birthday"},{"form":"expiry","lead_days":1}`):                                         {{"/steps/0/form", CodeFormNeedsDate}, {"/steps/1/form", CodeFormNeedsDate}},
		event(`{"form":"within","days":2},{"form":"within","days":2,"after_days":1}`):                        {{"/steps/1", CodeStepDuplicate}},
		event(`{"form":"every","n":12,"unit":"months"},{"form":"every","n":1,"unit":"years"}`):               {{"/steps/1", CodeStepDuplicate}},
		event(`{"form":"every","n":1,"unit":"months"},{"form":"every","n":1,"unit":"years","lead_days":30}`): {{"/steps/1/lead_days", CodeStepConflict}},
		event(strings.Repeat(`{},`, 20) + `{}`):                                                              {{"/steps", CodeTooMany}},
		date(`{"form":"birthday","lead_days":61}`):                                                           {{"/steps/0/lead_days", CodeLeadRange}},
		date(`{"form":"expiry"}`):                                                                            {{"/steps/0/lead_days", CodeLeadRange}},
		date(`{"form":"expiry","lead_days":30,"second_days":-1}`):                                            {{"/steps/0/second_days", CodeSecondRange}},
		date(`{"form":"expiry","lead_days":30},{"form":"expiry","lead_days":60}`):                            {{"/steps/1", CodeStepDuplicate}},
	} {
		_, err := ParseRule([]byte(text))
		if d := cmp.Diff(want, problems(t, err)); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

func TestValidateAt(t *testing.T) {
	r := Rule{Code: "a", Zone: "Asia/Shanghai", Event: "e", Steps: []Step{{Form: FormEvery, N: 1, Unit: UnitMonths, Until: "2026-07-07"}}}
	if errs := r.ValidateAt(time.Date(2026, 7, 7, 15, 59, 0, 0, time.UTC)); len(errs) > 0 {
		t.Error(errs)
	}
	errs := r.ValidateAt(time.Date(2026, 7, 7, 16, 0, 0, 0, time.UTC)) // midnight in Shanghai
	if d := cmp.Diff([]problem{{"/steps/0/until", CodeNeverFires}}, problems(t, errs)); d != "" {
		t.Error(d)
	}
	if errs := (Rule{Zone: "x"}).ValidateAt(time.Time{}); len(errs) == 0 {
		t.Error("a rule without anything is taken")
	}
}

func TestParseDate(t *testing.T) {
	for text, want := range map[string]Date{"2026-07-07": {2026, 7, 7}, "2028-02-29": {2028, 2, 29}, "02-29": {0, 2, 29}, "9999-12-31": {9999, 12, 31}} {
		d, err := ParseDate(text)
		if err != nil || d != want || d.String() != text {
			t.Errorf("%s: %v %v", text, d, err)
		}
	}
	for _, text := range []string{"", "2026-02-31", "2026-02-29", "2026-2-1", "02-30", "0000-01-01", "2026-13-01", "2026-00-01", "2026-01-00", "2026/01/01", "2026-01-01 ", "+026-01-01", "-1-01"} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("%q is taken as %v", text, d)
		}
	}
}

// Every day of eight centuries against the standard library.
func TestDates(t *testing.T) {
	prev := Date{1699, 12, 31}
	for s := time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC); s.Year() < 2500; s = s.AddDate(0, 0, 1) {
		d := DateOf(s)
		if prev.AddDays(1) != d || d.Days()-prev.Days() != 1 || !d.Valid() || prev.Compare(d) != -1 || d.Compare(prev) != 1 || d.Compare(d) != 0 {
			t.Fatal(prev, d)
		}
		prev = d
	}
	if (Date{1970, 1, 1}).Days() != 0 {
		t.Error("the epoch is not day 0")
	}
}
