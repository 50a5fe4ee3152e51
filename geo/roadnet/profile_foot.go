package roadnet

import "github.com/linli/linli/geo"

// Walking speeds in tenths of km/h.
const (
	walkSpeed  = 48
	hikeSpeed  = 30 // mapped mountain trails
	stairSpeed = 20 // along the line of the steps
)

// footTravel: walkers go both ways at 4.8 km/h. Motorways are closed unless
// foot=yes says otherwise. Trunk roads without a sidewalk are a last resort,
// because a mountain village may have no other way out, and so are private
// ways, because couriers do enter compounds.
func footTravel(c class, t tags) travel {
	v := travel{dirs: forward | backward, speed: walkSpeed, factor: plainFactor}
	switch a := accessOf(geo.Foot, t); {
	case a == accessShut:
		return closed
	case a == accessPrivate:
		v.factor = privateFactor
	case a == accessLimited:
		v.factor = limitedFactor
	case a == accessUnset && (c == motorway || t.is("motorroad", "yes")):
		return closed
	case a == accessUnset && c == trunk && !hasSidewalk(t):
		v.factor = limitedFactor
	case t.is("foot", "use_sidepath"):
		return closed
	}
	switch t.get("sac_scale") {
	case "":
	case "hiking", "mountain_hiking":
		v.speed = hikeSpeed
	default:
		return closed // demanding and alpine routes are climbing, not walking
	}
	if c == steps {
		v.speed = stairSpeed
		switch t.get("conveying") { // an escalator
		case "forward":
			v.dirs = forward
		case "backward":
			v.dirs = backward
		}
	}
	if noWheels(c, t) {
		v.dirs |= barred
	}
	return v
}

// noWheels reports whether a way cannot be passed with a wheelchair.
func noWheels(c class, t tags) bool {
	return t.is("wheelchair", "no") || c == steps && !t.is("ramp:wheelchair", "yes") && !t.is("wheelchair", "yes")
}
