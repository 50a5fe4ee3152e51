// Package shell is the one loop around the engine: it stamps events, steps
// them, commits what followed in one transaction, and only then hands it out.
// It fires the engine's timers and runs its solver work.
//
// Two drivers use it and nothing else does: live, with the real clock, store
// and doors, and simulator, with virtual ones. What they plug in are the small
// interfaces of this package.
package shell
