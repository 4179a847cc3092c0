package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign/customer"
	"huifang/campaign/store"
)

var shanghai = func() *time.Location {
	z, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return z
}()

func (d *desk) file(id int64) customer.File {
	d.t.Helper()
	f, err := d.s.CustomerFile(d.ctx, id, time.Now(), shanghai)
	d.must(err)
	return f
}

func (d *desk) unit(name string) int64 {
	d.t.Helper()
	u, err := d.s.SaveUnit(d.ctx, store.Unit{Name: name, Kind: "store", Size: "small", Active: true}, d.supervisor)
	d.must(err)
	return u.ID
}

func person(name string, phones ...string) customer.Person {
	p := customer.Person{Name: name, Convenient: []customer.Convenient{}}
	for _, n := range phones {
		p.Numbers = append(p.Numbers, customer.Number{Phone: n})
	}
	return p
}

func TestCustomerFileIsStoredAsGiven(t *testing.T) {
	d := newDesk(t)
	unit := d.unit("一店")
	filed := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	b := customer.Basics{Code: "A1", Name: "远大公司", Address: "上海", Switchboard: "+862162345678", Segment: "vip", Region: "上海", UnitID: &unit, OwnerID: &d.agents[0],
		SignedOn: "2026-01-01", ExpiresOn: "2027-01-01", FiledAt: &filed, Notes: map[string]string{"family": "两个孩子"}, Fields: map[string]string{"楼层": "六"}}
	p := person("张三", number(1), number(2))
	p.Title, p.Email, p.Sex, p.Birthday, p.Language, p.Zone = "经理", "z@example.com", "m", "1990-02-03", "cantonese", "Asia/Hong_Kong"
	p.Convenient = []customer.Convenient{{Weekdays: []int{1, 5}, From: "09:00", To: "11:00"}}
	p.Numbers[1].Label = "家"
	id, err := d.s.CreateCustomer(d.ctx, b, []customer.Person{p, person("李四", number(3))}, d.supervisor)
	d.must(err)
	f := d.file(id)
	if diff := cmp.Diff(b, f.Basics); diff != "" {
		t.Error(diff)
	}
	p.ID = f.People[0].ID
	if diff := cmp.Diff(p, f.People[0]); diff != "" {
		t.Error(diff)
	}
	if len(f.People) != 2 || f.Unit.Name != "一店" || f.Owner.Name != "ann" || f.Phone != number(1) || f.Contacts != 2 || len(f.Missing) != 0 || f.Events == nil || f.Attempts == nil {
		t.Errorf("%+v", f)
	}
	if _, err := d.s.CreateCustomer(d.ctx, b, nil, d.supervisor); !errors.Is(err, store.ErrCodeTaken) {
		t.Errorf("same code: %v", err)
	}
	var fe *store.FieldError
	none := int64(4711)
	if _, err := d.s.CreateCustomer(d.ctx, customer.Basics{Name: "x", UnitID: &none}, nil, d.supervisor); !errors.As(err, &fe) || fe.Pointer != "/unit_id" {
		t.Errorf("no such unit: %v", err)
	}
	if _, err := d.s.CreateCustomer(d.ctx, customer.Basics{Name: "x", OwnerID: &d.supervisor}, nil, d.supervisor); !errors.As(err, &fe) || fe.Pointer != "/owner_id" {
		t.Errorf("a supervisor as owner: %v", err)
	}
}

func TestCustomerVersions(t *testing.T) {
	d := newDesk(t)
	id, err := d.s.CreateCustomer(d.ctx, customer.Basics{Name: "a"}, []customer.Person{person("p", number(1), number(2))}, d.supervisor)
	d.must(err)
	f := d.file(id)
	rename := func(b *customer.Basics) error { b.Name = "b"; return nil }
	d.must(d.s.UpdateCustomer(d.ctx, id, f.UpdatedAt, rename, d.supervisor))
	if err := d.s.UpdateCustomer(d.ctx, id, f.UpdatedAt, rename, d.supervisor); !errors.Is(err, store.ErrVersion) {
		t.Errorf("old version: %v", err)
	}
	if err := d.s.UpdateCustomer(d.ctx, 4711, f.UpdatedAt, rename, d.supervisor); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no customer: %v", err)
	}
	f = d.file(id)
	if f.Name != "b" {
		t.Errorf("%+v", f.Basics)
	}
	var detail string
	d.scan(&detail, `select detail::text from audit where action = 'customer.update'`)
	if detail != `{"fields": ["name"]}` {
		t.Errorf("audit says %s", detail)
	}
	d.must(d.s.UpdatePerson(d.ctx, id, f.People[0].ID, f.UpdatedAt, func(p *customer.Person) error {
		p.Numbers = append(slices.Clone(p.Numbers[1:]), customer.Number{Phone: number(3)})
		return nil
	}, d.supervisor))
	f = d.file(id)
	if f.Phone != number(2) || len(f.People[0].Numbers) != 2 {
		t.Errorf("numbers %+v", f.People[0].Numbers)
	}
	d.must(d.s.AddPerson(d.ctx, id, f.UpdatedAt, person("q", number(4)), d.supervisor))
	f = d.file(id)
	other, err := d.s.CreateCustomer(d.ctx, customer.Basics{Name: "c"}, nil, d.supervisor)
	d.must(err)
	if err := d.s.DeletePerson(d.ctx, other, f.People[0].ID, d.file(other).UpdatedAt, d.supervisor); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another customer's contact: %v", err)
	}
	d.must(d.s.DeletePerson(d.ctx, id, f.People[0].ID, f.UpdatedAt, d.supervisor))
	if f = d.file(id); len(f.People) != 1 || f.People[0].Name != "q" {
		t.Errorf("%+v", f.People)
	}
}

func TestCustomerSearch(t *testing.T) {
	d := newDesk(t)
	unit := d.unit("一店")
	var ids []int64
	for i := range 7 {
		b := customer.Basics{Name: fmt.Sprintf("客户%d_%%", i), Code: fmt.Sprint("C", i)}
		if i%2 == 0 {
			b.OwnerID, b.Segment = &d.agents[0], "vip"
		}
		if i == 3 {
			b.UnitID = &unit
		}
		id, err := d.s.CreateCustomer(d.ctx, b, []customer.Person{person("p", number(100+i), "+862162345678")}, d.supervisor)
		d.must(err)
		ids = append(ids, id)
	}
	for name, c := range map[string]struct {
		f    store.CustomerFilter
		want []int
	}{
		"all":              {store.CustomerFilter{}, []int{6, 5, 4, 3, 2, 1, 0}},
		"name":             {store.CustomerFilter{Name: "客户3_%"}, []int{3}},
		"name is no regex": {store.CustomerFilter{Name: "客户_"}, nil},
		"code":             {store.CustomerFilter{Code: "C4"}, []int{4}},
		"phone":            {store.CustomerFilter{Phone: number(105)}, []int{5}},
		"last digits":      {store.CustomerFilter{PhoneEnd: "0102"}, []int{2}},
		"more last digits": {store.CustomerFilter{PhoneEnd: "62345678"}, []int{6, 5, 4, 3, 2, 1, 0}},
		"other digits":     {store.CustomerFilter{PhoneEnd: "72345678"}, nil},
		"owner":            {store.CustomerFilter{Owner: d.agents[0]}, []int{6, 4, 2, 0}},
		"unowned":          {store.CustomerFilter{Unowned: true}, []int{5, 3, 1}},
		"unit":             {store.CustomerFilter{Unit: unit}, []int{3}},
		"segment":          {store.CustomerFilter{Segment: "vip", Name: "客户4"}, []int{4}},
		"missing":          {store.CustomerFilter{Missing: customer.FieldSegment}, []int{5, 3, 1}},
	} {
		var got []int
		for cursor := ""; ; {
			page, next, err := d.s.Customers(d.ctx, c.f, cursor, 2)
			d.must(err)
			for _, x := range page {
				got = append(got, slices.Index(ids, x.ID))
			}
			if cursor = next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// The figures that SQL counts are those of the pure functions over the same files.
func TestCustomerFiguresAreThoseOfTheRules(t *testing.T) {
	d := newDesk(t)
	unit := d.unit("一店")
	r := rand.New(rand.NewPCG(1, 2))
	maybe := func() bool { return r.IntN(3) > 0 }
	pick := func(s string) string {
		if maybe() {
			return s
		}
		return ""
	}
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	want := map[int64]customer.Figures{} // by unit
	for _, u := range []int64{0, unit} {
		f := customer.Figures{Incomplete: map[string]int{}, Late: map[string]int{}}
		for _, field := range slices.Concat(customer.BasicFields, customer.PersonalFields) {
			f.Incomplete[field] = 0
		}
		for _, rule := range customer.LateRules {
			f.Late[rule] = 0
		}
		want[u] = f
	}
	all := map[string]bool{}
	for i := range 150 {
		b := customer.Basics{Name: "x", Address: pick("a"), Segment: pick("vip"), SignedOn: pick("2026-04-30")}
		if maybe() {
			b.UnitID = &unit
		}
		if maybe() {
			b.OwnerID = &d.agents[0]
		}
		if maybe() {
			b.Notes = map[string]string{"note": "x"}
		}
		var people []customer.Person
		for j := range r.IntN(3) {
			p := person("p", number(1000+10*i+j))
			p.Sex, p.Birthday, p.Language = pick("m"), pick("1990-01-01"), pick("mandarin")
			if maybe() {
				p.Convenient = []customer.Convenient{{Weekdays: []int{1}, From: "09:00", To: "10:00"}}
			}
			people = append(people, p)
		}
		id, err := d.s.CreateCustomer(d.ctx, b, people, d.supervisor)
		d.must(err)
		// Times around the limits, which creation by hand cannot give: 4 May 00:00 in Shanghai is the first late moment.
		late := time.Date(2026, 5, 3, 16, 0, 0, 0, time.UTC)
		entered := late.Add(time.Duration(r.IntN(5)-2) * time.Minute)
		var filed, personal *time.Time
		if maybe() {
			at := entered.Add(-24 * time.Hour).Add(time.Duration(r.IntN(3)-1) * time.Second)
			filed = &at
		}
		if whole := !slices.ContainsFunc(customer.Missing(b, people), func(f string) bool { return slices.Contains(customer.PersonalFields, f) }); whole != d.noted(id) {
			t.Fatalf("personal fields of %+v %+v: noted as whole: %v", b, people, !whole)
		} else if whole {
			at := entered.Add(time.Duration(29+r.IntN(3)) * 24 * time.Hour)
			personal = &at
		}
		d.exec(`update customer set created_at = $2, filed_at = $3, personal_at = $4 where id = $1`, id, entered, filed, personal)
		dates := customer.Dates{FiledAt: filed, EnteredAt: entered, PersonalAt: personal}
		if b.SignedOn != "" {
			at := time.Date(2026, 4, 30, 0, 0, 0, 0, time.UTC)
			dates.SignedOn = &at
		}
		missing, broken := customer.Missing(b, people), customer.Late(dates, now, shanghai)
		f, err := d.s.CustomerFile(d.ctx, id, now, shanghai)
		d.must(err)
		if !slices.Equal(f.Missing, missing) || !slices.Equal(f.Late, broken) {
			t.Fatalf("file: %v %v, want %v %v", f.Missing, f.Late, missing, broken)
		}
		for _, u := range []int64{0, unit} {
			if u != 0 && b.UnitID == nil {
				continue
			}
			f := want[u]
			f.Total++
			if len(missing) == 0 {
				f.Complete++
			}
			for _, m := range missing {
				f.Incomplete[m]++
				all[m] = true
			}
			for _, l := range broken {
				f.Late[l]++
				all[l] = true
			}
			want[u] = f
		}
	}
	if len(all) != 13 || want[0].Complete == 0 {
		t.Fatalf("the test does not reach everything: %v", all)
	}
	for u, w := range want {
		got, err := d.s.CustomerFigures(d.ctx, u, 0, now, shanghai)
		d.must(err)
		if diff := cmp.Diff(w, got); diff != "" {
			t.Errorf("unit %d: %s", u, diff)
		}
	}
}

func (d *desk) noted(id int64) (ok bool) {
	d.t.Helper()
	d.scan(&ok, `select personal_at is not null from customer where id = $1`, id)
	return ok
}

func TestReassign(t *testing.T) {
	d := newDesk(t)
	carl := d.user("carl", "agent")
	agents := append(slices.Clone(d.agents), carl)
	d.must(d.s.SetSkills(d.ctx, d.agents[0], []store.Skill{{Skill: "mandarin", Level: 6}}, d.supervisor))
	d.must(d.s.SetSkills(d.ctx, d.agents[1], []store.Skill{{Skill: "mandarin", Level: 3}, {Skill: "cantonese", Level: 1}}, d.supervisor))
	var ids []int64
	for i := range 90 {
		p := person("p", number(i))
		p.Language = []string{"mandarin", "cantonese", "mandarin"}[i%3]
		id, err := d.s.CreateCustomer(d.ctx, customer.Basics{Name: "x"}, []customer.Person{p}, d.supervisor)
		d.must(err)
		ids = append(ids, id)
	}
	check := func(what string, in store.Reassign, want []int, unassigned int) {
		t.Helper()
		res, err := d.s.ReassignCustomers(d.ctx, in, d.supervisor)
		d.must(err)
		for i, a := range agents {
			var n int
			d.scan(&n, `select count(*) from customer where owner_id = $1`, a)
			if n != want[i] {
				t.Errorf("%s: agent %d owns %d, want %v; %+v", what, i, n, want, res)
			}
		}
		if res.Unassigned != unassigned {
			t.Errorf("%s: %+v", what, res)
		}
	}
	check("two by id", store.Reassign{IDs: ids[:2], Agents: agents[2:]}, []int{0, 0, 2}, 0)
	check("evenly", store.Reassign{Filter: store.CustomerFilter{Unowned: true}, Agents: agents}, []int{30, 30, 30}, 0) // with what carl has already
	check("none", store.Reassign{IDs: []int64{}, Agents: agents[:1]}, []int{30, 30, 30}, 0)
	check("weighted", store.Reassign{Agents: agents, Weighted: true}, []int{60, 30, 0}, 0) // all Cantonese to one, so that most Mandarin goes to the other
	check("weighted, nobody for some", store.Reassign{Agents: []int64{d.agents[0], carl}, Weighted: true}, []int{60, 30, 0}, 30)
	var fe *store.FieldError
	if _, err := d.s.ReassignCustomers(d.ctx, store.Reassign{Agents: []int64{d.agents[0], d.supervisor}}, d.supervisor); !errors.As(err, &fe) || fe.Pointer != "/agent_ids/1" {
		t.Errorf("a supervisor: %v", err)
	}
}

func TestEventsAreAddedOnce(t *testing.T) {
	d := newDesk(t)
	unit := d.unit("一店")
	a, err := d.s.CreateCustomer(d.ctx, customer.Basics{Name: "a", Code: "A"}, []customer.Person{person("p", number(1), number(9))}, d.supervisor)
	d.must(err)
	_, err = d.s.CreateCustomer(d.ctx, customer.Basics{Name: "b"}, []customer.Person{person("q", number(2), number(9))}, d.supervisor)
	d.must(err)
	at := time.Date(2026, 3, 5, 6, 0, 0, 0, time.UTC)
	cents := int64(199900)
	ev := func(key string, change func(*store.NewEvent)) store.NewEvent {
		e := store.NewEvent{SourceKey: key, Kind: "sale", At: at, Amount: &cents, Title: "冰箱", Unit: "一店", Detail: map[string]string{"x": "y"}}
		change(&e)
		return e
	}
	events := []store.NewEvent{
		ev("k1", func(e *store.NewEvent) { e.Customer = a }),
		ev("k2", func(e *store.NewEvent) { e.Code, e.UnitID = "A", unit }),
		ev("k3", func(e *store.NewEvent) { e.Phone = number(1) }),
		ev("k1", func(e *store.NewEvent) { e.Code = "A" }), // the same once more
		ev("k4", func(e *store.NewEvent) { e.Customer = 4711 }),
		ev("k5", func(e *store.NewEvent) { e.Code = "Z" }),
		ev("k6", func(e *store.NewEvent) { e.Phone = number(7) }),
		ev("k7", func(e *store.NewEvent) { e.Phone = number(9) }),
		ev("k8", func(e *store.NewEvent) { e.Code, e.Unit = "A", "二店" }),
	}
	want := []string{"added", "added", "added", "there", "customer not_found", "code not_found", "phone not_found", "phone phone_ambiguous", "unit not_found"}
	for round := range 2 {
		res, err := d.s.AddEvents(d.ctx, events, d.supervisor)
		d.must(err)
		for i, r := range res {
			got := strings.TrimSpace(r.Field + " " + r.Code)
			if got == "" {
				if got = "there"; r.Added {
					got = "added"
				}
				if r.ID == 0 {
					t.Errorf("event %d has no id", i)
				}
			}
			w := want[i]
			if round == 1 && w == "added" {
				w = "there"
			}
			if got != w {
				t.Errorf("round %d, event %d: %s, want %s", round, i, got, w)
			}
		}
	}
	list, next, err := d.s.Events(d.ctx, a, "", 2)
	d.must(err)
	if len(list) != 2 || next == "" || list[0].Unit.Name != "一店" || *list[0].Amount != cents || list[0].Detail["x"] != "y" || !list[0].At.Equal(at) {
		t.Errorf("%+v", list)
	}
	if list, next, err = d.s.Events(d.ctx, a, next, 2); err != nil || len(list) != 1 || next != "" {
		t.Errorf("second page: %+v %q %v", list, next, err)
	}
}

func TestUnitsAndSkills(t *testing.T) {
	d := newDesk(t)
	id := d.unit("一店")
	d.unit("二店")
	u := store.Unit{ID: id, Name: "二店", Kind: "store", Size: "big", Active: true}
	if _, err := d.s.SaveUnit(d.ctx, u, d.supervisor); !errors.Is(err, store.ErrNameTaken) {
		t.Errorf("same name: %v", err)
	}
	u.Name = "三店"
	_, err := d.s.SaveUnit(d.ctx, u, d.supervisor)
	d.must(err)
	list, err := d.s.Units(d.ctx)
	d.must(err)
	if len(list) != 2 || !slices.Contains(list, u) {
		t.Errorf("%+v", list)
	}
	_, err = d.s.CreateCustomer(d.ctx, customer.Basics{Name: "x", UnitID: &id}, nil, d.supervisor)
	d.must(err)
	if err := d.s.DeleteUnit(d.ctx, id, d.supervisor); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a unit with customers: %v", err)
	}
	if err := d.s.DeleteUnit(d.ctx, 4711, d.supervisor); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no unit: %v", err)
	}

	want := []store.Skill{{Skill: "cantonese", Level: 3}, {Skill: "mandarin", Level: 5, TrainedOn: "2026-01-02"}}
	d.must(d.s.SetSkills(d.ctx, d.agents[0], want, d.supervisor))
	got, err := d.s.SkillsOf(d.ctx, d.agents[0])
	d.must(err)
	if !slices.Equal(got.Skills, want) || got.Agent.Name != "ann" {
		t.Errorf("%+v", got)
	}
	var fe *store.FieldError
	for code, bad := range map[string][]store.Skill{"skill_unknown": {{Skill: "juggling", Level: 1}}, "duplicate": {want[0], want[0]}} {
		if err := d.s.SetSkills(d.ctx, d.agents[0], bad, d.supervisor); !errors.As(err, &fe) || fe.Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if again, _ := d.s.SkillsOf(d.ctx, d.agents[0]); !slices.Equal(again.Skills, want) {
		t.Errorf("a refused change left %+v", again)
	}
	if err := d.s.SetSkills(d.ctx, d.supervisor, want, d.supervisor); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("skills of a supervisor: %v", err)
	}
	all, err := d.s.Skills(d.ctx, "")
	d.must(err)
	some, err := d.s.Skills(d.ctx, "cantonese")
	d.must(err)
	if len(all) != 2 || all[1].Skills == nil || len(some) != 1 {
		t.Errorf("%+v, %+v", all, some)
	}
}
