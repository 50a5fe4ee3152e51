package dispatch

import (
	"testing"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
)

// A change of name and point leaves what an import said of a provider.
func TestBasicRegistration(t *testing.T) {
	s := NewState("z", "", DefaultPolicy())
	p := circle.Provider{ID: "rice", Name: "A", Category: circle.Groceries, Point: geo.Point{Lng: 1.52, Lat: 42.5}, Capacity: 7, Area: circle.Area{Meters: 900}}
	Step(s, Stamped{Seq: 1, At: 1, Event: RegisterProvider{Provider: p}})
	p.Name, p.Capacity, p.Area = "B", 0, circle.Area{}
	Step(s, Stamped{Seq: 2, At: 2, Event: RegisterProvider{Provider: p, Basic: true}})
	if got := s.Providers.Get("rice"); got.Name != "B" || got.Capacity != 7 || got.Area.Meters != 900 {
		t.Errorf("%+v", got)
	}
	Step(s, Stamped{Seq: 3, At: 3, Event: RegisterProvider{Provider: p}})
	if got := s.Providers.Get("rice"); got.Capacity != 0 {
		t.Errorf("%+v", got)
	}
}
