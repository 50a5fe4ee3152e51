package roadnet

import (
	"strings"
	"testing"
)

func TestBuiltInJurisdictions(t *testing.T) {
	names := JurisdictionNames()
	if strings.Join(names, " ") != "andorra-demo default" {
		t.Errorf("there are %v", names)
	}
	for _, name := range names {
		j, err := NamedJurisdiction(name)
		if err != nil || j.Name != name {
			t.Errorf("%s: %v, name %q", name, err, j.Name)
		}
	}
	if _, err := NamedJurisdiction("atlantis"); err == nil || !strings.Contains(err.Error(), "default") {
		t.Errorf("an unknown name: %v", err)
	}
}

func TestJurisdictionRefusals(t *testing.T) {
	for file, want := range map[string]string{
		`{}`:                      "name",
		`{"name":"x","colour":1}`: "colour",
		`{"name":"x","classes":{"steps":{"allowed":true,"kmh":6,"cost":1}}}`:      "steps",
		`{"name":"x","classes":{"canal":{"allowed":true,"kmh":6,"cost":1}}}`:      "canal",
		`{"name":"x","classes":{"footway":{"allowed":true,"kmh":60,"cost":1}}}`:   "kmh",
		`{"name":"x","classes":{"footway":{"allowed":true,"kmh":6,"cost":0.5}}}`:  "cost",
		`{"name":"x","crossing_seconds":-1}`:                                      "crossing_seconds",
		`{"name":"x","sidewalk":{"allowed":true},"sidewalk_classes":["primary"]}`: "kmh",
		`not json`: "jurisdiction",
	} {
		if _, err := ParseJurisdiction([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error about %s", file, err, want)
		}
	}
}
