package httpapi

import (
	"context"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
)

type pageInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before."`
}

// rowsAfter walks a table from behind the cursor and returns the cursor of
// the next page, "" on the last.
func rowsAfter[K ~string, V any](t *dispatch.Table[K, V], in *pageInput, each func(*V)) string {
	return someAfter(t, in, func(*V) bool { return true }, each)
}

// someAfter is rowsAfter for the rows that are wanted.
func someAfter[K ~string, V any](t *dispatch.Table[K, V], in *pageInput, wanted func(*V) bool, each func(*V)) string {
	n, last := 0, ""
	for k, v := range t.From(K(in.Cursor)) {
		if string(k) <= in.Cursor || !wanted(v) {
			continue
		}
		if n == in.Limit {
			return last
		}
		each(v)
		n, last = n+1, string(k)
	}
	return ""
}

func (s *Server) listMerchants(ctx context.Context, in *pageInput) (*answer[MerchantPage], error) {
	p := MerchantPage{Merchants: []Merchant{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Providers, in, func(m *circle.Provider) {
			p.Merchants = append(p.Merchants, merchantRow(m))
		})
	})
	return reply(p), err
}

func (s *Server) listCouriers(ctx context.Context, in *pageInput) (*answer[CourierPage], error) {
	p := CourierPage{Couriers: []CourierRow{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Couriers, in, func(c *fleet.Courier) {
			p.Couriers = append(p.Couriers, CourierRow{
				ID: string(c.ID), Profile: c.Profile.String(), Capacity: c.Capacity, Online: c.Online, Point: c.Point,
				Seen: when(c.Seen), CallNumber: s.Pepper.CallNumber(string(c.ID)), Tasks: tasks(c.Route), Skills: c.Skills, Certificates: certificates(c),
			})
		})
	})
	return reply(p), err
}

func certificates(c *fleet.Courier) []Certificate {
	list := make([]Certificate, len(c.Papers))
	for i, p := range c.Papers {
		list[i] = Certificate{Skill: p.Skill, Until: p.Until.Time()}
	}
	return list
}

// bodyOf returns what a robot's factsheet says, nil when it has said nothing.
func bodyOf(r *fleet.Robot) *BodyRow {
	b := r.Body
	if b == (fleet.Body{}) {
		return nil
	}
	metres := func(mm int) float64 { return float64(mm) / 1000 }
	return &BodyRow{
		Width: metres(b.Width), Length: metres(b.Length), Height: metres(b.Height), Speed: metres(b.Speed),
		MaxGrams: b.Load, PieceMax: b.Piece, Single: b.Single, Unfit: b.Unfit,
	}
}

// bays lists a robot's compartments, with what is in them.
func bays(r *fleet.Robot) []BayRow {
	list := []BayRow{}
	for _, b := range r.Bays {
		row := BayRow{ID: b.ID, Grams: b.Capacity.Grams, Millis: b.Capacity.Millis, Temperature: b.Temperature}
		for _, c := range r.Holding {
			if c.Compartment == b.ID {
				row.Order = c.Order
			}
		}
		list = append(list, row)
	}
	return list
}

func (s *Server) listRobots(ctx context.Context, in *pageInput) (*answer[RobotPage], error) {
	p := RobotPage{Robots: []RobotRow{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Robots, in, func(r *fleet.Robot) {
			p.Robots = append(p.Robots, RobotRow{
				ID: string(r.ID), Maker: r.Maker, Profile: r.Profile, Capacity: r.Capacity, Compartments: bays(r), Body: bodyOf(r), Range: r.Range, Charge: r.Charge,
				Linked: r.Linked, Faulty: r.Faulty, Manual: r.Manual, Paused: r.Paused, Driver: r.Driver, Camera: r.Camera, Plight: plightOf(r), Deposits: r.Deposits, Point: r.Point, Seen: when(r.Seen),
			})
		})
	})
	return reply(p), err
}
