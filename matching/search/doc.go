// Package search finds routes: which vehicle does which task, by which option
// and in which order of stops. It knows numbers only; package matching turns a
// problem into a Model and a Solution into a plan.
package search
