package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/field"
	"huifang/campaign/plan"
)

// FollowUpType is a stored follow-up type (R5).
type FollowUpType struct {
	plan.Type
	Builtin bool          `json:"builtin" doc:"delivered: it can be changed, reset and made inactive, but not deleted"`
	Edited  bool          `json:"edited" doc:"delivered, and changed since"`
	Active  bool          `json:"active" doc:"false: not offered for new campaigns and plans"`
	Version int           `json:"version" doc:"for If-Match"`
	Advice  []field.Error `json:"advice" doc:"what is allowed but not advised: more than three questions (R23), none of them required (R14)"`
}

// SeedTypes brings the delivered follow-up types up to date (R5). What an organisation made or changed itself, and whether
// a delivered one is active, is left alone.
func (s *Store) SeedTypes(ctx context.Context, types []plan.Type) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		for _, t := range types {
			if _, err := tx.Exec(ctx, `insert into follow_up_type as t (code, body, builtin) values ($1, $2, true)
				on conflict (code) do update set body = excluded.body, version = t.version + 1
				where t.builtin and not t.edited and t.body <> excluded.body`, t.Code, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("seed follow-up types: %w", err)
	}
	return nil
}

const typeColumns = `body, builtin, edited, active, version`

func scanType(row pgx.CollectableRow) (FollowUpType, error) {
	var t FollowUpType
	var body []byte
	if err := row.Scan(&body, &t.Builtin, &t.Edited, &t.Active, &t.Version); err != nil {
		return t, err
	}
	var err error
	t.Type, err = plan.ParseType(body)
	t.Advice = t.Type.Advice()
	if t.Advice == nil {
		t.Advice = []field.Error{}
	}
	return t, err
}

// Types returns the active follow-up types, or all, in the order of their codes.
func (s *Store) Types(ctx context.Context, all bool) ([]FollowUpType, error) {
	rows, err := s.pool.Query(ctx, `select `+typeColumns+` from follow_up_type where active or $1 order by code`, all)
	if err != nil {
		return nil, fmt.Errorf("follow-up types: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanType)
	if err != nil {
		return nil, fmt.Errorf("follow-up types: %w", err)
	}
	return found, nil
}

// CreateType stores a new type of the organisation's own. The error is a field.Errors when something is wrong with it.
func (s *Store) CreateType(ctx context.Context, t plan.Type, by int64) (FollowUpType, error) {
	if errs := t.Validate(); len(errs) > 0 {
		return FollowUpType{}, errs
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `insert into follow_up_type (code, body) values ($1, $2)`, t.Code, t)
		if isCode(err, uniqueViolation) {
			return field.Errors{{Pointer: "/code", Code: "code_taken", Detail: "another type has this code"}}
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "type.create", "type:"+t.Code, nil)
	})
	if err != nil {
		return FollowUpType{}, fmt.Errorf("create type: %w", err)
	}
	return s.followUpType(ctx, t.Code)
}

// UpdateType changes a type that still has the given version, and makes it active or not. Follow-ups that wait take over
// which questions must be answered; of calls under way only those are dropped that are asked no more. ErrNotFound,
// ErrVersion or a field.Errors.
func (s *Store) UpdateType(ctx context.Context, t plan.Type, active bool, version int, by int64) (FollowUpType, error) {
	return s.saveType(ctx, t, &active, &version, true, by)
}

// ResetType gives a delivered type back its delivered form; ErrNotFound when it is none.
func (s *Store) ResetType(ctx context.Context, delivered plan.Type, by int64) (FollowUpType, error) {
	return s.saveType(ctx, delivered, nil, nil, false, by)
}

func (s *Store) saveType(ctx context.Context, t plan.Type, active *bool, version *int, edited bool, by int64) (FollowUpType, error) {
	if errs := t.Validate(); len(errs) > 0 {
		return FollowUpType{}, errs
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var have int
		var builtin, planned bool
		err := tx.QueryRow(ctx, `select version, builtin, exists (select from plan p where p.type_code = t.code and p.state <> 'stopped')
			from follow_up_type t where code = $1 for update`, t.Code).Scan(&have, &builtin, &planned)
		switch {
		case errors.Is(err, pgx.ErrNoRows), err == nil && !edited && !builtin:
			return ErrNotFound
		case err != nil:
			return err
		case version != nil && *version != have:
			return ErrVersion
		case planned && t.Method != plan.MethodPhone:
			return field.Errors{{Pointer: "/method", Code: "method_in_use", Detail: "plans of this type call by phone; stop them first"}}
		}
		if _, err := tx.Exec(ctx, `update follow_up_type set body = $2, edited = $3 and builtin, active = coalesce($4, active), version = version + 1 where code = $1`,
			t.Code, t, edited, active); err != nil {
			return err
		}
		if err := requireAnswers(ctx, tx, t); err != nil {
			return err
		}
		action := "type.update"
		if !edited {
			action = "type.reset"
		}
		return audit(ctx, tx, by, action, "type:"+t.Code, map[string]any{"version": have + 1})
	})
	if err != nil {
		return FollowUpType{}, fmt.Errorf("save type %q: %w", t.Code, err)
	}
	return s.followUpType(ctx, t.Code)
}

// requireAnswers brings open follow-ups of a type into line with its questions. The agent of a call under way has the old
// ones on his screen: what is newly required cannot be asked of him, and what is gone no longer holds him up (R14).
func requireAnswers(ctx context.Context, tx pgx.Tx, t plan.Type) error {
	ids := []string{}
	for _, q := range t.Questions {
		if q.Required {
			ids = append(ids, q.ID)
		}
	}
	required, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	const ofType = ` and (f.plan_id in (select id from plan where type_code = $1) or f.plan_id is null and f.campaign_id in (select id from campaign where type_code = $1))`
	if _, err := tx.Exec(ctx, `update follow_up f set required = $2 where f.state in ('waiting','paused') and f.required <> $2`+ofType, t.Code, required); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update follow_up f set required = coalesce((select jsonb_agg(q) from jsonb_array_elements(f.required) q where $2::jsonb @> q), '[]')
		where f.state in ('live','wrapup') and not $2::jsonb @> f.required`+ofType, t.Code, required)
	return err
}

// DeleteType deletes a type of the organisation's own that nothing uses; ErrNotFound, ErrInUse, or ErrWrongState for a
// delivered one.
func (s *Store) DeleteType(ctx context.Context, code string, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var builtin bool
		err := tx.QueryRow(ctx, `select builtin from follow_up_type where code = $1 for update`, code).Scan(&builtin)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return err
		case builtin:
			return fmt.Errorf("%w: a delivered type can be made inactive, but not deleted", ErrWrongState)
		}
		_, err = tx.Exec(ctx, `delete from follow_up_type where code = $1`, code)
		if isCode(err, foreignKeyViolation) {
			return ErrInUse
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "type.delete", "type:"+code, nil)
	})
	if err != nil {
		return fmt.Errorf("delete type %q: %w", code, err)
	}
	return nil
}

func (s *Store) followUpType(ctx context.Context, code string) (FollowUpType, error) {
	rows, err := s.pool.Query(ctx, `select `+typeColumns+` from follow_up_type where code = $1`, code)
	return one(rows, err, "follow-up type", scanType)
}
