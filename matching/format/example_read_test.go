package format_test

import (
	"bytes"
	"fmt"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/format"
)

// A problem in VROOM's JSON, solved, answered and judged.
func ExampleRead() {
	x, err := format.Read([]byte(`{
		"vehicles": [{"id": 1, "start_index": 0, "end_index": 0, "capacity": [2]}],
		"jobs": [{"id": 4, "location_index": 1, "delivery": [1]}, {"id": 5, "location_index": 2, "delivery": [1]}],
		"matrices": {"car": {"durations": [[0, 60, 90], [60, 0, 20], [70, 20, 0]]}}
	}`), "")
	if err != nil {
		fmt.Println(err)
		return
	}
	o := format.Options{Objective: x.Objective()}
	p, err := x.Problem(o)
	if err != nil {
		fmt.Println(err)
		return
	}
	plan := matching.Optimize(p, matching.Options{Seed: 1, Threads: 2, Iterations: 100})
	for _, r := range plan.Routes {
		for _, s := range r.Stops {
			fmt.Println(s.Shipment)
		}
	}
	var answer bytes.Buffer
	if err := x.WritePlan(&answer, p, &plan); err != nil {
		fmt.Println(err)
		return
	}
	figures, violations, err := x.Judge(answer.Bytes(), o)
	fmt.Println(figures.Vehicles, figures.Distance, figures.Unassigned, violations, err)
	// Output:
	// job 4
	// job 5
	// 1 150 0 [] <nil>
}
