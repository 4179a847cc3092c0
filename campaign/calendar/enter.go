package calendar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"huifang/campaign/field"
)

const (
	maxName  = 60 // characters
	maxSwap  = 62 // days between a made-up working day and the day off for which it is worked; announcements stay within a month
	maxAhead = 5  // years
)

// Enter checks an override that somebody enters, by the calendar without overrides and by the others, those of other
// days, that are in force. It returns everything that is wrong; pointers are those of Override's JSON form. Today is
// where the person is.
func (c *Calendar) Enter(o Override, others []Override, today Date) field.Errors {
	var errs field.Errors
	date, _, ok := o.read(&errs, "")
	if first, last := c.firstYear(), today.Year()+maxAhead; ok && (date.Year() < first || date.Year() > last) {
		errs.Add(CodeYearOutOfRange, "/date", "the calendar holds the years %d to %d", first, last)
	}
	switch name := strings.TrimSpace(o.Name); {
	case name == "":
		errs.Add(CodeNameMissing, "/name", "name the holiday, or the holiday for which the day is worked")
	case utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		errs.Add(CodeNameBad, "/name", "the name is longer than %d characters, or has one that cannot be shown", maxName)
	}
	if !ok || o.Kind != Workday {
		return errs
	}
	if date.Weekday() <= 5 && c.Day(date).Kind != Holiday {
		errs.Add(CodeWorkdayAlready, "/kind", "%s is a working day as it is", date)
	}
	if o.Swaps == "" {
		return errs
	}
	swapped, err := ParseDate(o.Swaps)
	switch {
	case err != nil: // read has said so
	case date.Weekday() <= 5:
		errs.Add(CodeSwapsBad, "/swaps", "only a Saturday or Sunday is worked for another day")
	case swapped-date > maxSwap || date-swapped > maxSwap:
		errs.Add(CodeSwapsFar, "/swaps", "%s is more than %d days away", swapped, maxSwap)
	default:
		for _, other := range others {
			if other.Date != o.Date && other.Swaps == o.Swaps {
				errs.Add(CodeSwapsTaken, "/swaps", "%s is worked for %s already", other.Date, swapped)
			}
		}
	}
	return errs
}

func (c *Calendar) firstYear() int {
	if years := c.Years(); len(years) > 0 {
		return years[0]
	}
	return 0
}

// EnterYear checks a year of which somebody says that its announcement has been entered whole. One without any day beyond
// the fixed ones is a slip.
func (c *Calendar) EnterYear(year int, today Date) field.Errors {
	var errs field.Errors
	if first, last := c.firstYear(), today.Year()+maxAhead; year < first || year > last {
		errs.Add(CodeYearOutOfRange, "/year", "the calendar holds the years %d to %d", first, last)
		return errs
	}
	for date := NewDate(year, 1, 1); date < NewDate(year+1, 1, 1); date++ {
		if day, ok := c.days[date]; ok && day.Kind == Holiday {
			return nil
		}
	}
	errs.Add(CodeYearEmpty, "/year", "enter the holidays of %d first: only those with a fixed date are there", year)
	return errs
}

// Listed is a day of a calendar that differs from its day of the week.
type Listed struct {
	Date Date
	Day
}

// Of returns the days of a year that are not Ordinary, in order.
func (c *Calendar) Of(year int) []Listed {
	list := []Listed{}
	for date := NewDate(year, 1, 1); date < NewDate(year+1, 1, 1); date++ {
		if day := c.Day(date); day.Kind != Ordinary {
			list = append(list, Listed{date, day})
		}
	}
	return list
}
