// Package mdrp runs the public record of meal delivery, Grubhub's Meal Delivery
// Routing Problem, through the production engine. It reads an instance, lets its
// diners, restaurants and couriers live their day at the doors of a zone, writes
// the three official solution files from what the engine decided, and judges
// what was written with an evaluator of its own.
//
// The story of one day. The zone is a simulator.Scene: shell's loop around
// dispatch.Step, a virtual clock and a store in memory. An order is placed in
// its minute and not before; the restaurant accepts it with the time at which
// the meal will be ready. A second later the engine asks for a plan. The answer
// is given by Solver, which stands where the production planner does, and every
// assignment in it is checked again by Step, with the engine's judge, before it
// goes out as an offer. The courier accepts, fetches, delivers, and reports each
// as an event.
//
// The Solver keeps a rolling plan: for each courier the bundles that he is to
// carry next. New orders are inserted where they cost least, the plan is
// bettered by moving orders and bundles, and all chains of bundles are matched
// to couriers anew by the exact solver of matching/assignment. A courier hears
// of his bundle at the last minute at which he must leave, because until then
// the plan may still change and waiting costs nothing.
//
// Times are the record's own: ground, a shell.Travel, knows every place by its
// point and measures in the instance's plane.
//
//   - D. Reyes, A. Erera, M. Savelsbergh, S. Sahasrabudhe, R. O'Neil: The Meal
//     Delivery Routing Problem. Optimization Online (2018): the problem, the
//     instances and the rolling horizon.
package mdrp
