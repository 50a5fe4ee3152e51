// Package orders is the life of one order: two tracks, preparation and
// carriage, each a table of transitions that says who may move it, by which
// verb, from where to where. Everything that is not in a table is refused
// with a typed Rejection.
//
// A return is an order of its own, linked to the one it brings back. A visit to
// a home is an order too, with one track of its own.
package orders

//go:generate go run ./lifecycle -o ../docs/lifecycle.md
