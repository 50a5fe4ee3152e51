package roadnet

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/linli/linli/geo"
)

// A city file is: magic, version (uint32), length of the body (uint64), body,
// CRC-32C of all before (uint32); fixed numbers are little endian, the body is
// varints and strings in the order of encodeBody. Positions are differences in
// 1e-7 degrees.
const (
	cityMagic   = "LINLI\x00CT"
	cityVersion = 4
	cityHead    = len(cityMagic) + 4 + 8
	cityTail    = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteTo writes the city file to w. The bytes depend on the city alone.
func (c *City) WriteTo(w io.Writer) (int64, error) {
	b, err := c.encode()
	if err != nil {
		return 0, err
	}
	n, err := w.Write(b)
	return int64(n), err
}

// hash returns the hex SHA-256 of the city file.
func (c *City) hash() (string, error) {
	b, err := c.encode()
	if err != nil {
		return "", err
	}
	return hashOf(b), nil
}

func hashOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// encode returns the whole city file.
func (c *City) encode() ([]byte, error) {
	e := encoder{b: make([]byte, cityHead, 1<<20)}
	if err := c.encodeBody(&e); err != nil {
		return nil, err
	}
	copy(e.b, cityMagic)
	binary.LittleEndian.PutUint32(e.b[len(cityMagic):], cityVersion)
	binary.LittleEndian.PutUint64(e.b[len(cityMagic)+4:], uint64(len(e.b)-cityHead))
	return binary.LittleEndian.AppendUint32(e.b, crc32.Checksum(e.b, castagnoli)), nil
}

func (c *City) encodeBody(e *encoder) error {
	j, err := json.Marshal(c.Jurisdiction)
	if err != nil {
		return fmt.Errorf("roadnet: encode jurisdiction: %w", err)
	}
	e.str(c.Name)
	e.str(string(j))
	e.point(c.Bounds.Min)
	e.point(c.Bounds.Max)
	e.count(len(c.Places))
	for i := range c.Places {
		p := &c.Places[i]
		e.int(p.ID)
		e.str(p.Name)
		e.str(string(p.Category))
		e.point(p.Point)
	}
	e.count(len(c.Buildings))
	for i := range c.Buildings {
		b := &c.Buildings[i]
		e.int(b.ID)
		e.point(b.Point)
		e.outline(b.Outline)
		e.count(b.Levels)
		e.bool(b.Residential)
		e.str(b.Address)
	}
	e.count(len(c.Areas))
	for i := range c.Areas {
		a := &c.Areas[i]
		e.int(a.ID)
		e.count(int(a.Kind))
		e.str(a.Name)
		e.outline(a.Outline)
	}
	e.count(len(c.Gates))
	for i := range c.Gates {
		g := &c.Gates[i]
		e.int(g.ID)
		e.str(g.Kind)
		e.str(g.Name)
		e.point(g.Point)
		e.str(g.Access)
		e.str(g.Wheelchair)
	}
	for _, n := range c.Restrictions.counts() {
		e.count(*n)
	}
	c.net.encode(e)
	c.net.encodeHierarchies(e)
	return nil
}

// encode writes the graph; an edge's first and last points are its vertices
// and are left out.
func (n *network) encode(e *encoder) {
	e.count(len(n.vertices))
	for _, v := range n.vertices {
		e.coord(v)
	}
	e.count(len(n.names))
	for _, s := range n.names {
		e.str(s)
	}
	e.count(len(n.edges))
	for i := range n.edges {
		d := &n.edges[i]
		e.uint(uint64(d.from))
		e.uint(uint64(d.to))
		e.uint(uint64(d.name))
		e.uint(uint64(d.millimeter))
		e.b = append(e.b, byte(d.class))
		for p := range d.way {
			w := &d.way[p]
			e.b = append(e.b, byte(w.dirs))
			if w.dirs != 0 {
				e.uint(uint64(w.millis))
				e.uint(uint64(w.cost - w.millis))
			}
		}
		line := n.points(uint32(i))
		e.count(len(line) - 2)
		e.last = line[0]
		for _, at := range line[1 : len(line)-1] {
			e.coord(at)
		}
	}
}

// encodeHierarchies writes the forbidden turns and chains and, for each profile, the order
// of its hierarchy. The rest of a hierarchy follows from the graph and the
// order, so a wrong order in a file can make answers slow but never wrong.
func (n *network) encodeHierarchies(e *encoder) {
	e.count(len(n.turns))
	for _, t := range n.turns {
		e.uint(uint64(t.via))
		e.uint(uint64(t.from))
		e.uint(uint64(t.to))
		e.b = append(e.b, byte(t.profiles))
	}
	e.count(len(n.chains))
	for _, c := range n.chains {
		e.count(len(c.edges))
		for _, d := range c.edges {
			e.uint(uint64(d))
		}
		e.b = append(e.b, byte(c.profiles))
	}
	for _, order := range n.orders {
		e.count(len(order))
		last := int64(0)
		for _, rank := range order {
			e.int(int64(rank) - last)
			last = int64(rank)
		}
	}
}

// encoder appends values; last is the position that the next one is relative
// to.
type encoder struct {
	b    []byte
	last coord
}

func (e *encoder) uint(v uint64) { e.b = binary.AppendUvarint(e.b, v) }
func (e *encoder) int(v int64)   { e.b = binary.AppendVarint(e.b, v) }
func (e *encoder) count(n int)   { e.uint(uint64(n)) }

func (e *encoder) str(s string) {
	e.count(len(s))
	e.b = append(e.b, s...)
}

func (e *encoder) bool(v bool) {
	if v {
		e.b = append(e.b, 1)
	} else {
		e.b = append(e.b, 0)
	}
}

func (e *encoder) coord(c coord) {
	e.int(int64(c.lng) - int64(e.last.lng))
	e.int(int64(c.lat) - int64(e.last.lat))
	e.last = c
}

func (e *encoder) point(p geo.Point) { e.coord(coordOf(p)) }

func (e *encoder) outline(ring []geo.Point) {
	e.count(len(ring))
	for _, p := range ring {
		e.point(p)
	}
}
