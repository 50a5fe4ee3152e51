package missions

import (
	"cmp"
	"slices"
)

// Next returns a grant that can be given now; false if there is none. Whoever
// changed the table asks until there is none, and applies each.
//
// Claims are served by their time, then by robot. A mission that holds nothing
// yet is not let in before an older one whose way crosses its own, so that
// only those who are inside already can pass an older one, and nobody waits
// for ever. Those who cannot come through whatever happens hold nobody up.
func (g *Grants) Next() (GrantMove, bool) {
	queue := make([]int, len(g.Claims))
	for i := range queue {
		queue[i] = i
	}
	slices.SortFunc(queue, func(a, b int) int {
		x, y := &g.Claims[a], &g.Claims[b]
		return cmp.Or(cmp.Compare(x.Since, y.Since), cmp.Compare(x.Robot, y.Robot))
	})
	through := g.through()
	for n, i := range queue {
		c := &g.Claims[i]
		if len(c.Way) == 0 || g.Room(c.Way[0]) < 1 || !through[i] {
			continue
		}
		if _, has := g.held(c.Way[0], c.Robot); has {
			continue // from an earlier mission: it has to leave first
		}
		if len(g.Of(c.Robot)) == 0 && g.crosses(c, queue[:n], through) {
			continue
		}
		m := GrantMove{Verb: Give, Robot: c.Robot, Mission: c.Mission, Resource: c.Way[0]}
		if g.safe(m, through) {
			return m, true
		}
	}
	return GrantMove{}, false
}

// crosses reports whether the way of a claim meets that of an older one which
// waits.
func (g *Grants) crosses(c *Claim, older []int, through []bool) bool {
	for _, i := range older {
		if through[i] && slices.ContainsFunc(g.Claims[i].Way, func(r string) bool { return slices.Contains(c.Way, r) }) {
			return true
		}
	}
	return false
}

// safe reports whether everybody who can come through now still can once the
// grant is given.
func (g *Grants) safe(m GrantMove, through []bool) bool {
	after := Grants{Resources: g.Resources, Claims: slices.Clone(g.Claims), Holds: slices.Clone(g.Holds)}
	if after.Apply(m) != nil {
		return false
	}
	for i, can := range after.through() {
		if through[i] && !can {
			return false
		}
	}
	return true
}

// through reports for each claim whether its robot can come through: there is
// an order in which the robots that have a mission drive theirs to the end,
// one after the other, and all that this one needs becomes free. What robots
// without a claim hold stays held.
func (g *Grants) through() []bool {
	room := make([]int, len(g.Resources))
	for i, r := range g.Resources {
		room[i] = g.Room(r.ID)
	}
	done := make([]bool, len(g.Claims))
	for again := true; again; {
		again = false
		for i := range g.Claims {
			if done[i] || !g.fits(&g.Claims[i], room) {
				continue
			}
			done[i], again = true, true
			for _, h := range g.Of(g.Claims[i].Robot) {
				if at, there := g.resource(h.Resource); there {
					room[at]++
				}
			}
		}
	}
	return done
}

// fits reports whether all that a claim waits for has room, counting what its
// robot has to leave itself.
func (g *Grants) fits(c *Claim, room []int) bool {
	for _, w := range c.Way {
		at, there := g.resource(w)
		_, own := g.held(w, c.Robot)
		if !there || room[at] < 1 && !own {
			return false
		}
	}
	return true
}

// Stuck lists the robots that cannot come through, whatever those with a
// mission do: somebody without one stands in their way. They wait until that
// robot leaves, or staff frees what it holds.
func (g *Grants) Stuck() []string {
	var robots []string
	for i, can := range g.through() {
		if !can {
			robots = append(robots, g.Claims[i].Robot)
		}
	}
	return robots
}
