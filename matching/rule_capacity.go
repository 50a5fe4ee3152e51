package matching

import "github.com/linli/linli/matching/problem"

// breaksCapacity rules out a shipment that even the empty vehicle cannot hold.
func breaksCapacity(pr *pair) bool {
	return overloaded(pr.tour.vehicle, pr.shipment.Load) || pr.shipment.Visit && overloaded(pr.tour.vehicle, pr.shipment.Takes)
}

// overloaded reports whether the load is too heavy or too bulky.
func overloaded(v *problem.Vehicle, load problem.Load) bool { return !load.Fits(v.Capacity) }
