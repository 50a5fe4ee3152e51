package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const (
	refLimit   = 100
	replyLimit = 4 << 10
)

// Gateway is a driver for a gateway of SMS, voice or push that takes a POST of JSON,
// the fields of Message, and answers 2xx when it has the message. Its own id
// may stand in the answer as {"id": "…"}. The message's id goes along as
// Idempotency-Key.
type Gateway struct {
	url    string
	key    string
	client *http.Client
}

// NewGateway returns a driver for the gateway at address, which gets key as a
// bearer token unless it is empty. The client decides where connections may
// go; plain allows http, for development.
func NewGateway(address, key string, client *http.Client, plain bool) (*Gateway, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !plain) {
		return nil, fmt.Errorf("notify: the gateway's address must be https://host/path, without a user")
	}
	return &Gateway{url: address, key: key, client: client}, nil
}

// Send posts the message. Answers of 4xx end the matter, apart from 401, 403,
// 408, 425 and 429: what an operator can put right is tried again.
func (g *Gateway) Send(ctx context.Context, m Message) (string, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url, bytes.NewReader(body))
	if err != nil {
		return "", errors.New("notify: the gateway's address cannot be used")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Linli-Notify/1")
	req.Header.Set("Idempotency-Key", m.ID)
	if g.key != "" {
		req.Header.Set("Authorization", "Bearer "+g.key)
	}
	res, err := g.client.Do(req)
	if err != nil {
		return "", describe(err)
	}
	defer res.Body.Close()
	reply, _ := io.ReadAll(io.LimitReader(res.Body, replyLimit)) // only its id matters
	code := fmt.Sprintf("http_%d", res.StatusCode)
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return reference(reply), nil
	case res.StatusCode >= 400 && res.StatusCode < 500 && !mendable(res.StatusCode):
		return "", &Refused{Code: code}
	}
	return "", &trouble{code: code}
}

// mendable answers are not about the message.
func mendable(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return false
}

// reference reads the gateway's id, if it gave a plain one.
func reference(reply []byte) string {
	var r struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(reply, &r) != nil || len(r.ID) > refLimit || strings.ContainsFunc(r.ID, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return ""
	}
	return r.ID
}

// trouble is a failure that may pass, by a code that may be stored.
type trouble struct{ code string }

// Error returns the code.
func (t *trouble) Error() string { return "notify: " + t.code }

// describe leaves out what the error says of addresses.
func describe(err error) error {
	var t interface{ Timeout() bool }
	if errors.As(err, &t) && t.Timeout() {
		return &trouble{code: "timeout"}
	}
	return &trouble{code: "no_connection"}
}
