package simulator

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Placement is an order that a resident is about to ask a merchant for.
type Placement struct {
	At       clock.Instant
	External string
	Merchant circle.ProviderID
	Kind     orders.Kind
	Items    []orders.Item
	Dropoff  orders.Dropoff
	Needs    residents.Needs
	Consent  residents.Consent
	Name     string
	Address  string
	Quick    bool         // the merchant has it at hand
	Call     *orders.Call // of a visit
}

// categories maps what a place is on the map to what it sells here.
var categories = map[roadnet.Category]circle.Category{
	roadnet.Supermarket: circle.Groceries, roadnet.Convenience: circle.Groceries, roadnet.FoodShop: circle.Groceries,
	roadnet.Market: circle.Groceries,
	roadnet.Bakery: circle.Meals, roadnet.Restaurant: circle.Meals, roadnet.Cafe: circle.Meals,
	roadnet.FastFood: circle.Meals, roadnet.Pharmacy: circle.Pharmacy,
}

// providers makes merchants of the places in the box that a courier reaches.
func providers(r *roadnet.Router, box geo.Bounds) []circle.Provider {
	var out []circle.Provider
	for _, p := range r.City().Places {
		c, ok := categories[p.Category]
		if !ok || !box.Contains(p.Point) || !r.Reaches(geo.Ebike, p.Point) {
			continue
		}
		name := p.Name
		if name == "" {
			name = fmt.Sprintf("%s %d", p.Category, p.ID)
		}
		prep := 6 * time.Minute
		if c == circle.Meals {
			prep = 14 * time.Minute
		}
		out = append(out, circle.Provider{
			ID: circle.ProviderID(fmt.Sprintf("p%d", p.ID)), Name: name, Category: c, Point: p.Point.Round(), Preparation: prep,
		})
	}
	return out
}

// homes lists the buildings in the box that both a courier and a robot reach.
func homes(r *roadnet.Router, box geo.Bounds) []roadnet.Building {
	var out []roadnet.Building
	for _, b := range r.City().Buildings {
		if box.Contains(b.Point) && r.Reaches(geo.Ebike, b.Point) && r.Reaches(geo.Robot, b.Point) {
			out = append(out, b)
		}
	}
	return out
}

// demand is every order that is to come: when, and by what number it is drawn
// again when its time has come. Dice are keyed by subject, so it is the same
// order both times, and a long scenario weighs little more than a short one.
type demand struct {
	draw drawer
	due  []arrival // by time
	all  int       // how many there were
}

// drawer draws the order of a number.
type drawer func(n int) (Placement, error)

type arrival struct {
	at clock.Instant
	n  int
}

// newDemand draws every order of a scenario. Given their number, the arrivals
// of a Poisson process are independent draws from its rate, sorted.
func newDemand(sc *Scenario, ps []circle.Provider, hs []roadnet.Building) (*demand, error) {
	if len(ps) == 0 || len(hs) == 0 {
		return nil, fmt.Errorf("simulator: the box holds %d merchants and %d homes that can be reached: choose another", len(ps), len(hs))
	}
	w := &demand{all: sc.Orders, draw: sc.alike(ps, hs)}
	if sc.Demand != nil {
		var err error
		if w.all, w.draw, err = sc.arrivals(ps, hs); err != nil {
			return nil, err
		}
	}
	w.due = make([]arrival, 0, w.all)
	for n := range w.all {
		p, err := w.draw(n)
		if err != nil {
			return nil, err
		}
		w.due = append(w.due, arrival{p.At, n})
	}
	slices.SortStableFunc(w.due, func(a, b arrival) int { return cmp.Compare(a.at, b.at) })
	return w, nil
}

// begin places each order when its time has come.
func (w *demand) begin(stage Stage, place func(*Placement)) {
	if len(w.due) == 0 {
		return
	}
	a := w.due[0]
	stage.First(a.at.Sub(stage.Now()), func() {
		w.due = w.due[1:]
		if p, err := w.draw(a.n); err == nil { // it could be drawn before
			place(&p)
		}
		w.begin(stage, place)
	})
}

// alike returns what draws orders that are spread over the peaks, everywhere
// alike.
func (sc *Scenario) alike(ps []circle.Provider, hs []roadnet.Building) drawer {
	return func(n int) (Placement, error) {
		d := roll(sc.Seed, "order", fmt.Sprint(n))
		at, meals := sc.arrival(&d)
		p, home, ok := sc.match(&d, ps, hs, d.chance(meals))
		if !ok {
			return Placement{}, fmt.Errorf("simulator: no home within %d m of a merchant", sc.Habits.Reach)
		}
		return sc.Habits.place(&d, n, at, p, home), nil
	}
}

// arrival draws when an order comes and how likely it is a meal.
func (sc *Scenario) arrival(d *dice) (clock.Instant, float64) {
	if len(sc.Peaks) == 0 {
		return sc.Start.Add(time.Duration(d.unit() * float64(sc.Span)).Truncate(time.Millisecond)), 0.6
	}
	for range 10000 {
		u := d.unit()
		p := sc.Peaks[len(sc.Peaks)-1]
		for _, q := range sc.Peaks {
			if u -= q.Weight; u < 0 {
				p = q
				break
			}
		}
		bell := math.Sqrt(-2*math.Log(1-d.unit())) * math.Cos(2*math.Pi*d.unit())
		tod := p.At + time.Duration(bell*float64(p.Width))
		at := sc.Start.Add((tod - sc.local(sc.Start)).Truncate(time.Millisecond))
		if at >= sc.Start && at <= sc.Start.Add(sc.Span) {
			return at, p.Meals
		}
	}
	return sc.Start, 0.5
}

// match draws a merchant of the kind wanted and a home near it.
func (sc *Scenario) match(d *dice, ps []circle.Provider, hs []roadnet.Building, meal bool) (circle.Provider, roadnet.Building, bool) {
	farthest := float64(sc.Habits.Reach)
	for range 10000 {
		p := ps[d.below(len(ps))]
		if (p.Category == circle.Meals) != meal {
			continue
		}
		h := hs[d.below(len(hs))]
		if far := geo.Distance(p.Point, h.Point); far <= farthest && d.chance(1-0.6*far/farthest) {
			return p, h, true
		}
	}
	return circle.Provider{}, roadnet.Building{}, false
}

func (h *Habits) place(d *dice, n int, at clock.Instant, p circle.Provider, b roadnet.Building) Placement {
	kind, items := orders.Goods, 1+d.below(5)
	if p.Category == circle.Meals {
		kind, items = orders.Meal, 1+d.below(3)
	}
	door := h.dropoff(d, b)
	out := Placement{
		At: at, External: fmt.Sprintf("sim-%d", n), Merchant: p.ID, Kind: kind, Dropoff: door,
		Needs: residents.Needs{
			NoStairs: d.chance(h.NoStairs), NoScreen: d.chance(h.NoScreen), NoComingDown: d.chance(h.Inside),
		},
		Consent: residents.Consent{Locker: d.chance(h.Locker), Robot: d.chance(h.Robot)},
		Name:    fmt.Sprintf("Resident %d", n),
		Address: fmt.Sprintf("Building %d, floor %d", b.ID, door.Floor),
	}
	for i := range items {
		out.Items = append(out.Items, orders.Item{
			Name: fmt.Sprintf("Item %d", i+1), Quantity: 1 + d.below(2),
			Grams: int64(150 + d.below(900)), Millis: int64(300 + d.below(2200)), Price: int64(300 + 50*d.below(60)),
		})
	}
	return out
}

// dropoff draws a dwelling in a building.
func (h *Habits) dropoff(d *dice, b roadnet.Building) orders.Dropoff {
	return orders.Dropoff{
		Point: b.Point.Round(), Handover: b.Point.Round(), Building: b.ID, Floor: d.below(max(b.Levels, 5)), Lift: d.chance(h.Lift),
	}
}

// lockerSites chooses merchants' doorsteps for banks: each next one where the
// most homes without a bank are within reach (greedy maximal covering).
func lockerSites(ps []circle.Provider, hs []roadnet.Building, n int) []geo.Point {
	const reach = 350
	near := make([][]int, len(ps)) // by merchant: homes within reach
	for i, p := range ps {
		for j, h := range hs {
			if n > 0 && math.Abs(h.Point.Lat-p.Point.Lat) < 0.01 && geo.Distance(p.Point, h.Point) <= reach {
				near[i] = append(near[i], j)
			}
		}
	}
	covered := make([]bool, len(hs))
	var sites []geo.Point
	for range n {
		best, most := -1, -1
		for i := range ps {
			count := 0
			for _, j := range near[i] {
				if !covered[j] {
					count++
				}
			}
			if count > most {
				best, most = i, count
			}
		}
		if best < 0 {
			break
		}
		for _, j := range near[best] {
			covered[j] = true
		}
		sites = append(sites, ps[best].Point)
	}
	return sites
}
