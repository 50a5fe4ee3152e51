// Package clock holds the one notion of time that the engine knows: an
// Instant, an integer count of microseconds, and the calendar of a community: its
// days, its zone, its holidays. The package never asks what time
// it is; whoever drives the engine tells it.
package clock
