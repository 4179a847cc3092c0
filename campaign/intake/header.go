package intake

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"huifang/campaign/phone"
)

// The headers by which a column is known, without spaces and underscores, in lower case, the better ones first.
var (
	phoneHeaders = []string{"手机号码", "手机号", "手机", "mobile", "mobilephone", "mobilenumber",
		"联系电话", "电话", "电话号码", "phone", "phonenumber", "telephone", "tel"}
	nameHeaders = []string{"姓名", "名字", "name", "客户姓名", "联系人", "contact", "contactname", "客户", "客户名称", "customer", "customername"}
)

// header finds the columns.
func (in *reading) header(cells []string) error {
	cells = slices.Clone(cells)
	line, _ := in.table.FieldPos(0)
	refuse := func(code, detail string, args ...any) error {
		return &FileError{Code: code, Line: line, Detail: fmt.Sprintf(detail, args...)}
	}
	for i, c := range cells {
		if strings.ContainsRune(c, '\r') {
			return refuse(CodeOldLineEnds, "lines end with CR alone; save the file with Windows or Unix line ends")
		}
		cells[i] = strings.TrimSpace(strings.TrimPrefix(c, "\uFEFF"))
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1] // spreadsheets save formatted but empty columns
	}
	if len(cells) > maxColumns {
		return refuse(CodeTooManyColumns, "%d columns, at most %d are allowed", len(cells), maxColumns)
	}
	known := map[string]int{}
	for i, c := range cells {
		key := fold(c)
		first, twice := known[key]
		switch {
		case key == "":
			return refuse(CodeHeaderEmpty, "column %d has no header", i+1)
		case !readable(c) || len(c) > 4*maxShown:
			return refuse(CodeHeaderBad, "the header of column %d is not readable or too long", i+1)
		case twice:
			return refuse(CodeHeaderTwice, "columns %d and %d have the same header %q", first+1, i+1, c)
		}
		known[key] = i
	}
	in.phone, in.name = find(known, phoneHeaders), find(known, nameHeaders)
	if in.phone < 0 {
		for _, c := range cells {
			if _, err := phone.Normalise(c, in.opt.Region, in.opt.AllowRegions...); err == nil {
				return refuse(CodeHeaderMissing, "the first row holds a phone number; it must be the header, such as 姓名,电话")
			}
		}
		found := make([]string, len(cells))
		for i, c := range cells {
			found[i] = shorten(c)
		}
		return refuse(CodePhoneMissing, "no column for the phone number (%s); found, read as %s: %s", strings.Join(phoneHeaders, ", "), in.report.Encoding, strings.Join(found, ", "))
	}
	in.headers = cells
	in.report.PhoneColumn = cells[in.phone]
	if in.name >= 0 {
		in.report.NameColumn = cells[in.name]
	}
	in.report.Extra = []string{}
	for i, c := range cells {
		if i != in.phone && i != in.name {
			in.report.Extra = append(in.report.Extra, c)
		}
	}
	return nil
}

func find(known map[string]int, names []string) int {
	for _, n := range names {
		if i, ok := known[n]; ok {
			return i
		}
	}
	return -1
}

// fold makes headers comparable.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// delimiter chooses by the header line: whichever of comma, semicolon and tab stands there most outside quotes, the comma
// when none does.
func delimiter(line []byte) rune {
	var count [3]int
	quoted := false
	for _, b := range line {
		if b == '"' {
			quoted = !quoted
		}
		if i := strings.IndexByte(",;\t", b); i >= 0 && !quoted {
			count[i]++
		}
	}
	best := 0
	for i, n := range count {
		if n > count[best] {
			best = i
		}
	}
	return rune(",;\t"[best])
}
