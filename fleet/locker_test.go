package fleet_test

import (
	"testing"

	"github.com/linli/linli/fleet"
)

var doorStates = []fleet.CompartmentState{
	fleet.Free, fleet.Reserved, fleet.OpenForDeposit, fleet.Occupied, fleet.OpenForPickup, fleet.Expired,
}

var doorVerbs = []fleet.CompartmentVerb{
	fleet.Reserve, fleet.Release, fleet.OpenDeposit, fleet.CloseFull, fleet.CloseEmpty, fleet.OpenPickup, fleet.Expire, fleet.Clear,
}

// The life of a compartment written down a second time: a row for each state,
// a column for each verb in the order of doorVerbs, "" where it is refused.
var doorTable = map[fleet.CompartmentState][8]fleet.CompartmentState{
	//                     reserve         release     open_deposit          close_full      close_empty     open_pickup          expire         clear
	fleet.Free:           {fleet.Reserved, "", "", "", "", "", "", ""},
	fleet.Reserved:       {"", fleet.Free, fleet.OpenForDeposit, "", "", "", "", ""},
	fleet.OpenForDeposit: {"", fleet.Free, "", fleet.Occupied, fleet.Reserved, "", "", ""},
	fleet.Occupied:       {"", "", "", "", "", fleet.OpenForPickup, fleet.Expired, fleet.Free},
	fleet.OpenForPickup:  {"", "", "", fleet.Occupied, fleet.Free, "", fleet.Expired, fleet.Free},
	fleet.Expired:        {"", "", "", "", "", fleet.OpenForPickup, "", fleet.Free},
}

func TestEveryCompartmentMove(t *testing.T) {
	for _, s := range doorStates {
		for i, v := range doorVerbs {
			c := fleet.Compartment{ID: "a", State: s, Order: "o1"}
			to, err := c.Next(v)
			if want := doorTable[s][i]; to != want || (err == nil) != (want != "") {
				t.Errorf("%s %s: %q, %v; want %q", s, v, to, err, want)
			}
			if c.State != s {
				t.Errorf("%s %s changed the compartment", s, v)
			}
		}
	}
}

func TestFitTakesTheSmallestUsable(t *testing.T) {
	bank := fleet.Bank{ID: "l", Compartments: []fleet.Compartment{
		{ID: "large", State: fleet.Free, Capacity: fleet.Capacity{Grams: 9000, Millis: 900}},
		{ID: "small", State: fleet.Free, Capacity: fleet.Capacity{Grams: 9000, Millis: 100}},
		{ID: "middle", State: fleet.Free, Capacity: fleet.Capacity{Grams: 9000, Millis: 500}},
		{ID: "weak", State: fleet.Free, Capacity: fleet.Capacity{Grams: 10, Millis: 200}},
		{ID: "jammed", State: fleet.Free, Jammed: true, Capacity: fleet.Capacity{Grams: 9000, Millis: 200}},
		{ID: "out", State: fleet.Free, OutOf: true, Capacity: fleet.Capacity{Grams: 9000, Millis: 200}},
		{ID: "taken", State: fleet.Reserved, Capacity: fleet.Capacity{Grams: 9000, Millis: 200}},
	}}
	for _, c := range []struct {
		size fleet.Capacity
		want string
	}{
		{fleet.Capacity{Grams: 100, Millis: 100}, "small"},
		{fleet.Capacity{Grams: 100, Millis: 101}, "middle"},
		{fleet.Capacity{Grams: 10, Millis: 101}, "weak"},
		{fleet.Capacity{Grams: 9000, Millis: 900}, "large"},
		{fleet.Capacity{Grams: 9001, Millis: 1}, ""},
		{fleet.Capacity{Grams: 1, Millis: 901}, ""},
	} {
		got := ""
		if fit := bank.Fit(c.size, ""); fit != nil {
			got = fit.ID
		}
		if got != c.want {
			t.Errorf("%+v goes into %q, want %q", c.size, got, c.want)
		}
	}
	if bank.Find("nothing") != nil || bank.Find("weak") != &bank.Compartments[3] {
		t.Error("Find")
	}
}
