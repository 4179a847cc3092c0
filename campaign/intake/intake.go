// Package intake reads a list of contacts from a CSV file as people have it: in UTF-8, UTF-16 or GB18030, with commas,
// semicolons or tabs, with a header in Chinese or English (requirement R3). Good rows are handed on one by one, bad ones
// are told with their line and reason, and a file that cannot be trusted as a whole is refused. It is pure: the file is
// a reader, memory is bounded by one record and eight bytes or so per number (to find duplicates), and no clock is read.
package intake

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"huifang/campaign/phone"
)

const (
	// DefaultMaxBytes and DefaultMaxRows are the limits of Options that set none.
	DefaultMaxBytes = 64 << 20
	DefaultMaxRows  = 1_000_000

	maxColumns   = 64
	maxCell      = 2000    // characters
	maxRecord    = 1 << 20 // bytes in UTF-8; more than maxColumns cells of maxCell characters
	maxShown     = 40      // characters of a refused value that are reported
	keptProblems = 1000

	quoteAdvice = "a quote inside a value must be doubled, and the value quoted"
)

// Options say what is taken.
type Options struct {
	Region       string   // of numbers without a country code, ISO 3166-1 alpha-2; required
	AllowRegions []string // further regions whose numbers may be dialled
	MaxBytes     int64    // of the file as it is; 0: DefaultMaxBytes
	MaxRows      int      // rows below the header, taken and refused; 0: DefaultMaxRows

	// Refused, if set, is told every refused row, in the order of the file. Its error ends the reading.
	Refused func(RowError) error
}

// Row is one contact.
type Row struct {
	Line  int    // physical line of the file at which the row begins; the first line is 1
	Name  string // may be empty; spaces around and line-ends never
	Phone phone.Number
	Extra [][2]string // further columns: header and value, in the order of the file; all columns, also without a value
}

// RowError is one row that was refused.
type RowError struct {
	Line   int    `json:"line"`   // physical line of the file at which the row begins; the first line is 1
	Column string `json:"column"` // header of the column, "" when it is the row as a whole
	Value  string `json:"value"`  // the value, shortened to 40 characters
	Code   string `json:"code"`   // one of the Code constants, or a code of package phone
	Detail string `json:"detail"` // English, for people
}

// Codes of a RowError, stable for translation by the caller. What is wrong with a number has the codes of package phone.
const (
	CodeDuplicate    = "duplicate"      // the same number stands in an earlier row
	CodeTooManyCells = "too_many_cells" // more values than headers
	CodeValueTooLong = "value_too_long" // over 2000 characters
	CodeBadText      = "text_invalid"   // bytes that are no text in the file's encoding, or control characters
	CodeBadQuotes    = "quotes_bad"     // a quote in the middle of a value
	CodeLineBreak    = "line_break"     // a name over several lines: more likely a quote too many
)

// FileError says why a file was refused as a whole. Rows that were handed on before must not be kept.
type FileError struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`         // English, for people
	Line   int    `json:"line,omitempty"` // physical line at which, or after which, the fault is; 0 unknown
}

func (e *FileError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("contacts file, line %d: %s (%s)", e.Line, e.Detail, e.Code)
	}
	return fmt.Sprintf("contacts file: %s (%s)", e.Detail, e.Code)
}

// Codes of a FileError, stable for translation by the caller.
const (
	CodeEmpty          = "file_empty"
	CodeNoRows         = "file_no_rows" // a header and nothing below
	CodeTooLarge       = "file_too_large"
	CodeTooManyRows    = "file_too_many_rows"
	CodeXLSX           = "file_is_xlsx"
	CodeXLS            = "file_is_xls"
	CodePDF            = "file_is_pdf"
	CodeZip            = "file_is_zip"
	CodeBinary         = "file_binary"
	CodeTruncated      = "file_truncated" // the upload ended early
	CodeOldLineEnds    = "file_line_ends" // lines end with CR alone
	CodeRecordTooLong  = "record_too_long"
	CodeQuoteOpen      = "quote_open" // a quote that is not closed on its line
	CodeHeaderMissing  = "header_missing"
	CodePhoneMissing   = "header_phone_missing"
	CodeHeaderEmpty    = "header_empty"
	CodeHeaderTwice    = "header_duplicate"
	CodeHeaderBad      = "header_invalid"
	CodeTooManyColumns = "too_many_columns"
)

// Report tells what was found. It is complete also when Read fails, as far as Read came.
type Report struct {
	Encoding    string         `json:"encoding"`     // "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"
	Delimiter   string         `json:"delimiter"`    // ",", ";" or tab
	NameColumn  string         `json:"name_column"`  // header as in the file, "" when there is none
	PhoneColumn string         `json:"phone_column"` // header as in the file
	Extra       []string       `json:"extra"`        // the other headers, in the order of the file
	Rows        int            `json:"rows"`         // below the header, without blank ones: Taken + Refused
	Taken       int            `json:"taken"`
	Refused     int            `json:"refused"`
	ByCode      map[string]int `json:"by_code"`  // refused rows by code
	Problems    []RowError     `json:"problems"` // the first 1000 refused rows
}

// Read reads the whole file and calls row for each contact in the order of the file, each number once.
//
// The first row must be the header. The phone column is found by its header (电话, 手机, 手机号, 手机号码, 联系电话, phone,
// mobile, tel, telephone...) whatever its case, spaces and underscores, and so is the name (姓名, 名字, 客户姓名, 联系人, 客户,
// name, contact, customer...), which may be missing; when several fit, mobile numbers and persons' names come first and the rest are
// further columns. Blank rows and columns without header and values are skipped; rows may have fewer values than headers.
//
// A *FileError means that the file is refused: then drop all rows that came before. An error of row, of Options.Refused or
// of r is returned wrapped, and so is a Region that is none (a *phone.Error). Refused rows are no error; a file of refused rows only neither.
func Read(r io.Reader, opt Options, row func(Row) error) (Report, error) {
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	if opt.MaxRows <= 0 {
		opt.MaxRows = DefaultMaxRows
	}
	var why *phone.Error
	if _, err := phone.Normalise("", opt.Region); errors.As(err, &why) && why.Code == phone.CodeBadRegion {
		return Report{}, fmt.Errorf("read contacts: %w", err)
	}
	in := &reading{opt: opt, row: row, seen: map[uint64]int32{}, report: Report{ByCode: map[string]int{}}}
	err := in.read(r)
	return in.report, err
}

type reading struct {
	opt    Options
	row    func(Row) error
	report Report
	table  *csv.Reader
	gate   *gate
	seen   map[uint64]int32 // digits of an accepted number -> its line

	headers     []string
	name, phone int // columns; name is -1 when there is none
	last        int // line of the last row that was read whole
}

func (in *reading) read(r io.Reader) error {
	text, err := decode(r, in.opt.MaxBytes)
	if err != nil {
		return err
	}
	head, err := text.firstLine()
	if err != nil {
		return in.fault(err)
	}
	comma := delimiter(head)
	in.report.Delimiter = string(comma)
	in.gate = &gate{r: text}
	in.table = csv.NewReader(in.gate)
	in.table.Comma = comma
	in.table.FieldsPerRecord = -1
	in.table.ReuseRecord = true

	in.gate.left = maxRecord
	header, err := in.table.Read()
	in.report.Encoding = text.name() // known only once text was read
	switch {
	case errors.Is(err, io.EOF):
		return &FileError{Code: CodeEmpty, Detail: "the file holds nothing"}
	case err != nil:
		return in.fault(err)
	}
	if err := in.header(header); err != nil {
		return err
	}
	for {
		in.gate.left = maxRecord
		cells, err := in.table.Read()
		in.report.Encoding = text.name()
		if err == io.EOF {
			break
		}
		if err := in.one(cells, err); err != nil {
			return err
		}
	}
	if in.report.Rows == 0 {
		return &FileError{Code: CodeNoRows, Detail: "the file has a header and no rows"}
	}
	return nil
}

// one handles a record, or the error that came in its place.
func (in *reading) one(cells []string, err error) error {
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad) && bad.Line == bad.StartLine:
		if err := in.count(bad.Line); err != nil {
			return err
		}
		return in.refuse(RowError{Line: bad.Line, Code: CodeBadQuotes, Detail: quoteAdvice})
	case err != nil:
		return in.fault(err)
	}
	if blank(cells) {
		return nil
	}
	line, _ := in.table.FieldPos(0)
	in.last = line
	if err := in.count(line); err != nil {
		return err
	}
	contact, problem := in.parse(cells, line)
	if problem != nil {
		return in.refuse(*problem)
	}
	in.report.Taken++
	if err := in.row(contact); err != nil {
		return fmt.Errorf("contact of line %d: %w", line, err)
	}
	return nil
}

func (in *reading) count(line int) error {
	if in.report.Rows >= in.opt.MaxRows {
		return &FileError{Code: CodeTooManyRows, Line: line, Detail: fmt.Sprintf("more than %d rows", in.opt.MaxRows)}
	}
	in.report.Rows++
	return nil
}

func (in *reading) refuse(e RowError) error {
	e.Value = shorten(e.Value)
	in.report.Refused++
	in.report.ByCode[e.Code]++
	if len(in.report.Problems) < keptProblems {
		in.report.Problems = append(in.report.Problems, e)
	}
	if in.opt.Refused == nil {
		return nil
	}
	if err := in.opt.Refused(e); err != nil {
		return fmt.Errorf("refused row of line %d: %w", e.Line, err)
	}
	return nil
}

// parse makes a contact of the cells, or says what is wrong with them.
func (in *reading) parse(cells []string, line int) (Row, *RowError) {
	refuse := func(column int, code, detail string) (Row, *RowError) {
		e := &RowError{Line: line, Code: code, Detail: detail}
		if column < len(in.headers) {
			e.Column = in.headers[column]
		}
		if column < len(cells) {
			e.Value = cells[column]
		}
		return Row{}, e
	}
	for i, c := range cells {
		switch {
		case i >= len(in.headers) && strings.TrimSpace(c) != "":
			return refuse(i, CodeTooManyCells, fmt.Sprintf("%d values, but %d columns", len(cells), len(in.headers)))
		case utf8.RuneCountInString(c) > maxCell:
			return refuse(i, CodeValueTooLong, fmt.Sprintf("more than %d characters", maxCell))
		case !readable(c):
			return refuse(i, CodeBadText, fmt.Sprintf("not readable as %s text", in.report.Encoding))
		}
	}
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	contact := Row{Line: line, Name: cell(in.name)}
	if strings.ContainsAny(contact.Name, "\r\n") {
		return refuse(in.name, CodeLineBreak, "the name runs over several lines; is a quote not closed?")
	}
	number, err := phone.Normalise(cell(in.phone), in.opt.Region, in.opt.AllowRegions...)
	if err != nil {
		var why *phone.Error
		if !errors.As(err, &why) {
			why = &phone.Error{Code: phone.CodeNotValid, Detail: err.Error()}
		}
		return refuse(in.phone, why.Code, why.Detail)
	}
	key, _ := strconv.ParseUint(number.E164[1:], 10, 64) // E.164 has at most 15 digits, the first is not 0
	if first, ok := in.seen[key]; ok {
		return refuse(in.phone, CodeDuplicate, fmt.Sprintf("the same number as in line %d", first))
	}
	in.seen[key] = int32(line)
	contact.Phone = number
	contact.Extra = make([][2]string, 0, len(in.report.Extra))
	for i, h := range in.headers {
		if i != in.name && i != in.phone {
			contact.Extra = append(contact.Extra, [2]string{h, cell(i)})
		}
	}
	return contact, nil
}

// fault makes what the reader of the table met into an error of the file.
func (in *reading) fault(err error) error {
	var bad *csv.ParseError
	switch {
	case errors.Is(err, errRecord):
		return &FileError{Code: CodeRecordTooLong, Line: in.last, Detail: fmt.Sprintf("the next row has more than %d bytes; is a quote not closed?", maxRecord)}
	case errors.As(err, &bad) && bad.Line > bad.StartLine:
		return &FileError{Code: CodeQuoteOpen, Line: bad.StartLine, Detail: fmt.Sprintf("a quote is not closed: lines %d to %d would be one row", bad.StartLine, bad.Line)}
	case errors.As(err, &bad):
		return &FileError{Code: CodeQuoteOpen, Line: bad.StartLine, Detail: quoteAdvice}
	}
	return readError(err)
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// readable reports whether the text may be stored and shown: decoded without loss, and no control characters but tab and
// line ends (Postgres refuses NUL, and terminals and logs suffer from the rest).
func readable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r == utf8.RuneError || unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' {
			return false
		}
	}
	return true
}

func shorten(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if runes := []rune(s); len(runes) > maxShown {
		return string(runes[:maxShown-1]) + "…"
	}
	return s
}
