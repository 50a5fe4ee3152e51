// Package lanes is what a community draws for its robots on top of the
// imported roads: lanes, single-file stretches, zones for so many, crossings,
// gates, lifts, handover points, places where they may not go, and the maps
// that they have of all this. It is written as GeoJSON.
//
//	feature.go   one thing that was drawn, and what is wrong with it
//	network.go   all of them: GeoJSON in and out
//	closure.go   an area that is closed for a while
//	shape.go     where a feature is
//	overlay.go   a way with what it passes
//	ground.go    the roads that robots may take, out of a city
//	graph.go     the fastest way over roads and lanes, round what is closed
//
// The package is deterministic: no clock, no network.
package lanes
