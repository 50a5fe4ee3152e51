package orders_test

import (
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
)

// An order lives on two tracks. Each verb is planned, which may be refused,
// and then applied.
func Example_life() {
	o := orders.Order{
		ID: "o1", Merchant: "noodles", Preparation: orders.Placed, Carriage: orders.Unassigned, Attempt: 1, Seq: 1,
	}
	merchant := orders.Actor{Role: orders.Merchant, ID: "noodles"}
	ana := orders.Actor{Role: orders.Courier, ID: "ana"}
	for i, step := range []struct {
		verb orders.Verb
		by   orders.Actor
	}{
		{orders.Accept, merchant},
		{orders.Assign, ana},
		{orders.Deliver, ana}, // too early
		{orders.Finish, merchant},
		{orders.PickUp, ana},
		{orders.Cancel, merchant}, // too late
		{orders.Deliver, ana},
	} {
		move, refusal := o.Plan(step.verb, step.by, clock.Instant(i))
		if refusal != nil {
			fmt.Println("no:", refusal)
			continue
		}
		if step.verb == orders.Assign {
			move.Worker = step.by.ID
		}
		o.Apply(move)
		fmt.Printf("%d. %s: the public sees %s\n", o.Seq, step.verb, o.Status())
	}
	// Output:
	// 2. accept: the public sees accepted
	// 3. assign: the public sees assigned
	// no: illegal_move: order o1: courier cannot deliver: its carriage is assigned
	// 4. finish: the public sees assigned
	// 5. pick_up: the public sees picked_up
	// no: illegal_move: order o1: merchant cannot cancel: its carriage is picked_up
	// 6. deliver: the public sees delivered
}

// The PIN is shown to the resident; events carry only its digest, so that
// neither the journal nor a log holds it.
func ExamplePepper() {
	pepper := orders.Pepper("a secret of the zone")
	pin := pepper.PIN("o1")
	proof := pepper.Proof("o1", pin)
	fmt.Println(len(pin), "digits")
	fmt.Println(proof == pepper.Proof("o1", pin), proof == pepper.Proof("o2", pin))
	id, ok := pepper.Tracked(pepper.Token("o1"))
	fmt.Println(id, ok)
	// Output:
	// 4 digits
	// true false
	// o1 true
}
