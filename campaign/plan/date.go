package plan

import (
	"fmt"
	"time"
)

// Date is a day of the calendar without a time or a zone. The zero Date is no date; Year 0 with a month and a day is a
// birthday whose year is not known.
type Date struct {
	Year       int16 // 1 to 9999; 0: not known
	Month, Day uint8 // from 1
}

// DateOf returns the day of t in the location of t.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), uint8(m), uint8(d)}
}

// ParseDate reads "2026-07-07", or "07-07" for a birthday without a year. A day that the calendar does not have, such as
// 2026-02-31, is an error; 02-29 without a year is a date.
func ParseDate(s string) (Date, error) {
	var y, m, d int
	switch {
	case len(s) == 10 && s[4] == '-' && s[7] == '-' && digits(s[:4], &y) && digits(s[5:7], &m) && digits(s[8:], &d) && y > 0:
	case len(s) == 5 && s[2] == '-' && digits(s[:2], &m) && digits(s[3:], &d):
	default:
		return Date{}, fmt.Errorf("%q is not a date such as 2026-07-07", s)
	}
	date := Date{int16(y), uint8(m), uint8(d)}
	if !date.Valid() {
		return Date{}, fmt.Errorf("the calendar has no day %s", s)
	}
	return date, nil
}

func digits(s string, n *int) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		*n = *n*10 + int(s[i]-'0')
	}
	return true
}

// Valid reports whether the calendar has the day; false for the zero Date.
func (d Date) Valid() bool {
	return d.Year >= 0 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && int(d.Day) <= daysIn(int(d.Year), int(d.Month))
}

// String returns "2026-07-07", "07-07" without a year and "" for the zero Date.
func (d Date) String() string {
	switch {
	case d == Date{}:
		return ""
	case d.Year == 0:
		return fmt.Sprintf("%02d-%02d", d.Month, d.Day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Compare returns -1, 0 or +1 as d is before, the same as or after e.
func (d Date) Compare(e Date) int {
	a, b := d.number(), e.number()
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (d Date) number() int { return int(d.Year)<<16 | int(d.Month)<<8 | int(d.Day) }

// Days returns the days from 1970-01-01 to d, negative before it.
func (d Date) Days() int {
	s := time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC).Unix()
	return int(s / 86400) // UTC has no fractions of a day
}

// AddDays returns the day n days after d.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(int(d.Year), time.Month(d.Month), int(d.Day)+n, 0, 0, 0, 0, time.UTC))
}

// AddMonths returns the same day n months later, or the last day of a month that is too short: 31 January and one month
// is the last of February. A series is counted from its first day, so that it returns to the 31st.
func (d Date) AddMonths(n int) Date {
	m := int(d.Year)*12 + int(d.Month) - 1 + n
	year, month := m/12, m%12+1
	return Date{int16(year), uint8(month), uint8(min(int(d.Day), daysIn(year, month)))}
}

// inYear returns the anniversary of d: 29 February is kept on the 28th of a common year.
func (d Date) inYear(year int) Date {
	return Date{int16(year), d.Month, uint8(min(int(d.Day), daysIn(year, int(d.Month))))}
}

// daysIn returns the days of a month. Year 0 is a leap year, as 29 February is a birthday.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// at returns the first instant of a day at which the wall clock of loc shows the given seconds from midnight or more: the
// earlier of two when the clock was set back, and the end of the gap when the time is skipped.
func at(d Date, seconds int, loc *time.Location) time.Time {
	t := time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, seconds, 0, loc)
	want := time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, seconds, 0, time.UTC).Unix()
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	switch shown := t.Unix() + int64(offset); {
	case shown < want: // time.Date chose the near side of a gap
		return end
	case shown > want: // or the far side
		return start
	}
	if start.IsZero() {
		return t
	}
	_, before := start.Add(-1).Zone()
	if first := t.Add(time.Duration(offset-before) * time.Second); offset < before && first.Before(start) {
		return first
	}
	return t
}

// startOf returns the first instant of a day.
func startOf(d Date, loc *time.Location) time.Time { return at(d, 0, loc) }
