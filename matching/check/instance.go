package check

import (
	"fmt"
	"math"
)

// Noise is how far a time of an Instance may be beyond a limit and still keep
// it, in the file's unit. The sums of double precision that solvers print
// differ in their last digits by the order of adding: a thousand legs of times
// below 10⁵ are off by less than 10⁻⁸. Limits that are meant are farther apart.
const Noise = 1e-7

// Instance is a problem of a plain text format: Li & Lim's and Sartori &
// Buriol's pickups and deliveries with time windows, Solomon's and Homberger's
// deliveries with time windows. All vehicles are alike, start at node 0 and
// come back to it.
type Instance struct {
	Vehicles  int     // how many there are; 0: no limit
	Capacity  int64   // of each
	RouteTime float64 // a vehicle is back this long after the depot opens (Sartori's ROUTE-TIME); 0: no limit beside the depot's Due
	Nodes     []InstanceNode

	// Travel is the time of the drive from every node to every node, row by
	// row; nil: the straight line between them, at speed 1.
	Travel [][]float64
	// Distance is the length likewise; nil: it is the same as the time, as in
	// all three formats.
	Distance [][]float64
}

// InstanceNode is a node of an Instance.
type InstanceNode struct {
	X, Y       float64 // read without Travel only
	Demand     int64   // taken on board; negative: handed over. Where nothing is paired, what all on a route demand is on board at once
	Ready, Due float64 // service starts no sooner, and no later
	Service    float64
	Pickup     int // of a delivery: the node where it is picked up; 0: it is none
	Delivery   int // of a pickup: the node where it goes; 0: it is none
}

// Judge returns what routes of nodes, without the depot, amount to, and what is
// wrong with them. The instance must have a depot and whole matrices. Each vehicle leaves the depot when it opens and waits where
// it is early; empty routes are no vehicles. unassigned lists the nodes that no
// route has; that is no violation, but half of a pair is.
//
// Rules: node (there is no such node, or it is there twice), window (arrival
// after Due), back (arrival at the depot after its Due or the route time),
// capacity, pair (the other half is not on the route), order (delivery before
// pickup), vehicles. Vehicle says "route 3", Shipment the node.
func Judge(x *Instance, routes [][]int) (vehicles int, distance float64, unassigned []int, violations []Violation) {
	j := judge{x: x, on: make([]int, len(x.Nodes))}
	for r, route := range routes {
		if len(route) == 0 {
			continue
		}
		vehicles++
		distance += j.route(r+1, route)
	}
	if x.Vehicles > 0 && vehicles > x.Vehicles {
		j.fail("vehicles", 0, 0, "%d are used and there are %d", vehicles, x.Vehicles)
	}
	for i := 1; i < len(x.Nodes); i++ {
		if j.on[i] == 0 {
			unassigned = append(unassigned, i)
		}
	}
	return vehicles, distance, unassigned, j.found
}

// judge follows routes through an instance.
type judge struct {
	x     *Instance
	on    []int // the route that has the node, from 1; 0: none
	found []Violation
}

// route judges a route and returns its length, the ways from and to the depot
// included. Nodes that do not exist are left out.
func (j *judge) route(r int, route []int) (length float64) {
	nodes := j.x.Nodes
	turn := make(map[int]int, len(route)) // of a node, from 1
	var load int64
	at, time := 0, nodes[0].Ready
	for _, i := range route {
		if i <= 0 || i >= len(nodes) {
			j.fail("node", r, i, "there is no node %d to visit", i)
			continue
		}
		if j.on[i] != 0 {
			j.fail("node", r, i, "it is on route %d already", j.on[i])
		} else {
			j.on[i], turn[i] = r, len(turn)+1
		}
		n := &nodes[i]
		length += j.x.length(at, i)
		time += j.x.travel(at, i)
		if !(time <= n.Due+Noise) { // NaN keeps no limit
			j.fail("window", r, i, "it is reached at %g, after %g", time, n.Due)
		}
		time = math.Max(time, n.Ready) + n.Service
		if load += n.Demand; load > j.x.Capacity {
			j.fail("capacity", r, i, "%d are on board and %d may be", load, j.x.Capacity)
		}
		at = i
	}
	length += j.x.length(at, 0)
	time += j.x.travel(at, 0)
	limit := nodes[0].Due
	if j.x.RouteTime > 0 {
		limit = math.Min(limit, nodes[0].Ready+j.x.RouteTime)
	}
	if !(time <= limit+Noise) {
		j.fail("back", r, 0, "the vehicle is back at %g, after %g", time, limit)
	}
	j.pairs(r, route, turn)
	return length
}

// pairs asks for the other half of each pair, in the right order.
func (j *judge) pairs(r int, route []int, turn map[int]int) {
	for _, i := range route {
		if turn[i] == 0 {
			continue // told by route
		}
		if d := j.x.Nodes[i].Delivery; d > 0 {
			switch {
			case turn[d] == 0:
				j.fail("pair", r, i, "its delivery, %d, is not on the route", d)
			case turn[d] < turn[i]:
				j.fail("order", r, i, "its delivery, %d, comes before it", d)
			}
		}
		if p := j.x.Nodes[i].Pickup; p > 0 && turn[p] == 0 {
			j.fail("pair", r, i, "its pickup, %d, is not on the route", p)
		}
	}
}

func (j *judge) fail(rule string, route, node int, format string, args ...any) {
	v := Violation{Rule: rule, Detail: fmt.Sprintf(format, args...)}
	if route > 0 {
		v.Vehicle, v.Shipment = fmt.Sprintf("route %d", route), fmt.Sprint(node)
	}
	j.found = append(j.found, v)
}

// travel returns how long the drive from node a to node b takes.
func (x *Instance) travel(a, b int) float64 {
	if x.Travel != nil {
		return x.Travel[a][b]
	}
	dx, dy := x.Nodes[a].X-x.Nodes[b].X, x.Nodes[a].Y-x.Nodes[b].Y
	return math.Sqrt(float64(dx*dx) + float64(dy*dy)) // converted, so that no machine fuses them
}

// length returns how long the way from node a to node b is.
func (x *Instance) length(a, b int) float64 {
	if x.Distance != nil {
		return x.Distance[a][b]
	}
	return x.travel(a, b)
}
