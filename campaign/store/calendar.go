package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/calendar"
)

// calendarFor is how long a calendar is used before its overrides are read again: an admin's change is in force after it.
const calendarFor = 5 * time.Second

// Calendar returns the Chinese calendar with the admin's overrides (R10).
func (s *Store) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	s.calendar.Lock()
	defer s.calendar.Unlock()
	if s.calendar.value != nil && time.Since(s.calendar.read) < calendarFor {
		return s.calendar.value, nil
	}
	rows, err := s.pool.Query(ctx, `select day::text, kind, name, coalesce(swaps::text, '') from calendar_day order by day`)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	overrides, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (calendar.Override, error) {
		var o calendar.Override
		err := row.Scan(&o.Date, &o.Kind, &o.Name, &o.Swaps)
		return o, err
	})
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	c, err := calendar.CN().With(overrides)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	s.calendar.value, s.calendar.read = c, time.Now()
	return c, nil
}
