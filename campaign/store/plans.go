package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/plan"
	"huifang/campaign/quota"
)

// PlanSettings are what a plan says: whom, when, what for (R8).
type PlanSettings struct {
	Name       string
	TypeCode   string
	Rule       plan.Rule
	Choose     quota.Spec
	CampaignID int64 // where its follow-ups are dialled
	UnitID     *int64
}

// Plan is a stored plan.
type Plan struct {
	PlanSettings
	ID        int64
	State     string
	Version   int
	CreatedAt time.Time
}

// planArcs are the ways of a plan: a unit requests, customer service confirms, a supervisor launches, pauses and stops (R8).
var planArcs = map[string][]string{
	"draft": {"requested", "confirmed"}, "requested": {"confirmed", "draft"}, "confirmed": {"running", "draft"},
	"running": {"paused", "stopped"}, "paused": {"running", "stopped"},
}

// CreatePlan stores a draft. A rule or quota that can never give anything is refused with the field.
func (s *Store) CreatePlan(ctx context.Context, in PlanSettings, by int64) (id int64, err error) {
	if err := checkPlan(in); err != nil {
		return 0, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rule, err := json.Marshal(in.Rule)
		if err != nil {
			return err
		}
		choose, err := json.Marshal(in.Choose)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `insert into plan (name, type_code, rule, choose, campaign_id, unit_id, created_by) values ($1, $2, $3, $4, $5, $6, $7) returning id`,
			in.Name, in.TypeCode, rule, choose, in.CampaignID, in.UnitID, by).Scan(&id)
		if isCode(err, foreignKeyViolation) {
			return &FieldError{Pointer: "", Code: "reference_unknown", Detail: "type_code, campaign_id or unit_id does not exist"}
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "plan.create", object("plan", id), nil)
	})
	var fe *FieldError
	if err != nil && !errors.As(err, &fe) {
		return 0, fmt.Errorf("create plan: %w", err)
	}
	return id, err
}

func checkPlan(in PlanSettings) error {
	if in.Name == "" {
		return &FieldError{Pointer: "/name", Code: "required", Detail: "a name is needed"}
	}
	for _, e := range in.Rule.Validate() {
		return &FieldError{Pointer: "/rule" + e.Pointer, Code: e.Code, Detail: e.Detail}
	}
	for _, e := range in.Choose.Validate() {
		return &FieldError{Pointer: "/choose" + e.Pointer, Code: e.Code, Detail: e.Detail}
	}
	return nil
}

const planColumns = `p.id, p.name, p.type_code, p.state, p.rule, p.choose, p.campaign_id, p.unit_id, p.version, p.created_at`

func scanPlan(row pgx.CollectableRow) (Plan, error) {
	var p Plan
	var rule, choose []byte
	if err := row.Scan(&p.ID, &p.Name, &p.TypeCode, &p.State, &rule, &choose, &p.CampaignID, &p.UnitID, &p.Version, &p.CreatedAt); err != nil {
		return p, err
	}
	return p, errors.Join(json.Unmarshal(rule, &p.Rule), json.Unmarshal(choose, &p.Choose))
}

// Plan returns one plan, or ErrNotFound.
func (s *Store) Plan(ctx context.Context, id int64) (Plan, error) {
	rows, err := s.pool.Query(ctx, `select `+planColumns+` from plan p where p.id = $1`, id)
	return one(rows, err, "plan", scanPlan)
}

// Plans returns all plans, newest first.
func (s *Store) Plans(ctx context.Context) ([]Plan, error) {
	rows, err := s.pool.Query(ctx, `select `+planColumns+` from plan p order by p.id desc`)
	if err != nil {
		return nil, fmt.Errorf("plans: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanPlan)
	if err != nil {
		return nil, fmt.Errorf("plans: %w", err)
	}
	return list, nil
}

// MovePlan brings a plan into another state, or returns ErrWrongState. Stopping one cancels what waits.
func (s *Store) MovePlan(ctx context.Context, id int64, to string, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var from string
		err := tx.QueryRow(ctx, `select state from plan where id = $1 for update`, id).Scan(&from)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return err
		case !slices.Contains(planArcs[from], to):
			return fmt.Errorf("%w: the plan is %s and cannot become %s", ErrWrongState, from, to)
		}
		if _, err := tx.Exec(ctx, `update plan set state = $2, version = version + 1, confirmed_by = case when $2 = 'confirmed' then $3 else confirmed_by end where id = $1`, id, to, by); err != nil {
			return err
		}
		if to == "stopped" {
			if _, err := tx.Exec(ctx, `update follow_up set state = 'cancelled', reason = 'plan_stopped', updated_at = now() where plan_id = $1 and state = 'waiting'`, id); err != nil {
				return err
			}
		}
		return audit(ctx, tx, by, "plan."+to, object("plan", id), nil)
	})
	if err != nil {
		return fmt.Errorf("plan %d: %w", id, err)
	}
	return nil
}
