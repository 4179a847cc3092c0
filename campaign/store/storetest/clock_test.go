package storetest_test

import (
	"context"
	"testing"
	"time"

	"huifang/campaign/store/storetest"
)

func TestVirtual(t *testing.T) {
	start := time.Date(2026, 2, 28, 23, 59, 59, 0, time.UTC)
	pool, clock := storetest.Virtual(t, start)
	ctx := context.Background()
	read := func(sql string) (at time.Time) {
		t.Helper()
		if err := pool.QueryRow(ctx, sql).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, step := range []time.Duration{0, time.Second, 40 * 24 * time.Hour, -time.Hour} {
		clock.Add(step)
		for _, sql := range []string{"select now()", "select clock_timestamp()", "insert into unit (name) values ('x' || clock_timestamp()) returning now()",
			"insert into audit (action, object) values ('a', 'b') returning at"} {
			if at := read(sql); !at.Equal(clock.Now()) {
				t.Errorf("%s: %s, not %s", sql, at, clock.Now())
			}
		}
	}
	if want := start.Add(time.Second + 40*24*time.Hour - time.Hour); !clock.Now().Equal(want) {
		t.Errorf("the clock shows %s, not %s", clock.Now(), want)
	}
}
