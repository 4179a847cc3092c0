package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/calendar"
	"huifang/campaign/field"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
	"huifang/campaign/window"
)

// due is one follow-up that the rule says is due, as small as can be: a plan can have a million of them.
type due struct {
	key               string
	customer, contact int64
	from, until       int64 // seconds since 1970
	phone             string
	position          int16  // of the phone among the contact's numbers
	reason            string // why it cannot be made; "": it can
	over              bool   // its time is
}

// dateColumn is where the dates that rules name are kept. A customer's file has one date on which something expires: what it
// is that expires is the matter of the plan's type.
var dateColumn = map[string]string{"birthday": "ct.birthday", "contract": "c.signed_on", "expiry": "c.expires_on", "maintenance_expiry": "c.expires_on",
	"insurance_expiry": "c.expires_on", "licence_expiry": "c.expires_on", "drill_expiry": "c.expires_on", "self_assessment_expiry": "c.expires_on"}

// numbers finds who is called: the contact's first number that is not known to be bad, of several contacts that of the
// first who has one; numbers on the do-not-call list only when there is no other.
const numbers = `left join lateral (
	  select p.id, coalesce(n.phone, p.phone) as phone, coalesce(n.position, 1)::smallint as position, p.zone, d.phone is not null as on_dnc
	  from contact p left join contact_number n on n.contact_id = p.id left join dnc d on d.phone = coalesce(n.phone, p.phone)
	  where p.customer_id = c.id and coalesce(n.bad, '') = '' %s
	  order by d.phone is not null, p.id, n.position limit 1) ct on true`

// dueQuery reads the subjects of a plan that can be due in the period.
func dueQuery(p Plan, period PlanPeriod) (string, []any, error) {
	const columns = `c.region, coalesce(u.name, ''), c.id, coalesce(ct.id, 0), coalesce(ct.phone, ''), coalesce(ct.position, 0)::smallint, coalesce(ct.zone, ''),
		coalesce(ct.on_dnc, false)`
	earliest, latest := p.Rule.Reach(period.From, period.Until)
	if p.Rule.Event != "" {
		return `select 'e' || e.id, e.at, null::date, coalesce(e.amount, 0), ` + columns + `
			from service_event e join customer c on c.id = e.customer_id
			` + fmt.Sprintf(numbers, "and (e.contact_id is null or p.id = e.contact_id)") + `
			left join unit u on u.id = coalesce(e.unit_id, c.unit_id)
			where e.kind = $1 and e.at >= $2 and e.at < $3 and ($4::bigint is null or coalesce(e.unit_id, c.unit_id) = $4)
			order by e.id`, []any{p.Rule.Event, earliest, latest, p.UnitID}, nil
	}
	column, ok := dateColumn[p.Rule.Date]
	if !ok {
		return "", nil, field.Errors{{Pointer: "/rule/date", Code: "date_unknown", Detail: "the customer's file has birthday, contract and expiry"}}
	}
	from := `customer c ` + fmt.Sprintf(numbers, "")
	if p.Rule.Date == "birthday" { // of the first contact whose birthday is known
		column = "b.birthday"
		from = `customer c join lateral (select id, birthday from contact where customer_id = c.id and birthday is not null order by id limit 1) b on true
			` + fmt.Sprintf(numbers, "and p.id = b.id")
	}
	return `select 'c' || c.id, null::timestamptz, ` + column + `, 0::bigint, ` + columns + `
		from ` + from + ` left join unit u on u.id = c.unit_id
		where ` + column + ` >= $1::date and ` + column + ` <= $2::date and ($3::bigint is null or c.unit_id = $3)
		order by c.id`, []any{earliest, latest, p.UnitID}, nil
}

// timetable says on which days a plan's follow-ups can be made.
type timetable struct {
	cal   *calendar.Calendar
	calls *window.Bound // of the plan's campaign
	loc   *time.Location
}

// opens reports whether calls may be placed on a day.
func (t timetable) opens(d plan.Date) bool {
	at, ok := t.calls.Next(dayStart(d, t.loc))
	return ok && at.Before(dayStart(d.AddDays(1), t.loc))
}

func (t timetable) working(d plan.Date) bool {
	return t.cal.Working(calendar.NewDate(int(d.Year), time.Month(d.Month), int(d.Day)))
}

// days returns the first and the last day on which something that is due can be made; false when no call may be placed in
// all its time.
func (t timetable) days(d plan.Due) (first, last plan.Date, ok bool) {
	at, ok := t.calls.Next(d.From)
	ok = ok && at.Before(d.Until)
	if !ok {
		at = d.From
	}
	return plan.DateOf(at.In(t.loc)), plan.DateOf(d.Until.Add(-time.Nanosecond).In(t.loc)), ok
}

// home returns the day that says to which period something belongs that can be made from first to last: the middle one of
// its working days, or the first day when it has none. So what is due around the end of a month is made in one of the two
// months, once, and neither the last days of the one nor the first of the other have to take it all.
func (t timetable) home(first, last plan.Date) plan.Date {
	var working []plan.Date
	for d := first; d.Compare(last) <= 0; d = d.AddDays(1) {
		if t.working(d) && t.opens(d) {
			working = append(working, d)
		}
	}
	if len(working) == 0 {
		return first
	}
	return working[(len(working)-1)/2]
}

func minDate(a, b plan.Date) plan.Date {
	if a.Compare(b) < 0 {
		return a
	}
	return b
}

// belongs reports whether something that can be made from first to last is the matter of a period. What a plan makes only
// once has no other.
func (t timetable) belongs(p Plan, period PlanPeriod, first, last plan.Date) bool {
	from, end := plan.DateOf(period.From.In(t.loc)), plan.DateOf(period.Until.Add(-time.Nanosecond).In(t.loc))
	if first.Compare(from) >= 0 && last.Compare(end) <= 0 || p.cycle().Kind == plan.CycleOnce {
		return first.Compare(end) <= 0 && last.Compare(from) >= 0
	}
	home := t.home(first, last)
	return home.Compare(from) >= 0 && home.Compare(end) <= 0
}

// readDues lists what the plan's rule says is due in the period, with what has become of it so far. The two lists go
// together.
func readDues(ctx context.Context, conn *pgx.Conn, p Plan, period PlanPeriod, now time.Time, t timetable) ([]due, []quota.Candidate, error) {
	// What began before the period and can still be made in it may be its matter.
	end, yesterday := plan.DateOf(period.Until.Add(-time.Nanosecond).In(t.loc)), plan.DateOf(now.In(t.loc)).AddDays(-1)
	early := PlanPeriod{period.From.AddDate(0, 0, -p.Rule.Longest()), period.Until}
	query, args, err := dueQuery(p, early)
	if err != nil {
		return nil, nil, err
	}
	states, err := planned(ctx, conn, p, period)
	if err != nil {
		return nil, nil, err
	}
	rows, err := conn.Query(ctx, query, args...)
	if err != nil {
		return nil, nil, err
	}
	var dues []due
	var candidates []quota.Candidate
	units := map[string]string{} // one copy of each name
	var key, region, unit, phone, zone string
	var at, date *time.Time
	var amount, customer, contact int64
	var position int16
	var onDNC bool
	_, err = pgx.ForEachRow(rows, []any{&key, &at, &date, &amount, &region, &unit, &customer, &contact, &phone, &position, &zone, &onDNC}, func() error {
		subject := plan.Subject{Key: key, At: deref(at), Region: region, Zone: zone}
		if date != nil {
			subject.Date = plan.DateOf(date.UTC())
		}
		found, err := p.Rule.Due(subject, early.From, early.Until)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		for _, d := range found {
			first, last, open := t.days(d)
			if !t.belongs(p, period, first, last) {
				continue
			}
			last = minDate(last, end) // what belongs to a period is made in it
			name, ok := units[unit]
			if !ok {
				name, units[unit] = unit, unit
			}
			one := due{key: d.Key, customer: customer, contact: contact, from: d.From.Unix(), until: d.Until.Unix(), phone: phone, position: position}
			have := states[d.Key]
			if have.state == quota.Fresh {
				switch {
				case contact == 0:
					one.reason = ReasonNoNumber
				case onDNC:
					one.reason = ReasonOnDNC
				case !open:
					one.reason = string(quota.ReasonNoDay)
				}
				if one.reason != "" {
					have.state = quota.Failed
				}
				if !d.Until.After(now) { // over today; most of those that are over were not wanted, which the quotas say
					one.over = true
					last = minDate(last, yesterday)
					first = minDate(first, last)
				}
			}
			dues = append(dues, one)
			candidates = append(candidates, quota.Candidate{Key: d.Key, Store: name, Amount: amount, State: have.state, Planned: have.day,
				First: first, Last: last})
		}
		return nil
	})
	return dues, candidates, err
}

type plannedState struct {
	state quota.State
	day   plan.Date
}

// planned tells what has become of the follow-ups that the plan has made. None is planned before it is due.
func planned(ctx context.Context, conn *pgx.Conn, p Plan, period PlanPeriod) (map[string]plannedState, error) {
	rows, err := conn.Query(ctx, `select source_key, state, (due_from at time zone $2)::date from follow_up where plan_id = $1 and due_from >= $3`,
		p.ID, p.Rule.Zone, period.From)
	if err != nil {
		return nil, err
	}
	out := map[string]plannedState{}
	var key, state string
	var day time.Time
	_, err = pgx.ForEachRow(rows, []any{&key, &state, &day}, func() error {
		have := plannedState{quota.Open, plan.DateOf(day)}
		switch state {
		case "completed":
			have.state = quota.Done
		case "exhausted", "cancelled":
			have.state = quota.Failed
		}
		out[key] = have
		return nil
	})
	return out, err
}

// Codes of PlanRun.Warnings.
const (
	codeCalendarUnknown = "calendar_unknown"
	codeNothingDue      = "nothing_due"
	codeUnitUnknown     = "unit_unknown"
)

// warnings says what of the plan is allowed and probably not meant.
func warnings(ctx context.Context, conn *pgx.Conn, p Plan, c *choice, cal *calendar.Calendar, period PlanPeriod) ([]field.Error, error) {
	out := field.Errors{}
	last := period.Until.Add(-time.Nanosecond).In(c.loc).Year()
	for year := period.From.In(c.loc).Year(); year <= last; year++ {
		if !cal.Known(year) {
			out.Add(codeCalendarUnknown, "/period", "the public holidays of %d are not known: their days count as working days", year)
		}
	}
	if len(c.dues) == 0 {
		pointer, what := "/rule/event", "no event of the kind "+p.Rule.Event
		if p.Rule.Event == "" {
			pointer, what = "/rule/date", "no customer's date "+p.Rule.Date
		}
		out.Add(codeNothingDue, pointer, "%s makes anything due in this period", what)
	}
	rows, err := conn.Query(ctx, `select name from unit`)
	if err != nil {
		return nil, err
	}
	units, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, u := range units {
		known[u] = true
	}
	for _, group := range slices.Sorted(maps.Keys(p.Choose.Groups)) {
		for i, name := range p.Choose.Groups[group] {
			if !known[name] {
				out.Add(codeUnitUnknown, fmt.Sprintf("/choose/groups/%s/%d", group, i), "there is no store or department %q", name)
			}
		}
	}
	return out, nil
}
