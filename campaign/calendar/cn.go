package calendar

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"sync"

	"huifang/campaign/field"
)

// One file for each announcement 国务院办公厅关于…年部分节假日安排的通知, taken from its text. To add a year, add its file.
//
//go:embed cn/*.json
var announcements embed.FS

// announcement is the form of a file in cn.
type announcement struct {
	Year     int    `json:"year"`
	Source   string `json:"source"`
	Holidays []struct {
		Name     string `json:"name"`
		NameEN   string `json:"name_en"`
		From     Date   `json:"from"`
		To       Date   `json:"to"` // included
		Workdays []struct {
			Date  Date   `json:"date"`
			Swaps string `json:"swaps"` // the day off for which it is worked, when the announcement names it
		} `json:"workdays"`
	} `json:"holidays"`
}

// CN returns the embedded holidays of the mainland of China.
func CN() *Calendar { return cn() }

// The files are a part of the program and are read by its tests: one that cannot be read is a fault of the program.
var cn = sync.OnceValue(func() *Calendar {
	c, err := load(announcements)
	if err != nil {
		panic(err)
	}
	return c
})

func load(files embed.FS) (*Calendar, error) {
	c := &Calendar{name: "CN", days: map[Date]Day{}, known: map[int]bool{}}
	entries, err := files.ReadDir("cn")
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	for _, e := range entries {
		data, err := files.ReadFile("cn/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("calendar: %w", err)
		}
		if err := c.read(data); err != nil {
			return nil, fmt.Errorf("calendar cn/%s: %w", e.Name(), err)
		}
	}
	return c, nil
}

func (c *Calendar) read(data []byte) error {
	var a announcement
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return err
	}
	set := func(date Date, day Day) error {
		if _, ok := c.days[date]; ok {
			return fmt.Errorf("%s is given twice", date)
		}
		c.days[date] = day
		return nil
	}
	for _, h := range a.Holidays {
		for date := h.From; date <= h.To; date++ {
			if err := set(date, Day{Kind: Holiday, Name: h.Name, NameEN: h.NameEN, As: date.Weekday()}); err != nil {
				return err
			}
		}
		for _, w := range h.Workdays {
			var errs field.Errors
			o := Override{Date: w.Date.String(), Kind: Workday, Name: h.Name, Swaps: w.Swaps}
			date, day, ok := o.read(&errs, "/"+h.Name)
			if !ok {
				return errs
			}
			day.NameEN = h.NameEN
			if err := set(date, day); err != nil {
				return err
			}
		}
	}
	c.known[a.Year] = true
	return nil
}
