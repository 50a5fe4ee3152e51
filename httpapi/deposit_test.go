package httpapi

import (
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

func TestMerchantDeposits(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/lockers", f.admin, `{"id":"L1","point":{"lng":1.5251,"lat":42.5051},"no_key":true,
		"compartments":[{"id":"1","grams":9000,"ml":90000},{"id":"2","grams":9000,"ml":90000}]}`)
	f.submit(dispatch.BankLink{Bank: "L1", Linked: true})
	const with = `,"deposit":{}}`
	body := strings.TrimSuffix(orderBody, "}") + with
	o := f.place(f.orders, "k1", body)
	if again := f.place(f.orders, "k1", body); again.Deposit == nil || *again.Deposit != *o.Deposit {
		t.Errorf("the repeat says %+v", again.Deposit)
	}
	if o.Locker != "L1" || o.Deposit.Compartment != "1" || len(o.Deposit.Code) != 6 || time.Until(o.Deposit.Until) > 2*time.Hour || o.Deposit.Code == o.PIN {
		t.Fatalf("%s %+v", o.Locker, o.Deposit)
	}
	path := "/v1/orders/" + o.ID + "/deposit"
	f.problem(404, "not_found", "POST", path, f.other, "")
	f.problem(403, "forbidden", "POST", path, f.courier, "")
	if b := f.want(200, "GET", "/v1/orders/"+o.ID+"/timeline", f.orders, ""); strings.Contains(string(b), o.Deposit.Code) {
		t.Error("the history tells the code")
	}
	row := decode[LockerPage](t, f.want(200, "GET", "/v1/staff/lockers", f.staff, "")).Lockers[0].Compartments
	if row[0].ReservedTo == nil || !row[0].ReservedTo.Equal(o.Deposit.Until) || row[1].ReservedTo != nil {
		t.Errorf("%+v", row)
	}
	if back := decode[Order](t, f.want(200, "POST", path+"/release", f.orders, `{"reason":"no_time"}`)); back.Deposit != nil || back.Locker != "" {
		t.Errorf("%+v", back)
	}
	choices := decode[LockerChoices](t, f.want(200, "GET", "/v1/orders/"+o.ID+"/lockers", f.orders, "")).Lockers
	if len(choices) != 1 || choices[0].ID != "L1" || choices[0].Capacity.Millis != 90000 || choices[0].Walk > 100 {
		t.Errorf("%+v", choices)
	}
	f.problem(404, "not_found", "GET", "/v1/orders/"+o.ID+"/lockers", f.other, "")
	kept := decode[Order](t, f.want(200, "POST", path, f.orders, `{"locker":"L1"}`))
	if kept.Deposit == nil || kept.Deposit.Point == nil || kept.Deposit.Point.Lng != 1.5251 {
		t.Fatalf("%+v", kept.Deposit)
	}
	id := orders.ID(o.ID)
	f.submit(dispatch.PutIn{Order: id, Proof: f.s.Pepper.Proof(id, kept.Deposit.Code)})
	f.submit(dispatch.CompartmentReport{Bank: "L1", Compartment: "1", Closed: true, Occupied: true})
	if in := decode[Order](t, f.want(200, "GET", "/v1/orders/"+o.ID, f.orders, "")); in.Status != "in_locker" || in.Deposit != nil || in.Fee != dispatch.DefaultPolicy().DepositFee {
		t.Errorf("%+v", in)
	}
	if l := decode[LockerChoices](t, f.want(200, "GET", "/v1/orders/"+o.ID+"/lockers", f.orders, "")).Lockers; len(l) != 0 {
		t.Errorf("the goods are in a locker, and may go to %+v", l)
	}
	never := strings.Replace(body, `"locker":true`, `"locker":false`, 1)
	if p := f.problem(422, "infeasible", "POST", "/v1/orders", f.orders, never, "Idempotency-Key", "k2"); !strings.Contains(p.Detail, "L1") {
		t.Errorf("%+v", p)
	}
}
