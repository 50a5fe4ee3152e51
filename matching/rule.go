package matching

import "github.com/linli/linli/matching/problem"

// rule names what ruled a candidate out. The order is the order of judging:
// the first rule broken names the exclusion.
type rule uint8

const (
	none rule = iota

	// Rules about a shipment, an option and a vehicle, judged before any
	// position in the route is tried.
	choice
	carrier
	skill
	consent
	entry
	access
	locker
	tasks
	together
	apart
	workers
	change

	// Rules about the route, judged at each stop. Reach, capacity and
	// compartment are also judged once for the pair: no road network, goods
	// bigger than the vehicle, no place for their class.
	reach
	capacity
	compartment
	lifo
	after
	window
	ride
	shift
	vehicleRange
	drive
	breaks

	ruleCount int = iota
)

var ruleNames = [ruleCount]string{
	choice: "choice", carrier: "carrier", skill: "skill", consent: "consent", entry: "entry", access: "access",
	locker: "locker", tasks: "tasks", together: "together", apart: "apart", workers: "workers", change: "change",
	reach: "reach", capacity: "capacity", compartment: "compartment", lifo: "lifo", after: "after", window: "window",
	ride: "ride", shift: "shift", vehicleRange: "range", drive: "drive", breaks: "break",
}

// String returns the rule's name as its file spells it: rule_<name>.go.
func (r rule) String() string { return ruleNames[r] }

// ofOption reports whether the rule rules out an option whatever the vehicle.
func (r rule) ofOption() bool { return r == consent || r == entry || r == access || r == locker }

// pair is what the rules before insertion look at.
type pair struct {
	shipment     *problem.Shipment
	option       *problem.Option
	class        int  // of the goods, in the words of the problem
	room         bool // the option's locker, if it has one, has a compartment left that fits
	tour         *tour
	mates        mates // of the shipment, for Together
	changesSpent bool  // no more promise may be changed
	kept         bool  // another worker keeps the promise
	short        bool  // not enough workers can start together
}

// mates says where those are that a shipment must go with.
type mates struct {
	tour *tour // nil: nowhere yet
	torn bool  // by several vehicles
}

var pairRules = [...]struct {
	rule   rule
	breaks func(*pair) bool
}{
	{choice, breaksChoice},
	{carrier, breaksCarrier},
	{skill, breaksSkill},
	{consent, breaksConsent},
	{entry, breaksEntry},
	{access, breaksAccess},
	{locker, breaksLocker},
	{tasks, breaksTasks},
	{together, breaksTogether},
	{apart, breaksApart},
	{workers, breaksWorkers},
	{change, breaksChange},
	{reach, breaksReach},
	{capacity, breaksCapacity},
	{compartment, breaksCompartment},
}

// judge returns the first rule that the pair breaks, or none.
func (pr *pair) judge() rule {
	for i := range pairRules {
		if pairRules[i].breaks(pr) {
			return pairRules[i].rule
		}
	}
	return none
}
