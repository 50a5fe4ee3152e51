// Package problem is the model that the solver (matching) and the judge
// (matching/check) share: vehicles with a route in hand, shipments with the
// ways in which each may be handed over, lockers as a shared resource, and the
// plan that answers them.
//
// Amounts are integers: time in clock.Instant (microseconds), money in minor
// units, mass in grams, volume in millilitres. Travel times are filled in by
// the shell's worker before a solver sees the problem.
package problem
