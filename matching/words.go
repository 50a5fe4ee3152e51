package matching

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// words is a problem with numbers for the words in it.
type words struct {
	problem  *problem.Problem
	classes  []string // of goods
	types    []string // of vehicles
	sequence *sequence
}

func newWords(p *problem.Problem) *words {
	x := &words{problem: p, sequence: newSequence(p)}
	for i := range p.Vehicles {
		v := &p.Vehicles[i]
		if !slices.Contains(x.types, v.Type) {
			x.types = append(x.types, v.Type)
		}
		for _, c := range v.Compartments {
			if !slices.Contains(x.classes, c.Class) {
				x.classes = append(x.classes, c.Class)
			}
		}
	}
	return x
}

// class returns the number of a class of goods; one that no vehicle has a
// compartment for has the number behind all others.
func (x *words) class(class string) int {
	if i := slices.Index(x.classes, class); i >= 0 {
		return i
	}
	return len(x.classes)
}

// timing is how long the stops of an option take.
type timing struct{ pickup, pickupSetup, delivery, deliverySetup clock.Instant }

// timings returns how long the stops of an option take, by type of vehicle;
// nil where that is no matter.
func (x *words) timings(s *problem.Shipment, o *problem.Option) []timing {
	if len(s.PickupServiceFor)+len(s.PickupSetupFor)+len(o.ServiceFor)+len(o.SetupFor) == 0 {
		return nil
	}
	list := make([]timing, len(x.types))
	for i, name := range x.types {
		list[i] = timing{
			own(s.PickupServiceFor, name, s.PickupService), own(s.PickupSetupFor, name, s.PickupSetup),
			own(o.ServiceFor, name, o.Service), own(o.SetupFor, name, o.Setup),
		}
	}
	return list
}

// own returns what holds for a type: the time set for it, or that for all.
func own(byType map[string]time.Duration, name string, all time.Duration) clock.Instant {
	if d, ok := byType[name]; ok {
		return micros(d)
	}
	return micros(all)
}
