package roadnet

import "github.com/linli/linli/geo"

// carSpeeds are averages in tenths of km/h by class where no limit is mapped;
// 0 is closed unless a tag opens the road to motor vehicles.
var carSpeeds = [classCount]int{
	motorway: 1000, trunk: 750, primary: 500, secondary: 450, tertiary: 400, unclassified: 350,
	residential: 250, livingStreet: 100, service: 150,
}

// carTravel: four fifths of the speed limit, for junctions and traffic, and at
// most half more than the class average; no private roads at all, roads with
// limited access only where nothing else leads.
func carTravel(c class, t tags) travel {
	v := travel{dirs: oneway(c, t, "oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle"), speed: carSpeeds[c], factor: plainFactor}
	a := accessOf(geo.Car, t)
	switch a {
	case accessShut, accessPrivate, accessDismount:
		return closed
	case accessLimited:
		v.factor = limitedFactor
	}
	if c == steps || t.is("service", "emergency_access") {
		return closed
	}
	if v.speed == 0 {
		mapped := t.first("motorcar", "motor_vehicle", "vehicle") != "" && a != accessUnset
		if !mapped && !(c == track && t.is("tracktype", "grade1")) {
			return closed
		}
		v.speed, v.factor = 100, max(v.factor, 150)
		return v
	}
	if limit := parseSpeed(t.first("maxspeed", "maxspeed:forward", "maxspeed:backward")); limit > 0 {
		v.speed = max(50, min(limit*4/5, v.speed*3/2))
	}
	if t.is("service", "driveway", "parking_aisle", "drive-through", "alley") {
		v.speed = min(v.speed, 100)
	}
	return v
}
