package simulator_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// lines writes decisions for people. Rows that are stored whole are shown by
// what changed in them.
type lines struct {
	rows map[string]map[string]string
}

func (l *lines) format(ds []dispatch.Decision) string {
	var b strings.Builder
	var timers []string
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.TimerSet:
			timers = append(timers, "+"+d.Timer+"@"+hms(d.At))
			continue
		case dispatch.TimerGone:
			timers = append(timers, "-"+d.Timer)
			continue
		}
		if line := l.line(d); line != "" {
			b.WriteString("  " + line + "\n")
		}
	}
	if len(timers) > 0 {
		fmt.Fprintf(&b, "  timers %s\n", strings.Join(timers, " "))
	}
	return b.String()
}

func (l *lines) line(d dispatch.Decision) string {
	switch d := d.(type) {
	case dispatch.ProviderPut:
		return l.changed("merchant "+string(d.Provider.ID), "", map[string]string{
			"at": spot(d.Provider.Point), "paused": yes(d.Provider.Paused), "auto": yes(d.Provider.AutoAccept),
		})
	case dispatch.CourierPut:
		return l.changed("courier "+string(d.Courier.ID), d.Why, courierRow(&d.Courier))
	case dispatch.RobotPut:
		return l.changed("robot "+string(d.Robot.ID), d.Why, robotRow(&d.Robot))
	case dispatch.BankPut:
		return l.changed("locker "+d.Bank.ID, d.Why, bankRow(&d.Bank))
	case dispatch.CompartmentMoved:
		return fmt.Sprintf("door %s/%s %s: %s, order %s", d.Bank, d.Compartment, d.Verb, d.To, d.Order)
	case dispatch.OrderPut:
		return l.changed("order "+string(d.Order.ID), d.Why, orderRow(&d.Order))
	case dispatch.OrderMoved:
		return fmt.Sprintf("order %s %s: %s → %s by %s%s%s", d.Order, d.Move.Verb, d.Move.From, d.Move.To, actor(d.Move.By),
			field("worker", d.Move.Worker), field("because", d.Move.Reason))
	case dispatch.OrderGone:
		return fmt.Sprintf("order %s leaves: %s%s%s%s", d.Order.ID, d.Order.Carriage, field("worker", d.Closed.Worker),
			field("reason", d.Order.Reason), field("return", string(d.Order.Return)))
	case dispatch.OfferPut:
		f := d.Offer
		return fmt.Sprintf("OFFER %s to %s: %s%s, %s, pay %d, until %s", f.ID, f.Courier, f.Mode,
			field("door", strings.Trim(f.Locker+"/"+f.Compartment, "/")), route(f.Route), f.Pay, hms(f.Expires))
	case dispatch.OfferGone:
		return fmt.Sprintf("offer %s %s", d.Offer, d.Outcome)
	}
	return l.outward(d)
}

// outward writes what is not a row.
func (l *lines) outward(d dispatch.Decision) string {
	switch d := d.(type) {
	case dispatch.MissionPut:
		m, loads := d.Mission, ""
		for _, l := range d.Mission.Loads {
			loads += fmt.Sprintf(", order %s, %s", l.Order, l.Phase) + field("unlocked", yes(l.Unlocked))
		}
		return fmt.Sprintf("MISSION %s %s: robot %s%s, %d nodes", m.ID, d.Why, m.Robot, loads, len(m.Nodes))
	case dispatch.MissionGone:
		return fmt.Sprintf("mission %s of robot %s %s%s", d.Mission, d.Robot, d.Phase, field("recall", yes(d.Recall)))
	case dispatch.QuotePut:
		var modes []string
		for _, m := range d.Quote.Modes {
			if m.Open {
				modes = append(modes, fmt.Sprintf("%s by %s", m.Mode, hms(m.By)))
			} else {
				modes = append(modes, fmt.Sprintf("no %s (%s)", m.Mode, m.Reason))
			}
		}
		return fmt.Sprintf("quote %s: fee %d, %s, until %s", d.Quote.ID, d.Quote.Fee, strings.Join(modes, ", "), hms(d.Quote.Expires))
	case dispatch.KeyPut:
		return "" // as every answered key
	case dispatch.Forgot:
		return fmt.Sprintf("forgot %d quotes, %d keys, %d closed orders", len(d.Quotes), len(d.Keys), len(d.Closed))
	case dispatch.Rejected:
		return fmt.Sprintf("REFUSED %s: %s%s", d.Rejection.Code, d.Rejection.Detail, field("retryable", yes(d.Rejection.Retryable)))
	case dispatch.Replayed:
		return "replayed: order " + string(d.Order)
	case dispatch.Solve:
		n := 0
		for _, s := range d.Problem.Shipments {
			if s.Vehicle == "" {
				n++
			}
		}
		return fmt.Sprintf("solve %d: %d waiting, %d workers", d.Epoch, n, len(d.Problem.Vehicles))
	case dispatch.Explained:
		return "why: " + d.Explanation.Text.En
	case dispatch.OpenDoor:
		return fmt.Sprintf("OPEN %s/%s for order %s%s", d.Bank, d.Compartment, d.Order, field("deposit", yes(d.Deposit)))
	case dispatch.UnlockHold:
		return fmt.Sprintf("UNLOCK %s for order %s", d.Robot, d.Order)
	case dispatch.Alerted:
		return fmt.Sprintf("ALERT %s%s: %s", d.Code, field("order", string(d.Order)), d.Detail)
	case dispatch.Unserved:
		return fmt.Sprintf("unserved: %s of %s at cell %s: %s", d.Kind, d.Merchant, d.Cell, d.Why)
	case dispatch.Published:
		status := string(d.Status)
		if d.Status == d.State {
			status = ""
		}
		return fmt.Sprintf("webhook %s #%d.%d: %s%s%s%s", d.Order, d.Attempt, d.Seq, d.State, field("status", status), field("worker", d.Worker), field("eta", when(d.ETA)))
	case dispatch.Charge:
		return fmt.Sprintf("CHARGE %s order %s: %d %s", d.Action, d.Order, d.Payment.Amount, d.Payment.Currency)
	case dispatch.Posted:
		line := fmt.Sprintf("posted %s as %s:", d.Posting.Order, d.Posting.Cause)
		for _, e := range d.Posting.Entries {
			line += fmt.Sprintf(" %s %+d", e.Account, e.Amount)
		}
		return line
	case dispatch.SolveClosed, dispatch.SolveWanted, dispatch.CourierMoved, dispatch.CityBound:
		return ""
	}
	return fmt.Sprintf("%s %+v", dispatch.NameOf(d), d)
}

// changed writes a row as its fields that are not as they were.
func (l *lines) changed(name, why string, row map[string]string) string {
	old := l.rows[name]
	l.rows[name] = row
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(row)) {
		if row[k] != old[k] {
			parts = append(parts, k+" "+orDash(row[k]))
		}
	}
	if len(parts) == 0 && (why == "report" || why == "link") {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSpace(name+" "+why)+": "+strings.Join(parts, ", "), ": ")
}

func orderRow(o *orders.Order) map[string]string {
	items := make([]string, len(o.Items))
	for i, it := range o.Items {
		items[i] = fmt.Sprintf("%d %s", it.Quantity-it.Refused, it.Name)
	}
	return map[string]string{
		"items": strings.Join(items, " + "), "from": spot(o.Pickup), "ready": when(o.ReadyAt), "due": when(o.Due),
		"fee": fmt.Sprint(o.Fee), "held": yes(o.Held), "tries": number(o.Tries), "excluded": strings.Join(o.Excluded, " "), "barred": strings.Join(o.Barred, " "),
		"only": o.Only, "door": strings.Trim(o.Locker+"/"+o.Compartment, "/"), "eta": when(o.ETA),
		"unserved": when(o.Unserved), "chased": yes(o.Chased), "return": string(o.Return), "returns": string(o.ReturnOf),
		"payment": pay(o.Payment),
	}
}

func courierRow(c *fleet.Courier) map[string]string {
	return map[string]string{"online": yes(c.Online), "route": route(c.Route), "shift ends": when(c.ShiftEnd)}
}

func robotRow(r *fleet.Robot) map[string]string {
	return map[string]string{
		"charge": number(r.Charge), "linked": yes(r.Linked), "faulty": yes(r.Faulty), "manual": yes(r.Manual),
		"holds": held(r),
	}
}

// held writes the orders whose goods are in a robot's hold.
func held(r *fleet.Robot) string {
	var list []string
	for _, c := range r.Holding {
		list = append(list, c.Order)
	}
	return strings.Join(list, " ")
}

func bankRow(b *fleet.Bank) map[string]string {
	var jammed []string
	for _, c := range b.Compartments {
		if c.Jammed {
			jammed = append(jammed, c.ID)
		}
	}
	return map[string]string{"linked": yes(b.Linked), "doors": number(len(b.Compartments)), "jammed": strings.Join(jammed, " ")}
}

func route(stops []fleet.Stop) string {
	parts := make([]string, len(stops))
	for i, s := range stops {
		parts[i] = fmt.Sprintf("%s %s %s", s.Kind, s.Order, hms(s.Arrive))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func pay(p *orders.Payment) string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%d %s %s", p.Amount, p.Currency, p.State)
}

func actor(a orders.Actor) string { return strings.TrimSuffix(string(a.Role)+" "+a.ID, " ") }

func field(name, value string) string {
	if value == "" {
		return ""
	}
	if value == "yes" {
		return ", " + name
	}
	return ", " + name + " " + value
}

func when(i clock.Instant) string {
	if i == 0 {
		return ""
	}
	return hms(i)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
