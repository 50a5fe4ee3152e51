package residents

import (
	"cmp"
	"slices"
	"time"

	"github.com/linli/linli/clock"
)

// MaxKnown is how many carers the record of a resident names: whoever is least
// familiar makes room.
const MaxKnown = 16

// Visited is what one visit weighs on the day, in the unit of Known.Weight.
const Visited = 1000

// Served is the record of who has served a resident.
type Served struct {
	Carers []Known       `json:"carers"` // sorted by carer
	Visits int           `json:"visits"` // by everybody, also those whose names made room
	Faces  int           `json:"faces"`  // different carers so far; one who comes back after making room counts again
	Last   clock.Instant `json:"last"`
}

// Known is a carer whom a resident knows.
type Known struct {
	Carer  string        `json:"carer"`
	Visits int           `json:"visits"`
	Weight int64         `json:"weight"` // of these visits at Last, in thousandths of a visit on the day
	Last   clock.Instant `json:"last"`
}

// With returns the record after a visit. What a visit weighs is half after a
// half-life, which is more than zero.
func (s Served) With(carer string, at clock.Instant, half time.Duration) Served {
	s.Carers = slices.Clone(s.Carers)
	s.Visits, s.Last = s.Visits+1, max(s.Last, at)
	i, there := slices.BinarySearchFunc(s.Carers, carer, func(k Known, id string) int { return cmp.Compare(k.Carer, id) })
	if !there {
		s.Faces++
		s.Carers = slices.Insert(s.Carers, i, Known{Carer: carer})
	}
	k := &s.Carers[i]
	k.Visits, k.Weight, k.Last = k.Visits+1, k.At(at, half)+Visited, max(k.Last, at)
	if len(s.Carers) > MaxKnown {
		s.Carers = slices.Delete(s.Carers, s.faintest(at, half), s.faintest(at, half)+1)
	}
	return s
}

// faintest is where the carer is who is least familiar at an instant.
func (s Served) faintest(at clock.Instant, half time.Duration) int {
	least := 0
	for i := range s.Carers {
		if s.Carers[i].At(at, half) < s.Carers[least].At(at, half) {
			least = i
		}
	}
	return least
}

// At is how familiar the carer is at an instant: the weight of the visits,
// halved for each half-life that has gone by, and in between on a straight line.
func (k Known) At(at clock.Instant, half time.Duration) int64 {
	age := max(at.Sub(k.Last), 0)
	gone, rest := age/half, (age%half)/time.Second
	if gone > 62 {
		return 0
	}
	w := k.Weight >> gone
	return w - w*int64(rest)/(2*max(int64(half/time.Second), 1))
}

// Most is how many of the visits were by the carer who came most often.
func (s Served) Most() int {
	most := 0
	for i := range s.Carers {
		most = max(most, s.Carers[i].Visits)
	}
	return most
}

// Continuity is how often the same carer comes, over residents who were served
// twice or more: of one who was served once it says nothing.
type Continuity struct {
	Residents int `json:"residents"`
	Visits    int `json:"visits"` // of all of them
	Same      int `json:"same"`   // of these: by the carer who came to that resident most often
	Faces     int `json:"faces"`  // different carers, summed over the residents
}

// Count adds a resident.
func (c *Continuity) Count(s Served) {
	if s.Visits < 2 {
		return
	}
	c.Residents, c.Visits, c.Same, c.Faces = c.Residents+1, c.Visits+s.Visits, c.Same+s.Most(), c.Faces+s.Faces
}

// Share is the part of the visits that the most frequent carer of each resident
// made, to a thousandth.
func (c Continuity) Share() float64 { return thousandth(c.Same, c.Visits) }

// Each is how many different carers a resident had, on average, to a thousandth.
func (c Continuity) Each() float64 { return thousandth(c.Faces, c.Residents) }

func thousandth(n, of int) float64 { return float64(n*1000/max(of, 1)) / 1000 }
