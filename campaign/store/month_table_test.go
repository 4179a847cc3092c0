package store_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/google/go-cmp/cmp"
)

const (
	monthDoc   = "../../docs/worked-month.md"
	tableBegin = "<!-- tables: begin -->\n"
	tableEnd   = "<!-- tables: end -->\n"
)

// compareTables compares the tables of the documentation with those of the month; with HUIFANG_UPDATE=1 it writes them.
func (m *month) compareTables() {
	m.t.Helper()
	doc := string(must(os.ReadFile(monthDoc)))
	head, rest, ok := strings.Cut(doc, tableBegin)
	have, tail, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		m.t.Fatalf("%s has no %q and %q", monthDoc, tableBegin, tableEnd)
	}
	want := m.tables()
	if os.Getenv("HUIFANG_UPDATE") == "1" {
		m.must(os.WriteFile(monthDoc, []byte(head+tableBegin+want+tableEnd+tail), 0o644))
		return
	}
	if have != want {
		m.t.Errorf("the tables of %s are not those of the month (HUIFANG_UPDATE=1 writes them anew; read them before you believe them):\n%s", monthDoc, cmp.Diff(have, want))
	}
}

func (m *month) tables() string {
	var b strings.Builder
	section := func(title, text string, header []string, sql string, args ...any) {
		fmt.Fprintf(&b, "### %s\n\n", title)
		if text != "" {
			fmt.Fprintf(&b, "%s\n\n", text)
		}
		m.table(&b, header, sql, args...)
	}
	byDay := []string{"day 日期", "", "made 生成", "dialled 拨打", "answered 接通", "completed 完成", "no answer 无人接听", "off, suspended 关机停机", "vacant 空号", "rejected 拒接", "other 其他", "refused, wrong, DNC 拒访", "too late 过期"}
	section("Retail chain by day 零售连锁按日", "Made are the follow-ups by the day for which they were planned; the columns from completed on count them by the day on which they ended.",
		byDay, perDay, m.sites[0].campaign.ID)
	section("Hospital by day 医院按日", "", byDay, perDay, m.sites[1].campaign.ID)
	section("By plan 按计划", "Of those made for October; waiting ones end in November.",
		[]string{"plan 计划", "made 生成", "completed 完成", "exhausted 未成功", "cancelled 取消", "too late, never dialled 未拨过期", "waiting 待拨", "dials 拨打次数"}, perPlan)
	m.due(&b)
	section("Purchases by tier 消费金额分档", "Of 30 stores. Filled: beyond the tier's own counts, in place of the tier above. Made is more than held, as each that failed gave its place to another.",
		[]string{"tier 档", "per store 每店", "purchases 消费笔数", "made 生成", "held 占额", "completed 完成", "beyond own count 递补", "stores short of it 不足店数"}, perTier, m.sites[0].plans[0].id)
	section("By week 按周", "店面核销回访: successful ones of big and small stores by turns.",
		[]string{"week of 周", "turn 轮到", "target 目标", "made 生成", "completed 完成", "days 天数"}, perWeek, m.sites[0].plans[1].id)
	section("By store 按店", "", []string{"store 店", "size 规模", "customers 客户", "purchases ≥ 1500", "5000+", "3000-4999", "1500-2999", "held of 100 占额", "completed 完成", "most on a day 单日最多", "weekly 按周完成", "gifts to 28 Oct 礼品", "verified 核查占额", "%", "members 会员完成", "complaints 投诉完成"},
		perStore, m.sites[0].plans[0].id, m.sites[0].plans[1].id, m.sites[0].plans[2].id, m.sites[0].plans[3].id, m.sites[0].plans[4].id)
	section("Dials by outcome 按通话结果", "", []string{"", "first dial 首拨", "second 二拨", "later 之后"}, perOutcome)
	return b.String()
}

// table writes the rows of a query, whose columns are all text, as a table of Markdown.
func (m *month) table(b *strings.Builder, header []string, sql string, args ...any) {
	m.t.Helper()
	rows, err := m.pool.Query(m.ctx, sql, args...)
	m.must(err)
	line := func(cells []string) { fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | ")) }
	line(header)
	rule := make([]string, len(header))
	for i := range rule {
		rule[i] = "---:"
	}
	rule[0] = "---"
	line(rule)
	for rows.Next() {
		values, err := rows.Values()
		m.must(err)
		cells := make([]string, len(values))
		for i, v := range values {
			if v != nil {
				cells[i] = fmt.Sprint(v)
			}
		}
		line(cells)
	}
	m.must(rows.Err())
	b.WriteString("\n")
}

// due says for every plan why what was due has or has not its place, from the last generation.
func (m *month) due(b *strings.Builder) {
	columns := []struct{ title, reasons string }{
		{"kept 占额", "kept"}, {"failed 未成功", "ended"}, {"quota full 额满", "not_chosen_quota"}, {"no tier 无档", "not_chosen_no_tier"}, {"share full 比例满", "not_chosen_share"},
		{"week full 周满", "not_chosen_week"}, {"not its turn 轮休", "rotation_off"}, {"no day left 无日可排", "no_day_left"}, {"too late 过期", "too_late"}, {"no number, DNC 无号码", "no_number on_dnc"},
	}
	b.WriteString("### What was due 到期明细\n\nEvery follow-up that the rules say belongs to October, with why it has its place or not, as the last generation says it.\n\n| plan 计划 | due 到期 |")
	for _, c := range columns {
		fmt.Fprintf(b, " %s |", c.title)
	}
	b.WriteString("\n| --- | ---: |" + strings.Repeat(" ---: |", len(columns)) + "\n")
	for _, s := range m.sites {
		for _, p := range s.plans {
			fmt.Fprintf(b, "| %s | %d |", p.name, p.last.Seen)
			sum := 0
			for _, c := range columns {
				n := 0
				for _, reason := range strings.Fields(c.reasons) {
					n += p.last.Reasons[reason]
				}
				sum += n
				fmt.Fprintf(b, " %d |", n)
			}
			b.WriteString("\n")
			if sum != p.last.Seen {
				m.t.Errorf("%s: the columns add up to %d of %v", p.name, sum, p.last.Reasons)
			}
		}
	}
	b.WriteString("\n")
}

const perDay = `
	with days as (select g::date as day from generate_series('2026-10-01'::date, '2026-10-31', '1 day') g),
	ended as (select (updated_at at time zone 'Asia/Shanghai')::date as day, state,
	    case when state = 'completed' then 'completed' when state = 'cancelled' then 'refused' when reason = 'too_late' then 'too_late'
	      when reason like '%:no_answer' then 'no_answer' when reason like '%:powered_off' or reason like '%:suspended' then 'off'
	      when reason like '%:vacant' then 'vacant' when reason like '%:rejected' then 'rejected' else 'other' end as how
	  from follow_up where campaign_id = $1 and state in ('completed', 'exhausted', 'cancelled')),
	by_end as (select day, count(*) filter (where how = 'completed') completed, count(*) filter (where how = 'no_answer') no_answer, count(*) filter (where how = 'off') off,
	    count(*) filter (where how = 'vacant') vacant, count(*) filter (where how = 'rejected') rejected, count(*) filter (where how = 'other') other,
	    count(*) filter (where how = 'refused') refused, count(*) filter (where how = 'too_late') too_late from ended group by grouping sets ((day), ())),
	made as (select (due_from at time zone 'Asia/Shanghai')::date as day, count(*) n from follow_up where campaign_id = $1 group by grouping sets ((1), ())),
	dials as (select (claimed_at at time zone 'Asia/Shanghai')::date as day, count(*) n, count(*) filter (where outcome = 'answered') answered
	  from attempt where campaign_id = $1 and outcome <> 'not_placed' group by grouping sets ((1), ()))
	select coalesce(to_char(d.day, 'MM-DD'), 'sum 合计'), case when d.day <= '2026-10-07' then '国庆节' when d.day = '2026-10-10' then '六 (班)' when d.day is null then ''
	    else substr('日一二三四五六', extract(dow from d.day)::int + 1, 1) end,
	  coalesce(m.n, 0), coalesce(a.n, 0), coalesce(a.answered, 0), coalesce(e.completed, 0), coalesce(e.no_answer, 0), coalesce(e.off, 0), coalesce(e.vacant, 0),
	  coalesce(e.rejected, 0), coalesce(e.other, 0), coalesce(e.refused, 0), coalesce(e.too_late, 0)
	from (select day from days union all select null) d left join made m on m.day is not distinct from d.day left join dials a on a.day is not distinct from d.day
	left join by_end e on e.day is not distinct from d.day order by d.day nulls last`

const perPlan = `
	select p.name, count(*), count(*) filter (where f.state = 'completed'), count(*) filter (where f.state = 'exhausted'), count(*) filter (where f.state = 'cancelled'),
	  count(*) filter (where f.reason = 'too_late' and f.attempts = 0), count(*) filter (where f.state = 'waiting'), sum(f.attempts)
	from follow_up f join plan p on p.id = f.plan_id group by p.id, p.name order by p.id`

const perTier = `
	with tier(name, low, high, per_store, place) as (values ('5000+', 500000, 1000000000, 50, 1), ('3000-4999', 300000, 500000, 30, 2), ('1500-2999', 150000, 300000, 20, 3)),
	bought as (select t.name, count(*) n from service_event e join tier t on e.amount >= t.low and e.amount < t.high where e.kind = 'sale' group by 1),
	per as (select t.name, e.unit_id, count(*) made, count(*) filter (where f.state not in ('exhausted', 'cancelled')) held, count(*) filter (where f.state = 'completed') completed
	  from follow_up f join service_event e on 'e' || e.id = split_part(f.source_key, '/', 2) join tier t on e.amount >= t.low and e.amount < t.high where f.plan_id = $1 group by 1, 2)
	select t.name, t.per_store, (select n from bought b where b.name = t.name), sum(made)::int, sum(held)::int, sum(completed)::int, sum(greatest(0, held - t.per_store))::int,
	  count(*) filter (where held < t.per_store) from per p join tier t on t.name = p.name group by t.name, t.per_store, t.place order by t.place`

const perWeek = `
	select to_char(date_trunc('week', f.due_from at time zone 'Asia/Shanghai'), 'MM-DD'), string_agg(distinct u.size, ', '),
	  case min(date_trunc('week', f.due_from at time zone 'Asia/Shanghai')) when '2026-10-05' then '150-180' else '250-300' end,
	  count(*), count(*) filter (where f.state = 'completed'), count(distinct (f.due_from at time zone 'Asia/Shanghai')::date)
	from follow_up f join service_event e on 'e' || e.id = split_part(f.source_key, '/', 2) join unit u on u.id = e.unit_id
	where f.plan_id = $1 group by date_trunc('week', f.due_from at time zone 'Asia/Shanghai') order by 1`

const perStore = `
	with f as (select f.plan_id, f.state, e.unit_id, e.amount, f.state not in ('exhausted', 'cancelled') as held, (f.due_from at time zone 'Asia/Shanghai')::date as day
	    from follow_up f join service_event e on 'e' || e.id = split_part(f.source_key, '/', 2)),
	by_plan as (select unit_id, count(*) filter (where plan_id = $1 and held and amount >= 500000) high, count(*) filter (where plan_id = $1 and held and amount >= 300000 and amount < 500000) mid,
	    count(*) filter (where plan_id = $1 and held and amount < 300000) low, count(*) filter (where plan_id = $1 and held) tiers, count(*) filter (where plan_id = $1 and state = 'completed') done,
	    count(*) filter (where plan_id = $2 and state = 'completed') weekly, count(*) filter (where plan_id = $3 and held) gifts,
	    count(*) filter (where plan_id = $4 and state = 'completed') members, count(*) filter (where plan_id = $5 and state = 'completed') complaints from f group by 1),
	busiest as (select unit_id, max(n) n from (select unit_id, day, count(*) n from f where plan_id = $1 and held group by 1, 2) x group by 1),
	bought as (select unit_id, count(*) filter (where kind = 'sale' and amount >= 150000) n, count(*) filter (where kind = 'gift_given' and at < '2026-10-29 00:00+08') gifts from service_event group by 1)
	select u.name, case u.size when 'big' then '大' else '小' end, (select count(*) from customer c where c.unit_id = u.id), b.n, p.high, p.mid, p.low, p.tiers, p.done, d.n, p.weekly, b.gifts, p.gifts,
	  round(100.0 * p.gifts / b.gifts)::int, p.members, p.complaints
	from unit u join by_plan p on p.unit_id = u.id join bought b on b.unit_id = u.id left join busiest d on d.unit_id = u.id where u.kind = 'store' order by u.id`

const perOutcome = `
	with n as (select outcome, row_number() over (partition by follow_up_id order by id) as dial from attempt where outcome <> 'not_placed')
	select coalesce(outcome, 'sum 合计'), count(*) filter (where dial = 1), count(*) filter (where dial = 2), count(*) filter (where dial > 2)
	from n group by rollup (outcome) order by outcome is null, count(*) desc, outcome`
