package matching

// breaksTogether keeps a shipment by those that it must go with: by the
// vehicle that has one of them, and by none when several vehicles have. A
// visit for several workers can go with nothing.
func breaksTogether(pr *pair) bool {
	if pr.shipment.Together == "" {
		return false
	}
	return pr.shipment.Workers > 1 || pr.mates.torn || pr.mates.tour != nil && pr.mates.tour != pr.tour
}
