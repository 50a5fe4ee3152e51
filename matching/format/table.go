package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/linli/linli/matching/problem"
)

// Table is a square matrix of whole numbers, row from, column to. Its JSON is
// an array of rows; a hole in it, or a row of another length, is an error.
type Table struct {
	N     int
	Cells []int64
}

// At returns the number from place i to place j.
func (t *Table) At(i, j int) int64 { return t.Cells[i*t.N+j] }

// MarshalJSON writes the rows.
func (t *Table) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 4*len(t.Cells)+2*t.N+2)
	b = append(b, '[')
	for i := range t.N {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for j := range t.N {
			if j > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(b, t.At(i, j), 10)
		}
		b = append(b, ']')
	}
	return append(b, ']'), nil
}

// UnmarshalJSON reads the rows. It makes room for what it has read only.
func (t *Table) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	t.N, t.Cells = 0, nil
	row := 0
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			break // the end: what is given here is valid JSON
		}
		switch x := token.(type) {
		case json.Delim:
			if x == '{' {
				return fmt.Errorf("row %d: an object is no row of numbers", row)
			}
			if x == '[' {
				if depth++; depth > 2 {
					return fmt.Errorf("row %d: a list is no whole number", row)
				}
				continue
			}
			if depth--; depth == 1 {
				if err := t.endRow(row); err != nil {
					return err
				}
				row++
			}
		case json.Number:
			n, err := strconv.ParseInt(x.String(), 10, 64)
			if err != nil || depth != 2 {
				return t.hole(row, x.String())
			}
			t.Cells = append(t.Cells, n)
		default:
			return t.hole(row, fmt.Sprint(token))
		}
	}
	if row != t.N {
		return fmt.Errorf("%d rows of %d numbers: a matrix is square", row, t.N)
	}
	return nil
}

// endRow judges a row that has been read: all are as long as the first.
func (t *Table) endRow(row int) error {
	if row == 0 {
		t.N = len(t.Cells)
	}
	if got := len(t.Cells) - row*t.N; got != t.N {
		return fmt.Errorf("row %d has %d numbers, and row 0 has %d", row, got, t.N)
	}
	if t.N > problem.MaxPlaces || row >= t.N {
		return fmt.Errorf("row %d: a matrix is square, with %d rows at most", row, problem.MaxPlaces)
	}
	return nil
}

// outside returns an error about the first number that is not between least
// and most.
func (t *Table) outside(least, most int64) error {
	for k, n := range t.Cells {
		if n < least || n > most {
			return fmt.Errorf("row %d, number %d: %d is not between %d and %d", k/t.N, k%t.N, n, least, most)
		}
	}
	return nil
}

func (t *Table) hole(row int, what string) error {
	if what == "<nil>" {
		what = "null"
	}
	return fmt.Errorf("row %d, number %d: %s is not a whole number", row, len(t.Cells)-row*t.N, clip([]byte(what)))
}
