package check

// checkAssignments asks that every waiting shipment is decided once, and
// applies the assignments for the rules that follow.
func checkAssignments(a *answer) {
	if a.plan.Epoch != a.p.Epoch {
		a.fail("assignment", "", "", "the plan answers epoch %d, not %d", a.plan.Epoch, a.p.Epoch)
	}
	assigned, undone := make([]int, len(a.p.Shipments)), make([]int, len(a.p.Shipments))
	decide := func(id string, count []int) int {
		i := a.shipment(id)
		switch {
		case i < 0:
			a.fail("assignment", "", id, "the shipment is unknown")
			return -1
		case a.p.Shipments[i].Vehicle != "":
			a.fail("assignment", a.p.Shipments[i].Vehicle, id, "the shipment has a vehicle already")
			return -1
		}
		count[i]++
		return i
	}
	for _, as := range a.plan.Assignments {
		i := decide(as.Shipment, assigned)
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
		a.got[as.Vehicle] = append(a.got[as.Vehicle], take{i, as.Option})
	}
	for _, u := range a.plan.Undone {
		decide(u.Shipment, undone)
	}
	for i := range a.p.Shipments {
		s, workers := &a.p.Shipments[i], 1
		if s.Visit {
			workers = max(1, s.Workers)
		}
		switch {
		case s.Vehicle != "" || assigned[i] == workers && undone[i] == 0 || assigned[i] == 0 && undone[i] == 1:
		case workers > 1:
			a.fail("assignment", "", s.ID, "it needs %d workers, got %d and is undone %d times", workers, assigned[i], undone[i])
		default:
			a.fail("assignment", "", s.ID, "it is decided %d times", assigned[i]+undone[i])
		}
	}
}
