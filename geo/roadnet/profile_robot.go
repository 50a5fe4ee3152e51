package roadnet

import (
	"math"

	"github.com/linli/linli/geo"
)

// robotTravel: what the jurisdiction says, where walkers may go; never steps,
// mountain trails, private ways, or ways that a wheelchair cannot pass. A
// mapped crossing costs its waiting time.
func robotTravel(c class, t tags, j *Jurisdiction) travel {
	if c == steps || t.get("sac_scale") != "" || t.is("wheelchair", "no") || t.is("surface", "sand", "mud", "rock", "pebblestone") {
		return closed
	}
	walk := footTravel(c, t)
	rule, ok := j.rule(c, hasSidewalk(t))
	if walk.dirs == 0 || walk.factor >= privateFactor || !ok {
		return closed
	}
	v := travel{
		dirs:   forward | backward,
		speed:  int(math.Round(rule.KmH * 10)),
		factor: int(math.Round(rule.Cost * float64(walk.factor))),
	}
	if accessOf(geo.Robot, t) == accessDismount {
		return closed
	}
	if isCrossing(t) {
		v.wait = uint32(j.CrossingSeconds) * 1000
	}
	return v
}
