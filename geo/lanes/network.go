package lanes

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/linli/linli/geo"
)

// Network is all that a community has drawn, and what is closed. The zero
// Network is the roads alone.
type Network struct {
	Revision uint64             `json:"revision"` // counts what was changed
	Features []Feature          `json:"features,omitempty"`
	Maps     []geo.Georeference `json:"maps,omitempty"`
	Closures []Closure          `json:"closures,omitempty"` // by id
}

// Empty reports whether nothing is drawn and nothing closed.
func (n *Network) Empty() bool { return len(n.Features) == 0 && len(n.Closures) == 0 }

// Check returns an error that names the first bad feature, map or closure.
func (n *Network) Check() error {
	if len(n.Features) > MaxFeatures {
		return fmt.Errorf("%d features: at most %d", len(n.Features), MaxFeatures)
	}
	seen := map[string]bool{}
	devices := map[string]string{}
	for i := range n.Features {
		f := &n.Features[i]
		if err := f.Check(); err != nil {
			return err
		}
		if seen[f.ID] {
			return f.bad("another feature has this id: ids are for all kinds together")
		}
		seen[f.ID] = true
		if other := devices[f.Device]; f.Device != "" && other != "" {
			return f.bad("device %q is that of %q", f.Device, other)
		}
		devices[f.Device] = f.ID
		if d := geo.Distance(f.Points[0], n.Features[0].Points[0]); d > 20_000 {
			return f.bad("it is %.0f km from feature %q: a network is one community's", d/1000, n.Features[0].ID)
		}
	}
	for i := range n.Features {
		f := &n.Features[i]
		if gate := GateOf(f); gate != "" && n.Feature(gate) == nil {
			return f.bad("gate %q is no handover that is drawn", f.Gate)
		}
	}
	for i, m := range n.Maps {
		if err := m.Check(); err != nil {
			return err
		}
		if slices.ContainsFunc(n.Maps[:i], func(o geo.Georeference) bool { return o.Map == m.Map }) {
			return fmt.Errorf("map %q is there twice", m.Map)
		}
	}
	for i := range n.Closures {
		if err := n.Closures[i].Check(); err != nil {
			return err
		}
	}
	return nil
}

// Feature returns the one that is granted under a name, or nil.
func (n *Network) Feature(resource string) *Feature {
	for i := range n.Features {
		if f := &n.Features[i]; f.Resource() == resource {
			return f
		}
	}
	return nil
}

// Narrow lists the resources that are too narrow for a robot of a width in
// millimetres, 0 where it is not known.
func (n *Network) Narrow(width int) []string {
	var list []string
	for i := range n.Features {
		if f := &n.Features[i]; f.Width > 0 && float64(width) > f.Width*1000 {
			list = append(list, f.Resource())
		}
	}
	return list
}

// WithClosure returns the network with one more closure, or another one of the
// same id.
func (n Network) WithClosure(c Closure) Network {
	n.Closures = slices.DeleteFunc(slices.Clone(n.Closures), func(o Closure) bool { return o.ID == c.ID })
	at, _ := slices.BinarySearchFunc(n.Closures, c, func(a, b Closure) int { return cmp.Compare(a.ID, b.ID) })
	n.Closures = slices.Insert(n.Closures, at, c)
	n.Revision++
	return n
}

// WithoutClosure returns the network without a closure.
func (n Network) WithoutClosure(id string) Network {
	n.Closures = slices.DeleteFunc(slices.Clone(n.Closures), func(o Closure) bool { return o.ID == id })
	n.Revision++
	return n
}

// Closure returns the closure of an id, or nil.
func (n *Network) Closure(id string) *Closure {
	for i := range n.Closures {
		if n.Closures[i].ID == id {
			return &n.Closures[i]
		}
	}
	return nil
}

// collection is a network as GeoJSON (RFC 7946), the maps in a member of their
// own.
type collection struct {
	Type     string     `json:"type"`
	Features []drawn    `json:"features"`
	Maps     []mapDrawn `json:"maps,omitempty"`
}

type drawn struct {
	Type       string          `json:"type"`
	ID         json.RawMessage `json:"id,omitempty"` // editors write one; the id that counts is in properties
	Properties Feature         `json:"properties"`
	Geometry   geometry        `json:"geometry"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// mapDrawn is a map by its georeference, or by controls to fit one to.
type mapDrawn struct {
	geo.Georeference
	Controls []geo.Control `json:"controls,omitempty"`
}

// maxMisfit is how far off, in metres, the worst control of a map may be.
const maxMisfit = 1.0

// Parse reads a network from GeoJSON. Unknown properties are errors, so that a
// misspelt one is not lost. Errors name the feature, by its id or by its place
// in the list.
func Parse(b []byte) (Network, error) {
	var c collection
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&c); err != nil {
		return Network{}, fmt.Errorf("want a GeoJSON FeatureCollection: %w", err)
	}
	if c.Type != "FeatureCollection" {
		return Network{}, fmt.Errorf("type %q: want a GeoJSON FeatureCollection", c.Type)
	}
	var n Network
	for i := range c.Features {
		f, err := c.Features[i].feature()
		if err != nil {
			return Network{}, fmt.Errorf("feature %d: %w", i, err)
		}
		n.Features = append(n.Features, f)
	}
	for _, m := range c.Maps {
		g := m.Georeference
		if len(m.Controls) > 0 {
			fit, worst, err := geo.Fit(m.Map, m.Controls)
			if err != nil {
				return Network{}, err
			}
			if worst > maxMisfit {
				return Network{}, fmt.Errorf("map %q: its control points do not fit one another: the worst is %.2f m off; measure them again", m.Map, worst)
			}
			g = fit
		}
		n.Maps = append(n.Maps, g)
	}
	return n, n.Check()
}

// feature returns what was drawn.
func (d *drawn) feature() (Feature, error) {
	f := d.Properties
	f.Points = nil
	s, known := shapes[f.Kind]
	if d.Type != "Feature" || !known {
		return f, fmt.Errorf("%q: want a Feature with the property kind: lane, zone, crossing, gate, lift, handover, station, no_go or compound", f.ID)
	}
	if d.Geometry.Type != s.points {
		return f, f.bad("a %s is drawn as a %s, not as a %q", f.Kind, s.points, d.Geometry.Type)
	}
	line, err := d.Geometry.points()
	if err != nil {
		return f, f.bad("%v", err)
	}
	f.Points = line
	return f, f.Check()
}

// points returns a point, a line, or the one ring of an area.
func (g *geometry) points() ([]geo.Point, error) {
	var pairs [][]float64
	switch g.Type {
	case "Point":
		pairs = make([][]float64, 1)
		if err := json.Unmarshal(g.Coordinates, &pairs[0]); err != nil {
			return nil, fmt.Errorf("coordinates: %w", err)
		}
	case "LineString":
		if err := json.Unmarshal(g.Coordinates, &pairs); err != nil {
			return nil, fmt.Errorf("coordinates: %w", err)
		}
	default:
		var rings [][][]float64
		if err := json.Unmarshal(g.Coordinates, &rings); err != nil {
			return nil, fmt.Errorf("coordinates: %w", err)
		}
		if len(rings) != 1 {
			return nil, fmt.Errorf("%d rings: want an area without holes", len(rings))
		}
		pairs = rings[0]
		if n := len(pairs); n > 1 && slices.Equal(pairs[0], pairs[n-1]) {
			pairs = pairs[:n-1]
		}
	}
	out := make([]geo.Point, len(pairs))
	for i, p := range pairs {
		if len(p) < 2 {
			return nil, fmt.Errorf("position %d has %d numbers: want longitude and latitude", i, len(p))
		}
		out[i] = geo.Point{Lng: p[0], Lat: p[1]}
		if err := out[i].Check(); err != nil {
			return nil, fmt.Errorf("position %d: %w", i, err)
		}
		out[i] = out[i].Round()
	}
	return out, nil
}

// GeoJSON is the inverse of Parse; closures are not in it.
func (n *Network) GeoJSON() ([]byte, error) {
	c := collection{Type: "FeatureCollection", Features: []drawn{}}
	for _, f := range n.Features {
		pairs := make([][2]float64, len(f.Points))
		for i, p := range f.Points {
			pairs[i] = [2]float64{p.Lng, p.Lat}
		}
		g := geometry{Type: shapes[f.Kind].points}
		var at any = pairs
		switch g.Type {
		case "Point":
			at = pairs[0]
		case "Polygon":
			at = [][][2]float64{append(pairs, pairs[0])}
		}
		var err error
		if g.Coordinates, err = json.Marshal(at); err != nil {
			return nil, fmt.Errorf("lanes: %s: %w", f.ID, err)
		}
		f.Points = nil
		c.Features = append(c.Features, drawn{Type: "Feature", Properties: f, Geometry: g})
	}
	for _, m := range n.Maps {
		c.Maps = append(c.Maps, mapDrawn{Georeference: m})
	}
	return json.Marshal(c)
}
