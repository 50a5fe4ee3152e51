package roadnet

import (
	"errors"
	"fmt"
	"io"
	"sort"

	"github.com/linli/linli/geo"
)

// ErrStopped is returned when Options.Stop ended an import.
var ErrStopped = errors.New("roadnet: stopped")

// extract is what an import keeps of an OpenStreetMap file: every node's
// position and every way's nodes, because relations come last and may name
// any of them; tags only where they matter.
type extract struct {
	nodes     nodeTable
	points    []taggedNode
	ways      []rawWay
	refs      []int64 // nodes of all ways
	relations []rawRelation

	restrictions []rawRestriction
}

// taggedNode is a node that is a place, a barrier or an entrance.
type taggedNode struct {
	id   int64
	at   coord
	tags tags
}

// rawWay is a way; its nodes are extract.refs[from:to].
type rawWay struct {
	id       int64
	from, to int
	tags     tags // nil when nothing about it matters but its line
}

// rawRelation is a multipolygon of something that is kept; its outer ways.
type rawRelation struct {
	id    int64
	outer []int64
	tags  tags
}

// member is a way or a node in a relation.
type member struct {
	ref  int64
	role string
	node bool
}

// addNode takes a node. It is called by readers, once for each node.
func (x *extract) addNode(id int64, at coord, t tags) {
	x.nodes.add(id, at)
	if len(t) > 0 && keepNode(t) {
		x.points = append(x.points, taggedNode{id: id, at: at, tags: append(tags(nil), t...)})
	}
}

// addWay takes a way and copies what it keeps.
func (x *extract) addWay(id int64, refs []int64, t tags) {
	w := rawWay{id: id, from: len(x.refs), to: len(x.refs) + len(refs)}
	x.refs = append(x.refs, refs...)
	if keepWay(t) {
		w.tags = append(tags(nil), t...)
	}
	x.ways = append(x.ways, w)
}

// addRelation takes a relation and copies what it keeps.
func (x *extract) addRelation(id int64, members []member, t tags) {
	if t.is("type", "restriction") {
		x.restrictions = append(x.restrictions, restrictionOf(id, members, t))
		return
	}
	if !t.is("type", "multipolygon") || !keepWay(t) {
		return
	}
	r := rawRelation{id: id, tags: append(tags(nil), t...)}
	for _, m := range members {
		if !m.node && (m.role == "outer" || m.role == "") {
			r.outer = append(r.outer, m.ref)
		}
	}
	if len(r.outer) > 0 {
		x.relations = append(x.relations, r)
	}
}

func keepNode(t tags) bool {
	if t.get("barrier") != "" || t.get("entrance") != "" {
		return true
	}
	_, ok := categoryOf(t)
	return ok
}

func keepWay(t tags) bool {
	if t.get("highway") != "" || isBuilding(t) {
		return true
	}
	if _, ok := areaKindOf(t); ok {
		return true
	}
	_, ok := categoryOf(t)
	return ok
}

// finish orders everything by id, the last of two elements with one id
// winning, so that the order of the file cannot show in the city.
func (x *extract) finish() error {
	if len(x.nodes.ids) == 0 {
		return errors.New("roadnet: the file holds no OpenStreetMap nodes")
	}
	x.nodes.finish()
	sort.SliceStable(x.points, func(i, j int) bool { return x.points[i].id < x.points[j].id })
	sort.SliceStable(x.ways, func(i, j int) bool { return x.ways[i].id < x.ways[j].id })
	sort.SliceStable(x.relations, func(i, j int) bool { return x.relations[i].id < x.relations[j].id })
	x.points = lastOfEach(x.points, func(n *taggedNode) int64 { return n.id })
	x.ways = lastOfEach(x.ways, func(w *rawWay) int64 { return w.id })
	x.relations = lastOfEach(x.relations, func(r *rawRelation) int64 { return r.id })
	x.restrictions = finishRestrictions(x.restrictions)
	return nil
}

// lastOfEach drops all but the last of neighbours with the same id.
func lastOfEach[T any](list []T, id func(*T) int64) []T {
	out := list[:0]
	for i := range list {
		if i+1 < len(list) && id(&list[i]) == id(&list[i+1]) {
			continue
		}
		out = append(out, list[i])
	}
	return out
}

// way returns the way with id, nil when the extract does not hold it.
func (x *extract) way(id int64) *rawWay {
	i := sort.Search(len(x.ways), func(i int) bool { return x.ways[i].id >= id })
	if i < len(x.ways) && x.ways[i].id == id {
		return &x.ways[i]
	}
	return nil
}

// nodeTable finds a node by id: two columns sorted by id.
type nodeTable struct {
	ids []int64
	at  []coord
}

func (n *nodeTable) add(id int64, at coord) {
	n.ids = append(n.ids, id)
	n.at = append(n.at, at)
}

func (n *nodeTable) finish() {
	if !sort.SliceIsSorted(n.ids, func(i, j int) bool { return n.ids[i] < n.ids[j] }) {
		sort.Stable(n)
	}
}

// Len, Less and Swap make nodeTable a sort.Interface.
func (n *nodeTable) Len() int           { return len(n.ids) }
func (n *nodeTable) Less(i, j int) bool { return n.ids[i] < n.ids[j] }
func (n *nodeTable) Swap(i, j int) {
	n.ids[i], n.ids[j] = n.ids[j], n.ids[i]
	n.at[i], n.at[j] = n.at[j], n.at[i]
}

// index returns the place of id in the table (the last of equals), -1 when the
// node lies outside the extract.
func (n *nodeTable) index(id int64) int {
	i := sort.Search(len(n.ids), func(i int) bool { return n.ids[i] > id }) - 1
	if i >= 0 && n.ids[i] == id {
		return i
	}
	return -1
}

// progress reports how much of a file has been read and asks whether to stop.
type progress struct {
	stage string
	total int64
	o     *Options
}

func (p progress) at(done int64) error {
	if p.o.Progress != nil {
		p.o.Progress(p.stage, min(done, p.total), p.total)
	}
	if p.o.Stop != nil && p.o.Stop() {
		return ErrStopped
	}
	return nil
}

// watchedReader counts the bytes that a decoder takes and stops it on request.
type watchedReader struct {
	r    io.Reader
	done int64
	next int64
	p    progress
}

func (w *watchedReader) Read(b []byte) (int, error) {
	if w.done >= w.next {
		w.next = w.done + max(w.p.total/64, 1<<16)
		if err := w.p.at(w.done); err != nil {
			return 0, err
		}
	}
	n, err := w.r.Read(b)
	w.done += int64(n)
	return n, err
}

// coordOfDegrees returns the grid position of degrees read from a file.
func coordOfDegrees(id int64, lng, lat float64) (coord, error) {
	if !(lng >= -180 && lng <= 180 && lat >= -90 && lat <= 90) {
		return coord{}, fmt.Errorf("roadnet: node %d at %v, %v is not on Earth", id, lng, lat)
	}
	return coordOf(geo.Point{Lng: lng, Lat: lat}), nil
}
