package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/dialer"
)

var (
	_ dialer.TakeoverStore = (*Store)(nil)
	_ dialer.Seats         = (*Store)(nil)
)

// startLease is the lease of a node that has just started; its runner makes it a short one. Until then it repairs recordings.
const startLease = time.Minute

// StartNode registers a start of the node and gives its new epoch, the fence of its attempts: whatever an earlier life
// of the node still tries to arm is refused from now on.
func (s *Store) StartNode(ctx context.Context, node string) (epoch int64, err error) {
	err = s.pool.QueryRow(ctx, `
		insert into node (id, epoch, lease_until) values ($1, 1, now() + $2)
		on conflict (id) do update set
		  -- What an earlier life has left and this one has not worked off yet ended with that life.
		  gone_at = case when exists (select from attempt a where a.node = node.id and a.ended_at is null and a.fence < node.epoch) then node.gone_at else least(node.lease_until, now()) end,
		  epoch = node.epoch + 1, started_at = now(), lease_until = now() + $2, taken_by = '', able = false
		returning epoch`, node, startLease).Scan(&epoch)
	if err != nil {
		return 0, fmt.Errorf("register node %q: %w", node, err)
	}
	return epoch, nil
}

// KeepNode prolongs the node's lease. It fails with campaign.ErrFenced when a newer life of the node has started, or another
// node has taken over.
func (s *Store) KeepNode(ctx context.Context, node string, epoch int64, lease time.Duration) error {
	tag, err := s.pool.Exec(ctx, `update node set lease_until = now() + $3 where id = $1 and epoch = $2`, node, epoch, lease)
	if err != nil {
		return fmt.Errorf("prolong the lease of node %q: %w", node, err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("node %q: %w", node, campaign.ErrFenced)
	}
	return nil
}

// NodeAble implements dialer.TakeoverStore.
func (s *Store) NodeAble(ctx context.Context, node string, epoch int64, able bool) error {
	if _, err := s.pool.Exec(ctx, `update node set able = $3 where id = $1 and epoch = $2 and able <> $3`, node, epoch, able); err != nil {
		return fmt.Errorf("note the state of node %q: %w", node, err)
	}
	return nil
}

// Nodes lists the nodes of the last day, by name.
func (s *Store) Nodes(ctx context.Context) ([]dialer.NodeLife, error) {
	rows, err := s.pool.Query(ctx, `select id, lease_until > now(), able and lease_until > now(), lease_until from node
		where lease_until > now() - interval '1 day' order by id`)
	if err != nil {
		return nil, fmt.Errorf("list nodes: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dialer.NodeLife])
	if err != nil {
		return nil, fmt.Errorf("list nodes: %w", err)
	}
	return list, nil
}

// LostNodes implements dialer.TakeoverStore.
func (s *Store) LostNodes(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, `select n.id from node n where n.lease_until < now()
		and n.id in (select a.node from attempt a where a.ended_at is null) order by n.id`)
	if err != nil {
		return nil, fmt.Errorf("list lost nodes: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list lost nodes: %w", err)
	}
	return list, nil
}

// TakeNode implements dialer.TakeoverStore: one statement, so one taker.
func (s *Store) TakeNode(ctx context.Context, node, by string, hold time.Duration) (lost time.Duration, ok bool, err error) {
	err = s.pool.QueryRow(ctx, `
		update node set epoch = epoch + case when taken_by = '' then 1 else 0 end, taken_by = $2, taken_until = now() + $3
		where id = $1 and id <> $2 and lease_until < now() and (taken_by in ('', $2) or taken_until < now())
		returning now() - lease_until`, node, by, hold).Scan(&lost)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("take over node %q: %w", node, err)
	}
	return lost, true, nil
}

// livingSeat is true for a seat s whose node n is the one that gave it, and lives.
const livingSeat = `n.epoch = s.epoch and n.lease_until > now()`

// onCallElsewhere is true when the agent $1 has a call at another node than $2, which goes on there.
const onCallElsewhere = `exists (select from attempt a where a.agent_id = $1 and a.ended_at is null and a.handed_at is null and a.node <> $2)`

// TakeSeat implements dialer.Seats.
func (s *Store) TakeSeat(ctx context.Context, agent int64, node string, epoch int64, takeOver bool) (ready time.Time, err error) {
	var since *time.Time
	err = s.pool.QueryRow(ctx, `
		with was as (select ready_since from agent_seat where agent_id = $1 and since > now() - $5::interval)
		insert into agent_seat as s (agent_id, node, epoch) select $1::bigint, $2::text, $3::bigint where not `+onCallElsewhere+`
		on conflict (agent_id) do update set node = excluded.node, epoch = excluded.epoch, since = now(), ready_since = null, wanted_by = ''
		where s.node = $2 or $4::boolean or not exists (select from node n where n.id = s.node and `+livingSeat+` and n.able)
		returning (select ready_since from was)`, agent, node, epoch, takeOver, dialer.ReadyAgain).Scan(&since)
	switch {
	case errors.Is(err, pgx.ErrNoRows) && takeOver:
		return ready, fmt.Errorf("seat agent %d: %w", agent, dialer.ErrCallElsewhere)
	case errors.Is(err, pgx.ErrNoRows):
		return ready, dialer.ErrElsewhere
	case err != nil:
		return ready, fmt.Errorf("seat agent %d: %w", agent, err)
	case since != nil:
		ready = *since
	}
	return ready, nil
}

// LeaveSeats implements dialer.Seats.
func (s *Store) LeaveSeats(ctx context.Context, agents []int64, node string, epoch int64, age time.Duration) error {
	_, err := s.pool.Exec(ctx, `delete from agent_seat where agent_id = any($1) and node = $2 and epoch = $3 and since <= now() - $4::interval`,
		agents, node, epoch, age)
	if err != nil {
		return fmt.Errorf("free seats: %w", err)
	}
	return nil
}

// Seated implements dialer.Seats.
func (s *Store) Seated(ctx context.Context, node string, epoch int64) ([]int64, error) {
	rows, err := s.pool.Query(ctx, `select agent_id from agent_seat where node = $1 and epoch = $2`, node, epoch)
	if err != nil {
		return nil, fmt.Errorf("list seats: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("list seats: %w", err)
	}
	return list, nil
}

// WantSeat implements dialer.Seats: one statement, so one node asks for an agent at a time.
func (s *Store) WantSeat(ctx context.Context, agent int64, node string, life time.Duration) (asked bool, err error) {
	tag, err := s.pool.Exec(ctx, `
		update agent_seat s set wanted_by = $2, wanted_until = now() + $3 from node n
		where s.agent_id = $1 and s.node <> $2 and n.id = s.node and `+livingSeat+` and (s.wanted_by = '' or s.wanted_until <= now())`, agent, node, life)
	if err != nil {
		return false, fmt.Errorf("ask for the seat of agent %d: %w", agent, err)
	}
	return tag.RowsAffected() > 0, nil
}

// SeatWish implements dialer.Seats.
func (s *Store) SeatWish(ctx context.Context, agent int64, node string, epoch int64) (here, waits bool, err error) {
	err = s.pool.QueryRow(ctx, `select node = $2 and epoch = $3, wanted_by = $2 and wanted_until > now() from agent_seat where agent_id = $1`,
		agent, node, epoch).Scan(&here, &waits)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return false, false, fmt.Errorf("look for the seat of agent %d: %w", agent, err)
	}
	return here, waits, nil
}

// DropWish implements dialer.Seats.
func (s *Store) DropWish(ctx context.Context, agent int64, by string) error {
	if _, err := s.pool.Exec(ctx, `update agent_seat set wanted_by = '' where agent_id = $1 and wanted_by = $2`, agent, by); err != nil {
		return fmt.Errorf("end the wish for the seat of agent %d: %w", agent, err)
	}
	return nil
}

// SeatWishes implements dialer.Seats.
func (s *Store) SeatWishes(ctx context.Context, node string, epoch int64) ([]dialer.SeatWish, error) {
	rows, err := s.pool.Query(ctx, `select agent_id, wanted_by from agent_seat where node = $1 and epoch = $2 and wanted_by <> '' and wanted_until > now()`, node, epoch)
	if err != nil {
		return nil, fmt.Errorf("list wishes for seats: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dialer.SeatWish])
	if err != nil {
		return nil, fmt.Errorf("list wishes for seats: %w", err)
	}
	return list, nil
}

// GiveSeat implements dialer.Seats. A call of the agent's that is being claimed in this moment keeps him.
func (s *Store) GiveSeat(ctx context.Context, w dialer.SeatWish, node string, epoch int64, ready time.Time) (given bool, err error) {
	tag, err := s.pool.Exec(ctx, `
		update agent_seat s set node = n.id, epoch = n.epoch, since = now(), ready_since = $5, wanted_by = '' from node n
		where s.agent_id = $1 and s.node = $3 and s.epoch = $4 and s.wanted_by = $2 and s.wanted_until > now()
		  and n.id = $2 and n.able and n.lease_until > now()
		  and not exists (select from attempt a where a.agent_id = $1 and a.ended_at is null and a.handed_at is null)`, w.Agent, w.By, node, epoch, ready)
	if err != nil {
		return false, fmt.Errorf("give the seat of agent %d to node %q: %w", w.Agent, w.By, err)
	}
	return tag.RowsAffected() > 0, nil
}

// SeatOf tells at which living node an agent sits, or has a call; "" is none.
func (s *Store) SeatOf(ctx context.Context, agent int64) (node string, err error) {
	err = s.pool.QueryRow(ctx, `
		select coalesce(
		  (select a.node from attempt a join node n on n.id = a.node and n.lease_until > now() where a.agent_id = $1 and a.ended_at is null and a.handed_at is null limit 1),
		  (select s.node from agent_seat s join node n on n.id = s.node where s.agent_id = $1 and `+livingSeat+` and n.able), '')`, agent).Scan(&node)
	if err != nil {
		return "", fmt.Errorf("find the seat of agent %d: %w", agent, err)
	}
	return node, nil
}

// linesLock serialises the sharing of lines (advisory lock).
const linesLock = 0x6c696e6573

// ShareLines implements campaign.RunnerStore. A node that has died holds what its calls use until they are taken over.
func (s *Store) ShareLines(ctx context.Context, node string, wishes []campaign.LineWish) (map[string]int, error) {
	limits := map[string]int{}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, linesLock); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `select l.trunk, l.node, l.lines, l.wanted from trunk_line l join node n on n.id = l.node
			where l.node <> $1 and n.lease_until > now()`, node)
		if err != nil {
			return err
		}
		others := map[string][]campaign.Lines{}
		var trunk string
		var o campaign.Lines
		if _, err := pgx.ForEachRow(rows, []any{&trunk, &o.Node, &o.Lines, &o.Wanted}, func() error {
			others[trunk] = append(others[trunk], o)
			return nil
		}); err != nil {
			return err
		}
		rows, err = tx.Query(ctx, `select a.trunk, count(*) from attempt a where a.ended_at is null and a.node <> $1
			and not exists (select from trunk_line l join node n on n.id = l.node where l.node = a.node and l.trunk = a.trunk and n.lease_until > now())
			group by a.trunk`, node)
		if err != nil {
			return err
		}
		gone := map[string]int{}
		var n int
		if _, err := pgx.ForEachRow(rows, []any{&trunk, &n}, func() error { gone[trunk] = n; return nil }); err != nil {
			return err
		}
		b := &pgx.Batch{}
		for _, w := range wishes {
			hold, limit := campaign.ShareLines(node, w, others[w.Trunk], gone[w.Trunk])
			limits[w.Trunk] = limit
			b.Queue(`insert into trunk_line as l (trunk, node, lines, wanted) values ($1, $2, $3, $4)
				on conflict (trunk, node) do update set lines = excluded.lines, wanted = excluded.wanted
				where (l.lines, l.wanted) is distinct from (excluded.lines, excluded.wanted)`, w.Trunk, node, hold, max(w.Wanted, w.Used))
		}
		return tx.SendBatch(ctx, b).Close()
	})
	if err != nil {
		return nil, fmt.Errorf("share the trunks' lines: %w", err)
	}
	return limits, nil
}
