package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Record is one row of a table below the header.
type Record struct {
	Line    int      // physical line of a CSV file, row of a worksheet; the header's is 1
	Cells   []string // without spaces around; as many as there are headers
	Problem *RowError
}

// Table is an opened CSV file or worksheet whose header was read. Memory is bounded by one record, and for a workbook by
// its shared strings (at most [TableOptions.MaxStrings] bytes).
type Table struct {
	Format   string // "csv" or "xlsx"
	Encoding string // of a CSV file
	Sheet    string // name of the worksheet that is read: the first visible one
	Headers  []string

	next func() (rawRecord, error)
	done func() (read, all int64)
	rows int
	max  int
}

// Codes of a FileError and of a RowError that only tables have.
const (
	CodeFormula   = "formula"    // the cell holds a formula
	CodeCellError = "cell_error" // the cell shows #N/A or the like
	CodeEncrypted = "file_encrypted"
	CodeXLSB      = "file_is_xlsb"
	CodeBomb      = "file_unpacks_too_large"
	CodeBroken    = "file_broken" // the workbook cannot be read

	maxHeader = 160 // characters
)

// TableOptions are the limits of a table; zero values take the default.
type TableOptions struct {
	MaxBytes   int64 // of the file as it is; DefaultMaxBytes
	MaxRows    int   // below the header; DefaultMaxRows
	MaxSheet   int64 // unpacked worksheet; 1 GiB
	MaxStrings int64 // unpacked shared strings of a workbook; 64 MiB
}

// rawRecord is a row as it stands in the file.
type rawRecord struct {
	line  int
	cells []string
	bad   *badCell
}

// badCell says why a row cannot be used, and by which column; the header's name is not known where it is made.
type badCell struct {
	column       int // -1: the row as a whole
	code, detail string
}

// OpenTable reads the header of a CSV file or of a workbook's first visible worksheet (XLSX). Formulas are refused row by
// row: what a formula shows depends on the program that shows it. The error is a *FileError, or what r gave.
func OpenTable(r io.ReaderAt, size int64, opt TableOptions) (*Table, error) {
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	if opt.MaxRows <= 0 {
		opt.MaxRows = DefaultMaxRows
	}
	if opt.MaxSheet <= 0 {
		opt.MaxSheet = 1 << 30
	}
	if opt.MaxStrings <= 0 {
		opt.MaxStrings = 64 << 20
	}
	if size > opt.MaxBytes {
		return nil, &FileError{Code: CodeTooLarge, Detail: fmt.Sprintf("larger than %d bytes; split it", opt.MaxBytes)}
	}
	t := &Table{max: opt.MaxRows}
	start := make([]byte, 8)
	n, err := r.ReadAt(start, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	switch {
	case bytes.HasPrefix(start[:n], []byte("PK\x03\x04")):
		err = t.openXLSX(r, size, opt)
	case bytes.HasPrefix(start[:n], []byte(compound)) && isEncrypted(io.NewSectionReader(r, 0, size)):
		err = &FileError{Code: CodeEncrypted, Detail: "the workbook has a password; save it without one"}
	default:
		err = t.openCSV(r, size)
	}
	if err != nil {
		return nil, err
	}
	head, err := t.next()
	for err == nil && head.bad == nil && blank(head.cells) {
		head, err = t.next()
	}
	switch {
	case errors.Is(err, io.EOF):
		return nil, &FileError{Code: CodeEmpty, Detail: "the file holds nothing"}
	case err != nil:
		return nil, err
	case head.bad != nil:
		return nil, &FileError{Code: CodeHeaderBad, Line: head.line, Detail: "the header: " + head.bad.detail}
	}
	t.Headers, err = tableHeaders(head)
	return t, err
}

// Next returns the next row that is not blank, or io.EOF after the last. A row whose Problem is set cannot be used. Other errors
// are a *FileError, or what the file's reader gave.
func (t *Table) Next() (Record, error) {
	for {
		raw, err := t.next()
		if err != nil {
			return Record{}, err
		}
		if raw.bad == nil && blank(raw.cells) {
			continue
		}
		if t.rows++; t.rows > t.max {
			return Record{}, &FileError{Code: CodeTooManyRows, Line: raw.line, Detail: fmt.Sprintf("more than %d rows", t.max)}
		}
		return t.record(raw), nil
	}
}

// Progress returns how much of the table was read and how much there is, in bytes: a measure, not a promise.
func (t *Table) Progress() (read, all int64) { return t.done() }

func (t *Table) record(raw rawRecord) Record {
	rec := Record{Line: raw.line, Cells: make([]string, len(t.Headers))}
	refuse := func(column int, code, detail string) Record {
		rec.Problem = &RowError{Line: raw.line, Code: code, Detail: detail}
		if column >= 0 && column < len(t.Headers) {
			rec.Problem.Column = t.Headers[column]
		}
		if column >= 0 && column < len(raw.cells) {
			rec.Problem.Value = shorten(raw.cells[column])
		}
		return rec
	}
	if raw.bad != nil {
		return refuse(raw.bad.column, raw.bad.code, raw.bad.detail)
	}
	for i, c := range raw.cells {
		switch {
		case i >= len(t.Headers) && strings.TrimSpace(c) != "":
			return refuse(i, CodeTooManyCells, fmt.Sprintf("more values than the %d columns", len(t.Headers)))
		case utf8.RuneCountInString(c) > maxCell:
			return refuse(i, CodeValueTooLong, fmt.Sprintf("more than %d characters", maxCell))
		case !readable(c):
			return refuse(i, CodeBadText, "not readable as text")
		case i < len(t.Headers):
			rec.Cells[i] = strings.TrimSpace(c)
		}
	}
	return rec
}

func tableHeaders(head rawRecord) ([]string, error) {
	refuse := func(code, detail string, args ...any) ([]string, error) {
		return nil, &FileError{Code: code, Line: head.line, Detail: fmt.Sprintf(detail, args...)}
	}
	cells := slices.Clone(head.cells)
	for i, c := range cells {
		if strings.ContainsRune(c, '\r') {
			return refuse(CodeOldLineEnds, "lines end with CR alone; save the file with Windows or Unix line ends")
		}
		cells[i] = strings.TrimSpace(strings.TrimPrefix(c, "\uFEFF"))
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > maxColumns {
		return refuse(CodeTooManyColumns, "%d columns, at most %d are allowed", len(cells), maxColumns)
	}
	known := map[string]int{}
	for i, c := range cells {
		first, twice := known[fold(c)]
		switch {
		case fold(c) == "":
			return refuse(CodeHeaderEmpty, "column %d has no header", i+1)
		case !readable(c) || utf8.RuneCountInString(c) > maxHeader:
			return refuse(CodeHeaderBad, "the header of column %d is not readable or too long", i+1)
		case twice:
			return refuse(CodeHeaderTwice, "columns %d and %d have the same header %q", first+1, i+1, c)
		}
		known[fold(c)] = i
	}
	return cells, nil
}

// openCSV reads with the same rules as Read: encodings, delimiters, quotes.
func (t *Table) openCSV(r io.ReaderAt, size int64) error {
	text, err := decode(io.NewSectionReader(r, 0, size), size)
	if err != nil {
		return err
	}
	t.Format = "csv"
	in := &reading{}
	head, err := text.firstLine()
	if err != nil {
		return in.fault(err)
	}
	g := &gate{r: text}
	table := csv.NewReader(g)
	table.Comma = delimiter(head)
	table.FieldsPerRecord = -1
	table.ReuseRecord = true
	t.done = func() (int64, int64) { return table.InputOffset(), size }
	t.next = func() (rawRecord, error) {
		g.left = maxRecord
		cells, err := table.Read()
		t.Encoding = text.name()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rawRecord{}, io.EOF
		case errors.As(err, &bad) && bad.Line == bad.StartLine:
			return rawRecord{line: bad.Line, bad: &badCell{-1, CodeBadQuotes, quoteAdvice}}, nil
		case err != nil:
			return rawRecord{}, in.fault(err)
		}
		line, _ := table.FieldPos(0)
		in.last = line
		return rawRecord{line: line, cells: cells}, nil
	}
	return nil
}
