package roadnet

import (
	"iter"

	"github.com/linli/linli/geo"
)

// Link is a stretch of road that a profile may use.
type Link struct {
	Line     []geo.Point // both ends included
	Millis   uint32      // to travel all of it
	Cost     uint32      // what a search should minimise; at least Millis
	Forward  bool        // along the line
	Backward bool        // against it
}

// Links walks the stretches of road that a profile may use and get away from
// again. Two that meet have an end in common.
func (c *City) Links(p geo.Profile) iter.Seq[Link] {
	return func(yield func(Link) bool) {
		for i := range c.net.edges {
			w := c.net.edges[i].way[p]
			if w.dirs&usable == 0 || w.dirs&(forward|backward) == 0 {
				continue
			}
			l := Link{Millis: w.millis, Cost: w.cost, Forward: w.dirs&forward != 0, Backward: w.dirs&backward != 0}
			for _, at := range c.net.points(uint32(i)) {
				l.Line = append(l.Line, at.point())
			}
			if !yield(l) {
				return
			}
		}
	}
}
