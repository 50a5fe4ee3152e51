// Package tidy is a test that reads the whole module and refuses what the
// architecture forbids. It uses the standard library only and nothing imports
// it.
//
// The order of the packages is data in layers.go; each rule is a file:
//
//	rule_imports.go   a package imports only packages listed before it
//	rule_purity.go    the core and the libraries below it read no clock, no
//	                  dice, no file, no network; the core starts no goroutine
//	rule_maprange.go  the core never depends on the order of a map
//	rule_length.go    functions stop at 70 lines
//	rule_names.go     a file is named after what it holds
//
// A rule that misses what it should catch is worse than no rule, so every
// rule has planted faults below testdata: a line with a comment "want" must be
// reported, and no other line may be.
package tidy
