package roadnet

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sort"

	"github.com/linli/linli/geo"
)

//go:embed jurisdictions/*.json
var jurisdictionFiles embed.FS

// Jurisdiction is the robot profile as data: where a sidewalk robot may drive,
// how fast, and which roads it should rather avoid. It is part of the city
// file.
type Jurisdiction struct {
	Name            string               `json:"name"`
	Notes           string               `json:"notes,omitempty"`
	CrossingSeconds int                  `json:"crossing_seconds"`           // waiting at a mapped crossing way, 0 to 600
	Classes         map[string]RobotRule `json:"classes"`                    // by highway=*; a class not named is forbidden
	Sidewalk        RobotRule            `json:"sidewalk"`                   // for SidewalkClasses with a mapped sidewalk
	SidewalkClasses []string             `json:"sidewalk_classes,omitempty"` // roads open along their sidewalk only
}

// RobotRule is what a robot may do on one class of road.
type RobotRule struct {
	Allowed bool    `json:"allowed"`
	KmH     float64 `json:"kmh"`  // 0.5 to 25
	Cost    float64 `json:"cost"` // factor on time when routes are compared, 1 to 20; it never changes a time
	// PercentByHour is how fast it may go at each hour of the city's day, in
	// percent of KmH: 24 numbers from 1 to 400, or 0 where KmH holds. Routers
	// go by it once it is given to them: see Traffic.
	PercentByHour [24]int `json:"percent_by_hour,omitzero"`
}

// ParseJurisdiction reads a jurisdiction file (JSON). Unknown fields, unknown
// highway classes, steps and values out of range are errors that name the
// field.
func ParseJurisdiction(b []byte) (Jurisdiction, error) {
	var j Jurisdiction
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return Jurisdiction{}, fmt.Errorf("roadnet: jurisdiction: %w", err)
	}
	if err := j.Check(); err != nil {
		return Jurisdiction{}, err
	}
	return j, nil
}

// Check returns an error that names the first bad field.
func (j Jurisdiction) Check() error {
	if j.Name == "" {
		return fmt.Errorf("roadnet: jurisdiction: name is missing")
	}
	if j.CrossingSeconds < 0 || j.CrossingSeconds > 600 {
		return fmt.Errorf("roadnet: jurisdiction %s: crossing_seconds %d is not between 0 and 600", j.Name, j.CrossingSeconds)
	}
	names := make([]string, 0, len(j.Classes))
	for name := range j.Classes {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := j.Classes[name].check(j.Name, name); err != nil {
			return err
		}
	}
	for _, name := range j.SidewalkClasses {
		if err := j.Sidewalk.check(j.Name, name); err != nil {
			return err
		}
	}
	return nil
}

func (r RobotRule) check(jurisdiction, name string) error {
	c, ok := parseClass(name)
	if !ok || c.String() != name {
		return fmt.Errorf("roadnet: jurisdiction %s: %q is no highway class", jurisdiction, name)
	}
	if !r.Allowed {
		return nil
	}
	if c == steps {
		return fmt.Errorf("roadnet: jurisdiction %s: robots cannot take steps", jurisdiction)
	}
	if !(r.KmH >= 0.5 && r.KmH <= 25) {
		return fmt.Errorf("roadnet: jurisdiction %s: %s: kmh %v is not between 0.5 and 25", jurisdiction, name, r.KmH)
	}
	if !(r.Cost >= 1 && r.Cost <= 20) {
		return fmt.Errorf("roadnet: jurisdiction %s: %s: cost %v is not between 1 and 20", jurisdiction, name, r.Cost)
	}
	for hour, p := range r.PercentByHour {
		if p < 0 || p > 400 {
			return fmt.Errorf("roadnet: jurisdiction %s: %s: percent_by_hour %d at %d h is not between 0 and 400", jurisdiction, name, p, hour)
		}
	}
	return nil
}

// Traffic returns the robots' speeds by the hour as rules for
// Router.WithTraffic, to which rules of other traffic may be added.
func (j Jurisdiction) Traffic() Traffic {
	byClass := map[string]RobotRule{}
	if j.Sidewalk.Allowed {
		for _, name := range j.SidewalkClasses {
			byClass[name] = j.Sidewalk
		}
	}
	for name, r := range j.Classes {
		if r.Allowed {
			byClass[name] = r
		}
	}
	var t Traffic
	for _, name := range slices.Sorted(maps.Keys(byClass)) {
		if p := byClass[name].PercentByHour; p != [24]int{} {
			t.Rules = append(t.Rules, TrafficRule{Profiles: []geo.Profile{geo.Robot}, Classes: []string{name}, Percent: p})
		}
	}
	return t
}

// rule returns the rule for a class, with or without a mapped sidewalk.
func (j *Jurisdiction) rule(c class, sidewalk bool) (RobotRule, bool) {
	if r := j.Classes[c.String()]; r.Allowed {
		return r, true
	}
	if sidewalk && j.Sidewalk.Allowed {
		for _, name := range j.SidewalkClasses {
			if name == c.String() {
				return j.Sidewalk, true
			}
		}
	}
	return RobotRule{}, false
}

// DefaultJurisdiction returns the cautious rule: foot infrastructure, service
// roads, living streets and residential streets at 6 km/h, larger roads only
// along a mapped sidewalk.
func DefaultJurisdiction() Jurisdiction {
	j, err := NamedJurisdiction("default")
	if err != nil {
		panic(err) // the file is compiled in and tested
	}
	return j
}

// NamedJurisdiction returns one of the built-in jurisdictions; the error of an
// unknown name lists those there are.
func NamedJurisdiction(name string) (Jurisdiction, error) {
	b, err := jurisdictionFiles.ReadFile("jurisdictions/" + name + ".json")
	if err != nil {
		return Jurisdiction{}, fmt.Errorf("roadnet: no jurisdiction %q; there are %v", name, JurisdictionNames())
	}
	return ParseJurisdiction(b)
}

// JurisdictionNames lists the built-in jurisdictions in alphabetical order.
func JurisdictionNames() []string {
	entries, err := fs.ReadDir(jurisdictionFiles, "jurisdictions")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name()[:len(e.Name())-len(".json")])
	}
	return names
}
