package roadnet

import (
	"sort"

	"github.com/linli/linli/geo"
)

// isBuilding reports whether the element is the outline of a building that
// stands.
func isBuilding(t tags) bool {
	switch t.get("building") {
	case "", "no", "entrance", "ruins", "collapsed", "demolished":
		return false
	}
	return true
}

// isDwelling reports whether people live in a building: yes, no, or unknown.
func isDwelling(t tags) (dwelling, known bool) {
	switch t.get("building") {
	case "apartments", "residential", "house", "detached", "semidetached_house", "terrace", "dormitory",
		"bungalow", "cabin", "farm", "houseboat", "static_caravan", "villa":
		return true, true
	case "yes":
		if t.first("shop", "amenity", "office", "tourism", "leisure", "man_made", "public_transport", "railway") != "" {
			return false, true
		}
		return false, false
	default:
		return false, true
	}
}

// areaKindOf returns the kind of area that an element outlines.
func areaKindOf(t tags) (AreaKind, bool) {
	switch {
	case t.is("landuse", "residential"):
		return Residential, true
	case t.is("natural", "water") || t.is("waterway", "riverbank", "dock") || t.is("landuse", "reservoir", "basin") || t.is("leisure", "swimming_pool"):
		return Water, true
	case t.is("leisure", "park", "garden", "playground", "pitch", "golf_course", "nature_reserve") ||
		t.is("landuse", "forest", "grass", "meadow", "recreation_ground", "village_green", "cemetery", "orchard", "vineyard", "allotments") ||
		t.is("natural", "wood", "scrub", "grassland", "heath"):
		return Green, true
	}
	return 0, false
}

// featureBuilder collects places, buildings, areas and gates.
type featureBuilder struct {
	x       *extract
	c       *City
	untyped []int // buildings that say nothing about dwelling
}

// buildFeatures fills the city's lists from the extract.
func buildFeatures(x *extract, c *City, p progress) error {
	b := featureBuilder{x: x, c: c}
	for i := range x.points {
		b.addNode(&x.points[i])
	}
	for i := range x.ways {
		if i%4096 == 0 {
			if err := p.at(int64(i)); err != nil {
				return err
			}
		}
		if w := &x.ways[i]; w.tags != nil {
			if ring := b.ring(w); ring != nil {
				b.addOutline(4*w.id+1, ring, w.tags, true)
			}
		}
	}
	for i := range x.relations {
		r := &x.relations[i]
		for k, ring := range b.joinRings(r.outer) {
			b.addOutline(4*r.id+2, ring, r.tags, k == 0)
		}
	}
	b.settleDwellings()
	sort.SliceStable(c.Places, func(i, j int) bool { return c.Places[i].ID < c.Places[j].ID })
	sort.SliceStable(c.Gates, func(i, j int) bool { return c.Gates[i].ID < c.Gates[j].ID })
	sort.SliceStable(c.Buildings, func(i, j int) bool { return c.Buildings[i].ID < c.Buildings[j].ID })
	sort.SliceStable(c.Areas, func(i, j int) bool {
		a, b := &c.Areas[i], &c.Areas[j]
		return a.Kind < b.Kind || a.Kind == b.Kind && a.ID < b.ID
	})
	return p.at(p.total)
}

func (b *featureBuilder) addNode(n *taggedNode) {
	if category, ok := categoryOf(n.tags); ok {
		b.c.Places = append(b.c.Places, Place{ID: 4 * n.id, Name: n.tags.get("name"), Category: category, Point: n.at.point()})
	}
	kind := n.tags.get("barrier")
	switch kind {
	case "gate", "lift_gate", "swing_gate", "sliding_gate", "entrance", "turnstile":
	default:
		kind = ""
	}
	if kind == "" && n.tags.is("entrance", "main", "yes", "home", "staircase") {
		kind = "entrance"
	}
	if kind != "" {
		b.c.Gates = append(b.c.Gates, Gate{
			ID: 4 * n.id, Kind: kind, Name: n.tags.get("name"), Point: n.at.point(),
			Access: n.tags.first(accessKeys[geo.Foot]...), Wheelchair: n.tags.get("wheelchair"),
		})
	}
}

// addOutline adds what a ring stands for; place says that this ring of the
// element is the one to carry its place.
func (b *featureBuilder) addOutline(id int64, ring []coord, t tags, place bool) {
	center := centroid(ring)
	if category, ok := categoryOf(t); ok && place {
		b.c.Places = append(b.c.Places, Place{ID: id, Name: t.get("name"), Category: category, Point: center.point()})
	}
	switch kind, ok := areaKindOf(t); {
	case isBuilding(t):
		dwelling, known := isDwelling(t)
		if !known {
			b.untyped = append(b.untyped, len(b.c.Buildings))
		}
		b.c.Buildings = append(b.c.Buildings, Building{
			ID: id, Point: center.point(), Outline: pointsOf(ring),
			Levels: parseLevels(t.get("building:levels")), Residential: dwelling, Address: t.address(),
		})
	case ok:
		b.c.Areas = append(b.c.Areas, Area{ID: id, Kind: kind, Name: t.get("name"), Outline: pointsOf(ring)})
	}
}

// settleDwellings takes an untyped building for a dwelling when its centroid
// lies inside a residential area.
func (b *featureBuilder) settleDwellings() {
	var areas []outlineBox
	for i := range b.c.Areas {
		if a := &b.c.Areas[i]; a.Kind == Residential {
			areas = append(areas, boxOf(a.Outline))
		}
	}
	for _, i := range b.untyped {
		building := &b.c.Buildings[i]
		for k := range areas {
			if areas[k].contains(building.Point) {
				building.Residential = true
				break
			}
		}
	}
}

// ring returns the way's line when it is closed and complete, nil otherwise.
func (b *featureBuilder) ring(w *rawWay) []coord {
	refs := b.x.refs[w.from:w.to]
	if len(refs) < 4 || refs[0] != refs[len(refs)-1] {
		return nil
	}
	return b.line(refs)
}

// line returns the positions of nodes, nil when one lies outside the extract.
func (b *featureBuilder) line(refs []int64) []coord {
	out := make([]coord, len(refs))
	for i, id := range refs {
		n := b.x.nodes.index(id)
		if n < 0 {
			return nil
		}
		out[i] = b.x.nodes.at[n]
	}
	return out
}

func pointsOf(ring []coord) []geo.Point {
	out := make([]geo.Point, len(ring))
	for i, c := range ring {
		out[i] = c.point()
	}
	return out
}
