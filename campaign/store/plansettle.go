package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// Reasons of follow-ups that their plan holds back or has ended.
const (
	ReasonPlanPaused  = campaign.LedgerPlanPaused
	ReasonPlanStopped = "plan_stopped"
)

// settleBatch is how many follow-ups are moved in one transaction: it locks them only for a moment.
const settleBatch = 5000

// settle says what becomes of the follow-ups of a plan that is in a state ($1 the plan, $2 how many).
var settle = map[string][]string{
	"paused": {
		`update follow_up set state = 'paused', reason = '` + ReasonPlanPaused + `', updated_at = now() where id in
			(select id from follow_up where plan_id = $1 and state = 'waiting' limit $2 for update skip locked)`,
		// What is too late, or whose campaign was stopped, ends here as it would in the queue.
		`update follow_up set state = 'exhausted', reason = 'too_late', updated_at = now() where id in
			(select id from follow_up where plan_id = $1 and state = 'paused' and due_until <= now() and not is_callback limit $2 for update skip locked)`,
		`update follow_up set state = 'cancelled', reason = 'campaign_stopped', updated_at = now() where id in
			(select f.id from follow_up f join campaign c on c.id = f.campaign_id and c.state = 'stopped'
			 where f.plan_id = $1 and f.state = 'paused' limit $2 for update of f skip locked)`,
	},
	"running": {
		`update follow_up f set state = case when d.phone is null then 'waiting' else 'cancelled' end, updated_at = now(),
			reason = case when d.phone is null then '' else 'do_not_call' end
			from (select id, phone from follow_up where plan_id = $1 and state = 'paused' limit $2 for update skip locked) x
			left join dnc d on d.phone = x.phone where f.id = x.id`,
	},
	"stopped": {
		`update follow_up set state = 'cancelled', reason = '` + ReasonPlanStopped + `', updated_at = now() where id in
			(select id from follow_up where plan_id = $1 and state = 'waiting' limit $2 for update skip locked)`,
		`update follow_up set state = 'cancelled', reason = '` + ReasonPlanStopped + `', updated_at = now() where id in
			(select id from follow_up where plan_id = $1 and state = 'paused' limit $2 for update skip locked)`,
	},
}

// settlePlan brings the follow-ups of a plan into line with its state, batch by batch. Arm keeps to the plan's state by
// itself; this keeps the queue clean and the ledger true.
func (s *Store) settlePlan(ctx context.Context, id int64, state string) error {
	for _, sql := range settle[state] {
		for {
			var n int64
			err := s.inTx(ctx, func(tx pgx.Tx) error {
				// The plan keeps its state while its follow-ups are moved.
				var is bool
				if err := tx.QueryRow(ctx, `select state = $2 from plan where id = $1 for share`, id, state).Scan(&is); err != nil || !is {
					return err
				}
				tag, err := tx.Exec(ctx, sql, id, settleBatch)
				n = tag.RowsAffected()
				return err
			})
			if err != nil {
				return fmt.Errorf("settle the follow-ups of plan %d: %w", id, err)
			}
			if n == 0 {
				break
			}
		}
	}
	return nil
}

// SettlePlans brings the follow-ups of all plans into line with the states of their plans: those that a large pause left, and
// those that came back from a call, or were being made, in the moment of it.
func (s *Store) SettlePlans(ctx context.Context) error {
	rows, err := s.pool.Query(ctx, `
		select p.id, p.state from plan p
		where p.state = 'paused' and (exists (select from follow_up f where f.plan_id = p.id and f.state = 'waiting')
		    or exists (select from follow_up f where f.plan_id = p.id and f.state = 'paused' and f.due_until <= now() and not f.is_callback)
		    or exists (select from campaign c where c.id = p.campaign_id and c.state = 'stopped' and exists (select from follow_up f where f.plan_id = p.id and f.state = 'paused')))
		  or p.state = 'running' and exists (select from follow_up f where f.plan_id = p.id and f.state = 'paused')
		  or p.state = 'stopped' and (exists (select from follow_up f where f.plan_id = p.id and f.state = 'waiting')
		    or exists (select from follow_up f where f.plan_id = p.id and f.state = 'paused'))
		order by p.id`)
	if err != nil {
		return fmt.Errorf("settle plans: %w", err)
	}
	type row struct {
		ID    int64
		State string
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	if err != nil {
		return fmt.Errorf("settle plans: %w", err)
	}
	for _, p := range found {
		if err := s.settlePlan(ctx, p.ID, p.State); err != nil {
			return err
		}
	}
	return nil
}
