package report

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// Report is a day in figures. Shares are 0 to 1, money is in minor units.
type Report struct {
	Zone     string
	From, To clock.Instant
	Away     time.Duration // local time before UTC
	Currency string

	Orders    []Order // of goods, that ended, by the time they were placed, without returns
	Returns   []Order // goods brought back, the same way
	Open      int     // not ended
	Delivered int
	Failed    int
	Cancelled int
	OnTime    float64 // of those delivered and failed
	P50, P95  float64 // minutes from placing to within reach, of those delivered
	Cost      float64 // of everything, returns and failures too, by order delivered
	Modes     []Mode
	Slices    []Interval
	Cells     []Cell
	Couriers  []Courier
	Robots    []Robot
	Gini      float64 // of couriers' earnings per hour on duty, without carers
	Visits    Visits
	Carers    []Courier
	Accounts  []Account // by kind
	Alerts    map[string]int
	Worst     []Story
}

// Mode is what orders of one delivery mode cost and took.
type Mode struct {
	Mode    orders.Mode
	Orders  int
	Cost    float64 // mean, minor units
	Minutes float64 // median, from placing to within reach
	Meters  float64 // mean
}

// Interval is one slice of the day.
type Interval struct {
	At        clock.Instant
	Placed    int
	Ended     int
	UnderWay  int     // at its end
	Couriers  float64 // on duty, mean
	CourierOn float64 // share of their time with something in hand
	CarerOn   float64 // share of carers' time on the way to a home, or in one
	RobotOn   float64 // share of the robots' time with a link on a mission
	Robots    [doings]float64
}

// Cell is the demand of one H3 cell.
type Cell struct {
	Cell   geo.Cell
	Orders int
	Late   int // after the promise, or never
}

// Courier is one courier's day.
type Courier struct {
	ID      string
	OnDuty  time.Duration
	Busy    time.Duration
	Tasks   int
	Earned  int64
	PerHour float64
}

// Robot is one robot's day.
type Robot struct {
	ID    string
	Time  [doings]time.Duration
	Tasks int
}

// fairMinimum is how long a courier must be on duty to be counted for
// fairness.
const fairMinimum = 30 * time.Minute

// Report closes the day and counts it. The collector may go on afterwards.
func (c *Collector) Report() *Report {
	r := &Report{Zone: c.zone, From: c.from, To: c.to, Away: c.away, Currency: c.policy.Currency, Alerts: c.alerts, Worst: c.worst}
	for _, x := range c.open {
		switch x.row.Kind {
		case orders.Return:
		case orders.Visit:
			r.Visits.Open++
		default:
			r.Open++
		}
	}
	for _, o := range c.done {
		switch o.Kind {
		case orders.Return:
			r.Returns = append(r.Returns, o)
		case orders.Visit:
			r.Visits.All = append(r.Visits.All, o)
		default:
			r.Orders = append(r.Orders, o)
		}
	}
	byPlaced := func(a, b Order) int { return int(a.Placed - b.Placed) }
	slices.SortStableFunc(r.Orders, byPlaced)
	slices.SortStableFunc(r.Returns, byPlaced)
	r.count()
	r.Visits.count()
	r.Accounts = slices.SortedFunc(slices.Values(c.accounts), func(a, b Account) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Currency, b.Currency))
	})
	r.byMode()
	r.byCell()
	c.fleet(r)
	c.intervals(r)
	return r
}

// minutes from placing to within reach.
func (o *Order) minutes() float64 { return o.Served.Sub(o.Placed).Minutes() }

// count fills the totals.
func (r *Report) count() {
	var took []float64
	var cost int64
	onTime := 0
	for i := range r.Orders {
		o := &r.Orders[i]
		cost += o.Cost
		switch o.State {
		case orders.Delivered:
			r.Delivered++
			took = append(took, o.minutes())
			if o.LateMillis <= 0 {
				onTime++
			}
		case orders.Failed:
			r.Failed++
		case orders.Cancelled:
			r.Cancelled++
		}
	}
	for _, o := range r.Returns {
		cost += o.Cost
	}
	slices.Sort(took)
	r.P50, r.P95 = quantile(took, 0.5), quantile(took, 0.95)
	r.OnTime = share(onTime, r.Delivered+r.Failed)
	if r.Delivered > 0 {
		r.Cost = float64(cost) / float64(r.Delivered)
	}
}

func (r *Report) byMode() {
	for _, m := range []orders.Mode{"door", "locker", "handover"} {
		x := Mode{Mode: m}
		var took []float64
		for i := range r.Orders {
			o := &r.Orders[i]
			if o.State != orders.Delivered || o.Mode != m {
				continue
			}
			x.Orders++
			x.Cost += float64(o.Cost)
			x.Meters += float64(o.Meters)
			took = append(took, o.minutes())
		}
		if x.Orders > 0 {
			x.Cost /= float64(x.Orders)
			x.Meters /= float64(x.Orders)
			slices.Sort(took)
			x.Minutes = quantile(took, 0.5)
		}
		r.Modes = append(r.Modes, x)
	}
}

func (r *Report) byCell() {
	at := map[geo.Cell]int{}
	for i := range r.Orders {
		o := &r.Orders[i]
		cell, err := geo.CellOf(o.Dropoff)
		if err != nil {
			continue // no place on earth: nothing to draw
		}
		n, ok := at[cell]
		if !ok {
			n = len(r.Cells)
			at[cell] = n
			r.Cells = append(r.Cells, Cell{Cell: cell})
		}
		r.Cells[n].Orders++
		if o.State == orders.Failed || o.State == orders.Delivered && o.LateMillis > 0 {
			r.Cells[n].Late++
		}
	}
	slices.SortFunc(r.Cells, func(a, b Cell) int {
		if a.Cell < b.Cell {
			return -1
		}
		return 1
	})
}

// fleet closes the books of everybody at the last instant.
func (c *Collector) fleet(r *Report) {
	for _, name := range c.names {
		w := c.workers[name]
		w.become(c, w.state, c.to)
		t := w.spent()
		if w.robot {
			r.Robots = append(r.Robots, Robot{ID: name, Time: t, Tasks: w.tasks})
			continue
		}
		x := Courier{ID: name, OnDuty: t[idle] + t[busy], Busy: t[busy], Tasks: w.tasks, Earned: w.earned}
		if x.OnDuty > 0 {
			x.PerHour = float64(x.Earned) / x.OnDuty.Hours()
		}
		if w.cares {
			r.Carers = append(r.Carers, x)
			continue
		}
		r.Couriers = append(r.Couriers, x)
	}
	r.Gini, r.Visits.Gini = Gini(hourly(r.Couriers)), Gini(hourly(r.Carers))
}

// hourly is what people earned per hour on duty, the lowest first, without
// those who were hardly there.
func hourly(people []Courier) []float64 {
	var pay []float64
	for _, c := range people {
		if c.OnDuty >= fairMinimum {
			pay = append(pay, c.PerHour)
		}
	}
	slices.Sort(pay)
	return pay
}

// intervals counts the day by its slices.
func (c *Collector) intervals(r *Report) {
	n := c.index(c.to) + 1
	under := 0
	for i := range n {
		x := Interval{At: c.origin().Add(time.Duration(i) * Slice)}
		if i < len(c.flow) {
			x.Placed, x.Ended = c.flow[i].placed, c.flow[i].ended
		}
		under += x.Placed - x.Ended
		length := float64(max(min(Slice, c.to.Sub(x.At)), time.Second)) // the last one is cut short
		x.UnderWay = under
		var onDuty, inHand, caring, inHomes, linked, moving time.Duration
		for _, name := range c.names {
			w := c.workers[name]
			if i >= len(w.slices) {
				continue
			}
			t := w.slices[i]
			if w.cares {
				caring += t[idle] + t[busy]
				inHomes += t[busy]
				continue
			}
			if !w.robot {
				onDuty += t[idle] + t[busy]
				inHand += t[busy]
				continue
			}
			for d := range t {
				x.Robots[d] += float64(t[d]) / length
			}
			work := t[toPickup] + t[loading] + t[toHandoff] + t[unloading]
			moving += work
			linked += work + t[idle] + t[broken]
		}
		x.Couriers = float64(onDuty) / length
		x.CourierOn, x.CarerOn, x.RobotOn = share(inHand, onDuty), share(inHomes, caring), share(moving, linked)
		r.Slices = append(r.Slices, x)
	}
}

// Gini is the Gini coefficient of values that are not negative: half the mean
// difference of all pairs, over their mean. 0 when there is nothing to share.
func Gini(values []float64) float64 {
	x := slices.Sorted(slices.Values(values))
	var sum, weighted float64
	for i, v := range x {
		sum += v
		weighted += float64(i+1) * v
	}
	if sum == 0 {
		return 0
	}
	n := float64(len(x))
	return 2*weighted/(n*sum) - (n+1)/n
}

func share[T int | time.Duration](part, whole T) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// quantile is the nearest-rank quantile of sorted values; 0 of none.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(int(math.Ceil(q*float64(len(sorted))))-1, 0)]
}
