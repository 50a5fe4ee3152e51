package circle

import (
	"sort"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// Home is a building, or a line of the operator's list, with the door that its
// residents' walk begins at.
type Home struct {
	ID        int64 // of the building on the map; 0 from a list
	Name      string
	Point     geo.Point // of the building
	Dwellings int       // at least 1
	Door      geo.Point // the compound's gate, else Point
	ByGate    bool      // Door is a mapped gate
}

// Source says where the number of dwellings comes from.
type Source uint8

// The sources of dwellings.
const (
	Estimated Source = iota // footprint × levels / 90 m² a dwelling
	Listed                  // the operator's list
)

// The estimate of dwellings.
const (
	levelsUnknown     = 6  // storeys of a building whose map does not say
	dwellingMeters    = 90 // square metres a dwelling
	maxCompoundMeters = 500_000
	gateMeters        = 15  // how far a gate may stand from the compound's outline
	gateWalkMeters    = 400 // how far a building's gate may be
)

// Homes returns the residential buildings of a city inside box with their
// dwellings: footprint × levels (6 if unknown) / 90 m², at least one.
func Homes(c *roadnet.City, box geo.Bounds) []Home {
	var out []Home
	for i := range c.Buildings {
		b := &c.Buildings[i]
		if !b.Residential || !box.Contains(b.Point) {
			continue
		}
		levels := b.Levels
		if levels == 0 {
			levels = levelsUnknown
		}
		out = append(out, Home{
			ID: b.ID, Name: b.Address, Point: b.Point, Door: b.Point,
			Dwellings: max(1, b.Footprint()*levels/dwellingMeters),
		})
	}
	FindGates(c, out)
	return out
}

// FindGates sets the door of each home that stands in a compound to the gate
// of the compound nearest to it. A compound is a residential area of at most
// half a square kilometre with a gate on its outline.
func FindGates(c *roadnet.City, homes []Home) {
	compounds := compoundsOf(c)
	for i := range homes {
		h := &homes[i]
		h.Door, h.ByGate = h.Point, false
		best := float64(gateWalkMeters)
		for k := range compounds {
			if !compounds[k].holds(h.Point) {
				continue
			}
			for _, g := range compounds[k].gates {
				if d := geo.Distance(h.Point, g); d < best {
					best, h.Door, h.ByGate = d, g, true
				}
			}
		}
	}
}

// compound is a residential area with gates.
type compound struct {
	box     geo.Bounds
	outline []geo.Point
	gates   []geo.Point
}

func (c *compound) holds(p geo.Point) bool { return c.box.Contains(p) && inRing(c.outline, p) }

func compoundsOf(c *roadnet.City) []compound {
	var gates []geo.Point
	for _, g := range c.Gates {
		if g.Kind != "entrance" { // a building's, mostly
			gates = append(gates, g.Point)
		}
	}
	sort.SliceStable(gates, func(i, j int) bool { return gates[i].Lat < gates[j].Lat })
	var out []compound
	for i := range c.Areas {
		a := &c.Areas[i]
		if a.Kind != roadnet.Residential || a.Footprint() > maxCompoundMeters {
			continue
		}
		k := compound{box: geo.EmptyBounds(), outline: a.Outline}
		for _, p := range a.Outline {
			k.box = k.box.Extend(p)
		}
		const margin = 0.0005 // degrees, more than gateMeters at any latitude that has streets
		first := sort.Search(len(gates), func(n int) bool { return gates[n].Lat >= k.box.Min.Lat-margin })
		for _, g := range gates[first:] {
			if g.Lat > k.box.Max.Lat+margin {
				break
			}
			if g.Lng >= k.box.Min.Lng-margin && g.Lng <= k.box.Max.Lng+margin && nearRing(a.Outline, g, gateMeters) {
				k.gates = append(k.gates, g)
			}
		}
		if len(k.gates) > 0 {
			out = append(out, k)
		}
	}
	return out
}

// inRing reports whether p lies inside a closed ring, by the even-odd rule.
func inRing(ring []geo.Point, p geo.Point) bool {
	in := false
	for i := 0; i+1 < len(ring); i++ {
		a, b := ring[i], ring[i+1]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lng < a.Lng+(p.Lat-a.Lat)/(b.Lat-a.Lat)*(b.Lng-a.Lng) {
			in = !in
		}
	}
	return in
}

// nearRing reports whether p lies within metres of the ring's line.
func nearRing(ring []geo.Point, p geo.Point, meters float64) bool {
	f, err := geo.NewFrame(p)
	if err != nil {
		return false
	}
	for i := 0; i+1 < len(ring); i++ {
		a, b := f.Local(ring[i]), f.Local(ring[i+1])
		dx, dy := b.East-a.East, b.North-a.North
		t := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			t = max(0, min(1, -(a.East*dx+a.North*dy)/l))
		}
		x, y := a.East+t*dx, a.North+t*dy
		if x*x+y*y <= meters*meters {
			return true
		}
	}
	return false
}
