package dispatch

import (
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

func (e AskQuote) step(t *turn) {
	p := t.s.Providers.Get(e.Merchant)
	if refusal := t.quotable(e); refusal != nil {
		t.turnAway(Unserved{ID: e.ID, Merchant: e.Merchant, Kind: "quote", Needs: e.Needs}, e.Dropoff.Point, refusal)
		return
	}
	o := orders.Order{
		Merchant: e.Merchant, Pickup: p.Point, Dropoff: e.Dropoff, Needs: e.Needs, Consent: e.Consent,
		Items: []orders.Item{{Quantity: 1, Grams: e.Size.Grams, Millis: e.Size.Millis, Temperature: e.Size.Temperature}},
	}
	if e.Batch != nil {
		o.Batch = orders.ID(e.ID) // to the door only
	}
	q := Quote{
		ID: e.ID, Merchant: e.Merchant, Fee: t.s.fee(e.Meters), Currency: t.s.Policy.Currency,
		Expires: t.at.Add(t.s.Policy.QuoteTTL), Cancel: t.s.cancellation(p),
	}
	ready := t.at.Add(p.Preparation)
	for _, opt := range t.s.options(&o) {
		if opt.carrier != "" {
			continue // into a locker that is listed already
		}
		travel := e.Travel[0]
		if opt.mode == problem.Handover {
			travel = e.Travel[1]
		}
		m := QuotedMode{Mode: orders.Mode(opt.mode), Reason: t.s.barred(&o, opt, travel)}
		if m.Open = m.Reason == ""; m.Open {
			m.By = ready.Add(travel + opt.service + opt.after)
		}
		q.Modes = append(q.Modes, m)
	}
	t.do(QuotePut{Quote: q})
	t.noteQuote(e, q.Modes)
	if t.s.Timers.Get("sweep") == nil {
		t.wake("sweep", t.at.Add(t.s.Policy.KeyTTL/48))
	}
}

// quotable says why no quote can be given, or nil.
func (t *turn) quotable(e AskQuote) *orders.Rejection {
	p := t.s.Providers.Get(e.Merchant)
	switch {
	case p == nil:
		return orders.Refuse(orders.UnknownProvider, "", "no merchant %q in this zone", e.Merchant)
	case e.Batch != nil && !t.carriable(*e.Batch):
		return orders.Refuse(orders.Infeasible, "", "%d g and %d ml together are more than any courier here can carry: make several batches", e.Batch.Grams, e.Batch.Millis)
	case !t.carriable(e.Size):
		return orders.Refuse(orders.Infeasible, "", "%d g and %d ml are more than any courier here can carry", e.Size.Grams, e.Size.Millis)
	}
	return t.serves(p, e.Dropoff.Point, t.at)
}

// barred names what rules a mode out for the resident whoever carries, or "".
func (s *State) barred(o *orders.Order, opt option, travel time.Duration) string {
	switch {
	case travel < 0:
		return "no_way"
	case opt.noEntry && opt.mode != problem.Gate:
		return "entry"
	case opt.mode != problem.Door && !opt.consent:
		return "consent"
	case opt.mode != problem.Door && (o.Needs.NoComingDown || o.Needs.Foreign()), opt.stairs && o.Needs.NoStairs,
		opt.mode == problem.InLocker && o.Needs.NoScreen:
		return "access"
	case opt.mode == problem.InLocker && room(s.Banks.Get(opt.locker), o) == nil:
		return "locker"
	case (opt.mode == problem.Handover || opt.mode == problem.Gate) && !s.robotFits(o.Size()):
		return "capacity"
	}
	return ""
}

func (s *State) robotFits(size orders.Size) bool {
	for _, r := range s.Robots.All() {
		if c := r.Carries(); size.Grams <= c.Grams && size.Millis <= c.Millis {
			return true
		}
	}
	return false
}

// fee is what carriage over a way costs the merchant, in minor units.
func (s *State) fee(m geo.Meters) int64 {
	km := (int64(m) + 999) / 1000
	return s.Policy.FeeBase + km*s.Policy.FeePerKm
}
