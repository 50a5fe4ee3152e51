package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync/atomic"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// mint stores a credential with a fresh secret and returns the key, which is
// never shown again.
func (s *Server) mint(ctx context.Context, c shell.Credential) (string, shell.Credential, error) {
	var b [32]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	secret := hex.EncodeToString(b[:])
	c.ID, c.Hash, c.Created = s.NewID("k"), shell.HashSecret(secret), s.Clock.Now()
	if err := s.Store.PutCredential(ctx, c); err != nil {
		return "", c, err
	}
	s.keys.forget(c.ID)
	return shell.FormatKey(c.ID, secret), c, nil
}

// NewKey answers the making of a key. Key is shown once.
type NewKey struct {
	Key string `json:"key" doc:"Shown once; store it now."`
	Row KeyRow `json:"row"`
}

func (s *Server) createKey(ctx context.Context, in *struct{ Body KeyRequest }) (*answer[NewKey], error) {
	b := &in.Body
	c := shell.Credential{Subject: b.Subject, Label: b.Label, Live: b.Live}
	for _, scope := range b.Scopes {
		c.Scopes = append(c.Scopes, shell.Scope(scope))
	}
	key, c, err := s.mint(ctx, c)
	if err != nil {
		return nil, err
	}
	return reply(NewKey{Key: key, Row: keyRow(c)}), nil
}

func keyRow(c shell.Credential) KeyRow {
	r := KeyRow{
		ID: c.ID, Subject: c.Subject, Label: c.Label, Live: c.Live, Scopes: []string{},
		Created: c.Created.Time(), Revoked: when(c.Revoked),
	}
	for _, s := range c.Scopes {
		r.Scopes = append(r.Scopes, string(s))
	}
	return r
}

func (s *Server) listKeys(ctx context.Context, in *pageInput) (*answer[KeyPage], error) {
	rows, next, err := s.Store.Credentials(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	p := KeyPage{Keys: []KeyRow{}, Next: next}
	for _, c := range rows {
		p.Keys = append(p.Keys, keyRow(c))
	}
	return reply(p), nil
}

func (s *Server) revokeKey(ctx context.Context, in *subjectInput) (*none, error) {
	if in.ID == credentialOf(ctx).ID {
		return nil, newProblem("conflict", "this is the key you are using: revoke it with another")
	}
	err := s.Store.RevokeCredential(ctx, in.ID, s.Clock.Now())
	s.keys.forget(in.ID)
	return nil, err
}

// maxDemoCouriers bounds what strangers can add to a demo.
const maxDemoCouriers = 50

type demoCouriers struct{ n atomic.Int64 }

func (s *Server) createDemoCourier(ctx context.Context, _ *none) (*answer[DemoCourier], error) {
	if s.demo.n.Add(1) > maxDemoCouriers {
		s.demo.n.Add(-1)
		return nil, newProblem("conflict", fmt.Sprintf("this demo has its %d extra couriers already", maxDemoCouriers))
	}
	id := s.NewID("c")
	ev := dispatch.RegisterCourier{
		Courier: fleet.WorkerID(id), Profile: geo.Ebike, Capacity: capacity(0, 0, 15_000, 60_000),
	}
	out, err := s.setUp(ctx, ev, shell.Credential{
		Subject: id, Scopes: []shell.Scope{shell.ScopeCourier}, Label: "demo courier",
	}, false)
	if err != nil {
		s.demo.n.Add(-1)
		return nil, err
	}
	return reply(DemoCourier{Courier: id, Key: out.Body.Key}), nil
}
