package orders

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linli/linli/clock"
)

// Rating is what a resident thinks of an order or a visit that has ended.
type Rating struct {
	Stars   int           `json:"stars"` // 1 to MostStars
	Reasons []string      `json:"reasons,omitempty"`
	At      clock.Instant `json:"at"`
	By      Actor         `json:"by"`
}

// MostStars is the best rating.
const MostStars = 5

// RatingReasons are what a rating may name, praise first.
var RatingReasons = []string{
	"on_time", "friendly", "careful", "thorough", "easy_to_collect",
	"late", "unfriendly", "careless", "incomplete", "hard_to_collect", "not_as_agreed",
}

// The track, and the state on it, under which a rating is published.
const (
	RatingTrack Track = "rating"
	Rated       State = "rated"
)

// Check says what is wrong with a rating, or nil.
func (r Rating) Check() error {
	if r.Stars < 1 || r.Stars > MostStars {
		return fmt.Errorf("a rating has from 1 to %d stars, not %d", MostStars, r.Stars)
	}
	for i, x := range r.Reasons {
		switch {
		case !slices.Contains(RatingReasons, x):
			return fmt.Errorf("%q is no reason of a rating: %s", x, strings.Join(RatingReasons, ", "))
		case slices.Contains(r.Reasons[:i], x):
			return fmt.Errorf("the reason %s is there twice", x)
		}
	}
	return nil
}

// Same reports whether two ratings say the same.
func (r Rating) Same(q Rating) bool {
	return r.Stars == q.Stars && slices.Equal(r.Reasons, q.Reasons)
}

// RatingSum counts the ratings of a provider.
type RatingSum struct {
	Stars   [MostStars]uint64 `json:"stars"` // of one star, of two, …
	Reasons []ReasonCount     `json:"reasons,omitempty"`
}

// ReasonCount is how often a reason was named.
type ReasonCount struct {
	Reason string `json:"reason"`
	Count  uint64 `json:"count"`
}

// Add counts a rating in.
func (s *RatingSum) Add(r Rating) {
	s.Stars[r.Stars-1]++
	for _, x := range r.Reasons {
		i := slices.IndexFunc(s.Reasons, func(c ReasonCount) bool { return c.Reason == x })
		if i < 0 {
			i = len(s.Reasons)
			s.Reasons = append(s.Reasons, ReasonCount{Reason: x})
		}
		s.Reasons[i].Count++
	}
}
