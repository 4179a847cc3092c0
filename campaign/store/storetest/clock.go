package storetest

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// A Clock is the time of a database from [Virtual]: now() and clock_timestamp() give it in every statement, default and
// trigger there. It stands still until it is set, and may jump in both directions.
type Clock struct {
	t    testing.TB
	pool *pgxpool.Pool
	now  time.Time
}

// Virtual is like [New] with a database that lives by a clock of its own: months pass in seconds. The Go code under test
// must take the time as an argument; it is Clock.Now.
func Virtual(t testing.TB, at time.Time) (*pgxpool.Pool, *Clock) {
	t.Helper()
	dsn := Empty(t)
	exec(t, dsn, `
		create schema virtual;
		create table virtual.clock (at timestamptz not null);
		insert into virtual.clock values ('epoch');
		create function virtual.now() returns timestamptz language sql stable parallel safe as 'select at from virtual.clock';
		create function virtual.clock_timestamp() returns timestamptz language sql stable parallel safe as 'select at from virtual.clock'`)
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	q := u.Query()
	// Unqualified names are looked up here first, before the functions of Postgres itself; migrations too.
	q.Set("search_path", "virtual,pg_catalog,public")
	u.RawQuery = q.Encode()
	pool := migrated(t, u.String())
	c := &Clock{t: t, pool: pool}
	c.Set(at)
	return pool, c
}

// Now is the time of the database, exact to the microsecond.
func (c *Clock) Now() time.Time { return c.now }

// Set sets the time, cut to whole microseconds, which is what Postgres keeps.
func (c *Clock) Set(at time.Time) {
	c.t.Helper()
	at = at.Truncate(time.Microsecond)
	if _, err := c.pool.Exec(context.Background(), `update virtual.clock set at = $1`, at); err != nil {
		c.t.Fatalf("storetest: set the clock: %v", err)
	}
	c.now = at
}

// Add lets the time go on by d.
func (c *Clock) Add(d time.Duration) { c.t.Helper(); c.Set(c.now.Add(d)) }
