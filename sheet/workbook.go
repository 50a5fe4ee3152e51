package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
)

// The bounds of a workbook.
const (
	maxParts    = 500
	maxUnpacked = 64 << 20 // bytes of one part
	maxStrings  = MaxRows * MaxColumns
	maxScanned  = 10 * MaxRows // rows, empty ones too
)

// hostile are parts that a table of values has no need of.
var hostile = []struct{ part, zh, en string }{
	{"xl/externallinks/", "工作簿链接到别的文件：请断开链接", "the workbook links to other files: break the links"},
	{"xl/connections.xml", "工作簿带有数据连接：请删除", "the workbook has data connections: remove them"},
	{"xl/vbaproject.bin", "工作簿带有宏：请另存为 .xlsx", "the workbook has macros: save it as .xlsx"},
	{"xl/embeddings/", "工作簿嵌入了别的文件：请删除", "the workbook embeds other files: remove them"},
	{"xl/activex/", "工作簿带有控件：请删除", "the workbook has controls: remove them"},
}

// workbook is an .xlsx that is being read (ECMA-376, parts 1 and 2).
type workbook struct {
	parts   map[string]*zip.File
	strings []string
}

// readWorkbook reads the first sheet.
func readWorkbook(b []byte) ([]Row, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, broken("zip")
	}
	if len(z.File) > maxParts {
		return nil, refuse("工作簿的部件太多", "the workbook has too many parts")
	}
	w := &workbook{parts: map[string]*zip.File{}}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/"))
		for _, h := range hostile {
			if strings.HasPrefix(name, h.part) {
				return nil, refuse(h.zh, h.en)
			}
		}
		if w.parts[name] != nil {
			return nil, broken(name)
		}
		w.parts[name] = f
	}
	sheet, err := w.first()
	if err != nil {
		return nil, err
	}
	if w.parts["xl/sharedstrings.xml"] != nil {
		if err := w.shared(); err != nil {
			return nil, err
		}
	}
	return w.rows(sheet)
}

func broken(part string) error {
	return refuse("工作簿已损坏（"+part+"）：请重新另存为 .xlsx", "the workbook is damaged ("+part+"): save it as .xlsx again")
}

// walk shows each start of an element of a part, and its decoder.
func (w *workbook) walk(part string, each func(d *xml.Decoder, e xml.StartElement) error) error {
	f := w.parts[part]
	if f == nil {
		return broken(part)
	}
	in, err := f.Open()
	if err != nil {
		return broken(part)
	}
	defer in.Close()
	limit := &io.LimitedReader{R: in, N: maxUnpacked}
	d := xml.NewDecoder(limit)
	for {
		token, err := d.Token()
		switch {
		case limit.N <= 0:
			return refuse("工作簿解压后过大", "the workbook unpacks to more than a table can be")
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return broken(part)
		}
		switch t := token.(type) {
		case xml.Directive:
			return broken(part) // a DOCTYPE has no business here
		case xml.StartElement:
			if err := each(d, t); err != nil {
				var r *Refusal
				if !errors.As(err, &r) {
					err = broken(part)
				}
				if limit.N <= 0 {
					err = refuse("工作簿解压后过大", "the workbook unpacks to more than a table can be")
				}
				return err
			}
		}
	}
}

// first finds the part of the first sheet.
func (w *workbook) first() (string, error) {
	id, target := "", ""
	err := w.walk("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "sheet" && id == "" {
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	err = w.walk("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && attr(e, "Id") == id && attr(e, "TargetMode") != "External" {
			target = attr(e, "Target")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if id == "" || target == "" {
		return "", broken("xl/workbook.xml")
	}
	if !strings.HasPrefix(target, "/") {
		target = "/xl/" + target
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean(target), "/")), nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// rich is a text, whole or in runs; phonetic hints (rPh) are not part of it.
type rich struct {
	T string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (r *rich) text() string {
	s := r.T
	for _, run := range r.R {
		s += run.T
	}
	return s
}

func (w *workbook) shared() error {
	return w.walk("xl/sharedstrings.xml", func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		var r rich
		if err := d.DecodeElement(&r, &e); err != nil {
			return err
		}
		if len(w.strings) == maxStrings {
			return refuse("工作簿的文本太多", "the workbook has too many texts")
		}
		w.strings = append(w.strings, r.text())
		return nil
	})
}

// cell is one cell as the sheet's part holds it.
type cell struct {
	Ref     string    `xml:"r,attr"`
	Type    string    `xml:"t,attr"`
	Value   string    `xml:"v"`
	Formula *struct{} `xml:"f"`
	Inline  *rich     `xml:"is"`
}

func (w *workbook) rows(sheet string) ([]Row, error) {
	var c collector
	scanned, line := 0, 0
	err := w.walk(sheet, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "row" {
			return nil
		}
		if scanned++; scanned > maxScanned {
			return refuse(fmt.Sprintf("超过 %d 行：请拆成几个文件，并删除空行", MaxRows), fmt.Sprintf("more than %d rows: split the file and delete empty rows", MaxRows))
		}
		line++
		if n, err := strconv.Atoi(attr(e, "r")); err == nil {
			line = n
		}
		var row struct {
			Cells []cell `xml:"c"`
		}
		if err := d.DecodeElement(&row, &e); err != nil {
			return err
		}
		out := Row{Line: line}
		for i := range row.Cells {
			if err := w.put(&out, &row.Cells[i]); err != nil {
				return err
			}
		}
		return c.add(out)
	})
	return c.rows, err
}

// put places a cell in its row.
func (w *workbook) put(row *Row, c *cell) error {
	column := len(row.Cells)
	if c.Ref != "" {
		if column = columnOf(c.Ref); column < 0 {
			return broken(c.Ref)
		}
	}
	text, err := w.value(c)
	if err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	switch {
	case c.Formula != nil:
		return refuseFormula(row.Line, column)
	case c.Type == "e":
		return refuseAt(row.Line, columnName(column), "单元格是错误值 "+text, "the cell is an error: "+text)
	case text == "":
		return nil
	case column >= MaxColumns:
		return refuseAt(row.Line, columnName(column), fmt.Sprintf("超过 %d 列", MaxColumns), fmt.Sprintf("more than %d columns", MaxColumns))
	}
	for len(row.Cells) <= column {
		row.Cells = append(row.Cells, "")
	}
	row.Cells[column] = text
	return nil
}

func (w *workbook) value(c *cell) (string, error) {
	switch c.Type {
	case "s":
		n, err := strconv.Atoi(c.Value)
		if err != nil || n < 0 || n >= len(w.strings) {
			return "", broken(c.Ref)
		}
		return w.strings[n], nil
	case "inlineStr":
		if c.Inline != nil {
			return c.Inline.text(), nil
		}
	case "", "n":
		// A long number may be written 1.3800138E10: a phone, once.
		if v, err := strconv.ParseFloat(c.Value, 64); err == nil && v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return strconv.FormatFloat(v, 'f', 0, 64), nil
		}
	case "b":
		return map[string]string{"1": "yes", "0": "no"}[c.Value], nil
	}
	return c.Value, nil
}

// columnOf returns the column of a reference like C5, counted from 0; -1 when
// it is none.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref); i++ {
		if ref[i] >= '0' && ref[i] <= '9' && i > 0 {
			return n - 1
		}
		if ref[i] < 'A' || ref[i] > 'Z' || i > 2 {
			return -1
		}
		n = n*26 + int(ref[i]-'A') + 1
	}
	return -1
}
