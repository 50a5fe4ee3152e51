package format

import (
	"io"
	"strconv"

	"github.com/linli/linli/matching/problem"
)

// readLiLim reads the format of Li & Lim (2003): a line of vehicles, capacity
// and speed, then a line for each node: id, x, y, demand, ready, due, service,
// pickup, delivery.
func readLiLim(b []byte) (*Nodes, error) {
	t := newText(b)
	if !t.next() {
		return nil, mistake(t.line, "", "the file is empty")
	}
	x := &Nodes{Kind: LiLim}
	if len(t.fields) != 3 {
		return nil, mistake(t.line, "", "the first line has %d fields, not 3: vehicles, capacity, speed", len(t.fields))
	}
	if err := x.readFleet(t); err != nil {
		return nil, err
	}
	var err error
	if x.Speed, err = t.number(2, "", "the speed"); err != nil {
		return nil, err
	}
	var lines []int
	for t.next() {
		if err := x.readNode(t, 9); err != nil {
			return nil, err
		}
		lines = append(lines, t.line)
	}
	if len(x.Nodes) == 0 {
		return nil, mistake(t.line, "", "there are no nodes")
	}
	return x, x.check(lines)
}

// readFleet reads the number of vehicles and their capacity from the first two
// fields of a line.
func (x *Nodes) readFleet(t *text) error {
	vehicles, err := t.whole(0, "", "the number of vehicles")
	if err != nil {
		return err
	}
	if x.Capacity, err = t.whole(1, "", "the capacity"); err != nil {
		return err
	}
	if vehicles < 1 || x.Capacity < 0 {
		return mistake(t.line, "", "%d vehicles of capacity %d can do nothing", vehicles, x.Capacity)
	}
	x.Vehicles = int(vehicles)
	return nil
}

var nodeFields = []string{"the id", "x", "y", "the demand", "the ready time", "the due time", "the service time", "the pickup", "the delivery"}

// readNode reads a node of the given number of fields: 7, or 9 with pickup and
// delivery.
func (x *Nodes) readNode(t *text, fields int) error {
	id := len(x.Nodes)
	item := nodeItem(id)
	if id >= problem.MaxPlaces {
		return mistake(t.line, item, "more than %d nodes", problem.MaxPlaces)
	}
	if len(t.fields) != fields {
		return mistake(t.line, item, "%d fields, not %d", len(t.fields), fields)
	}
	var f [9]float64
	for i, name := range nodeFields[:fields] {
		read := t.number
		if i == 0 || i == 3 || i > 6 {
			read = func(i int, item, name string) (float64, error) {
				n, err := t.whole(i, item, name)
				return float64(n), err
			}
		}
		var err error
		if f[i], err = read(i, item, name); err != nil {
			return err
		}
	}
	switch {
	case f[0] != float64(id):
		return mistake(t.line, "", "node %v stands where node %d should: ids count from 0", f[0], id)
	case f[7] < 0 || f[8] < 0:
		return mistake(t.line, item, "it names a node with a negative id")
	}
	x.Nodes = append(x.Nodes, Node{
		X: f[1], Y: f[2], Demand: int64(f[3]), Ready: f[4], Due: f[5], Service: f[6], Pickup: int(f[7]), Delivery: int(f[8]),
	})
	return nil
}

// appendNode writes the node with fields separated by sep.
func (x *Nodes) appendNode(b []byte, i int, sep byte) []byte {
	n := &x.Nodes[i]
	b = strconv.AppendInt(b, int64(i), 10)
	b = decimal(append(b, sep), n.X)
	b = decimal(append(b, sep), n.Y)
	b = strconv.AppendInt(append(b, sep), n.Demand, 10)
	b = decimal(append(b, sep), n.Ready)
	b = decimal(append(b, sep), n.Due)
	b = decimal(append(b, sep), n.Service)
	if x.Kind != Solomon {
		b = strconv.AppendInt(append(b, sep), int64(n.Pickup), 10)
		b = strconv.AppendInt(append(b, sep), int64(n.Delivery), 10)
	}
	return append(b, '\n')
}

// Write writes the instance in its format.
func (x *Nodes) Write(w io.Writer) error {
	var b []byte
	switch x.Kind {
	case Sartori:
		b = x.appendSartori(nil)
	case Solomon:
		b = x.appendSolomon(nil)
	default:
		b = strconv.AppendInt(b, int64(x.Vehicles), 10)
		b = strconv.AppendInt(append(b, '\t'), x.Capacity, 10)
		b = append(decimal(append(b, '\t'), x.Speed), '\n')
		for i := range x.Nodes {
			b = x.appendNode(b, i, '\t')
		}
	}
	_, err := w.Write(b)
	return err
}
