package format

import (
	"encoding/json"
	"github.com/linli/linli/matching/problem"
	"io"
)

// vroomAnswer is a solution in VROOM's JSON.
type vroomAnswer struct {
	Code       int             `json:"code"`
	Error      string          `json:"error,omitempty"`
	Summary    *vroomSummary   `json:"summary,omitempty"`
	Unassigned []vroomUndone   `json:"unassigned"`
	Routes     []vroomAnswered `json:"routes"`
}

type vroomTotals struct {
	Cost       int64   `json:"cost"`
	Setup      int64   `json:"setup"`
	Service    int64   `json:"service"`
	Duration   int64   `json:"duration"`
	Waiting    int64   `json:"waiting_time"`
	Priority   int64   `json:"priority"`
	Distance   *int64  `json:"distance,omitempty"`
	Delivery   []int64 `json:"delivery,omitempty"`
	Pickup     []int64 `json:"pickup,omitempty"`
	Violations []any   `json:"violations"`
}

type vroomSummary struct {
	vroomTotals
	Routes     int `json:"routes"`
	Unassigned int `json:"unassigned"`
	Computing  struct {
		Loading int64 `json:"loading"`
		Solving int64 `json:"solving"`
		Routing int64 `json:"routing"`
	} `json:"computing_times"`
}

type vroomUndone struct {
	ID            int64     `json:"id"`
	Type          string    `json:"type"`
	Description   string    `json:"description,omitempty"`
	Location      []float64 `json:"location,omitempty"`
	LocationIndex *int64    `json:"location_index,omitempty"`
	Reason        string    `json:"reason,omitempty"` // not VROOM's
}

type vroomAnswered struct {
	Vehicle     int64  `json:"vehicle"`
	Description string `json:"description,omitempty"`
	vroomTotals
	Steps []vroomDone `json:"steps"`
}

type vroomDone struct {
	Type          string    `json:"type"`
	ID            *int64    `json:"id,omitempty"`
	Job           *int64    `json:"job,omitempty"` // the old name of a job's id
	Description   string    `json:"description,omitempty"`
	Location      []float64 `json:"location,omitempty"`
	LocationIndex *int64    `json:"location_index,omitempty"`
	Setup         int64     `json:"setup"`
	Service       int64     `json:"service"`
	Waiting       int64     `json:"waiting_time"`
	Load          []int64   `json:"load,omitempty"`
	Arrival       int64     `json:"arrival"`
	Duration      int64     `json:"duration"`
	Distance      *int64    `json:"distance,omitempty"`
	Violations    []any     `json:"violations"`
}

// Measure returns the routes used, their length in metres, or the seconds of
// driving where lengths are not known, and how many jobs and shipments are
// left.
func (x *VroomInput) Measure(plan *problem.Plan) Figures {
	f := Figures{Unassigned: len(plan.Undone)}
	a, err := x.answer(plan)
	if err != nil {
		return f
	}
	f.Vehicles, f.Distance = a.Summary.Routes, float64(a.Summary.Duration)
	if a.Summary.Distance != nil {
		f.Distance = float64(*a.Summary.Distance)
	}
	return f
}

// WritePlan writes the answer in VROOM's JSON.
func (x *VroomInput) WritePlan(w io.Writer, _ *problem.Problem, plan *problem.Plan) error {
	a, err := x.answer(plan)
	if err != nil {
		return err
	}
	return writeJSON(w, a)
}

// WriteError writes what VROOM answers when it has no solution: code 1 for a
// fault, 2 for a mistake in the problem, 3 for roads that are missing.
func WriteError(w io.Writer, code int, err error) error {
	return writeJSON(w, struct {
		Code  int    `json:"code"`
		Error string `json:"error"`
	}{code, err.Error()})
}

// vroomTeller turns a plan into an answer.
type vroomTeller struct {
	x      *VroomInput
	places *vroomPlaces
	dims   int
	jobs   map[string]*VroomJob
	pairs  map[string]*VroomShipment
	roads  map[string]*vroomRoads
	a      *vroomAnswer
}

func (x *VroomInput) answer(plan *problem.Plan) (*vroomAnswer, error) {
	t := x.teller()
	a := t.a
	byID := make(map[string]*problem.Route, len(plan.Routes))
	for i := range plan.Routes {
		byID[plan.Routes[i].Vehicle] = &plan.Routes[i]
	}
	for i := range x.Vehicles {
		v := &x.Vehicles[i]
		r := byID[vehicleID(v)]
		if r == nil || len(r.Stops) == 0 {
			continue
		}
		route, err := t.route(v, r)
		if err != nil {
			return nil, err
		}
		a.Routes = append(a.Routes, route)
		a.Summary.add(&route.vroomTotals)
	}
	for i := range plan.Undone {
		t.undone(&plan.Undone[i])
	}
	s := a.Summary
	s.Routes, s.Unassigned = len(a.Routes), len(a.Unassigned)
	s.Computing.Loading, s.Computing.Solving = x.loading.Milliseconds(), x.solving.Milliseconds()
	return a, nil
}

func (x *VroomInput) teller() *vroomTeller {
	t := &vroomTeller{x: x, places: x.places(), dims: x.dims(), jobs: map[string]*VroomJob{}, pairs: map[string]*VroomShipment{},
		roads: x.roads, a: &vroomAnswer{Unassigned: []vroomUndone{}, Routes: []vroomAnswered{}}}
	for i := range x.Jobs {
		t.jobs[jobID(x.Jobs[i].ID)] = &x.Jobs[i]
	}
	for i := range x.Shipments {
		t.pairs[carriageID(&x.Shipments[i])] = &x.Shipments[i]
	}
	if t.roads == nil {
		t.roads = map[string]*vroomRoads{}
	}
	t.a.Summary = &vroomSummary{vroomTotals: t.totals()}
	return t
}

func (t *vroomTeller) totals() vroomTotals {
	return vroomTotals{Violations: []any{}, Delivery: t.nothing(), Pickup: t.nothing()}
}

func (t *vroomTeller) nothing() []int64 {
	if t.dims == 0 {
		return nil
	}
	return make([]int64, t.dims)
}

func (s *vroomTotals) add(r *vroomTotals) {
	s.Cost += r.Cost
	s.Setup += r.Setup
	s.Service += r.Service
	s.Duration += r.Duration
	s.Waiting += r.Waiting
	s.Priority += r.Priority
	if r.Distance != nil {
		d := *r.Distance
		if s.Distance != nil {
			d += *s.Distance
		}
		s.Distance = &d
	}
	plus(s.Delivery, r.Delivery)
	plus(s.Pickup, r.Pickup)
}

func plus(sum, add []int64) {
	for i := range add {
		sum[i] += add[i]
	}
}

func minus(sum, take []int64) {
	for i := range take {
		sum[i] -= take[i]
	}
}

func (t *vroomTeller) undone(u *problem.Undone) {
	tell := func(kind string, task *VroomTask) {
		t.a.Unassigned = append(t.a.Unassigned, vroomUndone{
			ID: task.ID, Type: kind, Description: task.Description, Location: task.Location, LocationIndex: task.LocationIndex,
			Reason: u.Explanation.Text.En,
		})
	}
	if j := t.jobs[u.Shipment]; j != nil {
		tell("job", &j.VroomTask)
	}
	if s := t.pairs[u.Shipment]; s != nil {
		tell("pickup", &s.Pickup)
		tell("delivery", &s.Delivery)
	}
}

// decodeAnswer reads an answer.
func decodeAnswer(b []byte) (*vroomAnswer, error) {
	var a vroomAnswer
	if err := json.Unmarshal(b, &a); err != nil {
		return nil, mistake(0, "", "this is no answer in VROOM's JSON: %v", err)
	}
	if a.Code != 0 {
		return nil, mistake(0, "", "this is no answer: code %d, %s", a.Code, clip([]byte(a.Error)))
	}
	return &a, nil
}
