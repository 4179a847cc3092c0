package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// sessionStore keeps scs sessions in the table sessions. Unlike scs/pgxstore it obeys the request's deadline, needs
// no goroutine (expired rows are deleted at sign-in), and never revives a session: a request that is under way while
// another one signs out cannot write the session back, because the row stays as a tombstone without data until it
// would have expired.
type sessionStore struct {
	pool *pgxpool.Pool
}

// ioTimeout bounds a statement for callers that have no deadline.
const ioTimeout = 5 * time.Second

func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, ioTimeout)
	defer cancel()
	var data []byte
	err := s.pool.QueryRow(ctx, `select data from sessions where token = $1 and expiry > now() and data <> ''`, token).Scan(&data)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find session: %w", err)
	}
	return data, true, nil
}

func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, ioTimeout)
	defer cancel()
	_, err := s.pool.Exec(ctx, `
		insert into sessions (token, data, expiry) values ($1, $2, $3)
		on conflict (token) do update set data = excluded.data, expiry = excluded.expiry where sessions.data <> ''`, token, data, expiry)
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	return nil
}

func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	ctx, cancel := context.WithTimeout(ctx, ioTimeout)
	defer cancel()
	if _, err := s.pool.Exec(ctx, `update sessions set data = '' where token = $1`, token); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

func (s *sessionStore) deleteExpired(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, `delete from sessions where expiry < now()`); err != nil {
		return fmt.Errorf("delete expired sessions: %w", err)
	}
	return nil
}

// The methods without a context complete scs.Store; scs calls those above.

func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
