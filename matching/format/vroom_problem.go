package format

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// Problem states the problem. A job is a visit, and what a vehicle's steps say is not in
// it: that is Initial.
func (x *VroomInput) Problem(o Options) (*problem.Problem, error) {
	places := x.places()
	if err := o.tooLarge(len(places.points), 1); err != nil {
		return nil, err
	}
	p := &problem.Problem{Objective: o.Objective, Places: places.points}
	for i := range x.Jobs {
		p.Shipments = append(p.Shipments, x.visit(&x.Jobs[i], places))
	}
	for i := range x.Shipments {
		p.Shipments = append(p.Shipments, x.carriage(&x.Shipments[i], places))
	}
	pr := &pricing{x: x, places: places, o: o, index: map[vroomKind]int{}, roads: map[string]*vroomRoads{}, horizon: x.horizon()}
	classes := make([]int, len(x.Vehicles))
	for i := range x.Vehicles {
		var err error
		if classes[i], err = pr.class(&x.Vehicles[i]); err != nil {
			return nil, err
		}
	}
	if err := o.tooLarge(len(places.points), len(pr.classes)); err != nil {
		return nil, err
	}
	x.roads = pr.roads
	pr.scale()
	for i, c := range pr.classes {
		p.SetMatrix(geo.Profile(i), pr.matrix(c))
	}
	for i := range x.Vehicles {
		if v, ok := x.vehicle(&x.Vehicles[i], places); ok {
			v.Profile, v.Cost = geo.Profile(classes[i]), pr.cost(&x.Vehicles[i], pr.classes[classes[i]])
			p.Vehicles = append(p.Vehicles, v)
		}
	}
	return p, nil
}

// horizon returns the longest working time of the vehicles in seconds, 0 when
// one of them has no end.
func (x *VroomInput) horizon() (longest float64) {
	for i := range x.Vehicles {
		w := x.Vehicles[i].TimeWindow
		if w == nil {
			return 0
		}
		longest = max(longest, float64(w[1]-w[0]))
	}
	return longest
}

func jobID(id int64) string { return "job " + strconv.FormatInt(id, 10) }

func carriageID(s *VroomShipment) string {
	return "shipment " + strconv.FormatInt(s.Pickup.ID, 10) + "-" + strconv.FormatInt(s.Delivery.ID, 10)
}

func vehicleID(v *VroomVehicle) string { return strconv.FormatInt(v.ID, 10) }

func (x *VroomInput) visit(j *VroomJob, places *vroomPlaces) problem.Shipment {
	return problem.Shipment{
		ID: jobID(j.ID), Visit: true, Load: load(j.Delivery), Takes: load(j.Pickup), Skills: skills(j.Skills), Priority: int(j.Priority),
		Windows: windows(j.TimeWindows), Options: []problem.Option{option(&j.VroomTask, places)},
	}
}

func (x *VroomInput) carriage(s *VroomShipment, places *vroomPlaces) problem.Shipment {
	p := &s.Pickup
	return problem.Shipment{
		ID: carriageID(s), Load: load(s.Amount), Skills: skills(s.Skills), Priority: int(s.Priority),
		Pickup: places.of(p), PickupService: seconds(p.Service), PickupSetup: seconds(p.Setup),
		PickupServiceFor: secondsFor(p.ServicePerType), PickupSetupFor: secondsFor(p.SetupPerType),
		PickupWindows: windows(p.TimeWindows), Windows: windows(s.Delivery.TimeWindows),
		Options: []problem.Option{option(&s.Delivery, places)},
	}
}

func option(t *VroomTask, places *vroomPlaces) problem.Option {
	return problem.Option{
		Mode: problem.Door, Place: places.of(t), Consent: true, Service: seconds(t.Service), Setup: seconds(t.Setup),
		ServiceFor: secondsFor(t.ServicePerType), SetupFor: secondsFor(t.SetupPerType),
	}
}

// vehicle states a vehicle without its drives and costs; false for one that
// may do nothing.
func (x *VroomInput) vehicle(v *VroomVehicle, places *vroomPlaces) (problem.Vehicle, bool) {
	out := problem.Vehicle{
		ID: vehicleID(v), Kind: problem.Courier, Type: v.Type, Capacity: load(v.Capacity), Skills: skills(v.Skills),
		MaxTasks: x.maxTasks(v), Start: places.at(v.Start, v.StartIndex), End: places.at(v.End, v.EndIndex),
	}
	if out.MaxTasks < 0 {
		return out, false
	}
	if out.Start < 0 {
		out.Start = places.nowhere
	}
	if out.Returns = out.End >= 0; !out.Returns {
		out.End = 0
	}
	out.ReadyAt, out.ShiftEnd = v.hours()
	if v.MaxTravelTime != nil {
		out.MaxDrive = max(seconds(min(*v.MaxTravelTime, maxVroomDuration)), time.Microsecond)
	}
	if v.MaxDistance != nil {
		out.Range = geo.Meters(max(1, min(*v.MaxDistance, 1<<31-1)))
	}
	var ok bool
	out.Breaks, ok = v.breaks()
	return out, ok
}

// hours returns when a vehicle begins and ends to work; no end is 0.
func (v *VroomVehicle) hours() (from, to clock.Instant) {
	if v.TimeWindow == nil {
		return origin, 0
	}
	return instant(v.TimeWindow[0]), instant(v.TimeWindow[1])
}

// maxTasks returns the most tasks in the model's count, in which a shipment is
// one task and not two: 0 for no limit, -1 for none at all.
func (x *VroomInput) maxTasks(v *VroomVehicle) int {
	if v.MaxTasks == nil {
		return 0
	}
	most := int(*v.MaxTasks)
	if len(x.Shipments) > 0 {
		most /= 2
	}
	if most == 0 {
		return -1
	}
	return most
}

func seconds(s int64) time.Duration { return time.Duration(s) * time.Second }

func secondsFor(byType map[string]int64) map[string]time.Duration {
	if byType == nil {
		return nil
	}
	out := make(map[string]time.Duration, len(byType))
	for _, t := range sortedKeys(byType) {
		if t != "" { // a vehicle without a type has none
			out[t] = seconds(byType[t])
		}
	}
	return out
}

func instant(s int64) clock.Instant { return origin + clock.Instant(s)*1_000_000 }

// windows returns the windows in order, those that touch joined.
func windows(list [][]int64) []problem.Window {
	var out []problem.Window
	for _, w := range slices.SortedFunc(slices.Values(list), func(a, b []int64) int { return cmp.Compare(a[0], b[0]) }) {
		if n := len(out); n > 0 && instant(w[0]) <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, instant(w[1]))
			continue
		}
		out = append(out, problem.Window{From: instant(w[0]), To: instant(w[1])})
	}
	return out
}

func load(amounts []int64) (l problem.Load) {
	for i, n := range amounts {
		switch i {
		case 0:
			l.Grams = n
		case 1:
			l.Millis = n
		default:
			l.More[i-2] = n
		}
	}
	return l
}

func skills(list []int64) []string {
	var out []string
	for _, s := range list {
		out = append(out, strconv.FormatInt(s, 10))
	}
	return out
}
