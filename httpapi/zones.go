package httpapi

import (
	"context"
	"math"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// Zones is where a merchant's orders are delivered, as GeoJSON (RFC 7946).
type Zones struct {
	Type     string `json:"type" enum:"FeatureCollection"`
	Features []Zone `json:"features" nullable:"false"`
	LiveMode bool   `json:"live_mode"`
}

// Zone is one area and the mode that reaches it.
type Zone struct {
	Type       string       `json:"type" enum:"Feature"`
	Geometry   ZoneGeometry `json:"geometry"`
	Properties ZoneFacts    `json:"properties"`
}

// ZoneGeometry is a polygon: rings of longitude and latitude, the first one
// outside.
type ZoneGeometry struct {
	Type        string         `json:"type" enum:"Polygon"`
	Coordinates [][][2]float64 `json:"coordinates" nullable:"false"`
}

// ZoneFacts say what an area is of.
type ZoneFacts struct {
	Mode         string     `json:"mode" enum:"door,locker,handover"`
	Locker       string     `json:"locker,omitempty" doc:"The bank that homes in the area may collect from."`
	RadiusMeters geo.Meters `json:"radius_m,omitempty" doc:"Where the area is a circle: about which a home must also be reachable by road, see a quote."`
}

// readZones draws where a merchant's orders can go: its own area for the door,
// what is within a walk of each locker bank, and what its robots reach.
func (s *Server) readZones(ctx context.Context, _ *none) (*answer[Zones], error) {
	cred := credentialOf(ctx)
	v := Zones{Type: "FeatureCollection", Features: []Zone{}, LiveMode: s.liveMode()}
	known := false
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p := st.Providers.Get(circle.ProviderID(cred.Subject))
		if known = p != nil; !known {
			return
		}
		v.Features = append(v.Features, s.area(p, problem.Door))
		for _, b := range st.Banks.All() {
			if b.Linked && p.Serves(b.Point) {
				z := disc(b.Point, st.Policy.LockerWalk, problem.InLocker)
				z.Properties.Locker = b.ID
				v.Features = append(v.Features, z)
			}
		}
		if reach := robotReach(st); reach > 0 {
			z := s.area(p, problem.Handover)
			if r := z.Properties.RadiusMeters; len(p.Area.Ring) == 0 && (r == 0 || reach < r) {
				z = disc(p.Point, reach, problem.Handover)
			}
			v.Features = append(v.Features, z)
		}
	})
	if err == nil && !known {
		return nil, newProblem("unknown_provider", "there is no such merchant in the zone")
	}
	return reply(v), err
}

// robotReach is how far the zone's best robot can go out and come back.
func robotReach(st *dispatch.State) geo.Meters {
	var most geo.Meters
	for _, r := range st.Robots.All() {
		most = max(most, r.Range/2)
	}
	return most
}

// area is the merchant's own outline or circle; without either, the city.
func (s *Server) area(p *circle.Provider, mode problem.Mode) Zone {
	switch {
	case len(p.Area.Ring) > 0:
		var ring [][2]float64
		for _, c := range p.Area.Ring {
			ring = append(ring, [2]float64{c.Lng, c.Lat})
		}
		if ring[0] != ring[len(ring)-1] {
			ring = append(ring, ring[0])
		}
		return polygon(ring, mode)
	case p.Area.Meters > 0:
		return disc(p.Point, p.Area.Meters, mode)
	}
	b := s.Bounds
	return polygon([][2]float64{
		{b.Min.Lng, b.Min.Lat}, {b.Max.Lng, b.Min.Lat}, {b.Max.Lng, b.Max.Lat}, {b.Min.Lng, b.Max.Lat}, {b.Min.Lng, b.Min.Lat},
	}, mode)
}

// discCorners is of the polygon that stands for a circle.
const discCorners = 48

func disc(at geo.Point, radius geo.Meters, mode problem.Mode) Zone {
	const meterDegrees = 1 / 111_195.0
	ring := make([][2]float64, 0, discCorners+1)
	for i := range discCorners { // anticlockwise, as RFC 7946 asks
		angle := 2 * math.Pi * float64(i) / discCorners
		lat := at.Lat + float64(radius)*meterDegrees*math.Sin(angle)
		lng := at.Lng + float64(radius)*meterDegrees*math.Cos(angle)/math.Cos(at.Lat*math.Pi/180)
		ring = append(ring, [2]float64{math.Round(lng*1e6) / 1e6, math.Round(lat*1e6) / 1e6})
	}
	z := polygon(append(ring, ring[0]), mode)
	z.Properties.RadiusMeters = radius
	return z
}

func polygon(ring [][2]float64, mode problem.Mode) Zone {
	return Zone{
		Type: "Feature", Geometry: ZoneGeometry{Type: "Polygon", Coordinates: [][][2]float64{ring}},
		Properties: ZoneFacts{Mode: string(mode)},
	}
}
