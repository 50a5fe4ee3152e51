package matching

import "slices"

// breaksSkill asks for every skill that the shipment names.
func breaksSkill(pr *pair) bool {
	for _, s := range pr.shipment.Skills {
		if !slices.Contains(pr.tour.vehicle.Skills, s) {
			return true
		}
	}
	return false
}
