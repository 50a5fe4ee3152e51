package shell

import (
	"encoding/base64"
	"fmt"
	"net/url"
)

// Subscription is where a browser is told by Web Push, as its Push API says it.
type Subscription struct {
	Endpoint string `json:"endpoint"` // of the browser's push service
	P256dh   string `json:"p256dh"`   // the browser's public key, base64url without padding
	Auth     string `json:"auth"`     // 16 secret bytes that it shares with us, in the same form
}

// Check says what cannot be used, or nil. plain lets http pass, for
// development.
func (s Subscription) Check(plain bool) error {
	u, err := url.Parse(s.Endpoint)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !plain) {
		return fmt.Errorf("endpoint must be https://host/path, without a user")
	}
	if b, err := base64.RawURLEncoding.DecodeString(s.P256dh); err != nil || len(b) != 65 || b[0] != 4 {
		return fmt.Errorf("p256dh must be a point of P-256 in 65 bytes, as base64url without padding")
	}
	if b, err := base64.RawURLEncoding.DecodeString(s.Auth); err != nil || len(b) != 16 {
		return fmt.Errorf("auth must be 16 bytes, as base64url without padding")
	}
	return nil
}
