package problem

import (
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/clock"
)

// matrices judges the travel times and notes the worst leg into each place.
func (v *validator) matrices() error {
	n, legs := len(v.p.Places), 0
	for i, m := range v.p.Times {
		if m == nil {
			continue // validator.vehicle asks for those in use
		}
		if m.n != n || len(m.legs) != n*n {
			return &Invalid{fmt.Sprintf("matrix %d", i), fmt.Sprintf("it is for %d places and the problem has %d", m.n, n), "give a leg from every place to every place"}
		}
		if legs += n * n; legs > MaxLegs {
			return &Invalid{fmt.Sprintf("matrix %d", i), fmt.Sprintf("it brings the legs to %d", legs), fmt.Sprintf("%d at most: use fewer places or profiles", MaxLegs)}
		}
	}
	v.columns = make([]column, n)
	for i, m := range v.p.Times {
		if m == nil {
			continue
		}
		for k, leg := range m.legs {
			if wrong := v.leg(k%n, leg); wrong != "" {
				return &Invalid{fmt.Sprintf("matrix %d, leg from place %d to place %d", i, k/n, k%n), wrong,
					"give a time and a length of 0 or more, or say that it is unreachable"}
			}
		}
	}
	return nil
}

// leg notes a leg into place to, or returns what is wrong with it.
func (v *validator) leg(to int, l Leg) string {
	c := &v.columns[to]
	switch {
	case l.Meters < 0:
		return fmt.Sprintf("it is %d m long", l.Meters)
	case l.Travel == Unreachable:
		return ""
	case l.Travel < 0:
		return fmt.Sprintf("it takes %s", l.Travel)
	case l.Travel > MaxDuration:
		return fmt.Sprintf("it takes %s, and %s is the most", l.Travel, MaxDuration)
	}
	c.travel, c.meters = max(c.travel, l.Travel), max(c.meters, l.Meters)
	return ""
}

// sums refuses amounts that are sound one by one and add up to more than 64
// bits hold: the load, time, length and cost of one route with everything in
// it, by the dearest vehicle, with the worst leg into every stop.
func (v *validator) sums() error {
	w := v.worst()
	for i, load := range w.load {
		if load > maxSum {
			return v.tooMuch(fmt.Sprintf("the shipments' loads, %s,", measureName(i)))
		}
	}
	span := w.end - w.begin // microseconds
	if span*1000 > maxSum {
		return v.tooMuch("the times of drives, services and windows")
	}
	weights := &v.p.Weights
	tasks, fleet := float64(len(v.p.Shipments)), float64(len(v.p.Vehicles))
	minutes := span/60e6 + 1
	var sum float64
	for _, term := range []struct {
		what string
		cost float64
	}{
		{"cost, fixed,", fleet * w.fixed},
		{"cost, per_task, and the fees", w.fees + tasks*w.perTask},
		{"cost, per_hour,", w.perHour * (w.busy/3600e6 + fleet)},
		{"cost, per_km,", w.perKm * (w.meters/1000 + fleet)},
		{"weights, wait_per_minute,", float64(weights.WaitPerMinute) * minutes * fleet},
		{"weights, resident_per_minute,", float64(weights.ResidentPerMinute) * w.resident / 60e6},
		{"weights, late_per_minute,", tasks * minutes * float64(weights.LatePerMinute)},
		{"weights, late_step,", tasks * minutes * minutes * float64(weights.LateStep)},
		{"weights, uneven,", float64(weights.Uneven) * fleet * math.Pow((span+w.worked)/3600e6+1, 2)},
		{"weights, change,", tasks * float64(weights.Change)},
	} {
		if sum += term.cost; sum > maxSum {
			return v.tooMuch(term.what)
		}
	}
	if weights.ResidentPerMinute > 0 && w.resident > maxSum {
		return v.tooMuch("the residents' times until hand-over")
	}
	return nil
}

func (v *validator) tooMuch(what string) error {
	return &Invalid{"problem", what + " can add up to more than 64 bits hold", "give smaller numbers or coarser units, or split the problem"}
}

// bounds is what a route amounts to at the very most. Times are in
// microseconds; float64 cannot overflow.
type bounds struct {
	begin, end     float64 // of all that the problem speaks of, and can happen
	busy           float64 // driving, service and breaks of everything
	meters         float64
	load           [MaxDims]float64
	fees, resident float64
	fixed, perTask float64
	perHour, perKm float64
	worked         float64
}

func (v *validator) worst() bounds {
	w := bounds{begin: float64(v.p.Now), end: float64(v.p.Now)}
	for i := range v.p.Shipments {
		v.addShipment(&w, &v.p.Shipments[i])
	}
	var rest, back float64
	for i := range v.p.Vehicles {
		x := &v.p.Vehicles[i]
		w.span(x.ReadyAt, x.ShiftEnd)
		var sum float64
		for _, b := range x.Breaks {
			sum += micros(b.Duration)
			w.windows(b.Windows)
		}
		rest = max(rest, sum)
		if x.Returns {
			back = max(back, micros(v.columns[x.End].travel))
			w.meters += float64(v.columns[x.End].meters)
		}
		for _, s := range x.Route {
			w.span(s.Start)
			v.addStop(&w, s.Place, s.Service)
		}
		w.worked = max(w.worked, micros(x.Worked))
		w.fixed = max(w.fixed, float64(x.Cost.Fixed))
		w.perTask = max(w.perTask, float64(x.Cost.PerTask))
		w.perHour = max(w.perHour, float64(x.Cost.PerHour))
		w.perKm = max(w.perKm, float64(x.Cost.PerKm))
	}
	w.busy += rest + back
	w.end += w.busy
	v.addResidents(&w)
	return w
}

// strangest is the most that it costs who comes.
func strangest(s *Shipment) float64 {
	dearest := float64(s.Strange)
	for _, k := range s.Known {
		dearest = max(dearest, float64(k.Price))
	}
	return dearest
}

// addShipment counts a shipment by the worst of its options.
func (v *validator) addShipment(w *bounds, s *Shipment) {
	w.span(s.Placed, s.Earliest, s.Due, s.Latest)
	w.windows(s.Windows)
	takes := s.Takes.row()
	for i, n := range s.Load.row() {
		w.load[i] += float64(n) + float64(takes[i])
	}
	if !s.Visit {
		w.span(s.Release, s.PickedUpAt)
		w.windows(s.PickupWindows)
		v.addStop(w, s.Pickup, most(s.PickupService, s.PickupServiceFor))
		w.busy += micros(most(s.PickupSetup, s.PickupSetupFor))
	}
	var stop, meters, fee float64
	for k := range s.Options {
		o := &s.Options[k]
		c := v.columns[o.Place]
		stop = max(stop, micros(c.travel)+micros(most(o.Service, o.ServiceFor))+micros(most(o.Setup, o.SetupFor))+micros(o.After))
		meters = max(meters, float64(c.meters))
		fee = max(fee, float64(o.Fee))
	}
	fee += strangest(s)
	times := float64(max(1, s.Workers))
	w.busy += stop * times
	w.meters += meters * times
	w.fees += fee * times
}

// most returns the longest of the time for all and those by type.
func most(all time.Duration, byType map[string]time.Duration) time.Duration {
	for _, d := range byType {
		all = max(all, d)
	}
	return all
}

func (v *validator) addStop(w *bounds, place int, service time.Duration) {
	w.busy += micros(v.columns[place].travel) + micros(service)
	w.meters += float64(v.columns[place].meters)
}

// addResidents counts the time until the hand-over of every shipment: at the
// end of its window, or of the last shift, or of everything.
func (v *validator) addResidents(w *bounds) {
	last := float64(v.p.Now)
	for i := range v.p.Vehicles {
		end := w.end
		if x := &v.p.Vehicles[i]; x.ShiftEnd != 0 {
			end = float64(x.ShiftEnd)
		}
		last = max(last, end)
	}
	for i := range v.p.Shipments {
		s := &v.p.Shipments[i]
		from, to := float64(s.Placed), last
		if s.Placed == 0 {
			from = float64(v.p.Now)
		}
		if s.Latest != 0 {
			to = min(to, float64(s.Latest))
		}
		if n := len(s.Windows); n > 0 && s.Windows[n-1].To != 0 {
			to = min(to, float64(s.Windows[n-1].To))
		}
		w.resident += max(0, to-from) * float64(max(1, s.Workers))
	}
}

// span widens the bounds to instants that are set.
func (w *bounds) span(instants ...clock.Instant) {
	for _, i := range instants {
		if i != 0 {
			w.begin, w.end = min(w.begin, float64(i)), max(w.end, float64(i))
		}
	}
}

func (w *bounds) windows(list []Window) {
	for _, x := range list {
		w.span(x.From, x.To)
	}
}

func micros(d time.Duration) float64 { return float64(d / time.Microsecond) }
