package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/customer"
)

// Events returns the service events of a customer, newest first.
func (s *Store) Events(ctx context.Context, id int64, cursor string, limit int) ([]customer.Event, string, error) {
	at, key, ok, err := timeCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	var c conditions
	c.add("e.customer_id = ?", id)
	if ok {
		last, err := parseID(key)
		if err != nil {
			return nil, "", err
		}
		c.add("(e.at, e.id) < (?, ?)", at, last)
	}
	rows, err := s.pool.Query(ctx, `select e.id, e.source_key, e.kind, e.at, e.amount, e.title, e.detail,
			case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end as unit
		from service_event e left join unit u on u.id = e.unit_id`+c.where()+fmt.Sprintf(` order by e.at desc, e.id desc limit %d`, limit+1), c.args...)
	if err != nil {
		return nil, "", fmt.Errorf("events: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[customer.Event])
	if err != nil {
		return nil, "", fmt.Errorf("events: %w", err)
	}
	list, next := cut(list, limit, func(e customer.Event) string { return timeKey(e.At, itoa(e.ID)) })
	return list, next, nil
}

// NewEvent is a service event to be stored. The customer is named by Customer, or by Code, or by Phone (E.164).
type NewEvent struct {
	SourceKey string // identifies the event for good
	Customer  int64
	Code      string
	Phone     string
	Kind      string
	At        time.Time
	UnitID    int64
	Unit      string // name, when there is no UnitID
	Amount    *int64 // cents
	Title     string
	Detail    map[string]string
}

// EventResult says what became of a NewEvent.
type EventResult struct {
	ID    int64
	Added bool   // false without a Code: an event with its source key was there already, and stays as it was
	Field string // of NewEvent, when it was refused: customer, code, phone, unit
	Code  string // not_found, phone_ambiguous
}

// AddEvents stores at most some thousand events and says of each what became of it, in one transaction. Adding one twice adds
// it once.
func (s *Store) AddEvents(ctx context.Context, events []NewEvent, by int64) (results []EventResult, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if results, err = addEvents(ctx, tx, events); err != nil {
			return err
		}
		added := 0
		for _, r := range results {
			if r.Added {
				added++
			}
		}
		return audit(ctx, tx, by, "event.add", "events", map[string]any{"given": len(events), "added": added})
	})
	return results, err
}

func addEvents(ctx context.Context, tx pgx.Tx, events []NewEvent) ([]EventResult, error) {
	results := make([]EventResult, len(events))
	customers, err := findCustomers(ctx, tx, events)
	if err != nil {
		return nil, err
	}
	units, err := findUnits(ctx, tx, events)
	if err != nil {
		return nil, err
	}
	var (
		index    []int
		keys     []string
		ids      []int64
		contacts []*int64
		kinds    []string
		ats      []time.Time
		unit     []*int64
		amounts  []*int64
		titles   []string
		details  []string
		first    = map[string]int{} // of this batch; on conflict does not see its own statement's rows twice
	)
	for i, e := range events {
		f := customers[i]
		if f.code != "" {
			results[i].Field, results[i].Code = f.field, f.code
			continue
		}
		u := units[i]
		if u == nil && (e.UnitID != 0 || e.Unit != "") {
			results[i].Field, results[i].Code = "unit", "not_found"
			continue
		}
		if _, twice := first[e.SourceKey]; twice {
			continue // settled below like one that was there before
		}
		first[e.SourceKey] = i
		detail, err := json.Marshal(object0(e.Detail))
		if err != nil {
			return nil, fmt.Errorf("add events: %w", err)
		}
		index, keys, ids, contacts = append(index, i), append(keys, e.SourceKey), append(ids, f.customer), append(contacts, f.contact)
		kinds, ats, unit, amounts = append(kinds, e.Kind), append(ats, e.At), append(unit, u), append(amounts, e.Amount)
		titles, details = append(titles, e.Title), append(details, string(detail))
	}
	rows, err := tx.Query(ctx, `
		insert into service_event (source_key, customer_id, contact_id, kind, at, unit_id, amount, title, detail)
		select k, c, p, n, a, u, m, t, d::jsonb from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[], $6::bigint[], $7::bigint[],
			$8::text[], $9::text[]) x (k, c, p, n, a, u, m, t, d) order by k
		on conflict (source_key) do nothing returning source_key, id`, keys, ids, contacts, kinds, ats, unit, amounts, titles, details)
	if err != nil {
		return nil, fmt.Errorf("add events: %w", err)
	}
	added := map[string]int64{}
	var key string
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&key, &id}, func() error { added[key] = id; return nil }); err != nil {
		return nil, fmt.Errorf("add events: %w", err)
	}
	known := map[string]int64{}
	rows, err = tx.Query(ctx, `select source_key, id from service_event where source_key = any($1)`, keys)
	if err != nil {
		return nil, fmt.Errorf("add events: %w", err)
	}
	if _, err := pgx.ForEachRow(rows, []any{&key, &id}, func() error { known[key] = id; return nil }); err != nil {
		return nil, fmt.Errorf("add events: %w", err)
	}
	for _, i := range index {
		_, results[i].Added = added[events[i].SourceKey]
	}
	for i, e := range events {
		if results[i].Code == "" {
			results[i].ID = known[e.SourceKey]
		}
	}
	return results, nil
}

// found is the customer of an event, or why there is none.
type found struct {
	customer    int64
	contact     *int64
	field, code string
}

// findCustomers finds the customers of events: by id, by code, or by number. A number that several customers have is ambiguous.
func findCustomers(ctx context.Context, tx pgx.Tx, events []NewEvent) ([]found, error) {
	var ids []int64
	var codes, phones []string
	for _, e := range events {
		switch {
		case e.Customer != 0:
			ids = append(ids, e.Customer)
		case e.Code != "":
			codes = append(codes, e.Code)
		default:
			phones = append(phones, e.Phone)
		}
	}
	byID, byCode := map[int64]bool{}, map[string]int64{}
	type owner struct {
		customer, contact int64
		several           bool
	}
	byPhone := map[string]owner{}
	var id, contact int64
	var text string
	each := func(to []any, fn func(), sql string, arg any) error {
		rows, err := tx.Query(ctx, sql, arg)
		if err != nil {
			return fmt.Errorf("customers of events: %w", err)
		}
		if _, err := pgx.ForEachRow(rows, to, func() error { fn(); return nil }); err != nil {
			return fmt.Errorf("customers of events: %w", err)
		}
		return nil
	}
	if err := each([]any{&id}, func() { byID[id] = true }, `select id from customer where id = any($1) for key share`, ids); err != nil {
		return nil, err
	}
	if err := each([]any{&text, &id}, func() { byCode[text] = id }, `select code, id from customer where code = any($1) for key share`, codes); err != nil {
		return nil, err
	}
	if err := each([]any{&text, &id, &contact}, func() {
		o, there := byPhone[text]
		byPhone[text] = owner{id, contact, there && (o.several || o.customer != id)}
	}, `select n.phone, p.customer_id, p.id from contact_number n join contact p on p.id = n.contact_id
		where n.phone = any($1) and p.customer_id is not null order by p.id desc`, phones); err != nil {
		return nil, err
	}
	list := make([]found, len(events))
	for i, e := range events {
		f := &list[i]
		switch {
		case e.Customer != 0:
			if f.customer = e.Customer; !byID[e.Customer] {
				f.field, f.code = "customer", "not_found"
			}
		case e.Code != "":
			var ok bool
			if f.customer, ok = byCode[e.Code]; !ok {
				f.field, f.code = "code", "not_found"
			}
		default:
			o, ok := byPhone[e.Phone]
			f.customer, f.contact = o.customer, &o.contact
			if !ok {
				f.field, f.code = "phone", "not_found"
			} else if o.several {
				f.field, f.code = "phone", "phone_ambiguous"
			}
		}
	}
	return list, nil
}

func findUnits(ctx context.Context, tx pgx.Tx, events []NewEvent) ([]*int64, error) {
	list := make([]*int64, len(events))
	names := map[string]int64{}
	ids := map[int64]bool{}
	rows, err := tx.Query(ctx, `select id, name from unit`)
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	var id int64
	var name string
	if _, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error { names[name], ids[id] = id, true; return nil }); err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	for i, e := range events {
		id, ok := e.UnitID, ids[e.UnitID]
		if id == 0 {
			id, ok = names[e.Unit]
		}
		if ok {
			list[i] = &id
		}
	}
	return list, nil
}
