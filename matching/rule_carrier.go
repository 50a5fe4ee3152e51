package matching

// breaksCarrier keeps robots from doors, couriers from handover points, and from
// a locker's dock whoever cannot put goods in there.
func breaksCarrier(pr *pair) bool {
	v := pr.tour.vehicle
	return pr.option.Carries() != v.Kind || pr.option.Deposits() && !v.Deposits
}
