package roadnet

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/simplify"

	"github.com/linli/linli/geo"
)

// MaxTileZoom is the deepest zoom that Tile answers.
const MaxTileZoom = 22

// tileBuffer is how far, in tile units of 1/4096, geometry reaches beyond a
// tile so that lines do not end at its border.
const tileBuffer = 64

// The zooms from which layers are drawn.
const (
	areaZoom     = 10
	buildingZoom = 14
	placeZoom    = 14
)

// classZoom is the zoom from which a class of road is drawn.
var classZoom = [classCount]uint32{
	motorway: 5, trunk: 6, primary: 8, secondary: 9, tertiary: 10, unclassified: 12, residential: 12,
	livingStreet: 12, service: 13, pedestrian: 13, track: 13, cycleway: 13,
	footway: 14, path: 14, bridleway: 14, steps: 14, corridor: 15,
}

// Tile returns the Mapbox Vector Tile (version 2, not compressed) at zoom z,
// column x and row y of the usual XYZ scheme. Layers, in drawing order, each
// left out when it is empty: residential, green, water (name), buildings
// (levels, residential), roads (class, name), places (name, category). A tile
// outside the city is empty: no bytes. Coordinates that no tile has are an
// error.
func (c *City) Tile(z, x, y uint32) ([]byte, error) {
	return drawTile(z, x, y, func(t *tileBuilder) error {
		found := c.tileIndex().find(t.box, z)
		for _, i := range found.areas {
			a := &c.Areas[i]
			t.polygon(a.Kind.String(), a.Outline, withName(geojson.Properties{}, a.Name), a.ID)
		}
		for _, i := range found.buildings {
			b := &c.Buildings[i]
			t.polygon("buildings", b.Outline, geojson.Properties{"levels": b.Levels, "residential": b.Residential}, b.ID)
		}
		for _, i := range found.edges {
			if e := &c.net.edges[i]; z >= classZoom[e.class] && e.millimeter > 0 {
				t.road(roadKey{e.class, e.name}, c.net.points(i))
			}
		}
		t.addRoads(c.net.names)
		for _, i := range found.places {
			p := &c.Places[i]
			t.point("places", p.Point, withName(geojson.Properties{"category": string(p.Category)}, p.Name), p.ID)
		}
		return nil
	})
}

// drawTile draws one tile, or refuses coordinates that no tile has.
func drawTile(z, x, y uint32, draw func(*tileBuilder) error) (data []byte, err error) {
	if z > MaxTileZoom || uint64(x) >= 1<<z || uint64(y) >= 1<<z {
		return nil, fmt.Errorf("roadnet: there is no tile %d/%d/%d", z, x, y)
	}
	defer func() { // orb panics on some shapes; a map must not stop a server
		if p := recover(); p != nil {
			data, err = nil, fmt.Errorf("roadnet: tile %d/%d/%d: %v", z, x, y, p)
		}
	}()
	t := newTileBuilder(maptile.New(x, y, maptile.Zoom(z)))
	if err := draw(t); err != nil {
		return nil, err
	}
	return t.marshal()
}

func withName(p geojson.Properties, name string) geojson.Properties {
	if name != "" {
		p["name"] = name
	}
	return p
}

// tileLayers is the order in which layers are written and drawn.
var tileLayers = [...]string{"residential", "green", "water", "buildings", "roads", "places", "cells"}

// tileBuilder collects the features of one tile in its own coordinates.
type tileBuilder struct {
	tile   maptile.Tile
	box    tileBox
	clip   orb.Bound
	layers map[string][]*geojson.Feature
	roads  map[roadKey]orb.MultiLineString
	order  []roadKey // of roads, as first met
}

// roadKey is what the stretches of one road share.
type roadKey struct {
	class class
	name  uint32
}

func newTileBuilder(tile maptile.Tile) *tileBuilder {
	size := float64(mvt.DefaultExtent)
	t := &tileBuilder{tile: tile, layers: map[string][]*geojson.Feature{}, roads: map[roadKey]orb.MultiLineString{}}
	t.clip = orb.Bound{Min: orb.Point{-tileBuffer, -tileBuffer}, Max: orb.Point{size + tileBuffer, size + tileBuffer}}
	b := tile.Bound(tileBuffer / size)
	lo, hi := coordOf(clampPoint(b.Min)), coordOf(clampPoint(b.Max))
	t.box = tileBox{west: lo.lng, south: lo.lat, east: hi.lng, north: hi.lat}
	return t
}

func clampPoint(p orb.Point) geo.Point {
	return geo.Point{Lng: max(-180, min(180, p[0])), Lat: max(-90, min(90, p[1]))}
}

// project returns p in tile units.
func (t *tileBuilder) project(p geo.Point) orb.Point {
	f := maptile.Fraction(orb.Point{p.Lng, max(-85.05, min(85.05, p.Lat))}, t.tile.Z)
	return orb.Point{(f[0] - float64(t.tile.X)) * mvt.DefaultExtent, (f[1] - float64(t.tile.Y)) * mvt.DefaultExtent}
}

func (t *tileBuilder) add(layer string, g orb.Geometry, p geojson.Properties, id int64) {
	f := geojson.NewFeature(g)
	f.Properties = p
	if id > 0 {
		f.ID = id
	}
	t.layers[layer] = append(t.layers[layer], f)
}

func (t *tileBuilder) point(layer string, at geo.Point, p geojson.Properties, id int64) {
	if g := t.project(at); t.clip.Contains(g) {
		t.add(layer, g, p, id)
	}
}

// road adds a stretch to its road.
func (t *tileBuilder) road(key roadKey, points []coord) {
	line := make(orb.LineString, len(points))
	for i, c := range points {
		line[i] = t.project(c.point())
	}
	line = simplify.DouglasPeucker(t.tolerance()).LineString(line)
	whole, known := t.roads[key]
	for _, piece := range clip.LineString(t.clip, line) {
		if piece = roundLine(piece); len(piece) >= 2 {
			whole = append(whole, piece)
		}
	}
	if len(whole) == 0 {
		return
	}
	if !known {
		t.order = append(t.order, key)
	}
	t.roads[key] = whole
}

// addRoads adds one feature for each road of a name and class: about half of the
// bytes and of the work of one for each stretch.
func (t *tileBuilder) addRoads(names []string) {
	for _, key := range t.order {
		var g orb.Geometry = t.roads[key]
		if whole := t.roads[key]; len(whole) == 1 {
			g = whole[0]
		}
		t.add("roads", g, withName(geojson.Properties{"class": key.class.String()}, names[key.name]), 0)
	}
}

func (t *tileBuilder) polygon(layer string, outline []geo.Point, p geojson.Properties, id int64) {
	if len(outline) < 4 {
		return
	}
	ring := make(orb.Ring, len(outline))
	for i, c := range outline {
		ring[i] = t.project(c)
	}
	ring = simplify.DouglasPeucker(t.tolerance()).Ring(ring)
	ring = orb.Ring(roundLine(orb.LineString(clip.Ring(t.clip, ring))))
	if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
		return
	}
	switch ring.Orientation() {
	case 0:
		return
	case orb.CW: // version 2 wants outer rings with a positive area, y down
		ring.Reverse()
	}
	t.add(layer, orb.Polygon{ring}, p, id)
}

// tolerance is how far lines may be straightened, in tile units: less than a
// pixel, and little on the zooms that people read.
func (t *tileBuilder) tolerance() float64 {
	if t.tile.Z >= 14 {
		return 1
	}
	return 6
}

// roundLine rounds to whole tile units and drops points that repeat.
func roundLine(l orb.LineString) orb.LineString {
	out := l[:0]
	for _, p := range l {
		q := orb.Point{math.Round(p[0]), math.Round(p[1])}
		if len(out) == 0 || out[len(out)-1] != q {
			out = append(out, q)
		}
	}
	return out
}

func (t *tileBuilder) marshal() ([]byte, error) {
	var layers mvt.Layers
	for _, name := range tileLayers {
		if features := t.layers[name]; len(features) > 0 {
			layers = append(layers, &mvt.Layer{Name: name, Version: 2, Extent: mvt.DefaultExtent, Features: features})
		}
	}
	b, err := mvt.Marshal(layers)
	if err != nil {
		return nil, fmt.Errorf("roadnet: tile %v: %w", t.tile, err)
	}
	return b, nil
}
