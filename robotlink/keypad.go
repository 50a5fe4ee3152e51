package robotlink

import (
	"context"
	"crypto/subtle"
	"path"
	"slices"
	"time"

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

// keypad is where residents type at a bank.
type keypad struct {
	busy  bool // a code is being looked at
	wrong int  // in a row
	rests time.Time
}

// passes lists what opens the doors of a bank while its link is away: for each
// order in it the digest of its digits, as long as it may stay.
func (s *Server) passes(st *dispatch.State, bank string) []device.Pass {
	b := st.Banks.Get(bank)
	if b == nil || s.cfg.Pepper == nil {
		return nil
	}
	list := []device.Pass{}
	for i := range b.Compartments {
		id := orders.ID(b.Compartments[i].Order)
		until := st.Timers.Get("collect/" + string(id))
		if b.Compartments[i].State != fleet.Occupied || until == nil {
			continue
		}
		list = append(list, device.Pass{
			Compartment: b.Compartments[i].ID, Salt: string(id), Until: *until,
			Digest: device.DigestOf(string(id), s.cfg.Pepper.PIN(id)),
		})
	}
	return list
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
	var found []dispatch.Collect
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

// openedBy returns the orders whose doors in a bank a code opens, and the doors.
func (s *Server) openedBy(st *dispatch.State, bank string, c device.Code) (found []dispatch.Collect, doors []string) {
	b := st.Banks.Get(bank)
	if b == nil {
		return nil, nil
	}
	tracked, scanned := s.cfg.Pepper.Tracked(path.Base(c.Code))
	for i := range b.Compartments {
		door := &b.Compartments[i]
		o := st.Orders.Get(orders.ID(door.Order))
		if o == nil || o.Carriage != orders.InLocker || c.Compartment != "" && c.Compartment != door.ID {
			continue
		}
		pin := s.cfg.Pepper.PIN(o.ID)
		if scanned && tracked == o.ID || !scanned && subtle.ConstantTimeCompare([]byte(pin), []byte(c.Code)) == 1 {
			found = append(found, dispatch.Collect{Order: o.ID, Proof: s.cfg.Pepper.Proof(o.ID, pin)})
			doors = append(doors, door.ID)
		}
	}
	return found, doors
}
