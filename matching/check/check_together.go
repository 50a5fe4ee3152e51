package check

// checkTogether asks that of the waiting shipments with one word in Together
// all go by one vehicle or none does, and by that which has one already.
func checkTogether(a *answer) {
	type group struct {
		members, placed int
		vehicles        map[string]bool
	}
	groups := map[string]*group{}
	for i, takers := range a.takers() {
		s := &a.p.Shipments[i]
		if s.Together == "" {
			continue
		}
		g := groups[s.Together]
		if g == nil {
			g = &group{vehicles: map[string]bool{}}
			groups[s.Together] = g
		}
		if s.Vehicle != "" {
			g.vehicles[s.Vehicle] = true
			continue
		}
		g.members++
		if len(takers) > 0 {
			g.placed++
		}
		for _, v := range takers {
			g.vehicles[v] = true
		}
	}
	told := map[string]bool{}
	for i := range a.p.Shipments {
		s := &a.p.Shipments[i]
		g := groups[s.Together]
		if s.Together == "" || told[s.Together] || g.placed == 0 {
			continue
		}
		told[s.Together] = true
		if g.placed != g.members {
			a.fail("together", "", s.ID, "of %d shipments of %q only %d are assigned", g.members, s.Together, g.placed)
		}
		if len(g.vehicles) > 1 {
			a.fail("together", "", s.ID, "the shipments of %q go by %d vehicles", s.Together, len(g.vehicles))
		}
	}
}
