package report

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Order is how one order ended, or stands.
type Order struct {
	ID         orders.ID
	Merchant   string
	Kind       orders.Kind
	Dropoff    geo.Point
	Needs      residents.Needs
	Placed     clock.Instant
	From       clock.Instant // of a visit: when its window opened
	Due        clock.Instant
	Served     clock.Instant // within the resident's reach; zero: never
	Done       clock.Instant // carriage ended; zero: it has not
	State      orders.State  // of carriage
	Mode       orders.Mode
	Worker     string
	Resident   string // of a visit: the provider's id of who is visited
	Attempts   int
	Reason     string
	Cost       int64 // minor units, of all who worked on it
	Meters     geo.Meters
	LateMillis int64 // served after the promise; negative: before. Of one not served: how long the promise was over when it ended
}

// Late is how late the order was served; negative when it was early.
func (o *Order) Late() time.Duration { return time.Duration(o.LateMillis) * time.Millisecond }

// Early is how early the order was served.
func (o *Order) Early() time.Duration { return -o.Late() }

// Collector takes down a day. It keeps a row for each order, and timelines of
// the open and of the worst ones only.
type Collector struct {
	away    time.Duration // local time before UTC
	zone    string
	policy  dispatch.Policy
	begun   bool
	from    clock.Instant
	to      clock.Instant
	open    map[orders.ID]*running
	done    []Order
	worst   []Story
	workers map[string]*worker
	names   []string // of workers, in order of appearance
	flow    []flow
	alerts  map[string]int

	attending map[fleet.WorkerID]orders.ID // carers who are under way to a visit, or in the home
	accounts  []Account
}

// running is an open order with what is kept of it while it is.
type running struct {
	row   Order
	story []Entry
	offer dispatch.Offer
	robot clock.Instant // when its robot set out
	share int64         // how many orders that robot has on its way
}

// flow counts orders of goods in a slice of the day.
type flow struct{ placed, ended int }

// Slice is the length of the pieces that a day is counted in.
const Slice = 15 * time.Minute

// NewCollector returns an empty one. Times of day are shown in a local time
// that is so far ahead of UTC.
func NewCollector(away time.Duration) *Collector {
	return &Collector{
		away: away, open: map[orders.ID]*running{}, workers: map[string]*worker{}, alerts: map[string]int{},
		attending: map[fleet.WorkerID]orders.ID{},
	}
}

// Take takes down a step. Decisions come in the order in which they were
// taken; s is the state after them and is not kept.
func (c *Collector) Take(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	if !c.begun {
		c.begun, c.from, c.zone = true, at, s.Zone
	}
	c.policy, c.to = s.Policy, max(c.to, at)
	for _, d := range ds {
		c.order(at, d)
		switch d := d.(type) {
		case dispatch.CourierPut:
			c.courier(s.Couriers.Get(d.Courier.ID), at)
		case dispatch.RobotPut:
			c.robot(s, string(d.Robot.ID), at)
		case dispatch.MissionPut:
			c.mission(at, d)
			c.robot(s, d.Mission.Robot, at)
		case dispatch.MissionGone:
			c.parked(at, d)
			c.robot(s, d.Robot, at)
		case dispatch.OrderMoved:
			c.visited(s, at, d)
		case dispatch.Posted:
			c.posted(d.Posting)
		case dispatch.Alerted:
			c.alerts[d.Code]++
		}
	}
}

// order takes down what a decision means for an order.
func (c *Collector) order(at clock.Instant, d dispatch.Decision) {
	if put, ok := d.(dispatch.OrderPut); ok && put.Why == "placed" {
		o := put.Order
		c.open[o.ID] = &running{row: Order{ID: o.ID, Merchant: string(o.Merchant), Kind: o.Kind, Dropoff: o.Dropoff.Point, Needs: o.Needs, Placed: o.Placed, Due: o.Due}}
		if o.Call == nil {
			c.slice(at).placed++
		} else {
			c.open[o.ID].row.From, c.open[o.ID].row.Resident = o.Call.From, o.Call.Resident
		}
	}
	id, entry, ok := told(at, c.away, d)
	if !ok {
		return
	}
	r := c.open[id]
	if r == nil {
		return
	}
	if entry.Text.En != "" {
		r.story = append(r.story, entry)
	}
	switch d := d.(type) {
	case dispatch.OfferPut:
		r.offer = d.Offer
	case dispatch.OfferGone:
		if d.Outcome == dispatch.OfferAccepted && r.offer.ID == d.Offer {
			c.earn(r, string(d.Courier), at)
		}
	case dispatch.OrderGone:
		c.end(r, &d.Order, at)
	}
}

// earn books an accepted offer: the courier's pay, and the way's wear.
func (c *Collector) earn(r *running, courier string, at clock.Instant) {
	cost := r.offer.Pay
	for _, s := range r.offer.Route {
		if s.Order == string(r.row.ID) {
			cost += int64(s.Meters) * c.policy.CourierCost.PerKm / 1000
			r.row.Meters += s.Meters
		}
	}
	if r.offer.Locker != "" {
		cost += c.policy.LockerFee
	}
	r.row.Cost += cost
	w := c.worker(courier, false, at)
	w.earned += r.offer.Pay
	w.tasks++
}

// mission notes when a robot set out, and how far it has to go; orders that ride
// together share that.
func (c *Collector) mission(at clock.Instant, d dispatch.MissionPut) {
	if d.Why != "sent" {
		return
	}
	var meters float64
	for i := 1; i < len(d.Mission.Nodes); i++ {
		meters += geo.Distance(d.Mission.Nodes[i-1].Point, d.Mission.Nodes[i].Point)
	}
	meters /= float64(max(len(d.Mission.Loads), 1))
	w := c.worker(d.Mission.Robot, true, at)
	w.orders = nil
	for _, l := range d.Mission.Loads {
		r := c.open[orders.ID(l.Order)]
		if r == nil {
			continue
		}
		r.robot, r.share = at, int64(len(d.Mission.Loads))
		r.row.Meters += geo.Meters(meters)
		r.row.Cost += c.policy.RobotCost.PerTask + int64(meters)*c.policy.RobotCost.PerKm/1000
		w.orders = append(w.orders, r.row.ID)
		w.tasks++
	}
}

// parked books a robot's time. The mission may end before or after its orders
// leave: which of both comes first closes the book.
func (c *Collector) parked(at clock.Instant, d dispatch.MissionGone) {
	for _, id := range c.worker(d.Robot, true, at).orders {
		if r := c.open[id]; r != nil {
			c.spent(r, at)
		}
	}
}

func (c *Collector) spent(r *running, at clock.Instant) {
	if r.robot == 0 {
		return
	}
	r.row.Cost += int64(at.Sub(r.robot)/time.Second) * c.policy.RobotCost.PerHour / 3600 / r.share
	r.robot = 0
}

// end closes an order's row.
func (c *Collector) end(r *running, o *orders.Order, at clock.Instant) {
	c.spent(r, at)
	row := &r.row
	row.Due, row.Served, row.Done, row.State, row.Mode = o.Due, o.ServedAt, o.DoneAt, o.Carriage, o.Mode
	row.Worker, row.Attempts, row.Reason = o.Worker, o.Attempt, o.Reason
	if row.Done == 0 {
		row.Done = at
	}
	reached := row.Served
	if !o.Succeeded() || reached == 0 {
		reached = row.Done
	}
	row.LateMillis = reached.Sub(row.Due).Milliseconds()
	if o.Call == nil {
		c.slice(at).ended++
	}
	c.done = append(c.done, *row)
	delete(c.open, o.ID)
	if o.Kind != orders.Return {
		c.remember(Story{Order: *row, Entries: r.story})
	}
}

// stories is how many of the worst orders are told.
const stories = 10

// remember keeps a story if it is among the worst: failed ones first, then the
// latest. One that somebody called off is nobody's failure.
func (c *Collector) remember(s Story) {
	if s.State == orders.Cancelled {
		return
	}
	c.worst = append(c.worst, s)
	slices.SortStableFunc(c.worst, worse)
	c.worst = c.worst[:min(len(c.worst), stories)]
}

// slice returns the counts of the slice of the day that an instant is in.
func (c *Collector) slice(at clock.Instant) *flow {
	i := c.index(at)
	for len(c.flow) <= i {
		c.flow = append(c.flow, flow{})
	}
	return &c.flow[i]
}

// index is the number of the slice of the day that an instant is in. Slices
// begin at full quarters of an hour.
func (c *Collector) index(at clock.Instant) int {
	return int(max(at-c.origin(), 0) / clock.Instant(Slice/time.Microsecond))
}

func (c *Collector) origin() clock.Instant {
	return c.from - c.from%clock.Instant(Slice/time.Microsecond)
}

// courier notes whether a courier is at work, and whether there is work.
func (c *Collector) courier(f *fleet.Courier, at clock.Instant) {
	state := away
	switch {
	case len(f.Skills) > 0:
		state = c.caring(f)
	case len(f.Route) > 0:
		state = busy
	case f.Online:
		state = idle
	}
	w := c.worker(string(f.ID), false, at)
	w.cares = len(f.Skills) > 0
	w.become(c, state, at)
}

// robot notes what a robot does.
func (c *Collector) robot(s *dispatch.State, id string, at clock.Instant) {
	r := s.Robots.Get(fleet.WorkerID(id))
	state := idle
	switch {
	case !r.Linked:
		state = away
	case r.Faulty || r.Manual:
		state = broken
	case r.Mission != "":
		state = phases[s.Missions.Get(missions.ID(r.Mission)).Phase()]
	case len(r.Holding) > 0:
		state = broken // somebody must fetch what is in the hold
	}
	c.worker(id, true, at).become(c, state, at)
}
