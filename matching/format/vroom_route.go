package format

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// vroomTelling is a route that is being told, step by step.
type vroomTelling struct {
	*vroomTeller
	v      *VroomVehicle
	out    vroomAnswered
	class  *vroomClass
	at     int           // place; -1: nowhere
	time   clock.Instant // when the step before is over
	driven time.Duration
	meters float64
	cost   float64
	load   []int64
	rested bool // before the first stop, in a break's window
	begun  bool // the first stop is told
}

// route tells the route of a vehicle.
func (t *vroomTeller) route(v *VroomVehicle, r *problem.Route) (vroomAnswered, error) {
	class, err := t.class(v)
	if err != nil {
		return vroomAnswered{}, err
	}
	w := &vroomTelling{vroomTeller: t, v: v, class: class, load: t.nothing(), at: t.places.at(v.Start, v.StartIndex)}
	w.out = vroomAnswered{Vehicle: v.ID, Description: v.Description, vroomTotals: t.totals()}
	for _, s := range r.Stops {
		if j := t.jobs[s.Shipment]; j != nil {
			plus(w.load, j.Delivery)
		}
	}
	w.start(r)
	for k := range r.Stops {
		w.breaks(r, k)
		if err := w.stop(&r.Stops[k]); err != nil {
			return vroomAnswered{}, err
		}
	}
	w.breaks(r, len(r.Stops))
	w.end(r)
	costs, _ := v.costs()
	w.out.Cost = int64(math.Round(w.cost + float64(costs.Fixed) + float64(costs.PerTaskHour)*float64(w.out.Setup+w.out.Service)/3600))
	w.out.Duration = int64(w.driven / time.Second)
	w.out.Distance = w.distance()
	return w.out, nil
}

// class returns the drives of a vehicle in the problem's own units.
func (t *vroomTeller) class(v *VroomVehicle) (*vroomClass, error) {
	p := &pricing{x: t.x, places: t.places, o: Options{Objective: problem.VehiclesDistance}, index: map[vroomKind]int{}, roads: t.roads}
	if _, err := p.class(v); err != nil {
		return nil, err
	}
	return p.classes[0], nil
}

func (w *vroomTelling) distance() *int64 {
	if w.class.meterMatrix == nil {
		return nil
	}
	d := int64(math.Round(w.meters))
	return &d
}

// start tells where and when the route begins: as late as the first stop
// allows, which waits otherwise.
func (w *vroomTelling) start(r *problem.Route) {
	first := &r.Stops[0]
	w.time = first.Start.Add(-first.Leg.Travel)
	if w.rested = len(r.Breaks) > 0 && r.Breaks[0].After == 0; w.rested {
		ready, _ := w.v.hours()
		w.time = max(ready, min(first.Arrive.Add(-first.Leg.Travel), r.Breaks[0].Start))
	}
	if w.at >= 0 {
		w.out.Steps = append(w.out.Steps, w.step("start", nil, w.v.Start, w.v.StartIndex, "", w.time))
	}
}

// step returns a step that begins when the vehicle arrives.
func (w *vroomTelling) step(kind string, id *int64, at []float64, index *int64, description string, arrive clock.Instant) vroomDone {
	return vroomDone{
		Type: kind, ID: id, Location: at, LocationIndex: index, Description: description,
		Load: slices.Clone(w.load), Arrival: atSecond(arrive), Duration: int64(w.driven / time.Second), Distance: w.distance(), Violations: []any{},
	}
}

// drive goes on to a place.
func (w *vroomTelling) drive(to int, took time.Duration) {
	if w.at >= 0 && to >= 0 {
		w.cost += w.class.cost(w.at, to)
		if w.class.meterMatrix != nil {
			w.meters += w.class.meterMatrix(w.at, to)
		}
	}
	w.driven += took
	w.at = to
}

// stop tells a stop of the plan.
func (w *vroomTelling) stop(s *problem.PlannedStop) error {
	kind, task, priority := "", (*VroomTask)(nil), int64(0)
	if j := w.jobs[s.Shipment]; j != nil {
		kind, task, priority = "job", &j.VroomTask, j.Priority
		minus(w.load, j.Delivery)
		plus(w.load, j.Pickup)
		plus(w.out.Delivery, j.Delivery)
		plus(w.out.Pickup, j.Pickup)
	} else if c := w.pairs[s.Shipment]; c != nil && s.Kind == problem.Pickup {
		kind, task, priority = "pickup", &c.Pickup, c.Priority
		plus(w.load, c.Amount)
		plus(w.out.Pickup, c.Amount)
	} else if c != nil {
		kind, task, priority = "delivery", &c.Delivery, c.Priority
		minus(w.load, c.Amount)
		plus(w.out.Delivery, c.Amount)
	} else {
		return fmt.Errorf("the plan stops for %q, which is not in the problem", s.Shipment)
	}
	before, first := w.at, !w.begun
	w.begun = true
	place := w.places.of(task)
	w.drive(place, s.Leg.Travel)
	arrive := s.Arrive
	if first && !w.rested {
		arrive = max(arrive, w.time.Add(s.Leg.Travel))
	}
	d := w.step(kind, &task.ID, task.Location, task.LocationIndex, task.Description, arrive)
	if kind == "job" {
		d.Job = &task.ID
	}
	if first || before != place {
		d.Setup = ownTime(task.SetupPerType, w.v.Type, task.Setup)
	}
	d.Service = ownTime(task.ServicePerType, w.v.Type, task.Service)
	d.Waiting = max(0, atSecond(s.Start)-d.Arrival)
	w.add(d)
	w.out.Priority += priority
	w.time = s.Depart
	return nil
}

func (w *vroomTelling) add(d vroomDone) {
	w.out.Steps = append(w.out.Steps, d)
	w.out.Setup += d.Setup
	w.out.Service += d.Service
	w.out.Waiting += d.Waiting
}

// breaks tells the breaks behind k stops. The drive is made as far as it goes
// before each of them.
func (w *vroomTelling) breaks(r *problem.Route, k int) {
	leg, made := time.Duration(0), time.Duration(0)
	if k < len(r.Stops) {
		leg = r.Stops[k].Leg.Travel
	} else if r.Back != nil {
		leg = r.Back.Leg.Travel
	}
	for _, b := range r.Breaks {
		if b.After != k {
			continue
		}
		part := max(0, min(leg-made, b.Start.Sub(w.time)))
		made += part
		driven := w.driven
		w.driven += made
		w.rest(b, w.time.Add(part))
		w.driven, w.time = driven, b.End
	}
}

// rest tells a break for which the vehicle is free at a time.
func (w *vroomTelling) rest(b problem.PlannedBreak, free clock.Instant) {
	of := w.v.named(b.ID)
	if of == nil {
		return
	}
	d := w.step("break", &of.ID, nil, nil, of.Description, free)
	d.Service = of.Service
	d.Waiting = max(0, atSecond(b.Start)-d.Arrival)
	w.add(d)
}

// end tells the breaks that were not due in the plan, and the end.
func (w *vroomTelling) end(r *problem.Route) {
	last := r.Stops[len(r.Stops)-1].Depart
	over := last
	if r.Back != nil {
		over = r.Back.Arrive
	}
	if n := len(r.Breaks); n > 0 && r.Breaks[n-1].After == len(r.Stops) {
		last = max(last, r.Breaks[n-1].End)
	}
	list, later := w.v.lastBreaks(r, last, over)
	for _, b := range list {
		w.rest(b, last)
		last = b.End
	}
	over += later
	if to := w.places.at(w.v.End, w.v.EndIndex); to >= 0 && r.Back != nil {
		w.drive(to, r.Back.Leg.Travel)
		w.out.Steps = append(w.out.Steps, w.step("end", nil, w.v.End, w.v.EndIndex, "", over))
	}
}

func ownTime(byType map[string]int64, kind string, all int64) int64 {
	if own, ok := byType[kind]; ok && kind != "" {
		return own
	}
	return all
}

// atSecond returns an instant in VROOM's count.
func atSecond(at clock.Instant) int64 { return int64(math.Floor(float64(at-origin) / 1e6)) }
