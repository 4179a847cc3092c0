package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// AuditQuiet is how long further looks of one user at one object belong to the look that was written down: a
// player asks for a recording in many small parts.
const AuditQuiet = 10 * time.Minute

type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func object(kind string, id int64) string { return kind + ":" + itoa(id) }

// audit writes one line of the audit trail (R4). Phone numbers do not belong into detail.
func audit(ctx context.Context, db execer, by int64, action, object string, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	var who any
	if by != 0 {
		who = by
	}
	if _, err := db.Exec(ctx, `insert into audit (user_id, action, object, detail) values ($1, $2, $3, $4)`, who, action, object, detail); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// Audit writes one line of the audit trail (R4): by (0: the system) did action to object, such as "recording:12".
func (s *Store) Audit(ctx context.Context, by int64, action, object string, detail map[string]any) error {
	return audit(ctx, s.pool, by, action, object, detail)
}

// AuditLook is Audit for reading: within [AuditQuiet] the same look is written once.
func (s *Store) AuditLook(ctx context.Context, by int64, action, object string) error {
	_, err := s.pool.Exec(ctx, `
		insert into audit (user_id, action, object)
		select $1::bigint, $2::text, $3::text where not exists (
			select from audit where object = $3 and user_id = $1 and action = $2 and at > now() - make_interval(secs => $4))`,
		by, action, object, AuditQuiet.Seconds())
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}
