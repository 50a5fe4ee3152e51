package roadnet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/linli/linli/geo"
)

// decodeCity reads a whole city file. Whatever the bytes, it returns a sound
// city or an error.
func decodeCity(b []byte) (*City, error) {
	if len(b) < cityHead+cityTail || string(b[:len(cityMagic)]) != cityMagic {
		if len(b) >= len(cityMagic) && string(b[:len(cityMagic)]) == cityMagic {
			return nil, errors.New("roadnet: city file is truncated")
		}
		return nil, errors.New("roadnet: not a city file; make one with `dispatcher import`")
	}
	if v := binary.LittleEndian.Uint32(b[len(cityMagic):]); v != cityVersion {
		return nil, fmt.Errorf("roadnet: city file has version %d, this program reads %d: import it again", v, cityVersion)
	}
	body := uint64(len(b) - cityHead - cityTail)
	if want := binary.LittleEndian.Uint64(b[len(cityMagic)+4:]); want != body {
		return nil, fmt.Errorf("roadnet: city file is truncated or overlong: its body has %d bytes, not %d", body, want)
	}
	end := len(b) - cityTail
	if crc32.Checksum(b[:end], castagnoli) != binary.LittleEndian.Uint32(b[end:]) {
		return nil, errors.New("roadnet: city file is damaged: wrong checksum")
	}
	d := decoder{b: b[cityHead:end]}
	c := &City{Hash: hashOf(b)}
	if err := d.body(c); err != nil {
		return nil, err
	}
	d.network(&c.net)
	d.turns(&c.net)
	if d.err == nil {
		d.hierarchies(&c.net)
	}
	if d.err == nil && len(d.b) > 0 {
		d.fail("bytes are left over")
	}
	if d.err != nil {
		return nil, fmt.Errorf("roadnet: city file is damaged: %w", d.err)
	}
	return c, nil
}

func (d *decoder) body(c *City) (err error) {
	c.Name = d.str()
	if c.Jurisdiction, err = ParseJurisdiction([]byte(d.str())); err != nil {
		return err
	}
	c.Bounds.Min, c.Bounds.Max = d.point(), d.point()
	c.Places = make([]Place, d.count())
	for i := range c.Places {
		c.Places[i] = Place{ID: d.int(), Name: d.str(), Category: Category(d.str()), Point: d.point()}
	}
	c.Buildings = make([]Building, d.count())
	for i := range c.Buildings {
		c.Buildings[i] = Building{ID: d.int(), Point: d.point(), Outline: d.outline(), Levels: int(d.uint32()),
			Residential: d.bool(), Address: d.str()}
	}
	c.Areas = make([]Area, d.count())
	for i := range c.Areas {
		a := Area{ID: d.int(), Kind: AreaKind(d.byte(byte(Green)))}
		a.Name, a.Outline = d.str(), d.outline()
		c.Areas[i] = a
	}
	c.Gates = make([]Gate, d.count())
	for i := range c.Gates {
		c.Gates[i] = Gate{ID: d.int(), Kind: d.str(), Name: d.str(), Point: d.point(), Access: d.str(), Wheelchair: d.str()}
	}
	for _, n := range c.Restrictions.counts() {
		*n = int(d.uint32())
	}
	return nil
}

// network reads the graph and checks every reference in it.
func (d *decoder) network(n *network) {
	n.vertices = make([]coord, d.count())
	for i := range n.vertices {
		n.vertices[i] = d.coord()
	}
	n.names = make([]string, d.count())
	for i := range n.names {
		n.names[i] = d.str()
	}
	n.edges = make([]edge, d.count())
	n.shapeAt = make([]uint32, 1, len(n.edges)+1)
	n.shape = make([]coord, 0, 3*len(n.edges))
	for i := range n.edges {
		if d.err != nil {
			return
		}
		e := &n.edges[i]
		e.from, e.to, e.name = d.below(len(n.vertices)), d.below(len(n.vertices)), d.below(len(n.names))
		e.millimeter = d.uint32()
		e.class = class(d.byte(byte(classCount - 1)))
		for p := range e.way {
			d.passage(&e.way[p])
		}
		if d.err != nil {
			return
		}
		d.last = n.vertices[e.from]
		n.shape = append(n.shape, d.last)
		for k := d.count(); k > 0; k-- {
			n.shape = append(n.shape, d.coord())
		}
		n.shape = append(n.shape, n.vertices[e.to])
		n.shapeAt = append(n.shapeAt, uint32(len(n.shape)))
		if line := n.points(uint32(i)); !plausible(line) || lineLength(line) != int64(e.millimeter) {
			d.fail("an edge is not as long as it says")
		}
	}
}

func (d *decoder) passage(w *passage) {
	w.dirs = dirs(d.byte(byte(forward | backward | usable | barred)))
	if w.dirs == 0 {
		return
	}
	w.millis = d.uint32()
	extra := d.uint32()
	if uint64(w.millis)+uint64(extra) >= maxEdgeCost {
		d.fail("an edge takes longer than the clock")
	}
	w.cost = w.millis + extra
}

// turns reads the forbidden turns and chains.
func (d *decoder) turns(n *network) {
	n.turns = make([]turn, d.count())
	for i := range n.turns {
		n.turns[i] = turn{via: d.below(len(n.vertices)), from: d.below(len(n.edges)), to: d.below(len(n.edges)),
			profiles: profileSet(d.byte(byte(everyProfile)))}
		if d.err != nil {
			return
		}
		if t := &n.turns[i]; !n.edges[t.from].touches(t.via) || !n.edges[t.to].touches(t.via) {
			d.fail("a turn is not where its edges meet")
		}
	}
	if !slices.IsSortedFunc(n.turns, compareTurns) {
		d.fail("turns are not in order")
	}
	for k := d.count(); k > 0 && d.err == nil; k-- {
		d.chain(n)
	}
	if d.err == nil && n.widestTurn() > maxArms {
		d.fail("turns are forbidden where too many roads meet")
	}
}

func (d *decoder) chain(n *network) {
	c := chain{edges: make([]uint32, d.count())}
	for i := range c.edges {
		c.edges[i] = d.below(2 * len(n.edges))
	}
	c.profiles = profileSet(d.byte(byte(everyProfile)))
	if d.err != nil {
		return
	}
	if len(c.edges) < 3 || len(c.edges) > maxChain {
		d.fail("a forbidden way is too short or too long")
		return
	}
	for i := 1; i < len(c.edges); i++ {
		if n.head(c.edges[i-1]) != n.tail(c.edges[i]) {
			d.fail("a forbidden way has a gap")
		}
	}
	if last := len(n.chains) - 1; last >= 0 && compareChains(n.chains[last], c) >= 0 {
		d.fail("forbidden ways are not in order")
	}
	n.chains = append(n.chains, c)
}

// widestTurn returns the most edges at a vertex where something is forbidden.
func (n *network) widestTurn() (most int) {
	arms := map[uint32]int{}
	for _, t := range n.turns {
		arms[t.via] = 0
	}
	for _, c := range n.chains {
		for _, d := range c.edges[1:] {
			arms[n.tail(d)] = 0
		}
	}
	for i := range n.edges {
		for _, v := range []uint32{n.edges[i].from, n.edges[i].to} {
			if count, ok := arms[v]; ok {
				arms[v] = count + 1
				most = max(most, count+1)
			}
		}
	}
	return most
}

// hierarchies reads the orders that encodeHierarchies wrote. An order must be a
// permutation of the vertices that the graph has for the profile.
func (d *decoder) hierarchies(n *network) {
	for p := range n.orders {
		order := make([]uint32, d.count())
		if d.err != nil {
			return
		}
		if size := newLayout(n, geo.Profile(p), usable, true).size; len(order) != size {
			d.fail("a hierarchy does not fit its graph")
			return
		}
		seen := make([]bool, len(order))
		last := int64(0)
		for v := range order {
			last += d.int()
			if last < 0 || last >= int64(len(order)) || seen[last] {
				d.fail("the order of a hierarchy is none")
				return
			}
			seen[last], order[v] = true, uint32(last)
		}
		n.orders[p] = order
	}
}

// decoder takes values off a slice. After the first error all values are zero.
type decoder struct {
	b    []byte
	last coord
	err  error
}

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = errors.New(what)
	}
	d.b = nil
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail("a number is cut off")
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.fail("a number is cut off")
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) uint32() uint32 {
	v := d.uint()
	if v > 1<<32-1 {
		d.fail("a number is too large")
		return 0
	}
	return uint32(v)
}

// count reads a count of things of at least one byte each.
func (d *decoder) count() int {
	v := d.uint()
	if v > uint64(len(d.b)) {
		d.fail("a list is longer than the file")
		return 0
	}
	return int(v)
}

// below reads an index into a list of n.
func (d *decoder) below(n int) uint32 {
	v := d.uint()
	if v >= uint64(n) {
		d.fail("a reference points nowhere")
		return 0
	}
	return uint32(v)
}

func (d *decoder) byte(most byte) byte {
	if len(d.b) == 0 || d.b[0] > most {
		d.fail("a kind is unknown")
		return 0
	}
	v := d.b[0]
	d.b = d.b[1:]
	return v
}

func (d *decoder) bool() bool { return d.byte(1) == 1 }

func (d *decoder) str() string {
	n := d.count()
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}

func (d *decoder) coord() coord {
	lng, lat := int64(d.last.lng)+d.int(), int64(d.last.lat)+d.int()
	if lng < -180e7 || lng > 180e7 || lat < -90e7 || lat > 90e7 {
		d.fail("a position is not on Earth")
		return coord{}
	}
	d.last = coord{lng: int32(lng), lat: int32(lat)}
	return d.last
}

func (d *decoder) point() geo.Point { return d.coord().point() }

func (d *decoder) outline() []geo.Point {
	out := make([]geo.Point, d.count())
	for i := range out {
		out[i] = d.point()
	}
	return out
}
