package matching

import (
	"slices"

	"github.com/linli/linli/matching/problem"
)

// breaksSkill asks for every skill that the shipment names.
func breaksSkill(pr *pair) bool {
	for _, s := range pr.shipment.Skills {
		if lacks(pr.tour.vehicle, s, pr.shipment) {
			return true
		}
	}
	return false
}

// lacks reports whether a vehicle has no such skill, or one that lapses before
// the shipment is done with it.
func lacks(v *problem.Vehicle, skill string, s *problem.Shipment) bool {
	return !slices.Contains(v.Skills, skill) || s.SkillsUntil != 0 && slices.ContainsFunc(v.Lapses, func(l problem.Lapse) bool {
		return l.Skill == skill && l.At < s.SkillsUntil
	})
}
