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
	departs  []clock.Instant // of each stop, of a route with breaks
	end      progress        // behind the last stop, at home where the vehicle returns
	cargo    cargo
	labels   []label
	chosen   []int // column of the label behind so many stops

	pickedAt []int           // by shipment, between calls -1
	leftAt   []clock.Instant // by shipment on board: when its pickup was left; between calls 0
	riding   []int           // shipments in leftAt
}

func newItinerary(p *problem.Problem) *itinerary {
	t := &itinerary{pickedAt: make([]int, len(p.Shipments)), leftAt: make([]clock.Instant, len(p.Shipments))}
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
		return t.rested(r, nil, 0)
	}
	return t.drive(r)
}

// drive judges the rules of a route without breaks, but for those on what is on
// board. It leaves no departs.
func (t *itinerary) drive(r *rig) rule {
	g := r.begin()
	for _, s := range t.stops {
		boarded := s.boarded
		if s.maxRide != 0 && s.kind == problem.Delivery {
			if at := t.leftAt[s.shipment]; at != 0 {
				boarded, t.leftAt[s.shipment] = at, 0
			}
		}
		if broken := r.visit(&g, s, boarded); broken != none {
			t.forget()
			return broken
		}
		if s.rides {
			t.leftAt[s.shipment] = g.depart
			t.riding = append(t.riding, s.shipment)
		}
	}
	t.forget()
	broken := r.home(&g, pause{})
	t.end = g
	return broken
}

// forget clears what drive noted about rides.
func (t *itinerary) forget() {
	for _, i := range t.riding {
		t.leftAt[i] = 0
	}
	t.riding = t.riding[:0]
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
	score int64 // of the route so far
	from  int   // column of the label at the stop before; -1: it cannot be here so
}

// columns is how many labels a stop has for each number of breaks taken: one
// for the way that leaves earliest, one for the way that cost least so far.
const columns = 2

// rested follows the route of a vehicle with breaks, by labels. At the end the
// cheapest one wins that has taken all that was due. Whether a route can be
// made at all is exact but for rides, which the earliest way can make longer;
// that no way would cost less is not certain. The labels behind the first k0
// stops and before are taken from known, where they are.
func (t *itinerary) rested(r *rig, known []label, k0 int) rule {
	n, width := len(t.stops), columns*(len(r.rests)+1)
	t.labels = t.labels[:0]
	if known != nil {
		t.labels = append(t.labels, known[:(k0+1)*width]...)
	}
	for len(t.labels) < (n+2)*width {
		t.labels = append(t.labels, label{from: -1})
	}
	if known == nil {
		t.labels[0] = label{progress: r.begin()}
	}
	for k := k0; k <= n; k++ {
		if k == n && (!r.vehicle.Returns || n == 0) {
			t.stay(n, width)
			break
		}
		broken, reached := none, false
		for c := range width {
			if !t.distinct(k, c, width) {
				continue
			}
			if at := t.depart(r, k, c, width); at != none && broken == none {
				broken = at
			}
		}
		for c := range width {
			reached = reached || t.labels[(k+1)*width+c].from >= 0
		}
		if !reached {
			return broken
		}
	}
	return t.arrived(r, width)
}

// distinct reports whether there is a label at stop k that says more than the
// one for the earliest way.
func (t *itinerary) distinct(k, c, width int) bool {
	l := &t.labels[k*width+c]
	if l.from < 0 || c%columns == 0 {
		return l.from >= 0
	}
	first := &t.labels[k*width+c-1]
	return l.depart != first.depart || l.score != first.score
}

// stay ends the route behind its last stop.
func (t *itinerary) stay(n, width int) {
	copy(t.labels[(n+1)*width:], t.labels[n*width:(n+1)*width])
	for c := range width {
		if l := &t.labels[(n+1)*width+c]; l.from >= 0 {
			l.from = c
		}
	}
}

// depart drives from the label at stop k in column c to the next stop, or
// home, with as many more breaks on the way as there may be. It returns the
// rule that keeps it from getting there without any.
func (t *itinerary) depart(r *rig, k, c, width int) rule {
	l := &t.labels[k*width+c]
	boarded := clock.Instant(0)
	if k < len(t.stops) {
		boarded = t.boarded(k, c, width)
	}
	var p pause
	first := none
	for m := c / columns; ; m++ {
		g := l.progress
		var broken rule
		if k < len(t.stops) {
			broken = r.visitRested(&g, t.stops[k], boarded, p)
		} else {
			broken = r.home(&g, p)
		}
		if m == c/columns {
			first = broken
		}
		if broken == none {
			t.relax(t.labels[(k+1)*width+m*columns:], label{g, r.prices.score(&g.measure), c})
		}
		if m == len(r.rests) {
			return first
		}
		if _, ok := p.take(&r.rests[m], l.depart); !ok {
			return first
		}
	}
}

// relax keeps a way to be at a stop if it leaves earlier or cost less than the
// others with as many breaks.
func (t *itinerary) relax(at []label, l label) {
	if e := &at[0]; e.from < 0 || l.depart < e.depart || l.depart == e.depart && l.score < e.score {
		*e = l
	}
	if e := &at[1]; e.from < 0 || l.score < e.score || l.score == e.score && l.depart < e.depart {
		*e = l
	}
}

// boarded returns when the goods delivered at stop k came on board, for who
// left the stop before by the label in column c.
func (t *itinerary) boarded(k, c, width int) clock.Instant {
	at := t.pickupAt[k]
	if at < 0 || t.stops[k].maxRide == 0 {
		return t.stops[k].boarded
	}
	for ; k > at+1; k-- {
		c = t.labels[k*width+c].from
	}
	return t.labels[k*width+c].depart
}

// arrived chooses the cheapest label at the end and follows it back.
func (t *itinerary) arrived(r *rig, width int) rule {
	n, best := len(t.stops), -1
	for c := range width {
		l := &t.labels[(n+1)*width+c]
		if l.from < 0 || n > 0 && c/columns < due(r.rests, l.depart) {
			continue
		}
		if best < 0 || l.score < t.labels[(n+1)*width+best].score {
			best = c
		}
	}
	if best < 0 {
		return breaks
	}
	t.end = t.labels[(n+1)*width+best].progress
	t.chosen, t.departs = t.chosen[:0], t.departs[:0]
	for range n + 2 {
		t.chosen, t.departs = append(t.chosen, 0), append(t.departs, 0)
	}
	t.departs = t.departs[:n]
	for k, c := n+1, best; k > 0; k-- {
		t.chosen[k] = c
		if k <= n {
			t.departs[k-1] = t.labels[k*width+c].depart
		}
		c = t.labels[k*width+c].from
	}
	return none
}

// after returns the vehicle behind the first k stops of the route just
// followed, and how many breaks it had taken by then; k may be one more than
// there are stops, for the end.
func (t *itinerary) after(r *rig, k int) (progress, int) {
	c := t.chosen[k]
	return t.labels[k*columns*(len(r.rests)+1)+c].progress, c / columns
}
