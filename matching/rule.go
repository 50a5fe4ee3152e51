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
	access
	locker
	tasks

	// Rules about the route, judged at each stop. Reach and capacity are also
	// judged once for the pair: no road network, goods bigger than the vehicle.
	reach
	capacity
	window
	ride
	shift
	vehicleRange

	ruleCount int = iota
)

var ruleNames = [ruleCount]string{
	choice: "choice", carrier: "carrier", skill: "skill", consent: "consent", access: "access",
	locker: "locker", tasks: "tasks", reach: "reach", capacity: "capacity", window: "window",
	ride: "ride", shift: "shift", vehicleRange: "range",
}

// String returns the rule's name as its file spells it: rule_<name>.go.
func (r rule) String() string { return ruleNames[r] }

// ofOption reports whether the rule rules out an option whatever the vehicle.
func (r rule) ofOption() bool { return r == consent || r == access || r == locker }

// pair is what the rules before insertion look at.
type pair struct {
	shipment    *problem.Shipment
	option      *problem.Option
	compartment int // of the option's locker, the smallest free one that fits; -1: none
	tour        *tour
}

var pairRules = [...]struct {
	rule   rule
	breaks func(*pair) bool
}{
	{choice, breaksChoice},
	{carrier, breaksCarrier},
	{skill, breaksSkill},
	{consent, breaksConsent},
	{access, breaksAccess},
	{locker, breaksLocker},
	{tasks, breaksTasks},
	{reach, breaksReach},
	{capacity, breaksCapacity},
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
