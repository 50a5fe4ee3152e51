package dispatch

import (
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// Gates and lifts with a controller of their own.
type (
	// RegisterPassage adds a gate or a lift.
	RegisterPassage struct {
		Passage string            `json:"passage"` // the device that a drawn gate or lift names
		Kind    fleet.PassageKind `json:"kind"`
	}
	// PassageLink says that its session is up or lost.
	PassageLink struct {
		Passage string `json:"passage"`
		Linked  bool   `json:"linked"`
	}
	// PassageReport is what it says of itself.
	PassageReport struct {
		Passage string `json:"passage"`
		Open    bool   `json:"open"`
		Floor   string `json:"floor,omitempty"`
		Holds   string `json:"holds,omitempty"` // the robot that it stands open for
		Jammed  bool   `json:"jammed,omitempty"`
	}
	// LetThrough is staff's word that somebody holds it open by hand for the
	// robot that waits.
	LetThrough struct {
		Passage string       `json:"passage"`
		By      orders.Actor `json:"by"`
		Reason  string       `json:"reason"`
	}
	// PassagePut stores a gate or a lift: also for whom it is to stand open.
	PassagePut struct {
		Passage fleet.Passage `json:"passage"`
		Why     string        `json:"why"`
		By      orders.Actor  `json:"by,omitzero"`
	}
)

func (d PassagePut) apply(s *State) { s.Passages.Put(d.Passage.ID, d.Passage) }

// passageWait is how long a robot waits before a gate or for a lift until staff
// is called.
const passageWait = 90 * time.Second

const passageTimer = "passage/"

func (e RegisterPassage) step(t *turn) {
	if e.Kind != fleet.GatePassage && e.Kind != fleet.LiftPassage {
		t.refuse(orders.Refuse(orders.BadRegistration, "", "kind %q is neither gate nor lift", e.Kind))
		return
	}
	if t.s.Banks.Get(e.Passage) != nil {
		t.refuse(orders.Refuse(orders.BadRegistration, "", "%q is a locker's id: choose another", e.Passage))
		return
	}
	p := fleet.Passage{ID: e.Passage}
	if old := t.s.Passages.Get(e.Passage); old != nil {
		p = *old
	}
	p.Kind = e.Kind
	t.do(PassagePut{Passage: p, Why: "registered"})
	t.opening = true
}

func (e PassageLink) step(t *turn) {
	t.putPassage(e.Passage, "link", func(p *fleet.Passage) { p.Linked, p.Seen = e.Linked, t.at })
}

func (e PassageReport) step(t *turn) {
	was := t.s.Passages.Get(e.Passage)
	if was != nil && e.Jammed && !was.Jammed {
		t.alertFor(was.Robot, "passage_jammed", "%s %s does not obey", was.Kind, e.Passage)
	}
	t.putPassage(e.Passage, "report", func(p *fleet.Passage) {
		p.Open, p.Floor, p.Holds, p.Jammed, p.Seen = e.Open, e.Floor, e.Holds, e.Jammed, t.at
	})
}

func (e LetThrough) step(t *turn) {
	p := t.s.Passages.Get(e.Passage)
	switch {
	case e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff may say that it is held open by hand"))
	case p != nil && p.Robot == "":
		t.refuse(orders.Refuse(orders.IllegalMove, "", "no robot waits for %s %s", p.Kind, p.ID))
	default:
		t.putPassage(e.Passage, "by_hand", func(p *fleet.Passage) { p.ByHand = true })
		if last := len(t.out) - 1; p != nil {
			put := t.out[last].(PassagePut)
			put.By, put.Why = e.By, e.Reason
			t.out[last] = put
		}
	}
}

// putPassage stores a gate or a lift with a change, or refuses. Who waits for it
// may go on.
func (t *turn) putPassage(id, why string, change func(*fleet.Passage)) {
	p := t.s.Passages.Get(id)
	if p == nil {
		t.refuse(orders.Refuse(orders.UnknownPassage, "", "no gate or lift %q in this zone: register it", id))
		return
	}
	q := *p
	change(&q)
	t.do(PassagePut{Passage: q, Why: why})
	t.opening = true
}

// alertFor calls staff about what a robot is under way with.
func (t *turn) alertFor(robot, code, format string, args ...any) {
	if r := t.s.Robots.Get(fleet.WorkerID(robot)); r != nil {
		if m := t.s.Missions.Get(missions.ID(r.Mission)); m != nil {
			t.alertOn(m, code, format, args...)
			return
		}
	}
	t.alert("", code, format, args...)
}

// registered returns an error for the first gate or lift whose device is not
// one: no robot would ever get through.
func (t *turn) registered(fs []lanes.Feature) error {
	for _, f := range fs {
		p := t.s.Passages.Get(f.Device)
		switch {
		case f.Device == "":
		case p == nil:
			return fmt.Errorf("feature %q: no gate or lift %q is registered: register it first, or leave device out", f.ID, f.Device)
		case string(p.Kind) != string(f.Kind):
			return fmt.Errorf("feature %q: %q is a %s, and the feature a %s", f.ID, f.Device, p.Kind, f.Kind)
		}
	}
	return nil
}

// usher has gates and lifts stand open for the robots that were granted the
// way through, where they need them, and lets those drive for which they do.
func (t *turn) usher() {
	if !t.granting && !t.opening {
		return
	}
	for id, p := range t.s.Passages.All() {
		robot, floor, mission := t.passenger(p)
		if (robot != p.Robot || floor != p.Want) && !(broken(passageKept) && robot == "") {
			t.summon(p, robot, floor)
			p = t.s.Passages.Get(id)
		}
		if p.Ready() {
			t.unwake(passageTimer + id)
			if m := t.s.Missions.Get(mission); m != nil && m.Released() < m.Given && (m.Detour == nil || !m.Detour.Closed) {
				t.release(mission)
			}
		}
	}
}

// summon has a gate or a lift stand open for a robot, or for none any more.
func (t *turn) summon(p *fleet.Passage, robot, floor string) {
	q := *p
	q.Robot, q.Want, q.ByHand = robot, floor, false
	t.do(PassagePut{Passage: q, Why: "wanted"})
	t.unwake(passageTimer + q.ID)
	if robot != "" && !q.Ready() {
		t.wake(passageTimer+q.ID, t.at.Add(passageWait))
	}
}

// passenger returns who has the way through a gate or a lift, where it needs a
// lift's cabin next, and its mission.
func (t *turn) passenger(p *fleet.Passage) (robot, floor string, mission missions.ID) {
	i := slices.IndexFunc(t.s.Lanes.Features, func(f lanes.Feature) bool { return f.Device == p.ID })
	if i < 0 {
		return "", "", ""
	}
	resource := t.s.Lanes.Features[i].Resource()
	for _, h := range t.s.Grants.Holds {
		if h.Resource != resource {
			continue
		}
		if m := t.s.Missions.Get(h.Mission); m != nil {
			return h.Robot, m.Floor(resource, p.Want), h.Mission
		}
		return h.Robot, p.Want, h.Mission
	}
	return "", "", ""
}

// admitted reports whether a robot was granted what is at a node of its
// mission.
func (s *State) admitted(m *missions.Mission, n *missions.Node) bool {
	return !slices.ContainsFunc(n.Resources(), func(r string) bool { return !s.granted(m.Robot, m.ID, r) })
}

// passable reports whether a robot may have a node in its base: it is admitted,
// and the gate or the lift on the way stands open for it.
func (s *State) passable(m *missions.Mission, n *missions.Node) bool {
	if !s.admitted(m, n) {
		return false
	}
	for _, r := range n.In {
		f := s.Lanes.Feature(r)
		if f == nil || f.Device == "" || f.Kind == lanes.Lift && n.Floor == "" {
			continue
		}
		p := s.Passages.Get(f.Device)
		if !broken(gateWaits) && (p == nil || p.Robot != m.Robot || !p.Ready() || p.Want != n.Floor) {
			return false
		}
	}
	return true
}

// shut calls staff to a gate or a lift that keeps a robot waiting.
func (t *turn) shut(id string) {
	p := t.s.Passages.Get(id)
	if p == nil || p.Robot == "" || p.Ready() {
		return
	}
	why := "does not open"
	if !p.Linked {
		why = "has no link"
	}
	t.alertFor(p.Robot, "passage_shut", "%s %s %s: robot %s waits before it; open it by hand and say so, or send somebody else", p.Kind, p.ID, why, p.Robot)
}

// passages checks that a gate or a lift stands open for nobody but who was
// granted the way through it.
func (a *audit) passages() {
	for id, p := range a.s.Passages.All() {
		i := slices.IndexFunc(a.s.Lanes.Features, func(f lanes.Feature) bool { return f.Device == id })
		if p.Robot == "" || i < 0 {
			continue
		}
		resource := a.s.Lanes.Features[i].Resource()
		if !slices.ContainsFunc(a.s.Grants.Holds, func(h missions.Hold) bool { return h.Resource == resource && h.Robot == p.Robot }) {
			a.broken("%s %s is held open for robot %s, which has no way through it", p.Kind, id, p.Robot)
		}
	}
}
