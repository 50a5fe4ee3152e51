package dispatch

import (
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// attended checks a visit that a carer has: the skills, the window, and that a
// carer is in one home at a time, which is the first on the route.
func (a *audit) attended(id orders.ID, o *orders.Order) {
	if o.Call == nil {
		return
	}
	c := a.s.Couriers.Get(fleet.WorkerID(o.Worker))
	switch {
	case c == nil:
		a.broken("visit %s is with %s, who is no courier", id, o.Worker)
		return
	case !c.Can(o.Call.Skills, o.Call.Ends()):
		a.broken("visit %s asks for %v until %s and is with %s, who has %v, %v", id, o.Call.Skills, o.Call.Ends(), c.ID, c.Skills, c.Papers)
	case o.Carriage == orders.Started && o.Call.Hard && o.ServedAt < o.Call.From:
		a.broken("visit %s started at %s, before its window opened at %s", id, o.ServedAt, o.Call.From)
	}
	if !o.UnderWay() {
		a.timer(id, "late")
		return
	}
	if o.Carriage == orders.OnTheWay {
		a.timer(id, "late")
	}
	if len(c.Route) > 0 && c.Route[0].Order != string(id) {
		a.broken("carer %s is %s at visit %s, and order %s comes first", c.ID, o.Carriage, id, c.Route[0].Order)
	}
}
