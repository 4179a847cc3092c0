package api

import (
	"context"
	"fmt"
	"net/http"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"huifang/campaign/customer"
	"huifang/campaign/phone"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/web/auth"
)

// CustomerInput is a new customer.
type CustomerInput struct {
	Code        string            `json:"code" required:"false" maxLength:"100" doc:"the organisation's own number, unique"`
	Name        string            `json:"name" minLength:"1" maxLength:"200"`
	Address     string            `json:"address" required:"false" maxLength:"500"`
	Switchboard string            `json:"switchboard" required:"false" maxLength:"40"`
	Segment     string            `json:"segment" required:"false" enum:",member,vip,prospect,churned"`
	Region      string            `json:"region" required:"false" maxLength:"100"`
	UnitID      *int64            `json:"unit_id,omitempty" minimum:"1"`
	OwnerID     *int64            `json:"owner_id,omitempty" minimum:"1" doc:"an active agent"`
	SignedOn    string            `json:"signed_on" required:"false" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"date of the contract"`
	ExpiresOn   string            `json:"expires_on" required:"false" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"`
	FiledAt     *time.Time        `json:"filed_at,omitempty" doc:"when it was taken down on paper; absent: now"`
	Notes       map[string]string `json:"notes" required:"false" doc:"hobbies, family, note ..."`
	Fields      map[string]string `json:"fields" required:"false"`
	Contacts    []ContactInput    `json:"contacts" required:"false" maxItems:"20"`
}

// CustomerPatch changes a customer; what is absent stays. An agent may change his own customers' address, region, notes and fields.
type CustomerPatch struct {
	Code        *string            `json:"code,omitempty" maxLength:"100"`
	Name        *string            `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Address     *string            `json:"address,omitempty" maxLength:"500"`
	Switchboard *string            `json:"switchboard,omitempty" maxLength:"40"`
	Segment     *string            `json:"segment,omitempty" enum:",member,vip,prospect,churned"`
	Region      *string            `json:"region,omitempty" maxLength:"100"`
	UnitID      *int64             `json:"unit_id,omitempty" minimum:"0" doc:"0: none"`
	OwnerID     *int64             `json:"owner_id,omitempty" minimum:"0" doc:"0: nobody"`
	SignedOn    *string            `json:"signed_on,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"empty: none"`
	ExpiresOn   *string            `json:"expires_on,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"empty: none"`
	FiledAt     *time.Time         `json:"filed_at,omitempty"`
	Notes       *map[string]string `json:"notes,omitempty" doc:"all notes: replaces what was there"`
	Fields      *map[string]string `json:"fields,omitempty" doc:"all fields: replaces what was there"`
}

// NumberInput is one number of a contact.
type NumberInput struct {
	Phone string  `json:"phone" minLength:"3" maxLength:"40" doc:"E.164 or national"`
	Label string  `json:"label" required:"false" maxLength:"40"`
	Bad   *string `json:"bad,omitempty" enum:",vacant,wrong_number" doc:"absent: as it was for this number"`
}

// ContactInput is a new contact of a customer.
type ContactInput struct {
	Name       string        `json:"name" minLength:"1" maxLength:"200"`
	Title      string        `json:"title" required:"false" maxLength:"100"`
	Email      string        `json:"email" required:"false" maxLength:"200"`
	Sex        string        `json:"sex" required:"false" enum:",m,f"`
	Birthday   string        `json:"birthday" required:"false" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"`
	Language   string        `json:"language" required:"false" enum:",mandarin,cantonese"`
	Zone       string        `json:"zone" required:"false" maxLength:"60" doc:"IANA; empty: the campaign's"`
	Convenient []Interval    `json:"convenient" required:"false" maxItems:"50" doc:"narrows the calling window (R10); empty: any time"`
	Numbers    []NumberInput `json:"numbers" minItems:"1" maxItems:"9" doc:"in the order in which they are tried"`
}

// ContactPatch changes a contact; what is absent stays. Numbers are for supervisor and admin.
type ContactPatch struct {
	Name       *string        `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Title      *string        `json:"title,omitempty" maxLength:"100"`
	Email      *string        `json:"email,omitempty" maxLength:"200"`
	Sex        *string        `json:"sex,omitempty" enum:",m,f"`
	Birthday   *string        `json:"birthday,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"empty: not known"`
	Language   *string        `json:"language,omitempty" enum:",mandarin,cantonese"`
	Zone       *string        `json:"zone,omitempty" maxLength:"60"`
	Convenient *[]Interval    `json:"convenient,omitempty" maxItems:"50"`
	Numbers    *[]NumberInput `json:"numbers,omitempty" minItems:"1" maxItems:"9" doc:"all numbers: replaces what was there"`
}

type customersIn struct {
	Paging
	Name    string `query:"name" maxLength:"200" doc:"beginning of the name"`
	Code    string `query:"code" maxLength:"100"`
	Phone   string `query:"phone" maxLength:"40" doc:"a whole number, or its last 4 digits or more; agent and qa may give 4 digits only"`
	OwnerID int64  `query:"owner_id" minimum:"1"`
	Unowned bool   `query:"unowned" doc:"only customers without an owner"`
	UnitID  int64  `query:"unit_id" minimum:"1"`
	Segment string `query:"segment" enum:"member,vip,prospect,churned"`
	Missing string `query:"missing" enum:"contact,address,segment,unit,owner,sex,birthday,language,convenient,notes" doc:"only files in which this field is missing"`
	Late    string `query:"late" enum:"filed,entered,personal" doc:"only files that broke this rule, as the figures count them"`
}

type customerIn struct {
	Body CustomerInput
}

// CustomerVersion names a customer and the version of his file that was changed.
type CustomerVersion struct {
	IDParam
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of the file that was changed"`
}

type customerPatchIn struct {
	CustomerVersion
	Body CustomerPatch
}

type contactIn struct {
	CustomerVersion
	Body ContactInput
}

// ContactParam names a contact of it.
type ContactParam struct {
	CustomerVersion
	Contact int64 `path:"contact" minimum:"1"`
}

type contactPatchIn struct {
	ContactParam
	Body ContactPatch
}

type customerOut struct {
	ETag string `header:"ETag" doc:"version, for If-Match"`
	Body customer.File
}

type figuresIn struct {
	UnitID  int64 `query:"unit_id" minimum:"1"`
	OwnerID int64 `query:"owner_id" minimum:"1"`
}

// fileKeepers may look at customers; what exactly they see is decided for each customer.
var fileKeepers = []auth.Role{auth.Agent, auth.QA, auth.Supervisor, auth.Admin}

func (a *API) customerRoutes() {
	const tag = "customers"
	add(a, op{id: "listCustomers", method: http.MethodGet, path: "/customers", tag: tag, roles: fileKeepers,
		summary: "Search customers, newest first", doc: "An agent finds the customers that he owns. Looks are audited (R4)."}, a.listCustomers)
	add(a, op{id: "createCustomer", method: http.MethodPost, path: "/customers", tag: tag, roles: supervisor, status: 201,
		summary: "New customer", doc: "409 code_taken: another customer has the code.", errors: []int{409}}, a.createCustomer)
	add(a, op{id: "getCustomerFigures", method: http.MethodGet, path: "/customers/figures", tag: tag, roles: supervisor,
		summary: "How complete and how late customer files are (R1)", timeout: time.Minute}, a.customerFigures)
	add(a, op{id: "reassignCustomers", method: http.MethodPost, path: "/customers/reassign", tag: tag, roles: supervisor,
		summary: "Give customers to other agents (R2)", doc: "By ids or by a filter; to one agent, or spread over several, evenly by count or weighted by ability and language.",
		timeout: 2 * time.Minute}, a.reassignCustomers)
	add(a, op{id: "getCustomer", method: http.MethodGet, path: "/customers/{id}", tag: tag, roles: fileKeepers,
		summary: "One customer with contacts, events and earlier calls (R1, R9)",
		doc:     "An agent sees customers that he owns, and those with whom he has or had a call; others do not exist for him. Each look is audited (R4).",
		errors:  []int{404}}, a.getCustomer)
	add(a, op{id: "updateCustomer", method: http.MethodPatch, path: "/customers/{id}", tag: tag, roles: disposers,
		summary: "Change a customer", errors: []int{404, 409, 412, 428}}, a.updateCustomer)
	add(a, op{id: "createContact", method: http.MethodPost, path: "/customers/{id}/contacts", tag: tag, roles: supervisor, status: 201,
		summary: "Add a contact", errors: []int{404, 412, 428}}, a.createContact)
	add(a, op{id: "updateContact", method: http.MethodPatch, path: "/customers/{id}/contacts/{contact}", tag: tag, roles: disposers,
		summary: "Change a contact", doc: "Agents may change all but the numbers of their own customers' contacts.", errors: []int{404, 412, 428}}, a.updateContact)
	add(a, op{id: "deleteContact", method: http.MethodDelete, path: "/customers/{id}/contacts/{contact}", tag: tag, roles: supervisor, status: 200,
		summary: "Delete a contact", doc: "409 in_use: there are follow-ups or events with it.", errors: []int{404, 409, 412, 428}}, a.deleteContact)
}

// wrongs collects wrong fields.
type wrongs []FieldProblem

func (w *wrongs) add(pointer, code, detail string) {
	*w = append(*w, FieldProblem{Pointer: pointer, Code: code, Detail: detail})
}

func (w wrongs) err() error {
	if len(w) == 0 {
		return nil
	}
	return problem(http.StatusUnprocessableEntity, CodeInvalid, w[0].Error(), w...)
}

// text trims a text and refuses a NUL character, which Postgres does not take.
func (w *wrongs) text(pointer, s string) string {
	if strings.ContainsRune(s, 0) {
		w.add(pointer, CodeInvalid, "the text has a NUL character")
	}
	return strings.TrimSpace(s)
}

func (w *wrongs) name(pointer, s string) string {
	if s = w.text(pointer, s); s == "" {
		w.add(pointer, "required", "a name is needed")
	}
	return s
}

func (w *wrongs) day(pointer, s string) string {
	if _, err := time.Parse(time.DateOnly, s); s != "" && err != nil {
		w.add(pointer, CodeInvalid, "the calendar has no such day")
	}
	return s
}

func (w *wrongs) email(pointer, s string) string {
	s = w.text(pointer, s)
	if addr, err := mail.ParseAddress(s); s != "" && (err != nil || addr.Address != s) {
		w.add(pointer, CodeInvalid, "no e-mail address")
	}
	return s
}

func (w *wrongs) table(pointer string, m map[string]string) map[string]string {
	if len(m) > 100 {
		w.add(pointer, "too_long", "at most 100 entries")
	}
	for k, v := range m {
		at := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(k)
		if k == "" || len(k) > 400 || len(v) > 8000 {
			w.add(at, "too_long", "the name or the value is empty or too long")
		}
		if strings.ContainsRune(k+v, 0) {
			w.add(at, CodeInvalid, "the text has a NUL character")
		}
	}
	return m
}

// Interval is a time of the week at which a contact may be called.
type Interval struct {
	Weekdays []int  `json:"weekdays" minItems:"1" maxItems:"7" doc:"1 Monday to 7 Sunday"`
	From     string `json:"from" example:"09:00" doc:"HH:MM, included"`
	To       string `json:"to" example:"11:30" doc:"HH:MM, excluded; 24:00 is the end of the day"`
}

// times reads convenient times and zone by the rules of the calling window.
func (w *wrongs) times(pointer, zone string, list []Interval) []customer.Convenient {
	out := make([]customer.Convenient, len(list))
	check := window.Window{Zone: zone, Intervals: make([]window.Interval, len(list))}
	for i, iv := range list {
		out[i] = customer.Convenient{Weekdays: iv.Weekdays, From: iv.From, To: iv.To}
		check.Intervals[i] = window.Interval{Weekdays: iv.Weekdays, From: iv.From, To: iv.To}
	}
	if zone == "" {
		check.Zone = "UTC" // the campaign's
	}
	for _, e := range check.Validate() {
		switch {
		case e.Code == window.CodeNeverOpens: // no intervals: any time
		case strings.HasPrefix(e.Pointer, "/intervals"):
			w.add(pointer+"/convenient"+strings.TrimPrefix(e.Pointer, "/intervals"), e.Code, e.Detail)
		default:
			w.add(pointer+e.Pointer, e.Code, e.Detail)
		}
	}
	return out
}

// numbers reads the numbers of a contact; those that it has already keep what is known of them.
func (a *API) numbers(w *wrongs, pointer string, list []NumberInput, had []customer.Number) ([]customer.Number, error) {
	out := []customer.Number{}
	for i, in := range list {
		at := fmt.Sprintf("%s/%d", pointer, i)
		e164, err := a.number(in.Phone, at+"/phone")
		if err != nil {
			p := known(err)
			if p == nil {
				return nil, err
			}
			*w = append(*w, p.Errors...)
			continue
		}
		n := customer.Number{Phone: e164, Label: w.text(at+"/label", in.Label)}
		if slices.ContainsFunc(out, func(o customer.Number) bool { return o.Phone == e164 }) {
			w.add(at+"/phone", "duplicate", "this number is there twice")
		}
		if in.Bad != nil {
			n.Bad = *in.Bad
		} else if i := slices.IndexFunc(had, func(o customer.Number) bool { return o.Phone == e164 }); i >= 0 {
			n.Bad = had[i].Bad
		}
		out = append(out, n)
	}
	return out, nil
}

func (a *API) person(w *wrongs, pointer string, in ContactInput) (customer.Person, error) {
	p := customer.Person{Name: w.name(pointer+"/name", in.Name), Title: w.text(pointer+"/title", in.Title), Email: w.email(pointer+"/email", in.Email),
		Sex: in.Sex, Birthday: w.day(pointer+"/birthday", in.Birthday), Language: in.Language, Zone: in.Zone,
		Convenient: w.times(pointer, in.Zone, in.Convenient)}
	var err error
	p.Numbers, err = a.numbers(w, pointer+"/numbers", in.Numbers, nil)
	return p, err
}

func (a *API) listCustomers(ctx context.Context, in *customersIn) (*out[Page[customer.Customer]], error) {
	u := auth.UserOf(ctx)
	f := store.CustomerFilter{Name: in.Name, Code: in.Code, Owner: in.OwnerID, Unowned: in.Unowned, Unit: in.UnitID, Segment: in.Segment, Missing: in.Missing, Late: in.Late, Now: time.Now(), Zone: a.zone()}
	if strings.ContainsRune(in.Name+in.Code, 0) {
		return nil, &store.FieldError{Pointer: "query/name", Code: CodeInvalid, Detail: "the text has a NUL character"}
	}
	var attempts store.AttemptFilter
	if err := a.phoneFilter(ctx, in.Phone, &attempts); err != nil {
		return nil, err
	}
	f.Phone, f.PhoneEnd = attempts.Phone, attempts.PhoneEnd
	if u.Role == auth.Agent {
		f.Owner = u.ID
	}
	if err := a.deps.Store.AuditLook(ctx, u.ID, "customer.list", "customers"); err != nil {
		return nil, err
	}
	items, next, err := a.deps.Store.Customers(ctx, f, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	for i := range items {
		maskCustomer(u.Role, &items[i])
	}
	return &out[Page[customer.Customer]]{Page[customer.Customer]{items, next}}, nil
}

// maskCustomer hides what the role may not see (R4).
func maskCustomer(r auth.Role, c *customer.Customer) {
	if r == auth.QA {
		c.Notes = map[string]string{}
	}
	if !r.SeesPhones() {
		c.Phone, c.Switchboard = phone.Mask(c.Phone), phone.Mask(c.Switchboard)
	}
}

func (a *API) answerCustomer(ctx context.Context, id int64) (*customerOut, error) {
	f, err := a.deps.Store.CustomerFile(ctx, id, time.Now(), a.zone())
	if err != nil {
		return nil, err
	}
	r := auth.UserOf(ctx).Role
	maskCustomer(r, &f.Customer)
	if !r.SeesPhones() {
		for _, p := range f.People {
			for i := range p.Numbers {
				p.Numbers[i].Phone = phone.Mask(p.Numbers[i].Phone)
			}
		}
		for i := range f.Attempts {
			f.Attempts[i].Phone = phone.Mask(f.Attempts[i].Phone)
		}
	}
	return &customerOut{ETag: strconv.Quote(strconv.FormatInt(f.UpdatedAt.UnixMicro(), 10)), Body: f}, nil
}

// customerMatch reads the version from an If-Match header as answerCustomer wrote it.
func customerMatch(h string) (time.Time, error) {
	if h == "" {
		return time.Time{}, problem(http.StatusPreconditionRequired, CodeVersionMissing, "send the ETag of the file that was changed as If-Match")
	}
	us, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(strings.TrimSpace(h), "W/"), `"`), 10, 64)
	if err != nil {
		return time.Time{}, problem(http.StatusPreconditionFailed, CodeVersionChanged, "If-Match is no version of this customer")
	}
	return time.UnixMicro(us), nil
}

// mayTouch refuses an agent a customer that is not his own; with look it is enough that he has or had a call with him. What he
// may not see does not exist for him.
func (a *API) mayTouch(ctx context.Context, id int64, look bool) error {
	u := auth.UserOf(ctx)
	if u.Role != auth.Agent {
		return nil
	}
	owns, may, err := a.deps.Store.MaySeeCustomer(ctx, id, u.ID)
	switch {
	case err != nil:
		return err
	case !may:
		return store.ErrNotFound
	case !owns && !look:
		return problem(http.StatusForbidden, CodeForbidden, "the customer belongs to another agent")
	}
	return nil
}

func (a *API) getCustomer(ctx context.Context, in *IDParam) (*customerOut, error) {
	if err := a.mayTouch(ctx, in.ID, true); err != nil {
		return nil, err
	}
	res, err := a.answerCustomer(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return res, a.look(ctx, "customer.look", "customer", in.ID)
}

func (a *API) createCustomer(ctx context.Context, in *customerIn) (*customerOut, error) {
	b := in.Body
	var w wrongs
	basics := customer.Basics{Code: w.text("/code", b.Code), Name: w.name("/name", b.Name), Address: w.text("/address", b.Address),
		Switchboard: w.text("/switchboard", b.Switchboard), Segment: b.Segment, Region: w.text("/region", b.Region), UnitID: b.UnitID, OwnerID: b.OwnerID,
		SignedOn: w.day("/signed_on", b.SignedOn), ExpiresOn: w.day("/expires_on", b.ExpiresOn), FiledAt: w.filed(b.FiledAt),
		Notes: w.table("/notes", b.Notes), Fields: w.table("/fields", b.Fields)}
	people := make([]customer.Person, len(b.Contacts))
	for i, c := range b.Contacts {
		var err error
		if people[i], err = a.person(&w, fmt.Sprintf("/contacts/%d", i), c); err != nil {
			return nil, err
		}
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	id, err := a.deps.Store.CreateCustomer(ctx, basics, people, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return a.answerCustomer(ctx, id)
}

// filed refuses a file of the future.
func (w *wrongs) filed(at *time.Time) *time.Time {
	if at != nil && (at.After(time.Now().Add(time.Minute)) || at.Year() < 1900) {
		w.add("/filed_at", "out_of_range", "the file was not made then")
	}
	return at
}

func (a *API) updateCustomer(ctx context.Context, in *customerPatchIn) (*customerOut, error) {
	version, err := customerMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := a.mayTouch(ctx, in.ID, false); err != nil {
		return nil, err
	}
	u, p := auth.UserOf(ctx), in.Body
	if u.Role == auth.Agent && (p.Code != nil || p.Name != nil || p.Switchboard != nil || p.Segment != nil || p.UnitID != nil || p.OwnerID != nil ||
		p.SignedOn != nil || p.ExpiresOn != nil || p.FiledAt != nil) {
		return nil, problem(http.StatusForbidden, CodeForbidden, "agents may change address, region, notes and fields")
	}
	err = a.deps.Store.UpdateCustomer(ctx, in.ID, version, func(b *customer.Basics) error {
		var w wrongs
		set := func(to *string, v *string, read func(string, string) string, pointer string) {
			if v != nil {
				*to = read(pointer, *v)
			}
		}
		set(&b.Code, p.Code, w.text, "/code")
		set(&b.Name, p.Name, w.name, "/name")
		set(&b.Address, p.Address, w.text, "/address")
		set(&b.Switchboard, p.Switchboard, w.text, "/switchboard")
		set(&b.Segment, p.Segment, w.text, "/segment")
		set(&b.Region, p.Region, w.text, "/region")
		set(&b.SignedOn, p.SignedOn, w.day, "/signed_on")
		set(&b.ExpiresOn, p.ExpiresOn, w.day, "/expires_on")
		for _, ref := range []struct {
			to **int64
			v  *int64
		}{{&b.UnitID, p.UnitID}, {&b.OwnerID, p.OwnerID}} {
			if ref.v != nil {
				if *ref.to = ref.v; *ref.v == 0 {
					*ref.to = nil
				}
			}
		}
		if p.FiledAt != nil {
			b.FiledAt = w.filed(p.FiledAt)
		}
		if p.Notes != nil {
			b.Notes = w.table("/notes", *p.Notes)
		}
		if p.Fields != nil {
			b.Fields = w.table("/fields", *p.Fields)
		}
		return w.err()
	}, u.ID)
	if err != nil {
		return nil, err
	}
	return a.answerCustomer(ctx, in.ID)
}

func (a *API) createContact(ctx context.Context, in *contactIn) (*customerOut, error) {
	version, err := customerMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	var w wrongs
	p, err := a.person(&w, "", in.Body)
	if err != nil {
		return nil, err
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	if err := a.deps.Store.AddPerson(ctx, in.ID, version, p, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.answerCustomer(ctx, in.ID)
}

func (a *API) updateContact(ctx context.Context, in *contactPatchIn) (*customerOut, error) {
	version, err := customerMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := a.mayTouch(ctx, in.ID, false); err != nil {
		return nil, err
	}
	u, b := auth.UserOf(ctx), in.Body
	if b.Numbers != nil && !u.Role.SeesPhones() {
		return nil, problem(http.StatusForbidden, CodeForbidden, "your role may not change numbers")
	}
	err = a.deps.Store.UpdatePerson(ctx, in.ID, in.Contact, version, func(p *customer.Person) error {
		var w wrongs
		set := func(to *string, v *string, read func(string, string) string, pointer string) {
			if v != nil {
				*to = read(pointer, *v)
			}
		}
		set(&p.Name, b.Name, w.name, "/name")
		set(&p.Title, b.Title, w.text, "/title")
		set(&p.Email, b.Email, w.email, "/email")
		set(&p.Sex, b.Sex, w.text, "/sex")
		set(&p.Birthday, b.Birthday, w.day, "/birthday")
		set(&p.Language, b.Language, w.text, "/language")
		set(&p.Zone, b.Zone, w.text, "/zone")
		list := make([]Interval, len(p.Convenient))
		for i, iv := range p.Convenient {
			list[i] = Interval{Weekdays: iv.Weekdays, From: iv.From, To: iv.To}
		}
		if b.Convenient != nil {
			list = *b.Convenient
		}
		p.Convenient = w.times("", p.Zone, list)
		if b.Numbers != nil {
			var err error
			if p.Numbers, err = a.numbers(&w, "/numbers", *b.Numbers, p.Numbers); err != nil {
				return err
			}
		}
		return w.err()
	}, u.ID)
	if err != nil {
		return nil, err
	}
	return a.answerCustomer(ctx, in.ID)
}

func (a *API) deleteContact(ctx context.Context, in *ContactParam) (*customerOut, error) {
	version, err := customerMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := a.deps.Store.DeletePerson(ctx, in.ID, in.Contact, version, auth.UserOf(ctx).ID); err != nil {
		return nil, inUse(err, "there are follow-ups or events with this contact")
	}
	return a.answerCustomer(ctx, in.ID)
}

func (a *API) customerFigures(ctx context.Context, in *figuresIn) (*out[customer.Figures], error) {
	f, err := a.deps.Store.CustomerFigures(ctx, in.UnitID, in.OwnerID, time.Now(), a.zone())
	if err != nil {
		return nil, err
	}
	return &out[customer.Figures]{f}, nil
}
