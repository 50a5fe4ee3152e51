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
//	graph.go     roads and lanes joined to a graph, round what is closed
//	patch.go     the stretch of it that is nearest to a place
//	search.go    the fastest way over it
//	tree.go      how long ways from many places to many take
//
// The package is deterministic: no clock, no network.
package lanes
