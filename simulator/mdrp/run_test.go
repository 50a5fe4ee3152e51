package mdrp

import (
	"encoding/xml"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestRun lives two small days of the record.
func TestRun(t *testing.T) {
	for _, name := range []string{"1r50t75s2p100", "0o50t100s1p125"} {
		in, err := Read(filepath.Join(bench, name))
		if err != nil {
			t.Skipf("the record's instances are not at %s: %v", bench, err)
		}
		s, _, err := Run(t.Context(), in, DefaultWeights(), nil)
		if err != nil {
			t.Fatal(err)
		}
		m := Measure(in, s, Plain)
		w := DefaultWeights()
		w.Variant = Prepositioning
		ahead, _, err := Run(t.Context(), in, w, nil)
		if err != nil {
			t.Fatal(err)
		}
		if m := Measure(in, ahead, Prepositioning); !m.Feasible || m.Over > 0 {
			t.Errorf("%s with prepositioning: %v, %d over the maximum", name, m.Violations, m.Over)
		}
		t.Logf("%s: excess %.2f, %d of %d delivered, $%.2f an order", name, m.Excess, m.Delivered, m.Orders, m.CostPerOrder)
		if !m.Feasible || m.Over > 0 {
			t.Errorf("%s: %v, %d over the maximum", name, m.Violations, m.Over)
		}
		if m.Excess < m.ExcessBound || m.CostPerOrder < m.CostBound-1e-9 {
			t.Errorf("%s: better than the bound: %v %v", name, m.ExcessBound, m.CostBound)
		}
	}
}

// TestBlind changes everything that is placed after noon, and nothing that is
// told before noon may change with it.
func TestBlind(t *testing.T) {
	dir := filepath.Join(bench, "0o50t100s1p125")
	in, err := Read(dir)
	if err != nil {
		t.Skipf("the record's instances are not at %s: %v", bench, err)
	}
	const noon = 720
	before := func(s *Solution) string {
		var b strings.Builder
		for _, a := range s.Assignments {
			if a.At < noon {
				fmt.Fprintln(&b, a)
			}
		}
		return b.String()
	}
	for _, v := range []Variant{Plain, Prepositioning} {
		w := DefaultWeights()
		w.Variant = v
		s, _, err := Run(t.Context(), in, w, nil)
		if err != nil {
			t.Fatal(err)
		}
		other, _ := Read(dir)
		kept := other.Orders[:0]
		for i, o := range other.Orders {
			switch {
			case o.Placed < noon:
				kept = append(kept, o)
			case i%3 > 0:
				o.At.X, o.Ready, o.Restaurant = o.At.X+3000, o.Ready+10, (o.Restaurant+7)%len(other.Restaurants)
				kept = append(kept, o)
			}
		}
		other.Orders = kept
		s2, _, err := Run(t.Context(), other, w, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := before(s), before(s2); a != b || a == "" {
			t.Errorf("variant %d: what is told before noon depends on what is placed after it:\n%s\n%s", v, a, b)
		}
	}
}

// TestSame runs a day twice and wants the same files.
func TestSame(t *testing.T) {
	in, err := Read(filepath.Join(bench, "1r50t75s2p100"))
	if err != nil {
		t.Skipf("the record's instances are not at %s: %v", bench, err)
	}
	a, _, errA := Run(t.Context(), in, DefaultWeights(), nil)
	b, _, errB := Run(t.Context(), in, DefaultWeights(), nil)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if !reflect.DeepEqual(a, b) {
		t.Error("the same day is lived in two ways")
	}
}

func TestDrawFront(t *testing.T) {
	var points []FrontPoint
	for i, pay := range FrontPay() {
		points = append(points, FrontPoint{pay, Average{Excess: 1 + float64(i)/10, CostPerOrder: 11 - float64(i)/20}})
	}
	var svg struct {
		Circles []struct{} `xml:"circle"`
	}
	if err := xml.Unmarshal(DrawFront(points), &svg); err != nil || len(svg.Circles) != len(points)+2 {
		t.Errorf("%d circles, %v", len(svg.Circles), err)
	}
}
