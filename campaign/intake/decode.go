package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// lookAhead is how much of the file is looked at, from its first byte that is not ASCII, to tell UTF-8 from GB18030.
const lookAhead = 1 << 20

// text gives a file as UTF-8, whatever it is in. ASCII is the same in UTF-8 and GB18030, so the choice between them waits
// for the first byte that is not ASCII: a file whose first Chinese name comes after many megabytes is read rightly, with
// bounded memory. In UTF-8 invalid bytes pass through, in the others they become U+FFFD: either way the row is refused.
type text struct {
	raw      *bufio.Reader
	decided  io.Reader // nil while all was ASCII
	encoding string
	head     *bytes.Reader // what firstLine took; read again first
}

// decode looks at the beginning of the file. The error is a *FileError, or what r gave.
func decode(r io.Reader, maxBytes int64) (*text, error) {
	t := &text{raw: bufio.NewReaderSize(&limited{r: r, left: maxBytes, max: maxBytes}, lookAhead)}
	start, err := t.raw.Peek(8 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	switch {
	case len(bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\xEF\xBB\xBF")))) == 0 && err != nil:
		return nil, &FileError{Code: CodeEmpty, Detail: "the file holds nothing"}
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		if bytes.Contains(start, []byte("[Content_Types].xml")) || bytes.Contains(start, []byte("xl/")) {
			return nil, &FileError{Code: CodeXLSX, Detail: "this is an Excel workbook (XLSX); save it as CSV"}
		}
		return nil, &FileError{Code: CodeZip, Detail: "this is a zip archive; unpack it and give the CSV file"}
	case bytes.HasPrefix(start, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return nil, &FileError{Code: CodeXLS, Detail: "this is an old Excel workbook (XLS); save it as CSV"}
	case bytes.HasPrefix(start, []byte("%PDF-")):
		return nil, &FileError{Code: CodePDF, Detail: "this is a PDF; give a CSV file"}
	case bytes.HasPrefix(start, []byte("\xFF\xFE\x00\x00")), bytes.HasPrefix(start, []byte("\x00\x00\xFE\xFF")):
		return nil, &FileError{Code: CodeBinary, Detail: "UTF-32 is not read; save the file as UTF-8"}
	case bytes.HasPrefix(start, []byte("\xFF\xFE")):
		t.decide("UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM))
	case bytes.HasPrefix(start, []byte("\xFE\xFF")):
		t.decide("UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM))
	case bytes.HasPrefix(start, []byte("\xEF\xBB\xBF")):
		_, _ = t.raw.Discard(3) // it was peeked, so it cannot fail
		t.decide("UTF-8", nil)
	case bytes.IndexByte(start, 0) >= 0:
		return nil, &FileError{Code: CodeBinary, Detail: "not a text file, or UTF-16 without a mark at its beginning; save it as CSV in UTF-8"}
	}
	return t, nil
}

func (t *text) decide(name string, e encoding.Encoding) {
	t.encoding, t.decided = name, t.raw
	if e != nil {
		t.decided = transform.NewReader(t.raw, e.NewDecoder())
	}
}

func (t *text) name() string {
	if t.encoding == "" {
		return "UTF-8" // nothing but ASCII so far
	}
	return t.encoding
}

func (t *text) Read(p []byte) (int, error) {
	if t.head != nil {
		if n, err := t.head.Read(p); err == nil {
			return n, nil
		}
		t.head = nil
	}
	if t.decided != nil {
		return t.decided.Read(p)
	}
	if _, err := t.raw.Peek(1); err != nil {
		return 0, err
	}
	chunk, _ := t.raw.Peek(min(len(p), t.raw.Buffered()))
	ascii := 0
	for ascii < len(chunk) && chunk[ascii] < utf8.RuneSelf {
		ascii++
	}
	if ascii > 0 || len(p) == 0 {
		return t.raw.Read(p[:ascii])
	}
	ahead, err := t.raw.Peek(lookAhead)
	if isUTF8(ahead, err != nil) {
		t.decide("UTF-8", nil)
	} else {
		t.decide("GB18030", simplifiedchinese.GB18030)
	}
	return t.decided.Read(p)
}

// firstLine returns the first line that is not empty, without taking it; at most 64 KiB.
func (t *text) firstLine() ([]byte, error) {
	var taken []byte
	buf := make([]byte, 4<<10)
	for len(taken) < 64<<10 {
		n, err := t.Read(buf)
		taken = append(taken, buf[:n]...)
		if rest := bytes.TrimLeft(taken, "\r\n"); bytes.IndexByte(rest, '\n') >= 0 || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	t.head = bytes.NewReader(taken)
	line, _, _ := bytes.Cut(bytes.TrimLeft(taken, "\r\n"), []byte("\n"))
	return line, nil
}

// isUTF8 decides for UTF-8 when all is valid, and also when damage is rare: Chinese in UTF-8 is of sequences of three
// bytes, which Chinese in GB18030 hardly ever looks like. A damaged cell then costs its row and does not turn all the
// names of the file into nonsense.
func isUTF8(b []byte, whole bool) bool {
	long, invalid := 0, 0
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			if !whole && !utf8.FullRune(b) {
				return invalid == 0 || long > 4*invalid // cut at the end of what was looked at
			}
			invalid++
		case n >= 3:
			long++
		}
		b = b[n:]
	}
	return invalid == 0 || long > 4*invalid
}

// limited fails, instead of ending, where the file becomes larger than allowed. Its first error stays: bufio forgets the
// one that it met while peeking, and would read on behind the gap.
type limited struct {
	r         io.Reader
	left, max int64
	err       error
}

func (l *limited) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.err = err; int64(n) > l.left {
		l.err = &FileError{Code: CodeTooLarge, Detail: fmt.Sprintf("larger than %d bytes; split it", l.max)}
		n = 0
	}
	l.left -= int64(n)
	return n, l.err
}

// readError makes what the file's reader gave into the error of Read.
func readError(err error) error {
	var file *FileError
	switch {
	case errors.As(err, &file):
		return file
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &FileError{Code: CodeTruncated, Detail: "the file ends in the middle"}
	}
	return fmt.Errorf("read contacts: %w", err)
}

var errRecord = errors.New("record too long")

// gate ends a record that grows without bound, which is what a quote does that is never closed.
type gate struct {
	r    io.Reader
	left int // bytes until the record is too long; set anew for each
}

func (g *gate) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errRecord
	}
	n, err := g.r.Read(p)
	g.left -= n
	return n, err
}
