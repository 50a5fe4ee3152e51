package feedback

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
)

// sealVersion begins everything sealed, so that the method can change.
const sealVersion = 1

// Sealer encrypts signing keys for the store (AES-256-GCM).
type Sealer struct {
	aead cipher.AEAD
}

// NewSealer derives the key from the content of the server's secret file,
// which must hold 32 bytes or more. With another file, what was sealed cannot
// be opened any more.
func NewSealer(secret []byte) (*Sealer, error) {
	if len(secret) < 32 {
		return nil, errors.New("feedback: the server's secret is shorter than 32 bytes: write 32 random ones to its file")
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "linli webhook secrets", 32)
	if err != nil {
		return nil, fmt.Errorf("feedback: derive key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("feedback: cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("feedback: cipher: %w", err)
	}
	return &Sealer{aead: aead}, nil
}

// Seal returns the encrypted form of a secret, another one each time.
func (s *Sealer) Seal(secret []byte) ([]byte, error) {
	return s.aead.Seal([]byte{sealVersion}, nil, secret, nil), nil
}

// Open returns what was sealed. It fails when the bytes were changed or
// sealed under another server secret.
func (s *Sealer) Open(sealed []byte) ([]byte, error) {
	if len(sealed) < 1 || sealed[0] != sealVersion {
		return nil, errors.New("feedback: a webhook secret is sealed in an unknown way: make the webhook anew")
	}
	secret, err := s.aead.Open(nil, nil, sealed[1:], nil)
	if err != nil {
		return nil, errors.New("feedback: a webhook secret cannot be opened: was the server's secret file replaced?")
	}
	return secret, nil
}
