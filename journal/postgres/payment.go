package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/linli/linli/journal/rows"
)

// PutPaymentCall stores a request under its idempotency key, before it is
// made. Another request under the same key is an error: the provider would
// answer it with what it did for the first.
func (s *Store) PutPaymentCall(ctx context.Context, key string, request []byte) error {
	n, err := s.change(ctx, `INSERT INTO payment_calls (key, request) VALUES ($1, $2) ON CONFLICT DO NOTHING`, rows.Key(key), bytesOf(request))
	if err == nil && n == 0 {
		var stored []byte
		stored, err = s.PaymentCall(ctx, key)
		if err == nil && !bytes.Equal(stored, request) {
			err = errors.New("the key belongs to another request: use a new key")
		}
	}
	if err != nil {
		return fmt.Errorf("journal: payment call %q: %w", key, err)
	}
	return nil
}

// PaymentCall returns the request that was stored under the key.
func (s *Store) PaymentCall(ctx context.Context, key string) ([]byte, error) {
	var request []byte
	if err := s.one(ctx, `SELECT request FROM payment_calls WHERE key = $1`, []any{rows.Key(key)}, &request); err != nil {
		return nil, fmt.Errorf("journal: payment call %q: %w", key, err)
	}
	return request, nil
}
