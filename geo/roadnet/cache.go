package roadnet

import (
	"container/list"
	"sync"
)

// The most that a router keeps for each profile.
const (
	maxTrees     = 512
	maxTreeBytes = 256 << 20
	maxSnaps     = 16384
)

// treeCache keeps the trees of the targets used last, and the places of points
// that are asked for again and again. What it holds never shows in a result.
type treeCache struct {
	mu    sync.Mutex
	trees map[target]*list.Element // of *cachedTree
	order list.List                // the tree used last in front
	bytes int
	snaps map[coord]Snap
}

// target is a snapped point as a key.
type target struct{ edge, offset uint32 }

type cachedTree struct {
	target target
	tree   *tree
}

func (c *treeCache) init() {
	c.trees = map[target]*list.Element{}
	c.snaps = map[coord]Snap{}
}

// tree returns the cached tree of t, nil when there is none.
func (c *treeCache) tree(t target) *tree {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.trees[t]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cachedTree).tree
}

// keep stores a tree and drops those not used for longest when there are too
// many.
func (c *treeCache) keep(t target, tr *tree) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.trees[t] != nil {
		return // somebody else built the same tree meanwhile
	}
	c.trees[t] = c.order.PushFront(&cachedTree{target: t, tree: tr})
	c.bytes += tr.bytes()
	for c.order.Len() > 1 && (c.order.Len() > maxTrees || c.bytes > maxTreeBytes) {
		last := c.order.Remove(c.order.Back()).(*cachedTree)
		delete(c.trees, last.target)
		c.bytes -= last.tree.bytes()
	}
}

// snap returns a remembered place.
func (c *treeCache) snap(at coord) (Snap, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.snaps[at]
	return s, ok
}

// keepSnap remembers a place; when there are too many it forgets them all,
// which costs a few microseconds for each that comes back.
func (c *treeCache) keepSnap(at coord, s Snap) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.snaps) >= maxSnaps {
		clear(c.snaps)
	}
	c.snaps[at] = s
}
