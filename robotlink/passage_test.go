package robotlink

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/wire/device"
)

// lift is the scripted controller of lift L1, whose key is the locker's.
func (w *world) lift(s device.Stands) *peer {
	w.Helper()
	p := w.dial("/v1/device/ws", "linli_l1_s")
	p.tell(device.Hello{Device: "L1", Kind: device.KindLift, Protocol: device.Protocol, Stands: &s})
	if _, ok := p.frame().(device.Welcome); !ok {
		w.Fatal("no welcome")
	}
	return p
}

// want has the engine want the lift for a robot on a floor.
func (w *world) want(robot, floor string) {
	q := fleet.Passage{ID: "L1", Kind: fleet.LiftPassage, Robot: robot, Want: floor}
	w.decide(func(s *dispatch.State) {
		s.Banks.Delete("L1")
		s.Passages.Put(q.ID, q)
	}, dispatch.PassagePut{Passage: q, Why: "wanted"})
}

// hold takes the next hold, and letGo the next end of one; each comes again
// until the lift says that it stands so.
func (p *peer) hold(session, floor string) string {
	p.Helper()
	for {
		switch f := p.frame().(type) {
		case device.Hold:
			if f.Session == session && f.Floor == floor {
				return f.ID
			}
		case device.LetGo:
		}
	}
}

func (p *peer) letGo(session string) {
	p.Helper()
	for {
		if f, ok := p.frame().(device.LetGo); ok && f.Session == session {
			return
		}
	}
}

func (w *world) stood() (last dispatch.PassageReport, link []bool) {
	w.engine.mu.Lock()
	defer w.engine.mu.Unlock()
	for _, e := range w.engine.events {
		switch e := e.(type) {
		case dispatch.PassageReport:
			last = e
		case dispatch.PassageLink:
			link = append(link, e.Linked)
		}
	}
	return last, link
}

func TestLiftIsHeldAndLetGo(t *testing.T) {
	w := newWorld(t, nil)
	w.want("", "")
	p := w.lift(device.Stands{Floor: "0"})
	w.want("R1", "0")
	id := p.hold("R1", "0")
	p.tell(device.Failed{ID: id, Code: device.CodeBusy})
	if again := p.hold("R1", "0"); again == id {
		if again = p.hold("R1", "0"); again == id {
			t.Error("it failed, and the same command comes again")
		}
	}
	p.tell(device.Stands{Open: true, Floor: "0", Session: "R1"})
	w.until("the engine knows", func() bool {
		s, _ := w.stood()
		return s == dispatch.PassageReport{Passage: "L1", Open: true, Floor: "0", Holds: "R1"}
	})
	w.want("R1", "2")
	p.hold("R1", "2")
	p.tell(device.Stands{Floor: "", Session: "R1"})
	p.hold("R1", "2") // nothing shows yet: again
	p.tell(device.Stands{Open: true, Floor: "2", Session: "R1"})
	w.want("", "")
	p.letGo("R1")
	p.tell(device.Stands{Floor: "2"})
	w.until("it stands free", func() bool { s, _ := w.stood(); return s.Holds == "" && s.Floor == "2" })
	p.hush(100 * time.Millisecond)
	if n := w.server.Counts(); n.Passages != 1 || n.Bad != 0 {
		t.Errorf("%+v", n)
	}
}

// A hold that is left over from before a restart is nobody's, and let go before
// another begins; a lift that comes back hears again what is wanted.
func TestOrphanHoldIsLetGo(t *testing.T) {
	w := newWorld(t, nil)
	w.want("", "")
	p := w.lift(device.Stands{Open: true, Floor: "0", Session: "R9"})
	p.letGo("R9")
	w.want("R1", "1")
	p.letGo("R9")
	p.tell(device.Stands{Floor: "0"})
	p.hold("R1", "1")
	p.ws.Close()
	w.until("its link is lost", func() bool { _, l := w.stood(); return len(l) == 2 && !l[1] })
	p = w.lift(device.Stands{Floor: "0"})
	p.hold("R1", "1")
}

func TestLiftThatIsNone(t *testing.T) {
	w := newWorld(t, nil)
	w.want("", "")
	p := w.dial("/v1/device/ws", "linli_l1_s")
	p.tell(device.Hello{Device: "L1", Kind: device.KindGate, Protocol: device.Protocol, Stands: &device.Stands{}})
	p.ended(closeRefused, "registered as a lift")
	x := w.dial("/v1/device/ws", "linli_x9_s")
	x.ended(closeUnknown, "no locker, gate or lift")
}
