package matching

// breaksWorkers sends each worker of a visit by a vehicle of its own, and none
// when there are not enough that can start together.
func breaksWorkers(pr *pair) bool {
	if pr.shipment.Workers < 2 {
		return false
	}
	for k := range pr.tour.stops {
		if &pr.tour.problem.Shipments[pr.tour.stops[k].shipment] == pr.shipment {
			return true
		}
	}
	return pr.short
}
