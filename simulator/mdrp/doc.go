// Package mdrp runs the public record of meal delivery: Grubhub's Meal Delivery
// Routing Problem. It reads an instance, lets a policy live its day minute by
// minute, writes the three official solution files, and judges what was written
// with an evaluator of its own.
//
// The story of one day. Run asks the policy every minute what to do, and shows
// it only what has been placed by then. The policy keeps a plan: for each
// courier the bundles that he is to carry next. New orders are inserted where
// they cost least, the plan is bettered by moving orders and bundles, and all
// chains of bundles are matched to couriers anew by the exact solver of
// matching/assignment. A courier hears of his bundle at the last minute at
// which he must leave, because until then the plan may still change and waiting
// costs nothing.
//
// The package drives the matcher's exact core directly, not dispatch and shell:
// the engine's offers, zones and road times have no counterpart in the record.
//
//   - D. Reyes, A. Erera, M. Savelsbergh, S. Sahasrabudhe, R. O'Neil: The Meal
//     Delivery Routing Problem. Optimization Online (2018): the problem, the
//     instances and the rolling horizon.
package mdrp
