package httpapi

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

type residentCancelInput struct {
	Token string `path:"token" maxLength:"200"`
	Body  struct {
		Reason string `json:"reason" enum:"changed_mind,too_late,wrong_order,other"`
	}
}

func (s *Server) residentCancel(ctx context.Context, in *residentCancelInput) (*answer[Tracking], error) {
	doc, err := s.tracked(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	id := doc.Order.ID
	return s.resident(ctx, dispatch.CancelOrder{Order: id, By: orders.Actor{Role: orders.Resident}, Reason: in.Body.Reason}, id)
}

// Complaint is what a resident complains of.
type Complaint struct {
	About string `json:"about" enum:"not_received,damaged,wrong,missing,late,rude,other"`
}

type residentComplaintInput struct {
	Token string `path:"token" maxLength:"200"`
	Body  Complaint
}

func (s *Server) residentComplain(ctx context.Context, in *residentComplaintInput) (*answer[Tracking], error) {
	doc, err := s.tracked(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	id := doc.Order.ID
	return s.resident(ctx, dispatch.Complain{Order: id, About: in.Body.About, By: orders.Actor{Role: orders.Resident}}, id)
}

type staffComplaintInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body Complaint
}

func (s *Server) staffComplain(ctx context.Context, in *staffComplaintInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.Complain{Order: id, About: in.Body.About, By: staffOf(ctx)})
}

// staffCollect opens the locker or the robot for a resident who stands before
// it and cannot do so.
func (s *Server) staffCollect(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.Collect{
		Order: id, Proof: s.Pepper.Proof(id, s.Pepper.PIN(id)), By: staffOf(ctx), Reason: in.Body.Reason,
	})
}
