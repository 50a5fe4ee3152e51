package robotlink

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/wire/device"
)

func (w *world) lockerPeer() *peer { w.Helper(); return w.dial("/v1/device/ws", "linli_l1_s") }

func hello(cs ...device.Compartment) device.Hello {
	return device.Hello{Device: "L1", Kind: device.KindLocker, Protocol: 1, Compartments: cs}
}

var (
	shut = device.Compartment{ID: "1", Closed: true}
	open = device.Compartment{ID: "1"}
	full = device.Compartment{ID: "1", Closed: true, Occupied: true}
)

// greet says hello and takes the welcome.
func (p *peer) greet(cs ...device.Compartment) {
	p.Helper()
	p.tell(hello(cs...))
	if f, ok := p.frame().(device.Welcome); !ok || f.Scale != 1 || f.Now == 0 {
		p.Fatalf("%+v", f)
	}
}

func (p *peer) nextOpen(purpose device.Purpose) device.Open {
	p.Helper()
	f, ok := p.frame().(device.Open)
	if !ok || f.Compartment != "1" || f.Purpose != purpose || f.ID == "" {
		p.Fatalf("%+v", f)
	}
	return f
}

var deposit = dispatch.OpenDoor{Bank: "L1", Compartment: "1", Order: "o1", Deposit: true}

func TestDeposit(t *testing.T) {
	w := newWorld(t, nil)
	p := w.lockerPeer()
	p.greet(shut, device.Compartment{ID: "2", Closed: true, Jammed: true})
	w.untilTold("bank:true", "1:closed=true,occupied=false,jammed=false", "2:closed=true,occupied=false,jammed=true")
	p.tell(device.Ping{ID: "7"})
	if f := p.frame(); f != (device.Pong{ID: "7"}) {
		t.Errorf("%+v", f)
	}
	w.decide(nil, deposit)
	cmd := p.nextOpen(device.Deposit)
	if again := p.nextOpen(device.Deposit); again != cmd { // no answer: the same again
		t.Errorf("%+v after %+v", again, cmd)
	}
	p.tell(device.Done{ID: cmd.ID})
	p.tell(device.Report{Compartment: "1"})
	p.tell(device.Report{Compartment: "1", Closed: true, Occupied: true})
	w.untilTold("bank:true", "1:closed=true,occupied=false,jammed=false", "2:closed=true,occupied=false,jammed=true",
		"1:closed=false,occupied=false,jammed=false", "1:closed=true,occupied=true,jammed=false")
}

func TestClosedBeforeOpeningIsNotTheEnd(t *testing.T) {
	w := newWorld(t, nil)
	w.decide(nil, deposit) // while the locker is away
	p := w.lockerPeer()
	p.greet(shut)
	cmd := p.nextOpen(device.Deposit)
	p.tell(device.Report{Compartment: "1", Closed: true})
	w.untilTold("bank:true") // closed, but not yet opened
	p.ws.Close()
	w.untilTold("bank:true", "bank:false")
	q := w.lockerPeer()
	q.greet(full) // opened and used while we did not see
	if again := q.nextOpen(device.Deposit); again != cmd {
		t.Errorf("%+v after %+v", again, cmd)
	}
	q.tell(device.Done{ID: cmd.ID})
	q.tell(device.Report{Compartment: "1", Closed: true, Occupied: true})
	w.untilTold("bank:true", "bank:false", "bank:true", "1:closed=true,occupied=true,jammed=false")
}

func TestSeenOpenIsAsGoodAsDone(t *testing.T) {
	w := newWorld(t, nil)
	p := w.lockerPeer()
	p.greet(shut)
	w.decide(nil, deposit)
	p.nextOpen(device.Deposit)
	p.ws.Close()
	q := w.lockerPeer()
	q.greet(open)
	q.tell(device.Report{Compartment: "1", Closed: true, Occupied: true})
	w.untilTold("bank:true", "1:closed=true,occupied=false,jammed=false",
		"1:closed=false,occupied=false,jammed=false", "1:closed=true,occupied=true,jammed=false")
}

func TestJam(t *testing.T) {
	w := newWorld(t, nil)
	p := w.lockerPeer()
	p.greet(shut)
	w.decide(nil, deposit)
	cmd := p.nextOpen(device.Deposit)
	p.tell(device.Failed{ID: cmd.ID, Code: device.CodeJam, Detail: "bolt"})
	w.untilTold("bank:true", "1:closed=true,occupied=false,jammed=false", "1:closed=true,occupied=false,jammed=true")
	p.hush(100 * time.Millisecond)
}

func TestBusyBankIsAskedAgain(t *testing.T) {
	w := newWorld(t, nil)
	p := w.lockerPeer()
	p.greet(shut)
	w.decide(nil, dispatch.OpenDoor{Bank: "L1", Compartment: "1", Order: "o1"})
	cmd := p.nextOpen(device.Collect)
	p.tell(device.Failed{ID: cmd.ID, Code: device.CodeBusy})
	for p.nextOpen(device.Collect).ID == cmd.ID {
	}
}

func TestDoorThatNobodyOpens(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Door = 100 * time.Millisecond })
	p := w.lockerPeer()
	p.greet(shut)
	w.decide(nil, deposit)
	p.nextOpen(device.Deposit)
	p.tell(device.Report{Compartment: "1", Closed: true})
	const s = "1:closed=true,occupied=false,jammed=false"
	w.untilTold("bank:true", s, s) // held back, told once the door is given up
	p.hush(100 * time.Millisecond)
}

func TestErrandThatWentAnotherWay(t *testing.T) {
	w := newWorld(t, nil)
	w.decide(nil, deposit)
	w.decide(nil, dispatch.CompartmentMoved{Bank: "L1", Compartment: "1", Verb: fleet.Release, To: fleet.Free})
	p := w.lockerPeer()
	p.greet(shut)
	p.silent(100 * time.Millisecond)
}

func TestLockersThatAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	p := w.lockerPeer()
	h := hello(shut)
	h.Device = "L2"
	p.tell(h)
	p.ended(closeRefused, "L2")
	q := w.lockerPeer()
	q.tell(device.Ping{})
	q.ended(closeRefused, "before hello")
	r := w.lockerPeer()
	for range badLimit {
		r.write([]byte(`{"type":"sesame"}`))
	}
	r.ended(closeRefused, "sesame")
	if len(w.told()) != 0 {
		t.Errorf("%q", w.told())
	}
}

func TestLockerGrace(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Grace = func() time.Duration { return 200 * time.Millisecond } })
	p := w.lockerPeer()
	p.greet(shut)
	const s = "1:closed=true,occupied=false,jammed=false"
	w.untilTold("bank:true", s)
	p.ws.Close()
	q := w.lockerPeer()
	q.greet(shut) // every compartment is told again, the link is not
	w.untilTold("bank:true", s, s)
	w.quiet("a lost link", 250*time.Millisecond, func() bool { return len(w.told()) != 3 })
	if w.server.Counts().Lockers != 1 {
		t.Errorf("%+v", w.server.Counts())
	}
}
