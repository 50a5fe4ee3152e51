package shell

import (
	"context"
	"errors"
	"fmt"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
)

// detours finds the other ways that a problem asks for.
func (p Planner) detours(ctx context.Context, prob *problem.Problem) ([]problem.OtherWay, error) {
	var ways []problem.OtherWay
	for _, d := range prob.Detours {
		w := problem.OtherWay{Mission: d.Mission}
		if p.Ground != nil && prob.Lanes != nil {
			g, err := p.Ground.Graph(prob.Lanes, d.Avoid...)
			if err != nil {
				return nil, fmt.Errorf("shell: lanes: %w", err)
			}
			if w.Paths, err = pathsOver(ctx, Lanes{g}, d); err != nil {
				return nil, fmt.Errorf("shell: other way of mission %s: %w", d.Mission, err)
			}
		}
		ways = append(ways, w)
	}
	return ways, nil
}

// pathsOver returns the path to each stop of a detour, none when there is no
// way.
func pathsOver(ctx context.Context, l Lanes, d problem.Detour) ([][]geo.Point, error) {
	var paths [][]geo.Point
	from := d.From
	for _, to := range d.Stops {
		way, err := l.Way(ctx, geo.Robot, from, to)
		if errors.Is(err, lanes.ErrNoWay) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		paths = append(paths, l.thin(way))
		from = to
	}
	return paths, nil
}
