package mdrp

import (
	"math"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
)

// gather is how long a plan waits for what else is said in its minute.
const gather = time.Second

// neverSilent is how long the record's couriers may be silent: they do not get lost.
const neverSilent = 1000 * time.Hour

// policyOf returns the engine's policy for an instance. The record's minute
// goes like this: what happens, happens on the minute; a second later one plan
// sees all of it; and a minute after the last look there is another, as long as
// somebody waits.
func policyOf(in *Params) dispatch.Policy {
	p := dispatch.DefaultPolicy()
	p.Currency = "usd"
	p.Promise, p.GiveUp = minutes(in.Maximum), time.Minute // what is not taken by then cannot be brought in time
	p.Lead = 1000 * time.Hour                              // the plan knows an order from its placement
	p.Gather, p.Retry = gather, time.Minute-gather
	p.Batch, p.Nearest = math.MaxInt32, 0 // all orders, all couriers
	p.Silent, p.Lost = neverSilent, neverSilent
	p.WorkLimit = 0 // the record says who worked when
	// A bundle is fetched at once: the service at the counter is no part of any
	// one order's. The plan has it in its times.
	p.PickupService, p.FloorService = 0, 0
	p.DoorService = minutes(in.halfDropoff()) // after the hand-over
	p.CourierTasks = bundleMax
	p.CourierCost = problem.Cost{PerTask: int64(math.Round(100 * in.PayPerOrder))}
	p.FeeBase, p.FeePerKm = 0, 0
	return p
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
