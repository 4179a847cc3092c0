package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huifang/campaign/phone"
)

// A table that a spreadsheet would save is read back as it was, in any encoding, whatever is in its cells.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		enc := encodings[rapid.SampledFrom(slices.Sorted(maps.Keys(encodings))).Draw(rt, "encoding")]
		cell := rapid.StringOf(rapid.OneOf(
			rapid.RuneFrom([]rune("张王李赵联通陈杨黄周吴,;\t\"=+-@'. abcé漢字𠮷")),
			rapid.RuneFrom(nil, unicode.Han),
		))
		numbers := rapid.SliceOfNDistinct(rapid.IntRange(0, 99999999), 1, 20, rapid.ID).Draw(rt, "numbers")
		var want []Row
		records := [][]string{{"联系人", "备注 一", "电话", "note"}}
		for i, n := range numbers {
			national := fmt.Sprintf("139%08d", n)
			rec := []string{strings.TrimSpace(strings.ReplaceAll(cell.Draw(rt, "name"), "\t", " ")), strings.TrimSpace(cell.Draw(rt, "a")), national, strings.TrimSpace(cell.Draw(rt, "b"))}
			records = append(records, rec)
			want = append(want, Row{i + 2, rec[0], phone.Number{E164: "+86" + national, National: national, Region: "CN"}, [][2]string{{"备注 一", rec[1]}, {"note", rec[3]}}})
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(rt, "comma")
		w.UseCRLF = rapid.Bool().Draw(rt, "crlf")
		if err := w.WriteAll(records); err != nil {
			rt.Fatal(err)
		}
		rows, report, err := readAll(strings.NewReader(enc.bom+encode(t, enc.e, b.String())), cn)
		if err != nil || report.Encoding != enc.name || cmp.Diff(want, rows) != "" {
			rt.Fatalf("%v %+v\n%s", err, report, cmp.Diff(want, rows))
		}
	})
}

var e164Form = regexp.MustCompile(`^\+[0-9]{4,15}$`)

func FuzzRead(f *testing.F) {
	for _, enc := range encodings {
		f.Add([]byte(enc.bom + encode(f, enc.e, "姓名,电话,备注\r\n张三,13900000001,\"a\nb\"\r\n李四,13900000001,=1\r\n")))
	}
	f.Add([]byte("phone;name\n\"010-62345678\";x\ny\"z;1\n"))
	f.Add([]byte("tel\n110\n\"\n\n"))
	f.Add([]byte("PK\x03\x04xl/"))
	f.Add([]byte("name,phone\nAnn,13900000001\n\"Bob,1390000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64<<10 {
			t.Skip()
		}
		line := 0
		seen := map[string]bool{}
		at := func(l int) {
			if l <= line || l > bytes.Count(data, []byte("\n"))+1 {
				t.Fatalf("line %d after %d", l, line)
			}
			line = l
		}
		opt := Options{Region: "CN", MaxRows: 500, Refused: func(e RowError) error {
			at(e.Line)
			if e.Code == "" || e.Detail == "" || len([]rune(e.Value)) > maxShown {
				t.Fatalf("%+v", e)
			}
			return nil
		}}
		var report Report
		taken := 0
		report, err := Read(bytes.NewReader(data), opt, func(r Row) error {
			at(r.Line)
			if !e164Form.MatchString(r.Phone.E164) || seen[r.Phone.E164] || !readable(r.Name) || strings.Contains(r.Name, "\n") {
				t.Fatalf("%+v", r)
			}
			for _, x := range r.Extra {
				if !readable(x[0]) || x[0] == "" || !readable(x[1]) || len(x[1]) > 4*maxCell {
					t.Fatalf("%+v", r)
				}
			}
			seen[r.Phone.E164] = true
			taken++
			return nil
		})
		var file *FileError
		if err != nil && (!errors.As(err, &file) || file.Code == "" || file.Detail == "") {
			t.Fatalf("%v", err)
		}
		sum := 0
		for _, n := range report.ByCode {
			sum += n
		}
		if report.Taken != taken || report.Taken+report.Refused != report.Rows || sum != report.Refused || len(report.Problems) != report.Refused {
			t.Fatalf("%+v", report)
		}
		var b bytes.Buffer
		if err := WriteErrors(&b, report.Problems); err != nil {
			t.Fatal(err)
		}
		back, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(back) != len(report.Problems)+1 {
			t.Fatalf("%d lines, %v", len(back), err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var s strings.Builder
	s.WriteString("姓名,电话,地址\n")
	for i := range 1000 {
		fmt.Fprintf(&s, "张三,139%08d,北京市海淀区%d号\n", i, i)
	}
	b.SetBytes(int64(s.Len()))
	for b.Loop() {
		report, err := Read(strings.NewReader(s.String()), cn, func(Row) error { return nil })
		if err != nil || report.Taken != 1000 {
			b.Fatal(err)
		}
	}
}
