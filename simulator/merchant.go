package simulator

import (
	"slices"
	"time"

	"github.com/linli/linli/orders"
)

// receive is a merchant who hears of a new order: it answers after a moment,
// refuses a few, and once in a while does not answer at all.
func (w *World) receive(id orders.ID, p *parcel) {
	d, h := roll(w.sc.Seed, "merchant", p.External), w.sc.Habits
	wait, silent, refuses := d.between(8*time.Second, 80*time.Second), d.chance(h.MerchantSilent), d.chance(h.MerchantRefuses)
	if p.Quick {
		wait, silent, refuses = 2*time.Second, false, false
	}
	if silent || p.part.Outcome == orders.OutMerchantSilent {
		return
	}
	refuses = refuses || p.part.Outcome == orders.OutMerchantRefuses
	prep := w.preparation(p)
	w.stage.After(wait, func() {
		if p.over {
			return
		}
		if refuses {
			w.desk.Prepare(p.Merchant, id, orders.Refusal, 0)
			return
		}
		w.desk.Prepare(p.Merchant, id, orders.Accept, w.stage.Now().Add(prep))
	})
	if !p.Quick && d.chance(h.Cancels) {
		w.stage.After(d.between(time.Minute, 8*time.Minute), func() {
			if !p.over {
				w.desk.Cancel(p.Merchant, id)
			}
		})
	}
}

// preparation is how long the merchant says it will take.
func (w *World) preparation(p *parcel) time.Duration {
	if p.Quick {
		return 15 * time.Second
	}
	if p.Kind == orders.Meal {
		return w.sc.Habits.CookMeal
	}
	return w.sc.Habits.CookGoods
}

// brings lets a merchant carry an order's goods to a locker itself, once they
// are ready; nobody is as fast as a courier, and some forget it.
func (w *World) brings(id orders.ID, p *parcel) {
	d := roll(w.sc.Seed, "deposit", p.External)
	if p.Call != nil || !p.Consent.Locker || !d.chance(w.sc.Habits.Deposits) {
		return
	}
	forgets, walk := d.chance(0.05), d.between(3*time.Minute, 20*time.Minute)
	w.desk.Deposit(p.Merchant, id, func(bank, code string) {
		i := slices.IndexFunc(w.lockers, func(l *Locker) bool { return l.ID == bank })
		if i < 0 || forgets || p.over {
			return
		}
		bring := func() { w.stage.After(walk, func() { w.lockers[i].Type(code) }) }
		if p.ready {
			bring()
			return
		}
		p.loaders = append(p.loaders, bring)
	})
}

// cook is a merchant at work: what was said to take so long takes about so
// long, and now and then an item has run out.
func (w *World) cook(id orders.ID, p *parcel) {
	w.brings(id, p)
	d := roll(w.sc.Seed, "cook", p.External)
	takes := d.spread(w.preparation(p), w.sc.Habits.CookSpread)
	w.stage.After(takes/4, func() {
		if p.over {
			return
		}
		w.desk.Prepare(p.Merchant, id, orders.Start, 0)
		if len(p.Items) > 1 && d.chance(w.sc.Habits.ItemGone) {
			w.desk.RefuseItem(p.Merchant, id, 0, 1)
		}
	})
	w.stage.After(takes, func() {
		if !p.over && !p.ready {
			w.desk.Prepare(p.Merchant, id, orders.Finish, 0)
		}
	})
}
