package matching

import "github.com/linli/linli/matching/problem"

// breaksReach rules out a vehicle for whose profile there are no travel times.
func breaksReach(pr *pair) bool { return pr.tour.times == nil }

// unreachable reports whether no way leads along the leg.
func unreachable(l problem.Leg) bool { return l.Travel == problem.Unreachable }
