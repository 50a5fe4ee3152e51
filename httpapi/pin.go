package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const pinDoc = `A visit is pinned to a carer, to a time within its window, or to both, and no plan changes that: only staff does, or the carer's illness or silence, which ends the pin to the carer and leaves the time. The carer is told, not asked. Who has the visit already keeps it when only a time is given. Where the carer would come too late, nobody else gets the visit: it goes to the queue with the code pinned_late. What is said here replaces what it was pinned to before.`

// Pinned is what staff has pinned a visit to, as this API shows it.
type Pinned struct {
	Carer string     `json:"carer,omitempty"`
	At    *time.Time `json:"at,omitempty" doc:"When it begins."`
}

func pinnedView(o *orders.Order) *Pinned {
	if o.Pinned == nil {
		return nil
	}
	return &Pinned{Carer: o.Pinned.Carer, At: when(o.Pinned.At)}
}

type pinInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Carer  string     `json:"carer,omitempty" maxLength:"64" doc:"Who makes it, and nobody else."`
		At     *time.Time `json:"at,omitempty" doc:"When it begins, within its window."`
		Reason string     `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) pinVisit(ctx context.Context, in *pinInput) (*answer[Visit], error) {
	e := dispatch.PinVisit{Carer: in.Body.Carer, At: instant(in.Body.At), By: staffOf(ctx), Reason: in.Body.Reason}
	if e.Carer == "" && e.At == 0 {
		return nil, invalid("body", "say which carer it is pinned to, or when it begins, or both")
	}
	return s.repin(ctx, in.ID, e)
}

func (s *Server) unpinVisit(ctx context.Context, in *reasonInput) (*answer[Visit], error) {
	return s.repin(ctx, in.ID, dispatch.PinVisit{By: staffOf(ctx), Reason: in.Body.Reason})
}

func (s *Server) repin(ctx context.Context, id string, e dispatch.PinVisit) (*answer[Visit], error) {
	if _, err := s.anyVisit(ctx, id); err != nil {
		return nil, err
	}
	e.Order = orders.ID(id)
	if _, err := s.submit(ctx, shell.Request{Event: e}); err != nil {
		return nil, err
	}
	return s.staffVisit(ctx, &orderInput{ID: id})
}
