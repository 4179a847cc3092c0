package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/plan"
)

// SeedTypes brings the delivered follow-up types up to date (R5). Types that an organisation made itself, and whether a
// delivered one is active, are left alone.
func (s *Store) SeedTypes(ctx context.Context, types []plan.Type) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		for _, t := range types {
			body, err := json.Marshal(t)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `insert into follow_up_type as t (code, body, builtin) values ($1, $2, true)
				on conflict (code) do update set body = excluded.body where t.builtin and t.body <> excluded.body`, t.Code, body); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("seed follow-up types: %w", err)
	}
	return nil
}

// Types returns the active follow-up types, in the order of their codes.
func (s *Store) Types(ctx context.Context) ([]plan.Type, error) {
	rows, err := s.pool.Query(ctx, `select body from follow_up_type where active order by code`)
	if err != nil {
		return nil, fmt.Errorf("follow-up types: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (plan.Type, error) {
		var body []byte
		if err := row.Scan(&body); err != nil {
			return plan.Type{}, err
		}
		return plan.ParseType(body)
	})
	if err != nil {
		return nil, fmt.Errorf("follow-up types: %w", err)
	}
	return list, nil
}
