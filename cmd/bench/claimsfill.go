package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/cmd/internal/lab"
)

// queues are a campaign with due follow-ups and the bare table, in one database.
type queues struct {
	pool     *pgxpool.Pool
	store    *store.Store
	campaign campaign.Runnable
	agents   []int64
	turn     [claimers]int // how many of a claimer's agents have had their turn
	fence    int64
}

// manyAgents is how many there are, as thousands of calls a second need them.
const manyAgents = 100_000

// benchNode is the node that claims.
const benchNode = "bench"

// newQueues makes a database in which due follow-ups of one campaign wait, made and due in the order of a list or of a
// plan's generation, with telephone numbers in no order. One customer in five was called before. Beside it the bare table.
func newQueues(ctx context.Context, pool *pgxpool.Pool, due int) (q *queues, err error) {
	q = &queues{pool: pool, store: store.New(pool)}
	if q.agents, err = addAgents(ctx, pool, manyAgents); err != nil {
		return nil, err
	}
	if q.fence, err = q.store.StartNode(ctx, benchNode); err != nil {
		return nil, err
	}
	// Started as users start one, with one contact; the others are added behind.
	id, err := startCampaign(ctx, pool, "claims", q.agents[:10], 1, `'+8613000000000'`)
	if err != nil {
		return nil, err
	}
	q.campaign = campaign.Runnable{ID: id, Trunk: lab.Trunk, CallerID: callerID, Agents: q.agents}
	if err := q.fill(ctx, due); err != nil {
		return nil, fmt.Errorf("fill the queues: %w", err)
	}
	return q, nil
}

// number is SQL for the number of the n-th contact: each once, as the factor has no divisor in common with the modulus.
const number = `'+861' || (3000000001 + mod(n::bigint * 780000007, 6999999989))::text`

// fill adds the rows on two connections: without indexes, which are made afterwards, and without looking for what the rows
// refer to, which is there. The indexes of contacts, but for that of their ids, have no part in claims and are left away.
func (q *queues) fill(ctx context.Context, due int) error {
	dueAt := fmt.Sprintf(`now() - interval '30 days' + (30 * n::bigint / %d) * interval '1 day'`, due)
	group, gctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		f, err := q.filler(gctx)
		if err != nil {
			return err
		}
		defer f.conn.Close(context.WithoutCancel(ctx))
		if _, err := f.dropIndexes(gctx, "contact"); err != nil {
			return err
		}
		return f.run(gctx,
			fmt.Sprintf(`insert into contact (id, list_id, line, name, phone, extra) overriding system value
				select n, list_id, n + 1, '客户' || n, `+number+`, '[["产品", "空调"], ["安装日期", "2026-11-02"]]'
				from (select list_id from contact limit 1) l, generate_series(2, %d) n`, due),
			`create table queue (id bigint generated always as identity primary key, state text not null, due_at timestamptz not null)`,
			fmt.Sprintf(`insert into queue (state, due_at) select 'waiting', `+dueAt+` from generate_series(1, %d) n`, due),
			`create index queue_due on queue (due_at, id) where state = 'waiting'`,
			`vacuum (analyze) contact`, `vacuum (analyze) queue`)
	})
	group.Go(func() error {
		f, err := q.filler(gctx)
		if err != nil {
			return err
		}
		defer f.conn.Close(context.WithoutCancel(ctx))
		var first int64 // follow-up of the first contact
		if err := f.conn.QueryRow(gctx, `select max(id) from follow_up`).Scan(&first); err != nil {
			return err
		}
		for _, t := range []struct{ table, rows string }{
			{"follow_up", fmt.Sprintf(`insert into follow_up (id, campaign_id, contact_id, phone, due_at) overriding system value
				select %d - 1 + n, %d, n, `+number+`, `+dueAt+` from generate_series(2, %d) n`, first, q.campaign.ID, due)},
			{"attempt", fmt.Sprintf(`insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, agent_id, node, fence, state, claimed_at, ended_at, outcome)
				select %d - 1 + n, %d, n, `+number+`, '%s', %d, '%s', %d, 'ended', now() - interval '40 days' + n * interval '1 ms', now() - interval '39 days', 'no_answer'
				from generate_series(5, %d, 5) n`, first, q.campaign.ID, lab.Trunk, q.agents[0], benchNode, q.fence, due)},
		} {
			rebuild, err := f.dropIndexes(gctx, t.table)
			if err != nil {
				return err
			}
			if err := f.run(gctx, append([]string{t.rows}, rebuild...)...); err != nil {
				return err
			}
		}
		return f.run(gctx, fmt.Sprintf(`select setval(pg_get_serial_sequence('follow_up', 'id'), %d)`, first+int64(due)),
			`vacuum (analyze) follow_up`, `vacuum (analyze) attempt`)
	})
	if err := group.Wait(); err != nil {
		return err
	}
	_, err := q.pool.Exec(ctx, `checkpoint`)
	return err
}

// filler is a connection whose session checks no foreign keys.
type filler struct{ conn *pgx.Conn }

func (q *queues) filler(ctx context.Context) (f filler, err error) {
	if f.conn, err = pgx.ConnectConfig(ctx, q.pool.Config().ConnConfig); err != nil {
		return f, fmt.Errorf("connect: %w", err)
	}
	return f, f.run(ctx, `set session_replication_role = replica`, `set maintenance_work_mem = '512MB'`)
}

func (f filler) run(ctx context.Context, statements ...string) error {
	for _, sql := range statements {
		began := time.Now()
		if _, err := f.conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(strings.Fields(sql), " "), err)
		}
		if took := time.Since(began); took > 10*time.Second {
			say("%3.0f s: %.70s", took.Seconds(), strings.Join(strings.Fields(sql), " "))
		}
	}
	return nil
}

// dropIndexes drops the indexes of a table, but for that of its key, and says how to make them again.
func (f filler) dropIndexes(ctx context.Context, table string) (rebuild []string, err error) {
	var drop []string
	err = f.conn.QueryRow(ctx, `
		select coalesce(array_agg(case when c.oid is null then 'drop index ' || i.indexrelid::regclass
		         else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end), '{}'),
		       coalesce(array_agg(case when c.oid is null then pg_get_indexdef(i.indexrelid)
		         else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end), '{}')
		from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'u'
		where i.indrelid = $1::text::regclass and not i.indisprimary`, table).Scan(&drop, &rebuild)
	if err != nil {
		return nil, fmt.Errorf("indexes of %s: %w", table, err)
	}
	return rebuild, f.run(ctx, drop...)
}
