package matching

// breaksApart keeps a shipment away from those that it must not go with.
func breaksApart(pr *pair) bool {
	if pr.shipment.Apart == "" {
		return false
	}
	for k := range pr.tour.stops {
		i := pr.tour.stops[k].shipment
		if other := &pr.tour.problem.Shipments[i]; other != pr.shipment && other.Apart == pr.shipment.Apart {
			return true
		}
	}
	return false
}
