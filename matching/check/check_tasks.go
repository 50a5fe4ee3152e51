package check

import "github.com/linli/linli/matching/problem"

// checkTasks asks that the shipments in the route, and those added to it, are
// not more than the vehicle may have. A route to which nothing was added may
// exceed MaxTasks: the limit can have changed since.
func checkTasks(c *course) {
	all, added := 0, 0
	for _, call := range c.calls {
		if call.Kind != problem.Delivery {
			continue
		}
		all++
		if call.added {
			added++
		}
	}
	if c.v.MaxTasks > 0 && added > 0 && all > c.v.MaxTasks {
		c.fail("tasks", "", "it has %d shipments and may have %d", all, c.v.MaxTasks)
	}
	if c.v.MaxNew > 0 && added > c.v.MaxNew {
		c.fail("tasks", "", "it got %d shipments and may get %d", added, c.v.MaxNew)
	}
}
