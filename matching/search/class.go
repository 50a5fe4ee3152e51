package search

import (
	"slices"
	"sync"
)

// class is a Class made ready: matrices with a place more, to which every
// drive is free (the end of a route that ends anywhere), each beside its
// transpose, so that a search reads rows only.
type class struct {
	stride   int
	travel   []int32 // [from·stride + to]
	travelTo []int32 // [to·stride + from]
	cost     []int32
	costTo   []int32
	holes    bool // some drives cannot be made
	service  []int64
	stopCost []int64 // nil: none
	taskCost int64
}

func newClass(m *Model, c *Class, threads int) class {
	k := class{stride: m.Places + 1, taskCost: c.TaskCost, stopCost: c.ServiceCost, service: c.Service}
	if k.service == nil {
		k.service = make([]int64, len(m.Stops))
		for i := range m.Stops {
			k.service[i] = m.Stops[i].Service
		}
	}
	same := equal(c.Travel, c.Cost)
	both := [...]func(){
		func() {
			k.travel = widen(c.Travel, m.Places)
			k.travelTo = transpose(k.travel, k.stride)
			k.holes = slices.Contains(c.Travel, NoWay)
		},
		func() {
			if !same {
				k.cost = widen(c.Cost, m.Places)
				k.costTo = transpose(k.cost, k.stride)
			}
		},
	}
	var wait sync.WaitGroup
	for _, f := range both {
		if threads > 1 {
			wait.Go(f)
		} else {
			f()
		}
	}
	wait.Wait()
	if same {
		k.cost, k.costTo = k.travel, k.travelTo
	}
	return k
}

// widen returns the n × n matrix with one more row and column of zeros.
func widen(m []int32, n int) []int32 {
	w := make([]int32, (n+1)*(n+1))
	for i := range n {
		copy(w[i*(n+1):], m[i*n:(i+1)*n])
	}
	return w
}

// transpose returns the transpose, which is m itself if m is symmetric.
func transpose(m []int32, n int) []int32 {
	if symmetric(m, n) {
		return m
	}
	const tile = 32
	t := make([]int32, len(m))
	for i0 := 0; i0 < n; i0 += tile {
		for j0 := 0; j0 < n; j0 += tile {
			for i := i0; i < min(i0+tile, n); i++ {
				for j := j0; j < min(j0+tile, n); j++ {
					t[j*n+i] = m[i*n+j]
				}
			}
		}
	}
	return t
}

func symmetric(m []int32, n int) bool {
	for i := range n {
		for j := range i {
			if m[i*n+j] != m[j*n+i] {
				return false
			}
		}
	}
	return true
}

func equal(a, b []int32) bool {
	if len(a) != len(b) {
		return false
	}
	if len(a) == 0 || &a[0] == &b[0] {
		return true
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// from returns the row of drives from a place, to the row of drives to it.
func (c *class) from(m []int32, place int32) []int32 { return m[int(place)*c.stride:][:c.stride] }
