package shell

import (
	"context"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/matching/problem"
)

// Travel knows how long ways take: Roads, or an edge that asks another engine.
type Travel interface {
	// Times returns the legs from each point of from to each point of to, by
	// row and column; Travel is problem.Unreachable where there is no way.
	Times(ctx context.Context, profile geo.Profile, from, to []geo.Point) ([][]problem.Leg, error)
	// Way returns the fastest way along the roads, both ends included; an error
	// when there is none.
	Way(ctx context.Context, profile geo.Profile, from, to geo.Point) ([]geo.Point, error)
}

// Roads is Travel over the city file.
type Roads struct {
	*roadnet.Router
}

// Times implements Travel; it cannot fail.
func (r Roads) Times(_ context.Context, profile geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	out, legs := make([][]problem.Leg, len(from)), make([]problem.Leg, len(from)*len(to))
	for i, row := range r.Router.Times(profile, from, to) {
		out[i], legs = legs[:len(to):len(to)], legs[len(to):]
		for k, l := range row {
			out[i][k] = legOf(l)
		}
	}
	return out, nil
}

// Way implements Travel. Errors are those of roadnet.Router.Route.
func (r Roads) Way(_ context.Context, profile geo.Profile, from, to geo.Point) ([]geo.Point, error) {
	way, err := r.Route(profile, from, to)
	return way.Path, err
}

func legOf(l roadnet.Leg) problem.Leg {
	if !l.Reachable() {
		return problem.Leg{Travel: problem.Unreachable}
	}
	return problem.Leg{Travel: time.Duration(l.Millis) * time.Millisecond, Meters: l.Meters}
}
