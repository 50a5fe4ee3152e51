package dispatch

import (
	"cmp"
	"math"
	"slices"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// scouts are workers, or lockers, with how far they are, in a straight line, from
// where an order waits or goes; the nearest of them.
type scouts[W any] struct {
	far    []float64
	worker []W
	most   int
}

// wants reports whether somebody as far as that is among the nearest so far.
func (s *scouts[W]) wants(far float64) bool {
	return len(s.far) < s.most || far < s.far[s.most-1]
}

// offer keeps a worker who is among the nearest so far; the first of two who
// are as far.
func (s *scouts[W]) offer(far float64, w W) {
	if !s.wants(far) {
		return
	}
	at, _ := slices.BinarySearchFunc(s.far, far, func(x, far float64) int {
		if x <= far {
			return -1
		}
		return 1
	})
	if len(s.far) == s.most {
		s.far, s.worker = s.far[:s.most-1], s.worker[:s.most-1]
	}
	s.far, s.worker = slices.Insert(s.far, at, far), slices.Insert(s.worker, at, w)
}

// candidates lists the workers whom a plan for the waiting orders looks at, in
// the order of their ids: all who could take one more, or, where the policy
// says so, for each order those nearest to its pickup. A courier with a route is as
// near as its nearest stop: the order is fetched after it.
func (s *State) candidates(waiting []*orders.Order) (couriers []*fleet.Courier, robots []*fleet.Robot) {
	posts := s.posts()
	posts.open = posts.open[:0]
	for i := range posts.posts {
		if posts.posts[i].available(s) {
			posts.open = append(posts.open, i)
		}
	}
	drive := s.Pace(s.Now) > 0
	for _, r := range s.Robots.All() {
		if drive && r.Free() && s.Now.Sub(r.Seen) <= s.Policy.Silent {
			robots = append(robots, r)
		}
	}
	most := s.Policy.Nearest
	if most == 0 || len(waiting) == 0 || len(posts.open)+len(robots) <= most {
		for _, i := range posts.open {
			couriers = append(couriers, posts.posts[i].row)
		}
		return couriers, robots
	}
	scale := math.Cos(waiting[0].Pickup.Lat * math.Pi / 180)
	var near []*fleet.Courier
	var rolling []*fleet.Robot
	for _, o := range waiting {
		at := o.Pickup
		if o.Relaying() {
			at = o.Relay.Point
		}
		best := scouts[*fleet.Courier]{most: most}
		for _, i := range posts.open {
			p := &posts.posts[i]
			if !best.wants(p.least(at, scale)) {
				continue
			}
			if far := p.far(at, scale); best.wants(far) && p.couldTake(s, o) {
				best.offer(far, p.row)
			}
		}
		if c := s.Couriers.Get(fleet.WorkerID(o.Sole())); c != nil && s.available(c) {
			near = append(near, c)
		}
		wheels := scouts[*fleet.Robot]{most: (most + 1) / 2}
		for _, r := range robots {
			if o.Sole() == string(r.ID) {
				rolling = append(rolling, r)
			}
			wheels.offer(far(r.Point, at, scale), r)
		}
		near, rolling = append(near, best.worker...), append(rolling, wheels.worker...)
	}
	slices.SortFunc(near, func(a, b *fleet.Courier) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(rolling, func(a, b *fleet.Robot) int { return cmp.Compare(a.ID, b.ID) })
	return slices.Compact(near), slices.Compact(rolling)
}

// courierFar compares couriers: a square of degrees, no length.
func courierFar(c *fleet.Courier, p geo.Point, scale float64) float64 {
	if len(c.Route) == 0 {
		return far(c.Point, p, scale)
	}
	least := math.Inf(1)
	for i := range c.Route {
		least = min(least, far(c.Route[i].Point, p, scale))
	}
	return least
}

func far(a, b geo.Point, scale float64) float64 {
	x, y := (a.Lng-b.Lng)*scale, a.Lat-b.Lat
	return x*x + y*y
}
