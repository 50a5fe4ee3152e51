package simulator

import (
	"time"

	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/wire/device"
)

// Passage is the controller of a gate or a lift: a barrier that takes a moment,
// a cabin that travels, and people who use the lift too.
type Passage struct {
	ID     string
	Kind   device.Kind
	floors []string

	seed    uint64
	stage   Stage
	link    DeviceLink
	stands  device.Stands
	moves   int    // counts movements: one that another has overtaken does not end
	command string // the last that was carried out or is under way: a resent one moves nothing
}

func newPassage(seed uint64, f *lanes.Feature) *Passage {
	p := &Passage{ID: f.Device, Kind: device.KindGate, seed: seed, floors: f.Floors}
	if f.Kind == lanes.Lift {
		p.Kind, p.stands.Floor = device.KindLift, f.Floors[0]
	}
	return p
}

// passagesOf returns the controllers of what was drawn.
func passagesOf(seed uint64, drawn []lanes.Feature) []*Passage {
	var all []*Passage
	for i := range drawn {
		if drawn[i].Device != "" {
			all = append(all, newPassage(seed, &drawn[i]))
		}
	}
	return all
}

// PowerUp connects the controller.
func (p *Passage) PowerUp(stage Stage, link DeviceLink) {
	p.stage, p.link = stage, link
	p.Greet()
}

// Greet says how it stands: the first frame of every connection.
func (p *Passage) Greet() {
	s := p.stands
	p.link.Send(device.Hello{Device: p.ID, Kind: p.Kind, Protocol: device.Protocol, Stands: &s})
}

// Hear takes a frame of the server.
func (p *Passage) Hear(f device.FromServer) {
	switch f := f.(type) {
	case device.Hold:
		p.hold(f)
	case device.LetGo:
		if f.Session == p.stands.Session {
			p.stands.Session = ""
			p.move(3*time.Second, func() { p.stands.Open = false })
		}
		p.link.Send(device.Done{ID: f.ID})
	}
}

func (p *Passage) hold(h device.Hold) {
	d := roll(p.seed, "passage", p.ID, h.ID)
	switch {
	case h.ID == p.command:
		return // it is under way, or done
	case p.stands.Session != "" && p.stands.Session != h.Session:
		p.link.Send(device.Failed{ID: h.ID, Code: device.CodeOwned})
		return
	case p.Kind == device.KindLift && p.stands.Session == "" && d.chance(0.1):
		p.link.Send(device.Failed{ID: h.ID, Code: device.CodeBusy, Detail: "somebody is in the cabin"})
		return
	}
	p.command = h.ID
	p.stands.Session = h.Session
	p.link.Send(device.Done{ID: h.ID})
	if p.stands.Floor == h.Floor {
		p.move(d.between(3*time.Second, 6*time.Second), func() { p.stands.Open = true })
		return
	}
	p.stands.Open, p.stands.Floor = false, ""
	p.link.Send(p.stands)
	p.move(d.between(12*time.Second, 25*time.Second), func() { p.stands.Open, p.stands.Floor = true, h.Floor })
}

// move ends a movement after a while, and says so; one that begins meanwhile
// takes its place.
func (p *Passage) move(after time.Duration, end func()) {
	p.moves++
	nth := p.moves
	p.stage.After(after, func() {
		if nth == p.moves {
			end()
			p.link.Send(p.stands)
		}
	})
}
