package search

// recreate puts every undone task back, one after another at its cheapest
// spot, in one of several orders (Christiaens and Vanden Berghe 2020).
func (w *worker) recreate() {
	p := w.cur
	list := append(w.removed[:0], p.undone...)
	w.removed = list
	w.dice.shuffle(list)
	w.sort(list)
	for _, t := range list {
		s := w.finder.find(t)
		if s.cost != noCost {
			p.insert(t, &s)
		}
	}
	w.dissolve()
}

// dissolve takes out the tasks of groups of which one is undone, and all tasks
// of a route that does not hold without them.
func (w *worker) dissolve() {
	p := w.cur
	for torn := len(p.members) > 0; torn; torn = len(w.removed) > 0 {
		w.removed = w.removed[:0]
		for _, t := range p.undone {
			if g := w.m.Tasks[t].Group; g > 0 {
				for _, mate := range p.members[g] {
					if p.at[mate] >= 0 && !w.m.Tasks[mate].Pinned {
						w.removed = append(w.removed, mate)
					}
				}
			}
		}
		for !p.remove(w.removed) {
			w.removed = w.removed[:0]
			for _, v := range p.broken {
				for _, s := range p.stops(v, nil) {
					w.removed = append(w.removed, w.m.Stops[s].Task)
				}
			}
		}
	}
}

// sort orders a shuffled list.
func (w *worker) sort(list []int32) {
	var key func(t int32) float64
	delivery := func(t int32) *Stop { return &w.m.Stops[w.m.Tasks[t].Options[0].Delivery] }
	pickup := func(t int32) *Stop {
		if s := w.m.Tasks[t].Options[0].Pickup; s >= 0 {
			return &w.m.Stops[s]
		}
		return delivery(t)
	}
	switch x := w.dice.n(17); {
	case x < 4:
		return
	case x < 8:
		key = func(t int32) float64 { return -float64(abs(delivery(t).Load[0])) }
	case x < 10:
		key = func(t int32) float64 { return -w.far(delivery(t).Place) }
	case x < 11:
		key = func(t int32) float64 { return w.far(delivery(t).Place) }
	case x < 13:
		key = func(t int32) float64 {
			return float64(delivery(t).Close-delivery(t).Open) + float64(pickup(t).Close-pickup(t).Open)
		}
	case x < 15:
		key = func(t int32) float64 { return float64(pickup(t).Open) }
	default:
		key = func(t int32) float64 { return -float64(delivery(t).Close) }
	}
	w.keys = w.keys[:0]
	for _, t := range list {
		w.keys = append(w.keys, key(t))
	}
	sortBy(list, w.keys)
}

// far returns how far a place is from the start of the first vehicle.
func (w *worker) far(place int32) float64 {
	v := &w.m.Vehicles[0]
	c := &w.cur.classes[v.Class]
	return float64(c.cost[int(v.Start)*c.stride+int(place)])
}

func abs(x int64) int64 { return max(x, -x) }

// sortBy sorts list by keys, which it sorts too; equal ones stay in order. The
// lists are short.
func sortBy(list []int32, keys []float64) {
	for i := 1; i < len(list); i++ {
		t, k := list[i], keys[i]
		j := i
		for ; j > 0 && keys[j-1] > k; j-- {
			list[j], keys[j] = list[j-1], keys[j-1]
		}
		list[j], keys[j] = t, k
	}
}
