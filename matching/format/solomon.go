package format

import (
	"strconv"
	"strings"
)

// readSolomon reads the format of Solomon (1987), which Gehring & Homberger
// (1999) took over: a name, VEHICLE with number and capacity, CUSTOMER with a
// line for each node: id, x, y, demand, ready, due, service.
func readSolomon(b []byte) (*Nodes, error) {
	t := newText(b)
	x := &Nodes{Kind: Solomon}
	if err := x.readTitle(t); err != nil {
		return nil, err
	}
	if err := t.skipTo("CUSTOMER", x.readFleetLine); err != nil {
		return nil, err
	}
	if x.Vehicles == 0 {
		return nil, mistake(t.line, "", "no line with the number of vehicles and their capacity stands before CUSTOMER")
	}
	var lines []int
	for t.next() {
		if len(x.Nodes) == 0 && !t.numbers() {
			continue // the heading of the columns
		}
		if err := x.readNode(t, 7); err != nil {
			return nil, err
		}
		lines = append(lines, t.line)
	}
	if len(x.Nodes) == 0 {
		return nil, mistake(t.line, "", "there are no nodes")
	}
	return x, x.check(lines)
}

// readTitle reads the lines before VEHICLE: the name.
func (x *Nodes) readTitle(t *text) error {
	return t.skipTo("VEHICLE", func(t *text) error {
		if x.Name = strings.TrimSpace(x.Name + " " + words(t.fields)); len(x.Name) > 200 {
			return mistake(t.line, "", "the name is longer than 200 bytes")
		}
		return nil
	})
}

// readFleetLine reads a line between VEHICLE and CUSTOMER: the heading, or two
// numbers.
func (x *Nodes) readFleetLine(t *text) error {
	if len(t.fields) != 2 || !t.numbers() {
		return nil
	}
	return x.readFleet(t)
}

// skipTo hands each line to f until the one that begins with the word.
func (t *text) skipTo(word string, f func(*text) error) error {
	for t.next() {
		if strings.EqualFold(string(t.fields[0]), word) {
			return nil
		}
		if err := f(t); err != nil {
			return err
		}
	}
	return mistake(t.line, "", "the file ends without a line %s", word)
}

func (x *Nodes) appendSolomon(b []byte) []byte {
	b = append(b, x.Name...)
	b = append(b, "\n\nVEHICLE\nNUMBER CAPACITY\n"...)
	b = strconv.AppendInt(b, int64(x.Vehicles), 10)
	b = strconv.AppendInt(append(b, ' '), x.Capacity, 10)
	b = append(b, "\n\nCUSTOMER\nCUST NO. XCOORD. YCOORD. DEMAND READY-TIME DUE-DATE SERVICE-TIME\n\n"...)
	for i := range x.Nodes {
		b = x.appendNode(b, i, ' ')
	}
	return b
}
