package simulator

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// History is what a recorded day tells a what-if: what people and weather did
// on their own, kept event by event, and how people behaved towards the plan,
// kept as samples. Feed it the steps of a Replay.
type History struct {
	Kept  int // events that a what-if repeats as recorded
	Staff int // decisions of staff, which answered the recorded plan: not repeated

	events []kept
	start  clock.Instant
	end    clock.Instant
	city   string
	fit    behaviour

	courierSeen map[fleet.WorkerID]bool
	machines    map[fleet.WorkerID]dispatch.RobotReport
	offers      map[string]clock.Instant
	legs        map[fleet.WorkerID]leg
	phases      map[missions.ID][]phase
	ready       map[orders.ID]clock.Instant
	inLocker    map[orders.ID]clock.Instant
	begun       map[orders.ID]visit
}

// visit is a visit whose work has begun.
type visit struct {
	since   clock.Instant
	planned time.Duration
}

// kept is an event that happens again at its time.
type kept struct {
	at    clock.Instant
	event dispatch.Event
}

// leg is a courier's way to the stop that is next.
type leg struct {
	key    string
	since  clock.Instant
	travel time.Duration // as planned
}

// phase is when a load of a robot's mission came to where it is.
type phase struct {
	order  string
	is     missions.Phase
	since  clock.Instant
	unlock clock.Instant
}

// NewHistory returns an empty history.
func NewHistory() *History {
	return &History{
		courierSeen: map[fleet.WorkerID]bool{}, machines: map[fleet.WorkerID]dispatch.RobotReport{},
		offers: map[string]clock.Instant{}, legs: map[fleet.WorkerID]leg{}, phases: map[missions.ID][]phase{},
		ready: map[orders.ID]clock.Instant{}, inLocker: map[orders.ID]clock.Instant{},
		begun: map[orders.ID]visit{},
	}
}

// City returns the hash of the city file of the recorded day.
func (h *History) City() string { return h.city }

// Take takes down a step.
func (h *History) Take(st Step) {
	at := st.Record.At
	if h.start == 0 {
		h.start = at
	}
	h.end, h.city = at, st.State.City
	h.keep(at, st.Event.Event)
	h.learnEvent(at, st)
	for _, d := range st.Decisions {
		h.learn(at, d)
	}
}

// keep keeps an event that did not follow from the plan.
func (h *History) keep(at clock.Instant, e dispatch.Event) {
	switch e := e.(type) {
	case dispatch.RegisterProvider, dispatch.RegisterCourier, dispatch.RegisterRobot, dispatch.RegisterBank,
		dispatch.PauseProvider, dispatch.AskQuote, dispatch.PlaceOrder, dispatch.Prepare, dispatch.RefuseItem,
		dispatch.CancelOrder, dispatch.CourierOnline, dispatch.CourierOffline, dispatch.BankLink, dispatch.Settle:
		h.add(at, e)
	case dispatch.RobotReport:
		was, known := h.machines[e.Robot]
		if !known || was.Linked != e.Linked || was.Faulty != e.Faulty || was.Manual != e.Manual {
			h.add(at, e)
		}
		h.machines[e.Robot] = e
	case dispatch.CourierOut:
		if e.By.Role == orders.Staff {
			h.Staff++
			return
		}
		h.add(at, e)
	case dispatch.AssignOrder, dispatch.HoldOrder, dispatch.SetOutcome, dispatch.ReturnOrder:
		h.Staff++
	}
}

func (h *History) add(at clock.Instant, e dispatch.Event) {
	h.events = append(h.events, kept{at, e})
	h.Kept++
}

// learnEvent learns from what couriers and residents did.
func (h *History) learnEvent(at clock.Instant, st Step) {
	for _, d := range st.Decisions {
		if _, no := d.(dispatch.Rejected); no {
			return
		}
	}
	switch e := st.Event.Event.(type) {
	case dispatch.PickUpOrder:
		h.stop(at, e.Courier, string(e.Order)+"/"+string(fleet.Pickup), e.Order)
	case dispatch.DeliverOrder:
		h.fit.handed++
		h.stop(at, e.Courier, string(e.Order)+"/"+string(fleet.Delivery), "")
	case dispatch.AttendVisit:
		h.attended(at, e, st.State)
	case dispatch.FailOrder:
		if visited(st.Decisions) {
			h.fit.rung++
			h.fit.unopened++
			return
		}
		h.fit.handed++
		h.fit.failed++
	case dispatch.HandBack:
		h.fit.givenBack++
	case dispatch.Collect:
		if put, ok := h.inLocker[e.Order]; ok {
			h.fit.collect = append(h.fit.collect, at.Sub(put))
			delete(h.inLocker, e.Order)
		}
	}
}

// attended learns how long visits take, beside what was planned.
func (h *History) attended(at clock.Instant, e dispatch.AttendVisit, s *dispatch.State) {
	switch e.Verb {
	case orders.Start:
		if o := s.Orders.Get(e.Order); o != nil && o.ServedAt == at {
			h.fit.rung++
			h.begun[e.Order] = visit{at, o.Call.Duration}
		}
	case orders.Finish:
		if v, ok := h.begun[e.Order]; ok {
			h.fit.work = append(h.fit.work, float64(at.Sub(v.since))/float64(v.planned))
			delete(h.begun, e.Order)
		}
	}
}

// visited reports whether decisions move a visit.
func visited(ds []dispatch.Decision) bool {
	for _, d := range ds {
		if d, ok := d.(dispatch.OrderMoved); ok && d.Move.Track == orders.Visiting {
			return true
		}
	}
	return false
}

// stop learns how long a leg and its stop took. One that had to wait for the
// goods says how long they took to change hands once they were ready.
func (h *History) stop(at clock.Instant, c fleet.WorkerID, key string, pickup orders.ID) {
	l, ok := h.legs[c]
	if !ok || l.key != key {
		return
	}
	took := at.Sub(l.since)
	if ready := h.ready[pickup]; pickup != "" && ready > l.since.Add(l.travel) {
		h.fit.waited = append(h.fit.waited, at.Sub(ready))
		return
	}
	if took > 0 && took < time.Hour {
		h.fit.stops = append(h.fit.stops, sample{travel: l.travel, took: took, pickup: pickup != ""})
	}
}

// learn learns from what was decided.
func (h *History) learn(at clock.Instant, d dispatch.Decision) {
	switch d := d.(type) {
	case dispatch.OfferPut:
		h.offers[d.Offer.ID] = at
	case dispatch.OfferGone:
		h.fit.answer(d.Outcome, at.Sub(h.offers[d.Offer]))
		delete(h.offers, d.Offer)
	case dispatch.CourierPut:
		h.route(at, &d.Courier)
	case dispatch.OrderMoved:
		switch d.Move.To {
		case orders.Ready:
			h.ready[d.Order] = at
		case orders.InLocker:
			h.inLocker[d.Order] = at
		case orders.Delivered, orders.Failed, orders.Cancelled:
			delete(h.ready, d.Order)
			delete(h.inLocker, d.Order)
		}
	case dispatch.MissionPut:
		h.mission(at, &d.Mission)
	case dispatch.UnlockHold:
		for i, p := range h.phases[d.Mission] {
			if p.order == string(d.Order) && p.unlock == 0 {
				h.fit.down = append(h.fit.down, at.Sub(p.since))
				h.phases[d.Mission][i].unlock = at
			}
		}
	case dispatch.MissionGone:
		for _, p := range h.phases[d.Mission] {
			h.noShow(p)
		}
		delete(h.phases, d.Mission)
	}
}

// route notes when a courier set out for the next stop.
func (h *History) route(at clock.Instant, c *fleet.Courier) {
	if len(c.Route) == 0 {
		delete(h.legs, c.ID)
		return
	}
	next := c.Route[0]
	l := leg{key: next.Order + "/" + string(next.Kind), since: at, travel: next.Travel}
	if was := h.legs[c.ID]; was.key == l.key && was.travel == l.travel {
		return
	}
	h.legs[c.ID] = l
}

// mission learns how fast robots are, and how long they stand.
func (h *History) mission(at clock.Instant, m *missions.Mission) {
	known := h.phases[m.ID]
	if known == nil {
		for _, l := range m.Loads {
			known = append(known, phase{order: l.Order, is: l.Phase, since: at})
		}
		h.phases[m.ID] = known
	}
	for i, l := range m.Loads {
		was := known[i]
		if was.is == l.Phase {
			continue
		}
		took := at.Sub(was.since)
		switch {
		case was.is == missions.ToPickup && l.Phase == missions.Loading && first(m) == l.Order:
			h.fit.drive(m, missions.PickNode, took)
		case was.is == missions.Loading && l.Phase == missions.ToHandoff:
			h.fit.load = append(h.fit.load, at.Sub(max(was.since, h.ready[orders.ID(l.Order)])))
		case was.is == missions.Unloading && l.Phase == missions.Done:
			h.fit.robotDoors++
			if was.unlock != 0 {
				h.fit.unload = append(h.fit.unload, at.Sub(was.unlock))
			}
		case l.Phase == missions.Aborted:
			h.noShow(was)
		}
		known[i] = phase{order: l.Order, is: l.Phase, since: at}
	}
}

// noShow counts a wait for a resident that nobody ended.
func (h *History) noShow(p phase) {
	if p.is != missions.Unloading { // else it is done, and was counted
		return
	}
	h.fit.robotDoors++
	if p.unlock == 0 {
		h.fit.noShows++
	}
}

// first returns whose goods a mission fetches first.
func first(m *missions.Mission) string {
	for i := range m.Nodes {
		if m.Nodes[i].Action != "" {
			return m.Nodes[i].Order
		}
	}
	return ""
}

// metresTo is the length of a mission's way up to the end of its errand.
func metresTo(m *missions.Mission, errand string) float64 {
	far := 0.0
	for i := 1; i < len(m.Nodes); i++ {
		far += geo.Distance(m.Nodes[i-1].Point, m.Nodes[i].Point)
		if m.Nodes[i].Action == errand {
			break
		}
	}
	return far
}
