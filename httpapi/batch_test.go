package httpapi

import (
	"strings"
	"testing"

	"github.com/linli/linli/orders"
)

// A batch is quoted, placed whole, read, taken, and called off in part and whole.
func TestBatch(t *testing.T) {
	f := newFixture(t)
	body := examples["createBatch"]
	quote := decode[BatchQuote](t, f.want(201, "POST", "/v1/batches/quote", f.orders, examples["quoteBatch"]))
	if len(quote.Quotes) != 2 || quote.Fee != quote.Quotes[0].Fee+quote.Quotes[1].Fee || !quote.Feasible || quote.Expires.IsZero() {
		t.Errorf("%+v", quote)
	}
	for _, q := range quote.Quotes {
		if len(q.Modes) != 1 || q.Modes[0].Mode != "door" {
			t.Errorf("modes of a batch: %+v", q.Modes)
		}
	}
	raw := f.want(201, "POST", "/v1/batches", f.orders, body, "Idempotency-Key", "1")
	b := decode[Batch](t, raw)
	if len(b.Orders) != 2 || b.Open != 2 || b.Fee != quote.Fee || b.Orders[0].PIN == "" || b.Orders[0].PIN == b.Orders[1].PIN || b.Orders[1].Tip != 100 {
		t.Fatalf("%s", raw)
	}
	for i, o := range b.Orders {
		if o.BatchID != b.ID || o.Refs.Pickup != "trolley 4" || o.Refs.Dropoff == "" || o.PIN != orders.Pepper("pepper").PIN(orders.ID(o.ID)) {
			t.Errorf("order %d: %+v", i, o)
		}
		so := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID, f.staff, ""))
		if so.Contact == nil || so.Contact.Name != []string{"Wang Xiuying", "Li Hua"}[i] {
			t.Errorf("contact %d: %+v", i, so.Contact)
		}
	}
	if again := f.want(201, "POST", "/v1/batches", f.orders, body, "Idempotency-Key", "1"); string(again) != string(raw) {
		t.Errorf("the same request again:\n%s\n%s", raw, again)
	}
	if other := decode[Batch](t, f.want(201, "POST", "/v1/batches", f.orders, body, "Idempotency-Key", "2")); other.ID != b.ID {
		t.Errorf("the same external ids made %s", other.ID)
	}
	f.problem(422, "idempotency_key_reused", "POST", "/v1/batches", f.orders, strings.Replace(body, "trolley 4", "trolley 5", 1), "Idempotency-Key", "1")

	path := "/v1/batches/" + b.ID
	for _, p := range []string{path, "/v1/batches/nothing"} {
		f.problem(404, "not_found", "GET", p, f.other, "")
		f.problem(404, "not_found", "POST", p+"/cancel", f.other, `{"reason":"r"}`)
		f.problem(404, "not_found", "POST", p+"/ready", f.other, "")
	}
	if v := decode[Batch](t, f.want(200, "POST", path+"/accept", f.orders, "")); v.Orders[0].Preparation != "accepted" || v.Orders[1].Preparation != "accepted" {
		t.Errorf("%+v", v)
	}
	f.problem(409, "illegal_move", "POST", path+"/accept", f.orders, "")
	f.want(200, "POST", "/v1/orders/"+b.Orders[0].ID+"/cancel", f.orders, `{"reason":"r"}`)
	if v := decode[Batch](t, f.want(200, "GET", path, f.orders, "")); v.Open != 1 || v.Orders[0].Status != "cancelled" || v.Orders[1].Status != "accepted" || v.Orders[0].PIN != "" {
		t.Errorf("%+v", v)
	}
	v := decode[Batch](t, f.want(200, "POST", path+"/cancel", f.orders, `{"reason":"r"}`))
	if v.Open != 0 || v.CancelPrice != nil {
		t.Errorf("%+v", v)
	}
	f.problem(404, "unknown_order", "POST", path+"/cancel", f.orders, `{"reason":"r"}`)
}

// An error says which drop-off it is about, and nothing of the batch is placed.
func TestBatchErrorsNameTheDropoff(t *testing.T) {
	f := newFixture(t)
	for name, c := range map[string]struct{ from, to, code, where string }{
		"outside":  {`{"lng": 1.5261, "lat": 42.5055}`, `{"lng": 42.5055, "lat": 1.5261}`, "outside_city", "body.drop_offs[1].dropoff.point"},
		"no items": {`[{"name": "milk", "quantity": 2, "grams": 1000, "ml": 1000, "price": 150}]`, `[]`, "validation_failed", "body.drop_offs[1].items"},
		"barcode":  {`"tip": 100`, `"proofs": {"dropoff": [{"proof": "barcode"}]}`, "validation_failed", "body.drop_offs[1].proofs.dropoff"},
	} {
		p := f.problem(422, c.code, "POST", "/v1/batches", f.orders, strings.Replace(examples["createBatch"], c.from, c.to, 1), "Idempotency-Key", name)
		if len(p.Errors) == 0 || p.Errors[0].Location != c.where {
			t.Errorf("%s: %+v", name, p)
		}
	}
	f.want(201, "POST", "/v1/admin/couriers", f.admin, examples["putCourier"])
	heavy := strings.ReplaceAll(examples["createBatch"], `"quantity": 1`, `"quantity": 900`)
	f.problem(422, "infeasible", "POST", "/v1/batches", f.orders, heavy, "Idempotency-Key", "heavy")
	if page := decode[OrderPage](t, f.want(200, "GET", "/v1/orders", f.orders, "")); len(page.Orders) > 0 {
		t.Errorf("%d orders were placed", len(page.Orders))
	}
}
