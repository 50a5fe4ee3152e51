package check

import "github.com/linli/linli/matching/problem"

// checkLifo asks, where the vehicle is loaded from behind, that whatever is
// handed over lies on top: all that was picked up after it is gone. Goods on
// board at the start lie below, in the order that suits.
func checkLifo(c *course) {
	if !c.v.LastInFirstOut {
		return
	}
	var stack []int // shipments picked up and not yet handed over, by index
	for k, call := range c.calls {
		if call.Kind == problem.Pickup {
			stack = append(stack, call.index)
			continue
		}
		if call.shipment.Visit && call.shipment.Load == (problem.Load{}) || len(stack) == 0 {
			continue
		}
		top := len(stack) - 1
		if stack[top] != call.index {
			c.fail("lifo", call.Shipment, "stop %d takes it out from under %s", k, c.p.Shipments[stack[top]].ID)
		}
		for i := top; i >= 0; i-- { // go on without it
			if stack[i] == call.index {
				stack = append(stack[:i], stack[i+1:]...)
				break
			}
		}
	}
}
