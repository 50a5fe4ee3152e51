package format

import "strings"

// readSartori reads the format of Sartori & Buriol (2020): "KEY: value" lines,
// NODES with a line for each node (id, latitude, longitude, demand, ready, due,
// service, pickup, delivery), EDGES with the matrix of travel times, EOF.
func readSartori(b []byte) (*Nodes, error) {
	t := newText(b)
	x := &Nodes{Kind: Sartori}
	size, lines := 0, []int(nil)
	err := t.skipTo("NODES", func(t *text) error { return x.readEntry(t, &size) })
	if err != nil {
		return nil, err
	}
	if x.Capacity <= 0 || x.Horizon <= 0 {
		return nil, mistake(t.line, "", "no CAPACITY and ROUTE-TIME above 0 stand before NODES")
	}
	if err := t.skipTo("EDGES", func(t *text) error {
		lines = append(lines, t.line)
		return x.readNode(t, 9)
	}); err != nil {
		return nil, err
	}
	if len(x.Nodes) == 0 || size != 0 && size != len(x.Nodes) {
		return nil, mistake(t.line, "", "%d nodes, and SIZE is %d", len(x.Nodes), size)
	}
	if err := x.check(lines); err != nil {
		return nil, err
	}
	return x, x.readEdges(t)
}

// readEntry reads a line of the header.
func (x *Nodes) readEntry(t *text, size *int) error {
	key, value, ok := strings.Cut(words(t.fields), ":")
	e := Entry{Key: strings.TrimSpace(key), Value: strings.TrimSpace(value)}
	if !ok || e.Key == "" || len(x.Header) >= 100 {
		return mistake(t.line, "", "%q is not a line KEY: value of a short header", clip([]byte(key)))
	}
	x.Header = append(x.Header, e)
	var n float64
	switch e.Key {
	case "NAME":
		x.Name = e.Value
		return nil
	case "CAPACITY", "ROUTE-TIME", "SIZE":
		if n, ok = number([]byte(e.Value)); !ok || n < 0 || e.Key != "ROUTE-TIME" && n != float64(int64(n)) {
			return mistake(t.line, e.Key, "%q is not a positive number", clip([]byte(e.Value)))
		}
	}
	switch e.Key {
	case "CAPACITY":
		x.Capacity = int64(n)
	case "ROUTE-TIME":
		x.Horizon = n
	case "SIZE":
		*size = int(n)
	}
	return nil
}

func (x *Nodes) readEdges(t *text) error {
	n := len(x.Nodes)
	// The matrix takes at least two bytes a number: no more is set aside than
	// the file can fill.
	x.Edges = make([]float64, 0, min(n*n, len(t.rest)/2+1))
	for i := range n {
		item := nodeItem(i)
		if !t.next() {
			return mistake(t.line, item, "its row of EDGES is missing")
		}
		if len(t.fields) != n {
			return mistake(t.line, item, "its row of EDGES has %d numbers, not %d", len(t.fields), n)
		}
		for j := range n {
			d, err := t.number(j, item, "a travel time")
			if err != nil {
				return err
			}
			if d < 0 {
				return mistake(t.line, item, "the travel time to node %d is %v, less than nothing", j, d)
			}
			x.Edges = append(x.Edges, d)
		}
	}
	if t.next() && string(t.fields[0]) != "EOF" {
		return mistake(t.line, "", "%q stands after the last row of EDGES", clip(t.fields[0]))
	}
	return nil
}

func (x *Nodes) appendSartori(b []byte) []byte {
	for _, e := range x.Header {
		b = append(b, e.Key...)
		b = append(b, ": "...)
		b = append(b, e.Value...)
		b = append(b, '\n')
	}
	b = append(b, "NODES\n"...)
	for i := range x.Nodes {
		b = x.appendNode(b, i, ' ')
	}
	b = append(b, "EDGES\n"...)
	n := len(x.Nodes)
	for i := range n {
		for j := range n {
			if j > 0 {
				b = append(b, ' ')
			}
			b = decimal(b, x.Edges[i*n+j])
		}
		b = append(b, '\n')
	}
	return append(b, "EOF\n"...)
}
