package dispatch

import (
	"cmp"
	"encoding/json"
	"iter"
	"maps"
	"slices"
)

// Table is a map that is walked in the order of its keys, so that no decision
// can depend on chance.
type Table[K ~string, V any] struct {
	rows   map[K]*V
	blocks [][]entry[K, V] // all rows by key, none of the blocks empty
	edits  uint64          // counts rows that came or went
}

// entry is a row with its key.
type entry[K ~string, V any] struct {
	key  K
	row  *V
	born uint64 // the edit that it came with
}

// blockSize bounds a block: what moves when a row comes or goes.
const blockSize = 256

// Get returns the row called k, or nil. The engine alone may write to it,
// and only through a decision.
func (t *Table[K, V]) Get(k K) *V { return t.rows[k] }

// Len returns the number of rows.
func (t *Table[K, V]) Len() int { return len(t.rows) }

// All walks the rows in the order of their keys. Rows may be put and deleted
// during the walk; it visits those that were there when it began and still
// are.
func (t *Table[K, V]) All() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) { t.walk(0, 0, yield) }
}

// From walks the rows as All does, without those before k.
func (t *Table[K, V]) From(k K) iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		b, i, _ := t.find(k)
		t.walk(b, i, yield)
	}
}

// walk visits rows from position i of block b on.
func (t *Table[K, V]) walk(b, i int, yield func(K, *V) bool) {
	began := t.edits
	edits := began
	for b < len(t.blocks) {
		if i >= len(t.blocks[b]) {
			b, i = b+1, 0
			continue
		}
		e := t.blocks[b][i]
		if e.row != nil && e.born <= began && !yield(e.key, e.row) {
			return
		}
		i++
		if edits != t.edits {
			edits = t.edits
			var there bool
			if b, i, there = t.find(e.key); there {
				i++
			}
		}
	}
}

// find returns the block and the position in it where the row called k is, or
// would be. The block does not exist if the table is empty.
func (t *Table[K, V]) find(k K) (block, at int, there bool) {
	block, _ = slices.BinarySearchFunc(t.blocks, k, func(b []entry[K, V], k K) int { return cmp.Compare(b[len(b)-1].key, k) })
	if block == len(t.blocks) {
		if block == 0 {
			return 0, 0, false
		}
		return block - 1, len(t.blocks[block-1]), false
	}
	at, there = slices.BinarySearchFunc(t.blocks[block], k, func(e entry[K, V], k K) int { return cmp.Compare(e.key, k) })
	return block, at, there
}

// Put stores a row, replacing the one of the same key.
func (t *Table[K, V]) Put(k K, v V) {
	if t.rows == nil {
		t.rows = map[K]*V{}
	}
	t.rows[k] = &v
	b, i, there := t.find(k)
	if there {
		t.blocks[b][i].row = &v
		return
	}
	t.edits++
	e := entry[K, V]{k, &v, t.edits}
	if len(t.blocks) == 0 {
		t.blocks = [][]entry[K, V]{{e}}
		return
	}
	block := slices.Insert(t.blocks[b], i, e)
	if len(block) < blockSize {
		t.blocks[b] = block
		return
	}
	half := slices.Clone(block[blockSize/2:])
	clear(block[blockSize/2:])
	t.blocks[b] = block[:blockSize/2]
	t.blocks = slices.Insert(t.blocks, b+1, half)
}

// Delete removes the row called k, if it is there.
func (t *Table[K, V]) Delete(k K) {
	b, i, there := t.find(k)
	if !there {
		return
	}
	t.edits++
	delete(t.rows, k)
	t.blocks[b] = slices.Delete(t.blocks[b], i, i+1)
	if len(t.blocks[b]) == 0 {
		t.blocks = slices.Delete(t.blocks, b, b+1)
	}
}

// MarshalJSON writes the table as an object; its keys come out sorted.
func (t Table[K, V]) MarshalJSON() ([]byte, error) {
	if t.rows == nil {
		return []byte("{}"), nil
	}
	return json.Marshal(t.rows)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Table[K, V]) UnmarshalJSON(b []byte) error {
	var rows map[K]*V
	if err := json.Unmarshal(b, &rows); err != nil {
		return err
	}
	*t = Table[K, V]{rows: rows}
	for _, k := range slices.Sorted(maps.Keys(rows)) {
		if n := len(t.blocks); n == 0 || len(t.blocks[n-1]) == blockSize/2 {
			t.blocks = append(t.blocks, make([]entry[K, V], 0, blockSize))
		}
		last := &t.blocks[len(t.blocks)-1]
		*last = append(*last, entry[K, V]{key: k, row: rows[k]})
	}
	return nil
}
