// Package matching decides which vehicle takes which waiting shipment, by
// which delivery option and between which stops of its route: Solve turns a
// problem.Problem into a problem.Plan.
//
// The story of one call. Every vehicle becomes a tour: the route that it has
// in hand, walked once, with the place, time, load and cost after each stop.
// The waiting shipments are placed one after another. For each, every vehicle
// is paired with every option. The rules about the pair are judged first,
// cheap and before any position is tried; then the finder tries every pickup
// and delivery position behind the locked stops and follows the changed route
// stop by stop, judging the rules of the route on the way. What is left are
// candidates; the verdict keeps the best ten, counts the others, and counts
// what each rule ruled out. The cheapest is taken, its tour and its locker
// compartment change, and the next shipment is placed on what is left.
//
// Each rule is one file, rule_<name>.go, and is judged again, by other code,
// in matching/check. A route in hand that breaks a rule already takes nothing
// more.
//
// A candidate costs what the vehicle's route costs more with it than without,
// term by term (problem.Terms), in integers: the same problem gives the same
// plan on every machine. There is no clock, no chance and no map order in it.
//
// Solve never moves what it has placed: it is greedy, and says why it chose
// what it chose. Optimize begins with such a plan (solver), states the problem
// as numbers (compile), has package search look for a better plan, with a judge
// that follows whole routes where the search's own arithmetic does not know
// every rule or cost, and reads the result back (adopt). Then it compares each
// shipment with every other place that it could have, moves it while there is
// a cheaper one, and explains it (polish): so an explanation is true of the
// plan as it is, and the first candidate is the cheapest given all the rest.
//
// Vehicles with breaks are followed by labels: after each stop, for each number
// of breaks taken, the way that leaves earliest and the one that cost least
// (itinerary). Visits for several workers get a common start when they are
// placed, and keep it (crew). Shipments that go together are placed as one
// (group).
package matching
