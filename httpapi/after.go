package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

const afterDoc = `An order or visit comes after another one: it is planned behind the other's planned end and not begun before that has really ended. When the other fails or is called off, it goes to the queue with the code after_lost; left out, after lets it go on without. An order that somebody has can only be freed. What would wait for itself is refused.`

// After says that an order comes after another, as this API shows it.
type After struct {
	Order string     `json:"order"`
	State string     `json:"state" enum:"waiting,over,lost" doc:"over: the other has ended well. lost: it has failed or was called off, and the desk decides."`
	Ends  *time.Time `json:"ends,omitempty" doc:"When the other ends, as last planned, or ended."`
}

func afterView(o *orders.Order) *After {
	if o.After == nil {
		return nil
	}
	v := &After{Order: string(o.After.Order), State: "waiting", Ends: when(o.After.Ends)}
	switch {
	case o.Bereft():
		v.State = "lost"
	case !o.Follows():
		v.State = "over"
	}
	return v
}

type afterInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		After  string `json:"after,omitempty" maxLength:"120" doc:"Id of the order that it comes after, or its merchant's own name for it; left out, it waits for none."`
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) changeAfter(ctx context.Context, in *afterInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.ChangeAfter{Order: id, After: in.Body.After, By: staffOf(ctx), Reason: in.Body.Reason})
}
