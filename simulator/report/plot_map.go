package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/linli/linli/geo"
)

// mapW is how wide a map is, in pixels; its height follows the place, up to
// mapH.
const mapW, mapH = 720.0, 560.0

// sheet is the cells of a day on paper: east to the right, north up, true to
// scale at its middle.
type sheet struct {
	plot   *Plot
	min    geo.Point
	max    geo.Point
	scale  float64 // pixels per degree of latitude
	shrink float64 // of a degree of longitude
}

func (r *Report) sheet(name string) *sheet {
	s := &sheet{plot: &Plot{Name: name, W: mapW}, min: geo.Point{Lng: 180, Lat: 90}, max: geo.Point{Lng: -180, Lat: -90}}
	for _, c := range r.Cells {
		edge, err := c.Cell.Boundary()
		if err != nil {
			continue
		}
		for _, p := range edge {
			s.min.Lng, s.min.Lat = math.Min(s.min.Lng, p.Lng), math.Min(s.min.Lat, p.Lat)
			s.max.Lng, s.max.Lat = math.Max(s.max.Lng, p.Lng), math.Max(s.max.Lat, p.Lat)
		}
	}
	if len(r.Cells) == 0 {
		s.plot.H = 1
		return s
	}
	s.shrink = math.Cos((s.min.Lat + s.max.Lat) / 2 * math.Pi / 180)
	s.scale = math.Min(mapW/((s.max.Lng-s.min.Lng)*s.shrink), mapH/(s.max.Lat-s.min.Lat))
	s.plot.H = round((s.max.Lat - s.min.Lat) * s.scale)
	s.plot.W = round((s.max.Lng - s.min.Lng) * s.shrink * s.scale)
	return s
}

func (s *sheet) at(p geo.Point) (x, y float64) {
	return round((p.Lng - s.min.Lng) * s.shrink * s.scale), round((s.max.Lat - p.Lat) * s.scale)
}

// cell draws a hexagon of a darkness from 0 to 1, with a text if it has room.
func (s *sheet) cell(c geo.Cell, dark float64, text, tip string) {
	edge, err := c.Boundary()
	if err != nil {
		return
	}
	var b strings.Builder
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range edge {
		x, y := s.at(p)
		lo, hi = math.Min(lo, x), math.Max(hi, x)
		fmt.Fprintf(&b, "%v,%v ", x, y)
	}
	s.plot.Areas = append(s.plot.Areas, Shape{Points: strings.TrimSpace(b.String()), Class: "cell", Shade: math.Round(dark*100) / 100, Tip: tip})
	center, err := c.Center()
	if err != nil || hi-lo < 16 || text == "" {
		return
	}
	class := "on-pale"
	if dark > 0.5 {
		class = "on-dark"
	}
	x, y := s.at(center)
	s.plot.Labels = append(s.plot.Labels, Mark{X: x, Y: y + 3.5, Text: text, Class: class})
}

// demand is the map of how many orders went to each cell.
func (r *Report) demand() *Plot {
	most := 1
	for _, c := range r.Cells {
		most = max(most, c.Orders)
	}
	s := r.sheet("map")
	for _, c := range r.Cells {
		s.cell(c.Cell, math.Sqrt(float64(c.Orders)/float64(most)), fmt.Sprint(c.Orders), fmt.Sprintf("%s: %d", c.Cell, c.Orders))
	}
	return s.plot
}

// fewest is how many orders a cell must have for its share of late ones to
// mean something.
const fewest = 3

// slow is the map of how many of a cell's orders came late.
func (r *Report) slow() *Plot {
	s := r.sheet("slow")
	for _, c := range r.Cells {
		late := float64(c.Late) / float64(c.Orders)
		text, dark := fmt.Sprintf("%.0f", 100*late), late
		if c.Orders < fewest {
			text, dark = "", 0
		}
		s.cell(c.Cell, dark, text, fmt.Sprintf("%s: %d / %d", c.Cell, c.Late, c.Orders))
	}
	return s.plot
}
