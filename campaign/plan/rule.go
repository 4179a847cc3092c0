package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database

	"huifang/campaign/field"
)

// Forms of a Step.
const (
	FormSameEvening = "same_evening" // the evening of the event
	FormWithin      = "within"       // within Days days of the event
	FormEvery       = "every"        // a series: every N units after the event
	FormBirthday    = "birthday"     // every year on the day of the date
	FormExpiry      = "expiry"       // once, before the date
)

// Units of FormEvery.
const (
	UnitDays      = "days"
	UnitWeeks     = "weeks"
	UnitMonths    = "months"
	UnitQuarters  = "quarters"
	UnitHalfYears = "half_years"
	UnitYears     = "years"
)

// Rule says when follow-ups are due (R6). It is set off by an event of one kind or by one date of the customer's file:
//
//	{"code":"surgery","zone":"Asia/Shanghai","event":"outpatient_surgery","steps":[
//	  {"form":"same_evening","from":"19:00","to":"20:00"},
//	  {"form":"within","after_days":1,"days":7},
//	  {"form":"every","n":1,"unit":"months","count":3,"span_days":5}]}
//
//	{"code":"self_assessment","zone":"Asia/Shanghai","event":"self_assessment_done",
//	 "steps":[{"form":"every","n":3,"unit":"years","lead_days":60,"second_days":15}],
//	 "regions":{"深圳":[{"form":"every","n":1,"unit":"years","lead_days":60,"second_days":15}]}}
type Rule struct {
	Code    string            `json:"code"`            // the beginning of every Due.Key: a rule that gets another code begins anew
	Zone    string            `json:"zone"`            // IANA name; days are counted in it for subjects without a zone of their own
	Event   string            `json:"event,omitempty"` // kind of event; this or Date
	Date    string            `json:"date,omitempty"`  // name of a date in the customer's file, such as birthday, contract, insurance_expiry
	Steps   []Step            `json:"steps"`
	Regions map[string][]Step `json:"regions,omitempty"` // by region of the subject, in place of Steps
}

// Step is one due span, or a series of them. Days are days of the calendar in the zone of the subject. Each form has the
// members named with it; any other must be left out.
type Step struct {
	Form string `json:"form"` // one of the Form constants

	// same_evening: From up to but without To, "18:00". When less than 30 minutes of it (or less than all of a shorter
	// evening) are left after the event, it is the next evening.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"` // at most "24:00"

	// within: from the event, or from the beginning of the AfterDays-th day after it, to the end of the Days-th day after
	// it.
	Days      int `json:"days,omitempty"`       // 1 to 366
	AfterDays int `json:"after_days,omitempty"` // 0 to Days

	// every: N units after the event, and again, on the same day of the month where the month has it. Without LeadDays it is
	// due on that day and SpanDays-1 more.
	N        int    `json:"n,omitempty"`     // at most ten years
	Unit     string `json:"unit,omitempty"`  // one of the Unit constants
	Count    int    `json:"count,omitempty"` // how often; 0: without end
	Until    string `json:"until,omitempty"` // "2027-12-31", the last day of the series; "": without end
	SpanDays int    `json:"span_days,omitempty"`

	// every, birthday, expiry: due so many days before the day, up to the end of the day. Needed for expiry.
	LeadDays int `json:"lead_days,omitempty"`
	// every, expiry: a second reminder so many days before the day; the first is then due only up to the second.
	SecondDays int `json:"second_days,omitempty"` // less than LeadDays
}

const (
	maxSteps    = 20
	maxRegions  = 1000
	maxDays     = 366
	maxLead     = 366
	maxBirthday = 60
	maxCount    = 10000
	day         = 24 * 60 * 60
	// An evening with less left than this is too short to reach anybody.
	leastEvening = 30 * 60
)

// unit is a Unit in days or in months.
type unit struct {
	days, months int
	maxN         int // ten years
}

var units = map[string]unit{
	UnitDays: {1, 0, 3660}, UnitWeeks: {7, 0, 520}, UnitMonths: {0, 1, 120},
	UnitQuarters: {0, 3, 40}, UnitHalfYears: {0, 6, 20}, UnitYears: {0, 12, 10},
}

// Validate returns everything that is wrong, in the order of the form and regions in the order of their names; nothing
// when the rule can be used.
func (r Rule) Validate() field.Errors {
	var errs field.Errors
	r.validate(&errs, "")
	return errs
}

// ValidateAt is Validate for a rule that is entered at now: a series that has already ended is refused too.
func (r Rule) ValidateAt(now time.Time) field.Errors {
	errs := r.Validate()
	loc, err := location(r.Zone)
	if err != nil {
		return errs
	}
	today := DateOf(now.In(loc))
	r.each(func(at, _ string, steps []Step) {
		for i, s := range steps {
			if d, err := ParseDate(s.Until); err == nil && d.Year > 0 && d.Compare(today) < 0 {
				errs.Add(CodeNeverFires, fmt.Sprintf("%s/%d/until", at, i), "the series ended on %s, before today", s.Until)
			}
		}
	})
	return errs
}

// each calls do for Steps, as of region "*", and for those of every region, with their pointers.
func (r Rule) each(do func(at, region string, steps []Step)) {
	do("/steps", "*", r.Steps)
	for _, region := range slices.Sorted(maps.Keys(r.Regions)) {
		do("/regions/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(region), region, r.Regions[region])
	}
}

func (r Rule) validate(errs *field.Errors, at string) {
	if !IsCode(r.Code) {
		errs.Add(CodeCodeBad, at+"/code", codeForm)
	}
	if r.Zone == "" {
		errs.Add(CodeZoneMissing, at+"/zone", "a time zone is needed, such as Asia/Shanghai")
	} else if _, err := location(r.Zone); err != nil {
		errs.Add(CodeZoneUnknown, at+"/zone", "%q is not an IANA time zone", r.Zone)
	}
	switch {
	case r.Event == "" && r.Date == "":
		errs.Add(CodeTriggerMissing, at+"/event", "an event or a date is needed that sets the rule off")
	case r.Event != "" && r.Date != "":
		errs.Add(CodeTriggerTwice, at+"/date", "an event and a date cannot both set the rule off")
	case r.Event != "" && !IsCode(r.Event):
		errs.Add(CodeCodeBad, at+"/event", codeForm)
	case r.Date != "" && !IsCode(r.Date):
		errs.Add(CodeCodeBad, at+"/date", codeForm)
	}
	if n := len(r.Regions); n > maxRegions {
		errs.Add(CodeTooMany, at+"/regions", "%d regions, at most %d are allowed", n, maxRegions)
		return
	}
	r.each(func(p, region string, steps []Step) {
		if region == "" || strings.TrimSpace(region) != region {
			errs.Add(CodeRegionBad, at+p, "the name of a region is empty or has spaces around it")
		}
		r.validateSteps(errs, at+p, steps)
	})
}

func (r Rule) validateSteps(errs *field.Errors, at string, steps []Step) {
	switch n := len(steps); {
	case n == 0:
		errs.Add(CodeNeverFires, at, "a rule without steps never fires")
	case n > maxSteps:
		errs.Add(CodeTooMany, at, "%d steps, at most %d are allowed", n, maxSteps)
		return
	}
	for i, s := range steps {
		p := fmt.Sprintf("%s/%d", at, i)
		if (s.Form == FormBirthday || s.Form == FormExpiry) && r.Event != "" {
			errs.Add(CodeFormNeedsDate, p+"/form", "%s goes with a date, not with an event", s.Form)
		}
		s.validate(errs, p)
		for j, other := range steps[:i] {
			if s.Form != other.Form {
				continue
			}
			// What the keys of due spans do not tell apart must not be there twice.
			switch {
			case s.Form == FormWithin && s.Days != other.Days:
			case s.Form == FormEvery && s.unitKey() != other.unitKey():
				if s.LeadDays != other.LeadDays || s.SecondDays != other.SecondDays {
					errs.Add(CodeStepConflict, p+"/lead_days", "the series of step %d has other lead times, and both can fall on one day", j)
				}
			default:
				errs.Add(CodeStepDuplicate, p, "cannot be told from step %d", j)
			}
		}
	}
}

// unitKey tells series with different intervals apart: 12 months are a year.
func (s Step) unitKey() [2]int {
	u := units[s.Unit]
	return [2]int{u.days * s.N, u.months * s.N}
}

// shortest returns the least days between two occurrences of FormEvery.
func (s Step) shortest() int {
	u := units[s.Unit]
	return s.N * (u.days + u.months*28)
}

func (s Step) validate(errs *field.Errors, at string) {
	s.misplaced(errs, at)
	switch s.Form {
	case FormSameEvening:
		s.validateEvening(errs, at)
	case FormWithin:
		if s.Days < 1 || s.Days > maxDays {
			errs.Add(CodeDaysRange, at+"/days", "must be 1 to %d", maxDays)
		} else if s.AfterDays < 0 || s.AfterDays > s.Days {
			errs.Add(CodeAfterDaysRange, at+"/after_days", "must be 0 to days; later it never fires")
		}
	case FormEvery:
		s.validateEvery(errs, at)
	case FormBirthday:
		if s.LeadDays < 0 || s.LeadDays > maxBirthday {
			errs.Add(CodeLeadRange, at+"/lead_days", "must be 0 to %d", maxBirthday)
		}
	case FormExpiry:
		if s.LeadDays < 1 || s.LeadDays > maxLead {
			errs.Add(CodeLeadRange, at+"/lead_days", "must be 1 to %d", maxLead)
		}
		s.validateSecond(errs, at)
	default:
		errs.Add(CodeFormUnknown, at+"/form", "must be same_evening, within, every, birthday or expiry")
	}
}

func (s Step) validateEvening(errs *field.Errors, at string) {
	from, okFrom := clock(s.From)
	to, okTo := clock(s.To)
	if !okFrom || from == day {
		errs.Add(CodeTimeBad, at+"/from", "%q is not a time from 00:00 to 23:59", s.From)
	}
	if !okTo {
		errs.Add(CodeTimeBad, at+"/to", "%q is not a time from 00:01 to 24:00", s.To)
	}
	if okFrom && okTo && from < day && from >= to {
		errs.Add(CodeFromNotBeforeTo, at+"/to", "must be after from")
	}
}

func (s Step) validateEvery(errs *field.Errors, at string) {
	u, known := units[s.Unit]
	if !known {
		errs.Add(CodeUnitUnknown, at+"/unit", "must be days, weeks, months, quarters, half_years or years")
	} else if s.N < 1 || s.N > u.maxN {
		errs.Add(CodeNRange, at+"/n", "must be 1 to %d %s", u.maxN, s.Unit)
		known = false
	}
	if s.Count < 0 || s.Count > maxCount {
		errs.Add(CodeCountRange, at+"/count", "must be 1 to %d, or 0 for a series without end", maxCount)
	}
	if s.Until != "" {
		if d, err := ParseDate(s.Until); err != nil {
			errs.Add(CodeDateBad, at+"/until", "%s", err)
		} else if d.Year == 0 {
			errs.Add(CodeDateBad, at+"/until", "%q has no year", s.Until)
		}
	}
	if !known {
		return
	}
	most := s.shortest()
	if s.LeadDays < 0 || s.LeadDays > min(maxLead, most-1) {
		errs.Add(CodeLeadRange, at+"/lead_days", "must be 0 to %d: less than the interval", min(maxLead, most-1))
	} else {
		s.validateSecond(errs, at)
	}
	switch {
	case s.LeadDays != 0 && s.SpanDays != 0:
		errs.Add(CodeMemberMisplaced, at+"/span_days", "with lead_days it is due up to the day, without a span")
	case s.SpanDays < 0 || s.SpanDays > most:
		errs.Add(CodeSpanRange, at+"/span_days", "must be 0 to %d: not more than the interval", most)
	}
}

func (s Step) validateSecond(errs *field.Errors, at string) {
	if s.SecondDays < 0 || s.SecondDays > 0 && s.SecondDays >= s.LeadDays {
		errs.Add(CodeSecondRange, at+"/second_days", "must be less than lead_days, or 0 for no second reminder")
	}
}

// misplaced refuses members that the form does not use: they would be passed over in silence.
func (s Step) misplaced(errs *field.Errors, at string) {
	for _, m := range []struct {
		name  string
		given bool
		forms []string
	}{
		{"from", s.From != "", []string{FormSameEvening}},
		{"to", s.To != "", []string{FormSameEvening}},
		{"days", s.Days != 0, []string{FormWithin}},
		{"after_days", s.AfterDays != 0, []string{FormWithin}},
		{"n", s.N != 0, []string{FormEvery}},
		{"unit", s.Unit != "", []string{FormEvery}},
		{"count", s.Count != 0, []string{FormEvery}},
		{"until", s.Until != "", []string{FormEvery}},
		{"span_days", s.SpanDays != 0, []string{FormEvery}},
		{"lead_days", s.LeadDays != 0, []string{FormEvery, FormBirthday, FormExpiry}},
		{"second_days", s.SecondDays != 0, []string{FormEvery, FormExpiry}},
	} {
		if m.given && !slices.Contains(m.forms, s.Form) {
			errs.Add(CodeMemberMisplaced, at+"/"+m.name, "does not belong to form %q", s.Form)
		}
	}
}

// clock reads "HH:MM" as seconds from midnight, 24:00 included.
func clock(s string) (int, bool) {
	var h, m int
	if len(s) != 5 || s[2] != ':' || !digits(s[:2], &h) || !digits(s[3:], &m) {
		return 0, false
	}
	return (h*60 + m) * 60, m < 60 && (h < 24 || h == 24 && m == 0)
}

var locations sync.Map // zone name -> *time.Location; holds known zones only, so it stays small

// location is time.LoadLocation without the names that are not zones, and without reading the database each time.
func location(zone string) (*time.Location, error) {
	if l, ok := locations.Load(zone); ok {
		return l.(*time.Location), nil
	}
	// "" and "Local" mean something else to time; right/ counts leap seconds; the others are copies in some databases.
	if zone == "" || zone == "Local" || zone == "localtime" || zone == "posixrules" ||
		strings.HasPrefix(zone, "right/") || strings.HasPrefix(zone, "posix/") {
		return nil, fmt.Errorf("unknown time zone %q", zone)
	}
	l, err := time.LoadLocation(zone)
	if err != nil {
		return nil, err
	}
	locations.Store(zone, l)
	return l, nil
}
