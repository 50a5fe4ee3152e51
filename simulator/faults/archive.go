package faults

import (
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// cared is how many residents are visited.
const cared = 9

// archive is the desk's part in the records of visits: the cards at the doors,
// and what is approved and corrected afterwards.
type archive struct {
	d      *desk
	cards  map[string]string           // what hangs at whose door
	issued int                         // cards so far
	visits map[orders.ID]*orders.Order // that have ended, as the projection has them
	ended  []orders.ID                 // the same, in their order
	asked  map[orders.ID]int           // the round in which one was last amended
}

func newArchive(d *desk) *archive {
	return &archive{d: d, cards: map[string]string{}, visits: map[orders.ID]*orders.Order{}, asked: map[orders.ID]int{}}
}

// file takes a row of the projection.
func (a *archive) file(row dispatch.OrderRow) {
	o := row.Order
	if o.Call == nil || o.Call.Record == nil || !o.Terminal() {
		return
	}
	if a.visits[o.ID] == nil {
		a.ended = append(a.ended, o.ID)
	}
	a.visits[o.ID] = &o
}

// hangs is the code at a resident's door; "": there is no card.
func (a *archive) hangs(resident string) string { return a.cards[resident] }

// keep is staff at work on cards and records.
func (a *archive) keep() {
	z := a.d.z
	z.after(z.between(20*time.Second, 2*time.Minute), a.keep)
	switch u := z.dice.Float64(); {
	case u < 0.35:
		a.issue()
	case u < 0.4:
		resident := resident(z.dice.IntN(cared))
		z.submit(a.d.link, dispatch.RevokeCard{Provider: agency, Resident: resident, By: a.somebody(), Reason: "lost"}, nil)
	case len(a.ended) > 0:
		a.amend(pick(z.dice, a.ended[max(0, len(a.ended)-4):]))
	}
}

// somebody is staff, now and then a merchant whose word does not count.
func (a *archive) somebody() orders.Actor {
	if a.d.z.strikes(Meddling, 0.1) {
		return orders.Actor{Role: orders.Merchant, ID: string(agency)}
	}
	return staff
}

// issue makes a card, which hangs at the door once that was acknowledged.
func (a *archive) issue() {
	z := a.d.z
	a.issued++
	c := residents.Card{Provider: agency, Resident: resident(z.dice.IntN(cared)), Serial: fmt.Sprintf("d%d", a.issued), Digest: fmt.Sprintf("card %d", a.issued)}
	by := a.somebody()
	z.submit(a.d.link, dispatch.IssueCard{Card: c, By: by, Reason: "new"}, func(r shell.Reply) {
		if r.Refusal() == nil {
			a.cards[c.Resident] = c.Digest
		}
	})
}

// amend is a request that reads the record where it arrives, as the API does:
// one after the other of each visit.
func (a *archive) amend(id orders.ID) {
	z, by := a.d.z, a.somebody()
	a.d.link.send(func() {
		if z.loop == nil || a.asked[id] == z.rounds {
			return
		}
		a.asked[id] = z.rounds
		v := a.visits[id]
		e := dispatch.AmendVisit{Visit: *v, By: by, Reason: "looked"}
		if open := slices.DeleteFunc(v.Exceptions(z.policy.Tolerance()), func(x orders.Exception) bool { return v.Call.Record.Approves(x) != nil }); len(open) > 0 && z.chance(0.6) {
			e.Approve = []orders.Exception{pick(z.dice, open)}
		} else {
			start, end := v.Times()
			e.Start, e.End = a.shifted(start), a.shifted(end)
		}
		if z.strikes(Meddling, 0.1) {
			e.Approve = append(e.Approve, pick(z.chaos, []orders.Exception{orders.StartAway, orders.TooLate, "none"}))
		}
		z.inbox = append(z.inbox, letter{event: e})
	})
}

// shifted is an instant as somebody remembers it.
func (a *archive) shifted(at clock.Instant) clock.Instant {
	z := a.d.z
	if at == 0 || z.chance(0.3) {
		return 0
	}
	return at.Add(z.between(-10*time.Minute, 10*time.Minute))
}

// resident is the id of one who is visited.
func resident(n int) string { return fmt.Sprintf("res%d", n) }
