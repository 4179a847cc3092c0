package calendar

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, without a time zone: the number of days from 1970-01-01. Its text form is
// "2026-02-17".
type Date int

const secondsPerDay = 24 * 60 * 60

// NewDate returns the day; values out of range carry over as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay) // midnight: divides evenly
}

// DateOf returns the day that a calendar on the wall shows at t, in t's location.
func DateOf(t time.Time) Date {
	return NewDate(t.Date())
}

// ParseDate reads "2026-02-17"; 31 February is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date such as 2026-02-17", s)
	}
	return DateOf(t), nil
}

// Civil returns the year, month and day of the month.
func (d Date) Civil() (year int, month time.Month, day int) {
	return time.Unix(int64(d)*secondsPerDay, 0).UTC().Date()
}

// Year returns the year.
func (d Date) Year() int {
	year, _, _ := d.Civil()
	return year
}

// Weekday returns the day of the week as in ISO 8601: 1 is Monday, 7 is Sunday.
func (d Date) Weekday() int {
	return int(((d+3)%7+7)%7) + 1 // 1970-01-01 was a Thursday
}

// String returns the text form.
func (d Date) String() string {
	return time.Unix(int64(d)*secondsPerDay, 0).UTC().Format(time.DateOnly)
}

// MarshalText writes the text form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the text form.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}
