package matching

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// itinerary follows whole routes, one after another. It is kept for its scratch
// space: what it says of a route is good until the next.
type itinerary struct {
	stops    []*stop
	pickupAt []int           // of each stop: see stop.pickupAt
	departs  []clock.Instant // of each stop
	end      progress        // behind the last stop, at home where the vehicle returns
	cargo    cargo
	labels   []label
	taken    []int // breaks taken before each stop, and before the end

	pickedAt []int // by shipment, between calls -1

	// The vehicle leaves for the stop at index held no earlier than until.
	held  int
	until clock.Instant
}

func newItinerary(p *problem.Problem) *itinerary {
	t := &itinerary{held: -1, pickedAt: make([]int, len(p.Shipments))}
	for i := range t.pickedAt {
		t.pickedAt[i] = -1
	}
	return t
}

// follow judges every rule of the route along t.stops.
func (t *itinerary) follow(r *rig) rule {
	t.pair()
	if broken := t.stow(r); broken != none {
		return broken
	}
	if len(r.rests) > 0 {
		return t.rested(r)
	}
	t.departs = t.departs[:0]
	g := r.begin()
	for k, s := range t.stops {
		boarded := s.boarded
		if at := t.pickupAt[k]; at >= 0 {
			boarded = t.departs[at]
		}
		if k == t.held {
			g.depart = max(g.depart, t.until)
		}
		if broken := r.visit(&g, s, boarded); broken != none {
			return broken
		}
		t.departs = append(t.departs, g.depart)
	}
	broken := r.home(&g, pause{})
	t.end = g
	return broken
}

// pair finds the pickup of each delivery.
func (t *itinerary) pair() {
	t.pickupAt = t.pickupAt[:0]
	for k, s := range t.stops {
		at := -1
		if s.kind == problem.Pickup {
			t.pickedAt[s.shipment] = k
		} else {
			at = t.pickedAt[s.shipment]
		}
		t.pickupAt = append(t.pickupAt, at)
	}
	for _, s := range t.stops {
		t.pickedAt[s.shipment] = -1
	}
}

// stow judges what is on board along the route.
func (t *itinerary) stow(r *rig) rule {
	c := &t.cargo
	c.reset(r)
	for k, s := range t.stops {
		if s.kind == problem.Delivery && t.pickupAt[k] < 0 {
			c.bring(r, s)
		}
	}
	if broken := c.fits(r); broken != none {
		return broken
	}
	for k, s := range t.stops {
		if broken := c.pass(r, s, t.pickupAt[k] >= 0); broken != none {
			return broken
		}
	}
	return none
}

// label is a vehicle part-way along a route with some of its breaks taken.
type label struct {
	progress
	from int // breaks taken at the stop before; -1: it cannot be here so
}

// rested follows the route of a vehicle with breaks. After each stop it knows
// one label for each number of breaks taken: of the ways to be there, the one
// that leaves earliest, of equals the one that cost least so far. At the end
// the cheapest label that has taken all that was due wins.
func (t *itinerary) rested(r *rig) rule {
	n, width := len(t.stops), len(r.rests)+1
	t.labels = t.labels[:0]
	for range (n + 2) * width {
		t.labels = append(t.labels, label{from: -1})
	}
	t.labels[0] = label{progress: r.begin()}
	for k := range n + 1 {
		if k == n && (!r.vehicle.Returns || n == 0) {
			copy(t.labels[(n+1)*width:], t.labels[n*width:(n+1)*width])
			for b := range width {
				if l := &t.labels[(n+1)*width+b]; l.from >= 0 {
					l.from = b
				}
			}
			break
		}
		broken := none
		for b := range width {
			if t.labels[k*width+b].from < 0 {
				continue
			}
			if at := t.depart(r, k, b); at != none && broken == none {
				broken = at
			}
		}
		if !t.reached(k+1, width) {
			return broken
		}
	}
	return t.arrived(r)
}

// depart drives from the label at stop k with b breaks taken to the next stop,
// or home, with as many more breaks on the way as there may be. It returns the
// rule that keeps it from getting there without any.
func (t *itinerary) depart(r *rig, k, b int) rule {
	width := len(r.rests) + 1
	l := t.labels[k*width+b]
	if k == t.held {
		l.depart = max(l.depart, t.until)
	}
	var p pause
	first := none
	for m := b; ; m++ {
		g := l.progress
		var broken rule
		if k < len(t.stops) {
			broken = r.visitRested(&g, t.stops[k], t.boarded(k, b, width), p)
		} else {
			broken = r.home(&g, p)
		}
		if m == b {
			first = broken
		}
		if broken == none {
			t.relax(r, &t.labels[(k+1)*width+m], &g, b)
		}
		if m == len(r.rests) {
			return first
		}
		if _, ok := p.take(&r.rests[m], l.depart); !ok {
			return first
		}
	}
}

// relax keeps the better of two ways to be at a stop with so many breaks taken.
func (t *itinerary) relax(r *rig, l *label, g *progress, from int) {
	if l.from >= 0 && (l.depart < g.depart || l.depart == g.depart && r.prices.score(&l.measure) <= r.prices.score(&g.measure)) {
		return
	}
	*l = label{progress: *g, from: from}
}

// reached reports whether stop k (from 1) can be left at all.
func (t *itinerary) reached(k, width int) bool {
	for b := range width {
		if t.labels[k*width+b].from >= 0 {
			return true
		}
	}
	return false
}

// boarded returns when the goods delivered at stop k came on board, for who
// left the stop before with b breaks taken.
func (t *itinerary) boarded(k, b, width int) clock.Instant {
	at := t.pickupAt[k]
	if at < 0 || t.stops[k].maxRide == 0 {
		return t.stops[k].boarded
	}
	for ; k > at+1; k-- {
		b = t.labels[k*width+b].from
	}
	return t.labels[k*width+b].depart
}

// arrived chooses the cheapest label at the end and follows it back.
func (t *itinerary) arrived(r *rig) rule {
	n, width := len(t.stops), len(r.rests)+1
	best := -1
	var least int64
	for b := range width {
		l := &t.labels[(n+1)*width+b]
		if l.from < 0 || n > 0 && b < due(r.rests, l.depart) {
			continue
		}
		if score := r.prices.score(&l.measure); best < 0 || score < least {
			best, least = b, score
		}
	}
	if best < 0 {
		return breaks
	}
	t.end = t.labels[(n+1)*width+best].progress
	t.taken, t.departs = t.taken[:0], t.departs[:0]
	for range n + 1 {
		t.taken = append(t.taken, 0)
		t.departs = append(t.departs, 0)
	}
	b := best
	for k := n + 1; k > 0; k-- {
		t.taken[k-1] = b
		if k <= n {
			t.departs[k-1] = t.labels[k*width+b].depart
		}
		b = t.labels[k*width+b].from
	}
	t.departs = t.departs[:n]
	return none
}

// after returns the vehicle behind the first k stops of the route just followed.
func (t *itinerary) after(r *rig, k int) progress {
	width := len(r.rests) + 1
	b := 0
	if k > 0 {
		b = t.taken[k-1]
	}
	return t.labels[k*width+b].progress
}
