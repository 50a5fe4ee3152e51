package circle

import (
	"cmp"
	"slices"
	"strings"

	"github.com/linli/linli/geo"
)

// AddressLevel says how much of an address is known.
type AddressLevel string

// The levels of an address.
const (
	BuildingLevel AddressLevel = "building"
	UnitLevel     AddressLevel = "unit"
	HouseLevel    AddressLevel = "house"
)

// Address is a place where somebody may live; who does is not known here.
type Address struct {
	Level     AddressLevel
	Community CommunityID
	Building  BuildingID
	Unit      string    // name of the entrance; "" for a building, and where it has no name
	Room      string    // of a house
	Floor     int       // of a house; 0: not known
	Point     geo.Point // of the entrance where it is mapped, else of the building
	Label     string    // as people say it: 幸福里 3号楼 2单元 501
}

// Addresses finds buildings, units and houses by what is typed of them so far:
// in Chinese, in pinyin whole or by initials, in digits or numerals. It has one
// owner, like a map.
type Addresses struct {
	read        Readings
	known       map[nameAt]int32 // labels by level and name; only looked up
	labels      []label
	communities []*quarter
	byCommunity map[CommunityID]*quarter
	byBuilding  map[BuildingID]CommunityID
}

// nameAt is a name at a level: 3 is another word for a building than for a
// unit.
type nameAt struct {
	class class
	name  string
}

// quarter is a community with its buildings in the order of their names.
type quarter struct {
	id     CommunityID
	name   string
	label  int32
	blocks []*block
}

// block is a building with its labels.
type block struct {
	id    BuildingID
	name  string
	label int32
	point geo.Point
	doors []door
}

// door is an entrance; label is none for one without a name.
type door struct {
	name  string
	label int32
	point geo.Point
	rooms []int32
}

// none is the label of what has no name.
const none = int32(-1)

// NewAddresses returns an empty directory. read knows how characters sound.
func NewAddresses(read Readings) *Addresses {
	return &Addresses{
		read: read, known: map[nameAt]int32{},
		byCommunity: map[CommunityID]*quarter{}, byBuilding: map[BuildingID]CommunityID{},
	}
}

// PutCommunity adds a community or changes its name.
func (a *Addresses) PutCommunity(id CommunityID, name string) {
	q := a.byCommunity[id]
	if q == nil {
		q = &quarter{id: id}
		a.byCommunity[id] = q
		a.communities = append(a.communities, q)
	}
	q.name, q.label = name, a.label(ofCommunity, name)
	for _, b := range q.blocks {
		b.label = a.label(ofBuilding, without(b.name, q.name))
	}
	slices.SortFunc(a.communities, func(x, y *quarter) int {
		return cmp.Or(natural(x.name, y.name), cmp.Compare(x.id, y.id))
	})
}

// PutBuilding adds a building with its units and houses, or replaces the one
// of its id. A community that was not put before is known by its id.
func (a *Addresses) PutBuilding(b *Building) {
	q := a.byCommunity[b.Community]
	if q == nil {
		a.PutCommunity(b.Community, string(b.Community))
		q = a.byCommunity[b.Community]
	}
	if was, ok := a.byBuilding[b.ID]; ok {
		old := a.byCommunity[was]
		old.blocks = slices.DeleteFunc(old.blocks, func(x *block) bool { return x.id == b.ID })
	}
	a.byBuilding[b.ID] = b.Community
	n := &block{id: b.ID, name: b.Name, label: a.label(ofBuilding, without(b.Name, q.name)), point: b.Point}
	for i := range b.Entrances {
		n.doors = append(n.doors, a.door(b, &b.Entrances[i]))
	}
	at, _ := slices.BinarySearchFunc(q.blocks, n, func(x, y *block) int {
		return cmp.Or(natural(x.name, y.name), cmp.Compare(x.id, y.id))
	})
	q.blocks = slices.Insert(q.blocks, at, n)
}

func (a *Addresses) door(b *Building, e *Entrance) door {
	d := door{name: e.Name, label: none, point: b.Point}
	if e.Name != "" {
		d.label = a.label(ofUnit, e.Name)
	}
	if e.Point != nil {
		d.point = *e.Point
	}
	for _, room := range b.Homes(e) {
		d.rooms = append(d.rooms, a.label(ofHouse, room))
	}
	return d
}

// label returns the number of a name's label; names that come again share it.
func (a *Addresses) label(c class, name string) int32 {
	key := nameAt{c, name}
	if i, ok := a.known[key]; ok {
		return i
	}
	i := int32(len(a.labels))
	a.known[key] = i
	a.labels = append(a.labels, newLabel(a.read, c, name))
	return i
}

// without returns a building's name without its community's in front: people
// leave that away.
func without(name, community string) string {
	if rest, ok := strings.CutPrefix(name, community); ok && strings.TrimSpace(rest) != "" {
		return rest
	}
	return name
}

// natural compares names so that 3号楼 comes before 12号楼.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, y := leadingDigits(a), leadingDigits(b)
		if x == "" || y == "" {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		u, v := strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		if c := cmp.Or(cmp.Compare(len(u), len(v)), cmp.Compare(u, v), cmp.Compare(len(x), len(y))); c != 0 {
			return c
		}
		a, b = a[len(x):], b[len(y):]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingDigits(s string) string {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n]
}
