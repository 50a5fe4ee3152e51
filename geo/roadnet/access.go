package roadnet

import "github.com/linli/linli/geo"

// access is what the access tags of a road or barrier say to one profile
// (https://wiki.openstreetmap.org/wiki/Key:access).
type access uint8

const (
	accessUnset access = iota // no tag of the hierarchy is there
	accessOpen
	accessLimited // to get to something on it, not to pass through
	accessPrivate
	accessDismount
	accessShut
)

// accessKeys is the hierarchy of each profile, the most specific key first. A
// sidewalk robot counts as a walker.
var accessKeys = [geo.ProfileCount][]string{
	geo.Foot:  {"foot", "access"},
	geo.Ebike: {"bicycle", "vehicle", "access"},
	geo.Car:   {"motorcar", "motor_vehicle", "vehicle", "access"},
	geo.Robot: {"foot", "access"},
}

// accessOf returns what t says to profile p.
func accessOf(p geo.Profile, t tags) access {
	switch t.first(accessKeys[p]...) {
	case "":
		return accessUnset
	case "yes", "designated", "permissive", "official", "public", "optional_sidepath":
		return accessOpen
	case "destination", "customers", "delivery", "residents", "discouraged":
		return accessLimited
	case "private", "permit":
		return accessPrivate
	case "dismount":
		return accessDismount
	case "no", "use_sidepath", "agricultural", "forestry", "military", "emergency", "psv", "bus":
		return accessShut
	default:
		return accessUnset
	}
}

// oneway returns the directions that the one-way tags leave to wheels. Keys
// are the profile's own oneway keys, asked before oneway itself. A reversible
// lane is closed: its direction depends on the hour.
func oneway(c class, t tags, keys ...string) dirs {
	value := t.first(append(keys, "oneway")...)
	if value == "" && (t.is("junction", "roundabout", "circular") || c == motorway) {
		value = "yes"
	}
	switch value {
	case "yes", "true", "1":
		return forward
	case "-1", "reverse":
		return backward
	case "reversible":
		return 0
	default:
		return forward | backward
	}
}

// barrierBars says whether a barrier node stops a wheelchair, although walkers
// may pass it.
func barrierBars(t tags) bool {
	switch t.get("barrier") {
	case "stile", "step", "turnstile", "full-height_turnstile", "kissing_gate", "horse_stile", "cycle_barrier", "motorcycle_barrier":
		return !t.is("wheelchair", "yes")
	}
	return t.is("wheelchair", "no")
}

// barrierShut says whether a barrier node stops profile p. A robot passes
// where a wheelchair does.
func barrierShut(p geo.Profile, t tags) bool {
	if p == geo.Robot && t.is("wheelchair", "no") {
		return true
	}
	switch accessOf(p, t) {
	case accessOpen, accessLimited, accessDismount:
		return false
	case accessPrivate, accessShut:
		return true
	}
	switch t.get("barrier") {
	case "wall", "fence", "hedge", "retaining_wall", "city_wall", "ditch", "guard_rail":
		return true
	case "bollard", "block", "cycle_barrier", "bus_trap", "sump_buster", "chain", "log", "jersey_barrier", "planter", "debris", "barrier_board", "motorcycle_barrier":
		return p == geo.Car
	case "stile", "step", "turnstile", "full-height_turnstile", "kissing_gate", "horse_stile":
		return p != geo.Foot
	default: // gates, lift gates, cattle grids, kerbs, border and toll posts
		return false
	}
}
