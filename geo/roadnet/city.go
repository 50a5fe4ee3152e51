package roadnet

import (
	"sync"

	"github.com/linli/linli/geo"
)

// City is an imported extract: road graph, places, buildings and areas. It is
// never changed after Import or ReadFile returns it and may be shared by
// goroutines.
type City struct {
	Name         string       // what the operator calls it
	Hash         string       // hex SHA-256 of the city file, as sha256sum prints it
	Bounds       geo.Bounds   // of everything kept
	Jurisdiction Jurisdiction // the robot rule that the robot graph was built with
	Places       []Place      // ordered by ID
	Buildings    []Building   // ordered by ID
	Areas        []Area       // ordered by kind, then ID
	Gates        []Gate       // ordered by ID

	Restrictions RestrictionCount // of the extract that the city was made from

	net network

	tilesOnce sync.Once
	tiles     *tileIndex
}

// Place is a point of interest: a shop, a restaurant, a pharmacy, a parcel
// point. IDs are those of OpenStreetMap, spread so that the three kinds of
// element never meet: 4·id for a node, 4·id+1 for a way, 4·id+2 for a relation.
type Place struct {
	ID       int64
	Name     string // empty when the map has none
	Category Category
	Point    geo.Point
}

// Building is an outline on the ground. IDs are spread as in Place.
type Building struct {
	ID          int64
	Point       geo.Point   // centroid of the outline
	Outline     []geo.Point // outer ring, first point repeated at the end
	Levels      int         // storeys above ground, 0 when the map does not say
	Residential bool        // tagged as a dwelling, or untyped inside a residential area
	Address     string      // street and number, empty when the map has none
}

// AreaKind says what an Area is for the map.
type AreaKind uint8

// The kinds of area that a city keeps.
const (
	Residential AreaKind = iota
	Water
	Green
)

var areaNames = [...]string{"residential", "water", "green"}

// String returns the kind as the map's layers spell it.
func (k AreaKind) String() string {
	if int(k) < len(areaNames) {
		return areaNames[k]
	}
	return "unknown"
}

// Area is a land use or water surface: an outer ring without its holes.
type Area struct {
	ID      int64
	Kind    AreaKind
	Name    string
	Outline []geo.Point // outer ring, first point repeated at the end
}

// Gate is a mapped gate, lift gate or building entrance: where a service
// circle starts and where a robot asks for a grant.
type Gate struct {
	ID         int64  // 4·id of its node
	Kind       string // the value of barrier=* or "entrance"
	Name       string
	Point      geo.Point
	Access     string // who may pass on foot, as tagged (foot=*, else access=*): private, no, residents …; empty when the map does not say
	Wheelchair string // wheelchair=*: yes, no, limited …; empty when the map does not say
}

// Shut reports whether walkers and robots do not pass the gate unless somebody
// opens it for them.
func (g *Gate) Shut() bool {
	a := accessOf(geo.Foot, tags{{"access", g.Access}})
	return a == accessPrivate || a == accessShut
}

// Sizes returns how many vertices and edges the road graph has, all profiles
// together.
func (c *City) Sizes() (vertices, edges int) { return len(c.net.vertices), len(c.net.edges) }

// network is the road graph shared by the four profiles.
type network struct {
	vertices []coord
	edges    []edge
	shapeAt  []uint32                   // edges+1 offsets into shape
	shape    []coord                    // every edge's points, both ends included
	names    []string                   // distinct road names, sorted; names[0] is empty
	stepFree bool                       // walkers take nothing that is barred; never in a file
	turns    []turn                     // forbidden, by vertex and edges
	chains   []chain                    // forbidden ways over more than two edges, the short ones first
	orders   [geo.ProfileCount][]uint32 // by layout vertex of the usable edges: its rank in the hierarchy
}

// edge is a stretch of one road between two vertices.
type edge struct {
	from, to   uint32 // vertices
	name       uint32 // index of network.names
	millimeter uint32 // length; 0 only inside a barrier
	class      class
	way        [geo.ProfileCount]passage
}

// passage is what one profile may do on an edge.
type passage struct {
	millis uint32 // to travel all of it, waiting included
	cost   uint32 // what the search minimises; at least millis
	dirs   dirs
}

// dirs is a set of directions of an edge.
type dirs uint8

const (
	forward  dirs = 1 << iota // from → to is allowed
	backward                  // to → from is allowed
	usable                    // inside the largest strongly connected part
	barred                    // of walkers only: steps, or marked as impassable with a wheelchair
)

// points returns the geometry of edge e.
func (n *network) points(e uint32) []coord { return n.shape[n.shapeAt[e]:n.shapeAt[e+1]] }
