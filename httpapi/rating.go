package httpapi

import (
	"context"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const ratingDoc = `Once, within two days of the end; the same again changes nothing. The words are kept beside the contact, are read by the provider and by staff, and are erased with it.`

// RatingRequest is what a resident thinks of an order or a visit.
type RatingRequest struct {
	Stars   int      `json:"stars" minimum:"1" maximum:"5"`
	Reasons []string `json:"reasons,omitempty" nullable:"false" maxItems:"11" enum:"on_time,friendly,careful,thorough,easy_to_collect,late,unfriendly,careless,incomplete,hard_to_collect,not_as_agreed"`
	Words   string   `json:"words,omitempty" maxLength:"500" doc:"In the resident's own words."`
}

// Rating is a rating that was given.
type Rating struct {
	Stars    int       `json:"stars" minimum:"1" maximum:"5"`
	Reasons  []string  `json:"reasons" nullable:"false"`
	At       time.Time `json:"at"`
	By       string    `json:"by" enum:"resident,staff" doc:"staff: written down for the resident."`
	LiveMode bool      `json:"live_mode"`
	Words    string    `json:"words,omitempty" doc:"In the resident's own words; only where one rating is read."`
}

// RatingSum is how a provider was rated, all in all.
type RatingSum struct {
	Provider string         `json:"provider"`
	Count    uint64         `json:"count"`
	Average  float64        `json:"average" doc:"Of the stars, to hundredths; 0 when there is none."`
	Stars    []uint64       `json:"stars" nullable:"false" doc:"How many gave one star, two, … five."`
	Reasons  []RatingReason `json:"reasons" nullable:"false"`
}

// RatingReason is how often a reason was named.
type RatingReason struct {
	Reason string `json:"reason"`
	Count  uint64 `json:"count"`
}

// RatingSums is how every provider was rated.
type RatingSums struct {
	Providers []RatingSum `json:"providers" nullable:"false"`
}

func (s *Server) registerRatings() {
	handle(s, Route{ID: "rate", Method: post, Path: "/v1/track/{token}/rating", Access: Public, tag: "tracking",
		summary: "Rate what was delivered or done", doc: ratingDoc}, s.residentRate)
	handle(s, Route{ID: "staffRate", Method: post, Path: "/v1/staff/orders/{id}/rating", Access: ScopeStaff, tag: "staff",
		summary: "Write down a resident's rating", doc: ratingDoc}, s.staffRate)
	handle(s, Route{ID: "readRating", Method: get, Path: "/v1/orders/{id}/rating", Access: ScopeView, tag: "orders",
		summary: "Read how an order or a visit was rated, with the words"}, s.readRating)
	handle(s, Route{ID: "readRatings", Method: get, Path: "/v1/merchant/ratings", Access: ScopeView, tag: "merchant",
		summary: "How you were rated, all in all"}, s.readRatings)
	handle(s, Route{ID: "listRatings", Method: get, Path: "/v1/staff/ratings", Access: ScopeStaff, tag: "staff",
		summary: "How every provider was rated, all in all"}, s.listRatings)
}

func (s *Server) residentRate(ctx context.Context, in *struct {
	Token string `path:"token" maxLength:"200"`
	Body  RatingRequest
}) (*answer[Tracking], error) {
	doc, err := s.tracked(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	if err := s.rate(ctx, doc.Order.ID, in.Body, orders.Actor{Role: orders.Resident}); err != nil {
		return nil, err
	}
	return s.shown(ctx, doc.Order.ID)
}

func (s *Server) staffRate(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"64"`
	Body RatingRequest
}) (*answer[Order], error) {
	if err := s.rate(ctx, orders.ID(in.ID), in.Body, staffOf(ctx)); err != nil {
		return nil, err
	}
	doc, err := s.Store.Order(ctx, orders.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return reply(s.show(doc)), nil
}

// rate gives a rating to the engine, and keeps its words where they can be
// erased.
func (s *Server) rate(ctx context.Context, id orders.ID, b RatingRequest, by orders.Actor) error {
	done, err := s.rewrite(string(id))
	if err != nil {
		return err
	}
	defer done()
	doc, err := s.Store.Order(ctx, id)
	if err != nil {
		return err
	}
	r := shell.Request{Event: dispatch.RateOrder{Original: doc.Order, Stars: b.Stars, Reasons: b.Reasons, By: by}}
	if words := strings.TrimSpace(b.Words); words != "" {
		r.Persons = []shell.Person{{Order: ratedKey(id), Note: words, At: s.Clock.Now()}}
	}
	_, err = s.submit(ctx, r)
	return err
}

// ratedKey names the row of persons that holds the words of an order's rating.
func ratedKey(id orders.ID) orders.ID { return "rated/" + id }

func (s *Server) readRating(ctx context.Context, in *orderInput) (*answer[Rating], error) {
	doc, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v := ratingView(&doc.Order)
	if v == nil {
		return nil, newProblem("not_found", "nobody has rated it")
	}
	if v.Words, err = s.ratedWords(ctx, doc.Order.ID); err != nil {
		return nil, err
	}
	return reply(*v), nil
}

func (s *Server) ratedWords(ctx context.Context, id orders.ID) (string, error) {
	p, err := s.Store.Person(ctx, ratedKey(id))
	if errors.Is(err, shell.ErrNotFound) {
		return "", nil
	}
	return p.Note, err
}

func ratingView(o *orders.Order) *Rating {
	r := o.Rating
	if r == nil {
		return nil
	}
	return &Rating{LiveMode: o.LiveMode, Stars: r.Stars, Reasons: append([]string{}, r.Reasons...), At: r.At.Time(), By: string(r.By.Role)}
}

func (s *Server) readRatings(ctx context.Context, _ *none) (*answer[RatingSum], error) {
	id := circle.ProviderID(credentialOf(ctx).Subject)
	var v RatingSum
	err := s.Engine.View(ctx, func(st *dispatch.State) { v = ratingSumView(id, st.Ratings.Get(id)) })
	return reply(v), err
}

func (s *Server) listRatings(ctx context.Context, _ *none) (*answer[RatingSums], error) {
	v := RatingSums{Providers: []RatingSum{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for id, sum := range st.Ratings.All() {
			v.Providers = append(v.Providers, ratingSumView(id, sum))
		}
	})
	return reply(v), err
}

func ratingSumView(id circle.ProviderID, sum *orders.RatingSum) RatingSum {
	v := RatingSum{Provider: string(id), Stars: make([]uint64, orders.MostStars), Reasons: []RatingReason{}}
	if sum == nil {
		return v
	}
	var stars uint64
	for i, n := range sum.Stars {
		v.Stars[i] = n
		v.Count, stars = v.Count+n, stars+n*uint64(i+1)
	}
	v.Average = math.Round(100*float64(stars)/float64(v.Count)) / 100
	for _, c := range sum.Reasons {
		v.Reasons = append(v.Reasons, RatingReason(c))
	}
	return v
}
