package matching

// breaksTasks keeps the number of shipments in the route, and of those that
// this plan adds, within the vehicle's limits.
func breaksTasks(pr *pair) bool {
	v := pr.tour.vehicle
	return v.MaxTasks > 0 && pr.tour.tasks >= v.MaxTasks || v.MaxNew > 0 && pr.tour.added >= v.MaxNew
}
