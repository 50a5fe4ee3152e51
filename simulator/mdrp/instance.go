package mdrp

import "math"

// Point is a place on the plane, in metres.
type Point struct{ X, Y float64 }

// Order is what a diner asked for. Times are whole minutes from the day's start.
type Order struct {
	ID         string
	At         Point // where it goes
	Placed     int   // when it becomes known, and with it Ready
	Restaurant int   // index in Instance.Restaurants
	Ready      int
}

// Courier is on duty from On to Off and begins where he is At. He may be at a
// customer's door after Off, but picks nothing up.
type Courier struct {
	ID      string
	At      Point
	On, Off int
}

// Restaurant is where orders of one kitchen are fetched.
type Restaurant struct {
	ID string
	At Point
}

// Params are the constants of an instance.
type Params struct {
	MetersPerMinute float64
	PickupService   int     // minutes, half before the pickup time and half after
	DropoffService  int     // minutes, likewise
	Target          int     // click-to-door that is aimed at, minutes
	Maximum         int     // click-to-door that is never exceeded, minutes
	PayPerOrder     float64 // dollars
	PayPerHour      float64 // dollars guaranteed for each hour of duty
}

// Instance is one day of one city.
type Instance struct {
	Name        string
	Params      Params
	Orders      []Order
	Couriers    []Courier
	Restaurants []Restaurant
}

// Travel returns the whole minutes from a to b: the distance in a straight line
// over the speed, rounded up, as the official evaluator computes it.
func (p *Params) Travel(a, b Point) int {
	dx, dy := a.X-b.X, a.Y-b.Y
	return int(math.Ceil(math.Sqrt(dx*dx+dy*dy) / p.MetersPerMinute))
}

// halfPickup returns the minutes of service on each side of a pickup time.
func (p *Params) halfPickup() int { return (p.PickupService + 1) / 2 }

// halfDropoff returns the minutes of service on each side of a drop-off time.
func (p *Params) halfDropoff() int { return (p.DropoffService + 1) / 2 }

// Earliest returns the first minute at which order o can be dropped off, with a
// courier of its own at the restaurant in time.
func (in *Instance) Earliest(o int) int {
	x := &in.Orders[o]
	return x.Ready + in.Params.halfPickup() + in.Params.Travel(in.Restaurants[x.Restaurant].At, x.At) + in.Params.halfDropoff()
}

// Floor returns the least click-to-door of order o, in minutes.
func (in *Instance) Floor(o int) int { return in.Earliest(o) - in.Orders[o].Placed }

// guaranteed returns what courier c is paid at the least, in dollars.
func (in *Instance) guaranteed(c int) float64 {
	return in.Params.PayPerHour * float64(in.Couriers[c].Off-in.Couriers[c].On) / 60
}
