package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// option is one way to hand an order over, before its place has an index.
type option struct {
	mode    problem.Mode
	point   geo.Point
	service time.Duration
	locker  string
	carrier problem.Kind // empty: as the mode says
	noEntry bool         // couriers do not go in there
	stairs  bool
	consent bool
	after   time.Duration
	fee     int64
}

// lockersOffered is how many banks near a home are considered.
const lockersOffered = 2

// options lists the ways in which an order could be handed over, of those that
// staff chose where any of them is still there.
func (s *State) options(o *orders.Order) []option {
	all := s.allOptions(o)
	if o.Way == (orders.Way{}) || broken(scriptWay) {
		return all
	}
	chosen := slices.DeleteFunc(slices.Clone(all), func(x option) bool { return !o.Way.Allows(orders.Mode(x.mode), x.locker) })
	if len(chosen) == 0 {
		return all
	}
	return chosen
}

// allOptions lists every way in which an order could be handed over, also those
// that the resident's needs or consent rule out: the matcher says so. Proofs
// that only a person can take, and batches, leave the door. A robot
// is loaded by the merchant, so goods that must be fetched elsewhere, or from
// the hold of a robot that broke down at the counter, are for couriers.
func (s *State) allOptions(o *orders.Order) []option {
	p := s.Policy
	if o.Kind == orders.Visit {
		return []option{{mode: problem.Door, point: o.Dropoff.Point, consent: true, service: s.stay(o, s.Now)}}
	}
	door := option{
		mode: problem.Door, point: o.Dropoff.Point, consent: true,
		service: p.DoorService + climb(o.Dropoff)*p.FloorService,
	}
	if o.Kind == orders.Return {
		door.service = p.PickupService
		return []option{door}
	}
	if o.Relaying() {
		return []option{s.handover(o)}
	}
	door.noEntry = s.noEntry(o, door.point)
	opts := []option{door}
	if o.ByHand() {
		return opts
	}
	if gate, there := s.gateOption(o); there {
		opts = append(opts, gate)
	}
	banks := s.banksNear(o.Dropoff.Point, o.Size().Temperature)
	for _, b := range banks {
		opts = append(opts, s.lockerOption(o, b))
	}
	if !s.atCounter(o) {
		return opts
	}
	opts = append(opts, s.handover(o))
	if !s.deposits() {
		return opts
	}
	for _, b := range banks {
		if b.Dock != nil {
			opts = append(opts, s.dockOption(o, b))
		}
	}
	return opts
}

// handover is the way of an order to the building by a robot.
func (s *State) handover(o *orders.Order) option {
	return option{
		mode: problem.Handover, point: o.Dropoff.Handover, service: s.Policy.HandoffTime,
		stairs: climb(o.Dropoff) > 0, consent: o.Consent.Robot,
	}
}

// atCounter reports whether a robot could be loaded with an order.
func (s *State) atCounter(o *orders.Order) bool {
	counter := s.Providers.Get(o.Merchant)
	return s.Robots.Len() > 0 && counter != nil && o.Pickup == counter.Point && (s.Holder(o.ID) == nil || broken(counterGoods))
}

// lockerOption is the way of an order into a bank.
func (s *State) lockerOption(o *orders.Order, b *fleet.Bank) option {
	walk := meters(b.Point, o.Dropoff.Point)
	return option{
		mode: problem.InLocker, point: b.Point, service: s.Policy.LockerService, locker: b.ID,
		stairs: b.Stairs || climb(o.Dropoff) > 0, consent: o.Consent.Locker,
		after: time.Duration(walk) * time.Second, fee: s.Policy.LockerFee, noEntry: s.noEntry(o, b.Point),
	}
}

// climb is how many floors must be taken by stairs.
func climb(d orders.Dropoff) time.Duration {
	if d.Lift {
		return 0
	}
	return time.Duration(max(d.Floor, -d.Floor))
}

// banksNear returns the nearest linked banks within the policy's walk that keep
// goods of the class.
func (s *State) banksNear(p geo.Point, class circle.Temperature) []*fleet.Bank {
	near := scouts[*fleet.Bank]{most: lockersOffered}
	for _, b := range s.Banks.All() {
		if !b.Linked || !b.Keeps(class) {
			continue
		}
		if walk := meters(b.Point, p); walk <= s.Policy.LockerWalk {
			near.offer(float64(walk), b)
		}
	}
	return near.worker
}
