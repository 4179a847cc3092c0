// Command huifang is the follow-up call centre: one binary with everything in it.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"huifang/cmd/internal/app"
	"huifang/cmd/internal/config"
	"huifang/web/api"
	"huifang/web/auth"
)

type cli struct {
	Config string `short:"c" type:"path" default:"huifang.yaml" env:"HUIFANG_CONFIG" help:"Configuration file."`

	Serve   serveCmd   `cmd:"" help:"Run a node: web, dialer, media gateway."`
	Migrate migrateCmd `cmd:"" help:"Bring the database's schema up to date. Serve does it too."`
	User    struct {
		Add    userAddCmd    `cmd:"" help:"Make a user. The password is read from HUIFANG_PASSWORD."`
		Passwd userPasswdCmd `cmd:"" help:"Set a user's password, read from HUIFANG_PASSWORD."`
	} `cmd:"" help:"Manage users."`
	Window   windowCmd   `cmd:"" help:"Say when a calling window is open."`
	Simulate simulateCmd `cmd:"" help:"Run the pacing of calls on a simulated floor."`
	Trunks   trunksCmd   `cmd:"" help:"Trunks: their part of Asterisk's configuration, and their state."`
	Check    checkCmd    `cmd:"" help:"Check the configuration file and say what is wrong with it."`
	Openapi  openapiCmd  `cmd:"" help:"Print the API's description (OpenAPI 3.1)."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

func main() {
	var c cli
	k := kong.Parse(&c, kong.Name("huifang"), kong.Description("Follow-up call centre (回访)."), kong.UsageOnError())
	if err := k.Run(&c); err != nil {
		fmt.Fprintln(os.Stderr, "huifang:", err)
		os.Exit(1)
	}
}

func (c *cli) load() (config.Config, *slog.Logger, error) {
	cfg, err := config.Load(c.Config, os.LookupEnv)
	if err != nil {
		return cfg, nil, err
	}
	return cfg, cfg.Log.Logger(os.Stderr), nil
}

type serveCmd struct{}

// Run serves until SIGTERM or SIGINT, which drain; a second one stops at once.
func (serveCmd) Run(c *cli) error {
	cfg, log, err := c.load()
	if err != nil {
		return err
	}
	slog.SetDefault(log)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stop, cancelStop := context.WithCancel(ctx)
	defer cancelStop()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		cancelStop()
		<-signals
		cancel()
	}()
	return app.Serve(ctx, stop, cfg, log)
}

type migrateCmd struct{}

func (migrateCmd) Run(c *cli) error {
	cfg, log, err := c.load()
	if err != nil {
		return err
	}
	pool, err := app.Database(context.Background(), cfg, log)
	if err != nil {
		return err
	}
	pool.Close()
	return nil
}

type userAddCmd struct {
	Login string `arg:"" help:"Sign-in name: lower-case letters, digits, . _ -"`
	Name  string `required:"" help:"The person's name."`
	Role  string `required:"" enum:"agent,supervisor,qa,admin" help:"agent, supervisor, qa or admin."`
}

func (u userAddCmd) Run(c *cli) error {
	return withAuth(c, func(ctx context.Context, a *auth.Auth, password string) error {
		_, err := a.Create(ctx, auth.NewUser{Login: u.Login, Name: u.Name, Role: auth.Role(u.Role), Password: password}, 0)
		return err
	})
}

type userPasswdCmd struct {
	Login string `arg:"" help:"Sign-in name."`
}

func (u userPasswdCmd) Run(c *cli) error {
	return withAuth(c, func(ctx context.Context, a *auth.Auth, password string) error {
		return a.SetPassword(ctx, u.Login, password)
	})
}

func withAuth(c *cli, f func(context.Context, *auth.Auth, string) error) error {
	password := os.Getenv("HUIFANG_PASSWORD")
	if password == "" {
		return errors.New("set HUIFANG_PASSWORD to the password (an argument would show in the list of processes)")
	}
	cfg, log, err := c.load()
	if err != nil {
		return err
	}
	ctx := context.Background()
	pool, err := app.Database(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer pool.Close()
	a, err := auth.New(pool, strings.HasPrefix(cfg.HTTP.PublicURL, "https:"), log)
	if err != nil {
		return err
	}
	return f(ctx, a, password)
}

type checkCmd struct{}

func (checkCmd) Run(c *cli) error {
	if _, _, err := c.load(); err != nil {
		return err
	}
	fmt.Println(c.Config + ": fine")
	return nil
}

type openapiCmd struct{}

func (openapiCmd) Run() error {
	spec, err := api.Spec()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(spec)
	return err
}

type versionCmd struct{}

func (versionCmd) Run() error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	fmt.Println("huifang", version)
	return nil
}
