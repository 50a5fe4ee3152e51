package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Heads returns the seq of each zone's last committed record. Zones without a
// record are left out.
func (s *Store) Heads(ctx context.Context) (map[string]uint64, error) {
	heads := map[string]uint64{}
	err := s.each(ctx, func(rs pgx.Rows) error {
		var zone string
		var head int64
		err := rs.Scan(&zone, &head)
		heads[zone] = uint64(head)
		return err
	}, `SELECT zone, head FROM zones WHERE head > 0`)
	if err != nil {
		return nil, fmt.Errorf("journal: heads: %w", err)
	}
	return heads, nil
}
