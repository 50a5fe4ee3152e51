package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// TestStandby lets plans ask couriers to wait elsewhere: one who has nothing to
// do is asked, until he gets work; one who has is not.
func TestStandby(t *testing.T) {
	z := newZone(t)
	z.s.Policy.Nearest = 1
	z.ok(shop("m1", true), register("c1"), online("c1", 10), register("c2"), online("c2", 900), register("c3"))
	z.do(place("o1"))
	answer := plan(z.problem)
	for _, id := range []string{"c1", "c2", "c3", "c9"} {
		answer.Standby = append(answer.Standby, problem.Standby{Vehicle: id, Point: east(300)})
	}
	answer.Standby = append(answer.Standby, problem.Standby{Vehicle: "c2", Point: geo.Point{Lng: 999}})
	z.problem = nil
	refused := 0
	for _, d := range z.do(dispatch.Solved{Plan: answer}) {
		if r, ok := d.(dispatch.Rejected); ok && r.Rejection.Code == orders.BadPlan {
			refused++
		}
	}
	z.problem = nil
	at := func(id string) *geo.Point {
		for w, c := range z.s.Couriers.All() {
			if string(w) == id {
				return c.Standby
			}
		}
		return nil
	}
	if refused != 4 || at("c1") != nil || at("c3") != nil {
		t.Errorf("%d refused; c1 with an offer waits at %v, c3 off duty at %v", refused, at("c1"), at("c3"))
	}
	if p := at("c2"); p == nil || *p != east(300) {
		t.Fatalf("c2 waits at %v", p)
	}
	z.ok(dispatch.AnswerOffer{Courier: "c1", Offer: z.s.Couriers.Get("c1").Offer, Reason: "too_far"})
	z.ok(z.accept("c2"))
	if p := at("c2"); p != nil {
		t.Errorf("c2 has work and waits at %v", p)
	}
}
