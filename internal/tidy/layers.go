package tidy

import "strings"

// modulePath is the import path of the module's root.
const modulePath = "github.com/linli/linli"

// kind says which rules a package obeys.
type kind uint8

const (
	library  kind = iota // deterministic: goroutines inside a call, but no clock, network or dice
	core                 // strictly pure
	messages             // codecs without I/O
	loop                 // the one loop around the engine
	driver               // gives the loop its clock, store and doors
	edge                 // speaks to the world
	command              // a main package: wires everything
	tool                 // stands apart
)

// layer is one line of the list.
type layer struct {
	path   string // below the module's root
	kind   kind
	family bool // covers the packages below path too; they may import each other
	files  bool // may open files, although it is a library
}

// order lists every package of the module. A package imports only packages
// that stand before it; an edge imports neither a driver nor another edge; the
// drivers do not import each other; a command imports anything.
var order = []layer{
	{path: "clock", kind: library},
	{path: "geo", kind: library},
	{path: "geo/roadnet", kind: library, files: true},
	{path: "geo/lanes", kind: library},
	{path: "matching/problem", kind: library},
	{path: "matching/check", kind: library},
	{path: "matching/search", kind: library},
	{path: "matching/assignment", kind: library},
	{path: "matching", kind: library},
	{path: "matching/format", kind: library},
	{path: "sheet", kind: library},
	{path: "slip", kind: library},

	{path: "circle", kind: core},
	{path: "residents", kind: core},
	{path: "orders", kind: core},
	{path: "fleet", kind: core},
	{path: "missions", kind: core},
	{path: "ledger", kind: core},
	{path: "dispatch", kind: core},

	{path: "wire/courier", kind: messages},
	{path: "wire/vda5050", kind: messages},
	{path: "wire/device", kind: messages},
	{path: "simulator/report", kind: messages}, // of decisions, to people

	{path: "shell", kind: loop},
	{path: "intake", kind: loop}, // beside it: tables into what its store keeps

	{path: "live", kind: driver},
	{path: "simulator", kind: driver, family: true},

	{path: "httpapi", kind: edge},
	{path: "courierws", kind: edge},
	{path: "robotlink", kind: edge},
	{path: "osrm", kind: edge},
	{path: "payments", kind: edge},
	{path: "feedback", kind: edge},
	{path: "notify", kind: edge},
	{path: "evidence", kind: edge},
	{path: "journal", kind: edge, family: true},
	{path: "web", kind: edge},

	{path: "cmd", kind: command, family: true},
	{path: "orders/lifecycle", kind: command}, // draws docs/lifecycle.md for go generate
	{path: "internal/tidy", kind: tool},
}

// place returns the rank in order of the package at path (below the root).
func place(path string) (int, bool) {
	for i, l := range order {
		if l.path == path || l.family && strings.HasPrefix(path, l.path+"/") {
			return i, true
		}
	}
	return 0, false
}
