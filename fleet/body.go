package fleet

import "slices"

// Body is what a robot's factsheet says of it. What is 0 is not known, and
// bounds nothing.
type Body struct {
	Width  int   `json:"width,omitempty"`  // millimetres, as is all of it
	Length int   `json:"length,omitempty"` // likewise
	Height int   `json:"height,omitempty"` // at its highest
	Speed  int   `json:"speed,omitempty"`  // millimetres a second, at most
	Load   int64 `json:"load,omitempty"`   // grams that it carries in all
	Piece  int64 `json:"piece,omitempty"`  // grams in one compartment
	Single bool  `json:"single,omitempty"` // it cannot pass over one of several orders
	Unfit  bool  `json:"unfit,omitempty"`  // it does not fetch goods, or hand them over, or open for who comes
}

// Carries returns what the robot takes: what it was registered for, or what its
// factsheet says if that is less.
func (r *Robot) Carries() Capacity {
	c := r.Capacity
	c.Grams = least(c.Grams, r.Body.Load)
	return c
}

// Boxes returns its compartments, likewise.
func (r *Robot) Boxes() []Bay {
	bays := slices.Clone(r.Bays)
	for i := range bays {
		c := &bays[i].Capacity
		c.Grams = least(least(c.Grams, r.Body.Load), r.Body.Piece)
	}
	return bays
}

// least returns a, or what bounds it if that is less; 0 does not.
func least(a, bound int64) int64 {
	if bound > 0 {
		return min(a, bound)
	}
	return a
}
