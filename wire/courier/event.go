package courier

import (
	"fmt"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// Event returns what a message of the courier means to the engine. The PIN of
// a Deliver becomes a digest here and goes no further. Hello and Ping mean
// nothing to the engine and are errors.
func Event(courier fleet.WorkerID, m ClientMessage, pepper orders.Pepper) (dispatch.Event, error) {
	switch m := m.(type) {
	case Online:
		e := dispatch.CourierOnline{Courier: courier, Point: m.Point.Round(), ShiftEnd: m.ShiftEnd.Instant()}
		for _, b := range m.Breaks {
			e.Breaks = append(e.Breaks, fleet.Break{From: b.From.Instant(), To: b.To.Instant(), For: time.Duration(b.Minutes) * time.Minute})
		}
		return e, nil
	case Offline:
		return dispatch.CourierOffline{Courier: courier}, nil
	case Position:
		return dispatch.CourierAt{Courier: courier, Point: m.Point.Round()}, nil
	case Accept:
		return dispatch.AnswerOffer{Courier: courier, Offer: m.Offer, Accept: true}, nil
	case Decline:
		return dispatch.AnswerOffer{Courier: courier, Offer: m.Offer, Reason: m.Reason}, nil
	case PickUp:
		e := dispatch.PickUpOrder{Courier: courier, Order: m.Order, Ago: seconds(m.Ago)}
		if m.PIN != "" {
			e.Proof = pepper.Proof(m.Order, m.PIN)
		}
		return e, nil
	case Deliver:
		e := dispatch.DeliverOrder{Courier: courier, Order: m.Order, OfAge: m.OfAge, Ago: seconds(m.Ago)}
		if m.PIN != "" {
			e.Proof = pepper.Proof(m.Order, m.PIN)
		}
		return e, nil
	case Fail:
		return dispatch.FailOrder{Courier: courier, Order: m.Order, Reason: m.Reason, Ago: seconds(m.Ago)}, nil
	case HandBack:
		return dispatch.HandBack{Courier: courier, Order: m.Order, Reason: m.Reason}, nil
	case SetOff:
		return dispatch.AttendVisit{Courier: courier, Order: m.Order, Verb: orders.SetOff, Ago: seconds(m.Ago)}, nil
	case Arrived:
		return dispatch.AttendVisit{Courier: courier, Order: m.Order, Verb: orders.Arrive, Ago: seconds(m.Ago)}, nil
	case Started:
		return dispatch.AttendVisit{Courier: courier, Order: m.Order, Verb: orders.Start, Ago: seconds(m.Ago), Capture: capture(m.Point, m.Accuracy, m.Code, pepper)}, nil
	case Finished:
		return dispatch.AttendVisit{Courier: courier, Order: m.Order, Verb: orders.Finish, Ago: seconds(m.Ago), Capture: capture(m.Point, m.Accuracy, m.Code, pepper)}, nil
	case CannotGoOn:
		by := orders.Actor{Role: orders.Courier, ID: string(courier)}
		return dispatch.CourierOut{Courier: courier, By: by, Reason: m.Reason}, nil
	case HelpAnswer:
		return dispatch.AnswerHelp{Call: m.Call, Verb: m.Verb, By: string(courier), Note: m.Note}, nil
	case OpenLocker:
		return dispatch.OpenLocker{Courier: courier, Order: m.Order}, nil
	}
	return nil, fmt.Errorf("courier message %s is not for the engine", m.Type())
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// capture is what a carer shows; the code of a card becomes a digest here.
func capture(p *geo.Point, accuracy int, code string, pepper orders.Pepper) orders.Capture {
	var c orders.Capture
	if p != nil {
		at := p.Round()
		c.Point, c.Accuracy = &at, geo.Meters(accuracy)
	}
	if code != "" {
		c.Card = pepper.CardProof(code)
	}
	return c
}
