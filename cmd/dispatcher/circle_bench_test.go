package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/httpapi"
)

// still is a zone in which nothing happens while it is looked at.
type still struct {
	httpapi.Engine
	state *dispatch.State
}

func (s still) View(_ context.Context, f func(*dispatch.State)) error {
	f(s.state)
	return nil
}

type noon struct{}

func (noon) Now() clock.Instant {
	return clock.FromTime(time.Date(2026, 11, 30, 11, 0, 0, 0, time.UTC))
}
func (noon) Scale() float64 { return 1 }

// crowded is a town with 600 providers of 20 offerings each, 60 couriers and 6
// robots on duty.
func crowded(b *testing.B, city *roadnet.City) *dispatch.State {
	dice := rand.New(rand.NewPCG(5, 5))
	at := func() geo.Point { return city.Buildings[dice.IntN(len(city.Buildings))].Point.Round() }
	st := dispatch.NewState("z", city.Hash, dispatch.DefaultPolicy())
	seq := uint64(0)
	step := func(e dispatch.Event) {
		seq++
		for _, d := range dispatch.Step(st, dispatch.Stamped{Seq: seq, At: noon{}.Now(), Event: e}) {
			if r, ok := d.(dispatch.Rejected); ok {
				b.Fatalf("%T: %+v", e, r)
			}
		}
	}
	for i := range 600 {
		id := circle.ProviderID(fmt.Sprintf("p%03d", i))
		step(dispatch.RegisterProvider{Provider: circle.Provider{
			ID: id, Name: "店" + string(id), Category: circle.Categories()[i%4], Point: at(), Preparation: 10 * time.Minute,
		}})
		var sold []circle.Offering
		for k := range 20 {
			sold = append(sold, circle.Offering{
				ID: circle.OfferingID(fmt.Sprintf("%s-%d", id, k)), Provider: id, Name: "商品", Kind: circle.Goods,
				Price: circle.Price{Amount: 990, Unit: circle.PerPiece}, Grams: 500,
			})
		}
		step(dispatch.RegisterOfferings{Offerings: sold})
	}
	for i := range 60 {
		id := fleet.WorkerID(fmt.Sprintf("c%d", i))
		step(dispatch.RegisterCourier{Courier: id, Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 15000, Millis: 60000}})
		step(dispatch.CourierOnline{Courier: id, Point: at()})
	}
	for i := range 6 {
		step(dispatch.RegisterRobot{Robot: fleet.WorkerID(fmt.Sprintf("r%d", i)), Capacity: fleet.Capacity{Grams: 9000, Millis: 9000}, Range: 9000})
	}
	return st
}

// BenchmarkCircle reads the circle of one home after another over HTTP, in
// process, and reports the 95th of a hundred.
func BenchmarkCircle(b *testing.B) {
	city, err := readCity(b.Context(), townFile(b))
	if err != nil {
		b.Fatal(err)
	}
	api := httpapi.New(httpapi.Config{Zone: "z", Demo: true, Bounds: city.Bounds}, httpapi.Parts{
		Engine: still{state: crowded(b, city)}, Travel: travel{roadnet.NewRouter(city)}, Clock: noon{},
	})
	h := api.Handler()
	dice := rand.New(rand.NewPCG(1, 1))
	var took []time.Duration
	b.ResetTimer()
	for range b.N {
		p := city.Buildings[dice.IntN(len(city.Buildings))].Point
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/v1/circle?point=%.7f,%.7f&floor=3&consent_locker=true&consent_robot=true", p.Lng, p.Lat), nil)
		began := time.Now()
		h.ServeHTTP(w, r)
		took = append(took, time.Since(began))
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}
