package dispatch

import (
	"encoding/json"
	"iter"
	"maps"
	"slices"
)

// Table is a map that is walked in the order of its keys, so that no decision
// can depend on chance.
type Table[K ~string, V any] struct {
	rows map[K]*V
	keys []K
}

// Get returns the row called k, or nil. The engine alone may write to it,
// and only through a decision.
func (t *Table[K, V]) Get(k K) *V { return t.rows[k] }

// Len returns the number of rows.
func (t *Table[K, V]) Len() int { return len(t.keys) }

// All walks the rows in the order of their keys. Rows may be put and deleted
// during the walk; it visits those that were there when it began and still
// are.
func (t *Table[K, V]) All() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		for _, k := range slices.Clone(t.keys) {
			if v := t.rows[k]; v != nil && !yield(k, v) {
				return
			}
		}
	}
}

// Put stores a row, replacing the one of the same key.
func (t *Table[K, V]) Put(k K, v V) {
	if t.rows == nil {
		t.rows = map[K]*V{}
	}
	if _, ok := t.rows[k]; !ok {
		i, _ := slices.BinarySearch(t.keys, k)
		t.keys = slices.Insert(t.keys, i, k)
	}
	t.rows[k] = &v
}

// Delete removes the row called k, if it is there.
func (t *Table[K, V]) Delete(k K) {
	if _, ok := t.rows[k]; !ok {
		return
	}
	delete(t.rows, k)
	i, _ := slices.BinarySearch(t.keys, k)
	t.keys = slices.Delete(t.keys, i, i+1)
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
	t.rows = nil
	if err := json.Unmarshal(b, &t.rows); err != nil {
		return err
	}
	t.keys = slices.Sorted(maps.Keys(t.rows))
	return nil
}
