package search

// Options steer a search.
type Options struct {
	Seed       uint64
	Threads    int   // goroutines at most; the result does not depend on it
	Iterations int64 // budget; 0: no limit
	// Spent says how much of the time is over, from 0 to 1; at 1 the search
	// ends. nil: no limit of time. With both limits the one further on counts.
	Spent func() float64
	// FewestVehicles puts the number of used vehicles before the cost.
	FewestVehicles bool
	// Start is a first solution: stops for each vehicle. What is not feasible
	// of it is left out. nil: from nothing.
	Start [][]int32
	// Progress is told each better solution, from the calling goroutine.
	Progress func(Value, int64)
}

// Value orders solutions: by what is undone, then by the number of vehicles
// used (FewestVehicles only), then by cost.
type Value struct {
	Undone   int64
	Vehicles int
	Cost     int64
}

// Less reports whether v is better than w.
func (v Value) Less(w Value) bool {
	if v.Undone != w.Undone {
		return v.Undone < w.Undone
	}
	if v.Vehicles != w.Vehicles {
		return v.Vehicles < w.Vehicles
	}
	return v.Cost < w.Cost
}

// Solution is what a search found.
type Solution struct {
	Routes     [][]int32 // stops of each vehicle, in order
	Options    []int32   // of each task; -1: undone
	Value      Value
	Iterations int64
}
