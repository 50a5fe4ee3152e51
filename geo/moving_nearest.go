package geo

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"sync"
)

// Filter says which things count. The zero Filter lets all pass.
type Filter struct {
	Modes  uint32   // has one of these bits; 0 asks for none
	Skills uint32   // has all of these bits
	Free   [2]int32 // has at least this free
	// Match, when not nil, is asked last. It runs under the index's locks and
	// must not call the index.
	Match func(t Thing) bool
}

func (f *Filter) passes(e *entry, t *Traits) bool {
	return (f.Modes == 0 || t.Modes&f.Modes != 0) && t.Skills&f.Skills == f.Skills &&
		t.Free[0] >= f.Free[0] && t.Free[1] >= f.Free[1] && (f.Match == nil || f.Match(Thing{e.id, e.point(), *t}))
}

// Neighbor is a thing found.
type Neighbor struct {
	ID     uint64
	Point  Point
	Meters float64 // great-circle distance, rounded to the millimetre
}

// Nearest returns the k things nearest to a point within a radius, nearest
// first and by ID among equals. Errors are those of Point.Check; a negative or
// NaN radius and k below 1 find nothing.
func (m *Moving) Nearest(from Point, k int, radius float64, f Filter) ([]Neighbor, error) {
	return m.AppendNearest(nil, from, k, radius, f)
}

// AppendNearest is Nearest for callers who keep a slice.
func (m *Moving) AppendNearest(out []Neighbor, from Point, k int, radius float64, f Filter) ([]Neighbor, error) {
	if err := from.Check(); err != nil {
		return out, err
	}
	if k < 1 || !(radius >= 0) {
		return out, nil
	}
	s := searches.Get().(*search)
	radius = math.Min(radius, math.Pi*earthRadius)
	s.m, s.from, s.k, s.filter = m, from, k, f
	s.filtered = f.Match != nil || f.Modes != 0 || f.Skills != 0 || f.Free != [2]int32{}
	s.eye, s.limit = eyeAt(from), haversineOf(radius)
	for reach := s.firstReach(radius); ; reach = s.nextReach(reach, radius) {
		s.lock(reach)
		s.scan()
		s.unlock()
		s.digest()
		if len(s.best) == s.k || reach >= radius {
			break
		}
	}
	for _, c := range s.best {
		out = append(out, Neighbor{c.id, c.point(), roundMilli(metersOf(c.hav))})
	}
	s.reset()
	searches.Put(s)
	return out, nil
}

var searches = sync.Pool{New: func() any { return new(search) }}

// search is one call of Nearest. It reads the cells that a circle touches, all
// of their blocks locked together, and starts anew with a larger circle when
// that one does not hold enough.
type search struct {
	m      *Moving
	from   Point
	eye    eye
	k      int
	limit  float64 // haversine of the radius
	filter Filter
	// filtered is false when the filter lets all pass.
	filtered bool

	within float64     // haversine of the circle, or of the last of k best
	best   []candidate // sorted, at most k
	near   []entry     // in the circle, not yet measured
	havs   []float64   // of near
	blocks []*block    // locked, by key
	west   float64     // of the circle, degrees; not normalised
	east   float64
	south  int // rows of the circle
	north  int
}

type candidate struct {
	hav float64
	entry
}

// firstReach guesses a circle that holds k things, from how many there are in
// the block around: nine of ten guesses need no second look.
func (s *search) firstReach(radius float64) float64 {
	key, _ := s.m.cellOf(s.from)
	n := 0.0
	if b := s.m.blocks.Load().byKey[key]; b != nil {
		n = float64(b.count.Load())
	}
	side := s.m.cellSize * blockSide
	wanted := float64(s.k) + 2*math.Sqrt(float64(s.k))
	return math.Min(radius, side*math.Sqrt(wanted/math.Pi/(n+1)))
}

// nextReach returns how far to look when too few were within reach.
func (s *search) nextReach(reach, radius float64) float64 {
	grow := math.Sqrt(1.5 * float64(s.k) / (float64(len(s.best)) + 0.5))
	return math.Min(radius, reach*max(1.5, min(4, grow)))
}

// lock finds and locks the blocks that a circle of reach metres touches. When
// one came meanwhile it begins anew: something may have gone there from a
// block that was locked only after that.
func (s *search) lock(reach float64) {
	s.best, s.near = s.best[:0], s.near[:0]
	s.within = math.Min(s.limit, haversineOf(reach))
	s.circle(reach + 0.001)
	for {
		all := s.m.blocks.Load()
		s.touched(all.byKey)
		for _, b := range s.blocks {
			b.mu.Lock()
		}
		if s.m.blocks.Load() == all {
			return
		}
		s.unlock()
	}
}

// touched sets s.blocks.
func (s *search) touched(all map[uint64]*block) {
	bands := s.north>>blockShift - s.south>>blockShift + 1
	if bands > len(all) || bands*s.columns(s.south>>blockShift) > len(all) {
		for _, b := range all { // in any order: they are sorted below
			s.blocks = append(s.blocks, b)
		}
	} else {
		for band := s.south >> blockShift; band <= s.north>>blockShift; band++ {
			around := int(s.m.around[band])
			first := s.column(s.west, around<<blockShift) >> blockShift
			for i := range s.columns(band) {
				if b := all[uint64(band)<<32|uint64(wrap(first+i, around))]; b != nil {
					s.blocks = append(s.blocks, b)
				}
			}
		}
	}
	if len(s.blocks) > 1 {
		slices.SortFunc(s.blocks, func(a, b *block) int { return cmp.Compare(a.key, b.key) })
	}
}

// circle sets the rows and longitudes that a circle of reach metres touches.
func (s *search) circle(reach float64) {
	angle := reach / earthRadius
	lat := angle * 180 / math.Pi
	s.south, s.north = s.m.row(s.from.Lat-lat), s.m.row(s.from.Lat+lat)
	s.west, s.east = -180, 180
	if angle < 0.5 && s.from.Lat-lat > -90 && s.from.Lat+lat < 90 {
		if sin := angle / s.eye.cos; sin < 0.5 { // of the widest longitude
			wide := sin * (1 + sin*sin) * 180 / math.Pi // a little above its arc sine
			s.west, s.east = s.from.Lng-wide, s.from.Lng+wide
		}
	}
	s.eye.narrow(angle, s.west <= -180 || s.east >= 180)
}

// column returns the column of cells at a longitude, beyond the usual range
// when the longitude is.
func (s *search) column(lng float64, columns int) int {
	return int(math.Floor((lng + 180) / 360 * float64(columns)))
}

// columns returns how many blocks of a band the circle touches.
func (s *search) columns(band int) int {
	around := int(s.m.around[band])
	first := s.column(s.west, around<<blockShift) >> blockShift
	last := s.column(s.east, around<<blockShift) >> blockShift
	return min(around, last-first+1)
}

func wrap(i, n int) int {
	if i %= n; i < 0 {
		i += n
	}
	return i
}

func (s *search) unlock() {
	for i, b := range s.blocks {
		b.mu.Unlock()
		s.blocks[i] = nil
	}
	s.blocks = s.blocks[:0]
}

func (s *search) reset() {
	if cap(s.near) > 4096 || cap(s.best) > 4096 {
		s.best, s.near, s.havs = nil, nil, nil
	}
	s.m, s.filter = nil, Filter{}
}

// scan reads the locked blocks.
func (s *search) scan() {
	for _, b := range s.blocks {
		band, column := int(b.key>>32), int(uint32(b.key))
		columns := int(s.m.around[band]) << blockShift
		first, last := s.column(s.west, columns), s.column(s.east, columns)
		if last-first+1 >= columns {
			first, last = 0, columns-1
		}
		bottom, left := band<<blockShift, column<<blockShift
		south, north := max(s.south-bottom, 0), min(s.north-bottom, blockSide-1)
		if south > north { // the circle does not touch it
			continue
		}
		for _, turn := range [...]int{0, -columns, columns} { // the circle may cross the antimeridian
			west, east := max(first+turn-left, 0), min(last+turn-left, blockSide-1)
			if west > east {
				continue
			}
			s.readRows(b, south, north, west, east)
		}
	}
}

// readRows reads a rectangle of a block's cells.
func (s *search) readRows(b *block, south, north, west, east int) {
	for i := south; i <= north; i++ {
		r := &b.rows[i]
		first, last := r.first[west], r.first[east+1]
		if s.filtered {
			s.sift(r.entries[first:last], r.traits[first:last])
			continue
		}
		if s.gather(r.entries[first:last]); len(s.near) > 200 {
			s.digest()
		}
	}
}

// gather adds the entries within the circle, and a few at its rim, to
// s.near. It always writes and only sometimes goes on to the next place: with
// branches, which nobody can foretell here, the processor would not reach for
// the next rows while it waits for this one.
func (s *search) gather(entries []entry) {
	n := len(s.near)
	s.near = slices.Grow(s.near, len(entries))
	near := s.near[:n+len(entries)]
	lng, lat, flatLng, flatLat := s.eye.gridLng, s.eye.gridLat, s.eye.flatLng, s.eye.flatLat
	within := math.Float64bits(s.within) // floats that are not negative are ordered as their bits
	for i := range entries {
		e := &entries[i]
		near[n] = *e
		east, north := float64(e.lng)-lng, float64(e.lat)-lat
		flat := math.Float64bits(east*east*flatLng + north*north*flatLat) // see eye.narrow
		n += int(1 - (within-flat)>>63)
	}
	s.near = near[:n]
}

// digest measures what was gathered and keeps the best.
func (s *search) digest() {
	s.havs = slices.Grow(s.havs[:0], len(s.near))[:len(s.near)]
	for i := range s.near {
		s.havs[i] = s.eye.haversine(&s.near[i])
	}
	for i, hav := range s.havs {
		if hav <= s.within {
			s.keep(hav, &s.near[i])
		}
	}
	s.near = s.near[:0]
}

// sift keeps the best of the entries that pass the filter, which it asks last.
func (s *search) sift(entries []entry, traits []Traits) {
	lng, lat, flatLng, flatLat := s.eye.gridLng, s.eye.gridLat, s.eye.flatLng, s.eye.flatLat
	for i := range entries {
		e := &entries[i]
		east, north := float64(e.lng)-lng, float64(e.lat)-lat
		if east*east*flatLng+north*north*flatLat > s.within { // see eye.narrow
			continue
		}
		if hav := s.eye.haversine(e); hav <= s.within && s.filter.passes(e, &traits[i]) {
			s.keep(hav, e)
		}
	}
}

// keep puts e in its place among the best, if it has one.
func (s *search) keep(hav float64, e *entry) {
	before := func(c *candidate) bool { return hav < c.hav || hav == c.hav && e.id < c.id }
	n := len(s.best)
	if n == s.k {
		if n--; !before(&s.best[n]) {
			return
		}
	} else {
		s.best = append(s.best, candidate{})
	}
	best := s.best[:n+1]
	i := n
	if n > 32 {
		i = sort.Search(n, func(i int) bool { return before(&best[i]) })
		copy(best[i+1:], best[i:n])
	} else {
		for ; i > 0 && before(&best[i-1]); i-- {
			best[i] = best[i-1]
		}
	}
	best[i] = candidate{hav, *e}
	if n == s.k-1 {
		s.within = best[n].hav
	}
}
