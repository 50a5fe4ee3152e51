package roadnet

import (
	"fmt"
	"strings"

	"github.com/linli/linli/geo"
)

// ReachDistance is how near a usable road must pass to a building, a shop or a
// door for a profile to reach it.
const ReachDistance geo.Meters = 80

// Report is what an import prints: what the city holds and how much of it each
// profile reaches.
type Report struct {
	Name         string
	Hash         string
	Jurisdiction string
	Box          geo.Bounds // what was counted
	Vertices     int
	Edges        int
	Places       int
	Buildings    int
	Dwellings    int // buildings that are residential
	Areas        int
	Gates        int
	Restrictions RestrictionCount // of the whole extract, wherever the box is
	Reach        [geo.ProfileCount]ReachShare
}

// ReachShare says how much of a city one profile reaches.
type ReachShare struct {
	Vertices  int // in the largest strongly connected part
	Buildings int // with a usable road within ReachDistance of the centroid
	Places    int // likewise
}

// Report counts the whole city.
func (r *Router) Report() Report { return r.ReportIn(r.city.Bounds) }

// ReportIn counts the part of the city inside box.
func (r *Router) ReportIn(box geo.Bounds) Report {
	c := r.city
	out := Report{Name: c.Name, Hash: c.Hash, Jurisdiction: c.Jurisdiction.Name, Box: box, Restrictions: c.Restrictions}
	for _, v := range c.net.vertices {
		if box.Contains(v.point()) {
			out.Vertices++
		}
	}
	for i := range c.net.edges {
		if box.Contains(c.net.points(uint32(i))[0].point()) {
			out.Edges++
		}
	}
	for i := range c.Areas {
		if len(c.Areas[i].Outline) > 0 && box.Contains(c.Areas[i].Outline[0]) {
			out.Areas++
		}
	}
	for i := range c.Gates {
		if box.Contains(c.Gates[i].Point) {
			out.Gates++
		}
	}
	for v, at := range c.net.vertices {
		for p := range r.meshes {
			if r.meshes[p].local[v] != outside && box.Contains(at.point()) {
				out.Reach[p].Vertices++
			}
		}
	}
	r.countReach(&out)
	return out
}

func (r *Router) countReach(out *Report) {
	for i := range r.city.Buildings {
		b := &r.city.Buildings[i]
		if !out.Box.Contains(b.Point) {
			continue
		}
		out.Buildings++
		if b.Residential {
			out.Dwellings++
		}
		for p := range r.meshes {
			if r.Reaches(geo.Profile(p), b.Point) {
				out.Reach[p].Buildings++
			}
		}
	}
	for i := range r.city.Places {
		if !out.Box.Contains(r.city.Places[i].Point) {
			continue
		}
		out.Places++
		for p := range r.meshes {
			if r.Reaches(geo.Profile(p), r.city.Places[i].Point) {
				out.Reach[p].Places++
			}
		}
	}
}

// String formats the report for a terminal.
func (r Report) String() string {
	var b strings.Builder
	short := r.Hash
	if len(short) > 12 {
		short = short[:12]
	}
	fmt.Fprintf(&b, "%s (%s)\n", r.Name, short)
	fmt.Fprintf(&b, "  road network   %d vertices, %d edges\n", r.Vertices, r.Edges)
	fmt.Fprintf(&b, "  turns          %s\n", r.Restrictions)
	fmt.Fprintf(&b, "  on the map     %d places, %d buildings (%d dwellings), %d areas, %d gates\n",
		r.Places, r.Buildings, r.Dwellings, r.Areas, r.Gates)
	fmt.Fprintf(&b, "  a usable road passes within %d m of\n", ReachDistance)
	for p, s := range r.Reach {
		name := geo.Profile(p).String()
		if geo.Profile(p) == geo.Robot {
			name += ", jurisdiction " + r.Jurisdiction
		}
		fmt.Fprintf(&b, "    %5.1f %% of buildings (%d), %5.1f %% of places (%d)   %s\n",
			percent(s.Buildings, r.Buildings), s.Buildings, percent(s.Places, r.Places), s.Places, name)
	}
	return b.String()
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
