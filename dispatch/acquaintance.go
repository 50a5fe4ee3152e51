package dispatch

import (
	"strings"
	"time"

	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Continuity is what it is worth to a zone that the same carer comes.
type Continuity struct {
	Price    int64         `json:"price"`     // minor units that a visit by a stranger costs a plan, where the resident knows or prefers somebody; 0: nobody minds
	HalfLife time.Duration `json:"half_life"` // a visit so long ago counts half as much
	Keep     time.Duration `json:"keep"`      // after the last visit, until it is forgotten who came
}

// known prices who comes to a visit: the preferred carer nothing, one who never
// was there the whole price, and others the less, the more often and the later
// they came. With neither a wish nor an acquaintance it makes no difference.
func (s *State) known(o *orders.Order) (strange int64, list []problem.Known) {
	p, c := s.Policy.Continuity, o.Call
	served := s.Served.Get(KeyOf(o.Merchant, c.Resident))
	if p.Price == 0 || c.Carer == "" && served == nil {
		return 0, nil
	}
	if c.Carer != "" {
		list = append(list, problem.Known{Vehicle: c.Carer})
	}
	if served == nil {
		return p.Price, list
	}
	for _, k := range served.Carers {
		if k.Carer != c.Carer {
			list = append(list, problem.Known{Vehicle: k.Carer, Price: p.Price * residents.Visited / (residents.Visited + k.At(s.Now, p.halfLife()))})
		}
	}
	return p.Price, list
}

func (p Continuity) halfLife() time.Duration {
	if p.HalfLife <= 0 {
		return 30 * 24 * time.Hour
	}
	return p.HalfLife
}

// acquainted notes who made a visit that is done.
func (s *State) acquainted(o *orders.Order) {
	was := residents.Served{}
	key := KeyOf(o.Merchant, o.Call.Resident)
	if r := s.Served.Get(key); r != nil {
		was = *r
	}
	for _, w := range o.Workers() {
		was = was.With(w, o.ServedAt, s.Policy.Continuity.halfLife())
	}
	s.Served.Put(key, was)
}

// Acquainted lists the records of who served a resident, one for each provider
// whose visits these were: an id means nothing beyond its provider.
func (s *State) Acquainted(resident string) []string {
	var list []string
	for key := range s.Served.All() {
		if _, id, _ := strings.Cut(key, "\x1f"); id == resident {
			list = append(list, key)
		}
	}
	return list
}

// estranged lists the records of residents whom nobody has visited for so long that it is
// forgotten who came.
func (s *State) estranged() []string {
	if s.Policy.Continuity.Keep == 0 {
		return nil
	}
	var list []string
	for key, r := range s.Served.All() {
		if s.Now.Sub(r.Last) > s.Policy.Continuity.Keep {
			list = append(list, key)
		}
	}
	return list
}

// Continuity counts how often the same carer came to each resident, as far as
// the zone remembers.
func (s *State) Continuity() residents.Continuity {
	var c residents.Continuity
	for _, r := range s.Served.All() {
		c.Count(*r)
	}
	return c
}
