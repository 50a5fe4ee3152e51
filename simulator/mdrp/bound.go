package mdrp

// ExcessBound returns the mean excess per order in minutes that no plan
// undercuts, even one that knows the day in advance.
//
// It is bounded order by order: each has every courier for itself. He
// is told at its placement at the earliest, and then stands where he came on
// duty or at the door of any other order; he is at the restaurant no earlier
// than the direct way from where he came on duty allows. So the bound counts
// only orders that come too early, too late or too far out, or that cannot be
// delivered within the maximum; what orders take from each other it leaves out.
func ExcessBound(in *Instance) float64 {
	p := &in.Params
	excess := 0.0
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
	return excess
}

// CostBound returns the dollars per order that no plan undercuts which delivers
// all of them: the orders' pay, or the guarantee of all couriers if that is more.
func CostBound(in *Instance) float64 {
	guarantee := 0.0
	for c := range in.Couriers {
		guarantee += in.guaranteed(c)
	}
	return max(in.Params.PayPerOrder, guarantee/float64(max(1, len(in.Orders))))
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
