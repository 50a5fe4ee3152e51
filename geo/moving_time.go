package geo

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Arrival is a thing found, with how long it takes to arrive.
type Arrival struct {
	Neighbor
	Travel time.Duration
}

// TravelTimes returns how long each of from takes to the point that was asked
// for, negative when it cannot get there. roadnet.Router.Times gives what is
// needed.
type TravelTimes func(from []Point) []time.Duration

// Reach bounds what TravelTimes may answer: nothing arrives faster than
// MetersPerSecond along the great circle, less Slack metres that cost no time
// (a router that starts at the nearest road gives the way to it for nothing,
// at both ends). Without this no finite search could be exact.
type Reach struct {
	MetersPerSecond float64
	Slack           float64
}

// least returns the shortest time that a distance may take.
func (r Reach) least(meters float64) time.Duration {
	return time.Duration(max(0, meters-r.Slack) / r.MetersPerSecond * float64(time.Second))
}

// NearestByTime returns the k things within a radius that arrive first, then
// by ID, and leaves out those that cannot. It asks for the travel times of
// somewhat more than k of the nearest, and of more while one farther away may
// still be earlier; so the answer is that of asking for all, as long as
// nothing moves meanwhile and reach is true. Errors are those of Nearest, a
// speed that is not positive, and an answer of times of another length.
func (m *Moving) NearestByTime(from Point, k int, radius float64, f Filter, times TravelTimes, reach Reach) ([]Arrival, error) {
	if !(reach.MetersPerSecond > 0) || !(reach.Slack >= 0) {
		return nil, fmt.Errorf("geo: nothing arrives at %v m/s with %v m for nothing", reach.MetersPerSecond, reach.Slack)
	}
	var best []Arrival
	known := map[uint64]bool{}
	for n := k + k/2 + 4; ; n *= 2 {
		near, err := m.Nearest(from, n, radius, f)
		if err != nil || k < 1 {
			return nil, err
		}
		last := len(near) < n // there are no more
		var fresh []Neighbor
		for _, c := range near {
			if !known[c.ID] {
				known[c.ID] = true
				fresh = append(fresh, c)
			}
		}
		if best, err = arrivals(best, fresh, times); err != nil {
			return nil, err
		}
		best = best[:min(k, len(best))]
		if last || len(best) == k && reach.least(near[len(near)-1].Meters) > best[k-1].Travel {
			return best, nil
		}
	}
}

// arrivals merges what arrives among fresh into best, sorted.
func arrivals(best []Arrival, fresh []Neighbor, times TravelTimes) ([]Arrival, error) {
	if len(fresh) == 0 {
		return best, nil
	}
	points := make([]Point, len(fresh))
	for i, c := range fresh {
		points[i] = c.Point
	}
	took := times(points)
	if len(took) != len(points) {
		return nil, fmt.Errorf("geo: %d travel times for %d points", len(took), len(points))
	}
	for i, c := range fresh {
		if took[i] >= 0 {
			best = append(best, Arrival{c, took[i]})
		}
	}
	slices.SortFunc(best, func(a, b Arrival) int {
		return cmp.Or(cmp.Compare(a.Travel, b.Travel), cmp.Compare(a.ID, b.ID))
	})
	return best, nil
}
