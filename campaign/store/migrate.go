package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/tern/v2/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

const versionTable = "public.schema_version"

// ErrNewerSchema says that the database was migrated by a newer program than this one.
var ErrNewerSchema = errors.New("the database is newer than this program")

// Migrate brings the database's schema to the version that this program was built with. It may be called by several
// processes at once: tern holds an advisory lock. Each migration is one transaction.
func Migrate(ctx context.Context, conn *pgx.Conn) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	m, err := migrate.NewMigrator(ctx, conn, versionTable)
	if err != nil {
		return fmt.Errorf("migrations: version table: %w", err)
	}
	if err := m.LoadMigrations(sub); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	have, err := m.GetCurrentVersion(ctx)
	if err != nil {
		return fmt.Errorf("migrations: version: %w", err)
	}
	if want := int32(len(m.Migrations)); have > want {
		return fmt.Errorf("%w: its schema has version %d, this program knows versions up to %d; start a newer one", ErrNewerSchema, have, want)
	}
	if err := m.Migrate(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}
