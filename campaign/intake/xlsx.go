package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
)

// A workbook is read straight from the zip archive, in one pass and with bounded memory: ECMA-376 (Office Open XML), part 1,
// section 18 SpreadsheetML. The library for workbooks is not used here because its row iterator does not tell formulas
// from values nor dates from numbers without loading the whole sheet.

const (
	compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" // OLE compound file: an old workbook, or an encrypted new one

	maxPart  = 16 << 20 // bytes of workbook.xml, styles.xml and relations
	maxRatio = 300      // a worksheet that is packed better than that is a bomb; usual is 10 to 40
	freeSize = 8 << 20  // bytes for which the ratio does not matter
)

// isEncrypted looks for the name of the stream that an encrypted workbook has (MS-OFFCRYPTO, 2.3.4.1), in UTF-16.
func isEncrypted(r io.Reader) bool {
	name := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		if bytes.Contains(buf[:kept+n], name) {
			return true
		}
		if err != nil {
			return false
		}
		kept = copy(buf, buf[kept+n-len(name):kept+n])
	}
}

func broken(detail string, args ...any) error {
	return &FileError{Code: CodeBroken, Detail: "the workbook cannot be read: " + fmt.Sprintf(detail, args...)}
}

// workbook is an opened archive.
type workbook struct {
	parts    map[string]*zip.File
	strings  sharedStrings
	dates    []bool // by cell style: the number is a date
	date1904 bool
}

func (t *Table) openXLSX(r io.ReaderAt, size int64, opt TableOptions) error {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return &FileError{Code: CodeTruncated, Detail: "the workbook's archive is not whole"}
	}
	w := &workbook{parts: make(map[string]*zip.File, len(archive.File))}
	for _, f := range archive.File {
		w.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	switch {
	case w.parts["xl/workbook.bin"] != nil:
		return &FileError{Code: CodeXLSB, Detail: "this is a binary workbook (XLSB); save it as XLSX or CSV"}
	case w.parts["[Content_Types].xml"] == nil:
		return &FileError{Code: CodeZip, Detail: "this is a zip archive; unpack it and give the CSV or XLSX file"}
	}
	main, err := w.target("_rels/.rels", "", func(typ, _ string) bool { return strings.HasSuffix(typ, "/officeDocument") })
	if err != nil {
		return err
	}
	if w.parts[main] == nil || !strings.HasSuffix(main, "workbook.xml") {
		return &FileError{Code: CodeZip, Detail: "this is a document, but no workbook"}
	}
	sheet, err := w.firstSheet(main, t)
	if err != nil {
		return err
	}
	base := path.Dir(main)
	if err := w.readStyles(w.parts[path.Join(base, "styles.xml")]); err != nil {
		return err
	}
	if err := w.strings.read(w.parts[path.Join(base, "sharedStrings.xml")], opt.MaxStrings); err != nil {
		return err
	}
	return w.openSheet(t, sheet, opt.MaxSheet)
}

// target finds a relation in a .rels part and returns the path of its target.
func (w *workbook) target(rels, base string, want func(typ, id string) bool) (string, error) {
	found := ""
	err := eachElement(w.parts[rels], maxPart, func(e xml.StartElement) error {
		if e.Name.Local == "Relationship" && found == "" && want(attr(e, "Type"), attr(e, "Id")) {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(base, target)
			}
			found = strings.TrimPrefix(target, "/")
		}
		return nil
	})
	return found, err
}

// firstSheet finds the first visible worksheet.
func (w *workbook) firstSheet(main string, t *Table) (*zip.File, error) {
	type ref struct{ name, id string }
	var sheets []ref
	err := eachElement(w.parts[main], maxPart, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			w.date1904 = v == "1" || v == "true"
		case "sheet":
			if state := attr(e, "state"); state == "" || state == "visible" {
				sheets = append(sheets, ref{attr(e, "name"), attr(e, "id")})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rels := path.Join(path.Dir(main), "_rels", path.Base(main)+".rels")
	for _, s := range sheets {
		name, err := w.target(rels, path.Dir(main), func(typ, id string) bool { return id == s.id && strings.HasSuffix(typ, "/worksheet") })
		if err != nil {
			return nil, err
		}
		if f := w.parts[name]; f != nil {
			t.Sheet = s.name
			return f, nil
		}
	}
	return nil, broken("no visible worksheet")
}

// readStyles finds the cell styles that show a number as a date.
func (w *workbook) readStyles(f *zip.File) error {
	if f == nil {
		return nil
	}
	custom := map[string]bool{}
	inCells := false
	return eachToken(f, maxPart, func(tok xml.Token) error {
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "numFmt":
				custom[attr(e, "numFmtId")] = isDateFormat(attr(e, "formatCode"))
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells {
					id := attr(e, "numFmtId")
					date, known := custom[id]
					if !known {
						date = isDateID(id)
					}
					w.dates = append(w.dates, date)
				}
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
}

// isDateID knows the built-in formats (18.8.30 numFmt), the Chinese ones included.
func isDateID(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58)
}

func isDateFormat(code string) bool {
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case strings.IndexByte("yYmMdDhHsS", c) >= 0:
			return true
		}
	}
	return false
}

// sharedStrings keeps the strings of a workbook in few pieces of memory, which do not move while more come.
type sharedStrings struct {
	pieces [][]byte // each string after its length; a string is in one piece
	starts []uint32 // piece and place in it
}

const pieceBits = 20 // of a start: the place in its piece

func (s *sharedStrings) add(text string) {
	need := binary.MaxVarintLen32 + len(text)
	last := len(s.pieces) - 1
	if last < 0 || len(s.pieces[last])+need > cap(s.pieces[last]) {
		s.pieces = append(s.pieces, make([]byte, 0, max(1<<pieceBits, need)))
		last++
	}
	piece := s.pieces[last]
	s.starts = append(s.starts, uint32(last<<pieceBits|len(piece))) //nolint:gosec // there are at most as many pieces as TableOptions.MaxStrings has MiB, twice
	s.pieces[last] = append(binary.AppendUvarint(piece, uint64(len(text))), text...)
}

func (s *sharedStrings) get(i int) (string, bool) {
	if i < 0 || i >= len(s.starts) {
		return "", false
	}
	piece := s.pieces[s.starts[i]>>pieceBits][s.starts[i]&(1<<pieceBits-1):]
	n, size := binary.Uvarint(piece)
	return string(piece[size : size+int(n)]), true //nolint:gosec // written by add
}

func (s *sharedStrings) read(f *zip.File, limit int64) error {
	if f == nil {
		return nil
	}
	var r richText
	return eachToken(f, limit, func(tok xml.Token) error {
		if e, ok := tok.(xml.EndElement); ok && e.Name.Local == "si" {
			s.add(unescape(r.take()))
			return nil
		}
		r.add(tok)
		return nil
	})
}

// richText gathers the text of a string that may be of several runs, without its phonetic guides.
type richText struct {
	text     []byte
	in       bool
	phonetic bool
}

func (r *richText) add(tok xml.Token) {
	switch e := tok.(type) {
	case xml.StartElement:
		r.in = e.Name.Local == "t" && !r.phonetic
		r.phonetic = r.phonetic || e.Name.Local == "rPh"
	case xml.EndElement:
		r.in = false
		r.phonetic = r.phonetic && e.Name.Local != "rPh"
	case xml.CharData:
		if r.in && len(r.text) <= 8*maxCell {
			r.text = append(r.text, e...)
		}
	}
}

func (r *richText) take() string {
	s := string(r.text)
	*r = richText{text: r.text[:0]}
	return s
}

// unescape undoes _x000D_ and the like (22.9.2.19 ST_Xstring).
func unescape(s string) string {
	for from := 0; ; {
		i := strings.Index(s[from:], "_x")
		if i < 0 || from+i+7 > len(s) {
			return s
		}
		i += from
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 32)
		if err != nil || s[i+6] != '_' {
			from = i + 2
			continue
		}
		r := string(rune(n)) //nolint:gosec // 16 bits
		s = s[:i] + r + s[i+7:]
		from = i + len(r)
	}
}

// sheetReader gives the rows of a worksheet.
type sheetReader struct {
	w    *workbook
	next func() (xml.Token, error)
	row  int
}

func (w *workbook) openSheet(t *Table, f *zip.File, limit int64) error {
	limit = min(limit, max(freeSize, maxRatio*int64(f.CompressedSize64))) //nolint:gosec // at most the file's size
	next, offset, err := tokens(f, limit)
	if err != nil {
		return err
	}
	s := &sheetReader{w: w, next: next}
	all := int64(min(f.UncompressedSize64, uint64(limit))) //nolint:gosec // limit is positive
	t.Format = "xlsx"
	t.next = s.record
	t.done = func() (int64, int64) { return offset(), max(all, offset()) }
	return nil
}

// record reads the next row that has cells.
func (s *sheetReader) record() (rawRecord, error) {
	var rec rawRecord
	in := false
	for column := 0; ; {
		tok, err := s.next()
		if errors.Is(err, io.EOF) {
			return rawRecord{}, broken("the worksheet ends in the middle")
		}
		if err != nil {
			return rawRecord{}, err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				s.row++
				if n, err := strconv.Atoi(attr(e, "r")); err == nil && n > s.row {
					s.row = n
				}
				rec, in, column = rawRecord{line: s.row}, true, 0
			case "c":
				if n := columnOf(attr(e, "r")); n >= 0 {
					column = n
				}
				if err := s.cell(e, &rec, min(column, maxColumns)); err != nil {
					return rawRecord{}, err
				}
				column++
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "row":
				if in && (len(rec.cells) > 0 || rec.bad != nil) {
					return rec, nil
				}
			case "sheetData":
				return rawRecord{}, io.EOF
			}
		}
	}
}

// cell reads a cell to its end and puts its value into the row.
func (s *sheetReader) cell(start xml.StartElement, rec *rawRecord, column int) error {
	kind := attr(start, "t")
	style, err := strconv.Atoi(attr(start, "s"))
	date := err == nil && style >= 0 && style < len(s.w.dates) && s.w.dates[style]
	var inline richText
	var value []byte
	inValue, formula := false, false
	for {
		tok, err := s.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return broken("the worksheet ends in the middle")
			}
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			inValue = e.Name.Local == "v"
			formula = formula || e.Name.Local == "f"
		case xml.CharData:
			if inValue && len(value) <= 8*maxCell {
				value = append(value, e...)
			}
		case xml.EndElement:
			inValue = false
			if e.Name.Local == "c" {
				text, bad := s.value(kind, string(value), inline.take(), date)
				if formula {
					bad = &badCell{code: CodeFormula, detail: "a formula is no value; paste it as a value"}
				}
				if text != "" || bad != nil {
					for len(rec.cells) <= column {
						rec.cells = append(rec.cells, "")
					}
					rec.cells[column] = text
				}
				if bad != nil && rec.bad == nil {
					bad.column = column
					rec.bad = bad
				}
				return nil
			}
		}
		inline.add(tok)
	}
}

// value makes text of a cell as a person would read it, but dates as 2026-03-05 and numbers without format (18.18.11 ST_CellType).
func (s *sheetReader) value(kind, value, inline string, date bool) (string, *badCell) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		text, ok := s.w.strings.get(i)
		if err != nil || !ok {
			return "", &badCell{code: CodeCellError, detail: "the cell points to a text that is not there"}
		}
		return text, nil
	case "inlineStr":
		return unescape(inline), nil
	case "str":
		return unescape(value), nil
	case "b":
		if strings.TrimSpace(value) == "1" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "e":
		return value, &badCell{code: CodeCellError, detail: "the cell shows an error"}
	case "d":
		return value, nil
	}
	value = strings.TrimSpace(value)
	if date {
		if text, ok := serialDate(value, s.w.date1904); ok {
			return text, nil
		}
	}
	return plainDigits(value), nil
}

// serialDate reads a day count as Excel has it, with its leap year 1900 that never was (18.17.4.1).
func serialDate(value string, date1904 bool) (string, bool) {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || f < 0 || f >= 2958466 { // the end of 9999
		return "", false
	}
	seconds := int64(f*86400 + 0.5)
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case f < 60:
		base = base.AddDate(0, 0, 1)
	}
	at := base.AddDate(0, 0, int(seconds/86400)).Add(time.Duration(seconds%86400) * time.Second)
	switch {
	case seconds%86400 == 0:
		return at.Format("2006-01-02"), true
	case f < 1 && !date1904:
		return at.Format("15:04:05"), true
	}
	return at.Format("2006-01-02 15:04:05"), true
}

// plainDigits writes 1.3912345678E10 and 0.30000000000000004 as the spreadsheet shows them in a cell without format.
func plainDigits(value string) string {
	if !strings.ContainsAny(value, ".eE") {
		return value
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || f > 1e15 || f < -1e15 {
		return value
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64) // a spreadsheet keeps 15 digits
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// columnOf reads the column of a reference such as B5, from 0; -1: none.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		if ref[i] < 'A' || ref[i] > 'Z' {
			break
		}
		n = 26*n + int(ref[i]-'A') + 1
	}
	return n - 1
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// tokens reads an XML part token by token. Neither a part larger than limit nor a huge token gets through, so that memory stays bounded.
func tokens(f *zip.File, limit int64) (next func() (xml.Token, error), offset func() int64, err error) {
	if f.Flags&1 != 0 {
		return nil, nil, &FileError{Code: CodeEncrypted, Detail: "the workbook's archive has a password"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, broken("%s is packed in an unknown way", f.Name)
	}
	g := &gate{r: &limited{r: r, left: limit, max: limit}}
	d := xml.NewDecoder(g)
	d.Strict = true
	next = func() (xml.Token, error) {
		g.left = maxRecord
		tok, err := d.RawToken()
		var large *FileError
		switch {
		case err == nil, errors.Is(err, io.EOF):
			return tok, err
		case errors.As(err, &large):
			return nil, &FileError{Code: CodeBomb, Detail: fmt.Sprintf("%s has more than %d bytes unpacked", f.Name, limit)}
		case errors.Is(err, errRecord):
			return nil, broken("%s has a part of more than %d bytes", f.Name, maxRecord)
		}
		return nil, broken("%s: %v", f.Name, err)
	}
	return next, d.InputOffset, nil
}

func eachToken(f *zip.File, limit int64, fn func(xml.Token) error) error {
	if f == nil {
		return broken("a part is missing")
	}
	next, _, err := tokens(f, limit)
	if err != nil {
		return err
	}
	for {
		tok, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(tok); err != nil {
			return err
		}
	}
}

func eachElement(f *zip.File, limit int64, fn func(xml.StartElement) error) error {
	return eachToken(f, limit, func(tok xml.Token) error {
		if e, ok := tok.(xml.StartElement); ok {
			return fn(e)
		}
		return nil
	})
}
