package matching

// breaksChange keeps a shipment with the vehicle that was promised once as
// many promises are changed as may be.
func breaksChange(pr *pair) bool { return pr.changesSpent && changes(pr) }

// changes reports whether the pair breaks a promise of the previous plan.
func changes(pr *pair) bool {
	return pr.shipment.Was != "" && pr.shipment.Was != pr.tour.vehicle.ID && !pr.kept
}
