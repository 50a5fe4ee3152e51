package assignment_test

import (
	"fmt"

	"github.com/linli/linli/matching/assignment"
)

// Four orders wait and three couriers are free; each order knows the couriers
// near it and the seconds they need to the shop. To leave an order for the next
// round counts as a quarter of an hour.
func Example_batch() {
	var p assignment.Problem
	p.Reset(3)
	p.AddRow([]int32{0, 1}, []int64{120, 300}, 900)
	p.AddRow([]int32{0, 1}, []int64{100, 500}, 900)
	p.AddRow([]int32{1, 2}, []int64{200, 240}, 900)
	p.AddRow([]int32{0}, []int64{700}, 900)

	var s assignment.Solver
	answer, err := s.Solve(&p)
	if err != nil {
		fmt.Println(err)
		return
	}
	for order, courier := range answer.Column {
		if courier == assignment.None {
			fmt.Printf("order %d waits\n", order)
		} else {
			fmt.Printf("order %d: courier %d\n", order, courier)
		}
	}
	fmt.Println("total", answer.Total)
	fmt.Println("proof:", assignment.Certify(&p, &answer) == nil)
	fmt.Println("courier 0 for order 3 would cost all of them at least", answer.Slack(3, 0, 700), "more")
	// Output:
	// order 0: courier 1
	// order 1: courier 0
	// order 2: courier 2
	// order 3 waits
	// total 1540
	// proof: true
	// courier 0 for order 3 would cost all of them at least 240 more
}
