package courierws

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/linli/linli/shell"
)

// problem is an answer to a request that did not become a session (RFC 9457).
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Code      string `json:"code"`
	Retryable bool   `json:"retryable"`
}

// Error returns the detail.
func (p *problem) Error() string { return p.Code + ": " + p.Detail }

func newProblem(status int, code, detail string) *problem {
	return &problem{
		Type: "urn:linli:problem:" + code, Title: http.StatusText(status), Status: status,
		Detail: detail, Code: code, Retryable: status >= 500,
	}
}

func (p *problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="linli"`)
	}
	if p.Retryable {
		w.Header().Set("Retry-After", strconv.Itoa(2))
	}
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

var errKey = newProblem(http.StatusUnauthorized, "unauthorized",
	"bring a courier's key as Authorization: Bearer linli_…, or a fresh ticket from POST /v1/tickets as ?ticket=…")

// signIn returns the credential of a request that may open a session.
func (s *Server) signIn(ctx context.Context, r *http.Request) (shell.Credential, *problem) {
	var id, secret string
	ticket := r.URL.Query().Get("ticket")
	header := r.Header.Get("Authorization")
	switch {
	case header != "":
		key, ok := cutBearer(header)
		var err error
		if id, secret, err = shell.SplitKey(key); !ok || err != nil {
			return shell.Credential{}, errKey
		}
	case ticket != "" && s.parts.Tickets != nil:
		c, ok := s.parts.Tickets.Redeem(ticket)
		if !ok {
			return shell.Credential{}, errKey
		}
		id = c.ID
	default:
		return shell.Credential{}, errKey
	}

	c, err := s.parts.Keys.Credential(ctx, id)
	switch {
	case errors.Is(err, shell.ErrNoCredential), errors.Is(err, shell.ErrNotFound):
		return shell.Credential{}, errKey
	case err != nil:
		s.log.Warn("a courier's key could not be looked up", "err", err)
		return shell.Credential{}, newProblem(http.StatusServiceUnavailable, "try_again", "keys cannot be looked up just now")
	case !c.Revoked.IsZero(), header != "" && !c.Matches(secret):
		return shell.Credential{}, errKey
	case !c.Has(shell.ScopeCourier) || c.Subject == "":
		return shell.Credential{}, newProblem(http.StatusForbidden, "missing_scope", "the key is not a courier's: it lacks the scope courier")
	}
	return c, nil
}

func cutBearer(header string) (string, bool) {
	scheme, key, ok := strings.Cut(header, " ")
	return strings.TrimSpace(key), ok && strings.EqualFold(scheme, "Bearer")
}

// checkOrigin keeps other people's pages out. Apps send no Origin; what they
// sign in with is nothing that a browser would send by itself.
func (s *Server) checkOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(s.config.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
