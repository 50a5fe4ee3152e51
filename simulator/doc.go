// Package simulator is a neighbourhood in a box: demand, merchants, couriers,
// robots, lockers and residents that behave, a virtual clock, and the
// production loop and engine under them. The same actors run in process at
// full speed (Day) or against a live server over its real protocols (Live).
package simulator
