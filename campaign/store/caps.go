package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/caps"
)

// Caps returns the limits of calls over all campaigns (R12).
func (s *Store) Caps(ctx context.Context) (caps.Caps, error) {
	var c caps.Caps
	var burst int
	if err := s.pool.QueryRow(ctx, `select per_day, per_burst, burst_s from call_caps`).Scan(&c.PerDay, &c.PerBurst, &burst); err != nil {
		return c, fmt.Errorf("caps: %w", err)
	}
	c.Burst = time.Duration(burst) * time.Second
	return c, nil
}

// SetCaps changes the limits; they hold for every dial that is not armed yet.
func (s *Store) SetCaps(ctx context.Context, c caps.Caps, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update call_caps set per_day = $1, per_burst = $2, burst_s = $3`, c.PerDay, c.PerBurst, int(c.Burst/time.Second)); err != nil {
			return err
		}
		return audit(ctx, tx, by, "caps.set", "caps", map[string]any{"per_day": c.PerDay, "per_burst": c.PerBurst, "burst_s": int(c.Burst / time.Second)})
	})
	if err != nil {
		return fmt.Errorf("set caps: %w", err)
	}
	return nil
}
