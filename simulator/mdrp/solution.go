package mdrp

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// Assignment is one instruction: fetch the orders, all of one restaurant, and
// drop them off in their sequence.
type Assignment struct {
	At      int // when the courier is told
	Pickup  int
	Courier string
	Orders  []string
}

// Delivery is what became of an order; Courier is empty if nobody carried it.
type Delivery struct {
	Order           string
	Pickup, Dropoff int
	Courier         string
}

// Move is one drive of a courier. From is "0" where he came on duty.
type Move struct {
	Courier  string
	Depart   int
	From, To string
}

// Solution is what the three official files say.
type Solution struct {
	Assignments []Assignment
	Deliveries  []Delivery
	Moves       []Move // by courier, then in time
}

// The names of the three files.
const (
	assignmentsFile = "solution_info_assignments.txt"
	ordersFile      = "solution_info_orders.txt"
	couriersFile    = "solution_info_couriers.txt"
)

// nobody stands in the orders file where nothing was done; the official
// evaluator reads it as a missing value.
const nobody = "NaN"

// Write writes the three solution files into dir, which it makes.
func (s *Solution) Write(in *Instance, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var a, o, c bytes.Buffer
	fmt.Fprintln(&a, "assignment_time pickup_time courier orders")
	for _, x := range s.Assignments {
		fmt.Fprint(&a, x.At, " ", x.Pickup, " ", x.Courier)
		for _, id := range x.Orders {
			fmt.Fprint(&a, " ", id)
		}
		fmt.Fprintln(&a)
	}
	done := map[string]Delivery{}
	for _, d := range s.Deliveries {
		done[d.Order] = d
	}
	fmt.Fprintln(&o, "order placement_time ready_time pickup_time dropoff_time courier")
	for _, x := range in.Orders {
		if d, ok := done[x.ID]; ok && d.Courier != "" {
			fmt.Fprintln(&o, x.ID, x.Placed, x.Ready, d.Pickup, d.Dropoff, d.Courier)
		} else {
			fmt.Fprintln(&o, x.ID, x.Placed, x.Ready, nobody, nobody, nobody)
		}
	}
	fmt.Fprintln(&c, "courier departure_time origin destination")
	restaurants := map[string]bool{}
	for _, r := range in.Restaurants {
		restaurants[r.ID] = true
	}
	for i, m := range s.Moves {
		if i > 0 && (restaurants[m.To] || m.Courier != s.Moves[i-1].Courier) {
			fmt.Fprintln(&c)
		}
		fmt.Fprintln(&c, m.Courier, m.Depart, m.From, m.To)
	}
	for _, f := range []struct {
		name string
		text *bytes.Buffer
	}{{assignmentsFile, &a}, {ordersFile, &o}, {couriersFile, &c}} {
		if err := os.WriteFile(filepath.Join(dir, f.name), f.text.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// ReadSolution reads the three files of a solution, whoever wrote them.
func ReadSolution(dir string) (*Solution, error) {
	s := &Solution{}
	if err := eachRow(filepath.Join(dir, assignmentsFile), 4, func(r *row) {
		s.Assignments = append(s.Assignments, Assignment{At: r.minute(0), Pickup: r.minute(1), Courier: r.fields[2], Orders: r.fields[3:]})
	}); err != nil {
		return nil, err
	}
	if err := eachRow(filepath.Join(dir, ordersFile), 1, func(r *row) {
		d := Delivery{Order: r.fields[0]}
		if len(r.fields) >= 6 && r.fields[5] != nobody {
			d.Pickup, d.Dropoff, d.Courier = r.minute(3), r.minute(4), r.fields[5]
		}
		s.Deliveries = append(s.Deliveries, d)
	}); err != nil {
		return nil, err
	}
	return s, eachRow(filepath.Join(dir, couriersFile), 4, func(r *row) {
		s.Moves = append(s.Moves, Move{Courier: r.fields[0], Depart: r.minute(1), From: r.fields[2], To: r.fields[3]})
	})
}
