package dispatch

import (
	"maps"
	"net/url" // want "purity: dispatch may not import net/url"
	"reflect"
	"slices"

	"github.com/linli/linli/ledger"
)

type alias = ledger.Postings

type byName[K comparable] map[K]int

func ranges(m map[string]int, a alias, n ledger.Nested, v url.Values, p *ledger.Book) {
	for range m { // want "maprange: range over a map"
	}
	for k, v := range m { // want "maprange: range over a map"
		_, _ = k, v
	}
	for range a { // want "maprange: range over a map"
	}
	for range n.Open { // want "maprange: range over a map"
	}
	for range p.Open { // want "maprange: range over a map"
	}
	for range ledger.All()() { // want "maprange: range over a map"
	}
	for range v { // want "maprange: range over a map"
	}
	for range *new(byName[int]) { // want "maprange: range over a map"
	}
	for range map[int]bool{1: true} { // want "maprange: range over a map"
	}
	for range missing { // want "maprange: the type of what is ranged over is not known"
	}
	func() {
		for range m { // want "maprange: range over a map"
		}
	}()
}

func generic[M ~map[K]V, K comparable, V any, E interface{ ~[]int | ~map[int]int }](m M, e E) {
	for range m { // want "maprange: range over a map"
	}
	for range e { // want "maprange: range over a map"
	}
}

func sequences(m map[string]int) {
	for range maps.Keys(m) { // want "maprange: maps.Keys has a random order"
	}
	_ = slices.Collect(maps.Values(m))             // want "maprange: maps.Values has a random order"
	_ = slices.SortedFunc(maps.Values(m), compare) // want "maprange: maps.Values has a random order"
	keys := maps.Keys(m)                           // want "maprange: maps.Keys has a random order"
	_ = slices.Sorted(keys)
	f := maps.All[map[string]int] // want "maprange: maps.All has a random order"
	_ = f
	_ = slices.Sorted(maps.Keys(m))
}

func reflection(v reflect.Value, t reflect.Type) {
	_ = v.MapKeys()     // want "maprange: (reflect.Value).MapKeys has a map's random order"
	_ = v.MapRange      // want "maprange: (reflect.Value).MapRange has a map's random order"
	for range v.Seq() { // want "maprange: (reflect.Value).Seq has"
	}
	for range v.Seq2() { // want "maprange: (reflect.Value).Seq2 has"
	}
	_ = reflect.New(t).Elem().Interface()
}

func compare(int, int) int { return 0 }
