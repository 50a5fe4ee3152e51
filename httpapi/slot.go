package httpapi

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// slotTime bounds how long the slots of one wish are priced.
const slotTime = 5 * time.Second

const slotsDoc = `Asked before booking: when could this visit begin, best first by what it would cost the plan as it stands now, the resident's familiarity with the carer included. Each start is tried by itself, on top of the visits that carers have and of those that are booked and have none yet. Nothing is booked, held or kept: book the slot that is chosen with its from and to. At times for which not enough carers are known to be on duty there is no cost, and basis is free. At most 200 starts, within 31 days. Two questions of this kind are answered at a time; another is answered 503 solver_busy.`

const bookingSlotsDoc = `The same as POST /v1/visits/slots, said as a booking is: by offering and home. For staff, who books for a resident: the answer says what the plan costs and who would come.`

func (s *Server) registerSlots() {
	handle(s, Route{ID: "suggestSlots", Method: post, Path: "/v1/visits/slots", Access: AnyKey, tag: "visits",
		summary: "Ask when a visit would cost the plan least", doc: slotsDoc}, s.suggestSlots)
	handle(s, Route{ID: "suggestBookingSlots", Method: post, Path: "/v1/bookings/slots", Access: ScopeStaff, tag: "staff",
		summary: "Ask when a visit from the circle would cost the plan least", doc: bookingSlotsDoc}, s.suggestBookingSlots)
}

// SlotRequest is the body of POST /v1/visits/slots.
type SlotRequest struct {
	Merchant string          `json:"merchant,omitempty" maxLength:"64" doc:"With staff's key: for which merchant; it must be said."`
	Resident string          `json:"resident" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"Your id of who is visited; no name. Who came before costs less."`
	Service  string          `json:"service" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9_-]+$" doc:"Code of what is done, e.g. care or cleaning."`
	Minutes  int             `json:"minutes" minimum:"1" maximum:"720" doc:"Of work, as planned."`
	Skills   []string        `json:"skills" minItems:"1" maxItems:"16" doc:"The carer has all of them."`
	Carer    string          `json:"preferred_carer,omitempty" maxLength:"64" doc:"Who should come, if they can: anybody else costs more."`
	Carers   int             `json:"carers,omitempty" minimum:"1" maximum:"4" doc:"How many come together; one when left out."`
	Place    Dropoff         `json:"place"`
	Needs    residents.Needs `json:"needs,omitempty" required:"false" doc:"The resident's access needs."`
	SlotSpan
}

// SlotSpan is which starts are tried, and how many of them are answered.
type SlotSpan struct {
	After  string    `json:"after,omitempty" maxLength:"120" doc:"The order or visit that it comes after: an id, or your own name for it. No start is tried whose window is over before that ends."`
	From   time.Time `json:"from" doc:"The first start that is tried; those that have passed are left out."`
	To     time.Time `json:"to" doc:"The last start that is tried, at most 31 days from now."`
	Step   int       `json:"step_minutes,omitempty" minimum:"5" maximum:"1440" default:"30" doc:"Between two starts."`
	Window int       `json:"window_minutes,omitempty" minimum:"5" maximum:"720" default:"30" doc:"The visit may begin so many minutes after a start."`
	Most   int       `json:"most,omitempty" minimum:"1" maximum:"50" default:"3" doc:"How many slots are answered."`
}

// BookingSlotRequest is the body of POST /v1/bookings/slots.
type BookingSlotRequest struct {
	Provider   string          `json:"provider" minLength:"1" maxLength:"64" example:"home-care"`
	Offering   string          `json:"offering" minLength:"1" maxLength:"64" doc:"A visit that the provider sells." example:"bath"`
	Home       BookingHome     `json:"home"`
	Needs      residents.Needs `json:"needs,omitempty" required:"false" doc:"The resident's access needs."`
	OnBehalfOf string          `json:"on_behalf_of,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"Your id of the resident, no name. Who came before costs less."`
	SlotSpan
}

// Slots are the best slots for a visit.
type Slots struct {
	Slots    []Slot        `json:"slots" doc:"The best first; those without a cost come last."`
	Tried    int           `json:"tried" doc:"Starts that were looked at: open, with enough carers."`
	Possible int           `json:"possible" doc:"Of them, those at which the visit could be made."`
	Full     int           `json:"full" doc:"Starts not tried, because too few carers have the skills and no visit then."`
	Closed   int           `json:"closed" doc:"Starts not tried, because the provider is closed then."`
	Early    int           `json:"early,omitempty" doc:"Starts not tried, because the order that it comes after ends later."`
	Cut      bool          `json:"cut,omitempty" doc:"There was no time to try all starts: ask for fewer."`
	Waiting  int           `json:"waiting_visits" doc:"Visits of those days that are booked and have no carer yet: they are planned first."`
	Ignored  int           `json:"waiting_ignored,omitempty" doc:"Of them, the latest, which were too many to be planned first."`
	Text     *problem.Text `json:"text,omitempty" doc:"Where no slot is possible: why not, at the first start."`
	Currency string        `json:"currency"`
	LiveMode bool          `json:"live_mode"`
}

// Slot is a window in which a visit could be booked.
type Slot struct {
	From    time.Time      `json:"from" doc:"To book it with."`
	To      time.Time      `json:"to" doc:"To book it with."`
	Basis   string         `json:"basis" enum:"plan,free" doc:"plan: put into the routes of who is on duty. free: enough carers have the skills and no visit then, but nobody knows yet who is on duty."`
	Carers  int            `json:"carers" doc:"How many would come."`
	Free    int            `json:"free" doc:"How many have the skills then: on duty with basis plan, without a visit then with basis free. Driving is not counted."`
	Start   *time.Time     `json:"start,omitempty" doc:"With basis plan: when they would be there."`
	End     *time.Time     `json:"end,omitempty" doc:"And when the work would be done."`
	Workers []string       `json:"workers,omitempty" doc:"Who would come, as things stand."`
	Cost    *int64         `json:"cost,omitempty" doc:"What the plan would cost more, in minor units; less than 0 where it would cost less."`
	Terms   *problem.Terms `json:"terms,omitempty" doc:"The parts of cost."`
	Text    problem.Text   `json:"text" doc:"One plain sentence in each language."`
}

func (s *Server) suggestSlots(ctx context.Context, in *struct{ Body SlotRequest }) (*answer[Slots], error) {
	w, err := s.wish(ctx, &in.Body)
	if err != nil {
		return nil, err
	}
	return s.slotsOf(ctx, w, in.Body.Most)
}

func (s *Server) suggestBookingSlots(ctx context.Context, in *struct{ Body BookingSlotRequest }) (*answer[Slots], error) {
	b := &in.Body
	line := BookingRequest{Provider: b.Provider, Items: []BookingLine{{Offering: b.Offering, Quantity: 1}}}
	wanted, err := s.wanted(ctx, &line)
	if err != nil {
		return nil, err
	}
	o := &wanted[0]
	if o.Kind != circle.Visit {
		return nil, invalid("body.offering", "not a visit: goods and meals have no slots")
	}
	w := b.wish(circle.ProviderID(b.Provider))
	w.Staff, w.Needs = true, b.Needs
	w.Call = orders.Call{
		Resident: cmp.Or(b.OnBehalfOf, s.NewID("v")), Service: string(o.ID), Duration: o.Duration, Skills: slices.Clone(o.Skills), Carers: o.Workers,
	}
	var v CircleView
	q := circleQuestion{in: &circleInput{Building: b.Home.Building, Unit: b.Home.Unit, Room: b.Home.Room}}
	if err := s.placeOf(ctx, &q, &v); err != nil {
		return nil, err
	}
	w.Dropoff = q.home.Dropoff
	return s.slotsOf(ctx, w, b.Most)
}

// slotsOf answers a wish with so many slots at most.
func (s *Server) slotsOf(ctx context.Context, w dispatch.Wish, most int) (*answer[Slots], error) {
	free, err := s.takeSeat()
	if err != nil {
		return nil, err
	}
	defer free()
	var q dispatch.SlotInquiry
	var refusal *orders.Rejection
	out := Slots{Slots: []Slot{}, LiveMode: s.liveMode()}
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		q, refusal = st.Slots(w, s.Clock.Now())
		out.Currency = st.Policy.Currency
	})
	switch {
	case err != nil:
		return nil, err
	case refusal != nil:
		return nil, refused(refusal)
	}
	ctx, cancel := context.WithTimeout(ctx, slotTime)
	defer cancel()
	prices, err := s.Inquirer.Slots(ctx, q)
	if err != nil {
		return nil, err
	}
	ranked := q.Rank(prices)
	out.Tried, out.Possible, out.Full, out.Closed = len(q.Slots), len(ranked), q.Full, q.Closed
	out.Early = q.Early
	out.Cut, out.Waiting, out.Ignored = len(prices) < len(q.Names()), q.Visits, q.Left
	for _, r := range ranked[:min(len(ranked), most)] {
		out.Slots = append(out.Slots, slotView(&r, max(w.Call.Carers, 1), w.Call.Duration))
	}
	if len(ranked) == 0 && len(prices) > 0 {
		out.Text = &prices[0].Text
	}
	return reply(out), nil
}

func (b *SlotSpan) wish(of circle.ProviderID) dispatch.Wish {
	return dispatch.Wish{
		Merchant: of, After: b.After, From: clock.FromTime(b.From), To: clock.FromTime(b.To),
		Step: time.Duration(b.Step) * time.Minute, Window: time.Duration(b.Window) * time.Minute,
	}
}

// wish reads what is asked for, and for which merchant.
func (s *Server) wish(ctx context.Context, b *SlotRequest) (dispatch.Wish, error) {
	c := credentialOf(ctx)
	w := b.SlotSpan.wish(circle.ProviderID(c.Subject))
	w.Needs = b.Needs
	w.Call = orders.Call{
		Resident: b.Resident, Service: b.Service, Duration: time.Duration(b.Minutes) * time.Minute, Skills: b.Skills,
		Carer: b.Carer, Carers: b.Carers,
	}
	switch {
	case c.Has(shell.ScopeOrders) && (b.Merchant == "" || b.Merchant == c.Subject):
	case !c.Has(shell.ScopeStaff):
		return w, newProblem("forbidden", "slots need a key with the scope orders, for its own merchant, or staff")
	case b.Merchant == "":
		return w, invalid("body.merchant", "say for which merchant you ask")
	default:
		w.Merchant, w.Staff = circle.ProviderID(b.Merchant), true
	}
	var err error
	w.Dropoff, err = s.dropoff(b.Place)
	return w, err
}

func slotView(r *dispatch.RankedSlot, carers int, work time.Duration) Slot {
	v := Slot{From: r.From.Time(), To: r.To.Time(), Basis: "free", Carers: carers, Free: r.Free, Text: r.Text}
	if r.Price == nil {
		return v
	}
	v.Basis, v.Cost, v.Terms = "plan", &r.Price.Total, &r.Price.Terms
	at := r.Price.Candidates[0].At
	v.Start, v.End = when(at), when(at.Add(work))
	for _, c := range r.Price.Candidates {
		v.Workers = append(v.Workers, c.Vehicle)
	}
	return v
}
