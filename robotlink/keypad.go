package robotlink

import (
	"context"
	"crypto/subtle"
	"path"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/wire/device"
)

// Wrong codes in a row at one bank, until its keypad rests.
const (
	wrongCodes = 5
	keypadRest = time.Minute
)

// keypad is where residents type at a bank, and merchants who bring goods.
type keypad struct {
	busy  bool // a code is being looked at
	wrong int  // in a row
	rests time.Time
}

// passes lists what opens the doors of a bank while its link is away: for each
// order in it the digest of its digits, as long as it may stay; for each that a
// merchant is to put in, that of its code, as long as the compartment is kept.
func (s *Server) passes(st *dispatch.State, bank string) []device.Pass {
	b := st.Banks.Get(bank)
	if b == nil || s.cfg.Pepper == nil {
		return nil
	}
	list := []device.Pass{}
	for i := range b.Compartments {
		c := &b.Compartments[i]
		id := orders.ID(c.Order)
		o, collect := st.Orders.Get(id), st.Timers.Get("collect/"+string(id))
		switch {
		case c.State == fleet.Occupied && collect != nil:
			list = append(list, passFor(c.ID, id, s.cfg.Pepper.PIN(id), *collect))
		case c.State == fleet.Reserved && o != nil && o.Berth != nil:
			list = append(list, passFor(c.ID, id, s.cfg.Pepper.DepositCode(id), o.Berth.Until))
		}
	}
	return list
}

func passFor(compartment string, id orders.ID, code string, until clock.Instant) device.Pass {
	return device.Pass{Compartment: compartment, Salt: string(id), Until: until, Digest: device.DigestOf(string(id), code)}
}

// know keeps what opens the doors, and tells the locker when that has changed.
func (l *locker) know(passes []device.Pass) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if passes == nil || slices.Equal(l.passes, passes) {
		return
	}
	l.passes = passes
	if l.conn != nil && l.greeted {
		l.send(device.Codes{Codes: passes})
	}
}

// typed takes a code. It is looked up beside the session: the engine may not
// be asked under the lock.
func (l *locker) typed(c device.Code) {
	k, now := &l.keypad, time.Now()
	if rest := k.rests.Sub(now); rest > 0 {
		l.send(device.Verdict{ID: c.ID, Refused: device.CodeLater, Wait: int(rest/time.Second) + 1})
		return
	}
	if l.srv.cfg.Pepper == nil || k.busy || !l.srv.work(func(ctx context.Context) { l.lookUp(ctx, c) }) {
		l.send(device.Verdict{ID: c.ID, Refused: device.CodeLater, Wait: 1})
		return
	}
	k.busy = true
}

// lookUp finds what a code opens, and answers it.
func (l *locker) lookUp(ctx context.Context, c device.Code) {
	ctx, cancel := context.WithTimeout(ctx, l.srv.cfg.Ask)
	defer cancel()
	var found []dispatch.Event
	var doors []string
	err := l.srv.parts.Engine.View(ctx, func(st *dispatch.State) { found, doors = l.srv.openedBy(st, l.id, c) })

	l.mu.Lock()
	defer l.mu.Unlock()
	k := &l.keypad
	k.busy = false
	v := device.Verdict{ID: c.ID}
	switch {
	case err != nil:
		v.Refused, v.Wait = device.CodeLater, 1
	case len(found) > 1:
		v.Refused = device.CodeWhich
	case len(found) == 1:
		k.wrong, v.Compartment = 0, doors[0]
		l.intake.add(found[0])
	default:
		v.Refused = device.CodeWrong
		if k.wrong++; k.wrong >= wrongCodes {
			k.wrong, k.rests = 0, time.Now().Add(keypadRest)
			v.Wait = int(keypadRest / time.Second)
			l.srv.log.Warn("wrong codes at a locker", "machine", l.id)
		}
	}
	l.send(v)
}

// openedBy returns what a code asks for at a bank, and at which doors.
func (s *Server) openedBy(st *dispatch.State, bank string, c device.Code) (found []dispatch.Event, doors []string) {
	b := st.Banks.Get(bank)
	if b == nil {
		return nil, nil
	}
	for i := range b.Compartments {
		door := &b.Compartments[i]
		o := st.Orders.Get(orders.ID(door.Order))
		if o == nil || c.Compartment != "" && c.Compartment != door.ID {
			continue
		}
		if e := s.askedFor(o, c.Code); e != nil {
			found, doors = append(found, e), append(doors, door.ID)
		}
	}
	return found, doors
}

// askedFor returns what a code asks for of an order with a compartment, or nil:
// its goods, or that they be let in.
func (s *Server) askedFor(o *orders.Order, code string) dispatch.Event {
	p := s.cfg.Pepper
	same := func(digits string) bool { return subtle.ConstantTimeCompare([]byte(digits), []byte(code)) == 1 }
	tracked, scanned := p.Tracked(path.Base(code))
	switch {
	case o.Carriage == orders.InLocker && (scanned && tracked == o.ID || same(p.PIN(o.ID))):
		return dispatch.Collect{Order: o.ID, Proof: p.Proof(o.ID, p.PIN(o.ID))}
	case o.Berth != nil && same(p.DepositCode(o.ID)):
		return dispatch.PutIn{Order: o.ID, Proof: p.Proof(o.ID, code)}
	}
	return nil
}
