package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// The fixture of the worked month: a retail chain and a hospital. Everything is drawn by a hash of what it is about, so it
// is the same on every machine and with every version of Go.

// october is midnight of a day of October 2026 in Shanghai; 0 and less are days of September.
func october(day int) time.Time { return time.Date(2026, 10, day, 0, 0, 0, 0, shanghai) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// roll draws a number from 0 up to but without n for what the words and numbers name: FNV-1a, then the finalizer of
// SplitMix64.
func roll(n int, what string, numbers ...int) int {
	h := uint64(14695981039346656037)
	for i := range len(what) {
		h = (h ^ uint64(what[i])) * 1099511628211
	}
	for _, k := range numbers {
		for range 8 {
			h = (h ^ uint64(k)&0xff) * 1099511628211
			k >>= 8
		}
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return int((h ^ h>>31) % uint64(n))
}

// shop is a store of the chain or a department of the hospital.
type shop struct {
	name, kind, size string
	customers        int
}

const bigStores = 10

// shops lists the 30 stores, big ones first, with 60,000 customers, and the departments.
func shops() []shop {
	names := []string{
		"人民广场店", "中山路店", "解放路店", "建设路店", "和平路店", "南京路店", "北京路店", "胜利路店", "新华路店", "东风路店",
		"青年路店", "光明街店", "文化路店", "滨江店", "湖滨店", "龙山店", "凤凰街店", "桃园店", "梅园店", "竹园店",
		"西湖路店", "东湖路店", "北门店", "南门店", "车站店", "大学城店", "工业园店", "开发区店", "老城店", "新城店",
	}
	var list []shop
	for i, name := range names {
		if i < bigStores {
			list = append(list, shop{name, "store", "big", 3000 + 100*i})
		} else {
			list = append(list, shop{name, "store", "small", 800 + 50*(i-bigStores)})
		}
	}
	for _, name := range []string{"口腔科", "眼科", "皮肤科", "外科", "妇科"} {
		list = append(list, shop{name, "department", "big", patients / 5})
	}
	return list
}

const patients = 1500

// monthPerson is a customer with what the fixture knows: its place counts from 1 and is its id, as that of its contact.
type monthPerson struct {
	id, shop int // shop counts from 1 too
	name     string
	phone    string
	second   string // another number; "": none
}

func people(list []shop) []monthPerson {
	surnames, given := []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚玲桂英华文建国志红梅")
	var out []monthPerson
	for s, shop := range list {
		for range shop.customers {
			id := len(out) + 1
			p := monthPerson{id: id, shop: s + 1, phone: fmt.Sprintf("+86138%08d", id)}
			p.name = string([]rune{surnames[roll(len(surnames), "surname", id)], given[roll(len(given), "given", id)], given[roll(len(given), "given2", id)]})
			if roll(10, "second number", id) == 0 {
				p.second = fmt.Sprintf("+86139%08d", id)
			}
			out = append(out, p)
		}
	}
	return out
}

// happening is a service event before it is recorded.
type happening struct {
	kind   string
	person int
	shop   int
	at     time.Time
	cents  int
}

// happenings lists what happens, in the order of time: from September for the hospital, whose series go back, in July for
// the members, and in October.
func happenings(list []shop, all []monthPerson) []happening {
	var out []happening
	retail := 0
	for _, s := range list {
		if s.kind == "store" {
			retail += s.customers
		}
	}
	for _, p := range all[:retail] {
		// On the holidays and at week-ends people buy twice as much.
		at, cents := shoppingTime("sale", p.id), amount(p, list[p.shop-1].size)
		out = append(out, happening{"sale", p.id, p.shop, at, cents})
		if cents >= 100_000 && roll(14, "gift", p.id) == 0 {
			out = append(out, happening{"gift_given", p.id, p.shop, at.Add(20 * time.Minute), 5_000 + 100*roll(cents/2_000, "gift's price", p.id)})
		}
		if roll(18, "voucher", p.id) == 0 {
			out = append(out, happening{"voucher_used", p.id, p.shop, shoppingTime("voucher", p.id), 0})
		}
		if roll(400, "complaint", p.id) == 0 {
			out = append(out, happening{"complaint", p.id, p.shop, shoppingTime("complaint", p.id), 0})
		}
		if roll(80, "member", p.id) == 0 { // in July: the first follow-up is due after a quarter
			out = append(out, happening{"member_joined", p.id, p.shop, time.Date(2026, 7, 1+roll(31, "joined", p.id), 15, 0, 0, 0, shanghai), 0})
		}
	}
	perDay := []struct {
		kind string
		n    int
	}{{"arrived_purchase", 6}, {"arrived_no_purchase", 5}, {"appointment_missed", 4}, {"treatment_interrupted", 1}, {"outpatient_surgery", 3}, {"discharged_after_surgery", 2}}
	for day := -29; day <= 31; day++ { // from 1 September
		for _, k := range perDay {
			for i := range k.n {
				p := all[retail+roll(patients, k.kind, day+100, i)]
				// From 8:30 to 17:30, one in twenty in the evening.
				at := october(day).Add(8*time.Hour + 30*time.Minute + time.Duration(roll(540, k.kind+" minute", day+100, i))*time.Minute)
				if roll(20, k.kind+" late", day+100, i) == 0 {
					at = october(day).Add(18*time.Hour + time.Duration(roll(180, k.kind+" evening", day+100, i))*time.Minute)
				}
				out = append(out, happening{k.kind, p.id, p.shop, at, 0})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b happening) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.kind, b.kind), cmp.Compare(a.person, b.person))
	})
	return out
}

// shoppingTime draws a moment of October between 10:00 and 21:00.
func shoppingTime(what string, id int) time.Time {
	var days []int
	for day := 1; day <= 31; day++ {
		days = append(days, day)
		if wd := october(day).Weekday(); day <= 7 || wd == time.Saturday || wd == time.Sunday {
			days = append(days, day)
		}
	}
	day := days[roll(len(days), what+" day", id)]
	return october(day).Add(10*time.Hour + time.Duration(roll(11*60, what+" minute", id))*time.Minute)
}

// amount draws what a purchase cost: dear ones are rare, and rarer in small stores.
func amount(p monthPerson, size string) int {
	r := roll(1000, "amount", p.id)
	tiers := []struct{ big, small, from, to int }{{60, 25, 500_000, 2_000_000}, {180, 85, 300_000, 500_000}, {420, 250, 150_000, 300_000}, {1000, 1000, 2_000, 150_000}}
	for _, t := range tiers {
		if size == "big" && r < t.big || size != "big" && r < t.small {
			return t.from + 100*roll((t.to-t.from)/100, "amount in tier", p.id)
		}
	}
	panic("unreachable")
}

// fill stores the units and the people.
func (m *month) fill(list []shop, all []monthPerson) {
	m.t.Helper()
	for _, s := range list {
		m.exec(`insert into unit (name, kind, size) values ($1, $2, $3)`, s.name, s.kind, s.size)
	}
	m.copy("customer", []string{"name", "unit_id"}, len(all), func(i int) []any { return []any{all[i].name, all[i].shop} })
	m.copy("contact", []string{"customer_id", "name", "phone", "zone", "convenient"}, len(all), func(i int) []any {
		zone, own := "", any(nil)
		switch roll(200, "convenience", all[i].id) {
		case 0:
			zone = "Asia/Urumqi" // two hours behind
		case 1, 2:
			own = []map[string]any{{"weekdays": []int{1, 2, 3, 4, 5, 6, 7}, "from": "15:00", "to": "20:00"}}
		}
		return []any{all[i].id, all[i].name, all[i].phone, zone, own}
	})
	m.copy("contact_number", []string{"contact_id", "position", "phone"}, len(all), func(i int) []any { return []any{all[i].id, 1, all[i].phone} })
	two := slices.DeleteFunc(slices.Clone(all), func(p monthPerson) bool { return p.second == "" })
	m.copy("contact_number", []string{"contact_id", "position", "phone"}, len(two), func(i int) []any { return []any{two[i].id, 2, two[i].second} })
}

// record stores what has happened up to a moment.
func (m *month) record(until time.Time) {
	m.t.Helper()
	n := 0
	for n < len(m.coming) && !m.coming[n].at.After(until) {
		n++
	}
	list := m.coming[:n]
	m.coming = m.coming[n:]
	m.copy("service_event", []string{"source_key", "customer_id", "contact_id", "kind", "at", "unit_id", "amount"}, n, func(i int) []any {
		h := list[i]
		m.events++
		return []any{fmt.Sprint("e", m.events), h.person, h.person, h.kind, h.at, h.shop, h.cents}
	})
}

func (m *month) copy(table string, columns []string, n int, row func(int) []any) {
	m.t.Helper()
	_, err := m.pool.CopyFrom(m.ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i), nil }))
	m.must(err)
}

func (m *month) exec(sql string, args ...any) {
	m.t.Helper()
	_, err := m.pool.Exec(m.ctx, sql, args...)
	m.must(err)
}

func (m *month) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}
