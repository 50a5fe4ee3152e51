package vda5050_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/missions"
	. "github.com/linli/linli/wire/vda5050"
)

func profile(t *testing.T, name string) Profile {
	t.Helper()
	p, err := ProfileOf(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProfileOf(t *testing.T) {
	if p := profile(t, ""); p != (Profile{Name: "standard"}) {
		t.Errorf("%+v", p)
	}
	_, err := ProfileOf("acme")
	if err == nil || !strings.Contains(err.Error(), `"acme"`) || !strings.Contains(err.Error(), "deviation, inorbit, standard, theta, unasked") {
		t.Errorf("%v", err)
	}
}

// Every place says how the way to it points; the first, and those where the
// robot stands as it came, may be taken at any angle.
func TestProfileTheta(t *testing.T) {
	c := chart(t)
	m := mission(c)
	m.Nodes = slices.Insert(m.Nodes, 1, missions.Node{ID: "n0b", Point: m.Nodes[0].Point})
	m.Nodes = append(m.Nodes, missions.Node{ID: "n4", Point: at(c, 50, 120)}, missions.Node{ID: "n4b", Point: at(c, 50, 120)})
	o := OrderFor(m, c[0])
	profile(t, "theta").Complete(&o, &m, c[0])
	o.Header = header()
	validate(t, &o)
	want := []float64{0, 0, 0, math.Pi / 2, math.Pi / 2, math.Pi, math.Pi}
	for i, n := range o.Nodes {
		p := n.NodePosition
		if p.Theta == nil || math.Abs(math.Abs(*p.Theta)-want[i]) > 0.01 || math.Abs(*p.Theta) > math.Pi {
			t.Errorf("%s: %v, want %g", n.NodeID, p.Theta, want[i])
		}
		if free := p.AllowedDeviationTheta != nil; free != (i < 2) {
			t.Errorf("%s: at any angle %v", n.NodeID, free)
		}
	}
}

// An update begins with the node that ended the part before, told the same.
func TestProfileOfAnUpdate(t *testing.T) {
	c := chart(t)
	m := mission(c)
	m.Bases = []int{3, 4}
	p := profile(t, "theta")
	first, second := PartFor(m, 0, 0, c[0]), PartFor(m, 1, 0, c[0])
	p.Complete(&first, &m, c[0])
	p.Complete(&second, &m, c[0])
	a, b := first.Nodes[2].NodePosition, second.Nodes[0].NodePosition
	if *a.Theta != *b.Theta || b.AllowedDeviationTheta != nil || b.AllowedDeviationXY != nil {
		t.Errorf("%+v, then %+v", a, b)
	}
}

func TestProfileDeviation(t *testing.T) {
	c := chart(t)
	for name, want := range map[string][]float64{
		"standard": {50, -1, -1, -1}, "deviation": {50, 0.25, 0.25, 0.25}, "inorbit": {49.5, -1, -1, -1},
	} {
		m := mission(c)
		o := OrderFor(m, c[0])
		profile(t, name).Complete(&o, &m, c[0])
		o.Header = header()
		validate(t, &o)
		var got []float64
		for _, n := range o.Nodes {
			v := -1.0
			if d := n.NodePosition.AllowedDeviationXY; d != nil {
				v = *d
			}
			got = append(got, v)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if theta := o.Nodes[1].NodePosition.Theta != nil; theta != (name == "inorbit") {
			t.Errorf("%s: theta %v", name, theta)
		}
	}
}

// A robot that declares 2.0 gets the second names, one of a literal profile not.
func TestProfileLiteral(t *testing.T) {
	c := chart(t)
	for _, literal := range []bool{false, true} {
		order, cancel := OrderFor(mission(c), c[0]), CancelFor("m7")
		for _, m := range []Message{&order, &cancel} {
			*m.Head() = header()
			m.Head().Version, m.Head().Literal = "2.0.0", literal
			b, err := Encode(m)
			if err != nil {
				t.Fatal(err)
			}
			second := strings.Contains(string(b), "allowedDeviationXy") || strings.Contains(string(b), "actionName")
			if second == literal {
				t.Errorf("literal %v: %s", literal, b)
			}
			if literal {
				validate(t, m)
			}
		}
	}
}
