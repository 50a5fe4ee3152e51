package dispatch_test

import (
	"encoding/json"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// project steps an event and returns its projection.
func (z *zone) project(ev dispatch.Event) (dispatch.Projection, []dispatch.Decision) {
	z.t.Helper()
	ds := z.do(ev)
	p, err := dispatch.Project(z.s, dispatch.Stamped{Seq: z.s.Seq, At: z.now, Event: ev}, ds)
	if err != nil {
		z.t.Fatal(err)
	}
	return p, ds
}

// Over a long walk: one outbox row for each message, one timeline row for each
// other decision about an order, and the orders' rows are what the state says.
func TestProjectionOfAWalk(t *testing.T) {
	w := newWalk(t, 45)
	rows := map[orders.ID]orders.Order{}
	delivered := map[orders.ID]map[int]bool{}
	for range 1000 {
		p, ds := w.project(w.next())
		var out, orderGone int
		for n, d := range ds {
			switch d := d.(type) {
			case dispatch.Published:
				row := p.Outbox[out]
				var got dispatch.Published
				if err := json.Unmarshal(row.Payload, &got); err != nil || got != d {
					t.Fatalf("%s: %v", row.Payload, err)
				}
				if row.Topic != dispatch.TopicStatus || row.N != n || row.Seq != w.s.Seq || row.Owner != string(d.Merchant) || row.Order != d.Order || row.At != w.now {
					t.Fatalf("%+v", row)
				}
				if delivered[d.Order] == nil {
					delivered[d.Order] = map[int]bool{}
				}
				if delivered[d.Order][d.Seq] {
					t.Fatalf("order %s publishes number %d twice", d.Order, d.Seq)
				}
				delivered[d.Order][d.Seq] = true
				out++
			case dispatch.Charge:
				if row := p.Outbox[out]; row.Topic != dispatch.TopicPayment || row.Order != d.Order || row.N != n {
					t.Fatalf("%+v", row)
				}
				out++
			case dispatch.MissionPut:
				if o := w.s.Orders.Get(d.Order); d.Why != string(missions.AtHandoff) || o != nil && o.Mode == "locker" {
					continue // at a locker no resident is waited for
				}
				if row := p.Outbox[out]; row.Topic != dispatch.TopicNotice || row.Order != d.Order || row.N != n {
					t.Fatalf("%+v", row)
				}
				out++
			case dispatch.Told:
				if row := p.Outbox[out]; row.Topic != dispatch.TopicTold || row.Order != d.Order || row.N != n {
					t.Fatalf("%+v", row)
				}
				out++
			case dispatch.HelpPut:
				if row := p.Outbox[out]; row.Topic != dispatch.TopicHelp || string(row.Order) != string(d.Call.ID) || row.N != n {
					t.Fatalf("%+v", row)
				}
				out++
			case dispatch.OrderGone:
				orderGone++
				w.ended[d.Order.ID] = d.Order
			case dispatch.Solve:
				w.plans = append(w.plans, plan(d.Problem))
			}
		}
		if out != len(p.Outbox) {
			t.Fatalf("%d messages, %d rows", out, len(p.Outbox))
		}
		seen := map[orders.ID]bool{}
		for _, row := range p.Orders {
			if seen[row.Order.ID] {
				t.Fatalf("order %s has two rows", row.Order.ID)
			}
			seen[row.Order.ID] = true
			rows[row.Order.ID] = row.Order
			if row.Seq != w.s.Seq || row.At != w.now {
				t.Fatalf("%+v", row)
			}
		}
		for _, row := range p.Timeline {
			if row.Order == "" || row.Kind == "" || row.Kind == "Published" || row.N >= len(ds) || dispatch.NameOf(ds[row.N]) != row.Kind {
				t.Fatalf("%+v", row)
			}
		}
	}
	same := func(a, b orders.Order) bool {
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		return string(x) == string(y)
	}
	for id, o := range w.s.Orders.All() {
		if !same(rows[id], *o) {
			t.Errorf("order %s: its row is stale", id)
		}
	}
	for id, o := range w.ended {
		if !same(rows[id], o) || !rows[id].Carriage.Terminal() {
			t.Errorf("order %s ended %s, its row says %s", id, o.Carriage, rows[id].Carriage)
		}
	}
	for id, numbers := range delivered {
		for n := range len(numbers) {
			if !numbers[n+1] {
				t.Errorf("order %s skipped public change %d of %d", id, n+1, len(numbers))
			}
		}
	}
	if len(w.ended) < 10 {
		t.Errorf("only %d orders ended", len(w.ended))
	}
}

// The row of an order that ended is how it ended; what is not about an order
// leaves no trace in any order's history.
func TestProjectionOfAnEnd(t *testing.T) {
	z := served(t)
	z.ok(place("o1"))
	p, _ := z.project(dispatch.CancelOrder{Order: "o1", By: merchant, Reason: "closing"})
	if len(p.Orders) != 1 || p.Orders[0].Order.Carriage != orders.Cancelled || p.Orders[0].Order.Reason != "closing" {
		t.Errorf("%+v", p.Orders)
	}
	if len(p.Outbox) != 1 {
		t.Errorf("%d messages", len(p.Outbox))
	}
	p, ds := z.project(dispatch.CourierAt{Courier: "c1", Point: east(20)})
	if len(ds) != 1 || len(p.Orders)+len(p.Timeline)+len(p.Outbox) != 0 {
		t.Errorf("%+v", p)
	}
	p, _ = z.project(dispatch.CancelOrder{Order: "o1", By: merchant})
	if len(p.Orders)+len(p.Timeline)+len(p.Outbox) != 0 {
		t.Errorf("a refusal left %+v", p)
	}
}
