package report

import (
	"cmp"
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// Entry is one line of an order's timeline.
type Entry struct {
	At   clock.Instant
	Text problem.Text
	Why  bool // an explanation of the matcher
}

// Story is an order with its timeline.
type Story struct {
	Order
	Entries []Entry
}

// worse orders stories: failed ones first, then by how late, then by name.
func worse(a, b Story) int {
	failed := func(s Story) int {
		if s.State == orders.Failed {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(failed(a), failed(b)), cmp.Compare(b.LateMillis, a.LateMillis), cmp.Compare(a.ID, b.ID))
}

// told puts a decision about an order into words; an empty text is not worth
// a line.
func told(at clock.Instant, away time.Duration, d dispatch.Decision) (orders.ID, Entry, bool) {
	line := func(en, zh string, args ...any) Entry {
		return Entry{At: at, Text: problem.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
	}
	switch d := d.(type) {
	case dispatch.OrderPut:
		if c := d.Order.Call; c != nil && d.Why == "placed" {
			from, to := clockTime(c.From, away), clockTime(c.To, away)
			return d.Order.ID, line("Booked; to begin from %s to %s", "已预约；%s 至 %s 之间开始", from, to), true
		}
		if d.Why == "placed" {
			return d.Order.ID, line("Placed; promised by %s", "下单；承诺 %s 前送达", clockTime(d.Order.Due, away)), true
		}
		return "", Entry{}, false
	case dispatch.OrderMoved:
		return d.Order, moved(at, d.Move), true
	case dispatch.OrderGone:
		return d.Order.ID, Entry{}, true
	case dispatch.OfferPut:
		return d.Offer.Order, line("Offered to %s", "派给 %s", d.Offer.Courier), true
	case dispatch.OfferGone:
		return d.Order, Entry{At: at, Text: said(string(d.Courier), outcomes[d.Outcome])}, true
	case dispatch.Alerted:
		return d.Order, line("Staff called: %s", "通知客服：%s", d.Code), d.Order != ""
	case dispatch.Explained:
		return d.Order, Entry{At: at, Text: d.Explanation.Text, Why: true}, true
	}
	return "", Entry{}, false
}

// moved puts a move along a track into words.
func moved(at clock.Instant, m orders.Move) Entry {
	e := Entry{At: at, Text: verbs[m.Verb]}
	if text, other := visitVerbs[m.Verb]; other && m.Track == orders.Visiting {
		e.Text = text
	}
	if m.Worker != "" {
		e.Text.En += ": " + m.Worker
		e.Text.Zh += "：" + m.Worker
	}
	if m.Reason != "" {
		e.Text.En += " (" + m.Reason + ")"
		e.Text.Zh += "（" + m.Reason + "）"
	}
	return e
}

// said puts who before what.
func said(who string, what problem.Text) problem.Text {
	return problem.Text{En: who + ": " + what.En, Zh: who + "：" + what.Zh}
}
