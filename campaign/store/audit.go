package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
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

// AuditEntry is one line of the audit trail.
type AuditEntry struct {
	ID     int64           `json:"id"`
	At     time.Time       `json:"at"`
	UserID *int64          `json:"user_id,omitempty" doc:"absent: the system itself"`
	User   string          `json:"user"`
	Action string          `json:"action" doc:"such as customer.look"`
	Object string          `json:"object" doc:"such as customer:12"`
	Detail json.RawMessage `json:"detail"`
}

// AuditFilter chooses lines of the audit trail; zero members choose all.
type AuditFilter struct {
	User        int64
	Action      string // whole, or its first part: "customer" is every customer.*
	Object      string
	From, Until time.Time // half open
}

// AuditTrail returns the lines of the audit trail, newest first (R4).
func (s *Store) AuditTrail(ctx context.Context, f AuditFilter, cursor string, limit int) ([]AuditEntry, string, error) {
	before, err := idCursor(cursor, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `
		select a.id, a.at, a.user_id, coalesce(u.name, '') as "user", a.action, a.object, a.detail
		from audit a left join app_user u on u.id = a.user_id
		where a.id < $1 and ($2 = 0 or a.user_id = $2) and ($3 = '' or a.action = $3 or starts_with(a.action, $3 || '.')) and ($4 = '' or a.object = $4)
		  and ($5::timestamptz is null or a.at >= $5) and ($6::timestamptz is null or a.at < $6)
		order by a.id desc limit $7`, before, f.User, f.Action, f.Object, nullTime(f.From), nullTime(f.Until), limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("audit trail: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[AuditEntry])
	if err != nil {
		return nil, "", fmt.Errorf("audit trail: %w", err)
	}
	list, next := cut(list, limit, func(e AuditEntry) string { return idKey(e.ID) })
	return list, next, nil
}
