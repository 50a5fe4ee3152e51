package orders

import (
	"fmt"
	"slices"
	"strings"
)

// Proof is what shows that goods changed hands as they should.
type Proof string

// The proofs.
const (
	PIN       Proof = "pin"       // who hands over or receives says it
	Photo     Proof = "photo"     // taken by the courier
	Signature Proof = "signature" // of who hands over or receives
	Barcode   Proof = "barcode"   // on the parcel, scanned by the courier
	Age       Proof = "age"       // the courier has seen that the recipient is of age
)

// Stage is where goods change hands.
type Stage string

// The stages.
const (
	AtPickup  Stage = "pickup"
	AtDropoff Stage = "dropoff"
	AtReturn  Stage = "return" // back at the merchant's
)

// Demand is one proof that is asked for. Digest is what a PIN must match or,
// of a barcode, the hex SHA-256 of what is to be scanned.
type Demand struct {
	Proof  Proof  `json:"proof"`
	Digest string `json:"digest,omitempty"`
}

// Demands are the proofs without which goods do not change hands. The
// recipient's own PIN is asked for besides, unless an order has none.
type Demands struct {
	Pickup  []Demand `json:"pickup,omitempty"`
	Dropoff []Demand `json:"dropoff,omitempty"`
	Return  []Demand `json:"return,omitempty"`
}

// Given is a proof that came.
type Given struct {
	Stage  Stage  `json:"stage"`
	Proof  Proof  `json:"proof"`
	Digest string `json:"digest,omitempty"` // of a barcode
}

// MaxDemands is how many proofs one stage may ask for.
const MaxDemands = 10

// Check says what is wrong with demands that were just made, or nil.
func (d Demands) Check() error {
	for _, s := range []struct {
		stage Stage
		list  []Demand
	}{{AtPickup, d.Pickup}, {AtDropoff, d.Dropoff}, {AtReturn, d.Return}} {
		if len(s.list) > MaxDemands {
			return fmt.Errorf("%d proofs at %s are more than %d", len(s.list), s.stage, MaxDemands)
		}
		for i, x := range s.list {
			digested := x.Proof == Barcode || x.Proof == PIN
			switch {
			case !slices.Contains([]Proof{PIN, Photo, Signature, Barcode, Age}, x.Proof):
				return fmt.Errorf("%q is no proof: pin, photo, signature, barcode or age", x.Proof)
			case digested != (x.Digest != ""):
				return fmt.Errorf("the %s asked for at %s has no digest, or one too many", x.Proof, s.stage)
			case x.Proof == PIN && s.stage == AtDropoff:
				return fmt.Errorf("the recipient's PIN is asked for anyway: leave it out")
			case x.Proof == Age && s.stage != AtDropoff:
				return fmt.Errorf("an age is checked at the drop-off only")
			case slices.Contains(s.list[:i], x):
				return fmt.Errorf("the %s is asked for twice at %s", x.Proof, s.stage)
			}
		}
	}
	return nil
}

// Stage returns where the order's goods change hands next, as proofs have it,
// and what is asked for there.
func (o *Order) Stage() (Stage, []Demand) {
	switch {
	case o.Carriage != PickedUp && o.Carriage != InLocker:
		return AtPickup, o.Demands.Pickup
	case o.Kind == Return:
		return AtReturn, o.Demands.Return
	}
	return AtDropoff, o.Demands.Dropoff
}

// Lacks lists the proofs that the next change of hands asks for and that have
// not come. PINs are not among them: they are compared when they are said.
func (o *Order) Lacks() []Demand {
	stage, asked := o.Stage()
	var out []Demand
	for _, d := range asked {
		if d.Proof != PIN && !slices.Contains(o.Given, Given{Stage: stage, Proof: d.Proof, Digest: d.Digest}) {
			out = append(out, d)
		}
	}
	return out
}

// PINAsked returns what the PIN of the next change of hands must match, empty
// when none is asked for.
func (o *Order) PINAsked() string {
	stage, asked := o.Stage()
	if stage == AtDropoff {
		return o.Proof
	}
	for _, d := range asked {
		if d.Proof == PIN {
			return d.Digest
		}
	}
	return ""
}

// ByHand reports whether a person must bring it to the door, not a locker and
// not a robot: there are proofs that only somebody can take who meets the
// recipient, or it is of a batch.
func (o *Order) ByHand() bool {
	return o.Batch != "" || len(o.Demands.Pickup)+len(o.Demands.Dropoff) > 0
}

// List names proofs in a sentence.
func List(ds []Demand) string {
	var names []string
	for _, d := range ds {
		names = append(names, string(d.Proof))
	}
	return strings.Join(names, ", ")
}
