package roadnet

import "sync"

// maxSnaps is how many places a router remembers for each profile.
const maxSnaps = 16384

// snapCache keeps the places of points that are asked for again and again.
// What it holds never shows in a result.
type snapCache struct {
	mu    sync.RWMutex
	snaps map[coord]Snap
}

// snap returns a remembered place.
func (c *snapCache) snap(at coord) (Snap, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s, ok := c.snaps[at]
	return s, ok
}

// keep remembers a place; when there are too many it forgets them all, which
// costs a few microseconds for each that comes back.
func (c *snapCache) keep(at coord, s Snap) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.snaps == nil || len(c.snaps) >= maxSnaps {
		c.snaps = map[coord]Snap{}
	}
	c.snaps[at] = s
}
