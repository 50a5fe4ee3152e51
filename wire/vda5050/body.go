package vda5050

import (
	"fmt"
	"math"

	"github.com/linli/linli/fleet"
)

// Body returns what the engine keeps of a factsheet. Measures are rounded up, so
// that nothing is too narrow by a hair, and weights down.
func (f *Factsheet) Body() fleet.Body {
	p := &f.PhysicalParameters
	b := fleet.Body{
		Width: millis(p.Width), Length: millis(p.Length), Height: millis(p.HeightMax), Speed: int(p.SpeedMax * 1000),
		Load: int64(f.TypeSpecification.MaxLoadMass * 1000), Single: !f.Acts(ActionSkip),
	}
	for _, s := range f.LoadSpecification.LoadSets {
		b.Piece = max(b.Piece, int64(s.MaxWeight*1000))
	}
	for kind, scope := range map[string]string{ActionPick: ScopeNode, ActionDrop: ScopeNode, ActionUnlock: ScopeInstant} {
		blocking := BlockHard
		if scope == ScopeInstant {
			blocking = BlockNone
		}
		b.Unfit = b.Unfit || f.cannot(Action{ActionType: kind, BlockingType: blocking}, scope) != ""
	}
	return b
}

// millis returns metres as millimetres, not less.
func millis(m float64) int { return int(math.Ceil(m*1000 - 1e-6)) }

// measures returns an error that names a measure which no robot has.
func (f *Factsheet) measures() error {
	p := &f.PhysicalParameters
	for _, m := range []struct {
		field string
		v     float64
		most  float64
	}{
		{"physicalParameters.width", p.Width, 100}, {"physicalParameters.length", p.Length, 100}, {"physicalParameters.heightMax", p.HeightMax, 100},
		{"physicalParameters.speedMax", p.SpeedMax, 100}, {"typeSpecification.maxLoadMass", f.TypeSpecification.MaxLoadMass, 1e6},
	} {
		if !(m.v >= 0 && m.v <= m.most) {
			return fmt.Errorf("%s %g is not 0 to %g", m.field, m.v, m.most)
		}
	}
	for i, s := range f.LoadSpecification.LoadSets {
		if !(s.MaxWeight >= 0 && s.MaxWeight <= 1e6) {
			return fmt.Errorf("loadSpecification.loadSets[%d].maxWeight %g is not 0 to 1e+06", i, s.MaxWeight)
		}
	}
	return nil
}
