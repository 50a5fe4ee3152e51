package robotlink

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/linli/linli/shell"
)

// refusal is an RFC 9457 answer to a machine that may not come in.
type refusal struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	Retryable bool   `json:"retryable"`
}

func (s *Server) turnAway(w http.ResponseWriter, status int, code, detail string, retryable bool) {
	s.count.turnedAway.Add(1)
	w.Header().Set("Content-Type", "application/problem+json")
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(refusal{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Code: code, Detail: detail, Retryable: retryable,
	})
}

// admit returns the device credential of a request, or answers the request.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) (shell.Credential, bool) {
	var none shell.Credential
	if r.Header.Get("Origin") != "" {
		s.turnAway(w, http.StatusForbidden, "no_browsers", "this door is for machines; a page may not open it", false)
		return none, false
	}
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		s.turnAway(w, http.StatusUnauthorized, "no_key", "send the header Authorization: Bearer with the machine's key", false)
		return none, false
	}
	c, err := s.lookUp(r.Context(), key)
	switch {
	case errors.Is(err, shell.ErrNoCredential):
		s.turnAway(w, http.StatusUnauthorized, "wrong_key", "the key is not valid: ask the operator for a new one", false)
		return none, false
	case err != nil:
		s.log.Error("credentials could not be read", "err", err)
		s.turnAway(w, http.StatusServiceUnavailable, "unavailable", "the key could not be checked: try again", true)
		return none, false
	case !c.Has(shell.ScopeDevice) || c.Subject == "":
		s.turnAway(w, http.StatusForbidden, "wrong_scope", "the key is not a machine's", false)
		return none, false
	}
	return c, true
}

// lookUp returns the credential of a key. A key that is malformed, unknown,
// wrong or revoked is shell.ErrNoCredential.
func (s *Server) lookUp(ctx context.Context, key string) (shell.Credential, error) {
	id, secret, err := shell.SplitKey(key)
	if err != nil {
		return shell.Credential{}, shell.ErrNoCredential
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Ask)
	defer cancel()
	c, err := s.parts.Credentials.Credential(ctx, id)
	if errors.Is(err, shell.ErrNotFound) {
		return shell.Credential{}, shell.ErrNoCredential
	}
	if err != nil {
		return shell.Credential{}, err
	}
	if !c.Matches(secret) {
		return shell.Credential{}, shell.ErrNoCredential
	}
	return c, nil
}

// pass is a key that is looked at again from time to time, so that revoking it
// ends the session.
type pass struct {
	key  string
	next time.Time
}

// valid is false once the key is known to be revoked. A store that does not
// answer revokes nobody.
func (s *Server) valid(ctx context.Context, p *pass, now time.Time) bool {
	if now.Before(p.next) {
		return true
	}
	p.next = now.Add(s.cfg.Recheck)
	_, err := s.lookUp(ctx, p.key)
	return !errors.Is(err, shell.ErrNoCredential)
}
