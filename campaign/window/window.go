// Package window says when calls may be placed (requirement R10, invariant I2): intervals of local time by day of the
// week and season, closed on public holidays, with exceptions for single days, and narrowed by the customer's own
// convenient times and time zone. It is pure: the time is an argument.
//
// The JSON form is kept in the database, sent by the API and edited in the web form. All but zone and intervals may be
// left out:
//
//	{"zone":"Asia/Shanghai",
//	 "intervals":[{"weekdays":[1,2,3,4,5,6,7],"from":"14:30","to":"16:30","season":"summer"},
//	              {"weekdays":[1,2,3,4,5,6,7],"from":"14:00","to":"16:30","season":"winter"},
//	              {"weekdays":[1,2,3,4,5,6,7],"from":"19:00","to":"20:00"}],
//	 "seasons":[{"name":"summer","from":"06-01","to":"09-30"},{"name":"winter","from":"10-01","to":"05-31"}],
//	 "holidays":"closed","calendar":"CN",
//	 "exceptions":[{"date":"2026-12-31","intervals":[{"from":"10:00","to":"12:00"}]},{"date":"2027-01-04","closed":true}]}
//
// What a day is, is decided in this order: an exception for its date; a public holiday; the intervals of its season and
// day of the week, where a day made up for a holiday (调休) counts as a working day. All by the wall clock of the zone.
package window

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database

	"huifang/campaign/field"
)

// Window is a calling window. One that came from Parse, or whose Validate is empty, opens again and again. Open, Next and
// Until use the embedded calendar of holidays; with an administrator's own, and for many questions, use Bind.
type Window struct {
	Zone       string      `json:"zone" example:"Asia/Shanghai" doc:"IANA time zone"`
	Intervals  []Interval  `json:"intervals" doc:"without overlap on any day"`
	Seasons    []Season    `json:"seasons,omitempty" doc:"parts of the year that intervals name; may overlap and leave gaps"`
	Holidays   Holidays    `json:"holidays,omitempty" enum:",closed,open,ignore" doc:"closed: no calls on public holidays; open: holidays are days of the week; both: made-up working days are working days. Absent or ignore: no calendar is asked"`
	Calendar   string      `json:"calendar,omitempty" doc:"whose holidays: CN; needed with closed and open"`
	Exceptions []Exception `json:"exceptions,omitempty" doc:"what holds on single dates in place of everything else"`
}

// Interval is a time of day on some days of the week: from From, up to but without To.
type Interval struct {
	Weekdays []int  `json:"weekdays" doc:"ISO 8601: 1 Monday to 7 Sunday"`
	From     string `json:"from" example:"09:00" doc:"HH:MM by the wall clock, included"`
	To       string `json:"to" example:"11:30" doc:"HH:MM, after from, excluded; 24:00 is the end of the day"`
	Season   string `json:"season,omitempty" doc:"name of the season in which it holds; absent: the whole year"`
}

// Season is a part of every year. It may go over New Year: from "10-01" to "05-31". A 29 February is reached in leap years
// only: from "02-29" begins on 1 March in the others, to "02-29" ends on 28 February, and both together is leap days alone.
type Season struct {
	Name string `json:"name"`
	From string `json:"from" example:"06-01" doc:"first day: month and day"`
	To   string `json:"to" example:"09-30" doc:"last day, included; before from: over New Year"`
}

// Holidays says what public holidays do to a window.
type Holidays string

// The values of Holidays. HolidaysOpen and HolidaysClosed differ on the holidays alone.
const (
	HolidaysIgnore Holidays = "ignore" // no calendar is asked: a day is its day of the week. Also when empty, as in windows from before there were calendars
	HolidaysOpen   Holidays = "open"   // holidays are days of the week like others; days made up for them are working days
	HolidaysClosed Holidays = "closed" // no calls on holidays; days made up for them are working days
)

// Exception is what holds on one date in place of everything else: other hours, or none. It goes before holidays.
type Exception struct {
	Date      string `json:"date" example:"2026-12-31"`
	Closed    bool   `json:"closed,omitempty" doc:"no calls, and then no intervals"`
	Intervals []Span `json:"intervals,omitempty" doc:"without overlap"`
}

// Span is a time of day: from From, up to but without To, written as in Interval.
type Span struct {
	From string `json:"from" example:"10:00" doc:"HH:MM, included"`
	To   string `json:"to" example:"12:00" doc:"HH:MM, excluded; 24:00 is the end of the day"`
}

// Parse reads the JSON form strictly: an unknown member is an error. The error is always an Errors with everything that
// is wrong, or with the first fault of form.
func Parse(data []byte) (Window, error) {
	var w Window
	if err := field.Decode(data, &w); err != nil {
		return Window{}, err
	}
	if errs := w.Validate(); len(errs) > 0 {
		return Window{}, errs
	}
	return w, nil
}

const day = 24 * 60 * 60 // seconds by the wall clock

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

// span is a part of a local day, in seconds from midnight; to is excluded.
type span struct{ from, to int }

func (s span) has(at int) bool { return s.from <= at && at < s.to }

// read returns the span, and false when it is not one.
func (s Span) read() (span, bool) {
	from, okFrom := clock(s.From)
	to, okTo := clock(s.To)
	return span{from, to}, okFrom && okTo && from < to
}

// yearday is a month and a day of it as one number: 601 is 1 June.
type yearday int

// readYearday reads "06-01"; 02-29 is one, 02-31 is none.
func readYearday(s string) (yearday, bool) {
	t, err := time.Parse(time.DateOnly, "2000-"+s) // a leap year
	if err != nil {
		return 0, false
	}
	return yearday(int(t.Month())*100 + t.Day()), true
}

// part is a part of the year, from first to last, both included; over New Year when last is before first.
type part struct{ first, last yearday }

var wholeYear = part{101, 1231}

func (p part) has(d yearday) bool {
	if p.first <= p.last {
		return p.first <= d && d <= p.last
	}
	return d >= p.first || d <= p.last
}

func (s Season) read() (part, bool) {
	first, okFrom := readYearday(s.From)
	last, okTo := readYearday(s.To)
	if !okFrom || !okTo {
		return part{}, false
	}
	return part{first, last}, true
}

// partOf returns the part of the year that a season is, and false when it is unknown or unreadable.
func (w Window) partOf(name string) (part, bool) {
	if name == "" {
		return wholeYear, true
	}
	for _, s := range w.Seasons {
		if s.Name == name {
			return s.read()
		}
	}
	return part{}, false
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
