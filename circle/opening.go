package circle

import (
	"container/heap"
	"sort"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// Opening is a new outlet that a report proposes.
type Opening struct {
	Basic     Basic
	Cell      geo.Cell
	Point     geo.Point // the middle of the cell
	Dwellings int       // gaps that it closes and no earlier opening does
}

// Guarantee is what the greedy choice promises, in words for a report
// (Nemhauser, Wolsey and Fisher, An analysis of approximations for maximizing
// submodular set functions, 1978).
const Guarantee = "at least 1-1/e (63 %) of what the best choice of as many openings at these cells would close"

// open chooses openings by greedy maximal covering (Church and ReVelle 1974):
// each closes the most remaining gaps. Candidates are the cells with residents
// and their neighbours. The queue is lazy (Minoux 1978): gains only fall, so
// only the candidate in front is counted again.
func (r *Report) open(s *Survey, near [][BasicCount]uint32) error {
	sites, err := candidates(r.Cells)
	if err != nil {
		return err
	}
	c := covering{homes: s.Homes, gaps: near, sites: sites}
	c.prepare(s.Walk, r)
	heap.Init(&c.queue)
	r.Possible = c.bound(s.Openings)
	for len(r.Openings) < s.Openings && len(c.queue) > 0 {
		top := &c.queue[0]
		gain := c.gain(top.site, top.basic)
		if gain == 0 {
			heap.Pop(&c.queue)
			continue
		}
		if gain < top.gain {
			top.gain = gain
			heap.Fix(&c.queue, 0)
			continue
		}
		site := c.sites[top.site]
		r.Openings = append(r.Openings, Opening{Basic: top.basic, Cell: site.cell, Point: site.point, Dwellings: gain})
		r.Closed += gain
		c.close(top.site, top.basic)
		heap.Pop(&c.queue)
	}
	for i := range c.queue {
		c.queue[i].gain = c.gain(c.queue[i].site, c.queue[i].basic)
	}
	r.Possible = min(r.Possible, r.Closed+c.bound(s.Openings), r.Gaps)
	return nil
}

// site is a candidate cell with the homes within the circle of its middle.
type site struct {
	cell  geo.Cell
	point geo.Point
	homes []int32
}

// candidates returns the cells with residents and their neighbours, in order.
func candidates(cells []CellReport) ([]site, error) {
	var all []geo.Cell
	for i := range cells {
		disk, err := cells[i].Cell.Disk(1)
		if err != nil {
			return nil, err
		}
		all = append(all, disk...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	var out []site
	for i, c := range all {
		if i > 0 && all[i-1] == c {
			continue
		}
		p, err := c.Center()
		if err != nil {
			return nil, err
		}
		out = append(out, site{cell: c, point: p})
	}
	return out, nil
}

// covering is the state of the greedy choice: gaps[home][basic] is
// roadnet.Unreachable while the gap is open.
type covering struct {
	homes []Home
	gaps  [][BasicCount]uint32
	sites []site
	queue proposals
}

// prepare finds the homes that each site serves and queues what is worth
// opening.
func (c *covering) prepare(walk Walk, r *Report) {
	for h := range c.gaps {
		for b := range c.gaps[h] {
			if r.NoData(Basic(b)) {
				c.gaps[h][b] = 0
			}
		}
	}
	for k := range c.sites {
		s := &c.sites[k]
		for _, d := range walk(s.point, circleMillis) {
			open := false
			for _, walk := range c.gaps[d.Door] {
				open = open || walk == roadnet.Unreachable
			}
			if open {
				s.homes = append(s.homes, int32(d.Door))
			}
		}
		for b := range BasicCount {
			if g := c.gain(k, Basic(b)); g > 0 {
				c.queue = append(c.queue, proposal{gain: g, site: k, basic: Basic(b)})
			}
		}
	}
}

// gain returns the dwellings whose gap an opening would close.
func (c *covering) gain(site int, b Basic) int {
	n := 0
	for _, h := range c.sites[site].homes {
		if c.gaps[h][b] == roadnet.Unreachable {
			n += c.homes[h].Dwellings
		}
	}
	return n
}

func (c *covering) close(site int, b Basic) {
	for _, h := range c.sites[site].homes {
		c.gaps[h][b] = 0
	}
}

// bound returns the sum of the n greatest gains: no n further openings close
// more.
func (c *covering) bound(n int) int {
	gains := make([]int, len(c.queue))
	for i := range c.queue {
		gains[i] = c.queue[i].gain
	}
	sort.Sort(sort.Reverse(sort.IntSlice(gains)))
	sum := 0
	for _, g := range gains[:min(n, len(gains))] {
		sum += g
	}
	return sum
}

// proposal is an opening that may be chosen, with its gain when it was last
// counted.
type proposal struct {
	gain  int
	site  int
	basic Basic
}

// proposals is a heap; of equal gains the lower cell comes first, then the
// lower service.
type proposals []proposal

func (p proposals) Len() int      { return len(p) }
func (p proposals) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p proposals) Less(i, j int) bool {
	if p[i].gain != p[j].gain {
		return p[i].gain > p[j].gain
	}
	if p[i].site != p[j].site {
		return p[i].site < p[j].site
	}
	return p[i].basic < p[j].basic
}

// Push adds a proposal; part of heap.Interface.
func (p *proposals) Push(x any) { *p = append(*p, x.(proposal)) }

// Pop removes the last proposal; part of heap.Interface.
func (p *proposals) Pop() any {
	old := *p
	x := old[len(old)-1]
	*p = old[:len(old)-1]
	return x
}
