package circle

import (
	"sort"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// Walk tells which of a survey's homes are within limit milliseconds of a
// place, by their index and in its order. For walking it counts from the
// home's door to the place; for delivery from the place to the home.
type Walk func(place geo.Point, limit uint32) []roadnet.DoorTime

// Thresholds are the walks of a coverage report in minutes. The last is the
// circle.
var Thresholds = [3]int{5, 10, 15}

const minute = 60_000 // milliseconds

// circleMillis is the fifteen minutes of the circle.
const circleMillis = uint32(15 * minute)

// Survey is what a report is made of.
type Survey struct {
	Name     string // of the community or city
	Homes    []Home
	Source   Source
	Outlets  []Outlet
	Walk     Walk     // on foot, from doors
	Openings int      // how many new outlets to propose
	Unserved []Demand // that the circle could not serve, as it was noted
}

// Service is an outlet seen from a home.
type Service struct {
	Outlet         int    // index into the survey's outlets
	WalkMillis     uint32 // on foot from the door; roadnet.Unreachable when not within the circle
	DeliveryMillis uint32 // from the outlet to the home; roadnet.Unreachable when not within the limit
}

// Services returns, for each home, the outlets within fifteen minutes' walk or
// within limit milliseconds of delivery, ordered by basic service, then by
// walking time, delivery time and index. A nil delivery leaves delivery out.
func (s *Survey) Services(delivery Walk, limit uint32) [][]Service {
	out := make([][]Service, len(s.Homes))
	for k := range s.Outlets {
		at := s.Outlets[k].Point
		for _, d := range s.Walk(at, circleMillis) {
			out[d.Door] = append(out[d.Door], Service{Outlet: k, WalkMillis: d.Millis, DeliveryMillis: roadnet.Unreachable})
		}
		if delivery == nil {
			continue
		}
		for _, d := range delivery(at, limit) {
			list := out[d.Door]
			if n := len(list); n > 0 && list[n-1].Outlet == k {
				list[n-1].DeliveryMillis = d.Millis
				continue
			}
			out[d.Door] = append(list, Service{Outlet: k, WalkMillis: roadnet.Unreachable, DeliveryMillis: d.Millis})
		}
	}
	for _, list := range out {
		sort.SliceStable(list, func(i, j int) bool {
			a, b := list[i], list[j]
			if x, y := s.Outlets[a.Outlet].Basic, s.Outlets[b.Outlet].Basic; x != y {
				return x < y
			}
			if a.WalkMillis != b.WalkMillis {
				return a.WalkMillis < b.WalkMillis
			}
			if a.DeliveryMillis != b.DeliveryMillis {
				return a.DeliveryMillis < b.DeliveryMillis
			}
			return a.Outlet < b.Outlet
		})
	}
	return out
}

// nearest returns the walk from each home to the nearest outlet of each basic
// service, roadnet.Unreachable beyond the circle.
func (s *Survey) nearest() [][BasicCount]uint32 {
	out := make([][BasicCount]uint32, len(s.Homes))
	for h := range out {
		for b := range out[h] {
			out[h][b] = roadnet.Unreachable
		}
	}
	for k := range s.Outlets {
		b := s.Outlets[k].Basic
		for _, d := range s.Walk(s.Outlets[k].Point, circleMillis) {
			out[d.Door][b] = min(out[d.Door][b], d.Millis)
		}
	}
	return out
}
