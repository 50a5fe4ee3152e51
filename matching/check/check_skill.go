package check

import (
	"slices"

	"github.com/linli/linli/matching/problem"
)

// checkSkill asks that the vehicle has every skill that a shipment needs.
func checkSkill(c *course) {
	c.eachAdded(func(s *problem.Shipment, _ *problem.Option) {
		for _, skill := range s.Skills {
			if !slices.Contains(c.v.Skills, skill) {
				c.fail("skill", s.ID, "the vehicle lacks %q", skill)
			}
			for _, l := range c.v.Lapses {
				if l.Skill == skill && s.SkillsUntil != 0 && l.At < s.SkillsUntil {
					c.fail("skill", s.ID, "the vehicle's %q lapses at %s, and is needed until %s", skill, l.At, s.SkillsUntil)
				}
			}
		}
	})
}
