// Package storetest gives tests a database of their own on a real Postgres.
package storetest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign/store"
)

// Env names the environment variable with the address of a Postgres cluster on which tests may create databases, e.g.
// postgres://postgres@127.0.0.1:5432/postgres. `make test` starts one and sets it.
const Env = "HUIFANG_TEST_DATABASE_URL"

// New makes a fresh, migrated database, drops it when the test ends, and returns a pool for it. It fails the test when Env is not set:
// a test that needs Postgres is never skipped silently.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return migrated(t, Empty(t))
}

// migrated migrates a database and returns a pool for it, closed when the test ends.
func migrated(t testing.TB, dsn string) *pgxpool.Pool {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	err = store.Migrate(ctx, conn)
	if cerr := conn.Close(ctx); err == nil {
		err = cerr
	}
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	pool, err := store.Connect(ctx, dsn)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Empty makes a fresh database without any table, drops it when the test ends, and returns its address.
func Empty(t testing.TB) (dsn string) {
	t.Helper()
	admin := os.Getenv(Env)
	if admin == "" {
		t.Fatalf("%s is not set: this test needs a Postgres on which it may create databases; run it with `make test`", Env)
	}
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	name := "huifang_test_" + hex.EncodeToString(b[:])
	exec(t, admin, "create database "+name)
	t.Cleanup(func() { exec(t, admin, "drop database if exists "+name+" with (force)") })

	u, err := url.Parse(admin)
	if err != nil || u.Host == "" {
		t.Fatalf("storetest: %s must be an address like postgres://user@host:port/database", Env)
	}
	u.Path = "/" + name
	return u.String()
}

// Drop drops the database of a pool from New at once, as if the server had gone away.
func Drop(t testing.TB, pool *pgxpool.Pool) {
	t.Helper()
	exec(t, os.Getenv(Env), "drop database "+pgx.Identifier{pool.Config().ConnConfig.Database}.Sanitize()+" with (force)")
}

func exec(t testing.TB, dsn, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatalf("storetest: %s: %v", Env, err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("storetest: %s: %v", sql, err)
	}
}
