package store_test

import (
	"fmt"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
)

// Every line lists exactly the follow-ups that it counts, with every filter: together they are all, and none is in two lines.
func TestLedgerLines(t *testing.T) {
	f := newFloor(t, 3)
	ready := f.agents[:1]
	open, closed, paused := f.campaign(1, 20, retry.Default(1, time.Second)), f.campaign(101, 6, retry.Default(1, time.Second)), f.campaign(201, 6, retry.Default(1, time.Second))
	f.own(open)
	never := window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{int(time.Now().In(shanghaiZone(t)).Weekday()+3)%7 + 1}, From: "09:00", To: "10:00"}}}
	f.exec(`update campaign set calling_window = $2 where id = $1`, closed.ID, never)
	f.exec(`update campaign set state = 'paused' where id = $1`, paused.ID)
	f.exec(`with u as (insert into unit (name) values ('一店') returning id) update customer set unit_id = u.id, owner_id = $1 from u where customer.id % 2 = 0`, f.agents[1])
	set := func(campaign int64, n int, sql string, args ...any) {
		t.Helper()
		f.exec(`update follow_up set `+sql+` where id = (select id from follow_up where campaign_id = $1 order by id limit 1 offset $2)`, append([]any{campaign, n}, args...)...)
	}
	set(open.ID, 0, `state = 'completed', reason = 'completed'`)
	set(open.ID, 1, `state = 'exhausted', reason = 'max_attempts:no_answer'`)
	set(open.ID, 2, `state = 'exhausted', reason = 'outcome_final:vacant'`)
	set(open.ID, 3, `state = 'cancelled', reason = 'refused'`)
	set(open.ID, 4, `due_at = now() + interval '1 hour'`)
	set(open.ID, 5, `due_at = now() + interval '1 hour', is_callback = true`)
	set(open.ID, 6, `is_callback = true, callback_agent = $3`, f.agents[2])
	set(open.ID, 7, `is_callback = true, callback_agent = $3`, ready[0])
	set(open.ID, 8, `state = 'wrapup'`)
	set(closed.ID, 0, `due_at = now() + interval '1 hour'`)
	set(paused.ID, 0, `due_at = now() + interval '1 hour'`)
	set(paused.ID, 1, `state = 'cancelled', reason = 'refused'`)
	f.exec(`insert into campaign_agent (campaign_id, user_id) select $1, unnest($2::bigint[])`, open.ID, f.agents)
	f.claim(open, f.agents[:2]...)
	f.exec(`insert into dnc (phone) select phone from follow_up where campaign_id = $1 order by id offset 19`, open.ID)

	for name, filter := range map[string]store.LedgerFilter{
		"all": {}, "campaign": {Campaign: open.ID}, "owner": {Owner: f.agents[1]}, "unit": {Unit: 1}, "none": {Plan: 4711},
		"due": {From: time.Now().Add(10 * time.Minute)}, "past": {To: time.Now().Add(10 * time.Minute)}, "type": {Type: "visit"},
	} {
		t.Run(name, func(t *testing.T) {
			if filter.ReadyAgents = ready; name == "past" {
				filter.ReadyAgents = nil
			}
			now := time.Now()
			l, err := f.s.Ledger(f.ctx, filter, now)
			f.must(err)
			var all int
			f.scan(&all, `select count(*) from follow_up f left join customer c on c.id = f.customer_id where ($1 = 0 or f.campaign_id = $1) and ($2 = 0 or c.owner_id = $2)
				and ($3 = 0 or c.unit_id = $3) and ($4 = 0 or f.plan_id = $4) and ($5::timestamptz is null or due_at >= $5) and ($6::timestamptz is null or due_at < $6) and $7 = ''`,
				filter.Campaign, filter.Owner, filter.Unit, filter.Plan, at(filter.From), at(filter.To), filter.Type)
			if l.Total != all {
				t.Errorf("the ledger counts %d, there are %d", l.Total, all)
			}
			seen := map[int64]string{}
			for _, line := range l.Lines {
				n := 0
				for cursor, first := "", true; first || cursor != ""; first = false {
					page, next, err := f.s.LedgerLine(f.ctx, filter, line.Class, line.Reason, now, cursor, 3)
					f.must(err)
					for _, i := range page {
						what := fmt.Sprint(line.Class, " ", line.Reason)
						if other, ok := seen[i.ID]; ok {
							t.Errorf("follow-up %d is in %s and in %s", i.ID, other, what)
						}
						seen[i.ID] = what
						n++
					}
					cursor = next
				}
				each := 0
				f.must(f.s.EachLedgerItem(f.ctx, filter, line.Class, line.Reason, now, func(campaign.LedgerItem) error { each++; return nil }))
				if n != line.Count || each != n {
					t.Errorf("%s %s: %d are counted, %d listed, %d exported", line.Class, line.Reason, line.Count, n, each)
				}
			}
			if len(seen) != l.Total {
				t.Errorf("%d follow-ups in the lines, %d in all", len(seen), l.Total)
			}
			if name == "all" && len(l.Lines) < 13 {
				t.Errorf("only %d lines: the test does not show enough: %+v", len(l.Lines), l.Lines)
			}
		})
	}
}

func at(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func shanghaiZone(t *testing.T) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return z
}
