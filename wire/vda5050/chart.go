package vda5050

import (
	"slices"

	"github.com/linli/linli/geo"
)

// Chart is the maps that tie a community's robots to the world, one or more. A
// robot is sent its way on the map on which it says it is.
type Chart []geo.MapFrame

// ChartAround returns a chart of one map, metres east and north of a point.
func ChartAround(mapID string, origin geo.Point) (Chart, error) {
	f, err := geo.NewMapFrame(geo.Georeference{Map: mapID, Origin: origin})
	return Chart{f}, err
}

// With returns the chart with more maps. One of a name that is there takes its
// place.
func (c Chart) With(maps []geo.Georeference) (Chart, error) {
	out := slices.Clone(c)
	for _, g := range maps {
		f, err := geo.NewMapFrame(g)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(out, func(x geo.MapFrame) bool { return x.ID() == g.Map })
		if i < 0 {
			out = append(out, f)
			continue
		}
		out[i] = f
	}
	return out, nil
}

// Map returns the map of a name.
func (c Chart) Map(id string) (geo.MapFrame, bool) {
	for _, f := range c {
		if f.ID() == id {
			return f, true
		}
	}
	return geo.MapFrame{}, false
}

// Under returns the map on which a robot says it is, the first if it does not
// say or names none of the chart's.
func (c Chart) Under(p *AGVPosition) geo.MapFrame {
	if p != nil {
		if f, ok := c.Map(p.MapID); ok {
			return f
		}
	}
	return c[0]
}

// Place returns where a position is. It is false when the robot does not know
// where it is, or stands on a map that is none of the chart's.
func (c Chart) Place(p *AGVPosition) (geo.Point, bool) {
	if p == nil || !p.PositionInitialized {
		return geo.Point{}, false
	}
	f, ok := c.Map(p.MapID)
	if !ok {
		return geo.Point{}, false
	}
	at := f.Point(geo.Position{X: p.X, Y: p.Y}).Round()
	return at, at.Check() == nil
}
