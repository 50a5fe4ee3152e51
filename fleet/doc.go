// Package fleet is who and what can carry: couriers, robots and locker banks,
// with their place, capacity, route in hand and the life of a compartment.
package fleet
