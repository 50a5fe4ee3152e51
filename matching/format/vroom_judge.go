package format

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// Judge judges an answer in VROOM's JSON: its order of steps, the times that it
// says service starts at, and its breaks.
func (x *VroomInput) Judge(answer []byte, o Options) (Figures, []check.Violation, error) {
	a, err := decodeAnswer(answer)
	if err != nil {
		return Figures{}, nil, err
	}
	p, err := x.Problem(o)
	if err != nil {
		return Figures{}, nil, err
	}
	r := x.reading(p)
	for i := range a.Routes {
		if err := r.route(&a.Routes[i]); err != nil {
			return Figures{}, nil, err
		}
	}
	r.finish()
	return x.Measure(r.plan), append(r.found, check.Plan(p, *r.plan)...), nil
}

// vroomStop says which stop of which shipment of the model a task is.
type vroomStop struct {
	shipment int
	kind     problem.StopKind
}

// stopsByTask names the stops by type and id of their task.
func (x *VroomInput) stopsByTask() map[string]vroomStop {
	stops := map[string]vroomStop{}
	for i := range x.Jobs {
		stops[taskName("job", x.Jobs[i].ID)] = vroomStop{i, problem.Delivery}
	}
	for i := range x.Shipments {
		s, at := &x.Shipments[i], len(x.Jobs)+i
		stops[taskName("pickup", s.Pickup.ID)] = vroomStop{at, problem.Pickup}
		stops[taskName("delivery", s.Delivery.ID)] = vroomStop{at, problem.Delivery}
	}
	return stops
}

func taskName(kind string, id int64) string { return kind + " " + strconv.FormatInt(id, 10) }

// vroomReading turns an answer into a plan.
type vroomReading struct {
	p         *problem.Problem
	plan      *problem.Plan
	places    *vroomPlaces
	shipments map[string]vroomStop
	vehicles  map[string]*VroomVehicle
	found     []check.Violation
}

func (r *vroomReading) fail(vehicle, shipment, detail string, args ...any) {
	r.found = append(r.found, check.Violation{Rule: "times", Vehicle: vehicle, Shipment: shipment, Detail: fmt.Sprintf(detail, args...)})
}

// route reads a route. Its vehicle is judged with the breaks in the order of
// the answer, because VROOM knows no order of them.
func (r *vroomReading) route(a *vroomAnswered) error {
	id := strconv.FormatInt(a.Vehicle, 10)
	vehicle := r.vehicles[id]
	var v *problem.Vehicle
	for i := range r.p.Vehicles {
		if r.p.Vehicles[i].ID == id {
			v = &r.p.Vehicles[i]
		}
	}
	if v == nil || vehicle == nil {
		return mistake(0, "vehicle "+id, "the problem has no such vehicle that may do anything")
	}
	out := problem.Route{Vehicle: id}
	at, free, from := v.Start, v.ReadyAt, 0 // where, since when, and from which break on
	for k := range a.Steps {
		s := &a.Steps[k]
		switch s.Type {
		case "start", "end":
			continue
		case "break":
			if s.ID == nil {
				return mistake(0, "vehicle "+id, "step %d, a break, has no id", k)
			}
			start := max(instant(s.Arrival+s.Waiting), free)
			if n := len(out.Breaks); n > from {
				start = max(start, out.Breaks[n-1].End)
			}
			out.Breaks = append(out.Breaks, problem.PlannedBreak{ID: strconv.FormatInt(*s.ID, 10), After: len(out.Stops),
				Start: start, End: start + clock.Instant(s.Service)*1_000_000})
			continue
		}
		stop, err := r.stop(vehicle, v, s, &out, at, free)
		if err != nil {
			return err
		}
		out.Stops = append(out.Stops, stop)
		at, free, from = r.placeOf(s), stop.Depart, len(out.Breaks)
	}
	if v.Returns && len(out.Stops) > 0 {
		leg := r.p.Leg(v.Profile, at, v.End)
		out.Back = &problem.Return{Leg: leg, Arrive: arrival(&out, free, leg)}
	}
	r.breaks(v, vehicle, &out)
	r.plan.Routes = append(r.plan.Routes, out)
	return nil
}

func (r *vroomReading) placeOf(s *vroomDone) int {
	stop := r.shipments[taskName(s.Type, *s.ID)]
	sh := &r.p.Shipments[stop.shipment]
	if stop.kind == problem.Pickup {
		return sh.Pickup
	}
	return sh.Options[0].Place
}

// stop reads a step that is a task.
func (r *vroomReading) stop(vehicle *VroomVehicle, v *problem.Vehicle, s *vroomDone, out *problem.Route, at int, free clock.Instant) (problem.PlannedStop, error) {
	if s.ID == nil {
		s.ID = s.Job
	}
	if s.ID == nil {
		return problem.PlannedStop{}, mistake(0, "vehicle "+v.ID, "a step of type %q has no id", s.Type)
	}
	stop, ok := r.shipments[taskName(s.Type, *s.ID)]
	if !ok {
		return problem.PlannedStop{}, mistake(0, "vehicle "+v.ID, "the problem has no %s", taskName(s.Type, *s.ID))
	}
	sh := &r.p.Shipments[stop.shipment]
	place, o := r.placeOf(s), &sh.Options[0]
	service, setup := own(v, o.ServiceFor, o.Service), own(v, o.SetupFor, o.Setup)
	if stop.kind == problem.Pickup {
		service, setup = own(v, sh.PickupServiceFor, sh.PickupService), own(v, sh.PickupSetupFor, sh.PickupSetup)
	}
	if len(out.Stops) == 0 || at != place {
		service += setup
	}
	leg := r.p.Leg(v.Profile, at, place)
	reached, said := arrival(out, free, leg), instant(s.Arrival+s.Waiting)
	if said+1_000_000 <= reached {
		r.fail(v.ID, sh.ID, "service is said to start at %d, and the vehicle cannot be there before %d", s.Arrival+s.Waiting, atSecond(reached))
	}
	if len(out.Stops) == 0 {
		reached = max(reached, instant(s.Arrival))
	}
	start := max(reached, said)
	return problem.PlannedStop{Shipment: sh.ID, Kind: stop.kind, Point: r.p.Places[place], Leg: leg, Service: service,
		Arrive: reached, Start: start, Depart: start.Add(service)}, nil
}

// arrival returns when a drive behind the route's last stop is over, with the
// breaks there.
func arrival(out *problem.Route, free clock.Instant, leg problem.Leg) clock.Instant {
	if leg.Travel == problem.Unreachable {
		return free
	}
	at, last := free.Add(leg.Travel), clock.Instant(0)
	for _, b := range out.Breaks {
		if b.After == len(out.Stops) {
			at, last = at+(b.End-b.Start), b.End
		}
	}
	return max(at, last)
}

func own(v *problem.Vehicle, byType map[string]time.Duration, all time.Duration) time.Duration {
	if d, ok := byType[v.Type]; ok {
		return d
	}
	return all
}

// breaks gives the vehicle the breaks that it took, in their order, and says
// which are missing: those that may lie anywhere, and those whose last window
// closed before the end of the work.
func (r *vroomReading) breaks(v *problem.Vehicle, vehicle *VroomVehicle, out *problem.Route) {
	if len(out.Stops) == 0 {
		return
	}
	over := out.Stops[len(out.Stops)-1].Depart
	if out.Back != nil && out.Back.Leg.Travel != problem.Unreachable {
		over = over.Add(out.Back.Leg.Travel)
	}
	v.Breaks = nil
	for _, b := range out.Breaks {
		if of := vehicle.named(b.ID); of != nil {
			v.Breaks = append(v.Breaks, problem.Break{ID: b.ID, Windows: windows(of.TimeWindows), Duration: seconds(of.Service)})
		}
	}
	for i := range vehicle.Breaks {
		b := problem.Break{ID: strconv.FormatInt(vehicle.Breaks[i].ID, 10), Windows: windows(vehicle.Breaks[i].TimeWindows)}
		taken := slices.ContainsFunc(out.Breaks, func(p problem.PlannedBreak) bool { return p.ID == b.ID })
		if !taken && (b.Windows == nil || closes(&b) >= v.ReadyAt && closes(&b) < over) {
			r.fail(v.ID, "", "break %s is missing", b.ID)
		}
	}
}

// finish says of every shipment whether it was served, and gives the plan the
// words that a plan of ours would have.
func (r *vroomReading) finish() {
	words := problem.Text{En: "as read", Zh: "如所读"}
	by := map[string]string{}
	for _, route := range r.plan.Routes {
		for _, s := range route.Stops {
			if s.Kind == problem.Delivery {
				by[s.Shipment] = route.Vehicle
			}
		}
	}
	for i := range r.p.Shipments {
		id := r.p.Shipments[i].ID
		if v, ok := by[id]; ok {
			r.plan.Assignments = append(r.plan.Assignments, problem.Assignment{Shipment: id, Vehicle: v,
				Explanation: problem.Explanation{Candidates: []problem.Candidate{{Vehicle: v}}, Text: words}})
		} else {
			r.plan.Undone = append(r.plan.Undone, problem.Undone{Shipment: id, Explanation: problem.Explanation{Text: words}})
		}
	}
}
