package mdrp

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// ground lays an instance's plane on the Earth, because that is where the
// engine's places are. Every place has a point of its own, which is its name;
// times come from the plane and so are the record's own, to the minute. It is a
// shell.Travel.
type ground struct {
	params Params
	frame  geo.Frame
	places map[geo.Point]spot
}

// spot is a place of the record.
type spot struct {
	name string // of the restaurant, the order or the courier
	at   Point
}

// origin is where the plane touches the Earth. No figure depends on it.
var origin = geo.Point{Lng: 121.5, Lat: 31.2}

// nudge is how far apart, in degrees, places are put that are one in the plane
// or nearly so: some centimetres.
const nudge = 2e-7

func newGround(p Params) (*ground, error) {
	frame, err := geo.NewFrame(origin)
	if err != nil {
		return nil, fmt.Errorf("mdrp: %w", err)
	}
	return &ground{params: p, frame: frame, places: map[geo.Point]spot{}}, nil
}

// put gives a place its point.
func (g *ground) put(name string, at Point) geo.Point {
	p := g.frame.Point(geo.Local{East: at.X, North: at.Y})
	for {
		if _, taken := g.places[p]; !taken {
			break
		}
		p = geo.Point{Lng: p.Lng + nudge, Lat: p.Lat}.Round()
	}
	g.places[p] = spot{name, at}
	return p
}

// minutes returns the record's travel time between two places.
func (g *ground) minutes(from, to geo.Point) int {
	return g.params.Travel(g.places[from].at, g.places[to].at)
}

// Times implements shell.Travel: straight lines, whole minutes, rounded up. It
// cannot fail.
func (g *ground) Times(_ context.Context, _ geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	out := make([][]problem.Leg, len(from))
	for i, a := range from {
		out[i] = make([]problem.Leg, len(to))
		for k, b := range to {
			out[i][k] = g.leg(a, b)
		}
	}
	return out, nil
}

func (g *ground) leg(from, to geo.Point) problem.Leg {
	a, okA := g.places[from]
	b, okB := g.places[to]
	if !okA || !okB {
		return problem.Leg{Travel: problem.Unreachable}
	}
	return problem.Leg{
		Travel: time.Duration(g.params.Travel(a.at, b.at)) * time.Minute,
		Meters: geo.Meters(math.Round(math.Hypot(a.at.X-b.at.X, a.at.Y-b.at.Y))),
	}
}

// Way implements shell.Travel: the straight line.
func (g *ground) Way(_ context.Context, _ geo.Profile, from, to geo.Point) ([]geo.Point, error) {
	return []geo.Point{from, to}, nil
}
