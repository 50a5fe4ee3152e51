package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/orders"
)

func area(metres, half float64) []geo.Point {
	at := east(metres)
	const degree = 1 / 111_000.0
	h := half * degree
	return []geo.Point{{Lng: at.Lng - h, Lat: at.Lat - h}, {Lng: at.Lng + h, Lat: at.Lat - h}, {Lng: at.Lng + h, Lat: at.Lat + h}, {Lng: at.Lng - h, Lat: at.Lat + h}}
}

// A closure is staff's, has an end at which it opens by itself, and can be
// ended before. What is drawn stays with it.
func TestClosureOfAnArea(t *testing.T) {
	z := newZone(t)
	z.ok(dispatch.SetLanes{Features: []lanes.Feature{{ID: "g", Kind: lanes.Gate, Points: area(0, 1)[:1]}}, By: desk})
	shut := dispatch.CloseArea{Closure: lanes.Closure{ID: "c", Area: area(200, 20), Until: z.now.Add(time.Hour), Reason: "works"}, By: desk}
	z.refused(orders.NotYours, dispatch.CloseArea{Closure: shut.Closure, By: merchant})
	z.refused(orders.NotYours, dispatch.SetLanes{By: merchant})
	z.refused(orders.BadRegistration, dispatch.OpenArea{ID: "c", By: desk})
	past := shut
	past.Closure.Until = z.now
	z.refused(orders.BadRegistration, past)
	z.refused(orders.BadRegistration, dispatch.SetLanes{Features: []lanes.Feature{{ID: "g", Kind: "moat"}}, By: desk})
	z.ok(shut)
	if c := z.s.Lanes.Closure("c"); c == nil || c.By != desk.Name() || len(z.s.Lanes.Features) != 1 {
		t.Fatalf("%+v", z.s.Lanes)
	}
	z.ok(dispatch.SetLanes{By: desk})
	if z.s.Lanes.Closure("c") == nil {
		t.Fatal("drawing anew opened what is closed")
	}
	z.now = z.now.Add(time.Hour)
	z.ok(dispatch.Wake{Timer: "closure/c"})
	if z.s.Lanes.Closure("c") != nil {
		t.Fatal("its time is up and it is still closed")
	}
	shut.Closure.Until = z.now.Add(time.Hour)
	z.ok(shut, dispatch.OpenArea{ID: "c", By: desk, Reason: "done"})
	if z.s.Timers.Get("closure/c") != nil || len(z.s.Lanes.Closures) != 0 {
		t.Error("it was opened and its timer is still there")
	}
}
