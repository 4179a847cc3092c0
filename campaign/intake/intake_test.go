package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"huifang/campaign/phone"
)

var cn = Options{Region: "CN"}

func readAll(r io.Reader, opt Options) ([]Row, Report, error) {
	var rows []Row
	report, err := Read(r, opt, func(r Row) error { rows = append(rows, r); return nil })
	return rows, report, err
}

func encode(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	if e == nil {
		return s
	}
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// encodings are the ways in which the same file may come.
var encodings = map[string]struct {
	e    encoding.Encoding
	bom  string
	name string
}{
	"UTF-8":          {nil, "", "UTF-8"},
	"UTF-8 with BOM": {nil, "\xEF\xBB\xBF", "UTF-8"},
	"GB18030":        {simplifiedchinese.GB18030, "", "GB18030"},
	"UTF-16LE":       {unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "", "UTF-16LE"},
	"UTF-16BE":       {unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "", "UTF-16BE"},
}

func TestEncodingsDelimitersLineEnds(t *testing.T) {
	want := []Row{
		{2, "张三", phone.Number{E164: "+8613900000001", National: "13900000001", Region: "CN"}, [][2]string{{"地址", "北京, \"海淀\"; 1号\t\n二楼"}, {"备注", "=1+1"}}},
		{4, "𠮷野 龘", phone.Number{E164: "+861062345678", National: "01062345678", Region: "CN"}, [][2]string{{"地址", ""}, {"备注", ""}}},
	}
	for name, enc := range encodings {
		for _, comma := range []rune{',', ';', '\t'} {
			for _, crlf := range []bool{false, true} {
				var b bytes.Buffer
				w := csv.NewWriter(&b)
				w.Comma, w.UseCRLF = comma, crlf
				for _, rec := range [][]string{{"姓名", " 手机 号", "地址", "备注"}, {" 张三　", "139-0000-0001", "北京, \"海淀\"; 1号\t\n二楼", "=1+1"}, {"𠮷野 龘", "（010）62345678"}} {
					if err := w.Write(rec); err != nil {
						t.Fatal(err)
					}
				}
				w.Flush()
				file := enc.bom + encode(t, enc.e, b.String())
				for how, r := range map[string]io.Reader{"whole": strings.NewReader(file), "bytewise": iotest.OneByteReader(strings.NewReader(file)), "error with data": iotest.DataErrReader(strings.NewReader(file))} {
					rows, report, err := readAll(r, cn)
					if err != nil {
						t.Fatalf("%s %q crlf %v %s: %v", name, comma, crlf, how, err)
					}
					if d := cmp.Diff(want, rows); d != "" {
						t.Errorf("%s %q crlf %v %s: %s", name, comma, crlf, how, d)
					}
					wantReport := Report{Encoding: enc.name, Delimiter: string(comma), NameColumn: "姓名", PhoneColumn: "手机 号", Extra: []string{"地址", "备注"}, Rows: 2, Taken: 2, ByCode: map[string]int{}}
					if d := cmp.Diff(wantReport, report); d != "" {
						t.Errorf("%s %q crlf %v %s: %s", name, comma, crlf, how, d)
					}
				}
			}
		}
	}
}

func TestEncodingIsDecidedAtTheFirstForeignByte(t *testing.T) {
	// Three megabytes of ASCII before the first Chinese name.
	var b strings.Builder
	b.WriteString("name,phone,note\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "Li %d,139%08d,%s\n", i, i, strings.Repeat("x", 1000))
	}
	b.WriteString("王芳,13800000001\n李娜,13800000002\n")
	for name, want := range map[string]string{"UTF-8": "UTF-8", "GB18030": "GB18030"} {
		var last Row
		report, err := Read(strings.NewReader(encode(t, encodings[name].e, b.String())), cn, func(r Row) error { last = r; return nil })
		if err != nil || report.Encoding != want || report.Taken != 3002 || last.Name != "李娜" || last.Line != 3003 {
			t.Errorf("%s: %+v %v, last %+v", name, report, err, last)
		}
	}
}

func TestDamagedCellCostsItsRowOnly(t *testing.T) {
	good := "姓名,电话\n张三丰,13900000001\n李四光,13900000002\n王五,13900000003\n"
	for name, c := range map[string]struct{ file, encoding string }{
		"UTF-8, cut character":  {good + "赵\xe5\xad,13900000004\n钱七,13900000005\n", "UTF-8"},
		"UTF-8, NUL":            {good + strings.Repeat(" ", 9000) + "\n赵\x00,13900000004\n钱七,13900000005\n", "UTF-8"},
		"UTF-8, replacement":    {good + "赵\uFFFD,13900000004\n钱七,13900000005\n", "UTF-8"},
		"UTF-8, escape":         {good + "赵\x1b[2J,13900000004\n钱七,13900000005\n", "UTF-8"},
		"GB18030, bad sequence": {encode(t, simplifiedchinese.GB18030, good) + "\xff\xff,13900000004\n" + encode(t, simplifiedchinese.GB18030, "钱七,13900000005\n"), "GB18030"},
		"UTF-16, half a pair":   {encode(t, encodings["UTF-16LE"].e, good) + "\x00\xd8,\x001\x003\x009\x000\x000\x000\x000\x000\x000\x000\x004\x00\n\x00" + encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "钱七,13900000005\n"), "UTF-16LE"},
	} {
		rows, report, err := readAll(strings.NewReader(c.file), cn)
		if err != nil || report.Encoding != c.encoding || report.Taken != 4 || report.ByCode[CodeBadText] != 1 || report.Refused != 1 || rows[0].Name != "张三丰" || rows[3].Name != "钱七" {
			t.Errorf("%s: %+v %v", name, report, err)
		}
	}
}

func TestRefusedRows(t *testing.T) {
	file := strings.Join([]string{
		"Name,E-Mail,PHONE,,", // 1
		"Ann,a@example.com,13900000001,,",
		"Bob,,,,", // 3: no number
		"",
		" , ,　,,", // 5: blank
		"Cy,,139 0000 000l,,",
		"Dan,,+86 139-0000-0001", // 7: as in line 2
		"Eve,,110",
		"Fay,,13900000002,,,surplus", // 9
		"Gil,\"two\nlines\",13900000003",
		"Hal," + strings.Repeat("好", 2001) + ",13900000004", // 12
		"Ida," + strings.Repeat("好", 2000) + ",13900000005",
		"Jo \"the\" man,,13900000006", // 14
		"\"Kim\nKam\",,13900000007",
		",,13900000008", // 17: no name is no fault
		"Lee,=HYPERLINK(\"\"x\"\"),1.39E+10",
		"Lee,\"=HYPERLINK(\"\"x\"\")\",1.39E+10",
		"Moe,,+85291234567", // 20
		"Ned",
		"Ola,,13900000001 " + strings.Repeat("x", 60),
	}, "\r\n")
	var told []RowError
	opt := cn
	opt.Refused = func(e RowError) error { told = append(told, e); return nil }
	rows, report, err := readAll(strings.NewReader(file), opt)
	if err != nil {
		t.Fatal(err)
	}
	type brief struct {
		Line         int
		Column, Code string
	}
	var got []brief
	for _, e := range told {
		got = append(got, brief{e.Line, e.Column, e.Code})
		if e.Detail == "" {
			t.Errorf("no detail: %+v", e)
		}
	}
	want := []brief{
		{3, "PHONE", phone.CodeEmpty}, {6, "PHONE", phone.CodeBadCharacters}, {7, "PHONE", CodeDuplicate}, {8, "PHONE", phone.CodeEmergency},
		{9, "", CodeTooManyCells}, {12, "E-Mail", CodeValueTooLong}, {14, "", CodeBadQuotes}, {15, "Name", CodeLineBreak}, {18, "", CodeBadQuotes},
		{19, "PHONE", phone.CodeSpreadsheet}, {20, "PHONE", phone.CodeForeign}, {21, "PHONE", phone.CodeEmpty}, {22, "PHONE", phone.CodeBadCharacters},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if told[2].Value != "+86 139-0000-0001" || told[2].Detail != "the same number as in line 2" || told[4].Value != "surplus" {
		t.Errorf("%+v", told)
	}
	if v := []rune(told[12].Value); len(v) != 40 || v[39] != '…' {
		t.Errorf("value not shortened: %q", told[12].Value)
	}
	var lines []int
	for _, r := range rows {
		lines = append(lines, r.Line)
	}
	if d := cmp.Diff([]int{2, 10, 13, 17}, lines); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([][2]string{{"E-Mail", "two\nlines"}}, rows[1].Extra); d != "" {
		t.Error(d)
	}
	if report.Rows != 17 || report.Taken != 4 || report.Refused != 13 || report.ByCode[CodeBadQuotes] != 2 || cmp.Diff(told, report.Problems) != "" {
		t.Errorf("%+v", report)
	}
	if _, _, err := readAll(strings.NewReader("phone\n+85291234567\n"), Options{Region: "CN", AllowRegions: []string{"HK"}}); err != nil {
		t.Error(err)
	}
}

func TestHeader(t *testing.T) {
	for header, want := range map[string][2]string{
		"phone":                      {"", "phone"},
		" Tel ,NAME":                 {"NAME", "Tel"},
		"Phone_Number,Customer Name": {"Customer Name", "Phone_Number"},
		"客户,联系人,电话,手机号":              {"联系人", "手机号"},
		"客户,联系电话":                    {"客户", "联系电话"},
		"名 字\t手　机":                   {"名 字", "手　机"},
		"\"contact\";\"mobile\"":     {"contact", "mobile"},
		"\n\n姓名,电话,,,":               {"姓名", "电话"},
	} {
		comma := map[bool]string{true: ",", false: ";"}[strings.Contains(header, ",")]
		if strings.Contains(header, "\t") {
			comma = "\t"
		}
		var cells []string
		for range strings.Split(strings.TrimSpace(header), comma) {
			cells = append(cells, "13900000001")
		}
		_, report, err := readAll(strings.NewReader(header+"\n"+cells[0]+comma+strings.Join(cells[1:], comma)+"\n"), cn)
		var file *FileError
		if errors.As(err, &file) || report.NameColumn != want[0] || report.PhoneColumn != want[1] {
			t.Errorf("%q: %+v %v", header, report, err)
		}
	}
}

func TestRefusedFiles(t *testing.T) {
	many := make([]string, 65)
	for i := range many {
		many[i] = fmt.Sprint("c", i)
	}
	xlsx := "PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x13\x00\x00\x00[Content_Types].xml"
	for _, c := range []struct {
		name, file, code string
		line             int
		detail           string // a part of it
	}{
		{"empty", "", CodeEmpty, 0, ""},
		{"mark only", "\xEF\xBB\xBF", CodeEmpty, 0, ""},
		{"UTF-16 mark only", "\xFF\xFE", CodeEmpty, 0, ""},
		{"blank lines", " \r\n\n\t\n", CodeEmpty, 0, ""},
		{"header only", "姓名,电话\r\n", CodeNoRows, 0, ""},
		{"header and blank rows", "姓名,电话\n,\n\n , \n", CodeNoRows, 0, ""},
		{"xlsx", xlsx, CodeXLSX, 0, "save it as CSV"},
		{"zip", "PK\x03\x04\x14\x00contacts.csv", CodeZip, 0, ""},
		{"xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00", CodeXLS, 0, ""},
		{"pdf", "%PDF-1.7\n\x00", CodePDF, 0, ""},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00", CodeBinary, 0, ""},
		{"UTF-16 without mark", "p\x00h\x00o\x00n\x00e\x00\n\x00", CodeBinary, 0, "UTF-16"},
		{"UTF-32", "\xFF\xFE\x00\x00p\x00\x00\x00", CodeBinary, 0, "UTF-32"},
		{"no phone column", "姓名,地址\n张三,北京\n", CodePhoneMissing, 1, "found, read as UTF-8: 姓名, 地址"},
		{"no header", "张三,13900000001\n李四,13900000002\n", CodeHeaderMissing, 1, ""},
		{"same header", "phone,name, Name \n", CodeHeaderTwice, 1, "columns 2 and 3"},
		{"empty header", "\nphone,,name\n", CodeHeaderEmpty, 2, "column 2"},
		{"unreadable header", "phone,name,a\x01\n", CodeHeaderBad, 1, ""},
		{"header without end", "phone," + strings.Repeat("x", 1000) + "\n1,2\n", CodeHeaderBad, 1, ""},
		{"65 columns", strings.Join(many, ",") + ",phone\n", CodeTooManyColumns, 1, "66 columns"},
		{"old line ends", "name,phone\rAnn,13900000001\r", CodeOldLineEnds, 1, ""},
		{"old line ends, quoted", "\"name\",\"phone\"\r\"Ann\",\"13900000001\"\r", CodeQuoteOpen, 1, ""},
		{"quote open to the end", "name,phone\nAnn,13900000001\n\"Bob,13900000002\nCy,13900000003\n", CodeQuoteOpen, 3, "lines 3 to 4"},
		{"quote open to another", "name,phone\n\"Bob,13900000002\n\"Cy\",13900000003\n", CodeQuoteOpen, 2, "lines 2 to 3"},
		{"quote open in the header", "name,\"phone\nAnn,13900000001\n", CodeQuoteOpen, 1, ""},
		{"quote open, megabytes", "name,phone\nAnn,13900000001\n\"Bob,13900000002\n" + strings.Repeat("Cy,13900000003\n", 100_000), CodeRecordTooLong, 2, ""},
		{"line without end", "name,phone\n" + strings.Repeat("x", 2<<20), CodeRecordTooLong, 0, ""},
	} {
		rows, report, err := readAll(strings.NewReader(c.file), cn)
		var file *FileError
		if !errors.As(err, &file) || file.Code != c.code || file.Line != c.line || !strings.Contains(file.Detail, c.detail) || file.Detail == "" {
			t.Errorf("%s: got %v, want %s at line %d", c.name, err, c.code, c.line)
		}
		if len(rows) != report.Taken {
			t.Errorf("%s: %d rows, %+v", c.name, len(rows), report)
		}
	}
}

func TestLimits(t *testing.T) {
	file := "phone\n13900000001\n13900000002\n110\n"
	for _, c := range []struct {
		opt  Options
		code string
	}{
		{Options{Region: "CN", MaxBytes: int64(len(file)), MaxRows: 3}, ""},
		{Options{Region: "CN", MaxBytes: int64(len(file)) - 1}, CodeTooLarge},
		{Options{Region: "CN", MaxBytes: 1}, CodeTooLarge},
		{Options{Region: "CN", MaxRows: 2}, CodeTooManyRows},
	} {
		_, _, err := readAll(strings.NewReader(file), c.opt)
		var e *FileError
		if errors.As(err, &e); (c.code == "") != (err == nil) || c.code != "" && (e == nil || e.Code != c.code) {
			t.Errorf("%+v: %v", c.opt, err)
		}
	}
	// A Chinese letter makes the reader look ahead past the limit: it must be met all the same.
	big := "姓名,电话\n" + strings.Repeat("张三,110\n", 300_000)
	for _, limit := range []int64{20, 9000, 100_000, 1<<20 + 5, int64(len(big)) - 1} {
		_, _, err := readAll(strings.NewReader(big), Options{Region: "CN", MaxBytes: limit})
		var e *FileError
		if !errors.As(err, &e) || e.Code != CodeTooLarge {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
	// One byte too many, met while looking ahead and at the end of the file.
	mid := big[:100_000]
	_, _, err := readAll(iotest.OneByteReader(strings.NewReader(mid)), Options{Region: "CN", MaxBytes: int64(len(mid)) - 1})
	var e *FileError
	if !errors.As(err, &e) || e.Code != CodeTooLarge {
		t.Errorf("one byte too many: %v", err)
	}
}

func TestIsUTF8(t *testing.T) {
	gb := encode(t, simplifiedchinese.GB18030, "联通,张三,李四")
	for _, c := range []struct {
		text  string
		whole bool
		want  bool
	}{
		{"é\xc3", false, true}, // cut at the end of what is looked at
		{"é\xc3", true, false},
		{"张三\xe5\xbc", false, true},
		{gb, true, false},
		{gb + "\xe5", false, false},
		{strings.Repeat("张", 5) + "\xff", true, true},
		{strings.Repeat("张", 4) + "\xff", true, false},
	} {
		if got := isUTF8([]byte(c.text), c.whole); got != c.want {
			t.Errorf("%q whole %v: %v", c.text, c.whole, got)
		}
	}
}

func TestOtherErrors(t *testing.T) {
	stop := errors.New("stop")
	if _, err := Read(strings.NewReader("phone\n13900000001\n"), cn, func(Row) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
	opt := cn
	opt.Refused = func(RowError) error { return stop }
	if _, _, err := readAll(strings.NewReader("phone\n110\n"), opt); !errors.Is(err, stop) {
		t.Error(err)
	}
	long := "姓名,电话\n" + strings.Repeat("张三,13900000001\n", 1000)
	for _, n := range []int{0, 5, 14, 5000, len(long)} {
		if _, _, err := readAll(io.MultiReader(strings.NewReader(long[:n]), iotest.ErrReader(stop)), cn); !errors.Is(err, stop) {
			t.Errorf("after %d bytes: %v", n, err)
		}
		var e *FileError
		if _, _, err := readAll(io.MultiReader(strings.NewReader(long[:n]), iotest.ErrReader(io.ErrUnexpectedEOF)), cn); !errors.As(err, &e) || e.Code != CodeTruncated {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
	var why *phone.Error
	if _, _, err := readAll(strings.NewReader("phone\n13900000001\n"), Options{}); !errors.As(err, &why) || why.Code != phone.CodeBadRegion {
		t.Error(err)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 25 MB")
	}
	// One number over and over: what is kept must not grow with the file.
	row := "张三,13900000001," + strings.Repeat("地址", 400) + "\n"
	r := io.MultiReader(strings.NewReader("姓名,电话,地址\n"), &repeat{s: row, n: 10_000})
	var peak uint64
	seen := 0
	opt := Options{Region: "CN", MaxBytes: 1 << 30, Refused: func(RowError) error {
		if seen++; seen%2000 == 0 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
		return nil
	}}
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	report, err := Read(r, opt, func(Row) error { return nil })
	if err != nil || report.Refused != 9_999 || len(report.Problems) != keptProblems {
		t.Fatalf("%d refused, %v", report.Refused, err)
	}
	if grown := int64(peak) - int64(before.HeapAlloc); grown > 12<<20 {
		t.Errorf("heap grew by %d bytes", grown)
	}
}

type repeat struct {
	s    string
	n, i int
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.s[r.i:])
	if r.i += n; r.i == len(r.s) {
		r.i, r.n = 0, r.n-1
	}
	return n, nil
}

func TestWriteErrors(t *testing.T) {
	var b bytes.Buffer
	err := WriteErrors(&b, []RowError{
		{3, "电话", "=cmd|'/c calc'!A1", "phone_bad_characters", "'c' is not part of a number"},
		{4, "电话", "+8613900000001", "duplicate", "the same number as in line 2"},
		{5, "", "a,\"b\"", "too_many_cells", "5 values, but 2 columns"},
	})
	want := "\uFEFFline,column,value,code,detail\r\n" +
		"3,电话,'=cmd|'/c calc'!A1,phone_bad_characters,'c' is not part of a number\r\n" +
		"4,电话,+8613900000001,duplicate,the same number as in line 2\r\n" +
		"5,,\"a,\"\"b\"\"\",too_many_cells,\"5 values, but 2 columns\"\r\n"
	if d := cmp.Diff(want, b.String()); err != nil || d != "" {
		t.Error(err, d)
	}
	if err := WriteErrors(failing{}, []RowError{{Line: 1}}); err == nil {
		t.Error("a failing writer is no error")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestEscapeCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " ": " ", "张三": "张三", "-3.5": "-3.5", "+8613900000001": "+8613900000001", "1+1": "1+1", "-1,5": "-1,5",
		"=1": "'=1", "=1+1": "'=1+1", "@SUM(A1)": "'@SUM(A1)", "-1+2": "'-1+2", "+a": "'+a", "-": "'-", " =1": "' =1", "\t=1": "'\t=1", "\r1": "'\r1", "＝1": "'＝1",
	} {
		if got := EscapeCell(in); got != want {
			t.Errorf("EscapeCell(%q) = %q, want %q", in, got, want)
		}
	}
}
