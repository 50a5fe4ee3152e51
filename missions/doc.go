// Package missions is the life of a robot's errands: the way it is asked to
// drive, the loads that it fetches and hands over on it, and how far it says it
// got with each. A mission becomes a VDA 5050 order in wire/vda5050; its ids and
// counters are here because they must survive a restart.
//
// A way that leads through what is drawn as shared is released stretch by
// stretch (share.go), as the robot says how far it is.
//
// What only so many robots may have at once is granted: Grants says who has
// what and who waits for it.
package missions
