package assignment

// label is a column and the length of a path to it.
type label struct {
	length int64
	column int32
}

// labels is a heap of four children a node, the shortest label first. Equal
// ones come in an order that depends only on those pushed and popped before.
type labels []label

// push adds a label.
func (h *labels) push(l label) {
	*h = append(*h, l)
	q := *h
	i := len(q) - 1
	for i > 0 {
		up := (i - 1) / 4
		if q[up].length <= l.length {
			break
		}
		q[i] = q[up]
		i = up
	}
	q[i] = l
}

// pop removes the first label.
func (h *labels) pop() {
	q := *h
	n := len(q) - 1
	l := q[n]
	q = q[:n]
	*h = q
	i := 0
	for {
		child := 4*i + 1
		if child >= n {
			break
		}
		least := child
		for k := child + 1; k < min(child+4, n); k++ {
			if q[k].length < q[least].length {
				least = k
			}
		}
		if q[least].length >= l.length {
			break
		}
		q[i] = q[least]
		i = least
	}
	if n > 0 {
		q[i] = l
	}
}
