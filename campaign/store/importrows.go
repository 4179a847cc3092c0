package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/intake"
)

// ImportBatch is a run of rows of a file, to be stored in one transaction.
type ImportBatch struct {
	From      int // rows of the file before these
	Rows      int // Customers or Events, and Refused
	Customers []intake.CustomerRow
	Events    []intake.EventRow
	Refused   []intake.RowError
	Column    func(field string) string // header of the column that holds a field
}

// Codes of rows that only the database can refuse.
const (
	CodePhoneOfOther   = "phone_of_other_customer"
	CodePhoneAmbiguous = "phone_ambiguous"
)

// importLock keeps two imports from adding the same customer at once. Any number that nothing else locks.
const importLock = 7_201_003

// ImportRows stores a batch. A process that lost the job, or repeats rows that are settled, gets ErrJobLost and changes nothing.
func (s *Store) ImportRows(ctx context.Context, c Claim, imp Import, b ImportBatch) (counts ImportCounts, err error) {
	// Somebody may enter a customer by hand with a code of the batch at this very moment; the second time he is found.
	for range 3 {
		counts, err = s.importRows(ctx, c, imp, b)
		if !isCode(err, uniqueViolation) {
			break
		}
	}
	return counts, err
}

func (s *Store) importRows(ctx context.Context, c Claim, imp Import, b ImportBatch) (counts ImportCounts, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		st, err := beginBatch(ctx, tx, c, imp.ID, b.From)
		if err != nil {
			return err
		}
		w := &rowWriter{tx: tx, update: imp.Options.OnDuplicate == "update", column: b.Column}
		for _, e := range b.Refused {
			w.refused = append(w.refused, campaign.ListError{Line: e.Line, Field: e.Column, Value: e.Value, Code: e.Code, Detail: e.Detail})
		}
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, importLock); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if err := w.customers(ctx, b.Customers); err != nil {
			return err
		}
		if err := w.events(ctx, b.Events); err != nil {
			return err
		}
		slices.SortStableFunc(w.refused, func(a, b campaign.ListError) int { return cmp.Compare(a.Line, b.Line) })
		w.counts.Rows, w.counts.Refused = b.Rows, len(w.refused)
		counts = w.counts
		return endBatch(ctx, tx, imp.ID, st, counts, w.refused)
	})
	return counts, err
}

type rowWriter struct {
	tx      pgx.Tx
	update  bool
	column  func(string) string
	counts  ImportCounts
	refused []campaign.ListError
}

func (w *rowWriter) refuse(line int, field, value, code, detail string) {
	if r := []rune(value); len(r) > 40 {
		value = string(r[:39]) + "…"
	}
	w.refused = append(w.refused, campaign.ListError{Line: line, Field: w.column(field), Value: value, Code: code, Detail: detail})
}

// each runs a query and calls fn for each of its rows.
func (w *rowWriter) each(ctx context.Context, to []any, fn func(), sql string, args ...any) error {
	rows, err := w.tx.Query(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if _, err := pgx.ForEachRow(rows, to, func() error { fn(); return nil }); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// names are the units by name and the agents by login and by name (0: several have it).
func (w *rowWriter) names(ctx context.Context) (units, owners map[string]int64, err error) {
	units, owners = map[string]int64{}, map[string]int64{}
	var id int64
	var name, login string
	if err := w.each(ctx, []any{&id, &name}, func() { units[name] = id }, `select id, name from unit`); err != nil {
		return nil, nil, err
	}
	logins := map[string]int64{}
	err = w.each(ctx, []any{&id, &name, &login}, func() {
		if _, several := owners[name]; several {
			owners[name] = 0
		} else {
			owners[name] = id
		}
		logins[login] = id
	}, `select id, name, login from app_user where role = 'agent' and active`)
	for l, id := range logins {
		owners[l] = id
	}
	return units, owners, err
}

// known are the customers that the rows of a batch may mean.
type known struct {
	byCode  map[string]int64
	byPhone map[string][]int64
	code    map[int64]string // of a customer
}

func (w *rowWriter) find(ctx context.Context, rows []intake.CustomerRow) (known, error) {
	k := known{byCode: map[string]int64{}, byPhone: map[string][]int64{}, code: map[int64]string{}}
	var codes, phones []string
	for _, r := range rows {
		if r.Code != "" {
			codes = append(codes, r.Code)
		}
		phones = append(phones, r.Phones[0])
	}
	var id int64
	var code, phone string
	err := w.each(ctx, []any{&id, &code}, func() { k.byCode[code], k.code[id] = id, code },
		`select id, code from customer where code = any($1) for update`, codes)
	if err != nil {
		return k, err
	}
	err = w.each(ctx, []any{&phone, &id, &code}, func() { k.byPhone[phone], k.code[id] = append(k.byPhone[phone], id), code }, `
		select distinct n.phone, c.id, coalesce(c.code, '') from contact_number n join contact p on p.id = n.contact_id join customer c on c.id = p.customer_id
		where n.phone = any($1)`, phones)
	return k, err
}

// match finds the customer that a row means; 0: none. A code and a number that mean different customers are refused.
func (k known) match(r intake.CustomerRow) (id int64, field, code, detail string) {
	same := k.byPhone[r.Phones[0]]
	if r.Code != "" {
		if id, ok := k.byCode[r.Code]; ok {
			if len(same) > 0 && !slices.Contains(same, id) {
				return 0, "phone", CodePhoneOfOther, "the number belongs to another customer than the code"
			}
			return id, "", "", ""
		}
	}
	switch {
	case len(same) == 0:
		return 0, "", "", ""
	case len(same) > 1:
		return 0, "phone", CodePhoneAmbiguous, "several customers have this number"
	case r.Code != "" && k.code[same[0]] != "":
		return 0, "phone", CodePhoneOfOther, "the number belongs to a customer with another code"
	}
	return same[0], "", "", ""
}

func (w *rowWriter) customers(ctx context.Context, rows []intake.CustomerRow) error {
	if len(rows) == 0 {
		return nil
	}
	units, owners, err := w.names(ctx)
	if err != nil {
		return err
	}
	k, err := w.find(ctx, rows)
	if err != nil {
		return err
	}
	var fresh, old []customerWrite
	for _, r := range rows {
		x := customerWrite{CustomerRow: r}
		if id := units[r.Unit]; id != 0 {
			x.unit = &id
		} else if r.Unit != "" {
			w.refuse(r.Line, "unit", r.Unit, intake.CodeValueUnknown, "there is no such store or department")
			continue
		}
		if id := owners[r.Owner]; id != 0 {
			x.owner = &id
		} else if r.Owner != "" {
			w.refuse(r.Line, "owner", r.Owner, intake.CodeValueUnknown, "there is no such active agent, or several")
			continue
		}
		id, field, code, detail := k.match(r)
		switch {
		case code != "":
			w.refuse(r.Line, field, r.Phones[0], code, detail)
		case id == 0:
			fresh = append(fresh, x)
		case w.update:
			x.id = id
			old = append(old, x)
		default:
			w.counts.Skipped++
		}
	}
	if err := w.insert(ctx, fresh); err != nil {
		return err
	}
	if err := w.change(ctx, old); err != nil {
		return err
	}
	ids := []int64{}
	for _, x := range slices.Concat(fresh, old) {
		ids = append(ids, x.id)
	}
	w.counts.Added, w.counts.Updated = w.counts.Added+len(fresh), w.counts.Updated+len(old)
	return notePersonal(ctx, w.tx, ids)
}

// customerWrite is a row with what its names stand for.
type customerWrite struct {
	intake.CustomerRow
	id, contact int64
	unit, owner *int64
}

// day is a date for Postgres; nil for none.
func day(s string) any {
	if at, err := time.Parse(time.DateOnly, s); err == nil {
		return at
	}
	return nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// take reserves n ids of a table.
func (w *rowWriter) take(ctx context.Context, table string, n int, set func(i int, id int64)) error {
	i := 0
	var id int64
	return w.each(ctx, []any{&id}, func() { set(i, id); i++ },
		`select nextval(pg_get_serial_sequence($1, 'id')) from generate_series(1, $2)`, table, n)
}

func (w *rowWriter) copy(ctx context.Context, table string, columns []string, n int, row func(i int) []any) error {
	_, err := w.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i), nil }))
	if err != nil {
		return fmt.Errorf("import into %s: %w", table, err)
	}
	return nil
}

func (w *rowWriter) insert(ctx context.Context, rows []customerWrite) error {
	if len(rows) == 0 {
		return nil
	}
	if err := w.take(ctx, "customer", len(rows), func(i int, id int64) { rows[i].id = id }); err != nil {
		return err
	}
	err := w.copy(ctx, "customer", []string{"id", "code", "name", "address", "switchboard", "segment", "region", "unit_id", "owner_id",
		"signed_on", "expires_on", "filed_at", "notes", "fields"}, len(rows), func(i int) []any {
		r := &rows[i]
		return []any{r.id, orNull(r.Code), r.Name, r.Address, r.Switchboard, r.Segment, r.Region, r.unit, r.owner,
			day(r.SignedOn), day(r.ExpiresOn), r.FiledAt, object0(r.Notes), object0(r.Fields)}
	})
	if err != nil {
		return err
	}
	return w.insertContacts(ctx, rows)
}

func (w *rowWriter) insertContacts(ctx context.Context, rows []customerWrite) error {
	if len(rows) == 0 {
		return nil
	}
	if err := w.take(ctx, "contact", len(rows), func(i int, id int64) { rows[i].contact = id }); err != nil {
		return err
	}
	err := w.copy(ctx, "contact", []string{"id", "customer_id", "name", "phone", "title", "email", "sex", "birthday", "language", "zone"}, len(rows), func(i int) []any {
		r := &rows[i]
		return []any{r.contact, r.id, r.Contact, r.Phones[0], r.Title, r.Email, r.Sex, day(r.Birthday), r.Language, r.Zone}
	})
	if err != nil {
		return err
	}
	type number struct {
		contact  int64
		position int
		phone    string
	}
	var numbers []number
	for _, r := range rows {
		for i, p := range r.Phones {
			numbers = append(numbers, number{r.contact, i + 1, p})
		}
	}
	return w.copy(ctx, "contact_number", []string{"contact_id", "position", "phone"}, len(numbers), func(i int) []any {
		return []any{numbers[i].contact, numbers[i].position, numbers[i].phone}
	})
}

// change updates customers that were there already: what the file says replaces, what it leaves empty stays. The contact is the
// one with the row's first number, else the one with its name, else a new one.
func (w *rowWriter) change(ctx context.Context, rows []customerWrite) error {
	if len(rows) == 0 {
		return nil
	}
	type key struct {
		customer int64
		text     string
	}
	byPhone, byName := map[key]int64{}, map[key]int64{}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	var customer, contact int64
	var name string
	var phones []string
	err := w.each(ctx, []any{&customer, &contact, &name, &phones}, func() {
		byName[key{customer, name}] = contact
		for _, p := range phones {
			byPhone[key{customer, p}] = contact
		}
	}, `select p.customer_id, p.id, p.name, array(select n.phone from contact_number n where n.contact_id = p.id) from contact p
		where p.customer_id = any($1) order by p.id desc`, ids)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	var newPeople []customerWrite
	for _, r := range rows {
		batch.Queue(`update customer set name = $2, code = coalesce(nullif($3, ''), code), address = coalesce(nullif($4, ''), address),
			switchboard = coalesce(nullif($5, ''), switchboard), segment = coalesce(nullif($6, ''), segment), region = coalesce(nullif($7, ''), region),
			unit_id = coalesce($8, unit_id), owner_id = coalesce($9, owner_id), signed_on = coalesce($10, signed_on), expires_on = coalesce($11, expires_on),
			filed_at = coalesce($12, filed_at), notes = notes || $13, fields = fields || $14, updated_at = clock_timestamp() where id = $1`,
			r.id, r.Name, r.Code, r.Address, r.Switchboard, r.Segment, r.Region, r.unit, r.owner, day(r.SignedOn), day(r.ExpiresOn), r.FiledAt,
			object0(r.Notes), object0(r.Fields))
		id, ok := byPhone[key{r.id, r.Phones[0]}]
		if !ok {
			id, ok = byName[key{r.id, r.Contact}]
		}
		if !ok {
			newPeople = append(newPeople, r)
			continue
		}
		batch.Queue(`update contact set name = $2, title = coalesce(nullif($3, ''), title), email = coalesce(nullif($4, ''), email), sex = coalesce(nullif($5, ''), sex),
			birthday = coalesce($6, birthday), language = coalesce(nullif($7, ''), language), zone = coalesce(nullif($8, ''), zone) where id = $1`,
			id, r.Contact, r.Title, r.Email, r.Sex, day(r.Birthday), r.Language, r.Zone)
		for _, p := range r.Phones {
			// At most nine numbers; one more is not worth losing the row.
			batch.Queue(`insert into contact_number (contact_id, position, phone)
				select $1, coalesce(max(position), 0) + 1, $2 from contact_number where contact_id = $1
				having coalesce(max(position), 0) < 9 and count(*) filter (where phone = $2) = 0`, id, p)
		}
	}
	if err := w.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("import: update: %w", err)
	}
	return w.insertContacts(ctx, newPeople)
}

func (w *rowWriter) events(ctx context.Context, rows []intake.EventRow) error {
	if len(rows) == 0 {
		return nil
	}
	events := make([]NewEvent, len(rows))
	for i, r := range rows {
		events[i] = NewEvent{SourceKey: EventKey(r), Code: r.CustomerCode, Phone: r.Phone, Kind: r.Kind, At: r.At, Unit: r.Unit, Amount: r.Amount,
			Title: r.Title, Detail: r.Detail}
	}
	results, err := addEvents(ctx, w.tx, events)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for i, x := range results {
		r := rows[i]
		switch {
		case x.Code != "":
			field, value, code, detail := x.Field, r.Phone, intake.CodeValueUnknown, "there is no such customer"
			switch {
			case x.Field == "code":
				field, value = "customer_code", r.CustomerCode
			case x.Field == "unit":
				value, detail = r.Unit, "there is no such store or department"
			case x.Code == CodePhoneAmbiguous:
				code, detail = CodePhoneAmbiguous, "several customers have this number"
			}
			w.refuse(r.Line, field, value, code, detail)
		case x.Added:
			w.counts.Added++
		case w.update && r.SourceKey != "":
			detail, err := json.Marshal(object0(r.Detail))
			if err != nil {
				return fmt.Errorf("import: %w", err)
			}
			batch.Queue(`update service_event set kind = $2, at = $3, amount = coalesce($4, amount), title = coalesce(nullif($5, ''), title),
				unit_id = coalesce((select id from unit where name = $6), unit_id), detail = detail || $7::text::jsonb where id = $1`,
				x.ID, r.Kind, r.At, r.Amount, r.Title, r.Unit, string(detail))
			w.counts.Updated++
		default:
			w.counts.Skipped++
		}
	}
	if err := w.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("import: update: %w", err)
	}
	return nil
}

// EventKey identifies an event of a file for good: by its document number, or else by all that the row says.
func EventKey(r intake.EventRow) string {
	if r.SourceKey != "" {
		return r.SourceKey
	}
	amount := int64(-1)
	if r.Amount != nil {
		amount = *r.Amount
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d %d %q %q", r.CustomerCode, r.Phone, r.Kind, r.At.UnixMicro(), amount, r.Title, r.Unit))
	return "file:" + hex.EncodeToString(sum[:16])
}
