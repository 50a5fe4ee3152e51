package format

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// LinliInput is a problem in Linli's own JSON: the whole model, with the drives
// of each profile by name. It begins with the key "linli".
type LinliInput struct {
	Version  int               `json:"linli"` // 1
	Name     string            `json:"name,omitempty"`
	Given    problem.Problem   `json:"problem"`
	Matrices map[string]Drives `json:"matrices,omitempty"` // by profile: foot, ebike, car, robot

	vehicles, shipments []int // lines of the items
}

// Drives are the times, in microseconds, and lengths, in metres, of all drives.
// A time of -1 is no way.
type Drives struct {
	Travel *Table `json:"travel_us"`
	Meters *Table `json:"meters"`
}

// Format returns Native.
func (x *LinliInput) Format() Format { return Native }

// Title returns the name.
func (x *LinliInput) Title() string { return x.Name }

// Objective returns the problem's own.
func (x *LinliInput) Objective() problem.Objective { return x.Given.Objective }

// Size returns the numbers of shipments and vehicles.
func (x *LinliInput) Size() (tasks, vehicles int) {
	return len(x.Given.Shipments), len(x.Given.Vehicles)
}

// Write writes the problem.
func (x *LinliInput) Write(w io.Writer) error { return writeJSON(w, x) }

func readNative(b []byte) (*LinliInput, error) {
	r := &nativeReader{jsonItems: newJSONItems(b), x: &LinliInput{}}
	err := r.object(r.top)
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, err
	}
	if r.x.Version != 1 {
		return nil, mistake(1, "linli", "version %d is not 1", r.x.Version)
	}
	return r.x, r.x.checkMatrices()
}

type nativeReader struct {
	jsonItems
	x *LinliInput
}

func (r *nativeReader) top(key string) error {
	line := r.line()
	switch key {
	case "linli":
		return r.decode(line, key, -1, &r.x.Version)
	case "name":
		return r.decode(line, key, -1, &r.x.Name)
	case "problem":
		return r.object(r.part)
	case "matrices":
		return r.object(func(profile string) error {
			if _, err := geo.ParseProfile(profile); err != nil {
				return mistake(r.line(), "matrices", "%v", err)
			}
			var d Drives
			if err := r.decode(r.line(), "matrix of "+profile, -1, &d); err != nil {
				return err
			}
			if r.x.Matrices == nil {
				r.x.Matrices = map[string]Drives{}
			}
			r.x.Matrices[profile] = d
			return nil
		})
	}
	return mistake(line, key, "there is no such key: linli, name, problem, matrices")
}

// part reads a part of the problem.
func (r *nativeReader) part(key string) error {
	p, line := &r.x.Given, r.line()
	switch key {
	case "epoch":
		return r.decode(line, key, -1, &p.Epoch)
	case "now":
		return r.decode(line, key, -1, &p.Now)
	case "weights":
		return r.decode(line, key, -1, &p.Weights)
	case "objective":
		return r.decode(line, key, -1, &p.Objective)
	case "max_changed":
		return r.decode(line, key, -1, &p.MaxChanged)
	case "places":
		return r.array("place", problem.MaxPlaces, func(line int) error { return readItem(r, line, "place", &p.Places, nil) })
	case "vehicles":
		return r.array("vehicle", problem.MaxVehicles, func(line int) error { return readItem(r, line, "vehicle", &p.Vehicles, &r.x.vehicles) })
	case "shipments":
		return r.array("shipment", problem.MaxShipments, func(line int) error { return readItem(r, line, "shipment", &p.Shipments, &r.x.shipments) })
	case "lockers":
		return r.array("locker", problem.MaxCompartments, func(line int) error { return readItem(r, line, "locker", &p.Lockers, nil) })
	}
	return mistake(line, key, "a problem has no such key")
}

func readItem[T any](r *nativeReader, line int, what string, list *[]T, lines *[]int) error {
	var item T
	if err := r.decode(line, what, len(*list), &item); err != nil {
		return err
	}
	*list = append(*list, item)
	if lines != nil {
		*lines = append(*lines, line)
	}
	return nil
}

func (x *LinliInput) checkMatrices() error {
	for _, profile := range sortedKeys(x.Matrices) {
		d, item := x.Matrices[profile], "matrix of "+profile
		if d.Travel == nil || d.Meters == nil {
			return mistake(0, item, "travel_us or meters is missing")
		}
		if n := len(x.Given.Places); d.Travel.N != n || d.Meters.N != n {
			return mistake(0, item, "it is for %d and %d places, and the problem has %d", d.Travel.N, d.Meters.N, n)
		}
		if err := d.Travel.outside(-1, int64(problem.MaxDuration/time.Microsecond)); err != nil {
			return mistake(0, item, "travel_us: %v", err)
		}
		if err := d.Meters.outside(0, math.MaxInt32); err != nil {
			return mistake(0, item, "meters: %v", err)
		}
	}
	return nil
}

// Problem states the problem and validates it: an error names the item and its
// line.
func (x *LinliInput) Problem(o Options) (*problem.Problem, error) {
	p := x.Given
	p.Objective, p.Times = o.Objective, nil
	profiles := 0
	for i := range p.Vehicles {
		if by := p.Vehicles[i].Profile; p.Matrix(by) == nil {
			if profiles++; o.tooLarge(len(p.Places), profiles) != nil {
				return nil, o.tooLarge(len(p.Places), profiles)
			}
			m, err := x.matrix(by, o.Travel)
			if err != nil {
				return nil, err
			}
			p.SetMatrix(by, m)
		}
	}
	return &p, x.located(problem.Validate(&p))
}

func (x *LinliInput) matrix(by geo.Profile, travel Travel) (*problem.Matrix, error) {
	n := len(x.Given.Places)
	m := problem.NewMatrix(n)
	if d, ok := x.Matrices[by.String()]; ok {
		for i := range n {
			for j := range n {
				l := problem.Leg{Travel: problem.Unreachable, Meters: geo.Meters(d.Meters.At(i, j))}
				if t := d.Travel.At(i, j); t >= 0 {
					l.Travel = clock.Instant(t).Sub(0)
				}
				m.Set(i, j, l)
			}
		}
		return m, nil
	}
	if travel == nil {
		travel = GreatCircle
	}
	legs, err := travel(by.String(), x.Given.Places)
	if err != nil {
		return nil, err
	}
	for k, l := range legs {
		m.Set(k/n, k%n, l)
	}
	return m, nil
}

// located adds the line to what Validate says about a vehicle or shipment.
func (x *LinliInput) located(err error) error {
	var wrong *problem.Invalid
	if !errors.As(err, &wrong) {
		return err
	}
	line := 0
	find := func(kind string, i int, id string, lines []int) {
		if i < len(lines) && strings.HasPrefix(wrong.Item, fmt.Sprintf("%s %q", kind, id)) {
			line = lines[i]
		}
	}
	for i := range x.Given.Vehicles {
		find("vehicle", i, x.Given.Vehicles[i].ID, x.vehicles)
	}
	for i := range x.Given.Shipments {
		find("shipment", i, x.Given.Shipments[i].ID, x.shipments)
	}
	return mistake(line, wrong.Item, "%s: %s", wrong.Wrong, wrong.Do)
}

// WritePlan writes the plan as JSON.
func (x *LinliInput) WritePlan(w io.Writer, _ *problem.Problem, plan *problem.Plan) error {
	return writeJSON(w, plan)
}

// Measure returns the figures of the plan.
func (x *LinliInput) Measure(plan *problem.Plan) Figures {
	f := Figures{Unassigned: len(plan.Undone)}
	for _, r := range plan.Routes {
		if len(r.Stops) == 0 {
			continue
		}
		f.Vehicles++
		for _, s := range r.Stops {
			f.Distance += float64(s.Leg.Meters)
		}
		if r.Back != nil {
			f.Distance += float64(r.Back.Leg.Meters)
		}
	}
	return f
}

// Judge judges a plan in JSON.
func (x *LinliInput) Judge(answer []byte, o Options) (Figures, []check.Violation, error) {
	var plan problem.Plan
	if err := json.Unmarshal(answer, &plan); err != nil {
		return Figures{}, nil, mistake(0, "", "this is no plan: %v", err)
	}
	p, err := x.Problem(o)
	if err != nil {
		return Figures{}, nil, err
	}
	return x.Measure(&plan), check.Plan(p, plan), nil
}
