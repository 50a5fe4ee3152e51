package httpapi

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

const bookingDoc = `With staff's key, for a resident at the counter, on the telephone or on a round: it says the channel, and who speaks. With a community's key (scope circle), which its page or a card at the gate carries: goods and meals of one provider, or one visit, to a home of that community. Prices and sizes are the offerings', access needs are hard rules, and the provider has to accept what does not accept itself. Nothing is paid here. The same Idempotency-Key with the same body books once. Each address may book a few times a minute.`

// bookingsPerMinute bounds what one address may book with a community's key,
// which everybody at its gate can read.
const bookingsPerMinute = 5

// BookingRequest is the body of POST /v1/bookings.
type BookingRequest struct {
	Provider string             `json:"provider" minLength:"1" maxLength:"64" example:"liji"`
	Items    []BookingLine      `json:"items" minItems:"1" maxItems:"50" nullable:"false" doc:"Offerings of this provider: goods and meals, or one visit."`
	Home     BookingHome        `json:"home"`
	Contact  Contact            `json:"contact" doc:"Who is at the door. The address is filled in from home."`
	Needs    residents.Needs    `json:"needs,omitempty" required:"false" doc:"Access needs: hard rules."`
	Consent  *residents.Consent `json:"consent,omitempty" doc:"Modes agreed to, beside the door; with resident, what they agreed to for good when left out."`
	Resident string             `json:"resident,omitempty" maxLength:"200" doc:"The resident's own key (token of a registered resident), if the page has it."`
	Window   *BookingWindow     `json:"window,omitempty" doc:"Of a visit: when it may start."`
	After    string             `json:"after,omitempty" maxLength:"120" doc:"With staff's key: the id of the order or visit that it comes after, of this or another provider."`
	Sandbox  *Sandbox           `json:"sandbox,omitempty" doc:"With a key that is not live only: what the test comes to."`

	BookedBy   string `json:"booked_by,omitempty" enum:"self,relative,staff" doc:"Who speaks; self when left out, staff with staff's key."`
	OnBehalfOf string `json:"on_behalf_of,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"With staff's key: your id of the resident, no name."`
	Channel    string `json:"channel,omitempty" enum:"online,counter,phone,round" doc:"How it reached you: online with a community's key; with staff's it must be said."`
}

// BookingLine is so many of an offering.
type BookingLine struct {
	Offering string `json:"offering" minLength:"1" maxLength:"64" example:"rice-5kg"`
	Quantity int    `json:"quantity" minimum:"1" maximum:"100" example:"2"`
}

// BookingHome is a home of the community.
type BookingHome struct {
	Building string `json:"building" minLength:"1" maxLength:"64" example:"xfl-3"`
	Unit     string `json:"unit,omitempty" maxLength:"64" example:"2单元"`
	Room     string `json:"room,omitempty" maxLength:"40" example:"501"`
}

// BookingWindow is when a visit may start.
type BookingWindow struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Booked is a booking that was made.
type Booked struct {
	Order       string    `json:"order"`
	Kind        string    `json:"kind" enum:"goods,meal,visit"`
	Status      string    `json:"status"`
	TrackingURL string    `json:"tracking_url" doc:"Whoever has the link sees the PIN."`
	PIN         string    `json:"pin,omitempty" doc:"Said or typed at the hand-over of goods."`
	Total       int64     `json:"total" doc:"Of what was ordered, carriage apart, in minor units."`
	Fee         int64     `json:"fee" doc:"Of carriage, in minor units."`
	Currency    string    `json:"currency"`
	LiveMode    bool      `json:"live_mode"`
	Sandbox     *Sandbox  `json:"sandbox,omitempty" doc:"Of a test."`
	CreatedAt   time.Time `json:"created_at"`
}

type createBookingInput struct {
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"A name for this attempt; kept 48 hours."`
	RawBody []byte
	Body    BookingRequest
}

func (s *Server) registerBookings() {
	handle(s, Route{ID: "createBooking", Method: post, Path: "/v1/bookings", Access: CircleBook, tag: "circle", status: 201,
		summary: "Book goods, meals or a visit as a resident, or for one", doc: bookingDoc}, s.createBooking)
	handle(s, Route{ID: "readBackBooking", Method: post, Path: "/v1/bookings/read-back", Access: ScopeStaff, tag: "staff",
		summary: "What staff reads aloud before it books", doc: readBackDoc}, s.readBackBooking)
}

func (s *Server) createBooking(ctx context.Context, in *createBookingInput) (*answer[Booked], error) {
	b := &in.Body
	booking, err := s.speaker(ctx, b)
	if err != nil {
		return nil, err
	}
	key := "circle " + credentialOf(ctx).ID + " " + in.Key
	name := dispatch.KeyOf(circle.ProviderID(b.Provider), key)
	if _, busy := s.inFlight.LoadOrStore(name, true); busy {
		return nil, newProblem("in_flight", "a request with this Idempotency-Key is being answered; wait and ask again")
	}
	defer s.inFlight.Delete(name)

	ev, who, wanted, err := s.booked(ctx, b, booking)
	if err != nil {
		return nil, err
	}
	ev.Key, ev.Digest = key, digest(post, "/v1/bookings", in.RawBody)
	doc, err := s.placed(ctx, ev, who)
	if err != nil {
		return nil, err
	}
	o := s.created(doc)
	booked := Booked{
		Order: o.ID, Kind: o.Kind, Status: o.Status, TrackingURL: o.TrackingURL, PIN: o.PIN, Total: totalOf(b, wanted),
		Fee: o.Fee, Currency: o.Currency, LiveMode: o.LiveMode, Sandbox: o.Sandbox, CreatedAt: o.CreatedAt,
	}
	if wanted[0].Kind == circle.Visit {
		booked.PIN, booked.Fee = "", 0
	}
	return reply(booked), nil
}

// speaker says who books: a resident by a community's key, as which nobody
// else may speak, or staff for one.
func (s *Server) speaker(ctx context.Context, b *BookingRequest) (*orders.Booking, error) {
	if c := credentialOf(ctx); c.Has(shell.ScopeStaff) {
		_, booking, err := s.booker(ctx, Assisted{Merchant: b.Provider, BookedBy: b.BookedBy, OnBehalfOf: b.OnBehalfOf, Channel: b.Channel})
		return booking, err
	}
	switch {
	case b.After != "":
		return nil, invalid("body.after", "only staff's key says what a booking comes after: ask the desk")
	case b.OnBehalfOf != "" || b.BookedBy == string(orders.ByStaff):
		return nil, invalid("body.booked_by", "only staff's key books by staff, or for a resident by id")
	case b.Channel != "" && b.Channel != string(residents.Online):
		return nil, invalid("body.channel", "a community's key books online: leave the channel out")
	case b.Resident == "" && (b.BookedBy == "" || b.BookedBy == string(orders.BySelf)):
		return nil, nil
	}
	booking := &orders.Booking{By: orders.Booker(cmp.Or(b.BookedBy, string(orders.BySelf))), Channel: residents.Online, Entered: orders.Actor{Role: orders.Resident}}
	var err error
	if b.Resident != "" {
		booking.For, err = s.whose(b.Resident)
		booking.Entered.ID = booking.For
	}
	return booking, err
}

// booked makes the placement of a booking, and says for whom and of what it is.
func (s *Server) booked(ctx context.Context, b *BookingRequest, by *orders.Booking) (dispatch.PlaceOrder, Contact, []circle.Offering, error) {
	ev, who := dispatch.PlaceOrder{Merchant: circle.ProviderID(b.Provider), LiveMode: s.liveMode(), Needs: b.Needs, Booking: by, After: b.After}, b.Contact
	var err error
	if ev.Consent, err = s.consentOf(ctx, b.Consent, by); err != nil {
		return ev, who, nil, err
	}
	if ev.Script, err = s.script(b.Sandbox); err != nil {
		return ev, who, nil, err
	}
	var v CircleView
	q := circleQuestion{in: &circleInput{Building: b.Home.Building, Unit: b.Home.Unit, Room: b.Home.Room}}
	if err = s.placeOf(ctx, &q, &v); err != nil {
		return ev, who, nil, err
	}
	ev.Dropoff, who.Address = q.home.Dropoff, addressText(&v, b.Home.Room)
	wanted, err := s.wanted(ctx, b)
	if err != nil {
		return ev, who, nil, err
	}
	if wanted[0].Kind == circle.Visit {
		err = s.bookedVisit(&ev, b, wanted)
	} else {
		err = s.bookedGoods(ctx, &ev, b, wanted)
	}
	return ev, who, wanted, err
}

// addressText is the door as people say it.
func addressText(v *CircleView, room string) string {
	parts := []string{v.Place.Name, v.Place.Unit, room}
	if v.Community != nil {
		parts = slices.Insert(parts, 0, v.Community.Name)
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

// wanted returns the offerings of a booking, line by line. It refuses what is
// not sold, and what cannot be one booking.
func (s *Server) wanted(ctx context.Context, b *BookingRequest) ([]circle.Offering, error) {
	out := make([]circle.Offering, len(b.Items))
	var missing error
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for i, line := range b.Items {
			o := st.Offerings.Get(circle.OfferingID(line.Offering))
			where := fmt.Sprintf("body.items[%d].offering", i)
			switch {
			case o == nil || string(o.Provider) != b.Provider:
				missing = invalid(where, "the provider has no such offering: read /v1/circle for those it has")
			case o.Paused:
				missing = newProblem("offering_paused", "the provider does not sell "+line.Offering+" at the moment")
			case slices.ContainsFunc(b.Items[:i], func(l BookingLine) bool { return l.Offering == line.Offering }):
				missing = invalid(where, "the offering is there twice: say it once with the quantity of both")
			case (o.Kind == circle.Visit) && (len(b.Items) > 1 || line.Quantity > 1):
				missing = invalid(where, "a visit is booked alone, and once")
			default:
				out[i] = *o
				continue
			}
			return
		}
	})
	if err != nil {
		return nil, err
	}
	return out, missing
}

func totalOf(b *BookingRequest, wanted []circle.Offering) (sum int64) {
	for i := range wanted {
		sum += wanted[i].Price.Of(int64(b.Items[i].Quantity), wanted[i].Grams, wanted[i].Duration)
	}
	return sum
}

// bookedGoods makes the placement one of goods. The price of a piece is its
// share of the line's, rounded up.
func (s *Server) bookedGoods(ctx context.Context, ev *dispatch.PlaceOrder, b *BookingRequest, wanted []circle.Offering) error {
	if b.Window != nil {
		return invalid("body.window", "goods have no window: leave it out")
	}
	ev.ID, ev.Kind = orders.ID(s.NewID("o")), orders.Goods
	ev.Proof = s.Pepper.Proof(ev.ID, s.Pepper.PIN(ev.ID))
	for i := range wanted {
		o, n := &wanted[i], int64(b.Items[i].Quantity)
		if o.Kind == circle.Meal {
			ev.Kind = orders.Meal
		}
		ev.Items = append(ev.Items, orders.Item{
			Name: o.Name, Quantity: int(n), Grams: o.Grams, Millis: o.Millis, Temperature: o.Temperature, Price: (o.Price.Of(n, o.Grams, 0) + n - 1) / n,
		})
	}
	from, known, err := s.counter(ctx, ev.Merchant)
	if err == nil && known {
		ev.Meters, err = s.way(from, ev.Dropoff)
	}
	return err
}

// bookedVisit makes the placement one of a visit. Whom it is for, unless staff
// says so, is the booking itself: a community's key knows nobody by name.
func (s *Server) bookedVisit(ev *dispatch.PlaceOrder, b *BookingRequest, wanted []circle.Offering) error {
	o := &wanted[0]
	switch {
	case b.Window == nil:
		return invalid("body.window", "say when the visit may start")
	case b.Window.To.Before(s.Clock.Now().Time()):
		return invalid("body.window.to", "the window is over")
	}
	ev.ID, ev.Kind = orders.ID(s.NewID("v")), orders.Visit
	ev.Call = &orders.Call{
		Resident: cmp.Or(b.OnBehalfOf, string(ev.ID)), Service: string(o.ID), Duration: o.Duration,
		From: clock.FromTime(b.Window.From), To: clock.FromTime(b.Window.To), Skills: slices.Clone(o.Skills), Carers: o.Workers,
	}
	return nil
}
