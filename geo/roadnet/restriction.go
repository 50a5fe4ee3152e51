package roadnet

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/linli/linli/geo"
)

// rawRestriction is a turn restriction as the extract has it: a relation of
// type=restriction with a way from, a node or some ways via, and a way to;
// no_entry may mean several ways from, no_exit several to.
type rawRestriction struct {
	id       int64
	from, to []int64
	via      int64   // node; 0 when ways lie between
	ways     []int64 // between from and to, each once
	kind     string  // no_left_turn, only_straight_on …
	only     bool
	profiles profileSet
	fate     fate
}

// fate is what becomes of a restriction.
type fate uint8

const (
	pending fate = iota // not yet held against the roads
	respected
	absent  // its roads are not there, or not open
	unclear // it does not name one movement
	timed   // for some hours only
	foreign // it says nothing to cars and bicycles
)

// RestrictionCount says what became of the turn restrictions of an extract.
type RestrictionCount struct {
	Read    int // relations of type=restriction
	ByNode  int // respected, by way of a junction
	ByWay   int // respected, by way of one road or more
	Hours   int // left out: for some hours only
	Absent  int // left out: their roads are not in the extract, or not open to those whom they forbid the turn
	Unclear int // left out: they do not name one movement
	Foreign int // about neither cars nor bicycles, or of an unknown kind
}

// counts lists the counts in the order of the city file.
func (c *RestrictionCount) counts() []*int {
	return []*int{&c.Read, &c.ByNode, &c.ByWay, &c.Hours, &c.Absent, &c.Unclear, &c.Foreign}
}

// String says it in one line, without what is nothing.
func (c RestrictionCount) String() string {
	text := fmt.Sprintf("%d restrictions respected", c.ByNode+c.ByWay)
	if c.ByWay > 0 {
		text += fmt.Sprintf(" (%d by way of a road)", c.ByWay)
	}
	between := ", left out: "
	for _, left := range []struct {
		count int
		why   string
	}{{c.Hours, "for some hours only"}, {c.Absent, "with a road absent or closed"}, {c.Unclear, "unclear"}, {c.Foreign, "for other traffic"}} {
		if left.count > 0 {
			text += fmt.Sprintf("%s%d %s", between, left.count, left.why)
			between = ", "
		}
	}
	return text
}

// restrictionOf reads a relation.
func restrictionOf(id int64, members []member, t tags) rawRestriction {
	r := rawRestriction{id: id}
	value := ""
	for _, p := range []geo.Profile{geo.Ebike, geo.Car} {
		v := restrictionFor(p, t)
		if v == "" || value != "" && v != value {
			continue // two kinds in one relation: the first counts
		}
		value = v
		r.profiles |= 1 << p
	}
	r.kind, r.only = value, strings.HasPrefix(value, "only_")
	switch {
	case value == "" && someHours(t):
		r.fate = timed
	case !r.only && !strings.HasPrefix(value, "no_"):
		r.fate = foreign
	case !r.take(members):
		r.fate = unclear
	}
	return r
}

// take fills the members in; false unless there is one node via, or ways, and
// at least one way on either side.
func (r *rawRestriction) take(members []member) bool {
	nodes := 0
	for _, m := range members {
		switch {
		case m.role == "from" && !m.node && !slices.Contains(r.from, m.ref):
			r.from = append(r.from, m.ref)
		case m.role == "to" && !m.node && !slices.Contains(r.to, m.ref):
			r.to = append(r.to, m.ref)
		case m.role == "via" && m.node:
			r.via = m.ref
			nodes++
		case m.role == "via" && !slices.Contains(r.ways, m.ref):
			r.ways = append(r.ways, m.ref)
		}
	}
	return len(r.from) > 0 && len(r.to) > 0 && (nodes == 1) != (len(r.ways) > 0) && nodes <= 1
}

// movement is one thing that a restriction speaks of. Of several ways on a side
// one is meant: where a way was split, both parts often stay in the relation.
type movement struct{ from, to []int64 }

// movements lists what the restriction speaks of.
func (r *rawRestriction) movements() (list []movement) {
	switch r.kind {
	case "no_entry":
		for i := range r.from {
			list = append(list, movement{r.from[i : i+1], r.to})
		}
	case "no_exit":
		for i := range r.to {
			list = append(list, movement{r.from, r.to[i : i+1]})
		}
	default:
		list = append(list, movement{r.from, r.to})
	}
	return list
}

// exceptFor are the words of except=* that free a profile.
var exceptFor = [geo.ProfileCount][]string{
	geo.Ebike: {"bicycle", "electric_bicycle"},
	geo.Car:   {"motorcar", "motor_vehicle", "vehicle"},
}

// restrictionKeys are the keys that speak of a profile, the most specific
// first.
var restrictionKeys = [geo.ProfileCount][]string{
	geo.Ebike: {"restriction:bicycle", "restriction"},
	geo.Car:   {"restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle", "restriction"},
}

// restrictionFor returns what a restriction says to a profile, empty when it
// does not speak of it or only at some hours.
func restrictionFor(p geo.Profile, t tags) string {
	if oldHours(t) {
		return ""
	}
	for word := range strings.SplitSeq(t.get("except"), ";") {
		for _, w := range exceptFor[p] {
			if strings.TrimSpace(word) == w {
				return ""
			}
		}
	}
	return t.first(restrictionKeys[p]...)
}

// oldHours reports whether a restriction is for some hours in the way that was
// usual before keys ended in :conditional.
func oldHours(t tags) bool { return t.get("day_on") != "" || t.get("hour_on") != "" }

// someHours reports whether a restriction says anything to cars or bicycles at
// some hours.
func someHours(t tags) bool {
	for _, p := range []geo.Profile{geo.Ebike, geo.Car} {
		for _, key := range restrictionKeys[p] {
			if t.get(key+":conditional") != "" || oldHours(t) && t.get(key) != "" {
				return true
			}
		}
	}
	return false
}

// finishRestrictions orders restrictions by id, the last of two winning.
func finishRestrictions(list []rawRestriction) []rawRestriction {
	sort.SliceStable(list, func(i, j int) bool { return list[i].id < list[j].id })
	return lastOfEach(list, func(r *rawRestriction) int64 { return r.id })
}

// countRestrictions counts what became of them.
func countRestrictions(list []rawRestriction) RestrictionCount {
	c := RestrictionCount{Read: len(list)}
	for i := range list {
		switch r := &list[i]; {
		case r.fate == respected && len(r.ways) > 0:
			c.ByWay++
		case r.fate == respected:
			c.ByNode++
		case r.fate == timed:
			c.Hours++
		case r.fate == foreign:
			c.Foreign++
		case r.fate == unclear:
			c.Unclear++
		default:
			c.Absent++
		}
	}
	return c
}
