package missions

import "fmt"

// Load is the goods of one order that a mission fetches and hands over.
type Load struct {
	Order       string `json:"order"`
	Compartment string `json:"compartment,omitempty"` // of the robot, in which they travel
	Phase       Phase  `json:"phase"`
	Unlocked    bool   `json:"unlocked,omitempty"` // the resident proved who they are, or the locker's door is open
	Onward      bool   `json:"onward,omitempty"`   // nobody came, or they asked: a way on to a locker was looked for
	Emptied     bool   `json:"emptied,omitempty"`  // at a locker: the robot says that it has put the goods in, the locker has not said so yet
}

// Phase is how far an errand has come.
type Phase string

// The phases, in order of life.
const (
	ToPickup  Phase = "to_pickup"  // sent; not at the goods yet
	Loading   Phase = "loading"    // at the goods, compartment open
	ToHandoff Phase = "to_handoff" // on board; not at the resident's yet
	Unloading Phase = "unloading"  // at the handover point, waiting for the resident
	Done      Phase = "done"       // handed over
	Aborted   Phase = "aborted"    // called off or broken down
)

// Signal is what a robot's state says about a load.
type Signal string

// The signals.
const (
	AtPickup  Signal = "at_pickup"  // pick action running
	Loaded    Signal = "loaded"     // pick action finished
	AtHandoff Signal = "at_handoff" // drop action running
	Unloaded  Signal = "unloaded"   // drop action finished
	Abort     Signal = "abort"      // called off or broken down
	Ended     Signal = "ended"      // nothing is left to do of a trip, wherever the robot is
)

var life = map[Phase]map[Signal]Phase{
	ToPickup:  {AtPickup: Loading, Loaded: ToHandoff, Abort: Aborted},
	Loading:   {Loaded: ToHandoff, Abort: Aborted},
	ToHandoff: {AtHandoff: Unloading, Unloaded: Done, Abort: Aborted},
	Unloading: {Unloaded: Done, Abort: Aborted},
}

// Next returns the phase that a signal leads to. A signal that the load has
// already taken returns the present phase: robots repeat their state. One that
// it cannot take is an error.
func (l *Load) Next(s Signal) (Phase, error) {
	if to, ok := life[l.Phase][s]; ok {
		return to, nil
	}
	if taken(l.Phase, s) {
		return l.Phase, nil
	}
	return "", fmt.Errorf("order %s is %s with its robot: it cannot take %s", l.Order, l.Phase, s)
}

var reached = map[Signal]int{AtPickup: 1, Loaded: 2, AtHandoff: 3, Unloaded: 4, Abort: 5}
var stands = map[Phase]int{ToPickup: 0, Loading: 1, ToHandoff: 2, Unloading: 3, Done: 4, Aborted: 5}

func taken(p Phase, s Signal) bool {
	n, known := reached[s]
	return known && stands[p] >= n
}

// OnBoard reports whether the robot has the goods, to hand them over.
func (l *Load) OnBoard() bool { return l.Phase == ToHandoff || l.Phase == Unloading }

// Over reports whether nothing is left to do for the load.
func (l *Load) Over() bool { return l.Phase == Done || l.Phase == Aborted }

// Did reports whether an action of the load's errand lies behind it.
func (l *Load) Did(action string) bool {
	return l.Over() || l.Emptied || action == PickNode && l.OnBoard()
}
