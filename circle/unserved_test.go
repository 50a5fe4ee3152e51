package circle

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// TestUnservedInReport: what was asked for and not served is added up, and
// stands in every form of the report.
func TestUnservedInReport(t *testing.T) {
	cell, err := geo.CellOf(east(0))
	if err != nil {
		t.Fatal(err)
	}
	asked := func(c Category, why Why, needy bool) Demand {
		return Demand{Cell: cell, Category: c, Why: why, Needy: needy, Times: 1}
	}
	homes := []Home{homeAt(0, 10)}
	s := Survey{Name: "town", Homes: homes, Walk: flat(homes), Unserved: []Demand{
		asked("", NoProvider, false), asked(Meals, Access, true), asked(Meals, ClosedThen, false), asked(Meals, Access, true), asked(Meals, Access, false),
	}}
	r, err := s.Report()
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Unserved) != 4 || r.Unserved[0] != (Demand{Cell: cell, Category: Meals, Why: Access, Needy: true, Times: 2}) || s.Unserved[0].Category != "" {
		t.Fatalf("%+v of %+v", r.Unserved, s.Unserved)
	}
	var table, doc, picture bytes.Buffer
	if err := r.WriteUnservedCSV(&table, English); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(table.String(), "\n"); len(lines) != 6 || !strings.HasSuffix(lines[1], "meals,Meals,access,the resident's needs rule every way out,true,2") {
		t.Errorf("%s", table.String())
	}
	if err := r.WriteGeoJSON(&doc, Chinese); err != nil {
		t.Fatal(err)
	}
	var v struct {
		Linli    struct{ Unserved int }
		Features []struct {
			Properties struct{ Kind, Why, Reason string }
		}
	}
	if err := json.Unmarshal(doc.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	last := v.Features[len(v.Features)-4].Properties
	if v.Linli.Unserved != 5 || last.Kind != "unserved" || last.Why != "access" || last.Reason != "居民的出行需要排除了所有方式" {
		t.Errorf("%+v %+v", v.Linli, last)
	}
	if err := r.WriteSVG(&picture, Chinese, Backdrop{}); err != nil || !strings.Contains(picture.String(), "餐饮助餐 · 居民的出行需要排除了所有方式") {
		t.Errorf("the map does not say it: %v", err)
	}
}

// TestLabelsOfUnserved: no reason and no category is without words.
func TestLabelsOfUnserved(t *testing.T) {
	for _, l := range []Language{Chinese, English} {
		for _, why := range Whys() {
			for _, c := range append(Categories(), "") {
				d := Demand{Category: c, Why: why}
				if category, reason := d.label(l); strings.HasPrefix(category, "category_") || strings.HasPrefix(reason, "why_") {
					t.Errorf("%s %s", category, reason)
				}
			}
		}
	}
}
