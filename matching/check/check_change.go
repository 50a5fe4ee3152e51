package check

import "slices"

// checkChange asks that the plan reports the shipments that it gives to others
// than the vehicle promised, sorted, and that they are not too many.
func checkChange(a *answer) {
	changed := a.changed()
	if !slices.Equal(changed, a.plan.Changed) {
		a.fail("change", "", "", "the shipments that left their vehicle are %q, and the plan says %q", changed, a.plan.Changed)
	}
	if a.p.MaxChanged > 0 && len(changed) > a.p.MaxChanged {
		a.fail("change", "", "", "%d shipments left their vehicle and %d may", len(changed), a.p.MaxChanged)
	}
}

// changed returns the shipments that the plan gives to other vehicles than
// promised, sorted.
func (a *answer) changed() []string {
	var ids []string
	for i, takers := range a.takers() {
		if s := &a.p.Shipments[i]; s.Was != "" && len(takers) > 0 && !slices.Contains(takers, s.Was) {
			ids = append(ids, s.ID)
		}
	}
	slices.Sort(ids)
	return ids
}
