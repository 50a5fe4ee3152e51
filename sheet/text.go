package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readText reads CSV, separated by commas, semicolons or tabs, whichever the
// first line has most of.
func readText(b []byte) ([]Row, error) {
	text, err := decode(b)
	if err != nil {
		return nil, err
	}
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	in.Comma = separator(text)
	var c collector
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return c.rows, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, refuseAt(bad.Line, "", "引号不成对", "a quote that does not match")
		}
		if err != nil {
			return nil, refuse("无法读取", "cannot be read")
		}
		line, _ := in.FieldPos(0)
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if err := c.add(Row{Line: line, Cells: cells}); err != nil {
			return nil, err
		}
	}
}

// decode returns the text as UTF-8. What is no UTF-8 is taken for GB18030,
// which Excel writes in China.
func decode(b []byte) (string, error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
		if err != nil {
			return "", notText()
		}
		b = out
	case !utf8.Valid(b):
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil {
			return "", notText()
		}
		b = out
	}
	if bytes.IndexByte(b, 0) >= 0 || bytes.ContainsRune(b, utf8.RuneError) {
		return "", notText()
	}
	return string(b), nil
}

func notText() error {
	return refuse("不是 UTF-8 或 GB18030 编码的文本，也不是 .xlsx", "neither text in UTF-8 or GB18030 nor an .xlsx")
}

func separator(text string) rune {
	head, _, _ := strings.Cut(text, "\n")
	best, most := ',', strings.Count(head, ",")
	for _, r := range ";\t" {
		if n := strings.Count(head, string(r)); n > most {
			best, most = r, n
		}
	}
	return best
}
