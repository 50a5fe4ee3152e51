package matching

import "github.com/linli/linli/matching/problem"

// breaksCompartment rules out a shipment whose class has no compartment in the
// vehicle, or none that could hold it were it empty. What is on board of each
// class is judged along the route (cargo). In a vehicle with boxes it must find
// one beside all others of the route.
func breaksCompartment(pr *pair) bool {
	r := &pr.tour.rig
	if len(r.vehicle.Boxes) > 0 && !pr.tour.boxed(pr.shipment) {
		return true
	}
	if r.bays == nil {
		return false
	}
	bay := r.bay(pr.class)
	return bay < 0 || !pr.shipment.Load.Fits(r.bays[bay]) || pr.shipment.Visit && !pr.shipment.Takes.Fits(r.bays[bay])
}

// boxed reports whether a shipment and all that the tour has find a box each.
func (t *tour) boxed(s *problem.Shipment) bool {
	var b boxes
	b.reset(t.vehicle)
	for i := range t.stops {
		if d := &t.stops[i]; d.kind == problem.Delivery && !b.put(&t.problem.Shipments[d.shipment]) {
			return false
		}
	}
	return b.put(s)
}
