package dispatch

import (
	"cmp"
	"slices"
	"strings"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

func (e RegisterProvider) step(t *turn) {
	p := e.Provider
	old := t.s.Providers.Get(p.ID)
	if old != nil && e.Basic {
		p.Community, p.Hours, p.Capacity, p.Area = old.Community, old.Hours, old.Capacity, old.Area
		if p.Cancel == nil {
			p.Cancel = old.Cancel
		}
	}
	if r := t.registrable(&p); r != nil {
		t.refuse(r)
		return
	}
	if old != nil {
		p.Paused = old.Paused
	}
	t.do(ProviderPut{Provider: p})
}

func (e RegisterCourier) step(t *turn) {
	if t.s.Robots.Get(e.Courier) != nil {
		t.refuse(orders.Refuse(orders.BadOrder, "", "%q is a robot's id: choose another", e.Courier))
		return
	}
	skills := slices.Compact(slices.Sorted(slices.Values(e.Skills)))
	papers, refusal := papers(skills, e.Papers)
	if refusal != nil {
		t.refuse(refusal)
		return
	}
	c := fleet.Courier{ID: e.Courier}
	if old := t.s.Couriers.Get(e.Courier); old != nil && !broken(courierKept) {
		c = *old
		if load := t.s.load(old); load.Grams > e.Capacity.Grams || load.Millis > e.Capacity.Millis {
			t.refuse(orders.Refuse(orders.WorkerBusy, "", "%s has %d g and %d ml on board: take capacity away once they are delivered", c.ID, load.Grams, load.Millis))
			return
		}
	}
	c.Profile, c.Capacity, c.Skills, c.Papers, c.Limit = e.Profile, e.Capacity, skills, papers, max(0, cmp.Or(e.Limit, t.s.Policy.WorkLimit))
	for _, stop := range c.Route {
		if o := t.s.Orders.Get(orders.ID(stop.Order)); o.Call != nil && !c.Can(o.Call.Skills, o.Call.Ends()) {
			t.refuse(orders.Refuse(orders.WorkerBusy, o.ID, "%s has a visit that asks for %v until %s: take skills away once it is done", c.ID, o.Call.Skills, o.Call.Ends()))
			return
		}
	}
	t.limited(&c)
	t.do(CourierPut{Courier: c, Why: "registered"})
	if c.Online {
		t.reconsider(&c)
		t.wanted = true
	}
	if f := t.s.Offers.Get(c.Offer); f != nil {
		if o := t.s.Orders.Get(f.Order); o.Call != nil && !c.Can(o.Call.Skills, o.Call.Ends()) {
			t.closeOffer(*f, OfferWithdrawn)
		}
	}
}

// papers sorts the certificates of the skills, or says what is wrong with them.
func papers(skills []string, list []fleet.Certificate) ([]fleet.Certificate, *orders.Rejection) {
	list = slices.SortedFunc(slices.Values(list), func(a, b fleet.Certificate) int { return strings.Compare(a.Skill, b.Skill) })
	for i, p := range list {
		switch {
		case !slices.Contains(skills, p.Skill):
			return nil, orders.Refuse(orders.BadRegistration, "", "the certificate of %q is of none of the skills %v", p.Skill, skills)
		case p.Until == 0:
			return nil, orders.Refuse(orders.BadRegistration, "", "the certificate of %q does not say until when", p.Skill)
		case i > 0 && list[i-1].Skill == p.Skill:
			return nil, orders.Refuse(orders.BadRegistration, "", "the certificate of %q is there twice", p.Skill)
		}
	}
	return list, nil
}

func (e RegisterRobot) step(t *turn) {
	if t.s.Couriers.Get(e.Robot) != nil {
		t.refuse(orders.Refuse(orders.BadOrder, "", "%q is a courier's id: choose another", e.Robot))
		return
	}
	r := fleet.Robot{ID: e.Robot}
	if old := t.s.Robots.Get(e.Robot); old != nil && !broken(robotKept) {
		r = *old
	}
	r.Maker, r.Profile, r.Capacity, r.Range, r.Deposits, r.Camera = e.Maker, e.Profile, e.Capacity, e.Range, e.Deposits, e.Camera
	r.Bays = slices.Clone(e.Bays)
	if len(r.Bays) == 0 {
		r.Bays = []fleet.Bay{{ID: "1", Capacity: e.Capacity}}
	}
	if refusal := t.s.bays(&r); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.do(RobotPut{Robot: r, Why: "registered"})
}

// bays returns what is wrong with a robot's compartments, or nil.
func (s *State) bays(r *fleet.Robot) *orders.Rejection {
	seen := map[string]bool{}
	for _, b := range r.Bays {
		switch {
		case b.ID == "" || seen[b.ID]:
			return orders.Refuse(orders.BadRegistration, "", "robot %s has the compartment %q twice, or without an id: name each otherwise", r.ID, b.ID)
		case b.Capacity.Grams <= 0 || b.Capacity.Millis <= 0:
			return orders.Refuse(orders.BadRegistration, "", "compartment %q of robot %s holds nothing: say its grams and ml", b.ID, r.ID)
		}
		seen[b.ID] = true
	}
	var used []fleet.Cargo
	used = append(used, r.Holding...)
	if m := s.Missions.Get(missions.ID(r.Mission)); m != nil {
		for _, l := range m.Loads {
			if !l.Over() {
				used = append(used, fleet.Cargo{Order: l.Order, Compartment: l.Compartment})
			}
		}
	}
	for _, c := range used {
		if !seen[c.Compartment] {
			return orders.Refuse(orders.WorkerBusy, orders.ID(c.Order), "compartment %q of robot %s is in use: take it away once it is empty", c.Compartment, r.ID)
		}
	}
	return nil
}

// step keeps compartments that are in use, and adds those that are new.
func (e RegisterBank) step(t *turn) {
	b := e.Bank
	if p := t.s.Passages.Get(b.ID); p != nil {
		t.refuse(orders.Refuse(orders.BadRegistration, "", "%q is a %s's id: choose another", b.ID, p.Kind))
		return
	}
	b.Linked, b.Seen = false, 0
	b.Compartments = slices.Clone(b.Compartments)
	for i, c := range b.Compartments {
		b.Compartments[i] = fleet.Compartment{ID: c.ID, Capacity: c.Capacity, Temperature: c.Temperature, State: fleet.Free}
	}
	if old := t.s.Banks.Get(b.ID); old != nil && !broken(bankKept) {
		b.Linked, b.Seen = old.Linked, old.Seen
		for _, c := range old.Compartments {
			if now := b.Find(c.ID); now != nil {
				c.Capacity, c.Temperature = now.Capacity, now.Temperature
				*now = c
			} else if c.State != fleet.Free {
				b.Compartments = append(b.Compartments, c)
			}
		}
	}
	t.do(BankPut{Bank: b, Why: "registered"})
}

func (e PauseProvider) step(t *turn) {
	p := t.s.Providers.Get(e.Provider)
	if p == nil {
		t.refuse(orders.Refuse(orders.UnknownProvider, "", "no merchant %q in this zone", e.Provider))
		return
	}
	if e.By.Role == orders.Merchant && e.By.ID != string(e.Provider) {
		t.refuse(orders.Refuse(orders.NotYours, "", "only the merchant itself or staff may pause it"))
		return
	}
	q := *p
	q.Paused = e.Paused
	t.do(ProviderPut{Provider: q})
}
