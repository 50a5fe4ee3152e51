package faults

import (
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
)

// stands notes what a gate or a lift said of itself, and for whom the engine
// wants it open.
func (r *referee) stands(p fleet.Passage, event dispatch.Event) {
	is := r.passages[p.ID]
	switch e := event.(type) {
	case dispatch.PassageReport:
		if e.Passage == p.ID {
			is.Open, is.Floor, is.Holds = e.Open, e.Floor, e.Holds
		}
	case dispatch.PassageLink:
		if e.Passage == p.ID {
			is.Linked = e.Linked
		}
	}
	is.Robot, is.Want, is.ByHand = p.Robot, p.Want, p.ByHand
	r.passages[p.ID] = is
}

// opensTo: a base reaches through a gate, or into a lift, only while that stands
// open for its robot where it is needed.
func (r *referee) opensTo(m missions.Mission) {
	from := 1
	if was, there := r.bases[m.ID]; there {
		from = was.Released()
	}
	for i := from; i < m.Released(); i++ {
		n := m.Nodes[i]
		for _, f := range crossings() {
			if f.Device == "" || !slices.Contains(n.In, f.Resource()) || len(f.Floors) > 0 && n.Floor == "" {
				continue
			}
			if p := r.passages[f.Device]; p.Robot != m.Robot || p.Want != n.Floor || !p.Ready() {
				r.wrong("the base of mission %s reaches into %s on floor %q, which is %+v", m.ID, f.Resource(), n.Floor, p)
			}
		}
	}
}

// keepsOut: no mission is sent through what is closed, unless it begins or ends
// there.
func (r *referee) keepsOut(d dispatch.MissionPut) {
	m := d.Mission
	if was, there := r.bases[m.ID]; there && was.Detours == m.Detours {
		return
	}
	for _, c := range r.closed {
		ring := make(orb.Ring, 0, len(c.Area)+1)
		for _, p := range c.Area {
			ring = append(ring, p.Orb())
		}
		ring = append(ring, ring[0])
		in := func(p geo.Point) bool { return planar.RingContains(ring, p.Orb()) }
		way := m.Nodes[m.Released()-1:]
		if in(way[0].Point) || in(m.Nodes[0].Point) {
			continue
		}
		for i := 1; i < len(way); i++ {
			a, b := way[i-1].Point, way[i].Point
			if in(geo.Point{Lng: (a.Lng + b.Lng) / 2, Lat: (a.Lat + b.Lat) / 2}) {
				r.wrong("mission %s of robot %s is sent through what is closed: %s", m.ID, m.Robot, c.ID)
				return
			}
		}
	}
}

// met: what a robot drives through has no other in it.
func (r *referee) met(me *robot, places []string) {
	for _, other := range r.z.robots {
		for _, place := range places {
			if other != me && slices.Contains(other.inside, place) {
				r.wrong("robots %s and %s are both in %s", me.id, other.id, place)
			}
		}
	}
}

// patience is how long robots may lock one another out until one of them is
// sent another way.
const patience = 3 * time.Minute

// lockedOut: of robots that can never come through, one looks for another way.
func (z *zone) lockedOut() {
	s := z.loop.State()
	still, sought := map[missions.ID]bool{}, false
	for _, robot := range s.Grants.Stuck() {
		c, _ := s.Grants.Claim(robot)
		m := s.Missions.Get(c.Mission)
		sought = sought || m.Detour != nil && !m.Detour.None
		if m.Shares() && m.Detour == nil && m.Detours < missions.DetoursMost {
			still[m.ID] = true
		}
	}
	for id := range z.locked {
		if !still[id] || sought {
			delete(z.locked, id)
		}
	}
	for id := range still {
		if _, known := z.locked[id]; !known && !sought {
			z.locked[id] = z.now
		}
		if since := z.locked[id]; !sought && z.now.Sub(since) > patience {
			z.referee.wrong("mission %s has been locked out since %s, and nobody looks for another way", id, since)
		}
	}
}
