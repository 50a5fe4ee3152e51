package journaltest

import (
	"encoding/json"
	"fmt"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Zone is the zone that the cases write to.
const Zone = "town"

// start is the engine time of event 1.
const start clock.Instant = 1_700_000_000_000_000

// At is the engine time of an event of the cases: one a second.
func At(seq uint64) clock.Instant { return start + clock.Instant(seq)*1_000_000 }

// Record returns a record whose bytes are not all text.
func Record(seq uint64) dispatch.Record {
	return dispatch.Record{
		Seq: seq, At: At(seq),
		Event:     fmt.Appendf(nil, `{"t":"Wake","v":{"timer":"t%d"}}`+"\x00\xff", seq),
		Decisions: fmt.Appendf(nil, `[{"t":"TimerGone","v":{"timer":"t%d"}}]`+" \n", seq),
		Digest:    fmt.Sprintf("%032x", seq*0x9e3779b97f4a7c15),
	}
}

// Batch returns a batch of n records from first on, without projections.
func Batch(epoch, first uint64, n int) shell.Batch {
	b := shell.Batch{Zone: Zone, Epoch: epoch}
	for i := range uint64(n) {
		b.Records = append(b.Records, Record(first+i))
	}
	b.Projections = make([]dispatch.Projection, n)
	return b
}

// Order returns an order of the merchant as event seq placed it.
func Order(id, merchant string, seq uint64) orders.Order {
	return orders.Order{
		ID: orders.ID(id), Merchant: circle.ProviderID(merchant), Kind: orders.Meal, External: "ext-" + id, LiveMode: true,
		Items:       []orders.Item{{Name: "soup \u0000 ☂", Quantity: 2, Grams: 400, Millis: 500, Price: 350}},
		Placed:      At(seq),
		ReadyAt:     At(seq + 600),
		Due:         At(seq + 2400),
		Fee:         290,
		Currency:    "EUR",
		Preparation: orders.Placed, Carriage: orders.Unassigned, Attempt: 1, Seq: 1,
		Proof:    "digest",
		Excluded: []string{"anna"},
		Payment:  &orders.Payment{Amount: 700, Currency: "EUR", Method: "pm_1", State: "pending"},
	}
}

// Full returns a batch in which every record changes an order, as a busy
// engine's do: one order, two entries of its timeline and one message a
// record. Order n lives through the records 4n+1 to 4n+4.
func Full(epoch, first uint64, n int) shell.Batch {
	b := Batch(epoch, first, n)
	for i := range b.Records {
		seq := b.Records[i].Seq
		o := Order(fmt.Sprintf("order-%08d", (seq-1)/4), "bakery", seq-(seq-1)%4)
		o.Seq = int((seq-1)%4) + 1
		if o.Seq == 1 {
			b.Persons = append(b.Persons, shell.Person{Order: o.ID, Name: "A. Resident", Phone: "+376 000 000", Address: "Door 2", At: At(seq)})
		}
		b.Projections[i] = Change(seq, o, fmt.Sprintf("step %d", o.Seq))
	}
	return b
}

// Change returns the projection of event seq that leaves the order as o.
func Change(seq uint64, o orders.Order, why string) dispatch.Projection {
	data := must(json.Marshal(dispatch.OrderPut{Order: o, Why: why}))
	message := must(json.Marshal(dispatch.Published{Order: o.ID, Merchant: o.Merchant, Status: o.Status(), Seq: o.Seq, At: At(seq)}))
	return dispatch.Projection{
		Orders: []dispatch.OrderRow{{Order: o, At: At(seq), Seq: seq}},
		Timeline: []dispatch.TimelineRow{
			{Order: o.ID, Seq: seq, N: 0, At: At(seq), Kind: "OrderPut", Data: data},
			{Order: o.ID, Seq: seq, N: 1, At: At(seq), Kind: "Explained", Data: json.RawMessage(`{"why":"nearest"}`)},
		},
		Outbox: []dispatch.OutboxRow{{Seq: seq, N: 2, Topic: dispatch.TopicStatus, Owner: string(o.Merchant), Order: o.ID, At: At(seq), Payload: message}},
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic("journaltest: " + err.Error())
	}
	return v
}
