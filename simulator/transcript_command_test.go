package simulator_test

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// words is a command in pieces: its verb, its plain arguments, and its options
// (a known word, and for most of them the word after it).
type words struct {
	verb string
	args []string
	opts map[string]string
}

// valued options take the word after them; flags stand alone.
var valued = strings.Fields("at from to prep ml grams doors items floor key digest external pay due ready by because pin charge signal with until as worker older quote id")
var flags = strings.Fields("auto stairs lift locker robot no-stairs no-screen no-coming-down faulty manual unlinked full empty jammed")

func parse(line string) words {
	f := strings.Fields(line)
	w := words{verb: f[0], opts: map[string]string{}}
	for i := 1; i < len(f); i++ {
		switch {
		case w.verb != "show" && contains(valued, f[i]) && i+1 < len(f):
			w.opts[f[i]] = f[i+1]
			i++
		case contains(flags, f[i]):
			w.opts[f[i]] = "yes"
		default:
			w.args = append(w.args, f[i])
		}
	}
	return w
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (w words) arg(i int) string {
	if i < len(w.args) {
		return w.args[i]
	}
	return ""
}

func (w words) has(name string) bool { return w.opts[name] != "" }

func (s *stage) number(text string, otherwise int) int {
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		s.t.Fatalf("%q is not a number", text)
	}
	return n
}

func (s *stage) point(text string) geo.Point {
	p, err := parsePoint(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *stage) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// moment reads a time of the day.
func (s *stage) moment(text string) clock.Instant {
	if text == "" {
		return 0
	}
	at, err := time.Parse("15:04:05", text)
	if err != nil {
		s.t.Fatal(err)
	}
	day := s.now.Time().Truncate(24 * time.Hour)
	return clock.FromTime(day.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second))
}

func (s *stage) by(w words, otherwise orders.Actor) orders.Actor {
	if !w.has("by") {
		return otherwise
	}
	role, id, _ := strings.Cut(w.opts["by"], ":")
	return orders.Actor{Role: orders.Role(role), ID: id}
}

// run carries a command out and returns its result.
func (s *stage) run(line string) string {
	w := parse(line)
	switch w.verb {
	case "advance":
		s.live = strings.Split(w.opts["with"], "+")
		if !w.has("with") {
			s.live = nil
		}
		return s.advance(s.now.Add(s.duration(w.arg(0))))
	case "at":
		s.live = nil
		return s.advance(s.moment(w.arg(0)))
	case "show":
		return s.show(w.arg(0))
	case "crash":
		s.open()
		return s.after(dispatch.Started{Engine: "test", City: "city"})
	}
	ev := s.event(w)
	if ev == nil {
		s.t.Fatalf("unknown command: %s", line)
	}
	return s.after(ev)
}

// after submits an event and lets the plans that it asks for come back.
func (s *stage) after(ev dispatch.Event) string {
	var b strings.Builder
	b.WriteString(s.submit(ev))
	s.settle(&b)
	return b.String()
}

func (s *stage) event(w words) dispatch.Event {
	if ev := s.registry(w); ev != nil {
		return ev
	}
	if ev := s.trade(w); ev != nil {
		return ev
	}
	if ev := s.desk(w); ev != nil {
		return ev
	}
	if ev := s.courier(w); ev != nil {
		return ev
	}
	return s.machine(w)
}

func (s *stage) registry(w words) dispatch.Event {
	switch w.verb {
	case "merchant":
		return dispatch.RegisterProvider{Provider: circle.Provider{
			ID: circle.ProviderID(w.arg(0)), Name: w.arg(0), Category: circle.Meals, Point: s.point(w.opts["at"]),
			AutoAccept: w.has("auto"), Preparation: s.duration(w.opts["prep"]),
		}}
	case "courier":
		return dispatch.RegisterCourier{Courier: fleet.WorkerID(w.arg(0)), Profile: geo.Ebike, Capacity: fleet.Capacity{
			Grams: int64(s.number(w.opts["grams"], 20000)), Millis: int64(s.number(w.opts["ml"], 60000)),
		}}
	case "robot":
		return dispatch.RegisterRobot{
			Robot: fleet.WorkerID(w.arg(0)), Maker: "maker", Range: 8000, Capacity: fleet.Capacity{Grams: 10000, Millis: 30000},
		}
	case "locker":
		b := fleet.Bank{ID: w.arg(0), Point: s.point(w.opts["at"]), Stairs: w.has("stairs")}
		for i := range s.number(w.opts["doors"], 1) {
			b.Compartments = append(b.Compartments, fleet.Compartment{
				ID: string(rune('a' + i)), Capacity: fleet.Capacity{Grams: 20000, Millis: int64(s.number(w.opts["ml"], 20000))},
			})
		}
		return dispatch.RegisterBank{Bank: b}
	case "pause", "resume":
		return dispatch.PauseProvider{Provider: circle.ProviderID(w.arg(0)), Paused: w.verb == "pause",
			By: s.by(w, orders.Actor{Role: orders.Merchant, ID: w.arg(0)})}
	}
	return nil
}

// items reads "2:noodles:400g:900ml", joined by plus signs.
func (s *stage) items(text string) []orders.Item {
	if text == "" {
		text = "1:meal:600:2000:3500"
	}
	var items []orders.Item
	for part := range strings.SplitSeq(text, "+") {
		f := strings.Split(part, ":")
		items = append(items, orders.Item{
			Quantity: s.number(f[0], 1), Name: f[1], Grams: int64(s.number(f[2], 0)), Millis: int64(s.number(f[3], 0)),
			Price: int64(s.number(f[4], 0)),
		})
	}
	return items
}

func (s *stage) proof(order, pin string) string {
	switch pin {
	case "good":
		pin = s.pepper.PIN(orders.ID(order))
	case "":
		return ""
	}
	return s.pepper.Proof(orders.ID(order), pin)
}

// place is the command of most words: "place o1 from noodles to 300,0".
func (s *stage) place(w words) dispatch.PlaceOrder {
	to := s.point(w.opts["to"])
	ev := dispatch.PlaceOrder{
		ID: orders.ID(w.arg(0)), Key: w.opts["key"], Digest: w.opts["digest"], External: w.opts["external"], Older: orders.ID(w.opts["older"]),
		Quote: w.opts["quote"], Merchant: circle.ProviderID(w.opts["from"]), Kind: orders.Meal, Items: s.items(w.opts["items"]),
		Dropoff: orders.Dropoff{Point: to, Handover: to, Floor: s.number(w.opts["floor"], 0), Lift: w.has("lift")},
		Due:     s.moment(w.opts["due"]), Proof: s.proof(w.arg(0), "good"),
	}
	ev.Consent.Locker, ev.Consent.Robot = w.has("locker"), w.has("robot")
	ev.Needs.NoStairs, ev.Needs.NoScreen, ev.Needs.NoComingDown = w.has("no-stairs"), w.has("no-screen"), w.has("no-coming-down")
	if m := s.loop.State().Providers.Get(ev.Merchant); m != nil {
		ev.Meters = geo.Meters(geo.Distance(m.Point, to))
	}
	if w.has("pay") {
		ev.Payment = &orders.Payment{Amount: int64(s.number(w.opts["pay"], 0)), Currency: "cny", Method: "pm", State: "pending"}
	}
	return ev
}

func (s *stage) trade(w words) dispatch.Event {
	id := orders.ID(w.arg(0))
	merchant := orders.Actor{Role: orders.Merchant}
	o := s.loop.State().Orders.Get(id)
	if o != nil {
		merchant.ID = string(o.Merchant)
	}
	by := s.by(w, merchant)
	switch w.verb {
	case "place":
		return s.place(w)
	case "quote":
		p := s.place(w)
		travel := time.Duration(p.Meters) * time.Second / 5
		return dispatch.AskQuote{ID: w.arg(0), Merchant: p.Merchant, Dropoff: p.Dropoff, Needs: p.Needs, Consent: p.Consent,
			Size: (&orders.Order{Items: p.Items}).Size(), Meters: p.Meters, Travel: [2]time.Duration{travel, 3 * travel}}
	case "accept":
		ev := dispatch.Prepare{Order: id, Verb: orders.Accept, By: by}
		if w.has("ready") {
			ev.ReadyAt = s.now.Add(s.duration(w.opts["ready"]))
		}
		return ev
	case "start":
		return dispatch.Prepare{Order: id, Verb: orders.Start, By: by}
	case "ready":
		return dispatch.Prepare{Order: id, Verb: orders.Finish, By: by}
	case "refuse":
		return dispatch.Prepare{Order: id, Verb: orders.Refusal, By: by, Reason: w.opts["because"]}
	case "refuse-item":
		return dispatch.RefuseItem{Order: id, Item: s.number(w.arg(1), 0), Quantity: s.number(w.arg(2), 1), By: by}
	case "cancel":
		return dispatch.CancelOrder{Order: id, By: by, Reason: w.opts["because"]}
	case "settle":
		return dispatch.Settle{Order: id, State: w.arg(1), Intent: "pi_" + w.arg(0)}
	case "return":
		was := s.ended(id)
		return dispatch.ReturnOrder{ID: orders.ID(w.opts["as"]), Original: was, By: s.by(w, orders.Actor{Role: orders.Merchant, ID: string(was.Merchant)}), Reason: w.opts["because"]}
	}
	return nil
}

// ended finds an order that left the state, as the edge does in its projection.
func (s *stage) ended(id orders.ID) orders.Order {
	var found orders.Order
	_ = s.store.Records(context.Background(), "z", 0, func(r dispatch.Record) error {
		ds, err := dispatch.DecodeDecisions(r.Decisions)
		for _, d := range ds {
			switch d := d.(type) {
			case dispatch.OrderGone:
				if d.Order.ID == id {
					found = d.Order
				}
			case dispatch.OrderPut:
				if d.Order.ID == id {
					found = d.Order
				}
			}
		}
		return err
	})
	return found
}

func (s *stage) desk(w words) dispatch.Event {
	id := orders.ID(w.arg(0))
	by := s.by(w, orders.Actor{Role: orders.Staff, ID: "desk"})
	switch w.verb {
	case "assign":
		return dispatch.AssignOrder{Order: id, Worker: w.opts["to"], By: by, Reason: w.opts["because"]}
	case "hold", "release":
		return dispatch.HoldOrder{Order: id, Held: w.verb == "hold", By: by, Reason: w.opts["because"]}
	case "outcome":
		return dispatch.SetOutcome{Order: id, Outcome: orders.State(w.arg(1)), By: by, Reason: w.opts["because"]}
	}
	return nil
}

func (s *stage) courier(w words) dispatch.Event {
	id, order := fleet.WorkerID(w.arg(0)), orders.ID(w.arg(1))
	switch w.verb {
	case "online":
		return dispatch.CourierOnline{Courier: id, Point: s.point(w.opts["at"]), ShiftEnd: s.moment(w.opts["until"])}
	case "offline":
		return dispatch.CourierOffline{Courier: id}
	case "position":
		return dispatch.CourierAt{Courier: id, Point: s.point(w.opts["at"])}
	case "accept-offer", "decline":
		offer := w.opts["id"]
		if c := s.loop.State().Couriers.Get(id); c != nil && offer == "" {
			offer = c.Offer
		}
		return dispatch.AnswerOffer{Courier: id, Offer: offer, Accept: w.verb == "accept-offer", Reason: w.opts["because"]}
	case "pick-up":
		return dispatch.PickUpOrder{Courier: id, Order: order}
	case "deliver":
		return dispatch.DeliverOrder{Courier: id, Order: order, Proof: s.proof(w.arg(1), w.opts["pin"])}
	case "fail":
		return dispatch.FailOrder{Courier: id, Order: order, Reason: w.opts["because"]}
	case "hand-back":
		return dispatch.HandBack{Courier: id, Order: order, Reason: w.opts["because"]}
	case "open":
		return dispatch.OpenLocker{Courier: id, Order: order}
	}
	return nil
}

func (s *stage) machine(w words) dispatch.Event {
	switch w.verb {
	case "robot-report":
		r := s.loop.State().Robots.Get(fleet.WorkerID(w.arg(0)))
		ev := dispatch.RobotReport{Robot: fleet.WorkerID(w.arg(0)), Linked: !w.has("unlinked"), Charge: 90,
			Faulty: w.has("faulty"), Manual: w.has("manual"), Signal: missions.Signal(w.opts["signal"])}
		if r != nil {
			ev.Point, ev.Mission = r.Point, missions.ID(r.Mission)
			if m := s.loop.State().Missions.Get(ev.Mission); m != nil && ev.Signal != "" {
				ev.Order = orders.ID(m.Current().Order)
			}
		}
		if w.has("at") {
			ev.Point = s.point(w.opts["at"])
		}
		ev.Charge = s.number(w.opts["charge"], ev.Charge)
		return ev
	case "bank":
		return dispatch.BankLink{Bank: w.arg(0), Linked: w.arg(1) == "linked"}
	case "door":
		bank, door, _ := strings.Cut(w.arg(0), "/")
		return dispatch.CompartmentReport{Bank: bank, Compartment: door, Closed: w.arg(1) == "closed", Occupied: w.has("full"), Jammed: w.has("jammed")}
	case "collect":
		return dispatch.Collect{Order: orders.ID(w.arg(0)), Proof: s.proof(w.arg(0), w.opts["pin"])}
	case "keep":
		return dispatch.KeepCompartment{Order: orders.ID(w.arg(0)), Locker: w.arg(1), Proof: "digest of code", By: orders.Actor{Role: orders.Merchant, ID: "noodles"}}
	case "put-in":
		return dispatch.PutIn{Order: orders.ID(w.arg(0)), Proof: "digest of " + w.arg(1)}
	case "wake":
		return dispatch.Wake{Timer: w.arg(0)}
	}
	return nil
}

// sign is a worker's sign of life, where it is.
func (s *stage) sign(worker string) dispatch.Event {
	id := fleet.WorkerID(worker)
	if c := s.loop.State().Couriers.Get(id); c != nil {
		return dispatch.CourierAt{Courier: id, Point: c.Point}
	}
	r := s.loop.State().Robots.Get(id)
	if r == nil {
		s.t.Fatalf("nobody is called %q", worker)
	}
	return dispatch.RobotReport{Robot: id, Linked: true, Point: r.Point, Charge: r.Charge, Faulty: r.Faulty, Manual: r.Manual}
}
