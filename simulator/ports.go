package simulator

import (
	"fmt"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
	"github.com/linli/linli/wire/device"
	"github.com/linli/linli/wire/vda5050"
)

// lag is how long a message travels, either way.
const lag = 100 * time.Millisecond

// ports carry what actors and a zone in this process tell each other: the
// messages of the wire, without a wire. What is told reaches its hearer on the
// stage, a moment later.
type ports struct {
	stage  Stage
	submit func(dispatch.Event) shell.Reply
	status func(dispatch.Published) // what everybody is told of an order
	chart  vda5050.Chart
	speeds vda5050.Speeds
	pepper orders.Pepper

	couriers map[fleet.WorkerID]*Courier
	robots   map[string]*robotPort
	lockers  map[string]*Locker
	passages map[string]*Passage
	wanted   map[string]fleet.Passage // of each passage, the last that was decided
	doors    int
	codes    map[string]orders.ID // with which merchants open compartments
}

func newPorts(chart vda5050.Chart, speeds vda5050.Speeds, pepper orders.Pepper) ports {
	return ports{
		chart: chart, speeds: speeds, pepper: pepper,
		couriers: map[fleet.WorkerID]*Courier{}, robots: map[string]*robotPort{}, lockers: map[string]*Locker{},
		passages: map[string]*Passage{}, wanted: map[string]fleet.Passage{}, codes: map[string]orders.ID{},
	}
}

// deliver tells actors what was decided. It may be called from the loop's own
// goroutine.
func (p *ports) deliver(s *dispatch.State, ds []dispatch.Decision) {
	for _, o := range courier.Batch(s, ds) {
		p.stage.After(lag, func() {
			if c := p.couriers[o.Courier]; c != nil {
				c.Hear(o.Message)
			}
		})
	}
	for _, dec := range ds {
		switch dec := dec.(type) {
		case dispatch.Published:
			p.stage.After(lag, func() { p.status(dec) })
		case dispatch.RobotPut:
			if dec.Why == dispatch.RobotPaused || dec.Why == dispatch.RobotResumed {
				p.stage.After(lag, func() { p.steer(dec) })
			}
		case dispatch.MissionPut, dispatch.MissionGone, dispatch.UnlockHold:
			p.stage.After(lag, func() { p.steer(dec) })
		case dispatch.OpenDoor:
			p.stage.After(lag, func() { p.open(dec) })
		case dispatch.PassagePut:
			if dec.Why == "wanted" {
				p.stage.After(lag, func() { p.summon(dec.Passage) })
			}
		}
	}
}

func (p *ports) limited(o vda5050.Order, m *missions.Mission) vda5050.Order {
	o.Limit(m, p.speeds)
	return o
}

// steer tells a robot what was decided of its mission.
func (p *ports) steer(dec dispatch.Decision) {
	switch dec := dec.(type) {
	case dispatch.MissionPut:
		r, m := p.robots[dec.Mission.Robot], dec.Mission
		switch {
		case r == nil:
		case dec.Why == "sent":
			r.robot.Take(p.limited(vda5050.OrderFor(m, p.chart[0]), &m))
		case dec.Why == "released":
			r.robot.Take(p.limited(vda5050.PartFor(m, m.UpdateID, 0, p.chart[0]), &m))
		case dec.Why == dispatch.RobotSkips:
			r.robot.Do(vda5050.SkipFor(m.ID, string(dec.Order)))
		}
	case dispatch.MissionGone:
		if r := p.robots[dec.Robot]; r != nil && dec.Recall {
			r.robot.Do(vda5050.CancelFor(dec.Mission))
		}
	case dispatch.RobotPut:
		if r := p.robots[string(dec.Robot.ID)]; r != nil {
			kind := vda5050.ActionResume
			if dec.Robot.Halted() {
				kind = vda5050.ActionPause
			}
			r.unlocks++
			r.robot.Do(vda5050.RequestFor(kind, int64(r.unlocks)))
		}
	case dispatch.UnlockHold:
		if r := p.robots[dec.Robot]; r != nil {
			r.unlocks++
			r.robot.Do(vda5050.UnlockFor(dec.Mission, string(dec.Order), dec.Compartment, r.unlocks))
		}
	}
}

func (p *ports) open(dec dispatch.OpenDoor) {
	p.doors++
	if l := p.lockers[dec.Bank]; l != nil {
		l.Hear(device.OpenFor(fmt.Sprintf("open-%d", p.doors), dec))
	}
}

// summon tells a gate or a lift for whom it is to stand open.
func (p *ports) summon(want fleet.Passage) {
	x := p.passages[want.ID]
	if x == nil {
		return
	}
	p.wanted[want.ID] = want
	p.doors++
	id := fmt.Sprintf("hold-%d", p.doors)
	if held := x.stands.Session; held != "" && held != want.Robot {
		x.Hear(device.LetGo{ID: id, Session: held})
	}
	if want.Robot != "" {
		x.Hear(device.Hold{ID: id, Session: want.Robot, Floor: want.Want})
	}
}

// radio carries a courier's messages.
type radio struct {
	ports *ports
	id    fleet.WorkerID
	sieve *fleet.Sieve
}

// Send implements Radio.
func (r radio) Send(m courier.ClientMessage) {
	p := r.ports
	p.stage.After(lag, func() {
		if at, ok := m.(courier.Position); ok && !r.sieve.Pass(at.Point, p.stage.Now()) {
			return
		}
		e, err := courier.Event(r.id, m, p.pepper)
		if err != nil {
			return
		}
		p.submit(e)
	})
}

// robotPort is what a robot's session remembers.
type robotPort struct {
	ports   *ports
	robot   *Robot
	seen    vda5050.Observation
	unlocks int
}

// State implements RobotLink.
func (r *robotPort) State(st vda5050.State) {
	p := r.ports
	p.stage.After(lag, func() {
		var reports []dispatch.RobotReport
		reports, r.seen = vda5050.Observe(r.seen, st, p.chart, p.stage.Now())
		for _, e := range reports {
			p.submit(e)
		}
	})
}

// lockerPort carries a locker's frames.
type lockerPort struct {
	ports *ports
	bank  string
}

// Send implements LockerLink.
func (l lockerPort) Send(f device.FromDevice) {
	p := l.ports
	p.stage.After(lag, func() {
		switch f := f.(type) {
		case device.Hello:
			p.submit(device.LinkOf(l.bank, true))
			for _, r := range device.ReportsOf(f) {
				p.submit(r)
			}
		case device.Report:
			p.submit(device.ReportOf(l.bank, f))
		case device.Code:
			if id, known := p.codes[f.Code]; known {
				p.submit(dispatch.PutIn{Order: id, Proof: p.pepper.Proof(id, f.Code)})
			}
		}
	})
}

// passagePort carries the frames of a gate or a lift, and gives a command again
// that failed.
type passagePort struct {
	ports   *ports
	passage string
}

// Send implements DeviceLink.
func (l passagePort) Send(f device.FromDevice) {
	p := l.ports
	p.stage.After(lag, func() {
		switch f := f.(type) {
		case device.Hello:
			p.submit(dispatch.PassageLink{Passage: l.passage, Linked: true})
			p.submit(device.StandsOf(l.passage, *f.Stands))
		case device.Stands:
			p.submit(device.StandsOf(l.passage, f))
		case device.Failed:
			p.stage.After(5*time.Second, func() { p.summon(p.wanted[l.passage]) })
		}
	})
}

// Prepare implements Counter.
func (p *ports) Prepare(m circle.ProviderID, id orders.ID, v orders.Verb, readyAt clock.Instant) {
	p.submit(dispatch.Prepare{Order: id, Verb: v, By: orders.Actor{Role: orders.Merchant, ID: string(m)}, ReadyAt: readyAt})
}

// RefuseItem implements Counter.
func (p *ports) RefuseItem(m circle.ProviderID, id orders.ID, item, quantity int) {
	p.submit(dispatch.RefuseItem{Order: id, Item: item, Quantity: quantity, By: orders.Actor{Role: orders.Merchant, ID: string(m)}})
}

// Cancel implements Counter.
func (p *ports) Cancel(m circle.ProviderID, id orders.ID) {
	p.submit(dispatch.CancelOrder{Order: id, By: orders.Actor{Role: orders.Merchant, ID: string(m)}, Reason: "changed_mind"})
}

// Collect implements Counter.
func (p *ports) Collect(id orders.ID, pin string, answer func(bool)) {
	r := p.submit(dispatch.Collect{Order: id, Proof: p.pepper.Proof(id, pin)})
	answer(r.Err == nil && r.Refusal() == nil)
}

// Deposit implements Counter.
func (p *ports) Deposit(m circle.ProviderID, id orders.ID, kept func(bank, code string)) {
	code := p.pepper.DepositCode(id)
	r := p.submit(dispatch.KeepCompartment{Order: id, Proof: p.pepper.Proof(id, code), By: orders.Actor{Role: orders.Merchant, ID: string(m)}})
	if r.Err != nil {
		return
	}
	for _, d := range r.Decisions {
		if o, ok := d.(dispatch.OrderPut); ok && o.Order.Berth != nil {
			p.codes[code] = id
			kept(o.Order.Locker, code)
			return
		}
	}
}
