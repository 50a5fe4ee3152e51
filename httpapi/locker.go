package httpapi

import (
	"cmp"
	"context"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/shell"
)

func lockerRow(st *dispatch.State, b *fleet.Bank) LockerRow {
	row := LockerRow{ID: b.ID, Point: b.Point, Stairs: b.Stairs, Dock: b.Dock, Linked: b.Linked, Compartments: []CompartmentRow{}}
	for i := range b.Compartments {
		c := &b.Compartments[i]
		v := CompartmentRow{
			ID: c.ID, Capacity: c.Capacity, Temperature: string(cmp.Or(c.Temperature, circle.Ambient)), State: c.State, Order: c.Order,
			Usable: c.Usable(), Jammed: c.Jammed, OutOfService: c.OutOf, Amiss: c.Amiss, OpenSince: when(c.Ajar),
		}
		if until := st.Timers.Get("reserve/" + c.Order); until != nil {
			v.ReservedTo = when(*until)
		}
		row.Compartments = append(row.Compartments, v)
	}
	return row
}

func (s *Server) listLockers(ctx context.Context, in *pageInput) (*answer[LockerPage], error) {
	p := LockerPage{Lockers: []LockerRow{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Banks, in, func(b *fleet.Bank) {
			p.Lockers = append(p.Lockers, lockerRow(st, b))
		})
	})
	return reply(p), err
}

type tendInput struct {
	ID          string `path:"id" maxLength:"64"`
	Compartment string `path:"compartment" maxLength:"32"`
	Body        struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

// tend has staff see to a compartment, and answers with the bank as it then is.
func (s *Server) tend(act dispatch.DoorAct) func(context.Context, *tendInput) (*answer[LockerRow], error) {
	return func(ctx context.Context, in *tendInput) (*answer[LockerRow], error) {
		res, err := s.Engine.Submit(ctx, shell.Request{Event: dispatch.TendDoor{
			Bank: in.ID, Compartment: in.Compartment, Act: act, By: staffOf(ctx), Reason: in.Body.Reason,
		}})
		if err != nil {
			return nil, err
		}
		if refusal := res.Refusal(); refusal != nil {
			return nil, refusal
		}
		var row LockerRow
		err = s.Engine.View(ctx, func(st *dispatch.State) { row = lockerRow(st, st.Banks.Get(in.ID)) })
		return reply(row), err
	}
}
