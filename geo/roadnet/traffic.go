package roadnet

import (
	"fmt"
	"sync"

	"github.com/linli/linli/geo"
)

// Traffic says how much slower, or faster, roads are at some hours.
type Traffic struct {
	Rules []TrafficRule
}

// TrafficRule changes the speed on some roads. An edge of the road network is
// meant when it is in the area, of one of the classes and of the name, as far
// as those are given; or when one of the places in On lies on it.
type TrafficRule struct {
	Profiles []geo.Profile // whom it slows down; none means the car alone
	Area     []geo.Point   // corners of a polygon around the middles of the edges; none means the whole city
	Classes  []string      // road classes as OpenStreetMap spells them; none means all
	Road     string        // name as in Snap.Road; empty means all
	On       []Snap        // single edges, instead of all of the above; the snaps of one profile do for all
	Percent  [24]int       // of the usual speed, by the hour of the city's day: 1 to 400; 0 says nothing
}

// Check returns an error that names the first bad rule.
func (t Traffic) Check() error {
	for i := range t.Rules {
		r := &t.Rules[i]
		for hour, p := range r.Percent {
			if p < 0 || p > 400 {
				return fmt.Errorf("roadnet: traffic rule %d: %d %% of the usual speed at %d h is not between 1 and 400", i, p, hour)
			}
		}
		for _, p := range r.Profiles {
			if int(p) >= geo.ProfileCount {
				return fmt.Errorf("roadnet: traffic rule %d: unknown profile %d", i, p)
			}
		}
		for _, name := range r.Classes {
			if _, ok := parseClass(name); !ok {
				return fmt.Errorf("roadnet: traffic rule %d: unknown road class %q", i, name)
			}
		}
		if n := len(r.Area); n > 0 && n < 3 {
			return fmt.Errorf("roadnet: traffic rule %d: an area of %d corners", i, n)
		}
		for _, p := range r.Area {
			if err := p.Check(); err != nil {
				return fmt.Errorf("roadnet: traffic rule %d: %w", i, err)
			}
		}
	}
	return nil
}

// WithTraffic returns a router over the same city under the traffic of an hour
// (0 to 23, by the city's clock): the speeds are frozen at that hour for every
// query, and legs are exact for them. They replace those that r may have had.
// Of several rules for an edge the slowest
// counts. The order of the hierarchies stays and only their weights are
// computed again, in some tens of milliseconds for a small country; the router
// it was made from is not changed. Snaps of either router serve the other.
func (r *Router) WithTraffic(t Traffic, hour int) (*Router, error) {
	if hour < 0 || hour > 23 {
		return nil, fmt.Errorf("roadnet: %d is no hour of the day", hour)
	}
	if err := t.Check(); err != nil {
		return nil, err
	}
	out := *r
	net := r.city.net
	net.edges = append([]edge(nil), r.city.net.edges...)
	var wait sync.WaitGroup
	percents := t.percents(&r.city.net, hour)
	for i := range out.meshes {
		p := geo.Profile(i)
		for e, percent := range percents[p] {
			if percent != 0 {
				net.edges[e].way[p].slow(percent)
			}
		}
	}
	for i := range out.meshes {
		wait.Go(func() {
			n := &net
			if m := r.meshes[i]; m.net.stepFree && m.profile == geo.Foot {
				n = net.confined(m.net)
			}
			out.meshes[i] = r.meshes[i].weighted(n)
		})
	}
	wait.Wait()
	return &out, nil
}

// percents returns, for each profile that a rule speaks of, the speed of each
// edge in percent of the usual, 0 where nothing is said.
func (t Traffic) percents(n *network, hour int) (out [geo.ProfileCount][]int) {
	for i := range t.Rules {
		r := &t.Rules[i]
		percent := r.Percent[hour]
		if percent == 0 {
			continue
		}
		profiles := r.Profiles
		if len(profiles) == 0 {
			profiles = []geo.Profile{geo.Car}
		}
		r.eachEdge(n, func(e uint32) {
			for _, p := range profiles {
				if out[p] == nil {
					out[p] = make([]int, len(n.edges))
				}
				if old := out[p][e]; old == 0 || percent < old {
					out[p][e] = percent
				}
			}
		})
	}
	return out
}

// eachEdge calls f for every edge that the rule means.
func (r *TrafficRule) eachEdge(n *network, f func(e uint32)) {
	if len(r.On) > 0 {
		for _, s := range r.On {
			if int(s.edge) < len(n.edges) {
				f(s.edge)
			}
		}
		return
	}
	var classes [classCount]bool
	for _, name := range r.Classes {
		c, _ := parseClass(name)
		classes[c] = true
	}
	for i := range n.edges {
		e := &n.edges[i]
		switch {
		case len(r.Classes) > 0 && !classes[e.class]:
		case r.Road != "" && n.names[e.name] != r.Road:
		case len(r.Area) > 0 && !encloses(r.Area, interpolate(n.points(uint32(i)), int64(e.millimeter/2)).point()):
		default:
			f(uint32(i))
		}
	}
}

// encloses reports whether p lies in the polygon (crossings of a ray to the
// east are odd).
func encloses(ring []geo.Point, p geo.Point) bool {
	in := false
	a := ring[len(ring)-1]
	for _, b := range ring {
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lng < a.Lng+(p.Lat-a.Lat)/(b.Lat-a.Lat)*(b.Lng-a.Lng) {
			in = !in
		}
		a = b
	}
	return in
}

// slow sets the speed of a passage to percent of the usual.
func (w *passage) slow(percent int) {
	scaled := func(v uint32) uint32 {
		return uint32(min(divRound(int64(v)*100, int64(percent)), maxEdgeCost/2))
	}
	extra := scaled(w.cost - w.millis)
	w.millis = scaled(w.millis)
	w.cost = w.millis + extra
}

// weighted returns the mesh with the weights of another network of the same
// edges.
func (m *mesh) weighted(n *network) *mesh {
	same := true
	for i := range n.edges {
		if n.edges[i].way[m.profile] != m.net.edges[i].way[m.profile] {
			same = false
			break
		}
	}
	out := *m
	out.net = n
	if same {
		return &out
	}
	out.out, out.in = m.out.weighted(n, m.profile), m.in.weighted(n, m.profile)
	if m.hierarchy != nil {
		out.hierarchy = m.hierarchy.skeleton.customize(&out.out)
	}
	return &out
}

func (r *rows) weighted(n *network, p geo.Profile) rows {
	out := *r
	out.arcs = append([]arc(nil), r.arcs...)
	for k, e := range r.edge {
		if e != noEdge {
			w := &n.edges[e>>1].way[p]
			out.arcs[k].key = newLabel(w.cost, w.millis, 0).key
		}
	}
	return out
}
