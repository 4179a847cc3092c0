package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Unit is a store or a department (R1, R8).
type Unit struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Kind   string `json:"kind" enum:"store,department"`
	Size   string `json:"size" enum:"small,big" doc:"big and small stores take turns (R7)"`
	Region string `json:"region"`
	Active bool   `json:"active" doc:"false: not offered for new customers and plans"`
}

// ErrNameTaken says that another unit has the name.
var ErrNameTaken = errors.New("the name is taken")

const unitColumns = `id, name, kind, size, region, active`

// Units returns all units by name.
func (s *Store) Units(ctx context.Context) ([]Unit, error) {
	rows, err := s.pool.Query(ctx, `select `+unitColumns+` from unit order by name`)
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Unit])
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	if list == nil {
		list = []Unit{}
	}
	return list, nil
}

// SaveUnit stores a new unit (ID 0) or changes one; ErrNameTaken, ErrNotFound.
func (s *Store) SaveUnit(ctx context.Context, u Unit, by int64) (Unit, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		action := "unit.update"
		var err error
		if u.ID == 0 {
			action = "unit.create"
			err = tx.QueryRow(ctx, `insert into unit (name, kind, size, region, active) values ($1, $2, $3, $4, $5) returning id`,
				u.Name, u.Kind, u.Size, u.Region, u.Active).Scan(&u.ID)
		} else {
			err = tx.QueryRow(ctx, `update unit set name = $2, kind = $3, size = $4, region = $5, active = $6 where id = $1 returning id`,
				u.ID, u.Name, u.Kind, u.Size, u.Region, u.Active).Scan(&u.ID)
		}
		switch {
		case isCode(err, uniqueViolation):
			return ErrNameTaken
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return fmt.Errorf("save unit: %w", err)
		}
		return audit(ctx, tx, by, action, object("unit", u.ID), nil)
	})
	return u, err
}

// DeleteUnit deletes a unit that nothing belongs to; ErrInUse, ErrNotFound.
func (s *Store) DeleteUnit(ctx context.Context, id, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `delete from unit where id = $1`, id)
		switch {
		case isCode(err, foreignKeyViolation):
			return ErrInUse
		case err != nil:
			return fmt.Errorf("delete unit: %w", err)
		case tag.RowsAffected() == 0:
			return ErrNotFound
		}
		return audit(ctx, tx, by, "unit.delete", object("unit", id), nil)
	})
}
