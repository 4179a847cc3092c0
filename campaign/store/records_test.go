package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/dialer"
)

// exec changes the database behind the store's back.
func (f *floor) exec(sql string, args ...any) {
	f.t.Helper()
	if _, err := f.pool.Exec(f.ctx, sql, args...); err != nil {
		f.t.Fatalf("%s: %v", sql, err)
	}
}

func (f *floor) scan(to any, sql string, args ...any) {
	f.t.Helper()
	if err := f.pool.QueryRow(f.ctx, sql, args...).Scan(to); err != nil {
		f.t.Fatalf("%s: %v", sql, err)
	}
}

func (f *floor) dispose(o dialer.Order, code string, by int64, answers map[string]string) error {
	f.t.Helper()
	_, err := f.s.Dispose(f.ctx, store.DisposeRequest{Attempt: o.Attempt, ClientID: uuid.New(), Code: code, By: by, Answers: answers, Now: time.Now()})
	return err
}

// talked makes n calls of agents in turn that were answered, and ended ago[i] before now.
func (f *floor) talked(c campaign.Runnable, ago ...time.Duration) []dialer.Order {
	f.t.Helper()
	var orders []dialer.Order
	for i, d := range ago {
		o := f.claim(c, f.agents[i%len(f.agents)])
		if len(o) != 1 {
			f.t.Fatalf("%d orders", len(o))
		}
		f.answer(o[0])
		f.exec(`update attempt set ended_at = now() - $2::interval, answered_at = now() - $2::interval - interval '1 minute' where id = $1`, o[0].Attempt, fmt.Sprintf("%d seconds", int(d.Seconds())))
		orders = append(orders, o[0])
	}
	return orders
}

func (f *floor) records(filter store.RecordFilter, limit int) (ids []int64, states []campaign.RecordState) {
	f.t.Helper()
	for cursor, first := "", true; first || cursor != ""; first = false {
		page, next, err := f.s.Records(f.ctx, filter, time.Now(), cursor, limit)
		f.must(err)
		if len(page) > limit {
			f.t.Fatalf("%d records on a page of %d", len(page), limit)
		}
		for _, r := range page {
			ids, states = append(ids, r.ID), append(states, r.State)
		}
		cursor = next
	}
	return ids, states
}

// Overdue records lead, then open ones, then the finished ones, whatever the size of the page; the filters agree with the states that
// the pure rule gives, and with the figures.
func TestRecords(t *testing.T) {
	f := newFloor(t, 2)
	c := f.campaign(1, 8, retry.Default(1, time.Second))
	f.exec(`update follow_up set required = '["q1"]'`)
	o := f.talked(c, time.Hour, 30*time.Hour, 25*time.Hour, 2*time.Hour, 40*time.Hour, 50*time.Hour)
	f.must(f.dispose(o[4], "completed", f.agents[0], map[string]string{"q1": "yes"})) // 40 h after the call: late
	f.must(f.dispose(o[5], "refused", f.agents[1], nil))
	f.exec(`update attempt set wrapped_up_at = ended_at + interval '3 hours' where id = $1`, o[5].Attempt) // in time
	f.claim(c, f.agents[0])                                                                                // live: no record

	at := func(i ...int) []int64 {
		var ids []int64
		for _, i := range i {
			ids = append(ids, o[i].Attempt)
		}
		return ids
	}
	for _, limit := range []int{1, 2, 3, 4, 50} {
		if ids, _ := f.records(store.RecordFilter{}, limit); !slices.Equal(ids, at(1, 2, 3, 0, 4, 5)) {
			t.Errorf("in pages of %d: %v, want %v", limit, ids, at(1, 2, 3, 0, 4, 5))
		}
	}
	for name, x := range map[string]struct {
		filter store.RecordFilter
		want   []int64
	}{
		"open":       {store.RecordFilter{State: campaign.RecordOpen}, at(3, 0)},
		"overdue":    {store.RecordFilter{State: campaign.RecordOverdue}, at(1, 2)},
		"late":       {store.RecordFilter{State: campaign.RecordLate}, at(4)},
		"complete":   {store.RecordFilter{State: campaign.RecordComplete}, at(5)},
		"unfinished": {store.RecordFilter{Unfinished: true}, at(1, 2, 3, 0)},
		"agent":      {store.RecordFilter{Agent: f.agents[0]}, at(2, 0, 4)},
		"nobody":     {store.RecordFilter{Agent: 4711}, nil},
		"campaign":   {store.RecordFilter{Campaign: c.ID + 1}, nil},
		"from":       {store.RecordFilter{From: time.Now().Add(-26 * time.Hour)}, at(2, 3, 0)},
		"to":         {store.RecordFilter{To: time.Now().Add(-26 * time.Hour)}, at(1, 4, 5)},
	} {
		ids, states := f.records(x.filter, 2)
		if !slices.Equal(ids, x.want) {
			t.Errorf("%s: %v, want %v", name, ids, x.want)
		}
		if s := x.filter.State; s != "" && slices.ContainsFunc(states, func(got campaign.RecordState) bool { return got != s }) {
			t.Errorf("%s: states %v", name, states)
		}
	}
	got, err := f.s.RecordFigures(f.ctx, store.RecordFilter{}, time.Now())
	f.must(err)
	if want := (campaign.RecordFigures{Open: 2, Overdue: 2, Complete: 1, Late: 1}); got != want {
		t.Errorf("figures %+v, want %+v", got, want)
	}
	got, err = f.s.RecordFigures(f.ctx, store.RecordFilter{Agent: f.agents[1]}, time.Now())
	f.must(err)
	if want := (campaign.RecordFigures{Open: 1, Overdue: 1, Complete: 1}); got != want {
		t.Errorf("figures of an agent %+v, want %+v", got, want)
	}

	got, err = f.s.RecordFigures(f.ctx, store.RecordFilter{Unfinished: true}, time.Now())
	f.must(err)
	if want := (campaign.RecordFigures{Open: 2, Overdue: 2}); got != want {
		t.Errorf("figures of unfinished ones %+v, want %+v", got, want)
	}

	page, _, err := f.s.Records(f.ctx, store.RecordFilter{}, time.Now(), "", 50)
	f.must(err)
	if l := page[0].Lacks; !slices.Equal(l, []string{"disposition", "answer:q1"}) {
		t.Errorf("an unfinished record lacks %v", l)
	}
	if l := page[5].Lacks; len(l) != 0 || page[5].Disposition != "refused" || page[5].Agent.ID != f.agents[1] {
		t.Errorf("%+v", page[5])
	}
	if _, _, err := f.s.Records(f.ctx, store.RecordFilter{}, time.Now(), "nonsense", 5); err == nil {
		t.Error("a cursor of nothing was taken")
	}
}

func TestRecordDetail(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 1, retry.Default(1, time.Second))
	f.exec(`insert into follow_up_type (code, body) values ('visit', '{"questions":[{"id":"q1","text_zh":"满意吗","text_en":"Content?","kind":"satisfaction","required":true}]}')`)
	f.exec(`update campaign set type_code = 'visit', purpose = 'P'`)
	f.exec(`update follow_up set required = '["q1"]'`)
	o := f.talked(c, time.Hour)[0]
	f.exec(`update recording set state = 'missing', reason = 'disk_full'`)
	f.must(f.dispose(o, "completed", f.agents[0], map[string]string{"q1": "satisfied"}))
	d, err := f.s.Record(f.ctx, o.Attempt, time.Now())
	f.must(err)
	if d.Purpose != "P" || d.Type != "visit" || len(d.Questions) != 1 || d.Questions[0].TextZH != "满意吗" || d.Answers["q1"] != "satisfied" ||
		d.FollowUpState != "completed" || len(d.Attempts) != 1 || d.FinishedBy.ID != f.agents[0] || !slices.Equal(d.Lacks, []string{"recording"}) {
		t.Errorf("%+v", d)
	}
	if _, err := f.s.Record(f.ctx, 4711, time.Now()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no record: %v", err)
	}
}

// A conversation that was handed to an outside party has no agent any more who could be given it back after a restart: he may
// talk to somebody else.
func TestHandedCallIsNobodys(t *testing.T) {
	f := newFloor(t, 1)
	c := f.campaign(1, 2, retry.Default(1, time.Second))
	first := f.claim(c, f.agents[0])[0]
	f.must(f.s.Journal(f.ctx, first.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "answered"}, {Seq: 2, At: time.Now(), Kind: "bridged"}, {Seq: 3, At: time.Now(), Kind: "handed"}}))
	second := f.claim(c, f.agents[0])[0]
	list, err := f.s.Live(f.ctx, "n")
	f.must(err)
	if len(list) != 2 || list[0].Attempt != first.Attempt || list[0].Agent != 0 || list[1].Attempt != second.Attempt || list[1].Agent != f.agents[0] {
		t.Errorf("%+v", list)
	}
}

// A record that was handed over can be finished by the other agent and by the one who held the call; it no longer keeps the latter at his desk.
func TestHandOverRecord(t *testing.T) {
	f := newFloor(t, 3)
	c := f.campaign(1, 2, retry.Default(1, time.Second))
	o := f.talked(c, 30*time.Hour, time.Hour)
	held, other, stranger := f.agents[0], f.agents[2], f.agents[1]
	pending := func(agent int64) bool {
		t.Helper()
		d, err := f.s.Desk(f.ctx, agent, time.Now().Add(-time.Hour))
		f.must(err)
		return d.Pending != nil
	}
	if !pending(held) {
		t.Fatal("the desk does not show the missing record")
	}
	var fe *store.FieldError
	if err := f.s.HandOverRecord(f.ctx, o[0].Attempt, 4711, held); !errors.As(err, &fe) || fe.Pointer != "/agent_id" {
		t.Errorf("to nobody: %v", err)
	}
	if err := f.s.HandOverRecord(f.ctx, 4711, other, held); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no record: %v", err)
	}
	f.must(f.s.HandOverRecord(f.ctx, o[0].Attempt, other, held))
	if pending(held) {
		t.Error("the record still keeps who held the call")
	}
	for agent, want := range map[int64]bool{held: true, other: true, stranger: false} {
		if may, err := f.s.MaySeeRecord(f.ctx, o[0].Attempt, agent); err != nil || may != want {
			t.Errorf("agent %d may see it: %v %v", agent, may, err)
		}
	}
	if ids, _ := f.records(store.RecordFilter{Agent: other}, 5); !slices.Equal(ids, []int64{o[0].Attempt}) {
		t.Errorf("the other agent has %v", ids)
	}
	if err := f.dispose(o[0], "refused", stranger, nil); !errors.Is(err, store.ErrNotYours) {
		t.Errorf("a stranger: %v", err)
	}
	when := time.Now().Add(time.Hour)
	done, err := f.s.Dispose(f.ctx, store.DisposeRequest{Attempt: o[0].Attempt, ClientID: uuid.New(), Code: "callback", CallbackAt: &when, CallbackMine: true, By: other, Now: time.Now()})
	f.must(err)
	if done.Agent != held {
		t.Errorf("the desk of %d is told, want that of %d, who held the call", done.Agent, held)
	}
	if r := f.followUp(o[0]); r.Agent == nil || *r.Agent != other {
		t.Errorf("%+v: the callback belongs to who agreed it", r)
	}
	if err := f.s.HandOverRecord(f.ctx, o[0].Attempt, stranger, held); !errors.Is(err, store.ErrWrongState) {
		t.Errorf("finished: %v", err)
	}
	f.must(f.s.HandOverRecord(f.ctx, o[1].Attempt, other, held))
	f.must(f.dispose(o[1], "refused", stranger, nil)) // agents[1] held it
	var n int
	f.scan(&n, `select count(*) from audit where action = 'record.hand_over'`)
	if n != 2 {
		t.Errorf("%d entries in the audit trail", n)
	}
}
