// Package dispatch is the engine: it decides. Step takes the state of a zone
// and one stamped event, and returns the decisions that follow; each decision
// is applied to the state the moment it is taken, and again, unchanged, when a
// journal is recovered. Nothing else changes a State.
//
// The package reads no clock, rolls no dice, starts no goroutine and ranges
// over no map: the same state and the same event give the same decisions.
//
// Read state.go for what the engine knows, the event_*.go files for what can
// happen and what follows, decision_*.go for the facts and the commands, and
// invariants.go for what is always true in between.
package dispatch
