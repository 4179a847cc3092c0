package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/customer"
)

type personRow struct {
	ID         int64
	Name       string
	Title      string
	Email      string
	Sex        string
	Birthday   string
	Language   string
	Zone       string
	Convenient []customer.Convenient
	Numbers    []customer.Number
}

type lister interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// people returns the contacts of a customer in the order in which they were entered.
func people(ctx context.Context, db lister, id int64) ([]customer.Person, error) {
	rows, err := db.Query(ctx, `
		select p.id, p.name, p.title, p.email, p.sex, coalesce(p.birthday::text, '') as birthday, p.language, p.zone, coalesce(p.convenient, '[]') as convenient,
			coalesce((select jsonb_agg(jsonb_build_object('phone', n.phone, 'label', n.label, 'bad', n.bad) order by n.position)
				from contact_number n where n.contact_id = p.id), '[]') as numbers
		from contact p where p.customer_id = $1 order by p.id`, id)
	if err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	raw, err := pgx.CollectRows(rows, pgx.RowToStructByName[personRow])
	if err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	list := make([]customer.Person, len(raw))
	for i, r := range raw {
		list[i] = customer.Person(r)
	}
	return list, nil
}

func insertPerson(ctx context.Context, tx pgx.Tx, id int64, p *customer.Person) error {
	if len(p.Numbers) == 0 {
		return errors.New("contact without a number")
	}
	err := tx.QueryRow(ctx, `
		insert into contact (customer_id, name, phone, title, email, sex, birthday, language, zone, convenient)
		values ($1, $2, $3, $4, $5, $6, nullif($7, '')::date, $8, $9, $10) returning id`,
		id, p.Name, p.Numbers[0].Phone, p.Title, p.Email, p.Sex, p.Birthday, p.Language, p.Zone, intervals(p.Convenient)).Scan(&p.ID)
	if err != nil {
		return fmt.Errorf("add contact: %w", err)
	}
	return setNumbers(ctx, tx, p.ID, p.Numbers)
}

// intervals is null when there are none: any time is convenient.
func intervals(list []customer.Convenient) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

// setNumbers replaces the numbers of a contact. What is known of a bad one stays with it.
func setNumbers(ctx context.Context, tx pgx.Tx, contact int64, numbers []customer.Number) error {
	rows, err := tx.Query(ctx, `delete from contact_number where contact_id = $1 returning phone, bad, bad_at, bad_attempt, bad_confirmed_at`, contact)
	if err != nil {
		return fmt.Errorf("numbers: %w", err)
	}
	type fault struct {
		Phone, Bad  string
		At          *time.Time
		Attempt     *int64
		ConfirmedAt *time.Time
	}
	had, err := pgx.CollectRows(rows, pgx.RowToStructByPos[fault])
	if err != nil {
		return fmt.Errorf("numbers: %w", err)
	}
	for i, n := range numbers {
		var f fault
		if at := slices.IndexFunc(had, func(h fault) bool { return h.Phone == n.Phone && h.Bad == n.Bad }); at >= 0 {
			f = had[at]
		}
		if _, err := tx.Exec(ctx, `insert into contact_number (contact_id, position, phone, label, bad, bad_at, bad_attempt, bad_confirmed_at)
			values ($1, $2, $3, $4, $5, case when $5 <> '' then coalesce($6, clock_timestamp()) end, $7, $8)`,
			contact, i+1, n.Phone, n.Label, n.Bad, f.At, f.Attempt, f.ConfirmedAt); err != nil {
			return fmt.Errorf("numbers: %w", err)
		}
	}
	return nil
}

// changePeople does a change of the contacts of a customer that was last updated at version.
func (s *Store) changePeople(ctx context.Context, id int64, version time.Time, action string, by int64, change func(pgx.Tx) (contact int64, err error)) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := lockCustomer(ctx, tx, id, version); err != nil {
			return err
		}
		contact, err := change(tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update customer set updated_at = clock_timestamp() where id = $1`, id); err != nil {
			return fmt.Errorf("update customer: %w", err)
		}
		if err := notePersonal(ctx, tx, []int64{id}); err != nil {
			return err
		}
		return audit(ctx, tx, by, action, object("customer", id), map[string]any{"contact": contact})
	})
}

// AddPerson adds a contact with at least one number to a customer. ErrVersion, ErrNotFound.
func (s *Store) AddPerson(ctx context.Context, id int64, version time.Time, p customer.Person, by int64) error {
	return s.changePeople(ctx, id, version, "contact.create", by, func(tx pgx.Tx) (int64, error) {
		err := insertPerson(ctx, tx, id, &p)
		return p.ID, err
	})
}

// UpdatePerson lets change edit a contact of a customer. ErrVersion, ErrNotFound.
func (s *Store) UpdatePerson(ctx context.Context, id, contact int64, version time.Time, change func(*customer.Person) error, by int64) error {
	return s.changePeople(ctx, id, version, "contact.update", by, func(tx pgx.Tx) (int64, error) {
		list, err := people(ctx, tx, id)
		if err != nil {
			return 0, err
		}
		i := slices.IndexFunc(list, func(p customer.Person) bool { return p.ID == contact })
		if i < 0 {
			return 0, ErrNotFound
		}
		p := list[i]
		if err := change(&p); err != nil {
			return 0, err
		}
		if len(p.Numbers) == 0 {
			return 0, errors.New("contact without a number")
		}
		_, err = tx.Exec(ctx, `
			update contact set name = $2, phone = $3, title = $4, email = $5, sex = $6, birthday = nullif($7, '')::date, language = $8, zone = $9, convenient = $10
			where id = $1`, contact, p.Name, p.Numbers[0].Phone, p.Title, p.Email, p.Sex, p.Birthday, p.Language, p.Zone, intervals(p.Convenient))
		if err != nil {
			return 0, fmt.Errorf("update contact: %w", err)
		}
		if err := setNumbers(ctx, tx, contact, p.Numbers); err != nil {
			return 0, err
		}
		return contact, correctNumbers(ctx, tx, contact)
	})
}

// DeletePerson deletes a contact of a customer. ErrInUse: there are follow-ups or events with it; ErrVersion, ErrNotFound.
func (s *Store) DeletePerson(ctx context.Context, id, contact int64, version time.Time, by int64) error {
	return s.changePeople(ctx, id, version, "contact.delete", by, func(tx pgx.Tx) (int64, error) {
		tag, err := tx.Exec(ctx, `delete from contact where id = $1 and customer_id = $2`, contact, id)
		switch {
		case isCode(err, foreignKeyViolation):
			return 0, ErrInUse
		case err != nil:
			return 0, fmt.Errorf("delete contact: %w", err)
		case tag.RowsAffected() == 0:
			return 0, ErrNotFound
		}
		return contact, nil
	})
}
