// Package fleet is who and what can carry or visit: couriers and carers,
// robots and locker banks, with their place, capacity, skills, route in hand
// and the life of a compartment.
package fleet
