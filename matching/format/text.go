package format

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// text walks over the lines of a text file that hold anything, each cut into
// fields at white space.
type text struct {
	rest   []byte
	line   int // number of the line at hand, from 1
	fields [][]byte
}

func newText(b []byte) *text { return &text{rest: bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))} }

// next goes on to the next line that is not blank, false at the end.
func (t *text) next() bool {
	for len(t.rest) > 0 {
		line := t.rest
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line, t.rest = line[:i], line[i+1:]
		} else {
			t.rest = nil
		}
		t.line++
		t.split(line)
		if len(t.fields) > 0 {
			return true
		}
	}
	t.line++
	return false
}

func (t *text) split(line []byte) {
	t.fields = t.fields[:0]
	for i := 0; i < len(line); {
		for i < len(line) && blank(line[i]) {
			i++
		}
		from := i
		for i < len(line) && !blank(line[i]) {
			i++
		}
		if i > from {
			t.fields = append(t.fields, line[from:i])
		}
	}
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' }

// numbers reports whether every field of the line is a number.
func (t *text) numbers() bool {
	for _, f := range t.fields {
		if _, ok := number(f); !ok {
			return false
		}
	}
	return true
}

// maxNumber bounds every number of a text file: times stay far from where
// their microseconds would overflow, and squares of lengths exact enough.
const maxNumber = 1e9

// number reads a plain decimal number: no NaN, no infinity, no hexadecimal,
// nothing beyond maxNumber.
func number(b []byte) (float64, bool) {
	if n, ok := digits(b); ok {
		return float64(n), true
	}
	for _, c := range b {
		if !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E') {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.Abs(x) > maxNumber {
		return 0, false
	}
	return x + 0, true // no negative zero
}

// digits reads up to nine digits, which is what most of a large file is.
func digits(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}

// number reads field i of the line; item and name are for the error.
func (t *text) number(i int, item, name string) (float64, error) {
	x, ok := number(t.fields[i])
	if !ok {
		return 0, mistake(t.line, item, "%s %q is not a number between -1e9 and 1e9", name, clip(t.fields[i]))
	}
	return x, nil
}

// whole reads field i of the line as an integer.
func (t *text) whole(i int, item, name string) (int64, error) {
	x, err := t.number(i, item, name)
	if err != nil {
		return 0, err
	}
	if x != math.Trunc(x) {
		return 0, mistake(t.line, item, "%s %q is not a whole number", name, clip(t.fields[i]))
	}
	return int64(x), nil
}

// words joins fields of a name, without what would not be read again as it is.
func words(fields [][]byte) string {
	s := string(bytes.ToValidUTF8(bytes.Join(fields, []byte(" ")), []byte("?")))
	return strings.TrimSpace(strings.ReplaceAll(s, "\ufeff", "?"))
}

// clip keeps a field in an error short.
func clip(b []byte) string {
	if len(b) > 40 {
		return string(b[:40]) + "…"
	}
	return string(b)
}

// decimal writes a number so that it is read again as the same double.
func decimal(b []byte, x float64) []byte { return strconv.AppendFloat(b, x, 'f', -1, 64) }
