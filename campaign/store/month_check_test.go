package store_test

import (
	"maps"
	"slices"
	"time"

	"huifang/campaign/store"
)

// generatedTwice: the month is over, and generating once more makes nothing, neither now nor a second time.
func (m *month) generatedTwice() {
	m.t.Helper()
	before := m.count(`select count(*) from follow_up`)
	for _, s := range m.sites {
		for i := range s.plans {
			p := &s.plans[i]
			for n := range 2 {
				run, err := m.s.GeneratePlan(m.ctx, p.id, inOctober, m.clock.Now(), m.boss, nil)
				m.must(err)
				sum := 0
				for _, k := range run.Reasons {
					sum += k
				}
				if n == 1 && run.Added != 0 || sum != run.Seen {
					m.t.Errorf("%s: generating once more gave %+v", p.name, run)
				}
				p.last = run
			}
		}
	}
	if after := m.count(`select count(*) from follow_up`); after != before {
		m.t.Errorf("%d follow-ups, and generated once more %d", before, after)
	}
	if n := m.count(`select count(*) - count(distinct (plan_id, source_key)) from follow_up`); n != 0 {
		m.t.Errorf("%d follow-ups are there twice", n)
	}
}

// checkWindows: nobody is called outside the trade's hours, on the holidays, or at times that do not suit the customer (I2,
// R10). The hours are written here once more, from the documents.
func (m *month) checkWindows() {
	m.t.Helper()
	rows, err := m.pool.Query(m.ctx, `select a.campaign_id, a.claimed_at, ct.zone, 
		ct.convenient is not null and not exists (select from attempt_disposition d join attempt b on b.id = d.attempt_id where b.follow_up_id = a.follow_up_id and b.id < a.id and d.code = 'callback')
		from attempt a join contact ct on ct.id = a.contact_id where a.outcome <> 'not_placed'`)
	m.must(err)
	hours := map[int64][][2]string{m.sites[0].campaign.ID: {{"10:00", "11:30"}, {"14:00", "16:30"}}, m.sites[1].campaign.ID: {{"14:00", "16:30"}, {"19:00", "20:00"}}}
	used := map[int64]map[int]int{m.sites[0].campaign.ID: {}, m.sites[1].campaign.ID: {}}
	for rows.Next() {
		var id int64
		var at time.Time
		var zone string
		var own bool
		m.must(rows.Scan(&id, &at, &zone, &own))
		local := at.In(shanghai)
		used[id][local.Day()]++
		if zone != "" {
			local = at.In(must(time.LoadLocation(zone)))
		}
		clock := local.Format("15:04")
		open := slices.ContainsFunc(hours[id], func(h [2]string) bool { return h[0] <= clock && clock < h[1] })
		monday := local.Weekday() == time.Monday || local.Day() == 10 // the Saturday that is worked counts as one
		switch {
		case !open, own && clock < "15:00":
			m.t.Errorf("campaign %d called at %s", id, local)
		case id == m.sites[0].campaign.ID && monday && clock < "12:00":
			m.t.Errorf("called on a Monday morning: %s", local)
		case local.Day() <= 7:
			m.t.Errorf("called on a holiday: %s", local)
		}
	}
	m.must(rows.Err())
	for id, days := range used {
		for day := 8; day <= 31; day++ {
			if working(day) && days[day] == 0 {
				m.t.Errorf("campaign %d called nobody on %d October", id, day)
			}
		}
	}
	for _, s := range m.sites {
		if n := m.count(`select count(*) from follow_up where campaign_id = $1 and (due_from at time zone 'Asia/Shanghai')::date = '2026-10-10'`, s.campaign.ID); n == 0 {
			m.t.Errorf("%s: nothing was planned for the Saturday that is worked", s.name)
		}
	}
}

// checkQuotas: no quota is over-chosen, and each is reached where there were enough (R7).
func (m *month) checkQuotas() {
	m.t.Helper()
	// By amount: 100 for a store at most, open and successful; the tiers themselves beyond their counts only to fill others.
	for _, s := range m.shops[:30] {
		high, mid, low, other := 0, 0, 0, 0
		m.must(m.pool.QueryRow(m.ctx, m.held(planTiers)+`
			select count(*) filter (where amount >= 500000), count(*) filter (where amount >= 300000 and amount < 500000),
			  count(*) filter (where amount >= 150000 and amount < 300000), count(*) filter (where amount < 150000) from held where unit = $1`, s.name).Scan(&high, &mid, &low, &other))
		if high > 50 || high+mid > 80 || high+mid+low > 100 || other > 0 {
			m.t.Errorf("%s: %d, %d, %d, %d by tier", s.name, high, mid, low, other)
		}
		if high+mid+low < 90 {
			m.t.Errorf("%s: %d of 100, and there were more purchases", s.name, high+mid+low)
		}
		// Gifts: 40 % of the store's list at most. Those from the 29th on belong to November.
		var gifts, chosen int
		m.must(m.pool.QueryRow(m.ctx, m.held(planGifts)+`select count(*), (select count(*) from service_event e join unit u on u.id = e.unit_id where e.kind = 'gift_given' and u.name = $1 and e.at < '2026-10-29 00:00+08')
			from held where unit = $1`, s.name).Scan(&chosen, &gifts))
		if chosen > (gifts*40+99)/100 {
			m.t.Errorf("%s: %d of %d gifts", s.name, chosen, gifts)
		}
		// Small stores: 15 of the weekly ones. Those that fail on the last days can be made up for no more.
		if s.size == "small" {
			made := m.count(`select count(*) from follow_up f join service_event e on 'e' || e.id = split_part(f.source_key, '/', 2) join unit u on u.id = e.unit_id
				where f.plan_id = $1 and u.name = $2`, m.sites[0].plans[1].id, s.name)
			if n := m.count(m.held(planWeekly)+`select count(*) from held where unit = $1`, s.name); made < 15 || n < 12 {
				m.t.Errorf("%s: made %d, of at least 15, and holds %d", s.name, made, n)
			}
		}
	}
	// Weekly targets of successful ones, and whose turn it is.
	for monday, want := range weeks {
		n := m.count(m.held(planWeekly)+`select count(*) from held where state = 'completed' and week = $1`, monday)
		if n < want.min || n > want.max {
			m.t.Errorf("%d successful in the week of %s, want %d to %d", n, monday, want.min, want.max)
		}
		if n := m.count(m.held(planWeekly)+`select count(*) from held where week = $1 and size <> $2`, monday, want.group); n > 0 {
			m.t.Errorf("%d of stores without a turn in the week of %s", n, monday)
		}
	}
	// Members, complaints and all of the hospital: everyone. Who has no follow-up has a reason.
	for _, p := range append(m.sites[1].plans, m.sites[0].plans[3:]...) {
		for reason := range p.last.Reasons {
			if !slices.Contains([]string{"kept", "ended", store.ReasonNoNumber, store.ReasonOnDNC, store.ReasonTooLate, "no_day_left"}, reason) {
				m.t.Errorf("%s: %v", p.name, p.last.Reasons)
			}
		}
	}
}

// weeks are the weekly targets by their Monday, with whose turn it is.
var weeks = map[string]struct {
	min, max int
	group    string
}{"2026-10-05": {150, 180, "big"}, "2026-10-12": {250, 300, "small"}, "2026-10-19": {250, 300, "big"}, "2026-10-26": {250, 300, "small"}}

// held is what has its place in a plan's quotas: what waits, is under way or was successful, with the week and day that was
// planned.
func (m *month) held(name string) string {
	i := slices.IndexFunc(m.sites[0].plans, func(p monthPlan) bool { return p.name == name })
	return `with held as (
		select f.state, e.amount, u.name as unit, u.size, to_char(f.due_from at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day,
		  to_char(date_trunc('week', f.due_from at time zone 'Asia/Shanghai'), 'YYYY-MM-DD') as week
		from follow_up f join plan p on p.id = f.plan_id join service_event e on 'e' || e.id = split_part(f.source_key, '/', 2)
		join unit u on u.id = e.unit_id
		where p.name = '` + m.sites[0].plans[i].name + `' and f.state not in ('exhausted', 'cancelled')) `
}

// checkSpread: what was planned lies on working days, evenly; on others only what has no other day.
func (m *month) checkSpread() {
	m.t.Helper()
	for _, s := range m.sites {
		for _, p := range s.plans {
			rows, err := m.pool.Query(m.ctx, `select extract(day from due_from at time zone 'Asia/Shanghai')::int, count(*)::int from follow_up where plan_id = $1 group by 1`, p.id)
			m.must(err)
			days := map[int]int{}
			for rows.Next() {
				var day, n int
				m.must(rows.Scan(&day, &n))
				days[day] = n
			}
			m.must(rows.Err())
			spare := 0
			for day, n := range days {
				if !working(day) {
					spare += n
					delete(days, day)
				}
			}
			counts := slices.Collect(maps.Values(days))
			least, most := slices.Min(counts), slices.Max(counts)
			switch {
			case len(days) != 18:
				m.t.Errorf("%s: planned on %d working days of 18", p.name, len(days))
			case p.name == planMembers && most-least > 1: // all known from the first day, and free to go anywhere
				m.t.Errorf("%s: %d to %d a day", p.name, least, most)
			case p.name == planTiers && most > 2*least:
				m.t.Errorf("%s: %d to %d a day", p.name, least, most)
			case p.name != planComplain && s == m.sites[0] && spare > 0:
				m.t.Errorf("%s: %d on days that are not worked", p.name, spare)
			}
		}
	}
	// The same for each store: never all on one day.
	if n := m.count(m.held(planTiers) + `select coalesce(max(n), 0) from (select count(*) n from held group by unit, day) x`); n > 15 {
		m.t.Errorf("%d of one store on one day, of 100 on 18 days", n)
	}
}

// checkCalls: retries as the documents have them (R11), caps (R12), success (R14), the do-not-call list (I4), counts (I3, I5).
func (m *month) checkCalls() {
	m.t.Helper()
	for what, sql := range map[string]string{
		"dialled a third time after no answer":                         `select 1 from attempt where outcome = 'no_answer' group by follow_up_id having count(*) > 2`,
		"beyond four dials, and one for each callback that was agreed": `select 1 from follow_up f where attempts > 4 + (select count(*) from attempt a join attempt_disposition d on d.attempt_id = a.id where a.follow_up_id = f.id and d.code = 'callback')`,
		"dialled after the end of the follow-up": `select 1 from attempt a join attempt b on b.follow_up_id = a.follow_up_id and b.id > a.id
			where a.outcome in ('rejected') and b.outcome <> 'not_placed'`,
		"dialled again within two hours of no answer": `select 1 from attempt a join attempt b on b.follow_up_id = a.follow_up_id and b.id > a.id and b.outcome <> 'not_placed'
			where a.outcome in ('no_answer', 'busy', 'unreachable') and b.claimed_at < a.ended_at + interval '2 hours'`,
		"powered off and dialled on the same day": `select 1 from attempt a join attempt b on b.follow_up_id = a.follow_up_id and b.id > a.id and b.outcome <> 'not_placed'
			where a.outcome in ('powered_off', 'suspended') and (a.claimed_at at time zone 'Asia/Shanghai')::date = (b.claimed_at at time zone 'Asia/Shanghai')::date`,
		"a vacant number dialled again":          `select 1 from attempt a join attempt b on b.phone = a.phone and b.id > a.id and b.follow_up_id = a.follow_up_id where a.outcome = 'vacant' and b.outcome <> 'not_placed'`,
		"more than 5 calls in 24 hours":          `select 1 from (select claimed_at - lag(claimed_at, 5) over (partition by phone order by claimed_at) as d from attempt where outcome <> 'not_placed') x where d < interval '24 hours'`,
		"more than 5 calls to a customer":        `select 1 from (select claimed_at - lag(claimed_at, 5) over (partition by customer_id order by claimed_at) as d from attempt where outcome <> 'not_placed') x where d < interval '24 hours'`,
		"more than 3 calls in 5 minutes":         `select 1 from (select claimed_at - lag(claimed_at, 3) over (partition by phone order by claimed_at) as d from attempt where outcome <> 'not_placed') x where d < interval '5 minutes'`,
		"called after do not call":               `select 1 from attempt a join dnc d on d.phone = a.phone where a.claimed_at > d.created_at and a.outcome <> 'not_placed'`,
		"completed without an answered call":     `select 1 from follow_up f where state = 'completed' and not exists (select from attempt a join attempt_disposition d on d.attempt_id = a.id where a.follow_up_id = f.id and a.outcome = 'answered' and d.code = 'completed')`,
		"completed without the required answers": `select 1 from follow_up f, jsonb_array_elements_text(f.required) q where state = 'completed' and coalesce(f.answers->>q, '') = ''`,
		"without required questions":             `select 1 from follow_up where required = '[]'`,
		"counts its dials wrong":                 `select 1 from follow_up f where attempts <> (select count(*) from attempt a where a.follow_up_id = f.id and a.outcome <> 'not_placed')`,
		"dialled before its planned day":         `select 1 from attempt a join follow_up f on f.id = a.follow_up_id where a.claimed_at < f.due_from and a.outcome <> 'not_placed'`,
		"dialled when it was too late":           `select 1 from attempt a join follow_up f on f.id = a.follow_up_id where a.claimed_at >= f.due_until and a.outcome <> 'not_placed' and not exists (select from attempt_disposition d join attempt b on b.id = d.attempt_id where b.follow_up_id = f.id and d.code = 'callback')`,
		"still under way":                        `select 1 from attempt where ended_at is null`,
	} {
		if n := m.count(`select count(*) from (` + sql + `) x`); n > 0 {
			m.t.Errorf("%s: %d", what, n)
		}
	}
}

// checkLedger: the ledger's lines add up to all, for each organisation and together.
func (m *month) checkLedger() {
	m.t.Helper()
	for _, f := range []struct {
		campaign int64
		where    string
	}{{0, "true"}, {m.sites[0].campaign.ID, "campaign_id = 1"}, {m.sites[1].campaign.ID, "campaign_id = 2"}} {
		l, err := m.s.Ledger(m.ctx, store.LedgerFilter{Campaign: f.campaign}, m.clock.Now())
		m.must(err)
		sum := 0
		for _, line := range l.Lines {
			sum += line.Count
		}
		all, done := m.count(`select count(*) from follow_up where `+f.where), m.count(`select count(*) from follow_up where state = 'completed' and `+f.where)
		if sum != all || l.Total != all || l.Done != done || l.Done+l.Reached+l.Waiting+l.Not != all {
			m.t.Errorf("%+v: %d follow-ups, %d completed", l, all, done)
		}
	}
}

func (m *month) count(sql string, args ...any) (n int) {
	m.t.Helper()
	m.must(m.pool.QueryRow(m.ctx, sql, args...).Scan(&n))
	return n
}
