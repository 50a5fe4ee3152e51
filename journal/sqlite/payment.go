package sqlite

import (
	"bytes"
	"context"
	"fmt"

	"github.com/linli/linli/journal/rows"
)

// PutPaymentCall stores a request under its idempotency key, before it is
// made. Another request under the same key is an error: the provider would
// answer it with what it did for the first.
func (s *Store) PutPaymentCall(ctx context.Context, key string, request []byte) error {
	err := s.write.do(ctx, func(t *tx) error {
		n, err := t.change(`INSERT INTO payment_calls (key, request) VALUES (?, ?) ON CONFLICT DO NOTHING`, rows.Key(key), bytesOf(request))
		if err != nil || n == 1 {
			return err
		}
		var stored []byte
		if err := t.row(`SELECT request FROM payment_calls WHERE key = ?`, []any{rows.Key(key)}, &stored); err != nil {
			return err
		}
		if !bytes.Equal(stored, request) {
			return fmt.Errorf("the key belongs to another request: use a new key")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("journal: payment call %q: %w", key, err)
	}
	return nil
}

// PaymentCall returns the request that was stored under the key.
func (s *Store) PaymentCall(ctx context.Context, key string) ([]byte, error) {
	var request []byte
	if err := s.one(ctx, `SELECT request FROM payment_calls WHERE key = ?`, []any{rows.Key(key)}, &request); err != nil {
		return nil, fmt.Errorf("journal: payment call %q: %w", key, err)
	}
	return request, nil
}
