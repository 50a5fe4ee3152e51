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
	for i := range a.plan.Routes {
		r := &a.plan.Routes[i]
		v := a.vehicle(r.Vehicle)
		if v == nil || seen[r.Vehicle] || !got[r.Vehicle] {
			a.fail("routes", r.Vehicle, "", "the vehicle is unknown, got nothing or has two routes")
			continue
		}
		seen[r.Vehicle] = true
		for _, t := range a.got[r.Vehicle] { // of the workers of a visit, it is this one's turn
			a.after.Shipments[t.shipment].Vehicle, a.after.Shipments[t.shipment].Option = r.Vehicle, t.option
		}
		c := newCourse(&a.after, v, r, a.shipments)
		for k, s := range r.Stops {
			stops[[2]string{r.Vehicle, s.Shipment}] = true
			if k == 0 && s.Arrive < c.arrival(a.p.Now, 0, s.Leg) {
				a.fail("times", v.ID, s.Shipment, "the vehicle would have to leave before now")
			}
		}
		for _, b := range r.Breaks {
			if b.Start < a.p.Now {
				a.fail("break", v.ID, "", "%s starts before now", b.ID)
			}
		}
		a.found = append(a.found, judgeRoute(c)...)
	}
	for _, as := range a.plan.Assignments {
		if !stops[[2]string{as.Vehicle, as.Shipment}] {
			a.fail("routes", as.Vehicle, as.Shipment, "the vehicle does not stop for it")
		}
	}
}
