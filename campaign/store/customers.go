package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/customer"
)

// ErrCodeTaken says that another customer has the code.
var ErrCodeTaken = errors.New("the code is taken")

// CustomerFilter narrows a search for customers; zero values do not narrow.
type CustomerFilter struct {
	Name     string // prefix
	Code     string
	Phone    string // E.164 of any contact
	PhoneEnd string // its last digits, 4 or more
	Owner    int64
	Unowned  bool
	Unit     int64
	Segment  string
	Missing  string // one of the customer.Field constants: files in which it is missing
	Late     string // one of the customer.Late constants: files that broke the rule by Now, with days of Zone
	Now      time.Time
	Zone     *time.Location
}

// conditions collects the parts of a where clause.
type conditions struct {
	parts []string
	args  []any
}

// add adds a condition in which each ? is the next value.
func (c *conditions) add(cond string, values ...any) {
	for _, v := range values {
		c.args = append(c.args, v)
		cond = strings.Replace(cond, "?", "$"+strconv.Itoa(len(c.args)), 1)
	}
	c.parts = append(c.parts, cond)
}

func (c *conditions) where() string {
	if len(c.parts) == 0 {
		return ""
	}
	return " where " + strings.Join(c.parts, " and ")
}

// missingSQL says of customer c in SQL what customer.Missing says in Go; a test compares the two.
var missingSQL = map[string]string{
	customer.FieldContact:    `not exists (select from contact p where p.customer_id = c.id)`,
	customer.FieldAddress:    `c.address = ''`,
	customer.FieldSegment:    `c.segment = ''`,
	customer.FieldUnit:       `c.unit_id is null`,
	customer.FieldOwner:      `c.owner_id is null`,
	customer.FieldSex:        `not exists (select from contact p where p.customer_id = c.id and p.sex <> '')`,
	customer.FieldBirthday:   `not exists (select from contact p where p.customer_id = c.id and p.birthday is not null)`,
	customer.FieldLanguage:   `not exists (select from contact p where p.customer_id = c.id and p.language <> '')`,
	customer.FieldConvenient: `not exists (select from contact p where p.customer_id = c.id and p.convenient is not null)`,
	customer.FieldNotes:      `c.notes = '{}'`,
}

func (f CustomerFilter) conditions() conditions {
	var c conditions
	if f.Name != "" {
		c.add("c.name like ?", strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(f.Name)+"%")
	}
	if f.Code != "" {
		c.add("c.code = ?", f.Code)
	}
	const numbers = "c.id in (select p.customer_id from contact_number n join contact p on p.id = n.contact_id where "
	if f.Phone != "" {
		c.add(numbers+"n.phone = ?)", f.Phone)
	}
	if len(f.PhoneEnd) >= 4 {
		c.add(numbers+"right(n.phone, 4) = ? and n.phone like ?)", f.PhoneEnd[len(f.PhoneEnd)-4:], "%"+f.PhoneEnd)
	}
	if f.Owner != 0 {
		c.add("c.owner_id = ?", f.Owner)
	}
	if f.Unowned {
		c.add("c.owner_id is null")
	}
	if f.Unit != 0 {
		c.add("c.unit_id = ?", f.Unit)
	}
	if f.Segment != "" {
		c.add("c.segment = ?", f.Segment)
	}
	if cond, ok := missingSQL[f.Missing]; ok {
		c.add(cond)
	}
	// As CustomerFigures counts them.
	const filed = "coalesce(c.filed_at, c.created_at)"
	switch f.Late {
	case customer.LateFiled:
		c.add(filed+" >= ((c.signed_on + ?::int + 1)::timestamp at time zone ?)", customer.FileDays, f.Zone.String())
	case customer.LateEntered:
		c.add("c.created_at - "+filed+" > make_interval(secs => ?)", customer.EnterWithin.Seconds())
	case customer.LatePersonal:
		c.add("coalesce(c.personal_at, ?) - "+filed+" > make_interval(secs => ?)", f.Now, customer.PersonalWithin.Seconds())
	}
	return c
}

// customerRow is a customer as Postgres gives it.
type customerRow struct {
	ID          int64
	Code        string
	Name        string
	Address     string
	Switchboard string
	Segment     string
	Region      string
	UnitID      *int64
	OwnerID     *int64
	SignedOn    string
	ExpiresOn   string
	FiledAt     *time.Time
	PersonalAt  *time.Time
	Notes       map[string]string
	Fields      map[string]string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	UnitName    string
	OwnerName   string
	Phone       string
	Contacts    int
}

const customerSelect = `select c.id, coalesce(c.code, '') as code, c.name, c.address, c.switchboard, c.segment, c.region, c.unit_id, c.owner_id,
	coalesce(c.signed_on::text, '') as signed_on, coalesce(c.expires_on::text, '') as expires_on, c.filed_at, c.personal_at, c.notes, c.fields,
	c.created_at, c.updated_at, coalesce(un.name, '') as unit_name, coalesce(ow.name, '') as owner_name,
	coalesce((select p.phone from contact p where p.customer_id = c.id order by p.id limit 1), '') as phone,
	(select count(*) from contact p where p.customer_id = c.id) as contacts
	from customer c left join unit un on un.id = c.unit_id left join app_user ow on ow.id = c.owner_id`

func (r customerRow) basics() customer.Basics {
	return customer.Basics{Code: r.Code, Name: r.Name, Address: r.Address, Switchboard: r.Switchboard, Segment: r.Segment, Region: r.Region,
		UnitID: r.UnitID, OwnerID: r.OwnerID, SignedOn: r.SignedOn, ExpiresOn: r.ExpiresOn, FiledAt: r.FiledAt, Notes: r.Notes, Fields: r.Fields}
}

func (r customerRow) customer() customer.Customer {
	c := customer.Customer{ID: r.ID, Basics: r.basics(), Phone: r.Phone, Contacts: r.Contacts, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt}
	if r.UnitID != nil {
		c.Unit = &campaign.Ref{ID: *r.UnitID, Name: r.UnitName}
	}
	if r.OwnerID != nil {
		c.Owner = &campaign.Ref{ID: *r.OwnerID, Name: r.OwnerName}
	}
	return c
}

// Customers searches customers, newest first. Numbers are whole; mask them by role.
func (s *Store) Customers(ctx context.Context, f CustomerFilter, cursor string, limit int) ([]customer.Customer, string, error) {
	before, err := idCursor(cursor, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	c := f.conditions()
	c.add("c.id < ?", before)
	c.args = append(c.args, limit+1)
	rows, err := s.pool.Query(ctx, customerSelect+c.where()+` order by c.id desc limit $`+strconv.Itoa(len(c.args)), c.args...)
	if err != nil {
		return nil, "", fmt.Errorf("customers: %w", err)
	}
	raw, err := pgx.CollectRows(rows, pgx.RowToStructByName[customerRow])
	if err != nil {
		return nil, "", fmt.Errorf("customers: %w", err)
	}
	list := make([]customer.Customer, len(raw))
	for i, r := range raw {
		list[i] = r.customer()
	}
	list, next := cut(list, limit, func(c customer.Customer) string { return idKey(c.ID) })
	return list, next, nil
}

// CustomerFile returns all that is known of a customer as of now, or ErrNotFound. Numbers are whole; mask them by role.
func (s *Store) CustomerFile(ctx context.Context, id int64, now time.Time, zone *time.Location) (customer.File, error) {
	rows, err := s.pool.Query(ctx, customerSelect+` where c.id = $1`, id)
	r, err := one(rows, err, "customer", pgx.RowToStructByName[customerRow])
	if err != nil {
		return customer.File{}, err
	}
	f := customer.File{Customer: r.customer()}
	if f.People, err = people(ctx, s.pool, id); err != nil {
		return f, err
	}
	if f.Events, _, err = s.Events(ctx, id, "", 50); err != nil {
		return f, err
	}
	rows, err = s.pool.Query(ctx, `select `+attemptColumns+attemptFrom+` where a.customer_id = $1 order by a.claimed_at desc, a.id desc limit 20`, id)
	if f.Attempts, err = s.collectAttempts(ctx, rows, err); err != nil {
		return f, err
	}
	if f.Attempts == nil {
		f.Attempts = []campaign.Attempt{}
	}
	f.Missing = customer.Missing(f.Basics, f.People)
	dates := customer.Dates{FiledAt: r.FiledAt, EnteredAt: r.CreatedAt, PersonalAt: r.PersonalAt}
	if day, err := time.Parse(time.DateOnly, r.SignedOn); err == nil {
		dates.SignedOn = &day
	}
	f.Late = customer.Late(dates, now, zone)
	return f, nil
}

// CustomerExists returns ErrNotFound when there is no such customer.
func (s *Store) CustomerExists(ctx context.Context, id int64) error {
	return s.exists(ctx, "customer", id)
}

// MaySeeCustomer reports whether an agent owns the customer, or has or had a call with him (R9).
func (s *Store) MaySeeCustomer(ctx context.Context, id, agent int64) (owns, may bool, err error) {
	err = s.pool.QueryRow(ctx, `
		select c.owner_id is not distinct from $2, exists (select from attempt a where a.customer_id = c.id and a.agent_id = $2)
		from customer c where c.id = $1`, id, agent).Scan(&owns, &may)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, false, ErrNotFound
	}
	if err != nil {
		return false, false, fmt.Errorf("customer: %w", err)
	}
	return owns, owns || may, nil
}

// CreateCustomer stores a customer with contacts. A *FieldError says what is wrong; ErrCodeTaken.
func (s *Store) CreateCustomer(ctx context.Context, b customer.Basics, people []customer.Person, by int64) (id int64, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := customerRefs(ctx, tx, b, customer.Basics{}); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
			insert into customer (code, name, address, switchboard, segment, region, unit_id, owner_id, signed_on, expires_on, filed_at, notes, fields)
			values (nullif($1, ''), $2, $3, $4, $5, $6, $7, $8, nullif($9, '')::date, nullif($10, '')::date, $11, $12, $13) returning id`,
			b.Code, b.Name, b.Address, b.Switchboard, b.Segment, b.Region, b.UnitID, b.OwnerID, b.SignedOn, b.ExpiresOn, b.FiledAt,
			object0(b.Notes), object0(b.Fields)).Scan(&id)
		if isCode(err, uniqueViolation) {
			return ErrCodeTaken
		}
		if err != nil {
			return fmt.Errorf("create customer: %w", err)
		}
		for i := range people {
			if err := insertPerson(ctx, tx, id, &people[i]); err != nil {
				return err
			}
		}
		if err := notePersonal(ctx, tx, []int64{id}); err != nil {
			return err
		}
		return audit(ctx, tx, by, "customer.create", object("customer", id), nil)
	})
	return id, err
}

// object0 is a JSON object that is never null.
func object0(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// customerRefs checks that unit and owner exist, as far as they differ from what is stored.
func customerRefs(ctx context.Context, tx pgx.Tx, b, old customer.Basics) error {
	var unit, owner bool
	err := tx.QueryRow(ctx, `select $1::bigint is null or exists (select from unit where id = $1),
		$2::bigint is null or exists (select from app_user where id = $2 and role = 'agent' and active)`, b.UnitID, b.OwnerID).Scan(&unit, &owner)
	switch {
	case err != nil:
		return fmt.Errorf("customer: %w", err)
	case !unit:
		return &FieldError{Pointer: "/unit_id", Code: "not_found", Detail: "there is no such unit"}
	case !owner && !same(b.OwnerID, old.OwnerID):
		return &FieldError{Pointer: "/owner_id", Code: "not_found", Detail: "there is no such active agent"}
	}
	return nil
}

func same(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// notePersonal notes when the personal fields of customers were first all there (R1).
func notePersonal(ctx context.Context, tx pgx.Tx, ids []int64) error {
	var c conditions
	c.add("c.id = any(?)", ids)
	c.add("c.personal_at is null")
	for _, f := range customer.PersonalFields {
		c.add("not (" + missingSQL[f] + ")")
	}
	if _, err := tx.Exec(ctx, `update customer c set personal_at = clock_timestamp()`+c.where(), c.args...); err != nil {
		return fmt.Errorf("personal fields: %w", err)
	}
	return nil
}

// lockCustomer reads a customer for a change and checks that it is still the version that was read.
func lockCustomer(ctx context.Context, tx pgx.Tx, id int64, version time.Time) (customer.Basics, error) {
	rows, err := tx.Query(ctx, customerSelect+` where c.id = $1 for update of c`, id)
	r, err := one(rows, err, "customer", pgx.RowToStructByName[customerRow])
	if err != nil {
		return customer.Basics{}, err
	}
	if !r.UpdatedAt.Equal(version) {
		return customer.Basics{}, ErrVersion
	}
	return r.basics(), nil
}

// UpdateCustomer lets change edit a customer that was last updated at version. The fields that differ are named in the audit
// trail, without their values. ErrVersion, ErrNotFound, ErrCodeTaken, or a *FieldError.
func (s *Store) UpdateCustomer(ctx context.Context, id int64, version time.Time, change func(*customer.Basics) error, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := lockCustomer(ctx, tx, id, version)
		if err != nil {
			return err
		}
		b := old
		b.Notes, b.Fields = maps.Clone(old.Notes), maps.Clone(old.Fields)
		if err := change(&b); err != nil {
			return err
		}
		if err := customerRefs(ctx, tx, b, old); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			update customer set code = nullif($2, ''), name = $3, address = $4, switchboard = $5, segment = $6, region = $7, unit_id = $8, owner_id = $9,
				signed_on = nullif($10, '')::date, expires_on = nullif($11, '')::date, filed_at = $12, notes = $13, fields = $14, updated_at = clock_timestamp()
			where id = $1`, id, b.Code, b.Name, b.Address, b.Switchboard, b.Segment, b.Region, b.UnitID, b.OwnerID, b.SignedOn, b.ExpiresOn, b.FiledAt,
			object0(b.Notes), object0(b.Fields))
		if isCode(err, uniqueViolation) {
			return ErrCodeTaken
		}
		if err != nil {
			return fmt.Errorf("update customer: %w", err)
		}
		if err := notePersonal(ctx, tx, []int64{id}); err != nil {
			return err
		}
		return audit(ctx, tx, by, "customer.update", object("customer", id), map[string]any{"fields": differing(old, b)})
	})
}

func differing(a, b customer.Basics) []string {
	list := []string{}
	note := func(name string, same bool) {
		if !same {
			list = append(list, name)
		}
	}
	note("code", a.Code == b.Code)
	note("name", a.Name == b.Name)
	note("address", a.Address == b.Address)
	note("switchboard", a.Switchboard == b.Switchboard)
	note("segment", a.Segment == b.Segment)
	note("region", a.Region == b.Region)
	note("unit_id", same(a.UnitID, b.UnitID))
	note("owner_id", same(a.OwnerID, b.OwnerID))
	note("signed_on", a.SignedOn == b.SignedOn)
	note("expires_on", a.ExpiresOn == b.ExpiresOn)
	note("filed_at", a.FiledAt == b.FiledAt || a.FiledAt != nil && b.FiledAt != nil && a.FiledAt.Equal(*b.FiledAt))
	note("notes", maps.Equal(a.Notes, b.Notes))
	note("fields", maps.Equal(a.Fields, b.Fields))
	return list
}

// CustomerFigures counts how complete and how late the files of a unit or of an owner (0: all) are as of now, by the rules of
// customer.Missing and customer.Late.
func (s *Store) CustomerFigures(ctx context.Context, unit, owner int64, now time.Time, zone *time.Location) (customer.Figures, error) {
	fields := slices.Concat(customer.BasicFields, customer.PersonalFields)
	// Of a unit or an owner: customer by customer. Of all: every contact once, in the order of the customers.
	const flags = `count(*) as n, bool_or(p.sex <> '') as sex, bool_or(p.birthday is not null) as birthday, bool_or(p.language <> '') as language,
			bool_or(p.convenient is not null) as convenient from contact p`
	people := `lateral (select ` + flags + ` where p.customer_id = c.id) people on true`
	if unit == 0 && owner == 0 {
		people = `(select p.customer_id, ` + flags + ` group by p.customer_id) people on people.customer_id = c.id`
	}
	var sql strings.Builder
	sql.WriteString(`select count(*), count(*) filter (where `)
	for i, f := range fields {
		if i > 0 {
			sql.WriteString(" and ")
		}
		sql.WriteString("not m_" + f)
	}
	sql.WriteString(`)`)
	for _, f := range fields {
		sql.WriteString(`, count(*) filter (where m_` + f + `)`)
	}
	sql.WriteString(`,
		count(*) filter (where filed >= ((signed_on + $4::int + 1)::timestamp at time zone $5)),
		count(*) filter (where created_at - filed > make_interval(secs => $6)),
		count(*) filter (where coalesce(personal_at, $3) - filed > make_interval(secs => $7))
		from (select c.signed_on, c.created_at, c.personal_at, coalesce(c.filed_at, c.created_at) as filed`)
	for _, f := range fields {
		sql.WriteString(", " + personMissing(f) + " as m_" + f)
	}
	sql.WriteString(` from customer c left join ` + people + `
		where ($1 = 0 or c.unit_id = $1) and ($2 = 0 or c.owner_id = $2)) files`)
	f := customer.Figures{Incomplete: map[string]int{}, Late: map[string]int{}}
	counts := make([]int, len(fields)+len(customer.LateRules))
	to := []any{&f.Total, &f.Complete}
	for i := range counts {
		to = append(to, &counts[i])
	}
	err := s.pool.QueryRow(ctx, sql.String(), unit, owner, now, customer.FileDays, zone.String(),
		customer.EnterWithin.Seconds(), customer.PersonalWithin.Seconds()).Scan(to...)
	if err != nil {
		return f, fmt.Errorf("customer figures: %w", err)
	}
	for i, field := range fields {
		f.Incomplete[field] = counts[i]
	}
	for i, rule := range customer.LateRules {
		f.Late[rule] = counts[len(fields)+i]
	}
	return f, nil
}

// personMissing is missingSQL over the contacts that were read once for all fields.
func personMissing(field string) string {
	switch field {
	case customer.FieldContact:
		return "coalesce(people.n, 0) = 0"
	case customer.FieldSex, customer.FieldBirthday, customer.FieldLanguage, customer.FieldConvenient:
		return "not coalesce(people." + field + ", false)"
	}
	return missingSQL[field]
}
