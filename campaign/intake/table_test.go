package intake_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huifang/campaign/intake"
)

// workbook makes an XLSX file with another program than the one that reads it here.
func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(b []byte) (*intake.Table, error) {
	return intake.OpenTable(bytes.NewReader(b), int64(len(b)), intake.TableOptions{MaxBytes: 64 << 20})
}

func readAll(t testing.TB, b []byte) (*intake.Table, []intake.Record) {
	t.Helper()
	table, err := open(b)
	must(t, err)
	var list []intake.Record
	for {
		rec, err := table.Next()
		if errors.Is(err, io.EOF) {
			return table, list
		}
		must(t, err)
		list = append(list, rec)
	}
}

func TestWorkbook(t *testing.T) {
	b := workbook(t, func(f *excelize.File) {
		must(t, f.SetSheetName("Sheet1", "隐藏"))
		_, err := f.NewSheet("客户")
		must(t, err)
		must(t, f.SetSheetVisible("客户", true))
		f.SetActiveSheet(1)
		must(t, f.SetSheetVisible("隐藏", false))
		must(t, f.SetCellValue("隐藏", "A1", "not this one"))
		must(t, f.SetSheetRow("客户", "A1", &[]any{" 姓名 ", "电话", "生日", "金额", "备注", "时间"}))
		must(t, f.SetSheetRow("客户", "A2", &[]any{"张三", 13912345678, time.Date(1990, 3, 5, 0, 0, 0, 0, time.UTC), 1999.5, true, time.Date(2026, 3, 5, 14, 30, 0, 0, time.UTC)}))
		must(t, f.SetCellValue("客户", "B4", "139 1234 5679")) // row 3 is blank, A4 is empty
		must(t, f.SetCellRichText("客户", "A5", []excelize.RichTextRun{{Text: "李"}, {Text: "四 & <co>"}}))
		must(t, f.SetCellFormula("客户", "B6", "1+1"))
		must(t, f.SetCellValue("客户", "H7", "beyond the header"))
		must(t, f.SetCellValue("客户", "D8", 0.1+0.2))
		custom := `yyyy"年"m"月"d"日"`
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		must(t, err)
		must(t, f.SetCellValue("客户", "C9", 46086))
		must(t, f.SetCellStyle("客户", "C9", "C9", style))
	})
	table, got := readAll(t, b)
	if table.Format != "xlsx" || table.Sheet != "客户" || !slices.Equal(table.Headers, []string{"姓名", "电话", "生日", "金额", "备注", "时间"}) {
		t.Fatalf("%+v", table)
	}
	want := []struct {
		line  int
		cells string
		code  string
	}{
		{2, "张三|13912345678|1990-03-05|1999.5|TRUE|2026-03-05 14:30:00", ""},
		{4, "|139 1234 5679||||", ""},
		{5, "李四 & <co>|||||", ""},
		{6, "", "formula"},
		{7, "", "too_many_cells"},
		{8, "|||0.3||", ""},
		{9, "||2026-03-05|||", ""},
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows: %+v", len(got), got)
	}
	for i, w := range want {
		g := got[i]
		code := ""
		if g.Problem != nil {
			code = g.Problem.Code
		}
		if g.Line != w.line || code != w.code || code == "" && strings.Join(g.Cells, "|") != w.cells {
			t.Errorf("row %d: %d %q %+v, want %+v", i, g.Line, g.Cells, g.Problem, w)
		}
	}
	if got[3].Problem.Column != "电话" {
		t.Errorf("the formula is said to be in column %q", got[3].Problem.Column)
	}
	if read, all := table.Progress(); read < all/2 || read > all {
		t.Errorf("progress %d of %d at the end", read, all)
	}
}

// What a CSV file and a workbook say is the same.
func TestWorkbookIsReadLikeCSV(t *testing.T) {
	rows := [][]string{{"客户编号", "姓名", "电话"}, {"A001", "张三", "13912345678"}, {"A002", "_x000D_李四", "010-62345678"}, {"", "王\"五", "+8613800000001"}}
	var text strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&text, "%s,\"%s\",%s\n", r[0], strings.ReplaceAll(r[1], `"`, `""`), r[2])
	}
	_, a := readAll(t, []byte(text.String()))
	_, b := readAll(t, workbook(t, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1") // inline strings
		must(t, err)
		for i, r := range rows {
			must(t, w.SetRow(fmt.Sprintf("A%d", i+1), []any{r[0], r[1], r[2]}))
		}
		must(t, w.Flush())
	}))
	if len(a) != 3 || len(b) != 3 {
		t.Fatalf("%d and %d rows", len(a), len(b))
	}
	for i := range a {
		if a[i].Line != b[i].Line || !slices.Equal(a[i].Cells, b[i].Cells) {
			t.Errorf("CSV %+v, XLSX %+v", a[i], b[i])
		}
	}
}

// archive makes a zip file of parts by name; a part may be huge, as it is written from one piece again and again.
func archive(t testing.TB, parts map[string][]string, times int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, p := range parts {
		w, err := z.Create(name)
		must(t, err)
		_, err = io.WriteString(w, p[0])
		must(t, err)
		if len(p) > 1 {
			for range times {
				_, err = io.WriteString(w, p[1])
				must(t, err)
			}
			_, err = io.WriteString(w, p[2])
			must(t, err)
		}
	}
	must(t, z.Close())
	return b.Bytes()
}

func parts(sheet, shared []string) map[string][]string {
	p := map[string][]string{
		"[Content_Types].xml":        {"<Types/>"},
		"_rels/.rels":                {`<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		"xl/workbook.xml":            {`<workbook xmlns:r="x"><sheets><sheet name="s" sheetId="1" r:id="r7"/></sheets></workbook>`},
		"xl/_rels/workbook.xml.rels": {`<Relationships><Relationship Id="r7" Type="http://x/worksheet" Target="worksheets/s.xml"/></Relationships>`},
		"xl/worksheets/s.xml":        sheet,
	}
	if shared != nil {
		p["xl/sharedStrings.xml"] = shared
	}
	return p
}

func TestFilesRefused(t *testing.T) {
	head := `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>姓名</v></c></row>`
	encrypted := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), bytes.Repeat([]byte{0}, 70_000)...)
	for _, r := range "EncryptedPackage" {
		encrypted = append(encrypted, byte(r), 0)
	}
	many := archive(t, parts([]string{head, `<row><c t="str"><v>` + strings.Repeat("a", 1500) + `</v></c></row>`, `</sheetData></worksheet>`}, nil), 50_000)
	whole := archive(t, parts([]string{head + `</sheetData></worksheet>`}, nil), 0)
	for name, c := range map[string]struct {
		file []byte
		code string
	}{
		"nothing":             {nil, intake.CodeEmpty},
		"blank":               {[]byte(" \n\n"), intake.CodeEmpty},
		"zip":                 {archive(t, map[string][]string{"a.csv": {"x"}}, 0), intake.CodeZip},
		"binary workbook":     {archive(t, map[string][]string{"xl/workbook.bin": {"x"}}, 0), intake.CodeXLSB},
		"old workbook":        {append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...), intake.CodeXLS},
		"with a password":     {encrypted, intake.CodeEncrypted},
		"cut":                 {whole[:len(whole)-30], intake.CodeTruncated},
		"sheet cut":           {archive(t, parts([]string{head + `<row><c t="str"><v>x`}, nil), 0), intake.CodeBroken},
		"no sheet":            {archive(t, parts([]string{""}, nil), 0), intake.CodeBroken},
		"header is a formula": {archive(t, parts([]string{`<worksheet><sheetData><row r="1"><c><f>1+1</f><v>2</v></c></row></sheetData></worksheet>`}, nil), 0), intake.CodeHeaderBad},
		"bomb of a sheet":     {many, intake.CodeBomb},
		"bomb of strings":     {archive(t, parts([]string{head}, []string{"<sst>", "<si><t>" + strings.Repeat("a", 1000) + "</t></si>", "</sst>"}), 100_000), intake.CodeBomb},
		"bomb of one string":  {archive(t, parts([]string{head}, []string{"<sst><si><t>", strings.Repeat("a", 1000), "</t></si></sst>"}), 5000), intake.CodeBroken},
		"entity":              {archive(t, parts([]string{`<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`}, nil), 0), intake.CodeBroken},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := open(c.file)
			for err == nil {
				_, err = table.Next()
			}
			var bad *intake.FileError
			if !errors.As(err, &bad) || bad.Code != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

func TestTooManyRows(t *testing.T) {
	b := []byte("姓名\na\nb\nc\n")
	table, err := intake.OpenTable(bytes.NewReader(b), int64(len(b)), intake.TableOptions{MaxRows: 2})
	must(t, err)
	for range 2 {
		_, err = table.Next()
		must(t, err)
	}
	var bad *intake.FileError
	if _, err = table.Next(); !errors.As(err, &bad) || bad.Code != intake.CodeTooManyRows || bad.Line != 4 {
		t.Errorf("%v", err)
	}
}
