package roadnet

import "github.com/linli/linli/geo"

// travel is what one profile may do on a road.
type travel struct {
	dirs   dirs
	speed  int    // tenths of km/h
	factor int    // cost in hundredths of time, at least 100
	wait   uint32 // milliseconds lost once on each edge, a crossing's lights
}

// The factors that keep routes off roads that are open only to those who have
// business there. They weigh a route, never its time.
const (
	plainFactor   = 100
	limitedFactor = 300  // destination, customers, delivery
	privateFactor = 1000 // private, for walkers only
)

// closed is a road that a profile cannot use.
var closed = travel{}

// travelOf returns what each profile may do on a road of class c.
func travelOf(c class, t tags, j *Jurisdiction) [geo.ProfileCount]travel {
	return [geo.ProfileCount]travel{
		geo.Foot:  footTravel(c, t),
		geo.Ebike: ebikeTravel(c, t),
		geo.Car:   carTravel(c, t),
		geo.Robot: robotTravel(c, t, j),
	}
}

// maxEdgeCost bounds the cost of an edge, in milliseconds.
const maxEdgeCost = 1 << 29

// passage returns the weights of an edge of the given length.
func (v travel) passage(millimeter int64) passage {
	if v.dirs == 0 || v.speed <= 0 {
		return passage{}
	}
	ms := divRound(millimeter*36, int64(v.speed)) + int64(v.wait)
	cost := divRound(ms*int64(v.factor), 100)
	if cost >= maxEdgeCost { // a week on one edge: a broken file
		return passage{}
	}
	return passage{millis: uint32(ms), cost: uint32(cost), dirs: v.dirs}
}

// hasSidewalk reports whether a sidewalk is mapped on the road itself, not as
// a line of its own.
func hasSidewalk(t tags) bool {
	return t.is("sidewalk", "both", "left", "right", "yes") ||
		t.is("sidewalk:both", "yes") || t.is("sidewalk:left", "yes") || t.is("sidewalk:right", "yes")
}

// isCrossing reports whether the way is the line of a pedestrian crossing.
func isCrossing(t tags) bool {
	return t.is("footway", "crossing") || t.is("path", "crossing") || t.is("cycleway", "crossing")
}
