package simulator

import (
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// settle finds the world's merchants and returns its homes: those of the map,
// or, where it knows too few, as many as the scenario says along its roads.
// Made ones depend on the scenario's name and not on its seed: the same town
// lives another day.
func (w *World) settle() ([]roadnet.Building, error) {
	sc, r := &w.sc, w.router
	w.Providers = providers(r, sc.Box)
	if sc.Merchants > 0 {
		w.Providers = w.Providers[:0]
		for i := range sc.Merchants {
			d := roll(0, "merchant", sc.Name, fmt.Sprint(i))
			p, err := roadside(&d, r, sc.Box)
			if err != nil {
				return nil, err
			}
			w.Providers = append(w.Providers, merchantAt(&d, i, p))
		}
	}
	if sc.Addresses == 0 {
		return homes(r, sc.Box), nil
	}
	var hs []roadnet.Building
	for i := range sc.Addresses {
		d := roll(0, "address", sc.Name, fmt.Sprint(i))
		p, err := roadside(&d, r, sc.Box)
		if err != nil {
			return nil, err
		}
		hs = append(hs, roadnet.Building{ID: int64(i + 1), Point: p, Levels: 1 + d.below(6)})
	}
	return hs, nil
}

// merchantAt makes a merchant; three in five cook.
func merchantAt(d *dice, i int, p geo.Point) circle.Provider {
	c, prep := circle.Meals, 14*time.Minute
	switch u := d.unit(); {
	case u < 0.08:
		c, prep = circle.Pharmacy, 6*time.Minute
	case u < 0.4:
		c, prep = circle.Groceries, 6*time.Minute
	}
	return circle.Provider{
		ID: circle.ProviderID(fmt.Sprintf("p%d", i+1)), Name: fmt.Sprintf("%s %d", c, i+1),
		Category: c, Point: p, Preparation: prep,
	}
}

// roadside draws a place that couriers and robots reach: half of them anywhere
// in the box, half towards its middle.
func roadside(d *dice, r *roadnet.Router, box geo.Bounds) (geo.Point, error) {
	mid := box.Center()
	wide, high := box.Max.Lng-box.Min.Lng, box.Max.Lat-box.Min.Lat
	central := d.chance(0.5)
	for range 100000 {
		p := geo.Point{Lng: box.Min.Lng + wide*d.unit(), Lat: box.Min.Lat + high*d.unit()}
		if central {
			p = geo.Point{Lng: mid.Lng + wide/6*d.normal(), Lat: mid.Lat + high/6*d.normal()}
		}
		if p = p.Round(); box.Contains(p) && r.Reaches(geo.Ebike, p) && r.Reaches(geo.Robot, p) {
			return p, nil
		}
	}
	return geo.Point{}, fmt.Errorf("simulator: no road in the box %v that couriers and robots reach: choose another", box)
}

// normal is a draw of the standard normal distribution (Box and Muller, 1958).
func (d *dice) normal() float64 {
	u, v := d.unit(), d.unit()
	return math.Sqrt(-2*math.Log(1-u)) * math.Cos(2*math.Pi*v)
}

// poisson is a draw of a Poisson distribution; beyond 500, of the normal one
// that is near it.
func (d *dice) poisson(mean float64) int {
	if mean > 500 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*d.normal())))
	}
	n, p := 0, d.unit()
	for least := math.Exp(-mean); p > least; n++ {
		p *= d.unit()
	}
	return n
}
