package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
)

// Window is when something may happen.
type Window struct {
	From *time.Time `json:"from,omitempty" doc:"Not before; open when left out."`
	To   *time.Time `json:"to,omitempty" doc:"Not after; open when left out."`
}

// Refs are a merchant's own names for the two stops.
type Refs struct {
	Pickup  string `json:"pickup,omitempty" maxLength:"120" doc:"At the counter, e.g. the number on the bag."`
	Dropoff string `json:"dropoff,omitempty" maxLength:"120" doc:"At the door. No personal data."`
}

// Proofs are asked for at each change of hands, beside the recipient's PIN.
type Proofs struct {
	Pickup  []ProofDemand `json:"pickup,omitempty" nullable:"false" maxItems:"10" doc:"When the courier takes the goods."`
	Dropoff []ProofDemand `json:"dropoff,omitempty" nullable:"false" maxItems:"10" doc:"When the recipient gets them. With any of these, or any at the pickup, a person brings them to the door: no locker and no robot."`
	Return  []ProofDemand `json:"return,omitempty" nullable:"false" maxItems:"10" doc:"When goods that could not be delivered come back to you."`
}

// ProofDemand is one proof that is asked for.
type ProofDemand struct {
	Proof string `json:"proof" enum:"pin,photo,signature,barcode,age" doc:"pin: you tell it the courier, at pickup and return only. age: at the drop-off only."`
	Value string `json:"value,omitempty" maxLength:"200" doc:"Of a barcode: what the courier must scan. Kept as a digest only."`
}

// ProofState is one proof that an order asks for, and whether it has come.
type ProofState struct {
	Stage string `json:"stage" enum:"pickup,dropoff,return"`
	Proof string `json:"proof" enum:"pin,photo,signature,barcode,age"`
	Given bool   `json:"given" doc:"Of a pin: always false, it is compared when it is said."`
}

// Cancellation is what calling an order off costs by how far it is, in minor
// units. Before it is accepted it costs nothing.
type Cancellation struct {
	Accepted int64 `json:"accepted" minimum:"0" maximum:"10000000" doc:"Accepted, and nobody on the way."`
	Assigned int64 `json:"assigned" minimum:"0" maximum:"10000000" doc:"A worker is on the way."`
}

// Chase is a question where an order is, and staff's answer.
type Chase struct {
	At         time.Time  `json:"at" doc:"When staff was last called to it."`
	Times      int        `json:"times" doc:"How often it was asked."`
	Answer     string     `json:"answer,omitempty" enum:"on_its_way,delayed,seeking,lost,call_us"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	ExpectedAt *time.Time `json:"expected_at,omitempty" doc:"When staff expects the hand-over."`
}

func instant(t *time.Time) clock.Instant {
	if t == nil {
		return 0
	}
	return clock.FromTime(*t)
}

func (w *Window) core() orders.Window {
	if w == nil {
		return orders.Window{}
	}
	return orders.Window{From: instant(w.From), To: instant(w.To)}
}

func windowView(w orders.Window) *Window {
	if w == (orders.Window{}) {
		return nil
	}
	return &Window{From: when(w.From), To: when(w.To)}
}

// demands returns what an order asks for, as the engine compares it: digests
// in place of PINs and barcodes.
func (s *Server) demands(id orders.ID, p *Proofs) (orders.Demands, error) {
	var out orders.Demands
	if p == nil {
		return out, nil
	}
	back := id + "-r"
	for _, x := range []struct {
		where string
		asked []ProofDemand
		to    *[]orders.Demand
		pin   string
	}{
		{"pickup", p.Pickup, &out.Pickup, s.Pepper.Proof(id, s.Pepper.CounterPIN(id))},
		{"dropoff", p.Dropoff, &out.Dropoff, ""},
		{"return", p.Return, &out.Return, s.Pepper.Proof(back, s.Pepper.PIN(back))},
	} {
		for _, d := range x.asked {
			demand := orders.Demand{Proof: orders.Proof(d.Proof)}
			value := strings.TrimSpace(d.Value)
			switch {
			case demand.Proof == orders.PIN:
				demand.Digest = x.pin
			case demand.Proof != orders.Barcode:
			case value == "":
				return out, invalid("body.proofs."+x.where, "a barcode needs the value that the courier must scan")
			default:
				sum := sha256.Sum256([]byte(value))
				demand.Digest = hex.EncodeToString(sum[:])
			}
			*x.to = append(*x.to, demand)
		}
	}
	if err := out.Check(); err != nil {
		return out, invalid("body.proofs", err.Error())
	}
	return out, nil
}

func proofsView(o *orders.Order) []ProofState {
	var out []ProofState
	for _, x := range []struct {
		stage orders.Stage
		asked []orders.Demand
	}{{orders.AtPickup, o.Demands.Pickup}, {orders.AtDropoff, o.Demands.Dropoff}, {orders.AtReturn, o.Demands.Return}} {
		for _, d := range x.asked {
			v := ProofState{Stage: string(x.stage), Proof: string(d.Proof)}
			for _, g := range o.Given {
				v.Given = v.Given || g == orders.Given{Stage: x.stage, Proof: d.Proof, Digest: d.Digest}
			}
			out = append(out, v)
		}
	}
	return out
}

func cancellationView(c circle.Cancellation) Cancellation { return Cancellation(c) }

func chaseView(c *orders.Chase) *Chase {
	if c == nil {
		return nil
	}
	return &Chase{At: c.At.Time(), Times: c.Times, Answer: string(c.Answer), AnsweredAt: when(c.Answered), ExpectedAt: when(c.By)}
}

// showTerms adds to an order what was agreed on beside its carriage.
func (s *Server) showTerms(v *Order, o *orders.Order) {
	v.Refs = Refs(o.Refs)
	v.PickupWindow, v.DropoffWindow = windowView(o.Windows.Pickup), windowView(o.Windows.Dropoff)
	v.Proofs, v.Tip, v.Cancellation, v.Chase = proofsView(o), o.Tip, cancellationView(o.Cancel), chaseView(o.Chase)
	v.Deposit = s.depositView(o)
	if price, ok := o.CancelPrice(); ok {
		v.CancelPrice = &price
	}
	for _, d := range o.Demands.Pickup {
		if d.Proof == orders.PIN && o.Carriage != orders.PickedUp && !o.Terminal() {
			v.PickupPIN = s.Pepper.CounterPIN(o.ID)
		}
	}
	for _, d := range o.Demands.Return {
		if d.Proof == orders.PIN && o.Kind == orders.Return && !o.Terminal() {
			v.ReturnPIN = s.Pepper.PIN(o.ID)
		}
	}
}
