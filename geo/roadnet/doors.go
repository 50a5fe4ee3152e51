package roadnet

import (
	"slices"

	"github.com/linli/linli/geo"
)

// Doors are places that are asked for again and again, snapped once and kept
// by edge, so that an isochrone names those it reaches without looking at the
// others. They belong to the router and the profile that made them and may be
// shared by goroutines.
type Doors struct {
	router  *Router
	profile geo.Profile
	snaps   []Snap
	missing []int    // doors without a road near
	head    []uint32 // edges+1 offsets into list
	list    []uint32 // doors, by edge
}

// DoorTime says how long it takes between a place and a door.
type DoorTime struct {
	Door   int // index of the point that NewDoors was given
	Millis uint32
}

// NewDoors snaps points to the roads of a profile. A point without a road
// within MaxSnap is never reached; Missing lists it.
func (r *Router) NewDoors(profile geo.Profile, points []geo.Point) *Doors {
	m := r.meshes[profile]
	d := &Doors{router: r, profile: profile, snaps: make([]Snap, len(points)), head: make([]uint32, len(m.net.edges)+1)}
	for k, p := range points {
		s, err := m.snap(p, MaxSnap)
		if err != nil {
			d.missing = append(d.missing, k)
			continue
		}
		d.snaps[k] = s
		d.head[s.edge+1]++
	}
	for e := range m.net.edges {
		d.head[e+1] += d.head[e]
	}
	d.list = make([]uint32, d.head[len(m.net.edges)])
	next := slices.Clone(d.head)
	lost := d.missing
	for k := range points {
		if len(lost) > 0 && lost[0] == k {
			lost = lost[1:]
			continue
		}
		edge := d.snaps[k].edge
		d.list[next[edge]] = uint32(k)
		next[edge]++
	}
	return d
}

// Missing returns the points that have no road within MaxSnap, in order.
func (d *Doors) Missing() []int { return slices.Clone(d.missing) }

// Snap returns the place on the road that a door stands for.
func (d *Doors) Snap(door int) Snap { return d.snaps[door] }

// To returns the doors from which place is reached within millis, in the order
// of doors; nothing when place is far from any road.
func (d *Doors) To(place geo.Point, millis uint32) []DoorTime { return d.times(place, millis, true) }

// From returns the doors that are reached from place within millis, in the
// order of doors; nothing when place is far from any road.
func (d *Doors) From(place geo.Point, millis uint32) []DoorTime {
	return d.times(place, millis, false)
}

func (d *Doors) times(place geo.Point, millis uint32, toward bool) []DoorTime {
	i, err := d.router.isochrone(d.profile, place, millis, toward)
	if err != nil {
		return nil
	}
	defer i.Release()
	var out []DoorTime
	i.eachEdge(func(edge uint32) {
		for _, k := range d.list[d.head[edge]:d.head[edge+1]] {
			if l := i.LegAt(d.snaps[k]); l.Reachable() {
				out = append(out, DoorTime{Door: int(k), Millis: l.Millis})
			}
		}
	})
	slices.SortFunc(out, func(a, b DoorTime) int { return a.Door - b.Door })
	return out
}
