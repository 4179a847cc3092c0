// Package store is the SQL of package campaign on Postgres 15 or newer: contact lists, campaigns, follow-ups,
// attempts, dispositions, recordings and the audit trail. The schema is in migrations; the constraints there keep the
// invariants I1, I5, I6, I7 and I8.
package store

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign/calendar"
)

// Store reads and writes campaigns. It is safe for concurrent use.
type Store struct {
	pool     *pgxpool.Pool
	queues   queues
	journals journals
	prompts  promptCache
	pacing   pacingBases

	calendar struct {
		sync.Mutex
		value *calendar.Calendar
		read  time.Time
	}
}

// New makes a Store on a pool from [Connect].
func New(pool *pgxpool.Pool) *Store {
	return &Store{pool: pool, journals: journals{writers: make(chan struct{}, journalWriters)}}
}

// connections is how many a pool may open at least, unless the address says it: claims, calls and pages wait on Postgres, not
// on the processor, of which pgx counts the cores.
const connections = 16

// Connect opens a pool: times are read in UTC. It fails at once, and says where and why, when the server cannot be reached before ctx ends.
func Connect(ctx context.Context, dsn string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	if cfg.ConnConfig.RuntimeParams["application_name"] == "" {
		cfg.ConnConfig.RuntimeParams["application_name"] = "huifang"
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		cfg.MaxConns = max(cfg.MaxConns, connections)
	}
	cfg.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		conn.TypeMap().RegisterType(&pgtype.Type{
			Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
		})
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("database pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("database %s at %s:%d does not answer: %w",
			cfg.ConnConfig.Database, cfg.ConnConfig.Host, cfg.ConnConfig.Port, err)
	}
	return pool, nil
}

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// inTx runs fn in a transaction that is committed when fn returns nil.
func (s *Store) inTx(ctx context.Context, fn func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, fn)
}

func isCode(err error, code string) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && pe.Code == code
}

// SQLSTATEs, from the Postgres manual, appendix A.
const (
	foreignKeyViolation = "23503"
	uniqueViolation     = "23505"
)

// A cursor is the sort key of the last row that was sent, so a page does not shift when rows are added.

func encodeCursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\x1f")))
}

func decodeCursor(cursor string, n int) ([]string, error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		if parts := strings.Split(string(b), "\x1f"); len(parts) == n {
			return parts, nil
		}
	}
	return nil, errCursor
}

var errCursor = &FieldError{Pointer: "query/cursor", Code: "invalid", Detail: "this is no cursor of this list"}

// idCursor decodes a cursor that is one id; "" gives the given start.
func idCursor(cursor string, start int64) (int64, error) {
	if cursor == "" {
		return start, nil
	}
	p, err := decodeCursor(cursor, 1)
	if err != nil {
		return 0, err
	}
	id, err := strconv.ParseInt(p[0], 10, 64)
	if err != nil {
		return 0, errCursor
	}
	return id, nil
}

// timeCursor decodes a cursor that is a time and a second key; "" gives ok false.
func timeCursor(cursor string) (at time.Time, key string, ok bool, err error) {
	if cursor == "" {
		return time.Time{}, "", false, nil
	}
	p, err := decodeCursor(cursor, 2)
	if err != nil {
		return time.Time{}, "", false, err
	}
	us, err := strconv.ParseInt(p[0], 10, 64)
	if err != nil {
		return time.Time{}, "", false, errCursor
	}
	return time.UnixMicro(us).UTC(), p[1], true, nil
}

// cut shortens rows, which were asked for with one more than limit, and gives the cursor of the next page.
func cut[T any](rows []T, limit int, key func(T) string) ([]T, string) {
	if rows == nil {
		rows = []T{}
	}
	if len(rows) <= limit {
		return rows, ""
	}
	rows = rows[:limit]
	return rows, key(rows[limit-1])
}

func itoa(id int64) string                   { return strconv.FormatInt(id, 10) }
func usec(t time.Time) string                { return strconv.FormatInt(t.UnixMicro(), 10) }
func idKey(id int64) string                  { return encodeCursor(itoa(id)) }
func timeKey(t time.Time, key string) string { return encodeCursor(usec(t), key) }
