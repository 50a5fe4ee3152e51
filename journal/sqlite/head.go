package sqlite

import (
	"context"
	"fmt"
)

// Heads returns the seq of each zone's last committed record. Zones without a
// record are left out.
func (s *Store) Heads(ctx context.Context) (map[string]uint64, error) {
	rs, err := s.read.QueryContext(ctx, `SELECT zone, head FROM zones WHERE head > 0`)
	if err != nil {
		return nil, fmt.Errorf("journal: heads: %w", err)
	}
	defer rs.Close()
	heads := map[string]uint64{}
	for rs.Next() {
		var zone string
		var head uint64
		if err := rs.Scan(&zone, &head); err != nil {
			return nil, fmt.Errorf("journal: heads: %w", err)
		}
		heads[zone] = head
	}
	if err := rs.Err(); err != nil {
		return nil, fmt.Errorf("journal: heads: %w", err)
	}
	return heads, nil
}
