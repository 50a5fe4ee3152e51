package roadnet

import (
	"sort"

	"github.com/linli/linli/geo"
)

// graphBuilder turns the ways of an extract into a network: it cuts ways at
// junctions and at barriers and drops what nobody may use.
type graphBuilder struct {
	x       *extract
	j       *Jurisdiction
	uses    []uint8           // by place in x.nodes: how often roads touch it, 2 means more
	barrier map[int64]tags    // barrier nodes that stop somebody
	vertex  map[int64]uint32  // by node id
	names   map[string]uint32 // road names, numbered by first use until sortNames
	way     []int64           // by edge: the way it is a piece of
	current int64             // way that is being cut
	net     network
}

// buildNetwork returns the road graph of x.
func buildNetwork(x *extract, j *Jurisdiction, p progress) (network, error) {
	b := graphBuilder{x: x, j: j, uses: make([]uint8, len(x.nodes.ids)),
		barrier: map[int64]tags{}, vertex: map[int64]uint32{}, names: map[string]uint32{"": 0}}
	b.net.names = []string{""}
	b.net.shapeAt = []uint32{0}
	for i := range x.points {
		for profile := range geo.ProfileCount {
			if n := &x.points[i]; n.tags.get("barrier") != "" && barrierShut(geo.Profile(profile), n.tags) {
				b.barrier[n.id] = n.tags
			}
		}
	}
	b.countUses()
	for i := range x.ways {
		if i%4096 == 0 {
			if err := p.at(int64(i)); err != nil {
				return network{}, err
			}
		}
		b.addRoad(&x.ways[i])
	}
	b.addTurns()
	b.sortNames()
	b.net.sortVertices()
	for profile := range geo.ProfileCount {
		markUsable(&b.net, geo.Profile(profile))
	}
	b.net.dropUnusable()
	return b.net, p.at(p.total)
}

// roadOf returns the class of a way and what each profile may do on it; false
// when it is no road or closed to all.
func (b *graphBuilder) roadOf(w *rawWay) (class, [geo.ProfileCount]travel, bool) {
	c, ok := parseClass(w.tags.get("highway"))
	if !ok {
		return 0, [geo.ProfileCount]travel{}, false
	}
	t := travelOf(c, w.tags, b.j)
	for _, v := range t {
		if v.dirs != 0 {
			return c, t, true
		}
	}
	return c, t, false
}

// countUses finds the junctions: nodes that roads touch more than once, and
// ends of roads.
func (b *graphBuilder) countUses() {
	for i := range b.x.ways {
		w := &b.x.ways[i]
		if _, _, ok := b.roadOf(w); !ok {
			continue
		}
		refs := b.x.refs[w.from:w.to]
		for k, id := range refs {
			n := b.x.nodes.index(id)
			if n < 0 {
				continue
			}
			b.uses[n] = min(2, b.uses[n]+1)
			if k == 0 || k == len(refs)-1 {
				b.uses[n] = 2
			}
		}
	}
}

// addRoad cuts one way into edges. Where nodes lie outside the extract the way
// ends and starts again behind them.
func (b *graphBuilder) addRoad(w *rawWay) {
	c, t, ok := b.roadOf(w)
	if !ok {
		return
	}
	b.current = w.id
	name := b.name(w.tags.first("name", "ref"))
	var line []coord
	var start int64 // node at the start of line
	last := int64(0)
	for _, id := range b.x.refs[w.from:w.to] {
		n := b.x.nodes.index(id)
		if n < 0 { // cut by the edge of the extract
			b.addEdge(start, last, line, c, t, name)
			line = line[:0]
			continue
		}
		if len(line) > 0 && id == last {
			continue
		}
		line = append(line, b.x.nodes.at[n])
		if len(line) == 1 {
			start = id
		} else if b.uses[n] > 1 || b.barrier[id] != nil {
			b.addEdge(start, id, line, c, t, name)
			line = append(line[:0], b.x.nodes.at[n])
			start = id
		}
		last = id
	}
	b.addEdge(start, last, line, c, t, name)
}

// addEdge adds the edge along line, which is copied. Lines of one point and
// lines with a step that nobody builds are nothing; a loop is cut in the middle so that no edge joins a vertex to
// itself.
func (b *graphBuilder) addEdge(from, to int64, line []coord, c class, t [geo.ProfileCount]travel, name uint32) {
	if len(line) < 2 || !plausible(line) {
		return
	}
	f := b.end(from, line[0], c)
	if from == to {
		if len(line) < 3 {
			return
		}
		half := len(line) / 2
		mid := b.newVertex(line[half])
		b.putEdge(f, mid, line[:half+1], c, t, name)
		b.putEdge(mid, b.end(to, line[len(line)-1], c), line[half:], c, t, name)
		return
	}
	b.putEdge(f, b.end(to, line[len(line)-1], c), line, c, t, name)
}

func (b *graphBuilder) putEdge(from, to uint32, line []coord, c class, t [geo.ProfileCount]travel, name uint32) {
	e := edge{from: from, to: to, name: name, class: c}
	length := lineLength(line)
	e.millimeter = uint32(length)
	for p := range t {
		e.way[p] = t[p].passage(length)
	}
	b.net.edges = append(b.net.edges, e)
	b.way = append(b.way, b.current)
	b.net.shape = append(b.net.shape, line...)
	b.net.shapeAt = append(b.net.shapeAt, uint32(len(b.net.shape)))
}

// end returns the vertex where an edge meets node id. A barrier that stops
// somebody gives every edge an end of its own, joined to the barrier's middle
// by an edge of no length that only the others may pass.
func (b *graphBuilder) end(id int64, at coord, c class) uint32 {
	middle, known := b.vertex[id]
	if !known {
		middle = b.newVertex(at)
		b.vertex[id] = middle
	}
	t := b.barrier[id]
	if t == nil {
		return middle
	}
	own := b.newVertex(at)
	var open [geo.ProfileCount]travel
	for p := range open {
		if !barrierShut(geo.Profile(p), t) {
			open[p] = travel{dirs: forward | backward, speed: walkSpeed, factor: plainFactor}
			if geo.Profile(p) == geo.Foot && barrierBars(t) {
				open[p].dirs |= barred
			}
		}
	}
	b.putEdge(own, middle, []coord{at, at}, c, open, 0)
	return own
}

// plausible reports whether a line can be a road: no step beyond maxSegment,
// no 400 km without a junction. Anything else comes from a broken file, and the
// integer metric counts on it.
func plausible(line []coord) bool {
	sum := int64(0)
	for i := 1; i < len(line); i++ {
		east, north := scaleAt(line[i-1].lat).offset(line[i-1], line[i])
		if east > maxSegment || east < -maxSegment || north > maxSegment || north < -maxSegment {
			return false
		}
		sum += hypot(east, north)
	}
	return sum <= 10*maxSegment
}

func (b *graphBuilder) newVertex(at coord) uint32 {
	b.net.vertices = append(b.net.vertices, at)
	return uint32(len(b.net.vertices) - 1)
}

func (b *graphBuilder) name(s string) uint32 {
	i, ok := b.names[s]
	if !ok {
		i = uint32(len(b.net.names))
		b.names[s] = i
		b.net.names = append(b.net.names, s)
	}
	return i
}

// sortNames puts the road names in order; the empty one stays first.
func (b *graphBuilder) sortNames() {
	old := b.net.names
	sorted := append([]string(nil), old...)
	sort.Strings(sorted)
	place := make(map[string]uint32, len(sorted))
	for i, s := range sorted {
		place[s] = uint32(i)
	}
	for i := range b.net.edges {
		e := &b.net.edges[i]
		e.name = place[old[e.name]]
	}
	b.net.names = sorted
}
