package httpapi

import (
	"context"
	"errors"
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const complaintDoc = `The desk sees to it, also for two days after the end. The words are kept beside the contact, are read by staff only, and are erased with it.`

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
	Words string `json:"words,omitempty" maxLength:"500" doc:"What happened, in the resident's own words."`
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
	if err := s.complain(ctx, id, in.Body, orders.Actor{Role: orders.Resident}); err != nil {
		return nil, err
	}
	return s.shown(ctx, id)
}

type staffComplaintInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body Complaint
}

func (s *Server) staffComplain(ctx context.Context, in *staffComplaintInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	if err := s.complain(ctx, id, in.Body, staffOf(ctx)); err != nil {
		return nil, err
	}
	doc, err := s.Store.Order(ctx, id)
	if err != nil {
		return nil, err
	}
	return reply(s.show(doc)), nil
}

// mostSaid bounds what is kept of an order's complaints, in bytes.
const mostSaid = 4000

// complain hands a complaint to the desk. Its words are kept where they can be
// erased, after those of the complaints before.
func (s *Server) complain(ctx context.Context, id orders.ID, c Complaint, by orders.Actor) error {
	r := shell.Request{Event: dispatch.Complain{Order: id, About: c.About, By: by}}
	if words := strings.TrimSpace(c.Words); words != "" {
		before, err := s.saidOf(ctx, id)
		if err != nil {
			return err
		}
		if said := strings.TrimSpace(before + "\n" + words); len(said) <= mostSaid {
			words = said
		}
		r.Persons = []shell.Person{{Order: saidKey(id), Note: words, At: s.Clock.Now()}}
	}
	_, err := s.submit(ctx, r)
	return err
}

// saidKey names the row of persons that holds what the resident of an order
// complained of in their own words.
func saidKey(id orders.ID) orders.ID { return "said/" + id }

func (s *Server) saidOf(ctx context.Context, id orders.ID) (string, error) {
	p, err := s.Store.Person(ctx, saidKey(id))
	if errors.Is(err, shell.ErrNotFound) {
		return "", nil
	}
	return p.Note, err
}

// staffToLocker sends a robot that waits for a resident on to a locker.
func (s *Server) staffToLocker(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.ToLocker{Order: id, By: staffOf(ctx), Reason: in.Body.Reason})
}

// staffCollect opens the locker or the robot for a resident who stands before
// it and cannot do so.
func (s *Server) staffCollect(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.Collect{
		Order: id, Proof: s.Pepper.Proof(id, s.Pepper.PIN(id)), By: staffOf(ctx), Reason: in.Body.Reason,
	})
}
