package check

// checkRoutes asks for one sound route for each vehicle that got something,
// with everything on it that the vehicle got.
func checkRoutes(a *answer) {
	got := map[string]bool{}
	for _, as := range a.plan.Assignments {
		got[as.Vehicle] = true
	}
	stops := map[[2]string]bool{} // vehicle, shipment
	seen := map[string]bool{}
	for _, r := range a.plan.Routes {
		v := a.vehicle(r.Vehicle)
		if v == nil || seen[r.Vehicle] || !got[r.Vehicle] {
			a.fail("routes", r.Vehicle, "", "the vehicle is unknown, got nothing or has two routes")
			continue
		}
		seen[r.Vehicle] = true
		for k, s := range r.Stops {
			stops[[2]string{r.Vehicle, s.Shipment}] = true
			if k == 0 && s.Arrive < a.p.Now.Add(s.Leg.Travel) {
				a.fail("times", v.ID, s.Shipment, "the vehicle would have to leave before now")
			}
		}
		a.found = append(a.found, Route(&a.after, *v, r)...)
	}
	for _, as := range a.plan.Assignments {
		if !stops[[2]string{as.Vehicle, as.Shipment}] {
			a.fail("routes", as.Vehicle, as.Shipment, "the vehicle does not stop for it")
		}
	}
}
