package intake

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"huifang/campaign/phone"
)

// Codes of a RowError of mapped tables.
const (
	CodeValueMissing = "value_missing" // a required field is empty
	CodeValueBad     = "value_bad"     // no date, amount, e-mail address ... of the field
	CodeValueUnknown = "value_unknown" // not one of the known names: unit, owner, customer, segment ...
)

// Mapped says how the rows of a table become customers or events.
type Mapped struct {
	Kind         string
	Headers      []string
	Mapping      []string // see CheckMapping
	Region       string   // of national numbers
	AllowRegions []string
	Zone         *time.Location // of times without a zone
	EventKind    string         // of events whose row has none
}

// CustomerRow is a customer with one contact. An empty value means that the file does not say.
type CustomerRow struct {
	Line                     int
	Code, Name, Contact      string
	Phones                   []string // E.164, at least one, no number twice
	Title, Email, Sex        string
	Birthday, Language, Zone string
	Address, Switchboard     string
	Segment, Region          string
	Unit, Owner              string // names as in the file
	SignedOn, ExpiresOn      string // 2026-03-05
	FiledAt                  *time.Time
	Notes, Fields            map[string]string
}

// EventRow is a service event.
type EventRow struct {
	Line         int
	SourceKey    string // "": the file has none
	CustomerCode string
	Phone        string // E.164
	Kind         string
	At           time.Time
	Amount       *int64 // cents
	Title        string
	Unit         string
	Detail       map[string]string
}

// row gives the values of a record by field, and collects the first fault.
type row struct {
	m   *Mapped
	rec Record
	bad *RowError
}

func (r *row) column(field string) int { return slices.Index(r.m.Mapping, field) }

func (r *row) get(field string) string {
	if i := r.column(field); i >= 0 {
		return r.rec.Cells[i]
	}
	return ""
}

func (r *row) refuse(field, code, detail string) {
	if r.bad == nil {
		r.bad = r.m.Refusal(r.rec, field, code, detail)
	}
}

// Refusal makes the error of a record by the column that holds the field.
func (m *Mapped) Refusal(rec Record, field, code, detail string) *RowError {
	e := &RowError{Line: rec.Line, Code: code, Detail: detail}
	if i := slices.Index(m.Mapping, field); i >= 0 {
		e.Column, e.Value = m.Headers[i], shorten(rec.Cells[i])
	}
	return e
}

func (r *row) text(field string, most int) string {
	v := r.get(field)
	if utf8.RuneCountInString(v) > most {
		r.refuse(field, CodeValueTooLong, fmt.Sprintf("more than %d characters", most))
	}
	return v
}

func (r *row) required(field string, most int) string {
	v := r.text(field, most)
	switch {
	case v == "":
		r.refuse(field, CodeValueMissing, field+" is empty")
	case strings.ContainsAny(v, "\r\n"):
		r.refuse(field, CodeLineBreak, "the value runs over several lines; is a quote not closed?")
	}
	return v
}

func (r *row) number(field string) string {
	v := r.get(field)
	if v == "" {
		return ""
	}
	n, err := phone.Normalise(v, r.m.Region, r.m.AllowRegions...)
	var why *phone.Error
	if errors.As(err, &why) {
		r.refuse(field, why.Code, why.Detail)
	}
	return n.E164
}

func (r *row) choice(field string, words map[string]string) string {
	v := r.get(field)
	if v == "" {
		return ""
	}
	known, ok := words[fold(v)]
	if !ok {
		r.refuse(field, CodeValueUnknown, "not a known "+field)
	}
	return known
}

func (r *row) date(field string) string {
	v := r.get(field)
	if v == "" {
		return ""
	}
	at, ok := parseTime(v, time.UTC)
	if !ok {
		r.refuse(field, CodeValueBad, "no date such as 2026-03-05")
		return ""
	}
	return at.Format("2006-01-02")
}

func (r *row) extra() map[string]string {
	m := map[string]string{}
	for i, f := range r.m.Mapping {
		if f == Extra && r.rec.Cells[i] != "" {
			m[r.m.Headers[i]] = r.rec.Cells[i]
		}
	}
	return m
}

var (
	sexWords     = map[string]string{"男": "m", "m": "m", "male": "m", "先生": "m", "女": "f", "f": "f", "female": "f", "女士": "f", "未知": "", "保密": ""}
	languageWord = map[string]string{"普通话": "mandarin", "国语": "mandarin", "中文": "mandarin", "mandarin": "mandarin", "粤语": "cantonese", "广东话": "cantonese", "白话": "cantonese", "cantonese": "cantonese"}
	segmentWords = map[string]string{"会员": "member", "member": "member", "vip": "vip", "贵宾": "vip", "vip客户": "vip", "潜在": "prospect", "潜在客户": "prospect", "意向客户": "prospect", "prospect": "prospect",
		"流失": "churned", "流失客户": "churned", "churned": "churned", "普通": "", "普通客户": "", "一般": ""}
	kindWords = map[string]string{"销售": "sale", "购买": "sale", "消费": "sale", "成交": "sale", "安装": "installation", "报修": "repair", "维修": "repair", "故障": "fault_repair", "故障维修": "fault_repair",
		"报警": "alarm", "投诉": "complaint", "活动": "event", "礼品": "gift_given", "礼品发放": "gift_given", "核销": "voucher_used", "入会": "member_joined", "服务": "service_contact", "来院未消费": "arrived_no_purchase", "来院消费": "arrived_purchase",
		"爽约": "appointment_missed", "未到诊": "appointment_missed", "中断治疗": "treatment_interrupted", "门诊手术": "outpatient_surgery", "术后出院": "discharged_after_surgery", "流失": "customer_lost"}
	dateFields = []string{"maintenance_expiry", "insurance_expiry", "licence_expiry", "drill_expiry", "self_assessment_expiry"}
)

// Customer makes a customer of a record, or says what is wrong with the record.
func (m *Mapped) Customer(rec Record) (CustomerRow, *RowError) {
	if rec.Problem != nil {
		return CustomerRow{}, rec.Problem
	}
	r := &row{m: m, rec: rec}
	c := CustomerRow{
		Line: rec.Line, Name: r.required("name", 200), Code: r.text("code", 100), Contact: r.text("contact_name", 200),
		Title: r.text("title", 100), Address: r.text("address", 500), Region: r.text("region", 100), Switchboard: r.text("switchboard", 40),
		Unit: r.text("unit", 200), Owner: r.text("owner", 200), Sex: r.choice("sex", sexWords), Language: r.choice("language", languageWord),
		Segment: r.choice("segment", segmentWords), SignedOn: r.date("signed_on"), ExpiresOn: r.date("expires_on"), Birthday: r.date("birthday"),
		Zone: r.text("zone", 60), Email: r.text("email", 200), Notes: map[string]string{}, Fields: r.extra(),
	}
	if c.Contact == "" {
		c.Contact = c.Name
	}
	if r.get("phone") == "" {
		r.refuse("phone", phone.CodeEmpty, "no number")
	}
	for _, f := range []string{"phone", "phone2", "phone3"} {
		if n := r.number(f); n != "" && !slices.Contains(c.Phones, n) {
			c.Phones = append(c.Phones, n)
		}
	}
	if c.Email != "" {
		if a, err := mail.ParseAddress(c.Email); err != nil || a.Address != c.Email {
			r.refuse("email", CodeValueBad, "no e-mail address")
		}
	}
	if c.Zone != "" && !isZone(c.Zone) {
		r.refuse("zone", CodeValueBad, "no time zone such as Asia/Shanghai")
	}
	if v := r.get("filed_at"); v != "" {
		at, ok := parseTime(v, m.Zone)
		if !ok {
			r.refuse("filed_at", CodeValueBad, "no time such as 2026-03-05 14:30")
		}
		c.FiledAt = &at
	}
	for _, f := range dateFields {
		if d := r.date(f); d != "" {
			c.Fields[f] = d
		}
	}
	for _, f := range []string{"hobbies", "family", "note"} {
		if v := r.text(f, maxCell); v != "" {
			c.Notes[f] = v
		}
	}
	return c, r.bad
}

// Event makes a service event of a record, or says what is wrong with the record.
func (m *Mapped) Event(rec Record) (EventRow, *RowError) {
	if rec.Problem != nil {
		return EventRow{}, rec.Problem
	}
	r := &row{m: m, rec: rec}
	e := EventRow{Line: rec.Line, SourceKey: r.text("source_key", 150), CustomerCode: r.text("customer_code", 100), Title: r.text("title", 200),
		Unit: r.text("unit", 200), Phone: r.number("phone"), Kind: m.EventKind, Detail: r.extra()}
	if e.CustomerCode == "" && e.Phone == "" {
		field := "customer_code"
		if r.column(field) < 0 {
			field = "phone"
		}
		r.refuse(field, CodeValueMissing, "neither the customer's code nor a phone number")
	}
	if v := r.get("kind"); v != "" {
		if known, ok := kindWords[fold(v)]; ok {
			e.Kind = known
		} else if EventKind(v) {
			e.Kind = v
		} else {
			r.refuse("kind", CodeValueUnknown, "no kind of event: lower-case letters, digits and _, such as sale")
		}
	}
	if e.Kind == "" {
		r.refuse("kind", CodeValueMissing, "no kind of event")
	}
	v := r.required("at", 60)
	at, ok := parseTime(v, m.Zone)
	if v != "" && !ok {
		r.refuse("at", CodeValueBad, "no time such as 2026-03-05 14:30")
	}
	e.At = at
	if v := r.get("amount"); v != "" {
		cents, ok := parseCents(v)
		if !ok {
			r.refuse("amount", CodeValueBad, "no amount such as 1999.00")
		}
		e.Amount = &cents
	}
	return e, r.bad
}

// EventKind reports whether a word may be a kind of event: the schema's check.
func EventKind(s string) bool {
	if len(s) == 0 || len(s) > 40 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

func isZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && strings.Contains(name, "/")
}

var timeLayouts = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "20060102",
	"2006-1-2 15:04:05", "2006/1/2 15:04:05", "2006-1-2 15:04", "2006/1/2 15:04", "2006.1.2 15:04", "2006-1-2T15:04:05", "2006-1-2T15:04",
}

// parseTime reads a date or a time as people and spreadsheets write it: years first, as other orders are ambiguous. The year is 1900 to 2999.
func parseTime(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, at.Year() >= 1900 && at.Year() < 3000
	}
	s = strings.NewReplacer("年", "-", "月", "-", "日 ", " ", "日", " ", "时", ":", "分", "", "／", "/", "：", ":").Replace(s)
	s = strings.TrimSpace(s)
	for _, l := range timeLayouts {
		if at, err := time.ParseInLocation(l, s, zone); err == nil {
			return at, at.Year() >= 1900 && at.Year() < 3000
		}
	}
	return time.Time{}, false
}

// parseCents reads an amount of money, at most ten thousand million, not negative, exactly.
func parseCents(s string) (int64, bool) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．':
			return '.'
		case r == ',' || r == '，' || r == ' ' || r == '¥' || r == '￥' || r == '元':
			return -1
		}
		return r
	}, s)
	whole, part, _ := strings.Cut(s, ".")
	for len(part) > 2 && part[len(part)-1] == '0' {
		part = part[:len(part)-1]
	}
	if whole == "" || len(whole) > 10 || len(part) > 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 63)
	return int64(n), err == nil //nolint:gosec // 63 bits
}
