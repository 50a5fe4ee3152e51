package roadnet

import "github.com/linli/linli/geo"

// Footprint returns the ground that the building covers in square metres,
// courtyards counted as built.
func (b *Building) Footprint() int { return footprint(b.Outline) }

// Footprint returns the ground that the area covers in square metres, holes
// included.
func (a *Area) Footprint() int { return footprint(a.Outline) }

// footprint is the area of a closed ring by the shoelace formula, on a flat
// map of decimetres around its first point. Rings wider than 40 km are cut to
// that: nothing that is built is.
func footprint(ring []geo.Point) int {
	if len(ring) < 4 {
		return 0
	}
	origin := coordOf(ring[0])
	s := scaleAt(origin.lat)
	var sum, px, py int64
	for _, p := range ring {
		x, y := s.offset(origin, coordOf(p))
		x, y = clampSegment(x)/100, clampSegment(y)/100
		sum += px*y - x*py
		px, py = x, y
	}
	return int((max(sum, -sum) + 100) / 200)
}

// EachRoad calls f with every road of the city, whatever may use it: its class
// as highway=* spells it and its line. The line must not be kept. Roads come in
// the order of the network, cut at junctions.
func (c *City) EachRoad(f func(class string, line []geo.Point)) {
	var line []geo.Point
	for i := range c.net.edges {
		if c.net.edges[i].millimeter == 0 {
			continue
		}
		line = line[:0]
		for _, at := range c.net.points(uint32(i)) {
			line = append(line, at.point())
		}
		f(c.net.edges[i].class.String(), line)
	}
}
