package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/calendar"
	"huifang/campaign/phone"
	"huifang/campaign/window"
)

// calendarFor is how long a calendar is used before its overrides are read again: a change made through another process is
// in force after it. One made through this Store is in force at once.
const calendarFor = 5 * time.Second

// Calendar returns the Chinese calendar with what was entered (R10).
func (s *Store) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	s.calendar.Lock()
	defer s.calendar.Unlock()
	if s.calendar.value != nil && time.Since(s.calendar.read) < calendarFor {
		return s.calendar.value, nil
	}
	e, err := calendarEntries(ctx, s.pool)
	if err != nil {
		return nil, err
	}
	c, err := calendar.CN().With(e.Days)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	s.calendar.value, s.calendar.read = c.Announced(e.Years...), time.Now()
	return s.calendar.value, nil
}

// forgetCalendar makes the next Calendar read. It waits for one that is reading, which may not see the change yet.
func (s *Store) forgetCalendar() {
	s.calendar.Lock()
	defer s.calendar.Unlock()
	s.calendar.value = nil
}

// CalendarEntries is what was entered on top of the embedded calendar.
type CalendarEntries struct {
	Days  []calendar.Override // in order
	Years []int               // whose announcement was entered whole; in order
}

// CalendarEntries reads them from the database.
func (s *Store) CalendarEntries(ctx context.Context) (CalendarEntries, error) {
	return calendarEntries(ctx, s.pool)
}

type rower interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func calendarEntries(ctx context.Context, db rower) (CalendarEntries, error) {
	var e CalendarEntries
	rows, err := db.Query(ctx, `select day::text, kind, name, coalesce(swaps::text, '') from calendar_day order by day`)
	if err != nil {
		return e, fmt.Errorf("calendar: %w", err)
	}
	if e.Days, err = pgx.CollectRows(rows, pgx.RowToStructByPos[calendar.Override]); err != nil {
		return e, fmt.Errorf("calendar: %w", err)
	}
	if rows, err = db.Query(ctx, `select year from calendar_year order by year`); err != nil {
		return e, fmt.Errorf("calendar: %w", err)
	}
	if e.Years, err = pgx.CollectRows(rows, pgx.RowTo[int]); err != nil {
		return e, fmt.Errorf("calendar: %w", err)
	}
	return e, nil
}

// SetCalendarDay enters a holiday or a made-up working day, in place of what was entered for it before. It holds for every
// call that is not armed yet. What [calendar.Calendar.Enter] refuses is a field.Errors. Today is where by is.
func (s *Store) SetCalendarDay(ctx context.Context, o calendar.Override, by int64, today calendar.Date) error {
	return s.changeCalendar(ctx, by, "calendar.set", o.Date, map[string]any{"kind": o.Kind, "name": o.Name, "swaps": o.Swaps}, func(tx pgx.Tx, e CalendarEntries) error {
		if errs := calendar.CN().Enter(o, e.Days, today); len(errs) > 0 {
			return errs
		}
		_, err := tx.Exec(ctx, `insert into calendar_day (day, kind, name, swaps) values ($1::text::date, $2, $3, nullif($4, '')::date)
			on conflict (day) do update set kind = excluded.kind, name = excluded.name, swaps = excluded.swaps`, o.Date, o.Kind, o.Name, o.Swaps)
		return err
	})
}

// RemoveCalendarDay takes back what was entered for a day; the day is again what the embedded calendar says. ErrNotFound
// when nothing was entered.
func (s *Store) RemoveCalendarDay(ctx context.Context, day calendar.Date, by int64) error {
	return s.changeCalendar(ctx, by, "calendar.remove", day.String(), nil, func(tx pgx.Tx, _ CalendarEntries) error {
		tag, err := tx.Exec(ctx, `delete from calendar_day where day = $1::text::date`, day.String())
		if err == nil && tag.RowsAffected() == 0 {
			return ErrNotFound
		}
		return err
	})
}

// SetCalendarYear says that a year's announcement was entered whole, or takes that back. What
// [calendar.Calendar.EnterYear] refuses is a field.Errors.
func (s *Store) SetCalendarYear(ctx context.Context, year int, known bool, by int64, today calendar.Date) error {
	return s.changeCalendar(ctx, by, "calendar.set", fmt.Sprint(year), map[string]any{"announcement_entered": known}, func(tx pgx.Tx, e CalendarEntries) error {
		if !known {
			_, err := tx.Exec(ctx, `delete from calendar_year where year = $1`, year)
			return err
		}
		c, err := calendar.CN().With(e.Days)
		if err != nil {
			return err
		}
		if errs := c.EnterYear(year, today); len(errs) > 0 {
			return errs
		}
		_, err = tx.Exec(ctx, `insert into calendar_year (year) values ($1) on conflict do nothing`, year)
		return err
	})
}

// changeCalendar runs one change after the other: each is checked by what the one before has entered.
func (s *Store) changeCalendar(ctx context.Context, by int64, action, what string, detail map[string]any, change func(pgx.Tx, CalendarEntries) error) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `lock table calendar_day in share row exclusive mode`); err != nil {
			return err
		}
		e, err := calendarEntries(ctx, tx)
		if err != nil {
			return err
		}
		if err := change(tx, e); err != nil {
			return err
		}
		return audit(ctx, tx, by, action, "calendar:"+what, detail)
	})
	if err != nil {
		return fmt.Errorf("change the calendar: %w", err)
	}
	s.forgetCalendar()
	return nil
}

// hours reads a campaign's window as it holds for one customer (R10, I2): by the contact's zone; when that is not known, by
// all zones that the number's prefix leaves open, which must agree; when the prefix tells nothing, by the campaign's own.
// Convenient are the customer's own times in JSON, or nothing.
func hours(win []byte, c *calendar.Calendar, zone, number string, convenient []byte) (campaign, customer *window.Bound, err error) {
	w, err := window.Parse(win)
	if err != nil {
		return nil, nil, err
	}
	own := window.Convenience{Zone: zone}
	if zone == "" {
		own.Zones = phone.Zones(number)
	}
	if len(convenient) > 0 {
		if err := json.Unmarshal(convenient, &own.Intervals); err != nil {
			return nil, nil, fmt.Errorf("convenient times: %w", err)
		}
	}
	campaign = w.Bind(c)
	return campaign, campaign.Narrow(own), nil
}
