package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// Nodes is an instance of a text format: a depot, which is node 0, and nodes
// to visit by identical vehicles that leave the depot at its ready time and
// are back by its due time.
type Nodes struct {
	Kind     Format
	Name     string
	Vehicles int     // how many there are; 0: as many as it takes
	Capacity int64   // of each
	Nodes    []Node  // by id
	Horizon  float64 // Sartori: ROUTE-TIME, the longest that a vehicle may be on its way

	Speed float64 // Li & Lim: means nothing, drives take as long as they are

	// Sartori only.
	Header []Entry   // the header's lines, in their order
	Edges  []float64 // travel times, row from, column to
}

// Node is a place to visit. Service starts between Ready and Due.
type Node struct {
	X, Y     float64 // Sartori: latitude, longitude
	Demand   int64   // taken on board; negative: handed over. Solomon: handed over
	Ready    float64
	Due      float64
	Service  float64
	Pickup   int // of a delivery: where it comes from; 0: it is none
	Delivery int // of a pickup: where it goes; 0: it is none
}

// Entry is a line of a header.
type Entry struct{ Key, Value string }

// Format returns how the instance is written.
func (x *Nodes) Format() Format { return x.Kind }

// Objective returns VehiclesDistance, by which these instances are compared.
func (x *Nodes) Objective() problem.Objective { return problem.VehiclesDistance }

// Title returns the name in the file; Li & Lim's have none.
func (x *Nodes) Title() string { return x.Name }

// Size returns the numbers of pairs or visits, and of vehicles.
func (x *Nodes) Size() (tasks, vehicles int) {
	for i := range x.Nodes {
		if i > 0 && x.Nodes[i].Pickup == 0 {
			tasks++
		}
	}
	return tasks, x.Vehicles
}

// Travel returns the time, and the length, of the drive from node i to node j:
// of the matrix, or along the straight line.
func (x *Nodes) Travel(i, j int) float64 {
	if x.Edges != nil {
		return x.Edges[i*len(x.Nodes)+j]
	}
	dx, dy := x.Nodes[i].X-x.Nodes[j].X, x.Nodes[i].Y-x.Nodes[j].Y
	return math.Sqrt(float64(dx*dx) + float64(dy*dy)) // the conversions forbid a fused, more exact, sum
}

// Problem states the instance.
func (x *Nodes) Problem(o Options) (*problem.Problem, error) {
	p := &problem.Problem{Objective: o.Objective, Places: make([]geo.Point, len(x.Nodes))}
	if x.Kind == Sartori {
		for i, n := range x.Nodes {
			p.Places[i] = geo.Point{Lng: n.Y, Lat: n.X}
		}
	}
	x.setMatrix(p)
	for i := range x.Nodes {
		if s, ok := x.shipment(i); ok {
			p.Shipments = append(p.Shipments, s)
		}
	}
	depot := &x.Nodes[0]
	opens, closes := early(depot.Ready), late(depot.Due)
	if x.Kind == Sartori {
		closes = min(closes, opens+late(x.Horizon)-origin)
	}
	count := len(p.Shipments)
	if x.Vehicles > 0 {
		count = min(count, x.Vehicles)
	}
	for k := range count {
		p.Vehicles = append(p.Vehicles, problem.Vehicle{
			ID: strconv.Itoa(k + 1), Kind: problem.Courier, Profile: geo.Car, ReadyAt: opens, ShiftEnd: closes, Returns: true,
			Capacity: problem.Load{Grams: x.Capacity}, Cost: problem.Cost{PerKm: 1000},
		})
	}
	return p, nil
}

// shipment returns what begins at node i: a pickup with its delivery, or a
// visit.
func (x *Nodes) shipment(i int) (problem.Shipment, bool) {
	n := &x.Nodes[i]
	if i == 0 || n.Pickup > 0 {
		return problem.Shipment{}, false
	}
	s := problem.Shipment{ID: x.shipmentID(i), Load: problem.Load{Grams: n.Demand}}
	end, at := n, i
	if n.Delivery > 0 {
		end, at = &x.Nodes[n.Delivery], n.Delivery
		s.Pickup, s.PickupService = i, duration(n.Service)
		s.PickupWindows = []problem.Window{{From: early(n.Ready), To: late(n.Due)}}
	} else {
		s.Visit = true
	}
	s.Earliest, s.Latest = early(end.Ready), late(end.Due)
	s.Options = []problem.Option{{Mode: problem.Door, Place: at, Service: duration(end.Service), Consent: true}}
	return s, true
}

// shipmentID returns the name of what begins at node i: its nodes.
func (x *Nodes) shipmentID(i int) string {
	if d := x.Nodes[i].Delivery; d > 0 {
		return strconv.Itoa(i) + "-" + strconv.Itoa(d)
	}
	return strconv.Itoa(i)
}

// node returns the node of a stop, false when there is no such shipment.
func (x *Nodes) node(shipment string, kind problem.StopKind) (int, bool) {
	from, to, pair := strings.Cut(shipment, "-")
	i, err := strconv.Atoi(from)
	if err != nil || i <= 0 || i >= len(x.Nodes) || x.shipmentID(i) != shipment {
		return 0, false
	}
	if pair && kind == problem.Delivery {
		i, _ = strconv.Atoi(to)
	}
	return i, true
}

// setMatrix fills in the drives, rounded up: times in microseconds, lengths in
// millionths of the file's unit, or in coarser steps of a power of ten where a
// drive would not fit 31 bits otherwise.
func (x *Nodes) setMatrix(p *problem.Problem) {
	n, step := len(x.Nodes), x.step()
	m := problem.NewMatrix(n)
	for i := range n {
		for j := range n {
			if i == j && x.Edges == nil {
				continue
			}
			t := up(x.Travel(i, j), step)
			m.Set(i, j, problem.Leg{Travel: t.Sub(0), Meters: geo.Meters(t / step)})
		}
	}
	p.SetMatrix(geo.Car, m)
}

// step returns of what all drives are multiples, in microseconds.
func (x *Nodes) step() clock.Instant {
	longest := 0.0
	for i := range x.Nodes {
		for j := range x.Nodes {
			longest = max(longest, x.Travel(i, j))
		}
	}
	step := clock.Instant(1)
	for up(longest, step)/step >= math.MaxInt32 {
		step *= 10
	}
	return step
}

// Parts returns how many metres of the stated problem are a unit of the file:
// a million, or a power of ten less.
func (x *Nodes) Parts() float64 { return 1e6 / float64(x.step()) }

// up returns a time in microseconds, rounded up to a multiple of step, and not
// less than t in double precision.
func up(t float64, step clock.Instant) clock.Instant {
	u := clock.Instant(math.Round(t * 1e6)) // a decimal of the file comes out as it is
	if float64(u)/1e6 < t {
		u++
	}
	return (u + step - 1) / step * step
}

// early and late return the instant of a time, rounded into the window that
// begins, or ends, there.
func early(t float64) clock.Instant { return origin + up(t, 1) }

func late(t float64) clock.Instant { return origin - up(-t, 1) }

func duration(t float64) time.Duration { return up(t, 1).Sub(0) }

// Measure returns the vehicles used and the length of all routes, in the
// file's unit.
func (x *Nodes) Measure(plan *problem.Plan) Figures {
	f := Figures{Unassigned: len(plan.Undone)}
	for _, r := range x.Routes(plan) {
		f.Vehicles++
		f.Distance += x.Length(r)
	}
	return f
}

// Length returns the length of a route of nodes, from the depot and back.
func (x *Nodes) Length(route []int) (sum float64) {
	at := 0
	for _, i := range route {
		sum += x.Travel(at, i)
		at = i
	}
	return sum + x.Travel(at, 0)
}

// Routes returns the nodes of each route of a plan that has any.
func (x *Nodes) Routes(plan *problem.Plan) [][]int {
	var routes [][]int
	for _, r := range plan.Routes {
		var route []int
		for _, s := range r.Stops {
			if i, ok := x.node(s.Shipment, s.Kind); ok {
				route = append(route, i)
			}
		}
		if len(route) > 0 {
			routes = append(routes, route)
		}
	}
	return routes
}

// check finds what is wrong with the nodes as a whole; lines holds the line of
// each node.
func (x *Nodes) check(lines []int) error {
	for i := range x.Nodes {
		if err := x.checkNode(i, lines[i]); err != nil {
			return err
		}
	}
	return nil
}

func (x *Nodes) checkNode(i, line int) error {
	n, item := &x.Nodes[i], nodeItem(i)
	size := n.Demand
	if n.Pickup > 0 {
		size = -size
	}
	switch {
	case n.Due < n.Ready:
		return mistake(line, item, "the window ends at %v, before it starts at %v", n.Due, n.Ready)
	case n.Ready < 0:
		return mistake(line, item, "the window starts at %v, before 0", n.Ready)
	case n.Service < 0:
		return mistake(line, item, "the service takes %v, less than nothing", n.Service)
	case i == 0 && (n.Demand != 0 || n.Pickup != 0 || n.Delivery != 0):
		return mistake(line, item, "the depot has a demand")
	case size < 0 && n.Pickup > 0:
		return mistake(line, item, "a delivery with the demand of a pickup, %d", n.Demand)
	case size < 0:
		return mistake(line, item, "a negative demand, %d", n.Demand)
	case i == 0 || x.Kind == Solomon:
		return nil
	}
	return x.checkPair(i, line)
}

func (x *Nodes) checkPair(i, line int) error {
	n, item := &x.Nodes[i], nodeItem(i)
	other := n.Pickup + n.Delivery
	switch {
	case n.Pickup != 0 && n.Delivery != 0:
		return mistake(line, item, "both a pickup, of %d, and a delivery, from %d", n.Delivery, n.Pickup)
	case other == 0:
		return mistake(line, item, "neither a pickup nor a delivery: it names no other node")
	case other >= len(x.Nodes):
		return mistake(line, item, "it names node %d, and there is none", other)
	case n.Delivery > 0 && x.Nodes[other].Pickup != i:
		return mistake(line, item, "a pickup whose delivery, node %d, comes from node %d", other, x.Nodes[other].Pickup)
	case n.Pickup > 0 && x.Nodes[other].Delivery != i:
		return mistake(line, item, "a delivery whose pickup, node %d, goes to node %d", other, x.Nodes[other].Delivery)
	case n.Pickup > 0 && n.Demand != -x.Nodes[other].Demand:
		return mistake(line, item, "the delivery is of %d, the pickup, node %d, of %d", -n.Demand, other, x.Nodes[other].Demand)
	}
	return nil
}

func nodeItem(i int) string { return fmt.Sprintf("node %d", i) }
