package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

type (
	// Outage is a carer who cannot go on, and what becomes of the visits that they
	// had: whose promise that changes. It is over when none waits for a carer any
	// more.
	Outage struct {
		Carer  fleet.WorkerID `json:"carer"`
		Since  clock.Instant  `json:"since"`
		Open   []Planned      `json:"open,omitempty"`   // visits that wait for another carer
		Handed []orders.ID    `json:"handed,omitempty"` // visits that another carer has now
		Moved  []orders.ID    `json:"moved,omitempty"`  // visits, of whomever, that begin at another time than planned: by more than the policy's tolerance
		Unmade []orders.ID    `json:"unmade,omitempty"` // visits for which nobody was found
	}
	// Planned is a visit with when it was to begin.
	Planned struct {
		Order orders.ID     `json:"order"`
		At    clock.Instant `json:"at"`
	}
	// OutagePut is a fact: how far an outage is.
	OutagePut struct {
		Outage Outage `json:"outage"`
	}
	// OutageGone is a fact: an outage is over.
	OutageGone struct {
		Outage Outage `json:"outage"`
	}
)

func (d OutagePut) apply(s *State)  { s.Outages.Put(d.Outage.Carer, d.Outage) }
func (d OutageGone) apply(s *State) { s.Outages.Delete(d.Outage.Carer) }

// Changed is to how many visits something else happens than was promised.
func (o *Outage) Changed() int {
	all := slices.Concat(o.Handed, o.Moved, o.Unmade)
	slices.Sort(all)
	return len(slices.Compact(all))
}

// outage notes that the visits which a carer had before falling ill wait for
// others.
func (t *turn) outage(carer fleet.WorkerID, had []Planned) {
	had = slices.DeleteFunc(had, func(p Planned) bool {
		o := t.s.Orders.Get(p.Order)
		return o == nil || o.Terminal()
	})
	if len(had) == 0 {
		return
	}
	next := Outage{Carer: carer, Since: t.at}
	if was := t.s.Outages.Get(carer); was != nil {
		next = *was
	}
	next.Open = slices.Concat(next.Open, had)
	t.do(OutagePut{Outage: next})
}

// covered notes that a carer takes a visit of one who is out, into a route that
// was another.
func (t *turn) covered(f Offer, before, after []fleet.Stop) {
	out, i := t.s.outageOf(f.Order)
	if out == nil {
		return
	}
	next := *out
	was := append(t.s.visitsOf(f.Courier, before), next.Open[i])
	next.Open = slices.Delete(slices.Clone(next.Open), i, i+1)
	if f.Courier != next.Carer {
		next.Handed = append(slices.Clone(next.Handed), f.Order)
	}
	next.Moved = slices.Clone(next.Moved)
	for _, now := range t.s.visitsOf(f.Courier, after) {
		j := slices.IndexFunc(was, func(p Planned) bool { return p.Order == now.Order })
		if j >= 0 && now.At.Sub(was[j].At).Abs() > t.s.Policy.PromiseSlack && !slices.Contains(next.Moved, now.Order) {
			next.Moved = append(next.Moved, now.Order)
		}
	}
	t.weigh(next)
}

// uncovered notes that a visit of somebody who is out has ended, or failed for
// want of a carer.
func (t *turn) uncovered(id orders.ID, failed bool) {
	for out, i := t.s.outageOf(id); out != nil; out, i = t.s.outageOf(id) {
		next := *out
		next.Open = slices.Delete(slices.Clone(next.Open), i, i+1)
		if failed {
			next.Unmade = append(slices.Clone(next.Unmade), id)
		}
		t.weigh(next)
	}
}

// weigh puts an outage, and tells staff what it changed once it is over.
func (t *turn) weigh(o Outage) {
	if len(o.Open) > 0 {
		t.do(OutagePut{Outage: o})
		return
	}
	t.do(OutageGone{Outage: o})
	t.alert("", "replanned", "%s is out: %d visits go to others, %d are not made, %d begin more than %s from when they were to; %d promises changed",
		o.Carer, len(o.Handed), len(o.Unmade), len(o.Moved), t.s.Policy.PromiseSlack.Round(time.Minute), o.Changed())
}

// outageOf returns the outage for which a visit waits for another carer, and
// where it is among those; or nil.
func (s *State) outageOf(id orders.ID) (*Outage, int) {
	for _, o := range s.Outages.All() {
		if i := slices.IndexFunc(o.Open, func(p Planned) bool { return p.Order == id }); i >= 0 {
			return o, i
		}
	}
	return nil, 0
}

// visitsOf lists the visits on a carer's route that the carer is not at yet,
// with when each is to begin.
func (s *State) visitsOf(carer fleet.WorkerID, route []fleet.Stop) []Planned {
	var list []Planned
	for _, stop := range route {
		o := s.Orders.Get(orders.ID(stop.Order))
		if stop.Kind != fleet.Visit || o == nil {
			continue
		}
		if at := o.StateOf(string(carer)); at != orders.Arrived && at != orders.Started {
			list = append(list, Planned{Order: o.ID, At: stop.Depart.Add(-stop.Service)})
		}
	}
	return list
}

// outage checks that what waits for a carer is there.
func (a *audit) outage(o *Outage) {
	if len(o.Open) == 0 {
		a.broken("the outage of %s is over and still there", o.Carer)
	}
	for _, p := range o.Open {
		if x := a.s.Orders.Get(p.Order); x == nil || x.Terminal() {
			a.broken("visit %s of %s, who is out, has ended and still waits", p.Order, o.Carer)
		}
	}
}
