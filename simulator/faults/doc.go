// Package faults tests the engine and the loop by deterministic simulation, as
// FoundationDB and TigerBeetle do: a seed drives a few hours of a small zone,
// with the production loop, engine, matcher and courier messages, while
// faults are injected through the interfaces that the loop itself owns: the
// events that come in, the instructions that go out, the store, the clock, the
// timers, the solver and the payments. After every step the engine's
// invariants are checked in full, and a referee that knows nothing of the
// engine's state reads what was committed and judges it by its own books.
//
// In the last part of a run the faults cease. Then every order must end, and
// the zone come to rest.
//
// The same seed gives the same run, step for step: Run(seed) replays a
// failure. Sweep runs many seeds. Built with the tag planted, guards of the
// production code can be broken by name, to prove that the sweep would notice.
//
// Read zone.go for the loop around the loop, link.go, disk.go and solver.go
// for what goes wrong, streets.go for where they drive, courier.go, carer.go,
// robot.go, desk.go, bank.go and passage.go for those who live there, and
// referee.go for what must hold.
package faults
