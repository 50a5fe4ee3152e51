package shell

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/linli/linli/clock"
)

// Scope is what a credential may do.
type Scope string

// The scopes.
const (
	ScopeView      Scope = "orders_read" // look at a merchant's own orders
	ScopeKitchen   Scope = "kitchen"     // and say how far the goods are
	ScopeOrders    Scope = "orders"      // and place, edit and call off
	ScopeOwner     Scope = "merchant"    // and manage the merchant's keys
	ScopeStaff     Scope = "staff"       // watch everything, step in
	ScopeAdmin     Scope = "admin"       // set up merchants, couriers, robots, lockers, keys
	ScopeCourier   Scope = "courier"     // one courier's session
	ScopeDevice    Scope = "device"      // one robot's or locker's session
	ScopeTelephony Scope = "telephony"   // the telephone gateway: carers call in
	ScopeCircle    Scope = "circle"      // read what one community's residents see; no personal data
)

// Credential is an API key, or what a person or machine signs in with. The
// secret itself is never stored.
type Credential struct {
	ID      string        `json:"id"`      // public half of the key
	Hash    string        `json:"-"`       // hex SHA-256 of the secret half: 32 random bytes need no slow hash
	Subject string        `json:"subject"` // merchant, courier, robot, bank or person
	Scopes  []Scope       `json:"scopes"`
	Label   string        `json:"label"`
	Live    bool          `json:"live"` // live_mode of what it creates
	Created clock.Instant `json:"created"`
	Revoked clock.Instant `json:"revoked,omitempty"`
}

// ErrNoCredential means that a key is unknown, wrong or revoked; which of
// these is not said.
var ErrNoCredential = errors.New("the key is not valid")

// KeyPrefix starts every key, so that a leaked one can be recognised.
const KeyPrefix = "linli_"

// FormatKey joins the halves of a key as it is shown once to its owner.
func FormatKey(id, secret string) string { return KeyPrefix + id + "_" + secret }

// SplitKey returns the halves of a key.
func SplitKey(key string) (id, secret string, err error) {
	rest, ok := strings.CutPrefix(key, KeyPrefix)
	if !ok {
		return "", "", ErrNoCredential
	}
	id, secret, ok = strings.Cut(rest, "_")
	if !ok || id == "" || secret == "" {
		return "", "", ErrNoCredential
	}
	return id, secret, nil
}

// HashSecret returns the stored form of a key's secret half.
func HashSecret(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// Matches reports whether the credential's secret is the given one and it has
// not been revoked.
func (c *Credential) Matches(secret string) bool {
	return c.Revoked.IsZero() && subtle.ConstantTimeCompare([]byte(HashSecret(secret)), []byte(c.Hash)) == 1
}

// MerchantScopes are what a merchant's keys may have, each including those
// before it.
var MerchantScopes = []Scope{ScopeView, ScopeKitchen, ScopeOrders, ScopeOwner}

// Has reports whether the credential has the scope. Admin includes staff, and
// a merchant's scopes those below them.
func (c *Credential) Has(s Scope) bool {
	if slices.Contains(c.Scopes, s) || s == ScopeStaff && slices.Contains(c.Scopes, ScopeAdmin) {
		return true
	}
	rank := slices.Index(MerchantScopes, s)
	return rank >= 0 && slices.ContainsFunc(c.Scopes, func(x Scope) bool { return slices.Index(MerchantScopes, x) > rank })
}
