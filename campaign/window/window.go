// Package window says when calls may be placed: intervals of local time on days of the week in one time zone
// (requirement R10, invariant I2). It is pure: the time is an argument.
//
// The JSON form is kept in the database, sent by the API and edited in the web form:
//
//	{"zone":"Asia/Shanghai","intervals":[{"weekdays":[1,2,3,4,5],"from":"09:00","to":"11:30"}]}
//
// Seasons and holidays will be further members of Window and Interval; a window without them then means what it means now.
package window

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database
)

// Window is a calling window. One that came from Parse, or whose Validate is empty, opens every week; any other never opens.
type Window struct {
	Zone      string     `json:"zone"`      // IANA name, such as "Asia/Shanghai"
	Intervals []Interval `json:"intervals"` // without overlap on any day
}

// Interval is a time of day on some days of the week: from From, up to but without To.
type Interval struct {
	Weekdays []int  `json:"weekdays"` // ISO 8601: 1 is Monday, 7 is Sunday
	From     string `json:"from"`     // "09:00", local wall clock
	To       string `json:"to"`       // "11:30", after From; "24:00" is the end of the day
}

// The codes of a FieldError, stable for translation by the caller.
const (
	CodeBadJSON          = "json_bad"
	CodeUnknownField     = "field_unknown"
	CodeZoneMissing      = "zone_missing"
	CodeZoneUnknown      = "zone_unknown"
	CodeNeverOpens       = "never_opens"
	CodeTooMany          = "too_many_intervals"
	CodeWeekdaysMissing  = "weekdays_missing"
	CodeWeekdayBad       = "weekday_bad"
	CodeWeekdayDuplicate = "weekday_duplicate"
	CodeTimeBad          = "time_bad"
	CodeFromNotBeforeTo  = "from_not_before_to"
	CodeOverlap          = "overlap"
)

const (
	maxIntervals = 100
	day          = 24 * 60 * 60 // seconds by the wall clock
	week         = 7 * day
)

// FieldError is one problem of one member of the JSON form.
type FieldError struct {
	Pointer string `json:"pointer"` // RFC 6901: "/intervals/0/to", "" for the whole
	Code    string `json:"code"`
	Detail  string `json:"detail"` // English, for people
}

// Errors is all that is wrong with a window; never empty as an error.
type Errors []FieldError

func (e Errors) Error() string {
	parts := make([]string, len(e))
	for i, f := range e {
		parts[i] = fmt.Sprintf("%s: %s (%s)", f.Pointer, f.Detail, f.Code)
	}
	return "calling window: " + strings.Join(parts, "; ")
}

func (e *Errors) add(code, pointer, detail string, args ...any) {
	*e = append(*e, FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(detail, args...)})
}

// Parse reads the JSON form strictly: an unknown member is an error. The error is always an Errors with everything that
// is wrong, or with the first fault of form.
func Parse(data []byte) (Window, error) {
	var w Window
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(&w)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("more text after the end")
		}
	}
	if err != nil {
		return Window{}, Errors{formError(err)}
	}
	if errs := w.Validate(); len(errs) > 0 {
		return Window{}, errs
	}
	return w, nil
}

func formError(err error) FieldError {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		pointer := ""
		if wrong.Field != "" {
			pointer = "/" + strings.ReplaceAll(wrong.Field, ".", "/") // the decoder does not tell which element of a list
		}
		return FieldError{pointer, CodeBadJSON, "a JSON " + wrong.Value + " does not belong here"}
	case strings.Contains(err.Error(), "unknown field"):
		return FieldError{"", CodeUnknownField, strings.TrimPrefix(err.Error(), "json: ")}
	}
	return FieldError{"", CodeBadJSON, err.Error()}
}

// Validate returns everything that is wrong, in the order of the form; nothing when calls can be placed.
func (w Window) Validate() Errors {
	var errs Errors
	if w.Zone == "" {
		errs.add(CodeZoneMissing, "/zone", "a time zone is needed, such as Asia/Shanghai")
	} else if _, err := location(w.Zone); err != nil {
		errs.add(CodeZoneUnknown, "/zone", "%q is not an IANA time zone", w.Zone)
	}
	switch n := len(w.Intervals); {
	case n == 0:
		errs.add(CodeNeverOpens, "/intervals", "a window without intervals never opens")
	case n > maxIntervals:
		errs.add(CodeTooMany, "/intervals", "%d intervals, at most %d are allowed", n, maxIntervals)
		return errs
	}
	for i, v := range w.Intervals {
		at := fmt.Sprintf("/intervals/%d", i)
		v.validate(&errs, at)
		for j, u := range w.Intervals[:i] {
			if d := v.meets(u); d != 0 {
				errs.add(CodeOverlap, at, "overlaps interval %d on weekday %d", j, d)
			}
		}
	}
	return errs
}

func (v Interval) validate(errs *Errors, at string) {
	if len(v.Weekdays) == 0 {
		errs.add(CodeWeekdaysMissing, at+"/weekdays", "an interval without weekdays never opens")
	}
	var seen [8]bool
	for i, d := range v.Weekdays {
		p := fmt.Sprintf("%s/weekdays/%d", at, i)
		switch {
		case d < 1 || d > 7:
			errs.add(CodeWeekdayBad, p, "%d is not a weekday: 1 is Monday, 7 is Sunday", d)
		case seen[d]:
			errs.add(CodeWeekdayDuplicate, p, "weekday %d is given twice", d)
		default:
			seen[d] = true
		}
	}
	from, okFrom := clock(v.From)
	to, okTo := clock(v.To)
	if !okFrom || from == day {
		errs.add(CodeTimeBad, at+"/from", "%q is not a time from 00:00 to 23:59", v.From)
	}
	if !okTo {
		errs.add(CodeTimeBad, at+"/to", "%q is not a time from 00:01 to 24:00", v.To)
	}
	if okFrom && okTo && from < day && from >= to {
		errs.add(CodeFromNotBeforeTo, at+"/to", "must be after from; for a time over midnight use two intervals")
	}
}

// meets returns the first weekday on which two intervals share time, or 0.
func (v Interval) meets(u Interval) int {
	for d := 1; d <= 7; d++ {
		from, to := v.on(d)
		from2, to2 := u.on(d)
		if max(from, from2) < min(to, to2) {
			return d
		}
	}
	return 0
}

// on returns the seconds from local midnight on an ISO weekday; from == to when the interval does not open on it.
func (v Interval) on(weekday int) (from, to int) {
	for _, d := range v.Weekdays {
		if d == weekday {
			from, okFrom := clock(v.From)
			to, okTo := clock(v.To)
			if okFrom && okTo && from < to {
				return from, to
			}
		}
	}
	return 0, 0
}

// clock reads "HH:MM" as seconds from midnight, 24:00 included.
func clock(s string) (int, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	for _, i := range [...]int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	h, m := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
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
