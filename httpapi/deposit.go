package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

const depositDoc = `You put the goods into a locker yourself: a compartment is kept for you until the time in the answer, and its code opens the door at the bank. Without locker it is the nearest to the home that fits. Size, class, the resident's consent and access needs are hard rules. A courier who has not fetched the goods yet is released. Asking again changes nothing; with another locker it moves there. When the time is over, or no door opens, you are told (order.deposit.released) and the order goes to a courier as any other.`

// DepositWish asks for a compartment into which the merchant puts the goods.
type DepositWish struct {
	Locker string `json:"locker,omitempty" maxLength:"64" doc:"No other bank than this; the nearest to the home that fits when left out."`
}

// Deposit is a compartment that is kept for the merchant, in the order's locker.
type Deposit struct {
	Compartment string     `json:"compartment"`
	Until       time.Time  `json:"until" doc:"Then it is free again, and the order goes to a courier."`
	Code        string     `json:"code" doc:"Six digits: type them at the bank, or show them there as a QR code."`
	Point       *geo.Point `json:"point,omitempty" doc:"Where the bank stands."`
}

// LockerChoice is a bank that takes an order's goods as things are now.
type LockerChoice struct {
	ID       string         `json:"id"`
	Point    geo.Point      `json:"point"`
	Walk     geo.Meters     `json:"home_m" doc:"From the home, in a straight line."`
	Capacity fleet.Capacity `json:"capacity" doc:"Of the smallest compartment that fits."`
}

// LockerChoices is those banks, the nearest to the home first.
type LockerChoices struct {
	Lockers  []LockerChoice `json:"lockers" nullable:"false"`
	LiveMode bool           `json:"live_mode" doc:"False: a test, made with a key that is not live."`
}

type depositInput struct {
	ID   string       `path:"id" maxLength:"64"`
	Body *DepositWish `required:"false"`
}

func (s *Server) keepCompartment(ctx context.Context, in *depositInput) (*answer[Order], error) {
	if _, err := s.own(ctx, in.ID); err != nil {
		return nil, err
	}
	id, locker := orders.ID(in.ID), ""
	if in.Body != nil {
		locker = in.Body.Locker
	}
	out, err := s.act(ctx, id, dispatch.KeepCompartment{Order: id, Locker: locker, Proof: s.depositProof(id), By: merchantOf(ctx)})
	if err != nil || out.Body.Deposit == nil {
		return out, err
	}
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		if b := st.Banks.Get(out.Body.Locker); b != nil {
			out.Body.Deposit.Point = &b.Point
		}
	})
	return out, err
}

func (s *Server) lockerChoices(ctx context.Context, in *orderInput) (*answer[LockerChoices], error) {
	doc, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	l := LockerChoices{Lockers: []LockerChoice{}, LiveMode: doc.Order.LiveMode}
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		o := st.Orders.Get(orders.ID(in.ID))
		if o == nil || o.Kind == orders.Visit || o.Carriage != orders.Unassigned && o.Carriage != orders.Assigned {
			return
		}
		for _, f := range st.LockersFor(o) {
			l.Lockers = append(l.Lockers, LockerChoice{ID: f.Bank.ID, Point: f.Bank.Point, Walk: f.Walk, Capacity: f.Compartment.Capacity})
		}
	})
	return reply(l), err
}

func (s *Server) releaseCompartment(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	if _, err := s.own(ctx, in.ID); err != nil {
		return nil, err
	}
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.ReleaseCompartment{Order: id, By: merchantOf(ctx), Reason: in.Body.Reason})
}

func (s *Server) depositProof(id orders.ID) string {
	return s.Pepper.Proof(id, s.Pepper.DepositCode(id))
}

// berthWish returns what a merchant says of a locker when it places an order.
func (s *Server) berthWish(id orders.ID, w *DepositWish) *dispatch.BerthWish {
	if w == nil {
		return nil
	}
	return &dispatch.BerthWish{Locker: w.Locker, Proof: s.depositProof(id)}
}

func (s *Server) depositView(o *orders.Order) *Deposit {
	if o.Berth == nil {
		return nil
	}
	return &Deposit{Compartment: o.Compartment, Until: o.Berth.Until.Time(), Code: s.Pepper.DepositCode(o.ID)}
}
