// Package auth knows the users of Huifang, their passwords (argon2id), their sessions (scs, in Postgres) and roles.
package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Role says what a user may do (I10). Admin may do all that Supervisor and QA may, and manage users.
type Role string

// The roles.
const (
	Agent      Role = "agent"
	Supervisor Role = "supervisor"
	QA         Role = "qa"
	Admin      Role = "admin"
)

// SeesPhones reports whether the role sees whole phone numbers (R4).
func (r Role) SeesPhones() bool { return r == Supervisor || r == Admin }

const (
	// CookieName is the session's cookie: HttpOnly, SameSite=Lax, gone when the browser is closed.
	CookieName = "hf_session"
	// IdleTimeout ends a session that was not used for so long; an open agent page uses it.
	IdleTimeout = 12 * time.Hour
	// Lifetime ends every session.
	Lifetime = 7 * 24 * time.Hour
	// MinPassword is the least length of a password, in characters.
	MinPassword = 10

	touchEvery = time.Minute
)

var (
	// ErrNotSignedIn says that there is no valid session.
	ErrNotSignedIn = errors.New("not signed in")
	// ErrBadLogin says that login or password is wrong, or the account is not active; on purpose not which.
	ErrBadLogin = errors.New("login or password is wrong")
)

// TooManyError says that sign-in is blocked for a while after many failures.
type TooManyError struct {
	Wait time.Duration
}

func (e *TooManyError) Error() string { return "too many failed sign-ins" }

// User is an account.
type User struct {
	ID        int64
	Login     string
	Name      string
	Role      Role
	Active    bool
	Rights    []string // beyond the role
	CreatedAt time.Time
}

// The rights that an account may have beyond its role.
const (
	DialManual  = "dial_manual"  // an agent may dial numbers of his own (R16)
	DialOutside = "dial_outside" // he may consult outside numbers and transfer to them (R18)
)

var rights = []string{DialManual, DialOutside}

// May tells whether the user has a right.
func (u User) May(right string) bool { return slices.Contains(u.Rights, right) }

// Auth signs users in and out. It is safe for concurrent use and has no goroutines.
type Auth struct {
	pool     *pgxpool.Pool
	store    *sessionStore
	sessions *scs.SessionManager
	failures throttle
	hashing  chan struct{} // bounds memory and CPU of argon2id: 19 MiB each
	dummy    string        // a hash to compare with when there is no such user, so that time tells nothing
	log      *slog.Logger
}

// params are OWASP's second choice for argon2id (19 MiB, two passes, one lane).
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// New makes an Auth. secureCookie must be true when users come by https.
func New(pool *pgxpool.Pool, secureCookie bool, log *slog.Logger) (*Auth, error) {
	dummy, err := argon2id.CreateHash("no user has this password", params)
	if err != nil {
		return nil, fmt.Errorf("argon2id: %w", err)
	}
	a := &Auth{pool: pool, store: &sessionStore{pool}, hashing: make(chan struct{}, max(2, runtime.NumCPU())), dummy: dummy, log: log}
	a.sessions = scs.New()
	a.sessions.Store = a.store
	a.sessions.IdleTimeout = IdleTimeout
	a.sessions.Lifetime = Lifetime
	a.sessions.HashTokenInStore = true
	a.sessions.Cookie.Name = CookieName
	a.sessions.Cookie.Secure = secureCookie
	a.sessions.Cookie.SameSite = http.SameSiteLaxMode
	a.sessions.Cookie.Persist = false
	return a, nil
}

// Load puts the session of the request's cookie into the context; fail answers when the database does not.
func (a *Auth) Load(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := ""
		if c, err := r.Cookie(CookieName); err == nil {
			token = c.Value
		}
		ctx, err := a.sessions.Load(r.Context(), token)
		if err != nil {
			fail(w, r, err)
			return
		}
		w.Header().Add("Vary", "Cookie")
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

const (
	keyUser    = "user"
	keyStamp   = "stamp"
	keyTouched = "touched"
)

// stamp changes with the password, so that a new password ends all sessions.
func stamp(hash string) string {
	sum := sha256.Sum256([]byte(hash))
	return hex.EncodeToString(sum[:8])
}

// Current returns the user of the session in ctx, as he is now in the database, or ErrNotSignedIn. It keeps the
// session from going idle.
func (a *Auth) Current(ctx context.Context) (User, error) {
	id := a.sessions.GetInt64(ctx, keyUser)
	if id == 0 {
		return User{}, ErrNotSignedIn
	}
	u, hash, err := a.find(ctx, `id = $1`, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return User{}, ErrNotSignedIn
	}
	if err != nil {
		return User{}, err
	}
	if !u.Active || stamp(hash) != a.sessions.GetString(ctx, keyStamp) {
		return User{}, ErrNotSignedIn
	}
	if now := time.Now(); now.Sub(time.Unix(a.sessions.GetInt64(ctx, keyTouched), 0)) >= touchEvery {
		a.sessions.Put(ctx, keyTouched, now.Unix())
		if _, _, err := a.sessions.Commit(ctx); err != nil {
			return User{}, err
		}
	}
	return u, nil
}

// Token names the session in ctx for Recheck.
func (a *Auth) Token(ctx context.Context) string { return a.sessions.Token(ctx) }

// Recheck returns the user of a session again, long after its request: for WebSockets.
func (a *Auth) Recheck(ctx context.Context, token string) (User, error) {
	// The session's data sits in the context of the first request; a new one is needed to read it anew.
	fresh, cancel := context.WithTimeout(context.WithoutCancel(ctx), ioTimeout)
	defer cancel()
	fresh, err := a.sessions.Load(detached{fresh}, token)
	if err != nil {
		return User{}, err
	}
	return a.Current(fresh)
}

// detached hides the values of a context, so that scs does not find the session that it has loaded already.
type detached struct{ context.Context } //nolint:containedctx // it is a context

func (detached) Value(any) any { return nil }

func (a *Auth) find(ctx context.Context, where string, arg any) (u User, hash string, err error) {
	err = a.pool.QueryRow(ctx, `select id, login, name, role, active, rights, created_at, password_hash from app_user where `+where, arg).
		Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Active, &u.Rights, &u.CreatedAt, &hash)
	if err != nil {
		return User{}, "", fmt.Errorf("user: %w", err)
	}
	return u, hash, nil
}

// Login checks a password and begins a new session with a new token (session fixation), whose cookie it sets. from is
// the client's address for throttling. It returns ErrBadLogin or a *TooManyError.
func (a *Auth) Login(ctx context.Context, w http.ResponseWriter, login, password, from string, now time.Time) (User, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	key := login + "\x00" + from
	if wait, ok := a.failures.take(key, now); !ok {
		return User{}, &TooManyError{Wait: wait}
	}
	u, hash, err := a.find(ctx, `login = $1`, login)
	known := err == nil
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		a.failures.forget(key) // not the user's fault
		return User{}, err
	}
	if !known {
		hash = a.dummy
	}
	match, err := a.compare(ctx, password, hash)
	if err != nil {
		a.failures.forget(key)
		return User{}, err
	}
	if !known || !match || !u.Active {
		return User{}, ErrBadLogin
	}
	a.failures.forget(key)
	if err := a.begin(ctx, w, u, hash, now); err != nil {
		return User{}, err
	}
	return u, nil
}

func (a *Auth) begin(ctx context.Context, w http.ResponseWriter, u User, hash string, now time.Time) error {
	if err := a.store.deleteExpired(ctx); err != nil {
		return err
	}
	if err := a.sessions.Clear(ctx); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	if err := a.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	a.sessions.Put(ctx, keyUser, u.ID)
	a.sessions.Put(ctx, keyStamp, stamp(hash))
	a.sessions.Put(ctx, keyTouched, now.Unix())
	token, expiry, err := a.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	a.sessions.WriteSessionCookie(ctx, w, token, expiry)
	return audit(ctx, a.pool, u.ID, "session.login", u.ID, nil)
}

// Logout ends the session in ctx and clears its cookie.
func (a *Auth) Logout(ctx context.Context, w http.ResponseWriter) error {
	if err := a.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	a.sessions.WriteSessionCookie(ctx, w, "", time.Time{})
	return nil
}

func (a *Auth) compare(ctx context.Context, password, hash string) (bool, error) {
	var match bool
	err := a.hash(ctx, func() (err error) {
		match, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return match, err
}

// hash runs argon2id work when there is room for it.
func (a *Auth) hash(ctx context.Context, work func() error) error {
	select {
	case a.hashing <- struct{}{}:
		defer func() { <-a.hashing }()
	case <-ctx.Done():
		return fmt.Errorf("password: %w", ctx.Err())
	}
	if err := work(); err != nil {
		return fmt.Errorf("password: %w", err)
	}
	return nil
}

type userKey struct{}

// WithUser puts the signed-in user into the context.
func WithUser(ctx context.Context, u User) context.Context {
	return context.WithValue(ctx, userKey{}, u)
}

// UserOf returns the signed-in user of the context; the zero User when there is none.
func UserOf(ctx context.Context) User {
	u, _ := ctx.Value(userKey{}).(User)
	return u
}
