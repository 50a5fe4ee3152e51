//go:build !planted

package faults

// Planted reports whether this build can break guards.
const Planted = false

// Guards lists the guards that can be broken: none in this build.
func Guards() []Guard { return nil }

// Plant breaks no guard in this build.
func Plant(Guard) {}
