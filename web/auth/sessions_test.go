package auth

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"huifang/campaign/store/storetest"
)

// A request that is under way while another one signs out commits its session afterwards.
func TestEndedSessionCannotBeWrittenBack(t *testing.T) {
	s := &sessionStore{storetest.New(t)}
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	later := time.Now().Add(time.Hour)
	must(s.CommitCtx(ctx, "a", []byte("one"), later))
	must(s.CommitCtx(ctx, "a", []byte("two"), later))
	if data, ok, err := s.FindCtx(ctx, "a"); err != nil || !ok || !bytes.Equal(data, []byte("two")) {
		t.Fatalf("%s %v %v", data, ok, err)
	}
	must(s.DeleteCtx(ctx, "a"))
	must(s.CommitCtx(ctx, "a", []byte("three"), later))
	if data, ok, err := s.FindCtx(ctx, "a"); err != nil || ok {
		t.Errorf("it is back: %s %v", data, err)
	}
	must(s.CommitCtx(ctx, "b", []byte("x"), time.Now().Add(-time.Second)))
	if _, ok, err := s.FindCtx(ctx, "b"); err != nil || ok {
		t.Errorf("an expired session was found, %v", err)
	}
	must(s.deleteExpired(ctx))
	var n int
	must(s.pool.QueryRow(ctx, `select count(*) from sessions`).Scan(&n))
	if n != 1 { // the tombstone stays until it would have expired
		t.Errorf("%d rows", n)
	}
}

func TestUseKeepsASessionFromGoingIdle(t *testing.T) {
	pool := storetest.New(t)
	a, err := New(pool, false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	u, err := a.Create(t.Context(), NewUser{Login: "li", Name: "Li", Role: Agent, Password: "correct horse battery"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	load := func(token string) context.Context {
		t.Helper()
		ctx, err := a.sessions.Load(context.Background(), token)
		if err != nil {
			t.Fatal(err)
		}
		return ctx
	}
	expiry := func() (at time.Time) {
		t.Helper()
		if err := pool.QueryRow(t.Context(), `select expiry from sessions`).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	ctx := load("")
	if _, err := a.Login(ctx, httptest.NewRecorder(), "li", "correct horse battery", "x", time.Now()); err != nil {
		t.Fatal(err)
	}
	token := a.Token(ctx)
	// Used just now: nothing is written.
	first := expiry()
	if got, err := a.Current(load(token)); err != nil || got.ID != u.ID {
		t.Fatalf("%+v %v", got, err)
	}
	if !expiry().Equal(first) {
		t.Error("written at every request")
	}
	// Used two minutes ago: it lives 12 h from now on.
	old := load(token)
	a.sessions.Put(old, keyTouched, time.Now().Add(-2*time.Minute).Unix())
	if _, _, err := a.sessions.Commit(old); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `update sessions set expiry = now() + interval '1 minute'`); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Current(load(token)); err != nil {
		t.Fatal(err)
	}
	if left := time.Until(expiry()); left < IdleTimeout-time.Minute || left > IdleTimeout+time.Minute {
		t.Errorf("expires in %v", left)
	}
}
