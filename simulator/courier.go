package simulator

import (
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/wire/courier"
)

// Radio is a courier's line to the platform.
type Radio interface {
	Send(courier.ClientMessage)
}

// Courier is a person with a bicycle and a phone. What it hears and says are
// the messages of wire/courier, whatever carries them.
type Courier struct {
	ID fleet.WorkerID

	w     *World
	radio Radio
	at    geo.Point
	sent  int
	tasks []courier.Task
	doing string // the order and kind of the task in hand
	there bool   // at its place, with something left to wait for
	turn  int    // counts activities: a callback of an earlier one does nothing
	shift shift
	line  line
	care  *carer // of one who visits homes; nil: none
}

func newCourier(w *World, id fleet.WorkerID, at geo.Point) *Courier {
	return &Courier{ID: id, w: w, at: at}
}

// ref names the next message.
func (c *Courier) ref() string {
	c.sent++
	return fmt.Sprintf("%s-%d", c.ID, c.sent)
}

// SignOn gives the courier a line to the platform and starts the shift, now or
// when its time comes.
func (c *Courier) SignOn(r Radio) {
	c.radio = r
	if c.shifts() == nil {
		c.begin(clock.Never)
		return
	}
	c.plan()
}

// beat is a sign of life once a minute, also while nothing moves.
func (c *Courier) beat() {
	if !c.shift.on && len(c.tasks) == 0 {
		c.shift.beating = false
		return
	}
	c.send(courier.Position{Point: c.at})
	c.w.stage.After(time.Minute, c.beat)
}

// Hear takes a message of the platform.
func (c *Courier) Hear(m courier.ServerMessage) {
	if c.line.lost {
		c.line.heard = append(c.line.heard, m)
		return
	}
	switch m := m.(type) {
	case courier.Welcome:
		if m.Resumed {
			return
		}
		c.tasks = m.Tasks
		if m.Offer != nil {
			c.consider(*m.Offer)
		}
		if !m.Courier.Online && c.shift.wants() {
			c.online()
		}
		c.work()
	case courier.Offer:
		c.consider(m)
	case courier.Tasks:
		c.tasks = m.Tasks
		if !m.Online && c.shift.wants() {
			c.w.stage.After(2*time.Minute, c.online)
		}
		c.work()
	}
}

// consider thinks about an offer for a moment.
func (c *Courier) consider(o courier.Offer) {
	d := roll(c.w.sc.Seed, "offer", string(c.ID), o.Offer)
	think, h := d.between(3*time.Second, 20*time.Second), c.w.sc.Habits
	switch {
	case d.chance(h.Ignore):
		return
	case d.chance(h.Decline+c.dislike(&o)) || !c.w.plays(c.ID, o.Order):
		c.w.stage.After(think, func() {
			c.send(courier.Decline{ID: c.ref(), Offer: o.Offer, Reason: "too_far"})
		})
	default:
		c.w.stage.After(think, func() { c.send(courier.Accept{ID: c.ref(), Offer: o.Offer}) })
	}
	if d.chance(h.HandBack) {
		c.w.stage.After(think+90*time.Second, func() { c.giveBack(o.Order) })
	}
}

// giveBack is a courier whose bicycle broke, before pickup.
func (c *Courier) giveBack(id orders.ID) {
	for _, t := range c.tasks {
		if t.Order == id && t.Kind == fleet.Pickup {
			c.send(courier.HandBack{ID: c.ref(), Order: id, Reason: "vehicle"})
		}
	}
}

// work goes on with the first task of the list.
func (c *Courier) work() {
	if len(c.tasks) == 0 {
		c.doing, c.there = "", false
		c.turn++
		c.rest()
		return
	}
	if c.care != nil && c.shift.resting {
		return
	}
	t := c.tasks[0]
	if key := taskKey(t); key != c.doing {
		c.doing, c.there = key, false
		if t.Kind == fleet.Visit {
			c.await(t)
			return
		}
		c.travel(t)
		return
	}
	if c.there && t.Kind == fleet.Pickup && t.Ready {
		c.there = false
		c.handle(t, 10*time.Second)
	}
}

// taskKey names what a courier does about a task. To wait for a second carer is
// something else than to go.
func taskKey(t courier.Task) string {
	key := string(t.Order) + "/" + string(t.Kind) + t.Compartment
	if t.Mode == "gate" {
		key += "/gate" // and not to the door, until it is said so
	}
	if t.Call != nil && t.Call.Sought > 0 {
		key += "/alone"
	}
	return key
}

// travel rides to a task's place along the road network.
func (c *Courier) travel(t courier.Task) {
	c.turn++
	c.ride(c.way(t.Point), 0, t, c.turn)
}

// way is how the courier goes to a place for the task in hand.
func (c *Courier) way(to geo.Point) track {
	d := roll(c.w.sc.Seed, "ride", string(c.ID), c.doing)
	way, err := c.w.router.Route(geo.Ebike, c.at, to)
	if err != nil {
		return newTrack([]geo.Point{to}, 0)
	}
	pace := (0.95 + 0.3*d.unit()) * c.w.sc.pace(c.w.stage.Now())
	return newTrack(way.Path, time.Duration(float64(way.Millis)*pace)*time.Millisecond)
}

func (c *Courier) ride(tr track, gone time.Duration, t courier.Task, turn int) {
	if turn != c.turn {
		return
	}
	if gone > 0 {
		c.at = tr.at(gone)
		c.send(courier.Position{Point: c.at})
	}
	if gone >= tr.takes {
		c.at = t.Point
		c.arrive(t, turn)
		return
	}
	step := min(c.w.sc.Habits.Stride, tr.takes-gone)
	c.w.stage.After(step, func() { c.ride(tr, gone+step, t, turn) })
}

// arrive does what the place asks for.
func (c *Courier) arrive(t courier.Task, turn int) {
	if turn != c.turn {
		return
	}
	if t.Kind == fleet.Pickup && c.w.first(t.Order, orders.OutHandsBack) {
		c.giveBack(t.Order)
		return
	}
	if t.Kind == fleet.Pickup && !t.Ready {
		c.there = true
		for _, now := range c.tasks[:min(1, len(c.tasks))] {
			if now.Order == t.Order && now.Ready {
				c.work()
			}
		}
		return
	}
	if t.Kind == fleet.Visit {
		c.ring(t)
		return
	}
	d := roll(c.w.sc.Seed, "serve", string(t.Order), string(t.Kind))
	c.handle(t, d.between(20*time.Second, 70*time.Second)+c.w.dawdle(t))
}

// handle says what was done after it took so long, and says it again until
// the list of tasks has changed.
func (c *Courier) handle(t courier.Task, takes time.Duration) {
	turn := c.turn
	c.w.stage.After(takes, func() {
		if turn != c.turn {
			return
		}
		c.say(t)
		c.handle(t, 90*time.Second)
	})
}

func (c *Courier) say(t courier.Task) {
	switch {
	case t.Kind == fleet.Pickup && t.Return && t.Locker != "":
		c.send(courier.OpenLocker{ID: c.ref(), Order: t.Order})
		turn := c.turn
		c.w.stage.After(45*time.Second, func() {
			if turn == c.turn {
				c.send(courier.PickUp{ID: c.ref(), Order: t.Order})
			}
		})
	case t.Kind == fleet.Pickup:
		c.w.prove(c, t)
		c.send(courier.PickUp{ID: c.ref(), Order: t.Order, PIN: c.w.told(t)})
	case t.Mode == "gate" && !t.Return:
		c.w.atGate(t.Order)
	case t.Locker != "" && !t.Return:
		c.send(courier.OpenLocker{ID: c.ref(), Order: t.Order})
	case t.Return:
		c.w.prove(c, t)
		c.send(courier.Deliver{ID: c.ref(), Order: t.Order, PIN: c.w.told(t)})
	case c.w.unreceived(t.Order) != "":
		c.send(courier.Fail{ID: c.ref(), Order: t.Order, Reason: c.w.unreceived(t.Order)})
	default:
		c.w.prove(c, t)
		c.send(courier.Deliver{ID: c.ref(), Order: t.Order, PIN: c.w.pin(t.Order), OfAge: slices.Contains(t.Proofs, orders.Age)})
	}
}

// track is a way with the time it takes; positions are interpolated by
// length.
type track struct {
	path  []geo.Point
	sums  []float64 // metres up to each point
	takes time.Duration
}

func newTrack(path []geo.Point, takes time.Duration) track {
	t := track{path: path, sums: make([]float64, len(path)), takes: takes}
	for i := 1; i < len(path); i++ {
		t.sums[i] = t.sums[i-1] + geo.Distance(path[i-1], path[i])
	}
	return t
}

// at returns the place after a time on the way.
func (t track) at(gone time.Duration) geo.Point {
	last := len(t.path) - 1
	if gone >= t.takes || t.takes <= 0 || t.sums[last] == 0 {
		return t.path[last].Round()
	}
	far := t.sums[last] * float64(gone) / float64(t.takes)
	for i := 1; i <= last; i++ {
		if far <= t.sums[i] && t.sums[i] > t.sums[i-1] {
			f := (far - t.sums[i-1]) / (t.sums[i] - t.sums[i-1])
			p, q := t.path[i-1], t.path[i]
			return geo.Point{Lng: p.Lng + f*(q.Lng-p.Lng), Lat: p.Lat + f*(q.Lat-p.Lat)}.Round()
		}
	}
	return t.path[last].Round()
}
