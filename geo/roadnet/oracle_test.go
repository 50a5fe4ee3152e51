package roadnet

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// plain is the oracle: relaxation over the directed edges of the network
// itself, with none of the router's structures: a state is an edge that has
// been travelled and as much of the edges before it as begins a forbidden
// chain, so that every turn is seen. It returns the weight from a snapped point
// to another.
func plain(n *network, p geo.Profile, from, to Snap) label {
	o := newOracle(n, p)
	dist := map[journey]label{}
	at := func(d journey) label {
		if l, ok := dist[d]; ok {
			return l
		}
		return nowhere
	}
	piece := func(s Snap) (before, after label) {
		e := &n.edges[s.edge]
		w := &e.way[p]
		c := uint32(uint64(w.cost) * uint64(s.offset) / uint64(e.millimeter))
		m := uint32(uint64(w.millis) * uint64(s.offset) / uint64(e.millimeter))
		return newLabel(c, m, s.offset), newLabel(w.cost-c, w.millis-m, e.millimeter-s.offset)
	}
	var work []journey
	relax := func(d journey, l label) {
		if l.less(at(d)) {
			dist[d] = l
			work = append(work, d)
		}
	}
	aBefore, aAfter := piece(from)
	bBefore, bAfter := piece(to)
	if o.open(directed{from.edge, false}) {
		relax(o.along(journey{}, directed{from.edge, false}), aAfter)
	}
	if o.open(directed{from.edge, true}) {
		relax(o.along(journey{}, directed{from.edge, true}), aBefore)
	}
	best := nowhere
	for len(work) > 0 {
		d := work[0]
		work = work[1:]
		l := at(d)
		for _, next := range o.moves(d) {
			if next.edge == to.edge {
				last := bBefore
				if next.back {
					last = bAfter
				}
				if whole := l.plus(last); whole.less(best) {
					best = whole
				}
			}
			w := &n.edges[next.edge].way[p]
			relax(o.along(d, next), l.plus(newLabel(w.cost, w.millis, n.edges[next.edge].millimeter)))
		}
	}
	if from.edge == to.edge {
		d := n.edges[from.edge].way[p].dirs
		switch {
		case from.offset == to.offset:
			return label{}
		case from.offset < to.offset && d&forward != 0:
			if l := (label{bBefore.key - aBefore.key, bBefore.mm - aBefore.mm}); l.less(best) {
				best = l
			}
		case from.offset > to.offset && d&backward != 0:
			if l := (label{bAfter.key - aAfter.key, bAfter.mm - aAfter.mm}); l.less(best) {
				best = l
			}
		}
	}
	return best
}

// directed is an edge travelled from → to or back.
type directed struct {
	edge uint32
	back bool
}

// journey is an edge that has been travelled, and the end of the way to it that
// could still become a forbidden chain, in four bytes an edge.
type journey struct {
	directed
	past string
}

func (d directed) bytes() string {
	e := d.edge << 1
	if d.back {
		e++
	}
	return string(binary.BigEndian.AppendUint32(nil, e))
}

// along returns the journey that goes on along d.
func (o *oracle) along(j journey, d directed) journey {
	if len(o.chains) == 0 {
		return journey{d, ""}
	}
	past := j.past + d.bytes()
	for ; past != ""; past = past[4:] {
		for _, c := range o.chains {
			if len(past) < len(c) && strings.HasPrefix(c, past) {
				return journey{d, past}
			}
		}
	}
	return journey{d, ""}
}

// forbids reports whether going on along d ends a forbidden chain.
func (o *oracle) forbids(j journey, d directed) bool {
	for _, c := range o.chains {
		if strings.HasSuffix(j.past+d.bytes(), c) {
			return true
		}
	}
	return o.forbidden[[2]uint32{j.edge, d.edge}]
}

// oracle knows which edge may follow which.
type oracle struct {
	chains    []string
	n         *network
	p         geo.Profile
	leaving   [][]directed // by vertex
	forbidden map[[2]uint32]bool
	strict    map[uint32]bool // vertices where a turn is forbidden
}

func newOracle(n *network, p geo.Profile) *oracle {
	o := &oracle{n: n, p: p, leaving: make([][]directed, len(n.vertices)), forbidden: map[[2]uint32]bool{}, strict: map[uint32]bool{}}
	for i := range n.edges {
		for _, back := range []bool{false, true} {
			if d := (directed{uint32(i), back}); o.open(d) {
				v, _ := o.ends(d)
				o.leaving[v] = append(o.leaving[v], d)
			}
		}
	}
	for _, t := range n.turns {
		if t.profiles.has(p) && n.edges[t.from].way[p].dirs&usable != 0 && n.edges[t.to].way[p].dirs&usable != 0 {
			o.forbidden[[2]uint32{t.from, t.to}] = true
			o.strict[t.via] = true
		}
	}
	for _, c := range n.chains {
		if !c.profiles.has(p) {
			continue
		}
		var way []directed
		text := ""
		for _, e := range c.edges {
			if d := (directed{e / 2, e%2 == 1}); o.open(d) {
				way, text = append(way, d), text+d.bytes()
			}
		}
		if len(way) == len(c.edges) {
			o.chains = append(o.chains, text)
			for _, d := range way[1:] {
				v, _ := o.ends(d)
				o.strict[v] = true
			}
		}
	}
	return o
}

func (o *oracle) open(d directed) bool {
	dirs := o.n.edges[d.edge].way[o.p].dirs
	return dirs&usable != 0 && (dirs&forward != 0 && !d.back || dirs&backward != 0 && d.back)
}

func (o *oracle) ends(d directed) (from, to uint32) {
	e := &o.n.edges[d.edge]
	if d.back {
		return e.to, e.from
	}
	return e.from, e.to
}

// moves lists the edges that may follow a journey.
func (o *oracle) moves(j journey) []directed {
	_, v := o.ends(j.directed)
	if !o.strict[v] {
		return o.leaving[v]
	}
	for _, back := range []bool{false, true} {
		var out []directed
		for _, next := range o.leaving[v] {
			if (next.edge == j.edge) == back && !o.forbids(j, next) {
				out = append(out, next)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// somePoints returns points on or near the buildings and roads of a city.
func somePoints(c *City, dice *rand.Rand, n int) []geo.Point {
	out := make([]geo.Point, n)
	for i := range out {
		at := c.net.shape[dice.IntN(len(c.net.shape))].point()
		out[i] = geo.Point{Lng: at.Lng + (dice.Float64()-0.5)/500, Lat: at.Lat + (dice.Float64()-0.5)/500}
	}
	return out
}

func TestLegsMatchTheOracle(t *testing.T) {
	r := andorra(t)
	dice := rand.New(rand.NewPCG(1, 2))
	for p := range geo.ProfileCount {
		profile := geo.Profile(p)
		points := somePoints(r.City(), dice, 24)
		for i := 0; i+1 < len(points); i += 2 {
			from, errA := r.Snap(profile, points[i])
			to, errB := r.Snap(profile, points[i+1])
			if errA != nil || errB != nil {
				continue
			}
			want := plain(&r.city.net, profile, from, to).leg()
			got := r.Leg(profile, points[i], points[i+1])
			route, err := r.Route(profile, points[i], points[i+1])
			if got != want || err != nil || route.Leg != want {
				t.Errorf("%s %v → %v: Leg %v, Route %v (%v), oracle %v", profile, points[i], points[i+1], got, route.Leg, err, want)
			}
			iso, err := r.Within(profile, points[i], Unreachable-1)
			if err != nil || iso.Leg(points[i+1]) != want {
				t.Errorf("%s: isochrone says %v, oracle %v (%v)", profile, iso.Leg(points[i+1]), want, err)
			}
		}
	}
}

func TestTimesEqualRoutes(t *testing.T) {
	r := andorra(t)
	dice := rand.New(rand.NewPCG(3, 4))
	compared := 0
	for p := range geo.ProfileCount {
		profile := geo.Profile(p)
		from, to := somePoints(r.City(), dice, 40), somePoints(r.City(), dice, 40)
		to[0], to[1] = from[0], geo.Point{Lng: 0, Lat: 0}
		cold := r.Times(profile, from, to)
		warm := r.Times(profile, from, to)
		for i := range from {
			for k := range to {
				if cold[i][k] != warm[i][k] {
					t.Fatalf("%s: the cache shows: %v and %v", profile, cold[i][k], warm[i][k])
				}
				route, err := r.Route(profile, from[i], to[k])
				if err != nil {
					if cold[i][k].Reachable() {
						t.Fatalf("%s: Times %v, Route %v", profile, cold[i][k], err)
					}
					continue
				}
				compared++
				if route.Leg != cold[i][k] {
					t.Fatalf("%s %v → %v: Times %v, Route %v", profile, from[i], to[k], cold[i][k], route.Leg)
				}
				checkPath(t, route)
			}
		}
	}
	if compared < 2000 {
		t.Errorf("only %d routes were compared", compared)
	}
}

// checkPath compares a path's length with the leg's.
func checkPath(t *testing.T, r Route) {
	t.Helper()
	if len(r.Path) < 2 {
		t.Fatalf("a path of %d points", len(r.Path))
	}
	sum := 0.0
	for i := 1; i < len(r.Path); i++ {
		sum += geo.Distance(r.Path[i-1], r.Path[i])
	}
	if d := sum - float64(r.Meters); d > 2+sum/1000 || d < -2-sum/1000 {
		t.Fatalf("the path is %.1f m long, the leg %d m", sum, r.Meters)
	}
}

func TestSnapMatchesAScan(t *testing.T) {
	r := andorra(t)
	dice := rand.New(rand.NewPCG(5, 6))
	for p := range geo.ProfileCount {
		m := r.meshes[p]
		for _, at := range somePoints(r.City(), dice, 60) {
			at.Lng += (dice.Float64() - 0.5) / 50
			c := coordOf(at)
			limit := int64(MaxSnap) * 1000
			want := nearest{square: limit*limit + 1}
			scanned := false
			m.eachSegment(func(s segment) {
				scanned = m.closer(scaleAt(c.lat), c, s, &want) || scanned
			})
			got, found := m.find(c, limit)
			if found != scanned || found && got != want {
				t.Fatalf("%s at %v: grid %v %v, scan %v %v", geo.Profile(p), at, got, found, want, scanned)
			}
		}
	}
}

func TestSnapDistanceAgreesWithTheSphere(t *testing.T) {
	r := andorra(t)
	dice := rand.New(rand.NewPCG(7, 8))
	for _, at := range somePoints(r.City(), dice, 200) {
		s, err := r.Snap(geo.Foot, at)
		if err != nil {
			continue
		}
		if d := geo.Distance(at, s.Point); d-float64(s.Distance) > 1.5 || d-float64(s.Distance) < -1.5 {
			t.Fatalf("%v snaps to %v: %v m, says %d m", at, s.Point, d, s.Distance)
		}
	}
}
