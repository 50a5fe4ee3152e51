package matching

// breaksCarrier keeps robots from doors and couriers from handover points.
func breaksCarrier(pr *pair) bool { return pr.option.Mode.Carrier() != pr.tour.vehicle.Kind }
