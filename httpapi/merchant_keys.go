package httpapi

import (
	"context"
	"errors"
	"slices"

	"github.com/linli/linli/shell"
)

// MerchantKeyRequest asks for a key of the calling merchant.
type MerchantKeyRequest struct {
	Role  string `json:"role" enum:"orders_read,kitchen,orders,merchant" doc:"orders_read: look. kitchen: look, and say how far the goods are. orders: also place, edit and call off. merchant: also manage keys."`
	Label string `json:"label,omitempty" maxLength:"120" doc:"For you to recognise it. No personal data."`
	Live  bool   `json:"live,omitempty" doc:"live_mode of what it creates; only with a key that is live itself."`
}

func (s *Server) createMerchantKey(ctx context.Context, in *struct{ Body MerchantKeyRequest }) (*answer[NewKey], error) {
	mine, b := credentialOf(ctx), &in.Body
	if b.Live && !mine.Live {
		return nil, newProblem("forbidden", "a key that is not live cannot make one that is: ask your administrator")
	}
	key, c, err := s.mint(ctx, shell.Credential{
		Subject: mine.Subject, Label: b.Label, Live: b.Live, Scopes: []shell.Scope{shell.Scope(b.Role)},
	})
	if err != nil {
		return nil, err
	}
	return reply(NewKey{Key: key, Row: keyRow(c)}), nil
}

// ofMerchant reports whether a key is one of the merchant's: other parties may
// have the same name.
func ofMerchant(c shell.Credential, merchant string) bool {
	return c.Subject == merchant && len(c.Scopes) > 0 &&
		!slices.ContainsFunc(c.Scopes, func(x shell.Scope) bool { return !slices.Contains(shell.MerchantScopes, x) })
}

func (s *Server) listMerchantKeys(ctx context.Context, in *pageInput) (*answer[KeyPage], error) {
	p := KeyPage{Keys: []KeyRow{}, Next: in.Cursor}
	for first := true; first || p.Next != "" && len(p.Keys) < in.Limit; first = false {
		rows, next, err := s.Store.Credentials(ctx, in.Limit, p.Next)
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			if ofMerchant(c, credentialOf(ctx).Subject) {
				p.Keys = append(p.Keys, keyRow(c))
			}
		}
		p.Next = next
	}
	return reply(p), nil
}

func (s *Server) revokeMerchantKey(ctx context.Context, in *subjectInput) (*none, error) {
	c, err := s.Store.Credential(ctx, in.ID)
	if errors.Is(err, shell.ErrNoCredential) || err == nil && !ofMerchant(c, credentialOf(ctx).Subject) {
		return nil, shell.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return s.revokeKey(ctx, in)
}
