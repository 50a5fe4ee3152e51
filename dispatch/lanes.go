package dispatch

import (
	"fmt"
	"slices"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/orders"
)

// What is drawn for robots, and where they may not go for a while.
type (
	// SetLanes replaces what is drawn; what is closed stays closed. Missions
	// that are on their way go as they were sent, unless that leads through
	// what is closed now.
	SetLanes struct {
		Features []lanes.Feature    `json:"features"`
		Maps     []geo.Georeference `json:"maps,omitempty"`
		By       orders.Actor       `json:"by"`
	}
	// CloseArea closes an area until its end, or changes one of the same id.
	CloseArea struct {
		Closure lanes.Closure `json:"closure"`
		By      orders.Actor  `json:"by"`
	}
	// OpenArea ends a closure before its time.
	OpenArea struct {
		ID     string       `json:"id"`
		By     orders.Actor `json:"by"`
		Reason string       `json:"reason"`
	}
	// LanesPut stores what is drawn and what is closed.
	LanesPut struct {
		Lanes lanes.Network `json:"lanes"`
		By    orders.Actor  `json:"by"`
	}
	// ClosurePut stores a closure.
	ClosurePut struct {
		Closure lanes.Closure `json:"closure"`
	}
	// ClosureGone ends a closure; without an actor, because its time was up.
	ClosureGone struct {
		ID     string       `json:"id"`
		By     orders.Actor `json:"by,omitzero"`
		Reason string       `json:"reason"`
	}
)

func (d LanesPut) apply(s *State)    { s.Lanes = d.Lanes }
func (d ClosurePut) apply(s *State)  { s.Lanes = s.Lanes.WithClosure(d.Closure) }
func (d ClosureGone) apply(s *State) { s.Lanes = s.Lanes.WithoutClosure(d.ID) }

// closureTimer begins the name of the timer that ends a closure.
const closureTimer = "closure/"

func (e SetLanes) step(t *turn) {
	n := lanes.Network{Revision: t.s.Lanes.Revision + 1, Features: e.Features, Maps: e.Maps, Closures: t.s.Lanes.Closures}
	err := n.Check()
	if err == nil {
		err = t.registered(e.Features)
	}
	if refusal := t.drawable(e.By, err); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.do(LanesPut{Lanes: n, By: e.By})
	t.wanted, t.opening = true, true
	t.bypass()
}

func (e CloseArea) step(t *turn) {
	c := e.Closure
	c.By = e.By.Name()
	err := c.Check()
	if err == nil && c.Until <= t.at {
		err = fmt.Errorf("closure %q: its end is past", c.ID)
	}
	if refusal := t.drawable(e.By, err); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.do(ClosurePut{Closure: c})
	t.wake(closureTimer+c.ID, c.Until)
	t.wanted = true
	t.bypass()
}

func (e OpenArea) step(t *turn) {
	var err error
	if t.s.Lanes.Closure(e.ID) == nil {
		err = fmt.Errorf("no closure %q: it has ended, or never was", e.ID)
	}
	if refusal := t.drawable(e.By, err); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.do(ClosureGone{ID: e.ID, By: e.By, Reason: e.Reason})
	t.unwake(closureTimer + e.ID)
	t.wanted = true
	t.bypass()
}

// drawable refuses what is wrong, and whoever may not draw.
func (t *turn) drawable(by orders.Actor, err error) *orders.Rejection {
	if by.Role != orders.Staff {
		return orders.Refuse(orders.NotYours, "", "only staff may say where robots drive")
	}
	if err != nil {
		return orders.Refuse(orders.BadRegistration, "", "%s", err)
	}
	return nil
}

// elapsed ends a closure whose time is up.
func (t *turn) elapsed(id string) {
	if t.s.Lanes.Closure(id) != nil {
		t.do(ClosureGone{ID: id, Reason: "its time is up"})
		t.wanted = true
		t.bypass()
	}
}

// closedTo reports whether a way leads a robot through what was closed since it
// was planned, or is too narrow for it.
// The steps to the first place on a road and from the last are not looked at:
// a robot that stands where it is closed must come out.
func (t *turn) closedTo(r *fleet.Robot, way []geo.Point) bool {
	if t.s.Lanes.Empty() || len(way) < 4 || broken(closedArea) {
		return false
	}
	o, err := t.s.Lanes.NewOverlay(way[0])
	return err != nil || o.Closed(way[1:len(way)-1]) || t.s.tight(r, o, way)
}

// tight reports whether a way leads through a shared place that is too narrow
// for a robot.
func (s *State) tight(r *fleet.Robot, o *lanes.Overlay, way []geo.Point) bool {
	narrow := s.Lanes.Narrow(r.Body.Width)
	return len(narrow) > 0 && slices.ContainsFunc(o.Lay(way), func(stop lanes.Stop) bool {
		return slices.ContainsFunc(stop.In, func(in string) bool { return slices.Contains(narrow, in) })
	})
}
