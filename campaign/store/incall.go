package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// CallSettings are what holds for all calls.
type CallSettings struct {
	ShowCoach string `json:"show_coach" enum:"never,speaking,always" doc:"when agents see that a supervisor takes part in their call: speaking: when he whispers or has joined (U53)"`
}

// CallSettings returns what holds for all calls.
func (s *Store) CallSettings(ctx context.Context) (CallSettings, error) {
	var c CallSettings
	if err := s.pool.QueryRow(ctx, `select show_coach from call_settings`).Scan(&c.ShowCoach); err != nil {
		return c, fmt.Errorf("call settings: %w", err)
	}
	return c, nil
}

// SetCallSettings changes what holds for all calls; it is audited.
func (s *Store) SetCallSettings(ctx context.Context, c CallSettings, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update call_settings set show_coach = $1`, c.ShowCoach); err != nil {
			return fmt.Errorf("call settings: %w", err)
		}
		return audit(ctx, tx, by, "calls.settings", "calls", map[string]any{"show_coach": c.ShowCoach})
	})
}

// Skilled lists the active agents who have a skill, to whom a call may be transferred (R18): of whatever campaign, as an agent who is
// asked by name, for an expert seldom is one of the caller's own.
func (s *Store) Skilled(ctx context.Context, skill string) ([]int64, error) {
	rows, err := s.pool.Query(ctx, `select u.id from app_user u join user_skill k on k.user_id = u.id and k.skill = $1
		where u.role = 'agent' and u.active order by k.level desc, u.id`, skill)
	if err != nil {
		return nil, fmt.Errorf("agents with skill %s: %w", skill, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("agents with skill %s: %w", skill, err)
	}
	return list, nil
}

// HasRight tells whether an active user has a right beyond his role.
func (s *Store) HasRight(ctx context.Context, user int64, right string) (bool, error) {
	var may bool
	if err := s.pool.QueryRow(ctx, `select exists (select from app_user where id = $1 and active and $2 = any(rights))`, user, right).Scan(&may); err != nil {
		return false, fmt.Errorf("right %s: %w", right, err)
	}
	return may, nil
}
