package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const (
	homeInTown = "1.5221,42.5074"
	shopInTown = "1.5311,42.5083"
)

// failure runs the dispatcher, which must fail, and returns what it said.
func failure(t *testing.T, args ...string) string {
	t.Helper()
	_, err := program(t.Context(), args...).Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("dispatcher %q did not fail: %v", args, err)
	}
	return string(exit.Stderr)
}

func fromJSON(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%v in %.200q", err, text)
	}
}

type geoJSON struct {
	Type     string
	Features []struct {
		Geometry struct {
			Type        string
			Coordinates json.RawMessage
		}
		Properties map[string]any
	}
}

func TestGeoRouteAndTable(t *testing.T) {
	computes(t)
	town := townFile(t)
	var route struct {
		Profile         string
		Seconds, Metres float64
		Geometry        struct {
			Type        string
			Coordinates [][2]float64
		}
		From struct{ Snapped [2]float64 }
	}
	fromJSON(t, output(t, "route", town, "--profile", "foot", "--from", homeInTown, "--to", shopInTown), &route)
	if route.Profile != "foot" || route.Geometry.Type != "LineString" || len(route.Geometry.Coordinates) < 2 || route.Metres < 700 || route.Seconds < 500 {
		t.Fatalf("%+v", route)
	}
	if route.Geometry.Coordinates[0] != route.From.Snapped {
		t.Errorf("the way begins at %v, not at %v", route.Geometry.Coordinates[0], route.From.Snapped)
	}
	walk := route
	fromJSON(t, output(t, "route", town, "--step-free", "--from", homeInTown, "--to", shopInTown), &route)
	if route.Seconds+60 < walk.Seconds {
		t.Errorf("without steps %v s, with %v s", route.Seconds, walk.Seconds)
	}
	route = walk
	file := filepath.Join(t.TempDir(), "points.csv")
	if err := os.WriteFile(file, []byte("lng,lat,name\n"+homeInTown+",home\n"+shopInTown+",shop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var table struct {
		Names           []string
		Seconds, Metres [][]float64
	}
	fromJSON(t, output(t, "table", town, "--profile", "foot", "--points", file), &table)
	if len(table.Seconds) != 2 || table.Seconds[0][1] != route.Seconds || table.Metres[0][1] != route.Metres || table.Seconds[1][1] != 0 || strings.Join(table.Names, " ") != "home shop" {
		t.Errorf("%+v", table)
	}
	cmd := program(t.Context(), "table", town, "--points", "-")
	cmd.Stdin = strings.NewReader(shopInTown + "\n" + homeInTown + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	fromJSON(t, string(out), &table)
	if table.Seconds[1][0] != route.Seconds {
		t.Errorf("from standard input: %v", table.Seconds)
	}
}

func TestGeoIsochrone(t *testing.T) {
	computes(t)
	town := townFile(t)
	var area, cells geoJSON
	fromJSON(t, output(t, "isochrone", town, "--from", homeInTown, "--minutes", "10"), &area)
	if area.Type != "FeatureCollection" || len(area.Features) != 1 || area.Features[0].Geometry.Type != "MultiPolygon" || area.Features[0].Properties["tolerance_metres"] != 30.0 {
		t.Errorf("%+v", area)
	}
	fromJSON(t, output(t, "isochrone", town, "--from", homeInTown, "--minutes", "10", "--cells"), &cells)
	if len(cells.Features) < 20 {
		t.Fatalf("%d cells", len(cells.Features))
	}
	for _, f := range cells.Features {
		if m, ok := f.Properties["minutes"].(float64); !ok || m > 10 || f.Geometry.Type != "Polygon" {
			t.Errorf("%+v", f)
		}
	}
}

func TestGeoCoverage(t *testing.T) {
	computes(t)
	town, dir := townFile(t), t.TempDir()
	box := []string{"coverage", town, "--box", "1.515,42.504,1.530,42.512"}
	var report geoJSON
	fromJSON(t, output(t, box...), &report)
	kinds := map[string]int{}
	for _, f := range report.Features {
		kinds[f.Properties["kind"].(string)]++
	}
	if kinds["cell"] < 10 || kinds["opening"] < 1 {
		t.Errorf("features %v", kinds)
	}
	if text := output(t, append(box, "--format", "csv", "--lang", "en")...); !strings.HasPrefix(text, "cell,lng,lat,") || !strings.Contains(text, "Pharmacy") {
		t.Errorf("%.200q", text)
	}
	picture := filepath.Join(dir, "map.svg")
	output(t, append(box, "--format", "svg", "-o", picture)...)
	if b, err := os.ReadFile(picture); err != nil || !bytes.Contains(b, []byte("© OpenStreetMap contributors")) {
		t.Errorf("%v, %d bytes", err, len(b))
	}
	residents := filepath.Join(dir, "residents.csv")
	if err := os.WriteFile(residents, []byte(homeInTown+",120,Block A\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text := output(t, "coverage", town, "--format", "csv", "--residents", residents); !strings.Contains(text, ",1,120,0,listed,convenience,便利店,") {
		t.Errorf("%.400q", text)
	}
	if text := output(t, "coverage", town, "--format", "services", "--residents", residents); strings.Count(text, "\n") < 50 || !strings.Contains(text, "meals") {
		t.Errorf("%.400q", text)
	}
}

// shut are doors that nothing leaves by.
type shut struct{}

func (shut) Deliver(*dispatch.State, clock.Instant, []dispatch.Decision) {}

// TestGeoUnserved: what a zone's journal holds of unserved demand is in the
// report of the town where it was.
func TestGeoUnserved(t *testing.T) {
	computes(t)
	town, path := townFile(t), filepath.Join(t.TempDir(), "zone.db")
	store, err := journal.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	loop, err := shell.Open(t.Context(), shell.Config{
		Zone: "z", City: "c", Engine: "test", Policy: dispatch.DefaultPolicy(), Store: store, Doors: shut{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	at := clock.FromTime(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
	if err := loop.Start(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	p, err := parsePoint(homeInTown)
	if err != nil {
		t.Fatal(err)
	}
	loop.Turn(t.Context(), at, []shell.Request{{Event: dispatch.AskQuote{ID: "q1", Merchant: "nobody", Dropoff: orders.Dropoff{Point: p}}}})
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	box := []string{"coverage", town, "--box", "1.515,42.504,1.530,42.512", "--unserved", path, "--lang", "en"}
	if text := output(t, append(box, "--format", "unserved")...); strings.Count(text, "\n") != 2 || !strings.Contains(text, ",Not known,no_provider,nobody of that name,false,1\n") {
		t.Errorf("%q", text)
	}
	if text := output(t, append(box, "--format", "unserved", "--since", "2026-12-01")...); strings.Count(text, "\n") != 1 {
		t.Errorf("what was before: %q", text)
	}
	var report geoJSON
	fromJSON(t, output(t, box...), &report)
	if last := report.Features[len(report.Features)-1].Properties; last["kind"] != "unserved" || last["why"] != "no_provider" {
		t.Errorf("%+v", last)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"coverage", town, "--format", "unserved"}, "needs --unserved STORE"},
		{append(box, "--since", "yesterday"), "give a day such as"},
		{[]string{"coverage", town, "--unserved", path + "x"}, "there is no journal"},
	} {
		if got := failure(t, c.args...); !strings.Contains(got, c.want) {
			t.Errorf("dispatcher %q says %q, want %q", c.args, got, c.want)
		}
	}
}

// TestGeoErrors holds the commands to saying what is wrong.
func TestGeoErrors(t *testing.T) {
	computes(t)
	town, dir := townFile(t), t.TempDir()
	bad := filepath.Join(dir, "bad.csv")
	if err := os.WriteFile(bad, []byte(homeInTown+"\nhere,there\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	far := filepath.Join(dir, "far.csv")
	if err := os.WriteFile(far, []byte(homeInTown+"\n\n2.5,42.5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(dir, "short.csv")
	if err := os.WriteFile(short, []byte(homeInTown+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"route", town, "--profile", "boat", "--from", homeInTown, "--to", shopInTown}, `"boat" is not one of foot, ebike, car, robot`},
		{[]string{"route", town, "--from", "8.69,49.41", "--to", shopInTown}, "--from 8.69,49.41 lies outside Andorra, which reaches from 1."},
		{[]string{"route", town, "--from", homeInTown, "--to", "42.5083,1.5311"}, "longitude comes first"},
		{[]string{"route", town, "--from", homeInTown, "--to", "1.5311"}, "--to 1.5311: is not LNG,LAT in degrees"},
		{[]string{"route", town, "--from", homeInTown, "--to", "200,95"}, "--to 200,95: lng 200 is not between"},
		{[]string{"route", town, "--from", homeInTown}, "--to is missing"},
		{[]string{"route", town, "--profile", "car", "--from", homeInTown, "--to", "1.47,42.6"}, "--to 1.47,42.6: no road for car within 1000 m"},
		{[]string{"route", filepath.Join(dir, "no.city"), "--from", homeInTown, "--to", shopInTown}, "no.city"},
		{[]string{"route", town, "--profile", "car", "--step-free", "--from", homeInTown, "--to", shopInTown}, "--step-free is for foot, not for car"},
		{[]string{"table", town}, "--points is missing"},
		{[]string{"table", town, "--points", bad}, "line 2: here,there"},
		{[]string{"table", town, "--points", far}, "line 3: 2.5,42.5 lies outside Andorra"},
		{[]string{"isochrone", town, "--from", homeInTown, "--minutes", "-3"}, "--minutes -3 is not between"},
		{[]string{"isochrone", town, "--from", homeInTown, "--cells", "--resolution", "99"}, "resolution 99"},
		{[]string{"coverage", town, "--box", "1,2,3"}, "WEST,SOUTH,EAST,NORTH"},
		{[]string{"coverage", town, "--box", "1.40,42.40,1.41,42.41"}, "no residential buildings there"},
		{[]string{"coverage", town, "--format", "png"}, `"png" is not one of geojson, csv, svg`},
		{[]string{"coverage", town, "--lang", "fr"}, `"fr" is not one of zh, en`},
		{[]string{"coverage", town, "--residents", short}, "line 1: want lng,lat,dwellings"},
	} {
		if got := failure(t, c.args...); !strings.Contains(got, c.want) {
			t.Errorf("dispatcher %q says %q, want %q", c.args, got, c.want)
		}
	}
}
