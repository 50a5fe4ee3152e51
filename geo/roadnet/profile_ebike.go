package roadnet

import "github.com/linli/linli/geo"

// ebikeSpeeds are tenths of km/h by class; 0 is closed. Footways and
// pedestrian streets are walked, the bicycle pushed.
var ebikeSpeeds = [classCount]int{
	trunk: 200, primary: 200, secondary: 200, tertiary: 200, unclassified: 190, residential: 180,
	livingStreet: 150, service: 150, pedestrian: walkSpeed, track: 150, cycleway: 200,
	footway: walkSpeed, path: 120, bridleway: walkSpeed, corridor: walkSpeed,
}

// ebikeTravel: 15 to 20 km/h by class, on one-way streets as the sign says,
// never on steps. Where riding is not allowed but walking is, the bicycle is
// pushed at walking speed, and then both ways.
func ebikeTravel(c class, t tags) travel {
	v := travel{dirs: ebikeDirs(c, t), speed: ebikeSpeeds[c], factor: plainFactor}
	push := false
	switch accessOf(geo.Ebike, t) {
	case accessShut, accessDismount:
		if !c.forFeet() && !t.is("bicycle", "dismount") {
			return closed
		}
		push = true
	case accessPrivate:
		return closed
	case accessLimited:
		v.factor = limitedFactor
	case accessOpen:
		if c == footway || c == pedestrian || c == bridleway {
			v.speed = 120
		}
		if c == motorway && t.is("bicycle", "yes", "designated") {
			v.speed = 200
		}
	case accessUnset:
		if t.is("motorroad", "yes") {
			return closed
		}
		push = c == footway || c == pedestrian || c == bridleway || c == corridor
	}
	if v.speed == 0 || c == steps || (t.get("sac_scale") != "" && !t.is("bicycle", "yes", "designated")) {
		return closed
	}
	if push {
		walk := footTravel(c, t)
		if walk.dirs == 0 {
			return closed
		}
		v.dirs, v.speed, v.factor = walk.dirs&^barred, walkSpeed, max(v.factor, walk.factor)
	}
	if t.is("surface", "sand", "mud", "rock", "pebblestone") || t.is("tracktype", "grade4", "grade5") {
		v.speed = min(v.speed, 80)
	}
	return v
}

// ebikeDirs reads the one-way tags of bicycles, contraflow lanes included.
func ebikeDirs(c class, t tags) dirs {
	d := oneway(c, t, "oneway:bicycle")
	if t.get("oneway:bicycle") != "" || d == forward|backward || d == 0 {
		return d
	}
	if t.is("cycleway", "opposite", "opposite_lane", "opposite_track") ||
		t.is("cycleway:left", "opposite_lane", "opposite_track") || t.is("cycleway:right", "opposite_lane", "opposite_track") ||
		t.is("cycleway:left:oneway", "-1", "no") || t.is("cycleway:right:oneway", "-1", "no") || t.is("cycleway:both:oneway", "no") {
		return forward | backward
	}
	return d
}
