package dispatch

import (
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
)

// platform is the account of what is left to the operator.
var platform = ledger.Platform.Of("")

// post takes a posting into the books.
func (t *turn) post(p ledger.Posting) { t.do(Posted{Posting: p}) }

// bill writes what the end of an order's carriage costs whom: once, because an
// order ends once. Carriage that was made is paid, whether or not somebody
// opened the door: the merchant owes the fee, the worker has earned what was
// promised, and a locker that served its fee. Goods that were lost with their
// worker are not carriage, and an order that is called off costs its merchant
// what was promised when it was placed. A tip is the courier's, whole, once the
// goods are delivered.
func (t *turn) bill(before *orders.Order, m orders.Move) {
	p := ledger.Posting{Order: string(before.ID), Currency: before.Currency}
	made := before.Carriage == orders.PickedUp || before.Carriage == orders.InLocker ||
		before.Carriage == orders.Arrived || before.Carriage == orders.Started
	merchant := ledger.Merchant.Of(string(before.Merchant))
	switch m.To {
	case orders.Delivered:
		p.Cause = ledger.Delivered
		if before.Kind == orders.Return {
			p.Cause = ledger.Returned
		}
	case orders.Done:
		p.Cause, made = ledger.Visited, made && !broken(billVisit)
	case orders.Failed:
		p.Cause = ledger.Failed
		made = made && m.Reason != "worker_lost" || broken(billFailed)
	case orders.Cancelled:
		p.Cause, made = ledger.Cancelled, false
		if fee, to := t.cancelFee(before, m); fee > 0 {
			p.Add(merchant, to, fee)
			if broken(billWhole) {
				p.Entries = p.Entries[:1]
			}
		}
	}
	if made {
		p.Add(merchant, platform, before.Fee)
		if before.Worker != "" && !before.Team() {
			p.Add(platform, t.s.account(before.Worker), before.Pay)
		}
		if c := t.tipped(before); before.Tip > 0 && m.To == orders.Delivered && c != nil && !broken(billTip) {
			p.Add(merchant, t.s.account(string(c.ID)), before.Tip)
		}
		if before.Mode == "locker" && (before.Carriage == orders.InLocker || m.To == orders.Delivered) {
			p.Add(platform, ledger.Provider.Of(before.Locker), t.s.Policy.LockerFee)
		}
	}
	if before.Team() {
		t.earned(&p, before, m)
	}
	t.post(p)
}

// tipped returns the courier who brought an order: to the resident, or to the
// robot that did; nil: none.
func (t *turn) tipped(o *orders.Order) *fleet.Courier {
	c := t.s.Couriers.Get(fleet.WorkerID(o.Worker))
	for _, l := range o.Legs {
		if c == nil {
			c = t.s.Couriers.Get(fleet.WorkerID(l.Worker))
		}
	}
	return c
}

// cancelFee is what calling an order off costs its merchant now, and who has
// it. What staff or a refused hold calls off costs nothing.
func (t *turn) cancelFee(o *orders.Order, m orders.Move) (int64, ledger.Account) {
	switch {
	case m.By.Role == orders.Staff || m.Reason == "payment_refused":
		return 0, platform
	case o.Carriage == orders.Assigned || o.Carriage == orders.OnTheWay:
		return o.Cancel.Assigned, t.s.account(o.Worker)
	case o.Accepted() && (m.By.Role == orders.Merchant || m.By.Role == orders.Resident):
		return o.Cancel.Accepted, platform
	}
	return 0, platform
}

// account returns the account of a worker: a robot's is that of who runs it.
func (s *State) account(worker string) ledger.Account {
	if s.Robots.Get(fleet.WorkerID(worker)) != nil {
		return ledger.Provider.Of(worker)
	}
	return ledger.Worker.Of(worker)
}

// settled writes what the payment provider did with an order's hold, unless it
// is what is known already: its events come twice and out of order.
func (t *turn) settled(o *orders.Order, now string) {
	was := o.Payment
	if was.State == now && !broken(settleRepeat) {
		return
	}
	p := ledger.Posting{Order: string(o.ID), Currency: was.Currency}
	from, held := ledger.Holds.Of(""), was.State == "held"
	switch {
	case now == "held":
		p.Cause = ledger.Held
		p.Add(ledger.Residents.Of(""), from, was.Asked)
	case now == "captured":
		p.Cause = ledger.Captured
		if !held {
			from = ledger.Residents.Of("")
		}
		p.Add(from, ledger.Merchant.Of(string(o.Merchant)), was.Amount)
		if held {
			p.Add(from, ledger.Residents.Of(""), was.Asked-was.Amount)
		}
	case held:
		p.Cause = ledger.Released
		p.Add(from, ledger.Residents.Of(""), was.Asked)
	default:
		return // nothing was held
	}
	t.post(p)
}

// pay is what a courier earns with an order: the task and the planned time of
// its stops.
func (t *turn) pay(o *orders.Order, stops []fleet.Stop) int64 {
	var work time.Duration
	for _, s := range stops {
		if s.Order == string(o.ID) {
			work += s.Travel + s.Service
		}
	}
	cost := t.s.Policy.CourierCost
	return cost.PerTask + int64(work/time.Second)*cost.PerHour/3600
}

// hire is what who runs a robot earns with one of n orders of a mission: the
// task, and a share of its planned time and its way.
func (t *turn) hire(stops []fleet.Stop, n int) int64 {
	var work time.Duration
	var way int64
	for _, s := range stops {
		work += s.Travel + s.Service
		way += int64(s.Meters)
	}
	cost := t.s.Policy.RobotCost
	return cost.PerTask + (int64(work/time.Second)*cost.PerHour/3600+way*cost.PerKm/1000)/int64(n)
}

// ledger checks that the books balance and that every end is in them once.
func (a *audit) ledger() {
	b := &a.s.Ledger
	for _, sum := range b.Sums() {
		if sum.Amount != 0 {
			a.broken("the accounts sum to %d %s, not to zero", sum.Amount, sum.Currency)
		}
	}
	ended := map[orders.State]uint64{}
	held := map[string]int64{}
	for _, o := range a.s.Orders.All() {
		if o.Terminal() {
			ended[o.Carriage]++
		}
		if o.Payment != nil && o.Payment.State == "held" {
			held[o.Payment.Currency] += o.Payment.Asked
		}
	}
	n := a.s.Counter
	a.posted(b.Count(ledger.Delivered)+b.Count(ledger.Returned), n.Delivered+ended[orders.Delivered], "delivered")
	a.posted(b.Count(ledger.Visited), n.Done+ended[orders.Done], "done")
	a.posted(b.Count(ledger.Failed), n.Failed+ended[orders.Failed], "failed")
	a.posted(b.Count(ledger.Cancelled), n.Cancelled+ended[orders.Cancelled], "cancelled")
	for _, l := range b.Balances {
		if l.Account.Kind() == ledger.Holds && l.Amount != held[l.Currency] {
			a.broken("%d %s are on hold, but %d for the open orders", l.Amount, l.Currency, held[l.Currency])
		}
	}
}

func (a *audit) posted(postings, orders uint64, how string) {
	if postings != orders {
		a.broken("%d orders were %s, and %d were posted so", orders, how, postings)
	}
}
