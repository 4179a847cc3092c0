package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/cmd/internal/lab"
)

// claims measures follow-ups claimed per second by one runner, in batches, out of a long queue of due ones: each gets an
// attempt row and comes back as an order with the customer's name, data and earlier attempts, of which everybody has
// one. Beside it the bare update of a queue of one table with a like index, which does nothing but take rows. The clock
// stands still while the claimed attempts are ended, so that never more than some calls' worth of them live.
func (b *bench) claims(ctx context.Context) (rows []row, err error) {
	due, rounds, limit, most := 200_000, 5, time.Second, 10_000
	if b.quick {
		due, rounds, limit, most = 20_000, 1, 500*time.Millisecond, 1000
	}
	q, err := b.newQueues(ctx, due)
	if err != nil {
		return nil, err
	}
	defer q.pool.Close()
	for _, batch := range []int{1, 10, 100} {
		var ours, bare series
		for round := range rounds {
			order := []func() error{
				func() error { return q.timed(ctx, &ours, batch, limit, most, q.claim) },
				func() error { return q.timed(ctx, &bare, batch, limit, most, q.take) },
			}
			for i := range order {
				if err := order[(i+round)%2](); err != nil {
					return rows, fmt.Errorf("batches of %d: %w", batch, err)
				}
			}
		}
		say("batches of %d: claims %s, bare %s", batch, ours.spread("%.0f", "/s"), bare.spread("%.0f", "/s"))
		rows = append(rows, row{fmt.Sprintf("claims in batches of %d, out of %d due", batch, due), ours.spread("%.0f", "/s"),
			"bare SKIP LOCKED update " + bare.spread("%.0f", "/s"), ratio(ours.median(), bare.median()), ""})
	}
	rows[0].what += " (one connection; fsync off for both)"
	return rows, nil
}

// queues are the campaign and the bare table, in one database.
type queues struct {
	pool   *pgxpool.Pool
	store  *store.Store
	claims campaign.Claim
	agents []int64
	live   int   // attempts that live
	past   int64 // the last attempt that was made before
}

// mostLive is how many calls there may be at once: as many as agents.
const mostLive = 200

func (b *bench) newQueues(ctx context.Context, due int) (*queues, error) {
	pool, err := b.database(ctx, "claims")
	if err != nil {
		return nil, err
	}
	q := &queues{pool: pool, store: store.New(pool)}
	if err := q.fill(ctx, due); err != nil {
		pool.Close()
		return nil, fmt.Errorf("fill the queues: %w", err)
	}
	return q, nil
}

func (q *queues) fill(ctx context.Context, due int) (err error) {
	if q.agents, err = addAgents(ctx, q.pool, mostLive); err != nil {
		return err
	}
	id, err := startCampaign(ctx, q.pool, "claims", q.agents, due, `'+861390' || lpad(n::text, 7, '0')`)
	if err != nil {
		return err
	}
	epoch, err := q.store.StartNode(ctx, "bench")
	if err != nil {
		return err
	}
	q.claims = campaign.Claim{Campaign: campaign.Runnable{ID: id, Trunk: lab.Trunk, CallerID: callerID, Agents: q.agents}, Node: "bench", Fence: epoch}
	if _, err = q.pool.Exec(ctx, `
		insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, agent_id, node, fence, state, claimed_at, ended_at, outcome)
		select id, campaign_id, contact_id, phone, $1, $2, 'bench', $3, 'ended', now() - interval '2 days', now() - interval '2 days', 'no_answer'
		from follow_up order by id`, lab.Trunk, q.agents[0], epoch); err != nil {
		return err
	}
	if err := q.pool.QueryRow(ctx, `select max(id) from attempt`).Scan(&q.past); err != nil {
		return err
	}
	_, err = q.pool.Exec(ctx, `
		create table queue (id bigint generated always as identity primary key, state text not null, due_at timestamptz not null);
		create index queue_due on queue (due_at, id) where state = 'waiting'`)
	if err != nil {
		return err
	}
	if _, err = q.pool.Exec(ctx, `insert into queue (state, due_at) select 'waiting', now() from generate_series(1, $1::int)`, due); err != nil {
		return err
	}
	return q.reset(ctx)
}

// reset makes both queues as they were, without dead rows, so that each round meets the same.
func (q *queues) reset(ctx context.Context) error {
	q.live = 0
	for _, sql := range []string{
		fmt.Sprintf(`delete from attempt where id > %d`, q.past),
		`update follow_up set state = 'waiting', attempts = 0 where state <> 'waiting'`,
		`update queue set state = 'waiting' where state <> 'waiting'`,
		`vacuum analyze attempt, follow_up, queue`,
		`checkpoint`,
	} {
		if _, err := q.pool.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// timed takes batches until the time or the number of rows is reached, and adds the rows per second.
func (q *queues) timed(ctx context.Context, out *series, batch int, limit time.Duration, most int, take func(context.Context, int) (int, error)) error {
	if err := q.reset(ctx); err != nil {
		return err
	}
	got, took := 0, time.Duration(0)
	for took < limit && got+batch <= most {
		if err := q.finish(ctx, batch); err != nil {
			return err
		}
		began := time.Now()
		n, err := take(ctx, batch)
		took += time.Since(began)
		if err != nil {
			return err
		}
		if n != batch {
			return fmt.Errorf("%d of %d rows were claimed", n, batch)
		}
		got += n
	}
	*out = append(*out, float64(got)/took.Seconds())
	return nil
}

// finish ends the attempts when there is no agent left for a batch.
func (q *queues) finish(ctx context.Context, batch int) error {
	if q.live+batch <= mostLive {
		return nil
	}
	q.live = 0
	_, err := q.pool.Exec(ctx, `update attempt set state = 'ended', ended_at = clock_timestamp(), outcome = 'busy' where ended_at is null`)
	if err != nil {
		return fmt.Errorf("end attempts: %w", err)
	}
	return nil
}

func (q *queues) claim(ctx context.Context, n int) (int, error) {
	c := q.claims
	c.Agents, c.Now = q.agents[q.live:q.live+n], time.Now()
	q.live += n
	orders, err := q.store.Claim(ctx, c)
	return len(orders), err
}

func (q *queues) take(ctx context.Context, n int) (int, error) {
	rows, err := q.pool.Query(ctx, `
		update queue set state = 'live' where id in (
		  select id from queue where state = 'waiting' and due_at <= $1 order by due_at, id for update skip locked limit $2)
		returning id`, time.Now(), n)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return len(ids), err
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
