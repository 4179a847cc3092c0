package store

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// NewList is what is known of an uploaded file before it is read.
type NewList struct {
	Name     string
	FileName string
	Key      string // the client's idempotency key, unique per user
	SHA256   string // of the file, in hex
	By       int64
}

// ErrKeyReused says that an idempotency key came again with another file.
var ErrKeyReused = errors.New("idempotency key was used for another file")

// ErrInUse says that a list belongs to a campaign and cannot be deleted.
var ErrInUse = errors.New("in use")

// batch is how many rows are sent to Postgres at once, so that memory does not grow with the file.
const batch = 1000

// ListWriter takes the rows of a file while ImportList runs.
type ListWriter struct {
	ctx      context.Context //nolint:containedctx // of ImportList, during which alone the writer lives
	tx       pgx.Tx
	list     int64
	contacts []campaign.Contact
	errors   []campaign.ListError
	taken    int
	refused  int
	columns  []string
	encoding string
}

// Describe stores the encoding that was recognised and the names of the further columns.
func (w *ListWriter) Describe(encoding string, columns []string) {
	w.encoding, w.columns = encoding, columns
}

// Take stores an accepted row. Phones must be unique within the list.
func (w *ListWriter) Take(c campaign.Contact) error {
	w.taken++
	w.contacts = append(w.contacts, c)
	if len(w.contacts) < batch {
		return nil
	}
	return w.flush()
}

// Refuse stores why a row was refused; once for each refused row.
func (w *ListWriter) Refuse(e campaign.ListError) error {
	e.Seq = w.refused
	w.refused++
	w.errors = append(w.errors, e)
	if len(w.errors) < batch {
		return nil
	}
	return w.flush()
}

func (w *ListWriter) flush() error {
	if len(w.contacts) > 0 {
		_, err := w.tx.CopyFrom(w.ctx, pgx.Identifier{"contact"}, []string{"list_id", "line", "name", "phone", "extra"},
			pgx.CopyFromSlice(len(w.contacts), func(i int) ([]any, error) {
				c := w.contacts[i]
				if c.Extra == nil {
					c.Extra = [][2]string{}
				}
				return []any{w.list, c.Line, c.Name, c.Phone, c.Extra}, nil
			}))
		if err != nil {
			return fmt.Errorf("store contacts: %w", err)
		}
		w.contacts = w.contacts[:0]
	}
	if len(w.errors) > 0 {
		_, err := w.tx.CopyFrom(w.ctx, pgx.Identifier{"contact_list_error"}, []string{"list_id", "seq", "line", "field", "value", "code", "detail"},
			pgx.CopyFromSlice(len(w.errors), func(i int) ([]any, error) {
				e := w.errors[i]
				return []any{w.list, e.Seq, e.Line, e.Field, e.Value, e.Code, e.Detail}, nil
			}))
		if err != nil {
			return fmt.Errorf("store refused rows: %w", err)
		}
		w.errors = w.errors[:0]
	}
	return nil
}

// ImportList stores a list with the rows that fill writes, all in one transaction: a crash or an error of fill leaves
// nothing. When the user sent the same key before, fill is not called and the list of that time is returned; while
// another upload with the key is under way it is waited for.
func (s *Store) ImportList(ctx context.Context, in NewList, fill func(*ListWriter) error) (campaign.List, error) {
	key := itoa(in.By) + ":" + in.Key
	var id int64
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			insert into contact_list (name, file_name, idempotency_key, file_sha256, created_by) values ($1, $2, $3, $4, $5)
			on conflict (idempotency_key) do nothing returning id`,
			in.Name, in.FileName, key, in.SHA256, in.By).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			var sum string
			err = tx.QueryRow(ctx, `select id, file_sha256 from contact_list where idempotency_key = $1`, key).Scan(&id, &sum)
			if err == nil && sum != in.SHA256 {
				return ErrKeyReused
			}
			return err
		}
		if err != nil {
			return err
		}
		w := &ListWriter{ctx: ctx, tx: tx, list: id, columns: []string{}}
		if err := fill(w); err != nil {
			return err
		}
		if err := w.flush(); err != nil {
			return err
		}
		if w.columns == nil {
			w.columns = []string{}
		}
		if _, err = tx.Exec(ctx, `
			update contact_list set encoding = $2, columns = $3, rows_taken = $4, rows_refused = $5, rows_total = $6 where id = $1`,
			id, w.encoding, w.columns, w.taken, w.refused, w.taken+w.refused); err != nil {
			return err
		}
		return audit(ctx, tx, in.By, "list.import", object("list", id), map[string]any{"taken": w.taken, "refused": w.refused})
	})
	if err != nil {
		return campaign.List{}, fmt.Errorf("import list: %w", err)
	}
	return s.List(ctx, id)
}

const listColumns = `l.id, l.name, l.file_name, l.encoding, l.columns, l.rows_total, l.rows_taken, l.rows_refused,
	l.created_at, u.name as created_by,
	coalesce((select array_agg(c.name order by c.id) from campaign c where c.list_id = l.id), '{}') as used_by`

// Lists returns the contact lists, newest first.
func (s *Store) Lists(ctx context.Context, cursor string, limit int) ([]campaign.List, string, error) {
	before, err := idCursor(cursor, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `select `+listColumns+`
		from contact_list l join app_user u on u.id = l.created_by where l.id < $1 order by l.id desc limit $2`, before, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("lists: %w", err)
	}
	lists, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.List])
	if err != nil {
		return nil, "", fmt.Errorf("lists: %w", err)
	}
	lists, next := cut(lists, limit, func(l campaign.List) string { return idKey(l.ID) })
	return lists, next, nil
}

// List returns one contact list, or ErrNotFound.
func (s *Store) List(ctx context.Context, id int64) (campaign.List, error) {
	rows, err := s.pool.Query(ctx, `select `+listColumns+`
		from contact_list l join app_user u on u.id = l.created_by where l.id = $1`, id)
	return one(rows, err, "list", pgx.RowToStructByName[campaign.List])
}

// DeleteList deletes a list and its rows; ErrInUse when a campaign was made from it.
func (s *Store) DeleteList(ctx context.Context, id, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `delete from contact_list where id = $1`, id)
		switch {
		case isCode(err, foreignKeyViolation):
			return ErrInUse
		case err != nil:
			return fmt.Errorf("delete list: %w", err)
		case tag.RowsAffected() == 0:
			return ErrNotFound
		}
		return audit(ctx, tx, by, "list.delete", object("list", id), nil)
	})
}

// Contacts returns the accepted rows of a list in file order.
func (s *Store) Contacts(ctx context.Context, list int64, cursor string, limit int) ([]campaign.Contact, string, error) {
	after, err := idCursor(cursor, 0)
	if err != nil {
		return nil, "", err
	}
	if err := s.exists(ctx, "contact_list", list); err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `
		select id, line, name, phone, extra from contact where list_id = $1 and id > $2 order by id limit $3`, list, after, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("contacts: %w", err)
	}
	contacts, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.Contact])
	if err != nil {
		return nil, "", fmt.Errorf("contacts: %w", err)
	}
	contacts, next := cut(contacts, limit, func(c campaign.Contact) string { return idKey(c.ID) })
	return contacts, next, nil
}

// refused is a table of refused rows and the column of the list or import that they belong to.
type refused struct{ owners, table, owner string }

var (
	refusedOfList   = refused{"contact_list", "contact_list_error", "list_id"}
	refusedOfImport = refused{"import", "import_error", "import_id"}
)

// ListErrors returns the refused rows of a list in file order.
func (s *Store) ListErrors(ctx context.Context, list int64, cursor string, limit int) ([]campaign.ListError, string, error) {
	return s.refusedRows(ctx, refusedOfList, list, cursor, limit)
}

// EachListError calls fn for every refused row of a list in file order, without holding them all in memory.
func (s *Store) EachListError(ctx context.Context, list int64, fn func(campaign.ListError) error) error {
	return s.eachRefusedRow(ctx, refusedOfList, list, fn)
}

func (s *Store) refusedRows(ctx context.Context, of refused, id int64, cursor string, limit int) ([]campaign.ListError, string, error) {
	after, err := idCursor(cursor, -1)
	if err != nil {
		return nil, "", err
	}
	if err := s.exists(ctx, of.owners, id); err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `
		select seq, line, field, value, code, detail from `+of.table+` where `+of.owner+` = $1 and seq > $2 order by seq limit $3`,
		id, after, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("refused rows: %w", err)
	}
	errs, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.ListError])
	if err != nil {
		return nil, "", fmt.Errorf("refused rows: %w", err)
	}
	errs, next := cut(errs, limit, func(e campaign.ListError) string { return idKey(int64(e.Seq)) })
	return errs, next, nil
}

func (s *Store) eachRefusedRow(ctx context.Context, of refused, id int64, fn func(campaign.ListError) error) error {
	rows, err := s.pool.Query(ctx, `select seq, line, field, value, code, detail from `+of.table+` where `+of.owner+` = $1 order by seq`, id)
	if err != nil {
		return fmt.Errorf("refused rows: %w", err)
	}
	var e campaign.ListError
	_, err = pgx.ForEachRow(rows, []any{&e.Seq, &e.Line, &e.Field, &e.Value, &e.Code, &e.Detail}, func() error { return fn(e) })
	if err != nil {
		return fmt.Errorf("refused rows: %w", err)
	}
	return nil
}

// exists returns ErrNotFound when the table has no row with the id.
func (s *Store) exists(ctx context.Context, table string, id int64) error {
	var ok bool
	err := s.pool.QueryRow(ctx, `select exists (select from `+pgx.Identifier{table}.Sanitize()+` where id = $1)`, id).Scan(&ok)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", table, err)
	case !ok:
		return ErrNotFound
	}
	return nil
}

// one collects exactly one row; none is ErrNotFound.
func one[T any](rows pgx.Rows, err error, what string, to pgx.RowToFunc[T]) (T, error) {
	var zero T
	if err != nil {
		return zero, fmt.Errorf("%s: %w", what, err)
	}
	v, err := pgx.CollectExactlyOneRow(rows, to)
	if errors.Is(err, pgx.ErrNoRows) {
		return zero, ErrNotFound
	}
	if err != nil {
		return zero, fmt.Errorf("%s: %w", what, err)
	}
	return v, nil
}
