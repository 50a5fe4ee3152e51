package simulator_test

import (
	"fmt"
	"strings"
)

// show lists a part of the state.
func (s *stage) show(what string) string {
	var b strings.Builder
	st := s.loop.State()
	switch what {
	case "orders":
		for id, o := range st.Orders.All() {
			fmt.Fprintf(&b, "  %s: %s, %s%s%s, attempt %d\n", id, o.Preparation, o.Carriage, field("worker", o.Worker), field("by", string(o.Mode)), o.Attempt)
		}
		n := st.Counter
		fmt.Fprintf(&b, "  placed %d, delivered %d, failed %d, cancelled %d\n", n.Placed, n.Delivered, n.Failed, n.Cancelled)
	case "couriers":
		for id, c := range st.Couriers.All() {
			fmt.Fprintf(&b, "  %s at %s%s, route %s%s\n", id, spot(c.Point), field("online", yes(c.Online)), route(c.Route), field("offer", c.Offer))
		}
	case "robots":
		for id, r := range st.Robots.All() {
			fmt.Fprintf(&b, "  %s at %s, charge %d%s%s%s%s\n", id, spot(r.Point), r.Charge, field("free", yes(r.Free())), field("faulty", yes(r.Faulty)), field("mission", r.Mission), field("holds", held(r)))
		}
	case "lockers":
		for id, bank := range st.Banks.All() {
			for _, c := range bank.Compartments {
				fmt.Fprintf(&b, "  %s/%s %s%s%s\n", id, c.ID, c.State, field("jammed", yes(c.Jammed)), field("order", c.Order))
			}
		}
	case "timers":
		for name, at := range st.Timers.All() {
			fmt.Fprintf(&b, "  %s %s\n", hms(*at), name)
		}
	default:
		s.t.Fatalf("cannot show %q", what)
	}
	return b.String()
}
