package geo

import (
	"fmt"
	"strconv"

	"github.com/uber/h3-go/v4"
)

// CellResolution is the H3 resolution of every Cell: hexagons with edges of
// about 76 m, small enough that a change of cell is news to the engine.
const CellResolution = 10

// Cell is an H3 cell of resolution 10. The zero Cell means "nowhere".
type Cell uint64

// CellOf returns the cell that holds p. It checks p first, because H3 takes
// latitude 91 and 1e300 in silence.
func CellOf(p Point) (Cell, error) {
	if err := p.Check(); err != nil {
		return 0, err
	}
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat, Lng: p.Lng}, CellResolution)
	if err != nil {
		return 0, fmt.Errorf("geo: cell of %v, %v: %w", p.Lng, p.Lat, err)
	}
	return Cell(c), nil
}

// ParseCell reads a cell's hexadecimal name; a valid cell of another
// resolution is an error too.
func ParseCell(s string) (Cell, error) {
	n, err := strconv.ParseUint(s, 16, 64)
	if err != nil {
		return 0, fmt.Errorf("geo: cell %q is not hexadecimal", s)
	}
	c := Cell(n)
	if err := c.Check(); err != nil {
		return 0, err
	}
	return c, nil
}

// Check returns an error when c is not an H3 cell of resolution 10.
func (c Cell) Check() error {
	h := h3.Cell(c)
	if !h.IsValid() || h.Resolution() != CellResolution {
		return fmt.Errorf("geo: %x is not an H3 cell of resolution %d", uint64(c), CellResolution)
	}
	return nil
}

// Center returns the middle of the cell, rounded to the 1e-7 degree grid.
func (c Cell) Center() (Point, error) {
	if err := c.Check(); err != nil {
		return Point{}, err
	}
	ll, err := h3.Cell(c).LatLng()
	if err != nil {
		return Point{}, fmt.Errorf("geo: centre of cell %s: %w", c, err)
	}
	return Point{Lng: ll.Lng, Lat: ll.Lat}.Round(), nil
}

// Boundary returns the corners of the cell counter-clockwise, the first one
// repeated at the end, rounded to the 1e-7 degree grid.
func (c Cell) Boundary() ([]Point, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	corners, err := h3.Cell(c).Boundary()
	if err != nil {
		return nil, fmt.Errorf("geo: boundary of cell %s: %w", c, err)
	}
	out := make([]Point, 0, len(corners)+1)
	for _, ll := range corners {
		out = append(out, Point{Lng: ll.Lng, Lat: ll.Lat}.Round())
	}
	return append(out, out[0]), nil
}

// Disk returns the cells within k steps of c, c first and then ring by ring.
// It refuses k above 50 (7,651 cells).
func (c Cell) Disk(k int) ([]Cell, error) {
	if k < 0 || k > 50 {
		return nil, fmt.Errorf("geo: disk of %d rings is not between 0 and 50", k)
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	cells, err := h3.Cell(c).GridDisk(k)
	if err != nil {
		return nil, fmt.Errorf("geo: disk around %s: %w", c, err)
	}
	out := make([]Cell, 0, len(cells))
	for _, d := range cells {
		if d != 0 {
			out = append(out, Cell(d))
		}
	}
	return out, nil
}

// String returns the cell's hexadecimal name as other H3 tools print it.
func (c Cell) String() string { return strconv.FormatUint(uint64(c), 16) }

// MarshalText encodes the cell as its hexadecimal name, the zero Cell as
// nothing.
func (c Cell) MarshalText() ([]byte, error) {
	if c == 0 {
		return nil, nil
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads a cell's hexadecimal name; empty text is the zero Cell.
func (c *Cell) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*c = 0
		return nil
	}
	*c, err = ParseCell(string(b))
	return err
}
