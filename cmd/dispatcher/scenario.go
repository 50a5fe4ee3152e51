package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/simulator"
)

// openScenario reads a scenario file, or one that comes with the program.
func openScenario(name string) (simulator.Scenario, error) {
	if slices.Contains(simulator.ScenarioNames(), name) {
		return simulator.NamedScenario(name)
	}
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && filepath.Base(name) == name {
		return simulator.NamedScenario(name)
	}
	if err != nil {
		return simulator.Scenario{}, err
	}
	sc, err := simulator.ParseScenario(name, b)
	if sc.City != "" && extracts[sc.City] == "" && !filepath.IsAbs(sc.City) {
		sc.City = filepath.Join(filepath.Dir(name), sc.City)
	}
	return sc, err
}

// extracts are the maps that come with a module that the program is built of.
var extracts = map[string]string{"andorra": "Andorra", "delaware": "Delaware"}

// openMap opens the city of a scenario: a map by name, a city file, or an
// extract, which is imported.
func openMap(ctx context.Context, sc simulator.Scenario) (*roadnet.City, error) {
	switch {
	case sc.City == "andorra" && (sc.Jurisdiction == "" || sc.Jurisdiction == defaultJurisdiction):
		return openCity(ctx, "")
	case extracts[sc.City] != "":
		return importOnce(ctx, sc.City, sc.Jurisdiction)
	}
	if _, err := roadnet.FormatOf(sc.City); err != nil {
		return roadnet.ReadFile(sc.City)
	}
	j, err := jurisdiction(sc.Jurisdiction)
	if err != nil {
		return nil, err
	}
	return importFile(ctx, sc.City, filepath.Base(sc.City), j)
}

// importOnce imports one of the extracts, and keeps the city.
func importOnce(ctx context.Context, name, rule string) (*roadnet.City, error) {
	extract, err := roadnet.DefaultExtract(moduleCache())
	if err != nil {
		return nil, fmt.Errorf("the map of %s is missing: name a city file in the scenario: %w", name, err)
	}
	if name == "delaware" {
		extract = filepath.Join(filepath.Dir(extract), "delaware-latest.osm.pbf")
	}
	j, err := jurisdiction(rule)
	if err != nil {
		return nil, err
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return importFile(ctx, extract, extracts[name], j)
	}
	kept := filepath.Join(dir, "linli", fmt.Sprintf("%s-%s-%s.city", name, filepath.Base(rule), version))
	if city, err := roadnet.ReadFile(kept); err == nil && rule == "" {
		return city, nil
	}
	city, err := importFile(ctx, extract, extracts[name], j)
	if err != nil || rule != "" {
		return city, err
	}
	if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
		return nil, err
	}
	return city, roadnet.WriteFile(kept, city)
}
