package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/assign"
)

// Reassign says which customers go to whom (R2).
type Reassign struct {
	IDs      []int64        // these, or
	Filter   CustomerFilter // those that it finds; used when there are no IDs
	Agents   []int64        // active agents, no one twice
	Weighted bool           // by ability, and only to who speaks the customer's language; else evenly by count
}

// Reassigned says what became of it.
type Reassigned struct {
	Counts     map[int64]int // customers by their new owner, those included who were his already
	Unassigned int           // nobody among the agents speaks their language; they stay with their owner
}

// reassignBatch is how many customers are changed with one statement.
const reassignBatch = 5000

// ReassignCustomers gives customers to agents by the rules of package assign, in one transaction: at the end those agents have,
// with what they own already, as nearly as can be the same number of customers, or numbers in proportion to their weights. A
// *FieldError names an agent that there is not.
func (s *Store) ReassignCustomers(ctx context.Context, in Reassign, by int64) (Reassigned, error) {
	res := Reassigned{Counts: map[int64]int{}}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		agents, err := assignees(ctx, tx, in)
		if err != nil {
			return err
		}
		c := in.Filter.conditions()
		if in.IDs != nil {
			c = conditions{}
			c.add("c.id = any(?)", in.IDs)
		}
		rows, err := tx.Query(ctx, `select c.id, coalesce(c.owner_id, 0), coalesce((select p.language from contact p where p.customer_id = c.id and p.language <> '' order by p.id limit 1), '')
			from customer c`+c.where()+` order by c.id for update of c`, c.args...)
		if err != nil {
			return fmt.Errorf("reassign: %w", err)
		}
		var ids []int64
		var items []assign.Item
		var id, owner int64
		var language string
		_, err = pgx.ForEachRow(rows, []any{&id, &owner, &language}, func() error {
			item := assign.Item{Key: fmt.Sprintf("%019d", id)}
			if in.Weighted {
				item.Language = language
			}
			ids, items = append(ids, id), append(items, item)
			if i := slices.Index(in.Agents, owner); i >= 0 {
				agents[i].Load-- // it is dealt out anew
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("reassign: %w", err)
		}
		placed, err := assign.Assign(items, agents)
		if err != nil {
			return fmt.Errorf("reassign: %w", err)
		}
		var moved, to []int64
		for i, p := range placed {
			if p.Agent == "" {
				res.Unassigned++
				continue
			}
			agent, err := parseID(p.Agent)
			if err != nil {
				return fmt.Errorf("reassign: %w", err)
			}
			moved, to = append(moved, ids[i]), append(to, agent)
			res.Counts[agent]++
		}
		for from := 0; from < len(moved); from += reassignBatch {
			until := min(len(moved), from+reassignBatch)
			_, err := tx.Exec(ctx, `update customer c set owner_id = x.agent, updated_at = clock_timestamp()
				from unnest($1::bigint[], $2::bigint[]) x (id, agent) where c.id = x.id and c.owner_id is distinct from x.agent`, moved[from:until], to[from:until])
			if err != nil {
				return fmt.Errorf("reassign: %w", err)
			}
		}
		counts := map[string]int{}
		for a, n := range res.Counts {
			counts[itoa(a)] = n
		}
		return audit(ctx, tx, by, "customer.reassign", "customers", map[string]any{"by_agent": counts, "unassigned": res.Unassigned, "weighted": in.Weighted})
	})
	return res, err
}

// assignees reads the agents who get customers. Weighted, an agent's ability is his best level; else all have the same.
func assignees(ctx context.Context, tx pgx.Tx, in Reassign) ([]assign.Agent, error) {
	list := make([]assign.Agent, len(in.Agents))
	for i, id := range in.Agents {
		a := assign.Agent{ID: itoa(id), Weight: 1, Active: true}
		err := tx.QueryRow(ctx, `select coalesce((select array_agg(k.skill) from user_skill k where k.user_id = u.id), '{}'),
				case when $2 then coalesce((select max(k.level) from user_skill k where k.user_id = u.id), 1) else 1 end,
				(select count(*) from customer c where c.owner_id = u.id)
			from app_user u where u.id = $1 and u.role = 'agent' and u.active`, id, in.Weighted).Scan(&a.Languages, &a.Weight, &a.Load)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, &FieldError{Pointer: fmt.Sprintf("/agent_ids/%d", i), Code: "not_found", Detail: "there is no such active agent"}
		}
		if err != nil {
			return nil, fmt.Errorf("reassign: %w", err)
		}
		list[i] = a
	}
	return list, nil
}
