package window

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"huifang/campaign/calendar"
	"huifang/campaign/field"
)

// The codes of a field.Error, stable for translation by the caller.
const (
	CodeZoneMissing        = "zone_missing"
	CodeZoneUnknown        = "zone_unknown"
	CodeNeverOpens         = "never_opens"
	CodeTooMany            = "too_many_intervals"
	CodeWeekdaysMissing    = "weekdays_missing"
	CodeWeekdayBad         = "weekday_bad"
	CodeWeekdayDuplicate   = "weekday_duplicate"
	CodeTimeBad            = "time_bad"
	CodeFromNotBeforeTo    = "from_not_before_to"
	CodeOverlap            = "overlap"
	CodeSeasonUnknown      = "season_unknown"
	CodeSeasonNameMissing  = "season_name_missing"
	CodeSeasonNameBad      = "season_name_bad"
	CodeSeasonDuplicate    = "season_duplicate"
	CodeTooManySeasons     = "too_many_seasons"
	CodeMonthDayBad        = "month_day_bad"
	CodeHolidaysBad        = "holidays_bad"
	CodeCalendarMissing    = "calendar_missing"
	CodeCalendarUnknown    = "calendar_unknown"
	CodeDateBad            = "date_bad"
	CodeExceptionDuplicate = "exception_duplicate"
	CodeExceptionEmpty     = "exception_empty"
	CodeExceptionBoth      = "exception_closed_and_open"
	CodeTooManyExceptions  = "too_many_exceptions"
	CodeTooManyZones       = "too_many_zones"
)

const (
	maxIntervals  = 100
	maxSeasons    = 20
	maxSeasonName = 50 // characters
	maxExceptions = 400
	maxZones      = 60 // the most that one telephone prefix has, +1, has 42
)

// Validate returns everything that is wrong, in the order of the form; nothing when calls can be placed.
func (w Window) Validate() field.Errors {
	var errs field.Errors
	if w.Zone == "" {
		errs.Add(CodeZoneMissing, "/zone", "a time zone is needed, such as Asia/Shanghai")
	} else if _, err := location(w.Zone); err != nil {
		errs.Add(CodeZoneUnknown, "/zone", "%q is not an IANA time zone", w.Zone)
	}
	if len(w.Intervals) == 0 {
		errs.Add(CodeNeverOpens, "/intervals", "a window without intervals never opens")
	}
	parts := w.validateSeasonsOf(&errs)
	validateIntervals(&errs, w.Intervals, parts)
	w.validateSeasons(&errs)
	w.validateHolidays(&errs)
	w.validateExceptions(&errs)
	if len(errs) > 0 {
		return errs
	}
	// Each interval could hold, and yet none may: a season that lies within a holiday. The exceptions are left out, for
	// what they open passes by.
	regular := w
	regular.Exceptions = nil
	if _, ok := regular.Next(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)); !ok {
		errs.Add(CodeNeverOpens, "/intervals", "every day on which an interval would hold is a public holiday")
	}
	return errs
}

// validateSeasonsOf returns the part of the year of each interval; of one whose season is unknown, none.
func (w Window) validateSeasonsOf(errs *field.Errors) []part {
	if len(w.Intervals) > maxIntervals {
		return nil
	}
	parts := make([]part, len(w.Intervals))
	for i, v := range w.Intervals {
		if v.Season != "" && !slices.ContainsFunc(w.Seasons, func(s Season) bool { return s.Name == v.Season }) {
			errs.Add(CodeSeasonUnknown, fmt.Sprintf("/intervals/%d/season", i), "there is no season %q", v.Season)
			continue
		}
		parts[i], _ = w.partOf(v.Season) // seasons that cannot be read are reported with the seasons
	}
	return parts
}

// validateIntervals checks intervals that hold in parts of the year.
func validateIntervals(errs *field.Errors, intervals []Interval, parts []part) {
	if n := len(intervals); n > maxIntervals {
		errs.Add(CodeTooMany, "/intervals", "%d intervals, at most %d are allowed", n, maxIntervals)
		return
	}
	for i, v := range intervals {
		at := fmt.Sprintf("/intervals/%d", i)
		v.validate(errs, at)
		for j, u := range intervals[:i] {
			d := v.meets(u)
			if d == 0 {
				continue
			}
			if md, ok := parts[i].meets(parts[j]); ok {
				errs.Add(CodeOverlap, at, "overlaps interval %d on weekday %d, such as on %02d-%02d", j, d, md/100, md%100)
			}
		}
	}
}

func (w Window) validateSeasons(errs *field.Errors) {
	if n := len(w.Seasons); n > maxSeasons {
		errs.Add(CodeTooManySeasons, "/seasons", "%d seasons, at most %d are allowed", n, maxSeasons)
		return
	}
	seen := map[string]bool{}
	for i, s := range w.Seasons {
		at := fmt.Sprintf("/seasons/%d", i)
		switch {
		case strings.TrimSpace(s.Name) == "":
			errs.Add(CodeSeasonNameMissing, at+"/name", "a season needs a name")
		case utf8.RuneCountInString(s.Name) > maxSeasonName || strings.ContainsFunc(s.Name, unicode.IsControl) || !utf8.ValidString(s.Name):
			errs.Add(CodeSeasonNameBad, at+"/name", "the name is longer than %d characters, or has one that cannot be shown", maxSeasonName)
		case seen[s.Name]:
			errs.Add(CodeSeasonDuplicate, at+"/name", "there are two seasons %q", s.Name)
		}
		seen[s.Name] = true
		if _, ok := readYearday(s.From); !ok {
			errs.Add(CodeMonthDayBad, at+"/from", "%q is not a month and day, such as 06-01", s.From)
		}
		if _, ok := readYearday(s.To); !ok {
			errs.Add(CodeMonthDayBad, at+"/to", "%q is not a month and day, such as 09-30", s.To)
		}
	}
}

func (w Window) validateHolidays(errs *field.Errors) {
	switch w.Holidays {
	case "", HolidaysIgnore:
	case HolidaysOpen, HolidaysClosed:
		if w.Calendar == "" {
			errs.Add(CodeCalendarMissing, "/calendar", "whose public holidays? CN is known")
		}
	default:
		errs.Add(CodeHolidaysBad, "/holidays", "%q is not one of closed, open and ignore", w.Holidays)
	}
	if _, ok := calendar.Named(w.Calendar); !ok && w.Calendar != "" {
		errs.Add(CodeCalendarUnknown, "/calendar", "there is no calendar %q; CN is known", w.Calendar)
	}
}

func (w Window) validateExceptions(errs *field.Errors) {
	if n := len(w.Exceptions); n > maxExceptions {
		errs.Add(CodeTooManyExceptions, "/exceptions", "%d exceptions, at most %d are allowed", n, maxExceptions)
		return
	}
	seen := map[calendar.Date]bool{}
	for i, e := range w.Exceptions {
		at := fmt.Sprintf("/exceptions/%d", i)
		date, err := calendar.ParseDate(e.Date)
		switch {
		case err != nil:
			errs.Add(CodeDateBad, at+"/date", "%v", err)
		case seen[date]:
			errs.Add(CodeExceptionDuplicate, at+"/date", "there are two exceptions for %s", date)
		default:
			seen[date] = true
		}
		switch n := len(e.Intervals); {
		case e.Closed && n > 0:
			errs.Add(CodeExceptionBoth, at, "a closed day has no intervals")
		case !e.Closed && n == 0:
			errs.Add(CodeExceptionEmpty, at, "say the intervals of the day, or that it is closed")
		case n > maxIntervals:
			errs.Add(CodeTooMany, at+"/intervals", "%d intervals, at most %d are allowed", n, maxIntervals)
			continue
		}
		for j, v := range e.Intervals {
			p := fmt.Sprintf("%s/intervals/%d", at, j)
			v.validate(errs, p)
			for k, u := range e.Intervals[:j] {
				if v.meets(u) {
					errs.Add(CodeOverlap, p, "overlaps interval %d of the day", k)
				}
			}
		}
	}
}

func (v Interval) validate(errs *field.Errors, at string) {
	if len(v.Weekdays) == 0 {
		errs.Add(CodeWeekdaysMissing, at+"/weekdays", "an interval without weekdays never opens")
	}
	var seen [8]bool
	for i, d := range v.Weekdays {
		p := fmt.Sprintf("%s/weekdays/%d", at, i)
		switch {
		case d < 1 || d > 7:
			errs.Add(CodeWeekdayBad, p, "%d is not a weekday: 1 is Monday, 7 is Sunday", d)
		case seen[d]:
			errs.Add(CodeWeekdayDuplicate, p, "weekday %d is given twice", d)
		default:
			seen[d] = true
		}
	}
	Span{v.From, v.To}.validate(errs, at)
}

func (s Span) validate(errs *field.Errors, at string) {
	from, okFrom := clock(s.From)
	to, okTo := clock(s.To)
	if !okFrom || from == day {
		errs.Add(CodeTimeBad, at+"/from", "%q is not a time from 00:00 to 23:59", s.From)
	}
	if !okTo {
		errs.Add(CodeTimeBad, at+"/to", "%q is not a time from 00:01 to 24:00", s.To)
	}
	if okFrom && okTo && from < day && from >= to {
		errs.Add(CodeFromNotBeforeTo, at+"/to", "must be after from; for a time over midnight use two intervals")
	}
}

func (s Span) meets(u Span) bool {
	a, okA := s.read()
	b, okB := u.read()
	return okA && okB && max(a.from, b.from) < min(a.to, b.to)
}

// meets returns the first weekday on which two intervals share time, or 0.
func (v Interval) meets(u Interval) int {
	if !(Span{v.From, v.To}).meets(Span{u.From, u.To}) {
		return 0
	}
	var on [8]bool
	for _, d := range v.Weekdays {
		if d >= 1 && d <= 7 {
			on[d] = true
		}
	}
	first := 0
	for _, d := range u.Weekdays {
		if d >= 1 && d <= 7 && on[d] && (first == 0 || d < first) {
			first = d
		}
	}
	return first
}

// meets returns a day that two parts of the year share. The part that is none shares nothing.
func (p part) meets(q part) (yearday, bool) {
	for _, d := range [...]yearday{p.first, q.first} { // where two parts meet, one of them begins
		if d != 0 && p.first != 0 && q.first != 0 && p.has(d) && q.has(d) {
			return d, true
		}
	}
	return 0, false
}
