package orders

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// Pepper is a zone's secret for PINs and tracking links. It stays at the
// edges: events and state hold only what it was mixed into.
type Pepper []byte

// PIN returns the four digits that a resident shows to get an order's goods.
func (p Pepper) PIN(id ID) string {
	return fmt.Sprintf("%04d", binary.BigEndian.Uint32(p.mac("pin", string(id)))%10000)
}

// CounterPIN returns the four digits that the counter tells the courier of an
// order, where a PIN is asked for at the pickup.
func (p Pepper) CounterPIN(id ID) string { return p.PIN(id + "/pickup") }

// DepositCode returns the six digits that a merchant types at a locker, to put
// an order's goods into the compartment that is kept for it.
func (p Pepper) DepositCode(id ID) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(p.mac("deposit", string(id)))%1000000)
}

// Code returns the six digits by which the desk finds an order again. They
// open nothing.
func (p Pepper) Code(id ID) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(p.mac("code", string(id)))%1000000)
}

// Proof returns the digest of a PIN typed for an order, as events carry it.
func (p Pepper) Proof(id ID, pin string) string {
	return hex.EncodeToString(p.mac("proof", string(id), pin)[:16])
}

// Token returns the unguessable half of an order's tracking link.
func (p Pepper) Token(id ID) string {
	return string(id) + "." + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(p.mac("track", string(id))[:16])
}

// Tracked returns the order that a tracking token belongs to.
func (p Pepper) Tracked(token string) (ID, bool) {
	name, _, ok := strings.Cut(token, ".")
	return ID(name), ok && hmac.Equal([]byte(p.Token(ID(name))), []byte(token))
}

// CardCode returns the eight digits on the card of a serial.
func (p Pepper) CardCode(serial string) string {
	return fmt.Sprintf("%08d", binary.BigEndian.Uint64(p.mac("card", serial))%100_000_000)
}

// CardProof returns the digest of a card's code, as events carry it.
func (p Pepper) CardProof(code string) string {
	return hex.EncodeToString(p.mac("card proof", code)[:16])
}

// CallNumber returns the six digits that a carer types when calling in from a
// home's landline.
func (p Pepper) CallNumber(worker string) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(p.mac("call", worker))%1_000_000)
}

// Landline returns the keyed hash of a telephone number in the form of E.164.
func (p Pepper) Landline(number string) string {
	return hex.EncodeToString(p.mac("landline", number)[:16])
}

func (p Pepper) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, p)
	h.Write([]byte(strings.Join(parts, "\x1f")))
	return h.Sum(nil)
}
