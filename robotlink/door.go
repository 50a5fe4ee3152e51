package robotlink

import (
	"slices"
	"strconv"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/wire/device"
)

// open asks for a door to be opened. A command for the same door that is not
// answered yet stands for both.
func (l *locker) open(o dispatch.OpenDoor) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.waiting(o.Compartment)
	if d != nil && !d.opened && d.cmd.Purpose == device.OpenFor("", o).Purpose {
		d.asked = now
	} else {
		l.remove(d)
		l.doors = append(l.doors, &door{cmd: device.OpenFor(l.name(), o), asked: now})
	}
	l.push(now)
}

// forget takes a command back: the compartment's errand went another way.
func (l *locker) forget(compartment string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.remove(l.waiting(compartment))
}

// push sends the commands that are due, and gives up those that waited too
// long.
func (l *locker) push(now time.Time) {
	for _, d := range slices.Clone(l.doors) {
		if now.Sub(d.asked) > l.srv.cfg.Door {
			l.srv.log.Warn("door was never opened", "machine", l.id, "compartment", d.cmd.Compartment)
			l.giveUp(d)
			continue
		}
		if l.conn == nil || !l.greeted || !d.pace.due(now, &l.srv.cfg) {
			continue
		}
		if d.pace.tries > 1 {
			l.srv.count.resent.Add(1)
		}
		l.send(d.cmd)
	}
}

// answered takes a done: the locker now reports the door's state.
func (l *locker) answered(id string) {
	if d := l.command(id); d != nil {
		l.remove(d)
	}
}

// failed takes a failed: a jam is the engine's to work around, a busy bank is
// asked again under another id, and anything else leaves the door as it was.
func (l *locker) failed(f device.Failed) {
	d := l.command(f.ID)
	if d == nil {
		return
	}
	l.srv.log.Warn("door did not open", "machine", l.id, "compartment", d.cmd.Compartment, "code", f.Code)
	switch f.Code {
	case device.CodeBusy:
		d.cmd.ID = l.name() // a repeated id would be answered the same
	case device.CodeJam:
		l.remove(d)
		r := l.states[d.cmd.Compartment]
		r.Bank, r.Compartment, r.Jammed = l.id, d.cmd.Compartment, true
		l.states[r.Compartment] = r
		l.intake.add(r)
	default:
		l.giveUp(d)
	}
}

// giveUp drops a command; what the locker said meanwhile stands.
func (l *locker) giveUp(d *door) {
	l.remove(d)
	if d.held != nil {
		l.intake.add(*d.held)
	}
}

func (l *locker) name() string {
	l.count++
	return l.prefix + strconv.Itoa(l.count)
}

func (l *locker) waiting(compartment string) *door {
	for _, d := range l.doors {
		if d.cmd.Compartment == compartment {
			return d
		}
	}
	return nil
}

func (l *locker) command(id string) *door {
	for _, d := range l.doors {
		if d.cmd.ID == id {
			return d
		}
	}
	return nil
}

func (l *locker) remove(d *door) {
	l.doors = slices.DeleteFunc(l.doors, func(x *door) bool { return x == d })
}
