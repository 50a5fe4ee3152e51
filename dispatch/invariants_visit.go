package dispatch

import (
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// attended checks a visit that carers have: the skills, the window, and that a
// carer is in one home at a time, which is the first on the route.
func (a *audit) attended(id orders.ID, o *orders.Order) {
	if o.Call == nil {
		return
	}
	if o.Carriage == orders.Started && o.Call.Hard && o.ServedAt < o.Call.From {
		a.broken("visit %s started at %s, before its window opened at %s", id, o.ServedAt, o.Call.From)
	}
	if o.Carriage == orders.Assigned || o.Carriage == orders.OnTheWay {
		a.timer(id, "late")
	}
	for _, w := range o.Workers() {
		a.attends(id, o, a.s.Couriers.Get(fleet.WorkerID(w)), w)
	}
}

// attends checks one carer of a visit.
func (a *audit) attends(id orders.ID, o *orders.Order, c *fleet.Courier, worker string) {
	switch {
	case c == nil:
		a.broken("visit %s is with %s, who is no courier", id, worker)
	case !c.Can(o.Call.Skills, o.Call.Ends()):
		a.broken("visit %s asks for %v until %s and is with %s, who has %v, %v", id, o.Call.Skills, o.Call.Ends(), c.ID, c.Skills, c.Papers)
	case o.Under(worker) && len(c.Route) > 0 && c.Route[0].Order != string(id):
		a.broken("carer %s is %s at visit %s, and order %s comes first", c.ID, o.StateOf(worker), id, c.Route[0].Order)
	}
}

// atWork is how many workers have an order on their way.
func atWork(o *orders.Order) int {
	if !o.Team() {
		return 1
	}
	n := 0
	for i := range o.Crew {
		if o.Crew[i].State != orders.Done {
			n++
		}
	}
	return n
}

// team checks a visit that several carers make together: none of them twice,
// nobody too many, and as soon as it is more than booked, all of them, of whom
// the last is where the visit is.
func (a *audit) team(id orders.ID, o *orders.Order) {
	if !o.Team() {
		if len(o.Crew) > 0 {
			a.broken("order %s needs one worker and has %v", id, o.Crew)
		}
		return
	}
	seen := map[string]bool{}
	for _, w := range o.Workers() {
		if seen[w] {
			a.broken("carer %s has two places in visit %s", w, id)
		}
		seen[w] = true
		if c := a.s.Couriers.Get(fleet.WorkerID(w)); o.Idle() && (c == nil || !fleet.Carries(c.Route, string(id))) {
			a.broken("carer %s has visit %s, which is not on their route", w, id)
		}
	}
	switch {
	case len(o.Crew) > o.Call.Carers, !o.Idle() && len(o.Crew) < o.Call.Carers:
		a.broken("visit %s needs %d carers, is %s and has %v", id, o.Call.Carers, o.Carriage, o.Workers())
	case !o.Idle() && o.Slowest() != o.Carriage:
		a.broken("visit %s is %s, and the last of its carers is %s", id, o.Carriage, o.Slowest())
	case !o.Idle() && o.Worker != o.Crew[0].Worker:
		a.broken("visit %s is with %s, and %s was the first", id, o.Worker, o.Crew[0].Worker)
	case (o.Call.Meet == 0) != (len(o.Crew)+a.s.asked(id) == 0):
		a.broken("visit %s has %d carers, %d asked, and is to begin at %s", id, len(o.Crew), a.s.asked(id), o.Call.Meet)
	}
}
