package sheet

import (
	"bytes"
	"fmt"
)

// Row is a line of a table that is not empty.
type Row struct {
	Line  int // counted from 1, as the program that made the file shows it
	Cells []string
}

// Cell returns the cell of a column, "" beyond the last.
func (r *Row) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// The bounds of a file.
const (
	MaxBytes   = 8 << 20
	MaxRows    = 20_000
	MaxColumns = 64
	MaxCell    = 2_000 // bytes
)

// Sentence is a sentence in both languages.
type Sentence struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Refusal is why a file cannot be read at all.
type Refusal struct {
	Line   int    // 0: the file as a whole
	Column string // A, B, …; "" for the line as a whole
	Text   Sentence
}

// Error says it in English.
func (r *Refusal) Error() string {
	if r.Line == 0 {
		return "sheet: " + r.Text.En
	}
	return fmt.Sprintf("sheet: line %d%s: %s", r.Line, r.Column, r.Text.En)
}

func refuse(zh, en string) error { return &Refusal{Text: Sentence{Zh: zh, En: en}} }

func refuseAt(line int, column, zh, en string) error {
	return &Refusal{Line: line, Column: column, Text: Sentence{Zh: zh, En: en}}
}

// Read reads a file, whichever of the two kinds it is; its first bytes say so.
// The error is a *Refusal.
func Read(b []byte) ([]Row, error) {
	var rows []Row
	var err error
	switch {
	case len(b) > MaxBytes:
		return nil, refuse(fmt.Sprintf("文件超过 %d MiB", MaxBytes>>20), fmt.Sprintf("the file is larger than %d MiB", MaxBytes>>20))
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		rows, err = readWorkbook(b)
	case bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return nil, refuse("这是旧版 .xls 或加密的工作簿：请去掉密码，另存为 .xlsx 或 CSV", "an old .xls or an encrypted workbook: remove the password and save it as .xlsx or CSV")
	default:
		rows, err = readText(b)
	}
	if err == nil && len(rows) == 0 {
		err = refuse("文件是空的", "the file is empty")
	}
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// collector gathers rows within the bounds.
type collector struct{ rows []Row }

// add keeps a row that is not empty.
func (c *collector) add(r Row) error {
	last := 0
	for i, cell := range r.Cells {
		if cell == "" {
			continue
		}
		last = i + 1
		switch {
		case i >= MaxColumns:
			return refuseAt(r.Line, columnName(i), fmt.Sprintf("超过 %d 列", MaxColumns), fmt.Sprintf("more than %d columns", MaxColumns))
		case len(cell) > MaxCell:
			return refuseAt(r.Line, columnName(i), fmt.Sprintf("单元格超过 %d 字节", MaxCell), fmt.Sprintf("a cell of more than %d bytes", MaxCell))
		case cell[0] == '=' || cell[0] == '@':
			return refuseFormula(r.Line, i)
		}
	}
	if last == 0 {
		return nil
	}
	if len(c.rows) > MaxRows { // the head is one more
		return refuse(fmt.Sprintf("超过 %d 行：请拆成几个文件", MaxRows), fmt.Sprintf("more than %d rows: split the file", MaxRows))
	}
	r.Cells = r.Cells[:last]
	c.rows = append(c.rows, r)
	return nil
}

func refuseFormula(line, column int) error {
	return refuseAt(line, columnName(column), "单元格里是公式：请复制后“粘贴为数值”", "the cell holds a formula: copy it and paste its value")
}

// columnName returns the letters of a column counted from 0.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
