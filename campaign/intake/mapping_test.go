package intake_test

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"huifang/campaign/intake"
)

func TestPropose(t *testing.T) {
	for _, c := range []struct{ kind, headers, want string }{
		{intake.KindCustomers, "客户编号,客户名称,联系人,手机,备用电话,性别,生日,语言,门店,负责坐席,签约日期,楼层", "code,name,contact_name,phone,phone2,sex,birthday,language,unit,owner,signed_on,extra"},
		{intake.KindCustomers, "Customer Code,Company,Contact Person,Mobile Phone,E-Mail,Time_Zone,Insurance Expiry", "code,name,contact_name,phone,email,zone,insurance_expiry"},
		{intake.KindCustomers, "联系人,电话", "name,phone"},
		{intake.KindCustomers, "姓名,手机,电话", "name,phone,extra"}, // no field twice
		{intake.KindEvents, "单号,会员号,消费时间,金额,商品,门店,收银员", "source_key,customer_code,at,amount,title,unit,extra"},
		{intake.KindEvents, "kind,phone,at,amount", "kind,phone,at,amount"},
	} {
		headers := strings.Split(c.headers, ",")
		if got := strings.Join(intake.Propose(c.kind, headers), ","); got != c.want {
			t.Errorf("%s: %s, want %s", c.headers, got, c.want)
		}
	}
}

func TestCheckMapping(t *testing.T) {
	for _, c := range []struct {
		kind, mapping, code string
		column              int
	}{
		{intake.KindCustomers, "name,phone,extra,extra,", "", 0},
		{intake.KindCustomers, "name,phone,extra,extra", "mapping_length", -1},
		{intake.KindCustomers, "name,phone,nonsense,,", "field_unknown", 2},
		{intake.KindCustomers, "name,phone,at,,", "field_unknown", 2},
		{intake.KindCustomers, "name,phone,,,name", "field_twice", 4},
		{intake.KindCustomers, "name,,,,", "field_required", -1},
		{intake.KindEvents, "at,customer_code,,,", "", 0},
		{intake.KindEvents, "at,kind,,,", "field_required", -1},
	} {
		bad := intake.CheckMapping(c.kind, 5, strings.Split(c.mapping, ","))
		if bad == nil && c.code != "" || bad != nil && (bad.Code != c.code || bad.Column != c.column) {
			t.Errorf("%s %s: %+v, want %s", c.kind, c.mapping, bad, c.code)
		}
	}
}

func TestSignature(t *testing.T) {
	a := intake.Signature([]string{"姓名", "Phone Number"})
	if a != intake.Signature([]string{" 姓 名", "phone_number"}) || a == intake.Signature([]string{"Phone Number", "姓名"}) || a == intake.Signature([]string{"姓名"}) {
		t.Error("signatures do not tell headers apart as columns do")
	}
}

var shanghai = time.FixedZone("CST", 8*3600)

func mapped(kind, mapping string) *intake.Mapped {
	m := &intake.Mapped{Kind: kind, Mapping: strings.Split(mapping, ","), Region: "CN", Zone: shanghai}
	for _, f := range m.Mapping {
		m.Headers = append(m.Headers, "列 "+f)
	}
	return m
}

func TestCustomerRow(t *testing.T) {
	m := mapped(intake.KindCustomers, "code,name,contact_name,phone,phone2,phone3,sex,birthday,language,segment,signed_on,filed_at,zone,insurance_expiry,note,extra,")
	rec := intake.Record{Line: 7, Cells: []string{"A1", "远大公司", "张三", "139 1234 5678", "+86 139 1234 5678", "010-62345678", "先生", "1990年3月5日", "广东话",
		"流失客户", "2026/1/2", "2026-01-03 09:30", "Asia/Hong_Kong", "20270101", "喜欢钓鱼", "六楼", "ignored"}}
	got, bad := m.Customer(rec)
	if bad != nil {
		t.Fatalf("%+v", bad)
	}
	filed := time.Date(2026, 1, 3, 1, 30, 0, 0, time.UTC)
	if !got.FiledAt.Equal(filed) {
		t.Errorf("filed %v", got.FiledAt)
	}
	got.FiledAt = nil
	want := intake.CustomerRow{Line: 7, Code: "A1", Name: "远大公司", Contact: "张三", Phones: []string{"+8613912345678", "+861062345678"}, Sex: "m",
		Birthday: "1990-03-05", Language: "cantonese", Zone: "Asia/Hong_Kong", Segment: "churned", SignedOn: "2026-01-02",
		Notes: map[string]string{"note": "喜欢钓鱼"}, Fields: map[string]string{"insurance_expiry": "2027-01-01", "列 extra": "六楼"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	for _, c := range []struct {
		column int
		value  string
		code   string
	}{
		{1, "", intake.CodeValueMissing}, {1, "a\nb", intake.CodeLineBreak}, {1, strings.Repeat("长", 201), intake.CodeValueTooLong},
		{3, "", "phone_empty"}, {3, "110", "phone_emergency"}, {4, "123", "phone_short_number"}, {6, "x", intake.CodeValueUnknown},
		{7, "1990-02-31", intake.CodeValueBad}, {7, "5/3/1990", intake.CodeValueBad}, {7, "0090-02-03", intake.CodeValueBad},
		{8, "english", intake.CodeValueUnknown}, {12, "Asia/Peking", intake.CodeValueBad}, {12, "Local", intake.CodeValueBad}, {13, "soon", intake.CodeValueBad},
	} {
		r := intake.Record{Line: 7, Cells: slices.Clone(rec.Cells)}
		r.Cells[c.column] = c.value
		if _, bad := m.Customer(r); bad == nil || bad.Code != c.code || bad.Line != 7 || bad.Column != m.Headers[c.column] {
			t.Errorf("%q as %s: %+v, want %s", c.value, m.Mapping[c.column], bad, c.code)
		}
	}
}

func TestEventRow(t *testing.T) {
	m := mapped(intake.KindEvents, "source_key,customer_code,kind,at,amount,title")
	for _, c := range []struct {
		cells string
		cents int64
		at    string
		kind  string
		code  string
	}{
		{"R1|A1|销售|2026-03-05 14:30|¥1,999.50|冰箱", 199950, "2026-03-05T06:30:00Z", "sale", ""},
		{"R1|A1|sale|2026-03-05T14:30:00+08:00|１９９９元|", 199900, "2026-03-05T06:30:00Z", "sale", ""},
		{"|A1|discharge|2026年3月5日 9时30分|0.5|", 50, "2026-03-05T01:30:00Z", "discharge", ""},
		{"|A1|sale|2026.3.5|10.000|", 1000, "2026-03-04T16:00:00Z", "sale", ""},
		{"|A1|sale|2026-03-05|1.005|", 0, "", "", intake.CodeValueBad},
		{"|A1|sale|2026-03-05|-5|", 0, "", "", intake.CodeValueBad},
		{"|A1|sale|2026-03-05|1e5|", 0, "", "", intake.CodeValueBad},
		{"|A1|sale|2026-03-05|99999999999|", 0, "", "", intake.CodeValueBad},
		{"|A1||2026-03-05|5|", 0, "", "", intake.CodeValueMissing},
		{"|A1|大甩卖|2026-03-05|5|", 0, "", "", intake.CodeValueUnknown},
		{"||sale|2026-03-05|5|", 0, "", "", intake.CodeValueMissing},
		{"|A1|sale||5|", 0, "", "", intake.CodeValueMissing},
		{"|A1|sale|tomorrow|5|", 0, "", "", intake.CodeValueBad},
	} {
		e, bad := m.Event(intake.Record{Line: 2, Cells: strings.Split(c.cells, "|")})
		if c.code != "" {
			if bad == nil || bad.Code != c.code {
				t.Errorf("%s: %+v, want %s", c.cells, bad, c.code)
			}
			continue
		}
		if bad != nil || *e.Amount != c.cents || e.At.UTC().Format(time.RFC3339) != c.at || e.Kind != c.kind {
			t.Errorf("%s: %+v %+v", c.cells, e, bad)
		}
	}
}

// Whatever a file holds: no panic, what is taken satisfies the schema, and what is refused says why and where.
func FuzzTable(f *testing.F) {
	f.Add([]byte("姓名,电话,客户编号,生日,金额\n张三,13912345678,A1,1990-03-05,12\n"), false)
	f.Add([]byte("时间,会员号,金额,类型\n2026-03-05,A1,\"1,000.5\",sale\n"), true)
	f.Add([]byte("PK\x03\x04"), false)
	f.Add(archive(f, parts([]string{`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>姓名</v></c><c t="inlineStr"><is><t>电话</t></is></c></row><row r="9"><c r="B9"><v>13912345678</v></c><c r="A9" t="s"><v>0</v></c></row></sheetData></worksheet>`},
		[]string{"<sst><si><r><t>张</t></r><rPh><t>zhang</t></rPh></si></sst>"}), 0), false)
	f.Fuzz(func(t *testing.T, b []byte, events bool) {
		table, err := intake.OpenTable(strings.NewReader(string(b)), int64(len(b)), intake.TableOptions{MaxBytes: 1 << 20, MaxRows: 100, MaxSheet: 1 << 20, MaxStrings: 1 << 20})
		kind := intake.KindCustomers
		if events {
			kind = intake.KindEvents
		}
		var file *intake.FileError
		if err != nil {
			if !errors.As(err, &file) || file.Code == "" || file.Detail == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		mapping := intake.Propose(kind, table.Headers)
		if bad := intake.CheckMapping(kind, len(table.Headers), mapping); bad != nil && bad.Code != "field_required" {
			t.Fatalf("%v is proposed and refused: %v", mapping, bad)
		}
		m := &intake.Mapped{Kind: kind, Headers: table.Headers, Mapping: mapping, Region: "CN", Zone: shanghai, EventKind: "sale"}
		line := 0
		for {
			rec, err := table.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				if !errors.As(err, &file) {
					t.Fatalf("%v", err)
				}
				return
			}
			if rec.Line <= line || len(rec.Cells) != len(table.Headers) {
				t.Fatalf("line %d after %d with %d cells", rec.Line, line, len(rec.Cells))
			}
			line = rec.Line
			var bad *intake.RowError
			if events {
				var e intake.EventRow
				if e, bad = m.Event(rec); bad == nil && (e.CustomerCode == "" && e.Phone == "" || !intake.EventKind(e.Kind) || e.At.Year() < 1899 || e.Amount != nil && *e.Amount < 0) {
					t.Fatalf("%+v", e)
				}
			} else {
				var c intake.CustomerRow
				if c, bad = m.Customer(rec); bad == nil && (c.Name == "" || c.Contact == "" || len(c.Phones) == 0 || len(c.Phones) > 3 || strings.ContainsRune(c.Name, 0)) {
					t.Fatalf("%+v", c)
				}
			}
			if bad != nil && (bad.Line != line || bad.Code == "" || bad.Detail == "") {
				t.Fatalf("%+v", bad)
			}
		}
	})
}
