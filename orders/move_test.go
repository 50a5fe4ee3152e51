package orders_test

import (
	"strings"
	"testing"

	"github.com/linli/linli/orders"
)

func TestApplyPanicsOnAWrongStart(t *testing.T) {
	for _, d := range orders.States {
		for _, tr := range orders.Lifecycle {
			if tr.Track != d.Track || tr.From == d.State {
				continue
			}
			func() {
				defer func() {
					r := recover()
					if r == nil || !strings.Contains(r.(string), "o1") {
						t.Errorf("%s applied to %s: panic %v", tr.Verb, d.State, r)
					}
				}()
				in(d.Track, d.State).Apply(orders.Move{Track: tr.Track, Verb: tr.Verb, From: tr.From, To: tr.To})
			}()
		}
	}
}

// What a move leaves in the order's fields.
func TestApplyKeepsTheBooks(t *testing.T) {
	o := at(orders.Accepted)
	o.Apply(orders.Move{Track: orders.Preparation, Verb: orders.Finish, From: orders.Accepted, To: orders.Ready, At: 10, Seq: 8})
	if o.ReadyAt != 10 {
		t.Errorf("ready at %v", o.ReadyAt)
	}
	o = at(orders.Unassigned)
	o.Worker, o.Chased, o.Unserved = "", true, 5
	o.Apply(orders.Move{Track: orders.Carriage, Verb: orders.Assign, From: orders.Unassigned, To: orders.Assigned, Worker: "w2", Mode: "locker", Attempt: 3})
	if o.Worker != "w2" || o.Mode != "locker" || o.Chased || o.Unserved != 0 {
		t.Errorf("assigned: %+v", o)
	}
	o.Apply(orders.Move{Track: orders.Carriage, Verb: orders.PickUp, From: orders.Assigned, To: orders.PickedUp, At: 20, Attempt: 3})
	if o.PickedAt != 20 || o.Worker != "w2" {
		t.Errorf("picked up: %+v", o)
	}
	o.Locker, o.Compartment, o.ETA, o.Only, o.Excluded = "l1", "a", 30, "w2", []string{"w3"}
	lost := *o
	lost.Apply(orders.Move{Track: orders.Carriage, Verb: orders.Rescue, From: orders.PickedUp, To: orders.Unassigned, Attempt: 4, Reason: "robot_fault"})
	if lost.Worker != "" || lost.Mode != "" || lost.Locker != "" || lost.Compartment != "" || lost.ETA != 0 || lost.PickedAt != 0 ||
		lost.Only != "" || lost.Attempt != 4 || lost.Reason != "robot_fault" || len(lost.Excluded) != 1 {
		t.Errorf("rescued: %+v", lost)
	}
	o.Apply(orders.Move{Track: orders.Carriage, Verb: orders.Deliver, From: orders.PickedUp, To: orders.Delivered, At: 40, Attempt: 3})
	if o.DoneAt != 40 || o.Worker != "w2" || !o.Terminal() || o.Reason != "" {
		t.Errorf("delivered: %+v", o)
	}
}

func TestDid(t *testing.T) {
	o := at(orders.PickedUp)
	for _, c := range []struct {
		verb   orders.Verb
		worker string
		want   bool
	}{{orders.PickUp, "w1", true}, {orders.PickUp, "w2", false}, {orders.Deliver, "w1", false}} {
		if got := o.Did(c.verb, c.worker); got != c.want {
			t.Errorf("Did(%s, %s) = %v", c.verb, c.worker, got)
		}
	}
	if o := at(orders.Delivered); !o.Did(orders.Deliver, "w1") || o.Did(orders.Deliver, "w2") {
		t.Error("who delivered it did")
	}
	if at(orders.Assigned).Did(orders.PickUp, "w1") {
		t.Error("an assigned order was not picked up")
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []struct{ preparation, carriage, want orders.State }{
		{orders.Placed, orders.Unassigned, orders.Placed},
		{orders.Ready, orders.Unassigned, orders.Ready},
		{orders.Preparing, orders.Assigned, orders.Assigned},
		{orders.Refused, orders.Cancelled, orders.Cancelled},
		{orders.Ready, orders.Delivered, orders.Delivered},
	} {
		o := orders.Order{Preparation: c.preparation, Carriage: c.carriage}
		if o.Status() != c.want {
			t.Errorf("%s and %s show %s", c.preparation, c.carriage, o.Status())
		}
	}
}

func TestSizeLeavesOutWhatWasRefused(t *testing.T) {
	o := orders.Order{Items: []orders.Item{
		{Quantity: 3, Grams: 100, Millis: 200, Refused: 1},
		{Quantity: 1, Grams: 50, Millis: 10, Refused: 1},
	}}
	if o.Size() != (orders.Size{Grams: 200, Millis: 400}) {
		t.Errorf("size %+v", o.Size())
	}
}

func TestRejectionSaysWhat(t *testing.T) {
	if got := orders.Refuse(orders.WrongPIN, "o1", "%d left", 2).Error(); got != "wrong_pin: order o1: 2 left" {
		t.Error(got)
	}
	if got := orders.Refuse(orders.UnknownLocker, "", "no locker").Error(); got != "unknown_locker: no locker" {
		t.Error(got)
	}
}
