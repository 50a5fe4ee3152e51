package httpapi

import (
	"fmt"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
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
	far := ask(f.staff, body(`,"merchant":"shop","most":2`, 48*time.Hour))
	if len(far.Slots) != 2 || far.Slots[0].Basis != "free" || far.Slots[0].Cost != nil || far.Slots[0].Free != 1 {
		t.Errorf("%+v", far)
	}
	if page := decode[VisitPage](t, f.want(200, "GET", "/v1/visits", f.orders, "")); len(page.Visits) != 0 {
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
