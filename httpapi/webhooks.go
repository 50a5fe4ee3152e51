package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/url"

	"github.com/linli/linli/shell"
)

const (
	platform    = "platform" // owner of the webhooks about every order
	maxWebhooks = 20         // for one owner
)

// ownerOf returns whose webhooks a key manages.
func ownerOf(c shell.Credential) (string, error) {
	switch {
	case c.Has(shell.ScopeStaff):
		return platform, nil
	case c.Has(shell.ScopeOrders):
		return c.Subject, nil
	}
	return "", newProblem("forbidden", "the key lacks the scope orders or staff")
}

// webhook returns an endpoint of the caller's.
func (s *Server) webhook(ctx context.Context, id string) (shell.Endpoint, error) {
	owner, err := ownerOf(credentialOf(ctx))
	if err != nil {
		return shell.Endpoint{}, err
	}
	e, err := s.Store.Endpoint(ctx, id)
	if err != nil {
		return e, err
	}
	if e.Owner != owner {
		return shell.Endpoint{}, shell.ErrNotFound
	}
	return e, nil
}

type createWebhookInput struct {
	Body WebhookRequest
}

func (s *Server) createWebhook(ctx context.Context, in *createWebhookInput) (*answer[Webhook], error) {
	owner, err := ownerOf(credentialOf(ctx))
	if err != nil {
		return nil, err
	}
	if err := s.checkURL(in.Body.URL); err != nil {
		return nil, err
	}
	if s.Sealer == nil {
		return nil, newProblem("unavailable", "this server sends no webhooks: it has no key to seal their secrets with")
	}
	have, err := s.Store.Endpoints(ctx, owner)
	if err != nil {
		return nil, err
	}
	if len(have) >= maxWebhooks {
		return nil, newProblem("conflict", "there are 20 webhooks already: delete one first")
	}
	var secret [32]byte
	rand.Read(secret[:]) // never fails: it ends the program instead
	sealed, err := s.Sealer.Seal(secret[:])
	if err != nil {
		return nil, err
	}
	e := shell.Endpoint{ID: s.NewID("e"), Owner: owner, URL: in.Body.URL, Secret: sealed, Created: s.Clock.Now()}
	if err := s.Store.PutEndpoint(ctx, e); err != nil {
		return nil, err
	}
	v := webhookView(e)
	v.Secret = "whsec_" + base64.StdEncoding.EncodeToString(secret[:])
	return reply(v), nil
}

// checkURL refuses what can never be sent to. Where the name leads is checked
// when it is dialled.
func (s *Server) checkURL(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "":
		return invalid("body.url", "must be an absolute URL")
	case u.User != nil:
		return invalid("body.url", "must not hold a user or password: messages are signed instead")
	case u.Scheme != "https" && !(s.PlainHooks && u.Scheme == "http"):
		return invalid("body.url", "must begin with https://")
	}
	return nil
}

func webhookView(e shell.Endpoint) Webhook {
	return Webhook{ID: e.ID, URL: e.URL, Disabled: e.Disabled, Created: e.Created.Time()}
}

func (s *Server) listWebhooks(ctx context.Context, _ *none) (*answer[WebhookList], error) {
	owner, err := ownerOf(credentialOf(ctx))
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Endpoints(ctx, owner)
	if err != nil {
		return nil, err
	}
	l := WebhookList{Webhooks: []Webhook{}}
	for _, e := range rows {
		l.Webhooks = append(l.Webhooks, webhookView(e))
	}
	return reply(l), nil
}

type webhookInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) deleteWebhook(ctx context.Context, in *webhookInput) (*none, error) {
	if _, err := s.webhook(ctx, in.ID); err != nil {
		return nil, err
	}
	return nil, s.Store.DeleteEndpoint(ctx, in.ID)
}

func (s *Server) testWebhook(ctx context.Context, in *webhookInput) (*answer[WebhookTest], error) {
	e, err := s.webhook(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if s.Hooks == nil {
		return nil, newProblem("unavailable", "this server sends no webhooks")
	}
	status, err := s.Hooks.Test(ctx, e)
	v := WebhookTest{OK: status >= 200 && status < 300, Status: status}
	if err != nil {
		v.Detail = err.Error()
	}
	return reply(v), nil
}

type deliveriesInput struct {
	ID     string `path:"id" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"200"`
}

func (s *Server) listDeliveries(ctx context.Context, in *deliveriesInput) (*answer[WebhookDeliveryPage], error) {
	if _, err := s.webhook(ctx, in.ID); err != nil {
		return nil, err
	}
	rows, next, err := s.Store.Deliveries(ctx, in.ID, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	p := WebhookDeliveryPage{Deliveries: []WebhookDelivery{}, Next: next}
	for _, d := range rows {
		v := WebhookDelivery{Message: d.Message, State: string(d.State), Attempts: d.Attempts, Status: d.Status, At: d.At.Time()}
		if d.State == shell.DeliveryPending {
			v.Next = when(d.Next)
		}
		p.Deliveries = append(p.Deliveries, v)
	}
	return reply(p), nil
}

func (s *Server) replayDelivery(ctx context.Context, in *struct {
	ID      string `path:"id" maxLength:"64"`
	Message string `path:"message" maxLength:"200"`
}) (*none, error) {
	if _, err := s.webhook(ctx, in.ID); err != nil {
		return nil, err
	}
	if s.Hooks == nil {
		return nil, newProblem("unavailable", "this server sends no webhooks")
	}
	return nil, s.Hooks.Replay(ctx, in.ID, in.Message)
}
