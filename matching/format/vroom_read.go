package format

import (
	"fmt"

	"github.com/linli/linli/matching/problem"
)

// readVroom reads VROOM's JSON item by item, so that an error knows its line
// and too long a list is refused before it is in memory. Keys that VROOM does
// not have are passed over, as it does.
func readVroom(b []byte) (*VroomInput, error) {
	r := &vroomReader{jsonItems: newJSONItems(b), x: &VroomInput{}}
	err := r.object(func(key string) error {
		switch key {
		case "jobs":
			return r.array("job", problem.MaxShipments, r.job)
		case "shipments":
			return r.array("shipment", problem.MaxShipments, r.shipment)
		case "vehicles":
			return r.array("vehicle", problem.MaxVehicles, r.vehicle)
		case "matrices":
			return r.matrices()
		case "matrix":
			return r.matrix()
		}
		return r.skip()
	})
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, err
	}
	if r.old != nil {
		if r.x.Matrices != nil {
			return nil, mistake(0, "matrix", "it stands beside matrices: give one of them")
		}
		r.x.Matrices = map[string]VroomMatrices{"car": {Durations: r.old}}
	}
	return r.x, r.check()
}

type vroomReader struct {
	jsonItems
	x   *VroomInput
	old *Table // "matrix"

	jobs, shipments, vehicles []int // lines of the items
}

func (r *vroomReader) job(line int) error {
	j := VroomJob{VroomTask: VroomTask{ID: -1}}
	if err := r.decode(line, "job", len(r.x.Jobs), &j); err != nil {
		return err
	}
	if len(j.Amount) > 0 && len(j.Delivery) == 0 {
		j.Delivery = j.Amount
	}
	j.Amount = nil
	r.x.Jobs, r.jobs = append(r.x.Jobs, j), append(r.jobs, line)
	return nil
}

func (r *vroomReader) shipment(line int) error {
	s := VroomShipment{Pickup: VroomTask{ID: -1}, Delivery: VroomTask{ID: -1}}
	if err := r.decode(line, "shipment", len(r.x.Shipments), &s); err != nil {
		return err
	}
	r.x.Shipments, r.shipments = append(r.x.Shipments, s), append(r.shipments, line)
	return nil
}

func (r *vroomReader) vehicle(line int) error {
	v := VroomVehicle{ID: -1}
	if err := r.decode(line, "vehicle", len(r.x.Vehicles), &v); err != nil {
		return err
	}
	r.x.Vehicles, r.vehicles = append(r.x.Vehicles, v), append(r.vehicles, line)
	return nil
}

func (r *vroomReader) matrices() error {
	line := r.line()
	return r.object(func(profile string) error {
		var m VroomMatrices
		if err := r.decode(line, fmt.Sprintf("matrices of %q", profile), -1, &m); err != nil {
			return err
		}
		if r.x.Matrices == nil {
			r.x.Matrices = map[string]VroomMatrices{}
		}
		if len(r.x.Matrices) >= 255 {
			return mistake(r.line(), "matrices", "more than 255 profiles")
		}
		r.x.Matrices[profile] = m
		return nil
	})
}

func (r *vroomReader) matrix() error {
	line := r.line()
	r.old = &Table{}
	return r.decode(line, "matrix", -1, r.old)
}
