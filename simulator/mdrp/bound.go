package mdrp

// Bound returns what no plan undercuts, even one that knows the day in advance:
// the mean excess per order in minutes, and the cost per order in dollars.
//
// The excess is bounded order by order: each has every courier for itself. He
// is told at its placement at the earliest, and then stands where he came on
// duty or at the door of any other order; he is at the restaurant no earlier
// than the direct way from where he came on duty allows. So the bound counts
// only orders that come too early, too late or too far out, or that cannot be
// delivered within the maximum; what orders take from each other it leaves out.
//
// The cost is bounded by the whole: all orders' pay, or the guarantee if more.
func Bound(in *Instance) (excess, cost float64) {
	if len(in.Orders) == 0 {
		return 0, 0
	}
	p := &in.Params
	n := float64(len(in.Orders))
	for i := range in.Orders {
		o := &in.Orders[i]
		kitchen := in.Restaurants[o.Restaurant].At
		door := nearestDoor(in, i)
		floor := in.Floor(i)
		best := max(p.Maximum, floor)
		for _, w := range in.Couriers {
			own := p.Travel(w.At, kitchen)
			arrive := max(w.On+own, o.Placed+min(own, door))
			pickup := max(o.Ready, arrive+p.halfPickup())
			if pickup <= w.Off && floor+pickup-o.Ready <= p.Maximum {
				best = min(best, floor+pickup-o.Ready)
			}
		}
		excess += float64(best-floor) / n
	}
	guarantee := 0.0
	for c := range in.Couriers {
		guarantee += in.guaranteed(c)
	}
	return excess, max(p.PayPerOrder, guarantee/n)
}

// nearestDoor returns the minutes to the restaurant of order i from the nearest
// door of another order.
func nearestDoor(in *Instance, i int) int {
	kitchen := in.Restaurants[in.Orders[i].Restaurant].At
	least := always
	for k := range in.Orders {
		if k != i {
			least = min(least, in.Params.Travel(in.Orders[k].At, kitchen))
		}
	}
	return least
}
