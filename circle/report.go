package circle

import (
	"fmt"
	"slices"
	"sort"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// Report says what a community lacks.
type Report struct {
	Name      string
	Source    Source
	Homes     int
	Dwellings int
	ByGate    int             // dwellings whose walk begins at a mapped gate
	Outlets   [BasicCount]int // 0: the map holds none anywhere, so nothing is said
	Without   [BasicCount][len(Thresholds)]int
	Cells     []CellReport // ordered by cell
	Openings  []Opening    // the most useful first
	// Gaps is how many pairs of a dwelling and a basic service of which the map
	// holds an outlet are not within the circle; Closed how many of them the
	// openings close; Possible an upper bound on what as many openings at the
	// same candidate cells could close.
	Gaps, Closed, Possible int
	Unserved               []Demand // added up, the most frequent first
}

// CellReport is the part of a report for one H3 cell with residents.
type CellReport struct {
	Cell      geo.Cell
	Center    geo.Point
	Homes     int
	Dwellings int
	ByGate    int
	// Without is how many dwellings have no outlet within each threshold.
	Without [BasicCount][len(Thresholds)]int
	// Worst is the longest walk to the nearest outlet from any of the cell's
	// homes in milliseconds, roadnet.Unreachable beyond the circle.
	Worst [BasicCount]uint32
}

// Missing reports whether more than half of the cell's dwellings have no
// outlet within a threshold.
func (c *CellReport) Missing(b Basic, threshold int) bool {
	return 2*c.Without[b][threshold] > c.Dwellings
}

// NoData reports whether the map holds no outlet of a basic service at all:
// then a gap says more about the map than about the town.
func (r *Report) NoData(b Basic) bool { return r.Outlets[b] == 0 }

// CountMissing returns how many basic services, of those with data, the cell
// lacks within a threshold.
func (r *Report) CountMissing(c *CellReport, threshold int) int {
	n := 0
	for b := range BasicCount {
		if !r.NoData(Basic(b)) && c.Missing(Basic(b), threshold) {
			n++
		}
	}
	return n
}

// Report makes the coverage report. It is an error when there is nobody to
// report on or a home is not on Earth.
func (s *Survey) Report() (*Report, error) {
	if len(s.Homes) == 0 {
		return nil, fmt.Errorf("circle: %s: no residential buildings; give a list of residents", s.Name)
	}
	r := &Report{Name: s.Name, Source: s.Source, Homes: len(s.Homes), Unserved: SumDemand(slices.Clone(s.Unserved))}
	for k := range s.Outlets {
		r.Outlets[s.Outlets[k].Basic]++
	}
	near := s.nearest()
	place := make(map[geo.Cell]int) // only looked up
	for h := range s.Homes {
		cell, err := geo.CellOf(s.Homes[h].Point)
		if err != nil {
			return nil, fmt.Errorf("circle: home %d: %w", h, err)
		}
		k, ok := place[cell]
		if !ok {
			center, err := cell.Center()
			if err != nil {
				return nil, err
			}
			k = len(r.Cells)
			place[cell] = k
			r.Cells = append(r.Cells, CellReport{Cell: cell, Center: center})
		}
		r.add(&r.Cells[k], &s.Homes[h], &near[h])
	}
	sort.Slice(r.Cells, func(i, j int) bool { return r.Cells[i].Cell < r.Cells[j].Cell })
	if err := r.open(s, near); err != nil {
		return nil, err
	}
	return r, nil
}

// add counts a home into its cell and the totals.
func (r *Report) add(c *CellReport, h *Home, near *[BasicCount]uint32) {
	n := h.Dwellings
	c.Homes++
	c.Dwellings += n
	r.Dwellings += n
	if h.ByGate {
		c.ByGate += n
		r.ByGate += n
	}
	for b, walk := range near {
		c.Worst[b] = max(c.Worst[b], walk)
		for t, minutes := range Thresholds {
			if walk > uint32(minutes*minute) {
				c.Without[b][t] += n
				r.Without[b][t] += n
			}
		}
		if walk == roadnet.Unreachable && r.Outlets[b] > 0 {
			r.Gaps += n
		}
	}
}
