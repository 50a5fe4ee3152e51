package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/linli/linli/geo/roadnet"
)

// defaultJurisdiction lets robots of the demo use the roads without which
// they would reach few homes of the default city.
const defaultJurisdiction = "andorra-demo"

func importCity(ctx context.Context, args []string) error {
	fs := flags("import", "FILE.osm.pbf|.osm.bz2|.osm -o CITY turns an OpenStreetMap extract into a city file.")
	out := fs.String("o", "", "city file to write")
	name := fs.String("name", "", "what to call the city (default: the file's name)")
	rule := fs.String("jurisdiction", "", "where robots may drive: a JSON file, or one of "+strings.Join(roadnet.JurisdictionNames(), ", "))
	files, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(files) != 1 || *out == "" {
		fs.Usage()
		return errUsage
	}
	j, err := jurisdiction(*rule)
	if err != nil {
		return err
	}
	if *name == "" {
		*name, _, _ = strings.Cut(filepath.Base(files[0]), ".")
	}
	began := time.Now()
	city, err := importFile(ctx, files[0], *name, j)
	if err != nil {
		return err
	}
	if err := roadnet.WriteFile(*out, city); err != nil {
		return err
	}
	fmt.Print(roadnet.NewRouter(city).Report())
	fmt.Printf("wrote %s in %.1f s; sha256 %s\n", *out, time.Since(began).Seconds(), city.Hash)
	return nil
}

func jurisdiction(name string) (roadnet.Jurisdiction, error) {
	if name == "" {
		return roadnet.DefaultJurisdiction(), nil
	}
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return roadnet.NamedJurisdiction(name)
	}
	if err != nil {
		return roadnet.Jurisdiction{}, err
	}
	return roadnet.ParseJurisdiction(b)
}

// importFile reads an extract, with a progress bar on a terminal.
func importFile(ctx context.Context, path, name string, j roadnet.Jurisdiction) (*roadnet.City, error) {
	format, err := roadnet.FormatOf(path)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	bar := newBar(os.Stderr)
	defer bar.end()
	city, err := roadnet.Import(f, st.Size(), format, roadnet.Options{
		Name: name, Jurisdiction: j, Progress: bar.step, Stop: func() bool { return ctx.Err() != nil },
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return city, nil
}

// openCity reads a city file, or imports the default city on first use and
// keeps it.
func openCity(ctx context.Context, path string) (*roadnet.City, error) {
	if path != "" {
		return roadnet.ReadFile(path)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("no place to keep the default city: name a city file with --city: %w", err)
	}
	kept := filepath.Join(dir, "linli", "andorra-"+version+".city")
	if city, err := roadnet.ReadFile(kept); err == nil {
		return city, nil
	}
	extract, err := roadnet.DefaultExtract(moduleCache())
	if err != nil {
		return nil, fmt.Errorf("the default city is missing: name a city file with --city: %w", err)
	}
	j, err := roadnet.NamedJurisdiction(defaultJurisdiction)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	city, err := importFile(ctx, extract, "Andorra", j)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
		return nil, err
	}
	if err := roadnet.WriteFile(kept, city); err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "imported Andorra in %.1f s (kept in %s)\n", time.Since(began).Seconds(), kept)
	return city, nil
}

// moduleCache is where Go keeps the sources of modules, among them the
// extract of the default city.
func moduleCache() string {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	if out, err := exec.Command("go", "env", "GOMODCACHE").Output(); err == nil {
		return strings.TrimSpace(string(out))
	}
	if dir := os.Getenv("GOPATH"); dir != "" {
		return filepath.Join(filepath.SplitList(dir)[0], "pkg", "mod")
	}
	home, _ := os.UserHomeDir()
	return filepath.Join(home, "go", "pkg", "mod")
}
