package check

import "github.com/linli/linli/matching/problem"

// checkLockers asks that each locker has a free compartment that fits for each
// shipment that goes into it, all at once.
func checkLockers(a *answer) {
	free := make(map[string][]problem.Load, len(a.p.Lockers))
	for _, l := range a.p.Lockers {
		free[l.ID] = l.Free
	}
	loads := map[string][]problem.Load{}
	counted := make([]bool, len(a.p.Shipments)) // a visit of several workers needs one compartment
	for _, as := range a.plan.Assignments {
		i := a.shipment(as.Shipment)
		if i < 0 || as.Option < 0 || as.Option >= len(a.p.Shipments[i].Options) || counted[i] {
			continue // check_assignment
		}
		s := &a.p.Shipments[i]
		o := s.Options[as.Option]
		if o.Mode != problem.InLocker {
			continue
		}
		counted[i] = s.Workers > 1
		loads[o.Locker] = append(loads[o.Locker], s.Load)
		if matched(loads[o.Locker], free[o.Locker]) < len(loads[o.Locker]) {
			a.fail("locker", as.Vehicle, as.Shipment, "no compartment of locker %s is left for it", o.Locker)
		}
	}
}

// matched returns how many of the loads can have a compartment of their own at
// once: a bipartite matching by augmenting paths, because sizes in several
// measures have no order in which a simple count would be right.
func matched(loads, free []problem.Load) int {
	return pair(loads, free, func(int, int) bool { return true })
}

// pair is matched where only some of the loads may go into a compartment.
func pair(loads, free []problem.Load, may func(load, compartment int) bool) int {
	holder := make([]int, len(free)) // load in each compartment, from 1; 0: empty
	var assign func(load int, tried []bool) bool
	assign = func(load int, tried []bool) bool {
		for c, size := range free {
			if _, over := measured(loads[load]).over(size); tried[c] || over || !may(load, c) {
				continue
			}
			tried[c] = true
			if holder[c] == 0 || assign(holder[c]-1, tried) {
				holder[c] = load + 1
				return true
			}
		}
		return false
	}
	n := 0
	for i := range loads {
		if assign(i, make([]bool, len(free))) {
			n++
		}
	}
	return n
}
