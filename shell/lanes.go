package shell

import (
	"context"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
)

// Lanes is Travel for robots over roads and what is drawn for them.
type Lanes struct {
	*lanes.Graph
}

// Times implements Travel; it cannot fail.
func (l Lanes) Times(_ context.Context, _ geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	out := make([][]problem.Leg, len(from))
	for i, row := range l.Graph.Times(from, to) {
		out[i] = make([]problem.Leg, len(row))
		for k, leg := range row {
			out[i][k] = problem.Leg{Travel: problem.Unreachable}
			if leg.OK {
				out[i][k] = problem.Leg{Travel: time.Duration(leg.Millis) * time.Millisecond, Meters: leg.Meters}
			}
		}
	}
	return out, nil
}

// Way implements Travel. Errors are lanes.ErrNoWay.
func (l Lanes) Way(_ context.Context, _ geo.Profile, from, to geo.Point) ([]geo.Point, error) {
	return l.Graph.Way(from, to)
}

// thin leaves points of the roads out, none that was drawn, and not where the way
// comes to the road and leaves it.
func (l Lanes) thin(way []geo.Point) []geo.Point {
	out, last := []geo.Point{way[0].Round()}, len(way)-1
	from := 1
	for i := 1; i < last; i++ {
		if i == last-1 || l.Drawn(way[i]) {
			out = append(out, thin(way[from:i+1])...)
			from = i
		}
	}
	return append(out, way[last].Round())
}
