package feedback

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Tolerance is how old or how early a message's timestamp may be for Verify.
const Tolerance = 5 * time.Minute

// SecretPrefix starts a webhook's secret as its owner keeps it; base64 of the
// signing key follows.
const SecretPrefix = "whsec_"

// The headers of Standard Webhooks.
const (
	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
)

// ErrSignature means that a message is not from the owner of the secret, or
// was changed on its way.
var ErrSignature = errors.New("the webhook's signature does not match")

// ErrTooOld means that a message's timestamp is farther from now than
// Tolerance: it may be replayed by somebody who recorded it.
var ErrTooOld = errors.New("the webhook's timestamp is too far from now")

// sign returns the value of the signature header.
func sign(key []byte, id string, at time.Time, body []byte) string {
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s.%d.", id, at.Unix())
	h.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Verify reports whether a received message is genuine: nil, ErrSignature,
// ErrTooOld, or what is wrong with the secret. The header may hold several
// signatures while a secret is being changed; one that matches is enough.
// Receivers must still drop repeats by their Webhook-Id.
func Verify(secret string, h http.Header, body []byte, now time.Time) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, SecretPrefix))
	if err != nil || len(key) == 0 {
		return fmt.Errorf("the secret is not %s and base64: copy it again", SecretPrefix)
	}
	seconds, err := strconv.ParseInt(h.Get(headerTimestamp), 10, 64)
	if err != nil {
		return ErrSignature
	}
	at := time.Unix(seconds, 0)
	if d := now.Sub(at); d > Tolerance || d < -Tolerance {
		return ErrTooOld
	}
	want := sign(key, h.Get(headerID), at, body)
	ok := false
	for got := range strings.FieldsSeq(h.Get(headerSignature)) {
		if hmac.Equal([]byte(got), []byte(want)) {
			ok = true
		}
	}
	if !ok {
		return ErrSignature
	}
	return nil
}
