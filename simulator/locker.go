package simulator

import (
	"fmt"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/wire/device"
)

// DeviceLink carries a device's frames to the server.
type DeviceLink interface {
	Send(device.FromDevice)
}

// Locker is the controller of a bank of compartments, with whoever stands
// before it: an open door is used for what it was opened for, and closed.
type Locker struct {
	ID string

	seed uint64
	jams float64

	jamsOnce bool // the next door that is to open does not
	stage    Stage
	link     DeviceLink
	doors    []device.Compartment
	typed    int
	done     map[string]bool // commands that were carried out: a resent one opens nothing
}

func newLocker(seed uint64, jams float64, b fleet.Bank) *Locker {
	l := &Locker{ID: b.ID, seed: seed, jams: jams, done: map[string]bool{}}
	for _, c := range b.Compartments {
		l.doors = append(l.doors, device.Compartment{
			ID: c.ID, Capacity: device.Capacity(c.Capacity), Closed: true,
		})
	}
	return l
}

// PowerUp connects the locker.
func (l *Locker) PowerUp(stage Stage, link DeviceLink) {
	l.stage, l.link = stage, link
	l.Greet()
}

// Greet says who the locker is and how its doors stand: the first frame of
// every connection.
func (l *Locker) Greet() {
	l.link.Send(device.Hello{
		Device: l.ID, Kind: device.KindLocker, Protocol: device.Protocol,
		Compartments: append([]device.Compartment(nil), l.doors...),
	})
}

// Type is somebody at the keypad.
func (l *Locker) Type(code string) {
	l.typed++
	l.link.Send(device.Code{ID: fmt.Sprintf("%s-code-%d", l.ID, l.typed), Code: code})
}

// Hear takes a frame of the server.
func (l *Locker) Hear(f device.FromServer) {
	if o, ok := f.(device.Open); ok {
		l.open(o)
	}
}

func (l *Locker) open(o device.Open) {
	i := l.door(o.Compartment)
	if i < 0 {
		l.link.Send(device.Failed{ID: o.ID, Code: device.CodeUnknown})
		return
	}
	c := &l.doors[i]
	if l.done[o.ID] {
		l.link.Send(device.Done{ID: o.ID})
		l.report(i)
		return
	}
	d := roll(l.seed, "door", l.ID, o.Compartment, o.ID)
	if c.Jammed || d.chance(l.jams) || l.jamsOnce {
		l.jamsOnce = false
		l.jam(i, o.ID)
		return
	}
	l.done[o.ID] = true
	if !c.Closed {
		l.link.Send(device.Done{ID: o.ID})
		l.report(i)
		return
	}
	c.Closed = false
	l.link.Send(device.Done{ID: o.ID})
	l.report(i)
	l.stage.After(d.between(12*time.Second, 30*time.Second), func() {
		c.Closed, c.Occupied = true, o.Purpose == device.Deposit
		l.report(i)
	})
}

func (l *Locker) jam(i int, command string) {
	l.doors[i].Jammed = true
	l.link.Send(device.Failed{ID: command, Code: device.CodeJam, Detail: "the latch does not move"})
	l.report(i)
	l.stage.After(40*time.Minute, func() {
		l.doors[i].Jammed = false
		l.report(i)
	})
}

func (l *Locker) door(id string) int {
	for i := range l.doors {
		if l.doors[i].ID == id {
			return i
		}
	}
	return -1
}

func (l *Locker) report(i int) {
	c := l.doors[i]
	l.link.Send(device.Report{Compartment: c.ID, Closed: c.Closed, Occupied: c.Occupied, Jammed: c.Jammed})
}
