package roadnet

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// street is a way of one edge; a restricted town has only such, so that what
// the relations say can be held against journeys street by street.
type street struct {
	id, a, b int
	oneway   bool
}

// hop is a street travelled from a to b, or back.
type hop struct {
	street int // index
	back   bool
}

// sign is a relation as a test writes it: streets by index and a node via, or
// -1.
type sign struct {
	from, to int
	ways     []int
	node     int
	only     bool
	tags     string
	car      bool
	bicycle  bool
}

// restrictedTown is a town with many restrictions.
type restrictedTown struct {
	streets []street
	signs   []sign
	nodes   [][2]float64
}

func (w *restrictedTown) tail(h hop) int {
	if h.back {
		return w.streets[h.street].b
	}
	return w.streets[h.street].a
}

func (w *restrictedTown) head(h hop) int { return w.tail(hop{h.street, !h.back}) }

// leaving lists the hops from a node that one-way streets allow.
func (w *restrictedTown) leaving(node int) (out []hop) {
	for i, s := range w.streets {
		if s.a == node {
			out = append(out, hop{i, false})
		}
		if s.b == node && !s.oneway {
			out = append(out, hop{i, true})
		}
	}
	return out
}

// newRestrictedTown throws dice for a small town and its restrictions: those
// follow random drives, so that they overlap, nest and meet.
func newRestrictedTown(dice *rand.Rand) *restrictedTown {
	w := &restrictedTown{}
	side := 3 + dice.IntN(2)
	for i := range side * side {
		w.nodes = append(w.nodes, [2]float64{1.5 + 0.001*(float64(i%side)+0.4*dice.Float64()), 42.5 + 0.001*(float64(i/side)+0.4*dice.Float64())})
	}
	add := func(a, b int) {
		if dice.IntN(2) == 0 {
			a, b = b, a
		}
		w.streets = append(w.streets, street{len(w.streets) + 1, a, b, dice.IntN(4) == 0})
	}
	for i := range side * side {
		if i%side+1 < side && dice.IntN(8) > 0 {
			add(i, i+1)
		}
		if i/side+1 < side && dice.IntN(8) > 0 {
			add(i, i+side)
		}
	}
	if dice.IntN(2) == 0 {
		add(0, side*side-1)
	}
	for range 1 + dice.IntN(14) {
		if s, ok := w.randomSign(dice); ok {
			w.signs = append(w.signs, s)
			if dice.IntN(3) == 0 { // another that shares its ways
				s.only = dice.IntN(2) == 0
				if next := w.leaving(w.streets[s.to].a); len(next) > 0 {
					s.to = next[dice.IntN(len(next))].street
					w.signs = append(w.signs, s)
				}
			}
		}
	}
	return w
}

// randomSign forbids the end of a random drive.
func (w *restrictedTown) randomSign(dice *rand.Rand) (s sign, ok bool) {
	at := hop{dice.IntN(len(w.streets)), false}
	if !w.streets[at.street].oneway {
		at.back = dice.IntN(2) == 0
	}
	drive := []hop{at}
	for tries := 0; len(drive) < 2+dice.IntN(4) && tries < 20; tries++ {
		next := w.leaving(w.head(at))
		if len(next) == 0 {
			break
		}
		h := next[dice.IntN(len(next))]
		if h.street == at.street && dice.IntN(6) > 0 {
			continue
		}
		at = h
		drive = append(drive, at)
	}
	if len(drive) < 2 {
		return s, false
	}
	last := drive[len(drive)-1]
	s = sign{from: drive[0].street, to: last.street, node: -1, only: dice.IntN(3) == 0, car: true, bicycle: true}
	for _, h := range drive[1 : len(drive)-1] {
		s.ways = append(s.ways, h.street)
	}
	if len(s.ways) == 0 {
		s.node = w.tail(last)
	}
	dice.Shuffle(len(s.ways), func(i, j int) { s.ways[i], s.ways[j] = s.ways[j], s.ways[i] })
	s.tags = "restriction=KIND"
	switch dice.IntN(6) {
	case 0:
		s.tags, s.bicycle = s.tags+" except=bicycle", false
	case 1:
		s.tags, s.car = "restriction:bicycle=KIND", false
	case 2:
		s.tags, s.bicycle = "restriction:motorcar=KIND", false
	}
	return s, true
}

func (w *restrictedTown) xml() string {
	var b strings.Builder
	b.WriteString("<osm>")
	for i, at := range w.nodes {
		fmt.Fprintf(&b, `<node id="%d" lon="%.7f" lat="%.7f"/>`, i+1, at[0], at[1])
	}
	for _, s := range w.streets {
		more := ""
		if s.oneway {
			more = " oneway=yes"
		}
		fmt.Fprintf(&b, `<way id="%d"><nd ref="%d"/><nd ref="%d"/>%s</way>`, s.id, s.a+1, s.b+1, tagXML(fmt.Sprintf("highway=residential name=%d%s", s.id, more)))
	}
	for i, s := range w.signs {
		fmt.Fprintf(&b, `<relation id="%d"><member type="way" ref="%d" role="from"/>`, i+1, w.streets[s.from].id)
		for _, v := range s.ways {
			fmt.Fprintf(&b, `<member type="way" ref="%d" role="via"/>`, w.streets[v].id)
		}
		if s.node >= 0 {
			fmt.Fprintf(&b, `<member type="node" ref="%d" role="via"/>`, s.node+1)
		}
		kind := map[bool]string{true: "only_straight_on", false: "no_left_turn"}[s.only]
		fmt.Fprintf(&b, `<member type="way" ref="%d" role="to"/>%s</relation>`, w.streets[s.to].id, tagXML("type=restriction "+strings.Replace(s.tags, "KIND", kind, 1)))
	}
	return b.String() + "</osm>"
}

// readings lists the drives that a sign can mean: over each of its ways once,
// or turning at its node.
func (w *restrictedTown) readings(s sign) (out [][]hop) {
	if s.node >= 0 {
		for _, first := range []hop{{s.from, false}, {s.from, true}} {
			for _, last := range []hop{{s.to, false}, {s.to, true}} {
				if w.allowed(first) && w.allowed(last) && w.head(first) == s.node && w.tail(last) == s.node {
					out = append(out, []hop{first, last})
				}
			}
		}
		return out
	}
	ways := slices.Clone(s.ways)
	slices.Sort(ways)
	ways = slices.Compact(ways)
	var drive func(path []hop, seen []int)
	drive = func(path []hop, seen []int) {
		at := w.head(path[len(path)-1])
		if len(path) == len(ways)+1 {
			for _, h := range w.leaving(at) {
				uses := slices.ContainsFunc(path[1:], func(o hop) bool { return o.street == h.street })
				if h.street == s.to && !uses && h != path[0] {
					out = append(out, append(slices.Clone(path), h))
				}
			}
		}
		k := slices.Index(seen, at)
		if k >= 0 {
			return // back where the ways began, or through a node twice
		}
		seen = append(seen, at)
		for _, h := range w.leaving(at) {
			used := slices.ContainsFunc(path, func(o hop) bool { return o.street == h.street })
			again := slices.Index(seen, w.head(h))
			if slices.Contains(ways, h.street) && !used && again <= 0 {
				drive(append(slices.Clone(path), h), slices.Clone(seen))
			}
		}
	}
	for _, first := range []hop{{s.from, false}, {s.from, true}} {
		if w.allowed(first) {
			drive([]hop{first}, nil)
		}
	}
	return out
}

func (w *restrictedTown) allowed(h hop) bool { return !h.back || !w.streets[h.street].oneway }

// driver is the oracle: Dijkstra over drives, told apart by all of their last
// hops, each held against the relations as they were written.
type driver struct {
	town    *restrictedTown
	net     *network
	profile geo.Profile
	edge    []uint32 // by street
	turned  []bool   // by street: the edge runs from b to a
	usable  []bool
	rules   []rule2
	strict  []bool // by node
}

// rule2 is the one reading of a sign.
type rule2 struct {
	drive []hop
	only  bool
}

// memory is how many hops of a drive are kept: more than any rule is long.
const memory = 8

func newDriver(w *restrictedTown, n *network, p geo.Profile) *driver {
	d := &driver{town: w, net: n, profile: p, edge: make([]uint32, len(w.streets)), turned: make([]bool, len(w.streets)),
		usable: make([]bool, len(w.streets)), strict: make([]bool, len(w.nodes))}
	for i := range n.edges {
		e := &n.edges[i]
		var id int
		fmt.Sscan(n.names[e.name], &id)
		s := w.streets[id-1]
		a := coordOf(geo.Point{Lng: w.nodes[s.a][0], Lat: w.nodes[s.a][1]})
		d.edge[id-1], d.turned[id-1], d.usable[id-1] = uint32(i), n.vertices[e.from] != a, e.way[p].dirs&usable != 0
	}
	for _, s := range w.signs {
		if p == geo.Car && !s.car || p == geo.Ebike && !s.bicycle || p == geo.Foot || p == geo.Robot {
			continue
		}
		readings := w.readings(s)
		if len(readings) != 1 {
			continue
		}
		rule := rule2{readings[0], s.only}
		d.rules = append(d.rules, rule)
		// A rule counts where all that it forbids can be driven.
		last := rule.drive[len(rule.drive)-1]
		for _, h := range w.leaving(w.tail(last)) {
			if !s.only == (h == last) && d.drivable(append(slices.Clone(rule.drive[:len(rule.drive)-1]), h)) {
				for _, o := range rule.drive[1:] {
					d.strict[w.tail(o)] = true
				}
			}
		}
	}
	return d
}

func (d *driver) drivable(drive []hop) bool {
	return !slices.ContainsFunc(drive, func(h hop) bool { return !d.usable[h.street] })
}

// forbids reports whether a relation forbids to go on from a drive.
func (d *driver) forbids(drive []hop, next hop) bool {
	for _, r := range d.rules {
		k := len(r.drive) - 1
		if len(drive) < k || !slices.Equal(drive[len(drive)-k:], r.drive[:k]) {
			continue
		}
		if r.only != (next == r.drive[k]) {
			return true
		}
	}
	return false
}

// moves lists the hops that may follow a drive.
func (d *driver) moves(drive []hop) (out []hop) {
	last := drive[len(drive)-1]
	at := d.town.head(last)
	for _, back := range []bool{false, true} {
		for _, h := range d.town.leaving(at) {
			if d.usable[h.street] && !(d.strict[at] && d.forbids(drive, h)) && (!d.strict[at] || back == (h.street == last.street)) {
				out = append(out, h)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// hopOf returns the hop of a directed edge.
func (d *driver) hopOf(edge uint32) hop {
	i := slices.Index(d.edge, edge>>1)
	return hop{i, edge&1 == 1 != d.turned[i]}
}

// reach returns the weight of the best drive from a place to the start of each
// hop that can be driven.
func (d *driver) reach(from Snap) map[hop]label {
	type state struct {
		drive []hop
		label label
	}
	key := func(drive []hop) string { return fmt.Sprint(drive) }
	w := &d.net.edges[from.edge].way[d.profile]
	first := d.hopOf(from.edge << 1)
	done := map[string]bool{}
	best := map[hop]label{}
	var work []state
	share := func(v uint32) uint32 {
		return uint32(uint64(v) * uint64(from.offset) / uint64(d.net.edges[from.edge].millimeter))
	}
	mm := d.net.edges[from.edge].millimeter
	if w.dirs&forward != 0 {
		work = append(work, state{[]hop{first}, newLabel(w.cost-share(w.cost), w.millis-share(w.millis), mm-from.offset)})
	}
	if w.dirs&backward != 0 {
		work = append(work, state{[]hop{{first.street, !first.back}}, newLabel(share(w.cost), share(w.millis), from.offset)})
	}
	for len(work) > 0 {
		k := 0
		for i := range work {
			if work[i].label.less(work[k].label) {
				k = i
			}
		}
		s := work[k]
		work = slices.Delete(work, k, k+1)
		if done[key(s.drive)] {
			continue
		}
		done[key(s.drive)] = true
		for _, h := range d.moves(s.drive) {
			if old, ok := best[h]; !ok || s.label.less(old) {
				best[h] = s.label
			}
			e := &d.net.edges[d.edge[h.street]]
			drive := append(slices.Clone(s.drive), h)
			if len(drive) > memory {
				drive = drive[1:]
			}
			// What no rule can look back on is forgotten: drives that differ in
			// it go on alike.
			for len(drive) > 1 && !d.remembers(drive) {
				drive = drive[1:]
			}
			work = append(work, state{drive, s.label.plus(newLabel(e.way[d.profile].cost, e.way[d.profile].millis, e.millimeter))})
		}
	}
	return best
}

// remembers reports whether a rule begins as the drive ends, from its first hop.
func (d *driver) remembers(drive []hop) bool {
	return slices.ContainsFunc(d.rules, func(r rule2) bool {
		return len(drive) < len(r.drive) && slices.Equal(r.drive[:len(drive)], drive)
	})
}

// checkTown compares every answer of a router over a restricted town with the
// driver.
func checkTown(t *testing.T, w *restrictedTown, r *Router, dice *rand.Rand, p geo.Profile) (chains int) {
	t.Helper()
	m := r.meshes[p]
	d := newDriver(w, m.net, p)
	var places []Snap
	for i := range m.net.edges {
		if m.net.edges[i].way[p].dirs&usable != 0 {
			places = append(places, Snap{edge: uint32(i), offset: uint32(dice.IntN(int(m.net.edges[i].millimeter)) + 1), Point: r.city.Bounds.Min})
		}
	}
	cells := make([]Leg, len(places)*len(places))
	r.Table(p, places, places, 1, cells)
	for i, a := range places {
		reach := d.reach(a)
		out := &Isochrone{Origin: a, Millis: Unreachable - 1, mesh: m, wave: &wave{}}
		out.wave.run(m.size, out.rows(), m.seeds(a, true), out.Millis)
		listed := map[uint32]int{}
		out.eachEdge(func(edge uint32) { listed[edge]++ })
		for k, b := range places {
			best := m.direct(a, b)
			before, after := m.split(b)
			for back, piece := range []label{before, after} {
				if l, ok := reach[d.hopOf(b.edge<<1|uint32(back))]; ok && l.plus(piece).less(best) {
					best = l.plus(piece)
				}
			}
			in := &Isochrone{Origin: b, Millis: Unreachable - 1, mesh: m, toward: true, wave: &wave{}}
			in.wave.run(m.size, in.rows(), m.seeds(b, false), in.Millis)
			want := best.leg()
			for name, got := range map[string]Leg{"hierarchy": r.LegBetween(p, a, b), "table": cells[i*len(places)+k], "Dijkstra": r.LegByDijkstra(p, a, b),
				"isochrone": out.LegAt(b), "isochrone towards": in.LegAt(a)} {
				if got != want {
					t.Fatalf("%s, %s: street %d → %d: %v, not %v\n%s", p, name, d.hopOf(a.edge<<1).street+1, d.hopOf(b.edge<<1).street+1, got, want, w.xml())
				}
			}
			if !want.Reachable() {
				t.Fatalf("%s: street %d cannot be reached from %d\n%s", p, d.hopOf(b.edge<<1).street+1, d.hopOf(a.edge<<1).street+1, w.xml())
			}
			if listed[b.edge] != 1 {
				t.Fatalf("%s: an isochrone lists a street %d times\n%s", p, listed[b.edge], w.xml())
			}
			checkDrive(t, d, m, a, b)
		}
	}
	return len(m.net.chainsOf(p, usable))
}

// checkDrive follows the way from one place to another hop by hop.
func checkDrive(t *testing.T, d *driver, m *mesh, a, b Snap) {
	t.Helper()
	route, err := m.route(a, b)
	if err != nil {
		t.Fatal(err)
	}
	checkPath(t, route)
	best, arcs, first, last := m.search(a, b)
	if !best.less(m.direct(a, b)) {
		return
	}
	from, to := m.seeds(a, true), m.seeds(b, false)
	drive := []hop{d.hopOf(a.edge<<1 | uint32(side01(atStart(&from, first))))}
	for _, k := range arcs {
		if e := m.out.edge[k]; e != noEdge {
			drive = append(drive, d.hopOf(e))
		}
	}
	drive = append(drive, d.hopOf(b.edge<<1|uint32(side01(!atStart(&to, last)))))
	for i := 1; i < len(drive); i++ {
		if !slices.Contains(d.moves(drive[:i]), drive[i]) {
			t.Fatalf("the drive %v turns at %d where it must not\n%s", drive, i, d.town.xml())
		}
	}
}

// TestRestrictedTowns holds small towns with many restrictions, by way of nodes
// and of up to three ways, against an oracle that reads the relations itself.
func TestRestrictedTowns(t *testing.T) {
	computes(t)
	checkTowns(t, 60, 71)
}

// TestHeavyRestrictedTowns is the long sweep.
func TestHeavyRestrictedTowns(t *testing.T) {
	heavy(t)
	checkTowns(t, 3000, 73)
}

func checkTowns(t *testing.T, rounds int, seed uint64) {
	dice := rand.New(rand.NewPCG(seed, seed+1))
	chains, copies := 0, 0
	for range rounds {
		w := newRestrictedTown(dice)
		r := tiny(t, w.xml(), Jurisdiction{})
		checkRoundTrip(t, r.City())
		for _, p := range []geo.Profile{geo.Car, geo.Ebike} {
			chains += checkTown(t, w, r, dice, p)
			copies += len(newLayout(&r.city.net, p, usable, true).copies)
		}
		busy, err := r.WithTraffic(rushHour(r.city), 8)
		if err != nil {
			t.Fatal(err)
		}
		checkTown(t, w, busy, dice, geo.Car)
	}
	t.Logf("%d forbidden ways, %d copies of edges", chains, copies)
	if chains < rounds {
		t.Error("too few restrictions by way of ways")
	}
}
