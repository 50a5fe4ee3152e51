package mdrp

// Variant is what the record lets a dispatcher do beside assigning bundles.
type Variant uint8

// The variants.
const (
	Plain Variant = iota
	// Prepositioning lets a courier be sent to a restaurant with nothing to
	// fetch. So he can also be sent there early and be told his bundle when he
	// arrives, which is what the record calls an assignment update.
	Prepositioning
)

// The rule of spread: an idle courier goes to a restaurant at most spreadFar
// minutes away, if at least spreadLeft minutes of his shift remain.
const (
	spreadFar  = 10
	spreadLeft = 30
)

// send lets a worker drive to a restaurant without a bundle; what is planned for
// him stays planned.
func (p *plan) send(c, kitchen int32) order {
	w := &p.workers[c]
	o := order{worker: c, kitchen: kitchen, leave: p.now}
	w.free = p.now + int32(w.way[kitchen])
	w.way, w.remote = p.between[kitchen], p.far[kitchen]
	return o
}

// spread sends couriers for whom nothing is planned to restaurants that are
// asked for, one to each.
func (p *plan) spread(told []order) []order {
	taken := make([]bool, len(p.between))
	for c := range p.workers {
		w := &p.workers[c]
		if w.off >= p.now && len(w.trips) == 0 {
			for k := range taken {
				taken[k] = taken[k] || w.way[k] == 0
			}
		}
	}
	for c := range p.workers {
		w := &p.workers[c]
		if len(w.trips) > 0 || w.free > p.now || w.on > p.now || w.off < p.now+spreadLeft || !w.here {
			continue
		}
		best, most, here := -1, int64(0), false
		for k, d := range w.way {
			here = here || d == 0
			if value := 1000 * p.asked[k] / (5 + int64(d)); !taken[k] && d <= spreadFar && value > most {
				best, most = k, value
			}
		}
		if !here && best >= 0 {
			taken[best] = true
			told = append(told, p.send(int32(c), int32(best)))
		}
	}
	return told
}
