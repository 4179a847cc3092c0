package auth_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign/store/storetest"
	"huifang/web/auth"
)

const password = "correct horse battery"

func newAuth(t *testing.T) (*auth.Auth, *pgxpool.Pool) {
	t.Helper()
	pool := storetest.New(t)
	a, err := auth.New(pool, false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a, pool
}

// inSession runs f in a request with the session's cookie and returns the cookie that is set, if any.
func inSession(t *testing.T, a *auth.Auth, token string, f func(ctx context.Context, w http.ResponseWriter)) string {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	if token != "" {
		r.AddCookie(&http.Cookie{Name: auth.CookieName, Value: token})
	}
	w := httptest.NewRecorder()
	a.Load(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f(r.Context(), w) }),
		func(_ http.ResponseWriter, _ *http.Request, err error) { t.Fatal(err) }).ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		return c.Value
	}
	return ""
}

func login(t *testing.T, a *auth.Auth, who string) (token string) {
	t.Helper()
	return inSession(t, a, "", func(ctx context.Context, w http.ResponseWriter) {
		if _, err := a.Login(ctx, w, who, password, "1.2.3.4", time.Now()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestThrottleForgetsAfterItsWindow(t *testing.T) {
	a, _ := newAuth(t)
	if _, err := a.Create(t.Context(), auth.NewUser{Login: "li", Name: "Li", Role: auth.Agent, Password: password}, 0); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	try := func(pw, from string, at time.Time) (err error) {
		inSession(t, a, "", func(ctx context.Context, w http.ResponseWriter) { _, err = a.Login(ctx, w, "li", pw, from, at) })
		return err
	}
	for i := range 10 {
		if err := try("wrong", "1.2.3.4", now.Add(time.Duration(i)*time.Second)); !errors.Is(err, auth.ErrBadLogin) {
			t.Fatal(err)
		}
	}
	var many *auth.TooManyError
	if err := try(password, "1.2.3.4", now.Add(100*time.Second)); !errors.As(err, &many) || many.Wait != 200*time.Second {
		t.Fatalf("%v %+v", err, many)
	}
	if err := try(password, "9.9.9.9", now.Add(100*time.Second)); err != nil {
		t.Errorf("from another address: %v", err)
	}
	if err := try(password, "1.2.3.4", now.Add(301*time.Second)); err != nil {
		t.Errorf("after the window: %v", err)
	}
	// A success clears the count.
	for range 9 {
		if err := try("wrong", "1.2.3.4", now.Add(302*time.Second)); !errors.Is(err, auth.ErrBadLogin) {
			t.Fatal(err)
		}
	}
}

// Many guesses at once must not pass together before the first failure is counted.
func TestThrottleHoldsAgainstGuessesAtOnce(t *testing.T) {
	a, _ := newAuth(t)
	var wg sync.WaitGroup
	errs := make([]error, 30)
	for i := range errs {
		wg.Go(func() {
			inSession(t, a, "", func(ctx context.Context, w http.ResponseWriter) {
				_, errs[i] = a.Login(ctx, w, "nobody", "guess", "1.2.3.4", time.Now())
			})
		})
	}
	wg.Wait()
	guesses := 0
	for _, err := range errs {
		if errors.Is(err, auth.ErrBadLogin) {
			guesses++
		}
	}
	if guesses != 10 {
		t.Errorf("%d guesses were let through", guesses)
	}
}

func TestRecheckSeesTheEndOfASession(t *testing.T) {
	a, _ := newAuth(t)
	ctx := t.Context()
	u, err := a.Create(ctx, auth.NewUser{Login: "li", Name: "Li", Role: auth.Agent, Password: password}, 0)
	if err != nil {
		t.Fatal(err)
	}
	token := login(t, a, "li")
	inSession(t, a, token, func(ctx context.Context, w http.ResponseWriter) {
		if got, err := a.Recheck(ctx, a.Token(ctx)); err != nil || got.ID != u.ID {
			t.Fatalf("%+v %v", got, err)
		}
		// Another request of the same session signs out.
		inSession(t, a, token, func(ctx context.Context, w http.ResponseWriter) {
			if err := a.Logout(ctx, w); err != nil {
				t.Fatal(err)
			}
		})
		if _, err := a.Recheck(ctx, a.Token(ctx)); !errors.Is(err, auth.ErrNotSignedIn) {
			t.Errorf("after the end: %v", err)
		}
	})
	inSession(t, a, token, func(ctx context.Context, _ http.ResponseWriter) {
		if _, err := a.Current(ctx); !errors.Is(err, auth.ErrNotSignedIn) {
			t.Errorf("after the end: %v", err)
		}
	})
	token = login(t, a, "li")
	if err := a.SetPassword(ctx, "li", "quite another one"); err != nil {
		t.Fatal(err)
	}
	inSession(t, a, token, func(ctx context.Context, _ http.ResponseWriter) {
		if _, err := a.Current(ctx); !errors.Is(err, auth.ErrNotSignedIn) {
			t.Errorf("the old password's session lives: %v", err)
		}
	})
	if err := a.SetPassword(ctx, "nobody", "quite another one"); !errors.Is(err, auth.ErrNoUser) {
		t.Errorf("no such user: %v", err)
	}
	var in *auth.InputError
	if err := a.SetPassword(ctx, "li", "short"); !errors.As(err, &in) || in.Field != "password" {
		t.Errorf("short password: %v", err)
	}
}

func TestTwoAdminsCannotRemoveEachOther(t *testing.T) {
	a, _ := newAuth(t)
	ctx := t.Context()
	var ids []int64
	for _, l := range []string{"one", "two"} {
		u, err := a.Create(ctx, auth.NewUser{Login: l, Name: l, Role: auth.Admin, Password: password}, 0)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, u.ID)
	}
	off := false
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() { _, errs[i] = a.Update(ctx, id, auth.Patch{Active: &off}, ids[1-i]) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), auth.ErrLastAdmin) {
		t.Errorf("%v, %v", errs[0], errs[1])
	}
}
