package format

import (
	"bytes"
	"io"
	"strconv"

	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// WritePlan writes the answer: one line a route, the ids of its nodes in order
// without the depot.
func (x *Nodes) WritePlan(w io.Writer, _ *problem.Problem, plan *problem.Plan) error {
	var b []byte
	for _, route := range x.Routes(plan) {
		b = appendRoute(b, route)
	}
	_, err := w.Write(b)
	return err
}

func appendRoute(b []byte, route []int) []byte {
	for k, i := range route {
		if k > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(i), 10)
	}
	return append(b, '\n')
}

// headings begin the lines of other programs' answers that are not routes.
var headings = []string{"instance", "authors", "author", "date", "reference", "solution", "cost", "#"}

// ReadRoutes reads an answer: a line of node ids for each route. What the
// SINTEF collection adds is understood: "Route 1 :" before the ids, a heading,
// and the depot's id at both ends.
func (x *Nodes) ReadRoutes(b []byte) ([][]int, error) {
	var routes [][]int
	for t := newText(b); t.next(); {
		if heading(t) {
			continue
		}
		var route []int
		for k := range t.fields {
			i, err := t.whole(k, "route "+strconv.Itoa(len(routes)+1), "a node id")
			if err != nil {
				return nil, err
			}
			if i < 0 || i >= int64(len(x.Nodes)) {
				return nil, mistake(t.line, "", "there is no node %d", i)
			}
			route = append(route, int(i))
		}
		if len(route) > 0 && route[0] == 0 {
			route = route[1:]
		}
		if len(route) > 0 && route[len(route)-1] == 0 {
			route = route[:len(route)-1]
		}
		if len(route) > 0 {
			routes = append(routes, route)
		}
	}
	return routes, nil
}

// Judge judges routes of nodes, in double precision.
func (x *Nodes) Judge(answer []byte, _ Options) (Figures, []check.Violation, error) {
	routes, err := x.ReadRoutes(answer)
	if err != nil {
		return Figures{}, nil, err
	}
	f, violations := x.JudgeRoutes(routes)
	return f, violations, nil
}

// JudgeRoutes judges routes of nodes, in double precision.
func (x *Nodes) JudgeRoutes(routes [][]int) (Figures, []check.Violation) {
	vehicles, distance, left, violations := check.Judge(x.instance(), routes)
	f := Figures{Vehicles: vehicles, Distance: distance}
	for _, i := range left {
		if x.Nodes[i].Pickup == 0 {
			f.Unassigned++
		}
	}
	return f, violations
}

// instance states the nodes for the judge.
func (x *Nodes) instance() *check.Instance {
	in := &check.Instance{Vehicles: x.Vehicles, Capacity: x.Capacity, RouteTime: x.Horizon}
	for _, n := range x.Nodes {
		in.Nodes = append(in.Nodes, check.InstanceNode(n))
	}
	if n := len(x.Nodes); x.Edges != nil {
		for i := range n {
			in.Travel = append(in.Travel, x.Edges[i*n:(i+1)*n])
		}
	}
	return in
}

// heading reports whether the line is none of a route; otherwise it takes
// "Route 1 :" off the line.
func heading(t *text) bool {
	first := bytes.ToLower(bytes.TrimRight(t.fields[0], ":"))
	if !bytes.HasPrefix(first, []byte("route")) {
		for _, h := range headings {
			if bytes.HasPrefix(first, []byte(h)) {
				return true
			}
		}
		return false
	}
	for k, f := range t.fields {
		if i := bytes.IndexByte(f, ':'); i >= 0 {
			t.fields = t.fields[k+1:]
			if rest := f[i+1:]; len(rest) > 0 {
				t.fields = append([][]byte{rest}, t.fields...)
			}
			break
		}
	}
	return false
}
