package check

// checkAssignments asks that every waiting shipment is decided once, and
// applies the assignments for the rules that follow.
func checkAssignments(a *answer) {
	if a.plan.Epoch != a.p.Epoch {
		a.fail("assignment", "", "", "the plan answers epoch %d, not %d", a.plan.Epoch, a.p.Epoch)
	}
	decided := make([]int, len(a.p.Shipments))
	decide := func(id string) int {
		i := a.shipment(id)
		switch {
		case i < 0:
			a.fail("assignment", "", id, "the shipment is unknown")
			return -1
		case a.p.Shipments[i].Vehicle != "":
			a.fail("assignment", a.p.Shipments[i].Vehicle, id, "the shipment has a vehicle already")
			return -1
		}
		decided[i]++
		return i
	}
	for _, as := range a.plan.Assignments {
		i := decide(as.Shipment)
		if i < 0 {
			continue
		}
		if as.Option < 0 || as.Option >= len(a.p.Shipments[i].Options) {
			a.fail("assignment", as.Vehicle, as.Shipment, "option %d does not exist", as.Option)
			continue
		}
		if a.vehicle(as.Vehicle) == nil {
			a.fail("assignment", as.Vehicle, as.Shipment, "the vehicle is unknown")
			continue
		}
		a.after.Shipments[i].Vehicle, a.after.Shipments[i].Option = as.Vehicle, as.Option
	}
	for _, u := range a.plan.Undone {
		decide(u.Shipment)
	}
	for i, n := range decided {
		if s := &a.p.Shipments[i]; s.Vehicle == "" && n != 1 {
			a.fail("assignment", "", s.ID, "it is decided %d times", n)
		}
	}
}
