package intake

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// WriteErrors writes refused rows as a CSV file that spreadsheets open rightly: UTF-8 with a byte order mark, CRLF, the
// columns line, column, value, code, detail, and nothing that would run as a formula.
func WriteErrors(w io.Writer, rows []RowError) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return fmt.Errorf("write refused rows: %w", err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write([]string{"line", "column", "value", "code", "detail"}); err != nil {
		return fmt.Errorf("write refused rows: %w", err)
	}
	for _, r := range rows {
		if err := c.Write([]string{strconv.Itoa(r.Line), EscapeCell(r.Column), EscapeCell(r.Value), r.Code, EscapeCell(r.Detail)}); err != nil {
			return fmt.Errorf("write refused rows: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write refused rows: %w", err)
	}
	return nil
}

var plainNumber = regexp.MustCompile(`^[+-][0-9]+([.,][0-9]+)*$`)

// EscapeCell puts an apostrophe before a value that a spreadsheet would take for a formula: one that begins with = @ + -,
// their full-width forms, a tab or a line end, unless it is a number such as -3.5 or +8613900000001 (OWASP, CSV injection).
// Use it for every cell with foreign text in an exported file.
func EscapeCell(s string) string {
	if first := strings.TrimLeft(s, " "); first == "" || !strings.ContainsRune("=@+-＝＠＋－\t\r\n", []rune(first)[0]) || plainNumber.MatchString(s) {
		return s
	}
	return "'" + s
}
