package sqlite

import (
	"context"
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Person returns the personal data of an order; of a visit of a plan, that of
// the plan.
func (s *Store) Person(ctx context.Context, id orders.ID) (shell.Person, error) {
	p, own := shell.Person{Order: id}, rows.Key(string(id))
	var name, phone, address, note []byte
	var at int64
	err := s.one(ctx, `SELECT name, phone, address, note, at, language, channels FROM persons WHERE order_id IN (?, ?) ORDER BY order_id = ? DESC LIMIT 1`,
		[]any{own, rows.Key(string(dispatch.PlanOf(id))), own}, &name, &phone, &address, &note, &at, &p.Language, &p.Channels)
	if err != nil {
		return shell.Person{}, fmt.Errorf("journal: person of order %q: %w", id, err)
	}
	p.Name, p.Phone, p.Address, p.Note, p.At = string(name), string(phone), string(address), string(note), clock.Instant(at)
	return p, nil
}

// ErasePerson deletes the personal data of an order. The bytes in the file
// are overwritten (secure_delete); copies in the WAL go when it is next
// reused, copies in backups when those are deleted.
func (s *Store) ErasePerson(ctx context.Context, id orders.ID) error {
	err := s.write.do(ctx, func(t *tx) error {
		return t.exec(`DELETE FROM persons WHERE order_id = ?`, rows.Key(string(id)))
	})
	if err != nil {
		return fmt.Errorf("journal: erase person of order %q: %w", id, err)
	}
	return nil
}
