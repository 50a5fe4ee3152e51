package httpapi

import (
	"context"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// WhyNot implements Inquirer over straight lines.
func (c crow) WhyNot(ctx context.Context, q dispatch.Inquiry, order, worker string) (problem.WhyNot, error) {
	if _, err := c.Solve(ctx, q.Problem); err != nil {
		return problem.WhyNot{}, err
	}
	return matching.WhyNot(q.Problem, &q.Plan, order, worker)
}

// WhatWouldHelp implements Inquirer over straight lines.
func (c crow) WhatWouldHelp(ctx context.Context, q dispatch.Inquiry, order string, by clock.Instant) (problem.Help, error) {
	if _, err := c.Solve(ctx, q.Problem); err != nil {
		return problem.Help{}, err
	}
	return matching.WhatWouldHelp(q.Problem, &q.Plan, order, by)
}

// Slots implements Inquirer over straight lines.
func (c crow) Slots(ctx context.Context, q dispatch.SlotInquiry) ([]problem.Price, error) {
	if _, err := c.Solve(ctx, q.Problem); err != nil {
		return nil, err
	}
	return shell.PriceSlots(ctx, &q)
}

// TestInquiries asks about an order before and after somebody has it.
func TestInquiries(t *testing.T) {
	f := newFixture(t, func(_ *Config, p *Parts) { p.Inquirer = crow{} })
	now := clock.FromTime(time.Now())
	for _, c := range []dispatch.RegisterCourier{
		{Courier: "c1", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 20000, Millis: 60000}},
		{Courier: "c2", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 500, Millis: 60000}},
		{Courier: "c3", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 20000, Millis: 60000}},
	} {
		f.submit(c)
	}
	f.submit(dispatch.CourierOnline{Courier: "c1", Point: shopPoint})
	f.submit(dispatch.CourierOnline{Courier: "c2", Point: shopPoint})

	o := f.place(f.orders, "k1", orderBody)
	why := decode[problem.WhyNot](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID+"/why-not?worker=c2", f.staff, ""))
	if why.Has != nil || len(why.Ways) != 1 || why.Ways[0].Rule != "capacity" || why.Ways[0].Missing[0].Amount != 1500 {
		t.Errorf("%+v", why)
	}
	if why.Text.En != "Courier c2 cannot deliver to the door: it has 1500 g too little room." {
		t.Error(why.Text.En)
	}
	why = decode[problem.WhyNot](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID+"/why-not?worker=c3", f.staff, ""))
	if why.Text.En != "Courier c3 is off duty." || len(why.Ways) != 0 {
		t.Errorf("%+v", why)
	}

	staff := orders.Actor{Role: orders.Staff, ID: "sam"}
	f.want(200, "POST", "/v1/orders/"+o.ID+"/accept", f.orders, `{"ready_at":"`+now.Add(10*time.Minute).Time().Format(time.RFC3339)+`"}`)
	ask := func(missing int) {
		t.Helper()
		deadline := time.Now().Add(5 * time.Second)
		for why.Has == nil || len(why.Ways[0].Missing) != missing {
			if time.Now().After(deadline) {
				t.Fatalf("%+v", why)
			}
			why = decode[problem.WhyNot](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID+"/why-not?worker=c2", f.staff, ""))
		}
		if why.Has.Vehicle != "c1" {
			t.Errorf("%+v", why)
		}
	}
	ask(1) // it is on offer to c1
	f.submit(dispatch.AssignOrder{Order: orders.ID(o.ID), Worker: "c1", By: staff, Reason: "test"})
	ask(2) // and now staff's choice is in the way too
	why = decode[problem.WhyNot](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID+"/why-not?worker=c1", f.staff, ""))
	if why.Has == nil || why.Ways[0].Rule != "" || why.Ways[0].More != nil {
		t.Errorf("%+v", why)
	}

	by := now.Add(9 * time.Minute).Time().Format(time.RFC3339)
	help := decode[problem.Help](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID+"/what-would-help?by="+by, f.staff, ""))
	kinds := map[problem.ChangeKind]bool{}
	for _, r := range help.Remedies {
		for _, c := range r.Changes {
			kinds[c.Kind] = true
		}
	}
	if !kinds[problem.Wait] || !kinds[problem.ReadyEarlier] {
		t.Errorf("%+v", help)
	}

	f.problem(404, "unknown_order", "GET", "/v1/staff/orders/o99/why-not?worker=c1", f.staff, "")
	f.problem(404, "unknown_worker", "GET", "/v1/staff/orders/"+o.ID+"/why-not?worker=c99", f.staff, "")
	f.problem(422, "validation_failed", "GET", "/v1/staff/orders/"+o.ID+"/why-not", f.staff, "")
	f.problem(422, "validation_failed", "GET", "/v1/staff/orders/"+o.ID+"/what-would-help?by=soon", f.staff, "")
	f.problem(403, "forbidden", "GET", "/v1/staff/orders/"+o.ID+"/why-not?worker=c1", f.orders, "")
	for range cap(f.s.seats) {
		f.s.seats <- struct{}{}
	}
	f.problem(503, "solver_busy", "GET", "/v1/staff/orders/"+o.ID+"/why-not?worker=c1", f.staff, "")
}
