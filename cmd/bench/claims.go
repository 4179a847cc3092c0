package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
	"huifang/dialer/call"
)

// claims measures follow-ups claimed per second by four runners, in batches, out of a long queue of due ones: each gets an
// attempt row and comes back as an order with the customer's name, data and earlier attempts. Each runner ends what it
// claimed before it claims again, so there are as many ends as claims, by the way that calls take. Beside it, in turn, the
// bare update of a table with one index, which does nothing but take rows and end them. At last both while a transaction
// keeps an old snapshot, so that nothing that was claimed or ended can be cleaned away.
func (b *bench) claims(ctx context.Context) (rows []row, err error) {
	due, rounds, limit, hold := b.due, 3, 5*time.Second, b.hold
	if b.quick {
		due, rounds, limit, hold = min(due, 200_000), 1, 300*time.Millisecond, time.Second
	}
	pool, err := b.database(ctx, "claims")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.drop(ctx, pool)) }() // it takes more room than all others
	began := time.Now()
	q, err := newQueues(ctx, pool, due)
	if err != nil {
		return nil, err
	}
	say("%d due after %s", due, time.Since(began).Round(time.Second))
	before, err := q.sizes(ctx)
	if err != nil {
		return nil, err
	}
	settings, err := q.settings(ctx)
	if err != nil {
		return nil, err
	}
	for _, batch := range []int{1, 10, 100, largestBatch} {
		ours, taken, err := q.compare(ctx, batch, rounds, limit)
		if err != nil {
			return rows, fmt.Errorf("batches of %d: %w", batch, err)
		}
		rows = append(rows, claimRow(fmt.Sprintf("claims in batches of %d", batch), batch, ours, taken))
	}
	rows[0].what += fmt.Sprintf(" (out of %d due, 4 claimers, as many ends; %s)", due, settings)
	const batch = 100
	ours, taken, dead, err := q.held(ctx, batch, hold, 2*limit)
	if err != nil {
		return rows, fmt.Errorf("while a snapshot is held: %w", err)
	}
	rows = append(rows, claimRow(fmt.Sprintf("claims in batches of %d after %s of them with a snapshot held (%s dead rows)", batch, hold, dead), batch, ours, taken))
	after, err := q.sizes(ctx)
	if err != nil {
		return rows, err
	}
	rows = append(rows, before.grown(after)...)
	var deadlocks int
	if err := pool.QueryRow(ctx, `select deadlocks from pg_stat_database where datname = current_database()`).Scan(&deadlocks); err != nil {
		return rows, fmt.Errorf("deadlocks: %w", err)
	}
	return append(rows, row{"deadlocks in all of this", fmt.Sprint(deadlocks), "", "", verdict("0", deadlocks == 0)}), nil
}

// largestBatch is the most that one claim asks for.
const largestBatch = 500

// targets of the claims: per second, of the bare update, and in milliseconds.
const (
	claimsTarget = 10_000
	bareTarget   = 0.8
	claimLimit   = 100.0
)

func claimRow(what string, batch int, ours, taken passes) row {
	rate, p99 := ours.perSecond.median(), ours.claims.quantile(0.99)
	target := fmt.Sprintf(">= %d/s, >= %.1f of bare, p99 <= %.0f ms", claimsTarget, bareTarget, claimLimit)
	met := rate >= claimsTarget && rate >= bareTarget*taken.perSecond.median() && p99 <= claimLimit
	if batch < 100 {
		target, met = fmt.Sprintf(">= %.1f of bare, p99 <= %.0f ms", bareTarget, claimLimit), rate >= bareTarget*taken.perSecond.median() && p99 <= claimLimit
	}
	return row{what, fmt.Sprintf("%s, p99 %.1f ms", ours.perSecond.spread("%.0f", "/s"), p99),
		fmt.Sprintf("bare SKIP LOCKED update %s, p99 %.1f ms", taken.perSecond.spread("%.0f", "/s"), taken.claims.quantile(0.99)),
		ratio(rate, taken.perSecond.median()), verdict(target, met)}
}

// passes are measurements of the same.
type passes struct{ perSecond, claims series }

func (p *passes) add(one pass) {
	p.perSecond = append(p.perSecond, one.perSecond)
	p.claims = append(p.claims, one.claims...)
}

// compare measures both in turns.
func (q *queues) compare(ctx context.Context, batch, rounds int, limit time.Duration) (ours, taken passes, err error) {
	for round := range rounds {
		for i := range 2 {
			var w worker = q
			to := &ours
			if (i+round)%2 == 1 {
				w, to = bare{q.pool}, &taken
			}
			p, err := drive(ctx, w, batch, limit)
			if err != nil {
				return ours, taken, err
			}
			to.add(p)
		}
	}
	say("batches of %d: claims %s p99 %.1f ms, bare %s p99 %.1f ms", batch, ours.perSecond.spread("%.0f", "/s"), ours.claims.quantile(0.99),
		taken.perSecond.spread("%.0f", "/s"), taken.claims.quantile(0.99))
	return ours, taken, nil
}

// held measures both after each has worked for a time while a transaction kept a snapshot of the beginning.
func (q *queues) held(ctx context.Context, batch int, hold, limit time.Duration) (ours, taken passes, dead string, err error) {
	tx, err := q.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		return ours, taken, "", err
	}
	defer func() { err = errors.Join(err, tx.Rollback(context.WithoutCancel(ctx))) }()
	var n int
	if err := tx.QueryRow(ctx, `select count(*) from campaign`).Scan(&n); err != nil {
		return ours, taken, "", err
	}
	counts := make([]int, 2)
	for i, w := range []worker{q, bare{q.pool}} {
		p, err := drive(ctx, w, batch, hold)
		if err != nil {
			return ours, taken, "", err
		}
		say("snapshot held for %s: %.0f/s, p99 %.1f ms", hold, p.perSecond, p.claims.quantile(0.99))
		counts[i] = p.total
		if p, err = drive(ctx, w, batch, limit); err != nil {
			return ours, taken, "", err
		}
		[]*passes{&ours, &taken}[i].add(p)
	}
	return ours, taken, fmt.Sprintf("2 x %d, bare 2 x %d", counts[0], counts[1]), nil
}

// settings are those of Postgres that decide how durable a claim is.
func (q *queues) settings(ctx context.Context) (text string, err error) {
	err = q.pool.QueryRow(ctx, `select string_agg(name || ' ' || current_setting(name), ', ' order by name) from unnest(array['fsync', 'synchronous_commit', 'shared_buffers']) name`).Scan(&text)
	if err != nil {
		return "", fmt.Errorf("settings: %w", err)
	}
	return text, nil
}

// sizes are those of the tables and indexes that claims change, in bytes, by name.
type sizes map[string]int64

func (q *queues) sizes(ctx context.Context) (sizes, error) {
	rows, err := q.pool.Query(ctx, `
		select c.relname, pg_relation_size(c.oid) from pg_class c left join pg_index i on i.indexrelid = c.oid
		where coalesce(i.indrelid, c.oid) in ('follow_up'::regclass, 'attempt'::regclass, 'queue'::regclass)`)
	if err != nil {
		return nil, fmt.Errorf("sizes: %w", err)
	}
	out := sizes{}
	var name string
	var bytes int64
	if _, err := pgx.ForEachRow(rows, []any{&name, &bytes}, func() error { out[name] = bytes; return nil }); err != nil {
		return nil, fmt.Errorf("sizes: %w", err)
	}
	return out, nil
}

// grown says what the run has made of the sizes; indexes that are smaller than 10 MB are left out.
func (s sizes) grown(after sizes) (rows []row) {
	const mb = 1 << 20
	show := func(table string) string {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(after)) {
			if (name == table || strings.HasPrefix(name, table+"_")) && after[name] >= 10*mb {
				parts = append(parts, fmt.Sprintf("%s %d->%d", strings.TrimPrefix(name, table+"_"), s[name]/mb, after[name]/mb))
			}
		}
		return strings.Join(parts, ", ")
	}
	return []row{
		{what: "MB of follow-ups and their indexes, before and after the run", ours: show("follow_up"), limit: show("queue")},
		{what: "MB of attempts and their indexes", ours: show("attempt")},
	}
}

// claimers is how many claim at once, each for agents of its own.
const claimers = 4

// worker claims and ends for one claimer.
type worker interface {
	claim(ctx context.Context, claimer, n int) ([]int64, error)
	finish(ctx context.Context, claimed []int64) error
}

// pass is what one measurement gave.
type pass struct {
	total     int
	perSecond float64
	claims    series // ms
}

// drive lets the claimers claim batches for a time; each ends what it got before it claims again, so that as many are ended
// as are claimed.
func drive(ctx context.Context, w worker, batch int, limit time.Duration) (p pass, err error) {
	began := time.Now()
	stop := began.Add(limit)
	var mu sync.Mutex
	var took []time.Duration
	group, gctx := errgroup.WithContext(ctx)
	for claimer := range claimers {
		group.Go(func() error {
			var mine []time.Duration
			n := 0
			for time.Now().Before(stop) {
				t := time.Now()
				got, err := w.claim(gctx, claimer, batch)
				if err != nil {
					return fmt.Errorf("claim: %w", err)
				}
				mine = append(mine, time.Since(t))
				if len(got) == 0 {
					return errors.New("the queue is empty")
				}
				n += len(got)
				if err := w.finish(gctx, got); err != nil {
					return fmt.Errorf("finish: %w", err)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			took, p.total = append(took, mine...), p.total+n
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return p, err
	}
	p.perSecond = float64(p.total) / time.Since(began).Seconds()
	p.claims = durations(took)
	return p, nil
}

// claim claims as the runner does, for agents in turn: nobody has a call again a tenth of a second after the last.
func (q *queues) claim(ctx context.Context, claimer, n int) ([]int64, error) {
	c := campaign.Claim{Campaign: q.campaign, Node: benchNode, Fence: q.fence, Now: time.Now()}
	share := len(q.agents) / claimers
	if q.turn[claimer]+n > share {
		q.turn[claimer] = 0
	}
	from := claimer*share + q.turn[claimer]
	c.Agents = q.agents[from : from+n]
	q.turn[claimer] += n
	orders, err := q.store.Claim(ctx, c)
	ids := make([]int64, len(orders))
	for i, o := range orders {
		ids[i] = o.Attempt
	}
	return ids, err
}

// finish ends the attempts as their calls do: each by itself, all at once.
func (q *queues) finish(ctx context.Context, attempts []int64) error {
	group, gctx := errgroup.WithContext(ctx)
	now := time.Now()
	for _, id := range attempts {
		group.Go(func() error {
			return q.store.Journal(gctx, id, []dialer.Entry{{Seq: 1, At: now, Kind: "ended",
				Result: &dialer.Result{Outcome: call.Busy, HungUpBy: call.Customer, Cause: 17, SIPCode: 486}}})
		})
	}
	return group.Wait()
}

// bare does nothing but take rows of its table and end them.
type bare struct{ pool *pgxpool.Pool }

func (b bare) claim(ctx context.Context, _, n int) ([]int64, error) {
	rows, err := b.pool.Query(ctx, `
		update queue set state = 'live' where id in (
		  select id from queue where state = 'waiting' and due_at <= $1 order by due_at, id for update skip locked limit $2)
		returning id`, time.Now(), n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

func (b bare) finish(ctx context.Context, ids []int64) error {
	_, err := b.pool.Exec(ctx, `update queue set state = 'ended' where id = any($1)`, ids)
	return err
}

// database makes a database with Huifang's tables.
func (b *bench) database(ctx context.Context, name string) (*pgxpool.Pool, error) {
	dsn, err := b.lab.Postgres.NewDatabase(ctx, name)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	if err := errors.Join(store.Migrate(ctx, conn), conn.Close(ctx)); err != nil {
		return nil, err
	}
	return store.Connect(ctx, dsn)
}

// drop closes a database's pool and deletes it.
func (b *bench) drop(ctx context.Context, pool *pgxpool.Pool) error {
	name := pool.Config().ConnConfig.Database
	pool.Close()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, b.lab.Postgres.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("drop database: %w", err)
	}
	_, err = conn.Exec(ctx, `drop database `+pgx.Identifier{name}.Sanitize()+` with (force)`)
	return errors.Join(err, conn.Close(ctx))
}

// addAgents makes users who cannot sign in.
func addAgents(ctx context.Context, db *pgxpool.Pool, n int) (ids []int64, err error) {
	err = db.QueryRow(ctx, `with made as (
		  insert into app_user (login, name, role, password_hash)
		  select 'agent' || n, 'Agent ' || n, 'agent', '' from generate_series(1, $1::int) n returning id)
		select array_agg(id order by id) from made`, n).Scan(&ids)
	if err != nil {
		return nil, fmt.Errorf("add agents: %w", err)
	}
	return ids, nil
}

// startCampaign makes and starts a campaign over n contacts; number is SQL for the telephone number of the n-th.
func startCampaign(ctx context.Context, db *pgxpool.Pool, name string, agents []int64, n int, number string) (id int64, err error) {
	var list int64
	err = db.QueryRow(ctx, `insert into contact_list (name, file_name, columns, rows_total, rows_taken, created_by)
		values ($1, 'bench.csv', '["产品", "安装日期"]', $2, $2, $3) returning id`, name, n, agents[0]).Scan(&list)
	if err != nil {
		return 0, fmt.Errorf("add a list: %w", err)
	}
	_, err = db.Exec(ctx, `insert into contact (list_id, line, name, phone, extra)
		select $1::bigint, n + 1, '客户' || n, `+number+`, '[["产品", "空调"], ["安装日期", "2026-11-02"]]'
		from generate_series(1, $2::int) n`, list, n)
	if err != nil {
		return 0, fmt.Errorf("add contacts: %w", err)
	}
	st := store.New(db)
	id, err = st.CreateCampaign(ctx, campaign.Settings{Name: name, Mode: "progressive", Trunk: lab.Trunk, CallerID: callerID, ListID: &list,
		AgentIDs: agents, RingTimeoutS: 20, WrapUpS: 30, Retry: retry.Default(1, time.Minute),
		Window: window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "24:00"}}},
	}, agents[0])
	if err != nil {
		return 0, err
	}
	return id, st.StartCampaign(ctx, id, agents[0], func(string) bool { return true })
}
