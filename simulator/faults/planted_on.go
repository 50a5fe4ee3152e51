//go:build planted

package faults

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// Planted reports whether this build can break guards.
const Planted = true

// Guards lists the guards that can be broken.
func Guards() []Guard {
	var gs []Guard
	for _, t := range dispatch.Guards() {
		gs = append(gs, Guard{"dispatch", t})
	}
	for _, t := range shell.Guards() {
		gs = append(gs, Guard{"shell", t})
	}
	for _, t := range simulator.Guards() {
		gs = append(gs, Guard{"simulator", t})
	}
	return gs
}

// Plant breaks one guard and mends the one before; the zero Guard mends it
// only. No run may be under way.
func Plant(g Guard) {
	dispatch.Plant(g.Text)
	shell.Plant(g.Text)
	simulator.Plant(g.Text)
}
