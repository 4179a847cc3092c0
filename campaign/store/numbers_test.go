package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"huifang/campaign"
	"huifang/campaign/customer"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/dialer/call"
)

// vacant dials the follow-ups of a campaign: their numbers are vacant.
func (f *floor) vacant(c campaign.Runnable) []dialer.Order {
	f.t.Helper()
	orders := f.claim(c, f.agents...)
	for _, o := range orders {
		f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}, ended(2, call.Vacant)}))
	}
	return orders
}

// own makes customers of the contacts of a campaign's list.
func (f *floor) own(c campaign.Runnable) {
	f.t.Helper()
	f.exec(`with c as (insert into customer (name) select 'customer ' || ct.id from contact ct join follow_up f on f.contact_id = ct.id where f.campaign_id = $1 returning id, name)
		update contact ct set customer_id = c.id, list_id = null, line = null from c where c.name = 'customer ' || ct.id`, c.ID)
	f.exec(`update follow_up f set customer_id = ct.customer_id from contact ct where ct.id = f.contact_id and f.campaign_id = $1`, c.ID)
	f.exec(`insert into contact_number (contact_id, position, phone) select ct.id, 1, ct.phone from contact ct join follow_up f on f.contact_id = ct.id where f.campaign_id = $1`, c.ID)
}

func (f *floor) badNumbers(filter store.BadNumberFilter) []store.BadNumber {
	f.t.Helper()
	var list []store.BadNumber
	for cursor, first := "", true; first || cursor != ""; first = false {
		page, next, err := f.s.BadNumbers(f.ctx, filter, time.Now(), cursor, 1)
		f.must(err)
		list, cursor = append(list, page...), next
	}
	return list
}

// Bad numbers of customers and of simple lists are both listed, with the call that found them and what they ended (R11).
func TestBadNumbers(t *testing.T) {
	f := newFloor(t, 2)
	listed, owned := f.campaign(1, 1, retry.Default(3, time.Second)), f.campaign(50, 1, retry.Default(1, time.Second))
	f.own(owned)
	a, b := f.vacant(listed)[0], f.vacant(owned)[0]
	list := f.badNumbers(store.BadNumberFilter{})
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	if n := list[0]; n.Phone != a.Number || n.Why != "vacant" || n.AttemptID == nil || *n.AttemptID != a.Attempt || n.At == nil || n.Customer != nil || n.List == nil ||
		len(n.Stopped) != 1 || n.Stopped[0].Attempts != 1 || n.Stopped[0].Limit != 3 || n.Stopped[0].Blocked != "" {
		t.Errorf("of a list: %+v", n)
	}
	if n := list[1]; n.Phone != b.Number || n.Customer == nil || n.List != nil || n.Stopped[0].Blocked != "attempts_used_up" {
		t.Errorf("of a customer: %+v", n)
	}
	if l := f.badNumbers(store.BadNumberFilter{Campaign: owned.ID}); len(l) != 1 || l[0].Phone != b.Number {
		t.Errorf("of one campaign: %+v", l)
	}
	if l := f.badNumbers(store.BadNumberFilter{Why: "wrong_number"}); len(l) != 0 {
		t.Errorf("wrong numbers: %+v", l)
	}
	// An agent's label does the same.
	wrong := f.talked(f.campaign(60, 1, retry.Default(2, time.Second)), time.Minute)[0]
	f.must(f.dispose(wrong, "wrong_number", f.agents[0], nil))
	if l := f.badNumbers(store.BadNumberFilter{Why: "wrong_number"}); len(l) != 1 || l[0].Phone != wrong.Number || len(l[0].Stopped) != 1 {
		t.Errorf("wrong numbers: %+v", l)
	}
}

// A corrected number is another number of the same follow-up: it is dialled again within the limit, and no more.
func TestCorrectNumber(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Default(2, time.Second))
	o := f.vacant(c)[0]
	var contact int64
	f.scan(&contact, `select contact_id from contact_number where bad <> ''`)
	other := "+8613700000001"
	fix := store.NumberFix{Contact: contact, Phone: o.Number, Action: store.NumberCorrect, New: other, Redial: true, By: f.agents[0], Now: time.Now()}
	var fe *store.FieldError
	same := fix
	same.New = o.Number
	if _, err := f.s.FixNumber(f.ctx, same); !errors.As(err, &fe) || fe.Code != "same_number" {
		t.Errorf("the same number: %v", err)
	}
	nobody := fix
	nobody.Phone = other
	if _, err := f.s.FixNumber(f.ctx, nobody); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a number that is not there: %v", err)
	}
	got, err := f.s.FixNumber(f.ctx, fix)
	f.must(err)
	if len(got.Redialled) != 1 || len(got.Stopped) != 0 {
		t.Fatalf("%+v", got)
	}
	if _, err := f.s.FixNumber(f.ctx, fix); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	if l := f.badNumbers(store.BadNumberFilter{}); len(l) != 0 {
		t.Errorf("%+v", l)
	}
	again := f.vacant(c)
	if len(again) != 1 || again[0].Number != other {
		t.Fatalf("%+v: want the corrected number", again)
	}
	fix.Phone, fix.New = other, "+8613700000002"
	got, err = f.s.FixNumber(f.ctx, fix)
	f.must(err)
	if len(got.Redialled) != 0 || len(got.Stopped) != 1 || got.Stopped[0].Blocked != "attempts_used_up" {
		t.Errorf("beyond the limit: %+v", got)
	}
	if r := f.followUp(o); r.State != "exhausted" || r.Attempts != 2 {
		t.Errorf("%+v", r)
	}
	var phone string
	f.scan(&phone, `select phone from contact where id = $1`, contact)
	if phone != "+8613700000002" {
		t.Errorf("the contact has %s", phone)
	}
	var n int
	f.scan(&n, `select count(*) from audit where action = 'number.correct' and detail::text not like '%137%'`)
	if n != 2 {
		t.Errorf("%d entries in the audit trail without a number", n)
	}
}

func TestCorrectNumberRefused(t *testing.T) {
	f := newFloor(t, 3)
	c := f.campaign(1, 3, retry.Default(3, time.Second))
	orders := f.vacant(c)
	var fe *store.FieldError
	fix := func(i int, action, number string) (store.NumberFixed, error) {
		var contact int64
		f.scan(&contact, `select contact_id from attempt where id = $1`, orders[i].Attempt)
		return f.s.FixNumber(f.ctx, store.NumberFix{Contact: contact, Phone: orders[i].Number, Action: action, New: number, Redial: true, By: f.agents[0], Now: time.Now()})
	}
	if _, err := fix(0, store.NumberCorrect, orders[1].Number); !errors.As(err, &fe) || fe.Code != "number_in_list" {
		t.Errorf("the number of another contact of the list: %v", err)
	}
	if _, err := fix(0, "burn", ""); !errors.As(err, &fe) || fe.Pointer != "/action" {
		t.Errorf("no action: %v", err)
	}
	f.must(f.s.DoNotCall(f.ctx, "+8613700000009", "", f.agents[0]))
	got, err := fix(0, store.NumberCorrect, "+8613700000009")
	f.must(err)
	if len(got.Stopped) != 1 || got.Stopped[0].Blocked != "do_not_call" {
		t.Errorf("a number that must not be called: %+v", got)
	}
	if got, err = fix(1, store.NumberDead, ""); err != nil || len(got.Redialled) != 0 {
		t.Errorf("dead: %+v %v", got, err)
	}
	if open, confirmed := f.badNumbers(store.BadNumberFilter{}), f.badNumbers(store.BadNumberFilter{Confirmed: true}); len(open) != 1 || len(confirmed) != 1 || confirmed[0].Phone != orders[1].Number || confirmed[0].Confirmed == nil {
		t.Errorf("to do %+v, confirmed %+v", open, confirmed)
	}
	if got, err = fix(2, store.NumberGood, ""); err != nil || len(got.Redialled) != 1 {
		t.Errorf("good: %+v %v", got, err)
	}
	f.exec(`update campaign set state = 'finished'`)
	if got, err = fix(1, store.NumberGood, ""); err != nil || len(got.Redialled) != 0 || got.Stopped[0].Blocked != "campaign_finished" {
		t.Errorf("a finished campaign: %+v %v", got, err)
	}
}

// What waits in other campaigns goes to the corrected number, and what is known of a bad number survives a change of the contact.
func TestCorrectNumberMovesWhatWaits(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Default(1, time.Second))
	f.own(c)
	o := f.vacant(c)[0]
	f.exec(`with n as (insert into campaign (name, state, trunk, calling_window, retry, created_by) select 'n', 'running', 't', calling_window, retry, created_by from campaign returning id)
		insert into follow_up (campaign_id, contact_id, customer_id, phone) select n.id, f.contact_id, f.customer_id, f.phone from n, follow_up f`)
	var contact, owner int64
	f.scan(&contact, `select contact_id from contact_number where bad <> ''`)
	f.scan(&owner, `select customer_id from contact where id = $1`, contact)
	file, err := f.s.CustomerFile(f.ctx, owner, time.Now(), time.UTC)
	f.must(err)
	f.must(f.s.UpdatePerson(f.ctx, owner, contact, file.UpdatedAt, func(p *customer.Person) error {
		p.Numbers = append([]customer.Number{{Phone: "+8613700000005"}}, p.Numbers...)
		return nil
	}, f.agents[0]))
	if l := f.badNumbers(store.BadNumberFilter{}); len(l) != 1 || l[0].AttemptID == nil || *l[0].AttemptID != o.Attempt {
		t.Fatalf("after a change of the contact: %+v", l)
	}
	fix := store.NumberFix{Contact: contact, Phone: o.Number, Action: store.NumberCorrect, New: "+8613700000005", By: f.agents[0], Now: time.Now()}
	var fe *store.FieldError
	if _, err := f.s.FixNumber(f.ctx, fix); !errors.As(err, &fe) || fe.Code != "duplicate" {
		t.Errorf("a number that the contact has: %v", err)
	}
	fix.New = "+8613700000006"
	got, err := f.s.FixNumber(f.ctx, fix)
	f.must(err)
	var phones []string
	f.scan(&phones, `select array_agg(phone order by id) from follow_up`)
	if got.Moved != 1 || len(got.Redialled) != 0 || !slices.Equal(phones, []string{o.Number, fix.New}) {
		t.Errorf("%+v %v", got, phones)
	}
}

// A customer who is erased leaves the figures and nothing of himself (R4).
func TestEraseCustomer(t *testing.T) {
	f := newFloor(t, 2)
	c := f.campaign(1, 1, retry.Default(2, time.Second))
	f.own(c)
	f.exec(`insert into follow_up_type (code, body) values ('visit', '{"questions":[{"id":"q1","kind":"satisfaction"},{"id":"q2","kind":"open"}]}')`)
	f.exec(`update campaign set type_code = 'visit'`)
	var owner int64
	f.scan(&owner, `select id from customer`)
	f.exec(`update customer set name = '远大公司', address = '上海', notes = '{"family":"x"}'`)
	f.exec(`update contact set name = '张三', email = 'z@example.com', birthday = '1990-01-01', extra = '[["城市","上海"]]'`)
	f.exec(`insert into service_event (source_key, customer_id, kind, at) values ('R1', $1, 'sale', now())`, owner)
	erase := func(name string) error { return f.s.EraseCustomer(f.ctx, owner, name, f.agents[0], time.Now()) }

	o := f.claim(c, f.agents[0])[0]
	var fe *store.FieldError
	if err := erase("远大"); !errors.As(err, &fe) || fe.Code != "name_differs" {
		t.Errorf("wrong name: %v", err)
	}
	if err := erase("远大公司"); !errors.Is(err, store.ErrCallLive) {
		t.Errorf("in a call: %v", err)
	}
	f.answer(o)
	if err := erase("远大公司"); !errors.Is(err, store.ErrRecordOpen) {
		t.Errorf("record open: %v", err)
	}
	when := time.Now().Add(time.Hour)
	_, err := f.s.Dispose(f.ctx, store.DisposeRequest{Attempt: o.Attempt, ClientID: uuid.New(), Code: "callback", Note: "张三说好", CallbackAt: &when,
		Answers: map[string]string{"q1": "satisfied", "q2": "张三喜欢"}, By: f.agents[0], Now: time.Now()})
	f.must(err)
	f.exec(`update recording set state = 'complete', path = '2026/01/01/1-1.wav', sha256 = 'x'`)
	f.exec(`insert into attempt_event (attempt_id, seq, at, kind, detail) values ($1, 90, now(), 'dtmf', '{"detail":"1234"}')`, o.Attempt)
	x, err := f.s.CustomerExport(f.ctx, owner, time.Now(), time.UTC)
	f.must(err)
	if x.Name != "远大公司" || len(x.Events) != 1 || len(x.Attempts) != 1 || len(x.FollowUps) != 1 || x.FollowUps[0].Answers["q2"] != "张三喜欢" || x.Said[0].Note != "张三说好" || x.People[0].Numbers[0].Phone != o.Number {
		t.Errorf("export: %+v", x)
	}

	f.must(erase("远大公司"))
	if err := erase("远大公司"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	for _, table := range []string{"customer", "contact", "contact_number", "service_event", "follow_up", "attempt_disposition", "attempt_event", "audit", "recording"} {
		var n int
		f.scan(&n, `select count(*) from `+table+` t where t::text ~ '远大|张三|上海|example|1990|1234|家' or t::text like '%' || $1 || '%'`, o.Number)
		if n != 0 {
			t.Errorf("%s still has something personal in %d rows", table, n)
		}
	}
	if r := f.followUp(o); r.State != "cancelled" || r.Reason != store.ReasonErased || r.Attempts != 1 {
		t.Errorf("%+v", r)
	}
	var answers map[string]string
	f.scan(&answers, `select answers from follow_up`)
	if len(answers) != 1 || answers["q1"] != "satisfied" {
		t.Errorf("answers %v", answers)
	}
	// The number stays with the call for the caps, and goes after a day.
	phone := func() (p string) {
		t.Helper()
		f.must(f.s.ForgetNumbers(f.ctx, time.Now()))
		f.scan(&p, `select phone from attempt`)
		return p
	}
	if phone() != o.Number {
		t.Error("the caps cannot count the call any more")
	}
	f.exec(`update attempt set claimed_at = now() - interval '25 hours'`)
	if p := phone(); p == o.Number || p[:2] != "+0" {
		t.Errorf("after a day the call has the number %s", p)
	}
	files, err := f.s.ErasedAudio(f.ctx, "n")
	f.must(err)
	if len(files) != 1 || files[0].Path != "2026/01/01/1-1.wav" {
		t.Fatalf("%+v", files)
	}
	f.must(f.s.AudioErased(f.ctx, files[0].ID))
	if files, err = f.s.ErasedAudio(f.ctx, "n"); err != nil || len(files) != 0 {
		t.Errorf("%+v %v", files, err)
	}
	l, err := f.s.Ledger(f.ctx, store.LedgerFilter{}, time.Now())
	f.must(err)
	if l.Total != 1 || l.Not != 1 {
		t.Errorf("%+v", l)
	}
}
