package dispatch

import (
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Home is a door that asks for its circle.
type Home struct {
	Dropoff orders.Dropoff
	Needs   residents.Needs
	Consent residents.Consent
	At      clock.Instant
	Later   bool // At lies ahead: who will be on duty then is not known
}

// Way is what the roads say between a provider's counter and a home.
type Way struct {
	Meters geo.Meters       // -1: none
	Travel [2]time.Duration // to the door by courier, to the handover point by robot; negative: none
	// Courier and Robot are when one could be at the counter as things stand;
	// clock.Never when nobody is on duty.
	Courier, Robot clock.Instant
}

// Standing says whether a provider takes an order now.
type Standing string

// The standings.
const (
	StandsOpen   Standing = "open"
	StandsClosed Standing = "closed"
	StandsPaused Standing = "paused"
	StandsFull   Standing = "full"
)

// Serving is a provider as a home sees it. Nothing is promised by it: a quote
// is.
type Serving struct {
	Provider circle.Provider
	Standing Standing
	Opens    clock.Instant // when closed: next; 0 when not within a month
	Carries  bool          // brings goods; else somebody comes
	Fee      int64         // of carriage, minor units
	Modes    []QuotedMode
}

// Earliest returns when goods could be handed over, by the fastest way that is
// open; false when none is.
func (v *Serving) Earliest() (QuotedMode, bool) {
	var best QuotedMode
	for _, m := range v.Modes {
		if m.Open && m.By != 0 && (best.By == 0 || m.By < best.By) {
			best = m
		}
	}
	return best, best.By != 0
}

// Servings returns those of the zone's providers that go to a home, in the
// order of their ids. A provider without a way in ways is left out.
func (s *State) Servings(home Home, ways map[circle.ProviderID]Way) []Serving {
	visits, goods := map[circle.ProviderID]bool{}, map[circle.ProviderID]bool{}
	for _, o := range s.Offerings.All() {
		if o.Kind == circle.Visit {
			visits[o.Provider] = true
		} else {
			goods[o.Provider] = true
		}
	}
	load := s.workload()
	var out []Serving
	for id, p := range s.Providers.All() {
		way, known := ways[id]
		if !known || !p.Serves(home.Dropoff.Point) {
			continue
		}
		v := Serving{Provider: *p, Carries: goods[id] || !visits[id] && !homely(p.Category)}
		s.stand(&v, home.At, load[id])
		if v.Carries {
			v.Fee = s.fee(max(way.Meters, 0))
			v.Modes = s.modes(&v, home, way)
		}
		out = append(out, v)
	}
	return out
}

// homely reports whether who has said nothing of what they offer comes to the
// home rather than sends goods.
func homely(c circle.Category) bool {
	switch c {
	case circle.Property, circle.Housekeeping, circle.ElderCare, circle.Repair:
		return true
	}
	return false
}

// OfferingsOf returns what some providers sell, at most so much of each, in
// the order of ids, and how much each sells in all.
func (s *State) OfferingsOf(list []Serving, most int) (some map[circle.ProviderID][]circle.Offering, count map[circle.ProviderID]int) {
	some, count = map[circle.ProviderID][]circle.Offering{}, map[circle.ProviderID]int{}
	for i := range list {
		some[list[i].Provider.ID] = nil
	}
	for _, o := range s.Offerings.All() {
		if have, wanted := some[o.Provider]; wanted {
			if count[o.Provider]++; len(have) < most {
				some[o.Provider] = append(have, *o)
			}
		}
	}
	return some, count
}

// workload counts the orders that each provider has in work.
func (s *State) workload() map[circle.ProviderID]int {
	out := map[circle.ProviderID]int{}
	for _, o := range s.Orders.All() {
		if preparing(o) {
			out[o.Merchant]++
		}
	}
	return out
}

// stand says whether the provider takes orders.
func (s *State) stand(v *Serving, at clock.Instant, load int) {
	p := &v.Provider
	c := s.calendar(p)
	switch {
	case p.Paused:
		v.Standing = StandsPaused
	case !p.OpenAt(&c, at):
		v.Standing = StandsClosed
		v.Opens, _ = p.Hours.NextOpening(&c, at)
	case p.Capacity > 0 && load >= p.Capacity:
		v.Standing = StandsFull
	default:
		v.Standing = StandsOpen
	}
}

// modes says by which ways goods could be handed over, and when at the
// earliest: once they are ready and somebody has come for them.
func (s *State) modes(v *Serving, home Home, way Way) []QuotedMode {
	p := &v.Provider
	o := orders.Order{
		Merchant: p.ID, Pickup: p.Point, Dropoff: home.Dropoff, Needs: home.Needs, Consent: home.Consent,
		Items: []orders.Item{{Quantity: 1}},
	}
	ready := max(home.At, v.Opens).Add(p.Preparation)
	var out []QuotedMode
	for _, opt := range s.options(&o) {
		if opt.carrier != "" {
			continue // into a locker that is listed already
		}
		travel, there := way.Travel[0], way.Courier
		if opt.mode == problem.Handover {
			travel, there = way.Travel[1], way.Robot
		}
		m := QuotedMode{Mode: orders.Mode(opt.mode), Reason: s.barred(&o, opt, travel)}
		if m.Reason == "" && there == clock.Never && !home.Later && v.Opens == 0 {
			m.Reason = "no_worker"
		}
		if m.Open = m.Reason == ""; m.Open {
			start := ready
			if !home.Later && there != clock.Never {
				start = max(start, there)
			}
			if v.Standing == StandsOpen || v.Opens != 0 {
				m.By = start.Add(travel + opt.service + opt.after)
			}
		}
		out = append(out, m)
	}
	return out
}
