package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Postgres is a private PostgreSQL cluster on 127.0.0.1.
type Postgres struct {
	*Service
	Port     int
	User     string // superuser of this cluster
	Password string

	databases atomic.Int64
}

// DSN returns the connection URL of a database.
func (p *Postgres) DSN(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(p.User, p.Password),
		Host: "127.0.0.1:" + strconv.Itoa(p.Port), Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

var databaseName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,50}$`)

// NewDatabase makes a fresh, empty database and returns its connection URL. A number is added to the name, so that
// every call gets its own: for tests.
func (p *Postgres) NewDatabase(ctx context.Context, name string) (dsn string, err error) {
	name = fmt.Sprintf("%s_%d_%d", name, os.Getpid(), p.databases.Add(1))
	if err := p.create(ctx, name); err != nil {
		return "", err
	}
	return p.DSN(name), nil
}

// EnsureDatabase makes the database if it is not there yet and returns its connection URL.
func (p *Postgres) EnsureDatabase(ctx context.Context, name string) (dsn string, err error) {
	err = p.create(ctx, name)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.Code == "42P04" { // duplicate_database
		err = nil
	}
	if err != nil {
		return "", err
	}
	return p.DSN(name), nil
}

func (p *Postgres) create(ctx context.Context, name string) error {
	if !databaseName.MatchString(name) {
		return fmt.Errorf("lab: %q cannot be a database name: small letters, digits, underscore", name)
	}
	conn, err := pgx.Connect(ctx, p.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("lab: create database %s: %w", name, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return fmt.Errorf("lab: create database %s: %w", name, err)
	}
	return nil
}

const postgresUser = "huifang"

// describePostgres makes no files. Detached clusters keep their data when the machine crashes, tests do without.
func (l *Lab) describePostgres(server Program, change map[string]string) *Postgres {
	dir := filepath.Join(l.base, "postgres")
	settings := map[string]string{
		"listen_addresses":        "127.0.0.1",
		"port":                    strconv.Itoa(l.state.Ports.Postgres),
		"unix_socket_directories": dir,
		"max_connections":         "200",
		"shared_buffers":          "128MB",
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"log_line_prefix":         "%m [%p] %d ",
		"jit":                     "off", // short queries only; and the unpacked tree has no compiler in it
	}
	if !l.state.Detached {
		// Not synchronous_commit: a test that kills Postgres must find what was acknowledged.
		settings["fsync"], settings["full_page_writes"] = "off", "off"
	}
	maps.Copy(settings, change)
	args := []string{"-D", filepath.Join(dir, "data")}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	p := &Postgres{Port: l.state.Ports.Postgres, User: postgresUser, Password: l.state.PostgresPassword}
	p.Service = l.service("postgres", dir, server, args)
	p.ports = []portUse{{"tcp", p.Port, "Postgres"}}
	p.stopSignal = syscall.SIGINT   // fast shutdown: ends sessions, keeps data
	p.deathSignal = syscall.SIGQUIT // immediate shutdown: takes its children and its shared memory with it
	p.ready = func(ctx context.Context) error {
		conn, err := pgx.Connect(ctx, p.DSN("postgres"))
		if err != nil {
			return err
		}
		return conn.Close(ctx)
	}
	return p
}

// setUpPostgres makes folders and cluster.
func (l *Lab) setUpPostgres(ctx context.Context, p *Postgres, initdb Program) error {
	if err := ownDir(l.cred, p.dir, 0o755); err != nil {
		return fmt.Errorf("lab: postgres: %w", err)
	}
	if err := initCluster(ctx, initdb, l.cred, p.dir, filepath.Join(p.dir, "data"), p.Password); err != nil {
		return fmt.Errorf("lab: postgres: %w", err)
	}
	return nil
}

// initCluster makes the data folder, complete or not at all.
func initCluster(ctx context.Context, initdb Program, cred *syscall.Credential, dir, data, password string) error {
	major, _, _ := strings.Cut(initdb.Version, ".")
	if text, err := os.ReadFile(filepath.Join(data, "PG_VERSION")); err == nil {
		if have := strings.TrimSpace(string(text)); have != major {
			return fmt.Errorf("the data in %s are of version %s, the program is %s; remove the folder to start anew", data, have, initdb.Version)
		}
		return nil
	}
	if err := checkSpace(dir, 200); err != nil {
		return err
	}
	temp := data + ".new"
	if err := os.RemoveAll(temp); err != nil {
		return fmt.Errorf("remove a cut-off initdb: %w", err)
	}
	secret := filepath.Join(dir, "password.new")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o600); err != nil {
		return fmt.Errorf("write the password for initdb: %w", err)
	}
	defer os.Remove(secret)
	if err := own(cred, secret); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, initdb.Path, append(initdb.Prefix[:len(initdb.Prefix):len(initdb.Prefix)],
		"-D", temp, "-U", postgresUser, "--pwfile", secret, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")...)
	cmd.Dir = dir
	cmd.Env = append(serviceEnv(dir), initdb.Env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, tail(out.String(), 10))
	}
	if err := os.Rename(temp, data); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	return nil
}
