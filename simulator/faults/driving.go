package faults

import (
	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
)

// rules are those of some towns: robots rest for a quarter of an hour at noon,
// and when it storms.
func rules() fleet.Driving {
	d := fleet.Driving{Name: "town", Hours: &circle.Hours{}, Paces: []fleet.Pace{{Weather: fleet.Rain, Percent: 50}, {Weather: fleet.Storm}}}
	for day := range d.Hours.Week {
		d.Hours.Week[day] = []circle.Span{{From: 0, To: 11*60 + 30}, {From: 11*60 + 45, To: 24 * 60}}
	}
	return d
}

// weather is staff's word that it rains, storms or is fair again.
func (d *desk) weather() {
	w := fleet.Fair
	if s := d.z.state(); s.Weather == fleet.Fair {
		w = pick(d.z.dice, []fleet.Weather{fleet.Rain, fleet.Storm, "hail"})
	}
	d.z.submit(d.link, dispatch.SetWeather{Weather: w, By: staff, Reason: "looked"}, nil)
}

// outing is what the referee knows of when robots may drive.
type outing struct {
	driving fleet.Driving
	weather fleet.Weather
}

// open reports whether an errand may begin. The rules go by UTC.
func (o *outing) open(at clock.Instant) bool {
	if h := o.driving.Hours; h != nil && !h.OpenAt(&clock.Calendar{}, at) {
		return false
	}
	return o.driving.Pace(o.weather) > 0
}

// setsOut: no errand begins when robots may not drive.
func (r *referee) setsOut(d dispatch.MissionPut, at clock.Instant) {
	if _, known := r.bases[d.Mission.ID]; known || r.outing.open(at) {
		return
	}
	for _, n := range d.Mission.Nodes {
		if n.Action == missions.PickNode {
			r.wrong("robot %s is sent for order %s at %s, when robots may not drive", d.Mission.Robot, n.Order, at)
			return
		}
	}
}

// stationed: no more robots are sent to a station than it has room for.
func (r *referee) stationed(d dispatch.MissionPut) {
	m := d.Mission
	if _, known := r.bases[m.ID]; known || m.Station == "" {
		return
	}
	for _, f := range crossings() {
		if f.Resource() != m.Station {
			continue
		}
		there := map[string]bool{}
		if p := r.places[m.Station]; p != nil {
			for _, robot := range p.robots {
				there[robot] = true
			}
		}
		for _, b := range r.bases {
			if b.Station == m.Station {
				there[b.Robot] = true
			}
		}
		delete(there, m.Robot)
		if len(there) >= f.Room() {
			r.wrong("robot %s is sent to %s, which has room for %d and is full", m.Robot, m.Station, f.Room())
		}
	}
}
