package missions

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Resource is what only so many robots may have at once: the place before a
// gate where they wait for residents, a gate, a lift, a lane for one.
type Resource struct {
	ID       string    `json:"id"`
	Point    geo.Point `json:"point"`
	Capacity int       `json:"capacity"` // robots at once, at least 1
}

// Claim is a mission that passes resources. It lives until the mission is
// over, also once it waits for nothing more.
type Claim struct {
	Robot   string        `json:"robot"`
	Mission ID            `json:"mission"`
	Since   clock.Instant `json:"since"`         // its order's time: first come, first served
	Way     []string      `json:"way,omitempty"` // not granted yet, in the order of the way
}

// Hold is a resource that was granted. It is the robot's, not the mission's: a
// robot whose mission is over still stands where it stands.
type Hold struct {
	Resource string `json:"resource"`
	Robot    string `json:"robot"`
	Mission  ID     `json:"mission"`           // for which it was granted
	Entered  bool   `json:"entered,omitempty"` // the robot said that it is there
}

// Grants is who has which resource, and who waits for it. It is plain data and
// survives a restart in the state that holds it; the zero Grants is empty.
//
// A grant is given when it is released into a robot's base, not before, and
// there is no clock in it: nothing that was given is taken back by time. It
// ends with the robot's report of leaving, or with an act of staff. What is
// not given yet ends with its mission.
//
// Grants never deadlock on themselves: one is given only if everybody who
// could come through before still can, in some order (the banker's algorithm,
// Dijkstra 1965, EWD 623). A robot that stands in a resource without a mission
// may never leave: Stuck names those who wait for it, and staff breaks that.
type Grants struct {
	Resources []Resource `json:"resources,omitempty"` // by id: those that somebody has or wants
	Claims    []Claim    `json:"claims,omitempty"`    // by robot
	Holds     []Hold     `json:"holds,omitempty"`     // by resource, then robot
}

// GrantVerb moves the table of grants.
type GrantVerb string

// The verbs of a grant.
const (
	Ask   GrantVerb = "ask"   // a mission says what its way passes next
	Give  GrantVerb = "give"  // the first thing that a claim waits for is the robot's
	Enter GrantVerb = "enter" // the robot says that it is there
	Leave GrantVerb = "leave" // the robot says that it has left, or never will come
	Free  GrantVerb = "free"  // staff says so
	Drop  GrantVerb = "drop"  // the mission is over: it waits for nothing more
	Keep  GrantVerb = "keep"  // what the robot has since an earlier mission is this one's
)

// GrantMove is one change of the table: the fact that is journaled.
type GrantMove struct {
	Verb     GrantVerb     `json:"verb"`
	Robot    string        `json:"robot"`
	Mission  ID            `json:"mission,omitempty"`
	Resource string        `json:"resource,omitempty"` // for give, enter, leave and free
	Way      []Resource    `json:"way,omitempty"`      // for ask
	Since    clock.Instant `json:"since,omitempty"`    // for ask
}

// Apply makes a move, or says why the table cannot take it and changes
// nothing.
func (g *Grants) Apply(m GrantMove) error {
	switch m.Verb {
	case Ask:
		return g.ask(m)
	case Give:
		return g.give(m)
	case Enter:
		i, there := g.held(m.Resource, m.Robot)
		if !there {
			return m.bad("it is not granted")
		}
		g.Holds[i].Entered = true
	case Keep:
		i, there := g.held(m.Resource, m.Robot)
		if !there {
			return m.bad("it is not granted")
		}
		g.Holds[i].Mission = m.Mission
	case Leave, Free:
		i, there := g.held(m.Resource, m.Robot)
		if !there {
			return m.bad("it is not granted")
		}
		g.Holds = slices.Delete(g.Holds, i, i+1)
		g.prune()
	case Drop:
		i, there := g.claim(m.Robot)
		if !there || g.Claims[i].Mission != m.Mission {
			return m.bad("there is no such claim")
		}
		g.Claims = slices.Delete(g.Claims, i, i+1)
		g.prune()
	default:
		return m.bad("the verb is not known")
	}
	return nil
}

func (m GrantMove) bad(why string) error {
	return fmt.Errorf("missions: robot %s cannot %s %q for mission %q: %s", m.Robot, m.Verb, m.Resource, m.Mission, why)
}

func (g *Grants) ask(m GrantMove) error {
	at, there := g.claim(m.Robot)
	if there && (g.Claims[at].Mission != m.Mission || len(g.Claims[at].Way) > 0) {
		return m.bad("it has another claim")
	}
	c := Claim{Robot: m.Robot, Mission: m.Mission, Since: m.Since}
	for _, r := range m.Way {
		if r.Capacity < 1 || r.ID == "" || slices.Contains(c.Way, r.ID) {
			return m.bad("its way is not one")
		}
		c.Way = append(c.Way, r.ID)
	}
	if len(c.Way) == 0 {
		return m.bad("its way passes nothing")
	}
	if there {
		g.Claims[at] = c
	} else {
		g.Claims = slices.Insert(g.Claims, at, c)
	}
	for _, r := range m.Way {
		if i, there := g.resource(r.ID); !there {
			g.Resources = slices.Insert(g.Resources, i, r)
		}
	}
	return nil
}

func (g *Grants) give(m GrantMove) error {
	c, there := g.claim(m.Robot)
	if !there || g.Claims[c].Mission != m.Mission || len(g.Claims[c].Way) == 0 || g.Claims[c].Way[0] != m.Resource {
		return m.bad("it does not wait for it")
	}
	at, has := g.held(m.Resource, m.Robot)
	if has {
		return m.bad("it has it since an earlier mission")
	}
	if g.Room(m.Resource) < 1 {
		return m.bad("others have it")
	}
	g.Holds = slices.Insert(g.Holds, at, Hold{Resource: m.Resource, Robot: m.Robot, Mission: m.Mission})
	g.Claims[c].Way = slices.Clone(g.Claims[c].Way[1:])
	return nil
}

// Room returns how many more robots a resource has room for.
func (g *Grants) Room(resource string) int {
	i, there := g.resource(resource)
	if !there {
		return 0
	}
	room := g.Resources[i].Capacity
	for _, h := range g.Holds {
		if h.Resource == resource {
			room--
		}
	}
	return room
}

// Claim returns a robot's claim.
func (g *Grants) Claim(robot string) (Claim, bool) {
	i, there := g.claim(robot)
	if !there {
		return Claim{}, false
	}
	return g.Claims[i], true
}

// Of returns what a robot holds, by resource.
func (g *Grants) Of(robot string) []Hold {
	var hs []Hold
	for _, h := range g.Holds {
		if h.Robot == robot {
			hs = append(hs, h)
		}
	}
	return hs
}

// Place returns where a resource is; false for one that nobody has or wants.
func (g *Grants) Place(resource string) (geo.Point, bool) {
	i, there := g.resource(resource)
	if !there {
		return geo.Point{}, false
	}
	return g.Resources[i].Point, true
}

func (g *Grants) claim(robot string) (int, bool) {
	return slices.BinarySearchFunc(g.Claims, robot, func(c Claim, r string) int { return cmp.Compare(c.Robot, r) })
}

func (g *Grants) resource(id string) (int, bool) {
	return slices.BinarySearchFunc(g.Resources, id, func(r Resource, id string) int { return cmp.Compare(r.ID, id) })
}

func (g *Grants) held(resource, robot string) (int, bool) {
	return slices.BinarySearchFunc(g.Holds, resource, func(h Hold, resource string) int {
		return cmp.Or(cmp.Compare(h.Resource, resource), cmp.Compare(h.Robot, robot))
	})
}

// prune forgets resources that nobody has or wants: the table does not grow
// with the places that were ever visited.
func (g *Grants) prune() {
	g.Resources = slices.DeleteFunc(g.Resources, func(r Resource) bool {
		return !slices.ContainsFunc(g.Holds, func(h Hold) bool { return h.Resource == r.ID }) &&
			!slices.ContainsFunc(g.Claims, func(c Claim) bool { return slices.Contains(c.Way, r.ID) })
	})
}

// Check returns what is wrong with the table: nothing, unless there is a bug.
func (g *Grants) Check() []string {
	var wrong []string
	for _, r := range g.Resources {
		if room := g.Room(r.ID); room < 0 {
			wrong = append(wrong, fmt.Sprintf("resource %s has %d robots and room for %d", r.ID, r.Capacity-room, r.Capacity))
		}
	}
	for i, h := range g.Holds {
		if _, there := g.resource(h.Resource); !there {
			wrong = append(wrong, fmt.Sprintf("robot %s has resource %s, which is not there", h.Robot, h.Resource))
		}
		if i > 0 && g.Holds[i-1].Resource == h.Resource && g.Holds[i-1].Robot == h.Robot {
			wrong = append(wrong, fmt.Sprintf("robot %s has resource %s twice", h.Robot, h.Resource))
		}
	}
	for _, c := range g.Claims {
		for _, w := range c.Way {
			if _, there := g.resource(w); !there {
				wrong = append(wrong, fmt.Sprintf("robot %s waits for resource %s, which is not there", c.Robot, w))
			}
		}
	}
	return wrong
}
