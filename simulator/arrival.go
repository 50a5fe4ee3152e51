package simulator

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/uber/h3-go/v4"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// Demand makes orders an inhomogeneous Poisson process for each category and
// H3 cell (resolution 8, some 900 m across): its rate follows the peaks, the
// weekday, the weather, promotions, and how much is ordered in the cell.
// Processes that are added are one process whose points are marked (Kingman,
// Poisson Processes, 1993, chapter 5): when an order comes is drawn first, then
// its category, then its cell.
type Demand struct {
	Exact      bool        // just Scenario.Orders orders; else that many are expected of an ordinary day
	Weekday    [7]float64  // factor, Monday first; all zero: every day alike
	Pharmacy   float64     // share of pharmacies' goods among all that is not a meal
	Uneven     float64     // sigma of how much more or less is ordered from a home, by cell, lognormal
	Promotions []Promotion // that raise the rate of a category
}

// Promotion raises demand for some hours.
type Promotion struct {
	Category circle.Category
	From, To time.Duration // since the local midnight before the scenario's start
	Factor   float64
}

// sold lists the categories that people order from.
var sold = [...]circle.Category{circle.Meals, circle.Groceries, circle.Pharmacy}

// arrivals returns how many orders the scenario has and what draws each.
func (sc *Scenario) arrivals(ps []circle.Provider, hs []roadnet.Building) (n int, draw drawer, err error) {
	rates := sc.rates()
	total := 0.0
	for i := range rates {
		total += rates[i].sum()
	}
	m, err := sc.market(ps, hs)
	if err != nil {
		return 0, nil, err
	}
	n = sc.Orders
	if !sc.Demand.Exact {
		d := roll(sc.Seed, "orders")
		n = d.poisson(total)
	}
	sums := make([]float64, len(rates))
	for i, sum := 0, 0.0; i < len(rates); i++ {
		sum += rates[i].sum()
		sums[i] = sum
	}
	if total == 0 && n > 0 {
		return 0, nil, fmt.Errorf("simulator: %d orders are wanted at a rate of 0", n)
	}
	return n, func(i int) (Placement, error) {
		d := roll(sc.Seed, "order", fmt.Sprint(i))
		u := d.unit() * total
		minute := min(sort.SearchFloat64s(sums, u), len(sums)-1)
		at := sc.Start.Add(time.Duration((float64(minute) + d.unit()) * float64(time.Minute)).Truncate(time.Millisecond))
		p, home, ok := m.draw(&d, rates[minute])
		if !ok {
			return Placement{}, fmt.Errorf("simulator: no merchant within %d m of the homes: raise reach, or add merchants", sc.Habits.Reach)
		}
		return sc.Habits.place(&d, i, at, p, home), nil
	}, nil
}

// rate is how many orders come in a minute, by category as in sold.
type rate [len(sold)]float64

func (r *rate) sum() float64 { return r[0] + r[1] + r[2] }

// rates returns the rate of each minute of the span: what an ordinary day has,
// times everything that makes the minute another.
func (sc *Scenario) rates() []rate {
	out := make([]rate, int(sc.Span/time.Minute))
	weekday := int(sc.midnight().Add(sc.Away).Time().Weekday()+6) % 7
	for i := range out {
		at := sc.Start.Add(time.Duration(i) * time.Minute)
		since := at.Sub(sc.midnight())
		factor, _ := sc.spells(at)
		if week := sc.Demand.Weekday; week != [7]float64{} {
			factor *= week[(weekday+int(since/(24*time.Hour)))%7]
		}
		meals, goods := sc.usual(sc.local(at))
		out[i] = rate{meals * factor, goods * (1 - sc.Demand.Pharmacy) * factor, goods * sc.Demand.Pharmacy * factor}
		for _, p := range sc.Demand.Promotions {
			if since >= p.From && since < p.To {
				out[i][slices.Index(sold[:], p.Category)] *= p.Factor
			}
		}
	}
	return out
}

// usual is how many meals and goods are ordered in a minute at a time of an
// ordinary day.
func (sc *Scenario) usual(tod time.Duration) (meals, goods float64) {
	orders := float64(sc.Orders)
	if len(sc.Peaks) == 0 {
		minutes := (min(sc.Span, 24*time.Hour)).Minutes()
		return 0.6 * orders / minutes, 0.4 * orders / minutes
	}
	for _, p := range sc.Peaks {
		width := p.Width.Minutes()
		for _, day := range []time.Duration{-24 * time.Hour, 0, 24 * time.Hour} {
			z := (tod + day - p.At).Minutes() / width
			r := orders * p.Weight * math.Exp(-z*z/2) / (width * math.Sqrt(2*math.Pi))
			meals, goods = meals+p.Meals*r, goods+(1-p.Meals)*r
		}
	}
	return meals, goods
}

// market is who orders from whom: homes by cell, and the merchants near.
type market struct {
	reach float64
	cells []district
	sums  []float64 // of the cells' weights
}

// district is a cell of demand.
type district struct {
	name  string // of the cell
	homes []roadnet.Building
	near  [len(sold)][]circle.Provider
}

// demandResolution is that of the cells of demand.
const demandResolution = 8

// market sorts homes and merchants into cells. A home with no merchant near
// orders nothing.
func (sc *Scenario) market(ps []circle.Provider, hs []roadnet.Building) (*market, error) {
	m := &market{reach: float64(sc.Habits.Reach)}
	index := map[h3.Cell]int{}
	for _, h := range hs {
		c, err := h3.LatLngToCell(h3.LatLng{Lat: h.Point.Lat, Lng: h.Point.Lng}, demandResolution)
		if err != nil {
			return nil, fmt.Errorf("simulator: cell of home %d: %w", h.ID, err)
		}
		i, ok := index[c]
		if !ok {
			i = len(m.cells)
			index[c] = i
			m.cells = append(m.cells, district{name: c.String()})
		}
		m.cells[i].homes = append(m.cells[i].homes, h)
	}
	sum := 0.0
	for i := range m.cells {
		c := &m.cells[i]
		center := c.homes[0].Point
		for _, p := range ps {
			if k := slices.Index(sold[:], p.Category); k >= 0 && geo.Distance(p.Point, center) <= m.reach+1200 {
				c.near[k] = append(c.near[k], p)
			}
		}
		d := roll(sc.Seed, "cell", c.name)
		if len(c.near[0])+len(c.near[1])+len(c.near[2]) > 0 {
			sum += float64(len(c.homes)) * math.Exp(sc.Demand.Uneven*d.normal())
		}
		m.sums = append(m.sums, sum)
	}
	if sum == 0 {
		return nil, fmt.Errorf("simulator: no merchant within %d m of the homes: raise reach, or add merchants", sc.Habits.Reach)
	}
	return m, nil
}

// draw draws what is ordered, where, and from whom: a merchant near by is
// likelier than one at the end of the reach. Where nobody sells the category
// near the home, another home is drawn.
func (m *market) draw(d *dice, r rate) (circle.Provider, roadnet.Building, bool) {
	kind, u := 0, d.unit()*r.sum()
	for kind < len(sold)-1 && u >= r[kind] {
		u -= r[kind]
		kind++
	}
	for range 10000 {
		c := &m.cells[min(sort.SearchFloat64s(m.sums, d.unit()*m.sums[len(m.sums)-1]), len(m.cells)-1)]
		h, near := c.homes[d.below(len(c.homes))], c.near[kind]
		if len(near) == 0 {
			continue
		}
		for range 8 {
			p := near[d.below(len(near))]
			if far := geo.Distance(p.Point, h.Point); far <= m.reach && d.chance(1-0.6*far/m.reach) {
				return p, h, true
			}
		}
	}
	return circle.Provider{}, roadnet.Building{}, false
}
