package courier

import (
	"reflect"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

func TestEventOfEveryMessage(t *testing.T) {
	pepper := orders.Pepper("of the zone")
	for _, c := range []struct {
		m    ClientMessage
		want dispatch.Event
	}{
		{Online{ID: "1", Point: geo.Point{Lng: 1.00000001, Lat: 2}, ShiftEnd: moment10(60)},
			dispatch.CourierOnline{Courier: "c7", Point: geo.Point{Lng: 1, Lat: 2}, ShiftEnd: ten.Add(time.Hour)}},
		{Online{ID: "1", Point: geo.Point{Lng: 1, Lat: 2}, Breaks: []Break{{From: moment10(10), To: moment10(40), Minutes: 20}}},
			dispatch.CourierOnline{Courier: "c7", Point: geo.Point{Lng: 1, Lat: 2}, Breaks: []fleet.Break{
				{From: ten.Add(10 * time.Minute), To: ten.Add(40 * time.Minute), For: 20 * time.Minute},
			}}},
		{Offline{ID: "1"}, dispatch.CourierOffline{Courier: "c7"}},
		{Position{Point: home}, dispatch.CourierAt{Courier: "c7", Point: home}},
		{Accept{ID: "1", Offer: "f1"}, dispatch.AnswerOffer{Courier: "c7", Offer: "f1", Accept: true}},
		{Decline{ID: "1", Offer: "f1", Reason: "too_far"}, dispatch.AnswerOffer{Courier: "c7", Offer: "f1", Reason: "too_far"}},
		{PickUp{ID: "1", Order: "o1"}, dispatch.PickUpOrder{Courier: "c7", Order: "o1"}},
		{Deliver{ID: "1", Order: "o1", PIN: "0042"}, dispatch.DeliverOrder{Courier: "c7", Order: "o1", Proof: pepper.Proof("o1", "0042")}},
		{Deliver{ID: "1", Order: "o1"}, dispatch.DeliverOrder{Courier: "c7", Order: "o1"}},
		{Fail{ID: "1", Order: "o1", Reason: "refused"}, dispatch.FailOrder{Courier: "c7", Order: "o1", Reason: "refused"}},
		{HandBack{ID: "1", Order: "o1", Reason: "vehicle"}, dispatch.HandBack{Courier: "c7", Order: "o1", Reason: "vehicle"}},
		{OpenLocker{ID: "1", Order: "o1"}, dispatch.OpenLocker{Courier: "c7", Order: "o1"}},
		{SetOff{ID: "1", Order: "v1"}, dispatch.AttendVisit{Courier: "c7", Order: "v1", Verb: orders.SetOff}},
		{Arrived{ID: "1", Order: "v1"}, dispatch.AttendVisit{Courier: "c7", Order: "v1", Verb: orders.Arrive}},
		{PickUp{ID: "1", Order: "o1", Ago: 90}, dispatch.PickUpOrder{Courier: "c7", Order: "o1", Ago: 90 * time.Second}},
		{Fail{ID: "1", Order: "o1", Reason: "refused", Ago: 90}, dispatch.FailOrder{Courier: "c7", Order: "o1", Reason: "refused", Ago: 90 * time.Second}},
		{Arrived{ID: "1", Order: "v1", Ago: 90}, dispatch.AttendVisit{Courier: "c7", Order: "v1", Verb: orders.Arrive, Ago: 90 * time.Second}},
		{Started{ID: "1", Order: "v1"}, dispatch.AttendVisit{Courier: "c7", Order: "v1", Verb: orders.Start}},
		{Finished{ID: "1", Order: "v1", Point: &geo.Point{Lng: 1.52, Lat: 42.5}, Accuracy: 12, Code: "12345678"}, dispatch.AttendVisit{Courier: "c7", Order: "v1", Verb: orders.Finish,
			Capture: orders.Capture{Point: &geo.Point{Lng: 1.52, Lat: 42.5}, Accuracy: 12, Card: pepper.CardProof("12345678")}}},
		{Finished{ID: "1", Order: "v1"}, dispatch.AttendVisit{Courier: "c7", Order: "v1", Verb: orders.Finish}},
		{CannotGoOn{ID: "1", Reason: "unwell"}, dispatch.CourierOut{Courier: "c7", By: orders.Actor{Role: orders.Courier, ID: "c7"}, Reason: "unwell"}},
	} {
		if got, err := Event("c7", c.m, pepper); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%#v became %#v, %v", c.m, got, err)
		}
	}
	for _, m := range []ClientMessage{Hello{}, Ping{}} {
		if got, err := Event("c7", m, pepper); err == nil {
			t.Errorf("%#v became %#v", m, got)
		}
	}
}

// town has a courier c7 with an order at the counter (o1), one in hand (o2),
// one bound for a locker (o3), and a robot r1.
func town() *dispatch.State {
	p := dispatch.DefaultPolicy()
	p.Currency = "eur"
	s := dispatch.NewState("z", "city", p)
	s.Now = ten
	s.Providers.Put("m1", circle.Provider{ID: "m1", Name: "Forn de pa", Point: shop})
	s.Banks.Put("L2", fleet.Bank{ID: "L2", Point: geo.Point{Lng: 1.5, Lat: 42.5}})
	s.Robots.Put("r1", fleet.Robot{ID: "r1"})
	for id, o := range map[orders.ID]orders.Order{
		"o1": {Carriage: orders.Assigned, Mode: "door", Preparation: orders.Ready},
		"o2": {Carriage: orders.PickedUp, Mode: "door", Proof: "digest"},
		"o3": {Carriage: orders.PickedUp, Mode: "locker", Locker: "L2", Compartment: "07", Proof: "digest"},
	} {
		o.ID, o.Kind, o.Merchant, o.Worker, o.Pickup, o.Dropoff.Point = id, orders.Goods, "m1", "c7", shop, home
		o.Needs = residents.Needs{CallFirst: true}
		o.Items = []orders.Item{{Name: "bread", Quantity: 3, Refused: 1}, {Name: "milk", Quantity: 1, Refused: 1}}
		s.Orders.Put(id, o)
	}
	s.Couriers.Put("c7", fleet.Courier{ID: "c7", Online: true, Route: []fleet.Stop{
		{Order: "o2", Kind: fleet.Delivery, Point: home, Arrive: ten.Add(3 * time.Minute)},
		{Order: "o1", Kind: fleet.Pickup, Point: shop, Arrive: ten.Add(6 * time.Minute)},
		{Order: "o3", Kind: fleet.Delivery, Point: geo.Point{Lng: 1.5, Lat: 42.5}},
		{Order: "o1", Kind: fleet.Delivery, Point: home, Arrive: ten.Add(9 * time.Minute)},
		{Order: "gone", Kind: fleet.Delivery},
	}})
	return s
}

func TestTasksShowOnlyWhatIsNeeded(t *testing.T) {
	s := town()
	got := Batch(s, []dispatch.Decision{dispatch.CourierPut{Courier: *s.Couriers.Get("c7"), Why: "route"}})
	bread := []Item{{"bread", 2}}
	want := []Outgoing{{"c7", Tasks{Online: true, Tasks: []Task{
		{Order: "o2", Kind: "delivery", Mode: "door", Point: home, Arrive: moment10(3), PIN: true, Items: bread,
			Needs: residents.Needs{CallFirst: true}, Person: "o2"},
		{Order: "o1", Kind: "pickup", Mode: "door", Point: shop, Name: "Forn de pa", Arrive: moment10(6), Ready: true, Items: bread},
		{Order: "o3", Kind: "delivery", Mode: "locker", Point: geo.Point{Lng: 1.5, Lat: 42.5}, Name: "L2", Items: bread, Locker: "L2", Compartment: "07"},
		{Order: "o1", Kind: "delivery", Mode: "door", Point: home, Arrive: moment10(9), Items: bread},
	}}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestReturnsKnowTheirTwoEnds(t *testing.T) {
	list := func(hold, locker string) []Task {
		s := town()
		r := fleet.Robot{ID: "r1"}
		if hold != "" {
			r.Stow(fleet.Cargo{Order: hold})
		}
		s.Robots.Put("r1", r)
		s.Orders.Put("b1", orders.Order{ID: "b1", Kind: orders.Return, ReturnOf: "o9", Merchant: "m1", Worker: "c7", Carriage: orders.Assigned,
			Mode: "door", Pickup: home, Dropoff: orders.Dropoff{Point: shop}, Proof: "never asked", Locker: locker})
		s.Couriers.Put("c7", fleet.Courier{ID: "c7", Route: []fleet.Stop{
			{Order: "b1", Kind: fleet.Pickup, Point: home}, {Order: "b1", Kind: fleet.Delivery, Point: shop}}})
		w, ok := Snapshot(s, "c7")
		if !ok {
			t.Fatal("no snapshot")
		}
		return w.Tasks
	}
	ts := list("", "")
	if ts[0].Person != "o9" || ts[0].Name != "" || !ts[0].Return {
		t.Errorf("at the resident's door: %+v", ts[0])
	}
	if ts[1].Person != "" || ts[1].Name != "Forn de pa" || ts[1].PIN {
		t.Errorf("back at the merchant: %+v", ts[1])
	}
	if ts = list("b1", ""); ts[0].Person != "" || ts[0].Name != "r1" {
		t.Errorf("out of a robot's hold: %+v", ts[0])
	}
	if ts = list("", "L2"); ts[0].Person != "" {
		t.Errorf("out of a locker: %+v", ts[0])
	}
}

func TestOffer(t *testing.T) {
	s := town()
	f := dispatch.Offer{ID: "o1.1", Order: "o1", Courier: "c7", Mode: "locker", Locker: "L2", Pay: 640, Expires: ten.Add(time.Minute),
		Route: []fleet.Stop{
			{Order: "o1", Kind: fleet.Pickup, Point: shop, Arrive: ten.Add(time.Minute)},
			{Order: "o1", Kind: fleet.Delivery, Point: home, Arrive: ten.Add(9*time.Minute + 1)},
		}}
	got := Batch(s, []dispatch.Decision{dispatch.OfferPut{Offer: f}})
	want := []Outgoing{{"c7", Offer{Offer: "o1.1", Order: "o1", Mode: "locker", Pay: 640, Currency: "eur", Expires: moment10(1),
		Pickup: Place{Point: shop, Name: "Forn de pa"}, Dropoff: Place{Point: geo.Point{Lng: 1.5, Lat: 42.5}, Name: "L2"},
		Stops: []OfferStop{
			{Order: "o1", Kind: "pickup", Point: shop, Arrive: moment10(1)},
			{Order: "o1", Kind: "delivery", Point: home, Arrive: Moment(ten.Add(9*time.Minute + 1))},
		}, Minutes: 9}}}
	// a nanosecond is below the clock's grain; a microsecond is a new minute
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	f.Route[1].Arrive = ten.Add(9*time.Minute + time.Microsecond)
	if o := Batch(s, []dispatch.Decision{dispatch.OfferPut{Offer: f}})[0].Message.(Offer); o.Minutes != 10 {
		t.Errorf("%d minutes, want 10", o.Minutes)
	}
	f.Order = "gone"
	if got := Batch(s, []dispatch.Decision{dispatch.OfferPut{Offer: f}}); got != nil {
		t.Errorf("an offer of an order that ended: %+v", got)
	}
}

func TestMessagesOfDecisions(t *testing.T) {
	s := town()
	for _, c := range []struct {
		d    dispatch.Decision
		want []string // types for c7
	}{
		{dispatch.OfferGone{Offer: "f", Courier: "c7", Outcome: dispatch.OfferAccepted}, []string{"offer_closed"}},
		{dispatch.OrderMoved{Order: "o1"}, []string{"tasks"}},
		{dispatch.OrderMoved{Order: "unknown"}, nil},
		{dispatch.OrderPut{Order: *s.Orders.Get("o1")}, []string{"tasks"}},
		{dispatch.OrderPut{Order: orders.Order{ID: "n", Worker: "r1"}}, nil},
		{dispatch.OrderPut{Order: orders.Order{ID: "n"}}, nil},
		{dispatch.OrderGone{Order: *s.Orders.Get("o1")}, []string{"tasks"}},
		{dispatch.CourierMoved{Courier: "c7"}, nil},
		{dispatch.RobotPut{}, nil},
		{dispatch.Rejected{}, nil},
		{dispatch.Published{Order: "o1", Worker: "c7"}, nil},
	} {
		var got []string
		for _, o := range Batch(s, []dispatch.Decision{c.d}) {
			if o.Courier != "c7" {
				t.Errorf("%T is for %q", c.d, o.Courier)
			}
			got = append(got, o.Message.Type())
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%T: %v, want %v", c.d, got, c.want)
		}
	}
}

func TestBatchTellsEachCourierOnce(t *testing.T) {
	s := town()
	s.Couriers.Put("c8", fleet.Courier{ID: "c8"})
	c7 := dispatch.CourierPut{Courier: *s.Couriers.Get("c7")}
	got := Batch(s, []dispatch.Decision{
		c7, dispatch.CourierPut{Courier: *s.Couriers.Get("c8")},
		dispatch.OfferGone{Offer: "f", Courier: "c7", Outcome: dispatch.OfferAccepted}, dispatch.OrderMoved{Order: "o1"}, c7,
	})
	var kinds []string
	for _, o := range got {
		kinds = append(kinds, string(o.Courier)+" "+o.Message.Type())
	}
	if want := []string{"c8 tasks", "c7 offer_closed", "c7 tasks"}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("%v, want %v", kinds, want)
	}
}

func TestSnapshot(t *testing.T) {
	s := town()
	c := *s.Couriers.Get("c7")
	c.Offer = "f1"
	s.Couriers.Put("c7", c)
	s.Offers.Put("f1", dispatch.Offer{ID: "f1", Order: "o1", Courier: "c7", Mode: "door"})
	w, ok := Snapshot(s, "c7")
	if !ok || w.Courier != (Self{"c7", true}) || len(w.Tasks) != 4 || w.Offer == nil || w.Offer.Offer != "f1" {
		t.Errorf("%+v, %v", w, ok)
	}
	if w.Standby != nil {
		t.Errorf("asked to wait at %v", w.Standby)
	}
	for id, p := range s.Providers.All() {
		c.Standby = &p.Point
		s.Couriers.Put("c7", c)
		if w, _ := Snapshot(s, "c7"); w.Standby == nil || w.Standby.Point != p.Point || w.Standby.Name == "" {
			t.Errorf("asked to wait at %s: %+v", id, w.Standby)
		}
		break
	}
	if w, ok := Snapshot(s, "stranger"); ok {
		t.Errorf("a stranger got %+v", w)
	}
}

func TestSequenced(t *testing.T) {
	for _, m := range serverExamples {
		n, ok := Sequenced(m, 9)
		switch m.(type) {
		case Offer, OfferClosed, Tasks, HelpAsked, HelpOver:
			if !ok || SeqOf(n) != 9 {
				t.Errorf("%s: %v %d", m.Type(), ok, SeqOf(n))
			}
		default:
			if ok || SeqOf(n) != 0 {
				t.Errorf("%s: %v %d", m.Type(), ok, SeqOf(n))
			}
		}
	}
}

// A visit's task says when and how long; who lives there only once the carer is
// on the way.
func TestVisitTask(t *testing.T) {
	s := dispatch.NewState("z", "city", dispatch.DefaultPolicy())
	s.Couriers.Put("c7", fleet.Courier{ID: "c7", Skills: []string{"care"}, Route: []fleet.Stop{{Order: "v1", Kind: fleet.Visit, Point: home}}})
	o := orders.Order{
		ID: "v1", Kind: orders.Visit, Worker: "c7", Carriage: orders.Assigned, Needs: residents.Needs{CallFirst: true},
		Call: &orders.Call{Service: "care", From: ten, To: ten.Add(time.Hour), Duration: 45*time.Minute + time.Second, Hard: true},
	}
	s.Orders.Put("v1", o)
	w, _ := Snapshot(s, "c7")
	task := w.Tasks[0]
	want := Call{Service: "care", From: moment10(0), To: moment10(60), Hard: true, Minutes: 46, State: orders.Assigned}
	if task.Kind != fleet.Visit || *task.Call != want || task.Person != "" || task.Needs.CallFirst {
		t.Errorf("before: %+v %+v", task, *task.Call)
	}
	o.Carriage = orders.OnTheWay
	s.Orders.Put("v1", o)
	w, _ = Snapshot(s, "c7")
	if task := w.Tasks[0]; task.Person != "v1" || !task.Needs.CallFirst || task.Call.State != orders.OnTheWay {
		t.Errorf("on the way: %+v", task)
	}
}

// A courier at a gate is told which robot comes, and when it is there; of the
// resident nothing.
func TestTaskAtTheGate(t *testing.T) {
	s := town()
	o := *s.Orders.Get("o2")
	o.Mode, o.Relay = "gate", &orders.Relay{Point: home, Robot: "r1"}
	s.Orders.Put("o2", o)
	m := missions.Mission{ID: "o2-g1.1", Robot: "r1", Loads: []missions.Load{{Order: "o2", Phase: missions.ToPickup}}}
	s.Missions.Put(m.ID, m)
	s.Robots.Put("r1", fleet.Robot{ID: "r1", Mission: string(m.ID)})
	for phase, there := range map[missions.Phase]bool{missions.ToPickup: false, missions.Loading: true} {
		m.Loads = []missions.Load{{Order: "o2", Phase: phase}}
		s.Missions.Put(m.ID, m)
		out := Batch(s, []dispatch.Decision{dispatch.MissionPut{Mission: m, Order: "o2", Why: "at_pickup"}})
		if len(out) != 1 {
			t.Fatalf("%s: %+v", phase, out)
		}
		got := out[0].Message.(Tasks).Tasks[0]
		if got.Mode != "gate" || got.Robot != "r1" || got.RobotThere != there || got.Person != "" || got.PIN {
			t.Errorf("%s: %+v", phase, got)
		}
	}
}
