package httpapi

import (
	"context"
	"encoding/json"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const pushDoc = `Web Push (RFC 8030), subscribed with the link's push_key. One device an order: another takes its place. What the browser gave is kept sealed, beside the contact, and is erased with it. Nothing is sent in quiet hours but what needs the resident at once.`

// PushChange is a browser that wants to be told, or no longer.
type PushChange struct {
	Given    bool   `json:"given" doc:"False: no longer; nothing else is needed then."`
	Endpoint string `json:"endpoint,omitempty" maxLength:"1000" doc:"As the browser's subscription says it."`
	P256dh   string `json:"p256dh,omitempty" maxLength:"100" doc:"Its key, base64url without padding."`
	Auth     string `json:"auth,omitempty" maxLength:"30" doc:"Its secret, in the same form."`
}

type pushInput struct {
	Token string `path:"token" maxLength:"200"`
	Body  PushChange
}

// changePush keeps where a resident's browser is told of one order.
func (s *Server) changePush(ctx context.Context, in *pushInput) (*answer[Tracking], error) {
	doc, err := s.tracked(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	id, b := doc.Order.ID, &in.Body
	if !b.Given {
		if err := s.Store.EraseParty(ctx, shell.PushParty, string(id)); err != nil {
			return nil, err
		}
		return s.shown(ctx, id)
	}
	if s.PushKey == "" || doc.Order.Terminal() {
		return nil, newProblem("conflict", "of this order nobody is told by push: it has ended, or the operator has not set it up")
	}
	if err := s.keepPush(ctx, id, shell.Subscription{Endpoint: b.Endpoint, P256dh: b.P256dh, Auth: b.Auth}); err != nil {
		return nil, err
	}
	return s.shown(ctx, id)
}

func (s *Server) keepPush(ctx context.Context, id orders.ID, sub shell.Subscription) error {
	if err := sub.Check(s.PlainHooks); err != nil {
		return invalid("body", err.Error())
	}
	raw, err := json.Marshal(sub)
	if err != nil {
		return err
	}
	sealed, err := s.Sealer.Seal(raw)
	if err != nil {
		return err
	}
	return s.Store.PutParties(ctx, []shell.Party{{Role: shell.PushParty, ID: string(id), Note: string(sealed), At: s.Clock.Now()}})
}
