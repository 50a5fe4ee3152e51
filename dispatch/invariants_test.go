package dispatch_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// Each planted corruption must be found, or the invariants prove nothing.
func TestInvariantsFindCorruption(t *testing.T) {
	z := set(t)
	raw := z.json()
	if wrong := dispatch.Invariants(z.s); len(wrong) != 0 {
		t.Fatal(wrong)
	}
	order := func(id orders.ID, f func(*orders.Order)) func(*dispatch.State) {
		return func(s *dispatch.State) { f(s.Orders.Get(id)) }
	}
	untimed := func(name string) func(*dispatch.State) { return func(s *dispatch.State) { s.Timers.Delete(name) } }
	cases := map[string]struct {
		spoil func(*dispatch.State)
		says  string
	}{
		"ended but here":    {order("given", func(o *orders.Order) { o.Carriage = orders.Failed }), "still in the state"},
		"merchant unchased": {untimed("accept/placed"), "no accept timer"},
		"never given up":    {untimed("giveup/waiting"), "no giveup timer"},
		"worker unwatched":  {untimed("silent/given"), "no silent timer"},
		"robot unwatched":   {untimed("silent/rolling"), "no silent timer"},
		"locker unwatched":  {untimed("collect/stored"), "no collect timer"},
		"offer unwatched":   {func(s *dispatch.State) { s.Timers.Delete("offer/" + s.Couriers.Get("c2").Offer) }, "has no timer"},
		"locker empty":      {func(s *dispatch.State) { s.Banks.Get("l1").Find("a").Order = "" }, "does not hold it"},
		"locker open":       {func(s *dispatch.State) { s.Banks.Get("l1").Find("a").State = fleet.Reserved }, "does not hold it"},
		"needs broken":      {order("rolling", func(o *orders.Order) { o.Needs.NoComingDown = true }), "needs or consent"},
		"no consent":        {order("rolling", func(o *orders.Order) { o.Consent.Robot = false }), "needs or consent"},
		"stairs":            {order("rolling", func(o *orders.Order) { o.Needs.NoStairs, o.Dropoff.Floor = true, 2 }), "needs or consent"},
		"with and without":  {order("waiting", func(o *orders.Order) { o.Worker = "c1" }), "unassigned but with"},
		"nobody looks":      {func(s *dispatch.State) { s.Offers.Delete(s.Couriers.Get("c2").Offer); s.Timers.Delete("retry") }, "nobody looks"},
		"with another":      {order("given", func(o *orders.Order) { o.Worker = "c3" }), "on the route of c1"},
		"with nobody":       {func(s *dispatch.State) { s.Couriers.Get("c1").Route = nil }, "has 0 workers"},
		"with two":          {func(s *dispatch.State) { s.Couriers.Get("c2").Route = s.Couriers.Get("c1").Route }, "has 2 workers"},
		"picked up twice":   {order("given", func(o *orders.Order) { o.Carriage = orders.PickedUp }), "says otherwise"},
		"not picked up":     {order("carried", func(o *orders.Order) { o.Carriage = orders.Assigned }), "says otherwise"},
		"stop of nothing": {func(s *dispatch.State) {
			s.Couriers.Get("c2").Route = []fleet.Stop{{Order: "nothing", Kind: fleet.Pickup}}
		}, "not theirs"},
		"too heavy":        {func(s *dispatch.State) { s.Couriers.Get("c3").Capacity.Grams = 1 }, "more than fits"},
		"too large":        {func(s *dispatch.State) { s.Couriers.Get("c3").Capacity.Millis = 1 }, "more than fits"},
		"offer gone":       {func(s *dispatch.State) { s.Couriers.Get("c1").Offer = "nothing" }, "which is gone"},
		"offer unknown":    {func(s *dispatch.State) { s.Couriers.Get("c2").Offer = "" }, "not the one that courier"},
		"offer of nothing": {func(s *dispatch.State) { s.Offers.Get(s.Couriers.Get("c2").Offer).Order = "given" }, "needs none"},
		"mission gone":     {func(s *dispatch.State) { s.Robots.Get("r1").Mission = "nothing" }, "which is gone"},
		"mission of another": {func(s *dispatch.State) {
			s.Missions.Get(missions.ID(s.Robots.Get("r1").Mission)).Loads[0].Order = "given"
		}, "not with r1"},
		"mission over": {func(s *dispatch.State) {
			s.Missions.Get(missions.ID(s.Robots.Get("r1").Mission)).Loads[0].Phase = missions.Done
		}, "still in the state"},
		"robot without":        {func(s *dispatch.State) { s.Robots.Get("r1").Mission = "" }, "not the one that robot"},
		"free with an order":   {func(s *dispatch.State) { s.Banks.Get("l1").Find("b").Order = "given" }, "FREE with order"},
		"reserved for nothing": {func(s *dispatch.State) { c := s.Banks.Get("l1").Find("b"); c.State, c.Order = fleet.Reserved, "given" }, "does not count on it"},
		"miscounted":           {func(s *dispatch.State) { s.Counter.Placed++ }, "placed, but"},
		"lost":                 {func(s *dispatch.State) { s.Orders.Delete("held") }, "placed, but"},
	}
	for what, c := range cases {
		s := new(dispatch.State)
		if err := json.Unmarshal([]byte(raw), s); err != nil {
			t.Fatal(err)
		}
		c.spoil(s)
		if wrong := dispatch.Invariants(s); !strings.Contains(strings.Join(wrong, "\n"), c.says) {
			t.Errorf("%s: found %q, want %q", what, wrong, c.says)
		}
	}
}

// An accepted order that is not due yet needs its lead timer.
func TestInvariantsFindAForgottenLead(t *testing.T) {
	z := newZone(t)
	m := shop("m1", true)
	m.Provider.Preparation = time.Hour
	z.ok(m, place("o1"))
	z.s.Timers.Delete("lead/o1")
	if wrong := dispatch.Invariants(z.s); len(wrong) != 1 || !strings.Contains(wrong[0], "no lead timer") {
		t.Errorf("%q", wrong)
	}
}
