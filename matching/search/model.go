package search

import "math"

// MaxDims is how many measures of load a Model may use.
const MaxDims = 8

// Load is an amount in each measure.
type Load [MaxDims]int64

// Model is a problem made ready for the search: numbers instead of names, and
// every rule that the kernel knows as an array. Times are in any unit, costs in
// any other, as long as all agree and a drive fits 31 bits; both are exact
// integers. Where Judge knows better, drives, services and costs of the kernel
// may be rounded down.
//
// What the kernel does not know is left to Judge and Shared. The kernel's own
// rules then only have to be necessary: it proposes what they allow, and Judge
// has the last word and names the price.
type Model struct {
	Places   int
	Stops    []Stop
	Tasks    []Task
	Vehicles []Vehicle
	Classes  []Class
	Dims     int // measures in use; the others are zero

	Judge  Judge  // nil: the kernel's rules and costs are all there is
	Shared Shared // nil: no rule joins two routes but the kernel's
}

// Stop is a stop that a route may have. Service starts in [Open, Close].
type Stop struct {
	Place       int32
	Task        int32
	Open, Close int64
	Service     int64
	Load        Load // what it adds to the load; negative at a delivery
}

// Task is a unit of work: it is in one route, by one of its options, or it is
// undone.
type Task struct {
	Options []Option
	Undone  int64   // weight of leaving it undone; positive
	Pinned  bool    // in the Route of a vehicle, and stays there
	Near    []int32 // vehicles that it may go to; nil: all
	Group   int32   // all tasks of a group (> 0) are in one route, or all are undone; 0: none
}

// Option is one way to do a task: by a stop, or by a pickup and, behind it in
// the same route, a delivery.
type Option struct {
	Pickup   int32 // stop; -1: the task is one stop
	Delivery int32 // stop
	Cost     int64
	Floor    int64   // how much of Cost is for when its delivery starts at the earliest, which Judge.Start counts too
	Near     []int32 // vehicles that may take the task by this option; nil: all
}

// Vehicle is a route to fill. Vehicles without a Route that are equal in
// everything have the same Twin: of those the search only looks at the first
// that is empty.
type Vehicle struct {
	Class       int32
	Twin        int32
	Start       int32 // place
	End         int32 // place; -1: the route ends at its last stop
	Open, Close int64 // it leaves Start at Open at the earliest and has left its last stop, or is at End, by Close
	Capacity    Load
	Fixed       int64   // cost of using it at all
	MaxTasks    int     // 0: no limit
	Aboard      Load    // at the start, before any stop: goods to be delivered, what visits use up excluded
	Route       []int32 // stops of pinned tasks, in an order that stays
	Locked      int     // no stop goes before this many of Route
}

// Class is what vehicles of one kind share.
type Class struct {
	Travel []int32 // Places × Places, row from, column to; NoWay: no way
	Cost   []int32 // likewise: what the drive costs; may be Travel itself
	// Service replaces Stop.Service, by stop; nil: no.
	Service []int64
	// TaskCost is added for each task; ServiceCost, by stop, for each stop (nil: none).
	TaskCost    int64
	ServiceCost []int64
}

// Never is a time that does not come, NoWay a drive that cannot be made.
const (
	Never = int64(1) << 60
	NoWay = int32(math.MaxInt32)
)

// Judge knows the rules and costs of a whole route. It must be safe to call
// from several goroutines; each search goroutine asks for its own by Fork.
type Judge interface {
	// Route returns what the route costs with everything in it, or false if it
	// breaks a rule. credit is by how much that may fall when a stop is added,
	// although what the kernel knows of the cost rises: 0 where each added stop
	// costs at least its drive.
	Route(vehicle int32, stops []int32) (cost, credit int64, ok bool)
	// Start returns what it costs at the least, beside drives and work, that
	// service at a stop starts at an instant or later.
	Start(stop int32, at int64) int64
	// Starts appends what each stop of the route that Route allowed last costs by
	// when it starts, in the way of Start and rounded up; -1 for a stop that
	// Start puts no price on. It appends nothing where this is not known.
	Starts(list []int64) []int64
	Fork() Judge
}

// Shared knows rules that join routes: lockers' compartments, workers that
// must start together.
type Shared interface {
	// Fits reports whether the task may be done by the option beside what
	// chosen says of the others: chosen[t] is the option of task t, -1 undone.
	Fits(task, option int32, chosen []int32) bool
}
