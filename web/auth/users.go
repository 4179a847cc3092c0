package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

var (
	// ErrLoginTaken says that another account has this login.
	ErrLoginTaken = errors.New("login is taken")
	// ErrLastAdmin says that the last active admin would be lost.
	ErrLastAdmin = errors.New("the last active admin must stay")
	// ErrNoUser says that there is no such account.
	ErrNoUser = errors.New("no such user")
	// ErrCursor says that a page cursor is not one of Users.
	ErrCursor = errors.New("not a cursor of users")
)

// InputError says which input is wrong.
type InputError struct {
	Field  string // login, name, role, password
	Code   string // invalid, required, too_short, too_long, not_allowed
	Detail string
}

func (e *InputError) Error() string { return e.Field + ": " + e.Detail }

// NewUser is an account to be made.
type NewUser struct {
	Login    string // 1 to 64 of a-z 0-9 . _ -
	Name     string
	Role     Role
	Password string // at least MinPassword characters
}

// Patch changes an account; nil stays.
type Patch struct {
	Name     *string
	Role     *Role
	Active   *bool
	Password *string
	Rights   *[]string // all of them
}

var loginPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

func checkPassword(p string) error {
	switch n := utf8.RuneCountInString(p); {
	case n < MinPassword:
		return &InputError{"password", "too_short", fmt.Sprintf("a password has at least %d characters", MinPassword)}
	case n > 256:
		return &InputError{"password", "too_long", "a password has at most 256 characters"}
	}
	return nil
}

func checkRole(r Role) error {
	switch r {
	case Agent, Supervisor, QA, Admin:
		return nil
	}
	return &InputError{"role", "not_allowed", "a role is agent, supervisor, qa or admin"}
}

func checkRights(list []string) error {
	for i, r := range list {
		if !slices.Contains(rights, r) || slices.Contains(list[:i], r) {
			return &InputError{"rights", "not_allowed", "rights are " + strings.Join(rights, ", ") + ", each once"}
		}
	}
	return nil
}

func checkName(n string) error {
	if strings.TrimSpace(n) == "" {
		return &InputError{"name", "required", "a name is needed"}
	}
	return nil
}

// Create makes an account. by is 0 for the command line. It returns ErrLoginTaken or an *InputError.
func (a *Auth) Create(ctx context.Context, in NewUser, by int64) (User, error) {
	if !loginPattern.MatchString(in.Login) {
		return User{}, &InputError{"login", "invalid", "a login is 1 to 64 of a-z 0-9 . _ - and begins with a letter or digit"}
	}
	if err := errors.Join(checkName(in.Name), checkRole(in.Role), checkPassword(in.Password)); err != nil {
		return User{}, err
	}
	hash, err := a.newHash(ctx, in.Password)
	if err != nil {
		return User{}, err
	}
	u := User{Login: in.Login, Name: strings.TrimSpace(in.Name), Role: in.Role, Active: true, Rights: []string{}}
	err = pgx.BeginFunc(ctx, a.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `insert into app_user (login, name, role, password_hash) values ($1, $2, $3, $4) returning id, created_at`,
			u.Login, u.Name, u.Role, hash).Scan(&u.ID, &u.CreatedAt)
		var pe *pgconn.PgError
		if errors.As(err, &pe) && pe.Code == "23505" { // unique_violation
			return ErrLoginTaken
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "user.create", u.ID, map[string]any{"role": u.Role})
	})
	if err != nil {
		return User{}, fmt.Errorf("create user: %w", err)
	}
	return u, nil
}

// Update changes an account. A new password or Active=false ends its sessions. It returns ErrNoUser, ErrLastAdmin or
// an *InputError.
func (a *Auth) Update(ctx context.Context, id int64, p Patch, by int64) (User, error) {
	var hash *string
	if p.Password != nil {
		if err := checkPassword(*p.Password); err != nil {
			return User{}, err
		}
		h, err := a.newHash(ctx, *p.Password)
		if err != nil {
			return User{}, err
		}
		hash = &h
	}
	if p.Role != nil {
		if err := checkRole(*p.Role); err != nil {
			return User{}, err
		}
	}
	if p.Name != nil {
		if err := checkName(*p.Name); err != nil {
			return User{}, err
		}
	}
	if p.Rights != nil {
		if err := checkRights(*p.Rights); err != nil {
			return User{}, err
		}
	}
	var u User
	err := pgx.BeginFunc(ctx, a.pool, func(tx pgx.Tx) error {
		// All admins are locked, so that two of them cannot remove each other at once.
		rows, err := tx.Query(ctx, `select id from app_user where role = 'admin' and active order by id for update`)
		if err != nil {
			return err
		}
		admins, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `
			update app_user set name = coalesce($2, name), role = coalesce($3, role), active = coalesce($4, active),
				password_hash = coalesce($5, password_hash), rights = coalesce($6, rights)
			where id = $1 returning id, login, name, role, active, rights, created_at`, id, p.Name, p.Role, p.Active, hash, p.Rights).
			Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Active, &u.Rights, &u.CreatedAt)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoUser
		}
		if err != nil {
			return err
		}
		if len(admins) == 1 && admins[0] == id && (u.Role != Admin || !u.Active) {
			return ErrLastAdmin
		}
		return audit(ctx, tx, by, "user.update", id, map[string]any{
			"name": p.Name != nil, "role": p.Role, "active": p.Active, "password": p.Password != nil, "rights": p.Rights})
	})
	if err != nil {
		return User{}, fmt.Errorf("update user: %w", err)
	}
	return u, nil
}

// SetPassword changes the password of the account with the login, from the command line.
func (a *Auth) SetPassword(ctx context.Context, login, password string) error {
	u, _, err := a.find(ctx, `login = $1`, login)
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNoUser
	}
	if err != nil {
		return err
	}
	_, err = a.Update(ctx, u.ID, Patch{Password: &password}, 0)
	return err
}

// Users returns the accounts with a role ("": any) by name, and the cursor of the next page.
func (a *Auth) Users(ctx context.Context, role Role, cursor string, limit int) ([]User, string, error) {
	name, id := "", int64(0)
	if cursor != "" {
		b, err := base64.RawURLEncoding.DecodeString(cursor)
		head, tail, ok := strings.Cut(string(b), "\x1f")
		if err == nil && ok {
			id, err = strconv.ParseInt(head, 10, 64)
		}
		if err != nil || !ok || !utf8.ValidString(tail) || strings.ContainsRune(tail, 0) {
			return nil, "", ErrCursor
		}
		name = tail
	}
	rows, err := a.pool.Query(ctx, `
		select id, login, name, role, active, rights, created_at from app_user
		where ($1 = '' or role = $1) and (name, id) > ($2, $3) order by name, id limit $4`, string(role), name, id, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("users: %w", err)
	}
	users, err := pgx.CollectRows(rows, pgx.RowToStructByName[User])
	if err != nil {
		return nil, "", fmt.Errorf("users: %w", err)
	}
	next := ""
	if len(users) > limit {
		users = users[:limit]
		last := users[limit-1]
		next = base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(last.ID, 10) + "\x1f" + last.Name))
	}
	return users, next, nil
}

func (a *Auth) newHash(ctx context.Context, password string) (string, error) {
	var hash string
	err := a.hash(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(password, params)
		return err
	})
	return hash, err
}

type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// audit writes what by (0: the system or the command line) did to a user account into the audit trail (R4).
func audit(ctx context.Context, db execer, by int64, action string, user int64, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	var who any
	if by != 0 {
		who = by
	}
	_, err := db.Exec(ctx, `insert into audit (user_id, action, object, detail) values ($1, $2, $3, $4)`,
		who, action, "user:"+strconv.FormatInt(user, 10), detail)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}
