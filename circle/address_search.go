package circle

import (
	"cmp"
	"slices"
	"strings"
)

// Search returns the places that fit what was typed so far, the likeliest
// first: those from offset on, at most limit, and whether there are more. An
// empty community means all of them. What was typed may begin with the
// community or the building; only when nothing fits, with the unit or the
// house.
func (a *Addresses) Search(q string, in CommunityID, offset, limit int) (found []Address, more bool) {
	t := newTyped(a.read, q)
	if t.text == "" || limit <= 0 || offset < 0 {
		return nil, false
	}
	s := &search{a: a, typed: t, most: offset + limit + 1}
	for i, c := range a.communities {
		if in == "" || c.id == in {
			s.quarter(i, c)
		}
	}
	if len(s.hits) == 0 {
		s.inside = true
		for i, c := range a.communities {
			if in == "" || c.id == in {
				s.quarter(i, c)
			}
		}
	}
	s.cut()
	for _, h := range s.hits[min(offset, len(s.hits)):min(offset+limit, len(s.hits))] {
		found = append(found, h.address(a))
	}
	return found, len(s.hits) > offset+limit
}

// search is one search.
type search struct {
	a      *Addresses
	typed  typed
	most   int
	inside bool         // begin with the unit or the house
	memo   [][]*outcome // by place in what was typed, then by label
	hits   []hit
}

// hit is a place that fits; a unit or room of -1 is none.
type hit struct {
	cost           int
	quarter, block int32
	unit, room     int32
}

// fit returns how a label fits from pos on; the same label is fitted once.
func (s *search) fit(label int32, pos int) *outcome {
	if s.memo == nil {
		s.memo = make([][]*outcome, len(s.typed.text)+1)
	}
	row := s.memo[pos]
	if row == nil {
		row = make([]*outcome, len(s.a.labels))
		s.memo[pos] = row
	}
	if row[label] == nil {
		o := s.typed.match(&s.a.labels[label], pos)
		row[label] = &o
	}
	return row[label]
}

// from fits a label from each of several places and returns where it ends;
// whole is the least cost with which everything is used up, or -1.
func (s *search) from(label int32, starts []spot) (ends []spot, whole int) {
	whole = -1
	for _, at := range starts {
		o := s.fit(label, at.pos)
		for _, e := range o.ends {
			ends = reach(ends, spot{e.pos, e.cost + at.cost})
		}
		if c := o.whole(len(s.typed.text)); c >= 0 {
			whole = least(whole, c+at.cost)
		}
	}
	return ends, whole
}

func least(a, b int) int {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

// named returns the cost with which everything typed is used up exactly: then
// what comes next is of interest.
func (s *search) named(ends []spot) int {
	for _, e := range ends {
		if e.pos == len(s.typed.text) {
			return e.cost
		}
	}
	return -1
}

func (s *search) quarter(i int, q *quarter) {
	starts := []spot{{0, 0}}
	ends, next := s.from(q.label, starts)
	for _, e := range ends {
		starts = reach(starts, e)
	}
	for k, b := range q.blocks {
		h := hit{quarter: int32(i), block: int32(k), unit: -1, room: -1}
		if s.inside {
			s.doors(h, b, starts, costInside, -1)
			continue
		}
		ends, whole := s.from(b.label, starts)
		if next >= 0 {
			whole = least(whole, next+costNext)
		}
		s.hit(h, whole)
		if len(ends) > 0 {
			s.doors(h, b, ends, 0, s.named(ends))
		}
	}
}

// doors looks behind a building: at its units, and past them at its houses.
// next is what it cost to name the building itself, -1 if there is more.
func (s *search) doors(h hit, b *block, starts []spot, extra, next int) {
	for i := range b.doors {
		d := &b.doors[i]
		h.unit = int32(i)
		if d.label == none {
			s.rooms(h, d, starts, extra, next)
			continue
		}
		ends, whole := s.from(d.label, starts)
		if next >= 0 {
			whole = least(whole, next+costNext)
		}
		if whole >= 0 {
			s.hit(h, whole+extra)
		}
		named := s.named(ends)
		for _, at := range starts {
			ends = reach(ends, spot{at.pos, at.cost + costSkipped})
		}
		s.rooms(h, d, ends, extra, named)
	}
}

func (s *search) rooms(h hit, d *door, starts []spot, extra, next int) {
	open := slices.ContainsFunc(starts, func(p spot) bool { return p.pos < len(s.typed.text) })
	if !open && next < 0 {
		return
	}
	for i, room := range d.rooms {
		whole := -1
		for _, at := range starts {
			if c := s.fit(room, at.pos).whole(len(s.typed.text)); c >= 0 {
				whole = least(whole, c+at.cost)
			}
		}
		if next >= 0 {
			whole = least(whole, next+costNext)
		}
		if whole >= 0 {
			h.room = int32(i)
			s.hit(h, whole+extra)
		}
	}
}

// hit keeps a place that fits.
func (s *search) hit(h hit, cost int) {
	if cost < 0 {
		return
	}
	h.cost = cost
	s.hits = append(s.hits, h)
	if len(s.hits) >= 4*s.most+256 {
		s.cut()
	}
}

// cut sorts the hits and drops those that no page of this search shows.
func (s *search) cut() {
	slices.SortFunc(s.hits, func(x, y hit) int {
		return cmp.Or(
			cmp.Compare(x.cost, y.cost), cmp.Compare(x.depth(), y.depth()), cmp.Compare(x.quarter, y.quarter),
			cmp.Compare(x.block, y.block), cmp.Compare(x.unit, y.unit), cmp.Compare(x.room, y.room))
	})
	s.hits = s.hits[:min(len(s.hits), s.most)]
}

func (h hit) depth() int {
	switch {
	case h.room >= 0:
		return 2
	case h.unit >= 0:
		return 1
	}
	return 0
}

func (h hit) address(a *Addresses) Address {
	q := a.communities[h.quarter]
	b := q.blocks[h.block]
	out := Address{Level: BuildingLevel, Community: q.id, Building: b.id, Point: b.point}
	words := []string{q.name, without(b.name, q.name)}
	if h.unit >= 0 {
		d := &b.doors[h.unit]
		out.Level, out.Unit, out.Point = UnitLevel, d.name, d.point
		words = append(words, d.name)
		if h.room >= 0 {
			out.Level, out.Room = HouseLevel, a.labels[d.rooms[h.room]].name
			out.Floor = FloorOf(out.Room)
			words = append(words, out.Room)
		}
	}
	out.Label = strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
	return out
}
