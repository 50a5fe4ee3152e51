package faults

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// passage is the controller of a gate or a lift: it does what it is told by a
// session that compares what is wanted with how it stands.
type passage struct {
	z       *zone
	id      string
	kind    fleet.PassageKind
	in, out *link
	stands  dispatch.PassageReport
	moves   int // one that another has overtaken does not end
}

func newPassage(z *zone, id string, kind fleet.PassageKind) *passage {
	p := &passage{z: z, id: id, kind: kind, in: newLink(&z.stage, inwards), out: newLink(&z.stage, outwards)}
	p.reset()
	z.after(z.between(0, time.Minute), p.tick)
	return p
}

// reset is how it stands when its power comes back.
func (p *passage) reset() {
	p.moves++
	p.stands = dispatch.PassageReport{Passage: p.id}
	if p.kind == fleet.LiftPassage {
		p.stands.Floor = "0"
	}
}

// tick says how it stands, as after every new connection.
func (p *passage) tick() {
	z := p.z
	z.after(z.between(10*time.Second, 20*time.Second), p.tick)
	z.submit(p.in, dispatch.PassageLink{Passage: p.id, Linked: z.calm || !z.chance(0.03)}, nil)
	switch {
	case !p.stands.Jammed && z.strikes(GateJam, 0.004):
		p.stands.Jammed = true
		z.after(z.delay(2*time.Minute, 15*time.Minute), func() { p.stands.Jammed = false })
	case z.strikes(GateReset, 0.004):
		p.reset()
	}
	p.tell()
	p.compare()
}

func (p *passage) tell() { p.z.submit(p.in, p.stands, nil) }

// compare is the session that compares what the engine wants with what stands
// there, and says what is missing.
func (p *passage) compare() {
	s := p.z.state()
	if s == nil {
		return
	}
	want := s.Passages.Get(p.id)
	if want == nil {
		return
	}
	robot, floor := want.Robot, want.Want
	switch {
	case p.stands.Holds != "" && p.stands.Holds != robot:
		p.out.send(func() { p.letGo(p.stands.Holds) })
	case robot != "" && (p.stands.Holds != robot || !p.stands.Open || p.stands.Floor != floor):
		p.out.send(func() { p.hold(robot, floor) })
	}
}

func (p *passage) hold(robot, floor string) {
	if p.stands.Jammed || p.stands.Holds != "" && p.stands.Holds != robot {
		return
	}
	p.stands.Holds = robot
	if p.stands.Open && p.stands.Floor == floor {
		return
	}
	p.move(func() { p.stands.Open, p.stands.Floor = true, floor })
}

func (p *passage) letGo(robot string) {
	if p.stands.Holds == robot {
		p.stands.Holds = ""
		p.move(func() {})
	}
}

// move shuts it and does something a moment later.
func (p *passage) move(end func()) {
	p.stands.Open = false
	p.moves++
	nth := p.moves
	p.z.after(p.z.between(3*time.Second, 20*time.Second), func() {
		if nth == p.moves {
			end()
			p.tell()
			p.compare()
		}
	})
}

// usher is staff at a gate that keeps a robot waiting: they hold it open, and say
// so.
func (d *desk) usher() {
	for id, p := range d.z.state().Passages.All() {
		if p.Robot != "" && !p.Ready() && d.z.chance(0.3) {
			d.z.submit(d.link, dispatch.LetThrough{Passage: id, By: staff, Reason: "held open"}, nil)
		}
	}
}

// highWater closes the bridge for a while, or opens it again.
func (d *desk) highWater() {
	s := d.z.state()
	if s.Lanes.Closure("flood") != nil {
		d.z.submit(d.link, dispatch.OpenArea{ID: "flood", By: staff, Reason: "dry"}, nil)
		return
	}
	c := flood()
	c.Until = d.z.now.Add(d.z.between(5*time.Minute, 40*time.Minute))
	d.z.submit(d.link, dispatch.CloseArea{Closure: c, By: orders.Actor{Role: orders.Staff, ID: "s1"}}, nil)
}
