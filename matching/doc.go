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
// This first matcher never moves what it has placed: it is greedy, and says
// why it chose what it chose.
package matching
