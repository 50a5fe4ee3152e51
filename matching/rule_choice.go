package matching

import "slices"

// breaksChoice holds staff to their decision (Only) and keeps the vehicles
// that declined, failed or were barred away (Exclude).
func breaksChoice(pr *pair) bool {
	id := pr.tour.vehicle.ID
	return pr.shipment.Only != "" && pr.shipment.Only != id || slices.Contains(pr.shipment.Exclude, id)
}
