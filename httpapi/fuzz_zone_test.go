package httpapi

import (
	"fmt"
	"strings"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// fuzzMerchant is one of the two whose words are marked.
type fuzzMerchant struct{ mark, key string }

func (f *fuzzer) merchants() []fuzzMerchant {
	return []fuzzMerchant{{shopMark, f.orders}, {rivalMark, f.other}}
}

// populate fills the zone: orders of two merchants in every state, lockers,
// robots, visits, webhooks, a community with a resident who may call for help.
func (f *fuzzer) populate() {
	f.s.bookers = newLimiter(1e9)
	f.known.add("cursor", "", "x", "AAAA")
	f.known.add("worker", "c1", "c2", "c9", "R1")
	f.known.add("compartment", "1", "2")
	f.known.add("merchants", "shop", "rival", "liji")
	f.known.add("couriers", "c1", "c2", "c9")
	f.known.add("lockers", "L1")
	f.known.add("kind", "goods", "visit", "photo", "signature", "code", "providers", "residents")
	f.known.add("community", "xingfuli")
	f.known.add("building", "xfl-3")
	f.settle()
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care"],"no_key":true}`)
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c2","profile":"ebike","skills":["care"],"no_key":true}`)
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c1","profile":"ebike","skills":["care"],"grams":20000,"ml":60000,"no_key":true}`)
	f.want(201, "POST", "/v1/admin/robots", f.admin, `{"id":"R1","maker":"m","no_key":true}`)
	f.want(201, "POST", "/v1/admin/lockers", f.admin, `{"id":"L1","point":{"lng":1.5251,"lat":42.5051},"compartments":[{"id":"1","grams":9000,"ml":90000}],"no_key":true}`)
	f.submit(dispatch.CourierOnline{Courier: "c2", Point: shopPoint})
	f.submit(dispatch.BankLink{Bank: "L1", Linked: true})
	f.submit(dispatch.RobotReport{Robot: "R1", Linked: true, Point: shopPoint, Charge: 90})
	for i := range 6 { // delivered first, while the courier is free
		f.furnish(f.orders, shopMark, i)
		f.furnish(f.other, rivalMark, i)
	}
	for _, m := range f.merchants() {
		mark, key := m.mark, m.key
		visit := `{"external_id":"` + mark + `","resident":"r1","service":"` + mark + `","skills":["care"],"minutes":30,"from":"%s","to":"%s","place":{"point":{"lng":1.525,"lat":42.505}},"contact":{"name":"` + mark + `"}}`
		at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }
		v := f.want(201, "POST", "/v1/visits", key, fmt.Sprintf(visit, at(time.Hour), at(3*time.Hour)), "Idempotency-Key", "v1")
		f.known.add("visits", decode[struct{ ID string }](f.t, v).ID)
		w := f.want(201, "POST", "/v1/webhooks", key, `{"url":"https://hooks.example/`+mark+`"}`)
		f.known.add("webhooks", decode[struct{ ID string }](f.t, w).ID)
	}
}

// settle sets up a community with a home in it, from which help was called.
func (f *fuzzer) settle() {
	for _, put := range []struct{ path, operation string }{
		{"communities", "putCommunity"}, {"buildings", "putBuilding"}, {"merchants", "putMerchant"}, {"offerings", "putOffering"},
	} {
		f.want(201, "POST", "/v1/admin/"+put.path, f.admin, examples[put.operation])
	}
	f.want(201, "POST", "/v1/admin/offerings", f.admin, `{"id":"bath","provider":"liji","name":"助浴","kind":"visit","price":{"amount":9000,"unit":"visit"},"minutes":45,"skills":["care"]}`)
	home := strings.NewReplacer("Wang Xiuying", homeMark, "Wang Jun", homeMark).Replace(examples["putResident"])
	f.known.add("residents", "r17", decode[Resident](f.t, f.want(201, "POST", "/v1/staff/residents", f.staff, home)).Token)
	for i := range 4 {
		call := decode[HelpCall](f.t, f.want(201, "POST", "/v1/staff/residents/r17/help", f.staff, `{"drill":true}`)).ID
		f.known.add("help", call, orders.Pepper("pepper").Token(orders.ID(call+"~res~r17~1")))
		if i < 3 {
			f.want(200, "POST", "/v1/staff/help/"+call+"/answer", f.staff, examples["staffAnswerHelp"])
		}
	}
}

// furnish places an order and moves it to one of six places of its life.
func (f *fuzzer) furnish(key, mark string, stage int) {
	body := strings.NewReplacer(`"rice"`, `"`+mark+`"`, "Wang Xiuying", mark, `{"kind"`, fmt.Sprintf(`{"external_id":"%s-%d","kind"`, mark, stage)).Replace(orderBody)
	o := f.place(key, fmt.Sprint("k", stage), body)
	id := o.ID
	f.known.add("orders", id)
	f.known.add("track", strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/"))
	by := orders.Actor{Role: orders.Staff, ID: "sam"}
	oid := orders.ID(id)
	switch stage {
	case 0:
		f.call("POST", "/v1/orders/"+id+"/accept", key, "")
		f.deliver(id)
	case 1:
		f.submit(dispatch.CancelOrder{Order: oid, By: by, Reason: "r"})
	case 2:
		f.submit(dispatch.AssignOrder{Order: oid, Worker: "c1", By: by, Reason: "r"})
	case 3:
		f.submit(dispatch.HoldOrder{Order: oid, Held: true, By: by, Reason: "r"})
	case 4:
		f.call("POST", "/v1/orders/"+id+"/accept", key, "")
	}
}

// feed gives both merchants something to do, if they will have it: orders end
// faster than the fuzz places good ones.
func (f *fuzzer) feed(n int) {
	for _, m := range f.merchants() {
		f.call("POST", "/v1/merchant/resume", m.key, "")
		body := strings.NewReplacer(`"rice"`, `"`+m.mark+`"`, "Wang Xiuying", m.mark).Replace(orderBody)
		if res, b := f.call("POST", "/v1/orders", m.key, body, "Idempotency-Key", fmt.Sprint("feed", n)); res.StatusCode == 201 {
			f.known.learn("/v1/orders", b)
		}
	}
}
