// Package live drives the loop for people: the real clock (or, in demos and
// tests, a scaled one), a store, and the doors of the edges.
package live
