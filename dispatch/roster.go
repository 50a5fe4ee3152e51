package dispatch

import (
	"math"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// roster is what a look for couriers near an order needs of each, side by side
// in memory: a zone has thousands, and plans are made all the time. It is
// derived from Couriers and never stored; nil means that it is to be made.
type roster struct {
	posts []post // in the order of the couriers' ids
	index map[fleet.WorkerID]int
	open  []int // posts of those available, of the last look
}

// post is a courier with a box around the places that an order would be fetched
// from: the stops in hand, or where the courier is.
type post struct {
	west, south, east, north float64
	seen, ends               clock.Instant
	free                     bool
	skilled, carries         bool
	tasks                    int   // in hand
	places                   uint8 // how many of at are set; more than fit: 0
	at                       [6]geo.Point
	row                      *fleet.Courier
}

// posts returns the roster, and makes it after a recovery.
func (s *State) posts() *roster {
	if s.roster == nil {
		s.roster = &roster{index: make(map[fleet.WorkerID]int, s.Couriers.Len())}
		for id, c := range s.Couriers.All() {
			s.roster.index[id] = len(s.roster.posts)
			s.roster.posts = append(s.roster.posts, postOf(c))
		}
	}
	return s.roster
}

// mustered notes that a courier changed. Every decision that puts or changes
// one calls it.
func (s *State) mustered(id fleet.WorkerID) {
	if s.roster == nil {
		return
	}
	i, known := s.roster.index[id]
	if !known {
		s.roster = nil // a new one belongs somewhere in the middle
		return
	}
	s.roster.posts[i] = postOf(s.Couriers.Get(id))
}

func postOf(c *fleet.Courier) post {
	p := post{
		seen: c.Seen, ends: c.ShiftEnd, free: c.Online && c.Offer == "", row: c,
		skilled: len(c.Skills) > 0, carries: len(c.Skills) == 0 || c.Capacity != (fleet.Capacity{}),
	}
	for i := range c.Route {
		if c.Route[i].Kind != fleet.Pickup {
			p.tasks++
		}
	}
	if len(c.Route) == 0 {
		p.west, p.south, p.east, p.north = c.Point.Lng, c.Point.Lat, c.Point.Lng, c.Point.Lat
		p.places, p.at[0] = 1, c.Point
		return p
	}
	p.west, p.south, p.east, p.north = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := range c.Route {
		at := c.Route[i].Point
		p.west, p.east = min(p.west, at.Lng), max(p.east, at.Lng)
		p.south, p.north = min(p.south, at.Lat), max(p.north, at.Lat)
	}
	if len(c.Route) <= len(p.at) {
		p.places = uint8(len(c.Route))
		for i := range c.Route {
			p.at[i] = c.Route[i].Point
		}
	}
	return p
}

// far is courierFar.
func (p *post) far(from geo.Point, scale float64) float64 {
	if p.places == 0 {
		return courierFar(p.row, from, scale)
	}
	least := math.Inf(1)
	for _, at := range p.at[:p.places] {
		least = min(least, far(at, from, scale))
	}
	return least
}

// least is never more than courierFar: the square of how far the box is.
// Rounding keeps order, so that holds to the last bit.
func (p *post) least(from geo.Point, scale float64) float64 {
	x := max(p.west-from.Lng, from.Lng-p.east, 0) * scale
	y := max(p.south-from.Lat, from.Lat-p.north, 0)
	return x*x + y*y
}

// available reports whether the courier can be offered one more order.
func (p *post) available(s *State) bool {
	return p.free && s.Now.Sub(p.seen) <= s.Policy.Silent && (p.ends == 0 || p.ends > s.Now)
}

// couldTake rules out who would only take another's place among the nearest: a
// courier with all the tasks that one may have, without the skills or any room,
// or who declined the order.
func (p *post) couldTake(s *State, o *orders.Order) bool {
	if o.Call == nil && !p.carries || o.Call != nil && !p.row.Can(o.Call.Skills, o.Call.Ends()) || p.tasks >= s.tasks(p.skilled) {
		return false
	}
	return !slices.Contains(o.Excluded, string(p.row.ID)) && !slices.Contains(o.Barred, string(p.row.ID))
}
