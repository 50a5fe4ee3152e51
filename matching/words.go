package matching

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// words is a problem with numbers for the words in it.
type words struct {
	problem *problem.Problem
	classes []string // of goods
	types   []string // of vehicles
}

func newWords(p *problem.Problem) *words {
	x := &words{problem: p}
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

// services returns how long the option takes, by type of vehicle; nil where
// that is no matter.
func (x *words) services(o *problem.Option) []clock.Instant {
	if len(o.ServiceFor) == 0 {
		return nil
	}
	list := make([]clock.Instant, len(x.types))
	for i, name := range x.types {
		list[i] = micros(o.Service)
		if d, ok := o.ServiceFor[name]; ok {
			list[i] = micros(d)
		}
	}
	return list
}
