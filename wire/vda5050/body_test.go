package vda5050_test

import (
	"strings"
	"testing"

	"github.com/linli/linli/fleet"
	. "github.com/linli/linli/wire/vda5050"
)

// What a factsheet says of the body is kept in whole millimetres and grams; what
// it leaves out bounds nothing.
func TestBodyOfAFactsheet(t *testing.T) {
	actions := func(scopes ...string) ProtocolFeatures {
		var p ProtocolFeatures
		for i := 0; i < len(scopes); i += 2 {
			p.AGVActions = append(p.AGVActions, AGVAction{ActionType: scopes[i], ActionScopes: List[string]{scopes[i+1]}})
		}
		return p
	}
	for _, c := range []struct {
		sheet Factsheet
		want  fleet.Body
	}{
		{Factsheet{
			PhysicalParameters: PhysicalParameters{Width: 0.6004, Length: 0.9, HeightMax: 1.1, SpeedMax: 1.6},
			TypeSpecification:  TypeSpecification{MaxLoadMass: 12.5},
			LoadSpecification:  LoadSpecification{LoadSets: List[LoadSet]{{MaxWeight: 3}, {MaxWeight: 5}}},
		}, fleet.Body{Width: 601, Length: 900, Height: 1100, Speed: 1600, Load: 12500, Piece: 5000}},
		{Factsheet{}, fleet.Body{}},
		{Factsheet{ProtocolFeatures: actions("pick", "NODE", "drop", "NODE", "unlock", "INSTANT")}, fleet.Body{Single: true}},
		{Factsheet{ProtocolFeatures: actions("pick", "NODE", "drop", "NODE", "unlock", "INSTANT", "skip", "INSTANT")}, fleet.Body{}},
		{Factsheet{ProtocolFeatures: actions("pick", "NODE", "skip", "INSTANT")}, fleet.Body{Unfit: true}},
	} {
		if got := c.sheet.Body(); got != c.want {
			t.Errorf("%+v, want %+v", got, c.want)
		}
	}
	for want, change := range map[string]func(*Factsheet){
		"physicalParameters.width -1":   func(f *Factsheet) { f.PhysicalParameters.Width = -1 },
		"typeSpecification.maxLoadMass": func(f *Factsheet) { f.TypeSpecification.MaxLoadMass = 1e300 },
		"loadSets[0].maxWeight -2":      func(f *Factsheet) { f.LoadSpecification.LoadSets = List[LoadSet]{{MaxWeight: -2}} },
	} {
		f := sheet()
		change(f)
		if _, err := Encode(f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
