package matching

import "github.com/linli/linli/matching/problem"

// route returns the tour as the plan tells it, with legs and times.
func (t *tour) route() problem.Route {
	r := problem.Route{Vehicle: t.vehicle.ID, Stops: make([]problem.PlannedStop, len(t.stops)), CommitBy: t.commitBy()}
	for k := range t.stops {
		s, at, service := &t.stops[k], &t.along[k+1], t.serviceAt(k)
		r.Stops[k] = problem.PlannedStop{
			Shipment: t.problem.Shipments[s.shipment].ID,
			Kind:     s.kind,
			Point:    t.problem.Places[s.place],
			Leg:      t.times.At(t.along[k].place, s.place),
			Service:  service.Sub(0),
			Arrive:   at.arrive,
			Start:    at.depart - service,
			Depart:   at.depart,
		}
	}
	r.Breaks = t.breaks()
	if n := len(t.stops); t.vehicle.Returns && n > 0 {
		r.Back = &problem.Return{Leg: t.times.At(t.along[n].place, t.vehicle.End), Arrive: t.end.arrive}
	}
	return r
}

// breaks returns when and where the vehicle rests.
func (t *tour) breaks() []problem.PlannedBreak {
	var list []problem.PlannedBreak
	if len(t.rests) == 0 || t.broken != none {
		return nil
	}
	done := 0
	for k, taken := range t.taken {
		var p pause
		for ; done < taken; done++ {
			rest := &t.rests[done]
			start, _ := p.take(rest, t.along[k].depart)
			list = append(list, problem.PlannedBreak{ID: rest.id, After: k, Start: start, End: start + rest.length})
		}
	}
	return list
}
