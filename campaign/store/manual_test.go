package store_test

import (
	"errors"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/dialer/call"
)

func (f *floor) byHand(m campaign.ManualClaim) (dialer.Order, string) {
	f.t.Helper()
	m.Node, m.Fence = "n", f.epoch
	if m.Now.IsZero() {
		m.Now = time.Now()
	}
	o, err := f.s.ClaimManual(f.ctx, m)
	var fe *store.FieldError
	switch {
	case errors.As(err, &fe):
		return o, fe.Code
	case errors.Is(err, store.ErrNotFound):
		return o, "not_found"
	}
	f.must(err)
	return o, ""
}

func (f *floor) idOf(phone string) (id int64) {
	f.t.Helper()
	f.scan(&id, `select max(id) from follow_up where phone = $1`, phone)
	return id
}

// What an agent dials himself passes the same checks as what is dialled for him, and says why not (R12, R16, I1, I3, I4).
func TestManualDial(t *testing.T) {
	f := newFloor(t, 3)
	c := f.in(f.campaign(1, 8, retry.Default(3, time.Second)), dialer.Manual, nil)
	f.exec(`delete from campaign_agent where user_id = $1`, f.agents[2])
	f.exec(`insert into dnc (phone) values ($1)`, number(2))
	f.exec(`update follow_up set due_at = now() + interval '1 hour' where phone = $1`, number(3))
	f.exec(`update follow_up set is_callback = true, callback_agent = $2 where phone = $1`, number(4), f.agents[1])
	f.exec(`update follow_up set state = 'cancelled', reason = 'x' where phone = $1`, number(5))
	for _, c := range []struct {
		name, phone, code string
		agent             int
	}{
		{"on the do-not-call list", number(2), "on_dnc", 0}, {"due later", number(3), "not_due", 0}, {"a colleague's callback", number(4), "callback_of_another", 0},
		{"over", number(5), "not_waiting", 0}, {"of another's campaign", number(1), "not_found", 2},
	} {
		if _, code := f.byHand(campaign.ManualClaim{Agent: f.agents[c.agent], FollowUp: f.idOf(c.phone)}); code != c.code {
			t.Errorf("%s: %q, must be %q", c.name, code, c.code)
		}
	}
	if _, code := f.byHand(campaign.ManualClaim{Agent: f.agents[0], FollowUp: 4711}); code != "not_found" {
		t.Errorf("a follow-up that there is not: %q", code)
	}
	items, err := f.s.ManualItems(f.ctx, f.agents[0], time.Now(), 50)
	f.must(err)
	if len(items) != 4 || items[0].Phone != "139****0001" || items[0].Campaign.ID != c.ID { // 1, 6, 7, 8
		t.Errorf("%+v", items)
	}
	if items, err = f.s.ManualItems(f.ctx, f.agents[1], time.Now(), 50); err != nil || len(items) != 5 || !items[0].IsCallback {
		t.Errorf("with an own callback: %+v, %v", items, err)
	}
	o, code := f.byHand(campaign.ManualClaim{Agent: f.agents[0], FollowUp: f.idOf(number(1))})
	if code != "" || o.Agent != f.agents[0] || o.Number != number(1) || o.Policy.Mode != dialer.Manual || o.Screen.Customer != "c1" || o.Screen.Attempt != 1 || len(o.Pool) != 1 {
		t.Fatalf("%+v %q", o, code)
	}
	if r := f.followUp(o); r.State != "live" || r.Attempts != 1 {
		t.Errorf("%+v", r)
	}
	if _, code := f.byHand(campaign.ManualClaim{Agent: f.agents[0], FollowUp: f.idOf(number(6))}); code != "number_busy" {
		t.Errorf("a second call of the agent: %q", code)
	}
	if _, code := f.byHand(campaign.ManualClaim{Agent: f.agents[1], Number: number(1)}); code != "number_busy" {
		t.Errorf("a second call to the number: %q", code)
	}
	if ok, reason := f.arm(o); !ok {
		t.Errorf("refused: %s", reason)
	}
	f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.Busy)}))
	f.exec(`update call_caps set per_day = 1, per_burst = 1`)
	f.exec(`update follow_up set due_at = now() where phone = $1`, number(1))
	if _, code := f.byHand(campaign.ManualClaim{Agent: f.agents[0], FollowUp: f.idOf(number(1))}); code != "call_caps" {
		t.Errorf("above the caps: %q", code)
	}
	f.exec(`update campaign set calling_window = jsonb_set(calling_window, '{intervals,0,weekdays}', to_jsonb(array[$1::int]))`, int(time.Now().In(shanghai).Weekday()+2)%7+1)
	if _, code := f.byHand(campaign.ManualClaim{Agent: f.agents[1], FollowUp: f.idOf(number(6))}); code != "window_closed" {
		t.Errorf("outside the window: %q", code)
	}
	f.exec(`update campaign set calling_window = $1`, always)
	f.in(c, dialer.Progressive, nil)
	if _, code := f.byHand(campaign.ManualClaim{Agent: f.agents[1], FollowUp: f.idOf(number(6))}); code != "not_manual" {
		t.Errorf("in a campaign that dials by itself: %q", code)
	}
	if o, code := f.byHand(campaign.ManualClaim{Agent: f.agents[1], FollowUp: f.idOf(number(4))}); code != "" || !o.Screen.IsCallback {
		t.Errorf("his own callback there: %q", code)
	}
	f.exec(`update campaign set state = 'paused', mode = 'manual'`)
	if _, code := f.byHand(campaign.ManualClaim{Agent: f.agents[0], FollowUp: f.idOf(number(7))}); code != "campaign_not_running" {
		t.Errorf("in a paused campaign: %q", code)
	}
}

// A number that an agent dials belongs to a manual campaign of his, and to whom is known by it.
func TestManualNumbers(t *testing.T) {
	f := newFloor(t, 2)
	m := campaign.ManualClaim{Agent: f.agents[0], Number: "+8613811112222", Name: "张三"}
	if _, code := f.byHand(m); code != "no_manual_campaign" {
		t.Errorf("no manual campaign: %q", code)
	}
	first := f.in(f.campaign(1, 1, retry.Default(1, time.Second)), dialer.Manual, nil)
	o, code := f.byHand(m)
	if code != "" || o.Campaign != first.ID || o.Screen.Customer != "张三" || o.Number != m.Number {
		t.Fatalf("%+v %q", o, code)
	}
	end := func(o dialer.Order) {
		t.Helper()
		f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.NoAnswer)}))
	}
	end(o)
	if r := f.followUp(o); r.State != "exhausted" {
		t.Fatalf("%+v", r)
	}
	// Again, without a name: another follow-up of the same contact.
	m.Name = ""
	again, code := f.byHand(m)
	if code != "" || again.Screen.Customer != "张三" || len(again.Screen.History) != 1 || again.Screen.Attempt != 1 {
		t.Fatalf("%+v %q", again, code)
	}
	var lists, rows int
	f.scan2(&lists, &rows, `select count(*), sum(rows_taken) from contact_list where idempotency_key = 'manual:' || $1::bigint`, first.ID)
	if lists != 1 || rows != 1 {
		t.Errorf("%d lists, %d rows", lists, rows)
	}
	end(again)
	// A customer is recognised by any of his numbers.
	f.exec(`with cu as (insert into customer (name) values ('公司') returning id), ct as (insert into contact (customer_id, name, phone) select id, '李四', '+8613811113333' from cu returning id)
		insert into contact_number (contact_id, position, phone) select id, 2, '+8613811114444' from ct`)
	known, code := f.byHand(campaign.ManualClaim{Agent: f.agents[0], Number: "+8613811114444"})
	if code != "" || known.Screen.Customer != "李四" {
		t.Fatalf("%+v %q", known, code)
	}
	var customers int
	f.scan(&customers, `select count(customer_id) from attempt`)
	if customers != 1 {
		t.Errorf("%d attempts of a customer", customers)
	}
	end(known)
	// What waits for the number already is dialled, not made a second time.
	waits, code := f.byHand(campaign.ManualClaim{Agent: f.agents[0], Number: number(1)})
	if code != "" || waits.Screen.Customer != "c1" {
		t.Fatalf("%+v %q", waits, code)
	}
	end(waits)
	f.exec(`insert into dnc (phone) values ($1)`, m.Number)
	if _, code := f.byHand(m); code != "on_dnc" {
		t.Errorf("on the do-not-call list: %q", code)
	}
	// With two campaigns he has to say which.
	second := f.in(f.campaign(2, 1, retry.Default(1, time.Second)), dialer.Manual, nil)
	m.Number = "+8613811115555"
	if _, code := f.byHand(m); code != "required" {
		t.Errorf("which campaign: %q", code)
	}
	m.Campaign = second.ID
	if o, code = f.byHand(m); code != "" || o.Campaign != second.ID {
		t.Errorf("%+v %q", o, code)
	}
	if n, err := f.s.CloseFinished(f.ctx); err != nil || n != 0 {
		t.Errorf("%d manual campaigns were finished, %v", n, err)
	}
}
