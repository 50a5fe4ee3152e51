package matching

import "github.com/linli/linli/matching/problem"

// breaksEntry keeps couriers out of where they do not go in.
func breaksEntry(pr *pair) bool {
	return pr.option.NoEntry && pr.tour.vehicle.Kind == problem.Courier
}
