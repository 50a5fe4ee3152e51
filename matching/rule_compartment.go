package matching

// breaksCompartment rules out a shipment whose class has no compartment in the
// vehicle, or none that could hold it were it empty. What is on board of each
// class is judged along the route (cargo).
func breaksCompartment(pr *pair) bool {
	r := &pr.tour.rig
	if r.bays == nil {
		return false
	}
	bay := r.bay(pr.class)
	return bay < 0 || !pr.shipment.Load.Fits(r.bays[bay]) || pr.shipment.Visit && !pr.shipment.Takes.Fits(r.bays[bay])
}
