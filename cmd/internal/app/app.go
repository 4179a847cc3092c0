// Package app puts a node together: it connects what the configuration names, starts everything in the right order and
// stops it in the reverse one.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"huifang/ari"
	"huifang/campaign"
	"huifang/campaign/plan"
	"huifang/campaign/store"
	"huifang/cmd/internal/config"
	"huifang/cmd/internal/jobs"
	"huifang/cmd/internal/redis"
	"huifang/dialer"
	"huifang/dialer/webrtc"
	"huifang/recording"
	"huifang/web"
)

// databasePatience is how long a starting service waits for Postgres, which may be starting too.
const databasePatience = 30 * time.Second

// Database connects to Postgres, waiting a while for a server that is starting, and migrates it.
func Database(ctx context.Context, cfg config.Config, log *slog.Logger) (*pgxpool.Pool, error) {
	ctx, cancel := context.WithTimeout(ctx, databasePatience)
	defer cancel()
	var pool *pgxpool.Pool
	for wait := 250 * time.Millisecond; ; wait = min(2*wait, 4*time.Second) {
		var err error
		if pool, err = store.Connect(ctx, cfg.Database.URL); err == nil {
			break
		}
		log.Warn("waiting for the database", "err", err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, fmt.Errorf("gave up after %s: %w", databasePatience, err)
		}
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("database: %w", err)
	}
	defer conn.Release()
	if err := store.Migrate(ctx, conn.Conn()); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// Serve runs a node until stop ends; then it drains: no new calls, those under way may end within calls.drain, and
// conversations that last longer go on at Asterisk and are adopted by the next start. Cancelling ctx stops at once.
func Serve(ctx, stop context.Context, cfg config.Config, log *slog.Logger) error {
	zone, err := time.LoadLocation(cfg.Zone)
	if err != nil {
		return fmt.Errorf("zone: %w", err)
	}
	// The port first: when it is in use, nothing else should have happened.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.HTTP.Listen)
	if err != nil {
		return fmt.Errorf("http.listen %s: %w", cfg.HTTP.Listen, err)
	}
	defer listener.Close() // the server closes it; this is for the errors before
	pool, err := Database(stop, cfg, log)
	if err != nil {
		return err
	}
	defer pool.Close()
	st := store.New(pool)
	if err := st.SeedTypes(ctx, plan.Starter()); err != nil {
		return err
	}
	epoch, err := st.StartNode(ctx, cfg.Node)
	if err != nil {
		return err
	}
	files, err := recording.NewStore(cfg.Recordings.Dir)
	if err != nil {
		return fmt.Errorf("recordings.dir: %w", err)
	}
	defer func() {
		if err := files.Close(); err != nil {
			log.Error("recordings not closed", "err", err)
		}
	}()
	if err := os.MkdirAll(cfg.Imports.Dir, 0o700); err != nil {
		return fmt.Errorf("imports.dir: %w", err)
	}
	if err := repairRecordings(ctx, st, files, cfg.Node, log); err != nil {
		return err
	}
	gateway, err := webrtc.New(webrtc.Config{Listen: cfg.Media.Listen, AdvertiseIP: cfg.Media.AdvertiseIP, RTPHost: cfg.Media.RTPHost, Logger: log})
	if err != nil {
		return fmt.Errorf("media: %w", err)
	}
	defer func() {
		if err := gateway.Close(); err != nil {
			log.Error("media gateway not closed", "err", err)
		}
	}()

	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	metrics := dialer.NewMetrics(reg)
	client, err := ari.New(ari.Config{URL: cfg.Asterisk.URL, User: cfg.Asterisk.User, Password: cfg.Asterisk.Password,
		App: "huifang-" + cfg.Node, Logger: log, Hooks: metrics.Hooks()})
	if err != nil {
		return fmt.Errorf("asterisk: %w", err)
	}
	var trunks []dialer.Trunk
	for _, t := range cfg.Trunks {
		trunks = append(trunks, t.Domain(cfg.Region))
	}
	routes := &campaign.Routes{Trunks: trunks, Region: cfg.Region}
	before, after, err := ears(cfg, log)
	if err != nil {
		return err
	}
	others, abroad := &seen{}, cfg.Abroad()
	dc := dialer.Config{Node: cfg.Node, Epoch: epoch, ARI: client, Gateway: gateway, Store: st, Recorder: recorder{files},
		Trunks: trunks, TrunkStore: st, Seats: st, MaxCall: time.Duration(cfg.Calls.MaxDuration), Zone: zone, Metrics: metrics, Logger: log,
		Early: before, After: after, Prompt: st.Prompt, Hotline: hotline{st, cfg.Region, abroad}, Colleagues: colleagues{st, routes, cfg.Region, abroad}}
	if len(cfg.Peers) > 0 {
		dc.Others = others.agents
	}
	d := dialer.New(dc)
	reg.MustRegister(d)
	limits, board, closeRedis, pingRedis, err := limiter(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer closeRedis()
	routes.Book, routes.Rate = d, limits
	runner := &campaign.Runner{Node: cfg.Node, Epoch: epoch, Store: st, Dialer: d, Routes: routes, Shared: len(cfg.Peers) > 0,
		Metrics: campaign.NewRunnerMetrics(reg), Log: log}
	among, err := newNodes(cfg, d, others, runner.Pacing, st, board, log)
	if err != nil {
		return err
	}
	handler, err := website(cfg, zone, st, pool, files, among, runner, reg, client, pingRedis, log)
	if err != nil {
		return err
	}

	importer := &jobs.Importer{Node: cfg.Node, Store: st, Dir: cfg.Imports.Dir, Region: cfg.Region, AllowRegions: abroad, Zone: zone, Log: log}
	planner := &jobs.Planner{Store: st, Log: log}
	eraser := &jobs.Eraser{Node: cfg.Node, Store: st, Audio: files, Log: log}
	tidy := func(ctx context.Context) error { return errors.Join(importer.Tidy(ctx), eraser.Tidy(ctx)) }
	worker := &jobs.Worker{Node: cfg.Node, Store: st, Parallel: 3, Tidy: tidy, Log: log,
		Handlers: map[string]jobs.Handler{store.JobImport: importer.Handle, store.JobPlan: planner.Handle}}

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	server := web.NewHTTPServer(ctx, handler, log)
	group.Go(func() error { return client.Run(ctx) })
	group.Go(func() error { return d.Run(ctx) })
	group.Go(func() error { return handler.Run(ctx) })
	group.Go(func() error { return among.run(ctx) })
	takeover := among.takeover(epoch, campaign.NodeLease, time.Duration(cfg.Calls.MaxDuration), client, metrics)
	group.Go(func() error { return takeover.Run(ctx) })
	group.Go(func() error { return worker.Run(ctx) })
	group.Go(func() error { return planner.Run(ctx) })
	group.Go(func() error {
		err := runner.Run(ctx)
		if err != nil {
			return fmt.Errorf("this node stops: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("http: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		select {
		case <-stop.Done():
			log.Info("stopping: no new calls, waiting for those under way", "at_most", time.Duration(cfg.Calls.Drain))
			drain, cancelDrain := context.WithTimeout(ctx, time.Duration(cfg.Calls.Drain))
			d.Drain(drain)
			cancelDrain()
		case <-ctx.Done():
		}
		cancel()
		end, cancelEnd := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancelEnd()
		if err := server.Shutdown(end); err != nil {
			return errors.Join(server.Close()) // pages that keep their connection open
		}
		return nil
	})
	log.Info("huifang serves", "url", cfg.HTTP.PublicURL, "node", cfg.Node, "epoch", epoch, "media", gateway.Addr())
	err = group.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func limiter(ctx context.Context, cfg config.Config, log *slog.Logger) (l *redis.Limiter, b *redis.Board, closeIt func(), ping func(context.Context) error, err error) {
	if cfg.Redis.URL == "" {
		return redis.NewLimiter(nil, log), nil, func() {}, nil, nil
	}
	client, err := redis.Connect(cfg.Redis.URL)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	ping = func(ctx context.Context) error {
		if err := client.Ping(ctx).Err(); err != nil {
			return fmt.Errorf("redis at %s: %w", client.Options().Addr, err)
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := ping(ctx); err != nil {
		log.Warn("Redis does not answer; this node keeps to the trunks' rates by itself until it does", "err", err)
	}
	return redis.NewLimiter(client, log), redis.NewBoard(client), func() {
		if err := client.Close(); err != nil {
			log.Warn("redis not closed", "err", err)
		}
	}, ping, nil
}

// desk gives the web what the store stores, and tells the dialer.
type desk struct {
	*store.Store
	dialer *dialer.Dialer
}

func (k desk) Dispose(ctx context.Context, r store.DisposeRequest) (store.Disposed, error) {
	done, err := k.Store.Dispose(ctx, r)
	if errors.Is(err, store.ErrAlreadyDisposed) {
		k.dialer.Disposed(r.By, r.Attempt, false) // by a supervisor, or at another node: nothing is left to be written
	}
	if err == nil {
		k.dialer.Disposed(done.Agent, done.Attempt, done.Effect == "complete")
		if done.Effect == "do_not_call" {
			k.dialer.Sweep()
		}
	}
	return done, err
}

func (k desk) DoNotCall(ctx context.Context, number, reason string, by int64) error {
	err := k.Store.DoNotCall(ctx, number, reason, by)
	k.dialer.Sweep()
	return err
}

func website(cfg config.Config, zone *time.Location, st *store.Store, pool *pgxpool.Pool, files *recording.Store, among *nodes, runner *campaign.Runner,
	reg *prometheus.Registry, client *ari.Client, pingRedis func(context.Context) error, log *slog.Logger,
) (*web.Server, error) {
	var trunks []web.Trunk
	for _, t := range cfg.Trunks {
		d := t.Domain(cfg.Region)
		trunks = append(trunks, web.Trunk{Name: t.Name, MaxCalls: t.MaxCalls, CallsPerSecond: t.CallsPerSecond, CallerIDs: t.Numbers(), Shows: d.Shows, Check: d.Check})
	}
	checks := []web.Check{
		{Name: "postgres", Critical: true, Run: st.Ping},
		{Name: "asterisk", Run: func(context.Context) error {
			if s := client.State(); !s.Connected {
				return fmt.Errorf("asterisk at %s is not connected since %s: %w", cfg.Asterisk.URL, s.Since.Format(time.RFC3339), s.Err)
			}
			return nil
		}},
	}
	if pingRedis != nil {
		checks = append(checks, web.Check{Name: "redis", Run: pingRedis})
	}
	return web.New(web.Deps{
		Pool: pool, Store: st, Disposer: desk{st, among.Dialer}, Dialer: among, Runner: dialling{runner, among}, Peers: among, Audio: files, Trunks: trunks, Region: cfg.Region, AllowRegions: cfg.Abroad(), Zone: zone,
		PublicURL: cfg.HTTP.PublicURL, ImportsDir: cfg.Imports.Dir, Node: cfg.Node, Registry: reg, Checks: checks, Log: log,
		Speak: speaker(cfg.Prompts.SpeakCommand),
	})
}
