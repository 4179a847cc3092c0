// Package calendar knows public holidays and the working days made up for them (调休), requirement R10. It is pure.
//
// In China the holidays of a year, and the Saturdays and Sundays that are worked for them, are announced by the State
// Council's office towards the end of the year before; they cannot be computed. The announcements that are known are
// embedded, one file a year. A year without one is not guessed: Known is false for it, and whoever uses the calendar says
// so. Of such a year only the holidays that the law puts on fixed days are holidays (New Year, Labour and National Day).
// An administrator corrects and completes the data with With and Announced.
package calendar

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"huifang/campaign/field"
)

// Kind says in what a day differs from its day of the week.
type Kind string

// The kinds of a day.
const (
	Ordinary Kind = ""
	Holiday  Kind = "holiday" // nobody works, also when it is a Saturday or Sunday
	Workday  Kind = "workday" // worked as made up for a day off (调休上班), or a holiday that an administrator took back
)

// Day is what a calendar knows of one day.
type Day struct {
	Kind   Kind
	Name   string // of the holiday, or of the holiday for which a Workday is made up: "春节"; empty when Ordinary
	NameEN string // in English; empty for an override
	As     int    // the day of the week that the day counts as: 1 Monday to 7 Sunday
}

// Override is an administrator's word on one day, which goes before the embedded data.
type Override struct {
	Date  string `json:"date"` // "2027-02-06"
	Kind  Kind   `json:"kind"` // Holiday or Workday
	Name  string `json:"name,omitempty"`
	Swaps string `json:"swaps,omitempty"` // of a Workday: the day off, Monday to Friday, for which it is worked, when the announcement names it
}

// Calendar is the holidays of one country. It does not change, and is safe for concurrent use.
type Calendar struct {
	name  string
	days  map[Date]Day
	known map[int]bool
}

// Named returns the calendar of that name as it is embedded, and false when there is none. "CN" is the only one.
func Named(name string) (*Calendar, bool) {
	if name == "CN" {
		return CN(), true
	}
	return nil, false
}

// Name returns the calendar's name: "CN".
func (c *Calendar) Name() string { return c.name }

// Known reports whether the announcement for a year is in the calendar.
func (c *Calendar) Known(year int) bool { return c.known[year] }

// Years returns the known years, in order.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.known)) }

// Day returns what is known of a day.
//
// A Saturday or Sunday that is worked counts as the day of the week of the day off for which it is worked. The
// announcements of 2025 and 2026 do not name that day; then it counts as a Monday. So a rule "not on Monday mornings"
// holds on it too: the stricter reading.
func (c *Calendar) Day(d Date) Day {
	if day, ok := c.days[d]; ok {
		return day
	}
	year, month, day := d.Civil()
	if h, ok := fixed(year, month, day); ok {
		h.As = d.Weekday()
		return h
	}
	return Day{As: d.Weekday()}
}

// Working reports whether people work on a day: Monday to Friday but for holidays, and the days made up for them.
func (c *Calendar) Working(d Date) bool {
	switch day := c.Day(d); day.Kind {
	case Holiday:
		return false
	case Workday:
		return true
	default:
		return day.As <= 5
	}
}

// With returns the calendar with overrides on top; a later With goes before an earlier one. Overrides do not make a year
// known: see Announced. The error is an Errors with all that is wrong, and pointers such as "/0/date".
func (c *Calendar) With(overrides []Override) (*Calendar, error) {
	next := &Calendar{name: c.name, days: maps.Clone(c.days), known: c.known}
	var errs field.Errors
	seen := map[Date]bool{}
	for i, o := range overrides {
		date, day, ok := o.read(&errs, fmt.Sprintf("/%d", i))
		if !ok {
			continue
		}
		if seen[date] {
			errs.Add(CodeDateDuplicate, fmt.Sprintf("/%d/date", i), "%s is given twice", date)
		}
		seen[date] = true
		next.days[date] = day
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return next, nil
}

// Announced returns the calendar with years known: an administrator has entered their whole announcements by With.
func (c *Calendar) Announced(years ...int) *Calendar {
	next := &Calendar{name: c.name, days: c.days, known: maps.Clone(c.known)}
	for _, y := range years {
		next.known[y] = true
	}
	return next
}

func (o Override) read(errs *field.Errors, at string) (Date, Day, bool) {
	before := len(*errs)
	date, err := ParseDate(o.Date)
	if err != nil {
		errs.Add(CodeDateBad, at+"/date", "%v", err)
	}
	day := Day{Kind: o.Kind, Name: o.Name, As: date.Weekday()}
	switch o.Kind {
	case Workday:
		if day.As > 5 {
			day.As = 1
		}
	case Holiday:
		if o.Swaps != "" {
			errs.Add(CodeSwapsBad, at+"/swaps", "only a workday is worked for another day")
		}
	default:
		errs.Add(CodeKindBad, at+"/kind", "%q is neither holiday nor workday", o.Kind)
	}
	if o.Swaps != "" && o.Kind == Workday {
		swapped, err := ParseDate(o.Swaps)
		switch {
		case err != nil:
			errs.Add(CodeSwapsBad, at+"/swaps", "%v", err)
		case swapped.Weekday() > 5:
			errs.Add(CodeSwapsBad, at+"/swaps", "%s is no day from Monday to Friday", swapped)
		case date.Weekday() > 5:
			day.As = swapped.Weekday()
		}
	}
	return date, day, len(*errs) == before
}

// fixed returns the holidays that are on the same day each year by the Regulation on Public Holidays (全国年节及纪念日
// 放假办法) as amended in 1999, 2007 and 2024. The others follow the lunar calendar, or the solar term of Qingming.
func fixed(year int, month time.Month, day int) (Day, bool) {
	switch {
	case month == time.January && day == 1:
		return Day{Kind: Holiday, Name: "元旦", NameEN: "New Year's Day"}, true
	case month == time.May && (day == 1 || day == 2 && year >= 2025):
		return Day{Kind: Holiday, Name: "劳动节", NameEN: "Labour Day"}, true
	case month == time.October && day <= 3:
		return Day{Kind: Holiday, Name: "国庆节", NameEN: "National Day"}, true
	}
	return Day{}, false
}

// The codes of a field.Error, stable for translation by the caller.
const (
	CodeDateBad       = "date_bad"
	CodeDateDuplicate = "date_duplicate"
	CodeKindBad       = "kind_bad"
	CodeSwapsBad      = "swaps_bad"

	CodeYearOutOfRange = "year_out_of_range"
	CodeYearEmpty      = "year_empty"
	CodeNameMissing    = "name_missing"
	CodeNameBad        = "name_bad"
	CodeWorkdayAlready = "workday_already"
	CodeSwapsFar       = "swaps_far"
	CodeSwapsTaken     = "swaps_taken"
)
