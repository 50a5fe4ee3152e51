package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/shell"
)

const (
	keyFresh = 5 * time.Second // how long another node's revocation may go unseen
	keyCap   = 4096
)

// keyCache remembers credentials for a moment, also that there is none.
type keyCache struct {
	ring Keyring

	mu   sync.Mutex
	rows map[string]cachedKey
}

type cachedKey struct {
	cred  shell.Credential
	found bool
	until time.Time
}

func newKeyCache(k Keyring) *keyCache { return &keyCache{ring: k, rows: map[string]cachedKey{}} }

// nobody stands in for a credential that does not exist, so that an unknown
// id and a wrong secret cost the same comparison.
var nobody = shell.Credential{Hash: shell.HashSecret("nobody")}

// check returns the credential of a key, or shell.ErrNoCredential.
func (k *keyCache) check(ctx context.Context, key string) (shell.Credential, error) {
	id, secret, err := shell.SplitKey(key)
	if err != nil {
		id, secret = "", key
	}
	cred, found, err := k.find(ctx, id)
	if err != nil {
		return shell.Credential{}, err
	}
	if !cred.Matches(secret) || !found {
		return shell.Credential{}, shell.ErrNoCredential
	}
	return cred, nil
}

// find returns the credential called id.
func (k *keyCache) find(ctx context.Context, id string) (shell.Credential, bool, error) {
	if id == "" {
		return nobody, false, nil
	}
	now := time.Now()
	k.mu.Lock()
	row, ok := k.rows[id]
	k.mu.Unlock()
	if ok && now.Before(row.until) {
		return row.cred, row.found, nil
	}
	cred, err := k.ring.Credential(ctx, id)
	row = cachedKey{cred: cred, found: err == nil, until: now.Add(keyFresh)}
	if errors.Is(err, shell.ErrNotFound) || errors.Is(err, shell.ErrNoCredential) {
		row.cred = nobody
	} else if err != nil {
		return shell.Credential{}, false, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.rows) >= keyCap {
		clear(k.rows)
	}
	k.rows[id] = row
	return row.cred, row.found, nil
}

func (k *keyCache) forget(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.rows, id)
}

type credentialKey struct{}

func withCredential(ctx context.Context, c shell.Credential) context.Context {
	return context.WithValue(ctx, credentialKey{}, c)
}

// credentialOf returns who asks; the zero credential for public routes.
func credentialOf(ctx context.Context) shell.Credential {
	c, _ := ctx.Value(credentialKey{}).(shell.Credential)
	return c
}

// caller is what a request says of who sent it.
type caller struct {
	authorization, ticket string
	address               string // host and port
}

// demoReader is who reads the live map of a demo without a key.
var demoReader = shell.Credential{Subject: "demo"}

// admit decides whether a request may enter, and counts it against the key's
// limit. The header is of the response.
func (s *Server) admit(ctx context.Context, h http.Header, who caller, access Access) (shell.Credential, *Problem) {
	if access == Public {
		return shell.Credential{}, nil
	}
	if (access == StaffRead || access == CircleRead) && s.Demo && who.authorization == "" && who.ticket == "" {
		return demoReader, nil
	}
	cred, err := s.identify(ctx, who.authorization, who.ticket)
	if errors.Is(err, shell.ErrNoCredential) {
		h.Set("WWW-Authenticate", `Bearer realm="linli"`)
		return cred, newProblem("unauthenticated", "send Authorization: Bearer linli_<id>_<secret> with a key that is valid")
	}
	if err != nil {
		s.Log.ErrorContext(ctx, "keys cannot be read", "request", requestID(ctx), "err", err)
		return cred, fault(err)
	}
	if p := s.count(&cred, who.address, h); p != nil {
		return cred, p
	}
	if access == CircleRead && !cred.Has(shell.ScopeCircle) && !cred.Has(shell.ScopeOrders) && !cred.Has(shell.ScopeStaff) {
		return cred, newProblem("forbidden", "the key has none of the scopes circle, orders and staff; ask your administrator for one that has")
	}
	if need := scopeOf(access); need != "" && !cred.Has(need) {
		return cred, newProblem("forbidden", "the key lacks the scope "+string(need)+"; ask your administrator for one that has it")
	}
	if access == CircleBook && !cred.Has(shell.ScopeCircle) && !cred.Has(shell.ScopeStaff) {
		return cred, newProblem("forbidden", "the key has neither the scope circle nor staff; ask your administrator for one that has")
	}
	if access == CircleBook && public(&cred) {
		if p := s.bookers.take(cred.ID+" "+household(who.address), time.Now(), h); p != nil {
			return cred, p
		}
	}
	return cred, nil
}

// count takes a request from a key's quota. A community's key is everybody's:
// each address has a quota of its own, so that nobody reads for all.
func (s *Server) count(c *shell.Credential, address string, h http.Header) *Problem {
	if !public(c) {
		return s.limits.take(c.ID, time.Now(), h)
	}
	return s.readers.take(c.ID+" "+household(address), time.Now(), h)
}

// public reports whether a key is one that a community hangs out at its gate.
func public(c *shell.Credential) bool {
	return c.Has(shell.ScopeCircle) && !c.Has(shell.ScopeOrders) && !c.Has(shell.ScopeStaff)
}

func (s *Server) identify(ctx context.Context, authorization, ticket string) (shell.Credential, error) {
	if ticket != "" && authorization == "" {
		return s.redeem(ctx, ticket)
	}
	scheme, key, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		key = ""
	}
	return s.keys.check(ctx, strings.TrimSpace(key))
}

func (s *Server) redeem(ctx context.Context, ticket string) (shell.Credential, error) {
	if s.Tickets == nil {
		return shell.Credential{}, shell.ErrNoCredential
	}
	issued, ok := s.Tickets.Redeem(ticket)
	if !ok {
		return shell.Credential{}, shell.ErrNoCredential
	}
	cred, found, err := s.keys.find(ctx, issued.ID) // it may have been revoked since
	if err == nil && (!found || !cred.Revoked.IsZero()) {
		err = shell.ErrNoCredential
	}
	return cred, err
}

func scopeOf(a Access) shell.Scope {
	switch a {
	case AnyKey, Public, CircleRead, CircleBook:
		return ""
	case StaffRead:
		return shell.ScopeStaff
	}
	return shell.Scope(a)
}

// authorize is the middleware of the routes that huma serves. A ticket opens
// WebSockets only, so none is looked for here.
func (s *Server) authorize(ctx huma.Context, next func(huma.Context)) {
	access, ok := ctx.Operation().Metadata["access"].(Access)
	if !ok {
		access = ScopeAdmin // a route without a rule is nobody's
	}
	h := http.Header{}
	cred, p := s.admit(ctx.Context(), h, caller{authorization: ctx.Header("Authorization"), address: ctx.RemoteAddr()}, access)
	for name, values := range h {
		for _, v := range values {
			ctx.SetHeader(name, v)
		}
	}
	if p != nil {
		for name, values := range p.GetHeaders() {
			ctx.SetHeader(name, values[0])
		}
		ctx.SetHeader("Content-Type", p.ContentType(""))
		ctx.SetStatus(p.Status)
		ctx.BodyWriter().Write(p.json())
		return
	}
	next(huma.WithContext(ctx, withCredential(ctx.Context(), cred)))
}
