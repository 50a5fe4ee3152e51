package httpapi

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// Slots for today come with a cost and who would come; for the day after
// tomorrow with who is free. Merchants ask for themselves, staff for any.
func TestSlots(t *testing.T) {
	f := newFixture(t, func(_ *Config, p *Parts) { p.Inquirer = crow{} })
	now := time.Now().UTC().Truncate(time.Second)
	body := func(more string, from time.Duration) string {
		return fmt.Sprintf(`{"resident":"res-7","service":"care","minutes":45,"skills":["care"],"from":%q,"to":%q%s,"place":{"point":{"lng":1.521,"lat":42.501}}}`,
			now.Add(from).Format(time.RFC3339), now.Add(from+4*time.Hour).Format(time.RFC3339), more)
	}
	const path = "/v1/visits/slots"
	f.problem(422, "infeasible", "POST", path, f.orders, body("", time.Hour))
	f.submit(dispatch.RegisterCourier{Courier: "c9", Profile: geo.Ebike, Skills: []string{"care"}})
	f.submit(dispatch.CourierOnline{Courier: "c9", Point: shopPoint})
	ask := func(key, body string) Slots { return decode[Slots](t, f.want(200, "POST", path, key, body)) }

	s := ask(f.orders, body("", time.Hour))
	if len(s.Slots) != 3 || s.Tried != 9 || s.Possible != 9 || s.Cut || s.Currency == "" || s.Text != nil {
		t.Fatalf("%+v", s)
	}
	best := s.Slots[0]
	if best.Basis != "plan" || best.Cost == nil || *best.Cost != best.Terms.Total() || len(best.Workers) != 1 || best.Workers[0] != "c9" ||
		best.Start.Before(best.From) || best.Start.After(best.To) || !best.End.Equal(best.Start.Add(45*time.Minute)) || best.Text.Zh == "" {
		t.Errorf("%+v", best)
	}
	if *s.Slots[1].Cost < *best.Cost {
		t.Errorf("not sorted: %+v", s.Slots)
	}
	v := decode[struct{ ID string }](t, f.want(201, "POST", "/v1/visits", f.orders, strings.Replace(strings.Replace(body("", 2*time.Hour), `{"resident"`, `{"external_id":"bath","contact":{"name":"x"},"resident"`, 1),
		now.Add(6*time.Hour).Format(time.RFC3339), now.Add(3*time.Hour).Format(time.RFC3339), 1), "Idempotency-Key", "bath"))
	after := ask(f.orders, body(`,"after":"bath","most":50`, time.Hour))
	if after.Early == 0 || len(after.Slots) == 0 {
		t.Errorf("%+v", after)
	}
	for _, slot := range after.Slots {
		if slot.Start.Before(now.Add(2*time.Hour + 45*time.Minute)) {
			t.Errorf("%+v is before %s can have ended", slot, v.ID)
		}
	}
	f.problem(422, "bad_order", "POST", path, f.other, body(`,"after":"`+v.ID+`"`, time.Hour))
	f.want(200, "POST", "/v1/visits/"+v.ID+"/cancel", f.orders, `{"reason":"r"}`)
	f.problem(422, "bad_order", "POST", path, f.orders, body(`,"after":"bath"`, time.Hour))
	far := ask(f.staff, body(`,"merchant":"shop","most":2`, 48*time.Hour))
	if len(far.Slots) != 2 || far.Slots[0].Basis != "free" || far.Slots[0].Cost != nil || far.Slots[0].Free != 1 {
		t.Errorf("%+v", far)
	}
	if page := decode[VisitPage](t, f.want(200, "GET", "/v1/visits", f.orders, "")); len(page.Visits) != 1 {
		t.Errorf("asking booked %+v", page)
	}

	f.problem(403, "forbidden", "POST", path, f.other, body(`,"merchant":"shop"`, time.Hour))
	f.problem(403, "forbidden", "POST", path, f.courier, body("", time.Hour))
	f.problem(422, "validation_failed", "POST", path, f.staff, body("", time.Hour))
	f.problem(422, "validation_failed", "POST", path, f.orders, body(`,"step_minutes":1`, time.Hour))
	f.problem(422, "infeasible", "POST", path, f.orders, body(`,"carers":2`, time.Hour))
	f.problem(422, "bad_order", "POST", path, f.orders, body("", -10*time.Hour))
	f.problem(422, "bad_order", "POST", path, f.orders, body("", 60*24*time.Hour))
	f.problem(404, "unknown_provider", "POST", path, f.staff, body(`,"merchant":"nobody"`, time.Hour))
	for range cap(f.s.seats) {
		f.s.seats <- struct{}{}
	}
	f.problem(503, "solver_busy", "POST", path, f.orders, body("", time.Hour))
}

// Staff asks as it books: by offering and home. What is answered can be booked
// as it is.
func TestBookingSlots(t *testing.T) {
	f := neighbourhood(t, func(_ *Config, p *Parts) { p.Inquirer = crow{} })
	f.submit(dispatch.RegisterCourier{Courier: "ann", Profile: geo.Ebike, Skills: []string{"cleaning"}})
	f.submit(dispatch.CourierOnline{Courier: "ann", Point: shopPoint})
	from := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	body := func(offering string) string {
		return fmt.Sprintf(`{"provider":%q,"offering":%q,"home":{"building":"b3","unit":"2单元","room":"501"},"on_behalf_of":"r1","from":%q,"to":%q,"most":2}`,
			map[bool]string{true: "shop", false: "home"}[offering == "rice"], offering, from.Format(time.RFC3339), from.Add(3*time.Hour).Format(time.RFC3339))
	}
	const path = "/v1/bookings/slots"
	s := decode[Slots](t, f.want(200, "POST", path, f.staff, body("clean")))
	if len(s.Slots) != 2 || s.Tried != 7 || s.Slots[0].Basis != "plan" || s.Slots[0].End.Sub(*s.Slots[0].Start) != 2*time.Hour {
		t.Fatalf("%+v", s)
	}
	best := s.Slots[0]
	f.want(201, "POST", "/v1/bookings", f.staff, fmt.Sprintf(`{"channel":"phone","on_behalf_of":"r1","provider":"home","items":[{"offering":"clean","quantity":1}],
		"home":{"building":"b3"},"contact":{"name":"王秀英"},"window":{"from":%q,"to":%q}}`, best.From.Format(time.RFC3339), best.To.Format(time.RFC3339)), "Idempotency-Key", "s1")
	f.problem(422, "validation_failed", "POST", path, f.staff, body("rice"))
	f.problem(422, "validation_failed", "POST", path, f.staff, body("gold"))
	f.problem(404, "not_found", "POST", path, f.staff, strings.Replace(body("clean"), "b3", "b9", 1))
	f.problem(403, "forbidden", "POST", path, f.key("garden", shell.ScopeCircle), body("clean"))
	f.problem(403, "forbidden", "POST", path, f.orders, body("clean"))
}
