package courierws

import (
	"maps"
	"slices"

	"github.com/linli/linli/fleet"
)

// Present returns the couriers who have a session now, sorted.
func (s *Server) Present() []fleet.WorkerID {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := map[fleet.WorkerID]bool{}
	for se := range s.sessions {
		ids[se.line.courier] = true
	}
	return slices.Sorted(maps.Keys(ids))
}
